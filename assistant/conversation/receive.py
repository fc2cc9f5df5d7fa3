"""What a door does with a message before anything else: clean it, measure it, take it or say why not."""

from assistant.errors import QuestionRefused
from assistant.vocabulary import QuestionRefusal
from guards.hidden_text import neutralise


def receive(text: str, *, limit: int) -> str:
    """The message without what nobody sees (invisible characters, comments, hidden elements), ready for the guards.

    ``limit`` counts characters. Raises :class:`QuestionRefused` when nothing readable is left or too much is.
    """
    if len(text) > limit:
        raise QuestionRefused(QuestionRefusal.TOO_LONG)
    cleaned = neutralise(text).strip()
    if not cleaned:
        raise QuestionRefused(QuestionRefusal.NO_WORDS if text.strip() else QuestionRefusal.EMPTY)
    if not any(c.isalnum() for c in cleaned):
        raise QuestionRefused(QuestionRefusal.NO_WORDS)
    return cleaned
