import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from assistant.audit import Actor
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import escalations
from assistant.escalation.case_lists import AFTER_PATTERN, CaseLists, fold
from assistant.escalation.message_store import MessageStore, insert_message, insert_note
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import Escalation, HandoverNote
from assistant.vocabulary import Author, CaseChange, CaseLabel, Channel, EscalationReason, Language, Queue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def lists(engine: Engine) -> CaseLists:
    return CaseLists(engine)


def open_case(
    engine: Engine, *, minutes_ago: int = 0, urgent: bool = False, question: str = "Où ?", added: str = ""
) -> Escalation:
    conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB).id
    reason = EscalationReason.DANGER if urgent else EscalationReason.ASKED
    note = HandoverNote((question,), (), "missing_none", "fr", added=added)
    case = EscalationStore(engine).open(conversation, reason, note)
    moment = NOW - timedelta(minutes=minutes_ago)
    with engine.begin() as connection:
        this = escalations.c.id == case.id
        connection.execute(update(escalations).where(this).values(opened_at=moment, changed_at=moment))
    return EscalationStore(engine).find(case.id)


def ids(lists: CaseLists, queue: Queue, account: str = "marie", limit: int = 50) -> list[str]:
    """All of a list, page by page."""
    found: list[str] = []
    after = ""
    while True:
        page = lists.page(queue, account, after=after, limit=limit)
        found += [listed.case.id for listed in page.cases]
        if not page.more:
            return found
        assert len(page.cases) == limit
        after = page.more


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_urgent_cases_come_first_then_the_oldest_and_no_page_loses_one(
    engine: Engine, lists: CaseLists, limit: int
) -> None:
    ages = [(5, False), (50, False), (5, False), (1, True), (20, True), (5, False)]
    cases = [open_case(engine, minutes_ago=age, urgent=urgent) for age, urgent in ages]
    expected = sorted(cases, key=lambda case: (not case.is_urgent, case.opened_at, case.id))
    assert ids(lists, Queue.WAITING, limit=limit) == [case.id for case in expected]


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_closed_cases_come_with_the_newest_first(engine: Engine, lists: CaseLists, limit: int) -> None:
    store = EscalationStore(engine)
    cases = [open_case(engine) for _ in range(4)]
    for case in reversed(cases):
        store.change(case.id, CaseChange.CLAIMED, Actor("marie"))
        store.change(case.id, CaseChange.CLOSED, Actor("marie"))
    assert ids(lists, Queue.CLOSED, limit=limit) == [case.id for case in cases]


def test_each_case_is_in_the_list_of_who_can_do_something(engine: Engine, lists: CaseLists) -> None:
    store = EscalationStore(engine)
    waiting, mine, theirs, to_me, to_paul, to_service = (open_case(engine) for _ in range(6))
    for case, holder in ((mine, "marie"), (theirs, "paul"), (to_me, "paul"), (to_paul, "marie"), (to_service, "paul")):
        store.change(case.id, CaseChange.CLAIMED, Actor(holder))
    for case, holder, to in (
        (to_me, "paul", "marie"),
        (to_paul, "marie", "paul"),
        (to_service, "paul", "service:État civil"),
    ):
        store.change(case.id, CaseChange.FORWARDED, Actor(holder), to=to)
    assert set(ids(lists, Queue.WAITING)) == {waiting.id, to_me.id, to_service.id}
    assert ids(lists, Queue.MINE) == [mine.id]
    assert set(ids(lists, Queue.COLLEAGUES)) == {theirs.id, to_paul.id}
    assert lists.count("marie") == {
        Queue.WAITING: 3,
        Queue.MINE: 1,
        Queue.COLLEAGUES: 2,
        Queue.CALL_BACKS: 0,
        Queue.DRAFTS: 0,
        Queue.CLOSED: 0,
    }


def test_urgent_cases_are_counted_until_somebody_takes_them(engine: Engine, lists: CaseLists) -> None:
    case = open_case(engine, urgent=True)
    open_case(engine)
    assert lists.count_urgent() == 1
    EscalationStore(engine).change(case.id, CaseChange.CLAIMED, Actor("marie"))
    assert lists.count_urgent() == 0


