"""Speech over HTTP: a recording becomes text to confirm, an answer becomes sound."""

import io
import tempfile
import wave

import pytest
from httpx import AsyncClient

from assistant.messages.catalogue import read_messages
from assistant.settings import Rates
from assistant.vocabulary import Language, SpeechRefusal
from models.fakes import SilentSynthesizer, TypedTranscriber
from models.speech.types import AudioFault, AudioRefused, Doubt, Transcript
from models.types import ModelBusy, ModelError
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, RECORDING_BYTES, browse

MESSAGES = read_messages()
NOTICE = MESSAGES.text("notice.short", Language.FRENCH)


async def begin(client: AsyncClient) -> str:
    return str((await client.post("/api/conversations", json={})).json()["code"])


async def ask(client: AsyncClient, code: str) -> str:
    taken = (await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})).json()
    await client.get(taken["events"])
    return f"/api/conversations/{code}/questions/{taken['question_id']}/speech"


async def test_a_recording_becomes_text_to_confirm_and_asks_nothing(open_world: OpenWorld) -> None:
    world = open_world(transcriber=TypedTranscriber("Je suis Dubosquet, comment obtenir la carte ?"))
    async with browse(world) as client:
        code = await begin(client)
        reply = await client.post(
            f"/api/conversations/{code}/speech", content=b"RIFF...", headers={"Content-Type": "audio/wav"}
        )
        transcript = (await client.get(f"/api/conversations/{code}")).json()
    assert reply.status_code == 200
    assert reply.json() == {
        "text": "Je suis [masqué], comment obtenir la carte ?",
        "is_masked": True,
        "suggestion": "",
        "command": "",
        "notice": NOTICE,
    }
    assert transcript["answers"] == []
    assert world.retriever.searched == []


async def test_a_command_word_is_told(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber("Plus lentement."))) as client:
        code = await begin(client)
        reply = await client.post(f"/api/conversations/{code}/speech", content=b"x")
    assert reply.json()["command"] == "slower"


@pytest.mark.parametrize(
    ("heard", "status", "reason"),
    [
        (Transcript("", "fr", 2, 0, doubt=Doubt.NOTHING_SAID), 422, SpeechRefusal.NOTHING_SAID),
        (Transcript("", "fr", 2, 2, doubt=Doubt.UNCLEAR), 422, SpeechRefusal.UNCLEAR),
        (AudioRefused(AudioFault.UNREADABLE), 422, SpeechRefusal.UNREADABLE),
        (AudioRefused(AudioFault.TOO_LONG), 413, SpeechRefusal.TOO_LONG),
        (ModelBusy("full"), 503, SpeechRefusal.BUSY),
    ],
)
async def test_a_recording_that_cannot_be_used_is_refused_with_what_to_do(
    open_world: OpenWorld, heard: Transcript | ModelError, status: int, reason: SpeechRefusal
) -> None:
    async with browse(open_world(transcriber=TypedTranscriber(heard))) as client:
        code = await begin(client)
        reply = await client.post(f"/api/conversations/{code}/speech", content=b"x")
    assert reply.status_code == status
    body = reply.json()
    said = MESSAGES.text(f"voice.refusal.{reason.value}", Language.FRENCH, seconds="60", megabytes="2")
    assert (body["reason"], body["message"], body["notice"]) == (reason.value, said, NOTICE)
    assert ("retry-after" in reply.headers) is (reason is SpeechRefusal.BUSY)


async def test_no_sound_and_no_model_are_told(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber())) as client:
        empty = await client.post(f"/api/conversations/{await begin(client)}/speech")
    async with browse(open_world()) as client:
        deaf = await client.post(f"/api/conversations/{await begin(client)}/speech", content=b"x")
    assert (empty.status_code, empty.json()["reason"]) == (422, "no_file")
    assert (deaf.status_code, deaf.json()["reason"]) == (503, "unavailable")


async def test_a_recording_may_be_larger_than_a_text_and_has_its_limit(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber("comment obtenir la carte ?", "jamais"))) as client:
        code = await begin(client)
        path = f"/api/conversations/{code}/speech"
        large = await client.post(path, content=b"a" * RECORDING_BYTES)
        over = await client.post(path, content=b"a" * (RECORDING_BYTES + 1))
        huge = await client.post(path, content=b"a" * (RECORDING_BYTES + 100_000))
        text = await client.post("/questions", data={"text": "a" * 300_000})
    assert large.status_code == 200
    assert (over.status_code, over.json()["reason"]) == (413, "too_large")
    assert huge.status_code == 413
    assert text.status_code == 413


async def test_recordings_are_counted(open_world: OpenWorld) -> None:
    world = open_world(transcriber=TypedTranscriber("oui", "oui"), rates=Rates(conversation_speech_a_minute=1))
    async with browse(world) as client:
        path = f"/api/conversations/{await begin(client)}/speech"
        statuses = [(await client.post(path, content=b"x")).status_code for _ in range(2)]
    assert statuses == [200, 429]


