import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.accounts.passwords import Passwords, generate_password, refuse_weak
from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal
from tests.assistant.fakes import QUICK_HASHER

PASSWORDS = Passwords(QUICK_HASHER)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_password_matches_its_hash_however_the_keyboard_writes_its_accents(password: str) -> None:
    kept = PASSWORDS.hash(unicodedata.normalize("NFD", password))
    assert PASSWORDS.matches(unicodedata.normalize("NFC", password), kept)
    assert not PASSWORDS.matches(password + "x", kept)


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_nothing_matches_what_is_no_hash(kept: str | None) -> None:
    assert not PASSWORDS.matches("une phrase bien longue", kept)


def test_a_name_that_nobody_has_costs_one_verification_like_any_other() -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            verified.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    kept = passwords.hash("une phrase bien longue")
    passwords.matches("faux", kept)
    passwords.matches("faux", None)
    mine, nobody = verified
    assert mine.split("$")[:4] == nobody.split("$")[:4]  # the same parameters: the same work
    assert nobody != mine


def test_a_hash_of_other_parameters_is_outdated() -> None:
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    kept = PASSWORDS.hash("une phrase bien longue")
    assert dearer.is_outdated(kept)
    assert not PASSWORDS.is_outdated(kept)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", AccountRefusal.PASSWORD_TOO_SHORT),
        ("onze lettre", AccountRefusal.PASSWORD_TOO_SHORT),
        ("e\u0301" * 11, AccountRefusal.PASSWORD_TOO_SHORT),
        ("x" * 257, AccountRefusal.PASSWORD_TOO_LONG),
        ("marie.dubosquet", AccountRefusal.PASSWORD_IS_NAME),
        ("Marie.Dubosquet", AccountRefusal.PASSWORD_IS_NAME),
        ("mariedubosquet2026!", AccountRefusal.PASSWORD_IS_NAME),
        ("Marie Dubosquet", AccountRefusal.PASSWORD_IS_NAME),
        ("motdepasse2026", AccountRefusal.PASSWORD_OBVIOUS),
        ("Mot de passe 1!", AccountRefusal.PASSWORD_OBVIOUS),
        ("PréfectureMairie", AccountRefusal.PASSWORD_OBVIOUS),
        ("azertyuiop123", AccountRefusal.PASSWORD_OBVIOUS),
        ("123456789012", AccountRefusal.PASSWORD_OBVIOUS),
        ("098765432109", AccountRefusal.PASSWORD_OBVIOUS),
        ("abcdefghijklm", AccountRefusal.PASSWORD_OBVIOUS),
        ("aaaaaaaaaaaa", AccountRefusal.PASSWORD_OBVIOUS),
        ("abababababab", AccountRefusal.PASSWORD_OBVIOUS),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: AccountRefusal) -> None:
    with pytest.raises(AccountRefused) as refusal:
        refuse_weak(password, "marie.dubosquet", "Marie Dubosquet")
    assert refusal.value.reason is reason
    assert not password or password not in str(refusal.value)


@pytest.mark.parametrize(
    "password", ["douze lettres", "le tracteur de la mairie", "194837261058", "é" * 8 + "àùçô", "marie aime le thé"]
)
def test_a_password_that_is_long_and_not_obvious_is_taken(password: str) -> None:
    refuse_weak(password, "marie", "王")


def test_what_is_generated_is_taken_and_never_comes_twice() -> None:
    made = [generate_password() for _ in range(50)]
    for password in made:
        refuse_weak(password, "marie")
        assert not set(password) & set("ilo01")
    assert len(set(made)) == 50
