"""When to ask the person something back, and what: the branches of the page, or the pages themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation.types import Choice
from assistant.pipeline.branches import MOST_CHOICES, fork_choices
from knowledge.types import FoundPage

_WORD = re.compile(r"\w+")
_MOST_TERMS, _MOST_WORDS = 5, 14
"""A question with no more meaning words, and no more words, says too little of its case to be answered for sure."""
_RIVAL_NEXT, _RIVAL = 0.8, 0.72
"""Share of the best page's score from which the second page makes the subject doubtful, and from which a page is
offered then."""
_MOST_PAGES = 5


class About(StrEnum):
    """What a clarifying question is about. Also the end of its message's key."""

    SITUATION = "situation"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question to ask back, with the answers that it offers."""

    about: About
    choices: tuple[Choice, ...]
    is_needed: bool
    """True when no answer is sure without it; False when it only makes the answer more precise."""


def find_clarification(
    pages: Sequence[FoundPage], question: str, *, terms: int, is_chosen: bool, official: Sequence[str] = ()
) -> Clarification | None:
    """What to ask back about a question whose pages were found; None when nothing is.

    ``terms`` counts the meaning words of the question, ``official`` are the pages' words for it; ``is_chosen`` is true
    when the person has just picked the page or the situation: the subject is then settled.
    """
    is_vague = not is_chosen and terms <= _MOST_TERMS and len(_WORD.findall(question)) <= _MOST_WORDS
    if situations := fork_choices(pages[0], " ".join((question, *official))):
        return Clarification(About.SITUATION, situations, is_needed=is_vague)
    best = max(page.score for page in pages)
    if is_vague and len(pages) > 1 and min(pages[0].score, pages[1].score) >= _RIVAL_NEXT * best:
        rivals = [page for page in pages if page.score >= _RIVAL * best]
        titles = {page.document.title: page for page in reversed(rivals[:_MOST_PAGES])}
        choices = tuple(
            Choice(number, title, page.document.id, page.document.base)
            for number, (title, page) in enumerate(reversed(titles.items()), start=1)
        )
        return Clarification(About.SUBJECT, choices[:MOST_CHOICES], is_needed=True) if len(choices) > 1 else None
    return None
