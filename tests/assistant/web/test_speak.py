"""The page's way to speak and to listen, without a script and with one."""

import re

import pytest
from markupsafe import escape

from assistant.messages.catalogue import read_messages
from assistant.settings import Rates
from assistant.vocabulary import Language
from assistant.web.logo import Logo
from assistant.web.theme import Theme
from models.fakes import SilentSynthesizer, TypedTranscriber
from models.speech.types import Doubt, Transcript
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, browse

MESSAGES = read_messages()
UNHEARD = Transcript("", "fr", 2, 2, doubt=Doubt.UNCLEAR)


def said(key: str, language: Language = Language.FRENCH, **values: object) -> str:
    return str(escape(MESSAGES.text(key, language, **values)))


async def test_the_form_takes_a_recording_without_a_script(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber())) as client:
        page = (await client.get("/")).text
    assert 'action="/speech" enctype="multipart/form-data"' in page
    assert '<input id="recording" name="audio" type="file" accept="audio/*" capture' in page
    assert '<label for="recording">' in page
    assert "autoplay" not in page


async def test_a_service_without_voice_offers_none(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        home = (await client.get("/")).text
        asked = await client.post("/questions", data={"text": QUESTION})
        conversation = (await client.get(asked.headers["location"])).text
    for page in (home, conversation):
        assert "recording" not in page
        assert "<audio" not in page
        assert "voice.js" not in page


async def test_what_was_said_is_in_the_box_to_be_checked_and_nothing_is_asked(open_world: OpenWorld) -> None:
    world = open_world(transcriber=TypedTranscriber("Je suis Dubosquet, comment obtenir la <b>carte</b> ?"))
    async with browse(world) as client:
        reply = await client.post("/speech", files={"audio": ("voix.wav", b"RIFF", "audio/wav")})
    assert reply.status_code == 200
    assert "Je suis [masqué], comment obtenir la &lt;b&gt;carte&lt;/b&gt; ?</textarea>" in reply.text
    assert said("voice.page.written") in reply.text
    assert said("voice.page.masked") in reply.text
    assert "Dubosquet" not in reply.text
    assert world.retriever.searched == []


async def test_in_a_conversation_the_page_stays_that_of_the_conversation(open_world: OpenWorld) -> None:
    world = open_world(transcriber=TypedTranscriber("et pour un mineur ?"), synthesizer=SilentSynthesizer())
    async with browse(world) as client:
        code = (await client.post("/api/conversations", json={"language": "en"})).json()["code"]
        taken = (await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})).json()
        await client.get(taken["events"])
        reply = await client.post("/speech", data={"code": code}, files={"audio": ("voix.wav", b"RIFF", "audio/wav")})
    assert "et pour un mineur ?</textarea>" in reply.text
    assert said("voice.page.written", Language.ENGLISH) in reply.text
    assert f"/api/conversations/{code}/questions/{taken['question_id']}/speech?type=opus" in reply.text


@pytest.mark.parametrize("wants_json", [False, True])
@pytest.mark.parametrize("in_conversation", [False, True])
async def test_a_refused_recording_says_what_to_do(
    open_world: OpenWorld, wants_json: bool, in_conversation: bool
) -> None:
    async with browse(open_world(transcriber=TypedTranscriber(UNHEARD))) as client:
        code = (await client.post("/api/conversations", json={})).json()["code"] if in_conversation else ""
        headers = {"Accept": "application/json"} if wants_json else {}
        reply = await client.post(
            "/speech", data={"code": code}, files={"audio": ("voix.wav", b"RIFF", "audio/wav")}, headers=headers
        )
    assert reply.status_code == 422
    if wants_json:
        assert reply.json()["message"] == MESSAGES.text("voice.refusal.unclear", Language.FRENCH)
    else:
        assert said("voice.refusal.unclear") in reply.text
        assert "<textarea" in reply.text


async def test_a_form_without_a_file_says_so_and_one_that_is_not_ours_is_refused(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber())) as client:
        empty = await client.post("/speech", files={"audio": ("", b"", "application/octet-stream")})
        missing = await client.post("/speech", files={"other": ("voix.wav", b"x", "audio/wav")})
        wrong = await client.post("/speech", data={"audio": "text"})
    assert (empty.status_code, missing.status_code) == (422, 422)
    assert said("voice.refusal.no_file") in empty.text
    assert wrong.status_code == 400


async def test_the_script_gets_the_words_and_the_count_holds_for_it(open_world: OpenWorld) -> None:
    world = open_world(transcriber=TypedTranscriber("oui", "oui"), rates=Rates(address_speech_a_minute=1))
    files = {"audio": ("voix.webm", b"x", "audio/webm")}
    async with browse(world) as client:
        heard = await client.post("/speech", files=files, headers={"Accept": "application/json"})
        often = await client.post("/speech", files=files, headers={"Accept": "application/json"})
        page = await client.post("/speech", files=files)
    assert (heard.status_code, heard.json()["text"]) == (200, "oui")
    assert (often.status_code, page.status_code) == (429, 429)
    assert "<textarea" in page.text


