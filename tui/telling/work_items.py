"""An item of a worklist: what is known of it, and what was decided."""

from datetime import date, datetime

from assistant.api.keeper_schemas import WorkItemWire
from assistant.vocabulary import WorkMark
from tui.words import Words


def tell_facts(item: WorkItemWire, words: Words, now: datetime) -> str:
    """« mise à jour : 2019-03-01 · réponses : 4 »."""
    facts = [tell_mark(item, words, now)]
    facts += [
        words.label(_name(name, words), _value(name, value, words)) for name, value in item.facts.items() if value
    ]
    return " · ".join(filter(None, facts))


def tell_item(item: WorkItemWire, words: Words, now: datetime) -> list[str]:
    facts = [words.label(_name(name, words), _value(name, value, words)) for name, value in item.facts.items() if value]
    lines = [words.mark_masks(line) for line in item.lines]
    return [
        *filter(None, (item.url,)),
        *facts,
        *filter(None, (tell_mark(item, words, now),)),
        *(("", *lines) if lines else ()),
    ]


def tell_mark(item: WorkItemWire, words: Words, now: datetime) -> str:
    """What was decided, by whom, when and why. Empty for what is still to do."""
    if item.mark is None or item.mark.mark is WorkMark.OPEN:
        return ""
    told = words.say(
        "work.decided",
        mark=words.say(f"work_mark.{item.mark.mark}"),
        who=item.mark.who,
        moment=words.moment(item.mark.at, now),
    )
    return f"{told} ({item.mark.why})" if item.mark.why else told


def _name(name: str, words: Words) -> str:
    return words.shared(f"keepers.fact.{name}") if words.has_shared(f"keepers.fact.{name}") else name


def _value(name: str, value: str, words: Words) -> str:
    """A word of a closed list in the reader's language, a date spelled out, else as it is."""
    key = f"keepers.value.{name}.{value}"
    if words.has_shared(key):
        return words.shared(key)
    try:
        return words.day(date.fromisoformat(value))
    except ValueError:
        return value
