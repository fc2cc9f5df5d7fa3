"""Lines of an answer as paragraphs, lists and tables."""

from assistant.conversation.types import AnswerPart
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language, PartKind
from assistant.web.answer_text import write_part
from assistant.web.laid_out import Run, lay_out

PART = AnswerPart(
    PartKind.QUOTE,
    ("Apportez :", "une photo", "une lettre", "Âge | Prix", "Adulte | 25 €", "La mairie répond."),
    source=1,
    heading="Pièces",
    items=(1, 2),
    rows=(3, 4),
)


def test_lines_are_laid_out_in_their_order() -> None:
    assert tuple(lay_out(PART)) == (
        Run("paragraphs", ("Apportez :",)),
        Run("list", ("une photo", "une lettre")),
        Run("table", ("Âge | Prix", "Adulte | 25 €")),
        Run("paragraphs", ("La mairie répond.",)),
    )


def test_the_cells_of_a_table_are_parted() -> None:
    table = next(run for run in lay_out(PART) if run.kind == "table")
    assert table.cells == (("Âge", "Prix"), ("Adulte", "25 €"))


def test_an_answer_without_lists_is_paragraphs() -> None:
    part = AnswerPart(PartKind.FIXED, ("Un.", "Deux."))
    assert tuple(lay_out(part)) == (Run("paragraphs", ("Un.", "Deux.")),)


def test_text_to_keep_marks_the_items() -> None:
    text = write_part(PART, read_messages(), Language.FRENCH)
    assert text.splitlines()[:4] == ["Pièces", "Apportez :", "- une photo", "- une lettre"]
