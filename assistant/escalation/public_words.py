"""What of an agent's text is public: the contacts of offices that stand in the pages or in the settings."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.public_contacts import find_contacts, list_contacts

_FEWEST_CHARACTERS = 8
"""A shorter piece of the settings could stand in a sentence by chance."""
_STAND_IN = "\ue000{}\ue001"
"""Signs of private use: nobody types them, and no guard reads anything in them."""
_STANDING_IN = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class SetApart:
    """A text in which other signs stand for what is public."""

    text: str
    pieces: tuple[str, ...]

    def put_back(self, text: str) -> str:
        """The text, or what a guard made of it, with what is public in its place."""
        return _STANDING_IN.sub(lambda match: self.pieces[int(match[1])], text)


def set_apart(text: str, pieces: Sequence[str]) -> SetApart:
    """The longest pieces first, so that one inside another is left whole."""
    text = text.replace("\ue000", "").replace("\ue001", "")
    ordered = tuple(sorted(set(pieces), key=len, reverse=True))
    for number, piece in enumerate(ordered):
        text = text.replace(piece, _STAND_IN.format(number))
    return SetApart(text, ordered)


@dataclass(frozen=True)
class PublicWords:
    """Finds them."""

    list_in_pages: Callable[[], Collection[str]]
    """Keys of the contacts of the pages. May take a second, the first time."""
    own: str
    """How the administration says that it is reached: telephone, address, counter."""

    def __call__(self, text: str) -> tuple[str, ...]:
        """The pieces of the text that are public, as they are written in it."""
        own = tuple(piece for piece in self._own_pieces if piece in text)
        contacts = tuple(find_contacts(text))
        if not contacts:
            return own
        public = self._own_contacts | frozenset(self.list_in_pages())
        return (*own, *(text[contact.start : contact.end] for contact in contacts if contact.key in public))

    @cached_property
    def _own_pieces(self) -> tuple[str, ...]:
        """The text of the settings, and each of its parts."""
        pieces = (self.own, *re.split(r"[,;\n]", self.own))
        return tuple(piece.strip() for piece in pieces if len(piece.strip()) >= _FEWEST_CHARACTERS)

    @cached_property
    def _own_contacts(self) -> frozenset[str]:
        return list_contacts((self.own,))
