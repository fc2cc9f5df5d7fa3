"""Sentences, times and marks of the desk."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest

import tui
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import (
    CallBackOutcome,
    CaseChange,
    CaseLabel,
    ClosingReason,
    DeskOpening,
    DraftVerdict,
    EscalationReason,
    EscalationState,
    Language,
    Presence,
    Queue,
    Role,
    ValidatedChange,
    ValidatedState,
    Worklist,
    WorkMark,
)
from guards.personal_data.vault import PLACEHOLDER_NAMES
from tui.actions import ACTIONS
from tui.desk import Connection
from tui.face import Tone
from tui.places import Place
from tui.words import NO_BREAK, Words

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SPOKEN: dict[str, Iterable[StrEnum]] = {
    "queue": Queue,
    "state": EscalationState,
    "reason": EscalationReason,
    "reason_of_closing": ClosingReason,
    "label": CaseLabel,
    "outcome": CallBackOutcome,
    "presence_name": Presence,
    "verdict": DraftVerdict,
    "change": CaseChange,
    "place": Place,
    "tone": Tone,
    "worklist": Worklist,
    "worklist_help": Worklist,
    "work_mark": WorkMark,
    "answer_state": ValidatedState,
    "answer_change": ValidatedChange,
    "role": Role,
    "role_help": Role,
    "header": Connection,
    "notice": [opening for opening in DeskOpening if opening is not DeskOpening.OPEN],
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("group", SPOKEN)
def test_every_word_of_a_closed_list_has_a_name(group: str, language: Language) -> None:
    words = Words(language)
    assert [value for value in SPOKEN[group] if not words.has(f"{group}.{value}")] == []


def test_every_sentence_of_the_desk_is_said_somewhere() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in Path(tui.__path__[0]).rglob("*.py"))

    def is_said(key: str) -> bool:
        group, _, name = key.rpartition(".")
        begun = {f"{group}.{name[:length]}{{" for length in range(len(name))}
        named = (f'"{key}"', f"'{key}'", f'"{group}"')
        return any(word in code for word in (*named, *begun))

    said = read_messages().under("desk", Language.FRENCH)
    assert [key for key in said if not is_said(key)] == []


@pytest.mark.parametrize("language", Language)
def test_every_action_has_a_name_and_a_sentence(language: Language) -> None:
    words = Words(language)
    assert [a.name for a in ACTIONS if not (words.has(f"action.{a.name}") and words.has(f"action_help.{a.name}"))] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PLACEHOLDER_NAMES.values())
def test_every_placeholder_of_the_guard_has_a_mark_of_its_own(name: str, language: Language) -> None:
    words = Words(language)
    marked = words.mark_masks(f"avant <{name}_12> après")
    assert "12]" in marked
    assert "<" not in marked
    assert words.shared("mask.other") not in marked
    ((start, end),) = words.find_masks(marked)
    assert marked[start] == "["
    assert marked[end - 1] == "]"


def test_an_unknown_placeholder_is_marked_and_what_is_none_stays() -> None:
    words = Words(Language.ENGLISH)
    assert words.mark_masks("<STRANGE_THING_3> <b> <x_1> a<3") == "[masked: data 3] <b> <x_1> a<3"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(-5, "0 min"), (0, "0 min"), (59, "59 min"), (60, "1 h"), (47 * 60 + 59, "47 h"), (48 * 60, "2 j")],
)
def test_an_age_is_rounded_down_and_never_negative(minutes: int, told: str) -> None:
    assert Words(Language.FRENCH).age(NOON - timedelta(minutes=minutes), NOON) == told


def test_a_moment_is_told_in_the_agents_time_with_its_day_when_it_is_another() -> None:
    words = Words(Language.FRENCH, timezone(timedelta(hours=2)))
    assert words.moment(NOON, NOON) == "14:00"
    assert words.moment(NOON - timedelta(hours=15), NOON) == "31 mai 2026 à 23:00"


def test_french_signs_never_begin_a_line_and_what_is_quoted_is_left_alone() -> None:
    words = Words(Language.FRENCH)
    assert words.say("text.unknown", typed="quoi ?") == (
        f"«{NO_BREAK}quoi ?{NO_BREAK}» n'est pas un choix d'ici. Tapez ? pour le menu.".replace(
            "Tapez ?", f"Tapez{NO_BREAK}?"
        )
    )
    assert NO_BREAK not in Words(Language.ENGLISH).say("text.unknown", typed="what?")
