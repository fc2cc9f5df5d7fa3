"""Deeds on one case: from taking it to closing it."""

from assistant.vocabulary import CallBackOutcome, CaseLabel, ClosingReason
from tui.deeds.lists import back_to_lists
from tui.deeds.work import Work
from tui.errors import CaseNotChanged, Unreachable
from tui.face import Choice, Tone
from tui.places import Place
from tui.unsent import note_slot, reason_slot, reply_slot

_TO_BE_AGREED = frozenset({"masked", "doubtful"})
"""Personal data that would be masked; a figure or a link that stands on no page."""


async def take(work: Work) -> None:
    line = work.line
    if line is None:
        return
    await work.desk.take(line)
    await work.face.go(Place.CASE)
    work.face.tell(work.words.say("done.taken"))


async def send(work: Work) -> None:
    """The reply, to the person. What would be masked in it is read before it goes."""
    line = work.line
    if line is None:
        return
    text = work.desk.unsent.text(reply_slot(line.id)).strip()
    if not text:
        work.face.tell(work.words.say("reply.empty"), Tone.WARNING)
        return
    try:
        await _send_or_ask(work, text)
    except Unreachable as error:
        if error.may_be_done:
            work.desk.uncertain.add(line.id)
        raise


async def _send_or_ask(work: Work, text: str) -> None:
    try:
        await work.desk.reply(text, confirm_masked=False)
    except CaseNotChanged as error:
        if not is_to_be_agreed(error):
            raise
        if not await agrees(work, error):
            await work.face.go(Place.CASE)
            work.face.tell(work.words.say("masked.kept"), Tone.WARNING)
            return
        await work.desk.reply(text, confirm_masked=True)
    await work.face.go(Place.CASE)
    work.face.tell(work.words.say("done.sent"))


def is_to_be_agreed(error: CaseNotChanged) -> bool:
    """The text goes out once the agent has read what the server says of it."""
    return error.refusal.reason.value in _TO_BE_AGREED


async def agrees(work: Work, error: CaseNotChanged) -> bool:
    """Show what the server says, and what would be sent and kept."""
    words, refusal = work.words, error.refusal
    said = (
        words.say("masked.what", kinds=words.kinds(refusal.entity_types)) if refusal.entity_types else refusal.message
    )
    lines = [said, "", *words.mark_masks(refusal.masked_text).splitlines()]
    return await work.face.confirm(words.say("masked.title"), lines, words.say("masked.send"), words.say("masked.edit"))


async def release(work: Work) -> None:
    why = await _ask_why(work, "release")
    if why is None:
        return
    await work.desk.release(why)
    await _leave(work, "done.released", "release")


async def forward(work: Work) -> None:
    """To a colleague who is present, or to a service."""
    known = await work.desk.client.colleagues()
    present = [
        Choice(
            colleague.name,
            f"{colleague.display_name} ({work.words.say(f'presence_name.{colleague.presence}')})",
            colleague.comment,
        )
        for colleague in known.colleagues
        if colleague.is_signed_in and colleague.presence != "away" and colleague.name != work.desk.account_name
    ]
    services = [Choice(f"service:{name}", work.words.say("forward.service", name=name)) for name in known.services]
    if not present and not services:
        work.face.tell(work.words.say("forward.nobody"), Tone.WARNING)
        return
    to = await work.face.choose(work.words.say("forward.title"), [*present, *services])
    if to is None:
        return
    why = await _ask_why(work, "forward")
    if why is None:
        return
    await work.desk.forward(to, why)
    await _leave(work, "done.forwarded", "forward")


async def plan_call_back(work: Work) -> None:
    """Into the list of call-backs, free for whoever calls."""
    why = await _ask_why(work, "plan_call_back")
    if why is None:
        return
    await work.desk.plan_call_back(why)
    await _leave(work, "done.call_back_planned", "plan_call_back")


async def tell_call_back(work: Work) -> None:
    chosen = await work.face.choose(
        work.words.say("call_back.title"), work.choices("outcome", [outcome.value for outcome in CallBackOutcome])
    )
    if chosen is None:
        return
    await work.desk.tell_call_back(CallBackOutcome(chosen))
    await work.face.go(Place.CASE)
    work.face.tell(work.words.say("done.call_back_told"))


async def read_contact(work: Work) -> None:
    """How to reach the person: shown, and kept nowhere in the desk."""
    if work.line is None:
        return
    contact = await work.desk.client.contact(work.line.id)
    moment = work.words.say("contact.moment", moment=contact.moment) if contact.moment else ""
    lines = [work.words.say("contact.address", address=contact.address), *filter(None, (moment,))]
    await work.face.show(work.words.say("contact.title"), [*lines, "", work.words.say("contact.noted")])


async def note(work: Work) -> None:
    if work.line is None:
        return
    slot = note_slot(work.line.id)
    text = await work.face.write(work.words.say("note.title"), work.words.say("note.hint"), slot=slot, is_long=True)
    if text is None:
        return
    if not text.strip():
        work.face.tell(work.words.say("note.empty"), Tone.WARNING)
        return
    await work.desk.add_note(text.strip())
    work.desk.unsent.drop(slot)
    await work.face.go(work.desk.place)
    work.face.tell(work.words.say("done.noted"))


async def close(work: Work) -> None:
    """One question: choosing the reason closes. A reply that was not sent is told before."""
    line = work.line
    if line is None:
        return
    if work.desk.unsent.holds(reply_slot(line.id)):
        words = work.words
        leaves = await work.face.confirm(
            words.say("close.unsent_title"),
            [words.say("close.unsent")],
            words.say("close.anyway"),
            words.say("close.back"),
        )
        if not leaves:
            return
    chosen = await work.face.choose_with_labels(
        work.words.say("close.title"),
        work.choices("reason_of_closing", [reason.value for reason in ClosingReason]),
        work.words.say("close.labels"),
        work.choices("label", [label.value for label in CaseLabel]),
    )
    if chosen is None:
        return
    reason, labels = chosen
    await work.desk.close(ClosingReason(reason), tuple(CaseLabel(label) for label in labels))
    work.desk.unsent.drop(reply_slot(line.id))
    await _leave(work, "done.closed", "close")


async def _ask_why(work: Work, deed: str) -> str | None:
    if work.line is None:
        return None
    slot = reason_slot(deed, work.line.id)
    why = await work.face.write(work.words.say(f"why.{deed}"), work.words.say("optional"), slot=slot)
    return None if why is None else why.strip()


async def _leave(work: Work, sentence: str, deed: str) -> None:
    """Back to the lists, which the change has moved."""
    if work.line is not None:
        work.desk.unsent.drop(reason_slot(deed, work.line.id))
    await back_to_lists(work, sentence)
