"""Every list that a keeper works through, made from what there is at the moment it is asked for."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from assistant.audit import Actor, shorten_id
from assistant.errors import KeeperRefused
from assistant.keepers.links import LinkOutcome, LinkStore, addresses_of
from assistant.keepers.marked import LabelledCase, group_marked
from assistant.keepers.questions import NearestPage, group_by_subject, read_unanswered
from assistant.keepers.usage import read_usage
from assistant.keepers.work import MarkStore, WorkItem, page_key, short_key
from assistant.validated.pages import OpenBases, changed_ties
from assistant.validated.store import ValidatedStore
from assistant.vocabulary import KeeperRefusal, Worklist, WorkMark
from knowledge.comparing import PageChange, compare_versions
from knowledge.documents import DocumentStore
from knowledge.types import BaseMissing, KnowledgeError, Retriever
from knowledge.versions import DOCUMENTS_FILE, draft_version, published_version, version_folder

LONGEST_REASON = 300
_COMMON_SHARE = 0.05
"""A word that stands as often as in one passage of twenty tells no subject."""

CheckReason = Callable[[str], str]
"""Gives a keeper's reason as it may be kept. Raises :class:`KeeperRefused`."""


@dataclass(frozen=True, slots=True)
class Worklists:
    """Synchronous; callers in the event loop hop to a thread."""

    root: Path
    engine: Engine
    bases: OpenBases
    retriever: Retriever
    stale_after_days: int
    today: Callable[[], date]
    check_reason: CheckReason
    read_cases: Callable[[], Iterable[LabelledCase]]
    """Closed cases with their labels."""

    def read(self, base: str, worklist: Worklist, *, older_than_days: int | None = None) -> tuple[WorkItem, ...]:
        """Every item, with what was decided of it. Raises :class:`KeeperRefused` for a base that is not published.

        ``older_than_days`` is for stale pages, in place of the setting.
        """
        with self._published(base) as store:
            items = tuple(self._make(base, worklist, store, older_than_days or self.stale_after_days))
        return MarkStore(self.engine).put_on(base, worklist, items)

    def mark(
        self,
        base: str,
        worklist: Worklist,
        key: str,
        mark: WorkMark,
        actor: Actor,
        why: str = "",
        *,
        older_than_days: int | None = None,
    ) -> WorkItem:
        """Decide of one item. Raises :class:`KeeperRefused`."""
        items = self.read(base, worklist, older_than_days=older_than_days)
        item = next((item for item in items if item.key == key), None)
        if item is None:
            raise KeeperRefused(KeeperRefusal.ITEM_UNKNOWN, subject=key[:64])
        if len(why) > LONGEST_REASON:
            raise KeeperRefused(KeeperRefusal.TOO_LONG)
        kept = self.check_reason(why) if why.strip() else ""
        return MarkStore(self.engine).mark(base, worklist, item, mark, actor, kept)

    def _make(self, base: str, worklist: Worklist, store: DocumentStore, days: int) -> Iterator[WorkItem]:
        match worklist:
            case Worklist.STALE:
                return self._stale(base, store, days)
            case Worklist.CHANGED:
                return self._changed(base, store)
            case Worklist.LINKS:
                return self._links(store)
            case Worklist.UNANSWERED:
                return self._unanswered(store)
            case Worklist.USED:
                return self._used(base)
            case Worklist.MARKED:
                return self._marked()
            case Worklist.VALIDATED:
                return self._to_check_again(base)

    def _stale(self, base: str, store: DocumentStore, days: int) -> Iterator[WorkItem]:
        """Those that answers stand on most come first, then the oldest: an old page that nobody reads can wait."""
        used = {page.document_id: page.answers for page in read_usage(self.engine, base)}
        today = self.today()
        outlines = sorted(
            store.outlines(), key=lambda page: (-used.get(page.document_id, 0), page.updated_on or date.min)
        )
        for page in outlines:
            age = (today - page.updated_on).days if page.updated_on else None
            if age is not None and age <= days:
                continue
            day = page.updated_on.isoformat() if page.updated_on else ""
            facts = {"updated_on": day, "answers": str(used.get(page.document_id, 0))}
            yield WorkItem(page_key(page.document_id), page.title, page.url, facts, fingerprint=day)

    def _changed(self, base: str, store: DocumentStore) -> Iterator[WorkItem]:
        draft = draft_version(self.root, base)
        if not draft:
            return
        newer = DocumentStore(version_folder(self.root, base, draft) / DOCUMENTS_FILE, base)
        try:
            comparison = compare_versions(store, newer, (published_version(self.root, base), draft))
        finally:
            newer.close()
        order = tuple(PageChange)
        for page in sorted(comparison.pages, key=lambda found: order.index(found.change)):
            facts = {
                "change": page.change.value,
                "before": page.before.isoformat() if page.before else "",
                "after": page.after.isoformat() if page.after else "",
            }
            print_ = page.content_sha256 or page.change.value
            yield WorkItem(page_key(page.document_id), page.title, page.url, facts, fingerprint=print_)

    def _links(self, store: DocumentStore) -> Iterator[WorkItem]:
        """Addresses that are dead come first, then those that lead elsewhere, then those of which nothing came."""
        order = (LinkOutcome.DEAD, LinkOutcome.MOVED, LinkOutcome.UNREACHABLE)
        known = LinkStore(self.engine).known()
        holders = addresses_of(store)
        found = [known[url] for url in holders if url in known and known[url].outcome in order]
        for link in sorted(found, key=lambda one: order.index(one.outcome)):
            facts = {
                "outcome": link.outcome.value,
                "status": str(link.status) if link.status else "",
                "leads_to": link.leads_to,
                "pages": ", ".join(holders[link.url]),
                "checked_at": link.checked_at.date().isoformat(),
            }
            decided_on = f"{link.outcome.value} {link.status}"
            yield WorkItem(short_key(link.url), link.url, link.url, facts, fingerprint=decided_on)

    def _unanswered(self, store: DocumentStore) -> Iterator[WorkItem]:
        """Questions belong to no base: those of all are shown under each."""
        most = max(1, int(len(store.page_of_passage) * _COMMON_SHARE))
        common = frozenset(store.words(most))
        for subject in group_by_subject(read_unanswered(self.engine), self._nearest, common.__contains__):
            reasons: dict[str, int] = {}
            for question in subject.questions:
                reasons[question.why] = reasons.get(question.why, 0) + 1
            facts = {"by": subject.by, "questions": str(len(subject.questions))}
            facts |= {why: str(count) for why, count in reasons.items()}
            newest = max(subject.questions, key=lambda question: question.asked_at)
            lines = tuple(question.text for question in subject.questions)
            key = short_key(f"{subject.by} {subject.name}")
            yield WorkItem(key, subject.name, "", facts, lines, fingerprint=shorten_id(newest.id))

    def _nearest(self, question: str) -> NearestPage | None:
        pages = self.retriever.search(question, pages=1).pages
        if not pages:
            return None
        best = pages[0]
        return NearestPage(best.document.id, best.document.title, best.document.theme, best.overlap)

    def _used(self, base: str) -> Iterator[WorkItem]:
        for page in read_usage(self.engine, base):
            facts = {"answers": str(page.answers), "not_satisfied": str(page.not_satisfied)}
            yield WorkItem(page_key(page.document_id), page.title, page.url, facts)

    def _marked(self) -> Iterator[WorkItem]:
        for page in group_marked(self.read_cases()):
            facts = {label.value: str(count) for label, count in page.counts.items()}
            key, newest = short_key(page.url or page.title), shorten_id(page.newest_case)
            yield WorkItem(key, page.title, page.url, facts, page.questions, fingerprint=newest)

    def _to_check_again(self, base: str) -> Iterator[WorkItem]:
        for answer in ValidatedStore(self.engine).all():
            if answer.is_withdrawn or base not in {tie.base for tie in answer.ties}:
                continue
            if changed := changed_ties(self.bases, answer.ties):
                facts = {
                    "pages": ", ".join(tie.document_id for tie in changed),
                    "checked_at": answer.checked_at.date().isoformat(),
                    "service": answer.written.service,
                }
                title = answer.written.questions[0]
                yield WorkItem(answer.id, title, "", facts, answer.lines, fingerprint=str(answer.version))

    @contextmanager
    def _published(self, base: str) -> Iterator[DocumentStore]:
        try:
            folder = version_folder(self.root, base, published_version(self.root, base))
        except (BaseMissing, KnowledgeError):
            raise KeeperRefused(KeeperRefusal.BASE_UNKNOWN, subject=base[:64]) from None
        store = DocumentStore(folder / DOCUMENTS_FILE, base)
        try:
            yield store
        finally:
            store.close()
