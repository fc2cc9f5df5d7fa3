"""Deeds on the answers that a person writes: reading, writing, correcting, confirming, withdrawing."""

from collections.abc import Sequence

from assistant.api.keeper_schemas import (
    ConfirmAnswer,
    CorrectAnswer,
    PageNamed,
    ValidatedAnswerWire,
    WithdrawAnswer,
    WriteAnswer,
)
from assistant.api.schemas import SourceWire
from assistant.vocabulary import Author, KeeperRefusal, Language, ValidatedState
from tui.deeds.work import Work
from tui.errors import KeeperNotDone
from tui.face import Tone
from tui.places import Place
from tui.telling.answers import name_answer, tell_answer, tell_written
from tui.unsent import answer_slot, reason_slot

_LONG_PARTS = ("questions", "pages", "text")
_OPTIONAL = frozenset({"situation", "why"})


async def read(work: Work, answer: ValidatedAnswerWire) -> None:
    whole = await work.desk.keeping.client.answer(answer.id)
    await work.face.show(name_answer(whole.answer), tell_answer(whole, work.words, work.desk.now()))


async def write(work: Work) -> None:
    """From nothing, or from the case that is open: its questions, its pages, the agent's last reply."""
    case = work.desk.case
    if case is None:
        await _compose(work, "new", None)
        return
    replies = [message.text for message in case.messages if message.author is Author.AGENT]
    sources = case.turns[-1].sources if case.turns else ()
    await write_from(work, f"case:{case.line.id}", case.note.questions, sources, replies[-1] if replies else "")


async def write_from(
    work: Work, key: str, questions: Sequence[str], sources: Sequence[SourceWire], text: str = ""
) -> bool:
    """With a beginning, unless one was typed already under that key. Whether the answer is served."""
    keep, pages = work.desk.unsent.keep, [f"{source.base}/{source.document_id}" for source in sources]
    if not any(work.desk.unsent.holds(answer_slot(part, key)) for part in _LONG_PARTS):
        keep(answer_slot("questions", key), "\n".join(questions))
        keep(answer_slot("pages", key), "\n".join(pages))
        keep(answer_slot("text", key), text)
    return await _compose(work, key, None)


async def correct(work: Work) -> None:
    answer = _answer(work)
    if answer is None:
        return
    if not any(work.desk.unsent.holds(answer_slot(part, answer.id)) for part in _LONG_PARTS):
        _begin_with_answer(work, answer)
    await _compose(work, answer.id, answer)


async def confirm(work: Work) -> None:
    """A page changed, and the answer still holds."""
    words, answer = work.words, _answer(work)
    if answer is None:
        return
    whole = await work.desk.keeping.client.answer(answer.id)
    lines = [*tell_written(whole.answer, words), "", words.say("answer.confirm_what")]
    if not await work.face.confirm(
        words.say("answer.confirm_title"), lines, words.say("answer.confirm_yes"), _no(work)
    ):
        return
    why = await _ask_why(work, "confirm", answer)
    if why is None:
        return
    await work.desk.keeping.client.confirm_answer(answer.id, ConfirmAnswer(version=whole.answer.version, why=why))
    work.desk.unsent.drop(reason_slot("confirm", answer.id))
    await work.enter(Place.ANSWERS)
    work.face.tell(words.say("answer.confirmed"))


async def withdraw(work: Work) -> None:
    words, answer = work.words, _answer(work)
    if answer is None:
        return
    lines = [*tell_written(answer, words), "", words.say("answer.withdraw_what")]
    if not await work.face.confirm(
        words.say("answer.withdraw_title"), lines, words.say("answer.withdraw_yes"), _no(work)
    ):
        return
    why = await _ask_why(work, "withdraw", answer)
    if why is None:
        return
    await work.desk.keeping.client.withdraw_answer(answer.id, WithdrawAnswer(version=answer.version, why=why))
    work.desk.unsent.drop(reason_slot("withdraw", answer.id))
    await work.enter(Place.ANSWERS)
    work.face.tell(words.say("answer.withdrawn"))


# Writing


async def _compose(work: Work, key: str, corrected: ValidatedAnswerWire | None) -> bool:
    """Each part is a question of its own. Given up anywhere, what was typed waits for the next time, and False."""
    written = await _ask_parts(work, key, corrected)
    if written is None:
        work.face.tell(work.words.say("answer.kept"), Tone.WARNING)
        return False
    lines = [*tell_written(written, work.words), "", work.words.say("answer.serve_what")]
    title, yes, no = (work.words.say(f"answer.{name}") for name in ("serve_title", "serve_yes", "serve_no"))
    if not await work.face.confirm(title, lines, yes, no) or not await _send_or_ask(work, key, written):
        work.face.tell(work.words.say("answer.kept"), Tone.WARNING)
        return False
    for part in (*_LONG_PARTS, "service", "situation", "why", "unsupported"):
        work.desk.unsent.drop(answer_slot(part, key))
    if work.desk.place is Place.ANSWERS:
        await work.enter(Place.ANSWERS)
    work.face.tell(work.words.say("answer.served"))
    return True


