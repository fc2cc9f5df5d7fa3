"""Reads what an agent typed before it goes to a person: personal data, and figures and links that no page holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.conversation.types import Answer
from assistant.errors import DraftRefused
from assistant.vocabulary import CaseRefusal
from guards.grounding import unsupported_figures
from guards.hidden_text import neutralise
from guards.links import has_link, strip_links
from guards.types import Guard, GuardContext, Verdict

LINK = "link"
"""Stands for a link among the doubts: an address may hold personal data, so that it is not repeated."""

_AROUND = ".,;:!?()[]«»\"'"
"""What may stand against an address without being of it."""

ReadPage = Callable[[str, str], Sequence[str]]
"""Texts of the passages of a page, by base and id; nothing for a page that is gone."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text that may be kept and shown."""

    text: str
    """Redacted."""
    entity_types: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """Figures as written that stand on no page of the answer, and :data:`LINK`."""


@dataclass(frozen=True, slots=True)
class TextReader:
    """Holds a text against the answer that it replaces. Synchronous: the guard works in another process."""

    guard: Guard
    read_page: ReadPage

    def read(self, typed: str, conversation_id: str, answer: Answer | None = None) -> ReadText:
        """Raises :class:`DraftRefused` when the guard cannot decide.

        Lines that the assistant showed word for word are official: they are not searched for personal data, so that
        the telephone number of a service stays.
        """
        lines = [line.strip() for line in neutralise(typed).splitlines() if line.strip()]
        official = {line for part in answer.parts for line in part.lines} if answer else set()
        language = answer.question.language.value if answer else "fr"
        redacted, kinds = [], dict[str, None]()
        for line in lines:
            verdict = None if line in official else self._check(line, GuardContext(language, conversation_id))
            redacted.append(verdict.text if verdict else line)
            kinds |= dict.fromkeys(finding.entity_type for finding in verdict.findings) if verdict else {}
        doubts = self._doubts([line for line in redacted if line not in official], answer) if answer else ()
        return ReadText("\n".join(redacted), tuple(sorted(kinds)), doubts)

    def _check(self, line: str, context: GuardContext) -> Verdict:
        try:
            verdict = self.guard.check(line, context)
        except Exception:  # whatever broke, nothing was decided
            raise DraftRefused(CaseRefusal.UNGUARDED) from None
        if verdict.outcome.stops:
            raise DraftRefused(CaseRefusal.UNGUARDED)
        return verdict

    def _doubts(self, lines: Iterable[str], answer: Answer) -> tuple[str, ...]:
        pages = [passage for source in answer.sources for passage in self.read_page(source.base, source.document_id)]
        known = {source.url for source in answer.sources} | {step.url for step in answer.next_steps}
        words = [word for line in lines for word in line.split() if word.strip(_AROUND) not in known]
        text = " ".join(words)
        figures = unsupported_figures(strip_links(text), [*pages, *(step.title for step in answer.next_steps)])
        return (*figures, *((LINK,) if has_link(text) else ()))
