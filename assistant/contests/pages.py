"""Pages that keepers found wrong or unclear when somebody contested an answer."""

from collections.abc import Iterator

from assistant.contests.store import ContestStore
from assistant.contests.types import OpenedContest
from assistant.keepers.marked import LabelledCase
from assistant.vocabulary import OF_CONTESTED_PAGES, CaseLabel, ContestVerdict

_LABELS = {ContestVerdict.PAGE_WRONG: CaseLabel.PAGE_WRONG, ContestVerdict.PAGE_UNCLEAR: CaseLabel.PAGE_UNCLEAR}


def read_contested_pages(store: ContestStore) -> Iterator[LabelledCase]:
    """They stand in one worklist with the pages that agents marked when they closed a request."""
    for opened in store.decided_as(OF_CONTESTED_PAGES):
        contest = opened.contest
        if contest.decision is None:
            continue
        labels = (_LABELS[contest.decision.verdict],)
        yield LabelledCase(contest.id, labels, _name_pages(opened), (contest.question,), contest.decision.at)


def _name_pages(opened: OpenedContest) -> tuple[tuple[str, str], ...]:
    titles = {source.url: source.title for source in opened.answer.sources} if opened.answer else {}
    return tuple((titles.get(url, ""), url) for url in opened.contest.pages)
