"""States and their people are told in French and English, and what people say of themselves is no question."""

import pytest

from assistant.pipeline.abroad import inflect, read_abroad

ABROAD = read_abroad()


@pytest.mark.parametrize(
    ("adjective", "forms"),
    [
        ("algerien", {"algerien", "algerienne", "algeriens", "algeriennes"}),
        ("francais", {"francais", "francaise", "francaises"}),
        ("belge", {"belge", "belges"}),
        ("marocain", {"marocain", "marocaine", "marocains", "marocaines"}),
        ("coreen", {"coreen", "coreenne", "coreens", "coreennes"}),
    ],
)
def test_an_adjective_has_its_feminine_and_its_plural(adjective: str, forms: set[str]) -> None:
    assert inflect(adjective) == forms


@pytest.mark.parametrize(
    "state",
    [
        "l'Algérie",
        "la Côte d'Ivoire",
        "le Royaume-Uni",
        "la Nouvelle Zélande",
        "les États-Unis",
        "la Suisse",
        "les USA",
    ],
)
def test_a_state_is_told_under_its_names(state: str) -> None:
    assert ABROAD.holds_for(f"Comment obtenir un visa de travail pour {state} ?")


@pytest.mark.parametrize("people", ["suisse", "ivoirienne", "sud-africaine", "turque", "américaine", "burkinabè"])
def test_a_nationality_is_told_in_the_feminine(people: str) -> None:
    assert ABROAD.holds_for(f"Comment obtenir la nationalité {people} ?")


def test_the_united_states_are_told_from_an_english_word() -> None:
    assert ABROAD.holds_for("How do I get a US passport?")
    assert not ABROAD.holds_for("Can you tell us how to get a passport?")


@pytest.mark.parametrize("own", ["française", "de France", "en France", "guyanaise", "guadeloupéenne"])
def test_france_is_no_other_state(own: str) -> None:
    assert not ABROAD.holds_for(f"Comment obtenir la nationalité {own} ?")


@pytest.mark.parametrize(
    "said",
    ["Je suis marocain", "Mon mari est algérien", "Je suis née au Sénégal", "I'm British", "J'ai vécu au Canada"],
)
def test_what_a_person_says_of_themself_is_no_question_about_that_state(said: str) -> None:
    assert not ABROAD.holds_for(f"{said}, comment obtenir un passeport ?")
    assert not ABROAD.holds_for(f"{said}. Quel est le Smic ?")


def test_a_tie_to_france_keeps_the_question_for_the_search() -> None:
    assert ABROAD.holds_for("Comment renouveler mon passeport tunisien ?")
    assert not ABROAD.holds_for("Comment renouveler mon passeport tunisien à la préfecture ?")
