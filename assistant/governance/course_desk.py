"""What the desk is handed of the course: to read it, to answer it, to require it again. For the event loop."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.audit import Actor
from assistant.errors import CourseChanged
from assistant.governance.lessons import Course, read_course
from assistant.governance.trainings import Training, TrainingStore
from assistant.vocabulary import Language


@dataclass(frozen=True, slots=True)
class CourseDesk:
    """Lives in one event loop; the work is done in threads."""

    store: TrainingStore

    async def is_trained(self, account: str) -> bool:
        """Whether an account may take cases and decide on drafts."""
        return await asyncio.to_thread(self.store.is_trained, account)

    async def read(self, account: str, language: Language) -> tuple[Course, Training]:
        return read_course(language), await asyncio.to_thread(self.store.find, account)

    async def answer(
        self, actor: Actor, version: str, answers: Mapping[str, int], language: Language
    ) -> Mapping[str, str]:
        """The questions answered wrong, each explained; none: the course is passed, which is written.

        Raises :class:`CourseChanged` when the answers are those of another version.
        """
        course = read_course(language)
        if version != course.version:
            raise CourseChanged
        wrong = course.correct(answers)
        if not wrong:
            await asyncio.to_thread(self.store.keep_passed, actor.who, course.version, actor)
        return wrong

    async def require(self, account: str, actor: Actor) -> int:
        """How many accounts have to pass it again. Raises :class:`AccountRefused`."""
        return await asyncio.to_thread(self.store.require, account, actor)
