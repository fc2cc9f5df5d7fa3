"""What no page answers ends the turn with the sentence that helps; questions on procedures are searched."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.messages.catalogue import read_messages
from assistant.pipeline.routes import PatternRoute, choose_route, ending_of, fold, read_routes
from assistant.pipeline.turn import Ending
from assistant.vocabulary import AnswerStatus, Language
from guards.likeness import Likeness

DATA = Path(__file__).parent / "data"
ROUTES = read_routes()


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def status_of(text: str) -> AnswerStatus | None:
    ending = choose_route(ROUTES, text)
    return ending.status if ending else None


ROUTED = {
    AnswerStatus.GREETING: [
        "Bonjour",
        "bonjour !",
        "Bonsoir Madame",
        "Salut",
        "coucou",
        "Bjr",
        "Hello",
        "Good morning",
        "Hi there!",
    ],
    AnswerStatus.THANKS: [
        "Merci",
        "Merci beaucoup !",
        "ok merci",
        "D'accord, merci.",
        "Merci pour votre aide",
        "Merci, bonne journée",
        "Au revoir",
        "Thanks a lot",
        "thank you very much",
        "Goodbye",
    ],
    AnswerStatus.ABOUT: [
        "Qui êtes-vous ?",
        "T'es qui ?",
        "Vous êtes un robot ?",
        "Est-ce que tu es une vraie personne ?",
        "Es-tu un humain ou un robot ?",
        "Comment ça marche ?",
        "Who are you?",
        "Are you a robot?",
        "How does this work?",
        "Is this a real person?",
        "Siz robot musunuz?",
        "gerçek bir insan mısın",
        "¿Eres un robot?",
        "Você é uma pessoa real?",
        "Sei un robot o una persona?",
        "Bist du ein Mensch?",
        "Czy rozmawiam z człowiekiem?",
        "ты робот?",
        "هل أنت إنسان؟",
    ],
    AnswerStatus.NEEDS_PERSON: [
        "Je veux parler à un conseiller",
        "Je voudrais parler à quelqu'un au téléphone",
        "Puis-je parler à une vraie personne ?",
        "Passez-moi votre responsable",
        "Je ne veux pas un robot",
        "I want to talk to a human",
        "Can I speak with an adviser?",
        "Je veux me plaindre contre votre agent",
        "Où en est mon dossier ?",
        "Pourquoi mon dossier est bloqué ?",
        "Quand vais-je recevoir ma carte, elle est en retard",
        "La CAF m'a versé combien ce mois-ci ?",
        "What is the status of my application?",
    ],
    AnswerStatus.OUT_OF_SCOPE: [
        "Quel temps fera-t-il demain ?",
        "Donne-moi la météo de Brest",
        "Pour qui dois-je voter ?",
        "Who should I vote for?",
        "Quelle est la meilleure crypto à acheter ?",
        "Quel médicament dois-je prendre pour la toux ?",
        "Écris-moi un poème sur la mer",
        "Write me a song",
        "Écris une fonction Python qui trie une liste",
        "La recette de la tarte aux pommes",
        "Prix du billet de train Paris Lyon demain",
        "À quelle heure ouvre la mairie de Trifouillis ?",
        "La préfecture est-elle ouverte le samedi ?",
    ],
}

PROCEDURES = [
    "Bonjour, comment refaire ma carte d'identité ?",
    "Merci de me dire comment renouveler un passeport",
    "J'ai perdu mon permis de conduire, que faire ?",
    "Combien coûte un passeport pour un enfant ?",
    "Comment demander le RSA ?",
    "Ai-je droit à la prime d'activité si je suis étudiant ?",
    "Quel délai pour déclarer une naissance ?",
    "Comment changer d'adresse sur la carte grise ?",
    "Qui peut me représenter devant le conseil de prud'hommes ?",
    "Comment contester une amende ?",
    "Que faire en cas de décès d'un proche ?",
    "Comment inscrire mon enfant à l'école maternelle ?",
    "Mon propriétaire peut-il garder ma caution ?",
    "Quelles aides pour une personne âgée à domicile ?",
    "Quels sont les droits d'une personne handicapée au travail ?",
    "Puis-je déduire une personne à charge de mes impôts ?",
    "Comment voter par procuration ?",
    "Comment s'inscrire sur les listes électorales ?",
    "Où trouver un extrait d'acte de mariage ?",
    "Quel est le montant du Smic ?",
    "Combien de jours de congé pour un mariage ?",
    "Comment obtenir un logement social ?",
    "Comment payer une taxe foncière en plusieurs fois ?",
    "Quelle démarche pour adopter un enfant ?",
    "Faut-il un permis de construire pour une piscine ?",
    "Comment devenir fonctionnaire ?",
    "Je déménage, à qui dois-je le dire ?",
    "Comment faire une demande de nationalité française ?",
    "Que faire si mon employeur ne me paie pas ?",
    "Comment porter plainte pour une escroquerie sur internet ?",
    "c koi la taxe d'habitation",
    "g perdu ma carte vitale",
    "divorce par consentement mutuel",
    "How do I renew my residence permit?",
    "What does a passport cost for a child?",
    "Can I get housing benefit as a student?",
    "I lost my driving licence, what should I do?",
    "How long does it take to get a birth certificate?",
]

LOOK_ALIKES = [
    "Pour qui puis-je voter par procuration ?",
    "Comment obtenir un permis pour voir une personne en prison ?",
    "Comment contacter le responsable du traitement de mes données ?",
    "Quelle déclaration pour mes crypto-actifs ?",
    "Un magasin ouvert le dimanche peut-il m'obliger à travailler ?",
    "Mon employeur peut-il changer mes horaires de bureau ?",
    "Quel traitement dois-je percevoir en congé maladie de fonctionnaire ?",
    "Que dit le code de la fonction publique sur les congés ?",
    "Mon propriétaire n'a pas rendu ma caution, depuis 3 mois toujours rien, que faire ?",
    "Peut-on être mis au chômage intempéries à cause de la météo ?",
]


@pytest.mark.parametrize(("status", "text"), [(status, text) for status, texts in ROUTED.items() for text in texts])
def test_what_no_page_answers_is_routed(status: AnswerStatus, text: str) -> None:
    assert status_of(text) is status


@pytest.mark.parametrize("text", PROCEDURES)
def test_a_question_on_a_procedure_is_searched(text: str) -> None:
    assert status_of(text) is None


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_question_on_a_procedure_that_looks_like_something_else_is_searched(text: str) -> None:
    assert status_of(text) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  À  l’École !? ", "a l'ecole"),
        ("« Bonjour »", "bonjour"),
        ("Ok , merci .", "ok merci"),
        ("ŒUVRE", "œuvre"),
        ("", ""),
    ],
)
def test_texts_are_compared_without_accents_capitals_or_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("row", rows("other_country.jsonl"), ids=lambda row: row["text"])
def test_what_another_state_answers_is_not_searched(row: dict[str, str]) -> None:
    assert status_of(row["text"]) is AnswerStatus.OTHER_COUNTRY


@pytest.mark.parametrize("row", rows("beyond.jsonl"), ids=lambda row: row["text"])
def test_what_no_page_answers_says_where_to_look(row: dict[str, str]) -> None:
    ending = choose_route(ROUTES, row["text"])
    assert ending is not None
    assert ending.message == f"beyond.{row['sentence']}"


@pytest.mark.parametrize("row", rows("searched.jsonl"), ids=lambda row: row["text"])
def test_a_question_for_the_pages_is_searched(row: dict[str, str]) -> None:
    assert status_of(row["text"]) is None


def test_the_first_route_that_takes_a_text_wins() -> None:
    routes = [
        PatternRoute(AnswerStatus.THANKS, (re.compile("a"), re.compile("b"))),
        PatternRoute(AnswerStatus.ABOUT, (re.compile("b"), re.compile("c"))),
    ]
    assert [choose_route(routes, text) for text in "abcd"] == [
        Ending(AnswerStatus.THANKS),
        Ending(AnswerStatus.THANKS),
        Ending(AnswerStatus.ABOUT),
        None,
    ]


def test_each_pattern_is_written_the_way_texts_are_folded() -> None:
    """A capital or an accent in a pattern could never be found."""
    for route in ROUTES:
        for pattern in route.patterns if isinstance(route, PatternRoute) else ():
            plain = re.sub(r"\\[a-zA-Z]", "", pattern.pattern)
            assert plain == plain.lower()
            assert not any(map(unicodedata.combining, unicodedata.normalize("NFKD", plain))), pattern.pattern


def test_every_route_of_one_message_has_its_examples() -> None:
    assert {route.status for route in ROUTES if isinstance(route, PatternRoute)} <= set(ROUTED)


@pytest.mark.parametrize("language", Language)
def test_every_sentence_that_says_where_to_look_exists_and_has_an_example(language: Language) -> None:
    written = read_messages().under("beyond", language)
    assert set(written) - {"money"} == {row["sentence"] for row in rows("beyond.jsonl")}
    assert all(row["sentence"] in written for row in rows("beyond.jsonl"))


def test_a_reason_names_a_status_and_its_sentence() -> None:
    assert ending_of("out_of_scope.hours") == Ending(AnswerStatus.OUT_OF_SCOPE, "beyond.hours")
    with pytest.raises(ValueError, match="nowhere"):
        ending_of("nowhere.hours")


@pytest.mark.parametrize("letter", ["a", "à ", "mon dossier ", "depuis 3 mois ", "combien "])
def test_a_very_long_message_is_routed_without_trouble(letter: str) -> None:
    assert choose_route(ROUTES, (letter * 4000)[:4000]) is None


class Resembling:
    """A second reader to whom everything is a question about who answers."""

    def share_of(self, text: str, labels: Iterable[str]) -> tuple[float, str]:
        return 0.9, "about"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Je souhaite parler à un conseiller, pas à un robot", AnswerStatus.NEEDS_PERSON),
        ("Merci", AnswerStatus.THANKS),
        ("Qui êtes-vous au juste ?", AnswerStatus.ABOUT),
    ],
)
def test_what_a_text_says_comes_before_what_it_resembles(text: str, status: AnswerStatus) -> None:
    ending = choose_route(read_routes(cast(Likeness, Resembling())), text)
    assert ending is not None
    assert ending.status is status
