"""Both formats of the publisher, through the same conversion."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.loaders.service_public_json import ServicePublicJson
from knowledge.loaders.service_public_xml import ServicePublicXml
from knowledge.loaders.skipped import SkippedPage
from knowledge.types import SourceRefused
from tests.knowledge.sources import FISHING, MOORING, PAGES, SHIP_CARD, dump, page, write_tgz, write_zip

BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Publication ID="F1"><Texte><Paragraphe>&b;</Paragraphe></Texte></Publication>"""
EXTERNAL = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Publication ID="F1"><Texte><Paragraphe>&a;</Paragraphe></Texte></Publication>"""


def dumps(folder: str = "package/data/port") -> dict[str, str | bytes]:
    return {f"{folder}/{name[:-4]}.json": dump(xml) for name, xml in PAGES.items()}


def test_both_formats_give_the_same_documents(tmp_path: Path) -> None:
    from_xml = list(ServicePublicXml().load(write_zip(tmp_path / "pages.zip"), "port"))
    from_json = list(ServicePublicJson().load(write_tgz(tmp_path / "pages.tgz", dumps()), "port"))
    assert [replace(page, file="", sha256="") for page in from_xml] == [
        replace(page, file="", sha256="") for page in from_json
    ]
    assert [document.id for document in from_xml] == ["F10", "F11", "F12"]


def test_a_page_is_known_by_what_others_call_it(tmp_path: Path) -> None:
    documents = {document.id: document for document in ServicePublicXml().load(write_zip(tmp_path / "p.zip"), "port")}
    assert documents["F10"].keywords == ("carte des bateliers",)
    assert documents["F11"].keywords == ("Comment amarrer une péniche ?",)


def test_a_form_page_gives_its_address_and_number_to_the_pages_that_name_it(tmp_path: Path) -> None:
    form = (
        "<ServiceComplementaire xmlns:dc='http://purl.org/dc/elements/1.1/' ID='R7' type='Formulaire'>"
        "<dc:title>Formulaire : Demande de quai</dc:title><NumeroCerfa>99777*02</NumeroCerfa>"
        "<LienWeb URL='https://www.example.fr/quai'/></ServiceComplementaire>"
    )
    body = "<Texte><Paragraphe>Le <LienInterne LienPublication='R7'>formulaire</LienInterne>.</Paragraphe></Texte>"
    source = write_zip(tmp_path / "p.zip", {"F1.xml": page("F1", "Quai", body), "R7.xml": form})
    (document,) = ServicePublicXml().load(source, "port")
    (action,) = document.actions
    assert (action.title, action.url, action.form_number) == (
        "Demande de quai",
        "https://www.example.fr/quai",
        "cerfa n°99777*02",
    )


@pytest.mark.parametrize("broken", [b"<Publication ID='F99'><Texte>", b"", b"\xff\xfe\x00", b"plain text"])
def test_one_broken_page_is_reported_and_skipped(tmp_path: Path, broken: bytes) -> None:
    skipped: list[SkippedPage] = []
    source = write_zip(tmp_path / "pages.zip", {**PAGES, "F99.xml": broken})
    assert len(list(ServicePublicXml(skipped.append).load(source, "port"))) == 3
    assert [entry.name for entry in skipped] == ["F99.xml"]


@pytest.mark.parametrize(
    "broken", [b"{", b"[]", b'{"children": []}', b'{"name": "Publication", "children": 3}', b"\xff"]
)
def test_one_broken_dump_is_reported_and_skipped(tmp_path: Path, broken: bytes) -> None:
    skipped: list[SkippedPage] = []
    source = write_tgz(tmp_path / "pages.tgz", {**dumps(), "package/data/port/F99.json": broken})
    assert len(list(ServicePublicJson(skipped.append).load(source, "port"))) == 3
    assert [entry.name for entry in skipped] == ["package/data/port/F99.json"]


def test_a_dump_nested_without_end_is_skipped(tmp_path: Path) -> None:
    deep = '{"type":"element","name":"a","children":[' * 500 + "]}" * 500
    skipped: list[SkippedPage] = []
    source = write_tgz(tmp_path / "pages.tgz", {**dumps(), "package/data/port/F99.json": deep})
    assert len(list(ServicePublicJson(skipped.append).load(source, "port"))) == 3
    assert len(skipped) == 1


def test_a_second_page_of_the_same_id_and_a_page_without_title_are_skipped(tmp_path: Path) -> None:
    skipped: list[SkippedPage] = []
    files = {**PAGES, "F13.xml": FISHING, "F14.xml": MOORING.replace("F11", "F14").replace("Amarrage d'un bateau", "")}
    documents = list(ServicePublicXml(skipped.append).load(write_zip(tmp_path / "p.zip", files), "port"))
    assert len(documents) == 3
    assert {entry.name for entry in skipped} == {"F13.xml", "F14.xml"}


@pytest.mark.parametrize("hostile", [BOMB, EXTERNAL])
def test_a_page_that_declares_entities_makes_the_source_refused(tmp_path: Path, hostile: str) -> None:
    source = write_zip(tmp_path / "pages.zip", {**PAGES, "F1.xml": hostile})
    with pytest.raises(SourceRefused, match=r"pages\.zip.*F1\.xml.*entities"):
        list(ServicePublicXml().load(source, "port"))


def test_an_archive_without_any_text_is_refused(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "pages.zip", {"N1.xml": page("N1", "Dossier", "<Fiche ID='F1'>x</Fiche>")})
    with pytest.raises(SourceRefused, match=r"pages\.zip: no page with text"):
        list(ServicePublicXml().load(source, "port"))


def test_an_archive_of_several_audiences_gives_the_one_named_like_the_base(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"data/port/F10.json": dump(SHIP_CARD), "data/gare/F12.json": dump(FISHING)}
    source = write_tgz(tmp_path / "pages.tgz", files)
    assert [document.id for document in ServicePublicJson().load(source, "gare")] == ["F12"]
    with pytest.raises(SourceRefused, match="gare, port"):
        list(ServicePublicJson().load(source, "mairie"))


def test_files_that_are_not_pages_are_left_alone(tmp_path: Path) -> None:
    files = {**PAGES, "lisez-moi.xml": "<a>", "arborescence.xml": BOMB}
    assert len(list(ServicePublicXml().load(write_zip(tmp_path / "p.zip", files), "port"))) == 3