async def _ask_parts(work: Work, key: str, corrected: ValidatedAnswerWire | None) -> WriteAnswer | None:
    typed: dict[str, str] = {}
    parts = (*_LONG_PARTS, "service", "situation", *(("why",) if corrected else ()))
    for number, part in enumerate(parts, 1):
        is_long = part in _LONG_PARTS or part == "situation"
        label, how = work.words.say(f"answer.{part}"), work.words.say(f"answer.{part}_how")
        title = work.words.say("answer.step", title=label, number=number, count=len(parts))
        text = await work.face.write(title, how, slot=answer_slot(part, key), is_long=is_long)
        if text is None:
            return None
        if not text.strip() and part not in _OPTIONAL:
            work.face.tell(work.words.say(f"answer.no_{part}"), Tone.WARNING)
            return None
        typed[part] = text.strip()
    written = WriteAnswer(
        language=corrected.language if corrected else _language(work),
        service=typed["service"],
        text=typed["text"],
        questions=_lines(typed["questions"]),
        pages=tuple(_page(work, line) for line in _lines(typed["pages"])),
        situation=_lines(typed["situation"]),
    )
    if corrected is None:
        return written
    return CorrectAnswer(**dict(written), version=corrected.version, why=typed["why"])


async def _send_or_ask(work: Work, key: str, written: WriteAnswer) -> bool:
    """Whether the server has it. Personal data must go; a figure that stands on no page needs a reason."""
    try:
        await _send(work, key, written)
    except KeeperNotDone as error:
        refusal, words = error.refusal, work.words
        if refusal.reason is KeeperRefusal.PERSONAL_DATA:
            lines = [refusal.message, words.kinds(refusal.entity_types), "", *refusal.masked_text.splitlines()]
            await work.face.show(words.say("answer.personal_data"), [words.mark_masks(line) for line in lines])
            return False
        if refusal.reason is not KeeperRefusal.UNSUPPORTED:
            raise
        why = await work.face.write(
            words.say("answer.unsupported"), refusal.message, slot=answer_slot("unsupported", key)
        )
        if why is None or not why.strip():
            return False
        await _send(work, key, written.model_copy(update={"unsupported_why": why.strip()}))
    return True


async def _send(work: Work, key: str, written: WriteAnswer) -> None:
    client = work.desk.keeping.client
    if isinstance(written, CorrectAnswer):
        await client.correct_answer(key, written)
    else:
        await client.add_answer(written)


def _begin_with_answer(work: Work, answer: ValidatedAnswerWire) -> None:
    keep = work.desk.unsent.keep
    keep(answer_slot("questions", answer.id), "\n".join(answer.questions))
    keep(answer_slot("pages", answer.id), "\n".join(f"{page.base}/{page.document_id}" for page in answer.pages))
    keep(answer_slot("text", answer.id), answer.text)
    keep(answer_slot("service", answer.id), answer.service)
    keep(answer_slot("situation", answer.id), "\n".join(answer.situation))
    keep(answer_slot("unsupported", answer.id), answer.unsupported_why)


def _page(work: Work, line: str) -> PageNamed:
    """« base/page », or the page alone where the keeper looks at one base."""
    base, slash, document_id = line.partition("/")
    keeping = work.desk.keeping
    if slash and (not keeping.bases or base in {known.base for known in keeping.bases}):
        return PageNamed(base=base.strip(), document_id=document_id.strip())
    return PageNamed(base=keeping.base, document_id=line)


def _language(work: Work) -> Language:
    """That of the person who asked, else that of the desk."""
    case, contest = work.desk.case, work.desk.situation.contest
    if contest is not None and contest.answer is not None:
        return contest.answer.language
    if case is not None and case.line.language in {language.value for language in Language}:
        return Language(case.line.language)
    return work.words.language


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.splitlines())))


async def _ask_why(work: Work, deed: str, answer: ValidatedAnswerWire) -> str | None:
    words = work.words
    why = await work.face.write(words.say("answer.why"), words.say("optional"), slot=reason_slot(deed, answer.id))
    return None if why is None else why.strip()


def _no(work: Work) -> str:
    return work.words.say("no")


def _answer(work: Work) -> ValidatedAnswerWire | None:
    row = work.desk.keeping.row(Place.ANSWERS)
    if not isinstance(row, ValidatedAnswerWire) or row.state is ValidatedState.WITHDRAWN:
        return None
    return row
