"""What the table and the real model make of sentences of the real pages; the figures are in docs/grounding.md."""

import random
import re

import pytest

from assistant.artifacts.catalogue import read_catalogue
from assistant.pipeline.choosing import count_words
from assistant.pipeline.plain_language import keeps_everything, simplify_line
from assistant.pipeline.prompt import read_prompt
from assistant.settings import LanguageModelSettings
from guards.grounding import check_rewording
from knowledge.loaders.service_public_json import ServicePublicJson
from knowledge.sentences import split_sentences
from knowledge.types import BlockKind
from models.language.supervised import SupervisedModel
from tests.conftest import REAL_CACHE

ARCHIVE = REAL_CACHE / read_catalogue("knowledge")["particuliers"].file
WEIGHTS = REAL_CACHE / read_catalogue("models")[LanguageModelSettings().model].file

ASKED = 20
"""Sentences that the model is asked to say again here; docs/grounding.md tells of sixty."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not ARCHIVE.is_file(), reason="the corpus is not in the cache: run `make fetch`"),
]


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """Every sentence of 12 to 35 words that stands in a paragraph, in an order drawn once."""
    found = sorted(
        {
            sentence
            for document in ServicePublicJson().load(ARCHIVE, "particuliers")
            for block in document.blocks
            if block.kind is BlockKind.PARAGRAPH
            for line in block.lines
            for sentence in split_sentences(line)
            if sentence.endswith(".") and 12 <= count_words(sentence) <= 35
        }
    )
    random.Random(20261125).shuffle(found)
    return found


def test_the_table_makes_one_sentence_in_six_plainer_and_loses_nothing(sentences: list[str]) -> None:
    drawn = sentences[:2000]
    plainer = [(simplify_line(sentence), sentence) for sentence in drawn if simplify_line(sentence) != sentence]
    assert len(plainer) >= len(drawn) / 6
    assert all(keeps_everything(rendered, original) for rendered, original in plainer)


@pytest.mark.weights
@pytest.mark.skipif(not WEIGHTS.is_file(), reason="the model is not in the cache: run `make fetch`")
async def test_fewer_than_one_sentence_in_five_of_the_model_is_new_and_proven(sentences: list[str]) -> None:
    """The day this fails, the model has become worth asking: measure again and say so in the document."""
    model = SupervisedModel(WEIGHTS, name="real", threads=2, context_tokens=2048, slots=1)
    counts = {"copied": 0, "proven": 0, "refused": 0}
    for sentence in sentences[:ASKED]:
        prompt = read_prompt("simplify_sentence").fill({"sentence": sentence})
        stream = model.stream(prompt, max_tokens=120, seconds=120.0, stop=("\n",))
        written = "".join([piece.text async for piece in stream]).strip()
        if words(written) == words(sentence):
            counts["copied"] += 1
        else:
            counts["proven" if check_rewording(written, sentence).holds else "refused"] += 1
    await model.close()
    assert counts["proven"] < ASKED / 5, counts


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
