from datetime import date

import pytest

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.markdown_page import read_markdown
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import BlockKind

PAGE = """---
titre: "Carte de pêche"
date: 2024-03-01
---

# Carte de pêche

La carte est *obligatoire*.

## Prix

| Public | Prix |
|--------|------|
| Adulte | 30 € |

- une photo
- un [formulaire](https://www.example.fr/f)
"""


def test_a_page_gives_its_blocks_under_their_headings() -> None:
    (document,) = read_markdown(PAGE.encode(), "peche.md").documents
    assert (document.title, document.updated_on) == ("Carte de pêche", date(2024, 3, 1))
    assert [([step.text for step in block.path[1:]], block.kind, block.lines) for block in document.blocks] == [
        ([], BlockKind.PARAGRAPH, ("La carte est obligatoire.",)),
        (["Prix"], BlockKind.TABLE, ("Public | Prix", "Adulte | 30 €")),
        (["Prix"], BlockKind.LIST, ("une photo", "un formulaire")),
    ]
    assert [action.url for action in document.actions] == ["https://www.example.fr/f"]


def test_hidden_markup_goes_and_is_counted() -> None:
    parsed = read_markdown(b'# A\n\nVu. <!-- non vu -->\n\n<div style="display:none">non vu</div>\n', "a.md")
    assert [block.lines for block in parsed.documents[0].blocks] == [("Vu.",)]
    assert parsed.hidden == {Hidden.COMMENT: 1, Hidden.ELEMENT: 1}


def test_windows_files_are_read() -> None:
    text = "---\r\ndate: 2024-03-01\r\n---\r\n# Pêche\r\n\r\nÀ la ligne.\r\n"
    (document,) = read_markdown(text.encode("cp1252"), "a.md").documents
    assert (document.title, document.updated_on, document.blocks[0].lines) == (
        "Pêche", date(2024, 3, 1), ("À la ligne.",),
    )  # fmt: skip


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read_markdown(b"a\0b", "a.md")
    assert refused.value.kind is SkipReason.UNREADABLE
