"""From messages to pieces of prompt: what the template writes, and what people and pages wrote.

A chat template marks who speaks with special tokens. A person who types such a mark must not be able to speak as
somebody else, so the words of messages are kept apart from the template's own: the engine reads special tokens in the
second only.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.types import ChatMessage

Template = Callable[[Sequence[dict[str, str]]], str]
"""Writes a prompt from messages of the shape ``{"role": ..., "content": ...}``."""

_STAND_IN = re.compile("\ue000([0-9]+)\ue001")


@dataclass(frozen=True, slots=True)
class PromptPiece:
    """A run of a prompt."""

    text: str
    is_template: bool
    """True where special tokens count, false for the words of a message."""


def compose_prompt(template: Template, messages: Sequence[ChatMessage]) -> tuple[PromptPiece, ...]:
    """The prompt, in order. The template sees stand-ins, so nothing that a message says can change what it writes."""
    rendered = template(
        [{"role": message.role.value, "content": f"\ue000{rank}\ue001"} for rank, message in enumerate(messages)]
    )
    pieces: list[PromptPiece] = []
    at = 0
    for stand_in in _STAND_IN.finditer(rendered):
        pieces.append(PromptPiece(rendered[at : stand_in.start()], is_template=True))
        pieces.append(PromptPiece(messages[int(stand_in[1])].text.strip(), is_template=False))
        at = stand_in.end()
    pieces.append(PromptPiece(rendered[at:], is_template=True))
    return tuple(piece for piece in pieces if piece.text)
