"""``parvis redact`` with the real analyzer, and no base loaded."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli.redact import redact
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language

TYPED = "Fatoumata Diallo, sécu 2 84 05 75 115 023 42, IBAN FR76 3000 6000 0112 3456 7890 189"
MASKED = "<PERSONNE_1>, sécu <NUMERO_SECU_1>, IBAN <COMPTE_BANCAIRE_1>"


@pytest.fixture(autouse=True)
def _without_bases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_STATE", str(tmp_path))


def run(*arguments: str, typed: bytes = b"") -> tuple[str, str]:
    app = typer.Typer()
    app.command()(redact)
    result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False, standalone_mode=False)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result.stdout, result.stderr


def said(key: str) -> str:
    return read_messages().text(f"cli.{key}", Language.FRENCH)


def test_the_masked_text_is_the_output_and_the_reasons_go_beside_it() -> None:
    masked, reasons = run(TYPED)
    assert masked.strip() == MASKED
    assert "Fatoumata Diallo" in reasons
    assert said("redact_check_right") in reasons
    assert said("redact_check_wrong") in reasons
    assert said("redact_no_base").split(":")[0] in reasons


@pytest.mark.parametrize("as_file", [True, False])
def test_a_file_and_the_standard_input_are_read_alike(tmp_path: Path, as_file: bool) -> None:
    file = tmp_path / "lettre.txt"
    file.write_text(TYPED, encoding="utf-8")
    masked, _ = run("--file", str(file), "--only-text") if as_file else run("--only-text", typed=TYPED.encode())
    assert masked.strip() == MASKED


def test_json_gives_each_finding_its_place_its_shape_and_its_check() -> None:
    told = json.loads(run("--json", TYPED)[0])
    assert told["text"] == MASKED
    by_label = {finding["entity_type"]: finding for finding in told["findings"]}
    assert by_label["NIR"]["check"] == "wrong"
    assert by_label["IBAN"]["check"] == "right"
    assert by_label["PERSON"]["check"] == "none"
    for finding in told["findings"]:
        assert TYPED[finding["start"] : finding["end"]] == finding["text"]
        assert finding["recognizer"]
        assert finding["pattern"]


def test_nothing_to_mask_is_said() -> None:
    masked, reasons = run("Combien coûte un passeport ?")
    assert masked.strip() == "Combien coûte un passeport ?"
    assert said("redact_nothing") in reasons


def test_what_is_no_text_is_refused_with_what_to_do() -> None:
    with pytest.raises(Exception, match="UTF-8"):
        run(typed=b"\xff\xfe\x00J")
