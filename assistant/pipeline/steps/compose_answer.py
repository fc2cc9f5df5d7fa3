"""Fourth step: the page's own words, chosen and ordered, and what the page gives as data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from assistant.conversation.types import AnswerPart, NextStep
from assistant.messages.catalogue import Messages
from assistant.pipeline.asking import Want, answers_want, opens_with_verdict, read_wants
from assistant.pipeline.branches import favour_likely
from assistant.pipeline.choosing import Chosen, choose_lines, fold_text
from assistant.pipeline.clarifying import Clarification, find_clarification
from assistant.pipeline.correcting import find_corrections
from assistant.pipeline.layout import find_items, find_rows
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Completeness, Language, PartKind
from knowledge.types import ActionKind, FoundPage, HeadingKind, PageAction

PAGES_LANGUAGE = Language.FRENCH
"""Language of the official pages."""

_DONE = (ActionKind.FORM, ActionKind.ONLINE_SERVICE, ActionKind.LETTER, ActionKind.SIMULATOR)
"""What is filled in or done, offered in the order in which the page comes to it,"""
_OFFERED_AFTER = (ActionKind.CONTACT, ActionKind.REFERENCE)
"""and what comes after it."""
_MOST_OF_A_KIND = 2
_TOLD_AS_DATA = {Want.PLACE: frozenset({"contact", "online_service"}), Want.AMOUNT: frozenset({"cost"})}
"""Wants that the page's own data may serve, by kind of next step."""
_WORDS_BEFORE_A_QUESTION = 120
"""Most words quoted above a clarifying question: it must be seen."""
_TOLD_WHEN_MISSING = (Want.AMOUNT, Want.DELAY, Want.AGE, Want.PLACE)
"""Wants whose absence can be told from the words; a missing permission cannot."""


@dataclass(frozen=True, slots=True)
class ComposeAnswer:
    """No model is asked: what a person reads here is official, and there at once."""

    messages: Messages
    words: int
    """Most words quoted."""
    passages: int
    """Most passages quoted of one page."""
    name: ClassVar[str] = "compose_answer"

    async def __call__(self, turn: Turn) -> Ending | None:
        wants = read_wants(turn.query)
        best = favour_likely(turn.pages[0], turn.query, turn.official)
        asked = find_clarification(
            (best, *turn.pages[1:]),
            turn.query,
            terms=turn.terms,
            is_chosen=turn.chosen is not None,
            official=turn.official,
        )
        words = min(self.words, _WORDS_BEFORE_A_QUESTION) if asked and asked.is_needed else self.words
        chosen = choose_lines(best, wants=wants, words=words, most=self.passages)
        chosen = (*chosen, *_corrections(turn, chosen))
        turn.passages = tuple(choice.passage for choice in chosen)
        turn.outlet.evidence = {**turn.outlet.evidence, **{passage.id: passage.text for passage in turn.passages}}
        if not self._quote(turn, chosen) and not turn.validated:
            return None  # nothing that may be shown: the next step abstains
        turn.status = AnswerStatus.ANSWERED
        turn.next_steps = offer_next_steps(turn.pages[0], chosen)
        turn.missing = _missing(wants, (*turn.validated, *_lines_of(chosen)), turn.next_steps)
        is_cut = any(choice.is_cut for choice in chosen)
        turn.completeness = Completeness.PARTIAL if is_cut or turn.missing or asked else Completeness.COMPLETE
        if asked:
            self._ask_back(turn, asked)
        return None

    def _ask_back(self, turn: Turn, asked: Clarification) -> None:
        turn.choices = asked.choices
        self._say_fixed(turn, f"clarify.ask_{asked.about.value}")
        if asked.is_needed and not turn.validated:
            turn.status = AnswerStatus.ASKED_BACK

    def _quote(self, turn: Turn, chosen: Sequence[Chosen]) -> int:
        """Say the chosen passages, each place of a page named once; returns how many the screens let out."""
        if chosen and turn.language is not PAGES_LANGUAGE:
            self._say_fixed(turn, "answer.french_only")
        count, named = 0, (0, "")
        for choice in chosen:
            blocks = turn.pages[choice.source - 1].document.blocks
            place = (choice.source, _heading(choice, is_first=choice is chosen[0]))
            said = turn.outlet.say(
                AnswerPart(
                    PartKind.QUOTE,
                    choice.lines,
                    source=choice.source,
                    passage_id=choice.passage.id,
                    heading=place[1] if place != named else "",
                    language=PAGES_LANGUAGE.value,
                    items=find_items(choice.lines, blocks),
                    rows=find_rows(choice.lines, blocks),
                )
            )
            if said:
                count, named = count + 1, place
                turn.cite(choice.source)
        return count

    def _say_fixed(self, turn: Turn, key: str) -> None:
        words = self.messages.text(key, turn.language)
        turn.outlet.say(AnswerPart(PartKind.FIXED, (words,), language=turn.language.value))


def _heading(choice: Chosen, *, is_first: bool) -> str:
    """Where the words stand in the page. The title opens the answer, so that nobody takes another subject for theirs,
    and a yes or a no is read under the question that it answers."""
    says_title = is_first or opens_with_verdict(fold_text(choice.lines[0]))
    path = (step for step in choice.passage.path if says_title or step.kind is not HeadingKind.TITLE)
    return " > ".join(step.text for step in path)


def _corrections(turn: Turn, chosen: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """What the pages shown say no to and was not chosen already."""
    if not chosen or turn.chosen is not None:
        return ()
    said = {(choice.passage.id, line) for choice in chosen for line in choice.lines}
    found = find_corrections(turn.pages[: len(turn.sources)])
    return tuple(new for new in found if (new.passage.id, new.lines[0]) not in said)


def _lines_of(chosen: Sequence[Chosen]) -> Iterator[str]:
    for choice in chosen:
        yield from choice.lines


def _missing(wants: frozenset[Want], lines: Iterable[str], steps: Sequence[NextStep]) -> tuple[str, ...]:
    """What was asked for and stands neither in the words shown nor in the page's data."""
    folded = fold_text("\n".join(lines))
    given = {step.kind for step in steps}
    return tuple(
        want.value
        for want in _TOLD_WHEN_MISSING
        if want in wants and not answers_want(want, folded) and not _TOLD_AS_DATA.get(want, frozenset()) & given
    )


def offer_next_steps(page: FoundPage, chosen: Sequence[Chosen]) -> tuple[NextStep, ...]:
    """What the cited page lets the person do, in the situations of the passages that were chosen."""
    if not chosen:
        return ()
    document = page.document
    steps: list[NextStep] = []
    fitting = _distinct([action for action in document.actions if _fits(action, chosen)])
    met = dict.fromkeys(action.kind for action in fitting if action.kind in _DONE)
    for kind in (*met, *_OFFERED_AFTER):
        steps.extend(
            NextStep(kind.value, action.title, action.url, action.form_number, chosen[0].source)
            for action in [action for action in fitting if action.kind is kind][:_MOST_OF_A_KIND]
        )
    if len(document.costs) == 1:  # several prices hang on situations that one line cannot tell
        steps.append(NextStep("cost", document.costs[0], source=chosen[0].source))
    return tuple(steps)


def _distinct(actions: Sequence[PageAction]) -> list[PageAction]:
    return list({(action.kind, action.title, action.url): action for action in actions}.values())


def _fits(action: PageAction, chosen: Sequence[Chosen]) -> bool:
    """An action under a situation is offered only when no chosen passage stands under another branch of it."""
    if not action.path:
        return True
    situations: set[str] = {step.text for choice in chosen for step in choice.passage.situation}
    return set(action.path) <= situations
