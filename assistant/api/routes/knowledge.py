"""Admins keep the bases: versions, checks, publication, worklists. Referents read all of it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.access import Staff, TheServices, needs
from assistant.api.keeper_schemas import (
    BasesWire,
    CheckWire,
    GoldenQuestionsWire,
    GoldenQuestionWire,
    KeeperRefusedWire,
    LineChangeWire,
    MarkItem,
    PageChangesWire,
    PreparedWire,
    PrepareVersion,
    PublishedWire,
    PublishVersion,
    VersionsWire,
    WorkItemWire,
    WorklistWire,
)
from assistant.api.keeper_wire import check_to_wire, item_to_wire, version_to_wire
from assistant.api.schemas import Invalid
from assistant.keepers.golden import GoldenQuestion
from assistant.services import Services
from assistant.vocabulary import Role, Worklist
from knowledge.versions import bases

router = APIRouter(
    prefix="/api/knowledge",
    tags=["knowledge"],
    responses={422: {"model": Invalid}, 404: {"model": KeeperRefusedWire}, 409: {"model": KeeperRefusedWire}},
)

Admin = Annotated[Staff, needs(Role.ADMIN)]
Reader = Annotated[Staff, needs(Role.ADMIN, Role.REFERENT)]
Version = Annotated[str, Query(max_length=16)]


@router.get("")
async def read_bases(_reader: Reader, services: TheServices) -> BasesWire:
    """Every base of which a version is published, with its versions."""
    names = await asyncio.to_thread(bases, services.keepers.versions.root)
    return BasesWire(bases=tuple([await _versions(services, name) for name in names]))


@router.get("/{base}/versions")
async def read_versions(base: str, _reader: Reader, services: TheServices) -> VersionsWire:
    return await _versions(services, base)


@router.get("/{base}/check")
async def check_version(base: str, _reader: Reader, services: TheServices, version: Version = "") -> CheckWire:
    """What publishing the draft, or another version, would change. Takes seconds."""
    return check_to_wire(await asyncio.to_thread(services.keepers.versions.check, base, version))


@router.get("/{base}/changes/{document_id}")
async def read_changes(
    base: str, document_id: str, _reader: Reader, services: TheServices, version: Version = ""
) -> PageChangesWire:
    """The lines of one page that would go and come."""
    lines = await asyncio.to_thread(services.keepers.versions.show_changes, base, document_id, version)
    return PageChangesWire(
        lines=tuple(LineChangeWire(is_added=line.is_added, heading=line.heading, text=line.text) for line in lines)
    )


@router.get("/{base}/golden")
async def read_golden(base: str, _reader: Reader, services: TheServices) -> GoldenQuestionsWire:
    """Questions that each version is held against, with the pages that answer them."""
    questions = await asyncio.to_thread(services.keepers.versions.golden, base)
    return GoldenQuestionsWire(
        questions=tuple(GoldenQuestionWire(id=row.id, question=row.question, pages=row.pages) for row in questions)
    )


@router.put("/{base}/golden")
async def keep_golden(base: str, body: GoldenQuestionsWire, admin: Admin, services: TheServices) -> GoldenQuestionsWire:
    """In place of those before."""
    questions = [GoldenQuestion(row.id, row.question, row.pages) for row in body.questions]
    await asyncio.to_thread(services.keepers.versions.keep_golden, base, questions, admin.actor)
    return body


@router.post("/{base}/prepare", status_code=202)
async def prepare_version(base: str, body: PrepareVersion, _admin: Admin, services: TheServices) -> PreparedWire:
    """Have the index by meaning of the draft built by another process of this machine."""
    keeper = services.keepers.versions
    version = await asyncio.to_thread(keeper.prepare, base, body.version)
    return PreparedWire(
        base=base, version=version, is_prepared=await asyncio.to_thread(keeper.is_prepared, base, version)
    )


@router.post("/{base}/publish")
async def publish_version(base: str, body: PublishVersion, admin: Admin, services: TheServices) -> PublishedWire:
    """Questions under way end on the version that they began with."""
    keeper = services.keepers.versions
    version = await asyncio.to_thread(keeper.publish, base, admin.actor, body.version, words_first=body.words_first)
    return PublishedWire(base=base, version=version)


@router.post("/{base}/rollback")
async def roll_back(base: str, admin: Admin, services: TheServices) -> PublishedWire:
    """Publish what stood before."""
    version = await asyncio.to_thread(services.keepers.versions.roll_back, base, admin.actor)
    return PublishedWire(base=base, version=version)


@router.delete("/{base}/versions/{version}", status_code=204)
async def remove_version(base: str, version: str, admin: Admin, services: TheServices) -> None:
    """One that is not published."""
    await asyncio.to_thread(services.keepers.versions.remove, base, version, admin.actor)


@router.get("/{base}/worklists/{worklist}")
async def read_worklist(
    base: str,
    worklist: Worklist,
    _reader: Reader,
    services: TheServices,
    *,
    marked_too: bool = False,
    start: Annotated[int, Query(ge=0, le=10**6)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    older_than_days: Annotated[int | None, Query(ge=1, le=36_500)] = None,
) -> WorklistWire:
    """Items that nobody has marked done or ignored, or all of them with ``marked_too``."""
    items = await asyncio.to_thread(services.keepers.worklists.read, base, worklist, older_than_days=older_than_days)
    left = [item for item in items if marked_too or item.mark is None]
    shown = left[start : start + limit]
    return WorklistWire(base=base, list=worklist, items=tuple(map(item_to_wire, shown)), total=len(left))


@router.put("/{base}/worklists/{worklist}/{key}")
async def mark_item(
    base: str, worklist: Worklist, key: str, body: MarkItem, admin: Admin, services: TheServices
) -> WorkItemWire:
    """Done, ignored, or open again. The item comes back by itself when what it was decided on has changed."""
    item = await asyncio.to_thread(
        services.keepers.worklists.mark, base, worklist, key, body.mark, admin.actor, body.why
    )
    return item_to_wire(item)


async def _versions(services: Services, base: str) -> VersionsWire:
    keeper = services.keepers.versions
    versions = await asyncio.to_thread(keeper.versions, base)
    may_go = await asyncio.to_thread(keeper.find_old, base)
    return VersionsWire(base=base, versions=tuple(map(version_to_wire, versions)), may_go=may_go)
