"""Writing a reply in plain lines: type, add to it, then send it or keep it."""

from tui.deeds import cases, lists, reviews
from tui.deeds.work import Work
from tui.face import Choice
from tui.text_face.face import TextFace

_NEXT = ("send", "add", "canned", "passage", "again", "later")


async def compose_reply(work: Work) -> None:
    await _compose(work, work.words.say("reply.title"))


async def compose_edit(work: Work) -> None:
    """Begins with the assistant's text."""
    draft, unsent = work.desk.draft, work.desk.unsent
    if draft is not None and not unsent.holds(work.desk.slot):
        unsent.keep(work.desk.slot, draft.answer.text)
    await _compose(work, work.words.say("action.edit"))


async def _compose(work: Work, title: str) -> None:
    """Every line is kept as soon as it is typed, whatever happens next."""
    face, slot = work.face, work.desk.slot
    if not isinstance(face, TextFace) or not slot:
        return
    if await face.write_long(title, "", slot=slot) is None:
        return
    while work.desk.unsent.holds(slot):
        choices = [Choice(name, work.words.say(f"text.reply_{name}")) for name in _NEXT]
        match await face.choose(work.words.say("text.reply_menu"), choices):
            case "send":
                await (reviews.send_edited if work.desk.draft else cases.send)(work)
                return
            case "add":
                await face.write_long(title, "", slot=slot)
            case "canned":
                await lists.insert_canned_text(work)
            case "passage":
                await lists.insert_passage(work)
            case "again":
                work.desk.unsent.drop(slot)
                await face.write_long(title, "", slot=slot)
            case _:
                return
