"""Deeds on contested answers: reading one, deciding of it, writing another answer."""

from assistant.api.keeper_schemas import ContestWire
from assistant.vocabulary import OF_CONTESTED_PAGES, OF_CONTESTED_QUESTIONS, ContestVerdict, Worklist
from tui.deeds import answers
from tui.deeds.work import Work
from tui.errors import KeeperNotDone
from tui.face import Choice
from tui.places import Place
from tui.unsent import reason_slot
from tui.words import Words


async def list_left(work: Work) -> None:
    """Those that nobody has dealt with."""
    await _list(work, decided=False)


async def show_decided(work: Work) -> None:
    """Those that were dealt with, or again those that are left."""
    await _list(work, decided=not work.desk.keeping.contests.shows_decided)


async def _list(work: Work, *, decided: bool) -> None:
    keeping = work.desk.keeping
    await keeping.contests.list(decided=decided)
    keeping.marks[Place.CONTESTS] = 0
    work.desk.place = Place.CONTESTS
    await work.face.go(Place.CONTESTS)


async def read_more(work: Work) -> None:
    await work.desk.keeping.contests.read_more()
    await work.face.go(Place.CONTESTS)


async def read(work: Work, contest: ContestWire) -> None:
    await work.desk.open_contest(contest.id)
    await work.face.go(Place.CONTEST)


async def decide(work: Work) -> None:
    """What was wrong, and what follows from it. A reason may be added; it is kept with the decision."""
    words, opened = work.words, work.desk.keeping.contests.opened
    if opened is None:
        return
    choices = [
        Choice(verdict.value, words.shared(f"contest.verdict.{verdict}"), _tell_next(verdict, words))
        for verdict in ContestVerdict
    ]
    chosen = await work.face.choose(words.say("contest.decide"), choices)
    if chosen is None:
        return
    slot = reason_slot("contest", opened.contest.id)
    why = await work.face.write(words.shared(f"contest.verdict.{chosen}"), words.say("work.why"), slot=slot)
    if why is None:
        return
    verdict = ContestVerdict(chosen)
    await work.desk.keeping.contests.decide(verdict, why.strip())
    work.desk.unsent.drop(slot)
    await _return(work, f"{words.say('contest.done')} {_tell_next(verdict, words)}".rstrip())


def _tell_next(verdict: ContestVerdict, words: Words) -> str:
    """The list in which the work that is left goes on; empty where none is."""
    if verdict in OF_CONTESTED_PAGES:
        return words.say("contest.goes_to", list=words.say(f"worklist.{Worklist.MARKED}"))
    if verdict in OF_CONTESTED_QUESTIONS:
        return words.say("contest.goes_to", list=words.say(f"worklist.{Worklist.UNANSWERED}"))
    return ""


async def reopen(work: Work) -> None:
    await work.desk.keeping.contests.decide(None)
    await work.desk.keeping.contests.count()
    await work.face.go(Place.CONTEST)
    work.face.tell(work.words.say("contest.reopened"))


async def write_answer(work: Work) -> None:
    """It begins with the question and the pages. Once the answer is served, the contest is closed with that."""
    contests, words = work.desk.keeping.contests, work.words
    if contests.opened is None:
        return
    contest, answer = contests.opened.contest, contests.opened.answer
    sources = [source for source in answer.sources if source.url in contest.pages] if answer else []
    if not await answers.write_from(work, f"contest:{contest.id}", (contest.question,), sources):
        return
    try:
        await contests.decide(ContestVerdict.ANSWER_WRITTEN)
    except KeeperNotDone as error:
        both = f"{words.say('answer.served')} {error.refusal.message}"
        raise KeeperNotDone(error.refusal.model_copy(update={"message": both})) from error
    work.desk.unsent.drop(reason_slot("contest", contest.id))
    await _return(work, words.say("contest.answer_written"))


async def _return(work: Work, sentence: str) -> None:
    """To the list, read again."""
    await work.enter(Place.CONTESTS)
    work.face.tell(sentence)
