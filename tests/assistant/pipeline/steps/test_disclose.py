from datetime import date

import pytest

from assistant.conversation.types import Source
from assistant.messages.catalogue import read_messages
from assistant.pipeline.steps.disclose import Disclose
from assistant.vocabulary import Language
from tests.assistant.fakes import make_answer, make_source, make_turn

STEP = Disclose(read_messages())
MARCH, MAY = date(2026, 3, 1), date(2024, 5, 2)


@pytest.mark.parametrize(
    ("language", "sources", "words"),
    [
        (Language.FRENCH, (make_source(cited=True, updated_on=MARCH),), "page du 1er mars 2026"),
        (Language.ENGLISH, (make_source(cited=True, updated_on=MARCH),), "page dated 1 March 2026"),
        (
            Language.FRENCH,
            (make_source(1, cited=True, updated_on=MARCH), make_source(2, cited=True, updated_on=MAY)),
            "la plus ancienne est du 2 mai 2024",
        ),
        (
            Language.FRENCH,
            (make_source(1, cited=True, updated_on=MARCH), make_source(2, updated_on=MAY)),
            "page du 1er mars 2026",
        ),
    ],
)
async def test_the_notice_tells_the_date_of_what_the_answer_stands_on(
    language: Language, sources: tuple[Source, ...], words: str
) -> None:
    turn, _ = make_turn(language=language)
    answer = await STEP(turn, make_answer(sources=sources))
    assert words in answer.notice.text


@pytest.mark.parametrize("sources", [(), (make_source(),), (make_source(cited=True, updated_on=None),)])
async def test_without_a_dated_page_the_notice_stays_as_it_is(sources: tuple[Source, ...]) -> None:
    turn, _ = make_turn()
    before = make_answer(sources=sources)
    assert await STEP(turn, before) == before
