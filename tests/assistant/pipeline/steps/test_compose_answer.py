from dataclasses import replace

import pytest

from assistant.conversation.types import NextStep
from assistant.messages.catalogue import read_messages
from assistant.pipeline.outlet import Screen
from assistant.pipeline.steps.compose_answer import ComposeAnswer
from assistant.pipeline.turn import Turn
from assistant.vocabulary import AnswerStatus, Completeness, Language, PartKind
from knowledge.types import ActionKind, Block, BlockKind, FoundPage, PageAction
from tests.assistant.fakes import (
    ADULT,
    ADULT_LINES,
    COST,
    COST_LINES,
    FOR_ADULTS,
    FOR_MINORS,
    make_document,
    make_page,
    make_passage,
    make_turn,
)

MESSAGES = read_messages()


def step(*, words: int = 180) -> ComposeAnswer:
    return ComposeAnswer(MESSAGES, words=words, passages=3)


def turn_on(
    *pages: FoundPage,
    language: Language = Language.FRENCH,
    text: str = "La carte ?",
    screens: tuple[Screen, ...] = (),
) -> Turn:
    turn, _ = make_turn(text=text, pages=pages or (make_page(),), language=language, screens=screens)
    turn.query = text
    return turn


def kinds(turn: Turn) -> list[PartKind]:
    return [part.kind for part in turn.parts]


async def test_the_pages_own_words_are_quoted_with_their_place() -> None:
    turn = turn_on()
    assert await step()(turn) is None
    assert turn.status is AnswerStatus.ANSWERED
    assert kinds(turn) == [PartKind.QUOTE, PartKind.QUOTE]
    quote, situated = turn.parts
    assert (quote.lines, quote.source, quote.passage_id, quote.heading) == (COST_LINES, 1, "J1#0", COST.title)
    assert (situated.lines, situated.heading) == (ADULT_LINES, ADULT.text)
    assert turn.sources[0].cited
    assert turn.outlet.evidence == {"J1#0": COST.text, "J1#1": FOR_ADULTS.text}


async def test_a_place_of_the_page_is_named_once_for_the_quotes_that_stand_in_it() -> None:
    more = make_passage(2, "La carte est envoyée à votre domicile.", under=(ADULT,))
    turn = turn_on(make_page(FOR_ADULTS, more))
    assert await step()(turn) is None
    assert [part.heading for part in turn.parts] == [f"{COST.title} > {ADULT.text}", ADULT.text]
    turn = turn_on(make_page(COST, FOR_ADULTS, more))
    assert await step()(turn) is None
    assert [part.heading for part in turn.parts] == [COST.title, ADULT.text, ""]


async def test_the_items_of_a_list_of_the_page_are_told() -> None:
    passage = make_passage(0, "Apportez :", "une photo", "une lettre")
    blocks = (
        Block(BlockKind.PARAGRAPH, passage.path, ("Apportez :",)),
        Block(BlockKind.LIST, passage.path, ("une photo", "une lettre")),
    )
    turn = turn_on(make_page(passage, document=replace(make_document(), blocks=blocks)))
    assert await step()(turn) is None
    assert (turn.parts[0].items, turn.parts[0].rows) == ((1, 2), ())


async def test_a_question_in_english_gets_the_french_page_word_for_word() -> None:
    turn = turn_on(language=Language.ENGLISH)
    assert await step()(turn) is None
    assert kinds(turn) == [PartKind.FIXED, PartKind.QUOTE, PartKind.QUOTE]
    assert turn.parts[0].text == MESSAGES.text("answer.french_only", Language.ENGLISH)
    assert [part.language for part in turn.parts] == ["en", "fr", "fr"]


@pytest.mark.parametrize("language", Language)
async def test_when_no_quote_may_be_shown_the_page_has_not_answered(language: Language) -> None:
    turn = turn_on(language=language, screens=(lambda part, evidence: part.kind is PartKind.FIXED,))
    assert await step()(turn) is None
    assert not any(source.cited for source in turn.sources)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Combien coûte la carte ?", ()),
        ("Combien de temps est-elle valable ?", ("delay",)),
        ("À quel âge peut-on l'avoir ?", ("age",)),
        ("Comment faire ?", ()),
    ],
)
async def test_what_is_asked_for_and_stands_nowhere_is_told(text: str, missing: tuple[str, ...]) -> None:
    document = make_document(costs=(), actions=())
    turn = turn_on(make_page(make_passage(0, COST_LINES[0]), document=document), text=text)
    await step()(turn)
    assert turn.missing == missing
    assert turn.completeness is (Completeness.PARTIAL if missing else Completeness.COMPLETE)


@pytest.mark.parametrize(("words", "completeness"), [(180, Completeness.COMPLETE), (8, Completeness.PARTIAL)])
async def test_a_passage_that_is_cut_makes_the_answer_partial(words: int, completeness: Completeness) -> None:
    turn = turn_on(make_page(COST))
    await step(words=words)(turn)
    assert turn.completeness is completeness
    assert turn.parts[0].lines == COST_LINES[: 2 if words == 180 else 1]


