"""What changes from one version of a base to another, as plain lines: readable in a file and read aloud."""

from collections.abc import Iterable, Iterator

from assistant.audit import COMMAND_LINE, record
from assistant.cli.words import console, say
from assistant.keepers.golden import Figures, GoldenComparison
from assistant.keepers.versions import VersionCheck
from assistant.model_choice import name_embedder
from assistant.settings import Settings
from assistant.vocabulary import AuditAction
from assistant.wiring import connect_database
from knowledge.comparing import ChangedPage, Comparison, LineChange, PageChange, compare_versions
from knowledge.documents import DocumentStore
from knowledge.embedding import EmbeddingProgress, count_embedded
from knowledge.ingest import LoadReport
from knowledge.types import BaseMissing
from knowledge.vector_cache import VectorCache
from knowledge.versions import DOCUMENTS_FILE, published_version, version_folder

_SIGNS = {
    PageChange.ADDED: "+",
    PageChange.REMOVED: "-",
    PageChange.CHANGED: "~",
    PageChange.REDATED: "=",
}
"""One letter at the start of a line that says what became of a page."""


def published_or_none(settings: Settings, base: str) -> str:
    """The published version, before something else takes its place."""
    try:
        return published_version(settings.knowledge_root, base)
    except BaseMissing:
        return ""


def tell_update(settings: Settings, report: LoadReport, before: str) -> None:
    """What a load changes of what was published, and what the index by meaning still lacks."""
    screen = console()
    if report.is_published and before != report.version:
        _note_published(settings, report)
    if before and before != report.version:
        screen.print(tell_counts(compare_with(settings, report.base, before, report.version)), markup=False)
    if name := name_embedder(settings):
        folder = version_folder(settings.knowledge_root, report.base, report.version)
        with VectorCache(settings.vectors_file) as cache:
            screen.print(tell_vectors(count_embedded(folder, report.base, name, cache)), markup=False)
    if not report.is_published:
        screen.print(say("keepers.is_draft", base=report.base, version=report.version[:12]), markup=False)


def _note_published(settings: Settings, report: LoadReport) -> None:
    """The row of the audit: a load publishes too."""
    engine = connect_database(settings)
    try:
        with engine.begin() as connection:
            subject = f"base/{report.base}"
            record(connection, COMMAND_LINE, AuditAction.KNOWLEDGE_PUBLISHED, subject, version=report.version)
    finally:
        engine.dispose()


def compare_with(settings: Settings, base: str, before: str, after: str) -> Comparison:
    """Two finished versions, page by page."""
    stores = [
        DocumentStore(version_folder(settings.knowledge_root, base, version) / DOCUMENTS_FILE, base)
        for version in (before, after)
    ]
    try:
        return compare_versions(stores[0], stores[1], (before, after))
    finally:
        for store in stores:
            store.close()


def tell_counts(comparison: Comparison) -> str:
    """« 3 pages ajoutées, 1 retirée… » in one line."""
    counts = {change.value: comparison.count(change) for change in PageChange}
    return say("keepers.counts", unchanged=comparison.unchanged, before=comparison.before[:12] or "–", **counts)


def tell_vectors(progress: EmbeddingProgress) -> str:
    """How many vectors are there and how many are to be computed."""
    return say("keepers.vectors", todo=progress.total - progress.embedded, kept=progress.embedded)


def tell_page(page: ChangedPage) -> str:
    """A page that is not the same, with its dates."""
    dates = " → ".join(str(day) if day else "–" for day in (page.before, page.after))
    return f"{_SIGNS[page.change]} {page.document_id}  {page.title}  ({say(f'keepers.change_{page.change}')}, {dates})"


def tell_lines(lines: Iterable[LineChange]) -> Iterator[str]:
    """Lines that went and came, each heading once."""
    heading = None
    for line in lines:
        if line.heading != heading:
            heading = line.heading
            yield f"      [{heading or say('keepers.whole_page')}]"
        yield f"      {'+' if line.is_added else '-'} {line.text}"


def tell_golden(golden: GoldenComparison) -> Iterator[str]:
    """Figures of both versions beside each other, and each question whose answer is found elsewhere."""
    how = say("keepers.by_meaning" if golden.by_meaning else "keepers.by_words")
    yield say("keepers.golden_asked", count=golden.questions, how=how)
    if golden.before is not None:
        yield f"  {say('keepers.published_figures')}: {_say_figures(golden.before)}"
    yield f"  {say('keepers.draft_figures')}: {_say_figures(golden.after)}"
    for question in golden.moved:
        sign = "-" if question.is_worse else "+"
        ranks = " → ".join(str(rank) if rank else "–" for rank in (question.before, question.after))
        yield f"  {sign} {question.id}  {question.question}  ({say('keepers.rank')} {ranks})"


def tell_check(check: VersionCheck) -> Iterator[str]:
    """The head of a check: which versions, how many pages, how many vectors."""
    yield say("keepers.checked", base=check.base, version=check.version[:12], published=check.published[:12] or "–")
    yield tell_counts(check.comparison)
    if check.vectors is not None:
        yield tell_vectors(check.vectors)


def _say_figures(figures: Figures) -> str:
    return say(
        "keepers.figures",
        first=f"{figures.found_first:.1%}",
        three=f"{figures.found_in_3:.1%}",
        ten=f"{figures.found_in_10:.1%}",
    )
