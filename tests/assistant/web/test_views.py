import html
import re
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

import assistant.web
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import AnswerStatus, Channel, Language
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    ADULT,
    COST_LINES,
    FOR_ADULTS,
    FOR_MINORS,
    PLAIN_LINES,
    QUESTION,
    TITLE,
    URL,
    WORDY,
    DecidedGuard,
    FixedRetriever,
    Gate,
    browse,
    make_document,
    make_page,
    make_passage,
    read_every_file,
    read_slowly,
)

MESSAGES = read_messages()
HTML = {"Accept": "text/html"}


def said(key: str, language: Language = Language.FRENCH, **values: object) -> str:
    """A sentence of the catalogue as a page holds it."""
    return (
        html.escape(MESSAGES.text(key, language, **values), quote=True)
        .replace("&#x27;", "&#39;")
        .replace("&quot;", "&#34;")
    )


def addresses(page: str, *attributes: str) -> list[str]:
    return [html.unescape(found) for name in attributes for found in re.findall(rf'{name}="([^"]*)"', page)]


async def ask(client: AsyncClient, text: str = QUESTION, code: str = "", language: str = "fr") -> Response:
    return await client.post("/questions", data={"text": text, "code": code, "language": language}, headers=HTML)


async def answer_page(client: AsyncClient, text: str = QUESTION, language: str = "fr") -> Response:
    """Ask, follow the redirection, and read the page once more when the answer is kept."""
    asked = await ask(client, text, language=language)
    assert asked.status_code == 303
    place = asked.headers["location"]
    assert place.endswith("#last")
    await client.get(place)
    return await client.get(place)


@pytest.mark.parametrize("language", Language)
async def test_the_home_page_asks_for_a_question_and_leads_to_a_human(
    open_world: OpenWorld, language: Language
) -> None:
    async with browse(open_world()) as client:
        page = (await client.get("/", params={"language": language.value})).text
    assert f'<html lang="{language}" dir="ltr">' in page
    for key in ("page.title", "page.ask_label", "page.ask_button", "page.talk_to_person", "notice.short"):
        assert said(key, language) in page
    assert f"/person?language={language}" in addresses(page, "href")
    other = next(one for one in Language if one is not language)
    assert re.search(rf'<button class="quiet" name="language" value="{other}" lang="{other}">', page)


