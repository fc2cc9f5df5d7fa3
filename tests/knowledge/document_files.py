"""Small real documents of each format, with invented text, the hostile ones included."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import docx
import odfdo
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor
from pypdf import PdfReader, PdfWriter

FISHING_LINES = (
    "Le permis de pêche vaut une année civile.",
    "Il coûte 30 euros pour un adulte.",
)


def pdf(
    *pages: str | Sequence[str | tuple[float, str]], title: str = "", bookmarks: Sequence[tuple[str, int]] = ()
) -> bytes:
    """A PDF, each page given by its drawing operators (a text) or by its lines (a sequence)."""
    streams = [page if isinstance(page, str) else text_page(page) for page in pages]
    content = _assemble(streams)
    if not title and not bookmarks:
        return content
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    if title:
        writer.add_metadata({"/Title": title, "/ModDate": "D:20240301120000"})
    for name, page in bookmarks:
        writer.add_outline_item(title=name, page_number=page)
    return _written(writer)


def locked_pdf(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(FISHING_LINES))))
    writer.encrypt(password, algorithm="AES-256")
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def text_page(lines: Sequence[str | tuple[float, str]], *, top: float = 780.0) -> str:
    """Drawing operators of lines, 12 points high unless a line says its own size."""
    drawn, height = [], top
    for line in lines:
        size, text = (12.0, line) if isinstance(line, str) else line
        drawn.append(show(text, size=size, height=height))
        height -= size * 1.3
    return "\n".join(drawn)


def show(text: str, *, size: float = 12.0, height: float = 700.0, left: float = 50.0, before: str = "") -> str:
    """One line. ``before`` are operators that choose its color or its mode."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {before} BT /F1 {size} Tf 1 0 0 1 {left} {height} Tm ({escaped}) Tj ET Q"


IMAGE = "q 500 0 0 700 50 50 cm /Im1 Do Q"


def _assemble(streams: Sequence[str]) -> bytes:
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\x80\nendstream",
    ]
    kids = []
    for stream in streams:
        packed = zlib.compress(stream.encode("cp1252"))
        objects.append(f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def word(document: Any | None = None, *, title: str = "") -> bytes:
    """A DOCX; without a document, one with a heading, a list and a table."""
    document = document or word_document()
    document.core_properties.title = title
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_document() -> Any:
    document = docx.Document()
    document.add_heading("Carte de pêche", level=1)
    document.add_paragraph("La carte de pêche est demandée à la mairie.")
    document.add_heading("Pièces à fournir", level=2)
    document.add_paragraph("une photo", style="List Bullet")
    document.add_paragraph("un justificatif de domicile", style="List Bullet")
    document.add_heading("Tarifs", level=2)
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate((("Public", "Prix"), ("Adulte", "30 euros"), ("Enfant", "gratuit"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    return document


def word_with_hidden_text(text: str) -> bytes:
    """The same text hidden in each way that Word has."""
    document = word_document()
    paragraph = document.add_paragraph("Visible avant. ")
    paragraph.add_run(f"{text} caché").font.hidden = True
    paragraph.add_run(f"{text} blanc").font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    paragraph.add_run(f"{text} minuscule").font.size = Pt(1)
    style = document.styles.add_style("Discret", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    paragraph.add_run(f"{text} par le style", style="Discret")
    paragraph.add_run("Visible après.")
    return word(document)


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """An office document with a part added, or put in the place of the one of that name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return buffer.getvalue()


def part_of(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


def text_document(*paragraphs: Any) -> bytes:
    """An ODT of odfdo's elements; a text is a paragraph."""
    document = odfdo.Document("text")
    document.body.clear()
    for paragraph in paragraphs:
        document.body.append(odfdo.Paragraph(paragraph) if isinstance(paragraph, str) else paragraph)
    return saved(document)


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
