from datetime import UTC, date, datetime

import pytest

from assistant.messages.dates import spell_date, spell_time
from assistant.vocabulary import Language


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2020, 8, 1), "1er août 2020", "1 August 2020"),
        (date(2024, 2, 29), "29 février 2024", "29 February 2024"),
        (date(1999, 12, 31), "31 décembre 1999", "31 December 1999"),
        (date(2026, 1, 11), "11 janvier 2026", "11 January 2026"),
    ],
)
def test_a_date_is_spelled_as_people_read_it(day: date, french: str, english: str) -> None:
    assert spell_date(day, Language.FRENCH) == french
    assert spell_date(day, Language.ENGLISH) == english


@pytest.mark.parametrize("language", Language)
def test_each_month_has_a_name_of_its_own(language: Language) -> None:
    assert len({spell_date(date(2026, month, 2), language) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [(9, 5, "9\u00a0h\u00a005", "9:05"), (0, 0, "0\u00a0h", "0:00"), (17, 30, "17\u00a0h\u00a030", "17:30")],
)
def test_a_time_is_written_as_it_is_read(hour: int, minute: int, french: str, english: str) -> None:
    moment = datetime(2026, 6, 1, hour, minute, tzinfo=UTC)
    assert (spell_time(moment, Language.FRENCH), spell_time(moment, Language.ENGLISH)) == (french, english)
