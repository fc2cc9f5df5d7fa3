"""A Markdown file as a document: read as the HTML that it stands for."""

from datetime import date

import regex
from markdown_it import MarkdownIt

from knowledge.loaders.html_page import read_html
from knowledge.loaders.parsed_file import ParsedFile, day_of
from knowledge.loaders.plain_text import decode

_FRONT_MATTER = regex.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.DOTALL)
_FIELD = regex.compile(r"([A-Za-zÀ-ÿ_-]+)\s*:\s*(.*)")
_TITLES, _DATES = ("title", "titre"), ("date", "updated", "modified", "lastmod", "mise_a_jour")


def read_markdown(content: bytes, file: str) -> ParsedFile:
    """The page of one file. Its front matter may give ``title`` and ``date``. Raises :class:`FileRefused`."""
    text = decode(content).replace("\r\n", "\n")
    fields: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        fields = {name.lower(): value.strip().strip("\"'") for name, value in _FIELD.findall(front.group(1))}
        text = text[front.end() :]
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    title = next((fields[name] for name in _TITLES if fields.get(name)), "")
    return read_html(html, file, title=title, updated_on=_date_of(fields))


def _date_of(fields: dict[str, str]) -> date | None:
    return next((day for name in _DATES if (day := day_of(fields.get(name, "")))), None)
