"""A contest is closed with a verdict by one keeper, once, and leads to the worklist that mends what was wrong."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from assistant.audit import Actor, AuditTrail
from assistant.contests.deciding import LONGEST_REASON, ContestDesk
from assistant.contests.pages import read_contested_pages
from assistant.contests.store import ContestStore
from assistant.contests.types import Contest
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import contests
from assistant.errors import KeeperRefused
from assistant.keepers.marked import group_marked
from assistant.keepers.questions import read_unanswered
from assistant.retention.erasure import erase_conversation
from assistant.vocabulary import (
    OF_CONTESTED_PAGES,
    OF_CONTESTED_QUESTIONS,
    AuditAction,
    CaseLabel,
    Channel,
    ContestSubject,
    ContestVerdict,
    KeeperRefusal,
    Language,
    Role,
)
from tests.assistant.fakes import QUESTION, TITLE, URL, make_answer, make_source

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
REINE, ZOE = Actor("reine", Role.REFERENT.value), Actor("zoe", Role.ADMIN.value)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def mask(why: str) -> str:
    return why.replace("Dubosquet", "<PERSONNE_1>")


@pytest.fixture
def desk(engine: Engine) -> ContestDesk:
    return ContestDesk(engine, ContestStore(engine), mask, Clock())


@pytest.fixture
def contest_one(engine: Engine, store: ConversationStore) -> Contest:
    return make_contest(engine, store, "q1")


def make_contest(engine: Engine, store: ConversationStore, question_id: str, hours: int = 0) -> Contest:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(
        id_=question_id, text=QUESTION, conversation_id=conversation.id, sources=(make_source(cited=True),)
    )
    store.keep(answer)
    kept = ContestStore(engine).keep(answer, ContestSubject.WRONG, "")
    made_at = NOW + timedelta(hours=hours)
    with engine.begin() as connection:
        connection.execute(update(contests).where(contests.c.id == kept.id).values(made_at=made_at))
    return replace(kept, made_at=made_at)


async def test_a_verdict_is_kept_with_who_when_and_why_and_closes(desk: ContestDesk, contest_one: Contest) -> None:
    decided = await desk.decide(contest_one.id, 1, ContestVerdict.PAGE_WRONG, REINE, "le prix, dit M. Dubosquet")
    decision = decided.contest.decision
    assert decision is not None
    assert (decision.verdict, decision.who, decision.why) == (
        ContestVerdict.PAGE_WRONG,
        "reine",
        "le prix, dit M. <PERSONNE_1>",
    )
    assert decision.at > NOW
    assert (decided.contest.version, await desk.count_open()) == (2, 0)
    assert await desk.page(is_open=True, after="", limit=10) == ()
    assert await desk.page(is_open=False, after="", limit=10) == (decided.contest,)


async def test_each_decision_is_a_row_of_the_audit_without_a_word_of_anybody(
    engine: Engine, desk: ContestDesk, contest_one: Contest
) -> None:
    await desk.decide(contest_one.id, 1, ContestVerdict.OTHER, REINE, "appelé le service")
    await desk.decide(contest_one.id, 2, None, ZOE)
    newest, oldest = AuditTrail(engine).page()
    assert (oldest.what, oldest.who, oldest.role) == (AuditAction.CONTEST_DECIDED, "reine", "referent")
    assert (newest.what, newest.who, newest.role) == (AuditAction.CONTEST_REOPENED, "zoe", "admin")
    assert (dict(oldest.details), dict(newest.details)) == ({"verdict": "other"}, {})
    assert oldest.subject.startswith("contest/")
    assert contest_one.id not in oldest.subject


async def test_of_two_keepers_with_the_same_version_the_second_is_told_who_was_faster(
    engine: Engine, desk: ContestDesk, contest_one: Contest
) -> None:
    await desk.decide(contest_one.id, 1, ContestVerdict.ANSWER_RIGHT, REINE)
    with pytest.raises(KeeperRefused) as refused:
        await desk.decide(contest_one.id, 1, ContestVerdict.PAGE_WRONG, ZOE)
    assert (refused.value.reason, refused.value.subject) == (KeeperRefusal.CONTEST_DECIDED, "reine")
    await desk.decide(contest_one.id, 2, None, REINE)
    with pytest.raises(KeeperRefused) as refused:
        await desk.decide(contest_one.id, 2, ContestVerdict.PAGE_WRONG, ZOE)
    assert refused.value.reason is KeeperRefusal.CONTEST_CHANGED
    assert [row.who for row in AuditTrail(engine).page()] == ["reine", "reine"]
    (left,) = await desk.page(is_open=True, after="", limit=10)
    assert (left.version, left.decision) == (3, None)


async def test_a_decision_that_was_read_is_changed(desk: ContestDesk, contest_one: Contest) -> None:
    await desk.decide(contest_one.id, 1, ContestVerdict.ANSWER_TO_WRITE, REINE)
    changed = await desk.decide(contest_one.id, 2, ContestVerdict.ANSWER_WRITTEN, ZOE)
    assert changed.contest.decision is not None
    assert (changed.contest.decision.verdict, changed.contest.decision.who) == (ContestVerdict.ANSWER_WRITTEN, "zoe")


async def test_what_cannot_be_kept_changes_nothing(engine: Engine, contest_one: Contest) -> None:
    def refuse(_: str) -> str:
        raise KeeperRefused(KeeperRefusal.UNGUARDED)

    desk = ContestDesk(engine, ContestStore(engine), refuse)
    for why in ("un mot", "a" * (LONGEST_REASON + 1)):
        with pytest.raises(KeeperRefused):
            await desk.decide(contest_one.id, 1, ContestVerdict.OTHER, REINE, why)
    assert await desk.count_open() == 1
    assert AuditTrail(engine).page() == ()


async def test_what_was_erased_can_be_decided_by_nobody(
    engine: Engine, desk: ContestDesk, contest_one: Contest
) -> None:
    await desk.decide(contest_one.id, 1, ContestVerdict.PAGE_WRONG, REINE, "le prix")
    erase_conversation(engine, contest_one.conversation_id)
    for ask in (desk.find(contest_one.id), desk.decide(contest_one.id, 2, None, REINE), desk.find("")):
        with pytest.raises(KeeperRefused) as refused:
            await ask
        assert refused.value.reason is KeeperRefusal.CONTEST_UNKNOWN
    assert await desk.page(is_open=False, after="", limit=10) == ()
    assert list(read_contested_pages(desk.store)) == []


async def test_an_opened_contest_holds_its_answer(desk: ContestDesk, contest_one: Contest) -> None:
    opened = await desk.find(contest_one.id)
    assert opened.answer is not None
    assert opened.answer.question.id == contest_one.question_id


async def test_the_oldest_is_dealt_with_first_and_the_last_that_was_is_read_first(
    engine: Engine, store: ConversationStore, desk: ContestDesk
) -> None:
    kept = [make_contest(engine, store, f"q{number}", hours=number // 2) for number in range(5)]
    read: list[Contest] = []
    while page := await desk.page(is_open=True, after=read[-1].id if read else "", limit=2):
        read.extend(page)
    assert sorted(one.id for one in read) == sorted(one.id for one in kept)
    assert [one.made_at for one in read] == sorted(one.made_at for one in read)
    for one in read[:3]:
        await desk.decide(one.id, 1, ContestVerdict.OTHER, REINE)
    newest = await desk.page(is_open=False, after="", limit=2)
    assert [one.id for one in newest] == [read[2].id, read[1].id]
    older = await desk.page(is_open=False, after=newest[-1].id, limit=2)
    assert [one.id for one in older] == [read[0].id]
    left = await desk.page(is_open=True, after=read[1].id, limit=9)
    assert [one.id for one in left] == [read[3].id, read[4].id]


# What follows


@pytest.mark.parametrize("verdict", ContestVerdict)
async def test_a_verdict_leads_to_the_list_that_mends_what_was_wrong(
    engine: Engine, desk: ContestDesk, contest_one: Contest, verdict: ContestVerdict
) -> None:
    await desk.decide(contest_one.id, 1, verdict, REINE)
    marked = group_marked(read_contested_pages(desk.store))
    assert bool(marked) is (verdict in OF_CONTESTED_PAGES)
    unanswered = read_unanswered(engine)
    assert [(one.text, one.why) for one in unanswered] == (
        [(QUESTION, "contested")] if verdict in OF_CONTESTED_QUESTIONS else []
    )


async def test_a_page_is_named_by_its_title_and_once_for_several_contests(
    engine: Engine, store: ConversationStore, desk: ContestDesk, contest_one: Contest
) -> None:
    await desk.decide(contest_one.id, 1, ContestVerdict.PAGE_WRONG, REINE)
    await desk.decide(make_contest(engine, store, "q2").id, 1, ContestVerdict.PAGE_UNCLEAR, REINE)
    (page,) = group_marked(read_contested_pages(desk.store))
    assert (page.title, page.url, page.questions) == (TITLE, URL, (QUESTION,))
    assert page.counts == {CaseLabel.PAGE_WRONG: 1, CaseLabel.PAGE_UNCLEAR: 1}


async def test_what_is_opened_again_leaves_the_lists(engine: Engine, desk: ContestDesk, contest_one: Contest) -> None:
    await desk.decide(contest_one.id, 1, ContestVerdict.WRONG_PAGE, REINE)
    await desk.decide(contest_one.id, 2, None, REINE)
    assert read_unanswered(engine) == ()
