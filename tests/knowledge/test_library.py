import threading
from pathlib import Path

import pytest

from knowledge.embedding import build_dense
from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.types import BaseMissing, Embedder, IndexLocked
from knowledge.vector_cache import VectorCache
from knowledge.versions import published_version, version_folder
from tests.knowledge.sources import FISHING, PAGES, BrokenEmbedder, WordEmbedder, write_zip


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.sqlite")


def embed(root: Path, cache: VectorCache, embedder: Embedder, base: str = "port") -> None:
    assert build_dense(version_folder(root, base, published_version(root, base)), base, embedder, cache)


def found(library: Library, question: str) -> list[str]:
    return [page.document.id for page in library.search(question).pages]


def test_words_alone_answer_as_soon_as_a_base_is_loaded(root: Path) -> None:
    with Library.open(root, ["port"], WordEmbedder()) as library:
        report = library.search("Combien coûte la carte pour conduire une péniche ?")
        assert report.pages[0].document.id == "F10"
        assert not report.dense
        assert report.pages[0].similarity == 0.0
        assert set(report.timings) == {"lexical", "embedding", "dense", "fusion"}


def test_meaning_joins_when_vectors_are_published(root: Path, cache: VectorCache) -> None:
    embed(root, cache, WordEmbedder())
    with Library.open(root, ["port"], WordEmbedder()) as library:
        report = library.search("la carte coûte 25")
        assert report.dense
        best = report.pages[0]
        assert best.document.id == "F10"
        assert "25" in best.passages[0].passage.text
        assert best.similarity > 0.3


def test_all_passages_of_a_found_page_are_ranked(root: Path, cache: VectorCache) -> None:
    embed(root, cache, WordEmbedder())
    with Library.open(root, ["port"], WordEmbedder()) as library:
        page = library.search("carte de batelier gratuite").pages[0]
        scores = [entry.score for entry in page.passages]
        assert sorted(entry.passage.id for entry in page.passages) == sorted(
            passage.id for passage in library.passages("port", "F10")
        )
        assert scores == sorted(scores, reverse=True)
        assert page.passages[0].passage.situation[0].text == "Vous êtes mineur"


@pytest.mark.parametrize(
    ("question", "overlap"),
    [("permis de pêche", 1.0), ("astronomie", 0.0), ("", 0.0), ("est-ce que le la", 0.0)],
)
def test_overlap_tells_how_much_of_the_question_stands_in_the_page(root: Path, question: str, overlap: float) -> None:
    with Library.open(root, ["port"], None) as library:
        assert max((page.overlap for page in library.search(question).pages), default=0.0) == pytest.approx(overlap)


