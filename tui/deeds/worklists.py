"""Deeds on the worklists of a base: which one, reading an item, deciding of it."""

from assistant.api.keeper_schemas import WorkItemWire
from assistant.vocabulary import Worklist, WorkMark
from tui.deeds.work import Work
from tui.face import Choice, Tone
from tui.places import Place
from tui.telling.work_items import tell_item
from tui.unsent import reason_slot


async def choose(work: Work) -> None:
    """One of the lists, of the base that was looked at last."""
    keeping, words = work.desk.keeping, work.words
    if not keeping.bases:
        await keeping.read(Place.BASES)
    if not keeping.base:
        work.face.tell(words.say("bases.nothing"), Tone.WARNING)
        return
    choices = [
        Choice(name.value, words.say(f"worklist.{name}"), words.say(f"worklist_help.{name}")) for name in Worklist
    ]
    chosen = await work.face.choose(words.say("work.choose", base=keeping.base), choices)
    if chosen is not None:
        await _open(work, keeping.base, Worklist(chosen))


async def choose_base(work: Work) -> None:
    keeping = work.desk.keeping
    choices = [Choice(known.base, known.base) for known in keeping.bases]
    chosen = await work.face.choose(work.words.say("work.choose_base"), choices)
    if chosen is not None:
        await _open(work, chosen, keeping.worklist)


async def _open(work: Work, base: str, worklist: Worklist) -> None:
    await work.desk.keeping.open_worklist(base, worklist)
    work.desk.place = Place.WORKLIST
    await work.face.go(Place.WORKLIST)


async def show_marked(work: Work) -> None:
    """What is done or ignored too, or only what is left."""
    keeping = work.desk.keeping
    keeping.shows_marked = not keeping.shows_marked
    try:
        await work.enter(Place.WORKLIST)
    except BaseException:
        keeping.shows_marked = not keeping.shows_marked
        raise


async def read_more(work: Work) -> None:
    await work.desk.keeping.read_more()
    await work.face.go(Place.WORKLIST)


async def read_item(work: Work, item: WorkItemWire) -> None:
    now = work.desk.now()
    await work.face.show(item.title or work.words.say("work.untitled"), tell_item(item, work.words, now))


async def mark_done(work: Work) -> None:
    await _mark(work, WorkMark.DONE)


async def mark_ignored(work: Work) -> None:
    await _mark(work, WorkMark.IGNORED)


async def mark_open(work: Work) -> None:
    await _mark(work, WorkMark.OPEN)


async def _mark(work: Work, mark: WorkMark) -> None:
    """A reason may be given; it is kept with the decision."""
    words, item = work.words, work.desk.keeping.row(Place.WORKLIST)
    if not isinstance(item, WorkItemWire):
        return
    slot = reason_slot(f"mark {mark}", item.key)
    title = words.say(f"work.mark_{mark}", title=item.title or words.say("work.untitled"))
    why = await work.face.write(title, words.say("work.why"), slot=slot)
    if why is None:
        return
    await work.desk.keeping.mark(item, mark, why.strip())
    work.desk.unsent.drop(slot)
    await work.face.go(Place.WORKLIST)
    work.face.tell(words.say(f"work.marked_{mark}"))
