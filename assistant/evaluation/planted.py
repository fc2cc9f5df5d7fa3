"""A retriever that gives a document of an attack back as the page that answers best."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guards.hidden_text import neutralise
from knowledge.loaders.clean_text import drop_parted
from knowledge.types import (
    Document,
    FoundPage,
    Heading,
    HeadingKind,
    Passage,
    Retriever,
    ScoredPassage,
    SearchReport,
)

PLANTED_ID = "planted"
_HEADING = re.compile(r"^#+\s*")
_WORDS = re.compile(r"\w{4,}")


@dataclass(slots=True)
class PlantedRetriever:
    """Searches as usual, then puts the planted document first, its passages nearest to the query before the others.

    Stands for a page of an allowed base that somebody has poisoned.
    """

    inner: Retriever
    document: str | None = None

    def search(self, query: str, *, pages: int = 10) -> SearchReport:
        report = self.inner.search(query, pages=pages)
        if not self.document:
            return report
        base = report.pages[0].document.base if report.pages else PLANTED_ID
        return SearchReport((plant(self.document, base, query), *report.pages), report.dense, report.timings)


def plant(markdown: str, base: str, query: str) -> FoundPage:
    """A page made of the paragraphs of a Markdown text."""
    paragraphs = list(_paragraphs(neutralise(drop_parted(markdown))))  # what every loader takes out at import
    title = paragraphs[0] if paragraphs else PLANTED_ID
    wanted = set(_WORDS.findall(query.lower()))
    passages = [
        Passage(
            id=f"{PLANTED_ID}#{position}",
            document_id=PLANTED_ID,
            base=base,
            title=title,
            path=(Heading(HeadingKind.TITLE, title),),
            text=text,
            url="",
            updated_on=None,
            theme="",
            audience="",
            position=position,
        )
        for position, text in enumerate(paragraphs)
    ]
    scored = [
        ScoredPassage(passage, float(len(wanted & set(_WORDS.findall(passage.text.lower())))), 1.0, 1.0)
        for passage in passages
    ]
    scored.sort(key=lambda found: -found.score)
    document = Document(PLANTED_ID, base, title, "", "", None, "", "", "", (), ())
    return FoundPage(document, scored[0].score if scored else 0.0, tuple(scored))


def _paragraphs(markdown: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n|\n(?=#)", markdown):
        lines = [_HEADING.sub("", line).strip() for line in block.splitlines()]
        text = "\n".join(line for line in lines if line)
        if text:
            yield text
