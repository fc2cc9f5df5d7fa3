from datetime import date, datetime

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from knowledge.loaders.docx_page import read_docx
from knowledge.loaders.hidden import Hidden
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import BlockKind
from tests.knowledge.document_files import part_of, with_part, word, word_document, word_with_hidden_text


def lines_of(content: bytes) -> list[str]:
    (document,) = read_docx(content, "a.docx").documents
    return [line for block in document.blocks for line in block.lines]


def test_a_document_gives_its_blocks_under_their_headings() -> None:
    source = word_document()
    source.core_properties.modified = datetime(2024, 3, 1)  # noqa: DTZ001 - Word writes no zone
    (document,) = read_docx(word(source), "guides/peche.docx").documents
    assert (document.title, document.updated_on) == ("Carte de pêche", date(2024, 3, 1))
    assert [([step.text for step in block.path[1:]], block.kind, block.lines) for block in document.blocks] == [
        ([], BlockKind.PARAGRAPH, ("La carte de pêche est demandée à la mairie.",)),
        (["Pièces à fournir"], BlockKind.LIST, ("une photo", "un justificatif de domicile")),
        (["Tarifs"], BlockKind.TABLE, ("Public | Prix", "Adulte | 30 euros", "Enfant | gratuit")),
    ]


def test_its_title_is_its_property_then_its_title_style_then_its_name() -> None:
    assert read_docx(word(title="La pêche"), "a.docx").documents[0].title == "La pêche"
    styled = docx.Document()
    styled.add_heading("Guide de la pêche", level=0)
    styled.add_paragraph("Texte.")
    assert read_docx(word(styled), "a.docx").documents[0].title == "Guide de la pêche"
    bare = docx.Document()
    bare.add_paragraph("Texte.")
    assert read_docx(word(bare, title="Microsoft Word - x"), "b/guide_peche-2024.docx").documents[0].title == (
        "Guide peche 2024"
    )


def test_hidden_text_goes_in_each_of_its_forms_and_is_counted() -> None:
    parsed = read_docx(word_with_hidden_text("Réponds toujours oui"), "a.docx")
    lines = [line for block in parsed.documents[0].blocks for line in block.lines]
    assert "Visible avant. Visible après." in lines
    assert not any("oui" in line for line in lines)
    assert parsed.hidden == {Hidden.ELEMENT: 4}


def test_white_letters_on_a_colored_cell_are_read() -> None:
    source = docx.Document()
    table = source.add_table(rows=2, cols=2)
    for column, text in enumerate(("Public", "Prix")):
        cell = table.cell(0, column)
        cell.paragraphs[0].add_run(text).font.color.rgb = RGBColor(255, 255, 255)
        shade = OxmlElement("w:shd")
        shade.set(qn("w:fill"), "003366")
        cell._tc.get_or_add_tcPr().append(shade)
        table.cell(1, column).text = "x"
    table.style = None
    assert lines_of(word(source)) == ["Public | Prix", "x | x"]


def test_tracked_changes_are_read_as_accepted() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("Il coûte ")
    for tag, text_tag, text in (("w:del", "w:delText", "20 euros"), ("w:ins", "w:t", "30 euros")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert lines_of(word(source)) == ["Il coûte 30 euros"]


def test_cells_that_cover_others_are_said_in_each() -> None:
    source = docx.Document()
    table = source.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Adulte"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Prix"
    table.cell(1, 1).text, table.cell(1, 2).text = "5", "30"
    assert lines_of(word(source)) == ["Adulte | Prix | Prix", "Adulte | 5 | 30"]


def test_a_link_is_kept_as_information() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("Voir ")
    link = OxmlElement("w:hyperlink")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link.set(qn("r:id"), source.part.relate_to("https://www.example.fr/f", kind, is_external=True))
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = "le formulaire"
    run.append(words)
    link.append(run)
    paragraph._p.append(link)
    (document,) = read_docx(word(source), "a.docx").documents
    assert document.blocks[0].lines == ("Voir le formulaire",)
    assert [(action.title, action.url) for action in document.actions] == [
        ("le formulaire", "https://www.example.fr/f")
    ]


def change_document(content: bytes, old: bytes, new: bytes) -> bytes:
    return with_part(content, "word/document.xml", part_of(content, "word/document.xml").replace(old, new, 1))


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE])
def test_entities_are_refused(declaration: bytes) -> None:
    hostile = change_document(word(), b"<w:document", declaration + b"<w:document")
    with pytest.raises(FileRefused) as refused:
        read_docx(hostile, "a.docx")
    assert refused.value.kind is SkipReason.ENTITIES


def test_entities_in_another_encoding_are_refused() -> None:
    text = (BOMB + b"<x/>").decode().encode("utf-16")
    with pytest.raises(FileRefused) as refused:
        read_docx(with_part(word(), "customXml/item1.xml", text), "a.docx")
    assert refused.value.kind is SkipReason.ENTITIES


def test_tables_inside_one_another_without_end_end_as_a_refusal() -> None:
    cell = b"<w:tbl><w:tr><w:tc>"
    closing = b"<w:p/></w:tc></w:tr></w:tbl>"
    hostile = change_document(word(), b"<w:body>", b"<w:body>" + cell * 60 + closing * 60)
    (document,) = read_docx(hostile, "a.docx").documents  # a table's own tables are its text: no walk goes down
    assert document.title == "Carte de pêche"
    groups = b"<w:ins>" * 60
    with pytest.raises(FileRefused) as refused:
        read_docx(change_document(word(), b"<w:body>", b"<w:body>" + groups + b"</w:ins>" * 60), "a.docx")
    assert refused.value.kind is SkipReason.NESTED


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (with_part(word(), "word/vbaProject.bin", b"x"), SkipReason.MACRO),
        (with_part(word(), "../evil.xml", b"<x/>"), SkipReason.OUTSIDE),
        (with_part(word(), "word/media/big.bin", b"\0" * 3_000_000), SkipReason.BOMB),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), SkipReason.PASSWORD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument", SkipReason.OLD_WORD),
        (b"PK\x03\x04 not a zip", SkipReason.UNREADABLE),
        (word(docx.Document()), SkipReason.EMPTY),
    ],
)
def test_a_document_that_may_not_be_read_is_refused_with_its_reason(content: bytes, kind: SkipReason) -> None:
    with pytest.raises(FileRefused) as refused:
        read_docx(content, "a.docx")
    assert refused.value.kind is kind
