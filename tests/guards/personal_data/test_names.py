"""Names of people, in every register, and words that are no names."""

from collections.abc import Callable

import pytest

Masked = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bonjour, je m'appelle Fatoumata Diallo.", ["Fatoumata Diallo"]),
        ("je m'appelle kevin lopez et je cherche un logement", ["kevin lopez"]),
        ("M. Benali et Mme Le Goff ont signé", ["Benali", "Le Goff"]),
        ("mon mari hakan est parti", ["hakan"]),
        ("Mes enfants Malo et Rose-Aimée vivent avec moi", ["Malo", "Rose-Aimée"]),
        ("Titulaire : Chloé Ramdani-Vogel\nIBAN :", ["Chloé Ramdani-Vogel"]),
        ("Comment faire ? Anass El Idrissi", ["Anass El Idrissi"]),
        ("La demande est au nom de Nguyen Thi Lan", ["Nguyen Thi Lan"]),
        ("Ma sœur, Tuğba Demir-Lefèvre, est malade", ["Tuğba Demir-Lefèvre"]),
        ("My name is Priya Sharma and I live in Lyon", ["Priya Sharma"]),
        ("madame Kowalski à l'appareil", ["Kowalski"]),
        ("divorcée de Sandrine Mauger", ["Sandrine Mauger"]),
        ("maître Casabianca demande un acte", ["Casabianca"]),
        ("le passeport de Ghjuvan-Battista Colonna", ["Ghjuvan-Battista Colonna"]),
        ("JE SUIS MARTIN DUPONT ET JE DEMANDE LE RSA", ["MARTIN DUPONT"]),
    ],
)
def test_a_name_is_masked_without_its_title(masked: Masked, text: str, names: list[str]) -> None:
    assert [value for label, value in masked(text) if label == "PERSON"] == names


@pytest.mark.parametrize(
    "text",
    [
        "ma carte vitale marche plus",
        "le pacs et la caf c'est koi la diferrence",
        "la marie ferme a kel heur",
        "Bonjour Madame, Monsieur,",
        "je suis celibataire et enceinte",
        "mon mari est malade, ma fille aussi",
        "j'ai vu Mme la préfète et M. le maire",
        "ma conseillère France Travail ne répond pas",
        "jai demenager et jai pa changer mon adrese",
        "How do I renew my passport in Lyon?",
        "I'm a student renting a private studio",
        "Quelle est la différence entre nom de naissance et nom d'usage ?",
        "compte ameli bloqué depuis hier",
        "Cordialement,",
        "",
    ],
)
def test_a_word_that_is_no_name_stays(masked: Masked, text: str) -> None:
    assert [value for label, value in masked(text) if label == "PERSON"] == []


def test_a_full_date_right_after_a_name_is_a_birth(masked: Masked) -> None:
    assert ("DATE_OF_BIRTH", "24.11.91") in masked("dossier de Bilal Ouchene 24.11.91 merci")
