"""Call-back details: sealed, read under a name, gone with their request."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from assistant.audit import Actor
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import contacts, escalations
from assistant.errors import SecretUnusable
from assistant.escalation.contact import ContactDetails
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.states import PERSON
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import HandoverNote
from assistant.retention.purge import Purge
from assistant.settings import Retention
from assistant.vocabulary import CaseChange, Channel, EscalationReason, EscalationState, Language

DETAILS = ContactDetails("+33 6 39 98 00 12", "le matin")
OTHERS = ContactDetails("amina.quervallon@exemple.fr")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "contact.key"


@pytest.fixture
def book(engine: Engine, key_file: Path) -> ContactStore:
    return ContactStore(engine, ContactKey(key_file))


@pytest.fixture
def queue(engine: Engine) -> EscalationStore:
    return EscalationStore(engine)


@pytest.fixture
def request_id(engine: Engine, queue: EscalationStore) -> str:
    conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB)
    return queue.open(conversation.id, EscalationReason.ASKED, HandoverNote((), (), "missing_none", "fr")).id


def test_details_come_back_whole(book: ContactStore, request_id: str) -> None:
    assert book.read(request_id) is None
    assert book.leave(request_id, DETAILS)
    assert book.is_kept(request_id)
    assert book.read(request_id) == DETAILS


def test_what_is_left_again_takes_the_place_of_what_was(book: ContactStore, request_id: str) -> None:
    book.leave(request_id, DETAILS)
    book.leave(request_id, OTHERS)
    assert book.read(request_id) == OTHERS


def test_the_files_of_the_database_hold_neither_the_details_nor_the_key(
    engine: Engine, book: ContactStore, request_id: str, key_file: Path, tmp_path: Path
) -> None:
    book.leave(request_id, DETAILS)
    files = list(tmp_path.glob("conversations.sqlite*"))
    written = b"".join(file.read_bytes() for file in files)
    assert request_id.encode() in written
    for hidden in ("6 39 98 00 12", "639980012", "le matin", key_file.read_text().strip()):
        assert hidden.encode() not in written
        assert base64.b64encode(hidden.encode())[4:-4] not in written


def test_the_key_is_made_at_first_use_for_its_owner_alone(book: ContactStore, request_id: str, key_file: Path) -> None:
    assert not key_file.exists()
    book.leave(request_id, DETAILS)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [file.name for file in key_file.parent.iterdir()] == [key_file.name]  # no draft is left


def test_two_that_make_the_key_at_once_end_with_the_same(key_file: Path) -> None:
    keys = [ContactKey(key_file) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda key: key.seal(b"x"), keys))
    assert [key.open(one) for key, one in zip(keys, reversed(sealed), strict=True)] == [b"x"] * 8


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_not_used(book: ContactStore, request_id: str, key_file: Path, mode: int) -> None:
    book.leave(request_id, DETAILS)
    key_file.chmod(mode)
    for use in (
        lambda: book.read(request_id),
        lambda: book.leave(request_id, OTHERS),
        book.renew_key,
        ContactKey(key_file).check,
    ):
        with pytest.raises(SecretUnusable, match="chmod 600"):
            use()
    key_file.chmod(0o600)
    assert book.read(request_id) == DETAILS


@pytest.mark.parametrize("content", ["", "not a key", "ê" * 44, "A" * 44])
def test_a_damaged_key_is_told_without_its_content(key_file: Path, content: str) -> None:
    ContactKey(key_file).seal(b"x")
    key_file.write_text(content, encoding="utf-8")
    with pytest.raises(SecretUnusable, match="no key") as told:
        ContactKey(key_file).check()
    assert not content or content not in str(told.value)


def test_no_key_yet_is_fine(key_file: Path) -> None:
    ContactKey(key_file).check()
    assert not key_file.exists()


def test_details_whose_key_is_lost_are_told(book: ContactStore, request_id: str, key_file: Path) -> None:
    book.leave(request_id, DETAILS)
    key_file.unlink()
    ContactKey(key_file).seal(b"another key")
    with pytest.raises(SecretUnusable, match="backup"):
        book.read(request_id)


def test_a_renewed_key_opens_what_is_kept_and_the_old_one_opens_nothing(
    book: ContactStore, request_id: str, key_file: Path, engine: Engine
) -> None:
    book.leave(request_id, DETAILS)
    old = key_file.read_text()
    assert book.renew_key() == 1
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert old.strip() not in key_file.read_text()
    assert book.read(request_id) == DETAILS
    key_file.write_text(old)
    with pytest.raises(SecretUnusable):
        book.read(request_id)


def test_renewing_deletes_what_no_key_opens(book: ContactStore, request_id: str, key_file: Path) -> None:
    book.leave(request_id, DETAILS)
    key_file.unlink()
    assert book.renew_key() == 0
    assert not book.is_kept(request_id)


@pytest.mark.parametrize(("what", "who"), [(CaseChange.CLOSED, "marie"), (CaseChange.WITHDRAWN, PERSON)])
def test_details_go_with_the_end_of_their_request_and_none_are_taken_afterwards(
    book: ContactStore, queue: EscalationStore, request_id: str, what: CaseChange, who: str
) -> None:
    book.leave(request_id, DETAILS)
    queue.change(request_id, CaseChange.CLAIMED, Actor("marie"))
    assert book.is_kept(request_id)
    queue.change(request_id, what, Actor(who))
    assert not book.is_kept(request_id)
    assert book.read(request_id) is None
    assert not book.leave(request_id, DETAILS)
    assert not book.is_kept(request_id)


def test_details_can_be_erased_while_the_request_waits(book: ContactStore, request_id: str) -> None:
    book.leave(request_id, DETAILS)
    book.erase(request_id)
    assert not book.is_kept(request_id)


@pytest.mark.parametrize(("days", "is_kept"), [(6.9, True), (7.1, False)])
def test_details_of_a_request_that_stays_open_go_at_their_own_time(
    engine: Engine, book: ContactStore, request_id: str, days: float, is_kept: bool
) -> None:
    book.leave(request_id, DETAILS)
    with engine.begin() as connection:
        connection.execute(update(contacts).values(left_at=datetime.now(UTC) - timedelta(days=days)))
    assert Purge(engine, Retention(contact_days=7)).run().holds
    assert book.is_kept(request_id) is is_kept
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(escalations)) == 1


def test_details_that_outlived_their_request_go_at_the_next_purge(
    engine: Engine, book: ContactStore, request_id: str
) -> None:
    book.leave(request_id, DETAILS)
    with engine.begin() as connection:
        connection.execute(update(escalations).values(state=EscalationState.CLOSED.value))
    assert Purge(engine, Retention()).run().holds
    assert not book.is_kept(request_id)
