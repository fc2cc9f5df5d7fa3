"""What goes, what stays, and that the proof is read from the bytes and not worked out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, delete, func, insert, select, text, update

from assistant.audit import Actor
from assistant.conversation.database_file import DatabaseFile, find_database_file
from assistant.conversation.store import ConversationStore, load_answer
from assistant.conversation.tables import (
    accounts,
    audit,
    conversations,
    escalation_changes,
    escalations,
    familiar_addresses,
    metadata,
    sign_in_sessions,
    turns,
)
from assistant.conversation.types import Conversation
from assistant.errors import ConversationUnknown
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import Escalation, HandoverNote
from assistant.governance.drafts import DraftStore
from assistant.governance.types import Decision
from assistant.retention.kinds import kinds_of
from assistant.retention.proof import KindCount, Proof
from assistant.retention.purge import Purge
from assistant.settings import Retention
from assistant.validated.store import ValidatedStore
from assistant.validated.types import PageTie
from assistant.vocabulary import OPEN_STATES, Channel, DraftVerdict, EscalationReason, EscalationState, Language
from tests.assistant.fakes import make_answer
from tests.assistant.validated.conftest import AUTHOR, WRITTEN

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
RULES = Retention(conversation_days=30, escalation_days=10)
NOTE = HandoverNote(("Où est le jardin ?",), (), "missing_none", "fr")


@pytest.fixture
def purge(engine: Engine) -> Purge:
    return Purge(engine, RULES)


def begin(engine: Engine, *, days_ago: float, last_turn: float | None = None) -> Conversation:
    """A conversation begun so long ago, with one turn (``last_turn`` days ago) or none."""
    store = ConversationStore(engine)
    conversation = store.start(Language.FRENCH, Channel.WEB)
    with engine.begin() as connection:
        mine = conversations.c.id == conversation.id
        connection.execute(update(conversations).where(mine).values(started_at=NOW - timedelta(days=days_ago)))
    if last_turn is not None:
        question_id = f"q{conversation.id[1:]}"
        store.keep(make_answer(text="Où est le jardin ?", id_=question_id, conversation_id=conversation.id))
        with engine.begin() as connection:
            mine = turns.c.question_id == question_id
            connection.execute(update(turns).where(mine).values(asked_at=NOW - timedelta(days=last_turn)))
    return conversation


def ask_for_person(
    engine: Engine, conversation: Conversation, state: EscalationState, *, days_ago: float
) -> Escalation:
    """A request whose last change was so long ago."""
    escalation = EscalationStore(engine).open(conversation.id, EscalationReason.ASKED, NOTE)
    at = NOW - timedelta(days=days_ago)
    with engine.begin() as connection:
        connection.execute(update(escalation_changes).values(at=at - timedelta(days=50)))
        connection.execute(update(escalations).values(state=state.value, opened_at=at - timedelta(days=50)))
        connection.execute(delete(escalation_changes).where(escalation_changes.c.what == "offered"))
        connection.execute(
            insert(escalation_changes).values(escalation_id=escalation.id, at=at, who="agent", what=state.value, why="")
        )
    return escalation


KEPT = {"accounts", "trainings", "audit_marker"}
"""As long as somebody works here; and one row that guards the audit."""


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
            if name not in KEPT
        }


def of(proof: Proof, kind: str) -> KindCount:
    (count,) = (count for count in proof.kinds if count.kind == kind)
    return count


@pytest.mark.parametrize(
    ("begun", "last_turn", "goes"),
    [
        (31, 31, True),
        (30.1, None, True),
        (29.9, None, False),
        (400, 29.9, False),  # begun long ago and still used
    ],
)
def test_a_conversation_goes_so_long_after_its_last_turn(
    engine: Engine, purge: Purge, begun: float, last_turn: float | None, goes: bool
) -> None:
    begin(engine, days_ago=begun, last_turn=last_turn)
    purge.run(now=NOW)
    left = rows(engine)
    assert (left["conversations"], left["turns"]) == (0 if goes else 1, 0 if goes or last_turn is None else 1)


@pytest.mark.parametrize("state", EscalationState)
def test_a_request_that_is_open_keeps_itself_and_its_conversation_however_old(
    engine: Engine, purge: Purge, state: EscalationState
) -> None:
    conversation = begin(engine, days_ago=400, last_turn=400)
    ask_for_person(engine, conversation, state, days_ago=300)
    purge.run(now=NOW)
    is_kept = state.value in OPEN_STATES
    kept = {"conversations": 1, "turns": 1, "escalations": 1, "escalation_changes": 2} if is_kept else {}
    assert {name: count for name, count in rows(engine).items() if count} == kept


def test_a_request_that_ended_counts_from_its_end_and_outlives_the_words_of_its_conversation(
    engine: Engine, purge: Purge
) -> None:
    conversation = begin(engine, days_ago=60, last_turn=60)
    ask_for_person(engine, conversation, EscalationState.CLOSED, days_ago=9)
    proof = purge.run(now=NOW)
    assert proof.holds
    left = rows(engine)
    assert (left["escalations"], left["turns"], left["conversations"]) == (1, 0, 1)
    with pytest.raises(ConversationUnknown):
        ConversationStore(engine).find(conversation.code)
    assert purge.run(now=NOW + timedelta(days=2)).holds
    assert not any(rows(engine).values())


def test_a_conversation_whose_turn_is_under_way_is_left_alone(engine: Engine) -> None:
    busy, idle = begin(engine, days_ago=40, last_turn=40), begin(engine, days_ago=40, last_turn=40)
    proof = Purge(engine, RULES, lambda: {busy.id}).run(now=NOW)
    assert proof.holds
    assert ConversationStore(engine).find(busy.code).id == busy.id
    with pytest.raises(ConversationUnknown):
        ConversationStore(engine).find(idle.code)


def test_a_dry_run_says_what_the_purge_then_does_and_changes_nothing(engine: Engine, purge: Purge) -> None:
    for days in (5, 40, 50):
        begin(engine, days_ago=days, last_turn=days)
    ask_for_person(engine, begin(engine, days_ago=60), EscalationState.CLOSED, days_ago=20)
    before = rows(engine)
    dry = purge.run(is_dry_run=True, now=NOW)
    assert rows(engine) == before
    done = purge.run(now=NOW)
    assert [count.past for count in dry.kinds] == [count.past for count in done.kinds]
    went = {count.kind: count.past for count in done.kinds if count.past}
    assert went == {"escalation_changes": 2, "escalations": 1, "turns": 2, "conversations": 3}
    assert [count.before - count.past for count in done.kinds] == [count.after for count in done.kinds]
    assert (dry.is_dry_run, done.is_dry_run, dry.removed, done.removed) == (True, False, 8, 8)


def test_the_proof_looks_for_what_went_in_the_bytes_and_finds_it_before_and_not_after(
    engine: Engine, purge: Purge, tmp_path: Path
) -> None:
    gone = [begin(engine, days_ago=40, last_turn=40) for _ in range(50)]
    kept = begin(engine, days_ago=1, last_turn=1)
    file = find_database_file(engine)
    assert file
    assert file.find([gone[0].id, kept.id, "no such id"]) == {gone[0].id, kept.id}
    proof = purge.run(now=NOW)
    assert proof.holds
    assert proof.file
    assert (proof.file.looked_for, proof.file.found_before, proof.file.found_after) == (40, 40, 0)
    assert proof.file.bytes_after == file.size < proof.file.bytes_before
    assert file.find(conversation.id for conversation in (*gone, kept)) == {kept.id}
    assert (tmp_path / "conversations.sqlite-wal").stat().st_size == 0


def test_a_file_that_was_not_written_anew_fails_the_proof(
    engine: Engine, purge: Purge, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(engine, days_ago=40, last_turn=40)
    monkeypatch.setattr(DatabaseFile, "rewrite", lambda self: False)
    proof = purge.run(now=NOW)
    assert proof.file
    assert proof.file.found_after > 0  # the log still holds the pages as they were
    assert not proof.holds


def test_a_reader_that_stays_is_told_and_the_next_purge_ends_the_work(engine: Engine, purge: Purge) -> None:
    begin(engine, days_ago=40, last_turn=40)
    assert engine.url.database
    impatient = create_engine(engine.url, connect_args={"timeout": 0})
    with engine.connect() as reader:
        reader.execute(text("BEGIN"))
        reader.execute(select(turns)).all()
        begin(engine, days_ago=40, last_turn=40)
        assert not DatabaseFile(impatient, Path(engine.url.database)).empty_log()
    impatient.dispose()
    assert purge.run(now=NOW).holds


def test_what_is_asked_while_a_purge_runs_is_kept(engine: Engine, purge: Purge) -> None:
    """The file is written anew between two writes of a running server."""
    begin(engine, days_ago=40, last_turn=40)
    store = ConversationStore(engine)
    fresh = store.start(Language.FRENCH, Channel.WEB)
    purge.run(now=datetime.now(UTC))
    store.keep(make_answer(id_="after", conversation_id=fresh.id))
    assert [answer.question.id for answer in store.answers(fresh.id)] == ["after"]


def test_every_table_of_the_database_has_its_kind() -> None:
    kinds = kinds_of(RULES)
    assert {kind.table.name for kind in kinds} == set(metadata.tables) - KEPT
    assert all(kind.days > 0 for kind in kinds)


def test_a_proof_says_in_json_what_it_measured(engine: Engine, purge: Purge) -> None:
    begin(engine, days_ago=40, last_turn=40)
    told = purge.run(now=NOW).to_json()
    assert (told["at"], told["removed"], told["holds"]) == (NOW.isoformat(), 2, True)
    assert [kind["kind"] for kind in told["kinds"]] == [kind.name for kind in kinds_of(RULES)]
    assert told["file"]["found_after"] == 0


@pytest.mark.parametrize(("past_after", "holds"), [(0, True), (1, False)])
def test_rows_that_are_left_past_their_time_fail_the_proof_of_a_server_database_too(
    past_after: int, holds: bool
) -> None:
    count = KindCount("turns", 30, before=2, past=1, after=1, past_after=past_after)
    assert Proof(NOW, False, (count,), None).holds is holds


def test_the_record_of_changes_goes_at_its_time_and_says_so(engine: Engine, purge: Purge) -> None:
    with engine.begin() as connection:
        for days in (400, 10):
            connection.execute(
                insert(audit).values(
                    at=NOW - timedelta(days=days), who="marie", role="admin", what="signed_in", subject="", details={}
                )
            )
    proof = purge.run(now=NOW)
    assert proof.holds
    assert (of(proof, "audit").past, rows(engine)["audit"]) == (1, 2)
    with engine.connect() as connection:
        assert set(connection.scalars(select(audit.c.what))) == {"signed_in", "audit_purged"}


def test_sign_ins_and_familiar_addresses_go_after_their_last_use(engine: Engine, purge: Purge) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(accounts).values(
                name="marie", display_name="Marie", roles=[], password_hash="x", is_disabled=False,
                must_change_password=False, added_at=NOW,
            )
        )  # fmt: skip
        for days in (40, 5):
            moment = NOW - timedelta(days=days)
            values = {"token_sha256": f"{days}", "account": "marie", "started_at": moment, "last_seen_at": moment}
            connection.execute(insert(sign_in_sessions).values(values))
            address = {"account": "marie", "address": f"192.0.2.{days}", "last_used_at": moment}
            connection.execute(insert(familiar_addresses).values(address))
    purge.run(now=NOW)
    with engine.connect() as connection:
        assert connection.scalars(select(sign_in_sessions.c.token_sha256)).all() == ["5"]
        assert connection.scalars(select(familiar_addresses.c.address)).all() == ["192.0.2.5"]


def test_a_draft_goes_with_its_turn_decided_or_not_and_figures_go_by_their_own_age(engine: Engine) -> None:
    for days in (31, 29):
        begin(engine, days_ago=days, last_turn=days)
    store = DraftStore(engine, clock=lambda: NOW - timedelta(days=31))
    with engine.begin() as connection:
        answers = [load_answer(kept) for kept in connection.scalars(select(turns.c.answer))]
        for answer in answers:
            store.add(connection, answer, "Jardins", waits_for_approval=True)
    for draft in store.page():  # the audit names each of them, and keeps its rows for longer
        store.decide(draft.id, 1, Decision(DraftVerdict.APPROVED), Actor("marie", "agent"), lambda shown, *_: shown)
    proof = Purge(engine, Retention(conversation_days=30, figure_days=31)).run(now=NOW)
    assert proof.holds
    assert (of(proof, "drafts").past, of(proof, "review_figures").past) == (1, 0)
    assert rows(engine)["drafts"] == 1
    later = Purge(engine, Retention(conversation_days=365, figure_days=31)).run(now=NOW + timedelta(seconds=1))
    assert of(later, "review_figures").past == 2


def test_a_withdrawn_answer_goes_at_its_time_and_the_audit_that_outlives_it_does_not_hold_its_id(
    engine: Engine,
) -> None:
    store = ValidatedStore(engine, clock=lambda: NOW - timedelta(days=31))
    answer = store.add(WRITTEN, [PageTie("port", "F10", "Carte", "a" * 64, "b" * 16)], AUTHOR)
    store.withdraw(answer.id, answer.version, AUTHOR, "")
    proof = Purge(engine, Retention(withdrawn_answer_days=30)).run(now=NOW)
    assert proof.holds
    assert of(proof, "validated_answers").past == 1
