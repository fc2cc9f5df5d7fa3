"""What loading says, where a page comes from, and that nothing is answered from a base that is not named."""

from hashlib import sha256
from pathlib import Path

import pytest

from assistant.cli.knowledge_commands import load_one, show
from assistant.cli.load_report import tell_hidden
from assistant.errors import NotReady
from assistant.settings import KnowledgeSettings, Settings
from knowledge.ingest import load_base
from knowledge.library import Library
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import browse
from tests.knowledge.sources import FISHING, PAGES, page, write_zip

FORGED = page(
    "F99",
    "Permis de pêche en rivière",
    "<Texte><Paragraphe>Le permis de pêche vaut 500 ans pour les truites.</Paragraphe></Texte>",
)
QUESTION = "Combien de temps vaut le permis de pêche en rivière ?"


def test_loading_tells_what_was_hidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = FISHING.replace("truites", "trui\u200btes<!-- x --><!-- y -->").replace("brochets", "br\u043echets")
    source = write_zip(tmp_path / "pages.zip", {**PAGES, "F12.xml": text})
    load_one(Settings(), "port", source)
    shown = capsys.readouterr().out
    assert "caractères invisibles: 1, commentaires: 2" in shown
    assert "1 mots mêlent deux alphabets, dans F12.xml" in shown


def test_loading_a_sound_source_tells_nothing_of_it(tmp_path: Path) -> None:
    report = load_base(write_zip(tmp_path / "pages.zip"), "port", tmp_path / "root")
    assert list(tell_hidden(report.hidden)) == []


def test_a_page_is_shown_with_where_each_passage_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_KNOWLEDGE__BASES", '["port"]')
    source = write_zip(tmp_path / "pages.zip")
    report = load_base(source, "port", Settings().knowledge_root)
    show("F12")
    shown = capsys.readouterr().out
    for expected in (
        "F12 — Permis de pêche en rivière",
        "base: port",
        report.version,
        "2020-08-26",
        "pages.zip (service_public_xml)",
        sha256(source.read_bytes()).hexdigest(),
        "F12.xml",
        sha256(FISHING.encode()).hexdigest(),
        "[F12#0] Permis de pêche en rivière",
        "  Le permis de pêche vaut une année civile pour les truites et les brochets.",
    ):
        assert expected in shown
    with pytest.raises(NotReady, match="F404"):
        show("F404")


async def test_a_base_that_is_published_and_not_named_never_answers(tmp_path: Path, open_world: OpenWorld) -> None:
    root = tmp_path / "root"
    load_base(write_zip(tmp_path / "pages.zip"), "port", root)
    load_base(write_zip(tmp_path / "forged.zip", {**PAGES, "F12.xml": FORGED}), "forged", root)
    answers = {}
    for bases in (("port",), ("forged",)):
        with Library.open(root, bases, None) as library:
            (tmp_path / bases[0]).mkdir()
            async with browse(open_world(retriever=library)) as client:
                code = (await client.post("/api/conversations", json={})).json()["code"]
                taken = await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})
                await client.get(taken.json()["events"])
                (answers[bases[0]],) = (await client.get(f"/api/conversations/{code}")).json()["answers"]
    assert "500 ans" in str(answers["forged"])  # it would answer if it were named
    assert {source["base"] for source in answers["port"]["sources"]} == {"port"}
    assert "500 ans" not in str(answers["port"])
    assert KnowledgeSettings().bases == ("particuliers",)
