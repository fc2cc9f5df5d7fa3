"""Contested answers of a desk's server: a list with pages, versions that move, a second keeper."""

from typing import Any

import httpx
from pydantic import BaseModel

from assistant.api.keeper_schemas import (
    ContestDecisionWire,
    ContestsPage,
    ContestWire,
    DecideContest,
    KeeperRefusedWire,
    OpenedContestWire,
)
from assistant.vocabulary import ContestSubject, ContestVerdict, KeeperRefusal
from tests.tui.invented import NOW, URL, make_answer


class ContestRefused(Exception):
    """A refusal and its HTTP status."""

    def __init__(self, status: int, reason: KeeperRefusal, message: str) -> None:
        super().__init__(str(status))
        self.status = status
        self.body = KeeperRefusedWire(reason=reason, message=message)


class FakeContests:
    def __init__(self) -> None:
        said = "<PERSONNE_1> m'a dit 30 €."
        self.kept = [
            make_contest("k-price", ContestSubject.OUTDATED, "Combien coûte la carte de jardin partagé ?", words=said),
            make_contest("k-shed", ContestSubject.OFF_TOPIC, "Puis-je construire un abri ?"),
        ]
        self.without_answer: set[str] = set()

    def answer(self, parts: list[str], asked: httpx.QueryParams, body: dict[str, Any]) -> BaseModel:
        match parts:
            case []:
                return self._page(asked)
            case [contest_id]:
                return self._open(contest_id)
            case [contest_id, "decide"]:
                return self._decide(contest_id, DecideContest.model_validate(body))
        raise AssertionError(f"{parts} is no path of the contract")

    def colleague_decides(self, contest_id: str) -> None:
        """The desk hears nothing of it."""
        self._put(self._find(contest_id), ContestVerdict.ANSWER_RIGHT, "paul.r", "")

    def erase(self, contest_id: str) -> None:
        self.kept.remove(self._find(contest_id))

    def decision(self, contest_id: str) -> ContestDecisionWire | None:
        return self._find(contest_id).decision

    def _page(self, asked: httpx.QueryParams) -> ContestsPage:
        left = [one for one in self.kept if one.decision is None]
        found = [one for one in self.kept if one.decision] if asked.get("decided") else left
        start = next((at for at, one in enumerate(found, 1) if one.id == asked.get("after")), 0)
        end = start + int(asked["limit"])
        more = found[end - 1].id if len(found) > end else ""
        return ContestsPage(contests=tuple(found[start:end]), open=len(left), more=more)

    def _find(self, contest_id: str) -> ContestWire:
        found = next((one for one in self.kept if one.id == contest_id), None)
        if found is None:
            raise ContestRefused(404, KeeperRefusal.CONTEST_UNKNOWN, "Cette contestation n'existe plus.")
        return found

    def _open(self, contest_id: str) -> OpenedContestWire:
        contest = self._find(contest_id)
        answer = None if contest_id in self.without_answer else make_answer(contest.question)
        return OpenedContestWire(contest=contest, answer=answer)

    def _decide(self, contest_id: str, body: DecideContest) -> OpenedContestWire:
        contest = self._find(contest_id)
        if body.version != contest.version:
            who = contest.decision.who if contest.decision else "Quelqu'un"
            message = f"{who} a traité cette contestation entre-temps."
            raise ContestRefused(409, KeeperRefusal.CONTEST_DECIDED, message)
        self._put(contest, body.verdict, "marie.d", body.why)
        return self._open(contest_id)

    def _put(self, contest: ContestWire, verdict: ContestVerdict | None, who: str, why: str) -> None:
        decision = ContestDecisionWire(verdict=verdict, at=NOW, who=who, why=why) if verdict else None
        changed = contest.model_copy(update={"version": contest.version + 1, "decision": decision})
        self.kept = [changed if one.id == contest.id else one for one in self.kept]


def make_contest(contest_id: str, subject: ContestSubject, question: str, *, words: str = "") -> ContestWire:
    return ContestWire(
        id=contest_id,
        version=1,
        made_at=NOW,
        subject=subject,
        words=words,
        question=question,
        pages=(URL,),
        decision=None,
    )
