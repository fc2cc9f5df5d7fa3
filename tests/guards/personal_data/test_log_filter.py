"""Logs keep what happened and lose who it happened to."""

import logging

import pytest

from guards.personal_data.log_filter import WITHHELD, PersonalDataLogFilter
from guards.personal_data.resolver import Span


@pytest.fixture(scope="module")
def log_filter() -> PersonalDataLogFilter:
    return PersonalDataLogFilter()


def record(message: object, *args: object, exc_info: object = None) -> logging.LogRecord:
    return logging.LogRecord("test", logging.INFO, "file.py", 1, message, args, exc_info)  # type: ignore[arg-type]


def shown(log_filter: PersonalDataLogFilter, entry: logging.LogRecord) -> str:
    assert log_filter.filter(entry) is True
    return logging.Formatter("%(message)s").format(entry)


@pytest.mark.parametrize(
    ("message", "args", "expected"),
    [
        ("call %s back", ("06 12 34 56 78",), "call [PHONE] back"),
        ("mail to jean@exemple.fr failed", (), "mail to [EMAIL] failed"),
        ("%(who)s", ({"who": "1 84 12 76 451 089 46"},), "[NIR]"),
        ("took %d ms", (12,), "took 12 ms"),
        ("", (), ""),
    ],
)
def test_a_message_and_its_arguments_are_redacted(
    log_filter: PersonalDataLogFilter, message: str, args: tuple[object, ...], expected: str
) -> None:
    assert shown(log_filter, record(message, *args)) == expected


def test_an_exception_keeps_its_type_and_place_only(log_filter: PersonalDataLogFilter) -> None:
    try:
        raise ValueError("jean@exemple.fr")
    except ValueError as failure:
        entry = record("cannot send", exc_info=(ValueError, failure, failure.__traceback__))
    text = shown(log_filter, entry)
    assert text.startswith("cannot send [ValueError at test_log_filter.py:")
    assert "jean" not in text


def test_a_message_that_cannot_be_checked_is_withheld() -> None:
    def fail(text: str) -> list[Span]:
        raise TimeoutError

    assert shown(PersonalDataLogFilter(fail), record("jean@exemple.fr")) == WITHHELD


def test_a_message_that_cannot_be_formatted_is_withheld(log_filter: PersonalDataLogFilter) -> None:
    assert shown(log_filter, record("%d", "jean@exemple.fr")) == WITHHELD


def test_it_works_on_a_handler(log_filter: PersonalDataLogFilter, capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.addFilter(log_filter)
    logger = logging.Logger("alone")
    logger.addHandler(handler)
    logger.warning("from %s", "192.0.2.7")
    assert capsys.readouterr().err == "from [IP]\n"
