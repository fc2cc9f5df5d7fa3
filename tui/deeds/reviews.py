"""Deeds on an answer that waits for a person, or that was drawn for review."""

from assistant.vocabulary import CaseRefusal, DraftVerdict
from tui.deeds.cases import agrees_to_mask
from tui.deeds.lists import back_to_lists
from tui.deeds.work import Work
from tui.errors import CaseNotChanged
from tui.face import Tone
from tui.unsent import edited_slot, reason_slot


async def approve(work: Work) -> None:
    await _decide(work, DraftVerdict.APPROVED)


async def reject(work: Work) -> None:
    """A reason must be given: it is what the quality of answers is measured by."""
    why = await _ask_what_was_wrong(work)
    if why:
        await _decide(work, DraftVerdict.REJECTED, why=why)


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
    """Empty when the agent gives up or writes nothing."""
    draft = work.desk.draft
    if draft is None:
        return ""
    slot = reason_slot("review", draft.line.id)
    why = await work.face.write(work.words.say("review.why"), work.words.say("review.why_hint"), slot=slot)
    if why is not None and not why.strip():
        work.face.tell(work.words.say("review.why_missing"), Tone.WARNING)
    return (why or "").strip()


async def _decide(work: Work, verdict: DraftVerdict, *, text: str = "", why: str = "") -> None:
    draft = work.desk.draft
    if draft is None:
        return
    try:
        await work.desk.decide(verdict, text=text, why=why)
    except CaseNotChanged as error:
        if error.refusal.reason is not CaseRefusal.MASKED:
            raise
        if not await agrees_to_mask(work, error):
            work.face.tell(work.words.say("masked.kept"), Tone.WARNING)
            return
        await work.desk.decide(verdict, text=text, why=why, confirm_masked=True)
    work.desk.unsent.drop(reason_slot("review", draft.line.id))
    await back_to_lists(work, f"done.{verdict.value}")
