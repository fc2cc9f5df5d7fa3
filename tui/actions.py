"""The one table of what can be done at the desk: its key, where, and when it is possible.

Bindings, the hints at the foot, the help, the palette, the numbered menus of the plain lines and docs/desk.md all come
from it. The words of an action are ``desk.action.<name>`` and ``desk.action_help.<name>``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.api.keeper_schemas import ValidatedAnswerWire, WorkItemWire
from assistant.api.schemas import AccountWire
from assistant.vocabulary import EscalationState, Queue, ValidatedState, WorkMark
from tui.places import KEEPERS_PLACES, LISTS, Place, Situation, may_enter
from tui.words import Words

EVERYWHERE = frozenset(Place)
IN_QUEUES = frozenset({Place.QUEUES})
IN_CASE = frozenset({Place.CASE})
IN_DRAFT = frozenset({Place.DRAFT})
IN_VERSIONS = frozenset({Place.VERSIONS})
IN_CHECK = frozenset({Place.CHECK})
IN_WORKLIST = frozenset({Place.WORKLIST})
IN_ANSWERS = frozenset({Place.ANSWERS})
IN_CONTESTS = frozenset({Place.CONTESTS})
IN_CONTEST = frozenset({Place.CONTEST})
IN_ACCOUNTS = frozenset({Place.ACCOUNTS})
WHERE_ONE_WRITES = frozenset({Place.CASE, Place.DRAFT})
_CLAIMABLE = frozenset({EscalationState.WAITING, EscalationState.FORWARDED, EscalationState.CALL_BACK})


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    key: str
    """As Textual names it. A letter acts while nothing is being typed, the others always."""
    places: frozenset[Place]
    is_possible: Callable[[Situation], bool] = lambda _: True
    has_hint: bool = True
    """False: its key stands elsewhere on the screen."""
    is_on_screen_only: bool = False
    """Has no sense in plain lines."""
    row_places: frozenset[Place] = frozenset()
    """Lists in which it is about one row: plain lines ask which."""

    @property
    def has_letter(self) -> bool:
        """One sign that can be typed in a line, and that is no number of a menu."""
        return self.key == "slash" or (len(self.key) == 1 and not self.key.isdecimal())

    @property
    def works_while_typing(self) -> bool:
        return len(self.key) > 1 and self.key not in ("enter", "slash")


def _can_take(now: Situation) -> bool:
    """Nobody holds it, and it was forwarded to no other agent."""
    if now.line is None or now.line.state not in _CLAIMABLE:
        return False
    return not now.line.addressee or now.is_sent_to_me or now.line.addressee.startswith("service:")


def _is_mine(now: Situation) -> bool:
    return now.is_mine


def _has_contact(now: Situation) -> bool:
    return now.is_mine and now.line is not None and now.line.has_contact


def _can_write(now: Situation) -> bool:
    return now.is_mine if now.place is Place.CASE else now.is_undecided and now.is_answer_shown


def _can_decide(now: Situation) -> bool:
    """Nobody approves what they have not read."""
    return now.is_undecided and now.is_answer_shown


def _has_row(now: Situation) -> bool:
    return now.line is not None or now.draft is not None or now.row is not None


def _can_leave(now: Situation) -> bool:
    """The lists of the keepers are where an account that answers nobody begins."""
    if now.place in (Place.CASE, Place.DRAFT, Place.VERSIONS, Place.CHECK, Place.CONTEST):
        return True
    return may_enter(Place.QUEUES, now.roles)


def _may_write_answers(now: Situation) -> bool:
    return may_enter(Place.ANSWERS, now.roles)


def _may_go_to(place: Place) -> Callable[[Situation], bool]:
    return lambda now: may_enter(place, now.roles)


def _can_prepare(now: Situation) -> bool:
    return now.is_admin and now.version is not None and not now.version.has_dense


def _can_publish(now: Situation) -> bool:
    return now.is_admin and now.version is not None and not now.version.is_published


def _can_remove(now: Situation) -> bool:
    """The published version, the draft and the way back stay."""
    kept = now.version
    return now.is_admin and kept is not None and not (kept.is_published or kept.is_draft or kept.is_way_back)


def _can_mark(mark: WorkMark) -> Callable[[Situation], bool]:
    def is_possible(now: Situation) -> bool:
        if not now.is_admin or not isinstance(now.row, WorkItemWire):
            return False
        return mark is not (now.row.mark.mark if now.row.mark else WorkMark.OPEN)

    return is_possible


def _can_change_answer(now: Situation) -> bool:
    return isinstance(now.row, ValidatedAnswerWire) and now.row.state is not ValidatedState.WITHDRAWN


def _can_confirm_answer(now: Situation) -> bool:
    return isinstance(now.row, ValidatedAnswerWire) and now.row.state is ValidatedState.DRAFT


def _can_decide_contest(now: Situation) -> bool:
    """Nobody says what is wrong with an answer that they have not read, while there is one."""
    return now.contest is not None and (now.is_answer_shown or now.contest.answer is None)


def _is_contest_decided(now: Situation) -> bool:
    return now.contest is not None and now.contest.contest.decision is not None


def _can_search(now: Situation) -> bool:
    """What searches pages is a part of answering people."""
    return now.place is not Place.CONTEST or may_enter(Place.QUEUES, now.roles)


def _has_account(now: Situation) -> bool:
    return isinstance(now.row, AccountWire)


def _is_account_open(now: Situation) -> bool:
    return isinstance(now.row, AccountWire) and not now.row.is_disabled


def _is_account_closed(now: Situation) -> bool:
    return isinstance(now.row, AccountWire) and now.row.is_disabled


ACTIONS = (
    Action("open", "enter", LISTS, _has_row, row_places=LISTS),
    Action("take", "t", IN_QUEUES | IN_CASE, _can_take, row_places=IN_QUEUES),
    Action("reply", "r", IN_CASE, _is_mine),
    Action("show_answer", "d", IN_CASE | IN_DRAFT | IN_CONTEST),
    Action("decide_contest", "x", IN_CONTEST, _can_decide_contest),
    Action("reopen_contest", "o", IN_CONTEST, _is_contest_decided),
    Action("approve", "a", IN_DRAFT, _can_decide),
    Action("edit", "e", IN_DRAFT, _can_decide),
    Action("reject", "j", IN_DRAFT, _can_decide),
    Action("send", "ctrl+s", WHERE_ONE_WRITES, lambda now: _can_write(now) and now.has_text),
    Action("insert_canned_text", "ctrl+t", WHERE_ONE_WRITES, _can_write),
    Action("insert_passage", "ctrl+g", WHERE_ONE_WRITES, _can_write),
    Action("close", "x", IN_CASE, _is_mine),
    Action("release", "l", IN_CASE, lambda now: now.is_mine or now.is_sent_to_me),
    Action("forward", "f", IN_CASE, _is_mine),
    Action("plan_call_back", "c", IN_CASE, _has_contact),
    Action("tell_call_back", "o", IN_CASE, _has_contact),
    Action("read_contact", "i", IN_CASE, _has_contact),
    Action("note", "n", IN_CASE, lambda now: now.line is not None),
    Action("find_passage", "g", IN_CASE | IN_QUEUES | IN_CONTEST, _can_search),
    Action("publish", "u", IN_VERSIONS | IN_CHECK, _can_publish, row_places=IN_VERSIONS),
    Action("prepare", "p", IN_VERSIONS | IN_CHECK, _can_prepare, row_places=IN_VERSIONS),
    Action("read_golden", "g", IN_CHECK),
    Action("roll_back", "r", IN_VERSIONS, lambda now: now.is_admin and now.has_way_back),
    Action("remove_version", "x", IN_VERSIONS, _can_remove, row_places=IN_VERSIONS),
    Action("mark_done", "d", IN_WORKLIST, _can_mark(WorkMark.DONE), row_places=IN_WORKLIST),
    Action("mark_ignored", "i", IN_WORKLIST, _can_mark(WorkMark.IGNORED), row_places=IN_WORKLIST),
    Action("mark_open", "o", IN_WORKLIST, _can_mark(WorkMark.OPEN), row_places=IN_WORKLIST),
    Action("show_marked", "a", IN_WORKLIST),
    Action("choose_base", "b", IN_WORKLIST, lambda now: now.has_other_bases),
    Action("correct_answer", "e", IN_ANSWERS, _can_change_answer, row_places=IN_ANSWERS),
    Action("confirm_answer", "c", IN_ANSWERS, _can_confirm_answer, row_places=IN_ANSWERS),
    Action("withdraw_answer", "x", IN_ANSWERS, _can_change_answer, row_places=IN_ANSWERS),
    Action("show_decided", "v", IN_CONTESTS),
    Action("add_account", "n", IN_ACCOUNTS),
    Action("set_roles", "r", IN_ACCOUNTS, _has_account, row_places=IN_ACCOUNTS),
    Action("reset_password", "p", IN_ACCOUNTS, _has_account, row_places=IN_ACCOUNTS),
    Action("close_account", "x", IN_ACCOUNTS, _is_account_open, row_places=IN_ACCOUNTS),
    Action("open_account", "o", IN_ACCOUNTS, _is_account_closed, row_places=IN_ACCOUNTS),
    Action("back", "escape", IN_CASE | IN_DRAFT | KEEPERS_PLACES, _can_leave),
    Action("go_to_bases", "1", KEEPERS_PLACES, _may_go_to(Place.BASES), has_hint=False),
    Action("go_to_worklists", "2", KEEPERS_PLACES, _may_go_to(Place.WORKLIST), has_hint=False),
    Action("go_to_answers", "3", KEEPERS_PLACES, _may_go_to(Place.ANSWERS), has_hint=False),
    Action("go_to_accounts", "4", KEEPERS_PLACES, _may_go_to(Place.ACCOUNTS), has_hint=False),
    Action("go_to_contests", "5", KEEPERS_PLACES, _may_go_to(Place.CONTESTS), has_hint=False),
    Action("queue_waiting", "1", IN_QUEUES, has_hint=False),
    Action("queue_mine", "2", IN_QUEUES, has_hint=False),
    Action("queue_colleagues", "3", IN_QUEUES, has_hint=False),
    Action("queue_call_backs", "4", IN_QUEUES, has_hint=False),
    Action("queue_drafts", "5", IN_QUEUES, has_hint=False),
    Action("queue_closed", "6", IN_QUEUES, has_hint=False),
    Action("search", "slash", IN_QUEUES),
    Action("read_more", "m", IN_QUEUES | IN_WORKLIST | IN_CONTESTS, lambda now: now.has_more),
    Action("set_presence", "p", IN_QUEUES),
    Action("take_course", "o", IN_QUEUES),
    Action("refresh", "ctrl+r", EVERYWHERE),
    Action("help", "f1", EVERYWHERE),
    Action("palette", "ctrl+p", EVERYWHERE, is_on_screen_only=True),
    Action("write_answer", "a", IN_CASE | IN_ANSWERS | IN_CONTEST, _may_write_answers),
    Action("keep", "k", IN_QUEUES, _may_write_answers),
    Action("change_password", "w", LISTS),
    Action("sign_out", "s", LISTS),
    Action("quit", "ctrl+q", EVERYWHERE),
)
"""In the order in which they are shown."""

QUEUE_ACTIONS = {f"queue_{queue.value}": queue for queue in Queue}


SHELF_ACTIONS = {
    "go_to_bases": Place.BASES,
    "go_to_worklists": Place.WORKLIST,
    "go_to_answers": Place.ANSWERS,
    "go_to_accounts": Place.ACCOUNTS,
    "go_to_contests": Place.CONTESTS,
}
"""The keepers' lists with keys of their own."""


def find_action(name: str) -> Action:
    """Raises ``KeyError``."""
    return _BY_NAME[name]


def actions_of(place: Place) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if place in action.places)


def possible_actions(now: Situation) -> tuple[Action, ...]:
    return tuple(action for action in actions_of(now.place) if action.is_possible(now))


def spell_key(key: str, words: Words) -> str:
    """As it stands on the keyboard of that language: « Échap », « Ctrl+S », « F1 », « / »."""
    if words.has(f"key.{key}"):
        return words.say(f"key.{key}")
    return key.title() if len(key) > 1 else key


_BY_NAME = {action.name: action for action in ACTIONS}
