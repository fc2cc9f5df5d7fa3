"""A folder, a zip or a file of documents of any known format, mixed: each file is a page, or a line of the report."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.loaders.document_names import DocumentNames
from knowledge.loaders.formats import READERS_FORMAT, format_of
from knowledge.loaders.hidden import HiddenText, OnHidden, ignore_hidden
from knowledge.loaders.outline import readable_name
from knowledge.loaders.parsed_files import KeptFile, ParsedFiles, key_of
from knowledge.loaders.reading import FileProgress, Reading
from knowledge.loaders.reading_process import ReadingProcesses
from knowledge.loaders.screening import PersonalDataFound, find_in, without_orders
from knowledge.loaders.service_public_actions import web_url
from knowledge.loaders.service_public_corpus import SourcePage, read_corpus
from knowledge.loaders.service_public_json import is_json_page, read_json_page
from knowledge.loaders.service_public_xml import is_xml_page, read_xml_page
from knowledge.loaders.skipped import (
    FileRefused,
    NothingLoaded,
    OnSkipped,
    SkippedPage,
    SkipReason,
    ignore_skipped,
)
from knowledge.loaders.source_files import SourceFile, list_files
from knowledge.loaders.source_label import LABEL_FILE, SourceLabel, check_label, read_label
from knowledge.types import Document, SourceRefused

_ABOUT_THE_SOURCE = ("readme", "license", "licence", "changelog", "notice", "contributing")
_AHEAD = 2
"""Files that wait for each process, so that none idles."""


@dataclass(frozen=True, slots=True)
class MixedDocuments:
    """Loader of everything that is not the publisher's archive alone."""

    on_skipped: OnSkipped = ignore_skipped
    on_hidden: OnHidden = ignore_hidden
    reading: Reading = field(default_factory=Reading)
    name: str = "documents"

    @property
    def recipe(self) -> str:
        return f"{self.name} {READERS_FORMAT} {self.reading.recipe}"

    def recognises(self, source: Path) -> bool:
        """Whether there is a document of a known format in it, beside what tells of the source itself."""
        with ExitStack() as archives:
            names = (file.name for file in list_files(source, archives, ignore_skipped))
            return any(_is_document(name) for name in names)

    def load(self, source: Path, base: str) -> Iterator[Document]:
        """Documents in the order of their files, the publisher's pages first.

        Raises :class:`SourceRefused` for a zip that may not be opened and for a label that cannot be used,
        :class:`NothingLoaded` when no file gives a document.
        """
        report: list[SkippedPage] = []

        def skip(page: SkippedPage) -> None:
            report.append(page)
            self.on_skipped(page)

        with ExitStack() as opened:
            files = list(list_files(source, opened, skip))
            parsed = opened.enter_context(closing(ParsedFiles(self.reading.kept_in)))
            processes = opened.enter_context(ReadingProcesses(self.reading.workers))
            load = _Load(self.reading, base, self._label(files), skip, self.on_hidden, parsed, processes, len(files))
            count = 0
            for document in load.documents(files):
                count += 1
                yield document
        if not count:
            raise NothingLoaded(
                f"{source.name}: no document could be loaded. The report says why for each file.", tuple(report)
            )

    def _label(self, files: Sequence[SourceFile]) -> SourceLabel:
        """What was said on the command line, over what stands in the source."""
        label = check_label(self.reading.label)
        for file in sorted(files, key=lambda file: file.name.count("/")):
            if PurePosixPath(file.name).name == LABEL_FILE and file.name.count("/") <= 1:
                return label.over(read_label(file.read()))
        return label


def _is_document(name: str) -> bool:
    return format_of(name) is not None and not PurePosixPath(name).stem.lower().startswith(_ABOUT_THE_SOURCE)


def _is_published(name: str) -> bool:
    return is_xml_page(name) or is_json_page(name)


