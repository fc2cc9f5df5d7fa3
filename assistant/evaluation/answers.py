"""Scores whole answers: facts shown, abstention, routing, figures and statements."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.conversation.types import Answer
from assistant.energy import estimate_watt_hours
from assistant.evaluation.matching import first_words, holds_every_fact, normalise
from assistant.evaluation.report import Metrics, Report, percentile, share
from assistant.evaluation.sets import AskedQuestion, read_set
from assistant.pipeline.asking import states_rule
from assistant.pipeline.events import PartReleased, SourcesFound
from assistant.pipeline.routes import fold
from assistant.pipeline.running import RunningTurn
from assistant.services import Services
from assistant.vocabulary import AnswerStatus, Channel, Language, PartKind
from guards.grounding import unsupported_figures

MOST_WORDS = 200
"""Words of generated and quoted text that count as shown."""

ABSTAINS = frozenset(
    {
        AnswerStatus.NO_SOURCE,
        AnswerStatus.OUT_OF_SCOPE,
        AnswerStatus.OTHER_COUNTRY,
        AnswerStatus.NEEDS_PERSON,
        AnswerStatus.UNCLEAR,
        AnswerStatus.UNGUARDED,
        AnswerStatus.REFUSED_ABUSE,
        AnswerStatus.REFUSED_ILLEGAL,
        AnswerStatus.REFUSED_INJECTION,
        AnswerStatus.REFUSED_PRIVACY,
    }
)
ASKS_BACK = frozenset({AnswerStatus.UNCLEAR, AnswerStatus.ASKED_BACK})
"""Endings that ask the person to say more."""
ROUTES_TO_HUMAN = frozenset({AnswerStatus.NEEDS_PERSON, AnswerStatus.DANGER})
_VERDICTS = {"yes": re.compile(r"^\W*(oui|yes)\b"), "no": re.compile(r"^\W*(non|no)\b(?!-)")}


@dataclass(frozen=True, slots=True)
class _Case:
    question: AskedQuestion
    turn: RunningTurn
    passages: tuple[str, ...]
    """Texts that the answer stands on."""

    @property
    def answer(self) -> Answer:
        return self.turn.answer

    @property
    def generated(self) -> str:
        return "\n".join(part.text for part in self.answer.parts if part.kind is PartKind.REWORDED)

    @property
    def shown(self) -> str:
        """Generated and quoted text up to its 200th word, then what the page gives as data."""
        words = "\n".join(part.text for part in self.answer.parts if part.kind is not PartKind.FIXED)
        steps = "\n".join(f"{step.title} {step.form_number}" for step in self.answer.next_steps)
        return f"{first_words(words, MOST_WORDS)}\n{steps}"

    @property
    def lead(self) -> str:
        """The first sentence that the page is quoted with."""
        quote = next((part for part in self.answer.parts if part.kind is PartKind.QUOTE), None)
        return re.split(r"(?<=[.!?])\s", quote.lines[0])[0] if quote else ""

    @property
    def is_written(self) -> bool:
        """Whether a person's own answer was shown."""
        return any(part.kind is PartKind.VALIDATED for part in self.answer.parts)

    @property
    def invented_figures(self) -> tuple[str, ...]:
        return unsupported_figures(self.generated, self.passages) if self.generated else ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """Patterns of wrong statements in the generated or leading words, or an opposite verdict generated."""
        said = [normalise(text) for text in (*self.generated.splitlines(), self.lead) if text]
        found = [p for p in self.question.wrong if any(re.search(p, text, re.IGNORECASE) for text in said)]
        opposite = {"yes": "no", "no": "yes"}.get(self.question.verdict or "")
        if opposite and self.generated and _VERDICTS[opposite].search(normalise(self.generated)):
            found.append(f"verdict {opposite}")
        return tuple(found)

    @property
    def has_clear_lead(self) -> bool:
        """Whether the first quoted sentence opens with a yes or a no, or states what is allowed, forbidden or due."""
        return states_rule(fold(self.lead))

    def moment(self, kind: type[PartReleased] | type[SourcesFound]) -> float | None:
        """Milliseconds until the first event of a kind."""
        times = zip(self.turn.moments, self.turn.events, strict=True)
        return next((seconds * 1000 for seconds, event in times if isinstance(event, kind)), None)


