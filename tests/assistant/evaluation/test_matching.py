import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.matching import first_words, holds_every_fact, holds_form, normalise


@pytest.mark.parametrize(
    ("text", "form", "holds"),
    [
        ("Le prix est de 50 €.", "50 €", True),
        ("Le prix est de 50\u00a0€.", "50 €", True),
        ("Le prix est de 50\u202f€.", "50 €", True),
        ("Le prix est de 150 €.", "50 €", False),
        ("Le prix est de 1 050 €.", "50 €", False),
        ("Le prix est de 1\u202f050 €.", "50 €", False),
        ("Le prix est de 1.050 €.", "50 €", False),
        ("Le prix est de 2,50 €.", "50 €", False),
        ("Il faut 3 mois.", "3", True),
        ("Il faut 3,5 mois.", "3", False),
        ("Il faut 30 mois.", "3", False),
        ("Il y en a 3.", "3", True),
        ("Appelez le 3114", "3114", True),
        ("Appelez le 31145", "3114", False),
        ("L’acte de naissance", "l'acte DE naissance", True),
        ("à la   MAIRIE\nde votre domicile", "mairie de votre domicile", True),
        ("cerfa n°12100*02", "12100*02", True),
        ("C++ (autre)", "c++ (autre)", True),
        ("passeport", "permis", False),
    ],
)
def test_a_form_is_found_whatever_its_spaces_and_never_inside_a_number(text: str, form: str, holds: bool) -> None:
    assert holds_form(normalise(text), form) is holds


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("La carte coûte 25 € à la mairie.", (("25 €", "25 euros"), ("mairie",)), True),
        ("La carte coûte 25 euros.", (("25 €", "25 euros"),), True),
        ("La carte coûte 25 euros.", (("25 euros",), ("mairie",)), False),
        ("Rien.", (), True),
        ("Rien.", ((),), False),
    ],
)
def test_one_form_of_every_fact_must_stand_in_the_text(
    text: str, facts: tuple[tuple[str, ...], ...], holds: bool
) -> None:
    assert holds_every_fact(text, facts) is holds


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("un deux trois", 2, "un deux"),
        ("un deux", 2, "un deux"),
        ("l'acte d’un enfant, ici", 2, "l'acte d’un"),
        ("un, deux.", 5, "un, deux."),
    ],
)
def test_a_text_is_read_up_to_a_number_of_words(text: str, most: int, kept: str) -> None:
    assert first_words(text, most) == kept


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
