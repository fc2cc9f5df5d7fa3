import json
from pathlib import Path

import pytest

from assistant.evaluation.sets import AskedQuestion, Attack, PersonalMessage, SetUnreadable, Span, read_set


def write(folder: Path, *lines: str) -> Path:
    file = folder / "set.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_line_gives_what_it_says_and_defaults_for_the_rest(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        json.dumps({"id": "1", "question": "Où ?", "register": "familier", "facts": [["a", "b"]], "gold": ["F1"]}),
        "",
        json.dumps({"id": "2", "question": "Quand ?", "kind": "human", "author": "somebody"}),
    )
    first, second = read_set(file, AskedQuestion)
    assert (first.register_, first.facts, first.gold, first.kind) == ("familier", (("a", "b"),), ("F1",), "answerable")
    assert (second.kind, second.register_) == ("human", "neutral")


def test_spans_and_checks_are_read(tmp_path: Path) -> None:
    message = {"id": "1", "text": "Ana", "spans": [{"start": 0, "end": 3, "label": "PERSON"}]}
    (read,) = read_set(write(tmp_path, json.dumps(message)), PersonalMessage)
    assert read.spans == (Span(start=0, end=3, label="PERSON"),)
    attack = {"id": "1", "family": "f", "turns": ["a"], "must": [{"kind": "flag", "value": "refused"}]}
    (case,) = read_set(write(tmp_path, json.dumps(attack)), Attack)
    assert (case.must[0].kind, case.must_not, case.document) == ("flag", (), None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "2", "question"', "not a JSON object"),
        ('{"id": "2"}', "'question'"),
        ('{"question": "Où ?"}', "'id'"),
        ('{"id": "2", "question": "Où ?", "kind": "other"}', "'kind'"),
        ('{"id": "2", "question": "Où ?", "facts": "50 €"}', "'facts'"),
        ('{"id": "2", "question": "Où ?", "facts": [["a"], [3]]}', "'facts.1.0'"),
        ("[1]", "field"),
    ],
)
def test_a_bad_line_is_refused_with_the_file_the_line_and_the_field(tmp_path: Path, line: str, said: str) -> None:
    file = write(tmp_path, '{"id": "1", "question": "Où ?"}', "", line)
    with pytest.raises(SetUnreadable) as refusal:
        read_set(file, AskedQuestion)
    assert f"{file}, line 3:" in str(refusal.value)
    assert said in str(refusal.value)


@pytest.mark.parametrize("name", ["missing.jsonl", "folder", "latin.jsonl"])
def test_a_file_that_cannot_be_read_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.jsonl").write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(SetUnreadable, match=name):
        read_set(tmp_path / name, AskedQuestion)


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "question": "Où\u2028quand\u0085?"}, ensure_ascii=False)
    (row,) = read_set(write(tmp_path, line), AskedQuestion)
    assert row.question == "Où\u2028quand\u0085?"
