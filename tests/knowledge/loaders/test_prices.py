import pytest

from knowledge.loaders.prices import price_sentences
from knowledge.types import Block, BlockKind, Heading, HeadingKind


def block(line: str, heading: str = "") -> Block:
    path = (Heading(HeadingKind.TITLE, "Page"), *([Heading(HeadingKind.CHAPTER, heading)] if heading else []))
    return Block(BlockKind.PARAGRAPH, path, (line,))


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Le passeport coûte 86\u00a0€.", ""),
        ("La démarche est gratuite.", ""),
        ("Il faut un timbre fiscal de 25 €.", ""),
        ("Vous devez payer 1\u00a0500,50 euros.", ""),
        ("42 € pour un mineur", "Coût"),
        ("86 €", "Combien ça coûte ?"),
    ],
)
def test_a_price_to_pay_is_kept(line: str, heading: str) -> None:
    assert price_sentences([block(line, heading)]) == (line,)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Vous risquez une amende de 135 €.", ""),
        ("Vos ressources ne doivent pas dépasser 1 000 €.", "Coût"),
        ("Le loyer médian est de 600 €.", "Généralités"),
        ("Le prix dépend de la ville.", "Coût"),
        ("Il vous est envoyé gratuitement.", "Envoi"),
    ],
)
def test_other_amounts_are_left_out(line: str, heading: str) -> None:
    assert price_sentences([block(line, heading)]) == ()


def test_only_the_sentence_with_the_price_is_kept_and_once() -> None:
    line = "Venez au guichet. Le duplicata coûte 13 €. Apportez une photo."
    assert price_sentences([block(line), block(line)]) == ("Le duplicata coûte 13 €.",)
