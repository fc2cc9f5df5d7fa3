"""Where a case may go from where it stands: one table, one function, and nothing that reads or writes.

``docs/hand-off.md`` shows the table; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.vocabulary import Author, CaseChange, CaseRefusal, EscalationState

PERSON: Final = Author.PERSON.value
PARVIS: Final = "parvis"
"""Who changes a case when nobody does: time that passed. No account may be called so."""
SERVICE: Final = "service:"
"""Start of an addressee that is a service and no account."""

_S, _C = EscalationState, CaseChange

TRANSITIONS: Final[Mapping[EscalationState, Mapping[CaseChange, EscalationState]]] = {
    _S.OFFERED: {_C.ACCEPTED: _S.WAITING, _C.DECLINED: _S.DECLINED},
    _S.WAITING: {
        _C.CLAIMED: _S.CLAIMED,
        _C.CALL_BACK_PLANNED: _S.CALL_BACK,
        _C.NOTED: _S.WAITING,
        _C.ALARM: _S.WAITING,
        _C.WITHDRAWN: _S.WITHDRAWN,
        _C.EXPIRED: _S.EXPIRED,
    },
    _S.CLAIMED: {
        _C.RELEASED: _S.WAITING,
        _C.FORWARDED: _S.FORWARDED,
        _C.REPLIED: _S.CLAIMED,
        _C.NOTED: _S.CLAIMED,
        _C.ALARM: _S.CLAIMED,
        _C.CONTACT_READ: _S.CLAIMED,
        _C.CALL_BACK_PLANNED: _S.CALL_BACK,
        _C.CALL_BACK_TRIED: _S.CLAIMED,
        _C.WITHDRAWN: _S.WITHDRAWN,
        _C.CLOSED: _S.CLOSED,
    },
    _S.FORWARDED: {
        _C.CLAIMED: _S.CLAIMED,
        _C.RELEASED: _S.WAITING,
        _C.NOTED: _S.FORWARDED,
        _C.ALARM: _S.FORWARDED,
        _C.WITHDRAWN: _S.WITHDRAWN,
    },
    _S.CALL_BACK: {
        _C.CLAIMED: _S.CLAIMED,
        _C.RELEASED: _S.WAITING,
        _C.NOTED: _S.CALL_BACK,
        _C.ALARM: _S.CALL_BACK,
        _C.WITHDRAWN: _S.WITHDRAWN,
    },
    _S.DECLINED: {},
    _S.WITHDRAWN: {},
    _S.EXPIRED: {},
    _S.CLOSED: {},
}
"""What may happen in each state, and the state that follows. What is not here is refused."""

_BY_PERSON: Final = frozenset({_C.ACCEPTED, _C.DECLINED, _C.WITHDRAWN})
_BY_PERSON_OR_TIME: Final = frozenset({_C.ALARM})
_BY_TIME: Final = frozenset({_C.EXPIRED})
_BY_ANY_AGENT: Final = frozenset({_C.NOTED})


class InvalidTransition(Exception):
    """What was asked cannot happen to this case. ``reason`` says why, in a word of the vocabulary."""

    def __init__(self, reason: CaseRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides of a case."""

    state: EscalationState
    holder: str = ""
    """Account; empty in every state but ``claimed``."""
    addressee: str = ""
    """Account, or :data:`SERVICE` and a name; empty in every state but ``forwarded``."""


def advance(standing: Standing, what: CaseChange, who: str, *, to: str = "") -> Standing:
    """Where the case stands once it happened. ``who``: an account, :data:`PERSON` or :data:`PARVIS`.

    ``to``: whom it is forwarded to. Raises :class:`InvalidTransition`.
    """
    following = TRANSITIONS[standing.state].get(what)
    if following is None:
        raise InvalidTransition(_why_not(standing, what, who))
    _refuse_stranger(standing, what, who)
    if following is standing.state:
        return standing
    return Standing(
        following,
        holder=who if following is _S.CLAIMED else "",
        addressee=to if following is _S.FORWARDED else "",
    )


def may_take(standing: Standing, who: str) -> bool:
    """Whether a case that was forwarded waits for this account too."""
    return not standing.addressee or standing.addressee == who or standing.addressee.startswith(SERVICE)


def _refuse_stranger(standing: Standing, what: CaseChange, who: str) -> None:
    """Raises :class:`InvalidTransition` for somebody who has no right to this change now."""
    by_person, by_time = what in _BY_PERSON | _BY_PERSON_OR_TIME, what in _BY_TIME | _BY_PERSON_OR_TIME
    if who == PERSON or by_person:
        if not (who == PERSON and by_person) and not (who == PARVIS and by_time):
            raise InvalidTransition(CaseRefusal.NOT_POSSIBLE)
        return
    if who == PARVIS:
        if not (by_time or what in (_C.RELEASED, _C.CALL_BACK_PLANNED)):
            raise InvalidTransition(CaseRefusal.NOT_POSSIBLE)
        return
    if by_time:
        raise InvalidTransition(CaseRefusal.NOT_POSSIBLE)
    if what in _BY_ANY_AGENT:
        return
    if standing.holder and standing.holder != who:
        raise InvalidTransition(CaseRefusal.HELD)
    if what is not _C.CLAIMED and not standing.holder and not _hands_back(standing, what, who):
        raise InvalidTransition(CaseRefusal.NOT_HELD)
    if what is _C.CLAIMED and not may_take(standing, who):
        raise InvalidTransition(CaseRefusal.HELD)


def _hands_back(standing: Standing, what: CaseChange, who: str) -> bool:
    """An addressee gives a case back without having taken it."""
    return what is _C.RELEASED and standing.addressee == who


def _why_not(standing: Standing, what: CaseChange, who: str) -> CaseRefusal:
    if standing.holder and standing.holder != who and who not in (PERSON, PARVIS):
        return CaseRefusal.HELD
    is_for_holder = what in TRANSITIONS[_S.CLAIMED] and _C.CLAIMED in TRANSITIONS[standing.state]
    return CaseRefusal.NOT_HELD if is_for_holder and who not in (PERSON, PARVIS) else CaseRefusal.NOT_POSSIBLE
