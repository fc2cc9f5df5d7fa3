"""Step between the search and the answer: what the doctrine says of the best page."""

from dataclasses import dataclass
from typing import ClassVar, assert_never

from assistant.governance.doctrine import Doctrine, Handling
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus


@dataclass(frozen=True, slots=True)
class ApplyDoctrine:
    """The pages have been told already: a person is never left without them."""

    doctrine: Doctrine
    name: ClassVar[str] = "apply_doctrine"

    async def __call__(self, turn: Turn) -> Ending | None:
        handling = self.doctrine.handling_of(turn.pages[0].document)
        turn.details["handling"] = handling.value
        match handling:
            case Handling.ANSWERED:
                pass
            case Handling.CHECKED:
                turn.outlet.hold()
            case Handling.HUMAN_FIRST:
                turn.offers_person = True
                return Ending(AnswerStatus.NEEDS_PERSON, "review.human_first")
            case _:
                assert_never(handling)
        return None
