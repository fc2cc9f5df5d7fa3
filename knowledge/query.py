"""A question as the terms that the lexical index is asked for."""

import re
from dataclasses import dataclass

from knowledge.lexical import MAX_TERMS, LexicalIndex
from knowledge.spelling import Spelling

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Query:
    """What one base makes of a question."""

    text: str
    """The question with unknown words replaced by the known ones that they most likely stand for."""
    terms: tuple[str, ...]
    """Index terms of its meaning words, each once, corrected where the base does not know the word."""


def read_query(question: str, index: LexicalIndex, spelling: Spelling) -> Query:
    """Analyses a question for one base. Words with no subject in them give no term."""
    terms: dict[str, None] = {}
    pieces: list[str] = []
    end = 0
    for found in _WORD.finditer(question):
        word, meant = found.group(), found.group()
        own = index.terms(word)
        if own and all(index.page_frequency(term) == 0 for term in own):
            meant = spelling.suggestion(word) or word
            own = index.terms(meant)
        terms.update(dict.fromkeys(own))
        pieces += [question[end : found.start()], meant]
        end = found.end()
    pieces.append(question[end:])
    return Query("".join(pieces), tuple(terms)[:MAX_TERMS])
