"""What an admin reads before and after a load of documents, and the option that each choice is."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from assistant.cli import knowledge_commands, knowledge_preview, reading_options
from assistant.cli.knowledge_commands import load
from assistant.cli.knowledge_preview import preview_source
from assistant.cli.load_report import tell_place, tell_reason
from assistant.cli.reading_options import ReadingChoices, open_reading, read_choices
from assistant.errors import DisplayableError, NotReady
from assistant.messages.catalogue import read_messages
from assistant.settings import Settings
from assistant.vocabulary import Language
from knowledge.loaders.reading import Reading
from knowledge.loaders.screening import REFUSED_KINDS
from knowledge.loaders.skipped import NothingLoaded, SkippedPage, SkipReason
from tests.knowledge.document_files import IMAGE, pdf, word

NIR = "1 85 05 78 006 084 91"


@pytest.fixture(autouse=True)
def _small_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real guard loads a model."""

    def find(_search: object, text: str) -> Mapping[str, int]:
        return {"NIR": text.count(NIR)}

    monkeypatch.setattr(reading_options._DocumentSearch, "find", find)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "docs"
    source.mkdir()
    (source / "peche.docx").write_bytes(word())
    (source / "scan.pdf").write_bytes(pdf(IMAGE))
    (source / "faq.csv").write_text("question,answer\nOù ?,Là\nQuoi ?,\n")
    (source / "dossier.md").write_text(f"# Dossier\n\n{NIR}\n")
    for name in ("a.css", "b.css"):
        (source / name).write_text("x")
    return source


def test_a_preview_shows_documents_and_what_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    preview_source(folder)
    shown = capsys.readouterr()
    for expected in (
        "peche", "Carte de pêche", "sans lien", "scan.pdf", "pages scannées", "ligne 3", "réponse absente",
        "un numéro de sécurité sociale × 1", "2 fichiers", "(.css)", "2 documents et 4 passages seraient chargés",
    ):  # fmt: skip
        assert expected in shown.out, expected
    assert NIR not in shown.out + shown.err
    assert "6/6 scan.pdf" in shown.err


def test_the_passages_of_one_document_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    preview_source(folder, page="peche", url_prefix="https://www.example.fr/")
    shown = capsys.readouterr().out
    assert "adresse: https://www.example.fr/peche.docx" in shown
    assert "[peche#1] Carte de pêche > Pièces à fournir\n  une photo" in shown
    with pytest.raises(NotReady, match="« 9 »"):
        preview_source(folder, page="9")


def test_a_preview_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    preview_source(folder, as_json=True, allow_personal_data=True)
    told = json.loads(capsys.readouterr().out)
    assert [document["id"] for document in told["documents"]] == ["dossier", "faq-43833122", "peche"]
    assert {page["file"]: page["kind"] for page in told["skipped"]}["scan.pdf"] == "scanned"


def test_a_load_tells_its_report_in_words_and_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(["demo"], folder, publisher="Ville de Villeneuve")
    assert "pages scannées" in capsys.readouterr().out
    load(["demo"], folder, publisher="Autre", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["base"], told["loader"], told["pages"], told["is_new"]) == ("demo", "documents", 2, True)
    assert [page["file"] for page in told["skipped"] if page["kind"] == "personal_data"] == ["dossier.md"]


def test_a_load_of_nothing_tells_its_report_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf(IMAGE))
    with pytest.raises(NothingLoaded):
        load(["demo"], tmp_path / "scan.pdf")
    assert "pages scannées" in capsys.readouterr().out


def test_each_option_reaches_the_reading(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[ReadingChoices] = []

    @contextmanager
    def note(_settings: Settings, choices: ReadingChoices) -> Iterator[Reading]:
        given.append(choices)
        yield Reading(workers=1)

    monkeypatch.setattr(knowledge_commands, "open_reading", note)
    monkeypatch.setattr(knowledge_preview, "open_reading", note)
    chosen = {"publisher": "Ville", "url_prefix": "https://a.fr/", "not_older_than": "2020-01-31"}
    load(["demo"], folder, **chosen, allow_personal_data=True)  # type: ignore[arg-type]
    preview_source(folder, **chosen, allow_personal_data=True)  # type: ignore[arg-type]
    expected = read_choices("Ville", "https://a.fr/", "2020-01-31", True)
    assert given == [expected, expected]
    assert (expected.label.publisher, expected.not_older_than) == ("Ville", date(2020, 1, 31))


def test_the_guard_starts_only_for_documents() -> None:
    with open_reading(Settings(), ReadingChoices()) as reading:
        assert reading.find_personal_data is not None
        assert reading.speaks_to_a_machine is not None
        assert reading.find_personal_data.__self__._guard is None  # type: ignore[attr-defined]


def test_a_date_that_is_none_is_told() -> None:
    with pytest.raises(DisplayableError, match="2024-12-31"):
        read_choices("", "", "31/12/2024", False)


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_sentence_and_no_other_is_there(language: Language) -> None:
    assert set(read_messages().under("cli.reading.skipped", language)) == {kind.value for kind in SkipReason}
    assert set(read_messages().under("entity", language)) >= REFUSED_KINDS


def test_places_are_told_by_what_they_are() -> None:
    assert tell_place(SkippedPage("a", "", SkipReason.SCANNED, "2-3")) == "pages 2-3"
    assert tell_place(SkippedPage("a", "", SkipReason.FORMULA, "7")) == "ligne 7"
    assert tell_place(SkippedPage("a", "", SkipReason.PERSONAL_DATA, "Coût")) == "Coût"
    assert tell_reason(SkippedPage("a", "", SkipReason.TOO_BIG, detail="70 > 64 MiB")).startswith("trop gros (70 >")
