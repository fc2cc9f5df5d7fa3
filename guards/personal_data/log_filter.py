"""Keeps personal data out of logs, whoever writes them.

Put on a handler (a filter on a logger does not see the records of its children)::

    handler.addFilter(PersonalDataLogFilter())
"""

import logging
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from guards.personal_data.resolver import Span, resolve

WITHHELD = "[message withheld: it could not be checked]"

Finder = Callable[[str], Iterable[Span]]


class PersonalDataLogFilter(logging.Filter):
    """Rewrites every record: spans of personal data become their label, and an exception keeps only its type and place.

    It reads with patterns alone, without the language model, so that it is fast enough for every line. A record that
    it cannot check loses its message, never the other way round.
    """

    def __init__(self, find: Finder | None = None) -> None:
        super().__init__()
        self._find = find

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: what changes is the record."""
        try:
            record.msg = self._redacted(record.getMessage())
        except Exception:
            record.msg = WITHHELD
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.msg} [{_type_and_place(record.exc_info)}]"
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True

    def _redacted(self, message: str) -> str:
        if self._find is None:
            self._find = _pattern_finder()
        pieces: list[str] = []
        done = 0
        for span in resolve(self._find(message), message):
            pieces += (message[done : span.start], f"[{span.entity_type}]")
            done = span.end
        return "".join((*pieces, message[done:]))


def _pattern_finder() -> Finder:
    """Every declared recognizer that needs no language model. Loaded at the first record, not at import."""
    from guards.personal_data.normaliser import tidy, transcribe
    from guards.personal_data.recognizers.login import LOW_LINES
    from guards.personal_data.registry import build_shape_recognizers

    recognizers = build_shape_recognizers()

    def find(text: str) -> Iterable[Span]:
        tidied = tidy(text)
        for form in {tidied.text: tidied, (transcribed := transcribe(tidied)).text: transcribed}.values():
            for recognizer in recognizers:
                for result in recognizer.analyze(form.text, [recognizer.ENTITY]):
                    if result.analysis_explanation.pattern_name == LOW_LINES:
                        continue  # so are the names of programs written, of which logs are full
                    start, end = form.original_span(result.start, result.end)
                    yield Span(recognizer.ENTITY, start, end, result.score, recognizer.name)

    return find


def _type_and_place(exc_info: tuple[object, ...]) -> str:
    kind, failure = exc_info[0], exc_info[1]
    name = kind.__name__ if isinstance(kind, type) else "exception"
    frames = traceback.extract_tb(failure.__traceback__) if isinstance(failure, BaseException) else []
    if not frames:
        return name
    return f"{name} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
