"""Which reader a file goes to, and the one door through which all files are read."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath

from knowledge.loaders.parsed_file import ParsedFile
from knowledge.loaders.skipped import FileRefused, SkipReason

READERS_FORMAT = 1
"""Raised when a reader gives other documents for the same file."""


class FileFormat(StrEnum):
    """What a file is, as its name says."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    MARKDOWN = "markdown"
    QUESTIONS = "questions"


_BY_SUFFIX = {
    ".pdf": FileFormat.PDF,
    ".docx": FileFormat.DOCX,
    ".dotx": FileFormat.DOCX,
    ".docm": FileFormat.DOCX,
    ".doc": FileFormat.DOCX,
    ".odt": FileFormat.ODT,
    ".ott": FileFormat.ODT,
    ".html": FileFormat.HTML,
    ".htm": FileFormat.HTML,
    ".xhtml": FileFormat.HTML,
    ".md": FileFormat.MARKDOWN,
    ".markdown": FileFormat.MARKDOWN,
    ".csv": FileFormat.QUESTIONS,
    ".tsv": FileFormat.QUESTIONS,
}
"""``.doc`` and ``.docm`` are read far enough to say why they are refused."""
_MOST_BYTES = {
    FileFormat.PDF: 64 * 1024 * 1024,
    FileFormat.DOCX: 64 * 1024 * 1024,
    FileFormat.ODT: 64 * 1024 * 1024,
    FileFormat.HTML: 8 * 1024 * 1024,
    FileFormat.MARKDOWN: 8 * 1024 * 1024,
    FileFormat.QUESTIONS: 32 * 1024 * 1024,
}
"""A guide full of pictures weighs some tens of megabytes; a text of a megabyte is a book."""


def format_of(name: str) -> FileFormat | None:
    """None for a file that no reader knows."""
    return _BY_SUFFIX.get(PurePosixPath(name).suffix.lower())


def most_bytes(file_format: FileFormat) -> int:
    return _MOST_BYTES[file_format]


def read_file(file_format: FileFormat, name: str, content: bytes) -> ParsedFile:
    """The pages of a file. Raises :class:`FileRefused` and nothing else, whatever the bytes."""
    if not content:
        raise FileRefused(SkipReason.EMPTY, "an empty file")
    try:
        return _reader_of(file_format)(content, name)
    except FileRefused:
        raise
    except RecursionError:
        raise FileRefused(SkipReason.NESTED, "nested too deep") from None
    except MemoryError:
        raise FileRefused(SkipReason.TOO_SLOW, "it takes too much memory") from None
    except Exception as error:  # libraries raise many things on broken files; their messages quote the file
        raise FileRefused(SkipReason.UNREADABLE, f"the file is broken ({type(error).__name__})") from None


def _reader_of(file_format: FileFormat) -> Callable[[bytes, str], ParsedFile]:
    """Each library is loaded where it is first needed."""
    match file_format:
        case FileFormat.PDF:
            from knowledge.loaders.pdf_page import read_pdf

            return read_pdf
        case FileFormat.DOCX:
            from knowledge.loaders.docx_page import read_docx

            return read_docx
        case FileFormat.ODT:
            from knowledge.loaders.odt_page import read_odt

            return read_odt
        case FileFormat.HTML:
            from knowledge.loaders.html_page import read_html

            return read_html
        case FileFormat.MARKDOWN:
            from knowledge.loaders.markdown_page import read_markdown

            return read_markdown
        case FileFormat.QUESTIONS:
            from knowledge.loaders.question_list import read_questions

            return read_questions
