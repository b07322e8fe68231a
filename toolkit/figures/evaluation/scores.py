"""What the annual evaluation takes and gives: months, awards, objections; scores with their evidence.

In: nothing is read here. Out: the types of :mod:`toolkit.figures.evaluation.annualscores`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.core.model import Award, Checklist, Unit, Weight
from toolkit.core.packing import packed_by_values
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, UnitReport
from toolkit.core.reviews import Objection
from toolkit.core.rounding import shown_rate

EXPERIENCE_CATEGORY = "典型经验"


@dataclass(frozen=True)
class EvaluationData:
    """``months`` are the year's computed months, oldest first; ``sent_back`` counts returns of a
    unit's workbook for correction, by unit code and period (None: not known).
    """

    checklist: Checklist
    units: Sequence[Unit]
    year: int
    months: Sequence[MonthResult]
    sent_back: Mapping[tuple[str, Period], int] | None = None
    awards: Sequence[Award] = ()
    objections: Sequence[Objection] = ()

    @cached_property
    def reports(self) -> Mapping[str, Sequence[tuple[MonthResult, UnitReport]]]:
        """Unit code -> the months with what it reported in each."""
        found: dict[str, list[tuple[MonthResult, UnitReport]]] = {}
        for month in self.months:
            for report in month.units:
                found.setdefault(report.unit.code, []).append((month, report))
        return found

    @cached_property
    def offered(self) -> Mapping[str, int]:
        """Unit code -> how many rows of 典型经验 it sent in the year."""
        rows = (row for month in self.months for row in month.experience)
        return Counter(row.unit.code for row in rows if row.category == EXPERIENCE_CATEGORY)


@packed_by_values
@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One piece of evidence: what was looked at, what it says, and what it earns.

    ``key`` is a figure's key ("" where the evidence is no figure), ``share`` the part of full points
    from 0 to 1, ``points`` what it adds to the criterion (the points of all items make up its points).
    """

    key: str
    label: str
    seen: str
    share: float
    points: float = 0.0


@packed_by_values
@dataclass(frozen=True, slots=True)
class CriterionScore:
    """Points of one criterion. ``points`` None: nothing to score, ``missing`` says why.

    ``maximum`` is the weight; for a deduction the most that can be taken.
    """

    criterion: str
    points: float | None
    maximum: float
    rule: str = ""
    items: tuple[ScoreItem, ...] = ()
    lines: tuple[str, ...] = ()
    missing: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Keys of the figures that the points rest on."""
        return tuple(item.key for item in self.items if item.key)


@dataclass(frozen=True)
class UnitScore:
    """A unit's points. ``total`` is their sum; ``rate`` sets it beside what could be earned.

    ``scorable`` is the sum of the weights that could be scored (bonus and deductions apart); ``rank``
    goes by ``rate``, so that a unit is not pushed down by data that nobody has. Ties share a rank.
    """

    unit: Unit
    total: float | None
    scorable: float
    rate: float | None
    criteria: tuple[CriterionScore, ...]
    rank: int | None = None
    objections: tuple[Objection, ...] = ()

    @property
    def note(self) -> str:
        """What was left out, and what the unit objects to, in one line."""
        parts = [f"{row.criterion}：{row.missing}" for row in self.criteria if row.missing]
        if self.objections:
            parts.append(f"有{len(self.objections)}条异议待办公室处理")
        return "；".join(parts)

    @property
    def outcome(self) -> str:
        """The same after what could be earned and the rate, where these have no columns."""
        earned = f"可计{self.scorable:g}分，得分率{shown_rate(self.rate)}%" if self.rate is not None else ""
        return "；".join(part for part in (earned, self.note) if part)


Scorer = Callable[[EvaluationData, Unit, Weight], CriterionScore]
