"""Figures and rewordings held against passages: right ones and subtly wrong ones."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.grounding import Reason, check_rewording, unsupported_figures, words_of
from guards.plain_words import in_plain_words, openings_left_out

TRAPS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "rewording_traps.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: f"{trap['why']}: {trap['sentence'][:40]}")
def test_a_rewording_holds_only_when_it_says_the_same(trap: dict[str, str | bool]) -> None:
    """A known miss is a right rewording that the check refuses; the day it holds, its mark and the document go."""
    verdict = check_rewording(str(trap["sentence"]), str(trap["passage"]))
    assert verdict.holds is (trap["holds"] and not trap.get("known_miss")), verdict.reasons


def test_no_wrong_rewording_is_a_known_miss() -> None:
    assert not [trap for trap in TRAPS if trap.get("known_miss") and not trap["holds"]]


def test_the_traps_are_many_and_of_both_kinds() -> None:
    assert len(TRAPS) >= 240
    assert len({(trap["passage"], trap["sentence"]) for trap in TRAPS}) == len(TRAPS)
    assert sum(bool(trap["holds"]) for trap in TRAPS) >= 150


def test_the_document_counts_what_the_check_refuses() -> None:
    right = [trap for trap in TRAPS if trap["holds"]]
    missed = [trap for trap in right if trap.get("known_miss")]
    document = (Path(__file__).parents[2] / "docs" / "grounding.md").read_text(encoding="utf-8")
    rows = {
        "pairs": len(TRAPS),
        "right": len(right),
        "right and held": len(right) - len(missed),
        "right and refused": len(missed),
        "wrong": len(TRAPS) - len(right),
        "wrong and held": 0,
    }
    for name, count in rows.items():
        assert f"| {name} | {count} |" in document, (name, count)
    reasons = Counter(
        reason for trap in missed for reason in check_rewording(trap["sentence"], trap["passage"]).reasons
    )
    for reason, count in reasons.items():
        assert f"| `{reason}` | {count} |" in document, (reason, count)


WHOLE = sorted(
    passage
    for passage in {trap["passage"] for trap in TRAPS}
    # brackets and the word that links a sentence to the one before may go
    if passage and "\n" not in passage and "(" not in passage and not openings_left_out().match(passage)
)[::4]


@pytest.mark.parametrize("passage", WHOLE, ids=lambda passage: passage[:50])
def test_a_word_dropped_added_or_moved_never_holds(passage: str) -> None:
    words = passage.split(" ")
    dropped = [(*words[:at], *words[at + 1 :]) for at in range(len(words))]
    added = [(*words[:at], small, *words[at:]) for at in range(len(words)) for small in ("ne", "pas", "toujours", "ou")]
    moved = [(*words[:at], words[at + 1], words[at], *words[at + 2 :]) for at in range(len(words) - 1)]
    for changed in map(" ".join, (*dropped, *added, *moved)):
        if words_of(in_plain_words(changed)) != words_of(in_plain_words(passage)):
            assert not check_rewording(changed, passage).holds, changed


@pytest.mark.parametrize(
    ("sentence", "passage", "reason"),
    [
        ("Le délai est de 3 mois.", "Le délai est de 2 mois.", Reason.NEW_FIGURE),
        ("Le délai court.", "Le délai de 2 mois court.", Reason.DROPPED_FIGURE),
        ("La visite est obligatoire.", "La visite n'est pas obligatoire.", Reason.POLARITY),
        ("La carte est délivrée.", "La carte est délivrée si le dossier est complet.", Reason.CONDITION),
        ("Vous pouvez payer.", "Vous devez payer.", Reason.MODALITY),
        ("Vous devez payer.", "L'employeur doit payer.", Reason.SUBJECT),
        ("La carte bleue est délivrée.", "La carte est délivrée.", Reason.NEW_CONTENT_WORD),
        ("La carte est délivrée.", "La carte verte est délivrée.", Reason.DROPPED_CONTENT_WORD),
        ("Le juge informe l'avocat.", "L'avocat informe le juge.", Reason.ORDER),
        ("Oui, la carte est délivrée.", "La carte est délivrée.", Reason.VERDICT),
        ("La carte est délivrée.", "", Reason.NO_SOURCE),
        ("La carte est délivrée au maire.", "La carte est délivrée du maire.", Reason.SMALL_WORD),
        ("Les cartes sont délivrées.", "La carte est délivrée.", Reason.FORM),
        ("Vous devez effectuer un stage.", "Vous devez faire un stage.", Reason.OFFICIALESE),
    ],
)
def test_the_reason_says_what_differs(sentence: str, passage: str, reason: Reason) -> None:
    assert reason in check_rewording(sentence, passage).reasons


@pytest.mark.parametrize(
    "trap", [trap for trap in TRAPS if trap["passage"]], ids=lambda trap: str(trap["passage"])[:50]
)
def test_each_line_of_a_passage_holds_against_it_unless_it_is_an_item(trap: dict[str, str]) -> None:
    for line in trap["passage"].splitlines():
        assert check_rewording(line, trap["passage"]).holds is not line.startswith("-")


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("Vous avez trois mois.", "Le délai est de 3 mois."),
        ("Le prix est de 1 034,50 €.", "Il coûte 1034,50 euros."),
        ("Avant le 1er janvier 2021.", "Jusqu'au 01/01/2021."),
        ("Avant le 1er janvier.", "Jusqu'au 1er janvier 2021."),
        ("Appelez le 36 46.", "Composez le 3646."),
        ("Appelez le 01 40 20 50 50.", "Tél. : 01.40.20.50.50"),
        ("Le taux est de 50 %.", "La moitié, soit 50 pour cent."),
        ("Le formulaire cerfa n° 12100*02.", "cerfa 12100"),
        ("L'article L. 421-9.", "articles L421-9 et suivants"),
        ("Au 12 rue des Lilas.", "Adresse : 12, rue des Lilas"),
        ("Un délai d'un an.", "Valable 1 an."),
        ("À 9h30.", "dès 9 h 30"),
        ("Le service répond vite.", "Aucun chiffre ici."),
    ],
)
def test_a_figure_stands_however_it_is_written(sentence: str, passage: str) -> None:
    assert unsupported_figures(sentence, [passage]) == ()


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("3 ans", "3 mois"),
        ("50 €", "150 €"),
        ("50 €", "50 %"),
        ("15 jours", "15 %"),
        ("le 2 mai 2021", "le 2 mars 2021"),
        ("le 06 12 34 56 78", "le 06 12 34 56 79"),
        ("https://exemple.fr/payer", "https://exemple.fr/"),
        ("ecrire@exemple.fr", "repondre@exemple.fr"),
        ("article 12", "article 21"),
        ("au 14 rue des Lilas", "au 12 rue des Lilas"),
        ("15 jours ouvrables", "15 jours"),
        ("2 photos", "2 témoins"),
        ("formulaire S1104", "formulaire S1105"),
        ("deux cents euros", "20 €"),
    ],
)
def test_a_figure_of_another_value_or_unit_is_unsupported(sentence: str, passage: str) -> None:
    assert unsupported_figures(sentence, [passage]) != ()


def test_any_passage_may_hold_the_figure() -> None:
    assert unsupported_figures("86 € et 3 mois", ["Il coûte 86 €.", "Il faut 3 mois."]) == ()
    assert unsupported_figures("86 € et 3 mois", ["Il coûte 86 €."]) == ("3 mois",)


@given(st.integers(min_value=2, max_value=999_999), st.integers(min_value=2, max_value=999_999))
def test_two_amounts_support_each_other_only_when_equal(one: int, other: int) -> None:
    supported = (
        unsupported_figures(f"Cela coûte {one} €.", [f"Le prix est de {other:,} euros.".replace(",", " ")]) == ()
    )
    assert supported is (one == other)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_makes_the_checks_fail(sentence: str, passage: str) -> None:
    check_rewording(sentence, passage)
    unsupported_figures(sentence, [passage])
