"""What a person leaves to be called back: a telephone number or an e-mail address, and when.

It is the only personal data that is kept. It never goes through the pipeline: no guard, search, model, handover note
or log sees it.
"""

import re
from dataclasses import dataclass, field

import phonenumbers

from assistant.errors import ContactRefused
from assistant.vocabulary import ContactRefusal
from guards.hidden_text import neutralise

LONGEST_ADDRESS = 254
"""Characters; the longest e-mail address that can be delivered."""
LONGEST_MOMENT = 120
"""Characters."""

_EMAIL = re.compile(r"[^@\s<>(),;:\\\"\[\]]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_COUNTRY = "FR"
"""Where a number without a country code is."""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How and when to reach a person. Its text form shows neither, wherever it is printed."""

    address: str = field(repr=False)
    """A telephone number in international form, or an e-mail address."""
    moment: str = field(default="", repr=False)
    """In the person's own words; empty when any time will do."""


def read_contact(address: str, moment: str) -> ContactDetails | None:
    """What a person typed, or None when nothing was. Raises :class:`ContactRefused`, which never holds what was."""
    address, moment = (" ".join(neutralise(typed).split()) for typed in (address, moment))
    if len(moment) > LONGEST_MOMENT:
        raise ContactRefused(ContactRefusal.MOMENT_TOO_LONG)
    if not address:
        if moment:
            raise ContactRefused(ContactRefusal.MOMENT_ALONE)
        return None
    if len(address) > LONGEST_ADDRESS:
        raise ContactRefused(ContactRefusal.UNREADABLE)
    return ContactDetails(address if _EMAIL.fullmatch(address) else _read_number(address), moment)


def _read_number(typed: str) -> str:
    try:
        number = phonenumbers.parse(typed, _COUNTRY)
    except phonenumbers.NumberParseException:
        raise ContactRefused(ContactRefusal.UNREADABLE) from None
    if not phonenumbers.is_possible_number(number):
        raise ContactRefused(ContactRefusal.UNREADABLE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
