from dataclasses import fields

import pytest
from hypothesis import given
from pydantic import BaseModel, ValidationError

from assistant.api.schemas import (
    AnswerWire,
    ChoiceWire,
    EffortWire,
    NextStepWire,
    PartWire,
    PlainWire,
    Refused,
    SourceWire,
    StepWire,
    VerdictWire,
)
from assistant.api.wire import answer_to_wire, plain_to_wire
from assistant.conversation.types import (
    Answer,
    AnswerPart,
    Choice,
    Effort,
    NextStep,
    Source,
    StepRecord,
    VerdictRecord,
)
from tests.assistant.conversation.test_types import answers
from tests.assistant.fakes import make_answer


@given(answers)
def test_every_answer_crosses_the_wire_and_keeps_its_notice_and_its_mark(answer: Answer) -> None:
    wire = answer_to_wire(answer)
    back = AnswerWire.model_validate_json(wire.model_dump_json())
    assert back == wire
    assert (back.notice, back.ai_generated, back.text) == (answer.notice.text, True, answer.text)
    assert [part.lines for part in back.parts] == [part.lines for part in answer.parts]


@pytest.mark.parametrize("notice", [None, ""])
def test_an_answer_cannot_be_read_from_the_wire_without_its_notice(notice: str | None) -> None:
    body = answer_to_wire(make_answer()).model_dump(mode="json")
    without = {key: value for key, value in body.items() if key != "notice"}
    for damaged in (without, {**body, "notice": notice}):
        with pytest.raises(ValidationError, match="notice"):
            AnswerWire.model_validate(damaged)


@pytest.mark.parametrize("notice", [None, ""])
def test_a_plain_version_cannot_be_read_from_the_wire_without_its_notice(notice: str | None) -> None:
    body = plain_to_wire(make_answer(), None).model_dump(mode="json")
    without = {key: value for key, value in body.items() if key != "notice"}
    for damaged in (without, {**body, "notice": notice}):
        with pytest.raises(ValidationError, match="notice"):
            PlainWire.model_validate(damaged)


def test_a_refusal_carries_the_notice_too() -> None:
    with pytest.raises(ValidationError):
        Refused(reason="empty", message="Écrivez.", notice="")


@pytest.mark.parametrize(
    ("own", "wire"),
    [
        (Source, SourceWire),
        (AnswerPart, PartWire),
        (NextStep, NextStepWire),
        (Choice, ChoiceWire),
        (VerdictRecord, VerdictWire),
        (StepRecord, StepWire),
        (Effort, EffortWire),
    ],
)
def test_the_wire_has_the_fields_of_our_own_types_and_no_other(own: type, wire: type[BaseModel]) -> None:
    assert set(wire.model_fields) == {field.name for field in fields(own)}


def test_a_field_that_the_wire_does_not_know_is_refused() -> None:
    body = answer_to_wire(make_answer()).model_dump(mode="json")
    with pytest.raises(ValidationError, match="extra"):
        AnswerWire.model_validate({**body, "extra": 1})
