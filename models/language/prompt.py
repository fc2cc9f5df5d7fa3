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
    public_characters: int
    """How much of its beginning anyone may know: all that the template writes, what a message declares."""


@dataclass(frozen=True, slots=True)
class PromptTokens:
    """A whole prompt, ready for the assistant to speak."""

    tokens: tuple[int, ...]
    public: int
    """How many tokens from the first stand for text that anyone may know. Only their state outlives the call."""


def compose_prompt(template: Template, messages: Sequence[ChatMessage]) -> tuple[PromptPiece, ...]:
    """The prompt, in order. The template sees stand-ins, so nothing that a message says can change what it writes."""
    rendered = template(
        [{"role": message.role.value, "content": f"\ue000{rank}\ue001"} for rank, message in enumerate(messages)]
    )
    pieces: list[PromptPiece] = []
    at = 0
    for stand_in in _STAND_IN.finditer(rendered):
        pieces.append(_by_template(rendered[at : stand_in.start()]))
        pieces.append(_by_message(messages[int(stand_in[1])]))
        at = stand_in.end()
    pieces.append(_by_template(rendered[at:]))
    return tuple(piece for piece in pieces if piece.text)


def tokenize_prompt(
    pieces: Sequence[PromptPiece],
    tokenize: Callable[[PromptPiece], Sequence[int]],
    bytes_of: Callable[[int], bytes],
    beginning: Sequence[int] = (),
) -> PromptTokens:
    """The tokens of ``pieces`` after those of ``beginning``. A token that holds a private character is private, and so
    is everything after it."""
    tokens = list(beginning)
    public, is_public = len(tokens), True
    for piece in pieces:
        found = tokenize(piece)
        if is_public and piece.public_characters >= len(piece.text):
            public += len(found)
        elif is_public:
            public += _count_within(found, bytes_of, len(piece.text[: piece.public_characters].encode()))
            is_public = False
        tokens.extend(found)
    return PromptTokens(tuple(tokens), public)


def _by_template(text: str) -> PromptPiece:
    return PromptPiece(text, is_template=True, public_characters=len(text))


def _by_message(message: ChatMessage) -> PromptPiece:
    text = message.text.strip()
    removed = len(message.text) - len(message.text.lstrip())
    return PromptPiece(
        text,
        is_template=False,
        public_characters=min(len(text), max(0, message.public_characters - removed)),
    )


def _count_within(tokens: Sequence[int], bytes_of: Callable[[int], bytes], room: int) -> int:
    """How many of the first ``tokens`` fit in ``room`` bytes."""
    for rank, token in enumerate(tokens):
        room -= len(bytes_of(token))
        if room < 0:
            return rank
    return len(tokens)
