import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.conversation.store import ConversationStore
from assistant.conversation.types import Memory
from assistant.errors import ConversationUnknown, QuestionRefused
from assistant.pipeline.events import PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.pipeline.outlet import Screen
from assistant.vocabulary import AnswerStatus, Channel, EscalationReason, Language, PartKind, QuestionRefusal
from models.fakes import ScriptedModel
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    ADULT_LINES,
    FOR_ADULTS,
    PLAIN_LINES,
    QUESTION,
    WORDY,
    FixedRetriever,
    Gate,
    World,
    make_page,
    read_every_file,
)


async def begin(world: World, language: Language = Language.FRENCH) -> str:
    return (await world.services.start(language, Channel.WEB)).code


async def test_a_question_tells_its_steps_its_sources_its_words_and_its_end(open_world: OpenWorld) -> None:
    world = open_world()
    running = await world.services.answer_now(await begin(world), QUESTION)
    told = [type(event) for event in running.events]
    assert told.index(QuestionRedacted) < told.index(SourcesFound) < told.index(PartReleased)
    assert told[0] is StepStarted
    assert told[-1] is TurnEnded
    assert [record.step for record in running.answer.trace] == [
        "guard_question",
        "understand_question",
        "retrieve_passages",
        "apply_doctrine",
        "serve_validated",
        "compose_answer",
        "guard_answer",
        "hold_for_review",
    ]


