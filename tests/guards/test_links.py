"""A sentence of the model never carries an address."""

import pytest

from guards.links import has_link, strip_links


@pytest.mark.parametrize(
    "sentence",
    [
        "Payez sur https://exemple.org/payer.",
        "Voir www.exemple.fr",
        "Voir exemple.gouv.fr pour plus d'informations",
        "Écrivez à contact@exemple.fr",
        "Écrivez à contact [at] exemple [dot] fr",
        "Voir [la page](https://exemple.org)",
        "![image](/suivi.png)",
        "[page][1]",
        "<a href='x'>ici</a>",
        "<img src=x>",
        "javascript:alert(1)",
        "mailto:quelqu'un@exemple.fr",
        "ftp://exemple.org/fichier",
        "Connectez-vous à 192.0.2.4:8080/payer",
    ],
)
def test_an_address_is_seen(sentence: str) -> None:
    assert has_link(sentence)
    assert not has_link(strip_links(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous devez faire la demande en mairie.",
        "Le délai est de 1,5 mois (art. L. 421-9).",
        "La taxe est de 25 % : renseignez-vous avant.",
        "Le 1er janvier 2021, à 9h30.",
        "Présentez les pièces suivantes : carte d'identité, justificatif de domicile.",
    ],
)
def test_a_plain_sentence_is_left_alone(sentence: str) -> None:
    assert not has_link(sentence)
    assert strip_links(sentence) == sentence


def test_the_words_of_a_markdown_link_stay() -> None:
    assert (
        strip_links("Voir [la page officielle](https://exemple.org) du service") == "Voir la page officielle du service"
    )
