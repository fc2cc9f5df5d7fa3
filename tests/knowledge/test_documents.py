import sqlite3
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import DocumentStore, write_documents
from knowledge.loaders.service_public_xml import ServicePublicXml
from knowledge.serialisation import document_from_json, document_to_json
from knowledge.types import Block, BlockKind, Document, KnowledgeError
from tests.knowledge.sources import write_zip


@pytest.fixture
def documents(tmp_path: Path) -> list[Document]:
    return list(ServicePublicXml().load(write_zip(tmp_path / "p.zip"), "port"))


@pytest.fixture
def store(tmp_path: Path, documents: list[Document]) -> DocumentStore:
    write_documents(tmp_path / "d.sqlite", documents, {"loader": "x"})
    return DocumentStore(tmp_path / "d.sqlite", "port")


def test_a_page_survives_its_json(documents: list[Document]) -> None:
    for document in documents:
        assert document_from_json(document_to_json(document), "port") == document


def test_what_is_written_is_read_back(store: DocumentStore, documents: list[Document]) -> None:
    assert store.facts == {"loader": "x"}
    assert store.page_ids == ("F10", "F11", "F12")
    assert [document for _, document in store.all_documents()] == documents
    assert store.document("F11") == documents[1]
    assert store.document("F404") is None
    assert store.newest_and_oldest() == (date(2020, 8, 26), date(2019, 1, 31))


def test_passages_are_numbered_across_the_version(store: DocumentStore) -> None:
    numbered = [entry for page in store.passages_of(store.documents([0, 1, 2])).values() for entry in page]
    assert [number for number, _ in numbered] == list(range(len(store.page_of_passage)))
    assert [passage.document_id for _, passage in numbered] == [store.page_ids[page] for page in store.page_of_passage]
    assert store.passages("F11") == [passage for _, passage in numbered if passage.document_id == "F11"]
    assert store.passages("F404") == []


def test_ordinary_words_are_those_written_in_lower_case_often_enough(store: DocumentStore) -> None:
    assert store.words(2)["photo"] == 2
    assert "photo" not in store.words(3)
    assert not {"Présentez", "présentez"} & set(store.words(1))


def test_names_are_counted(tmp_path: Path, documents: list[Document]) -> None:
    said = Block(BlockKind.PARAGRAPH, (), ("Voir la Caf de Brest, puis la Caf de Nantes.",))
    page = replace(documents[0], blocks=(said,), actions=(), introduction_blocks=1)
    write_documents(tmp_path / "d.sqlite", [page], {})
    assert DocumentStore(tmp_path / "d.sqlite", "port").names(2) == {"Caf"}


def test_a_version_that_counted_no_names_has_none(tmp_path: Path, documents: list[Document]) -> None:
    write_documents(tmp_path / "d.sqlite", documents, {})
    with sqlite3.connect(tmp_path / "d.sqlite") as connection:
        connection.execute("DROP TABLE names")
    assert DocumentStore(tmp_path / "d.sqlite", "port").names(1) == frozenset()


def test_abbreviations_are_kept_with_their_meaning(store: DocumentStore) -> None:
    assert store.abbreviations() == [("VNF", "Voies navigables de France")]


def test_many_threads_read_one_store(store: DocumentStore) -> None:
    wrong: list[str] = []

    def read() -> None:
        for _ in range(50):
            for page_id in store.page_ids:
                document = store.document(page_id)
                if document is None or document.id != page_id:
                    wrong.append(page_id)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_nothing_can_be_written_through_a_store(store: DocumentStore) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._connection.execute("DELETE FROM documents")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(KnowledgeError, match=r"d\.sqlite.*Load the base again"):
        DocumentStore(path, "port")


def test_a_disk_that_refuses_is_said_plainly(tmp_path: Path, documents: list[Document]) -> None:
    with pytest.raises(KnowledgeError, match="Free some disk space"):
        write_documents(tmp_path / "absent" / "d.sqlite", documents, {})
