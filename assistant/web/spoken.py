"""What a reader of the screen is told when an answer is there: the whole of a short one, the outline of a long one.

It is read flat, once, and cannot be gone back to: a long text would keep somebody from reading the page.
"""

import re
from collections.abc import Iterator
from typing import Final

from assistant.conversation.types import Answer, AnswerPart, split_cells
from assistant.messages.catalogue import Messages
from assistant.vocabulary import AnswerStatus, Language

_MOST_WORDS: Final = 60
_WORD: Final = re.compile(r"\w+")


def is_told_whole(answer: Answer) -> bool:
    """Whether its words are short enough to be told at once. Danger always is."""
    return answer.status is AnswerStatus.DANGER or len(_WORD.findall(answer.text)) <= _MOST_WORDS


def announce(answer: Answer, messages: Messages, language: Language) -> str:
    """All that is told: that the answer is there, then its words or its outline."""
    words = [line for part in answer.parts for line in (part.heading, *_read_lines(part)) if line]
    told = " ".join(words) if is_told_whole(answer) else ""
    return f"{outline(answer, messages, language)} {told}".rstrip()


def _read_lines(part: AnswerPart) -> Iterator[str]:
    """Its lines; the cells of a row without the sign that parts them."""
    return (", ".join(split_cells(line)) if number in part.rows else line for number, line in enumerate(part.lines))


def outline(answer: Answer, messages: Messages, language: Language) -> str:
    """« Réponse reçue. », with the counts of what a long one holds."""
    ready = messages.text("spoken.ready", language)
    if is_told_whole(answer):
        return ready
    counts = (
        ("paragraph", sum(len(part.lines) for part in answer.parts)),
        ("source", len(answer.sources)),
        ("choice", len(answer.choices)),
    )
    return " ".join([ready, *(_count(messages, language, what, number) for what, number in counts if number)])


def _count(messages: Messages, language: Language, what: str, number: int) -> str:
    return messages.text(f"spoken.{what}" if number == 1 else f"spoken.{what}s", language, count=number)
