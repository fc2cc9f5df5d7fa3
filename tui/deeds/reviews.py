"""Deeds on an answer that waits for a person, or that was drawn for review."""

from assistant.vocabulary import DraftVerdict
from tui.deeds.cases import agrees, is_to_be_agreed
from tui.deeds.lists import back_to_lists
from tui.deeds.work import Work
from tui.errors import CaseNotChanged
from tui.face import Tone
from tui.unsent import edited_slot, reason_slot


async def approve(work: Work) -> None:
    await _decide(work, DraftVerdict.APPROVED)


async def reject(work: Work) -> None:
    """A reason must be given: it is what the quality of answers is measured by. A word to the person may be."""
    draft = work.desk.draft
    why = await _ask_what_was_wrong(work)
    if draft is None or not why:
        return
    words = work.words
    slot = reason_slot("word", draft.line.id)
    text = await work.face.write(words.say("review.word"), words.say("optional"), slot=slot)
    if text is None:
        return
    if await _decide(work, DraftVerdict.REJECTED, text=text.strip(), why=why):
        work.desk.unsent.drop(slot)


async def send_edited(work: Work) -> None:
    """The text as the agent rewrote it goes in place of the assistant's."""
    draft = work.desk.draft
    if draft is None:
        return
    text = work.desk.unsent.text(edited_slot(draft.line.id)).strip()
    if not text:
        work.face.tell(work.words.say("reply.empty"), Tone.WARNING)
        return
    why = await _ask_what_was_wrong(work)
    if why:
        await _decide(work, DraftVerdict.EDITED, text=text, why=why)


async def _ask_what_was_wrong(work: Work) -> str:
    """A word of the list, followed by a remark or alone. Empty when the agent gives up."""
    draft = work.desk.draft
    if draft is None:
        return ""
    reasons = work.choices("review_reason", work.words.names_under("review_reason"))
    reason = await work.face.choose(work.words.say("review.why"), reasons)
    if reason is None:
        return ""
    slot = reason_slot("review", draft.line.id)
    remark = await work.face.write(work.words.say("review.remark"), work.words.say("optional"), slot=slot)
    if remark is None:
        return ""
    return f"{reason} : {remark.strip()}" if remark.strip() else reason


async def _decide(work: Work, verdict: DraftVerdict, *, text: str = "", why: str = "") -> bool:
    """Whether it is decided. What the server doubts goes out once the agent agrees."""
    draft = work.desk.draft
    if draft is None:
        return False
    try:
        await work.desk.decide(verdict, text=text, why=why)
    except CaseNotChanged as error:
        if not is_to_be_agreed(error):
            raise
        if not await agrees(work, error):
            work.face.tell(work.words.say("masked.kept"), Tone.WARNING)
            return False
        await work.desk.decide(verdict, text=text, why=why, confirm_masked=True)
    work.desk.unsent.drop(reason_slot("review", draft.line.id))
    await back_to_lists(work, f"done.{verdict.value}")
    return True
