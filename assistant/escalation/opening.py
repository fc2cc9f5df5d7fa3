"""When agents answer: hours by weekday, public holidays, closed dates, in the time zone of the administration."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from assistant.settings import DeskSettings
from assistant.vocabulary import DeskOpening

_FAR = timedelta(days=60)
"""No search for the next opening goes further."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of one day during which agents answer."""

    begins: datetime
    ends: datetime


class OpeningHours:
    """Owns the calendar. Without any hour in the settings every moment is open."""

    def __init__(self, settings: DeskSettings) -> None:
        self._zone = ZoneInfo(settings.time_zone)
        self._hours = [tuple(map(_read_hours, day)) for day in settings.week]
        self._closed: Collection[date] = frozenset(settings.closed_dates)
        self._holidays: Any = None
        if settings.public_holidays:
            self._holidays = holidays.country_holidays("FR", subdiv=settings.holiday_region or None)

    def at(self, moment: datetime) -> DeskOpening:
        """Whether it is open then; whether an agent is there is not asked here."""
        local = moment.astimezone(self._zone)
        if self._is_closed_day(local.date()):
            return DeskOpening.HOLIDAY
        if not self._is_always_open and not any(s.begins <= moment < s.ends for s in self._shifts(local.date())):
            return DeskOpening.OUTSIDE_HOURS
        return DeskOpening.OPEN

    def next_opening(self, moment: datetime) -> datetime | None:
        """When it opens next, in the administration's time; None when it is open, or when that is too far away."""
        if self.at(moment) is DeskOpening.OPEN:
            return None
        for shift in self._from(moment, moment + _FAR):
            if shift.begins > moment:
                return shift.begins.astimezone(self._zone)
        return None

    def open_time(self, begins: datetime, ends: datetime) -> timedelta:
        """How much of the time between two moments was open."""
        overlaps = (min(shift.ends, ends) - max(shift.begins, begins) for shift in self._from(begins, ends))
        return sum((overlap for overlap in overlaps if overlap > timedelta()), timedelta())

    @property
    def _is_always_open(self) -> bool:
        return not any(self._hours)

    def _is_closed_day(self, day: date) -> bool:
        return day in self._closed or (self._holidays is not None and day in self._holidays)

    def _from(self, begins: datetime, ends: datetime) -> Iterator[Shift]:
        day, last = begins.astimezone(self._zone).date(), ends.astimezone(self._zone).date()
        while day <= last:
            yield from self._shifts(day)
            day += _DAY

    def _shifts(self, day: date) -> Sequence[Shift]:
        if self._is_closed_day(day):
            return ()
        if self._is_always_open:
            return (Shift(self._at(day, time()), self._at(day + _DAY, time())),)
        return tuple(Shift(self._at(day, begins), self._at(day, ends)) for begins, ends in self._hours[day.weekday()])

    def _at(self, day: date, hour: time) -> datetime:
        """In universal time: two moments of one zone are subtracted without their change of hour."""
        return datetime.combine(day, hour, self._zone).astimezone(UTC)


def _read_hours(written: str) -> tuple[time, time]:
    begins, ends = written.split("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)
