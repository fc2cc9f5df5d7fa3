"""The one door through which human words enter a conversation: cleaned, measured, guarded, and then kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.conversation.receive import receive
from assistant.errors import CaseRefused, QuestionRefused
from assistant.escalation.public_words import set_apart
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
    find_public: Callable[[str], Sequence[str]] = lambda _: ()
    """Pieces of an agent's text that are public, such as the telephone number of an office: they are not masked."""

    def mask(self, text: str, conversation_id: str, language: Language) -> Guarded:
        """The text of a person, or of an agent who has agreed, with what is personal masked.

        Raises :class:`CaseRefused` for a text that is empty or too long, or that the guard cannot decide on.
        """
        return self._mask(text, conversation_id, language, lambda _: ())

    def _mask(
        self, text: str, conversation_id: str, language: Language, find_public: Callable[[str], Sequence[str]]
    ) -> Guarded:
        cleaned = self._clean(text)
        try:
            apart = set_apart(cleaned, find_public(cleaned))
            verdict = self.guard.check(apart.text, GuardContext(language.value, conversation_id))
        except Exception:  # whatever broke, nothing was decided
            raise CaseRefused(CaseRefusal.UNGUARDED) from None
        if verdict.outcome.stops:
            raise CaseRefused(CaseRefusal.UNGUARDED)
        return Guarded(apart.put_back(verdict.text), _kinds(verdict) if verdict.outcome is Outcome.REDACT else ())

    def admit(self, text: str, conversation_id: str, language: Language, *, confirm_masked: bool) -> Guarded:
        """The text of an agent. Raises :class:`CaseRefused` as :meth:`mask` does, and with the masked text when there
        is something to mask and the agent has not agreed to it."""
        guarded = self._mask(text, conversation_id, language, self.find_public)
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
