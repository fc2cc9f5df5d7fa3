"""What is said of an answer, in which order, and what never is."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.conversation.types import AnswerPart, Choice, NextStep, VerdictRecord
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import AnswerStatus, Completeness, Language, PartKind
from assistant.voice.spoken_answer import AnswerSpeaker, Sentence, announce_lists
from tests.assistant.fakes import make_answer, make_source

MESSAGES = read_messages()
SPEAKER = AnswerSpeaker(MESSAGES)
QUOTE = AnswerPart(PartKind.QUOTE, ("La carte coûte 25 €.", "Elle est valable 3 ans."), source=1, passage_id="J1#0")


def words(sentences: Iterable[Sentence]) -> list[str]:
    return [sentence.text for sentence in sentences]


def announced(*lines: str, items: Sequence[int] = ()) -> list[str]:
    return list(announce_lists(lines, Language.FRENCH, MESSAGES, items=items))


def test_the_pages_words_are_said_sentence_by_sentence() -> None:
    spoken = SPEAKER.speak(make_answer(parts=(QUOTE,)))
    assert words(spoken.lead) == ["La carte coûte vingt-cinq euros.", "Elle est valable trois ans."]
    assert spoken.rest == ()
    assert not spoken.is_urgent


def test_a_long_answer_stops_early_and_keeps_the_rest_for_who_asks() -> None:
    lines = tuple(f"Voici la règle {number} de cette démarche pour chaque demande." for number in range(20))
    spoken = SPEAKER.speak(make_answer(parts=(replace(QUOTE, lines=lines),)))
    assert 4 <= len(spoken.lead) <= 7
    assert len(spoken.lead) + len(spoken.rest) == 20
    shorter = SPEAKER.speak(make_answer(parts=(replace(QUOTE, lines=lines),)), short_words=5)
    assert len(shorter.lead) == 1


def test_numbers_to_call_in_danger_are_said_whole() -> None:
    lines = tuple(f"Phrase {number} sur ce que vous pouvez faire tout de suite pour être aidé." for number in range(10))
    part = AnswerPart(PartKind.FIXED, (MESSAGES.text("danger.suicide", Language.FRENCH).splitlines()[1], *lines))
    spoken = SPEAKER.speak(make_answer(AnswerStatus.DANGER, parts=(part,)))
    assert spoken.is_urgent
    assert spoken.rest == ()
    assert spoken.lead[0].text == "Appelez le trente et un, quatorze, gratuit, jour et nuit."
    doubtful = replace(make_answer(parts=(part,)), verdicts=(VerdictRecord("distress", "pass", "suicide"),))
    assert SPEAKER.speak(doubtful).is_urgent


def test_sources_are_numbered_named_and_dated_the_cited_one_first_and_no_address_is_said() -> None:
    cited = replace(
        make_source(2, cited=True, updated_on=date(2026, 3, 1)),
        title="Carte d'identité", url="https://www.service-public.fr/particuliers/vosdroits/F1344",
    )  # fmt: skip
    other = replace(make_source(1, updated_on=None), url="https://demarches.exemple.gouv.fr/x")
    said = words(SPEAKER.speak(make_answer(parts=(QUOTE,), sources=(other, cited))).sources)
    assert said == [
        "Source deux : Service Public, Carte d'identité, page mise à jour le premier mars deux mille vingt-six.",
        "Source un : demarches exemple gouv, Carte de jardin partagé, date inconnue.",
    ]


def test_next_steps_are_said_by_their_kind_and_number_without_addresses_or_texts_of_law() -> None:
    steps = (
        NextStep("form", "Demande de carte", "https://exemple.gouv.fr/form", "cerfa n°99999*01"),
        NextStep("online_service", "Demande en ligne", "https://exemple.gouv.fr/"),
        NextStep("reference", "Code civil : article 515-7", "https://legifrance.gouv.fr/x"),
    )
    spoken = SPEAKER.speak(replace(make_answer(parts=(QUOTE,)), next_steps=steps))
    assert words(spoken.next_steps) == [
        "Pour faire la démarche",
        "Formulaire : Demande de carte, cerfa numéro quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf "
        "étoile zéro un.",
        "Service en ligne : Demande en ligne.",
    ]
    everything = " ".join(words(spoken.everything))
    assert "http" not in everything
    assert "gouv" not in everything


def test_choices_are_numbered_and_their_question_is_not_said_twice() -> None:
    asked = AnswerPart(PartKind.FIXED, (MESSAGES.text("clarify.ask_situation", Language.FRENCH),))
    choices = (Choice(1, "Vous êtes majeur", "J1", "jardins"), Choice(2, "Vous êtes mineur", "J1", "jardins"))
    spoken = SPEAKER.speak(make_answer(parts=(QUOTE, asked), choices=choices))
    assert words(spoken.choices) == [
        "La suite dépend de votre situation.", "Laquelle est la vôtre ?",
        "un : Vous êtes majeur.", "deux : Vous êtes mineur.", "Dites le numéro de votre choix.",
    ]  # fmt: skip
    assert words(spoken.lead) == ["La carte coûte vingt-cinq euros.", "Elle est valable trois ans."]


def test_what_is_missing_and_what_is_old_is_said() -> None:
    source = replace(make_source(1, cited=True), is_stale=True)
    answer = make_answer(parts=(QUOTE,), sources=(source,), completeness=Completeness.PARTIAL, missing=("amount",))
    said = " ".join(words(SPEAKER.speak(answer).warnings))
    assert "un montant" in said
    assert "pas été mise à jour depuis longtemps" in said
    assert SPEAKER.speak(make_answer(parts=(QUOTE,))).warnings == ()


def test_every_answer_says_at_its_end_that_a_computer_prepared_it() -> None:
    spoken = SPEAKER.speak(make_answer(parts=(QUOTE,)))
    assert "ordinateur" in " ".join(words(spoken.notice))
    assert spoken.everything[-1] == spoken.notice[-1]


def test_what_a_person_wrote_says_so() -> None:
    written = AnswerPart(PartKind.WRITTEN, ("Venez mardi.",))
    spoken = SPEAKER.speak(make_answer(parts=(written,)))
    assert words(spoken.lead)[-1] == "Venez mardi."
    assert len(spoken.lead) > 1  # who wrote it
    assert spoken.notice == ()
    validated = AnswerPart(PartKind.VALIDATED, ("Venez mardi.",), source=1, heading="Réponse de la mairie")
    spoken = SPEAKER.speak(make_answer(parts=(validated,)))
    assert words(spoken.lead) == ["Réponse de la mairie", "Venez mardi."]
    assert spoken.notice


def test_words_of_the_pages_keep_their_language_in_an_english_conversation() -> None:
    answer = make_answer(parts=(QUOTE,), sources=(make_source(1, cited=True),))
    answer = replace(answer, question=replace(answer.question, language=Language.ENGLISH))
    spoken = SPEAKER.speak(answer)
    assert {sentence.language for sentence in spoken.lead} == {Language.FRENCH}
    assert [sentence.language for sentence in spoken.sources] == [Language.ENGLISH, Language.FRENCH]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ("Vous devez fournir les documents suivants :", "Pièce d'identité", "Justificatif de domicile ;", "Photo"),
            ["Vous devez fournir les documents suivants.", "3 documents.", "1 : Pièce d'identité.",
             "2 : Justificatif de domicile.", "3 : Photo."],
        ),
        (
            ("Il faut présenter :", "une photo,", "un acte", "Le dossier est gratuit."),
            ["Il faut présenter.", "En 2 points.", "1 : une photo.", "2 : un acte.", "Le dossier est gratuit."],
        ),
        (("Adressez-vous à :", "la mairie"), ["Adressez-vous à :", "la mairie"]),
        (("À savoir :", "C'est gratuit."), ["À savoir.", "C'est gratuit."]),
        (("Une phrase.", "Une autre."), ["Une phrase.", "Une autre."]),
        ((), []),
    ],
)  # fmt: skip
def test_a_list_is_counted_then_numbered(lines: tuple[str, ...], said: list[str]) -> None:
    assert announced(*lines) == said


def test_an_opening_is_never_left_without_its_end() -> None:
    part = replace(QUOTE, lines=("Il faut :", "une photo", "un acte"))
    assert words(SPEAKER.speak(make_answer(parts=(part,))).lead) == [
        "Il faut.", "En deux points.", "un : une photo.", "deux : un acte.",
    ]  # fmt: skip


def test_a_list_of_the_page_is_counted_whatever_ends_its_items() -> None:
    lines = ("Vous devez fournir :", "Une photo.", "Un justificatif de domicile.", "La mairie répond.")
    assert announced(*lines, items=(1, 2)) == [
        "Vous devez fournir.",
        "En 2 points.",
        "1 : Une photo.",
        "2 : Un justificatif de domicile.",
        "La mairie répond.",
    ]
