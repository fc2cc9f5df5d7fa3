"""Distress and danger: a person at risk is given emergency numbers and a human, and never an article.

The rules are in ``distress.yaml``. They are about people in danger now, first of all the one who writes: a question
of law about violence, a death in the family or a fire alarm goes on to its answer.
"""

from enum import StrEnum
from pathlib import Path

from guards.rules import RuleBook, read_rules
from guards.types import Finding, GuardContext, Outcome, Verdict

RULES = Path(__file__).with_name("distress.yaml")


class Danger(StrEnum):
    """What a person may be at risk of; it chooses the numbers that are given."""

    SUICIDE = "suicide"
    CHILD = "child"
    """A child is hurt or alone."""
    VIOLENCE = "violence"
    """Blows, threats, confinement, at home or elsewhere."""
    TRAFFICKING = "trafficking"
    """Forced work or prostitution, papers taken away."""
    HARASSMENT = "harassment"
    MEDICAL = "medical"
    FIRE = "fire"
    SHELTER = "shelter"
    """No roof tonight, or nothing to eat."""


class DistressGuard:
    """ESCALATE when somebody is in danger, PASS otherwise. It keeps the text: only the outcome stops the turn."""

    def __init__(self, rules: RuleBook | None = None) -> None:
        self._rules = rules or read_rules(RULES)

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "distress"

    def check(self, text: str, context: GuardContext) -> Verdict:
        """Reads the text whatever its language: the rules hold several."""
        reason = self._rules.reason_for(text)
        if reason is None:
            return Verdict(self.name, Outcome.PASS, text)
        finding = Finding(Danger(reason).value, 0, len(text), 1.0, self.name)
        return Verdict(self.name, Outcome.ESCALATE, "", (finding,), reason)
