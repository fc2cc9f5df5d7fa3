"""Holds a text that a person wrote against its pages and against the personal-data guard, before it is kept."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.audit import Actor
from assistant.errors import KeeperRefused
from assistant.validated.pages import OpenBases, find_document
from assistant.validated.store import ValidatedStore
from assistant.validated.types import PageTie, ValidatedAnswer, WrittenAnswer
from assistant.vocabulary import KeeperRefusal
from guards.grounding import unsupported_figures
from guards.links import LINK
from guards.types import Finding
from guards.wording import fold
from knowledge.content import content_hash
from knowledge.types import Document, Passage

LONGEST_TEXT = 4000
LONGEST_QUESTION = 300
LONGEST_REASON = 300
LONGEST_SERVICE = 80
MOST_QUESTIONS = 20
MOST_PAGES = 6
_MASK = "…"
_WHOLE_LINK = re.compile(rf"(?:{LINK.pattern})\S*", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

FindPersonalData = Callable[[str], Sequence[Finding]]
"""What of a text would be masked. Raises what goes wrong."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the published version, with all its words."""

    base: str
    document: Document
    passages: tuple[Passage, ...]

    @property
    def words(self) -> str:
        """Everything that a reader of the page is told, links included."""
        document = self.document
        actions = (f"{action.title} {action.form_number} {action.url}" for action in document.actions)
        parts = (document.title, document.description, document.url, *document.costs, *actions)
        return "\n".join((*parts, *(f"{passage.heading}\n{passage.text}" for passage in self.passages)))


@dataclass(frozen=True, slots=True)
class AnswerWriting:
    """What authors do with their answers. Synchronous; callers in the event loop hop to a thread."""

    store: ValidatedStore
    bases: OpenBases
    find_personal_data: FindPersonalData

    def add(self, written: WrittenAnswer, actor: Actor) -> ValidatedAnswer:
        """Raises :class:`KeeperRefused`: nothing is kept then."""
        tidy, ties = self._check(written)
        return self.store.add(tidy, ties, actor)

    def correct(
        self, answer_id: str, version: int, written: WrittenAnswer, actor: Actor, why: str = ""
    ) -> ValidatedAnswer:
        """Raises :class:`KeeperRefused`: the answer stays as it was then."""
        tidy, ties = self._check(written)
        return self.store.correct(answer_id, version, tidy, ties, actor, self._check_reason(why))

    def confirm(self, answer_id: str, version: int, actor: Actor, why: str = "") -> ValidatedAnswer:
        """Tie an answer to what its pages say now. Raises :class:`KeeperRefused`; what its pages no longer carry must
        be explained by a correction."""
        _, ties = self._check(self.store.find(answer_id).written)
        return self.store.confirm(answer_id, version, ties, actor, self._check_reason(why))

    def withdraw(self, answer_id: str, version: int, actor: Actor, why: str = "") -> ValidatedAnswer:
        """Raises :class:`KeeperRefused`."""
        return self.store.withdraw(answer_id, version, actor, self._check_reason(why))

    def _check(self, written: WrittenAnswer) -> tuple[WrittenAnswer, tuple[PageTie, ...]]:
        tidy = _tidy(written)
        _check_shape(tidy)
        pages = self._read_pages(tidy.pages)
        words = "\n".join(page.words for page in pages)
        self._check_situation(tidy.situation, pages)
        self._refuse_personal_data((tidy.text, *tidy.questions, tidy.service, tidy.unsupported_why), words)
        unsupported = find_unsupported(tidy.text, words)
        if unsupported and not tidy.unsupported_why:
            raise KeeperRefused(KeeperRefusal.UNSUPPORTED, unsupported=unsupported)
        if not unsupported:
            tidy = replace(tidy, unsupported_why="")
        return tidy, tuple(self._tie(page) for page in pages)

    def _read_pages(self, named: Iterable[tuple[str, str]]) -> list[_Page]:
        pages: list[_Page] = []
        for base, document_id in named:
            document = find_document(self.bases, base, document_id)
            if document is None:
                raise KeeperRefused(KeeperRefusal.PAGE_UNKNOWN, subject=f"{base}/{document_id}")
            pages.append(_Page(base, document, tuple(self.bases.passages(base, document_id))))
        return pages

    def _tie(self, page: _Page) -> PageTie:
        versions = {status.base: status.version for status in self.bases.status()}
        document = page.document
        return PageTie(page.base, document.id, document.title, content_hash(document), versions.get(page.base, ""))

    @staticmethod
    def _check_situation(situation: Sequence[str], pages: Iterable[_Page]) -> None:
        known = {fold(step.text) for page in pages for passage in page.passages for step in passage.situation}
        for label in situation:
            if fold(label) not in known:
                raise KeeperRefused(KeeperRefusal.SITUATION_UNKNOWN)

    def _check_reason(self, why: str) -> str:
        tidy = _one_line(why)
        if len(tidy) > LONGEST_REASON:
            raise KeeperRefused(KeeperRefusal.TOO_LONG)
        if tidy:
            self._refuse_personal_data((tidy,), "")
        return tidy

    def _refuse_personal_data(self, texts: Iterable[str], pages: str) -> None:
        """What a page says itself (a public number, an institution's address) is nobody's."""
        public = fold(pages)
        for text in texts:
            if not text:
                continue
            try:
                found = self.find_personal_data(text)
            except Exception:  # whatever broke, nobody has read the text
                raise KeeperRefused(KeeperRefusal.UNGUARDED) from None
            personal = [finding for finding in found if fold(text[finding.start : finding.end]).strip() not in public]
            if personal:
                kinds = tuple(dict.fromkeys(finding.entity_type for finding in personal))
                raise KeeperRefused(KeeperRefusal.PERSONAL_DATA, masked_text=_mask(text, personal), entity_types=kinds)


