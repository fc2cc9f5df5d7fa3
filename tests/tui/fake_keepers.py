"""The keepers' part of a desk's server: two bases, a draft, work to do, an answer whose page changed, accounts."""

import re
from datetime import date
from typing import Any

import httpx
from pydantic import BaseModel

from assistant.api.keeper_schemas import (
    BasesWire,
    ChangedPageWire,
    ChangeOfAnswerWire,
    CheckWire,
    CorrectAnswer,
    FiguresWire,
    GoldenWire,
    KeeperRefusedWire,
    LineChangeWire,
    MarkWire,
    MovedQuestionWire,
    PageChangesWire,
    PageTieWire,
    PreparedWire,
    PublishedWire,
    ValidatedAnswersWire,
    ValidatedAnswerWire,
    ValidatedAnswerWithChangesWire,
    VersionsWire,
    VersionWire,
    WorkItemWire,
    WorklistWire,
    WriteAnswer,
)
from assistant.api.schemas import AccountsWire, AccountWire, ChangedAccountWire, StaffRefused
from assistant.vocabulary import (
    AccountRefusal,
    KeeperRefusal,
    Language,
    Role,
    ValidatedChange,
    ValidatedState,
    Worklist,
    WorkMark,
)
from tests.tui.invented import NOW, URL

PHONE = re.compile(r"\b0\d(?: ?\d\d){4}\b")
GIVEN = "abcde-fghjk-mnpqr"
"""The password that the server makes."""
ITEMS = 130


class NotKept(Exception):
    """A refusal and its HTTP status."""

    def __init__(self, status: int, body: BaseModel) -> None:
        super().__init__(str(status))
        self.status = status
        self.body = body


