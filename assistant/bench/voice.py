"""How long a person waits for voice, against the same engines called bare, in turn, in one run."""

from collections.abc import Sequence
from contextlib import aclosing
from statistics import median
from time import perf_counter

from assistant.bench.material import PASSAGE
from assistant.bench.speeds import open_bare
from assistant.evaluation.prompts import SOUNDS
from assistant.speed import FIRST_RATE
from assistant.vocabulary import Language
from assistant.voice.listening import SoundOrder, WholeSounds, grow
from assistant.voice.speaking import speak
from assistant.voice.spoken_answer import Sentence, split_spoken
from assistant.voice.spoken_text import to_spoken
from models.speech.types import AudioClip, Synthesizer, Transcriber, WhisperFiles

_BARE = "assistant.bench.bare_speech"
_PROMPTS = ("all-circuits-busy-now", "agent-pass", "agent-alreadyon", "agent-user", "conf-invalidpin")
_CHROMIUM_BEGINS_BYTES = 32 * 1024
_SENTENCES = (
    "La demande se fait à la mairie équipée d'une station de recueil.",
    "Le titre est remis au lieu de la demande dans un délai qui dépend de la période.",
    "En cas de perte, vous devez aussi déclarer la perte au moment de la demande.",
)


async def measure_hearing(transcriber: Transcriber, files: WhisperFiles, threads: int) -> dict[str, float]:
    """Seconds of real speech, from its end to its transcript. Nothing where the prompts are not installed."""
    prompts = [SOUNDS / f"{name}.wav" for name in _PROMPTS]
    clips = [(str(prompt), prompt.read_bytes()) for prompt in prompts if prompt.is_file()]
    if not clips:
        return {}
    await transcriber.start()
    ours: list[float] = []
    theirs: list[float] = []
    lengths: list[float] = []
    arguments = (str(threads), *map(str, (files.weights, files.config, files.tokenizer, files.vocabulary)))
    async with open_bare("hear", *arguments, module=_BARE) as bare:
        for path, data in (clips[0], *clips):  # the first one twice: it warms both up
            theirs.append((await bare.ask({"audio": path}))["seconds"])
            started = perf_counter()
            transcript = await transcriber.transcribe(AudioClip(data), language="fr")
            ours.append(perf_counter() - started)
            lengths.append(transcript.seconds)
    return {
        "speech_seconds_median": round(median(lengths[1:]), 2),
        "transcript_median_ms": round(1000 * median(ours[1:]), 1),
        "transcript_per_second_of_speech": round(sum(ours[1:]) / sum(lengths[1:]), 3),
        "transcript_ratio": round(sum(theirs[1:]) / sum(ours[1:]), 3),
    }


async def measure_first_sound(synthesizer: Synthesizer) -> dict[str, float]:
    """From an answer that is there to the sound of its first sentence, and of that sentence heard before."""
    sentences = [Sentence(to_spoken(text, Language.FRENCH), Language.FRENCH) for text in _SENTENCES]
    ours = [await _first_sound(synthesizer, sentences[place:]) for place in range(len(sentences))]
    again = [await _first_sound(synthesizer, sentences[place:]) for place in range(len(sentences))]
    figures = {
        "first_sound_median_ms": round(1000 * median(ours), 1),
        "first_sound_again_median_ms": round(1000 * median(again), 3),
    }
    if synthesizer.name == "pyttsx3":
        theirs = [await _say_bare(sentence.text) for sentence in sentences]
        figures["first_sound_bare_median_ms"] = round(1000 * median(theirs), 1)
        figures["first_sound_ratio"] = round(median(theirs) / median(ours), 3)
    return figures


async def measure_listening(synthesizer: Synthesizer, times: int = 5) -> dict[str, float]:
    """From pressing play on an answer of a minute and a half, never said before, to what a browser begins with; and to
    the whole, which a player would wait for."""
    spoken = to_spoken(PASSAGE * 4, Language.FRENCH)
    sentences = tuple(Sentence(piece, Language.FRENCH, is_kept=False) for piece in split_spoken(spoken))
    order = SoundOrder(sentences, FIRST_RATE, is_opus=True)
    await _listen(synthesizer, order)  # loads the library that writes the file
    waits = [await _listen(synthesizer, order) for _ in range(times)]
    begins, wholes = (median(moments) for moments in zip(*waits, strict=True))
    return {
        "listening_begins_median_ms": round(1000 * begins, 1),
        "listening_whole_median_ms": round(1000 * wholes, 1),
        "listening_ratio": round(wholes / begins, 2),
    }


async def _listen(synthesizer: Synthesizer, order: SoundOrder) -> tuple[float, float]:
    """Seconds to the bytes that Chromium begins with, and to the last."""
    started, sent, begins = perf_counter(), 0, 0.0
    async for piece in grow(synthesizer, order, WholeSounds()):
        sent += len(piece)
        if not begins and sent >= _CHROMIUM_BEGINS_BYTES:
            begins = perf_counter() - started
    whole = perf_counter() - started
    return begins or whole, whole


async def _first_sound(synthesizer: Synthesizer, sentences: Sequence[Sentence]) -> float:
    started = perf_counter()
    async with aclosing(speak(synthesizer, sentences, rate=FIRST_RATE)) as sounds:
        await anext(sounds)
    return perf_counter() - started


async def _say_bare(text: str) -> float:
    async with open_bare("say", module=_BARE) as bare:
        return (await bare.ask({"text": text}))["seconds"]
