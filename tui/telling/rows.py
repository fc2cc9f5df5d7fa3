"""What a list says of a case or of a draft: words first, so that nothing hangs on a colour."""

from datetime import datetime

from assistant.api.desk_schemas import CaseLine, DraftLine, QueuesWire
from assistant.vocabulary import DeskOpening, Queue
from tui.words import Words


def tell_row(line: CaseLine, words: Words, now: datetime, *, has_text: bool) -> tuple[str, str]:
    """What it is and where it stands; what it is about."""
    facts = [
        words.say("row.urgent") if line.is_urgent else "",
        tell_state(line, words, now),
        words.say("row.unread", count=line.unread) if line.unread else "",
        words.say("row.contact") if line.has_contact else "",
        words.say("row.language", language=line.language) if line.language != words.language.value else "",
        words.say("row.unsent") if has_text else "",
    ]
    subject = words.mark_masks(line.subject) or words.say("row.no_subject")
    return " · ".join(filter(None, facts)), subject


def tell_state(line: CaseLine, words: Words, now: datetime) -> str:
    values = {
        "age": words.age(line.opened_at, now),
        "since": words.age(line.changed_at, now),
        "name": line.holder_name or line.holder,
        "to": line.addressee.removeprefix("service:"),
    }
    return words.say(f"state.{line.state}", **values)


def tell_draft_row(line: DraftLine, words: Words, now: datetime, *, has_text: bool) -> tuple[str, str]:
    verdict = words.say(f"verdict.{line.verdict}") if line.verdict else ""
    kind = words.say("draft.waits" if line.waits_for_approval else "draft.sample")
    age = words.say("draft.age", age=words.age(line.asked_at, now))
    facts = [kind, age, line.subject, verdict, words.say("row.unsent") if has_text else ""]
    return " · ".join(filter(None, facts)), words.mark_masks(line.question)


def tell_queue(queue: Queue, queues: QueuesWire | None, words: Words) -> str:
    """« En attente 3 »."""
    name = words.say(f"queue.{queue}")
    return f"{name} {queues.counts.get(queue, 0)}" if queues else name


def tell_notices(queues: QueuesWire | None, words: Words, contests: int) -> list[tuple[str, bool]]:
    """What an agent should know before anything else, and whether it is an alarm. ``contests``: those that are left."""
    if queues is None:
        return []
    notices = [(words.say("notice.urgent", count=queues.urgent), True)] if queues.urgent else []
    if not queues.is_trained:
        notices.append((words.say("notice.training"), False))
    if queues.opening is not DeskOpening.OPEN:
        notices.append((words.say(f"notice.{queues.opening}"), False))
    if contests:
        notices.append((words.say("notice.contests", count=contests), False))
    return notices
