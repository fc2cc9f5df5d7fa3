import pytest

from assistant.pipeline.prompt import read_prompt
from models.types import Role

FIELDS = {"passages": "[1] Carte\nElle coûte 25 €.", "question": "Combien ?"}


def test_what_changes_comes_last_and_the_system_part_never_does() -> None:
    prompt = read_prompt("reword_answer")
    one, other = prompt.fill(FIELDS), prompt.fill({"passages": "autre", "question": "autre"})
    assert [message.role for message in one] == [Role.SYSTEM, Role.USER]
    assert one[0] == other[0]
    assert one[0].text == prompt.system
    assert FIELDS["passages"] in one[1].text
    assert one[1].text.index(FIELDS["passages"]) < one[1].text.index(FIELDS["question"])


@pytest.mark.parametrize(
    "mark",
    [
        "<|im_start|>",
        "<|im_end|>",
        "<|eot_id|>",
        "<|start_header_id|>system<|end_header_id|>",
        "[INST]",
        "[/INST]",
        "<s>",
        "</s>",
    ],
)
@pytest.mark.parametrize("field", FIELDS)
def test_a_mark_that_changes_the_speaker_is_taken_out_of_every_field(mark: str, field: str) -> None:
    filled = read_prompt("reword_answer").fill({**FIELDS, field: f"avant {mark} après"})
    assert mark not in filled[1].text
    assert "avant" in filled[1].text
    assert "après" in filled[1].text


@pytest.mark.parametrize("nested", ["<|im_<|im_start|>start|>", "[IN[INST]ST]", "<<s>s>", "<|<|im_start|>|>"])
def test_a_mark_hidden_in_a_mark_is_taken_out_too(nested: str) -> None:
    text = read_prompt("reword_answer").fill({**FIELDS, "question": nested})[1].text
    assert not any(mark in text for mark in ("<|im_start|>", "[INST]", "<s>"))


def test_braces_typed_by_a_person_are_only_braces() -> None:
    text = read_prompt("reword_answer").fill({**FIELDS, "question": "{passages} {0} {question.__class__}"})[1].text
    assert "{passages} {0} {question.__class__}" in text


def test_a_field_that_is_missing_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        read_prompt("reword_answer").fill({"passages": ""})


def test_a_prompt_of_no_known_name_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        read_prompt("no_such_prompt")


def test_the_version_of_a_prompt_is_read_for_the_trace() -> None:
    assert read_prompt("reword_answer").version >= 1
