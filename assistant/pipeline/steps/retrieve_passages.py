"""Third step: the official pages, told at once, or none at all."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from assistant.conversation.types import Source
from assistant.pipeline.branches import keep_situation
from assistant.pipeline.correcting import show_correction
from assistant.pipeline.events import SourcesFound
from assistant.pipeline.turn import Ending, Turn
from assistant.pipeline.twins import put_likely_twins_first
from assistant.vocabulary import AnswerStatus
from guards.planted import is_poisoned
from knowledge.types import FoundPage, Retriever


@dataclass(frozen=True, slots=True)
class Floor:
    """Under it a page counts as not found.

    Meaning decides; words alone speak without a dense index, and for the pages of a base that has none yet.
    """

    near: float
    """Cosine from which a page is near."""
    overlap: float
    """Share of the question's rare words that a page must hold while there is no dense index."""

    def lets_in(self, page: FoundPage, *, dense: bool) -> bool:
        is_compared = dense and page.similarity > 0
        return page.similarity >= self.near if is_compared else page.overlap >= self.overlap


@dataclass(frozen=True, slots=True)
class RetrievePassages:
    """Owns the floor under which the assistant would rather say nothing."""

    retriever: Retriever
    floor: Floor
    pages: int
    sources_shown: int
    stale_after_days: int
    today: Callable[[], date]
    name: ClassVar[str] = "retrieve_passages"

    async def __call__(self, turn: Turn) -> Ending | None:
        report = await asyncio.to_thread(self.retriever.search, turn.query, pages=self.pages)
        turn.details.update({f"{stage}_seconds": round(seconds, 4) for stage, seconds in report.timings.items()})
        turn.details["dense"] = report.dense
        turn.details.update({f"version {base}": version for base, version in report.versions.items()})
        if report.pages:
            turn.details["similarity"] = round(report.pages[0].similarity, 4)
            turn.details["overlap"] = round(report.pages[0].overlap, 4)
        near = [page for page in report.pages if page.passages and self.floor.lets_in(page, dense=report.dense)]
        found = self._trusted(put_likely_twins_first(near, turn.query))
        if len(found) < len(near):
            turn.details["poisoned"] = len(near) - len(found)
        if not found:
            turn.offers_person = True
            return Ending(AnswerStatus.NO_SOURCE)
        turn.terms, turn.official = report.terms, report.official
        turn.pages = _with_choice(show_correction(found, self.sources_shown), turn)
        turn.sources = self._sources(turn.pages[: self.sources_shown])
        turn.tell(SourcesFound(turn.sources))
        return None

    def _trusted(self, near: Sequence[FoundPage]) -> list[FoundPage]:
        """The pages in which nobody planted an order.

        The first, which is quoted, is read by the learned reader too; of the others it reads what is quoted.
        """
        found: list[FoundPage] = []
        for page in near:
            if not is_poisoned(_lines(page), by_rules_alone=bool(found)):
                found.append(page)
        return found

    def _sources(self, pages: Sequence[FoundPage]) -> tuple[Source, ...]:
        return tuple(
            Source(
                number=number,
                document_id=page.document.id,
                base=page.document.base,
                title=page.document.title,
                url=page.document.url,
                updated_on=page.document.updated_on,
                is_stale=self._is_stale(page.document.updated_on),
                version=page.version,
                publisher=page.document.publisher,
            )
            for number, page in enumerate(pages, start=1)
        )

    def _is_stale(self, updated_on: date | None) -> bool:
        return updated_on is None or (self.today() - updated_on).days > self.stale_after_days


def _lines(page: FoundPage) -> Iterator[str]:
    for found in page.passages:
        yield from found.passage.text.splitlines()


def _with_choice(pages: Sequence[FoundPage], turn: Turn) -> tuple[FoundPage, ...]:
    """The page that the person chose first, and of each page what holds in the situation that they told."""
    chosen = turn.chosen
    situation = (*turn.memory.situation, *(chosen.path if chosen else ()))
    kept = [keep_situation(page, situation) for page in pages] if situation else list(pages)
    if chosen is not None:
        kept.sort(key=lambda page: (page.document.base, page.document.id) != (chosen.base, chosen.document_id))
    return tuple(kept)
