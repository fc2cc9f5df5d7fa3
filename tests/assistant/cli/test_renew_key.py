"""``parvis renew-key``: what is kept can still be read, and a wrong key file is one sentence."""

import pytest
from typer.testing import CliRunner

from assistant.cli import main as command_line
from assistant.cli.main import app
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.escalation.contact import ContactDetails
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import HandoverNote
from assistant.settings import read_settings
from assistant.vocabulary import Channel, EscalationReason, Language

DETAILS = ContactDetails("amina@exemple.fr", "le soir")


def test_what_is_kept_is_sealed_anew_and_still_read() -> None:
    settings = read_settings()
    engine = open_database(settings.sql_url)
    book = ContactStore(engine, ContactKey(settings.contact_key_file))
    conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB)
    note = HandoverNote((), (), "missing_none", "fr")
    request = EscalationStore(engine).open(conversation.id, EscalationReason.ASKED, note)
    book.leave(request.id, DETAILS)
    before = settings.contact_key_file.read_text()
    done = CliRunner().invoke(app, ["renew-key"])
    assert done.exit_code == 0
    assert done.stdout.startswith("Moyens de rappel chiffrés de nouveau : 1.")
    assert settings.contact_key_file.read_text() != before
    assert book.read(request.id) == DETAILS
    engine.dispose()


def test_a_key_that_others_may_read_is_one_sentence_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file = read_settings().contact_key_file
    ContactKey(key_file).seal(b"x")
    key_file.chmod(0o644)
    monkeypatch.setattr("sys.argv", ["parvis", "renew-key"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    assert "chmod 600" in capsys.readouterr().err
