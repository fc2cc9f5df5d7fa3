"""The table of plain words: what it says again, what it leaves alone, and near misses that stay refused."""

import json
from pathlib import Path

import pytest

from guards.grounding import check_rewording
from guards.plain_words import in_plain_words, official_wordings, read_wordings

WORDINGS = read_wordings()
PASSAGES = sorted(
    {
        json.loads(line)["passage"]
        for line in (Path(__file__).parent / "data" / "rewording_traps.jsonl").read_text(encoding="utf-8").splitlines()
    }
)

SAID = [
    ("modality", "Vous êtes tenu de payer.", "Vous devez payer."),
    ("modality", "Le bailleur a la possibilité d'augmenter le loyer.", "Le bailleur peut augmenter le loyer."),
    ("modality", "Il est nécessaire d'effectuer une demande.", "Il faut faire une demande."),
    ("modality", "L'arrêté est susceptible d'être annulé.", "L'arrêté peut être annulé."),
    ("time", "À compter du 1er mai, le tarif change.", "À partir du 1er mai, le tarif change."),
    ("time", "Vous disposez d'un délai de deux mois.", "Vous avez deux mois."),
    ("time", "La réponse arrive dans un délai de 15 jours.", "La réponse arrive dans les 15 jours."),
    ("time", "Lorsqu'il est majeur, il signe.", "Quand il est majeur, il signe."),
    ("time", "Préalablement à l'achat, demandez un devis.", "Avant l'achat, demandez un devis."),
    ("verbs", "La demande est effectuée avant d'effectuer le stage.", "La demande est faite avant de faire le stage."),
    ("verbs", "Le délai s'achève et l'aide n'est pas octroyée.", "Le délai se termine et l'aide n'est pas accordée."),
    ("verbs", "Vous devez vous acquitter des frais.", "Vous devez payer les frais."),
    ("verbs", "Vous devez procéder au paiement.", "Vous devez faire le paiement."),
    ("verbs", "Vous pouvez vous rendre en mairie.", "Vous pouvez aller à la mairie."),
    ("verbs", "Il existe plusieurs aides.", "Il y a plusieurs aides."),
    ("verbs", "Vous devez être âgée d'au minimum 16 ans.", "Vous devez avoir au moins 16 ans."),
    ("means", "Le paiement se fait au moyen d'un chèque.", "Le paiement se fait avec un chèque."),
    ("means", "L'avis est envoyé par voie postale, sans frais.", "L'avis est envoyé par la poste, gratuitement."),
    ("purpose", "Afin d'obtenir la carte, écrivez au maire.", "Pour obtenir la carte, écrivez au maire."),
    ("purpose", "Écrivez afin qu'il réponde.", "Écrivez pour qu'il réponde."),
    ("condition", "Dans l'hypothèse où il refuse, écrivez.", "S'il refuse, écrivez."),
    ("condition", "Joignez, le cas échéant, le bail.", "Joignez, si c'est le cas, le bail."),
    ("limit", "Tous paient, à l'exception des mineurs.", "Tous paient, sauf les mineurs."),
    ("limit", "Le prêt dure 10 ans au maximum.", "Le prêt dure 10 ans au plus."),
    ("amount", "Une aide d'un montant de 300 €.", "Une aide de 300 €."),
    ("amount", "Les enfants âgés de moins de 3 ans voyagent.", "Les enfants de moins de 3 ans voyagent."),
    ("place", "La demande se fait auprès du tribunal.", "La demande se fait au tribunal."),
    ("place", "Il agit au sein de l'association.", "Il agit dans l'association."),
    ("link", "Toutefois, vous pouvez refuser.", "Mais vous pouvez refuser."),
    ("link", "Vous devez également signer.", "Vous devez aussi signer."),
]

LEFT_ALONE = [
    "Vous n'êtes pas tenu de payer.",
    "Vous n'êtes tenu de payer que le loyer.",
    "Le juge est tenu de lire et de signer l'acte.",
    "Vous êtes tenu de votre dette.",
    "S'il est possible de payer, payez.",
    "Vous avez droit à l'aide du département.",
    "La réponse arrive dans un délai de 1 mois.",
    "La réponse arrive dans un délai maximum de 2 mois.",
    "L'agent doit vous rendre à votre départ les clés.",
    "Adressez-vous au guichet.",
    "Vous devez l'effectuer.",
    "Il n'existe pas d'aide.",
    "L'avis du CSE (s'il existe dans l'entreprise).",
    "Les frais sont réduits au minimum.",
    "Les sommes sont réparties également.",
    "Dans le cas où vous seriez absent, écrivez.",
    "Ainsi que le prévoit la loi, le bail cesse.",
    "Vous pouvez prendre contact avec lui.",
    "Le retrait est possible sans frais de dossier.",
    "Vous devez régler le litige.",
]

