"""Distress and danger: a person at risk is given emergency numbers and a human, and never an article.

The rules are in ``distress.yaml``. They are about people in danger now, first of all the one who writes: a question
of law about violence, a death in the family or a fire alarm goes on to its answer. What the rules do not see, the
likeness may: when it is sure, it counts as the rules do; when it is not, the numbers stand beside the answer.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from guards.likeness import Likeness, count_words
from guards.rules import SENTENCE_END, RuleBook, read_rules
from guards.types import Finding, GuardContext, Outcome, Verdict

RULES = Path(__file__).with_name("distress.yaml")
POSSIBLE_RULES = Path(__file__).with_name("possible_distress.yaml")
CALM = "calm"
"""Reason of the rules for what sounds like danger and is about the past or about the law."""


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
    ELDER = "elder"
    """Somebody old or disabled is hurt by who looks after them."""
    MEDICAL = "medical"
    FIRE = "fire"
    SHELTER = "shelter"
    """No roof tonight, or nothing to eat."""


SURE = 0.5
"""Share of what resembles danger from which somebody is taken to be in danger."""
POSSIBLE = 0.2
"""From which the numbers are given, and the question answered as well."""
LEADS = 0.45
"""Share that one danger alone must have: a little of each is no danger."""
IN_ONE_SENTENCE = 0.9
"""Share in one sentence of several from which the numbers are given, and the question answered as well."""
_TOLD_FROM = 4
"""Words under which a likeness is no more than possible: « feu rouge grillé »."""
_SENTENCES_READ = 6
_FEWEST_WORDS = 4
_ALSO = 0.2
"""From which a second danger's numbers are given."""
_MOST = 2
_SEVERAL = 2


class DistressGuard:
    """ESCALATE when somebody is in danger, PASS otherwise; PASS with a reason when somebody may be.

    The findings name the dangers, the likeliest first. The guard keeps the text: only the outcome stops the turn.
    """

    def __init__(
        self, rules: RuleBook | None = None, likeness: Likeness | None = None, possible: RuleBook | None = None
    ) -> None:
        self._rules = rules or read_rules(RULES)
        self._possible = possible or read_rules(POSSIBLE_RULES)
        self._likeness = likeness

    @property
    def name(self) -> str:
        """Name of this guard in traces."""
        return "distress"

    def check(self, text: str, context: GuardContext) -> Verdict:
        """Reads the text whatever its language: the rules hold several."""
        reason = self._rules.reason_for(text)
        doubt = self._possible.reason_for(text)
        likeness = self._likeness if context.is_redacted else None
        likely = _likely(likeness, text)
        is_told = _share(likely) >= SURE and likely[0][0] >= LEADS and count_words(text) >= _TOLD_FROM
        is_sure = reason is not None or (is_told and doubt != CALM)
        if not is_sure and doubt is None and likely[0][0] < POSSIBLE:
            likely = _in_one_sentence(likeness, text)
        if not is_sure and (doubt == CALM or not likely):
            return Verdict(self.name, Outcome.PASS, text)
        first = Danger(reason) if reason else Danger(doubt) if doubt and not is_sure else likely[0][1]
        others = [danger for share, danger in likely if share >= _ALSO and danger is not first]
        findings = tuple(
            Finding(danger.value, 0, len(text), 1.0 if reason else _share(likely), self.name)
            for danger in (first, *others)[:_MOST]
        )
        if is_sure:
            return Verdict(self.name, Outcome.ESCALATE, "", findings, first.value)
        return Verdict(self.name, Outcome.PASS, text, findings, first.value)


def _likely(likeness: Likeness | None, text: str) -> list[tuple[float, Danger]]:
    """Each danger with its share, the likeliest first."""
    shares = likeness.shares(text) if likeness else {}
    return sorted(((shares.get(danger, 0.0), danger) for danger in Danger), reverse=True)


def _in_one_sentence(likeness: Likeness | None, text: str) -> list[tuple[float, Danger]]:
    """The dangers of a sentence that resembles danger much: a story of danger may end in a plain question."""
    sentences = [part for part in SENTENCE_END.split(text) if len(part.split()) >= _FEWEST_WORDS]
    if likeness is None or len(sentences) < _SEVERAL:
        return []
    for sentence in sentences[:_SENTENCES_READ]:
        likely = _likely(likeness, sentence)
        if _share(likely) >= IN_ONE_SENTENCE and likely[0][0] >= SURE:
            return likely
    return []


def _share(likely: Sequence[tuple[float, Danger]]) -> float:
    return min(1.0, sum(share for share, _ in likely))
