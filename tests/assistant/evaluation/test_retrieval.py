import json
from pathlib import Path

from assistant.evaluation.retrieval import evaluate_retrieval
from tests.assistant.fakes import FixedRetriever, make_document, make_page

RANKED = FixedRetriever([make_page(document=make_document(f"F{n}")) for n in range(1, 12)])

ROWS = [
    {"id": "1", "question": "premier", "gold": ["F1"], "register": "neutral"},
    {"id": "2", "question": "troisième", "gold": ["F3", "F9"], "register": "familier"},
    {"id": "3", "question": "dernier", "gold": ["F10"], "register": "familier"},
    {"id": "4", "question": "trop loin", "gold": ["F11"], "register": "familier"},
    {"id": "5", "question": "sans réponse", "kind": "unanswerable", "gold": ["F1"]},
    {"id": "6", "question": "sans page", "gold": []},
]


def test_each_answerable_question_is_ranked_among_ten_pages(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    report = evaluate_retrieval(file, RANKED, {"base": "v1"})
    assert report.count == 4
    assert [case["rank"] for case in report.cases] == [1, 3, 10, None]
    figures = {name: report.metrics[name] for name in ("recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10")}
    assert figures == {"recall_at_1": 0.25, "recall_at_3": 0.5, "recall_at_5": 0.5, "recall_at_10": 0.75}
    assert report.metrics["mrr"] == round((1 + 1 / 3 + 1 / 10) / 4, 4)
    assert report.by["register"]["neutral"]["recall_at_1"] == 1.0
    assert report.by["register"]["familier"]["mrr"] == round((1 / 3 + 1 / 10) / 3, 4)
    assert set(report.metrics) == set(report.by["register"]["neutral"])
    assert len(report.cases[0]["returned"]) == 10


def test_a_set_without_answerable_questions_has_no_figures(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(ROWS[4]), encoding="utf-8")
    report = evaluate_retrieval(file, RANKED, {})
    assert report.count == 0
    assert set(report.metrics.values()) == {None}