async def test_an_unknown_conversation_is_a_page(open_world: OpenWorld) -> None:
    async with browse(open_world(transcriber=TypedTranscriber("oui"))) as client:
        files = {"audio": ("voix.wav", b"x", "audio/wav")}
        reply = await client.post("/speech", data={"code": "no-such-code"}, files=files)
    assert reply.status_code == 404
    assert said("page.not_found") in reply.text


async def test_each_answer_can_be_heard_and_nothing_is_fetched_before(open_world: OpenWorld) -> None:
    async with browse(open_world(synthesizer=SilentSynthesizer())) as client:
        asked = await client.post("/questions", data={"text": QUESTION})
        page = (await client.get(asked.headers["location"])).text
    assert page.count('<audio controls preload="none"') == page.count("</audio>") == 1
    assert "autoplay" not in page
    outside = re.sub(r"<audio.*?</audio>", "", page, flags=re.DOTALL)
    assert "/speech?type" not in outside  # the link is for browsers without a player, which show what it holds
    assert said("voice.page.listen") in outside
    assert [re.findall(rf"type={kind}&amp;rate=(\d+)", page) for kind in ("opus", "wav")] == [["130"], ["130", "130"]]


@pytest.mark.parametrize(
    ("cookie", "rate", "offered"),
    [
        ("", 130, {"slower": "110", "faster": "150"}),
        ("90", 90, {"slower": "80", "faster": "110"}),
        ("80", 80, {"faster": "90"}),
        ("230", 230, {"slower": "210"}),
        ("131", 130, {"slower": "110", "faster": "150"}),
        ("80; x", 80, {"faster": "90"}),
    ],
)
async def test_answers_are_read_at_the_speed_that_was_chosen_and_the_next_ones_are_offered(
    open_world: OpenWorld, cookie: str, rate: int, offered: dict[str, str]
) -> None:
    async with browse(open_world(synthesizer=SilentSynthesizer())) as client:
        client.headers["Cookie"] = f"parvis-rate={cookie}"
        asked = await client.post("/questions", data={"text": QUESTION})
        place = asked.headers["location"].split("#")[0]
        await client.get(place)
        question_id = (await client.get(place)).text.partition('id="listen-')[2][:32]
        refused = await client.post("/questions", data={"text": "🙂", "code": place.split("/")[2]})
        ways = [
            (await client.get(place)).text,
            (await client.get(f"{place}/answers/{question_id}")).text,
            (await client.get(f"{place}/events/{question_id}")).text,
            refused.text,
        ]
    for page in ways:
        assert f"type=opus&amp;rate={rate}" in page
        assert said("voice.page.speed", speed=said(f"voice.speed.at_{rate}")) in page
        buttons = dict(re.findall(r'name="rate" value="(\d+)"[^>]*>([^<]*)<', page))
        assert buttons == {value: said(f"voice.page.{what}") for what, value in offered.items()}
        assert f'name="back" value="{place}#listen-{question_id}"' in page


async def test_help_data_and_transparency_tell_of_voice_where_there_is_one(open_world: OpenWorld) -> None:
    sentences = {"/help": "help.voice_title", "/data": "data.spoken", "/transparency": "facts.use.speech"}
    async with browse(open_world(transcriber=TypedTranscriber())) as client:
        told = {path: (await client.get(path)).text for path in sentences}
    async with browse(open_world()) as client:
        untold = {path: (await client.get(path)).text for path in sentences}
    for path, key in sentences.items():
        assert said(key) in told[path], path
        assert said(key) not in untold[path], path


async def test_the_first_page_asks_for_six_files_at_most_with_voice_and_a_theme(open_world: OpenWorld) -> None:
    theme = Theme(logo=Logo(b"\x89PNG", "image/png", 80, 40), light={"accent": "#7a1f4e"})
    world = open_world(transcriber=TypedTranscriber(), synthesizer=SilentSynthesizer(), theme=theme)
    async with browse(world) as client:
        page = (await client.get("/")).text
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert any("voice.js" in file for file in files)
    assert len({"/", *files}) <= 6


async def test_the_microphone_is_for_our_own_page_and_the_browsers_recognition_for_none(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        headers = (await client.get("/")).headers
    assert "microphone=(self)" in headers["permissions-policy"]
    assert "on-device-speech-recognition=()" in headers["permissions-policy"]
    assert "media-src 'self'" in headers["content-security-policy"]


async def test_the_script_uses_neither_the_recognition_nor_the_voices_of_the_browser(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        script = (await client.get("/static/voice.js")).text
    assert "getUserMedia" in script
    assert "SpeechRecognition" not in script
    assert "speechSynthesis" not in script
    assert "http" not in script.replace("noHttps", "")
