"""Which pages the answers stood on, and how often people still wanted a human after them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from assistant.conversation.tables import escalations, turns
from assistant.vocabulary import EscalationReason


@dataclass(frozen=True, slots=True)
class UsedPage:
    """A page, and the answers of the kept conversations that cite it."""

    document_id: str
    title: str
    url: str
    answers: int
    not_satisfied: int
    """Of them, answers in a conversation whose person then asked for a human because they did not help."""


def read_usage(engine: Engine, base: str) -> tuple[UsedPage, ...]:
    """The most used first. Counts what retention still keeps, and nothing of people."""
    unhappy = select(escalations.c.conversation_id).where(escalations.c.reason == EscalationReason.NOT_SATISFIED.value)
    with engine.connect() as connection:
        left = set(connection.scalars(unhappy))
        answers: Counter[str] = Counter()
        dissatisfied: Counter[str] = Counter()
        named: dict[str, tuple[str, str]] = {}
        for row in connection.execute(select(turns.c.conversation_id, turns.c.answer)):
            for source in _cited(row.answer, base):
                document_id = source["document_id"]
                answers[document_id] += 1
                dissatisfied[document_id] += row.conversation_id in left
                named[document_id] = (source["title"], source["url"])
    return tuple(
        UsedPage(document_id, *named[document_id], count, dissatisfied[document_id])
        for document_id, count in sorted(answers.items(), key=lambda entry: (-entry[1], entry[0]))
    )


def _cited(answer: Mapping[str, Any], base: str) -> Iterable[Mapping[str, Any]]:
    return (source for source in answer["sources"] if source["cited"] and source["base"] == base)
