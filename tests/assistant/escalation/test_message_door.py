import pytest

from assistant.errors import CaseRefused
from assistant.escalation.message_door import Guarded, MessageDoor
from assistant.vocabulary import CaseRefusal, Language
from guards.types import Finding, GuardContext, Outcome, Verdict
from tests.assistant.fakes import DecidedGuard, NameGuard, RaisingGuard

FRENCH = Language.FRENCH


def test_a_clean_text_passes_as_it_is_without_what_nobody_sees() -> None:
    door = MessageDoor(NameGuard(), 100)
    assert door.admit(" Bon\u200bjour ", "c1", FRENCH, confirm_masked=False) == Guarded("Bonjour")


def test_an_agent_is_given_back_the_masked_text_and_it_passes_once_they_agree() -> None:
    door = MessageDoor(NameGuard(), 100)
    with pytest.raises(CaseRefused) as refusal:
        door.admit("Bonjour Dubosquet", "c1", FRENCH, confirm_masked=False)
    assert refusal.value.reason is CaseRefusal.MASKED
    assert refusal.value.masked_text == "Bonjour <PERSONNE_1>"
    assert refusal.value.entity_types == ("PERSON",)
    assert "Dubosquet" not in f"{refusal.value!r} {refusal.value.__dict__}"
    guarded = door.admit("Bonjour Dubosquet", "c1", FRENCH, confirm_masked=True)
    assert guarded == Guarded("Bonjour <PERSONNE_1>", ("PERSON",))


def test_a_person_is_masked_without_being_asked() -> None:
    masked = MessageDoor(NameGuard(), 100).mask("Je suis Dubosquet", "c1", FRENCH)
    assert masked == Guarded("Je suis <PERSONNE_1>", ("PERSON",))


@pytest.mark.parametrize("guard", [RaisingGuard(), DecidedGuard(Outcome.ERROR), DecidedGuard(Outcome.REFUSE)])
@pytest.mark.parametrize("confirm", [True, False])
def test_what_the_guard_cannot_decide_on_is_not_kept_whoever_agrees(guard: NameGuard, confirm: bool) -> None:
    door = MessageDoor(guard, 100)
    with pytest.raises(CaseRefused) as refusal:
        door.admit("Bonjour Dubosquet", "c1", FRENCH, confirm_masked=confirm)
    assert refusal.value.reason is CaseRefusal.UNGUARDED
    assert refusal.value.masked_text == ""
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", CaseRefusal.EMPTY), (" \u200b ", CaseRefusal.EMPTY), ("…", CaseRefusal.EMPTY), ("a" * 101, "too_long")],
)
def test_a_text_that_says_nothing_or_too_much_is_not_taken(text: str, reason: CaseRefusal) -> None:
    with pytest.raises(CaseRefused) as refusal:
        MessageDoor(NameGuard(), 100).mask(text, "c1", FRENCH)
    assert refusal.value.reason == reason


def test_an_agent_may_write_a_placeholder_that_stands_in_the_conversation() -> None:
    class Escapes:
        name = "escapes"

        def check(self, text: str, context: GuardContext) -> Verdict:
            finding = Finding("PLACEHOLDER", 8, 20, 1.0, "look_alike")
            return Verdict(self.name, Outcome.REDACT, text.replace("<", "‹").replace(">", "›"), (finding,))

    door = MessageDoor(Escapes(), 100)
    assert door.admit("Bonjour <PERSONNE_1>", "c1", FRENCH, confirm_masked=False) == Guarded("Bonjour ‹PERSONNE_1›")


def test_the_placeholders_are_those_of_the_conversation() -> None:
    seen: list[GuardContext] = []

    class Notes:
        name = "notes"

        def check(self, text: str, context: GuardContext) -> Verdict:
            seen.append(context)
            return Verdict(self.name, Outcome.PASS, text)

    MessageDoor(Notes(), 100).mask("Hello", "c7", Language.ENGLISH)
    assert seen == [GuardContext("en", "c7")]
