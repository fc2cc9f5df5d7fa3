"""The one table of what an agent can do: its key, where, and when it is possible.

Bindings, the hints at the foot, the help, the palette, the numbered menus of the plain lines and docs/desk.md all come
from it. The words of an action are ``desk.action.<name>`` and ``desk.action_help.<name>``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.vocabulary import EscalationState, Queue
from tui.places import Place, Situation
from tui.words import Words

EVERYWHERE = frozenset(Place)
IN_QUEUES = frozenset({Place.QUEUES})
IN_CASE = frozenset({Place.CASE})
IN_DRAFT = frozenset({Place.DRAFT})
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
    return now.line is not None or now.draft is not None


ACTIONS = (
    Action("open", "enter", IN_QUEUES, _has_row),
    Action("take", "t", IN_QUEUES | IN_CASE, _can_take),
    Action("reply", "r", IN_CASE, _is_mine),
    Action("show_answer", "d", IN_CASE | IN_DRAFT),
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
    Action("find_passage", "g", IN_CASE | IN_QUEUES),
    Action("back", "escape", IN_CASE | IN_DRAFT),
    Action("queue_waiting", "1", IN_QUEUES, has_hint=False),
    Action("queue_mine", "2", IN_QUEUES, has_hint=False),
    Action("queue_colleagues", "3", IN_QUEUES, has_hint=False),
    Action("queue_call_backs", "4", IN_QUEUES, has_hint=False),
    Action("queue_drafts", "5", IN_QUEUES, has_hint=False),
    Action("queue_closed", "6", IN_QUEUES, has_hint=False),
    Action("search", "slash", IN_QUEUES),
    Action("read_more", "m", IN_QUEUES, lambda now: now.has_more),
    Action("set_presence", "p", IN_QUEUES),
    Action("take_course", "o", IN_QUEUES),
    Action("refresh", "ctrl+r", EVERYWHERE),
    Action("help", "f1", EVERYWHERE),
    Action("palette", "ctrl+p", EVERYWHERE, is_on_screen_only=True),
    Action("change_password", "w", IN_QUEUES),
    Action("sign_out", "s", IN_QUEUES),
    Action("quit", "ctrl+q", EVERYWHERE),
)
"""In the order in which they are shown."""

QUEUE_ACTIONS = {f"queue_{queue.value}": queue for queue in Queue}


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
