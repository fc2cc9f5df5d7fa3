"""Deeds on the versions of a base: comparing, building the index, publishing, going back, removing."""

from assistant.api.keeper_schemas import ChangedPageWire, VersionWire
from assistant.vocabulary import KeeperRefusal
from tui.deeds.work import Work
from tui.errors import KeeperNotDone
from tui.face import Tone
from tui.places import Place
from tui.telling.checks import tell_counts, tell_golden, tell_lines, tell_moved
from tui.telling.keeper_rows import name_version, tell_dense, tell_version


async def check(work: Work, version: VersionWire) -> None:
    """What publishing it would change. What is published already is only described."""
    keeping, words = work.desk.keeping, work.words
    if version.is_published:
        await work.face.show(name_version(version, words), tell_version(keeping, version, words))
        return
    work.face.tell(words.say("version.comparing"))
    await keeping.open_check(keeping.base, version.version)
    keeping.marks[Place.CHECK] = 0
    work.desk.place = Place.CHECK
    await work.face.go(Place.CHECK)
    work.face.tell(words.say("version.compared"))


async def read_page(work: Work, page: ChangedPageWire) -> None:
    """The lines of a page that would go and come."""
    compared = work.desk.keeping.check
    if compared is None:
        return
    changes = await work.desk.keeping.client.page_changes(compared.base, page.document_id, compared.version)
    await work.face.show(page.title or page.document_id, tell_lines(page, changes.lines, work.words))


async def read_golden(work: Work) -> None:
    compared = work.desk.keeping.check
    if compared is None:
        return
    lines = [*tell_golden(compared, work.words), *tell_moved(compared, work.words)]
    await work.face.show(work.words.say("golden.title"), lines)


async def prepare(work: Work) -> None:
    """Another process of the server's machine builds the index by meaning; the desk goes on."""
    keeping, words, version = work.desk.keeping, work.words, work.version
    if version is None:
        return
    done = await keeping.client.prepare(keeping.base, version.version)
    if not done.is_prepared:
        keeping.building.add((keeping.base, version.version))
    await work.enter(work.desk.place)
    work.face.tell(words.say("version.is_prepared" if done.is_prepared else "version.prepares"))


async def publish(work: Work) -> None:
    """After a question that names what changes. Without its index, a second one: words alone would be searched."""
    keeping, words, version = work.desk.keeping, work.words, work.version
    if version is None:
        return
    compared = keeping.check
    if compared is None or (compared.base, compared.version) != (keeping.base, version.version):
        work.face.tell(words.say("version.comparing"))
        compared = await keeping.client.check(keeping.base, version.version)
    before = keeping.published
    lines = [
        words.say("publish.base", base=keeping.base),
        *([words.say("publish.before", version=name_version(before, words))] if before else []),
        words.say("publish.after", version=name_version(version, words)),
        tell_counts(compared, words),
        *tell_golden(compared, words),
        tell_dense(keeping, version, words),
        words.say("publish.how"),
    ]
    if not await work.face.confirm(words.say("publish.title"), lines, words.say("publish.yes"), words.say("no")):
        work.face.tell(words.say("publish.kept"))
        return
    try:
        await keeping.client.publish(keeping.base, version.version, words_first=False)
    except KeeperNotDone as error:
        if error.refusal.reason is not KeeperRefusal.NOT_PREPARED:
            raise
        if not await work.face.confirm(
            words.say("publish.unprepared"),
            [error.refusal.message],
            words.say("publish.words_first"),
            words.say("publish.wait"),
        ):
            work.face.tell(words.say("publish.prepare_first"), Tone.WARNING)
            return
        await keeping.client.publish(keeping.base, version.version, words_first=True)
    await _show_versions(work)
    work.face.tell(words.say("publish.done", version=name_version(version, words)))


async def roll_back(work: Work) -> None:
    keeping, words = work.desk.keeping, work.words
    before, after = keeping.published, keeping.way_back
    if before is None or after is None:
        return
    lines = [
        words.say("publish.base", base=keeping.base),
        words.say("publish.before", version=name_version(before, words)),
        words.say("publish.after", version=name_version(after, words)),
        words.say("roll_back.pages", before=before.pages, after=after.pages),
        words.say("publish.how"),
    ]
    if not await work.face.confirm(words.say("roll_back.title"), lines, words.say("roll_back.yes"), words.say("no")):
        work.face.tell(words.say("publish.kept"))
        return
    done = await keeping.client.roll_back(keeping.base)
    await _show_versions(work)
    back = keeping.find_version(done.version)
    work.face.tell(words.say("publish.done", version=name_version(back, words) if back else done.version))


async def remove(work: Work) -> None:
    keeping, words, version = work.desk.keeping, work.words, work.version
    if version is None:
        return
    lines = [name_version(version, words), words.say("remove.what")]
    if not await work.face.confirm(words.say("remove.title"), lines, words.say("remove.yes"), words.say("no")):
        return
    await keeping.client.remove(keeping.base, version.version)
    await _show_versions(work)
    work.face.tell(words.say("remove.done", version=name_version(version, words)))


async def _show_versions(work: Work) -> None:
    """What was compared is of the past."""
    work.desk.keeping.check = None
    await work.enter(Place.VERSIONS)
