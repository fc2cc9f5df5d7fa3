from dataclasses import replace

import pytest

from knowledge.loaders.document_names import DocumentNames
from knowledge.loaders.outline import Outline
from knowledge.types import Document


def page(title: str) -> Document:
    outline = Outline()
    outline.paragraph("x")
    return outline.page("a.md", titles=[title])


@pytest.mark.parametrize(
    ("file", "given"),
    [("guides/Carte grise (2024).pdf", "guides-carte-grise-2024"), ("École.md", "ecole"), ("z.zip/a.md", "z-zip-a")],
)
def test_an_id_is_made_from_the_path(file: str, given: str) -> None:
    assert DocumentNames().give(page("A"), file).id == given


def test_ids_are_never_given_twice_whatever_the_names() -> None:
    names = DocumentNames()
    files = ["a.md", "a.pdf", "A.pdf", "a .pdf", "日本.md", "中国.md", "x" * 300 + "1.md", "x" * 300 + "2.md"]
    given = [names.give(page(f"T{number}"), file).id for number, file in enumerate(files)]
    assert len(set(given)) == len(files)
    assert all(given)
    assert max(map(len, given)) <= 90


def test_a_title_that_another_bears_is_followed_by_the_file() -> None:
    names = DocumentNames()
    names.take(replace(page("Pêche"), id="F1"))
    second = names.give(page("pêche"), "guides/b.pdf")
    assert second.title == "pêche (b.pdf)"
    assert second.blocks[0].path[0].text == "pêche (b.pdf)"


def test_rows_of_a_list_keep_what_tells_them_apart() -> None:
    assert DocumentNames().give(replace(page("Où ?"), id="12ab34cd"), "faq.csv").id == "faq-12ab34cd"
