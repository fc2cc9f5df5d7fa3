"""The bytes of a SQLite database: what is found in them, and what is left after they are written anew."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from assistant.conversation import database_file
from assistant.conversation.database_file import DatabaseFile, find_database_file
from assistant.conversation.store import ConversationStore
from assistant.vocabulary import Channel, Language

_LARGE = 50_000_000


@pytest.fixture
def file(engine: Engine) -> DatabaseFile:
    found = find_database_file(engine)
    assert found
    return found


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 16, 10_000])
def test_a_value_is_found_wherever_the_pieces_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(database_file, "_PIECE_BYTES", piece)
    place = tmp_path / "some.sqlite"
    place.write_bytes(b"beginning, middle\0end")
    place.with_name("some.sqlite-wal").write_bytes(b"in the log")
    found = DatabaseFile(create_engine("sqlite://"), place).find(["beginning", "middle", "end", "log", "nowhere", "é"])
    assert found == {"beginning", "middle", "end", "log"}


def test_nothing_is_found_for_nothing_and_in_files_that_are_empty_or_gone(tmp_path: Path) -> None:
    place = tmp_path / "some.sqlite"
    file = DatabaseFile(create_engine("sqlite://"), place)
    assert file.find(["x"]) == frozenset()
    place.touch()
    assert file.find(["x"]) == frozenset()
    assert file.find([]) == frozenset()


def test_a_file_that_another_process_cuts_while_it_is_searched_does_not_end_the_search(tmp_path: Path) -> None:
    """A server empties the write-ahead log when it likes."""
    place = tmp_path / "some.sqlite"
    place.write_bytes(bytes(_LARGE))
    program = f"""
from pathlib import Path
from sqlalchemy import create_engine
from assistant.conversation.database_file import DatabaseFile
file = DatabaseFile(create_engine("sqlite://"), Path({str(place)!r}))
for _ in range(50):
    file.find(["nowhere", "neither"])
"""
    searching = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[3])
    while searching.poll() is None:
        with place.open("r+b") as opened:
            opened.truncate(0)
            opened.truncate(_LARGE)
    assert searching.returncode == 0


def test_writing_anew_shrinks_the_file_and_empties_the_log(engine: Engine, file: DatabaseFile) -> None:
    with engine.begin() as connection:
        connection.execute(text("create table stuff (words text)"))
        for number in range(200):
            connection.execute(text("insert into stuff values (:words)"), {"words": f"mark{number:03} " * 100})
    with engine.begin() as connection:
        connection.execute(text("delete from stuff"))
    before = file.size
    assert file.find(["mark100"])
    assert file.rewrite()
    assert file.size < before
    assert not file.find(["mark100"])
    assert [place.stat().st_size for place in file.files if place.name.endswith("-wal")] == [0]


def test_a_database_that_is_no_file_of_this_machine_has_none() -> None:
    assert find_database_file(create_engine("sqlite://")) is None
    assert find_database_file(create_engine("sqlite:///:memory:")) is None


OTHER_PROCESS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("select count(*) from conversations").fetchone()[0])
connection.close()
"""


def count_apart(path: Path) -> int:
    """What another process reads, which then ends as a command does beside a running server."""
    run = subprocess.run([sys.executable, "-c", OTHER_PROCESS, str(path)], capture_output=True, text=True, check=True)
    return int(run.stdout)


def test_a_command_beside_a_server_that_searched_its_file_takes_no_log_away(engine: Engine) -> None:
    """Closing a file lets go of every lock that the process has on it: SQLite then takes the server for gone, deletes
    its log, and what the server writes afterwards is lost."""
    file = find_database_file(engine)
    assert file
    store = ConversationStore(engine)
    store.start(Language.FRENCH, Channel.WEB)
    for expected in (1, 2, 3):
        assert file.find(["no such value"]) == frozenset()
        assert count_apart(file.path) == expected
        store.start(Language.FRENCH, Channel.WEB)
    assert file.path.with_name(file.path.name + "-wal").exists()
