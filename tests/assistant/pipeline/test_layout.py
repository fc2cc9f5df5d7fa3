"""Lists and tables of a page stay lists and tables in a quote of it."""

from assistant.pipeline.layout import find_items, find_rows
from knowledge.types import Block, BlockKind, Heading, HeadingKind

PATH = (Heading(HeadingKind.TITLE, "Carte"), Heading(HeadingKind.CHAPTER, "Coût"))
OPENING, PHOTO, LETTER = "Apportez :", "une photo", "une lettre"
HEADERS, ADULTS, CHILDREN, BABIES = "Âge | Prix", "18 ans et plus | 25 €", "Moins de 18 ans | 10 €", "Bébés | 0 €"


def block(kind: BlockKind, *lines: str) -> Block:
    return Block(kind, PATH, lines)


BLOCKS = (
    block(BlockKind.PARAGRAPH, OPENING),
    block(BlockKind.LIST, PHOTO, LETTER),
    block(BlockKind.TABLE, HEADERS, ADULTS, CHILDREN),
    block(BlockKind.TABLE, HEADERS, BABIES),
)


def test_items_are_found_and_the_line_that_opens_them_is_none() -> None:
    assert find_items([OPENING, LETTER, "La mairie répond."], BLOCKS) == (1,)


def test_rows_are_found_under_their_headers() -> None:
    assert find_rows(["Voici les prix.", HEADERS, CHILDREN, "La mairie répond."], BLOCKS) == (1, 2)


def test_tables_with_the_same_headers_are_all_found() -> None:
    assert find_rows([HEADERS, ADULTS, HEADERS, BABIES], BLOCKS) == (0, 1, 2, 3)


def test_rows_without_their_headers_or_headers_alone_stay_lines() -> None:
    assert find_rows([ADULTS, CHILDREN], BLOCKS) == ()
    assert find_rows([HEADERS, "La mairie répond."], BLOCKS) == ()


def test_a_table_whose_rows_have_other_numbers_of_cells_stays_lines() -> None:
    uneven = (block(BlockKind.TABLE, HEADERS, "18 ans et plus | 25 € | 12 €"),)
    assert find_rows(uneven[0].lines, uneven) == ()


def test_a_table_of_one_column_stays_lines() -> None:
    column = (block(BlockKind.TABLE, "Prix", "25 €"),)
    assert find_rows(column[0].lines, column) == ()
