"""Reporting periods: a calendar month, its neighbours, and what is due in it.

In: text such as ``2024-06``; out: :class:`Period` values. Frequencies follow the checklist's words
(月度, 季度, 年度, 学年).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

FREQUENCIES = ("月度", "季度", "年度", "学年")
DUE_MONTHS: dict[str, tuple[int, ...]] = {
    "月度": tuple(range(1, 13)),
    "季度": (3, 6, 9, 12),
    "年度": (12,),
    "学年": (12,),
}


@dataclass(frozen=True, order=True)
class Period:
    """One reporting month, ordered by time."""

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
        """The month before, also across a change of year."""
        return Period(self.year - 1, 12) if self.month == 1 else Period(self.year, self.month - 1)

    @property
    def next(self) -> Period:
        """The month after, also across a change of year."""
        return Period(self.year + 1, 1) if self.month == 12 else Period(self.year, self.month + 1)

    @property
    def chinese(self) -> str:
        """As people write it: 2024年6月."""
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def is_due(frequency: str, months: Sequence[int], period: Period) -> bool:
    """Whether a measure of this frequency is asked for in this period; 统计月份 overrides the frequency."""
    return period.month in (tuple(months) or DUE_MONTHS[frequency])
