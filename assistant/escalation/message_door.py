"""The one door through which human words enter a conversation: cleaned, measured, guarded, and then kept."""

from dataclasses import dataclass

from assistant.conversation.receive import receive
from assistant.errors import CaseRefused, QuestionRefused
from assistant.vocabulary import CaseRefusal, Language, QuestionRefusal
from guards.types import Guard, GuardContext, Outcome, Verdict

_TYPED_PLACEHOLDER = "PLACEHOLDER"
"""What the guard calls a text that looks like one of its own placeholders. It is no personal data."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text fit to be kept."""

    text: str
    entity_types: tuple[str, ...] = ()
    """Kinds of personal data that were masked in it."""


@dataclass(frozen=True, slots=True)
class MessageDoor:
    """Fails closed: what the guard cannot read is not kept. Synchronous; the guard may wait for its process."""

    guard: Guard
    """Of personal data."""
    longest: int
    """Characters."""

    def mask(self, text: str, conversation_id: str, language: Language) -> Guarded:
        """The text of a person, or of an agent who has agreed, with what is personal masked.

        Raises :class:`CaseRefused` for a text that is empty or too long, or that the guard cannot decide on.
        """
        cleaned = self._clean(text)
        try:
            verdict = self.guard.check(cleaned, GuardContext(language.value, conversation_id))
        except Exception:  # whatever broke, nothing was decided
            raise CaseRefused(CaseRefusal.UNGUARDED) from None
        if verdict.outcome.stops:
            raise CaseRefused(CaseRefusal.UNGUARDED)
        return Guarded(verdict.text, _kinds(verdict) if verdict.outcome is Outcome.REDACT else ())

    def admit(self, text: str, conversation_id: str, language: Language, *, confirm_masked: bool) -> Guarded:
        """The text of an agent. Raises :class:`CaseRefused` as :meth:`mask` does, and with the masked text when there
        is something to mask and the agent has not agreed to it."""
        guarded = self.mask(text, conversation_id, language)
        if guarded.entity_types and not confirm_masked:
            raise CaseRefused(CaseRefusal.MASKED, masked_text=guarded.text, entity_types=guarded.entity_types)
        return guarded

    def _clean(self, text: str) -> str:
        try:
            return receive(text, limit=self.longest)
        except QuestionRefused as refusal:
            is_long = refusal.reason is QuestionRefusal.TOO_LONG
            raise CaseRefused(CaseRefusal.TOO_LONG if is_long else CaseRefusal.EMPTY) from None


def _kinds(verdict: Verdict) -> tuple[str, ...]:
    return tuple(sorted({finding.entity_type for finding in verdict.findings} - {_TYPED_PLACEHOLDER}))
