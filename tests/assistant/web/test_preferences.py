"""What is remembered, only once it was chosen, and that it leads nowhere else."""

import html

import pytest

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import PLAIN_LINES, QUESTION, WORDY, FixedRetriever, browse, make_page

MESSAGES = read_messages()


async def test_no_page_sets_a_cookie_on_being_read(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        asked = await client.post("/questions", data={"text": QUESTION, "language": "en"})
        paths = ["/", "/?language=en", "/help?language=en", "/data", "/person", "/none", asked.headers["location"]]
        replies = [asked, *[await client.get(path) for path in paths]]
    assert all("set-cookie" not in reply.headers for reply in replies)


@pytest.mark.parametrize("is_https", [True, False])
async def test_a_language_is_chosen_once_and_kept_on_every_page(open_world: OpenWorld, is_https: bool) -> None:
    async with browse(open_world(is_https=is_https)) as client:
        chosen = await client.post("/preferences", data={"language": "en", "back": "/help?language=fr"})
        client.cookies.set("parvis-language", "en")
        pages = [(await client.get(path)).text for path in ("/", "/help", "/person", "/data", "/erased")]
        other = (await client.get("/?language=fr")).text
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/help")
    cookie = chosen.headers["set-cookie"]
    assert cookie.startswith("parvis-language=en; ")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is is_https
    assert all('<html lang="en" dir="ltr">' in page for page in pages)
    assert '<html lang="fr" dir="ltr">' in other


@pytest.mark.parametrize("value", ["de", "", "en; path=/", "<script>"])
async def test_a_value_that_we_never_write_counts_as_none(open_world: OpenWorld, value: str) -> None:
    async with browse(open_world()) as client:
        page = await client.get("/", headers={"Cookie": f'parvis-language="{value}"'})
    assert page.status_code == 200
    assert '<html lang="fr" dir="ltr">' in page.text


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/help", "/help"),
        ("/conversation/abc", "/conversation/abc"),
        ("/conversation/abc#listen-0f", "/conversation/abc#listen-0f"),
        ("/help?language=en#x", "/help#x"),
        ('/help#x"><b>', "/help"),
        ("//ailleurs.example#x", "/"),
        ("https://ailleurs.example/x", "/x"),
        ("//ailleurs.example/x", "/x"),
        ("///ailleurs.example", "/ailleurs.example"),
        ("/\\ailleurs.example", "/"),
        ("/x\r\nSet-Cookie: a=b", "/xSet-Cookie: a=b"),
        ("//[", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
async def test_the_way_back_never_leads_to_another_site(open_world: OpenWorld, back: str, leads_to: str) -> None:
    async with browse(open_world()) as client:
        reply = await client.post("/preferences", data={"plain": "yes", "back": back})
    assert reply.status_code == 303
    location = reply.headers["location"]
    assert location.startswith("/")
    assert not location.startswith("//")
    assert location.replace("%20", " ") == leads_to


async def test_a_conversation_goes_on_in_the_language_that_is_chosen_in_it(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        place = (await client.post("/questions", data={"text": QUESTION})).headers["location"].split("#")[0]
        await client.get(place)
        await client.post("/preferences", data={"language": "en", "back": place, "code": place.split("/")[2]})
        page = (await client.get(place)).text
    assert '<html lang="en" dir="ltr">' in page
    assert MESSAGES.text("page.ask_again_label", Language.ENGLISH) in page
    assert '<p class="notice" lang="fr"' in page  # what was said in French stays so, and says so


async def test_a_choice_in_a_conversation_that_is_gone_leads_to_the_page_that_says_so(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        reply = await client.post("/preferences", data={"language": "en", "back": "/conversation/x", "code": "x"})
    assert reply.headers["location"] == "/conversation/x"


@pytest.mark.parametrize("is_https", [True, False])
async def test_a_speed_is_remembered_and_the_reader_comes_back_to_the_same_player(
    open_world: OpenWorld, is_https: bool
) -> None:
    async with browse(open_world(is_https=is_https)) as client:
        back = "/conversation/abc#listen-0f"
        chosen = await client.post("/preferences", data={"rate": "110", "back": back})
        normal = await client.post("/preferences", data={"rate": "130", "back": back})
    assert (chosen.status_code, chosen.headers["location"]) == (303, back)
    cookie = chosen.headers["set-cookie"]
    assert cookie.startswith("parvis-rate=110; ")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=15724800"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is is_https
    assert normal.headers["set-cookie"].startswith('parvis-rate=""')
    assert "Max-Age=0" in normal.headers["set-cookie"]


@pytest.mark.parametrize("rate", ["79", "131", "99999999999999999999", "-90"])
async def test_a_speed_that_we_never_offer_is_not_kept(open_world: OpenWorld, rate: str) -> None:
    async with browse(open_world()) as client:
        reply = await client.post("/preferences", data={"rate": rate, "back": "/help"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/help")
    assert "set-cookie" not in reply.headers


async def test_the_page_on_data_tells_of_each_cookie_and_how_long_it_stays(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        page = html.unescape((await client.get("/data")).text)
    told = page.partition('id="cookies"')[2].partition("</section>")[0]
    assert [word in told for word in ("langue", "mots simples", "vitesse de lecture")] == [True, True, True]
    assert told.count("six mois") == 3


async def test_plain_words_come_first_beside_the_official_ones_once_asked_for(open_world: OpenWorld) -> None:
    async with browse(open_world(retriever=FixedRetriever((make_page(WORDY),)))) as client:
        place = (await client.post("/questions", data={"text": QUESTION})).headers["location"].split("#")[0]
        await client.get(place)
        before = html.unescape((await client.get(place)).text)
        turned_on = await client.post("/preferences", data={"plain": "yes", "back": place})
        client.cookies.set("parvis-plain", "yes")
        after = html.unescape((await client.get(place)).text)
        question_id = after.partition('id="answer-')[2][:32]
        stream = html.unescape((await client.get(f"{place}/events/{question_id}")).text)
        turned_off = await client.post("/preferences", data={"plain": "no", "back": place})
    official = WORDY.text.splitlines()
    assert PLAIN_LINES[0] not in before
    assert MESSAGES.text("plain.turn_on", Language.FRENCH) in before
    for shown in (after, stream):
        assert -1 < shown.index(f"<p>{PLAIN_LINES[0]}</p>") < shown.index(f"<p>{official[0]}</p>")
        assert MESSAGES.text("answer.official_words", Language.FRENCH) in shown
        assert MESSAGES.text("answer.simplified", Language.FRENCH) in shown
    assert MESSAGES.text("plain.turn_off", Language.FRENCH) in after
    assert turned_on.headers["set-cookie"].startswith("parvis-plain=yes; ")
    assert 'parvis-plain=""' in turned_off.headers["set-cookie"]
    assert "Max-Age=0" in turned_off.headers["set-cookie"]
