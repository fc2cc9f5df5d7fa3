import pytest
from jinja2 import UndefinedError

from assistant.messages.catalogue import read_messages
from assistant.settings import Administration, DeskSettings, Retention
from assistant.vocabulary import Language
from assistant.web.pages import Pages

PAGES = Pages(
    read_messages(), Administration(name="Guichet <b>", contact="tél. & accueil"), Retention(), DeskSettings()
)


async def test_the_name_of_the_administration_is_text() -> None:
    page = await PAGES.render("home.html", Language.FRENCH, code="", typed="", mistake="", is_held=False)
    assert "Guichet &lt;b&gt;" in page
    assert "Guichet <b>" not in page


async def test_a_value_that_a_template_lacks_is_a_mistake_of_the_program() -> None:
    with pytest.raises(UndefinedError):
        await PAGES.render("home.html", Language.FRENCH)


async def test_a_page_streamed_is_the_page_rendered() -> None:
    values = {"code": "", "typed": "Où ?", "mistake": "", "is_held": False}
    streamed = [piece async for piece in PAGES.stream("home.html", Language.ENGLISH, **values)]
    assert len(streamed) > 1
    assert "".join(streamed) == await PAGES.render("home.html", Language.ENGLISH, **values)


@pytest.mark.parametrize(
    ("kinds", "language", "words"),
    [
        (("PERSON",), "fr", "un nom"),
        (("PERSON", "PHONE"), "fr", "un nom, un numéro de téléphone"),
        (("VEHICLE", "BADGE"), "fr", "un numéro ou un code personnel"),
        ((), "fr", ""),
    ],
)
def test_what_was_masked_is_named_in_words_each_once(kinds: tuple[str, ...], language: str, words: str) -> None:
    assert PAGES._name_kinds(kinds, language) == words
