"""Bounds that branches set, and what people say of themselves."""

from decimal import Decimal

import pytest

from assistant.pipeline.bounds import bound_of, is_within, measures_of, speaks_of_a_child


@pytest.mark.parametrize(
    ("label", "low", "high"),
    [
        ("Avant 12 ans", 0, "11.99"),
        ("Entre 12 et 13 ans", 12, 13),
        ("À partir de 13 ans", 13, "Infinity"),
        ("Vous avez 25 ans ou plus", 25, "Infinity"),
        ("Vous avez 14 ans ou moins", 0, 14),
        ("Pour un majeur", 18, "Infinity"),
        ("Vous êtes mineur", 0, "17.99"),
        ("Pour un mineur de plus de 16 ans", "16.01", "Infinity"),
        ("Date d'expiration : + de 5 ans", "5.01", "Infinity"),
        ("Drone de plus de 800 grammes", "800.01", "Infinity"),
        ("Caravane jusqu'à 750 kg", 0, 750),
        ("De 1 500 à 3 500 km", 1500, 3500),
        ("Entreprise de moins de cinquante salariés", 0, "49.99"),
        ("Abri jusqu'à 1,80 m de haut", 0, "1.80"),
    ],
)
def test_the_bound_of_a_label_is_read(label: str, low: int | str, high: int | str) -> None:
    bound = bound_of(label)
    assert bound is not None
    assert (bound.low, bound.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "label",
    [
        "Cas général",
        "Majeur ou mineur",
        "Longueur < à 7 m et puissance < à 22 CV",
        "Agent recruté pour une durée inférieure ou égale à 3 ans",
        "PEL de plus de 10 ans",
        "Revenus inférieurs à 30 852 €",
        "Arrêt inférieur à 30 jours",
    ],
)
def test_a_label_without_one_bound_that_people_tell_has_none(label: str) -> None:
    assert bound_of(label) is None


@pytest.mark.parametrize(
    ("label", "said", "expected"),
    [
        ("Avant 12 ans", "refaire le passeport de mon fils 8 ans", True),
        ("À partir de 13 ans", "refaire le passeport de mon fils 8 ans", False),
        ("À partir de 13 ans", "le passeport de mon fils", None),
        ("Pour un majeur", "le passeport de mon fils", False),
        ("Pour un mineur", "g 17 ans fo une ordonance ?", True),
        ("Avant 12 ans", "a passport for my daughter who is 8 years old", True),
        ("Avant 12 ans", "mon bébé de trois mois", True),
        ("Avant 12 ans", "un passeport valable 10 ans", None),
        ("Avant 12 ans", "je vis ici depuis 5 ans", None),
        ("Périmée depuis plus de 5 ans", "ma carte est périmée depuis 3 ans", False),
        ("Périmée depuis plus de 5 ans", "j'ai 30 ans et ma carte est périmée", None),
        ("Avant 12 ans", "j'ai 40 ans et mon fils a 8 ans", True),
        ("Drone de plus de 800 grammes", "mon drone pèse 900 g", True),
        ("Drone de plus de 800 grammes", "mon drone pèse 250 grammes", False),
        ("Drone de plus de 800 grammes", "mon drone vole à 30 m", None),
        ("Moins de 50 salariés", "une boîte de vingt salariés", True),
        ("Cas général", "mon fils de 8 ans", None),
    ],
)
def test_what_was_said_stands_on_a_side_or_on_none(label: str, said: str, expected: bool | None) -> None:
    assert is_within(label, measures_of(said)) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("le passeport de ma fille", True),
        ("j'ai 35 ans, un passeport pour mon fils", True),
        ("un passeport pour mon fils, j'ai 35 ans", True),
        ("la carte d'un mineur", True),
        ("mon fils de 20 ans", False),
        ("mon fils majeur", False),
        ("mon passeport de 10 ans", False),
        ("mineur ou majeur ?", False),
    ],
)
def test_a_child_is_heard(said: str, expected: bool) -> None:
    assert speaks_of_a_child(said) is expected
