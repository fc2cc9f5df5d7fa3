import pytest

from knowledge.loaders import outline as module
from knowledge.loaders.outline import LONGEST_LINE, Outline, readable_name
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import Block, BlockKind, Heading, HeadingKind


def told(blocks: tuple[Block, ...]) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([step.text for step in block.path], block.lines) for block in blocks]


def test_headings_nest_by_their_level() -> None:
    outline = Outline()
    for level, text in ((1, "A"), (2, "B"), (4, "C"), (2, "D"), (1, "E")):
        outline.heading(level, text)
        outline.paragraph(text.lower())
    assert told(outline.page("x.md", titles=["T"]).blocks) == [
        (["T", "A"], ("a",)),
        (["T", "A", "B"], ("b",)),
        (["T", "A", "B", "C"], ("c",)),
        (["T", "A", "D"], ("d",)),
        (["T", "E"], ("e",)),
    ]


def test_the_title_opens_each_path_as_a_title_and_is_not_said_twice() -> None:
    outline = Outline()
    outline.heading(1, "Pêche")
    outline.paragraph("a")
    page = outline.page("x.md")
    assert page.blocks[0].path == (Heading(HeadingKind.TITLE, "Pêche"),)


def test_one_column_is_no_table() -> None:
    outline = Outline()
    outline.table([["a"], ["b"]])
    outline.table([["a", "b"], ["", ""], ["c", ""]])
    assert [(block.kind, block.lines) for block in outline.page("x").blocks] == [
        (BlockKind.PARAGRAPH, ("a",)),
        (BlockKind.PARAGRAPH, ("b",)),
        (BlockKind.TABLE, ("a | b", "c | ")),
    ]


def test_a_line_without_end_is_cut_and_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    outline = Outline()
    outline.paragraph("mot " * LONGEST_LINE)
    outline.paragraph("x" * (LONGEST_LINE + 1))
    assert max(len(line) for block in outline.page("x").blocks for line in block.lines) <= LONGEST_LINE
    monkeypatch.setattr(module, "MOST_LINES", 3)
    few = Outline()
    for _ in range(3):
        few.paragraph("x")
    with pytest.raises(FileRefused) as refused:
        few.paragraph("x")
    assert refused.value.kind is SkipReason.TOO_MANY


def test_a_heading_as_long_as_a_paragraph_is_one() -> None:
    outline = Outline()
    outline.heading(1, "mot " * 200)
    assert [block.kind for block in outline.page("x").blocks] == [BlockKind.PARAGRAPH]


def test_a_price_of_the_page_is_told_as_its_cost() -> None:
    outline = Outline()
    outline.heading(1, "Tarif")
    outline.paragraph("La location coûte 250 euros.")
    assert outline.page("x").costs == ("La location coûte 250 euros.",)


def test_only_links_of_the_web_with_words_are_kept() -> None:
    outline = Outline()
    outline.paragraph("x")
    for text, url in (
        ("a", "https://a.fr"),
        ("", "https://b.fr"),
        ("c", "file:///c"),
        ("https://d.fr", "https://d.fr"),
    ):
        outline.link(text, url)
    assert [action.url for action in outline.page("x").actions] == ["https://a.fr"]


@pytest.mark.parametrize(
    ("file", "title"),
    [("a/carte_de-peche.pdf", "Carte de peche"), ("É.md", "É"), ("---.md", "Document"), ("a%20b.html", "A b")],
)
def test_a_file_name_becomes_a_title(file: str, title: str) -> None:
    assert readable_name(file) == title
    outline = Outline()
    outline.paragraph("x")
    assert outline.page(file).title == title
