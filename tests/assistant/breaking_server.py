"""``parvis serve`` with faults that quote what a person typed: the worst that code can do with an error.

Run as a program by the test that looks for what was written. A word in the question picks the fault.
"""

import gc
import threading
import warnings

from assistant.cli.main import main
from assistant.pipeline.pipeline import Pipeline
from assistant.pipeline.steps.guard_question import GuardQuestion
from assistant.pipeline.turn import Ending, Turn
from assistant.services import Services

IN_A_STEP = "batelierun"
IN_THE_TASK = "batelierdeux"
AT_THE_DOOR = "bateliertrois"
IN_A_THREAD = "batelierquatre"
IN_A_DESTRUCTOR = "bateliercinq"
AS_A_WARNING = "bateliersix"

FAULTS = {
    IN_A_STEP: "step guard_question failed: RuntimeError",
    IN_THE_TASK: "a task failed: RuntimeError",
    AT_THE_DOOR: "Exception in ASGI application",
    IN_A_THREAD: "a thread failed: RuntimeError",
    IN_A_DESTRUCTOR: "an error that nobody could catch: RuntimeError",
    AS_A_WARNING: "UserWarning",
}
"""What the log says of each."""


class _Dying:
    def __init__(self, text: str) -> None:
        self.text = text

    def __del__(self) -> None:
        raise RuntimeError(self.text)


def _raise(text: str) -> None:
    raise RuntimeError(text)


def break_things() -> None:
    guard, say_ending, check = GuardQuestion.__call__, Pipeline._say_ending, Services.check
    typed: dict[str, str] = {}

    async def guard_or_raise(self: GuardQuestion, turn: Turn) -> Ending | None:
        typed[turn.question.id] = turn.unguarded
        if IN_A_STEP in turn.unguarded:
            _raise(turn.unguarded)
        return await guard(self, turn)

    def say_or_raise(self: Pipeline, turn: Turn, ending: Ending) -> None:
        if IN_THE_TASK in typed[turn.question.id]:
            _raise(typed[turn.question.id])
        say_ending(self, turn, ending)

    def check_or_raise(self: Services, text: str) -> str:
        gc.collect()  # a task that failed is told when it is thrown away
        if AT_THE_DOOR in text:
            _raise(text)
        if IN_A_THREAD in text:
            threading.Thread(target=_raise, args=(text,)).start()
        if IN_A_DESTRUCTOR in text:
            _Dying(text)
        if AS_A_WARNING in text:
            warnings.warn(text, stacklevel=1)
        return check(self, text)

    GuardQuestion.__call__ = guard_or_raise  # type: ignore[method-assign]
    Pipeline._say_ending = say_or_raise  # type: ignore[method-assign]
    Services.check = check_or_raise  # type: ignore[method-assign]


if __name__ == "__main__":
    break_things()
    main()
