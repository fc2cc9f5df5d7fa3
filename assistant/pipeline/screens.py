"""What every part of an answer is held against before it leaves by the outlet. No model decides here."""

from dataclasses import dataclass

from assistant.conversation.types import AnswerPart
from assistant.pipeline.outlet import Evidence
from assistant.vocabulary import PartKind
from guards.grounding import check_rewording, unsupported_figures
from guards.links import has_link
from guards.types import Guard, GuardContext, Outcome


def quotes_are_verbatim(part: AnswerPart, evidence: Evidence) -> bool:
    """A quote stands, line for line, in the passage that it names."""
    if part.kind is not PartKind.QUOTE:
        return True
    lines = evidence.get(part.passage_id, "").splitlines()
    return bool(part.lines) and all(line in lines for line in part.lines)


def rewordings_hold(part: AnswerPart, evidence: Evidence) -> bool:
    """A sentence of the model cites a passage and says nothing else than it."""
    if part.kind is not PartKind.REWORDED:
        return True
    passage = evidence.get(part.passage_id, "")
    return (
        bool(passage)
        and not has_link(part.text)
        and not unsupported_figures(part.text, (passage,))
        and check_rewording(part.text, passage).holds
    )


def validated_words_are_whole(part: AnswerPart, evidence: Evidence) -> bool:
    """What a person wrote is shown as it was checked, all of it, or not at all."""
    if part.kind is not PartKind.VALIDATED:
        return True
    return bool(part.lines) and part.text == evidence.get(part.passage_id)


@dataclass(frozen=True, slots=True)
class NoPersonalData:
    """A sentence of the model names nobody. Official words and our own are not held against it."""

    guard: Guard

    def __call__(self, part: AnswerPart, _evidence: Evidence) -> bool:
        if part.kind is not PartKind.REWORDED:
            return True
        return self.guard.check(part.text, GuardContext(part.language)).outcome is Outcome.PASS
