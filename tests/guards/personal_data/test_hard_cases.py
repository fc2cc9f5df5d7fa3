"""Identifiers with check digits are always masked, however they are written; and what masks keeps its promises."""

import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import nif, nir

from guards.personal_data.finder import AnalyzerRecipe, FinderInProcess
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.normaliser import tidy, transcribe
from guards.personal_data.recognizers.bank_account import IbanRecognizer
from guards.personal_data.recognizers.bank_card import BankCardRecognizer
from guards.personal_data.recognizers.nir import NirRecognizer
from guards.personal_data.recognizers.shape import ShapeRecognizer
from guards.personal_data.recognizers.tax_number import TaxNumberRecognizer
from guards.personal_data.vault import Vault
from guards.types import GuardContext, Outcome
from tests.guards.personal_data.conftest import OFFICIAL_WORDS
from tests.guards.personal_data.hard_cases import MAKERS, make_hard_cases, make_iban

FINDER = FinderInProcess(AnalyzerRecipe(OFFICIAL_WORDS).build)
ORACLES = {"NIR": nir.is_valid, "TAX_ID": nif.is_valid, "CARD": luhn.is_valid, "IBAN": iban.is_valid}
RECOGNIZERS: dict[str, ShapeRecognizer] = {
    "NIR": NirRecognizer(),
    "TAX_ID": TaxNumberRecognizer(),
    "CARD": BankCardRecognizer(),
    "IBAN": IbanRecognizer(),
}


@pytest.mark.parametrize("label", MAKERS)
def test_a_right_identifier_is_masked_in_every_way_of_writing_it(guard: PersonalDataGuard, label: str) -> None:
    leaks = []
    for case in make_hard_cases(label, count=8, seed=20):
        masked = {at for finding in guard.find(case.text) for at in range(finding.start, finding.end)}
        readable = [at for at in range(case.start, case.end) if case.text[at].isalnum() and at not in masked]
        if len(readable) > 0.1 * (case.end - case.start):
            leaks.append(case.text)
    assert leaks == []


@pytest.mark.parametrize("label", ORACLES)
@given(seed=st.integers(0, 10**9), at=st.integers(0, 40), digit=st.integers(1, 9))
@settings(max_examples=150)
def test_check_digits_agree_with_another_library(label: str, seed: int, at: int, digit: int) -> None:
    right = MAKERS[label](random.Random(seed))
    assert ORACLES[label](right)
    assert RECOGNIZERS[label].validate_result(right) is True
    at %= len(right)
    if right[at].isdigit():
        wrong = f"{right[:at]}{(int(right[at]) + digit) % 10}{right[at + 1 :]}"
        assert (RECOGNIZERS[label].validate_result(wrong) is True) == ORACLES[label](wrong)


@given(text=st.text(max_size=120))
@settings(max_examples=300)
def test_every_character_knows_where_it_comes_from(text: str) -> None:
    for form in (tidy(text), transcribe(tidy(text))):
        assert len(form.starts) == len(form.ends) == len(form.text)
        assert all(0 <= start < end <= len(text) for start, end in zip(form.starts, form.ends, strict=True))
        assert list(form.starts) == sorted(form.starts)
        assert list(form.ends) == sorted(form.ends)


PIECES = st.sampled_from(
    ["Bonjour", "je m'appelle Awa Diarra", "06 12 34 56 78", "awa@exemple.fr", "<PERSONNE_1>", "né le 3 mai 1990", "\n",
     "la mairie", "FR76 3000 6000 0112 3456 7890 189", "‹TELEPHONE_1›", "12 rue des Lilas 75020 Paris", "é\u0301", "💶"]
)  # fmt: skip


def letters_of(text: str) -> str:
    """What a placeholder stands for: one value in two spacings or cases has one placeholder."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


@given(pieces=st.lists(PIECES, max_size=6))
@settings(max_examples=60, deadline=None)
def test_placeholders_come_back_as_what_was_typed(pieces: list[str]) -> None:
    vault = Vault()
    guard = PersonalDataGuard(vault, FINDER)
    text = " ".join(pieces)
    verdict = guard.check(text, GuardContext(conversation_id="one"))
    assert letters_of(vault.restore("one", verdict.text)) == letters_of(text)
    assert vault.restore("another", verdict.text) == verdict.text
    assert [f.start for f in verdict.findings] == sorted(f.start for f in verdict.findings)
    assert verdict.outcome in (Outcome.PASS, Outcome.REDACT)


@given(noise=st.lists(st.sampled_from(["\u200b", "\u00ad", "\u2060", "\ufeff"]), min_size=26, max_size=26))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_invisible_characters_hide_nothing(guard: PersonalDataGuard, noise: list[str]) -> None:
    value = make_iban(random.Random(3))
    hidden = "".join(character + mark for character, mark in zip(value, (*noise, ""), strict=True))
    text = f"Mon compte {hidden} est bloqué"
    verdict = guard.check(text, GuardContext())
    shown = "".join(character for character in verdict.text if unicodedata.category(character) != "Cf")
    assert value not in shown
    assert not any(value[at : at + 6] in shown for at in range(len(value) - 5))
