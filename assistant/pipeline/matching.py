"""Whether a question is the one that an answer was written for. Doubt counts against it: the page still answers.

Two questions are one when the words that carry their sense are the same and in the same order, with the same figures,
the same small words of logic (« sans », « avant », « ne… pas ») and the same kind of question (where, who, how much…).
What ways of asking differ by (« je voudrais savoir », « est-ce que ») is left out. No cosine is asked: two questions
that differ by one word (« volée », « perdue ») can be nearer than two wordings of one question
(docs/adr/0025-a-validated-answer-is-matched-by-words.md).
"""

import re
from collections import Counter
from dataclasses import dataclass

from guards.figures import figures_of
from guards.wording import Mark, fold, read_logic

_POLITE = re.compile(
    r"\b(?:bonjour|bonsoir|salut|hello|hi|madame|monsieur|merci(?: d'avance| beaucoup)?|s'il (?:vous|te) plait|svp|stp"
    r"|please|thank you|thanks)\b"
)
_ASKING = re.compile(
    r"\b(?:je (?:voudrais|veux|souhaite|souhaiterais|cherche a|aimerais) (?:savoir|connaitre)|j'aimerais savoir"
    r"|pouvez-vous me dire|dites-moi|est-ce qu(?:e |'(?=il|elle|on)?)|can you tell me|i would like to know)"
)
_WHERE = re.compile(r"\boù\b|\b[aà] qui\b", re.IGNORECASE)
_IMPERSONAL = re.compile(r"\b(?:y a-t-il|il y a|existe-t-il|est-il|il est|est-ce|c'est|ca|cela|t-il)\b")
_MUST = re.compile(r"\b(?:faut-il|il faut|doit-on|on doit)\b")
_MAY = re.compile(r"\b(?:puis-je|peut-on|on peut)\b")
_WORDS_OF_ASKING = frozenset(
    {"je", "j", "me", "moi", "mon", "ma", "mes", "comment", "combien", "quel", "quell", "quels", "quand", "pourquoi",
     "fair", "fais", "fai", "do", "how", "what", "my", "did", "does"}
)  # fmt: skip
"""Stems that two ways to ask one question may differ by, where the kind of question is the same."""
_KINDS = (
    ("where", re.compile(r"où|\b(?:a qui|aupres de qui|where)\b")),
    ("who", re.compile(r"\b(?:qui|who)\b")),
    ("when", re.compile(r"\b(?:quand|when|a quel moment)\b")),
    ("why", re.compile(r"\b(?:pourquoi|why)\b")),
    ("how much", re.compile(r"\b(?:combien|how (?:much|many|long))\b")),
    ("how", re.compile(r"\b(?:comment|how)\b")),
)
_LIGHT = frozenset({Mark.YOU})
_LIGHT_WHERE_ASKED = _LIGHT | {Mark.MAY, Mark.MUST}
"""« Où demander » and « où puis-je demander » are one question; « puis-je » and « dois-je » are two."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What of a question counts."""

    stems: tuple[str, ...]
    marks: frozenset[tuple[Mark, int]]
    figures: frozenset[tuple[str, ...]]
    kind: str


def is_same_question(asked: str, example: str) -> bool:
    """Whether ``asked`` is ``example`` in other clothes."""
    one, other = _read(asked), _read(example)
    return bool(one.stems) and one == other


def _read(text: str) -> _Reading:
    kind = _kind_of(text)
    plain = _ASKING.sub(" ", _POLITE.sub(" ", fold(_WHERE.sub(" ", text))))
    plain = _MAY.sub("peux", _MUST.sub("faut", plain))
    marks, stems = read_logic(_IMPERSONAL.sub(" ", plain))
    light = _LIGHT_WHERE_ASKED if kind else _LIGHT
    return _Reading(
        tuple(stem for stem in stems if stem not in _WORDS_OF_ASKING),
        _heavy(marks, light),
        frozenset(figure.key for figure in figures_of(text)),
        "" if kind == "how" else kind,
    )


def _heavy(marks: Counter[Mark], light: frozenset[Mark]) -> frozenset[tuple[Mark, int]]:
    return frozenset((mark, count) for mark, count in marks.items() if count and mark not in light)


def _kind_of(text: str) -> str:
    """The word that opens the question; empty where it asks for a yes or a no, or names its subject alone."""
    with_accents = text.lower()
    folded = fold(text)
    return next((name for name, pattern in _KINDS if pattern.search(with_accents) or pattern.search(folded)), "")
