"""What the office follows beyond the month: matters of the register, and printed figures that changed since.

In: nothing. Out: frozen values, which :mod:`toolkit.figures` fills and the outputs print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.core.model import Decision
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.core.rounding import rounded

OVERDUE, UNDER_WAY, CLOSED = "逾期未办结", "在办", "已办结"


@dataclass(frozen=True)
class Supervised:
    """One matter of the register as the month leaves it. ``carried``: it was there before the month's forms went out."""

    decision: Decision
    state: str  # OVERDUE, UNDER_WAY or CLOSED
    carried: bool

    @property
    def is_pressing(self) -> bool:
        """Whether the unit gets a slip for it: it is new, or its time has run out."""
        return self.state == OVERDUE or (self.state == UNDER_WAY and not self.carried)


@dataclass(frozen=True)
class Printed:
    """What the papers of one month printed: the figures of its first and last issue, and those of today.

    ``keys``: of the figures that the last issue printed; ``issue`` is its name (第6期). ``current`` are today's with the returns
    that came after the seal and do not count, of the units ``held`` (codes); ``counted`` without them, None where there are none.
    """

    period: Period
    issue: str
    first: Mapping[str, Figure]
    last: Mapping[str, Figure]
    current: Mapping[str, Figure]
    keys: frozenset[str]
    counted: Mapping[str, Figure] | None = None
    held: tuple[str, ...] = ()

    @property
    def in_force(self) -> Mapping[str, Figure]:
        """Today's figures of what counts."""
        return self.current if self.counted is None else self.counted


@dataclass(frozen=True)
class Revision:
    """A printed figure that is another one today. ``whose`` says which units moved it, by how much and why.

    ``waits``: it is another one only once a return counts that came after the seal.
    """

    period: Period
    issue: str
    subject: str  # indicator id
    label: str
    measure: str
    decimals: int
    before: float | None
    current: float | None
    percent: float | None
    whose: str
    waits: bool = False

    @property
    def reads_alike(self) -> bool:
        """Whether a paper prints the same text for both."""
        both = self.before, self.current
        return len({None if one is None else rounded(one, self.decimals) for one in both}) == 1


@dataclass(frozen=True)
class MeanRevision:
    """Mean absolute revision (%) of ``figures`` figures, of which ``changed`` moved; of a unit or a 数据性质."""

    name: str
    figures: int
    changed: int
    percent: float


@dataclass(frozen=True)
class Revised:
    """What of the year's issued papers is another figure today."""

    rows: tuple[Revision, ...] = ()
    by_unit: tuple[MeanRevision, ...] = ()
    by_nature: tuple[MeanRevision, ...] = ()
    held: tuple[tuple[Period, tuple[str, ...]], ...] = ()  # months with returns that wait to count, and whose

    def worth_marking(self, period: Period, least: float, *, waiting: bool = False) -> tuple[Revision, ...]:
        """Printed totals of months before ``period`` that moved by more than ``least`` %, and read otherwise now.

        ``waiting``: those that would move once the returns count that came after the seal.
        """
        return tuple(
            row
            for row in self.rows
            if row.period < period
            and row.waits is waiting
            and (row.percent is None or abs(row.percent) > least)
            and not row.reads_alike
        )

    def marked(self, period: Period, least: float) -> frozenset[str]:
        """Indicators of which a printed total of a month before ``period`` moved by more than ``least`` %."""
        return frozenset(row.subject for row in self.worth_marking(period, least))
