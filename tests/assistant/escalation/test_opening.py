from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from assistant.escalation.opening import OpeningHours
from assistant.settings import DeskSettings
from assistant.vocabulary import DeskOpening

PARIS = ZoneInfo("Europe/Paris")
DAY = ("09:00-12:30", "13:30-17:00")
WEEK = DeskSettings(monday=DAY, tuesday=DAY, wednesday=DAY, thursday=DAY, friday=DAY)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-26T09:00", DeskOpening.OPEN),
        ("2026-11-26T08:59:59", DeskOpening.OUTSIDE_HOURS),
        ("2026-11-26T12:30", DeskOpening.OUTSIDE_HOURS),
        ("2026-11-26T16:59:59", DeskOpening.OPEN),
        ("2026-11-28T10:00", DeskOpening.OUTSIDE_HOURS),  # a Saturday
        ("2026-12-25T10:00", DeskOpening.HOLIDAY),
        ("2026-04-06T10:00", DeskOpening.HOLIDAY),  # Easter Monday
        ("2026-04-03T10:00", DeskOpening.OPEN),  # Good Friday, outside Alsace-Moselle
    ],
)
def test_hours_and_public_holidays_are_those_of_the_place(moment: str, expected: DeskOpening) -> None:
    assert OpeningHours(WEEK).at(at(moment)) is expected
    assert OpeningHours(WEEK).at(at(moment).astimezone(UTC)) is expected


@pytest.mark.parametrize("region", ["57", "6AE"])
@pytest.mark.parametrize("moment", ["2027-03-26T10:00", "2028-12-26T10:00"])
def test_alsace_and_moselle_have_good_friday_and_the_second_day_of_christmas(region: str, moment: str) -> None:
    local = WEEK.model_copy(update={"holiday_region": region})
    assert OpeningHours(local).at(at(moment)) is DeskOpening.HOLIDAY
    assert OpeningHours(WEEK).at(at(moment)) is DeskOpening.OPEN


def test_holidays_may_be_worked_and_other_days_closed() -> None:
    chosen = WEEK.model_copy(update={"public_holidays": False, "closed_dates": (date(2026, 11, 26),)})
    hours = OpeningHours(chosen)
    assert hours.at(at("2026-12-25T10:00")) is DeskOpening.OPEN
    assert hours.at(at("2026-11-26T10:00")) is DeskOpening.HOLIDAY


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-26T08:00", "2026-11-26T09:00"),
        ("2026-11-26T12:40", "2026-11-26T13:30"),
        ("2026-11-27T18:00", "2026-11-30T09:00"),
        ("2026-12-24T18:00", "2026-12-28T09:00"),  # Christmas is a Friday
        ("2026-11-26T10:00", None),
    ],
)
def test_the_next_opening_is_told_where_it_is_closed(moment: str, opens: str | None) -> None:
    assert OpeningHours(WEEK).next_opening(at(moment)) == (at(opens) if opens else None)


def test_open_time_leaves_nights_weekends_and_the_lunch_hour_out() -> None:
    hours = OpeningHours(WEEK)
    assert hours.open_time(at("2026-11-26T16:00"), at("2026-11-27T10:00")) == timedelta(hours=2)
    assert hours.open_time(at("2026-11-27T16:00"), at("2026-11-30T10:00")) == timedelta(hours=2)
    assert hours.open_time(at("2026-11-26T12:00"), at("2026-11-26T14:00")) == timedelta(hours=1)
    assert hours.open_time(at("2026-11-26T18:00"), at("2026-11-26T20:00")) == timedelta()


def test_the_change_of_hour_makes_a_day_longer_where_every_hour_is_open() -> None:
    always = OpeningHours(DeskSettings(public_holidays=False))
    assert always.at(at("2026-10-25T02:30")) is DeskOpening.OPEN
    assert always.open_time(at("2026-10-25T00:00"), at("2026-10-26T00:00")) == timedelta(hours=25)
    assert always.next_opening(at("2026-10-25T02:30")) is None


@pytest.mark.parametrize(
    "chosen",
    [
        {"monday": ("9-12",)},
        {"monday": ("12:00-09:00",)},
        {"monday": ("09:00-12:00", "11:00-13:00")},
        {"time_zone": "Europe/Nowhere"},
        {"holiday_region": "99"},
    ],
)
def test_hours_that_cannot_be_read_are_refused(chosen: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DeskSettings.model_validate(chosen)
