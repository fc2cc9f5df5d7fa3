"""Attempts to change the assistant's rules, to read them, or to make it pass for somebody.

No rule here is what keeps an attack harmless: the model has no tool, writes no notice and no link, and its sentences
are proven against the sources. This guard spares a person a useless answer, and removes what hides in a text.
"""

import re
import unicodedata
from enum import StrEnum
from pathlib import Path

from guards.rules import RuleBook, read_rules
from guards.types import Finding, GuardContext, Outcome, Verdict

RULES = Path(__file__).with_name("injection.yaml")
KEPT_CONTROLS = "\n\t"
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800")
"""Letters of no width and no ink: fillers, joiners, the empty Braille pattern."""
VARIATION_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
HIDDEN_ELEMENT = re.compile(
    r"<(?P<tag>\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0"
    r"|\bhidden\b|aria-hidden\s*=\s*[\"']?true)"
    r"[^>]*>.*?</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
ACTIVE_ELEMENT = re.compile(
    r"<(?P<tag>script|style|iframe|object|svg)\b.*?(?:</(?P=tag)\s*>|\Z)", re.DOTALL | re.IGNORECASE
)


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


class InjectionGuard:
    """REFUSE what tries to change the rules. Comments hidden in a question are not read, so that it can be answered."""

    def __init__(self, rules: RuleBook | None = None) -> None:
        self._rules = rules or read_rules(RULES)

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "injection"

    def check(self, text: str, context: GuardContext) -> Verdict:
        """PASS carries the text without what was hidden in it."""
        visible = neutralise(text)
        reason = self._rules.reason_for(visible)
        if reason is None:
            return Verdict(self.name, Outcome.PASS, visible)
        finding = Finding(Attack(reason).value, 0, len(text), 1.0, self.name)
        return Verdict(self.name, Outcome.REFUSE, "", (finding,), reason)


def strip_invisible(text: str) -> str:
    """The text without characters that nobody sees: controls, direction marks, tags, fillers, variation selectors."""
    return "".join(character for character in text if not _is_invisible(character))


def neutralise(text: str) -> str:
    """The text without what a reader of the page would not see: invisible characters, comments, hidden elements."""
    visible = strip_invisible(text)
    for hidden in (HTML_COMMENT, ACTIVE_ELEMENT, HIDDEN_ELEMENT):
        visible = hidden.sub(" ", visible)
    return visible


def _is_invisible(character: str) -> bool:
    if character in KEPT_CONTROLS:
        return False
    code = ord(character)
    return (
        unicodedata.category(character) in INVISIBLE_CATEGORIES
        or character in INVISIBLE_LETTERS
        or any(first <= code <= last for first, last in VARIATION_SELECTORS)
    )
