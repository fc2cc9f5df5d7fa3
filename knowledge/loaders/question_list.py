"""A CSV list of questions and answers: each row is a page whose title is the question."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

import regex

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.outline import Outline
from knowledge.loaders.parsed_file import ParsedFile, day_of
from knowledge.loaders.plain_text import decode
from knowledge.loaders.service_public_actions import web_url
from knowledge.loaders.skipped import FileRefused, SkippedPage, SkipReason
from knowledge.types import Document

KIND = "Question-réponse"
MOST_ROWS = 50_000
"""Every page of service-public together has some thousands of questions."""
_SEPARATORS = ",;\t|"
_COLUMNS = {
    "question": ("question", "questions", "intitule", "titre", "title"),
    "answer": ("answer", "answers", "reponse", "reponses", "texte"),
    "url": ("url", "link", "lien", "adresse", "source"),
    "date": ("date", "updated", "mise a jour", "date de mise a jour", "maj"),
    "theme": ("theme", "topic", "categorie", "category", "rubrique"),
}
_FORMULA = regex.compile(r"\s*(?:[=@]|[+-]\s*[A-Za-z]+[(|!])")
_ITEM = regex.compile(r"\s*(?:[-–—•*▪◦·]|\d{1,2}[.)])\s+")


def read_questions(content: bytes, file: str) -> ParsedFile:
    """The pages of one list. A row that is no question with its answer is told with its line and left out.

    Raises :class:`FileRefused` when no column is called question and answer, or when no row is good.
    """
    text = decode(content)
    documents: dict[str, Document] = {}
    left_out: list[SkippedPage] = []
    hidden: Counter[Hidden] = Counter()
    for line, row in _rows(text, file, left_out):
        if fault := _fault(row):
            left_out.append(SkippedPage(file, "a row that is no question with its answer", fault, str(line)))
            continue
        outline = Outline()
        page = _page(outline, row, file)
        if outline.is_empty:
            left_out.append(SkippedPage(file, "no visible answer", SkipReason.NO_ANSWER, str(line)))
        elif page.id in documents:
            left_out.append(SkippedPage(file, "question asked twice", SkipReason.DUPLICATE, str(line), page.id))
        else:
            documents[page.id] = page
            hidden.update(outline.hidden)
    if not documents:
        raise FileRefused(SkipReason.EMPTY, "no row with a question and an answer")
    return ParsedFile(tuple(documents.values()), +hidden, tuple(left_out))


def _rows(text: str, file: str, left_out: list[SkippedPage]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with the line that it begins on, by the names of this module."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    columns: dict[str, int] | None = None
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # nobody can say where the next row begins
            left_out.append(SkippedPage(file, f"broken from here on ({error})", SkipReason.BROKEN_QUOTES, str(line)))
            return
        if columns is None:
            columns = _columns(cells)
        elif any(cell.strip() for cell in cells):
            yield line, {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        if line > MOST_ROWS:
            raise FileRefused(SkipReason.TOO_MANY, "too many rows", str(MOST_ROWS))
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """The one that parts the first line into most columns: the header holds no sentence."""
    header = text.lstrip("\ufeff").split("\n", 1)[0]
    return max(_SEPARATORS, key=header.count)


def _columns(header: list[str]) -> dict[str, int]:
    names = [_plain(cell) for cell in header]
    found = {
        column: next(place for place, name in enumerate(names) if name in known)
        for column, known in _COLUMNS.items()
        if any(name in known for name in names)
    }
    if not {"question", "answer"} <= found.keys():
        raise FileRefused(SkipReason.NO_COLUMNS, "no columns called « question » and « answer » (or « réponse »)")
    return found


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.strip().strip("\ufeff").lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("_", " ")


def _fault(row: Mapping[str, str]) -> SkipReason | None:
    """What is wrong with a row."""
    if not row["question"].strip():
        return SkipReason.NO_QUESTION
    if not row["answer"].strip():
        return SkipReason.NO_ANSWER
    if _FORMULA.match(row["question"]) or _FORMULA.match(row["answer"]):
        return SkipReason.FORMULA
    if row.get("date", "").strip() and _day(row["date"]) is None:
        return SkipReason.BAD_DATE
    if row.get("url", "").strip() and not web_url(row["url"]):
        return SkipReason.BAD_ADDRESS
    return None


def _page(outline: Outline, row: Mapping[str, str], file: str) -> Document:
    for line in row["answer"].splitlines():
        if item := _ITEM.match(line):
            outline.item(line[item.end() :])
        else:
            outline.paragraph(line)
    page = outline.page(
        file,
        titles=(row["question"],),
        url=web_url(row.get("url", "")),
        updated_on=_day(row.get("date", "")),
        kind=KIND,
    )
    theme = " ".join(row.get("theme", "").split())
    return replace(page, id=sha256(page.title.casefold().encode()).hexdigest()[:8], theme=theme)


def _day(text: str) -> date | None:
    if day := day_of(text):
        return day
    try:
        return datetime.strptime(text.strip()[:10], "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