def test_a_rare_word_that_is_missing_weighs_on_the_overlap(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        assert 0.0 < library.search("permis d'astronomie").pages[0].overlap < 0.6


def test_a_broken_model_leaves_the_words(root: Path, cache: VectorCache) -> None:
    embed(root, cache, WordEmbedder())
    with Library.open(root, ["port"], BrokenEmbedder()) as library:
        report = library.search("permis de pêche")
        assert not report.dense
        assert report.pages[0].document.id == "F12"


def test_vectors_of_another_model_are_left_alone(root: Path, cache: VectorCache) -> None:
    embed(root, cache, WordEmbedder())
    with Library.open(root, ["port"], WordEmbedder(name="other")) as library:
        assert not library.status()[0].dense
        assert found(library, "permis de pêche")[0] == "F12"


def test_a_slip_of_the_keyboard_finds_its_page(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        assert found(library, "statoinnement")[0] == "F11"


def test_several_bases_are_searched_together(root: Path, tmp_path: Path) -> None:
    load_base(write_zip(tmp_path / "river.zip", {"F12.xml": FISHING}), "river", root)
    with Library.open(root, ["port", "river"], None) as library:
        report = library.search("permis de pêche")
        assert {(page.document.base, page.document.id) for page in report.pages[:2]} == {
            ("port", "F12"),
            ("river", "F12"),
        }
        assert library.search("amarrage au quai").pages[0].document.base == "port"


def test_documents_and_passages_are_given_by_base_and_id(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        document = library.document("port", "F10")
        assert document is not None
        assert document.title == "Carte de batelier"
        assert library.document("port", "F404") is None
        assert [passage.position for passage in library.passages("port", "F10")] == list(range(6))
        with pytest.raises(BaseMissing, match="not open"):
            library.document("gare", "F10")


def test_the_status_says_what_is_open(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        (status,) = library.status()
        assert (status.base, status.pages, status.passages, status.dense) == ("port", 3, 8, False)
        assert status.version == published_version(root, "port")
        assert str(status.newest) == "2020-08-26"
        assert str(status.oldest) == "2019-01-31"


def test_each_line_of_the_pages_is_given_once(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        lines = library.lines()
        assert len(lines) == len(set(lines)) > 0
        assert all(line == line.strip() and line and "\n" not in line for line in lines)


def test_ordinary_words_and_abbreviations_come_from_the_bases(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        assert "photo" in library.known_words(2)
        assert "photo" not in library.known_words()
        assert library.abbreviations() == {"VNF": "Voies navigables de France"}


def test_a_base_that_is_not_published_cannot_be_opened(root: Path) -> None:
    with pytest.raises(BaseMissing):
        Library.open(root, ["port", "gare"], None)


def test_vectors_open_elsewhere_are_refused_unless_a_copy_will_do(root: Path, cache: VectorCache) -> None:
    embed(root, cache, WordEmbedder())
    with Library.open(root, ["port"], WordEmbedder()) as server:
        with pytest.raises(IndexLocked):
            Library.open(root, ["port"], WordEmbedder())
        with Library.open(root, ["port"], WordEmbedder(), copy_if_locked=True) as command:
            assert command.search("permis de pêche").dense
        assert server.search("permis de pêche").dense


def test_refreshing_takes_in_new_vectors_and_new_versions(root: Path, cache: VectorCache, tmp_path: Path) -> None:
    with Library.open(root, ["port"], WordEmbedder()) as library:
        assert not library.refresh()
        embed(root, cache, WordEmbedder())
        assert library.refresh()
        assert library.search("permis de pêche").dense
        load_base(write_zip(tmp_path / "new.zip", {**PAGES, "F13.xml": FISHING.replace("F12", "F13")}), "port", root)
        assert library.refresh()
        assert library.document("port", "F13") is not None
        assert not library.status()[0].dense


def test_refreshing_keeps_the_old_version_when_the_new_one_is_gone(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        (root / "port" / "current").write_text("f" * 16)
        assert not library.refresh()
        assert found(library, "permis de pêche")[0] == "F12"


def test_searches_go_on_while_versions_are_switched(root: Path, tmp_path: Path) -> None:
    sources = [
        write_zip(tmp_path / f"{number}.zip", {**PAGES, f"F2{number}.xml": FISHING.replace("F12", f"F2{number}")})
        for number in range(4)
    ]
    wrong: list[BaseException | str] = []
    over = threading.Event()

    with Library.open(root, ["port"], None) as library:

        def ask() -> None:
            while not over.is_set():
                try:
                    if "F12" not in found(library, "permis de pêche"):
                        wrong.append("lost")
                except BaseException as error:
                    wrong.append(error)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for source in sources:
            load_base(source, "port", root)
            assert library.refresh()
        over.set()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_a_closed_library_finds_nothing(root: Path) -> None:
    library = Library.open(root, ["port"], None)
    library.close()
    assert library.search("permis de pêche").pages == ()


def test_a_question_asked_again_is_not_embedded_again(root: Path, cache: VectorCache) -> None:
    asked: list[str] = []

    class Counting(WordEmbedder):
        def embed_query(self, text: str) -> list[float]:
            asked.append(text)
            return super().embed_query(text)

    embed(root, cache, WordEmbedder())
    with Library.open(root, ["port"], Counting()) as library:
        first, second = (found(library, "permis de pêche") for _ in range(2))
    assert first == second
    assert asked
    assert len(asked) == len(set(asked))


def test_the_pages_own_words_are_read_line_by_line(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        page = library.search("permis de pêche").pages[0]
    best = page.passages[0]
    assert len(best.line_overlaps) == len(best.passage.text.splitlines())
    assert max(best.line_overlaps) > 0.0
    assert 0.0 < page.title_overlap <= 1.0


def test_meaning_words_of_the_question_are_counted(root: Path) -> None:
    with Library.open(root, ["port"], None) as library:
        assert library.search("est-ce que le la permis de pêche").terms == 2
