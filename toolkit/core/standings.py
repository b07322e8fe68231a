"""How an indicator or a task stands, beside its light: who is missing, what it rests on, and how it moved.

In: nothing is computed here. Out: the small types that rows of results carry.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from toolkit.core.model import Unit
from toolkit.core.packing import packed_by_values
from toolkit.core.periods import Period
from toolkit.core.returns import Light

WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)


class JudgedBy(StrEnum):
    """What a task's status rests on; NOTHING where it has none (线下报送, 待统计, 不涉及)."""

    INDICATORS = "按指标判定"
    UNITS = "按单位自报"
    NOTHING = ""


@dataclass(frozen=True)
class Share:
    """n of m behind a task's words: ``n/m项指标`` in the last month, ``n/m家`` of the units that reported."""

    said: int
    of: int
    measure: str  # 项指标 or 家

    @property
    def text(self) -> str:
        """3/5项指标, 8/11家."""
        return f"{self.said}/{self.of}{self.measure}"


@dataclass(frozen=True)
class Coverage:
    """How many of the due units have a figure (已报/应报), and who has none, in the checklist's order."""

    reported: int
    due: int
    absent: tuple[Unit, ...] = ()

    @property
    def text(self) -> str:
        """20/22."""
        return f"{self.reported}/{self.due}"


@dataclass(frozen=True)
class Ends:
    """A light at the worse and the better end that the missing units leave open; equal where it is lit."""

    worse: Light
    better: Light


@dataclass(frozen=True)
class Comparison:
    """A task against last month: the two lights that the papers print, where what both months share moved alike.

    ``reason`` says why it is not compared; then ``after`` is None, and ``before`` alone is what last month printed.
    """

    before: Light | None = None
    after: Light | None = None
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether it may be compared."""
        return self.before is not None and self.after is not None

    @property
    def step(self) -> int:
        """Above 0 better, below 0 worse, 0 level or not compared."""
        if self.before is None or self.after is None:
            return 0
        return WORST_FIRST.index(self.after) - WORST_FIRST.index(self.before)

    @property
    def word(self) -> str:
        """转好, 转差, 持平 or 不可比."""
        if not self.known:
            return "不可比"
        return "转好" if self.step > 0 else "转差" if self.step < 0 else "持平"


@packed_by_values
@dataclass(frozen=True, slots=True)
class Run:
    """For how many months of the year a task was judged so in a row, and since when; months 0: it is not."""

    months: int = 0
    since: Period | None = None


NOTHING_DUE = Coverage(0, 0)
NOT_COMPARED = Comparison()
NO_RUN = Run()
