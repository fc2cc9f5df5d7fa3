"""Opens the SQL database and brings it to the newest migration."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from assistant.errors import NotReady


def open_database(url: str) -> Engine:
    """An engine on a migrated database. Raises :class:`NotReady` when it cannot be written."""
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    if is_sqlite and address.database:
        _make_private(Path(address.database))
    engine = create_engine(address, hide_parameters=True)  # an error must not quote a conversation
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", "assistant.conversation:migrations")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        place = address.database if is_sqlite else address.render_as_string(hide_password=True)
        raise NotReady(
            f"{place}: {error.orig}. Check that the disk has room and that the folder can be written."
        ) from None
    return engine


def _make_private(file: Path) -> None:
    """The file for its owner alone, before anything is in it: SQLite gives its log the same mode.

    One that is there is not opened: closing it would let go of the locks of connections that this process has on it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # what cannot be opened is told when the database is
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with suppress(OSError):  # a file of another owner stays his
        file.chmod(0o600)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the right to write from its first statement: what it reads stays true until its end."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for setting in (
        "journal_mode=WAL",  # readers go on while an answer is written
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased leaves no bytes behind
        "temp_store=MEMORY",  # a copy of a conversation in a temporary folder is one that nobody purges
        "busy_timeout=30000",  # milliseconds: writers wait while a purge writes the whole file anew
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
