import asyncio
import math
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fakes import HashEmbedder, ScriptedModel
from models.types import ChatMessage, LanguageModel, ModelDied, ModelTimedOut, Role, TextEmbedder

PROMPT = [ChatMessage(Role.USER, "Où refaire ma carte ?")]


async def text_of(model: LanguageModel, *, max_tokens: int = 50, stop: tuple[str, ...] = ()) -> str:
    return "".join([piece.text async for piece in model.stream(PROMPT, max_tokens=max_tokens, seconds=5, stop=stop)])


async def test_replies_come_in_the_order_they_were_pushed() -> None:
    model = ScriptedModel("À la mairie.")
    model.push("Sur rendez-vous.")
    assert [await text_of(model), await text_of(model)] == ["À la mairie.", "Sur rendez-vous."]
    assert [call.messages for call in model.received] == [tuple(PROMPT)] * 2


async def test_a_reply_is_cut_at_a_stop_string_and_at_the_number_of_tokens() -> None:
    assert await text_of(ScriptedModel("oui\n\nnon"), stop=("\n\n",)) == "oui"
    assert await text_of(ScriptedModel("un deux trois"), max_tokens=2) == "un deux"


async def test_the_last_piece_carries_the_usage() -> None:
    pieces = [piece async for piece in ScriptedModel("deux mots").stream(PROMPT, max_tokens=5, seconds=5)]
    assert [piece.usage is not None for piece in pieces] == [False, False, True]


async def test_an_error_is_raised_by_the_call_that_meets_it() -> None:
    model = ScriptedModel(ModelDied("gone"), "revenu")
    with pytest.raises(ModelDied):
        await text_of(model)
    assert await text_of(model) == "revenu"


async def test_a_generation_that_is_left_is_counted() -> None:
    model = ScriptedModel("un deux trois")
    async with aclosing(model.stream(PROMPT, max_tokens=5, seconds=5)) as pieces:
        await anext(pieces)
    assert model.abandoned == 1


async def test_a_held_generation_runs_out_of_time() -> None:
    model = ScriptedModel("jamais dit", before_piece=asyncio.Event().wait)
    with pytest.raises(ModelTimedOut):
        await anext(model.stream(PROMPT, max_tokens=5, seconds=0.01))


@given(st.text())
def test_vectors_have_unit_length(text: str) -> None:
    assert math.isclose(math.hypot(*HashEmbedder().embed_query(text)), 1.0)


def test_texts_that_share_words_are_nearer_than_others() -> None:
    embedder: TextEmbedder = HashEmbedder()
    query = embedder.embed_query("renouveler ma carte d'identité")
    near, far = embedder.embed_passages(["Renouvellement de la carte d’IDENTITE", "Déclarer un chien dangereux"])
    assert dot(query, near) > dot(query, far)


def dot(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))
