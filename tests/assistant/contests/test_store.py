"""Contests are kept as long as their setting says, and never for an answer that is gone."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from assistant.contests.store import ContestStore
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import contests, turns
from assistant.errors import ConversationUnknown
from assistant.retention.purge import Purge
from assistant.settings import Retention
from assistant.vocabulary import Channel, ContestSubject, Language
from tests.assistant.fakes import make_answer, make_source

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_the_pages_that_an_answer_stood_on_are_kept_with_its_contest(engine: Engine, store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(conversation_id=conversation.id, sources=(make_source(), make_source(2, cited=True)))
    store.keep(answer)
    kept = ContestStore(engine)
    contest = kept.keep(answer, ContestSubject.OUTDATED, "")
    assert kept.of_conversation(conversation.id) == (contest,)
    assert contest.pages == (answer.sources[1].url,)
    assert kept.of_conversation("another") == ()


def test_an_answer_that_was_erased_meanwhile_cannot_be_contested(engine: Engine) -> None:
    with pytest.raises(ConversationUnknown):
        ContestStore(engine).keep(make_answer(id_="gone"), ContestSubject.WRONG, "")
    assert ContestStore(engine).open_page() == ()


@pytest.mark.parametrize(
    ("days_ago", "last_turn", "stays"), [(6.9, 6.9, True), (7.1, 7.1, False), (7.1, 1, False), (1, 30.1, False)]
)
def test_a_contest_goes_after_its_time_and_with_its_conversation_at_the_latest(
    engine: Engine, store: ConversationStore, days_ago: float, last_turn: float, stays: bool
) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(id_=uuid.uuid4().hex, conversation_id=conversation.id)
    store.keep(answer)
    ContestStore(engine).keep(answer, ContestSubject.WRONG, "")
    with engine.begin() as connection:
        connection.execute(update(contests).values(made_at=NOW - timedelta(days=days_ago)))
        connection.execute(update(turns).values(asked_at=NOW - timedelta(days=last_turn)))
    proof = Purge(engine, Retention(contest_days=7, conversation_days=30)).run(now=NOW)
    assert proof.holds
    assert bool(ContestStore(engine).open_page()) is stays
