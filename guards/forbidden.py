"""Requests that an assistant of a public administration declines: harmful, about somebody else's life, or not its job.

A question about the law of such things (what does one risk, how to report it, what to do as a victim) is no such
request, and goes on.
"""

import re
from enum import StrEnum
from pathlib import Path

from guards.likeness import FEWEST_WORDS, Likeness, count_words
from guards.normal_form import fold
from guards.rules import RuleBook, read_rules
from guards.types import Finding, GuardContext, Outcome, Verdict

RULES = Path(__file__).with_name("forbidden.yaml")
FAMILIES = Path(__file__).with_name("families.yaml")
INTENT = Path(__file__).with_name("intent.yaml")
"""Signs of what is wanted, too weak alone: they count where the likeness sees the same."""


class Refusal(StrEnum):
    """Why a request is declined."""

    ILLEGAL = "illegal"
    """Forging, defrauding, hiding from an administration, hurting, spying."""
    SOMEONE_ELSES_DATA = "someone_elses_data"
    """What belongs to another person's private life."""
    ABUSE = "abuse"
    """Insults and hatred."""
    OUT_OF_ROLE = "out_of_role"
    """Creation, homework, opinions, diagnosis, betting, investment and shopping advice."""


_LABELS = {
    Refusal.ILLEGAL: "illegal",
    Refusal.SOMEONE_ELSES_DATA: "privacy",
    Refusal.ABUSE: "abuse",
    Refusal.OUT_OF_ROLE: "out_of_role",
}
_ALONE = {Refusal.ABUSE: 0.8, Refusal.OUT_OF_ROLE: 0.62, Refusal.SOMEONE_ELSES_DATA: 0.78, Refusal.ILLEGAL: 0.93}
"""Share from which the likeness refuses alone, unless the message is about oneself or about the law."""
_BEYOND_DOUBT = {Refusal.OUT_OF_ROLE: 0.75, Refusal.SOMEONE_ELSES_DATA: 0.9, Refusal.ILLEGAL: 0.96}
"""From which it refuses all but a plain question of law: « pour qu'on ne puisse rien prouver » holds a word of the law
too."""
_WITH_A_SIGN = {Refusal.ILLEGAL: 0.4, Refusal.SOMEONE_ELSES_DATA: 0.3, Refusal.OUT_OF_ROLE: 0.35}


_CLAUSE_END = re.compile(r"(?<=[,;:.!?…])\s+|\n+")
_ASKS = re.compile(
    r"\?|\b(?:comment|coment|combien|quel(?:le)?s?|quand|pourquoi|est-ce|puis-je|peut-on|ai-je"
    r"|ou (?:dois|puis|faire|demander|trouver|est|aller)|how|where|what|when|can i|do i|como|donde|cuando|onde)\b"
)
_FEWEST_WORDS_OF_A_QUESTION = 4


class ForbiddenGuard:
    """REFUSE with one of the reasons, or PASS. A reason names what the request is about where that is known:
    ``illegal.work``."""

    def __init__(
        self,
        rules: RuleBook | None = None,
        families: RuleBook | None = None,
        likeness: Likeness | None = None,
        intent: RuleBook | None = None,
    ) -> None:
        self._rules = rules or read_rules(RULES)
        self._families = families or read_rules(FAMILIES)
        self._insults = self._rules.only(Refusal.ABUSE)
        self._intent = intent or read_rules(INTENT)
        self._likeness = likeness

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "forbidden"

    def check(self, text: str, context: GuardContext) -> Verdict:
        """Reads the text whatever its language: the rules hold several."""
        reason = self._reason_for(text, context)
        honest = _without_insults(text, self._insults) if reason == Refusal.ABUSE else ""
        if honest and self._reason_for(honest, context) is None:
            return Verdict(self.name, Outcome.PASS, honest)
        if reason is None:
            return Verdict(self.name, Outcome.PASS, text)
        finding = Finding(Refusal(reason).value, 0, len(text), 1.0, self.name)
        family = self._families.only(f"{reason}.").reason_for(text)
        return Verdict(self.name, Outcome.REFUSE, "", (finding,), family or reason)

    def _reason_for(self, text: str, context: GuardContext) -> str | None:
        return self._rules.reason_for(text) or (self._resembled(text) if context.is_redacted else None)

    def _resembled(self, text: str) -> str | None:
        """The reason that the likeness sees, where it is sure or a sign says the same."""
        shares = self._likeness.shares(text) if self._likeness else {}
        if not shares or count_words(text) < FEWEST_WORDS:
            return None
        is_of_law = self._intent.only("law").reason_for(text) is not None
        is_own = self._intent.only("own").reason_for(text) is not None
        for reason, floor in (_BEYOND_DOUBT if is_own else _ALONE).items():
            if not is_of_law and shares.get(_LABELS[reason], 0.0) >= floor:
                return reason.value
        for reason, floor in _WITH_A_SIGN.items():
            if shares.get(_LABELS[reason], 0.0) >= floor and self._intent.only(reason).reason_for(text):
                return reason.value
        return None


def _without_insults(text: str, insults: RuleBook) -> str:
    """The question that stands beside insults; empty when there is none."""
    clauses = [clause.strip() for clause in _CLAUSE_END.split(text)]
    kept = " ".join(clause for clause in clauses if clause and insults.reason_for(clause) is None)
    asks = _ASKS.search(fold(kept)) is not None and len(kept.split()) >= _FEWEST_WORDS_OF_A_QUESTION
    return kept if asks else ""
