"""One indicator in one month as bare numbers: due, amounts, total, rate, light at both ends.

In: a :class:`Basis` (checklist, units, settings, tables). Out: :class:`Assessment`; figures with
labels and provenance are made of it only for the month that is reported, while trends, comparisons
and months behind use it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

from toolkit.core import fields
from toolkit.core.form import TASKS
from toolkit.core.groups import Group
from toolkit.core.marks import NOT_CONFIRMED
from toolkit.core.model import Checklist, Comparator, Indicator, Target, Task, Unit
from toolkit.core.pace import curve_for, has_pace, is_linear
from toolkit.core.pace import pace as pace_of
from toolkit.core.periods import Period, is_due
from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.given.data import MonthData, Settings
from toolkit.figures.given.table import Amount, MonthTable, Tables, holders, text_of, unit_codes
from toolkit.figures.judging.judged import End, Grounds, judged_total
from toolkit.figures.judging.lights import Judgement, pace_of_month, pending, without_figure
from toolkit.figures.judging.rollup import Total, roll_up
from toolkit.forms.asked import Shown, asks_status, is_sent
from toolkit.forms.plan import reported_target

T = TypeVar("T")

# What went out to each unit; None: every unit was asked by the checklist.
Issued = Mapping[str, Collection[tuple[str, str]]] | None


@dataclass(frozen=True)
class Assessment:
    """``amounts`` by unit code in the checklist's order of reporters; ``rate`` is 完成率 in percent.

    ``pace`` is the curve's share of the month whether or not the indicator is judged by it. ``low`` and ``high``
    are the ends that missing units leave; both None where every due figure is in, or where there are none
    (``judgement.light`` tells: ○). ``stands`` is the earlier period whose value and light stand.
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
    low: End | None = None
    high: End | None = None
    printed: Light | None = None  # the light that the printed sum alone would give, where units are missing
    stands: Period | None = None

    @property
    def lit(self) -> bool:
        """Whether it has a ●."""
        return self.judgement.light in (Light.BLUE, Light.GREEN, Light.YELLOW, Light.RED)

    @property
    def met(self) -> bool:
        """Whether its target is shown met; a kept 保持 counts as met."""
        return self.judgement.light is Light.BLUE or (self.is_kept and self.judgement.light is Light.GREEN)

    @property
    def is_kept(self) -> bool:
        """Whether it is a 保持-target."""
        return self.indicator.comparator is Comparator.KEEP

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the due units without a figure of their own."""
        if not self.due:
            return ()
        return tuple(unit for unit, amount in self.amounts.items() if amount.owed and not amount.reported)


@dataclass(frozen=True)
class _Then:
    """The list as a month knew it: unit name -> code, indicators by id, tasks by number."""

    codes: Mapping[str, str]
    indicators: Mapping[str, Indicator]
    tasks: Mapping[int, Task]

    @classmethod
    def of(cls, checklist: Checklist, units: Sequence[Unit]) -> _Then:
        """Index it."""
        indicators = {one.id: one for one in checklist.indicators}
        return cls(unit_codes(units), indicators, {task.no: task for task in checklist.tasks})


@dataclass(frozen=True)
class Basis:
    """Checklist, units and tables in the shapes that the computations look things up in."""

    checklist: Checklist
    period: Period  # the month that is reported
    units: tuple[Unit, ...]
    settings: Settings
    tables: Mapping[Period, MonthTable]
    quotas: Mapping[tuple[str, str, int], float]  # indicator id, unit code, year
    offline: frozenset[int]  # numbers of tasks that are reported on paper
    verdicts: Mapping[
        Period, Mapping[str, LightVerdict]
    ]  # lights that earlier papers print as the office decided
    _by_task: Mapping[int, Sequence[Indicator]]
    _whole: Checklist  # with the units of every month
    groups: tuple[Group, ...] = ()  # only of the month that is reported: earlier months are not told by group
    _curves: dict[tuple[str, int], tuple[float, ...]] = field(default_factory=dict)
    _done: dict[tuple[str, Period], Assessment] = field(default_factory=dict)
    _kept: dict[tuple[object, ...], object] = field(default_factory=dict)  # of those that work it out once
    _then: dict[Period, _Then] = field(default_factory=dict)  # this month's is there, others when asked for

    @classmethod
    def of(cls, data: MonthData) -> Basis:
        """Index the month's data."""
        now = _Then.of(data.checklist, data.units)
        quotas = {
            (quota.indicator, now.codes.get(quota.unit, quota.unit), quota.year): quota.target
            for quota in data.checklist.quotas
        }
        offline = frozenset(task.no for task in data.checklist.tasks if task.offline)
        tables = Tables(data)
        by_task: dict[int, list[Indicator]] = {}
        for indicator in data.checklist.indicators:
            by_task.setdefault(indicator.task_no, []).append(indicator)
        return cls(
            data.checklist,
            data.period,
            tuple(data.units),
            data.settings,
            tables,
            quotas,
            offline,
            data.verdicts,
            by_task,
            data.whole_list or data.checklist,
            _then={data.period: now},
        )

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        """The month's units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Unit code -> 类别."""
        return {unit.code: unit.kind for unit in self.units}

    def then(self, period: Period) -> _Then:
        """Who reported what in a month: with units that have gone since, without those that came later."""
        if period not in self._then:
            known = self._whole.reporting or self.units
            serving = [unit for unit in known if unit.serves_in(period)]
            self._then[period] = _Then.of(self._whole.at(period), serving)
        return self._then[period]

    def codes_in(self, period: Period) -> Mapping[str, str]:
        """Unit name -> code, of the units of the month."""
        return self.then(period).codes

    def printed(self, task: Task, period: Period, light: Light, unit: str = "") -> Light:
        """The light of a task (of a unit's cell) as the paper of an earlier month shows it: what the office decided there."""
        verdict = self.verdicts.get(period, {}).get(f"task-{task.no}/{unit}" if unit else f"task-{task.no}")
        return verdict.light if verdict and verdict.seen is light else light

    def indicators_of(self, task_no: int) -> Sequence[Indicator]:
        """The task's indicators in the checklist's order."""
        return self._by_task.get(task_no, ())

    def reporting(self, task: Task, period: Period) -> list[str]:
        """Codes of the units that report the task in that month, as far as config still knows them."""
        then = self.then(period)
        return [then.codes[name] for name in then.tasks.get(task.no, task).reporters if name in then.codes]

    def is_asked(self, task: Task, unit: str, period: Period, issued: Issued) -> bool:
        """Whether the unit owes a status of the task in that month; a unit that got no form does not."""
        key = task.key
        sent = issued is None or is_sent(issued.get(unit, ()), TASKS, key)
        return sent and not task.offline and asks_status(task, period, self.status_before(unit, period, key))

    def status(self, unit: str, period: Period, task: str) -> str:
        """What the unit says of the task (by its key) in that month, "" when nothing."""
        table = self.tables.get(period)
        return text_of(table.row(TASKS, unit, task), fields.STATUS) if table else ""

    def status_before(self, unit: str, period: Period, task: str) -> str:
        """What the unit said of the task in the month before, "" when nothing."""
        return self.status(unit, period.previous, task)

    def said_before(self, unit: str, period: Period, task: str) -> Shown:
        """All that the unit said of the task in the month before, by field."""
        table = self.tables.get(period.previous)
        return {name: entry.value for name, entry in table.row(TASKS, unit, task).items()} if table else {}

    def curve(self, indicator_id: str, task_no: int) -> tuple[float, ...]:
        """The curve of an indicator, or of a task (id "")."""
        key = (indicator_id, task_no)
        if key not in self._curves:
            # A spare curve applies to "": a task without an indicator must not find it.
            self._curves[key] = curve_for(self.checklist, indicator_id or str(task_no), task_no)
        return self._curves[key]

    def pace(self, indicator_id: str, task_no: int, month: int) -> float:
        """The curve's share (%) of an indicator, or of a task (id ""), at the end of a month."""
        return pace_of(self.curve(indicator_id, task_no), month)

    def has_paced(self, task: Task, year: int) -> bool:
        """Whether the task has an indicator of the year that is held against a pace."""
        return any(
            year in row.targets and row.confirmed and has_pace(row, year)
            for row in self.indicators_of(task.no)
        )

    def kept(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What was made under a key, which names its maker first; made now where it was not."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast("T", self._kept[key])

    def assess(self, indicator: Indicator, period: Period) -> Assessment | None:
        """The indicator in a period, computed once; None when nothing is known of that period."""
        table = self.tables.get(period)
        if table is None:
            return None
        key = (indicator.id, period)
        if key not in self._done:
            then = self.then(period).indicators.get(indicator.id, indicator)
            self._done[key] = _assess(self, then, table)
        return self._done[key]

    def current(self, indicator: Indicator) -> Assessment:
        """The indicator in the month that is reported, which always has a table."""
        row = self.assess(indicator, self.period)
        if row is None:
            raise KeyError(self.period)
        return row

    def valued(self, row: Assessment) -> Assessment:
        """The assessment whose unit values the row rests on: its own month, or the one that stands."""
        if row.stands is None:
            return row
        return self.assess(row.indicator, row.stands) or row


def _assess(basis: Basis, indicator: Indicator, table: MonthTable) -> Assessment:
    period = table.period
    target = indicator.targets.get(period.year)
    units = holders(indicator, period.year, basis.codes_in(period))
    amounts = {unit: table.amount(indicator, unit) for unit in units}
    due = target is not None and is_due(indicator.frequency, indicator.months, period)
    share = basis.pace(indicator.id, indicator.task_no, period.month)
    pace = pace_of_month(indicator, target, period.year, share, indicator.factor) if target else None
    row = Assessment(
        indicator, period, target, due, amounts, Total(None, 0, 0), None, share, pending(target, pace)
    )
    if target is None:
        return row
    if indicator.task_no in basis.offline and not any(amount.counts for amount in amounts.values()):
        # Forms leave it out, so nobody owes it.
        return replace(row, due=False, amounts={}, judgement=without_figure(LightWord.OFFLINE, None))
    if not indicator.confirmed:
        asked = roll_up(indicator, target, amounts)
        return replace(
            row,
            total=Total(None, asked.expected, asked.reported),
            judgement=without_figure(NOT_CONFIRMED, None),
        )
    if not due:
        return _standing(basis, row)
    return _judged(basis, row, target, pace)


def _standing(basis: Basis, row: Assessment) -> Assessment:
    """Not due: once its date has come, the last due value and light stand to the year's end."""
    date = row.indicator.date
    if row.period.month <= date:
        return row
    last = basis.assess(row.indicator, Period(row.period.year, date))
    if last is None or not last.due:
        return row
    total = replace(last.total, expected=0, reported=0)
    return replace(last, period=row.period, due=False, amounts=row.amounts, total=total, stands=last.period)


def _judged(basis: Basis, row: Assessment, target: Target, pace: float | None) -> Assessment:
    indicator = row.indicator
    tolerance = basis.settings.approx_tolerance
    total = roll_up(indicator, target, row.amounts, tolerance)
    found = replace(row, total=total)
    if not total.expected:
        return replace(found, judgement=without_figure(NoValue.NOT_APPLICABLE, pace))
    if total.value is None and total.reported == total.expected:
        return replace(found, judgement=without_figure(LightWord.NO_DENOMINATOR, pace))
    made = judged_total(_grounds(basis, row, target), total, pace)
    return replace(
        found,
        rate=made.rate,
        judgement=made.judgement,
        low=made.low,
        high=made.high,
        printed=made.printed,
    )


def _grounds(basis: Basis, row: Assessment, target: Target) -> Grounds:
    indicator = row.indicator
    curve = basis.curve(indicator.id, indicator.task_no)
    quotas = {
        unit: quota
        for unit in row.amounts
        if (quota := basis.quotas.get((indicator.id, unit, row.period.year))) is not None
    }
    return Grounds(
        indicator,
        target,
        row.period,
        row.amounts,
        basis.tables,
        curve,
        is_linear(curve),
        row.pace,
        quotas,
        reported_target(indicator, target).low,
        basis.settings,
    )
