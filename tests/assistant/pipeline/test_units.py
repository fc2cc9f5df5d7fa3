"""Lines that are shown or left out together."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pipeline.units import DataLine, LineKind, cut_into_units, headings_above, line_kinds
from knowledge.types import Block, BlockKind, Heading, HeadingKind

PATH = (Heading(HeadingKind.TITLE, "Carte"), Heading(HeadingKind.CHAPTER, "Coût"))
ITEMS = tuple(f"la pièce numéro {n} du dossier de jardin partagé" for n in range(12))


def units(lines: list[str], kinds: Mapping[str, LineKind], *, whole: bool = False) -> list[tuple[int, ...]]:
    return [unit.lines for unit in cut_into_units(lines, kinds, whole_lists=whole)]


def test_sentences_stand_alone() -> None:
    assert units(["La carte coûte 25 €.", "La mairie répond."], {}) == [(0,), (1,)]


def test_an_exception_stays_with_its_rule() -> None:
    lines = ["La carte coûte 25 €.", "Toutefois, elle est gratuite à 16 ans.", "Sauf à Lille.", "La mairie répond."]
    assert units(lines, {}) == [(0, 1, 2), (3,)]


def test_a_sentence_that_points_back_stays_with_what_it_points_to() -> None:
    lines = ["Le délai est de 2 mois.", "Ce délai court dès l'envoi.", "Il faut une photo."]
    assert units(lines, {}) == [(0, 1), (2,)]


@pytest.mark.parametrize(
    "next_line",
    ["Si vous ne respectez pas ce délai, tout est perdu.", "À l'issue de ce délai, rien.", "Par exemple, à Noël."],
)
def test_a_line_that_is_nothing_without_the_one_before_stays_with_it(next_line: str) -> None:
    assert units(["Le délai est de 2 mois.", next_line, "Il faut une photo."], {}) == [(0, 1), (2,)]


CONTACT = ("Où s'adresser : Jardin municipal", "Par téléphone : 36 00", "Par courrier : Place du Jardin, Lille")


def test_whom_to_ask_stays_with_how() -> None:
    kinds = line_kinds([Block(BlockKind.NOTE, PATH, CONTACT)])
    assert [kinds[line] for line in CONTACT] == [DataLine.NAME, DataLine.DETAIL, DataLine.DETAIL]
    assert units(["La carte coûte 25 €.", *CONTACT, "La mairie répond."], kinds)[1] == (1, 2, 3)


def test_a_long_contact_gives_each_way_with_the_name() -> None:
    ways = tuple(f"Par téléphone : le poste numéro {n} répond aux questions sur les jardins partagés" for n in range(6))
    kinds = line_kinds([Block(BlockKind.NOTE, PATH, (CONTACT[0], *ways))])
    assert units([CONTACT[0], *ways], kinds) == [(0, number) for number in range(1, 7)]


def test_the_headings_above_a_line_are_those_of_its_blocks() -> None:
    above = headings_above([Block(BlockKind.PARAGRAPH, PATH, ("La carte coûte 25 €.",))])
    assert above["La carte coûte 25 €."] == {"Carte", "Coût"}


def test_a_list_stays_with_the_line_that_opens_it() -> None:
    lines = ["Apportez :", "une photo", "une lettre", "La mairie répond."]
    kinds = {"une photo": BlockKind.LIST, "une lettre": BlockKind.LIST}
    assert units(lines, kinds) == [(0, 1, 2), (3,)]


def test_a_heading_stays_with_what_follows() -> None:
    kinds = line_kinds([Block(BlockKind.PARAGRAPH, PATH, ("La carte coûte 25 €.",))])
    assert kinds["Coût"] is HeadingKind.CHAPTER
    assert units(["Bonjour.", "Coût", "La carte coûte 25 €."], kinds) == [(0,), (1, 2)]


def test_a_long_list_gives_each_item_with_the_opening_unless_it_is_wanted_whole() -> None:
    lines = ["Apportez :", *ITEMS]
    kinds = dict.fromkeys(ITEMS, BlockKind.LIST)
    assert units(lines, kinds) == [(0, number) for number in range(1, 13)]
    assert all(unit.is_piece for unit in cut_into_units(lines, kinds))
    assert units(lines, kinds, whole=True) == [tuple(range(13))]


def test_a_row_of_a_long_table_comes_with_the_header() -> None:
    rows = tuple(f"Ville numéro {n} du pays des jardins partagés | {n} euros par année" for n in range(10))
    lines = ["Tarifs :", "Ville | Prix", *rows]
    kinds = dict.fromkeys(("Ville | Prix", *rows), BlockKind.TABLE)
    assert units(lines, kinds)[0] == (0, 1, 2)
    assert units(lines, kinds)[-1] == (0, 1, 11)


@given(st.lists(st.sampled_from(["Oui.", "Toutefois, non.", "Liste :", "a", "b", "Fin."]), max_size=12))
def test_every_line_stands_in_a_unit_in_order(lines: list[str]) -> None:
    kinds = {"a": BlockKind.LIST, "b": BlockKind.LIST}
    flat = [number for unit in cut_into_units(lines, kinds) for number in unit.lines]
    assert sorted(set(flat)) == list(range(len(lines)))
    assert flat == sorted(flat)
