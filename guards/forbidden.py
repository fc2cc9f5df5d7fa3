"""Requests that an assistant of a public administration declines: harmful, about somebody else's life, or not its job.

A question about the law of such things (what does one risk, how to report it, what to do as a victim) is no such
request, and goes on.
"""

from enum import StrEnum
from pathlib import Path

from guards.rules import RuleBook, read_rules
from guards.types import Finding, GuardContext, Outcome, Verdict

RULES = Path(__file__).with_name("forbidden.yaml")
FAMILIES = Path(__file__).with_name("families.yaml")


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


class ForbiddenGuard:
    """REFUSE with one of the reasons, or PASS. A reason names what the request is about where that is known:
    ``illegal.work``."""

    def __init__(self, rules: RuleBook | None = None, families: RuleBook | None = None) -> None:
        self._rules = rules or read_rules(RULES)
        self._families = families or read_rules(FAMILIES)

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "forbidden"

    def check(self, text: str, context: GuardContext) -> Verdict:
        """Reads the text whatever its language: the rules hold several."""
        reason = self._rules.reason_for(text)
        if reason is None:
            return Verdict(self.name, Outcome.PASS, text)
        finding = Finding(Refusal(reason).value, 0, len(text), 1.0, self.name)
        family = self._families.only(f"{reason}.").reason_for(text)
        return Verdict(self.name, Outcome.REFUSE, "", (finding,), family or reason)