NEAR_MISSES = [
    ("modality", "Vous êtes tenu de payer.", "Vous pouvez payer."),
    ("modality", "Vous n'êtes pas tenu de payer.", "Vous ne devez pas payer."),
    ("modality", "Le bailleur a la possibilité de vendre.", "Le bailleur doit vendre."),
    ("modality", "Il est possible de payer.", "Il faut payer."),
    ("time", "L'aide est due à compter du 1er mai.", "L'aide est due avant le 1er mai."),
    ("time", "L'aide est due à l'issue du contrat.", "L'aide est due pendant le contrat."),
    ("time", "La réponse arrive dans un délai de 15 jours.", "La réponse arrive dans 15 jours."),
    ("time", "Le loyer est payé mensuellement.", "Le loyer est payé chaque semaine."),
    ("verbs", "Vous devez restituer les clés.", "Vous devez garder les clés."),
    ("verbs", "Vous percevez une aide.", "Vous versez une aide."),
    ("verbs", "Vous devez être âgé d'au moins 18 ans.", "Vous devez avoir plus de 18 ans."),
    ("verbs", "Vous devez effectuer un stage.", "Vous devez refaire un stage."),
    ("means", "L'accès est donné à titre gratuit.", "L'accès est donné à titre provisoire."),
    ("means", "L'avis est envoyé par voie postale.", "L'avis est envoyé par mail."),
    ("purpose", "Écrivez afin d'obtenir l'aide.", "Écrivez sans obtenir l'aide."),
    ("purpose", "La porte est fermée en raison du froid.", "La porte est fermée malgré le froid."),
    ("condition", "Joignez, le cas échéant, le bail.", "Joignez le bail."),
    ("condition", "Dans l'hypothèse où il refuse, écrivez.", "Sauf s'il refuse, écrivez."),
    ("limit", "Tous paient, hormis les mineurs.", "Tous paient, même les mineurs."),
    ("limit", "Le prêt dure 10 ans au maximum.", "Le prêt dure 10 ans au moins."),
    ("amount", "La dette s'élève à 300 €.", "La dette est de moins de 300 €."),
    ("amount", "Vous payez l'intégralité du loyer.", "Vous payez une partie du loyer."),
    ("place", "La plainte est déposée à l'encontre du bailleur.", "La plainte est déposée par le bailleur."),
    ("place", "Il habite à proximité du fleuve.", "Il habite loin du fleuve."),
    ("link", "Joignez une photo ainsi qu'un acte.", "Joignez une photo ou un acte."),
    ("link", "Vous devez également signer.", "Vous devez toujours signer."),
]


def test_the_table_has_more_than_eighty_expressions_of_every_class() -> None:
    assert len({wording.entry for wording in WORDINGS}) >= 80
    kinds = {wording.kind for wording in WORDINGS}
    assert kinds == {kind for kind, *_ in SAID} == {kind for kind, *_ in NEAR_MISSES}


@pytest.mark.parametrize(("kind", "official", "plain"), SAID)
def test_an_expression_is_said_in_plain_words_and_proven(kind: str, official: str, plain: str) -> None:
    assert in_plain_words(official) == plain
    assert check_rewording(plain, official).holds
    assert official_wordings(official)
    assert not official_wordings(plain)


@pytest.mark.parametrize("sentence", LEFT_ALONE)
def test_what_only_looks_like_an_expression_is_left_alone(sentence: str) -> None:
    assert in_plain_words(sentence) == sentence


@pytest.mark.parametrize(("kind", "official", "other"), NEAR_MISSES)
def test_a_near_miss_stays_refused(kind: str, official: str, other: str) -> None:
    assert not check_rewording(other, official).holds


@pytest.mark.parametrize(("kind", "official", "plain"), SAID)
def test_the_table_never_goes_from_plain_to_official(kind: str, official: str, plain: str) -> None:
    assert not check_rewording(official, plain).holds


@pytest.mark.parametrize("passage", PASSAGES)
def test_plain_words_said_twice_change_nothing_more(passage: str) -> None:
    once = in_plain_words(passage)
    assert in_plain_words(once) == once


def test_typographic_apostrophes_and_spaces_are_read() -> None:
    assert in_plain_words("Lorsqu’il s’élève à 1\u202f200\u00a0€.") == "Quand il est de 1\u202f200\u00a0€."
    assert in_plain_words("A compter du 1er mai") == "À partir du 1er mai"


def test_an_entry_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "plain_words.yaml"
    table.write_text('time:\n  - {"à compter {nulle part}": dès}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="nulle part"):
        read_wordings(table)
