"""What an agent decides, and what it makes of the person's conversation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.audit import Actor
from assistant.conversation.types import Answer
from assistant.errors import DraftRefused
from assistant.governance.reading import LINK
from assistant.governance.review import TypedDecision
from assistant.governance.types import Draft
from assistant.messages.catalogue import read_messages
from assistant.messages.dates import spell_date
from assistant.vocabulary import (
    AnswerStatus,
    CaseRefusal,
    Channel,
    DraftVerdict,
    Language,
    PartKind,
)
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    COST_LINES,
    QUESTION,
    URL,
    NameGuard,
    RaisingGuard,
    WordGuard,
    World,
    doctrine_of,
)

MESSAGES = read_messages()
CHECKED = doctrine_of(checked=["Jardins"])
MARIE = Actor("marie", "agent")
APPROVE = TypedDecision(DraftVerdict.APPROVED)


def say(key: str, **values: object) -> str:
    return MESSAGES.text(key, Language.FRENCH, **values)


def edit(text: str, why: str = "incomplete", *, is_confirmed: bool = False) -> TypedDecision:
    return TypedDecision(DraftVerdict.EDITED, text, why, is_confirmed=is_confirmed)


def reject(why: str = "wrong_page", text: str = "") -> TypedDecision:
    return TypedDecision(DraftVerdict.REJECTED, text, why)


async def ask(world: World, text: str = QUESTION) -> tuple[str, Draft]:
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    await world.services.answer_now(code, text)
    return code, (await world.services.review.page())[-1]


async def shown(world: World, code: str) -> Answer:
    return (await world.services.transcript(code)).answers[-1]


async def decide(world: World, draft: Draft, typed: TypedDecision) -> Draft:
    return await world.services.review.decide(draft.id, draft.version, typed, MARIE)


def today() -> str:
    return spell_date(datetime.now(UTC).astimezone().date(), Language.FRENCH)


async def test_an_approved_answer_takes_its_place_under_its_mark(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    code, draft = await ask(world)
    waited = await shown(world, code)
    decided = await decide(world, draft, APPROVE)
    answer = await shown(world, code)
    assert (answer.status, answer.parts) == (AnswerStatus.ANSWERED, draft.answer.parts)
    assert answer.notice.text == say("review.notice.approved", date=today())
    assert answer.review
    assert answer.review.verdict is DraftVerdict.APPROVED
    assert (answer.trace, answer.effort) == (waited.trace, waited.effort)  # the whole turn, the hold included
    assert decided.sent_text == draft.answer.text


async def test_an_edited_answer_is_the_agents_words_and_none_of_the_assistants(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    code, draft = await ask(world)
    decided = await decide(world, draft, edit("Allez à la mairie.\n\n  Prenez la carte.  "))
    answer = await shown(world, code)
    (part,) = answer.parts
    assert (part.kind, part.lines) == (PartKind.WRITTEN, ("Allez à la mairie.", "Prenez la carte."))
    assert (answer.status, answer.choices, answer.missing) == (AnswerStatus.ANSWERED, (), ())
    assert answer.notice.text == say("review.notice.edited", date=today())
    assert answer.sources
    assert decided.why == "incomplete"


async def test_a_rejected_answer_is_shown_to_nobody_and_a_person_is_offered(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    code, draft = await ask(world)
    await decide(world, draft, reject(text="Un collègue vous rappelle."))
    answer = await shown(world, code)
    assert (answer.status, answer.offers_person) == (AnswerStatus.NEEDS_PERSON, True)
    assert [part.kind for part in answer.parts] == [PartKind.FIXED, PartKind.WRITTEN]
    assert answer.notice.text == say("review.notice.rejected", date=today())
    assert answer.parts[0].text == say("review.rejected")
    assert COST_LINES[0] not in repr(answer.parts)


@pytest.mark.parametrize("typed", [APPROVE, edit("Allez à la mairie.")])
async def test_the_numbers_stay_above_an_answer_that_was_checked(open_world: OpenWorld, typed: TypedDecision) -> None:
    world = open_world(doctrine=CHECKED, distress=WordGuard("carte", Outcome.PASS, "violence", "distress"))
    code, draft = await ask(world)
    await decide(world, draft, typed)
    answer = await shown(world, code)
    assert "3919" in answer.parts[0].text
    assert say("review.waits") not in answer.text


@pytest.fixture
def sampling(open_world: OpenWorld) -> World:
    return open_world(sample_share=1.0, draw=lambda: 0.0)


async def test_a_given_answer_that_was_right_stays_word_for_word(sampling: World) -> None:
    code, draft = await ask(sampling)
    before = await shown(sampling, code)
    await decide(sampling, draft, APPROVE)
    after = await shown(sampling, code)
    assert (after.parts, after.notice, after.choices, after.status) == (
        before.parts,
        before.notice,
        before.choices,
        before.status,
    )


async def test_a_given_answer_that_was_wrong_says_so_above_itself(sampling: World) -> None:
    code, draft = await ask(sampling)
    before = await shown(sampling, code)
    await decide(sampling, draft, reject(text="Prenez l'autre page."))
    after = await shown(sampling, code)
    assert after.parts[2:] == before.parts
    assert [part.text for part in after.parts[:2]] == [say("review.found_wrong"), "Prenez l'autre page."]
    assert after.offers_person


async def test_a_given_answer_that_is_corrected_says_what_is_right(sampling: World) -> None:
    code, draft = await ask(sampling)
    await decide(sampling, draft, edit("Allez à la mairie."))
    after = await shown(sampling, code)
    assert [part.text for part in after.parts] == [say("review.corrected"), "Allez à la mairie."]
    assert after.notice.text == say("review.notice.edited", date=today())


async def refuse(world: World, draft: Draft, typed: TypedDecision) -> DraftRefused:
    with pytest.raises(DraftRefused) as refused:
        await decide(world, draft, typed)
    assert (await world.services.review.find(draft.id)).verdict is None
    return refused.value


async def test_personal_data_is_told_before_it_is_masked_and_nothing_is_sent(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    code, draft = await ask(world)
    typed = edit("Voyez madame Dubosquet à la mairie.")
    refused = await refuse(world, draft, typed)
    assert refused.reason is CaseRefusal.MASKED
    assert (refused.masked_text, refused.entity_types) == ("Voyez madame <PERSONNE_1> à la mairie.", ("PERSON",))
    assert "Dubosquet" not in repr(refused)
    assert (await shown(world, code)).status is AnswerStatus.AWAITS_REVIEW
    await decide(world, draft, edit(typed.text, is_confirmed=True))
    assert (await shown(world, code)).text == refused.masked_text


async def test_official_words_that_the_agent_leaves_are_not_masked(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED, personal_data=NameGuard(secret="mairie"))
    _, draft = await ask(world)
    official = next(line for part in draft.answer.parts for line in part.lines if "mairie" in line)
    await decide(world, draft, edit(f"{official}\nPrenez votre carte."))


async def test_a_name_cut_by_a_line_break_is_masked_with_the_whole_text(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED, personal_data=NameGuard(secret="Jeanne\nDubosquet"))
    code, draft = await ask(world)
    typed = edit("Voyez Jeanne\nDubosquet.\nMerci.")
    refused = await refuse(world, draft, typed)
    assert refused.masked_text == "Voyez <PERSONNE_1>.\nMerci."
    await decide(world, draft, replace(typed, is_confirmed=True))
    assert (await shown(world, code)).text == refused.masked_text


async def test_official_lines_keep_their_place_between_those_of_the_agent(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    code, draft = await ask(world)
    text = f"Voyez Dubosquet.\n{COST_LINES[0]}\nMerci.\n{COST_LINES[1]}"
    await decide(world, draft, edit(text, is_confirmed=True))
    assert (await shown(world, code)).text == text.replace("Dubosquet", "<PERSONNE_1>")


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("La carte coûte 30 €.", ("30 €",)),
        ("Voyez https://ailleurs.example/carte.", (LINK,)),
        ("La carte coûte 25 €, voyez " + URL, ()),
        ("Demandez-la avec https://exemple.gouv.fr/form", ()),
    ],
)
async def test_figures_and_links_that_stand_on_no_page_are_asked_back_once(
    open_world: OpenWorld, text: str, doubts: tuple[str, ...]
) -> None:
    world = open_world(doctrine=CHECKED)
    _, draft = await ask(world)
    if doubts:
        refused = await refuse(world, draft, edit(text))
        assert (refused.reason, refused.doubts) == (CaseRefusal.DOUBTFUL, doubts)
    await decide(world, draft, edit(text, is_confirmed=bool(doubts)))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (edit(" \n "), CaseRefusal.EMPTY),
        (edit("\u200b"), CaseRefusal.EMPTY),  # nothing that is seen
        (reject(why=" "), CaseRefusal.EMPTY),
        (edit("a" * 6001), CaseRefusal.TOO_LONG),
        (reject(why="a" * 501), CaseRefusal.TOO_LONG),
    ],
)
async def test_what_lacks_a_word_or_has_too_many_is_refused(
    open_world: OpenWorld, typed: TypedDecision, reason: CaseRefusal
) -> None:
    world = open_world(doctrine=CHECKED)
    _, draft = await ask(world)
    assert (await refuse(world, draft, typed)).reason is reason


@pytest.mark.parametrize("typed", [edit("Allez à la mairie."), reject(why="wrong_page: voir ailleurs")])
async def test_a_guard_that_cannot_decide_lets_nothing_out(open_world: OpenWorld, typed: TypedDecision) -> None:
    world = open_world(doctrine=CHECKED)
    code, draft = await ask(world)
    broken = open_world(personal_data=RaisingGuard())  # on the same database
    refused = await refuse(broken, draft, typed)
    assert refused.reason is CaseRefusal.UNGUARDED
    assert "mairie" not in repr(refused)
    assert (await shown(world, code)).status is AnswerStatus.AWAITS_REVIEW


@pytest.mark.parametrize(
    ("why", "kept"),
    [
        ("wrong_page", "wrong_page"),
        ("wrong_page: voir Dubosquet", "wrong_page: voir <PERSONNE_1>"),
        ("c'est l'autre page", "other: c'est l'autre page"),
        ("note: voir l'autre", "other: note: voir l'autre"),
    ],
)
async def test_a_reason_is_a_word_of_the_list_and_a_remark_without_names(
    open_world: OpenWorld, why: str, kept: str
) -> None:
    world = open_world(doctrine=CHECKED)
    _, draft = await ask(world)
    assert (await decide(world, draft, reject(why))).why == kept


async def test_the_second_agent_is_told_who_decided_before_any_guard_reads(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    _, draft = await ask(world)
    await decide(world, draft, APPROVE)
    with pytest.raises(DraftRefused) as refused:
        await world.services.review.decide(draft.id, draft.version, edit("Autre."), Actor("paul", "agent"))
    assert (refused.value.reason, refused.value.holder) == (CaseRefusal.CHANGED, "marie")


async def test_nobody_decides_before_the_course(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED, is_trained=False)
    _, draft = await ask(world)
    assert (await refuse(world, draft, APPROVE)).reason is CaseRefusal.TRAINING_FIRST
