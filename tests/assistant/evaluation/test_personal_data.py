import json
from pathlib import Path

import pytest

from assistant.evaluation.personal_data import evaluate_personal_data
from guards.types import Finding

NAME = "Dubosquet"


def row(id_: str, text: str, *spans: tuple[int, int, str], register: str = "neutral", note: str = "") -> str:
    return json.dumps(
        {
            "id": id_,
            "text": text,
            "register": register,
            "note": note,
            "spans": [{"start": start, "end": end, "label": label} for start, end, label in spans],
        }
    )


def find(*found: tuple[str, int, int]) -> dict[str, list[Finding]]:
    by_text: dict[str, list[Finding]] = {}
    for text, start, end in found:
        by_text.setdefault(text, []).append(Finding("PERSON", start, end, 1.0, "told"))
    return by_text


def test_spans_messages_and_traps_are_counted_apart(tmp_path: Path) -> None:
    both, half, trap, hard, clean = "Ana et Bob ici", "Charlotte va", "Paris va", "Rose va", "rien du tout"
    file = tmp_path / "personal.jsonl"
    file.write_text(
        "\n".join(
            [
                row("1", both, (0, 3, "PERSON"), (7, 10, "PERSON")),
                row("2", half, (0, 9, "PERSON"), register="voice"),
                row("3", trap),
                row("4", hard, note="piège difficile: a name that is a flower"),
                row("5", clean),
            ]
        ),
        encoding="utf-8",
    )
    found = find((both, 0, 3), (both, 7, 10), (both, 11, 14), (half, 0, 4), (trap, 0, 5), (hard, 0, 4))
    report = evaluate_personal_data(file, lambda text: found.get(text, []), {})
    figures = {name: value for name, value in report.metrics.items() if name != "p95_ms"}
    assert figures == {
        "spans_masked": 0.6667,
        "messages_with_leak": 0.5,
        "traps_touched": 1,
        "traps_difficult_touched": 1,
        "clean_altered": 0.6667,
    }
    assert report.by["label"] == {"PERSON": {"spans_masked": 0.6667}}
    assert report.by["register"]["voice"]["messages_with_leak"] == 1.0
    assert report.cases[0]["extra"] == [{"label": "PERSON", "value": "ici", "by": "told"}]
    assert report.cases[1]["missed"] == [{"label": "PERSON", "value": "Charlotte"}]


@pytest.mark.parametrize(
    ("pieces", "masked"),
    [
        ([(0, 10)], 1.0),
        ([(0, 9)], 1.0),
        ([(0, 8)], 0.0),
        ([(0, 5), (5, 10)], 1.0),
        ([(0, 5), (2, 5), (3, 5)], 0.0),
        ([], 0.0),
    ],
)
def test_a_span_is_masked_when_nine_tenths_of_it_are(
    tmp_path: Path, pieces: list[tuple[int, int]], masked: float
) -> None:
    file = tmp_path / "personal.jsonl"
    file.write_text(row("1", "0123456789", (0, 10, "NIR")), encoding="utf-8")
    report = evaluate_personal_data(
        file, lambda text: [Finding("NIR", start, end, 1.0, "x") for start, end in pieces], {}
    )
    assert report.metrics["spans_masked"] == masked
    assert report.metrics["messages_with_leak"] == 1.0 - masked