def find_unsupported(text: str, words: str) -> tuple[str, ...]:
    """Figures and addresses of a text that stand nowhere in the words of its pages."""
    known = {fold(link) for link in _links_of(words)}
    missing = [link for link in _links_of(text) if fold(link) not in known]
    figures = unsupported_figures(_WHOLE_LINK.sub(" ", text), (words,))
    return tuple(dict.fromkeys((*figures, *missing)))


def _links_of(text: str) -> Iterator[str]:
    for match in _WHOLE_LINK.finditer(text):
        yield match.group().rstrip(".,;:)»")


def _check_shape(written: WrittenAnswer) -> None:
    if not written.text:
        raise KeeperRefused(KeeperRefusal.EMPTY)
    if not written.questions:
        raise KeeperRefused(KeeperRefusal.NO_QUESTION)
    if not written.pages:
        raise KeeperRefused(KeeperRefusal.NO_PAGE)
    if not written.service:
        raise KeeperRefused(KeeperRefusal.NO_SERVICE)
    is_long = (
        len(written.text) > LONGEST_TEXT
        or len(written.service) > LONGEST_SERVICE
        or len(written.unsupported_why) > LONGEST_REASON
        or any(len(question) > LONGEST_QUESTION for question in written.questions)
        or len(written.questions) > MOST_QUESTIONS
        or len(written.pages) > MOST_PAGES
    )
    if is_long:
        raise KeeperRefused(KeeperRefusal.TOO_LONG)


def _tidy(written: WrittenAnswer) -> WrittenAnswer:
    lines = (_one_line(line) for line in written.text.splitlines())
    return replace(
        written,
        service=_one_line(written.service),
        text="\n".join(line for line in lines if line),
        questions=tuple(_distinct(written.questions)),
        pages=tuple(dict.fromkeys(written.pages)),
        situation=tuple(_distinct(written.situation)),
        unsupported_why=_one_line(written.unsupported_why),
    )


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(tidy for text in texts if (tidy := _one_line(text)))


def _one_line(text: str) -> str:
    """One line of visible characters; no-break spaces are kept where French wants them."""
    return re.sub(r"[ \t\r\n]+", " ", _INVISIBLE.sub("", text)).strip()


def _mask(text: str, findings: Iterable[Finding]) -> str:
    for finding in sorted(findings, key=lambda found: -found.start):
        text = f"{text[: finding.start]}{_MASK}{text[finding.end :]}"
    return text
