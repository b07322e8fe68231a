"""One indicator in one month as bare numbers: due, amounts, total, rate, light.

In: a :class:`Basis` (checklist, units, settings, tables). Out: :class:`Assessment`; figures with
labels and provenance are made of it only for the month that is reported, while trends, 上月 values
and months behind use it as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.form import NOT_APPLICABLE, TASKS
from toolkit.core.model import Checklist, Indicator, Target, Task, Unit
from toolkit.core.pace import curve_for
from toolkit.core.pace import pace as pace_of
from toolkit.core.periods import Period, is_due
from toolkit.figures.data import MonthData, Settings
from toolkit.figures.lights import (
    NO_DENOMINATOR,
    OFFLINE,
    Judgement,
    judge,
    pace_applies,
    pending,
    without_figure,
)
from toolkit.figures.rates import completion_rate, is_met
from toolkit.figures.rollup import Total, roll_up
from toolkit.figures.table import Amount, MonthTable, build_tables, holders, unit_codes
from toolkit.forms.asked import asks_status, is_sent

# What went out to each unit; None: every unit was asked by the checklist.
Issued = Mapping[str, Collection[tuple[str, str]]] | None


@dataclass(frozen=True)
class Assessment:
    """``amounts`` by unit code in the checklist's order of reporters; ``rate`` is 完成率 in percent.

    ``pace`` is the pace of the month whether or not the indicator is judged by it.
    """

    indicator: Indicator
    period: Period
    target: Target | None
    due: bool
    amounts: Mapping[str, Amount]
    total: Total
    rate: float | None
    pace: float
    judgement: Judgement


@dataclass(frozen=True)
class Basis:
    """Checklist, units and tables in the shapes that the computations look things up in."""

    checklist: Checklist
    period: Period  # the month that is reported
    units: tuple[Unit, ...]
    codes: Mapping[str, str]
    settings: Settings
    tables: Mapping[Period, MonthTable]
    quotas: Mapping[tuple[str, str, int], float]  # indicator id, unit code, year
    offline: frozenset[int]  # numbers of tasks that are reported on paper
    _by_task: Mapping[int, Sequence[Indicator]]
    _curves: dict[tuple[str, int], tuple[float, ...]] = field(default_factory=dict)
    _done: dict[tuple[str, Period], Assessment] = field(default_factory=dict)

    @classmethod
    def of(cls, data: MonthData) -> Basis:
        """Index the month's data."""
        codes = unit_codes(data.units)
        quotas = {
            (quota.indicator, codes.get(quota.unit, quota.unit), quota.year): quota.target
            for quota in data.checklist.quotas
        }
        offline = frozenset(task.no for task in data.checklist.tasks if task.offline)
        tables = build_tables(data)
        by_task: dict[int, list[Indicator]] = {}
        for indicator in data.checklist.indicators:
            by_task.setdefault(indicator.task_no, []).append(indicator)
        return cls(
            data.checklist,
            data.period,
            tuple(data.units),
            codes,
            data.settings,
            tables,
            quotas,
            offline,
            by_task,
        )

    def indicators_of(self, task_no: int) -> Sequence[Indicator]:
        """The task's indicators in the checklist's order."""
        return self._by_task.get(task_no, ())

    def reporting(self, task: Task) -> list[str]:
        """Codes of the units that report the task, as far as config still knows them."""
        return [self.codes[name] for name in task.reporters if name in self.codes]

    def is_asked(self, task: Task, unit: str, period: Period, issued: Issued) -> bool:
        """Whether the unit owes a status of the task in that month; a unit that got no form does not."""
        key = str(task.no)
        sent = issued is None or is_sent(issued.get(unit, ()), TASKS, key)
        return sent and not task.offline and asks_status(task, period, self.status_before(unit, period, key))

    def status_before(self, unit: str, period: Period, task: str) -> str:
        """What the unit said of the task in the month before, "" when nothing."""
        table = self.tables.get(period.previous)
        entry = table.row(TASKS, unit, task).get("status") if table else None
        return str(entry.value) if entry else ""

    def pace(self, indicator_id: str, task_no: int, month: int) -> float:
        """序时进度 of an indicator, or of a task (id ""), at the end of a month."""
        key = (indicator_id, task_no)
        if key not in self._curves:
            # A spare curve applies to "": a task without an indicator must not find it.
            self._curves[key] = curve_for(self.checklist, indicator_id or str(task_no), task_no)
        return pace_of(self._curves[key], month)

    def assess(self, indicator: Indicator, period: Period) -> Assessment | None:
        """The indicator in a period, computed once; None when nothing is known of that period."""
        table = self.tables.get(period)
        if table is None:
            return None
        key = (indicator.id, period)
        if key not in self._done:
            self._done[key] = _assess(self, indicator, table)
        return self._done[key]

    def current(self, indicator: Indicator) -> Assessment:
        """The indicator in the month that is reported, which always has a table."""
        row = self.assess(indicator, self.period)
        if row is None:
            raise KeyError(self.period)
        return row


def _assess(basis: Basis, indicator: Indicator, table: MonthTable) -> Assessment:
    period = table.period
    target = indicator.targets.get(period.year)
    units = holders(indicator, period.year, basis.codes)
    amounts = {unit: table.amount(indicator, unit) for unit in units}
    due = target is not None and is_due(indicator.frequency, indicator.months, period)
    pace = basis.pace(indicator.id, indicator.task_no, period.month)
    nothing = Total(None, 0, 0)
    if not due:
        judgement = pending(indicator, target, pace)
        return Assessment(indicator, period, target, False, amounts, nothing, None, pace, judgement)
    if indicator.task_no in basis.offline and not any(amount.counts for amount in amounts.values()):
        judgement = without_figure(OFFLINE, None)  # forms leave it out, so nobody owes it
        return Assessment(indicator, period, target, False, {}, nothing, None, pace, judgement)
    tolerance = basis.settings.approx_tolerance
    total = roll_up(indicator, target, amounts, tolerance)
    rate = completion_rate(indicator, target, total, tolerance)
    judgement = _judge(basis, indicator, target, total, rate, pace, period.month)
    return Assessment(indicator, period, target, True, amounts, total, rate, pace, judgement)


def _judge(
    basis: Basis,
    indicator: Indicator,
    target: Target | None,
    total: Total,
    rate: float | None,
    pace: float,
    month: int,
) -> Judgement:
    if total.value is None and (total.counted or not total.expected):
        word = NO_DENOMINATOR if total.counted else NOT_APPLICABLE
        return without_figure(word, pace if pace_applies(indicator) else None)
    met = is_met(indicator, target, total, basis.settings.approx_tolerance)
    return judge(indicator, target, total.value, rate, met, pace, month, basis.settings)
