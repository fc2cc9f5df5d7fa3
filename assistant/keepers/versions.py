"""What admins do with the versions of a base: look, check, publish, go back, clear away. Synchronous."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from assistant.audit import Actor, record
from assistant.errors import KeeperRefused
from assistant.keepers.golden import GoldenComparison, GoldenQuestion, compare_golden, keep_golden, read_golden
from assistant.vocabulary import AuditAction, KeeperRefusal
from knowledge.comparing import Comparison, LineChange, compare_lines, compare_versions
from knowledge.documents import DocumentStore
from knowledge.embedding import EmbeddingProgress, count_embedded, has_dense
from knowledge.library import Library
from knowledge.shelf import ShelvedVersion, find_old, list_versions
from knowledge.types import BaseMissing, Embedder, IndexLocked, KnowledgeError
from knowledge.vector_cache import VectorCache
from knowledge.versions import (
    DOCUMENTS_FILE,
    draft_version,
    is_finished,
    previous_version,
    publish,
    published_version,
    remove_version,
    roll_back,
    version_folder,
)


@dataclass(frozen=True, slots=True)
class VersionCheck:
    """What publishing a version would change."""

    base: str
    version: str
    published: str
    """Empty when nothing is published yet."""
    comparison: Comparison
    vectors: EmbeddingProgress | None
    """Texts that have their vector already; None without an embedder."""
    golden: GoldenComparison | None
    """None when no golden question is kept or given."""


def build_nothing(base: str, version: str) -> None:
    """For where no other process can be asked to build an index."""


@dataclass(frozen=True, slots=True)
class VersionKeeper:
    """Every version of every base, and who published which."""

    root: Path
    engine: Engine
    embedder: Embedder | None
    vectors_file: Path
    keep: int
    """Versions that stay when old ones are cleared away."""
    start_build: Callable[[str, str], None] = build_nothing
    """Has another process build the index by meaning of a version."""

    def versions(self, base: str) -> tuple[ShelvedVersion, ...]:
        """Raises :class:`KeeperRefused` for a base that was never loaded."""
        try:
            found = list_versions(self.root, base)
        except KnowledgeError:
            found = ()
        if not found:
            raise KeeperRefused(KeeperRefusal.BASE_UNKNOWN, subject=base)
        return found

    def choose_version(self, base: str, version: str = "") -> str:
        """The version named, by its first letters if need be, or else the draft. Raises :class:`KeeperRefused`."""
        known = [shelved.version for shelved in self.versions(base)]
        if version:
            found = [name for name in known if name.startswith(version)]
            if len(found) != 1:
                raise KeeperRefused(KeeperRefusal.VERSION_UNKNOWN, subject=version)
            return found[0]
        if draft := draft_version(self.root, base):
            return draft
        raise KeeperRefused(KeeperRefusal.NO_DRAFT, subject=base)

    def check(self, base: str, version: str = "", questions: Sequence[GoldenQuestion] | None = None) -> VersionCheck:
        """Holds a version against the published one. Takes seconds, and more with many golden questions.

        ``questions`` stand in for the golden ones that are kept. Raises :class:`KeeperRefused`.
        """
        chosen = self.choose_version(base, version)
        published = self._published(base)
        with self._store(base, published) as before, self._store(base, chosen) as after:
            if after is None:
                raise KeeperRefused(KeeperRefusal.VERSION_UNKNOWN, subject=chosen)
            comparison = compare_versions(before, after, (published, chosen))
        asked = read_golden(self.root, base) if questions is None else tuple(questions)
        return VersionCheck(
            base=base,
            version=chosen,
            published=published,
            comparison=comparison,
            vectors=self._count_vectors(base, chosen),
            golden=self._ask_golden(base, published, chosen, asked) if asked else None,
        )

    def show_changes(self, base: str, document_id: str, version: str = "") -> tuple[LineChange, ...]:
        """The lines of one page that went and came. Raises :class:`KeeperRefused`."""
        chosen = self.choose_version(base, version)
        with self._store(base, self._published(base)) as before, self._store(base, chosen) as after:
            was = before.document(document_id) if before else None
            is_now = after.document(document_id) if after else None
        if was is None and is_now is None:
            raise KeeperRefused(KeeperRefusal.PAGE_UNKNOWN, subject=f"{base}/{document_id}")
        return compare_lines(was, is_now)

    def publish(self, base: str, actor: Actor, version: str = "", *, words_first: bool = False) -> str:
        """Makes a version the one that is answered from, and returns it. A running server picks it up by itself.

        One without its index by meaning is refused unless ``words_first``: it is then searched by words until the index
        that another process builds is there. Raises :class:`KeeperRefused`.
        """
        chosen = self.choose_version(base, version)
        if chosen == self._published(base):
            raise KeeperRefused(KeeperRefusal.ALREADY_PUBLISHED, subject=chosen)
        is_prepared = self.is_prepared(base, chosen)
        if not is_prepared and not words_first:
            raise KeeperRefused(KeeperRefusal.NOT_PREPARED, subject=chosen)
        with _told_busy(base):
            publish(self.root, base, chosen, is_way_back=chosen == previous_version(self.root, base))
        self._record(actor, AuditAction.KNOWLEDGE_PUBLISHED, base, chosen)
        if not is_prepared:
            self.start_build(base, chosen)
        return chosen

    def is_prepared(self, base: str, version: str) -> bool:
        """Whether it is searched by meaning as soon as it is published, or there is nothing to do so with."""
        return self.embedder is None or has_dense(version_folder(self.root, base, version), self.embedder)

    def prepare(self, base: str, version: str = "") -> str:
        """Has another process build the index by meaning of a version, and returns it. Raises
        :class:`KeeperRefused`."""
        chosen = self.choose_version(base, version)
        if not self.is_prepared(base, chosen):
            self.start_build(base, chosen)
        return chosen

    def roll_back(self, base: str, actor: Actor) -> str:
        """Publishes what stood before, and returns it. Raises :class:`KeeperRefused`."""
        self.versions(base)
        try:
            with _told_busy(base):
                back = roll_back(self.root, base)
        except BaseMissing:
            raise KeeperRefused(KeeperRefusal.NO_WAY_BACK, subject=base) from None
        self._record(actor, AuditAction.KNOWLEDGE_ROLLED_BACK, base, back)
        return back

    def find_old(self, base: str) -> tuple[str, ...]:
        """Versions that clearing away would remove. Raises :class:`KeeperRefused`."""
        self.versions(base)
        return find_old(self.root, base, self.keep)

    def remove(self, base: str, version: str, actor: Actor) -> str:
        """Removes one version that is not published, and returns it. Raises :class:`KeeperRefused`."""
        chosen = self.choose_version(base, version)
        if chosen == self._published(base):
            raise KeeperRefused(KeeperRefusal.ALREADY_PUBLISHED, subject=chosen)
        with _told_busy(base):
            remove_version(self.root, base, chosen)
        self._record(actor, AuditAction.KNOWLEDGE_REMOVED, base, chosen)
        return chosen

    def golden(self, base: str) -> tuple[GoldenQuestion, ...]:
        """Raises :class:`KeeperRefused` for a base that was never loaded."""
        self.versions(base)
        return read_golden(self.root, base)

    def keep_golden(self, base: str, questions: Sequence[GoldenQuestion], actor: Actor) -> int:
        """Raises :class:`KeeperRefused` for a base that was never loaded."""
        self.versions(base)
        kept = keep_golden(self.root, base, questions)
        with self.engine.begin() as connection:
            record(connection, actor, AuditAction.GOLDEN_CHANGED, f"base/{base}", questions=str(kept))
        return kept

    def _ask_golden(
        self, base: str, published: str, chosen: str, questions: Sequence[GoldenQuestion]
    ) -> GoldenComparison:
        """Both by meaning, or both by words: figures of two ways to search say nothing of two versions."""
        names = [name for name in (published, chosen) if name]
        by_meaning = self.embedder is not None and all(self.is_prepared(base, name) for name in names)
        embedder = self.embedder if by_meaning else None
        with self._library(base, chosen, embedder) as after:
            if not published:
                return compare_golden(questions, None, after, by_meaning=by_meaning)
            with self._library(base, published, embedder) as before:
                return compare_golden(questions, before, after, by_meaning=by_meaning)

    def _library(self, base: str, version: str, embedder: Embedder | None) -> Library:
        return Library.open(self.root, (base,), embedder, copy_if_locked=True, versions={base: version})

    def _count_vectors(self, base: str, version: str) -> EmbeddingProgress | None:
        if self.embedder is None:
            return None
        with VectorCache(self.vectors_file) as cache:
            return count_embedded(version_folder(self.root, base, version), base, self.embedder.name, cache)

    def _published(self, base: str) -> str:
        try:
            return published_version(self.root, base)
        except BaseMissing:
            return ""

    @contextmanager
    def _store(self, base: str, version: str) -> Iterator[DocumentStore | None]:
        if not is_finished(self.root, base, version):
            yield None
            return
        store = DocumentStore(version_folder(self.root, base, version) / DOCUMENTS_FILE, base)
        try:
            yield store
        finally:
            store.close()

    def _record(self, actor: Actor, what: AuditAction, base: str, version: str) -> None:
        with self.engine.begin() as connection:
            record(connection, actor, what, f"base/{base}", version=version)


@contextmanager
def _told_busy(base: str) -> Iterator[None]:
    try:
        yield
    except IndexLocked:
        raise KeeperRefused(KeeperRefusal.IN_USE, subject=base) from None