class FakeKeepers:
    """What ``assistant/api/keeper_schemas.py`` says, with versions that move and marks that stay."""

    def __init__(self) -> None:
        self.versions = {
            "jardins": [make_version("d" * 16, is_draft=True, has_dense=False, pages=41), *_published("a", "b")],
            "marches": [*_published("e", "f")],
        }
        self.items = {
            name: [make_item(f"{name}-{number}", f"Page {number}") for number in range(1, 3)] for name in Worklist
        }
        self.items[Worklist.STALE] = [make_item(f"stale-{number}", f"Page {number}") for number in range(1, ITEMS + 1)]
        self.answers = [make_answer("r-1", ValidatedState.DRAFT), make_answer("r-2", ValidatedState.SERVED)]
        self.accounts = [make_account("marie.d", Role.AGENT), make_account("zoe.k", Role.ADMIN)]
        self.checks = 0
        self.deeds: list[str] = []

    def answer(self, method: str, parts: list[str], asked: httpx.QueryParams, body: dict[str, Any]) -> BaseModel | None:
        match method, parts:
            case "GET", ["knowledge"]:
                return BasesWire(bases=tuple(self._versions(base) for base in self.versions))
            case "GET", ["knowledge", base, "versions"]:
                return self._versions(base)
            case "GET", ["knowledge", base, "check"]:
                self.checks += 1
                return make_check(base, asked.get("version", ""))
            case "GET", ["knowledge", _, "changes", _]:
                return CHANGES
            case "GET", ["knowledge", base, "worklists", name]:
                return self._worklist(base, Worklist(name), asked)
            case "PUT", ["knowledge", _, "worklists", name, key]:
                return self._mark(Worklist(name), key, body)
            case "GET", ["answers"]:
                return ValidatedAnswersWire(answers=tuple(self.answers))
            case "GET", ["answers", answer_id]:
                return ValidatedAnswerWithChangesWire(answer=self._find(answer_id), changes=HISTORY)
            case _, ["accounts", *name]:
                return self._account(method, "".join(name), body)
        self.deeds.append(f"{method} {'/'.join(parts)}")
        match method, parts:
            case "POST", ["knowledge", base, "prepare"]:
                return PreparedWire(base=base, version=body["version"], is_prepared=False)
            case "POST", ["knowledge", base, "publish"]:
                return self._publish(base, body)
            case "POST", ["knowledge", base, "rollback"]:
                back = next(one for one in self.versions[base] if one.is_way_back)
                self._put_on_top(base, back.version)
                return PublishedWire(base=base, version=back.version)
            case "DELETE", ["knowledge", base, "versions", version]:
                self.versions[base] = [one for one in self.versions[base] if one.version != version]
                return None
            case "POST", ["answers"]:
                return self._write("r-9", WriteAnswer.model_validate(body), 1)
            case "PUT", ["answers", answer_id]:
                self._expect_version(answer_id, body)
                return self._write(answer_id, CorrectAnswer.model_validate(body), body["version"] + 1)
            case "POST", ["answers", answer_id, deed]:
                self._expect_version(answer_id, body)
                state = ValidatedState.SERVED if deed == "confirm" else ValidatedState.WITHDRAWN
                return self._replace(self._find(answer_id).model_copy(update={"state": state}))
        raise AssertionError(f"{method} {parts} is no path of the contract")

    # Versions

    def _versions(self, base: str) -> VersionsWire:
        return VersionsWire(base=base, versions=tuple(self.versions[base]), may_go=())

    def _publish(self, base: str, body: dict[str, Any]) -> PublishedWire:
        version = next(one for one in self.versions[base] if one.version == body["version"])
        if not version.has_dense and not body["words_first"]:
            raise refused(409, KeeperRefusal.NOT_PREPARED, "L'index par le sens n'est pas construit.")
        self._put_on_top(base, version.version)
        return PublishedWire(base=base, version=version.version)

    def _put_on_top(self, base: str, version: str) -> None:
        self.versions[base] = [
            one.model_copy(
                update={
                    "is_published": one.version == version,
                    "is_draft": one.is_draft and one.version != version,
                    "is_way_back": one.is_published,
                }
            )
            for one in self.versions[base]
        ]

    def finish_index(self, base: str) -> None:
        self.versions[base] = [one.model_copy(update={"has_dense": True}) for one in self.versions[base]]

    # Work

    def _worklist(self, base: str, name: Worklist, asked: httpx.QueryParams) -> WorklistWire:
        left = [item for item in self.items[name] if asked.get("marked_too") or item.mark is None]
        start, limit = int(asked["start"]), int(asked["limit"])
        return WorklistWire(base=base, list=name, items=tuple(left[start : start + limit]), total=len(left))

    def _mark(self, name: Worklist, key: str, body: dict[str, Any]) -> WorkItemWire:
        item = next((one for one in self.items[name] if one.key == key), None)
        if item is None:
            raise refused(404, KeeperRefusal.ITEM_UNKNOWN, "Cette ligne n'est plus dans la liste. Relisez la liste.")
        mark = WorkMark(body["mark"])
        kept = MarkWire(mark=mark, at=NOW, who="zoe.k", why=body["why"]) if mark is not WorkMark.OPEN else None
        marked = item.model_copy(update={"mark": kept})
        self.items[name] = [marked if one.key == key else one for one in self.items[name]]
        return marked

    # Answers

    def _find(self, answer_id: str) -> ValidatedAnswerWire:
        return next(one for one in self.answers if one.id == answer_id)

    def _expect_version(self, answer_id: str, body: dict[str, Any]) -> None:
        if body["version"] != self._find(answer_id).version:
            raise refused(409, KeeperRefusal.CHANGED, "Quelqu'un a changé cette réponse entre-temps. Relisez-la.")

    def _write(self, answer_id: str, body: WriteAnswer, version: int) -> ValidatedAnswerWire:
        if PHONE.search(body.text):
            raise refused(
                422,
                KeeperRefusal.PERSONAL_DATA,
                "Ce texte contient des données personnelles.",
                masked_text=PHONE.sub("…", body.text),
                entity_types=("TELEPHONE",),
            )
        figures = tuple(re.findall(r"\d+ euros", body.text))
        if figures and not body.unsupported_why:
            sentence = f"Ces chiffres ne sont dans aucune des pages : {figures[0]}."
            raise refused(422, KeeperRefusal.UNSUPPORTED, sentence, unsupported=figures)
        return self._replace(
            ValidatedAnswerWire(
                id=answer_id,
                version=version,
                state=ValidatedState.SERVED,
                language=body.language,
                service=body.service,
                text=body.text,
                questions=body.questions,
                situation=body.situation,
                pages=tuple(make_tie(page.base, page.document_id) for page in body.pages),
                unsupported_why=body.unsupported_why,
                author="zoe.k",
                checked_at=NOW,
            )
        )

    def _replace(self, answer: ValidatedAnswerWire) -> ValidatedAnswerWire:
        self.answers = [answer, *(one for one in self.answers if one.id != answer.id)]
        return answer

    # Accounts

    def _account(self, method: str, name: str, body: dict[str, Any]) -> BaseModel:
        if method == "GET":
            return AccountsWire(accounts=tuple(self.accounts))
        known = {account.name: account for account in self.accounts}
        if method == "POST":
            if body["name"] in known:
                sentence = "Ce nom est déjà pris. Choisissez-en un autre."
                raise NotKept(409, StaffRefused(reason=AccountRefusal.NAME_TAKEN, message=sentence))
            account = make_account(body["name"], *map(Role, body["roles"]), display_name=body["display_name"])
            self.accounts.append(account)
            return ChangedAccountWire(account=account, password=GIVEN)
        changed = {key: value for key, value in body.items() if value is not None and key != "reset_password"}
        account = AccountWire.model_validate({**known[name].model_dump(), **changed})
        self.accounts = [account if one.name == name else one for one in self.accounts]
        return ChangedAccountWire(account=account, password=GIVEN if body["reset_password"] else "")


