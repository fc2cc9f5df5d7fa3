"""The guard that takes personal data out of a text before anything stores, logs, embeds or generates from it."""

import logging

from guards.personal_data.finder import SpanFinder
from guards.personal_data.resolver import Span, resolve
from guards.personal_data.vault import LOOK_ALIKE, Vault, escape_look_alikes
from guards.types import Finding, GuardContext, Outcome, Verdict

log = logging.getLogger(__name__)


class PersonalDataGuard:
    """Replaces personal data with placeholders that its vault can turn back for the same conversation.

    It fails closed: whatever goes wrong, a model that is missing included, the verdict is ERROR and carries no text.
    """

    def __init__(self, vault: Vault, finder: SpanFinder) -> None:
        self._vault = vault
        self._finder = finder

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "personal_data"

    def warm_up(self) -> bool:
        """Loads the model, some seconds the first time. False when it cannot be loaded."""
        try:
            self._finder.load()
        except Exception as failure:
            _log_without_text("personal data analyzer cannot load", failure)
            return False
        return True

    def check(self, text: str, context: GuardContext) -> Verdict:
        """REDACT with the text to go on with, PASS when there was nothing to take out, ERROR with no text."""
        try:
            spans = self._spans(text)
            typed = [
                Span("PLACEHOLDER", match.start(), match.end(), 1.0, "look_alike")
                for match in LOOK_ALIKE.finditer(text)
            ]
            redacted = self._redacted(escape_look_alikes(text), spans, context.conversation_id)
        except Exception as failure:
            _log_without_text("personal data guard failed", failure)
            return Verdict(self.name, Outcome.ERROR, "", reason="unavailable")
        findings = tuple(map(_finding, sorted((*spans, *typed), key=lambda span: span.start)))
        return Verdict(self.name, Outcome.REDACT if findings else Outcome.PASS, redacted, findings)

    def close(self) -> None:
        """Ends what reads the texts."""
        self._finder.close()

    def find(self, text: str) -> tuple[Finding, ...]:
        """What would be masked, in the offsets of ``text``. Raises what goes wrong: for evaluation, not for people."""
        return tuple(map(_finding, self._spans(text)))

    def forget(self, conversation_id: str) -> None:
        """Drops for good what stands behind the placeholders of a conversation."""
        self._vault.forget(conversation_id)

    def _spans(self, text: str) -> tuple[Span, ...]:
        return resolve(self._finder.find(text), text)

    def _redacted(self, text: str, spans: tuple[Span, ...], conversation_id: str) -> str:
        pieces: list[str] = []
        done = 0
        for span in spans:
            value = text[span.start : span.end]
            pieces += (text[done : span.start], self._vault.placeholder(conversation_id, span.entity_type, value))
            done = span.end
        return "".join((*pieces, text[done:]))


def _finding(span: Span) -> Finding:
    return Finding(
        span.entity_type, span.start, span.end, span.score, span.recognizer, span.pattern, span.context, span.check
    )


def _log_without_text(event: str, failure: Exception) -> None:
    # the message of an exception can quote what was read: only its type is kept
    log.error("%s: %s", event, type(failure).__name__)
