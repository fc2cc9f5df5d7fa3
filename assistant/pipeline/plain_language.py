"""Renders the quoted lines of an answer in plainer words, each sentence proven against the page's own.

The table of plain words does the work; a sentence of the model takes its place where the same proof lets it.
"""

import asyncio
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from assistant.pipeline.choosing import count_words
from assistant.pipeline.prompt import read_prompt
from guards.figures import figures_of
from guards.grounding import check_rewording
from guards.plain_words import in_plain_words
from knowledge.sentences import split_sentences
from models.types import LanguageModel, ModelError

_log = logging.getLogger(__name__)
_BULLET = re.compile(r"\s*(?:[-•*–—]\s+)?")
_CUTS = (re.compile(r"\s*;\s+(?P<next>\w)"), re.compile(r",?\s+et (?P<next>v)(?=ous\s)"))
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_START = re.compile(r"(?:\A\W*|[.!?:;]\s+\W*)")
_LONG_SENTENCE = 18
"""Words above which a sentence is worth cutting in two."""
_SHORTEST_REWORDED = 8
"""Words below which a sentence is not worth the model's time."""
_TOKENS_A_WORD = 3


class _InstructionsTold(Exception):
    """The model gave its instructions back instead of a sentence."""


@dataclass(frozen=True, slots=True)
class PlainRendering:
    """An answer's lines in plainer words: as many lines, in the same order."""

    lines: tuple[str, ...]
    by_table: int
    """Sentences that the table made plainer."""
    by_model: int
    """Sentences where the model's words stand."""
    dropped: int = 0
    """Sentences of the model that held a piece of its instructions."""


def simplify_line(line: str) -> str:
    """A line in the table's plain words, long sentences cut where both halves stand; unproven sentences unchanged."""
    bullet = _bullet(line)
    return bullet + " ".join(simplify_sentence(sentence) for sentence in split_sentences(line[len(bullet) :]))


def simplify_sentence(sentence: str) -> str:
    """One sentence in the table's plain words, or as it is where the check does not hold them for the same."""
    plain = in_plain_words(sentence)
    for said in (*_cut(plain), plain):
        if said != sentence and keeps_everything(said, sentence) and check_rewording(said, sentence).holds:
            return said
    return sentence


def keeps_everything(rendered: str, original: str) -> bool:
    """Whether every figure, date and name of the original stands in the rendering, as many times."""
    lost = Counter(figure.key for figure in figures_of(original)) - Counter(f.key for f in figures_of(rendered))
    words = Counter(word.casefold() for word in _WORD.findall(rendered))
    return not lost and not Counter(names_of(original)) - words


def names_of(text: str) -> tuple[str, ...]:
    """The words written as names, in lower case: with a capital inside a sentence, or with two capitals anywhere."""
    openings = {match.end() for match in _SENTENCE_START.finditer(text)}
    return tuple(
        word.group().casefold()
        for word in _WORD.finditer(text)
        if sum(map(str.isupper, word.group())) > 1 or (word.group()[0].isupper() and word.start() not in openings)
    )


async def render_plainly(lines: Sequence[str], model: LanguageModel | None, *, seconds: float) -> PlainRendering | None:
    """The lines in plainer words; None when nothing became plainer or something would be lost.

    ``seconds`` bounds the model's work on all of them; a model that fails or is late leaves the table's words.
    """
    deadline = time.monotonic() + seconds
    rendered: list[str] = []
    by_table = by_model = dropped = 0
    for line in lines:
        bullet = _bullet(line)
        said: list[str] = []
        for sentence in split_sentences(line[len(bullet) :]):
            plain = simplify_sentence(sentence)
            reworded = ""
            if model is not None and (left := deadline - time.monotonic()) > 0:
                try:
                    reworded = await _reworded(sentence, plain, model, left)
                except ModelError:
                    model = None
                except _InstructionsTold:
                    dropped += 1
                    _log.warning("Dropped: a sentence of the model that held a piece of its instructions.")
            by_model += bool(reworded)
            by_table += not reworded and plain != sentence
            said.append(reworded or plain)
        rendered.append(bullet + " ".join(said))
    if not by_table and not by_model:
        return None
    if not keeps_everything("\n".join(rendered), "\n".join(lines)):
        return None
    return PlainRendering(tuple(rendered), by_table, by_model, dropped)


async def _reworded(sentence: str, plain: str, model: LanguageModel, seconds: float) -> str:
    """The model's words for a sentence where they are proven and simpler than the table's; else nothing.

    Raises :class:`_InstructionsTold`.
    """
    words = count_words(sentence)
    if words < _SHORTEST_REWORDED:
        return ""
    written = ""
    prompt = read_prompt("simplify_sentence")
    stream = model.stream(
        prompt.fill({"sentence": sentence}), max_tokens=_TOKENS_A_WORD * words, seconds=seconds, stop=("\n",)
    )
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            written += piece.text
    if prompt.is_told_in(written):
        raise _InstructionsTold
    said = " ".join(written.split())
    if said in (sentence, plain) or not is_simpler(said, plain) or not keeps_everything(said, sentence):
        return ""
    holds = await asyncio.to_thread(check_rewording, said, sentence)
    return said if holds.holds else ""


def is_simpler(one: str, other: str) -> bool:
    """Whether a text has no longer sentences and no more letters than another, and less of one of them."""
    words, letters = _length(one)
    other_words, other_letters = _length(other)
    return words <= other_words and letters <= other_letters and (words, letters) != (other_words, other_letters)


def _length(text: str) -> tuple[int, int]:
    """Words of the longest sentence, and letters of all: marks and spaces make nothing simpler."""
    return max(map(count_words, split_sentences(text)), default=0), sum(map(str.isalnum, text))


def _cut(sentence: str) -> Iterator[str]:
    """The sentence in two, at each place where a whole clause may end; the check says whether one does."""
    if count_words(sentence) < _LONG_SENTENCE:
        return
    for cut in _CUTS:
        for match in cut.finditer(sentence):
            yield f"{sentence[: match.start()]}. {match['next'].upper()}{sentence[match.end() :]}"


def _bullet(line: str) -> str:
    match = _BULLET.match(line)
    return match.group() if match else ""
