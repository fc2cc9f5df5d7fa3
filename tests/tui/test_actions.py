"""The one table of actions: no key is given twice, and each is possible exactly when it makes sense."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.api.keeper_schemas import OpenedContestWire
from assistant.vocabulary import ContestSubject, DraftVerdict, EscalationState, Language, Queue
from tests.tui.fake_contests import make_contest
from tests.tui.invented import make_answer, make_case, make_draft
from tui.actions import ACTIONS, QUEUE_ACTIONS, actions_of, find_action, possible_actions, spell_key
from tui.places import Place, Situation
from tui.words import Words

DOCUMENT = Path(__file__).parents[2] / "docs" / "desk.md"


def stand(place: Place, **known: object) -> Situation:
    values: dict[str, object] = {
        "place": place,
        "account": "marie.d",
        "queue": Queue.WAITING,
        "line": None,
        "draft": None,
        "has_more": False,
        "is_searching": False,
        "is_answer_shown": False,
        "has_text": False,
    }
    return Situation(**{**values, **known})  # type: ignore[arg-type]


def names(situation: Situation) -> set[str]:
    return {action.name for action in possible_actions(situation)}


@pytest.mark.parametrize("place", Place)
def test_no_key_is_given_twice_in_one_place(place: Place) -> None:
    assert [key for key, count in Counter(action.key for action in actions_of(place)).items() if count > 1] == []


@pytest.mark.parametrize("place", Place)
def test_help_and_leaving_are_possible_everywhere(place: Place) -> None:
    assert {"help", "palette", "refresh", "quit"} <= names(stand(place))


@pytest.mark.parametrize("state", EscalationState)
def test_what_nobody_holds_is_taken_and_nothing_else(state: EscalationState) -> None:
    line = make_case("c", "s", state=state).line
    can_take = state in (EscalationState.WAITING, EscalationState.FORWARDED, EscalationState.CALL_BACK)
    assert ("take" in names(stand(Place.CASE, line=line))) is can_take


def test_only_the_holder_answers_moves_and_closes() -> None:
    mine = make_case("c", "s", state=EscalationState.CLAIMED, holder="marie.d").line
    other = make_case("c", "s", state=EscalationState.CLAIMED, holder="paul.r").line
    deeds = {"reply", "insert_canned_text", "insert_passage", "close", "release", "forward"}
    assert deeds <= names(stand(Place.CASE, line=mine))
    assert names(stand(Place.CASE, line=other)) & {*deeds, "take", "send", "read_contact"} == set()


def test_contact_details_are_read_by_the_holder_where_some_were_left() -> None:
    held = {"state": EscalationState.CLAIMED, "holder": "marie.d"}
    without = make_case("c", "s", **held).line  # type: ignore[arg-type]
    with_some = make_case("c", "s", has_contact=True, **held).line  # type: ignore[arg-type]
    calling = {"read_contact", "plan_call_back", "tell_call_back"}
    assert names(stand(Place.CASE, line=without)) & calling == set()
    assert calling <= names(stand(Place.CASE, line=with_some))


@pytest.mark.parametrize(("addressee", "can"), [("marie.d", True), ("service:etat-civil", True), ("paul.r", False)])
def test_what_was_forwarded_to_another_agent_is_not_taken(addressee: str, can: bool) -> None:
    line = make_case("c", "s", state=EscalationState.FORWARDED).line.model_copy(update={"addressee": addressee})
    assert ("take" in names(stand(Place.QUEUES, line=line))) is can


def test_a_case_that_was_forwarded_to_me_may_be_given_back_untaken() -> None:
    line = make_case("c", "s", state=EscalationState.FORWARDED).line.model_copy(update={"addressee": "marie.d"})
    assert "release" in names(stand(Place.CASE, line=line))


def test_sending_needs_something_to_send() -> None:
    mine = make_case("c", "s", state=EscalationState.CLAIMED, holder="marie.d").line
    assert "send" not in names(stand(Place.CASE, line=mine))
    assert "send" in names(stand(Place.CASE, line=mine, has_text=True))


def test_a_draft_is_decided_only_once_and_only_after_its_answer_was_read() -> None:
    draft = make_draft("d", "q").line
    decided = draft.model_copy(update={"verdict": DraftVerdict.APPROVED})
    decisions = {"approve", "edit", "reject"}
    assert names(stand(Place.DRAFT, draft=draft)) & decisions == set()
    assert decisions <= names(stand(Place.DRAFT, draft=draft, is_answer_shown=True))
    assert names(stand(Place.DRAFT, draft=decided, is_answer_shown=True)) & decisions == set()


def test_a_contest_is_decided_only_after_its_answer_was_read_while_there_is_one() -> None:
    contest = make_contest("k", ContestSubject.WRONG, "q")
    with_answer = OpenedContestWire(contest=contest, answer=make_answer())
    assert "decide_contest" not in names(stand(Place.CONTEST, contest=with_answer))
    assert "decide_contest" in names(stand(Place.CONTEST, contest=with_answer, is_answer_shown=True))
    without = OpenedContestWire(contest=contest, answer=None)
    assert "decide_contest" in names(stand(Place.CONTEST, contest=without))
    assert "reopen_contest" not in names(stand(Place.CONTEST, contest=without))


def test_every_list_has_its_key() -> None:
    assert set(QUEUE_ACTIONS.values()) == set(Queue)
    assert [find_action(f"queue_{queue}").key for queue in Queue] == ["1", "2", "3", "4", "5", "6"]


def test_only_keys_that_write_nothing_act_while_typing() -> None:
    assert {action.key for action in ACTIONS if action.works_while_typing} == {
        "ctrl+s", "ctrl+t", "ctrl+g", "ctrl+r", "ctrl+p", "ctrl+q", "f1", "escape",
    }  # fmt: skip


def test_the_table_of_the_document_is_the_table_of_the_desk() -> None:
    words = Words(Language.ENGLISH)
    rows = [
        f"| {spell_key(action.key, words)} | {words.say(f'action.{action.name}')} | "
        f"{', '.join(words.say(f'place.{place}').lower() for place in Place if place in action.places)} | "
        f"{words.say(f'action_help.{action.name}')} |"
        for action in ACTIONS
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    assert "\n".join(rows) in text
