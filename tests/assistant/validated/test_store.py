"""Answers are kept with each text they had, and two people never change one at once."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from assistant.audit import Actor, AuditTrail, name_row
from assistant.errors import KeeperRefused
from assistant.validated.store import ValidatedStore
from assistant.validated.types import PageTie
from assistant.vocabulary import AuditAction, KeeperRefusal, ValidatedChange
from tests.assistant.validated.conftest import AUTHOR, WRITTEN

TIE = PageTie("port", "F10", "Carte de batelier", "a" * 64, "b" * 16)
OTHER = PageTie("port", "F11", "Amarrage", "c" * 64, "b" * 16)
REFERENT = Actor("paul", "referent")


def test_each_change_is_a_row_with_who_why_and_the_text(validated: ValidatedStore, engine: Engine) -> None:
    answer = validated.add(WRITTEN, [TIE], AUTHOR)
    corrected = replace(WRITTEN, text="La carte coûte 30 €.")
    validated.correct(answer.id, 1, corrected, [TIE, OTHER], REFERENT, "Le prix a changé.")
    validated.confirm(answer.id, 2, [OTHER], AUTHOR, "")
    ended = validated.withdraw(answer.id, 3, REFERENT, "Plus demandé.")
    assert (ended.is_withdrawn, ended.version, ended.ties) == (True, 4, (OTHER,))
    assert [(row.who, row.what, row.text, row.why) for row in validated.changes(answer.id)] == [
        ("marie", ValidatedChange.ADDED, WRITTEN.text, ""),
        ("paul", ValidatedChange.CORRECTED, "La carte coûte 30 €.", "Le prix a changé."),
        ("marie", ValidatedChange.CONFIRMED, "La carte coûte 30 €.", ""),
        ("paul", ValidatedChange.WITHDRAWN, "La carte coûte 30 €.", "Plus demandé."),
    ]
    audited = [(row.who, row.what, row.subject) for row in AuditTrail(engine).page()]
    assert audited == [
        ("paul", AuditAction.ANSWER_WITHDRAWN, name_row("answer", answer.id)),
        ("marie", AuditAction.ANSWER_CONFIRMED, name_row("answer", answer.id)),
        ("paul", AuditAction.ANSWER_CORRECTED, name_row("answer", answer.id)),
        ("marie", AuditAction.ANSWER_ADDED, name_row("answer", answer.id)),
    ]


def test_a_change_of_what_somebody_changed_meanwhile_is_refused(validated: ValidatedStore) -> None:
    answer = validated.add(WRITTEN, [TIE], AUTHOR)
    validated.correct(answer.id, 1, WRITTEN, [TIE], REFERENT, "")
    with pytest.raises(KeeperRefused) as refused:
        validated.withdraw(answer.id, 1, AUTHOR, "")
    assert refused.value.reason is KeeperRefusal.CHANGED
    assert not validated.find(answer.id).is_withdrawn


def test_a_withdrawn_answer_stands_on_nothing_and_stays_withdrawn(validated: ValidatedStore) -> None:
    answer = validated.add(WRITTEN, [TIE], AUTHOR)
    assert validated.standing_on("port", "F10") == (answer,)
    validated.withdraw(answer.id, 1, AUTHOR, "")
    assert validated.standing_on("port", "F10") == ()
    with pytest.raises(KeeperRefused) as refused:
        validated.confirm(answer.id, 2, [TIE], AUTHOR, "")
    assert refused.value.reason is KeeperRefusal.WITHDRAWN


def test_answers_are_found_by_any_of_their_pages(validated: ValidatedStore) -> None:
    first = validated.add(replace(WRITTEN, pages=(("port", "F10"), ("port", "F11"))), [TIE, OTHER], AUTHOR)
    second = validated.add(WRITTEN, [OTHER], AUTHOR)
    assert validated.standing_on("port", "F10") == (first,)
    assert {answer.id for answer in validated.standing_on("port", "F11")} == {first.id, second.id}
    assert validated.standing_on("gare", "F10") == ()
    assert len(validated.all()) == 2


def test_an_unknown_answer_is_refused(validated: ValidatedStore) -> None:
    with pytest.raises(KeeperRefused) as refused:
        validated.find("no-such-answer")
    assert refused.value.reason is KeeperRefusal.ANSWER_UNKNOWN
