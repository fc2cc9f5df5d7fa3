from datetime import UTC

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import escalation_changes, escalations
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import FoundPageNote, HandoverNote
from assistant.vocabulary import Channel, EscalationReason, EscalationState, Language

NOTE = HandoverNote(("Où ?", "Quand ?"), (FoundPageNote("Une page", "https://exemple.gouv.fr"),), "missing_none", "fr")


@pytest.fixture
def conversation_id(store: ConversationStore) -> str:
    return store.start(Language.FRENCH, Channel.WEB).id


@pytest.fixture
def queue(engine: Engine) -> EscalationStore:
    return EscalationStore(engine)


def test_a_request_waits_with_its_note(queue: EscalationStore, conversation_id: str) -> None:
    opened = queue.open(conversation_id, EscalationReason.ASKED, NOTE)
    assert (opened.state, opened.version, opened.note) == (EscalationState.WAITING, 2, NOTE)
    assert opened.opened_at.tzinfo is UTC
    assert queue.find_open(conversation_id) == opened


def test_asking_twice_makes_one_case_and_keeps_the_first_note(
    queue: EscalationStore, conversation_id: str, engine: Engine
) -> None:
    first = queue.open(conversation_id, EscalationReason.ASKED, NOTE)
    other = HandoverNote((), (), "missing_partial", "en")
    assert queue.open(conversation_id, EscalationReason.DANGER, other) == first
    with engine.connect() as connection:
        assert len(connection.execute(select(escalations)).all()) == 1
        assert len(connection.execute(select(escalation_changes)).all()) == 2


def test_the_opening_is_a_row_that_says_who_what_when_and_why(
    queue: EscalationStore, conversation_id: str, engine: Engine
) -> None:
    opened = queue.open(conversation_id, EscalationReason.NO_SOURCE, NOTE)
    with engine.connect() as connection:
        rows = connection.execute(select(escalation_changes).order_by(escalation_changes.c.id)).all()
    assert [(row.escalation_id, row.who, row.what, row.why) for row in rows] == [
        (opened.id, "person", what, "no_source") for what in ("offered", "accepted")
    ]
    assert rows[0].at == opened.opened_at


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        (EscalationState.WAITING, True),
        (EscalationState.CLAIMED, True),
        (EscalationState.WITHDRAWN, False),
        (EscalationState.CLOSED, False),
    ],
)
def test_a_case_that_ended_leaves_room_for_another(
    queue: EscalationStore, conversation_id: str, engine: Engine, state: EscalationState, is_open: bool
) -> None:
    first = queue.open(conversation_id, EscalationReason.ASKED, NOTE)
    with engine.begin() as connection:
        connection.execute(escalations.update().values(state=state.value))
    found = queue.find_open(conversation_id)
    assert (found is not None) is is_open
    again = queue.open(conversation_id, EscalationReason.ASKED, NOTE)
    assert (again.id == first.id) is is_open


def test_nobody_waits_before_asking(queue: EscalationStore, conversation_id: str) -> None:
    assert queue.find_open(conversation_id) is None


def test_a_request_belongs_to_a_conversation(queue: EscalationStore) -> None:
    with pytest.raises(IntegrityError):
        queue.open("nobody", EscalationReason.ASKED, NOTE)
