"""Whatever the bytes, a reader gives a page or one refusal."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.loaders.formats import FileFormat, format_of, read_file
from knowledge.loaders.skipped import FileRefused, SkipReason
from tests.knowledge.document_files import FISHING_LINES, pdf, text_document, word

WHOLE = {
    FileFormat.PDF: pdf(FISHING_LINES, FISHING_LINES, title="La pêche", bookmarks=[("Un", 0)]),
    FileFormat.DOCX: word(),
    FileFormat.ODT: text_document("La pêche", "en rivière"),
    FileFormat.HTML: b"<html><head><style>p{color:red}</style></head><body><h1>A</h1><table><tr><td>b</table>",
    FileFormat.MARKDOWN: b"---\ndate: 2024-03-01\n---\n# A\n\n- b\n\n| a | b |\n|---|---|\n| c | d |\n",
    FileFormat.QUESTIONS: b'question,answer\n"A ?","B\n- c"\n',
}


def read(file_format: FileFormat, content: bytes) -> None:
    """Raises anything but a refusal when the reader does."""
    try:
        parsed = read_file(file_format, "file", content)
    except FileRefused:
        return
    assert all(document.title and document.blocks for document in parsed.documents)


@pytest.mark.parametrize("file_format", FileFormat)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(file_format: FileFormat, content: bytes) -> None:
    opening = WHOLE[file_format][:8]
    read(file_format, content)
    read(file_format, opening + content)


@pytest.mark.parametrize("file_format", FileFormat)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_are_read_or_refused(file_format: FileFormat, data: st.DataObject) -> None:
    content = bytearray(WHOLE[file_format])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
        content = content or bytearray(b"x")
    read(file_format, bytes(content))


@pytest.mark.parametrize("file_format", [FileFormat.HTML, FileFormat.MARKDOWN, FileFormat.QUESTIONS])
@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_read_or_refused(file_format: FileFormat, text: str) -> None:
    read(file_format, text.encode("utf-8", "surrogatepass"))
    read(file_format, b"question,answer\n" + text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("file_format", FileFormat)
def test_an_empty_file_is_refused(file_format: FileFormat) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(file_format, "file", b"")
    assert refused.value.kind is SkipReason.EMPTY


def test_a_file_is_what_its_name_says() -> None:
    assert format_of("a/GUIDE.PDF") is FileFormat.PDF
    assert format_of("a.docm") is FileFormat.DOCX
    assert format_of("a.txt") is None
    assert format_of("pdf") is None


def test_a_broken_file_is_refused_without_a_word_of_it() -> None:
    broken = WHOLE[FileFormat.DOCX].replace(b"word/document.xml", b"word/secretive.xml")
    with pytest.raises(FileRefused) as refused:
        read_file(FileFormat.DOCX, "a.docx", broken)
    assert refused.value.kind is SkipReason.UNREADABLE
    assert "secretive" not in str(refused.value)
