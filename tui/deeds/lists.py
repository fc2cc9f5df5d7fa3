"""Deeds on the lists: which one, searching, presence, reading again."""

from assistant.api.desk_schemas import FoundPassageWire, SetPresence
from assistant.vocabulary import Presence, Queue
from tui.deeds.work import Work
from tui.face import Choice, Tone
from tui.places import Place
from tui.telling.passages import passage_lines, passage_to_insert


async def open_queue(work: Work, queue: Queue) -> None:
    await work.desk.open_queue(queue)
    await work.face.go(Place.QUEUES)


async def open_row(work: Work) -> None:
    if (draft := work.desk.marked_draft) is not None:
        await work.desk.open_draft(draft.id)
        await work.face.go(Place.DRAFT)
    elif (line := work.desk.marked_line) is not None:
        await work.desk.open_case(line.id)
        await work.face.go(Place.CASE)


async def back_to_lists(work: Work, sentence: str = "") -> None:
    """Leave the case or the draft. The lists are shown even when they cannot be read again."""
    work.desk.leave()
    if sentence:
        work.face.tell(work.words.say(sentence))
    try:
        await work.desk.refresh()
    finally:
        await work.face.go(Place.QUEUES)


async def read_more(work: Work) -> None:
    await work.desk.read_more()
    await work.face.go(Place.QUEUES)


async def refresh(work: Work) -> None:
    await work.desk.refresh()
    await work.face.go(work.desk.place)
    work.face.tell(work.words.say("refreshed"))


async def search(work: Work) -> None:
    words = await work.face.write(work.words.say("search.title"), work.words.say("search.hint"), slot="search")
    work.desk.unsent.drop("search")
    if words is None or not words.strip():
        return
    await work.desk.search(words.strip())
    await work.face.go(Place.QUEUES)
    if not work.desk.lines:
        work.face.tell(work.words.say("search.nothing"), Tone.WARNING)


async def set_presence(work: Work) -> None:
    chosen = await work.face.choose(
        work.words.say("presence.title"), work.choices("presence_name", [presence.value for presence in Presence])
    )
    if chosen is None:
        return
    presence = Presence(chosen)
    comment = ""
    if presence is not Presence.AVAILABLE:
        typed = await work.face.write(work.words.say("presence.comment"), work.words.say("optional"), slot="presence")
        work.desk.unsent.drop("presence")
        comment = (typed or "").strip()
    kept = await work.desk.client.set_presence(SetPresence(presence=presence, comment=comment))
    work.desk.queues = await work.desk.client.queues()
    await work.face.go(Place.QUEUES)
    work.face.tell(work.words.say("presence.kept", presence=work.words.say(f"presence_name.{kept.presence}")))


async def find_passage(work: Work) -> None:
    """Read a page, without inserting it."""
    found = await choose_passage(work)
    if found is not None:
        await work.face.show(found.title, passage_lines(found, work.words))


async def insert_passage(work: Work) -> None:
    """The passage with its page's name and address, where the cursor stands."""
    found = await choose_passage(work)
    if found is not None:
        work.face.insert(passage_to_insert(found, work.words), on_own_lines=True)


async def choose_passage(work: Work) -> FoundPassageWire | None:
    query = await work.face.write(work.words.say("passage.title"), work.words.say("passage.hint"), slot="passage")
    work.desk.unsent.drop("passage")
    if query is None or not query.strip():
        return None
    found = (await work.desk.client.passages(query.strip())).passages
    if not found:
        work.face.tell(work.words.say("passage.nothing"), Tone.WARNING)
        return None
    choices = [
        Choice(str(number), f"{passage.title} — {passage.heading}".rstrip(" —"), passage.text)
        for number, passage in enumerate(found)
    ]
    chosen = await work.face.choose(work.words.say("passage.choose"), choices, is_long=True)
    return None if chosen is None else found[int(chosen)]


async def insert_canned_text(work: Work) -> None:
    """Those in the person's language come first."""
    wanted = work.line.language if work.line else work.words.language.value
    texts = sorted((await work.desk.client.canned_texts()).texts, key=lambda text: text.language != wanted)
    if not texts:
        work.face.tell(work.words.say("canned.nothing"), Tone.WARNING)
        return
    choices = [Choice(str(number), f"{text.name} ({text.language})", text.text) for number, text in enumerate(texts)]
    chosen = await work.face.choose(work.words.say("canned.title"), choices, is_long=True)
    if chosen is not None:
        work.face.insert(texts[int(chosen)].text)
