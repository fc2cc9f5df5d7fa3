from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from assistant.conversation.database import open_database
from assistant.conversation.tables import metadata
from assistant.errors import NotReady


def test_the_migrations_build_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_every_index_and_unique_rule_of_the_code_is_in_the_database(engine: Engine) -> None:
    inspector = inspect(engine)
    for name, table in metadata.tables.items():
        built = {index["name"]: bool(index["unique"]) for index in inspector.get_indexes(name)}
        assert built == {str(index.name): index.unique for index in table.indexes}
    assert [rule["column_names"] for rule in inspector.get_unique_constraints("conversations")] == [["code_sha256"]]


def test_opening_twice_keeps_what_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'er' / 'conversations.sqlite'}"
    first = open_database(url)
    with first.begin() as connection:
        connection.execute(text("insert into conversations values ('c', 'h', 'fr', 'web', '2026-01-01 00:00:00')"))
    first.dispose()
    second = open_database(url)
    with second.connect() as connection:
        assert connection.scalar(text("select count(*) from conversations")) == 1
    second.dispose()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1), ("temp_store", 2), ("busy_timeout", 30_000)],
)
def test_each_connection_is_prepared(engine: Engine, setting: str, value: object) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text(f"pragma {setting}")) == value


def test_a_database_that_cannot_be_opened_says_where_and_what_to_do(tmp_path: Path) -> None:
    place = tmp_path / "a_folder"
    place.mkdir()
    with pytest.raises(NotReady, match=r"a_folder.*Check that the disk"):
        open_database(f"sqlite:///{place}")


@pytest.mark.parametrize("exists", [False, True])
def test_the_database_is_for_its_owner_alone(tmp_path: Path, exists: bool) -> None:
    file = tmp_path / "conversations.sqlite"
    if exists:
        file.touch(mode=0o644)
    engine = open_database(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {"0o600"}
    assert "conversations.sqlite-wal" in modes
