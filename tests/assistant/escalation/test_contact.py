"""What is taken as a way to be called back, and what is not."""

import pytest

from assistant.errors import ContactRefused
from assistant.escalation.contact import LONGEST_MOMENT, ContactDetails, read_contact
from assistant.vocabulary import ContactRefusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 39 98 00 12", "+33 6 39 98 00 12"),
        ("0639980012", "+33 6 39 98 00 12"),
        ("06.39.98.00.12", "+33 6 39 98 00 12"),
        ("06-39-98-00-12", "+33 6 39 98 00 12"),
        ("\u202f06\u00a039\u00a098\u00a000\u00a012\u200b", "+33 6 39 98 00 12"),
        ("+33 (0)6 39 98 00 12", "+33 6 39 98 00 12"),
        ("+32 2 555 12 34", "+32 2 555 12 34"),
        ("0032 2 555 12 34", "+32 2 555 12 34"),
        ("+213 21 55 00 12", "+213 21 55 00 12"),
        ("+1 202 555 0123", "+1 202-555-0123"),
        ("amina.quervallon@exemple.fr", "amina.quervallon@exemple.fr"),
        ("  a@b.co ", "a@b.co"),
        ("zoé+mairie@sous.domaine.exemple.fr", "zoé+mairie@sous.domaine.exemple.fr"),
    ],
)
def test_numbers_of_any_country_and_addresses_are_taken(typed: str, kept: str) -> None:
    details = read_contact(typed, "  le   matin ")
    assert details == ContactDetails(kept, "le matin")


@pytest.mark.parametrize(
    ("typed", "moment", "reason"),
    [
        ("bonjour", "", ContactRefusal.UNREADABLE),
        ("06 39 98", "", ContactRefusal.UNREADABLE),
        ("36 46", "", ContactRefusal.UNREADABLE),
        ("0639980012 0639980013", "", ContactRefusal.UNREADABLE),
        ("amina@exemple", "", ContactRefusal.UNREADABLE),
        ("amina@@exemple.fr", "", ContactRefusal.UNREADABLE),
        ("a@b.co, c@d.co", "", ContactRefusal.UNREADABLE),
        ("a@b..co", "", ContactRefusal.UNREADABLE),
        ("a" * 250 + "@b.co", "", ContactRefusal.UNREADABLE),
        ("9" * 5000, "", ContactRefusal.UNREADABLE),
        ("", "le matin", ContactRefusal.MOMENT_ALONE),
        ("a@b.co", "m" * (LONGEST_MOMENT + 1), ContactRefusal.MOMENT_TOO_LONG),
    ],
)
def test_anything_else_is_refused_for_a_reason_that_quotes_nothing(
    typed: str, moment: str, reason: ContactRefusal
) -> None:
    with pytest.raises(ContactRefused) as refused:
        read_contact(typed, moment)
    assert refused.value.reason is reason
    assert str(refused.value) == reason.value
    assert refused.value.__context__ is None or refused.value.__suppress_context__


@pytest.mark.parametrize(("typed", "moment"), [("", ""), ("  ", "\n"), ("\u200b", "")])
def test_nothing_typed_is_nothing_left(typed: str, moment: str) -> None:
    assert read_contact(typed, moment) is None


def test_details_show_nothing_where_they_are_printed() -> None:
    details = ContactDetails("+33 6 39 98 00 12", "le matin")
    assert "39" not in f"{details} {details!r}"
    assert "matin" not in f"{details} {details!r}"