async def test_an_unknown_conversation_has_no_ears_and_no_voice(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber("oui"), synthesizer=SilentSynthesizer())) as client:
        code = await begin(client)
        replies = [
            await client.post("/api/conversations/no-such-code/speech", content=b"x"),
            await client.get("/api/conversations/no-such-code/questions/q/speech"),
            await client.get(f"/api/conversations/{code}/questions/no-such-question/speech"),
        ]
    assert [reply.status_code for reply in replies] == [404, 404, 404]


async def test_an_answer_is_read_aloud_whole_with_its_source_and_its_notice(open_world: OpenWorld) -> None:
    synthesizer = SilentSynthesizer(rate=22_050)
    async with browse(open_world(synthesizer=synthesizer)) as client:
        reply = await client.get(await ask(client, await begin(client)))
    assert reply.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(reply.content)) as sound:
        assert (sound.getnchannels(), sound.getframerate()) == (1, 22_050)
        assert sound.getnframes() > 22_050
    said = " ".join(synthesizer.said)
    assert "vingt-cinq euros" in said
    assert "Source un : exemple gouv" in said
    assert "ordinateur" in synthesizer.said[-1]
    assert "http" not in said


async def test_speed_and_kind_of_sound_are_asked_for(open_world: OpenWorld) -> None:
    synthesizer = SilentSynthesizer(rate=48_000)
    async with browse(open_world(synthesizer=synthesizer)) as client:
        path = await ask(client, await begin(client))
        opus = await client.get(path, params={"type": "opus", "rate": 90})
        accepted = await client.get(path, headers={"Accept": "audio/ogg,audio/*;q=0.9"})
        plain = await client.get(path, headers={"Accept": "audio/ogg"}, params={"type": "wav"})
        wrong = [await client.get(path, params=params) for params in ({"rate": 20}, {"rate": 900}, {"type": "mp3"})]
    assert set(synthesizer.rates) == {90, 130}
    assert opus.content[:4] == accepted.content[:4] == b"OggS"
    assert opus.headers["content-type"] == "audio/ogg"
    assert plain.content[:4] == b"RIFF"
    assert [reply.status_code for reply in wrong] == [422, 422, 422]


@pytest.mark.parametrize(
    ("asked", "status", "given"),
    [
        ("bytes=0-1", 206, "bytes 0-1/{total}"),
        ("bytes=100-", 206, "bytes 100-{last}/{total}"),
        ("bytes=0-99999999", 206, "bytes 0-{last}/{total}"),
        ("bytes=99999999-", 416, "bytes */{total}"),
        ("lines=1-2", 200, None),
    ],
)
async def test_a_player_may_ask_for_a_piece(open_world: OpenWorld, asked: str, status: int, given: str | None) -> None:
    async with browse(open_world(synthesizer=SilentSynthesizer())) as client:
        path = await ask(client, await begin(client))
        whole = await client.get(path)
        piece = await client.get(path, headers={"Range": asked})
    total = len(whole.content)
    assert piece.status_code == status
    assert piece.headers.get("content-range") == (given and given.format(total=total, last=total - 1))
    assert piece.content in whole.content


async def test_listening_is_counted_once_a_sound(open_world: OpenWorld) -> None:
    rates = Rates(conversation_listening_a_minute=1)
    async with browse(open_world(synthesizer=SilentSynthesizer(), rates=rates)) as client:
        path = await ask(client, await begin(client))
        first = await client.get(path, headers={"Range": "bytes=0-1"})
        rest = await client.get(path, headers={"Range": "bytes=2-"})
        again = await client.get(path)
    assert [reply.status_code for reply in (first, rest, again)] == [206, 206, 429]


async def test_a_piece_of_a_sound_that_must_be_made_again_is_counted_too(open_world: OpenWorld) -> None:
    rates = Rates(conversation_listening_a_minute=2)
    async with browse(open_world(synthesizer=SilentSynthesizer(), rates=rates)) as client:
        path = await ask(client, await begin(client))
        pieces = [await client.get(f"{path}?rate={rate}", headers={"Range": "bytes=9-"}) for rate in (80, 90, 100, 80)]
    assert [piece.status_code for piece in pieces] == [206, 206, 429, 206]


async def test_without_an_engine_the_text_is_there_and_the_sound_says_why_not(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        reply = await client.get(await ask(client, await begin(client)))
    assert (reply.status_code, reply.json()["reason"]) == (503, "unavailable")


async def test_no_recording_is_written_to_a_disk(open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object) -> None:
        raise AssertionError("a recording reaches the disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    world = open_world(transcriber=TypedTranscriber("oui", "oui"))
    data = b"a" * (RECORDING_BYTES - 10)
    async with browse(world) as client:
        code = await begin(client)
        raw = await client.post(f"/api/conversations/{code}/speech", content=data)
        form = await client.post("/speech", data={"code": code}, files={"audio": ("voix.wav", data, "audio/wav")})
    assert (raw.status_code, form.status_code) == (200, 200)
