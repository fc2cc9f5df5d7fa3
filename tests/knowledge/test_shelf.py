"""The versions that lie on the shelf, and those that may go."""

import os
from pathlib import Path

from knowledge.embedding import build_dense, count_embedded
from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.shelf import find_old, list_versions
from knowledge.vector_cache import VectorCache
from knowledge.versions import DOCUMENTS_FILE, draft_version, publish, published_version, roll_back, version_folder
from tests.knowledge.sources import PAGES, WordEmbedder, write_zip

QUESTION = "combien coûte la carte de batelier"


def load_priced(root: Path, price: int, *, as_draft: bool = False) -> str:
    files = {**PAGES, "F10.xml": PAGES["F10.xml"].replace("25", str(price))}
    version = load_base(write_zip(root / f"{price}.zip", files), "port", root, as_draft=as_draft).version
    os.utime(version_folder(root, "port", version) / DOCUMENTS_FILE, (price, price))
    return version


def test_a_draft_is_kept_beside_the_published_version(tmp_path: Path) -> None:
    first = load_priced(tmp_path, 25)
    second = load_priced(tmp_path, 30, as_draft=True)
    assert published_version(tmp_path, "port") == first
    assert draft_version(tmp_path, "port") == second
    draft, published = list_versions(tmp_path, "port")
    assert (draft.version, draft.is_draft, draft.is_published, draft.published_at) == (second, True, False, None)
    assert (published.version, published.is_draft, published.is_published) == (first, False, True)
    assert (published.pages, published.passages, published.source) == (3, 8, "25.zip")
    assert published.published_at is not None


def test_loading_a_source_again_publishes_its_draft(tmp_path: Path) -> None:
    load_priced(tmp_path, 25)
    second = load_priced(tmp_path, 30, as_draft=True)
    assert load_base(tmp_path / "30.zip", "port", tmp_path).version == second
    assert (published_version(tmp_path, "port"), draft_version(tmp_path, "port")) == (second, "")
    assert load_base(tmp_path / "30.zip", "port", tmp_path, as_draft=True).is_published  # it is no draft any more
    assert draft_version(tmp_path, "port") == ""


def test_old_versions_may_go_and_never_those_that_are_needed(tmp_path: Path) -> None:
    old, older, way_back, current = (load_priced(tmp_path, price) for price in (2, 3, 4, 5))
    draft = load_priced(tmp_path, 6, as_draft=True)
    assert find_old(tmp_path, "port", 3) == (older, old)
    assert find_old(tmp_path, "port", 0) == (older, old)
    assert find_old(tmp_path, "port", 5) == ()
    roll_back(tmp_path, "port")
    assert set(find_old(tmp_path, "port", 0)) == {current, old}
    assert way_back == published_version(tmp_path, "port") != draft
    assert find_old(tmp_path, "gare", 0) == ()


def test_a_draft_is_searched_apart_from_what_is_published(tmp_path: Path) -> None:
    first = load_priced(tmp_path, 25)
    second = load_priced(tmp_path, 30, as_draft=True)
    with (
        Library.open(tmp_path, ["port"], None) as published,
        Library.open(tmp_path, ["port"], None, versions={"port": second}) as draft,
    ):
        for library, version, price in ((published, first, "25"), (draft, second, "30")):
            page = library.search(QUESTION).pages[0]
            assert page.version == version
            assert any(price in found.passage.text for found in page.passages)
        assert not draft.refresh()
        publish(tmp_path, "port", second)
        assert published.refresh()
        assert published.search(QUESTION).pages[0].version == second


def test_a_newer_version_embeds_only_what_changed(tmp_path: Path) -> None:
    embedder = WordEmbedder()
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        first = version_folder(tmp_path, "port", load_priced(tmp_path, 25))
        assert count_embedded(first, "port", embedder.name, cache).embedded == 0
        build_dense(first, "port", embedder, cache)
        second = version_folder(tmp_path, "port", load_priced(tmp_path, 30, as_draft=True))
        progress = count_embedded(second, "port", embedder.name, cache)
        assert progress.total - progress.embedded == 1
        embedder.asked.clear()
        build_dense(second, "port", embedder, cache)
        assert [text for text in embedder.asked if "30" in text] == embedder.asked != []
