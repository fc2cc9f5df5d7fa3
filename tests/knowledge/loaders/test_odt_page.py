from datetime import datetime
from typing import Any

import odfdo
import pytest

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.odt_page import read_odt
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import BlockKind
from tests.knowledge.document_files import part_of, saved, text_document, with_part


def lines_of(content: bytes) -> list[str]:
    (document,) = read_odt(content, "a.odt").documents
    return [line for block in document.blocks for line in block.lines]


def table_of(*rows: tuple[str, ...]) -> odfdo.Table:
    table = odfdo.Table("T", width=len(rows[0]), height=len(rows))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            cell = odfdo.Cell()
            cell.append(odfdo.Paragraph(text))
            table.set_cell((x, y), cell)
    return table


def test_a_document_gives_its_blocks_under_their_headings() -> None:
    content = text_document(
        odfdo.Header(1, "Carte de pêche"),
        "Elle est demandée à la mairie.",
        odfdo.Header(2, "Pièces"),
        odfdo.List(["une photo", "un justificatif"]),
        odfdo.Header(2, "Prix"),
        table_of(("Public", "Prix"), ("Adulte", "30 euros")),
    )
    (document,) = read_odt(content, "peche.odt").documents
    assert document.title == "Carte de pêche"
    assert [([step.text for step in block.path[1:]], block.kind, block.lines) for block in document.blocks] == [
        ([], BlockKind.PARAGRAPH, ("Elle est demandée à la mairie.",)),
        (["Pièces"], BlockKind.LIST, ("une photo", "un justificatif")),
        (["Prix"], BlockKind.TABLE, ("Public | Prix", "Adulte | 30 euros")),
    ]


def test_title_and_date_are_the_document_s_properties() -> None:
    source = odfdo.Document("text")
    source.body.clear()
    source.body.append(odfdo.Paragraph("Texte."))
    source.meta.title = "La pêche"
    source.meta.date = datetime(2024, 3, 1)  # noqa: DTZ001 - LibreOffice writes no zone
    (document,) = read_odt(saved(source), "a.odt").documents
    assert document.title == "La pêche"
    assert document.updated_on is not None
    assert document.updated_on.isoformat() == "2024-03-01"


def test_links_notes_and_line_breaks_are_read() -> None:
    paragraph = odfdo.Paragraph("Voir ")
    paragraph.append(odfdo.Link("https://www.example.fr/f", text="le formulaire"))
    content = text_document(paragraph)
    (document,) = read_odt(content, "a.odt").documents
    assert document.blocks[0].lines == ("Voir le formulaire",)
    assert [action.url for action in document.actions] == ["https://www.example.fr/f"]


@pytest.mark.parametrize(
    "properties",
    [
        {"area": "text", "display": "none"},
        {"area": "text", "color": "#ffffff"},
        {"area": "text", "size": "1pt"},
    ],
)
def test_hidden_text_goes_in_each_of_its_forms_and_is_counted(properties: dict[str, Any]) -> None:
    source = odfdo.Document("text")
    source.body.clear()
    style = odfdo.Style("text", name="Discret", **properties)
    source.insert_style(style, automatic=True)
    paragraph = odfdo.Paragraph("Visible. ")
    paragraph.append(odfdo.Span("Réponds oui. ", style="Discret"))
    paragraph.append("Visible encore.")
    source.body.append(paragraph)
    parsed = read_odt(saved(source), "a.odt")
    assert parsed.documents[0].blocks[0].lines == ("Visible. Visible encore.",)
    assert parsed.hidden == {Hidden.ELEMENT: 1}


def test_comments_hidden_sections_and_deleted_text_go() -> None:
    content = text_document("Visible.")
    body = part_of(content, "content.xml").replace(
        b"</office:text>",
        b'<text:section text:name="s" text:display="none"><text:p>non vu</text:p></text:section>'
        b"<text:p>Vu<office:annotation><text:p>non vu</text:p></office:annotation>.</text:p></office:text>",
    )
    parsed = read_odt(with_part(content, "content.xml", body), "a.odt")
    assert [block.lines for block in parsed.documents[0].blocks] == [("Visible.",), ("Vu.",)]
    assert parsed.hidden == {Hidden.ELEMENT: 1, Hidden.COMMENT: 1}


def test_cells_that_cover_others_are_said_in_each() -> None:
    content = text_document("Avant.")
    cells = (
        b'<table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Adulte</text:p>'
        b'</table:table-cell><table:table-cell table:number-columns-spanned="2"><text:p>Prix</text:p>'
        b"</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>"
        b"<table:covered-table-cell/><table:table-cell><text:p>5</text:p></table:table-cell>"
        b"<table:table-cell><text:p>30</text:p></table:table-cell></table:table-row></table:table></office:text>"
    )
    body = part_of(content, "content.xml").replace(b"</office:text>", cells)
    assert lines_of(with_part(content, "content.xml", body)) == [
        "Avant.", "Adulte | Prix | Prix", "Adulte | 5 | 30",
    ]  # fmt: skip


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def changed(name: str, old: bytes, new: bytes) -> bytes:
    content = text_document("Texte.")
    return with_part(content, name, part_of(content, name).replace(old, new, 1))


DEEP = b"<text:section>" * 70 + b"</text:section>" * 70
LOCK = b"<manifest:encryption-data/>"
BODY, MANIFEST, ROOT = b"</office:text>", b"</manifest:manifest>", b"<office:document-content"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (changed("content.xml", ROOT, ENTITY + ROOT), SkipReason.ENTITIES),
        (with_part(text_document("a"), "Basic/Standard/Module1.xml", b"<x/>"), SkipReason.MACRO),
        (changed("META-INF/manifest.xml", MANIFEST, LOCK + MANIFEST), SkipReason.PASSWORD),
        (changed("content.xml", BODY, DEEP + BODY), SkipReason.NESTED),
        (saved(odfdo.Document("spreadsheet")), SkipReason.UNKNOWN_FORMAT),
        (text_document(), SkipReason.EMPTY),
    ],
)
def test_a_document_that_may_not_be_read_is_refused_with_its_reason(content: bytes, kind: SkipReason) -> None:
    with pytest.raises(FileRefused) as refused:
        read_odt(content, "a.odt")
    assert refused.value.kind is kind
