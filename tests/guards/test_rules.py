"""Rules of meaning: read from data, matched on folded text, one sentence at a time."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.normal_form import fold
from guards.rules import BadRules, read_rules


def rules_from(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return file


RULES = """
vocabulary: {beast: "chats?|chiens?", bite: "mord\\\\w*"}
rules:
  - {reason: bite, all: ["{beast}", "{bite}"], none: ["jouet"]}
  - {reason: shout, all: ["hé"], within: text}
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Le CHIEN a mordu !", "bite"),
        ("Le chien est la. Il mord.", "bite"),
        ("Le chien est la. Il dort. Il fait beau. Elle mord.", None),
        ("Le chien mord un jouet", None),
        ("Le chienlit mord", None),
        ("hé", "shout"),
        ("he", "shout"),
        ("", None),
    ],
)
def test_ideas_must_meet_in_one_place(tmp_path: Path, text: str, reason: str | None) -> None:
    assert read_rules(rules_from(tmp_path, RULES)).reason_for(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{reason: x, all: ['{unknown}']}]",
        "rules: [{reason: x, all: ['(']}]",
        "rules: [{all: ['x']}]",
        "rules: [{reason: x}]",
    ],
)
def test_a_bad_rule_is_refused_at_load(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadRules):
        read_rules(rules_from(tmp_path, text))


def test_folding_forgets_case_accents_invisible_characters_and_insistence() -> None:
    assert fold("À l’AIIIDE\u200b !") == "a l'aide !"


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