def refused(status: int, reason: KeeperRefusal, message: str, **more: Any) -> NotKept:
    return NotKept(status, KeeperRefusedWire(reason=reason, message=message, **more))


def make_version(version: str, *, pages: int = 40, has_dense: bool = True, **states: bool) -> VersionWire:
    flags = {"is_published": False, "is_draft": False, "is_way_back": False, **states}
    return VersionWire(
        version=version,
        loaded_at=NOW,
        source="jardins.zip",
        loader="invented",
        pages=pages,
        passages=pages * 10,
        has_dense=has_dense,
        published_at=NOW if flags["is_published"] else None,
        **flags,
    )


def _published(newer: str, older: str) -> list[VersionWire]:
    return [
        make_version(newer * 16, is_published=True),
        make_version(older * 16, is_way_back=True),
        make_version("9" * 16),
    ]


def make_check(base: str, version: str) -> CheckWire:
    page = ChangedPageWire(
        document_id="J1",
        title="Carte de jardin partagé",
        url=URL,
        change="changed",
        before=date(2026, 3, 1),
        after=date(2026, 11, 1),
    )
    gone = page.model_copy(update={"document_id": "J2", "title": "Potager en pot", "change": "removed", "after": None})
    golden = GoldenWire(
        questions=12,
        by_meaning=True,
        before=FiguresWire(found_first=0.5, found_in_3=0.75, found_in_10=1.0),
        after=FiguresWire(found_first=0.75, found_in_3=0.75, found_in_10=1.0),
        moved=(MovedQuestionWire(id="q1", question="Combien coûte la carte ?", before=None, after=1),),
    )
    return CheckWire(
        base=base, version=version, published="a" * 16, added=2, removed=1, changed=1, redated=0, unchanged=38,
        pages=(page, gone), texts=400, texts_to_embed=7, golden=golden,
    )  # fmt: skip


def make_item(key: str, title: str) -> WorkItemWire:
    facts = {"updated_on": "2019-03-01", "answers": "4", "outcome": "dead"}
    lines = ("Combien coûte la carte pour <PERSONNE_1> ?",)
    return WorkItemWire(key=key, title=title, url=URL, facts=facts, lines=lines, mark=None)


def make_tie(base: str, document_id: str, *, is_changed: bool = False) -> PageTieWire:
    return PageTieWire(
        base=base,
        document_id=document_id,
        title="Carte de jardin partagé",
        base_version="a" * 16,
        is_changed=is_changed,
    )


def make_answer(answer_id: str, state: ValidatedState) -> ValidatedAnswerWire:
    return ValidatedAnswerWire(
        id=answer_id,
        version=3,
        state=state,
        language=Language.FRENCH,
        service="Espaces verts",
        text="La carte se demande en mairie.",
        questions=(f"Où demander la carte ({answer_id}) ?",),
        situation=(),
        pages=(make_tie("jardins", "J1", is_changed=state is ValidatedState.DRAFT),),
        unsupported_why="",
        author="zoe.k",
        checked_at=NOW,
    )


def make_account(name: str, *roles: Role, display_name: str = "") -> AccountWire:
    return AccountWire(
        name=name,
        display_name=display_name or name,
        roles=roles,
        is_disabled=False,
        must_change_password=False,
        added_at=NOW,
    )


CHANGES = PageChangesWire(
    lines=(
        LineChangeWire(is_added=False, heading="Prix", text="La carte coûte 25 €."),
        LineChangeWire(is_added=True, heading="Prix", text="La carte coûte 27 €."),
    )
)
HISTORY = (ChangeOfAnswerWire(at=NOW, who="zoe.k", what=ValidatedChange.ADDED, text="…", why="souvent demandée"),)
