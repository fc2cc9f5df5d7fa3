"""A question as it is searched: in words, in the pages' words, and as the terms that the lexical index is asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.lexical import MAX_TERMS, LexicalIndex
from knowledge.lexicon import Lexicon
from knowledge.spelling import Spelling

_WORD = re.compile(r"\w+")
OFFICIAL_WEIGHT = 0.3
"""What a word that the lexicon adds counts for beside the person's own. Chosen on one half of the development set."""

_ON_EVERY_SUBJECT = frozenset({"coût", "délai", "durée", "montant", "prix"})
"""Words for what is asked of a subject, whatever it is: they stand in pages on everything and find none."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question whatever the base."""

    text: str
    """The question with text-message writing put into words."""
    official: tuple[str, ...] = ()
    """Words of the pages that its everyday words stand for."""

    @property
    def official_text(self) -> str:
        """The question with the pages' words after it."""
        return " ".join((self.text, *self.official))


@dataclass(frozen=True, slots=True)
class Query:
    """What one base makes of a question."""

    own: tuple[str, ...]
    """Index terms of its meaning words, each once, corrected where the base does not know the word."""
    terms: Mapping[str, float]
    """These, and the terms of the pages' words for them, each with what it counts for."""


def word_question(question: str, lexicon: Lexicon) -> Wording:
    """What a question says in words, and in the pages' words."""
    text = lexicon.rewrite(question)
    return Wording(text, tuple(words for words in lexicon.official(text) if words not in _ON_EVERY_SUBJECT))


def read_query(wording: Wording, index: LexicalIndex, spelling: Spelling) -> Query:
    """Analyses a question for one base. Words with no subject in them give no term."""
    own: dict[str, float] = {}
    for found in _WORD.finditer(wording.text):
        word = found.group()
        terms = index.terms(word)
        if terms and all(index.page_frequency(term) == 0 for term in terms):
            terms = index.terms(spelling.suggestion(word) or word)
        own.update(dict.fromkeys(terms, 1.0))
    added = {term: OFFICIAL_WEIGHT for words in wording.official for term in index.terms(words)}
    kept = tuple(own)[:MAX_TERMS]
    return Query(kept, {**added, **dict.fromkeys(kept, 1.0)})
