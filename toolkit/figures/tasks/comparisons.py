"""Tasks against last month and months in a row, within a year and on common ground only; one rule for every output.

In: :class:`Basis`, the statuses of a month. Out: :class:`Comparison` and :class:`Run` values, and why nothing is
compared in a month at all. A reader holds the two papers side by side: a change is said only where both print it, and
none where they print one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from toolkit.core.model import Task
from toolkit.core.periods import Period, periods_of
from toolkit.core.results import WORST_FIRST, Comparison, JudgedBy, Run
from toolkit.core.returns import Light
from toolkit.figures.judging.assess import Basis
from toolkit.figures.tasks.status import Status, by_rows, targets_met, task_status
from toolkit.figures.tasks.unitwords import by_words

NO_MONTH = "没有上月的填报数据"
FEW_UNITS = "本月或上月报送的单位不足一半，不与上月比较"
FEW_TASKS = "与上月可比的任务不足一半，不与上月比较"
NOT_JUDGED = "本月或上月没有判定"
NO_GROUND = "两个月没有共同的判定依据"
OTHERWISE = "按两个月共同的依据比较，结果与两个月各自的判定不符"


def _new_year() -> str:
    first, last = periods_of(2000)[0], periods_of(2000)[-1]
    return f"{first.named}起按新的年度目标计，不与上年{last.named}比较"


def month_reason(basis: Basis) -> str:
    """Why this month is not set against the one before, as far as units decide it; "" where it may be."""
    period = basis.period
    if period.opens_year:
        return _new_year()
    before = basis.tables.get(period.previous)
    if before is None or not before.has_returns:
        return NO_MONTH
    for table in (basis.tables[period], before):
        asked = set(basis.codes_in(table.period).values())
        if len(table.speakers() & asked) * 2 < len(asked):
            return FEW_UNITS
    return ""


def few_compare(comparisons: Sequence[Comparison]) -> str:
    """Why nothing is said although some tasks compare."""
    return FEW_TASKS if sum(one.known for one in comparisons) * 2 < len(comparisons) else ""


def compare(basis: Basis, task: Task, now: Status, period: Period) -> Comparison:
    """The task's own lights of both months, where what both have in common moved as they did."""
    if period.opens_year or period.previous not in basis.tables:
        return Comparison(reason=_new_year() if period.opens_year else NO_MONTH)
    before = task_status(basis, task, period.previous)
    printed = (before.light, now.light)
    if not (now.judged and before.judged):
        return Comparison(before.light if before.judged else None, reason=NOT_JUDGED)
    shared = _shared(basis, task, ((period.previous, before), (period, now)))
    if not shared:
        return Comparison(before.light, reason=NO_GROUND)
    level = shared[0] is shared[1] and printed[0] is printed[1]
    return Comparison(*printed) if level or shared == printed else Comparison(before.light, reason=OTHERWISE)


Months = Sequence[tuple[Period, Status]]  # last month and this one


def _shared(basis: Basis, task: Task, months: Months) -> tuple[Light, ...]:
    """The lights of both months on what both have in common; () where that is nothing."""
    (_, before), (_, now) = months
    if now.judged_by is not before.judged_by:
        return ()
    units = [unit for unit in before.spoken.said if unit in now.spoken.said]
    if now.judged_by is JudgedBy.INDICATORS:
        return _on_rows(basis, task, months, units)
    if not units:
        return ()
    return tuple(
        by_words(status.spoken.over(units), targets_met(basis, task, month))[0] for month, status in months
    )


def _on_rows(basis: Basis, task: Task, months: Months, units: Sequence[str]) -> tuple[Light, ...]:
    common = set.intersection(*({row.indicator.id for row in status.rows if row.lit} for _, status in months))
    if not common:
        return ()
    return tuple(
        by_rows(
            basis,
            task,
            month,
            [row for row in status.rows if row.indicator.id in common],
            status.spoken.over(units),
            alone=True,
        ).light
        for month, status in months
    )


def run(basis: Basis, task: Task, period: Period, now: Status, lights: Collection[Light]) -> Run:
    """For how many months in a row the task has had one of these lights."""

    def earlier(month: Period) -> Light | None:
        table = basis.tables.get(month)
        return task_status(basis, task, month).light if table and table.has_returns else None

    return run_of(period, now.light, lights, earlier)


def run_of(
    period: Period, now: Light, lights: Collection[Light], earlier: Callable[[Period], Light | None]
) -> Run:
    """Judged months of the year in a row with one of these lights, this one included; one unjudged month is let pass."""
    if now not in lights:
        return Run()
    months, since, passed = 1, period, False
    for month in reversed(period.so_far[:-1]):
        light = earlier(month)
        if light not in WORST_FIRST:
            if passed:
                break
            passed = True
        elif light in lights:
            months, since = months + 1, month
        else:
            break
    return Run(months, since)
