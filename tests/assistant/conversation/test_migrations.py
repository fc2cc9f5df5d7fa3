"""A database of an earlier version keeps what it holds when it is brought to the newest."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from assistant.contests.store import ContestStore
from assistant.conversation.database import open_database
from assistant.escalation.message_store import MessageStore
from assistant.escalation.store import EscalationStore
from assistant.vocabulary import CaseChange, EscalationState

NOTE = '{"questions": ["Où ?"], "pages": [], "missing": "missing_none", "language": "fr"}'


def migrate(connection: Connection, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", "assistant.conversation:migrations")
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database of version 0003 with one request that waits and one that ended."""
    url = f"sqlite:///{tmp_path / 'conversations.sqlite'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate(connection, "0003")
        for statement in (
            "INSERT INTO conversations VALUES ('c1', 'h1', 'fr', 'web', '2026-11-01 10:00:00')",
            f"INSERT INTO escalations VALUES ('e1', 'c1', 'withdrawn', 'asked', '{NOTE}', 2, '2026-11-01 10:01:00')",
            f"INSERT INTO escalations VALUES ('e2', 'c1', 'waiting', 'danger', '{NOTE}', 1, '2026-11-01 10:02:00')",
            "INSERT INTO escalation_changes VALUES (1, 'e1', '2026-11-01 10:01:00', 'person', 'waiting', 'asked')",
            "INSERT INTO escalation_changes VALUES (2, 'e1', '2026-11-01 10:01:30', 'person', 'withdrawn', '')",
            "INSERT INTO escalation_changes VALUES (3, 'e2', '2026-11-01 10:02:00', 'person', 'waiting', 'danger')",
        ):
            connection.execute(text(statement))
    engine.dispose()
    return url


def test_requests_of_an_earlier_version_wait_on_with_all_that_is_known_of_them(url: str) -> None:
    engine = open_database(url)
    case = EscalationStore(engine).find("e2")
    assert (case.state, case.version, case.is_urgent, case.holder) == (EscalationState.WAITING, 1, True, "")
    assert case.changed_at == case.opened_at
    assert (case.note.questions, case.note.shared, case.labels) == (("Où ?",), (), ())
    changes = MessageStore(engine).changes_of_conversation("c1")
    assert [change.what for change in changes] == [CaseChange.ACCEPTED, CaseChange.WITHDRAWN, CaseChange.ACCEPTED]
    engine.dispose()


def test_a_number_of_a_change_is_never_given_again(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM escalation_changes WHERE id = 3"))
        connection.execute(
            text(
                "INSERT INTO escalation_changes (escalation_id, at, who, what, why) "
                "VALUES ('e2', '2026-11-02 10:00:00', 'person', 'withdrawn', '')"
            )
        )
        assert connection.scalar(text("SELECT max(id) FROM escalation_changes")) == 4
    engine.dispose()


def test_the_way_back_keeps_the_requests(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        migrate(connection, "0003", down=True)
        assert connection.scalar(text("SELECT count(*) FROM escalations")) == 2
        assert connection.scalar(text("SELECT what FROM escalation_changes WHERE id = 3")) == "waiting"
        migrate(connection, "head")
    engine.dispose()


def test_contests_and_marks_of_an_earlier_version_are_taken_over(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate(connection, "0007")
        connection.execute(
            text(
                "INSERT INTO contests VALUES "
                "('k1', 'c1', 'q1', 'wrong', '', 'Où ?', '[\"https://a.example.fr\"]', '2026-11-01 10:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO worklist_marks VALUES "
                "('port', 'marked', 'page', '0123456789abcdef', 'done', '2026-11-01 10:00:00', 'zoe', ''), "
                "('port', 'links', 'link', 'dead 404, or longer', 'done', '2026-11-01 10:00:00', 'zoe', '')"
            )
        )
        migrate(connection, "head")
        prints = connection.scalars(text("SELECT fingerprint FROM worklist_marks ORDER BY list DESC")).all()
        assert prints == ["0123456789ab", "dead 404, or longer"]
    (contest,) = ContestStore(engine).open_page()
    assert (contest.version, contest.decision, contest.question) == (1, None, "Où ?")
    with engine.begin() as connection:
        migrate(connection, "0007", down=True)
        assert connection.scalar(text("SELECT pages FROM contests")) == '["https://a.example.fr"]'
    engine.dispose()
