"""Fifth step: the answer as a whole stands on a source, or there is none."""

from dataclasses import dataclass
from typing import ClassVar

from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Completeness, PartKind
from guards.types import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class GuardAnswer:
    """Sentences are screened one by one at the outlet; this looks at what they make together."""

    name: ClassVar[str] = "guard_answer"

    async def __call__(self, turn: Turn) -> Ending | None:
        stands = any(part.source and part.kind is not PartKind.FIXED for part in turn.composed)
        cited = any(source.cited for source in turn.sources)
        outcome = Outcome.PASS if stands and cited else Outcome.REFUSE
        turn.record(Verdict(self.name, outcome, "", reason="" if stands else "nothing_cited"))
        if outcome is Outcome.PASS:
            return None
        turn.completeness = Completeness.NONE
        turn.next_steps = ()
        turn.offers_person = True
        return Ending(AnswerStatus.NO_SOURCE)
