"""What questions ask for, and which lines give it."""

import pytest

from assistant.pipeline.asking import Want, answers_want, opens_with_verdict, read_wants, states_rule


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Combien coûte un permis de pêche ?", {Want.AMOUNT}),
        ("Quel est le prix d'une place de marché ?", {Want.AMOUNT}),
        ("Quel est le délai pour déclarer une ruche ?", {Want.DELAY}),
        ("Combien de temps est valable la carte de pêche ?", {Want.DELAY}),
        ("À partir de quel âge peut-on chasser ?", {Want.AGE, Want.PERMISSION}),
        ("Où faire sa carte de pêche ?", {Want.PLACE}),
        ("À qui demander un composteur ?", {Want.PLACE}),
        ("Quels documents apporter ?", {Want.PAPERS}),
        ("Puis-je élever des poules ?", {Want.PERMISSION}),
        ("est ce que jai le droit de faire un feu", {Want.PERMISSION}),
        ("Quelle amende en cas d'oubli ?", {Want.RISK}),
        ("Comment joindre le service des jardins par téléphone ?", {Want.CONTACT}),
        ("How much is a fishing permit?", {Want.AMOUNT}),
        ("Where do I register my boat?", {Want.PLACE}),
        ("On a bien quinze jours pour la ruche ?", {Want.DELAY}),
        ("La carte de pêche vaut dix ans, n'est-ce pas ?", {Want.DELAY}),
        ("Comme l'amende est de 40 €, je peux attendre ?", {Want.AMOUNT, Want.PERMISSION}),
        ("The permit lasts ten years so I can wait, correct? It costs 30 €", {Want.AMOUNT}),
        ("Ma ruche", set()),
    ],
)
def test_a_question_is_read_for_what_it_wants(question: str, wants: set[Want]) -> None:
    assert read_wants(question) >= wants
    if not wants:
        assert read_wants(question) == frozenset()


def test_a_figure_of_ones_own_life_is_not_asked_about() -> None:
    assert read_wants("J'habite ici depuis trois ans, comment avoir une carte de pêche ?") == frozenset()


@pytest.mark.parametrize(
    ("want", "line", "expected"),
    [
        (Want.AMOUNT, "la carte coute 25 €.", True),
        (Want.AMOUNT, "la carte est bleue.", False),
        (Want.DELAY, "vous avez 2 mois.", True),
        (Want.DELAY, "vous avez raison.", False),
        (Want.AGE, "des 16 ans", True),
        (Want.PLACE, "allez a la mairie", True),
        (Want.PLACE, "la carte est bleue.", False),
        (Want.PAPERS, "une photocopie du passeport", True),
        (Want.PERMISSION, "vous pouvez le faire", True),
        (Want.RISK, "une amende de 135 €", True),
    ],
)
def test_a_line_gives_what_is_wanted_or_not(want: Want, line: str, expected: bool) -> None:
    assert answers_want(want, line) is expected


@pytest.mark.parametrize(
    ("line", "verdict", "rule"),
    [
        ("oui, vous le pouvez.", True, True),
        ("non. c'est interdit.", True, True),
        ("non-respect des regles", False, False),
        ("vous devez payer.", False, True),
        ("aucune coupure n'est permise", False, True),
        ("la carte est bleue.", False, False),
    ],
)
def test_a_verdict_and_a_rule_are_told_apart(line: str, verdict: bool, rule: bool) -> None:
    assert opens_with_verdict(line) is verdict
    assert states_rule(line) is rule
