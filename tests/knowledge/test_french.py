import pytest

from knowledge.french import capitalised_words, fold, lower_case_words, sound_key


@pytest.mark.parametrize(("text", "folded"), [("Été", "ete"), ("ŒUVRE", "oeuvre"), ("naïf", "naif"), ("x", "x")])
def test_folding_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_only_words_without_a_capital_are_ordinary() -> None:
    assert list(lower_case_words(["La mairie de Paris, l'été 2020"])) == ["mairie", "de", "l", "été"]


def test_names_are_words_with_a_capital_inside_a_sentence() -> None:
    text = "Joindre la Caf de Saint-Denis (Urssaf) à l'Insee. Elle répond.\nFormulaire du Cesu"
    assert list(capitalised_words([text])) == ["Caf", "Saint-Denis", "Urssaf", "Insee", "Cesu"]


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("koment", "comment"),
        ("kombien", "combien"),
        ("electrik", "électrique"),
        ("fouriere", "fourrière"),
        ("fotografie", "photographie"),
        ("bato", "bateaux"),
        ("atestation", "attestation"),
    ],
)
def test_spellings_by_ear_share_a_key(heard: str, written: str) -> None:
    assert sound_key(heard) == sound_key(written)


@pytest.mark.parametrize(("first", "second"), [("mairie", "marché"), ("carte", "courte"), ("permis", "promis")])
def test_other_words_do_not(first: str, second: str) -> None:
    assert sound_key(first) != sound_key(second)
