import re

import pytest

from assistant.errors import CaseRefused
from assistant.escalation.message_door import Guarded, MessageDoor
from assistant.escalation.public_words import PublicWords, set_apart
from assistant.vocabulary import CaseRefusal, Language
from guards.types import Finding, GuardContext, Outcome, Verdict
from knowledge.public_contacts import list_contacts

PAGES = ("Téléphone : 02 99 00 00 01, ou +33 2 99 00 00 02", "Écrivez à Accueil@mairie.example.")
OWN = "12 place des Jardins, 35000 Rennes ; 02 99 00 00 03"
PUBLIC = PublicWords(lambda: list_contacts(PAGES), OWN)


class DigitGuard:
    """Masks every number of ten digits, e-mail address and street."""

    name = "personal_data"

    def check(self, text: str, context: GuardContext) -> Verdict:
        found = [
            Finding("PHONE", match.start(), match.end(), 1.0, "digits")
            for match in re.finditer(r"(?:\+33|0)(?:[ .]?\d){9}|\S+@\S+|\d+ place [\w ]+", text)
        ]
        for finding in reversed(found):
            text = f"{text[: finding.start]}<TELEPHONE_1>{text[finding.end :]}"
        return Verdict(self.name, Outcome.REDACT if found else Outcome.PASS, text, tuple(found))


DOOR = MessageDoor(DigitGuard(), 500, PUBLIC)


def admit(text: str) -> Guarded:
    return DOOR.admit(text, "c1", Language.FRENCH, confirm_masked=False)


@pytest.mark.parametrize(
    "text",
    [
        "Appelez le 02 99 00 00 01.",
        "Appelez le 02.99.00.00.02 ou le +33 2 99 00 00 01.",
        "Écrivez à accueil@mairie.example",
        "Venez au 12 place des Jardins, 35000 Rennes.",
        "Appelez le 0299000003.",
    ],
)
def test_an_agent_gives_the_contacts_of_an_office(text: str) -> None:
    assert admit(text) == Guarded(text)


@pytest.mark.parametrize("text", ["Mon numéro : 06 12 34 56 78", "Écrivez à marie@mairie.example", "Au 13 place Neuve"])
def test_what_stands_in_no_page_is_masked(text: str) -> None:
    with pytest.raises(CaseRefused) as refusal:
        admit(text)
    assert refusal.value.reason is CaseRefusal.MASKED
    assert "<TELEPHONE_1>" in refusal.value.masked_text


def test_the_public_number_stays_beside_the_masked_one() -> None:
    with pytest.raises(CaseRefused) as refusal:
        admit("Le 02 99 00 00 01, ou moi au 06 12 34 56 78")
    assert refusal.value.masked_text == "Le 02 99 00 00 01, ou moi au <TELEPHONE_1>"


def test_a_person_who_types_a_public_number_is_masked_all_the_same() -> None:
    assert DOOR.mask("02 99 00 00 01", "c1", Language.FRENCH).text == "<TELEPHONE_1>"


def test_signs_that_stand_in_cannot_be_typed() -> None:
    apart = set_apart("\ue0000\ue001 et le 12", ("le 12",))
    assert apart.put_back(apart.text) == "0 et le 12"


def test_a_longer_number_is_no_contact() -> None:
    assert list_contacts(["1029900000123"]) == frozenset()
