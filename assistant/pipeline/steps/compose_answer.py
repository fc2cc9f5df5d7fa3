"""Fourth step: the page's own words first, then the model's rewording where it is proven."""

import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar

from assistant.conversation.types import AnswerPart, Effort, NextStep
from assistant.messages.catalogue import Messages
from assistant.pipeline.choosing import Chosen, choose_passages, count_words
from assistant.pipeline.prompt import read_prompt
from assistant.pipeline.sentences import Sentence, SentenceCutter
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Completeness, Language, PartKind
from knowledge.types import ActionKind, HeadingKind, PageAction
from models.types import LanguageModel, ModelError, Usage

PAGES_LANGUAGE = Language.FRENCH
"""Language of the official pages. A sentence in another language cannot be proven against them word for word."""

_OFFERED = (ActionKind.FORM, ActionKind.ONLINE_SERVICE, ActionKind.LETTER, ActionKind.SIMULATOR, ActionKind.CONTACT)
_MOST_OF_A_KIND = 2


@dataclass(frozen=True, slots=True)
class ComposeAnswer:
    """The model sees numbered passages and never an address. It may be absent: the answer stands without it."""

    model: LanguageModel | None
    messages: Messages
    words: int
    """Most words quoted."""
    whole_words: int
    """Most words quoted and reworded together."""
    passages: int
    max_tokens: int
    seconds: float
    name: ClassVar[str] = "compose_answer"

    async def __call__(self, turn: Turn) -> Ending | None:
        chosen = choose_passages(turn.pages, words=self.words, most=self.passages)
        turn.passages = tuple(choice.passage for choice in chosen)
        turn.outlet.evidence = {passage.id: passage.text for passage in turn.passages}
        if not self._quote(turn, chosen):
            return None  # nothing that may be shown: the next step abstains
        turn.next_steps = offer_next_steps(turn, chosen)
        turn.completeness = Completeness.PARTIAL if any(c.is_cut for c in chosen) else Completeness.COMPLETE
        if turn.language is not PAGES_LANGUAGE:
            return Ending(AnswerStatus.ANSWERED_BY_PAGE)
        if self.model is None:
            return self._without_model(turn)
        try:
            await self._reword(turn, self.model, chosen)
        except ModelError as error:
            turn.details["model_error"] = type(error).__name__
            return None if turn.effort.sentences_shown else self._without_model(turn)
        return None if turn.effort.sentences_shown else Ending(AnswerStatus.ANSWERED_BY_PAGE)

    def _quote(self, turn: Turn, chosen: Sequence[Chosen]) -> int:
        """Say the chosen passages; returns how many the screens let out."""
        if chosen and turn.language is not PAGES_LANGUAGE:
            self._say_fixed(turn, "answer.french_only")
        count = 0
        for choice in chosen:
            said = turn.outlet.say(
                AnswerPart(
                    PartKind.QUOTE,
                    choice.lines,
                    source=choice.source,
                    passage_id=choice.passage.id,
                    heading=" > ".join(step.text for step in choice.passage.path if step.kind is not HeadingKind.TITLE),
                    language=PAGES_LANGUAGE.value,
                )
            )
            if said:
                count += 1
                turn.cite(choice.source)
        return count

    def _without_model(self, turn: Turn) -> Ending:
        self._say_fixed(turn, "answer.by_page_no_model")
        return Ending(AnswerStatus.ANSWERED_BY_PAGE)

    def _say_fixed(self, turn: Turn, key: str) -> None:
        words = self.messages.text(key, turn.language)
        turn.outlet.say(AnswerPart(PartKind.FIXED, (words,), language=turn.language.value))

    async def _reword(self, turn: Turn, model: LanguageModel, chosen: Sequence[Chosen]) -> None:
        # the order of the page, and not of the scores: a second question on the same page shares the prompt's start
        numbered = dict(enumerate(sorted(chosen, key=lambda choice: choice.passage.position), start=1))
        prompt = read_prompt("reword_answer").fill(
            {
                "passages": "\n\n".join(_show(n, c) for n, c in numbered.items()),
                "question": turn.question.text,
            }
        )
        cutter, written, shown = SentenceCutter(), 0, 0
        usage: Usage | None = None
        try:
            async with aclosing(model.stream(prompt, max_tokens=self.max_tokens, seconds=self.seconds)) as stream:
                async for piece in stream:
                    usage = piece.usage or usage
                    for sentence in cutter.feed(piece.text):
                        written, shown = written + 1, shown + self._say_reworded(turn, sentence, numbered)
            for sentence in cutter.finish():
                written, shown = written + 1, shown + self._say_reworded(turn, sentence, numbered)
        finally:
            turn.effort = Effort(
                model=model.name,
                prompt_tokens=usage.prompt_tokens if usage else 0,
                reused_tokens=usage.reused_tokens if usage else 0,
                generated_tokens=usage.generated_tokens if usage else 0,
                cpu_seconds=usage.cpu_seconds if usage else 0.0,
                sentences_written=written,
                sentences_shown=shown,
            )

    def _say_reworded(self, turn: Turn, sentence: Sentence, numbered: dict[int, Chosen]) -> bool:
        """A sentence that cites one known passage, adds words and has room is said if the screens let it."""
        cited = [numbered[number] for number in sentence.cites if number in numbered]
        if len(cited) != 1:
            return _drop(turn, "uncited")
        if any(_plain(sentence.text) in _plain(part.text) for part in turn.parts):
            return _drop(turn, "quoted_already")
        if count_words(sentence.text) + sum(count_words(part.text) for part in turn.parts) > self.whole_words:
            return _drop(turn, "no_room")
        said = turn.outlet.say(
            AnswerPart(
                PartKind.REWORDED,
                (sentence.text,),
                source=cited[0].source,
                passage_id=cited[0].passage.id,
                language=PAGES_LANGUAGE.value,
            )
        )
        return said or _drop(turn, "unproven")


def _drop(turn: Turn, why: str) -> bool:
    """Count a sentence that is not shown, by reason, in the step's line of the trace. Always False."""
    name = f"dropped_{why}"
    turn.details[name] = int(turn.details.get(name, 0)) + 1
    return False


def _plain(text: str) -> str:
    """What is compared to tell a copy from other words: letters and digits alone."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _show(number: int, choice: Chosen) -> str:
    """A passage as the model sees it."""
    words = "\n".join(choice.lines)
    return f"[{number}] {choice.passage.heading}\n{words}"


def offer_next_steps(turn: Turn, chosen: Sequence[Chosen]) -> tuple[NextStep, ...]:
    """What the cited page lets the person do, in the situations of the passages that were chosen."""
    if not chosen:
        return ()
    document = turn.pages[0].document
    steps: list[NextStep] = []
    for kind in _OFFERED:
        fitting = [action for action in document.actions if action.kind is kind and _fits(action, chosen)]
        steps.extend(
            NextStep(kind.value, action.title, action.url, action.form_number, chosen[0].source)
            for action in _distinct(fitting)[:_MOST_OF_A_KIND]
        )
    if len(document.costs) == 1:  # several prices hang on situations that one line cannot tell
        steps.append(NextStep("cost", document.costs[0], source=chosen[0].source))
    return tuple(steps)


def _distinct(actions: Sequence[PageAction]) -> list[PageAction]:
    return list({(action.title, action.url): action for action in actions}.values())


def _fits(action: PageAction, chosen: Sequence[Chosen]) -> bool:
    """An action under a situation is offered only when no chosen passage stands under another branch of it."""
    if not action.path:
        return True
    situations: set[str] = {step.text for choice in chosen for step in choice.passage.situation}
    return set(action.path) <= situations
