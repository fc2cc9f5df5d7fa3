"""An answer that a person wrote comes first, for its own question on its own page, and never across situations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.conversation.types import AnswerPart, Choice, Memory
from assistant.messages.catalogue import read_messages
from assistant.pipeline.screens import quotes_are_verbatim, validated_words_are_whole
from assistant.pipeline.steps.compose_answer import ComposeAnswer
from assistant.pipeline.steps.guard_answer import GuardAnswer
from assistant.pipeline.steps.serve_validated import ServeValidated
from assistant.pipeline.turn import Turn
from assistant.validated.types import PageTie, ValidatedAnswer, WrittenAnswer
from assistant.vocabulary import AnswerStatus, Completeness, Language, PartKind
from tests.assistant.fakes import ADULT, COST, FOR_ADULTS, FOR_MINORS, QUESTION, TITLE, make_page, make_turn

TEXT = "Prenez rendez-vous à la mairie.\nLa carte est remise sur place, en 2 jours."


def make_validated(*, situation: Sequence[str] = (), questions: Sequence[str] = (QUESTION,)) -> ValidatedAnswer:
    written = WrittenAnswer(
        Language.FRENCH, "Service des jardins", TEXT, tuple(questions), (("jardins", "J1"),), tuple(situation)
    )
    tie = PageTie("jardins", "J1", TITLE, "a" * 64, "v1")
    return ValidatedAnswer("abc", 1, written, (tie,), False, "marie", datetime(2026, 5, 1, tzinfo=UTC))


def turn_on(
    query: str = QUESTION,
    *,
    memory: Memory = Memory(),  # noqa: B008 (frozen)
    chosen: Choice | None = None,
    language: Language = Language.FRENCH,
) -> Turn:
    screens = (quotes_are_verbatim, validated_words_are_whole)
    pages = (make_page(COST, FOR_ADULTS, FOR_MINORS),)
    turn, _ = make_turn(text=query, language=language, screens=screens, pages=pages, memory=memory)
    turn.query, turn.chosen = query, chosen
    return turn


async def serve(turn: Turn, *standing: ValidatedAnswer) -> Turn:
    messages = read_messages()
    assert (
        await ServeValidated(lambda base, page: standing if (base, page) == ("jardins", "J1") else (), messages)(turn)
        is None
    )
    assert await ComposeAnswer(messages, words=180, passages=3)(turn) is None
    assert await GuardAnswer()(turn) is None
    return turn


def kinds(turn: Turn) -> list[PartKind]:
    return [part.kind for part in turn.parts]


async def test_it_comes_before_the_pages_own_words_with_the_service_and_the_date() -> None:
    turn = await serve(turn_on("comment obtenir une carte de jardin partagé svp"), make_validated())
    first, *rest = turn.parts
    assert (first.kind, first.text, first.source) == (PartKind.VALIDATED, TEXT, 1)
    assert "Service des jardins" in first.heading
    assert "1er mai 2026" in first.heading
    assert "marie" not in str(turn.parts)
    assert rest
    assert PartKind.VALIDATED not in {part.kind for part in rest}
    assert PartKind.QUOTE in {part.kind for part in rest}
    assert turn.sources[0].cited
    assert turn.details["validated"] == "abc"


async def test_another_question_gets_the_page_alone() -> None:
    turn = await serve(turn_on("Combien coûte la carte de jardin partagé ?"), make_validated())
    assert PartKind.VALIDATED not in kinds(turn)
    assert turn.status in (AnswerStatus.ANSWERED, AnswerStatus.ASKED_BACK)


async def test_an_answer_of_another_page_is_not_served() -> None:
    turn = turn_on()
    page = turn.pages[0]
    turn.pages = (replace(page, document=replace(page.document, id="J2")),)
    assert PartKind.VALIDATED not in kinds(await serve(turn, make_validated()))


CHOICE = Choice(1, ADULT.text, "J1", "jardins", (ADULT.text,))


@pytest.mark.parametrize(
    ("situation", "chosen", "told", "is_served"),
    [
        ((), None, (), True),
        ((), CHOICE, (), False),
        ((), None, (ADULT.text,), False),
        ((), None, ("Vous êtes locataire",), True),
        ((ADULT.text,), None, (), False),
        ((ADULT.text,), CHOICE, (), True),
        ((ADULT.text,), None, (ADULT.text,), True),
        (("Vous êtes mineur",), CHOICE, (), False),
    ],
)
async def test_it_is_never_served_across_situations(
    situation: tuple[str, ...], chosen: Choice | None, told: tuple[str, ...], is_served: bool
) -> None:
    query = f"{QUESTION} {ADULT.text}" if chosen else QUESTION
    turn = turn_on(query, memory=Memory(questions=(QUESTION,), situation=told), chosen=chosen)
    served = PartKind.VALIDATED in kinds(await serve(turn, make_validated(situation=situation)))
    assert served is is_served


async def test_a_text_that_a_screen_stops_is_not_served_and_the_page_answers() -> None:
    turn = turn_on()
    turn.outlet.screens = (lambda part, _evidence: part.kind is not PartKind.VALIDATED,)
    await serve(turn, make_validated())
    assert kinds(turn)
    assert PartKind.VALIDATED not in kinds(turn)
    assert turn.validated == ()


async def test_a_store_that_breaks_leaves_the_page_to_answer(caplog: pytest.LogCaptureFixture) -> None:
    def broken(base: str, document_id: str) -> tuple[ValidatedAnswer, ...]:
        raise RuntimeError(QUESTION)

    turn = turn_on()
    assert await ServeValidated(broken, read_messages())(turn) is None
    assert turn.parts == ()
    assert "serve_validated failed: RuntimeError" in caplog.text
    assert QUESTION not in caplog.text


async def test_it_stands_alone_where_no_word_of_the_page_may_be_shown() -> None:
    turn = turn_on()
    turn.outlet.screens = (lambda part, _evidence: part.kind is PartKind.VALIDATED,)
    await serve(turn, make_validated())
    assert kinds(turn) == [PartKind.VALIDATED]
    assert turn.completeness is not Completeness.NONE


async def test_what_it_tells_is_not_said_to_be_missing() -> None:
    question = "Sous quel délai est remise la carte ?"
    missing = []
    for standing in ((), (make_validated(questions=(question,)),)):
        turn = turn_on(question)
        turn.pages = (make_page(FOR_ADULTS),)
        missing.append((await serve(turn, *standing)).missing)
    assert missing == [("delay",), ()]


@pytest.mark.parametrize("lines", [(), ("Prenez rendez-vous à la mairie.",), ("Autre chose.",)])
def test_words_that_were_not_checked_together_are_stopped(lines: tuple[str, ...]) -> None:
    part = AnswerPart(PartKind.VALIDATED, lines, 1, "validated/abc")
    assert not validated_words_are_whole(part, {"validated/abc": TEXT})
    assert not validated_words_are_whole(replace(part, lines=(TEXT,)), {})
