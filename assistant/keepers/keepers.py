"""What front ends are handed for those who keep the bases."""

from dataclasses import dataclass

from assistant.keepers.versions import VersionKeeper
from assistant.keepers.worklists import Worklists
from assistant.validated.pages import OpenBases, holds
from assistant.validated.store import ValidatedStore
from assistant.validated.types import ValidatedAnswer
from assistant.validated.writing import AnswerWriting
from assistant.vocabulary import ValidatedState


@dataclass(frozen=True, slots=True)
class Keepers:
    """All of it is synchronous: callers in the event loop hop to a thread."""

    versions: VersionKeeper
    worklists: Worklists
    answers: AnswerWriting
    store: ValidatedStore
    bases: OpenBases

    def state_of(self, answer: ValidatedAnswer) -> ValidatedState:
        """Told from the pages each time: an answer whose page comes back to what it said is served again."""
        if answer.is_withdrawn:
            return ValidatedState.WITHDRAWN
        return ValidatedState.SERVED if holds(self.bases, answer) else ValidatedState.DRAFT
