"""Does what an action names, and turns whatever goes wrong into a sentence. Nothing typed is lost by it."""

from collections.abc import Awaitable, Callable
from functools import partial

from assistant.vocabulary import CaseRefusal, KeeperRefusal
from tui.actions import QUEUE_ACTIONS, SHELF_ACTIONS
from tui.asking import asks_agent
from tui.deeds import accounts, answers, cases, contests, lists, reviews, shelves, signing, versions, worklists
from tui.deeds.course import offer_course, take_course
from tui.deeds.work import Work
from tui.errors import CaseNotChanged, DeskError, KeeperNotDone
from tui.face import AgentGone, Tone
from tui.places import Place
from tui.telling.troubles import tell_incident, tell_trouble

Deed = Callable[[Work], Awaitable[None]]


async def _send(work: Work) -> None:
    await (reviews.send_edited if work.desk.place is Place.DRAFT else cases.send)(work)


async def _open(work: Work) -> None:
    await (shelves.open_row if work.desk.is_keeping else lists.open_row)(work)


async def _back(work: Work) -> None:
    await (shelves.back if work.desk.is_keeping else lists.back_to_lists)(work)


async def _read_more(work: Work) -> None:
    match work.desk.place:
        case Place.WORKLIST:
            await worklists.read_more(work)
        case Place.CONTESTS:
            await contests.read_more(work)
        case _:
            await lists.read_more(work)


async def _write_answer(work: Work) -> None:
    await (contests.write_answer if work.desk.place is Place.CONTEST else answers.write)(work)


DEEDS: dict[str, Deed] = {
    "open": _open,
    "take": cases.take,
    "send": _send,
    "insert_canned_text": lists.insert_canned_text,
    "insert_passage": lists.insert_passage,
    "find_passage": lists.find_passage,
    "close": cases.close,
    "release": cases.release,
    "forward": cases.forward,
    "plan_call_back": cases.plan_call_back,
    "tell_call_back": cases.tell_call_back,
    "read_contact": cases.read_contact,
    "note": cases.note,
    "approve": reviews.approve,
    "reject": reviews.reject,
    **{name: partial(lists.open_queue, queue=queue) for name, queue in QUEUE_ACTIONS.items()},
    "back": _back,
    "search": lists.search,
    "read_more": _read_more,
    "set_presence": lists.set_presence,
    "take_course": take_course,
    "refresh": lists.refresh,
    "change_password": signing.change_password,
    "keep": shelves.keep,
    **{name: partial(shelves.go_to, place=place) for name, place in SHELF_ACTIONS.items()},
    "publish": versions.publish,
    "prepare": versions.prepare,
    "read_golden": versions.read_golden,
    "roll_back": versions.roll_back,
    "remove_version": versions.remove,
    "mark_done": worklists.mark_done,
    "mark_ignored": worklists.mark_ignored,
    "mark_open": worklists.mark_open,
    "show_marked": worklists.show_marked,
    "choose_base": worklists.choose_base,
    "decide_contest": contests.decide,
    "reopen_contest": contests.reopen,
    "show_decided": contests.show_decided,
    "write_answer": _write_answer,
    "correct_answer": answers.correct,
    "confirm_answer": answers.confirm,
    "withdraw_answer": answers.withdraw,
    "add_account": accounts.add,
    "set_roles": accounts.set_roles,
    "reset_password": accounts.reset_password,
    "close_account": accounts.close,
    "open_account": accounts.open_again,
}
"""What both faces do alike. The rest of the table (help, going back, leaving…) each does in its own way."""

_READ_AGAIN = frozenset(
    {CaseRefusal.CHANGED, CaseRefusal.HELD, CaseRefusal.NOT_HELD, CaseRefusal.NOT_POSSIBLE, CaseRefusal.UNKNOWN}
)
_KEPT_READ_AGAIN = frozenset(
    {
        KeeperRefusal.CHANGED,
        KeeperRefusal.WITHDRAWN,
        KeeperRefusal.ITEM_UNKNOWN,
        KeeperRefusal.ANSWER_UNKNOWN,
        KeeperRefusal.CONTEST_UNKNOWN,
        KeeperRefusal.CONTEST_DECIDED,
        KeeperRefusal.CONTEST_CHANGED,
        KeeperRefusal.VERSION_UNKNOWN,
        KeeperRefusal.ALREADY_PUBLISHED,
        KeeperRefusal.NO_WAY_BACK,
    }
)


async def perform(deed: Deed, work: Work) -> bool:
    """Whether it ended without trouble. A deed that the agent gave up counts as such."""
    try:
        with asks_agent():
            await deed(work)
    except CaseNotChanged as error:
        if error.refusal.reason is CaseRefusal.TRAINING_FIRST:
            return await perform(offer_course, work)
        if error.refusal.reason in _READ_AGAIN:
            with asks_agent():
                await _read_again(work)
        _tell(work, tell_trouble(error, work.words))
    except KeeperNotDone as error:
        if error.refusal.reason in _KEPT_READ_AGAIN and work.desk.is_keeping:
            with asks_agent():
                await _read_again(work)
        _tell(work, tell_trouble(error, work.words))
    except DeskError as error:
        _tell(work, tell_trouble(error, work.words))
    except AgentGone:
        raise
    except Exception as error:
        _tell(work, tell_incident(error, work.words))
    else:
        return True
    return False


def _tell(work: Work, sentence: str) -> None:
    desk = work.desk
    if desk.unsent.holds(desk.slot) or (desk.is_keeping and desk.unsent.all):
        sentence = f"{sentence} {work.words.say('text_kept')}"
    work.face.tell(sentence, Tone.WARNING)


async def _read_again(work: Work) -> None:
    """What the agent sees was old. A case or a contest that is gone is left."""
    try:
        try:
            await work.desk.refresh()
        except CaseNotChanged:
            work.desk.leave()
            await work.desk.refresh()
        except KeeperNotDone:
            if work.desk.place is not Place.CONTEST:
                return
            work.desk.place = Place.CONTESTS
            await work.desk.refresh()
    except DeskError:
        return
    await work.face.go(work.desk.place)
