"""Working days of China: weekends, public holidays, and the days that are worked instead (调休).

In: a day, and days off that an office adds. Out: whether it is worked, the first worked day from it on and the last one up to it.
Public holidays are announced year by year: of a year that the calendar does not know yet only weekends count.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import holidays, workdays

_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in holidays)


def knows(year: int) -> bool:
    """Whether the public holidays of that year are known."""
    return year in _known_years()


def is_workday(day: date, days_off: Collection[date] = ()) -> bool:
    """Whether the day is worked; ``days_off`` are no working days whatever the calendar says."""
    if day in days_off or day in holidays:
        return False
    return day.weekday() < _SATURDAY or day in workdays


def first_workday(day: date, days_off: Collection[date] = ()) -> date:
    """The day itself when it is worked, else the next one that is."""
    while not is_workday(day, days_off):
        day += _DAY
    return day


def last_workday(day: date, days_off: Collection[date] = ()) -> date:
    """The day itself when it is worked, else the last one before it that is."""
    while not is_workday(day, days_off):
        day -= _DAY
    return day
