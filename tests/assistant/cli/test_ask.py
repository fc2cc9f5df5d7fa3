"""What ``parvis ask`` prints, line by line."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from assistant.cli import ask as command
from assistant.cli.ask import AnswerTeller
from assistant.conversation.types import AnswerPart, Choice
from assistant.errors import DisplayableError
from assistant.messages.catalogue import read_messages
from assistant.pipeline.events import PartReleased, SourcesFound, TurnEnded
from assistant.services import PlainAnswer, Services
from assistant.settings import Settings
from assistant.vocabulary import Completeness, Language, PartKind
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import TITLE, WordGuard, make_answer, make_source

MESSAGES = read_messages()
QUOTE = AnswerPart(PartKind.QUOTE, ("Le jardinier perçoit 25 €.",), source=1, passage_id="J1#0", heading="Coût")
PLAIN = AnswerPart(PartKind.REWORDED, ("Le jardinier reçoit 25 €.",), source=1, passage_id="J1#0", heading="Coût")
CHOICES = tuple(
    Choice(number, label, "J1", "jardins") for number, label in enumerate(("Vous êtes majeur", "Vous êtes mineur"), 1)
)


def said(key: str, language: Language = Language.FRENCH, **values: object) -> str:
    return MESSAGES.text(key, language, **values)


def position(lines: Iterable[str], wanted: str) -> int:
    return list(lines).index(wanted)


@pytest.mark.parametrize("language", Language)
def test_choices_are_numbered_lines_and_how_to_pick_one_before_the_rest(language: Language) -> None:
    lines = list(AnswerTeller(language).tell(TurnEnded(make_answer(choices=CHOICES))))
    assert lines[:3] == ["  1. Vous êtes majeur", "  2. Vous êtes mineur", said("clarify.how", language)]


def test_an_answer_without_choices_says_nothing_of_them() -> None:
    lines = list(AnswerTeller(Language.FRENCH).tell(TurnEnded(make_answer())))
    assert said("clarify.how") not in lines
    assert said("answer.partial") not in lines
    assert lines[0].startswith(said("terminal.notice"))


def test_what_was_asked_and_not_found_is_named_before_the_notice() -> None:
    answer = make_answer(completeness=Completeness.PARTIAL, missing=("amount", "delay"))
    lines = list(AnswerTeller(Language.FRENCH).tell(TurnEnded(answer)))
    named = said("answer.missing", what=f"{said('want.amount')}, {said('want.delay')}")
    assert position(lines, said("answer.partial")) < position(lines, named)
    assert position(lines, named) < position(lines, f"{said('terminal.notice')} {answer.notice.text}")


def test_a_source_on_no_website_is_told_by_its_publisher_and_leaves_no_empty_line() -> None:
    source = replace(make_source(), url="", publisher="Ville de Villeneuve", updated_on=None)
    lines = list(AnswerTeller(Language.FRENCH).tell(SourcesFound((source,))))
    assert lines[1] == f"  [1] {TITLE} – Ville de Villeneuve ({said('answer.undated')})"
    assert lines[2:] == [""]


def test_a_part_in_other_words_says_so() -> None:
    lines = list(AnswerTeller(Language.FRENCH).tell(PartReleased(PLAIN)))
    assert lines == [said("answer.simplified"), "[1] Coût", "  Le jardinier reçoit 25 €.", ""]


def test_the_plain_version_has_its_heading_its_source_and_the_notice() -> None:
    answer = make_answer(parts=(QUOTE,))
    lines = list(AnswerTeller(Language.FRENCH).tell_plain(answer, PlainAnswer(answer, (PLAIN,))))
    assert lines[1:5] == [
        said("answer.simplified"),
        said("answer.simplified_hint"),
        "[1] Coût",
        "  Le jardinier reçoit 25 €.",
    ]
    assert lines[-1] == f"{said('terminal.notice')} {answer.notice.text}"


def test_what_cannot_be_said_more_plainly_is_told_with_the_notice() -> None:
    answer = make_answer(parts=(QUOTE,))
    lines = list(AnswerTeller(Language.ENGLISH).tell_plain(answer, None))
    assert said("answer.not_simplified", Language.ENGLISH) in lines
    assert said("answer.simplified", Language.ENGLISH) not in lines
    assert lines[-1].endswith(answer.notice.text)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", said("refusal.empty")),
        ("a" * 5000, said("refusal.too_long", length=5000, limit=4000)),
        (f"Je veux mourir. {'Et puis ' * 1000}", said("danger.emergency")),
    ],
    ids=["empty", "too long", "too long and in danger"],
)
async def test_a_question_that_is_not_taken_is_a_sentence(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch, question: str, expected: str
) -> None:
    world = open_world(distress=WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress"))

    @asynccontextmanager
    async def open_it(_: Settings) -> AsyncGenerator[Services, None]:
        yield world.services

    monkeypatch.setattr(command, "open_services", open_it)
    with pytest.raises(DisplayableError) as refused:
        await command._ask(question, as_json=False, plain=False)
    assert str(refused.value).startswith(expected)
