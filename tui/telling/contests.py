"""A contested answer: its row in the list, and in blocks what the person says, the pages, then the folded answer."""

from collections.abc import Iterator
from datetime import datetime

from assistant.api.keeper_schemas import ContestWire, OpenedContestWire
from tui.telling.blocks import Block, BlockKind
from tui.telling.case_text import tell_turn
from tui.words import Words


def tell_contest_row(contest: ContestWire, words: Words, now: datetime) -> tuple[str, tuple[str, ...]]:
    """What is said to be wrong and when, and the question; first of all what was decided."""
    facts = [
        tell_decision(contest, words, now),
        words.shared(f"contest.subject.{contest.subject}"),
        words.moment(contest.made_at, now),
        words.say("contest.has_words") if contest.words else "",
    ]
    return " · ".join(filter(None, facts)), (name_contest(contest, words),)


def name_contest(contest: ContestWire, words: Words) -> str:
    return words.mark_masks(contest.question) or words.say("row.no_subject")


def tell_decision(contest: ContestWire, words: Words, now: datetime) -> str:
    """« La page est à corriger, par reine (14:05) ». Empty while nobody has dealt with it."""
    decision = contest.decision
    if decision is None:
        return ""
    verdict = words.shared(f"contest.verdict.{decision.verdict}")
    return words.say("contest.decided", verdict=verdict, who=decision.who, moment=words.moment(decision.at, now))


def tell_contest(opened: OpenedContestWire, words: Words, now: datetime) -> tuple[Block, ...]:
    return tuple(_tell_blocks(opened, words, now))


def _tell_blocks(opened: OpenedContestWire, words: Words, now: datetime) -> Iterator[Block]:
    contest = opened.contest
    said = words.say("contest.said", moment=words.moment(contest.made_at, now))
    subject = words.shared(f"contest.subject.{contest.subject}")
    yield Block(BlockKind.PERSON, said, (subject, *words.mark_masks(contest.words).splitlines()))
    if decided := tell_decision(contest, words, now):
        why = words.mark_masks(contest.decision.why) if contest.decision else ""
        yield Block(BlockKind.FACTS, words.say("contest.outcome"), (decided, *filter(None, (why,))))
    if opened.answer is not None:
        yield from tell_turn(opened.answer, words, now)
        return
    yield Block(BlockKind.PERSON, words.say("contest.question"), (name_contest(contest, words),))
    yield Block(BlockKind.PAGE, words.say("contest.pages" if contest.pages else "case.no_page"), contest.pages)
    yield Block(BlockKind.FACTS, words.say("contest.answer_gone"), ())
