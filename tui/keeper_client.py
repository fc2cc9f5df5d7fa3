"""The keepers' requests: bases, worklists, answers written by a person, contests, accounts. One method for each."""

from urllib.parse import quote

from pydantic import BaseModel

from assistant.api.keeper_schemas import (
    BasesWire,
    CheckWire,
    ConfirmAnswer,
    ContestsPage,
    CorrectAnswer,
    DecideContest,
    MarkItem,
    OpenedContestWire,
    PageChangesWire,
    PreparedWire,
    PrepareVersion,
    PublishedWire,
    PublishVersion,
    ValidatedAnswersWire,
    ValidatedAnswerWire,
    ValidatedAnswerWithChangesWire,
    VersionsWire,
    WithdrawAnswer,
    WorkItemWire,
    WorklistWire,
    WriteAnswer,
)
from assistant.api.schemas import AccountsWire, AddAccount, ChangeAccount, ChangedAccountWire
from assistant.vocabulary import Worklist
from tui.client import DeskClient

ITEMS = 100
"""Items of a worklist, or contests, asked for at a time."""
_LONG_SECONDS = 180.0
"""Comparing versions, asking their golden questions, counting the vectors of an index: it takes a server a while."""


class _Nothing(BaseModel):
    """A reply without words."""


class KeeperClient:
    """Every method raises a :class:`~tui.errors.DeskError`."""

    def __init__(self, client: DeskClient) -> None:
        self._client = client

    # Bases and their versions

    async def bases(self) -> BasesWire:
        return await self._client.send("GET", "/api/knowledge", BasesWire, seconds=_LONG_SECONDS)

    async def versions(self, base: str) -> VersionsWire:
        return await self._client.send("GET", _base(base, "versions"), VersionsWire, seconds=_LONG_SECONDS)

    async def check(self, base: str, version: str) -> CheckWire:
        path = _base(base, "check")
        return await self._client.send("GET", path, CheckWire, seconds=_LONG_SECONDS, version=version)

    async def page_changes(self, base: str, document_id: str, version: str) -> PageChangesWire:
        path = _base(base, "changes", document_id)
        return await self._client.send("GET", path, PageChangesWire, seconds=_LONG_SECONDS, version=version)

    async def prepare(self, base: str, version: str) -> PreparedWire:
        return await self._client.send(
            "POST", _base(base, "prepare"), PreparedWire, PrepareVersion(version=version), seconds=_LONG_SECONDS
        )

    async def publish(self, base: str, version: str, *, words_first: bool) -> PublishedWire:
        body = PublishVersion(version=version, words_first=words_first)
        return await self._client.send("POST", _base(base, "publish"), PublishedWire, body, seconds=_LONG_SECONDS)

    async def roll_back(self, base: str) -> PublishedWire:
        return await self._client.send("POST", _base(base, "rollback"), PublishedWire, seconds=_LONG_SECONDS)

    async def remove(self, base: str, version: str) -> None:
        await self._client.send("DELETE", _base(base, "versions", version), _Nothing)

    # Worklists

    async def worklist(self, base: str, worklist: Worklist, *, marked_too: bool, start: int) -> WorklistWire:
        return await self._client.send(
            "GET",
            _base(base, "worklists", worklist.value),
            WorklistWire,
            seconds=_LONG_SECONDS,
            marked_too="true" if marked_too else "",
            start=str(start),
            limit=str(ITEMS),
        )

    async def mark(self, base: str, worklist: Worklist, key: str, body: MarkItem) -> WorkItemWire:
        path = _base(base, "worklists", worklist.value, key)
        return await self._client.send("PUT", path, WorkItemWire, body, seconds=_LONG_SECONDS)

    # Answers written by a person

    async def answers(self) -> ValidatedAnswersWire:
        return await self._client.send("GET", "/api/answers", ValidatedAnswersWire)

    async def answer(self, answer_id: str) -> ValidatedAnswerWithChangesWire:
        return await self._client.send("GET", _answer(answer_id), ValidatedAnswerWithChangesWire)

    async def add_answer(self, body: WriteAnswer) -> ValidatedAnswerWire:
        return await self._client.send("POST", "/api/answers", ValidatedAnswerWire, body)

    async def correct_answer(self, answer_id: str, body: CorrectAnswer) -> ValidatedAnswerWire:
        return await self._client.send("PUT", _answer(answer_id), ValidatedAnswerWire, body)

    async def confirm_answer(self, answer_id: str, body: ConfirmAnswer) -> ValidatedAnswerWire:
        return await self._client.send("POST", _answer(answer_id, "confirm"), ValidatedAnswerWire, body)

    async def withdraw_answer(self, answer_id: str, body: WithdrawAnswer) -> ValidatedAnswerWire:
        return await self._client.send("POST", _answer(answer_id, "withdraw"), ValidatedAnswerWire, body)

    # Contested answers

    async def contests(self, *, decided: bool, after: str = "", limit: int = ITEMS) -> ContestsPage:
        return await self._client.send(
            "GET", "/api/contests", ContestsPage, decided="true" if decided else "", after=after, limit=str(limit)
        )

    async def contest(self, contest_id: str) -> OpenedContestWire:
        return await self._client.send("GET", _contest(contest_id), OpenedContestWire)

    async def decide_contest(self, contest_id: str, body: DecideContest) -> OpenedContestWire:
        return await self._client.send("POST", _contest(contest_id, "decide"), OpenedContestWire, body)

    # Accounts

    async def accounts(self) -> AccountsWire:
        return await self._client.send("GET", "/api/accounts", AccountsWire)

    async def add_account(self, body: AddAccount) -> ChangedAccountWire:
        return await self._client.send("POST", "/api/accounts", ChangedAccountWire, body)

    async def change_account(self, name: str, body: ChangeAccount) -> ChangedAccountWire:
        return await self._client.send("PATCH", f"/api/accounts/{quote(name, safe='')}", ChangedAccountWire, body)


def _base(base: str, *rest: str) -> str:
    return "/".join(("/api/knowledge", *(quote(part, safe="") for part in (base, *rest))))


def _answer(answer_id: str, deed: str = "") -> str:
    return "/".join(filter(None, ("/api/answers", quote(answer_id, safe=""), deed)))


def _contest(contest_id: str, deed: str = "") -> str:
    return "/".join(filter(None, ("/api/contests", quote(contest_id, safe=""), deed)))