def test_messages_of_the_person_are_unread_until_an_agent_writes(engine: Engine, lists: CaseLists) -> None:
    case = open_case(engine)
    for author, unread in ((Author.PERSON, 1), (Author.ASSISTANT, 1), (Author.PERSON, 2), (Author.AGENT, 0)):
        with engine.begin() as connection:
            insert_message(connection, case, author, "Bonjour")
        listed = lists.one(case.id)
        assert listed is not None
        assert listed.unread == unread


def test_how_many_go_before_counts_those_that_wait(engine: Engine, lists: CaseLists) -> None:
    first = open_case(engine, minutes_ago=30)
    last = open_case(engine, minutes_ago=1)
    urgent = open_case(engine, urgent=True)
    assert [lists.count_ahead(case) for case in (urgent, first, last)] == [0, 1, 2]
    EscalationStore(engine).change(first.id, CaseChange.CLAIMED, Actor("marie"))
    assert lists.count_ahead(last) == 1


def test_past_cases_are_found_by_words_without_case_or_accents(engine: Engine, lists: CaseLists) -> None:
    garden = open_case(engine, question="Où est le POTAGER d'été ?", added="C'est pressé")
    other = open_case(engine, question="Où est le verger ?")
    with engine.begin() as connection:
        insert_message(connection, other, Author.PERSON, "Près de l'étang")
        insert_note(connection, other, "marie", "Rappeler Noël")

    def search(text: str) -> list[str]:
        return [listed.case.id for listed in lists.search(text, after="", limit=10).cases]

    assert search("ÉTÉ potag") == [garden.id]
    assert search("presse ete") == [garden.id]
    assert search("etang") == search("noel ou") == [other.id]
    assert set(search("ou est")) == {garden.id, other.id}
    for nothing in ("", "  ", "?", "tager", "potager verger"):
        assert search(nothing) == []


def test_a_search_has_pages_too(engine: Engine, lists: CaseLists) -> None:
    cases = {open_case(engine, minutes_ago=age).id for age in range(5)}
    found: list[str] = []
    after = ""
    for _ in range(3):
        page = lists.search("ou", after=after, limit=2)
        found += [listed.case.id for listed in page.cases]
        after = page.more
    assert after == ""
    assert len(found) == 5
    assert set(found) == cases


def test_what_was_declined_is_in_no_list(engine: Engine, lists: CaseLists) -> None:
    conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB).id
    EscalationStore(engine).decline(conversation, EscalationReason.ASKED)
    assert sum(lists.count("marie").values()) == 0
    assert lists.search("a", after="", limit=5).cases == ()
    assert MessageStore(engine).changes_of_conversation(conversation)[-1].what is CaseChange.DECLINED


@pytest.mark.parametrize("written", ["1-0-" + "0" * 32, ""])
def test_a_place_in_a_list_has_one_shape(written: str) -> None:

    assert re.fullmatch(AFTER_PATTERN, written)
    assert not re.fullmatch(AFTER_PATTERN, f"{written}x")


def test_folding_keeps_words_and_drops_the_rest() -> None:
    assert fold("  L'ÉTÉ, à Noël… ½ ") == "l ete a noel 1 2"


def test_closed_cases_are_found_by_what_agents_said_of_the_pages(engine: Engine, lists: CaseLists) -> None:
    labels = (["page_wrong", "page_right"], ["page_right"], ["page_missing"])
    cases = [open_case(engine, minutes_ago=age) for age in (30, 20, 10, 5)]
    with engine.begin() as connection:
        for case, given in zip(cases, labels, strict=False):
            values = {"state": "closed", "labels": given}
            connection.execute(update(escalations).where(escalations.c.id == case.id).values(values))
    found = lists.closed_with((CaseLabel.PAGE_WRONG, CaseLabel.PAGE_MISSING))
    assert [case.id for case in found] == [cases[2].id, cases[0].id]
