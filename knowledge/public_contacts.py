"""Telephone numbers and e-mail addresses of offices: public, since they stand in the pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_NUMBER = re.compile(r"(?<![\d+])(?:\+33|0)[\s.\-]?[1-9](?:[\s.\-]?\d){8}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Contact:
    """One of them in a text."""

    start: int
    end: int
    key: str = field(repr=False)
    """The same for every way to write it."""


def find_contacts(text: str) -> Iterator[Contact]:
    """French numbers of ten digits, then e-mail addresses."""
    for match in _NUMBER.finditer(text):
        yield Contact(match.start(), match.end(), _digits(match.group()))
    if "@" in text:  # an e-mail address begins like any word: nothing is read twice where there is none
        for match in _EMAIL.finditer(text):
            yield Contact(match.start(), match.end(), match.group().lower())


def list_contacts(texts: Iterable[str]) -> frozenset[str]:
    """Keys of all that stand in the texts."""
    return frozenset(contact.key for text in texts for contact in find_contacts(text))


def _digits(number: str) -> str:
    digits = "".join(sign for sign in number if sign.isdigit())
    return "0" + digits[2:] if number.startswith("+33") else digits
