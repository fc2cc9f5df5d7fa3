"""What went wrong, in one sentence that says what to do next."""

from assistant.vocabulary import CaseRefusal
from tui.errors import (
    CaseNotChanged,
    DeskError,
    KeeperNotDone,
    NotUnderstood,
    RequestNotTaken,
    StaffNotAllowed,
    Unreachable,
)
from tui.words import Words


def tell_trouble(error: DeskError, words: Words) -> str:
    match error:
        case CaseNotChanged(refusal=refusal):
            if refusal.reason is CaseRefusal.HELD and refusal.holder_name not in refusal.message:
                return f"{refusal.message} {words.say('trouble.held_by', name=refusal.holder_name)}"
            return refusal.message
        case KeeperNotDone(refusal=kept):
            return kept.message
        case StaffNotAllowed(refusal=staff):
            return staff.message
        case RequestNotTaken(message=message):
            return message
        case Unreachable(may_be_done=True):
            return words.say("trouble.reply_lost")
        case Unreachable():
            return words.say("trouble.unreachable")
        case NotUnderstood(status=status):
            return words.say("trouble.not_understood", status=status)
        case _:
            return words.say("trouble.unreachable")


def tell_incident(error: BaseException, words: Words) -> str:
    """Of an error that nobody expected, the type and the place alone: its message could quote a person."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return words.say("trouble.incident", what=f"{type(error).__name__} ({place})")
