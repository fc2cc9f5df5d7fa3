"""What the keepers' lists say: a line of facts and a name for each row, and what stands above the rows."""

from datetime import datetime

from assistant.api.keeper_schemas import (
    ChangedPageWire,
    ContestWire,
    ValidatedAnswerWire,
    VersionsWire,
    VersionWire,
    WorkItemWire,
)
from assistant.api.schemas import AccountWire
from tui.desk import Desk
from tui.keeping import Keeping
from tui.places import KeeperRow, Place
from tui.telling.answers import name_answer, tell_state_of_answer
from tui.telling.checks import tell_counts, tell_golden
from tui.telling.contests import tell_contest_row
from tui.telling.work_items import tell_facts
from tui.words import Words


def tell_rows(desk: Desk, words: Words) -> list[tuple[str, tuple[str, ...]]]:
    """The rows of the list that is shown: the name of each, then its facts."""
    return [_tell_row(desk.keeping, row, words, desk.now()) for row in desk.keeping.rows(desk.place)]


def _tell_row(keeping: Keeping, row: KeeperRow, words: Words, now: datetime) -> tuple[str, tuple[str, ...]]:
    match row:
        case VersionsWire():
            return row.base, tuple(_tell_base(keeping, row, words))
        case VersionWire():
            return f"{_marks(keeping, row, words)} · {name_version(row, words)}", (
                f"{words.say('version.pages', count=row.pages)} · {tell_dense(keeping, row, words)}",
            )
        case ChangedPageWire():
            change = words.shared(f"keepers.value.change.{row.change}")
            return f"{change} · {row.title or row.document_id}", ()
        case WorkItemWire():
            return row.title or words.say("work.untitled"), tuple(filter(None, (tell_facts(row, words, now),)))
        case ValidatedAnswerWire():
            return f"{tell_state_of_answer(row, words)} · {row.service}", (name_answer(row),)
        case ContestWire():
            return tell_contest_row(row, words, now)
        case AccountWire():
            state = words.say("account.is_closed") if row.is_disabled else ""
            roles = ", ".join(words.say(f"role.{role}") for role in row.roles)
            shown = row.display_name if row.display_name != row.name else ""
            return " · ".join(filter(None, (row.name, shown, state))), (roles,)


def tell_above(desk: Desk, words: Words) -> list[str]:
    """What is read before the rows of a keepers' list."""
    keeping = desk.keeping
    match desk.place:
        case Place.BASES:
            return [words.say("bases.load")]
        case Place.VERSIONS:
            return [words.say("version.title", base=keeping.base), words.say("version.load", base=keeping.base)]
        case Place.CHECK if keeping.check:
            version = keeping.find_version(keeping.check.version)
            named = name_version(version, words) if version else keeping.check.version
            title = words.say("check.title", base=keeping.check.base, version=named)
            return [title, tell_counts(keeping.check, words), *tell_golden(keeping.check, words)]
        case Place.WORKLIST:
            key = "work.title_all" if keeping.shows_marked else "work.title"
            name = words.say(f"worklist.{keeping.worklist}")
            return [words.say(key, base=keeping.base, list=name, count=keeping.items_left)]
        case Place.CONTESTS:
            key = "contest.list_decided" if keeping.contests.shows_decided else "contest.list"
            return [words.say(key, count=keeping.contests.left)]
        case _:
            return []


def tell_tab(name: str, place: Place, desk: Desk, words: Words) -> str:
    """The name of a list that has a key of its own, with how many are left where that is known."""
    label = words.say(f"action.{name}")
    return f"{label} {desk.keeping.contests.left}" if place is Place.CONTESTS else label


def tell_nothing(place: Place, words: Words) -> str:
    """What a list without rows says."""
    match place:
        case Place.BASES:
            return words.say("bases.nothing")
        case Place.CHECK:
            return words.say("check.nothing")
        case Place.WORKLIST:
            return words.say("work.nothing")
        case Place.ANSWERS:
            return words.say("answer.nothing")
        case Place.CONTESTS:
            return words.say("contest.nothing")
        case _:
            return words.say("queue.empty")


def name_version(version: VersionWire, words: Words) -> str:
    """« version 7e46d4b7 chargée le 26 novembre 2026 »."""
    return words.say("version.name", version=version.version[:8], date=words.day(version.loaded_at.date()))


def tell_dense(keeping: Keeping, version: VersionWire, words: Words) -> str:
    if version.has_dense:
        return words.say("dense.ready")
    is_building = (keeping.base, version.version) in keeping.building
    return words.say("dense.building" if is_building else "dense.missing")


def tell_version(keeping: Keeping, version: VersionWire, words: Words) -> list[str]:
    at = version.published_at
    published = words.say("version.published_on", date=words.day(at.date())) if at else ""
    return [
        _marks(keeping, version, words),
        words.say("version.number", version=version.version),
        words.say("version.loaded", date=words.day(version.loaded_at.date()), source=version.source),
        *filter(None, (published,)),
        words.say("version.counts", pages=version.pages, passages=version.passages),
        tell_dense(keeping, version, words),
    ]


def tell_account(account: AccountWire, words: Words) -> list[str]:
    lines = [
        words.label(words.say("account.name"), account.name),
        words.label(words.say("account.roles_of"), ", ".join(words.say(f"role.{role}") for role in account.roles)),
        words.say("account.since", date=words.day(account.added_at.date())),
    ]
    if account.must_change_password:
        lines.append(words.say("account.must_change"))
    if account.is_disabled:
        lines.append(words.say("account.is_closed"))
    return lines


def _tell_base(keeping: Keeping, base: VersionsWire, words: Words) -> list[str]:
    lines: list[str] = []
    for version in base.versions:
        if version.is_published:
            key, at = "bases.published", version.published_at or version.loaded_at
            lines.insert(0, words.say(key, date=words.day(at.date()), pages=version.pages, version=version.version[:8]))
            lines.insert(1, tell_dense(keeping, version, words))
        elif version.is_draft:
            lines.append(words.say("bases.draft", date=words.day(version.loaded_at.date()), pages=version.pages))
    return lines


def _marks(keeping: Keeping, version: VersionWire, words: Words) -> str:
    marks = [
        words.say(f"version_mark.{name}")
        for name, is_so in (
            ("published", version.is_published),
            ("draft", version.is_draft),
            ("way_back", version.is_way_back),
        )
        if is_so
    ]
    return " · ".join(marks) or words.say("version_mark.old")
