"""Two versions of a base: which pages came, went and changed, and what a reader sees of it."""

from collections.abc import Mapping
from pathlib import Path

from knowledge.comparing import Comparison, LineChange, PageChange, compare_lines, compare_versions
from knowledge.content import content_hash
from knowledge.documents import DocumentStore
from knowledge.ingest import load_base
from knowledge.versions import DOCUMENTS_FILE, version_folder
from tests.knowledge.sources import MOORING, PAGES, chapter, page, write_zip

DEARER = PAGES["F10.xml"].replace("25\u00a0€", "30\u00a0€")
REDATED = MOORING.replace("2019-01-31", "2021-02-03")
BAIT = page("F13", "Vente d'appâts", "<Texte>" + chapter("Prix", "Le ver coûte 2 €.") + "</Texte>")


def open_store(root: Path, files: Mapping[str, str]) -> DocumentStore:
    source = write_zip(root / "pages.zip", files)
    report = load_base(source, "port", root / "knowledge")
    return DocumentStore(version_folder(root / "knowledge", "port", report.version) / DOCUMENTS_FILE, "port")


def compare(tmp_path: Path, before: Mapping[str, str], after: Mapping[str, str]) -> Comparison:
    return compare_versions(open_store(tmp_path, before), open_store(tmp_path, after), ("old", "new"))


def test_each_page_is_told_by_what_became_of_it(tmp_path: Path) -> None:
    newer = {"F10.xml": DEARER, "F11.xml": REDATED, "F13.xml": BAIT}
    compared = compare(tmp_path, PAGES, newer)
    assert {page.document_id: page.change for page in compared.pages} == {
        "F10": PageChange.CHANGED,
        "F11": PageChange.REDATED,
        "F12": PageChange.REMOVED,
        "F13": PageChange.ADDED,
    }
    assert compared.unchanged == 0
    redated = next(page for page in compared.pages if page.document_id == "F11")
    assert (str(redated.before), str(redated.after)) == ("2019-01-31", "2021-02-03")


def test_the_same_pages_are_unchanged(tmp_path: Path) -> None:
    compared = compare(tmp_path, PAGES, dict(reversed(list(PAGES.items()))))
    assert (compared.pages, compared.unchanged) == ((), 3)


def test_the_first_version_of_a_base_only_adds(tmp_path: Path) -> None:
    compared = compare_versions(None, open_store(tmp_path, PAGES), ("", "new"))
    assert compared.count(PageChange.ADDED) == 3


def test_a_changed_line_is_shown_as_it_was_and_as_it_is_under_its_headings(tmp_path: Path) -> None:
    before = open_store(tmp_path, PAGES).document("F10")
    after = open_store(tmp_path, {**PAGES, "F10.xml": DEARER}).document("F10")
    assert compare_lines(before, after) == (
        LineChange(False, "Vous êtes majeur > Coût", "La carte coûte 25\u00a0€."),
        LineChange(True, "Vous êtes majeur > Coût", "La carte coûte 30\u00a0€."),
    )
    assert compare_lines(before, before) == ()


def test_a_page_that_goes_or_comes_is_shown_whole(tmp_path: Path) -> None:
    document = open_store(tmp_path, PAGES).document("F12")
    gone = compare_lines(document, None)
    assert [change.text for change in gone] == [
        "Permis de pêche en rivière",
        "Le permis de pêche vaut une année civile pour les truites et les brochets.",
    ]
    assert [change.is_added for change in compare_lines(None, document)] == [True, True]


def test_what_a_page_says_is_its_words_and_links_and_not_what_others_call_it(tmp_path: Path) -> None:
    first = open_store(tmp_path, PAGES)
    renamed = open_store(tmp_path, {**PAGES, "F11.xml": MOORING.replace("carte des bateliers", "carte de marin")})
    linked = open_store(tmp_path, {**PAGES, "F10.xml": PAGES["F10.xml"].replace("formulaire.pdf", "autre.pdf")})

    def hash_of(store: DocumentStore) -> str:
        document = store.document("F10")
        assert document
        return content_hash(document)

    assert hash_of(first) == hash_of(renamed)
    assert hash_of(first) != hash_of(linked)
