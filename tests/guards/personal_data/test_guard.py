"""The guard as the pipeline sees it."""

import logging
import subprocess
import sys
from typing import NoReturn

import pytest

from guards.personal_data.finder import AnalyzerRecipe, FinderInProcess
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.vault import Vault
from guards.types import GuardContext, Outcome


def test_personal_data_becomes_placeholders_that_come_back(guard: PersonalDataGuard, vault: Vault) -> None:
    text = "Je m'appelle Fatoumata Diallo, tél. 06 12 34 56 78. Rappelez le 0612345678."
    verdict = guard.check(text, GuardContext(conversation_id="guard-1"))
    assert verdict.outcome is Outcome.REDACT
    assert verdict.text == "Je m'appelle <PERSONNE_1>, tél. <TELEPHONE_1>. Rappelez le <TELEPHONE_1>."
    assert vault.restore("guard-1", verdict.text).startswith("Je m'appelle Fatoumata Diallo, tél. 06 12 34 56 78.")
    assert [text[finding.start : finding.end] for finding in verdict.findings] == [
        "Fatoumata Diallo",
        "06 12 34 56 78",
        "0612345678",
    ]


def test_a_conversation_that_is_forgotten_leaves_no_value_and_takes_no_new_one(
    guard: PersonalDataGuard, vault: Vault
) -> None:
    context = GuardContext(conversation_id="guard-forgotten")
    guard.check("Je m'appelle Fatoumata Diallo", context)
    guard.forget("guard-forgotten")
    late = guard.check("Je m'appelle Fatoumata Diallo", context)
    assert late.text == "Je m'appelle <PERSONNE_1>"
    assert vault.restore("guard-forgotten", late.text) == late.text


def test_a_clean_text_passes_as_it_is(guard: PersonalDataGuard) -> None:
    text = "Combien coûte un passeport ?"
    verdict = guard.check(text, GuardContext())
    assert (verdict.outcome, verdict.text, verdict.findings) == (Outcome.PASS, text, ())


def test_a_typed_placeholder_restores_nobody(guard: PersonalDataGuard, vault: Vault) -> None:
    context = GuardContext(conversation_id="guard-2")
    guard.check("Je m'appelle Fatoumata Diallo", context)
    verdict = guard.check("Qui est <PERSONNE_1> ?", context)
    assert verdict.outcome is Outcome.REDACT
    assert vault.restore("guard-2", verdict.text) == "Qui est ‹PERSONNE_1› ?"


def test_masking_twice_changes_nothing_more(guard: PersonalDataGuard) -> None:
    once = guard.check("Je m'appelle Fatoumata Diallo, née le 3 mai 1990", GuardContext(conversation_id="guard-3")).text
    assert {finding.entity_type for finding in guard.find(once)} == set()


def test_a_text_longer_than_a_window_loses_nothing(guard: PersonalDataGuard) -> None:
    filler = "le service demande une pièce et un justificatif de domicile. " * 130
    text = f"{filler}Mon numéro 06 12 34 56 78. {filler}écrivez à jean@exemple.fr {filler}"
    values = [text[finding.start : finding.end] for finding in guard.find(text)]
    assert values == ["06 12 34 56 78", "jean@exemple.fr"]


@pytest.mark.parametrize("place", range(3980, 4010, 3))
def test_the_cut_between_windows_hides_nothing(guard: PersonalDataGuard, place: int) -> None:
    text = "x" * 50 + " " + "mot " * ((place - 51) // 4) + "FR76 3000 6000 0112 3456 7890 189" + " mot" * 200
    assert [text[finding.start : finding.end] for finding in guard.find(text)] == ["FR76 3000 6000 0112 3456 7890 189"]


def test_a_missing_model_fails_closed(caplog: pytest.LogCaptureFixture) -> None:
    guard = PersonalDataGuard(Vault(), FinderInProcess(AnalyzerRecipe(model_name="no_such_model").build))
    assert not guard.warm_up()
    verdict = guard.check("Je m'appelle Fatoumata Diallo", GuardContext())
    assert (verdict.outcome, verdict.text) == (Outcome.ERROR, "")
    assert verdict.outcome.stops
    assert "Diallo" not in caplog.text


def test_any_failure_fails_closed_and_logs_no_text(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> NoReturn:
        raise RuntimeError("Fatoumata Diallo")

    guard = PersonalDataGuard(Vault(), FinderInProcess(fail))
    with caplog.at_level(logging.DEBUG):
        verdict = guard.check("Je m'appelle Fatoumata Diallo", GuardContext())
    assert (verdict.outcome, verdict.text) == (Outcome.ERROR, "")
    assert "Diallo" not in caplog.text


def test_presidio_writes_nothing(guard: PersonalDataGuard, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        guard.find("IBAN FR76 3000 6000 0112 3456 7890 188, jean@exemple.fr")
    assert caplog.records == []


@pytest.mark.parametrize(
    "module",
    [
        "guards.types",
        "guards.distress",
        "guards.injection",
        "guards.forbidden",
        "guards.grounding",
        "guards.links",
        "guards.personal_data.guard",
        "guards.personal_data.processes",
        "guards.personal_data.vault",
        "guards.personal_data.log_filter",
    ],
)
def test_importing_loads_no_model(module: str) -> None:
    script = f"import sys, {module}; print([name for name in ('spacy', 'presidio_analyzer') if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
