"""Reads the reply to a clarifying question: a number, an ordinal, a label, or the words that tell one label apart."""

import re
from collections.abc import Sequence

from assistant.conversation.types import Choice
from assistant.pipeline.routes import fold

_NUMBER = re.compile(
    r"^(?:c'est |je (?:choisis|prends) |it's )?(?:le |la |l'|the )?"
    r"(?:choix |cas |option |numero |number |n° ?|reponse )?"
    r"(\d{1,2})(?: s'il (?:vous|te) plait| svp| please)?$"
)
_ORDINALS = (
    ("premier", "premiere", "un", "une", "first", "one"),
    ("deuxieme", "second", "seconde", "deux", "two"),
    ("troisieme", "trois", "third", "three"),
    ("quatrieme", "quatre", "fourth", "four"),
    ("cinquieme", "cinq", "fifth", "five"),
    ("sixieme", "six", "sixth"),
)
_ORDINAL = {word: number for number, words in enumerate(_ORDINALS, start=1) for word in words}
_BEFORE_ORDINAL = re.compile(r"^(?:c'est |je (?:choisis|prends) )?(?:le |la |l'|the |choix |cas |option |numero )?")
_AFTER_ORDINAL = re.compile(r"(?: (?:cas|choix|option|situation|reponse|one))?$")
_WORD = re.compile(r"[^\W_]+")
_LAST = frozenset({"dernier", "derniere", "last"})
_SHORTEST_STEM = 4
_MOST_WORDS = 12
"""A longer message is a new question, not the name of a choice."""


def read_choice(text: str, offered: Sequence[Choice]) -> Choice | None:
    """The choice that a message picks among those offered; None when it picks none, or more than one."""
    folded = fold(text)
    if not folded or not offered:
        return None
    number = _read_number(folded, len(offered))
    if number is not None:
        return next((choice for choice in offered if choice.number == number), None)
    by_label = [choice for choice in offered if fold(choice.label) == folded]
    if by_label:
        return by_label[0]
    return _read_words(folded, offered)


def _read_number(folded: str, count: int) -> int | None:
    if match := _NUMBER.match(folded):
        return int(match[1])
    word = _AFTER_ORDINAL.sub("", _BEFORE_ORDINAL.sub("", folded))
    return count if word in _LAST else _ORDINAL.get(word)


def _read_words(folded: str, offered: Sequence[Choice]) -> Choice | None:
    """By the words that only one label has: « mineur » among « Vous êtes majeur » and « Vous êtes mineur »."""
    said = _stems(folded)
    if not said or len(_WORD.findall(folded)) > _MOST_WORDS:
        return None
    labels = [_stems(fold(choice.label)) for choice in offered]
    everywhere = frozenset.intersection(*labels) if len(labels) > 1 else frozenset[str]()
    scores = [len(said & (label - everywhere)) for label in labels]
    best = max(scores)
    told_apart = best > 0 and scores.count(best) == 1
    # a word that stands in no label makes it a new question, unless the words of one label carry the message
    is_reply = best * 2 >= len(said - everywhere)
    return offered[scores.index(best)] if told_apart and is_reply else None


def _stems(folded: str) -> frozenset[str]:
    """Words of sense, without the ends that number and gender change."""
    words = (word.rstrip("sxe") or word for word in _WORD.findall(folded))
    return frozenset(word for word in words if len(word) >= _SHORTEST_STEM or word.isdigit())
