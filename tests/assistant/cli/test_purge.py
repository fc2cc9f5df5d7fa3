"""``parvis purge``: the table, the sentence, the file, and the exit status."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.cli.purge import tell_proof
from assistant.conversation.database import open_database
from assistant.conversation.database_file import DatabaseFile
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import conversations
from assistant.retention.proof import KindCount, Proof
from assistant.settings import read_settings
from assistant.vocabulary import Channel, Language


@pytest.fixture
def one_old_conversation() -> None:
    engine = open_database(read_settings().sql_url)
    ConversationStore(engine).start(Language.FRENCH, Channel.WEB)
    with engine.begin() as connection:
        connection.execute(update(conversations).values(started_at=datetime.now(UTC) - timedelta(days=31)))
    engine.dispose()


def test_a_purge_shows_its_proof_and_writes_it(one_old_conversation: None, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["purge", "--json", str(tmp_path / "proof.json")])
    assert done.exit_code == 0
    assert "leur durée est passée : 1." in done.stdout
    assert "de son journal : 1." in done.stdout
    assert "Trouvés avant : 1. Trouvés après : 0." in done.stdout
    assert "Preuve faite" in done.stdout
    written = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    assert (written["removed"], written["holds"]) == (1, True)


def test_a_dry_run_changes_nothing(one_old_conversation: None) -> None:
    for _ in range(2):
        done = CliRunner().invoke(app, ["purge", "--dry-run"])
        assert done.exit_code == 0
        assert "seraient effacées : 1." in done.stdout
    assert "Preuve" not in done.stdout


def test_a_proof_that_does_not_hold_is_exit_status_1(
    one_old_conversation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DatabaseFile, "rewrite", lambda self: False)
    done = CliRunner().invoke(app, ["purge"])
    assert done.exit_code == 1
    assert "La preuve n'est pas faite" in done.stdout
    assert "Relancez" in done.stdout


def test_a_server_database_is_told_whose_vacuum_frees_the_bytes() -> None:
    proof = Proof(datetime.now(UTC), False, (KindCount("turns", 30, 1, 1, 0, 0),), None)
    assert any("VACUUM" in sentence for sentence in tell_proof(proof))
