from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.evaluation.candidates import write_candidates
from assistant.evaluation.sets import AskedQuestion, read_set
from assistant.governance.types import Draft
from tests.assistant.fakes import make_answer, make_source

DRAFT = Draft(
    "0123456789abcdef",
    2,
    "c1",
    make_answer(text="1", query="Où est la carte de <PERSONNE_1> ?", sources=[make_source(cited=True), make_source(2)]),
    "Jardins",
    waits_for_approval=True,
    made_at=datetime(2026, 6, 1, tzinfo=UTC),
    why="wrong_page: voir l'autre page",
)


def test_a_rejected_answer_becomes_a_line_that_a_questions_set_takes(tmp_path: Path) -> None:
    file = tmp_path / "candidates.jsonl"
    assert write_candidates(file, [DRAFT]) == 1
    (row,) = read_set(file, AskedQuestion)
    assert (row.id, row.question, row.kind) == ("R-01234567", "Où est la carte de <PERSONNE_1> ?", "answerable")
    assert row.gold == ()
    assert '"gold"' not in file.read_text()
    assert "rejected as wrong_page; voir l'autre page; stood on J1" in file.read_text()


def test_a_question_that_no_page_answers_is_a_case_of_that_kind(tmp_path: Path) -> None:
    write_candidates(tmp_path / "c.jsonl", [replace(DRAFT, why="no_page")])
    (row,) = read_set(tmp_path / "c.jsonl", AskedQuestion)
    assert row.kind == "unanswerable"


def test_a_question_that_was_rejected_twice_is_one_case_and_one_without_words_is_none(tmp_path: Path) -> None:
    wordless = replace(DRAFT, answer=make_answer(text=""))
    assert write_candidates(tmp_path / "c.jsonl", [DRAFT, replace(DRAFT, id="f" * 32), wordless]) == 1
