"""Scores the masking of personal data: spans masked, messages that leak, traps touched."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from assistant.evaluation.report import Metrics, Report, percentile, share
from assistant.evaluation.sets import PersonalMessage, Span, read_set
from guards.types import Finding

MASKED_SHARE = 0.9
"""A span counts as masked when at least this share of its characters is."""

_DIFFICULT = "piège difficile"


@dataclass(frozen=True, slots=True)
class _Case:
    message: PersonalMessage
    findings: tuple[Finding, ...]
    milliseconds: float

    def is_masked(self, span: Span) -> bool:
        covered = {at for f in self.findings for at in range(max(f.start, span.start), min(f.end, span.end))}
        return len(covered) >= MASKED_SHARE * (span.end - span.start)

    @property
    def missed(self) -> list[Span]:
        return [span for span in self.message.spans if not self.is_masked(span)]

    @property
    def extra(self) -> list[Finding]:
        """Findings that touch no span."""
        return [
            finding
            for finding in self.findings
            if not any(finding.start < span.end and span.start < finding.end for span in self.message.spans)
        ]

    @property
    def is_trap(self) -> bool:
        return not self.message.spans

    @property
    def is_difficult(self) -> bool:
        return _DIFFICULT in self.message.note


def evaluate_personal_data(file: Path, find: Callable[[str], Sequence[Finding]], versions: Mapping[str, str]) -> Report:
    """Every message of the set. ``find`` gives the spans to mask, by offsets in the text."""
    cases = []
    for message in read_set(file, PersonalMessage):
        started = perf_counter()
        findings = tuple(find(message.text))
        cases.append(_Case(message, findings, (perf_counter() - started) * 1000))
    registers = sorted({case.message.register_ for case in cases})
    by_label: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        for span in case.message.spans:
            by_label[span.label].append(case.is_masked(span))
    return Report(
        kind="personal_data",
        set=str(file),
        count=len(cases),
        metrics=_measure(cases),
        by={
            "label": {label: {"spans_masked": share(masked)} for label, masked in sorted(by_label.items())},
            "register": {name: _measure([c for c in cases if c.message.register_ == name]) for name in registers},
        },
        cases=[_tell(case) for case in cases],
        versions=versions,
    )


def _measure(cases: Sequence[_Case]) -> Metrics:
    traps = [case for case in cases if case.is_trap]
    return {
        "spans_masked": share(case.is_masked(span) for case in cases for span in case.message.spans),
        "messages_with_leak": share(bool(case.missed) for case in cases if not case.is_trap),
        "traps_touched": sum(bool(case.findings) for case in traps if not case.is_difficult),
        "traps_difficult_touched": sum(bool(case.findings) for case in traps if case.is_difficult),
        "clean_altered": share(bool(case.findings) for case in traps),
        "p95_ms": percentile((case.milliseconds for case in cases), 95),
    }


def _tell(case: _Case) -> dict[str, object]:
    text = case.message.text
    return {
        "id": case.message.id,
        "register": case.message.register_,
        "missed": [{"label": span.label, "value": text[span.start : span.end]} for span in case.missed],
        "extra": [
            {"label": finding.entity_type, "value": text[finding.start : finding.end], "by": finding.recognizer}
            for finding in case.extra
        ],
        "milliseconds": round(case.milliseconds, 1),
    }
