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
        own = [line for line in lines if line not in official]
        if not own:
            return ReadText("\n".join(lines))
        context = GuardContext(answer.question.language.value if answer else "fr", conversation_id)
        verdict = self._check("\n".join(own), context)
        masked = verdict.text.splitlines()
        if len(masked) != len(own):  # a line break was masked with what stood around it: lines cannot be told apart
            verdict = self._check("\n".join(lines), context)
            text = verdict.text
        else:
            rest = iter(masked)
            text = "\n".join(line if line in official else next(rest) for line in lines)
        kinds = tuple(sorted({finding.entity_type for finding in verdict.findings}))
        return ReadText(text, kinds, self._doubts(masked, answer) if answer else ())

    def _check(self, text: str, context: GuardContext) -> Verdict:
        try:
            verdict = self.guard.check(text, context)
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
