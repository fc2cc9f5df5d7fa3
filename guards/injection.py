"""Attempts to change the assistant's rules, to read them, or to make it pass for somebody.

No rule here is what keeps an attack harmless: the model has no tool, writes no notice and no link, and its sentences
are proven against the sources. This guard spares a person a useless answer, and removes what hides in a text.
"""

from enum import StrEnum
from pathlib import Path

from guards.hidden_text import neutralise
from guards.likeness import Likeness
from guards.rules import RuleBook, read_rules
from guards.types import Finding, GuardContext, Outcome, Verdict

RULES = Path(__file__).with_name("injection.yaml")


class Attack(StrEnum):
    """What an attempt is after."""

    OVERRIDE = "override"
    """To cancel or bend the rules."""
    EXTRACTION = "extraction"
    """To read the rules, the configuration or hidden values."""
    FAKE_ROLES = "fake_roles"
    """To forge turns of the conversation or markers of the model's format."""
    IMPERSONATION = "impersonation"
    """To have a decision, a signature or an identity made up."""
    NOTICE = "notice"
    """To take away the notice that a computer answers."""


RESEMBLED = (Attack.OVERRIDE, Attack.EXTRACTION, Attack.IMPERSONATION, Attack.NOTICE)
"""What the likeness knows of; the marks of forged turns are a matter of rules."""
FLOOR = 0.35
"""Share of what resembles an attempt from which it is one."""


class InjectionGuard:
    """REFUSE what tries to change the rules. Comments hidden in a question are not read, so that it can be answered."""

    def __init__(self, rules: RuleBook | None = None, likeness: Likeness | None = None) -> None:
        self._rules = rules or read_rules(RULES)
        self._likeness = likeness

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "injection"

    def check(self, text: str, context: GuardContext) -> Verdict:
        """PASS carries the text without what was hidden in it."""
        visible = neutralise(text)
        reason = self._rules.reason_for(visible) or (self._resembled(visible) if context.is_redacted else None)
        if reason is None:
            return Verdict(self.name, Outcome.PASS, visible)
        finding = Finding(Attack(reason).value, 0, len(text), 1.0, self.name)
        return Verdict(self.name, Outcome.REFUSE, "", (finding,), reason)

    def _resembled(self, visible: str) -> str | None:
        share, strongest = self._likeness.share_of(visible, RESEMBLED) if self._likeness else (0.0, "")
        return strongest if share >= FLOOR else None
