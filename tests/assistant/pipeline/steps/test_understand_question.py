import pytest

from assistant.conversation.types import Choice, Memory
from assistant.pipeline.routes import read_routes
from assistant.pipeline.steps.understand_question import UnderstandQuestion
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Language
from tests.assistant.fakes import make_turn

ROUTES = read_routes()


STEP = UnderstandQuestion(ROUTES)


def turn_on(text: str, *earlier: str, language: Language = Language.FRENCH) -> Turn:
    return make_turn(text=text, memory=Memory(questions=earlier), language=language)[0]


@pytest.mark.parametrize(
    ("text", "status", "offers_person"),
    [
        ("Bonjour", AnswerStatus.GREETING, False),
        ("Merci !", AnswerStatus.THANKS, False),
        ("Qui êtes-vous ?", AnswerStatus.ABOUT, False),
        ("Je veux parler à un conseiller", AnswerStatus.NEEDS_PERSON, True),
        ("Comment obtenir la nationalité canadienne ?", AnswerStatus.OTHER_COUNTRY, True),
        ("a ?", AnswerStatus.UNCLEAR, False),
        ("<PERSONNE_1>", AnswerStatus.UNCLEAR, False),
        ("<NIR_1> <ADRESSE_2>", AnswerStatus.UNCLEAR, False),
    ],
)
async def test_what_no_search_can_answer_ends_the_turn(text: str, status: AnswerStatus, offers_person: bool) -> None:
    turn = turn_on(text)
    assert await STEP(turn) == Ending(status)
    assert turn.offers_person is offers_person
    assert turn.query == ""


async def test_what_pages_do_not_answer_says_where_to_look() -> None:
    turn = turn_on("Où en est mon dossier ?")
    assert await STEP(turn) == Ending(AnswerStatus.NEEDS_PERSON, "beyond.file")
    assert turn.offers_person


async def test_a_question_is_searched_without_its_placeholders() -> None:
    turn = turn_on("Je m'appelle <PERSONNE_1>,  comment refaire\nma carte d'identité ?")
    assert await STEP(turn) is None
    assert turn.query == "Je m'appelle , comment refaire ma carte d'identité ?"


@pytest.mark.parametrize("follow_up", ["Et le prix ?", "Pour un mineur ?", "délai"])
async def test_a_question_that_means_nothing_alone_is_searched_with_the_one_before(follow_up: str) -> None:
    turn = turn_on(follow_up, "Comment refaire un permis ?", "Comment refaire un passeport ?")
    assert await STEP(turn) is None
    assert turn.query.split() == ["Comment", "refaire", "un", "passeport", "?", *follow_up.split()]


async def test_the_follow_up_of_the_documentation_is_searched_with_the_question_before() -> None:
    turn = turn_on("Et pour un enfant ?", "Comment refaire un passeport ?")
    await STEP(turn)
    assert "passeport" in turn.query


@pytest.mark.parametrize("earlier", [(), ("Comment refaire un passeport ?",)])
async def test_a_question_that_stands_alone_is_searched_alone(earlier: tuple[str, ...]) -> None:
    turn = turn_on("Comment inscrire mon enfant à la cantine ?", *earlier)
    await STEP(turn)
    assert turn.query == "Comment inscrire mon enfant à la cantine ?"


async def test_a_short_first_question_is_searched_as_it_is() -> None:
    turn = turn_on("passeport enfant")
    assert await STEP(turn) is None
    assert turn.query == "passeport enfant"


OFFERED = (
    Choice(1, "Vous êtes majeur", "J1", "jardins", ("Vous êtes majeur",)),
    Choice(2, "Vous êtes mineur", "J1", "jardins", ("Vous êtes mineur",)),
)


@pytest.mark.parametrize("reply", ["2", "Vous êtes mineur", "mineur", "la deuxième"])
async def test_a_reply_to_a_clarifying_question_is_searched_with_that_question(reply: str) -> None:
    turn, _ = make_turn(text=reply, memory=Memory(questions=("Comment avoir la carte ?",), offered=OFFERED))
    assert await STEP(turn) is None
    assert turn.chosen == OFFERED[1]
    assert turn.query == "Comment avoir la carte ? Vous êtes mineur"


async def test_another_question_is_no_reply() -> None:
    turn, _ = make_turn(text="Combien coûte un permis de pêche ?", memory=Memory(("Avant ?",), OFFERED))
    assert await STEP(turn) is None
    assert turn.chosen is None
    assert turn.query == "Combien coûte un permis de pêche ?"


@pytest.mark.parametrize(
    "follow_up", ["Et si je vis à l'étranger avec mon mari ?", "Combien de temps dure cette démarche ?"]
)
async def test_a_question_that_points_back_is_searched_with_the_one_before(follow_up: str) -> None:
    turn = turn_on(follow_up, "Comment refaire un passeport ?")
    await STEP(turn)
    assert turn.query == f"Comment refaire un passeport ? {follow_up}"