async def test_a_page_without_script_holds_question_quotes_sources_next_steps_and_notice(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        reply = await answer_page(client)
        page = reply.text
        code = str(reply.url).split("/conversation/")[1]
    assert QUESTION in page
    assert all(f"<p>{line}</p>" in page for line in COST_LINES)
    assert f'<a href="{URL}" rel="external noreferrer" lang="fr">{TITLE}</a>' in page
    assert said("answer.updated_on", date="1er mars 2026") in page
    assert "cerfa n°99999*01" in page
    assert said("notice.dated", dates=MESSAGES.text("notice.single", Language.FRENCH, date="1er mars 2026")) in page
    assert f"/conversation/{code.split('#')[0]}/person" in addresses(page, "href")


async def test_a_source_on_no_website_is_named_without_a_link(open_world: OpenWorld) -> None:
    document = replace(make_document(), url="", publisher="Ville de Villeneuve")
    async with browse(open_world(retriever=FixedRetriever([make_page(document=document)]))) as client:
        page = (await answer_page(client)).text
    assert f'<span lang="fr">{TITLE}</span> <span class="publisher" lang="fr">– Ville de Villeneuve</span>' in page
    assert 'href=""' not in page


async def test_a_conversation_in_which_nothing_was_said_opens(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        code = (await client.post("/api/conversations", json={"language": "fr"})).json()["code"]
        page = (await client.get(f"/conversation/{code}")).text
    assert f"<title>{MESSAGES.text('page.conversation_title', Language.FRENCH)} – " in page
    assert page.rstrip().endswith("</html>")


async def test_reading_the_page_of_an_answer_under_way_shows_it_once_and_whole(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        asked = await ask(client)
        page = (await client.get(asked.headers["location"])).text
    assert page.count(COST_LINES[0]) == 1
    assert page.rstrip().endswith("</html>")


async def test_sources_reach_a_page_without_script_before_the_end(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    async with browse(world) as client:
        place = (await ask(client)).headers["location"].split("#")[0]
    begun = ""
    async with aclosing(read_slowly(world.app, place)) as pieces:
        async for piece in pieces:
            begun += piece
            if COST_LINES[0] in begun and TITLE in begun:
                break
        assert not gate.opened.is_set()
        assert said("answer.sources") in begun
        assert "</html>" not in begun
        gate.opened.set()
        rest = "".join([piece async for piece in pieces])
    assert 'class="notice"' in rest
    assert rest.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert('jardin')</script> quel prix a la carte ?",
        '"><img src=x onerror=alert(1)> quel prix a la carte ?',
        "quel prix a la carte ? </textarea><script>alert(2)</script>",
    ],
)
async def test_what_a_person_types_is_never_markup(open_world: OpenWorld, typed: str) -> None:
    async with browse(open_world()) as client:
        answered = (await answer_page(client, typed)).text
        refused = (await ask(client, typed + "a" * 4000)).text
    for page, scripts in ((answered, 2), (refused, 0)):
        assert page.count("<script") == scripts  # the page's own files
        assert "<img" not in page
        assert "quel prix a la carte ?" in page


async def test_what_an_official_page_holds_is_never_markup(open_world: OpenWorld) -> None:
    document = make_document(title="<script>titre</script>")
    retriever = FixedRetriever((make_page(make_passage(0, "<u>ligne</u> & <b>gras</b>"), document=document),))
    async with browse(open_world(retriever=retriever)) as client:
        page = (await answer_page(client)).text
    assert page.count("<script") == 2
    assert "&lt;u&gt;ligne&lt;/u&gt; &amp; &lt;b&gt;gras&lt;/b&gt;" in page
    assert "&lt;script&gt;titre&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("text", "key", "status"),
    [("", "empty", 422), ("😀😀", "no_words", 422), ("Bonjour " * 600, "too_long", 413)],
)
@pytest.mark.parametrize("language", Language)
async def test_a_refused_text_is_given_back_with_what_to_mend(
    open_world: OpenWorld, text: str, key: str, status: int, language: Language
) -> None:
    async with browse(open_world()) as client:
        reply = await ask(client, text, language=language.value)
    page = reply.text
    assert reply.status_code == status
    assert said(f"refusal.{key}", language, length=len(text), limit=4000) in page
    assert f">\n{text}</textarea>" in page
    assert 'aria-invalid="true"' in page
    assert said("notice.short", language) in page
    assert f"/person?language={language}" in addresses(page, "href")


async def test_a_text_refused_in_a_conversation_keeps_what_was_said_before(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        code = str((await answer_page(client)).url).split("/conversation/")[1].split("#")[0]
        reply = await ask(client, "😀", code)
    assert reply.status_code == 422
    assert COST_LINES[0] in reply.text
    assert said("refusal.no_words") in reply.text
    assert ">\n😀</textarea>" in reply.text


async def test_a_second_question_while_one_runs_is_given_back(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    async with browse(world) as client:
        code = (await ask(client)).headers["location"].split("/")[2].split("#")[0]
        await gate.reached.wait()
        page = await ask(client, "Et pour deux jardins ?", code)
        script = await client.post(
            "/questions", data={"text": "Encore ?", "code": code}, headers={"Accept": "application/json"}
        )
        gate.opened.set()
    assert (page.status_code, script.status_code) == (409, 409)
    assert said("refusal.already_asking") in page.text
    assert ">\nEt pour deux jardins ?</textarea>" in page.text
    assert script.json()["message"] == MESSAGES.text("refusal.already_asking", Language.FRENCH)
    assert script.json()["notice"] == MESSAGES.text("notice.short", Language.FRENCH)


async def test_the_script_asks_and_follows_the_same_answer_as_fragments(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    async with browse(world) as client:
        taken = await client.post(
            "/questions", data={"text": QUESTION, "code": code}, headers={"Accept": "application/json"}
        )
    assert taken.status_code == 202
    pieces = read_slowly(world.app, f"/conversation/{code}/events/{taken.json()['question_id']}")
    first = await anext(pieces)
    gate.opened.set()
    stream = "".join([first, *[piece async for piece in pieces]])
    kinds = re.findall(r"^event: (\w+)$", stream, re.MULTILINE)
    assert kinds[:2] == ["say", "question"]
    assert kinds[-2:] == ["say", "ended"]
    assert {"sources", "part"} <= set(kinds)
    assert MESSAGES.text("page.searching", Language.FRENCH) in stream
    assert f"data: {MESSAGES.text('spoken.ready', Language.FRENCH)} {TITLE} {COST_LINES[0]}" in stream
    last = stream[stream.rindex("event: ended") :]
    assert COST_LINES[0] in last
    assert 'class="notice"' in last


CHOICES = ("Vous êtes majeur", "Vous êtes mineur")


def offers_situations() -> FixedRetriever:
    return FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),))


def buttons(page: str) -> list[str]:
    return re.findall(r'<button type="submit" name="text" value="([^"]*)">', page)


async def test_what_is_asked_back_is_said_once_above_numbered_buttons_that_post_their_label(
    open_world: OpenWorld,
) -> None:
    async with browse(open_world(retriever=offers_situations())) as client:
        reply = await answer_page(client, "La carte ?")
        code = str(reply.url).split("/conversation/")[1].split("#")[0]
    assert buttons(reply.text) == list(CHOICES)
    assert reply.text.count(said("clarify.ask_situation")) == 1
    assert f"<legend>{said('clarify.ask_situation')}</legend>" in reply.text
    assert all(f'<span class="number">{number}.</span>' in reply.text for number in (1, 2))
    assert all(said(key) in reply.text for key in ("clarify.how", "clarify.other"))
    form = reply.text[reply.text.index("data-choices") :].split("</form>")[0]
    assert f'name="code" value="{code}"' in form
    assert reply.text.index(FOR_ADULTS.text) < reply.text.index("<legend>") < reply.text.index('class="notice"')


@pytest.mark.parametrize("reply", ["Vous êtes mineur", "2"])
async def test_a_choice_is_answered_and_the_choices_of_the_answer_before_become_text(
    open_world: OpenWorld, reply: str
) -> None:
    async with browse(open_world(retriever=offers_situations())) as client:
        code = str((await answer_page(client, "La carte ?")).url).split("/conversation/")[1].split("#")[0]
        place = (await ask(client, reply, code)).headers["location"]
        await client.get(place)
        page = (await client.get(place)).text
    first, last = page.split('<article class="turn"')[1:]
    assert buttons(page) == []
    assert said("clarify.ask_situation") in first
    assert all(label in first for label in CHOICES)
    assert FOR_MINORS.text in last
    assert FOR_ADULTS.text not in last
    assert ('<p class="chosen" lang="fr">Vous êtes mineur</p>' in last) is (reply == "2")
    assert 'id="last"' in last
    assert 'id="last"' not in first


async def test_a_page_that_streams_shows_the_question_asked_back_once_with_its_buttons(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(retriever=offers_situations(), hold=gate.pass_through)
    async with browse(world) as client:
        place = (await ask(client, "La carte ?")).headers["location"].split("#")[0]
    begun = ""
    async with aclosing(read_slowly(world.app, place)) as pieces:
        async for piece in pieces:
            begun += piece
            if FOR_ADULTS.text in begun:
                break
        gate.opened.set()
        page = begun + "".join([piece async for piece in pieces])
    assert page.count(said("clarify.ask_situation")) == 1
    assert buttons(page) == list(CHOICES)


async def test_while_the_next_answer_is_prepared_the_choices_before_are_text(open_world: OpenWorld) -> None:
    gate = Gate()
    gate.opened.set()
    world = open_world(retriever=offers_situations(), hold=gate.pass_through)
    async with browse(world) as client:
        place = str((await answer_page(client, "La carte ?")).url).split("#")[0]
        gate.opened.clear()
        await ask(client, "Vous êtes mineur", place.rpartition("/")[2])
    begun = ""
    async with aclosing(read_slowly(world.app, f"/conversation/{place.rpartition('/')[2]}")) as pieces:
        async for piece in pieces:
            begun += piece
            if 'id="last"' in begun:
                break
    assert CHOICES[0] in begun
    assert buttons(begun) == []


async def test_the_words_of_a_page_in_choices_are_never_markup(open_world: OpenWorld) -> None:
    heading = replace(ADULT, text='"><script>alert(1)</script>')
    page = make_page(make_passage(1, "Pour les grands.", under=(heading,)), FOR_MINORS)
    async with browse(open_world(retriever=FixedRetriever((page,)))) as client:
        shown = (await answer_page(client, "La carte ?")).text
    assert len(buttons(shown)) == 2
    assert shown.count("<script") == 2


async def test_what_was_asked_and_not_found_is_named_in_words(open_world: OpenWorld) -> None:
    retriever = FixedRetriever((make_page(FOR_ADULTS, document=make_document(costs=())),))
    async with browse(open_world(retriever=retriever)) as client:
        page = (await answer_page(client, "Quel est le prix de la carte de jardin, et à quel âge l'avoir ?")).text
    named = ", ".join(MESSAGES.text(f"want.{want}", Language.FRENCH) for want in ("amount", "age"))
    assert said("answer.missing", what=named) in page
    assert said("answer.partial") in page


async def plain_page(client: AsyncClient, language: str = "fr") -> tuple[str, Response]:
    """Ask, then follow the link to the plain version; gives its address too."""
    page = (await answer_page(client, language=language)).text
    (link,) = [link for link in addresses(page, "href") if "/plain/" in link]
    return link, await client.get(link)


async def test_the_plain_version_holds_lines_source_number_sources_notice_and_both_ways(open_world: OpenWorld) -> None:
    world = open_world(retriever=FixedRetriever((make_page(WORDY),)))
    async with browse(world) as client:
        link, reply = await plain_page(client)
    page, code = html.unescape(reply.text), link.split("/")[2]
    assert reply.status_code == 200
    assert all(f"<p>{line}</p>" in page for line in PLAIN_LINES)
    assert not any(f"<p>{line}</p>" in page for line in WORDY.text.splitlines())
    assert '<div class="reworded" data-ai-generated="true" lang="fr">' in page
    assert f"<h1>{said('answer.simplified')}</h1>" in page
    assert MESSAGES.text("answer.simplified_hint", Language.FRENCH) in page
    assert '<p class="origin" lang="fr">[1]</p>' in page
    assert f'<a href="{URL}" rel="external noreferrer" lang="fr">' in page
    dates = MESSAGES.text("notice.single", Language.FRENCH, date="1er mars 2026")
    assert MESSAGES.text("notice.dated", Language.FRENCH, dates=dates) in page
    assert f"/conversation/{code}/person" in addresses(page, "href")
    assert f"/conversation/{code}#answer-{link.rpartition('/')[2]}" in addresses(page, "href")


async def test_what_cannot_be_said_more_plainly_is_told_with_the_notice_and_a_human(open_world: OpenWorld) -> None:
    async with browse(open_world(tell_languages=lambda _: (Language.ENGLISH,))) as client:
        link, reply = await plain_page(client, "en")
    assert reply.status_code == 200
    assert said("answer.not_simplified", Language.ENGLISH) in reply.text
    assert said("answer.simplified_hint", Language.ENGLISH) not in reply.text
    assert said("answer.simplified", Language.ENGLISH) not in reply.text
    assert "data-ai-generated" not in reply.text
    assert "1 March 2026" in reply.text
    assert f"/conversation/{link.split('/')[2]}/person" in addresses(reply.text, "href")


async def test_an_answer_that_quotes_nothing_has_no_plain_version_to_offer(open_world: OpenWorld) -> None:
    async with browse(open_world(retriever=FixedRetriever(()))) as client:
        page = (await answer_page(client)).text
    assert "/plain/" not in page


@pytest.mark.parametrize("known", [True, False], ids=["unknown question", "unknown conversation"])
async def test_the_plain_version_of_nothing_is_the_page_that_says_so(open_world: OpenWorld, known: bool) -> None:
    world = open_world()
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code if known else "no-such-code"
    async with browse(world) as client:
        reply = await client.get(f"/conversation/{code}/plain/no-such-question")
    assert reply.status_code == 404
    assert said("page.not_found_title") in reply.text
    assert said("notice.short") in reply.text


async def test_english_is_kept_from_the_choice_to_the_answer(open_world: OpenWorld) -> None:
    async with browse(open_world(tell_languages=lambda _: (Language.ENGLISH,))) as client:
        page = (await answer_page(client, "How do I get the garden card?", "en")).text
    assert '<html lang="en" dir="ltr">' in page
    assert said("answer.french_only", Language.ENGLISH) in page
    assert '<blockquote lang="fr">' in page
    assert "1 March 2026" in page
    assert said("page.talk_to_person", Language.ENGLISH) in page


async def test_what_was_masked_is_told_by_kind_and_what_was_typed_is_nowhere(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    world = open_world()
    async with browse(world) as client:
        page = (await answer_page(client, "Je suis Dubosquet, quel prix a la carte ?")).text
    assert said("page.masked", kinds="un nom") in page
    assert "Je suis [masqué\N{NO-BREAK SPACE}: nom 1], quel prix" in page
    assert "Dubosquet" not in page
    world.engine.dispose()
    written = read_every_file(tmp_path)
    assert b"PERSONNE_1" in written
    assert b"Dubosquet" not in written


async def test_a_person_sees_what_will_be_sent_then_waits_and_is_sent_once(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = str((await answer_page(client)).url).split("/conversation/")[1].split("#")[0]
        way = f"/conversation/{code}/person"
        preview = await client.get(way)
        assert QUESTION in preview.text
        assert TITLE in preview.text
        assert "9 h - 12 h" in preview.text
        assert said("person.send") in preview.text
        assert (await world.services.transcript(code)).escalation is None
        sent = [await client.post(way) for _ in range(2)]
        assert [(reply.status_code, reply.headers["location"]) for reply in sent] == [(303, way)] * 2
        waiting = (await client.get(way)).text
        assert said("person.sent_title") in waiting
        assert said("person.send") not in waiting
        conversation = (await client.get(f"/conversation/{code}")).text
        assert 'class="waiting"' in conversation


async def test_somebody_who_has_asked_nothing_reaches_a_human_too(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        preview = await client.get("/person?language=en")
        assert said("person.nothing_asked", Language.ENGLISH) in preview.text
        sent = await client.post("/person", data={"language": "en"})
        assert sent.status_code == 303
        waiting = await client.get(sent.headers["location"])
    assert said("person.sent_title", Language.ENGLISH) in waiting.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/conversation/no-such-code"),
        ("GET", "/conversation/no-such-code/person"),
        ("POST", "/conversation/no-such-code/person"),
    ],
)
async def test_an_unknown_conversation_is_a_page_that_says_so_and_leads_on(
    open_world: OpenWorld, method: str, path: str
) -> None:
    async with browse(open_world()) as client:
        reply = await client.request(method, path)
    assert reply.status_code == 404
    assert said("page.not_found_title") in reply.text
    assert {"/?language=fr", "/person?language=fr"} <= set(addresses(reply.text, "href"))
    assert said("notice.short") in reply.text


@pytest.mark.parametrize(
    "text",
    [QUESTION, ""],
)
async def test_a_question_in_an_unknown_conversation_gets_the_same_page(open_world: OpenWorld, text: str) -> None:
    async with browse(open_world()) as client:
        reply = await ask(client, text, "no-such-code")
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")


async def test_an_unknown_address_is_a_page_too(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        reply = await client.get("/no/such/page", headers=HTML)
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("reason", ["suicide", "violence", "child", "shelter"])
async def test_a_page_about_danger_leads_with_its_numbers_and_a_human(open_world: OpenWorld, reason: str) -> None:
    world = open_world(distress=DecidedGuard(Outcome.ESCALATE, reason, "distress"))
    async with browse(world) as client:
        page = (await answer_page(client, "Je ne sais plus quoi faire")).text
    assert said(f"danger.{reason}").splitlines()[0] in page
    assert 'class="button person"' in page


async def test_a_question_that_no_guard_could_read_shows_no_word_of_it(open_world: OpenWorld) -> None:
    world = open_world(personal_data=DecidedGuard(Outcome.ERROR, name="personal_data"))
    async with browse(world) as client:
        page = (await answer_page(client, "Mon secret est Dubosquet")).text
    assert f'data-status="{AnswerStatus.UNGUARDED}"' in page
    assert "secret" not in page
    assert said("status.unguarded.say").splitlines()[0] in page


async def test_no_page_loads_or_sends_anything_elsewhere(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        answered = await answer_page(client)
        code = str(answered.url).split("/conversation/")[1].split("#")[0]
        pages = [
            answered.text,
            *[
                (await client.get(path)).text
                for path in ("/", "/person", "/no-such-page", f"/conversation/{code}/person", "/conversation/x")
            ],
        ]
    for page in pages:
        loaded = re.findall(r'<(?:script|link|img|iframe|form)\b[^>]*?(?:src|href|action)="([^"]*)"', page)
        assert all(address.startswith("/") and not address.startswith("//") for address in loaded), loaded
        assert not re.search(r'\son\w+="|style="|<style|javascript:', page)
    links = [link for link in addresses(pages[0], "href") if "://" in link]
    assert links
    assert all(link.startswith("https://exemple.gouv.fr/") for link in links)


@pytest.mark.parametrize("name", ["parvis.css", "parvis.js", "answers.js", "voice.js", "parvis.svg"])
def test_what_a_page_loads_names_no_other_machine(name: str) -> None:
    (folder,) = assistant.web.__path__
    text = (Path(folder) / "static" / name).read_text(encoding="utf-8")
    found = {address for address in re.findall(r"https?://[^\s\"')]+", text) if "www.w3.org" not in address}
    assert found == set()
    assert "@import" not in text


async def test_a_conversation_keeps_its_language_whatever_the_form_says(open_world: OpenWorld) -> None:
    world = open_world()
    code = (await world.services.start(Language.ENGLISH, Channel.WEB)).code
    async with browse(world) as client:
        reply = await ask(client, "😀", code, "fr")
    assert '<html lang="en" dir="ltr">' in reply.text
    assert said("refusal.no_words", Language.ENGLISH) in reply.text