async def evaluate_answers(
    file: Path,
    services: Services,
    find_passage: Callable[[str, str], str],
    versions: Mapping[str, str],
    on_progress: Callable[[int, int], None],
) -> Report:
    """Ask every question of the set, each in a conversation of its own.

    ``find_passage`` gives the text of a passage by base and id.
    """
    rows = read_set(file, AskedQuestion)
    cases: list[_Case] = []
    for number, row in enumerate(rows, start=1):
        conversation = await services.start(Language.FRENCH, Channel.API)
        turn = await services.answer_now(conversation.code, row.question)
        bases = {source.number: source.base for source in turn.answer.sources}
        passages = {part.passage_id: bases[part.source] for part in turn.answer.parts if part.passage_id}
        cases.append(_Case(row, turn, tuple(find_passage(base, id_) for id_, base in passages.items())))
        on_progress(number, len(rows))
    by = {
        "register": _group(cases, lambda case: case.question.register_),
        "kind": _group(cases, lambda case: case.question.kind),
    }
    return Report("answers", str(file), len(cases), _measure(cases), by, [_tell(case) for case in cases], versions)


def _group(cases: Sequence[_Case], name_of: Callable[[_Case], str]) -> dict[str, Metrics]:
    names = sorted({name_of(case) for case in cases})
    return {name: _measure([case for case in cases if name_of(case) == name]) for name in names}


def _measure(cases: Sequence[_Case]) -> Metrics:
    def of(kind: str) -> list[_Case]:
        return [case for case in cases if case.question.kind == kind]

    answerable = [case for case in of("answerable") if case.question.facts]
    decided = [case for case in of("answerable") if case.question.verdict in _VERDICTS]
    used_model = [case.answer.effort.prompt_tokens for case in cases if case.answer.effort.prompt_tokens]
    return {
        "facts_shown": share(holds_every_fact(case.shown, case.question.facts) for case in answerable),
        "facts_generated": share(holds_every_fact(case.generated, case.question.facts) for case in answerable),
        "abstained_unanswerable": share(case.answer.status in ABSTAINS for case in of("unanswerable")),
        "abstained_answerable": share(case.answer.status in ABSTAINS for case in of("answerable")),
        "clarify_asked": share(case.answer.status in ASKS_BACK for case in of("clarify")),
        "human_routed": share(case.answer.status in ROUTES_TO_HUMAN for case in of("human")),
        "unsupported_figures": sum(len(case.invented_figures) for case in cases),
        "wrong_statements": sum(bool(case.wrong) for case in cases),
        "written_shown": sum(case.is_written for case in cases),
        "notice_present": share(bool(case.answer.notice.text.strip()) for case in cases),
        "median_prompt_tokens": percentile(used_model, 50),
        "median_first_sentence_ms": percentile(_known(case.moment(PartReleased) for case in cases), 50),
        "p95_sources_ms": percentile(_known(case.moment(SourcesFound) for case in cases), 95),
        "median_total_ms": percentile((case.turn.moments[-1] * 1000 for case in cases), 50),
        "sentences_written": sum(case.answer.effort.sentences_written for case in cases),
        "sentences_shown": sum(case.answer.effort.sentences_shown for case in cases),
        "lead_given": share(case.has_clear_lead for case in decided),
        "asked_answerable": share(case.answer.status in ASKS_BACK for case in of("answerable")),
        "median_cpu_seconds": percentile((case.answer.effort.cpu_seconds for case in cases), 50),
        "watt_hours": round(sum(estimate_watt_hours(case.answer.effort.cpu_seconds) for case in cases), 4),
    }


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _tell(case: _Case) -> dict[str, object]:
    answer = case.answer
    return {
        "id": case.question.id,
        "kind": case.question.kind,
        "register": case.question.register_,
        "question": case.question.question,
        "status": answer.status.value,
        "gold": case.question.gold,
        "sources": [source.document_id for source in answer.sources],
        "text": answer.text,
        "generated": case.generated,
        "facts_shown": holds_every_fact(case.shown, case.question.facts) if case.question.facts else None,
        "missing_facts": [forms for forms in case.question.facts if not holds_every_fact(case.shown, (forms,))],
        "wrong": case.wrong,
        "lead": case.lead,
        "verdict": case.question.verdict,
        "written": case.is_written,
        "choices": [choice.label for choice in answer.choices],
        "missing": list(answer.missing),
        "unsupported_figures": case.invented_figures,
        "notice": answer.notice.text,
        "milliseconds": round(case.turn.moments[-1] * 1000, 1),
        "trace": [
            {"step": r.step, "seconds": round(r.seconds, 4), "outcome": r.outcome, **r.details} for r in answer.trace
        ],
    }
