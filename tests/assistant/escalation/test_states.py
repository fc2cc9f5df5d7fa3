"""Every state with every change, by everybody: what follows, or why not."""

import itertools
from pathlib import Path

import pytest

from assistant.escalation.states import (
    PARVIS,
    PERSON,
    TRANSITIONS,
    InvalidTransition,
    Standing,
    advance,
)
from assistant.vocabulary import OPEN_STATES
from assistant.vocabulary import CaseChange as C
from assistant.vocabulary import CaseRefusal as R
from assistant.vocabulary import EscalationState as S

STANDINGS = {
    S.CLAIMED: Standing(S.CLAIMED, holder="marie"),
    S.FORWARDED: Standing(S.FORWARDED, addressee="paul"),
}

FOLLOWS = {
    (S.OFFERED, C.ACCEPTED, PERSON): S.WAITING,
    (S.OFFERED, C.DECLINED, PERSON): S.DECLINED,
    (S.WAITING, C.CLAIMED, "marie"): S.CLAIMED,
    (S.WAITING, C.CLAIMED, "paul"): S.CLAIMED,
    (S.WAITING, C.CALL_BACK_PLANNED, PARVIS): S.CALL_BACK,
    (S.WAITING, C.EXPIRED, PARVIS): S.EXPIRED,
    (S.CLAIMED, C.RELEASED, "marie"): S.WAITING,
    (S.CLAIMED, C.RELEASED, PARVIS): S.WAITING,
    (S.CLAIMED, C.FORWARDED, "marie"): S.FORWARDED,
    (S.CLAIMED, C.REPLIED, "marie"): S.CLAIMED,
    (S.CLAIMED, C.CONTACT_READ, "marie"): S.CLAIMED,
    (S.CLAIMED, C.CALL_BACK_PLANNED, "marie"): S.CALL_BACK,
    (S.CLAIMED, C.CALL_BACK_PLANNED, PARVIS): S.CALL_BACK,
    (S.CLAIMED, C.CALL_BACK_TRIED, "marie"): S.CLAIMED,
    (S.CLAIMED, C.CLOSED, "marie"): S.CLOSED,
    (S.FORWARDED, C.CLAIMED, "paul"): S.CLAIMED,
    (S.FORWARDED, C.RELEASED, "paul"): S.WAITING,
    (S.FORWARDED, C.RELEASED, PARVIS): S.WAITING,
    (S.CALL_BACK, C.CLAIMED, "marie"): S.CLAIMED,
    (S.CALL_BACK, C.CLAIMED, "paul"): S.CLAIMED,
    (S.CALL_BACK, C.RELEASED, PARVIS): S.WAITING,
    **{(S(state), C.WITHDRAWN, PERSON): S.WITHDRAWN for state in OPEN_STATES},
    **{(S(state), C.ALARM, who): S(state) for state in OPEN_STATES for who in (PERSON, PARVIS)},
    **{(S(state), C.NOTED, who): S(state) for state in OPEN_STATES for who in ("marie", "paul")},
}
"""Everything that may happen. Whatever is not here is refused."""


@pytest.mark.parametrize(("state", "what", "who"), list(itertools.product(S, C, ("marie", "paul", PERSON, PARVIS))))
def test_what_may_happen_in_each_state_and_to_whom(state: S, what: C, who: str) -> None:
    standing = STANDINGS.get(state, Standing(state))
    expected = FOLLOWS.get((state, what, who))
    if expected is None:
        with pytest.raises(InvalidTransition):
            advance(standing, what, who, to="paul")
    else:
        assert advance(standing, what, who, to="paul").state is expected


def test_every_state_has_its_line_and_the_ended_ones_lead_nowhere() -> None:
    assert set(TRANSITIONS) == set(S)
    assert {state.value for state in S if TRANSITIONS[state]} == {*OPEN_STATES, S.OFFERED.value}


@pytest.mark.parametrize(
    ("standing", "what", "who", "reason"),
    [
        (STANDINGS[S.CLAIMED], C.CLAIMED, "paul", R.HELD),
        (STANDINGS[S.CLAIMED], C.REPLIED, "paul", R.HELD),
        (STANDINGS[S.CLAIMED], C.CLOSED, "paul", R.HELD),
        (STANDINGS[S.CLAIMED], C.CLAIMED, "marie", R.NOT_POSSIBLE),
        (STANDINGS[S.FORWARDED], C.CLAIMED, "marie", R.HELD),
        (STANDINGS[S.FORWARDED], C.RELEASED, "marie", R.NOT_HELD),
        (Standing(S.WAITING), C.REPLIED, "marie", R.NOT_HELD),
        (Standing(S.WAITING), C.CALL_BACK_PLANNED, "marie", R.NOT_HELD),
        (Standing(S.CALL_BACK), C.CALL_BACK_TRIED, "marie", R.NOT_HELD),
        (Standing(S.CLOSED), C.REPLIED, "marie", R.NOT_POSSIBLE),
        (Standing(S.WAITING), C.WITHDRAWN, "marie", R.NOT_POSSIBLE),
        (Standing(S.WAITING), C.EXPIRED, "marie", R.NOT_POSSIBLE),
        (Standing(S.WAITING), C.CLAIMED, PARVIS, R.NOT_POSSIBLE),
    ],
)
def test_a_refusal_says_what_an_agent_can_do_about_it(standing: Standing, what: C, who: str, reason: R) -> None:
    with pytest.raises(InvalidTransition) as refusal:
        advance(standing, what, who)
    assert refusal.value.reason is reason


def test_a_case_is_held_while_it_is_claimed_and_addressed_while_it_is_forwarded() -> None:
    claimed = advance(Standing(S.WAITING), C.CLAIMED, "marie")
    assert claimed == Standing(S.CLAIMED, holder="marie")
    forwarded = advance(claimed, C.FORWARDED, "marie", to="service:État civil")
    assert forwarded == Standing(S.FORWARDED, addressee="service:État civil")
    assert advance(forwarded, C.CLAIMED, "paul") == Standing(S.CLAIMED, holder="paul")
    assert advance(claimed, C.CLOSED, "marie") == Standing(S.CLOSED)
    assert advance(claimed, C.REPLIED, "marie") is claimed


def test_the_documentation_shows_the_table_as_it_is() -> None:
    page = (Path(__file__).parents[3] / "docs" / "hand-off.md").read_text(encoding="utf-8")
    for state, changes in TRANSITIONS.items():
        shown = ", ".join(f"{what} → {following}" for what, following in changes.items())
        assert f"| `{state}` | {shown} |" in page or (not shown and f"| `{state}` | |" in page)
