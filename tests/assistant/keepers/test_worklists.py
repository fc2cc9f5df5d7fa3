"""Lists that a keeper works through: what stands in them, and what a decision does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from assistant.audit import Actor, AuditTrail
from assistant.contests.deciding import ContestDesk
from assistant.contests.store import ContestStore
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import worklist_marks
from assistant.conversation.types import Source
from assistant.errors import KeeperRefused
from assistant.escalation.handover import write_note
from assistant.escalation.store import EscalationStore
from assistant.keepers.keepers import Keepers
from assistant.keepers.links import CheckedLink, LinkOutcome, LinkStore
from assistant.keepers.marked import LabelledCase
from assistant.keepers.work import WorkItem, page_key
from assistant.retention.purge import Purge
from assistant.settings import Retention
from assistant.vocabulary import (
    AnswerStatus,
    AuditAction,
    CaseLabel,
    Channel,
    ContestSubject,
    ContestVerdict,
    EscalationReason,
    KeeperRefusal,
    Language,
    Worklist,
    WorkMark,
)
from knowledge.library import Library
from tests.assistant.fakes import make_answer, make_source
from tests.assistant.keepers.test_versions import load_draft
from tests.assistant.validated.conftest import AUTHOR, WRITTEN, publish_pages

ADMIN = Actor("paul", "admin")


def read(keepers: Keepers, worklist: Worklist, **values: int) -> dict[str, WorkItem]:
    return {item.key: item for item in keepers.worklists.read("port", worklist, **values)}


def cite(engine: Engine, page: str, *, times: int = 1, satisfied: bool = True) -> None:
    store = ConversationStore(engine)
    for number in range(times):
        conversation = store.start(Language.FRENCH, Channel.WEB).id
        source = Source(1, page, "port", f"Page {page}", f"https://a.example.fr/{page}", None, False, cited=True)
        shown = Source(2, "F99", "port", "Montrée", "https://a.example.fr/F99", None, False)
        elsewhere = replace(source, number=3, base="gare")
        answer = make_answer(
            id_=f"{page}-{number}-{satisfied}", conversation_id=conversation, sources=(source, shown, elsewhere)
        )
        store.keep(answer)
        if not satisfied:
            note = write_note((), Language.FRENCH)
            EscalationStore(engine).open(conversation, EscalationReason.NOT_SATISFIED, note)


def test_old_pages_are_listed_with_those_that_answers_stand_on_first(keepers: Keepers, engine: Engine) -> None:
    assert list(read(keepers, Worklist.STALE)) == ["F11", "F10", "F12"]  # the oldest first
    cite(engine, "F12", times=2)
    stale = read(keepers, Worklist.STALE)
    assert list(stale) == ["F12", "F11", "F10"]
    assert stale["F12"].facts == {"updated_on": "2020-08-26", "answers": "2"}
    assert list(read(keepers, Worklist.STALE, older_than_days=2600)) == ["F11"]


@pytest.mark.parametrize("document_id", ["guide de l'accueil (été).docx", "x" * 65, "dossier/page.md#2"])
def test_a_free_id_of_a_page_makes_a_key_that_can_be_kept_and_audited(document_id: str) -> None:
    key = page_key(document_id)
    assert key == page_key(document_id) != page_key(document_id + "2")
    assert key.isalnum()
    assert len(key) <= 64
    assert page_key("F1344") == "F1344"


def test_pages_are_listed_by_the_answers_that_cite_them(keepers: Keepers, engine: Engine) -> None:
    cite(engine, "F10", times=3)
    cite(engine, "F11", satisfied=False)
    used = read(keepers, Worklist.USED)
    assert {key: dict(item.facts) for key, item in used.items()} == {
        "F10": {"answers": "3", "not_satisfied": "0"},
        "F11": {"answers": "1", "not_satisfied": "1"},
    }


def test_pages_that_changed_are_those_of_the_draft(keepers: Keepers, tmp_path: Path) -> None:
    assert read(keepers, Worklist.CHANGED) == {}
    load_draft(tmp_path)
    (item,) = read(keepers, Worklist.CHANGED).values()
    assert (item.key, item.facts["change"]) == ("F10", "changed")


def test_links_are_listed_when_they_do_not_answer_with_the_pages_that_give_them(
    keepers: Keepers, engine: Engine
) -> None:
    store = LinkStore(engine)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    store.keep(CheckedLink("https://www.example.fr/formulaire.pdf", LinkOutcome.DEAD, 404, "", now))
    store.keep(CheckedLink("https://of-another-base.example.fr/", LinkOutcome.DEAD, 404, "", now))
    (item,) = read(keepers, Worklist.LINKS).values()
    assert item.url == "https://www.example.fr/formulaire.pdf"
    assert (item.facts["outcome"], item.facts["pages"]) == ("dead", "F10")
    store.keep(CheckedLink("https://www.example.fr/formulaire.pdf", LinkOutcome.ALIVE, 200, "", now))
    assert read(keepers, Worklist.LINKS) == {}


def test_questions_without_an_answer_are_listed_by_subject_and_come_back_with_a_new_one(
    keepers: Keepers, engine: Engine
) -> None:
    store = ConversationStore(engine)

    def ask(number: int, text: str) -> None:
        conversation = store.start(Language.FRENCH, Channel.WEB).id
        answer = make_answer(AnswerStatus.NO_SOURCE, text=text, id_=f"q{number}", conversation_id=conversation)
        question = replace(answer.question, asked_at=datetime(2026, 6, number, tzinfo=UTC))
        store.keep(replace(answer, question=question))

    ask(1, "Où poser une ruche ?")
    ask(2, "une ruche chez moi")
    (key,) = (item.key for item in read(keepers, Worklist.UNANSWERED).values() if item.title == "ruche")
    keepers.worklists.mark("port", Worklist.UNANSWERED, key, WorkMark.DONE, ADMIN, "page demandée")
    decided = read(keepers, Worklist.UNANSWERED)[key]
    assert decided.lines == ("une ruche chez moi", "Où poser une ruche ?")
    assert decided.mark
    assert (decided.mark.mark, decided.mark.who, decided.mark.why) == (WorkMark.DONE, "paul", "page demandée")
    ask(3, "encore une ruche")
    assert read(keepers, Worklist.UNANSWERED)[key].mark is None


def test_pages_that_agents_marked_are_listed(keepers: Keepers) -> None:
    cases = (
        LabelledCase(
            "c1",
            (CaseLabel.PAGE_WRONG,),
            (("Carte", "https://a.example.fr/F10"),),
            ("Combien ?",),
            datetime(2026, 6, 1, tzinfo=UTC),
        ),
    )
    joined = replace(keepers, worklists=replace(keepers.worklists, read_cases=lambda: cases))
    (item,) = read(joined, Worklist.MARKED).values()
    assert (item.title, item.facts, item.lines) == ("Carte", {"page_wrong": "1"}, ("Combien ?",))


@pytest.mark.parametrize(
    ("verdict", "worklist"),
    [(ContestVerdict.PAGE_WRONG, Worklist.MARKED), (ContestVerdict.ANSWER_TO_WRITE, Worklist.UNANSWERED)],
)
async def test_what_a_verdict_leaves_is_worked_through_and_its_mark_outlives_it_without_its_id(
    keepers: Keepers, engine: Engine, verdict: ContestVerdict, worklist: Worklist
) -> None:
    store = ConversationStore(engine)
    conversation = store.start(Language.FRENCH, Channel.WEB).id
    answer = make_answer(id_=uuid4().hex, conversation_id=conversation, sources=(make_source(cited=True),))
    store.keep(answer)
    contest = ContestStore(engine).keep(answer, ContestSubject.WRONG, "")
    await ContestDesk(engine, ContestStore(engine), str).decide(contest.id, 1, verdict, ADMIN)
    (item,) = read(keepers, worklist).values()
    keepers.worklists.mark("port", worklist, item.key, WorkMark.DONE, ADMIN)
    assert [left.mark.mark for left in read(keepers, worklist).values() if left.mark] == [WorkMark.DONE]
    proof = Purge(engine, Retention()).run(now=datetime.now(UTC) + timedelta(days=40))
    assert read(keepers, worklist) == {}
    assert proof.holds


def test_an_answer_whose_page_changed_is_to_be_checked_again(
    keepers: Keepers, library: Library, tmp_path: Path
) -> None:
    answer = keepers.answers.add(WRITTEN, AUTHOR)
    assert read(keepers, Worklist.VALIDATED) == {}
    publish_pages(tmp_path, F10=("25", "30"))
    library.refresh()
    (item,) = read(keepers, Worklist.VALIDATED).values()
    assert (item.key, item.facts["pages"]) == (answer.id, "F10")
    keepers.answers.withdraw(answer.id, 1, AUTHOR)
    assert read(keepers, Worklist.VALIDATED) == {}


def test_a_decision_is_kept_with_who_and_why_and_can_be_taken_back(keepers: Keepers, engine: Engine) -> None:
    mark = keepers.worklists.mark
    mark("port", Worklist.STALE, "F10", WorkMark.IGNORED, ADMIN, "Lu par Dubosquet")
    decided = read(keepers, Worklist.STALE)["F10"].mark
    assert decided
    assert (decided.mark, decided.why) == (WorkMark.IGNORED, "Lu par <PERSONNE_1>")
    mark("port", Worklist.STALE, "F10", WorkMark.OPEN, ADMIN)
    assert read(keepers, Worklist.STALE)["F10"].mark is None
    with engine.connect() as connection:
        assert connection.execute(select(worklist_marks)).all() == []
    rows = AuditTrail(engine).page()
    assert [(row.what, row.details["mark"]) for row in rows] == [
        (AuditAction.WORK_MARKED, "open"),
        (AuditAction.WORK_MARKED, "ignored"),
    ]
    assert "Dubosquet" not in str(rows)


def test_a_page_that_gets_another_date_is_to_do_again(keepers: Keepers, library: Library, tmp_path: Path) -> None:
    keepers.worklists.mark("port", Worklist.STALE, "F11", WorkMark.DONE, ADMIN)
    publish_pages(tmp_path, F11=("2019-01-31", "2019-02-01"))
    assert read(keepers, Worklist.STALE)["F11"].mark is None


@pytest.mark.parametrize(
    ("base", "key", "why", "reason"),
    [
        ("gare", "F10", "", KeeperRefusal.BASE_UNKNOWN),
        ("../..", "F10", "", KeeperRefusal.BASE_UNKNOWN),
        ("port", "F404", "", KeeperRefusal.ITEM_UNKNOWN),
        ("port", "F10", "x" * 301, KeeperRefusal.TOO_LONG),
    ],
)
def test_what_cannot_be_marked_is_refused(
    keepers: Keepers, base: str, key: str, why: str, reason: KeeperRefusal
) -> None:
    with pytest.raises(KeeperRefused) as refused:
        keepers.worklists.mark(base, Worklist.STALE, key, WorkMark.DONE, ADMIN, why)
    assert refused.value.reason is reason
