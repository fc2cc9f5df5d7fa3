"""What a door does with a message before anything else: clean it, measure it, take it or say why not."""

import unicodedata

from assistant.errors import QuestionRefused
from assistant.vocabulary import QuestionRefusal

_KEPT_CONTROLS = frozenset("\n\t")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
"""Unicode categories that a person never types on purpose: controls, formats (bidirectional and tag characters
among them), private use, unassigned, surrogates."""


def receive(text: str, *, limit: int) -> str:
    """The message without invisible characters, ready for the guards.

    ``limit`` counts characters. Raises :class:`QuestionRefused` when nothing readable is left or too much is.
    """
    if len(text) > limit:
        raise QuestionRefused(QuestionRefusal.TOO_LONG)
    cleaned = "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in _INVISIBLE).strip()
    if not cleaned:
        raise QuestionRefused(QuestionRefusal.NO_WORDS if text.strip() else QuestionRefusal.EMPTY)
    if not any(c.isalnum() for c in cleaned):
        raise QuestionRefused(QuestionRefusal.NO_WORDS)
    return cleaned
