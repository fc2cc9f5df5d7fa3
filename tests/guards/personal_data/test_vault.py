"""Placeholders: stable in a conversation, strangers to another, forgotten in time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.personal_data.vault import PLACEHOLDER, PLACEHOLDER_NAMES, Vault, escape_look_alikes


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_value_keeps_one_placeholder_in_a_conversation() -> None:
    vault = Vault()
    assert vault.placeholder("a", "PHONE", "06 12 34 56 78") == "<TELEPHONE_1>"
    assert vault.placeholder("a", "PHONE", "0612345678") == "<TELEPHONE_1>"
    assert vault.placeholder("a", "PHONE", "06 99 99 99 99") == "<TELEPHONE_2>"
    assert vault.placeholder("a", "PERSON", "Jean DUPONT") == "<PERSONNE_1>"
    assert vault.placeholder("a", "PERSON", "jean dupont") == "<PERSONNE_1>"


def test_a_conversation_restores_its_own_values_only() -> None:
    vault = Vault()
    placeholder = vault.placeholder("a", "PERSON", "Jean Dupont")
    assert vault.restore("a", f"Bonjour {placeholder}") == "Bonjour Jean Dupont"
    assert vault.restore("b", f"Bonjour {placeholder}") == f"Bonjour {placeholder}"
    assert vault.restore("a", "<PERSONNE_2>") == "<PERSONNE_2>"


def test_what_is_forgotten_is_not_restored() -> None:
    vault = Vault()
    placeholder = vault.placeholder("a", "PERSON", "Jean Dupont")
    vault.forget("a")
    vault.forget("never seen")
    assert vault.restore("a", placeholder) == placeholder
    assert len(vault) == 0


def test_what_comes_late_for_a_forgotten_conversation_is_not_kept() -> None:
    """A check that runs in a thread may end after its conversation was erased."""
    clock = Clock()
    vault = Vault(idle_seconds=60, clock=clock)
    vault.placeholder("a", "PERSON", "Jean Dupont")
    vault.forget("a")
    placeholder = vault.placeholder("a", "PERSON", "Jean Dupont")
    assert placeholder == "<PERSONNE_1>"
    assert vault.restore("a", placeholder) == placeholder
    assert len(vault) == 0
    clock.now = 61
    assert vault.restore("a", vault.placeholder("a", "PERSON", "Jean Dupont")) == "Jean Dupont"


def test_only_so_many_forgotten_conversations_are_told_apart() -> None:
    vault = Vault(max_conversations=2)
    for conversation in ("a", "b", "c"):
        vault.forget(conversation)
    for conversation in ("a", "b", "c"):
        vault.placeholder(conversation, "PERSON", "Jean Dupont")
    assert len(vault) == 1


def test_an_idle_conversation_is_forgotten() -> None:
    clock = Clock()
    vault = Vault(idle_seconds=60, clock=clock)
    placeholder = vault.placeholder("a", "PERSON", "Jean Dupont")
    clock.now = 59
    vault.placeholder("b", "PERSON", "Anne Martin")
    assert vault.restore("a", placeholder) == "Jean Dupont"
    clock.now = 61
    assert vault.restore("a", placeholder) == placeholder
    assert len(vault) == 1


def test_the_oldest_conversation_makes_room() -> None:
    vault = Vault(max_conversations=2)
    for conversation in ("a", "b", "a", "c"):
        vault.placeholder(conversation, "PERSON", "Jean Dupont")
    assert vault.restore("b", "<PERSONNE_1>") == "<PERSONNE_1>"
    assert vault.restore("a", "<PERSONNE_1>") == "Jean Dupont"


@pytest.mark.parametrize("entity_type", [*PLACEHOLDER_NAMES, "SOMETHING_NEW"])
def test_every_placeholder_is_one_that_restores(entity_type: str) -> None:
    vault = Vault()
    placeholder = vault.placeholder("a", entity_type, "valeur")
    assert PLACEHOLDER.fullmatch(placeholder)
    assert vault.restore("a", placeholder) == "valeur"


def test_many_threads_agree_on_one_placeholder() -> None:
    vault = Vault()
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda number: vault.placeholder("a", "NUMBER", str(number % 5)), range(200)))
    assert set(drawn) == {f"<NUMERO_{number}>" for number in range(1, 6)}


@pytest.mark.parametrize("typed", ["<PERSONNE_1>", "<personne_1>", "< PERSONNE_1 >", "<TELEPHONE 12>"])
def test_a_typed_look_alike_cannot_be_restored(typed: str) -> None:
    vault = Vault()
    vault.placeholder("a", "PERSON", "Jean Dupont")
    escaped = escape_look_alikes(f"voici {typed}")
    assert vault.restore("a", escaped) == escaped
    assert len(escaped) == len(f"voici {typed}")


@given(st.text(alphabet="<>PERSONNE_12 ab"))
def test_nothing_typed_is_ever_a_placeholder(typed: str) -> None:
    assert not PLACEHOLDER.search(escape_look_alikes(typed))
