"""Reporting periods: a month or what the office's cycle has for one, its neighbours, and what is due in it.

In: text such as ``2024-06``; out: :class:`Period` values. A period is known by its last month; of a quarterly office
2024-06 is the second quarter, and the one before it 2024-03 (``core.cycle``). Frequencies follow the checklist's words
(月度, 季度, 年度, 学年).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.core import cycle

FREQUENCIES = ("月度", "季度", "年度", "学年")
DUE_MONTHS: dict[str, tuple[int, ...]] = {
    "月度": tuple(range(1, 13)),
    "季度": (3, 6, 9, 12),
    "年度": (12,),
    "学年": (12,),
}


@dataclass(frozen=True, order=True)
class Period:
    """One reporting period by its last month, ordered by time."""

    year: int
    month: int

    def __post_init__(self) -> None:
        # A year more on either side than can be written: every month has neighbours.
        if not (1 <= self.month <= 12 and 1999 <= self.year <= 2100):
            raise ValueError(f"not a reporting month: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2024-06`` (also 2024-6, 2024年6月, 202406); raises ValueError when it is none of these."""
        match = re.fullmatch(r"\s*(\d{4})\s*[-年/.]?\s*(\d{1,2})\s*月?\s*", text)
        if not match or not 2000 <= int(match[1]) <= 2099:
            raise ValueError(f"not a reporting month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @property
    def previous(self) -> Period:
        """The period before, also across a change of year."""
        return self._end(cycle.end_of(self.month) - cycle.length())

    @property
    def next(self) -> Period:
        """The period after, also across a change of year."""
        return self._end(cycle.end_of(self.month) + cycle.length())

    def _end(self, month: int) -> Period:
        return Period(self.year + (month - 1) // 12, (month - 1) % 12 + 1)

    @property
    def so_far(self) -> tuple[Period, ...]:
        """The periods of the year up to this one, the first first."""
        return (*(Period(self.year, month) for month in cycle.ends() if month < self.month), self)

    @property
    def opens_year(self) -> bool:
        """Whether it is the first of its year: January, the first quarter."""
        return self.month <= cycle.length()

    @property
    def chinese(self) -> str:
        """As people write it: 2024年6月, 2024年第二季度."""
        return f"{self.year}年{self.named}"

    @property
    def named(self) -> str:
        """The same without the year: 6月, 第二季度."""
        return cycle.name_of(self.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def periods_of(year: int) -> tuple[Period, ...]:
    """All periods of a year."""
    return Period(year, 12).so_far


def due_months(frequency: str, months: Sequence[int]) -> tuple[int, ...]:
    """The last months of the periods in which a measure is due; 统计月份 overrides the frequency."""
    return _ends(tuple(months or DUE_MONTHS[frequency]), cycle.current())


@lru_cache(maxsize=256)  # asked for every row of every form
def _ends(months: tuple[int, ...], _cycle: str) -> tuple[int, ...]:
    return tuple(sorted({cycle.end_of(month) for month in months}))


def is_due(frequency: str, months: Sequence[int], period: Period) -> bool:
    """Whether a measure of this frequency is asked for in this period."""
    return period.month in due_months(frequency, months)
