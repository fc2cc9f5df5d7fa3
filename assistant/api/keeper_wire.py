"""From the keepers' own types to the wire, and the sentence of what is refused to them."""

from collections.abc import Sequence
from dataclasses import asdict

from fastapi.responses import JSONResponse

from assistant.api.keeper_schemas import (
    ChangedPageWire,
    ChangeOfAnswerWire,
    CheckWire,
    ContestDecisionWire,
    ContestWire,
    GoldenWire,
    KeeperRefusedWire,
    MarkWire,
    OpenedContestWire,
    PageTieWire,
    ValidatedAnswerWire,
    ValidatedAnswerWithChangesWire,
    VersionWire,
    WorkItemWire,
    WriteAnswer,
)
from assistant.api.wire import answer_to_wire
from assistant.contests.types import Contest, OpenedContest
from assistant.errors import KeeperRefused
from assistant.keepers.keepers import Keepers
from assistant.keepers.versions import VersionCheck
from assistant.keepers.work import WorkItem
from assistant.messages.catalogue import Messages
from assistant.validated.pages import changed_ties
from assistant.validated.types import ChangeOfAnswer, ValidatedAnswer, WrittenAnswer
from assistant.vocabulary import KeeperRefusal, Language
from knowledge.comparing import PageChange
from knowledge.shelf import ShelvedVersion

_UNKNOWN = frozenset(
    {
        KeeperRefusal.BASE_UNKNOWN,
        KeeperRefusal.VERSION_UNKNOWN,
        KeeperRefusal.NO_DRAFT,
        KeeperRefusal.ITEM_UNKNOWN,
        KeeperRefusal.ANSWER_UNKNOWN,
        KeeperRefusal.CONTEST_UNKNOWN,
    }
)
_CONFLICT = frozenset(
    {
        KeeperRefusal.ALREADY_PUBLISHED,
        KeeperRefusal.NO_WAY_BACK,
        KeeperRefusal.NOT_PREPARED,
        KeeperRefusal.IN_USE,
        KeeperRefusal.CHANGED,
        KeeperRefusal.WITHDRAWN,
        KeeperRefusal.CONTEST_DECIDED,
        KeeperRefusal.CONTEST_CHANGED,
    }
)


def say_keeper_refusal(refusal: KeeperRefused, messages: Messages, language: Language) -> str:
    """The sentence of a refusal, with what to do next."""
    return messages.text(
        f"keepers.refusal.{refusal.reason.value}",
        language,
        subject=refusal.subject,
        unsupported=", ".join(refusal.unsupported),
    )


def tell_keeper_refusal(refusal: KeeperRefused, messages: Messages, language: Language) -> JSONResponse:
    """404 for what is not there, 409 for what stands in the way, 422 for what is to mend in the request."""
    status = 404 if refusal.reason in _UNKNOWN else 409 if refusal.reason in _CONFLICT else 422
    body = KeeperRefusedWire(
        reason=refusal.reason,
        message=say_keeper_refusal(refusal, messages, language),
        masked_text=refusal.masked_text,
        entity_types=refusal.entity_types,
        unsupported=refusal.unsupported,
    )
    return JSONResponse(body.model_dump(mode="json"), status)


def version_to_wire(version: ShelvedVersion) -> VersionWire:
    return VersionWire(**asdict(version))


def check_to_wire(check: VersionCheck) -> CheckWire:
    comparison, vectors = check.comparison, check.vectors
    return CheckWire(
        base=check.base,
        version=check.version,
        published=check.published,
        added=comparison.count(PageChange.ADDED),
        removed=comparison.count(PageChange.REMOVED),
        changed=comparison.count(PageChange.CHANGED),
        redated=comparison.count(PageChange.REDATED),
        unchanged=comparison.unchanged,
        pages=tuple(
            ChangedPageWire(
                document_id=page.document_id,
                title=page.title,
                url=page.url,
                change=page.change.value,
                before=page.before,
                after=page.after,
            )
            for page in comparison.pages
        ),
        texts=vectors.total if vectors else None,
        texts_to_embed=vectors.total - vectors.embedded if vectors else None,
        golden=GoldenWire.model_validate(asdict(check.golden)) if check.golden else None,
    )


def item_to_wire(item: WorkItem) -> WorkItemWire:
    return WorkItemWire(
        key=item.key,
        title=item.title,
        url=item.url,
        facts=dict(item.facts),
        lines=item.lines,
        mark=MarkWire(**asdict(item.mark)) if item.mark else None,
    )


def written_from_wire(body: WriteAnswer) -> WrittenAnswer:
    return WrittenAnswer(
        language=body.language,
        service=body.service,
        text=body.text,
        questions=body.questions,
        pages=tuple((page.base, page.document_id) for page in body.pages),
        situation=body.situation,
        unsupported_why=body.unsupported_why,
    )


def answer_with_changes_to_wire(
    keepers: Keepers, answer: ValidatedAnswer, changes: Sequence[ChangeOfAnswer]
) -> ValidatedAnswerWithChangesWire:
    return ValidatedAnswerWithChangesWire(
        answer=validated_to_wire(keepers, answer),
        changes=tuple(ChangeOfAnswerWire(**asdict(change)) for change in changes),
    )


def validated_to_wire(keepers: Keepers, answer: ValidatedAnswer) -> ValidatedAnswerWire:
    written = answer.written
    changed = changed_ties(keepers.bases, answer.ties)
    return ValidatedAnswerWire(
        id=answer.id,
        version=answer.version,
        state=keepers.state_of(answer),
        language=written.language,
        service=written.service,
        text=written.text,
        questions=written.questions,
        situation=written.situation,
        pages=tuple(
            PageTieWire(
                base=tie.base,
                document_id=tie.document_id,
                title=tie.title,
                base_version=tie.base_version,
                is_changed=tie in changed,
            )
            for tie in answer.ties
        ),
        unsupported_why=written.unsupported_why,
        author=answer.author,
        checked_at=answer.checked_at,
    )


def contest_to_wire(contest: Contest) -> ContestWire:
    return ContestWire(
        id=contest.id,
        version=contest.version,
        made_at=contest.made_at,
        subject=contest.subject,
        words=contest.words,
        question=contest.question,
        pages=contest.pages,
        decision=ContestDecisionWire(**asdict(contest.decision)) if contest.decision else None,
    )


def opened_contest_to_wire(opened: OpenedContest) -> OpenedContestWire:
    answer = answer_to_wire(opened.answer) if opened.answer else None
    return OpenedContestWire(contest=contest_to_wire(opened.contest), answer=answer)
