"""Scores voice: words heard wrong, commands recognised, and answers reached by speaking against the same in writing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from assistant.conversation.types import Answer
from assistant.errors import QuestionRefused, SpeechRefused
from assistant.evaluation.report import Metrics, Report, percentile, share
from assistant.evaluation.sets import SetUnreadable, SpokenRow, read_set
from assistant.evaluation.word_errors import WordErrors, add_up, count_word_errors
from assistant.services import Services
from assistant.vocabulary import Channel
from assistant.voice.commands import read_command
from assistant.voice.hearing import Heard, Hearing
from models.speech.types import AudioClip


@dataclass(frozen=True, slots=True)
class _Case:
    row: SpokenRow
    heard: Heard | None
    refusal: str
    """Why nothing was made of the recording; empty when something was."""
    milliseconds: float
    errors: WordErrors
    typed: Answer | None = None
    spoken: Answer | None = None

    @property
    def text(self) -> str:
        return self.heard.text if self.heard else ""

    @property
    def command(self) -> str:
        return self.heard.command.value if self.heard and self.heard.command else ""

    @property
    def is_same_answer(self) -> bool:
        """The same ending, standing on the same page."""
        if self.typed is None or self.spoken is None:
            return False
        return self.typed.status is self.spoken.status and _page_of(self.typed) == _page_of(self.spoken)


async def evaluate_speech(
    file: Path,
    services: Services,
    hearing: Hearing,
    versions: Mapping[str, str],
    on_progress: Callable[[int, int], None],
) -> Report:
    """Hear every recording of the set. Raises :class:`SetUnreadable` for a recording that is not there."""
    rows = read_set(file, SpokenRow)
    cases: list[_Case] = []
    for number, row in enumerate(rows, start=1):
        cases.append(await _hear(row, _read(file, row), services, hearing))
        on_progress(number, len(rows))
    return Report(
        kind="speech",
        set=str(file),
        count=len(cases),
        metrics=_measure(cases),
        cases=[_tell(case) for case in cases],
        versions=versions,
    )


def _read(file: Path, row: SpokenRow) -> bytes:
    try:
        return (file.parent / row.audio).read_bytes()
    except OSError as error:
        raise SetUnreadable(f"{file}, {row.id}: {row.audio} cannot be read ({error.strerror}).") from None


async def _hear(row: SpokenRow, data: bytes, services: Services, hearing: Hearing) -> _Case:
    heard, refusal = None, ""
    started = perf_counter()
    try:
        heard = await hearing.hear(AudioClip(data), row.language)
    except SpeechRefused as error:
        refusal = error.reason.value
    milliseconds = (perf_counter() - started) * 1000
    errors = count_word_errors(row.text, heard.text if heard else "", row.language)
    typed = spoken = None
    if row.question_id:
        typed = await _ask(services, row, row.text)
        spoken = await _ask(services, row, heard.text) if heard else None
    return _Case(row, heard, refusal, milliseconds, errors, typed, spoken)


async def _ask(services: Services, row: SpokenRow, text: str) -> Answer | None:
    conversation = await services.start(row.language, Channel.VOICE)
    try:
        return (await services.answer_now(conversation.code, text)).answer
    except QuestionRefused:
        return None


def _measure(cases: Sequence[_Case]) -> Metrics:
    spoken = [case for case in cases if case.row.text]
    commands = [case for case in cases if case.row.command]
    questions = [case for case in cases if case.row.question_id]
    errors = add_up(case.errors for case in spoken)
    return {
        "word_error_rate": errors.rate,
        "word_error_rate_of_what_is_taken": add_up(case.errors for case in spoken if case.heard).rate,
        "words": errors.words,
        "changed": errors.changed,
        "dropped": errors.dropped,
        "added": errors.added,
        "refused": share(case.heard is None for case in spoken),
        "nothing_made_of_nothing": share(case.heard is None for case in cases if not case.row.text),
        "commands_recognised": share(case.command == case.row.command for case in commands),
        "false_commands": sum(bool(case.command) for case in spoken if not read_command(case.row.text)),
        "same_answer_as_typed": share(case.is_same_answer for case in questions),
        "median_ms": percentile((case.milliseconds for case in spoken), 50),
        "p95_ms": percentile((case.milliseconds for case in spoken), 95),
    }


def _page_of(answer: Answer) -> str:
    return next((source.document_id for source in answer.sources if source.cited), "")


def _tell(case: _Case) -> dict[str, object]:
    return {
        "id": case.row.id,
        "said": case.row.text,
        "heard": case.text,
        "refusal": case.refusal,
        "word_error_rate": case.errors.rate,
        "command": case.command,
        "expected_command": case.row.command,
        "suggestion": case.heard.suggestion if case.heard else "",
        "typed_status": case.typed.status.value if case.typed else "",
        "spoken_status": case.spoken.status.value if case.spoken else "",
        "typed_page": _page_of(case.typed) if case.typed else "",
        "spoken_page": _page_of(case.spoken) if case.spoken else "",
        "milliseconds": round(case.milliseconds, 1),
    }