@dataclass(slots=True)
class _Load:
    """One load under way: what it needs and what it has seen."""

    reading: Reading
    base: str
    label: SourceLabel
    skip: OnSkipped
    on_hidden: OnHidden
    parsed: ParsedFiles
    processes: ReadingProcesses
    total: int
    done: int = 0
    names: DocumentNames = field(default_factory=DocumentNames)
    contents: dict[str, str] = field(default_factory=dict)
    """Files by sha256."""
    keys: set[str] = field(default_factory=set)

    def documents(self, files: Sequence[SourceFile]) -> Iterator[Document]:
        read = [file for file in files if PurePosixPath(file.name).name != LABEL_FILE]
        published = [file for file in read if _is_published(file.name)]
        others = [file for file in read if not _is_published(file.name)]
        self.total = len(published) + len(others)
        yield from self._published(published)
        for file, content_sha256, waiting in self._read_ahead(others):
            yield from self._finished(file, content_sha256, waiting)
            self._tell(file)
        self.parsed.keep_only(self.keys)

    def _published(self, files: Sequence[SourceFile]) -> Iterator[Document]:
        """Pages of service-public that stand among the documents, with the names they give one another."""
        if not files:
            return
        try:
            for document in read_corpus(Path(), self.base, self._pages(files), self.skip, self.on_hidden):
                self.names.take(document)
                yield document
        except SourceRefused:
            self.skip(SkippedPage(files[0].name, "no page of service-public with text", SkipReason.EMPTY))

    def _pages(self, files: Sequence[SourceFile]) -> Iterator[SourcePage]:
        for file in files:
            read = read_xml_page if is_xml_page(file.name) else read_json_page
            try:
                yield read(file.name, file.read())
            except FileRefused as refused:
                self.skip(refused.of(file.name))
            self._tell(file)

    def _read_ahead(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, str, "_Waiting"]]:
        """The files in their order, some being read while the one before them is screened and written."""
        ahead: deque[tuple[SourceFile, str, _Waiting]] = deque()
        for file in files:
            ahead.append(self._start(file))
            if len(ahead) > _AHEAD * self.reading.workers:
                yield ahead.popleft()
        yield from ahead

    def _start(self, file: SourceFile) -> tuple[SourceFile, str, "_Waiting"]:
        try:
            file_format = format_of(file.name)
            if file_format is None:
                raise FileRefused(SkipReason.UNKNOWN_FORMAT, "no reader", PurePosixPath(file.name).suffix.lower())
            content = file.read()
            content_sha256 = sha256(content).hexdigest()
            twin = self.contents.setdefault(content_sha256, file.name)
            if twin != file.name:
                raise FileRefused(SkipReason.DUPLICATE, "the same content as another file", twin)
        except FileRefused as refused:
            return file, "", _Waiting("", KeptFile(refused), None)
        key = key_of(file_format, file.name, content_sha256)
        self.keys.add(key)
        kept = self.parsed.get(key)
        if kept is not None and self._is_enough(kept):
            return file, content_sha256, _Waiting(key, kept, None)
        return file, content_sha256, _Waiting(key, None, self.processes.start(file_format, file.name, content))

    def _is_enough(self, kept: KeptFile) -> bool:
        """A file that was left out for its personal data was kept without its text."""
        if isinstance(kept.outcome, FileRefused):
            return True
        if kept.found is None:
            return self.reading.find_personal_data is None
        return not (self.reading.allows_personal_data and any(kept.found))

    def _finished(self, file: SourceFile, content_sha256: str, waiting: "_Waiting") -> Iterator[Document]:
        kept = waiting.kept or self._screened(waiting)
        if isinstance(kept.outcome, FileRefused):
            self.skip(kept.outcome.of(file.name))
            return
        if kept.outcome.hidden:
            self.on_hidden(HiddenText(file.name, kept.outcome.hidden))
        for part in kept.outcome.left_out:
            self.skip(part)
        if self._tell_personal_data(file, kept):
            return
        for document in kept.outcome.documents:
            yield from self._accepted(document, file, content_sha256)

    def _screened(self, waiting: "_Waiting") -> KeptFile:
        """The file once it is read and searched for personal data, which is done once for each content."""
        assert waiting.reading is not None  # noqa: S101 - the other half of an alternative
        try:
            outcome = self.processes.finish(waiting.reading)
        except FileRefused as refused:
            kept = KeptFile(refused)
            if refused.kind is not SkipReason.TOO_SLOW:  # a busy machine may do better another day
                self.parsed.put(waiting.key, kept, with_text=True)
            return kept
        found: tuple[tuple[PersonalDataFound, ...], ...] | None = None
        if self.reading.find_personal_data is not None:
            try:
                found = tuple(find_in(document, self.reading.find_personal_data) for document in outcome.documents)
            except Exception as error:  # its message can quote the document
                return KeptFile(FileRefused(SkipReason.UNCHECKED, type(error).__name__))
        kept = KeptFile(outcome, found)
        self.parsed.put(waiting.key, kept, with_text=self.reading.allows_personal_data or not any(found or ()))
        return kept

    def _tell_personal_data(self, file: SourceFile, kept: KeptFile) -> bool:
        """Says what was found and where; True when the file is left out for it."""
        parts = [part for document in kept.found or () for part in document]
        for part in parts:
            kinds = ", ".join(f"{kind} × {count}" for kind, count in sorted(part.kinds.items()))
            self.skip(SkippedPage(file.name, "personal data", SkipReason.PERSONAL_DATA, part.place, kinds))
        return bool(parts) and not self.reading.allows_personal_data

    def _accepted(self, document: Document, file: SourceFile, content_sha256: str) -> Iterator[Document]:
        place = document.title if document.id else ""
        oldest = self.reading.not_older_than
        if oldest and document.updated_on and document.updated_on < oldest:
            self.skip(SkippedPage(file.name, "too old", SkipReason.OUT_OF_DATE, place, document.updated_on.isoformat()))
            return
        if self.reading.speaks_to_a_machine is not None:
            document, places = without_orders(document, self.reading.speaks_to_a_machine)
            for heading in places:
                self.skip(
                    SkippedPage(file.name, "lines that give orders to a machine", SkipReason.INSTRUCTIONS, heading)
                )
            if not document.blocks:
                return
        yield self.names.give(self._labelled(document, file, content_sha256), file.name)

    def _labelled(self, document: Document, file: SourceFile, content_sha256: str) -> Document:
        """What the source's label and the file's place say of it."""
        is_row = bool(document.id)
        url = web_url(document.url) if is_row else self.label.address_of(file.name, document.url)
        path = PurePosixPath(file.name)
        day = document.updated_on
        return replace(
            document,
            base=self.base,
            url=url,
            updated_on=day if day and day <= date.today() else None,  # noqa: DTZ011 - a clock set wrong dates nothing
            theme=document.theme or self.label.theme,
            audience=self.label.audience,
            breadcrumb=tuple(readable_name(folder) for folder in path.parts[:-1]),
            file=file.name,
            sha256=content_sha256,
            publisher=self.label.publisher or ("" if url else path.name),
            licence=self.label.licence,
        )

    def _tell(self, file: SourceFile) -> None:
        self.done += 1
        self.reading.on_file(FileProgress(self.done, self.total, file.name))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file that is being read, or whose end is known already."""

    key: str
    kept: KeptFile | None
    reading: "Future[Any] | None"
