from pathlib import Path

import pytest

from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.loaders.reading import Reading
from knowledge.loaders.skipped import NothingLoaded, SkipReason
from knowledge.preview import preview
from knowledge.types import BaseMissing
from knowledge.versions import published_version, versions
from tests.knowledge.document_files import IMAGE, pdf, word


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "docs"
    source.mkdir()
    (source / "peche.docx").write_bytes(word())
    (source / "scan.pdf").write_bytes(pdf(IMAGE))
    return source


def test_a_preview_gives_what_a_load_would_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    seen = preview(folder, "demo", Reading(workers=1))
    assert sorted(tmp_path.rglob("*")) == before
    report = load_base(folder, "demo", tmp_path / "root", reading=Reading(workers=1))
    assert (len(seen.documents), seen.passages, seen.skipped) == (report.pages, report.passages, report.skipped)
    assert [page.kind for page in seen.skipped] == [SkipReason.SCANNED]
    with Library.open(tmp_path / "root", ["demo"], None) as library:
        assert tuple(library.passages("demo", "peche")) == seen.documents[0].passages


def test_a_document_is_found_by_its_rank_or_its_id(folder: Path) -> None:
    seen = preview(folder, "demo", Reading(workers=1))
    assert seen.find("1") is seen.find("peche") is seen.documents[0]
    assert seen.find("2") is seen.find("") is None


def test_a_source_that_gives_nothing_is_previewed_with_its_reasons(folder: Path) -> None:
    (folder / "peche.docx").unlink()
    seen = preview(folder, "demo", Reading(workers=1))
    assert (seen.documents, [page.kind for page in seen.skipped]) == ((), [SkipReason.SCANNED])


def test_documents_are_a_base_like_any_other(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    first = load_base(folder, "demo", root, reading=Reading(workers=1))
    assert (first.loader, first.is_new, published_version(root, "demo")) == ("documents", True, first.version)
    assert not load_base(folder, "demo", root, reading=Reading(workers=1)).is_new
    with Library.open(root, ["demo"], None) as library:
        (found, *_) = library.search("Combien coûte la carte de pêche ?").pages
        assert found.document.publisher == "peche.docx"
        assert "Adulte | 30 euros" in [line for passage in found.passages for line in passage.passage.text.splitlines()]


def test_a_source_that_gives_nothing_leaves_what_was_published(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    (folder / "peche.docx").unlink()
    with pytest.raises(NothingLoaded):
        load_base(folder, "demo", root, reading=Reading(workers=1))
    assert versions(root, "demo") == []
    with pytest.raises(BaseMissing):
        published_version(root, "demo")
