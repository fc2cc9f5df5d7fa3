"""Sentences as sound, in their order."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest

from assistant.errors import SpeechRefused
from assistant.vocabulary import Language, SpeechRefusal
from assistant.voice.speaking import speak
from assistant.voice.spoken_answer import Sentence
from models.fakes import SilentSynthesizer
from models.speech.types import Speech
from models.types import ModelDied

SENTENCES = [Sentence(f"Phrase {letter}.", Language.FRENCH) for letter in "abcdef"]


@dataclass(slots=True)
class FailingSynthesizer:
    """Fails at some of its calls."""

    failing: frozenset[int]
    calls: int = 0
    name: str = "failing"
    said: list[str] = field(default_factory=list)

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        self.calls += 1
        await asyncio.sleep(0)
        if self.calls in self.failing:
            raise ModelDied("gone")
        self.said.append(text)
        return Speech(text.encode().ljust(40), 1000)

    def forget(self) -> None:
        """Nothing is remembered."""


async def test_sentences_are_said_in_their_order_each_at_its_speed_and_language() -> None:
    synthesizer = SilentSynthesizer()
    said = [speech async for speech in speak(synthesizer, SENTENCES, rate=110)]
    assert len(said) == len(SENTENCES)
    assert synthesizer.said == [sentence.text for sentence in SENTENCES]
    assert set(synthesizer.rates) == {110}


async def test_a_few_are_made_ahead_and_no_more_when_the_listener_leaves() -> None:
    synthesizer = SilentSynthesizer()
    async with aclosing(speak(synthesizer, SENTENCES, rate=130)) as sounds:
        await anext(sounds)
        await asyncio.sleep(0)
    assert len(synthesizer.said) <= 4


async def test_what_a_person_said_is_not_remembered() -> None:
    synthesizer = SilentSynthesizer()
    sentences = [Sentence("Bonjour.", Language.FRENCH), Sentence("J'ai compris.", Language.FRENCH, is_kept=False)]
    assert [_ async for _ in speak(synthesizer, sentences, rate=130)]
    assert synthesizer.remembered == ["Bonjour."]


async def test_a_sentence_that_fails_once_is_said_again() -> None:
    synthesizer = FailingSynthesizer(frozenset({2}))
    assert len([_ async for _ in speak(synthesizer, SENTENCES, rate=130)]) == len(SENTENCES)
    assert sorted(synthesizer.said) == sorted(sentence.text for sentence in SENTENCES)


async def test_an_engine_that_keeps_failing_is_told_and_nothing_is_left_out_in_silence() -> None:
    with pytest.raises(SpeechRefused) as refused:
        [_ async for _ in speak(FailingSynthesizer(frozenset(range(1, 99))), SENTENCES, rate=130)]
    assert refused.value.reason is SpeechRefusal.UNAVAILABLE


async def test_without_an_engine_there_is_no_sound() -> None:
    with pytest.raises(SpeechRefused):
        [_ async for _ in speak(None, SENTENCES, rate=130)]
