"""Pages that agents called wrong, unclear or missing when they closed a case."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.vocabulary import CaseLabel

OF_PAGES = (CaseLabel.PAGE_WRONG, CaseLabel.PAGE_UNCLEAR, CaseLabel.PAGE_MISSING)
"""Labels that say something of a page."""


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """A closed case, as far as a keeper may know it. Redacted text only."""

    id: str
    labels: tuple[CaseLabel, ...]
    pages: tuple[tuple[str, str], ...]
    """Title and address of each page that the person was shown."""
    questions: tuple[str, ...]
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page, and what agents said of it."""

    title: str
    """Empty for cases that no page answered."""
    url: str
    counts: dict[CaseLabel, int]
    questions: tuple[str, ...]
    """Of the cases, the newest first."""
    newest_case: str


def group_marked(cases: Iterable[LabelledCase]) -> tuple[MarkedPage, ...]:
    """The pages most often marked first. A missing page is nobody's: such cases stand together, without a page."""
    by_page: defaultdict[tuple[str, str], list[tuple[LabelledCase, CaseLabel]]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: one.closed_at, reverse=True):
        for label in case.labels:
            if label not in OF_PAGES:
                continue
            is_missing = label is CaseLabel.PAGE_MISSING
            for page in [("", "")] if is_missing or not case.pages else case.pages:
                by_page[page].append((case, label))
    marked = [
        MarkedPage(
            title,
            url,
            dict(Counter(label for _, label in found)),
            tuple(dict.fromkeys(question for case, _ in found for question in case.questions)),
            found[0][0].id,
        )
        for (title, url), found in by_page.items()
    ]
    return tuple(sorted(marked, key=lambda page: (-sum(page.counts.values()), page.title)))