@pytest.mark.parametrize(
    ("passages", "titles"),
    [
        ((COST,), ["Demande de carte", "La carte coûte 25 €."]),
        ((FOR_ADULTS,), ["Demande de carte", "Demande en ligne (majeur)", "La carte coûte 25 €."]),
        ((FOR_MINORS,), ["Demande de carte", "Service des mineurs", "La carte coûte 25 €."]),
        ((FOR_ADULTS, FOR_MINORS), ["Demande de carte", "Demande en ligne (majeur)", "La carte coûte 25 €."]),
    ],
)
async def test_next_steps_are_those_of_the_situation_that_is_answered(
    passages: tuple[object, ...], titles: list[str]
) -> None:
    turn = turn_on(make_page(*passages))  # type: ignore[arg-type]
    await step()(turn)
    assert [next_step.title for next_step in turn.next_steps] == titles


async def test_a_next_step_carries_what_the_page_gives_and_its_source() -> None:
    turn = turn_on(make_page(COST))
    await step()(turn)
    assert turn.next_steps[0] == NextStep(
        "form", "Demande de carte", "https://exemple.gouv.fr/form", "cerfa n°99999*01", 1
    )
    assert turn.next_steps[-1] == NextStep("cost", "La carte coûte 25 €.", source=1)


async def test_next_steps_are_few_distinct_and_never_further_reading() -> None:
    same = PageAction(ActionKind.FORM, "Formulaire 1", "https://exemple.gouv.fr/1")
    others = [PageAction(ActionKind.FORM, f"Formulaire {n}") for n in range(2, 6)]
    law, hidden = PageAction(ActionKind.REFERENCE, "Code"), PageAction(ActionKind.INFORMATION, "Guide")
    document = make_document(actions=[law, same, same, *others, hidden], costs=["10 €", "20 €"])
    turn = turn_on(make_page(COST, document=document))
    await step()(turn)
    assert [next_step.title for next_step in turn.next_steps] == ["Formulaire 1", "Formulaire 2", "Code"]


async def test_what_is_done_comes_in_the_order_of_the_page_and_the_law_last() -> None:
    law, form = PageAction(ActionKind.REFERENCE, "Code"), PageAction(ActionKind.FORM, "Mandat")
    service, office = PageAction(ActionKind.ONLINE_SERVICE, "Refaire"), PageAction(ActionKind.CONTACT, "Mairie")
    turn = turn_on(make_page(COST, document=make_document(actions=[law, office, service, form], costs=())))
    await step()(turn)
    assert [next_step.title for next_step in turn.next_steps] == ["Refaire", "Mandat", "Mairie", "Code"]


async def test_a_form_and_a_service_of_one_name_are_both_offered() -> None:
    form, service = (PageAction(kind, "Déclarer") for kind in (ActionKind.FORM, ActionKind.ONLINE_SERVICE))
    turn = turn_on(make_page(COST, document=make_document(actions=[form, service, form], costs=())))
    await step()(turn)
    assert [next_step.kind for next_step in turn.next_steps] == ["form", "online_service"]


async def test_an_action_under_two_headings_needs_both() -> None:
    action = PageAction(ActionKind.FORM, "Formulaire", path=(ADULT.text, "Première demande"))
    turn = turn_on(make_page(FOR_ADULTS, document=make_document(actions=[action], costs=())))
    await step()(turn)
    assert turn.next_steps == ()


async def test_a_page_without_passages_gives_nothing_to_say() -> None:
    turn = turn_on(FoundPage(make_document(), 1.0, ()))
    assert await step()(turn) is None
    assert turn.parts == ()
    assert turn.next_steps == ()


async def test_a_short_question_on_a_forked_page_is_answered_and_asked_back() -> None:
    turn = turn_on(make_page(FOR_ADULTS, FOR_MINORS), text="La carte ?")
    turn.terms = 1
    assert await step()(turn) is None
    assert turn.status is AnswerStatus.ASKED_BACK
    assert [choice.label for choice in turn.choices] == ["Vous êtes majeur", "Vous êtes mineur"]
    assert turn.parts[-1].text == MESSAGES.text("clarify.ask_situation", Language.FRENCH)
    assert turn.completeness is Completeness.PARTIAL
    assert PartKind.QUOTE in kinds(turn)


async def test_a_long_question_on_a_forked_page_is_answered_and_may_be_made_precise() -> None:
    turn = turn_on(make_page(FOR_ADULTS, FOR_MINORS), text=" ".join(["jardin"] * 20))
    turn.terms = 12
    await step()(turn)
    assert turn.status is AnswerStatus.ANSWERED
    assert len(turn.choices) == 2


async def test_a_yes_is_read_under_the_title_that_it_answers() -> None:
    turn = turn_on(make_page(make_passage(0, "Oui, elle est obligatoire.", under=(ADULT,))))
    await step()(turn)
    assert turn.parts[0].heading == f"{COST.title} > {ADULT.text}"
