"""First step: personal data out, danger seen, attacks refused, before anything is kept, searched or written."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.conversation.types import AnswerPart
from assistant.messages.catalogue import Messages
from assistant.pipeline.choices import read_choice
from assistant.pipeline.events import QuestionRedacted
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Language, PartKind
from guards.types import Guard, GuardContext, Outcome, Verdict

_DANGER_MESSAGES = {
    "suicide": ("suicide",),
    "violence": ("violence", "emergency"),
    "child": ("child",),
    "shelter": ("shelter",),
    "elder": ("elder",),
}
"""Reason of the distress guard → sentences said, on top of the emergency numbers. Any other reason: those numbers."""

_MEDICAL = "medical"
"""The danger that is also asked about as a matter that no page answers."""
_REFUSALS = {
    "illegal": (AnswerStatus.REFUSED_ILLEGAL, "lawful"),
    "someone_elses_data": (AnswerStatus.REFUSED_PRIVACY, ""),
    "abuse": (AnswerStatus.REFUSED_ABUSE, ""),
    "out_of_role": (AnswerStatus.OUT_OF_SCOPE, "beyond"),
}
"""Reason of a refusing guard → status, and where its sentences by family stand. Any other reason counts as an attempt
to change the rules. « illegal.work » says ``lawful.work``, and the status' own sentence when there is none."""


_WORD = re.compile(r"\w+")
_FEWEST_WORDS_TO_TELL_A_LANGUAGE = 3


@dataclass(frozen=True, slots=True)
class GuardQuestion:
    """Fails closed: when the personal-data guard cannot decide, the question is dropped unread."""

    personal_data: Guard
    distress: Guard
    refusals: Sequence[Guard]
    messages: Messages
    tell_languages: Callable[[str], tuple[Language, ...]] = lambda _: ()
    """The languages to speak to whoever writes a text. None: those of the conversation."""
    name: ClassVar[str] = "guard_question"

    async def __call__(self, turn: Turn) -> Ending | None:
        typed, turn.unguarded = turn.unguarded, ""
        as_typed = GuardContext(turn.language.value, turn.question.conversation_id)
        context = replace(as_typed, is_redacted=True)
        self._follow_language(turn, typed)
        danger = self._look(self.distress, typed, as_typed)
        redacted = await asyncio.to_thread(self._look, self.personal_data, typed, as_typed)
        turn.record(redacted)
        if danger.outcome is Outcome.PASS and not danger.reason and not redacted.outcome.stops:
            danger = await asyncio.to_thread(self._look, self.distress, redacted.text, context)
        if danger.outcome is not Outcome.PASS or danger.reason:
            turn.record(danger)
        if danger.outcome is Outcome.ESCALATE:
            self._keep(turn, redacted)
            self._say_numbers(turn, danger)
            return Ending(AnswerStatus.DANGER)
        if redacted.outcome.stops or danger.outcome is Outcome.ERROR:
            return Ending(AnswerStatus.UNGUARDED)
        refused = None
        for guard in self.refusals:
            verdict = await asyncio.to_thread(self._look, guard, redacted.text, context)
            kept = verdict.text if verdict.outcome is Outcome.PASS else ""
            if verdict.outcome is Outcome.PASS and redacted.text != typed:
                # a placeholder can hide the very words that show what is wanted: both texts are judged
                verdict = await asyncio.to_thread(self._look, guard, typed, as_typed)
            turn.record(verdict)
            if verdict.outcome is Outcome.ERROR:
                return Ending(AnswerStatus.UNGUARDED)
            if kept:
                redacted = replace(redacted, text=kept)  # without what the guard left out: hidden words, insults
            if verdict.outcome.stops:
                refused = self._refuse(turn, verdict.reason)
                break
        self._keep(turn, redacted)
        is_idle = refused is not None and refused.status is AnswerStatus.OUT_OF_SCOPE and danger.reason != _MEDICAL
        if danger.reason and not is_idle:  # a tale for a child may resemble danger
            turn.may_be_danger = True
            self._say_numbers(turn, danger)
        return refused

    def _refuse(self, turn: Turn, reason: str) -> Ending:
        kind, _, family = reason.partition(".")
        status, sentences = _REFUSALS.get(kind, (AnswerStatus.REFUSED_INJECTION, ""))
        key = f"{sentences}.{family}"
        return Ending(status, key if family and self.messages.has(key, turn.language) else "")

    @staticmethod
    def _keep(turn: Turn, redacted: Verdict) -> None:
        """From here on the question has a text: nothing of it is kept before every guard has decided."""
        if redacted.outcome.stops:
            return
        turn.question = replace(turn.question, text=redacted.text)
        turn.tell(QuestionRedacted(redacted.text, tuple(sorted({f.entity_type for f in redacted.findings}))))

    @staticmethod
    def _look(guard: Guard, text: str, context: GuardContext) -> Verdict:
        try:
            return guard.check(text, context)
        except Exception:  # the verdict stands for it: whatever broke, nothing was decided
            return Verdict(guard.name, Outcome.ERROR, "", reason="raised")

    def _follow_language(self, turn: Turn, typed: str) -> None:
        is_long_enough = len(_WORD.findall(typed)) >= _FEWEST_WORDS_TO_TELL_A_LANGUAGE
        if not is_long_enough or read_choice(typed, turn.memory.offered):  # a choice is in the words of a page
            return
        told = self.tell_languages(typed)
        turn.in_every_language = len(told) > 1
        if len(told) == 1:
            turn.question = replace(turn.question, language=told[0])

    def _say_numbers(self, turn: Turn, verdict: Verdict) -> None:
        """What to call, by what somebody is at risk of, and the way to a human. Where nobody is sure, the words do not
        tell people what they live through."""
        for language in turn.languages:
            for name in (*name_numbers(verdict), "person"):
                possible = f"danger.possible_{name}"
                is_soft = verdict.outcome is Outcome.PASS and self.messages.has(possible, language)
                lines = tuple(self.messages.text(possible if is_soft else f"danger.{name}", language).splitlines())
                turn.outlet.say(AnswerPart(PartKind.FIXED, lines, language=language.value))
        turn.offers_person = True


def name_numbers(verdict: Verdict) -> tuple[str, ...]:
    """Keys under ``danger`` of the sentences that say whom to call, by what somebody is at risk of."""
    dangers = [finding.entity_type for finding in verdict.findings] or [verdict.reason]
    return tuple(dict.fromkeys(key for danger in dangers for key in _DANGER_MESSAGES.get(danger, ("emergency",))))