async def test_what_was_answered_stands_in_the_transcript(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    running = await world.services.answer_now(code, QUESTION)
    transcript = await world.services.transcript(code)
    assert transcript.answers == (running.answer,)
    assert transcript.running is None
    assert transcript.escalation is None


async def test_one_conversation_has_one_question_at_a_time(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    code = await begin(world)
    running = await world.services.ask(code, QUESTION)
    with pytest.raises(QuestionRefused) as refusal:
        await world.services.ask(code, "Une autre question ?")
    assert refusal.value.reason is QuestionRefusal.ALREADY_ASKING
    assert (await world.services.transcript(code)).running is running
    gate.opened.set()
    assert [event async for _, event in running.follow()][-1] == TurnEnded(running.answer)
    await asyncio.gather(*(task for task in [running.task] if task))
    assert (await world.services.answer_now(code, QUESTION)).answer.status is AnswerStatus.ANSWERED


async def test_too_many_questions_at_once_are_asked_to_come_back(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through, turns_at_once=1)
    running = await world.services.ask(await begin(world), QUESTION)
    with pytest.raises(QuestionRefused) as refusal:
        await world.services.ask(await begin(world), QUESTION)
    assert refusal.value.reason is QuestionRefusal.TOO_BUSY
    gate.opened.set()
    assert running.task
    await running.task


@pytest.mark.parametrize("text", ["", "😀", "a" * 4001])
async def test_a_text_that_is_not_taken_starts_nothing(open_world: OpenWorld, text: str) -> None:
    world = open_world()
    code = await begin(world)
    with pytest.raises(QuestionRefused):
        await world.services.ask(code, text)
    assert (await world.services.transcript(code)).running is None


async def test_a_question_whose_last_reader_left_is_stopped_and_kept_as_cancelled(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through, abandon_seconds=0.0)
    code = await begin(world)
    running = await world.services.ask(code, QUESTION)
    async with aclosing(running.follow()) as reader:
        await anext(reader)
        await gate.reached.wait()
    assert running.task
    await asyncio.wait([running.task])
    assert running.answer.status is AnswerStatus.CANCELLED
    transcript = await world.services.transcript(code)
    assert [answer.status for answer in transcript.answers] == [AnswerStatus.CANCELLED]
    assert transcript.running is None


async def test_a_store_that_cannot_tell_what_was_asked_before_does_not_cost_the_answer(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: ConversationStore, conversation_id: str) -> Memory:
        raise OSError("disk")

    world = open_world()
    code = await begin(world)
    monkeypatch.setattr(ConversationStore, "recall", fail)
    running = await world.services.answer_now(code, QUESTION)
    assert running.answer.status is AnswerStatus.ANSWERED
    assert (await world.services.transcript(code)).answers == (running.answer,)


async def test_stopping_the_server_keeps_what_is_under_way(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    code = await begin(world)
    await world.services.ask(code, QUESTION)
    await gate.reached.wait()
    await world.services.stop()
    (answer,) = (await world.services.transcript(code)).answers
    assert answer.status is AnswerStatus.CANCELLED
    assert answer.parts


async def test_a_follow_up_is_searched_with_the_question_before(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    await world.services.answer_now(code, "Comment obtenir la carte ?")
    await world.services.answer_now(code, "Et le prix ?")
    assert world.retriever.searched[-1] == "Comment obtenir la carte ? Et le prix ?"


async def test_a_thank_you_in_between_does_not_make_a_follow_up_lose_its_subject(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    for text in ("Comment obtenir la carte ?", "Merci !", "Et le prix ?"):
        await world.services.answer_now(code, text)
    assert "obtenir la carte" in world.retriever.searched[-1]


async def test_a_turn_is_found_live_and_its_end_alone_afterwards(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    running = await world.services.ask(code, QUESTION)
    found = await world.services.find_turn(code, running.question_id)
    assert found is running
    live = [numbered async for numbered in found.follow()]
    assert [number for number, _ in live] == list(range(1, len(live) + 1))
    assert running.task
    await running.task
    ended = await world.services.find_turn(code, running.question_id)
    assert [event async for _, event in ended.follow(3)] == [TurnEnded(running.answer)]


async def test_an_unknown_code_or_question_is_unknown_everywhere(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    services = world.services
    for call in (services.transcript, services.preview_handover, services.ask_for_person):
        with pytest.raises(ConversationUnknown):
            await call("no-such-code")
    with pytest.raises(ConversationUnknown):
        await services.ask("no-such-code", QUESTION)
    question_id = (await services.answer_now(code, QUESTION)).question_id
    someone_else = await begin(world)
    for wrong in (("no-such-code", question_id), (code, "no-such-question"), (someone_else, question_id)):
        with pytest.raises(ConversationUnknown):
            await services.find_turn(*wrong)
        with pytest.raises(ConversationUnknown):
            await services.find_answer(*wrong)
        with pytest.raises(ConversationUnknown):
            await services.simplify(*wrong)


async def test_the_plain_version_keeps_each_quote_beside_its_page_and_under_its_heading(open_world: OpenWorld) -> None:
    world = open_world(retriever=FixedRetriever((make_page(WORDY, FOR_ADULTS),)))
    code = await begin(world)
    running = await world.services.answer_now(code, QUESTION)
    simplified = await world.services.simplify(code, running.question_id)
    assert simplified is not None
    assert simplified.answer == running.answer
    assert {part.kind for part in simplified.parts} == {PartKind.REWORDED}
    assert {part.passage_id: part.lines for part in simplified.parts} == {
        WORDY.id: PLAIN_LINES,
        FOR_ADULTS.id: ADULT_LINES,
    }
    quotes = running.answer.quotes
    assert [(part.source, part.heading, part.passage_id) for part in simplified.parts] == [
        (quote.source, quote.heading, quote.passage_id) for quote in quotes
    ]


async def test_an_answer_in_plain_words_already_or_without_quotes_has_no_plain_version(open_world: OpenWorld) -> None:
    for world in (open_world(), open_world(retriever=FixedRetriever(()))):
        code = await begin(world)
        running = await world.services.answer_now(code, QUESTION)
        assert await world.services.simplify(code, running.question_id) is None


async def test_a_plain_line_that_a_screen_stops_stays_the_pages_own(open_world: OpenWorld) -> None:
    def stops(*words: str) -> Screen:
        return lambda part, _: part.kind is not PartKind.REWORDED or not any(word in part.text for word in words)

    retriever = FixedRetriever((make_page(WORDY),))
    first, second = WORDY.text.splitlines()
    for screen, expected in ((stops("reçoit"), (first, PLAIN_LINES[1])), (stops("reçoit", "rendue"), None)):
        world = open_world(retriever=retriever, screens=(screen,))
        code = await begin(world)
        running = await world.services.answer_now(code, QUESTION)
        simplified = await world.services.simplify(code, running.question_id)
        assert (simplified and simplified.parts[0].lines) == expected
    assert second not in PLAIN_LINES


async def test_the_model_is_asked_for_plainer_words_only_where_the_setting_names_it(open_world: OpenWorld) -> None:
    retriever = FixedRetriever((make_page(WORDY),))
    for simplifies in (True, False):
        model = ScriptedModel("Autre chose.", "Autre chose.")
        world = open_world(retriever=retriever, model=model, simplifier=model if simplifies else None)
        code = await begin(world)
        running = await world.services.answer_now(code, QUESTION)
        assert not model.received
        simplified = await world.services.simplify(code, running.question_id)
        assert bool(model.received) is simplifies
        assert simplified is not None
        assert simplified.parts[0].lines == PLAIN_LINES  # what is not proven is not shown


async def test_asking_for_a_human_twice_makes_one_request_with_the_redacted_questions(open_world: OpenWorld) -> None:
    world = open_world(retriever=FixedRetriever(()))
    code = await begin(world)
    await world.services.answer_now(code, "Je suis Dubosquet, comment faire pour la carte ?")
    first = await world.services.ask_for_person(code)
    assert first.reason is EscalationReason.NO_SOURCE
    assert first.note.questions == ("Je suis <PERSONNE_1>, comment faire pour la carte ?",)
    assert await world.services.ask_for_person(code) == first
    assert (await world.services.transcript(code)).escalation == first


async def test_what_a_person_typed_of_herself_is_in_no_file(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world(model=ScriptedModel("Rien."))
    code = await begin(world)
    await world.services.answer_now(code, "Je suis Dubosquet, comment obtenir la carte ?")
    await world.services.ask_for_person(code)
    world.engine.dispose()
    written = read_every_file(tmp_path)
    assert b"PERSONNE_1" in written
    assert b"Dubosquet" not in written
    assert not any("Dubosquet" in query for query in world.retriever.searched)


@pytest.mark.parametrize(
    ("bases", "model", "expected"),
    [
        (("jardins",), ScriptedModel(), (True, True)),
        (("jardins",), None, (True, False)),
        ((), None, (False, False)),
    ],
)
async def test_health_says_what_works(
    open_world: OpenWorld, bases: tuple[str, ...], model: ScriptedModel | None, expected: tuple[bool, bool]
) -> None:
    state = await open_world(bases=bases, model=model).services.health()
    assert (state.answers, state.language_model) == expected
    assert dict(state.bases) == dict.fromkeys(bases, True)
