"""▲ 自报状态与指标进度不一致: where a unit's words and its own figures say different things.

In: :class:`Basis`, a task, a unit, a period, its status. Out: what its words do not agree with, a phrase and a
figure's key each. It asks for a look; it accuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core import fields
from toolkit.core.form import TASKS
from toolkit.core.model import Task
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.rounding import shown_rate
from toolkit.core.words import TaskStatus
from toolkit.figures.judging.assess import Assessment, Basis
from toolkit.figures.numbers.arithmetic import at_least
from toolkit.figures.numbers.registry import figure_key
from toolkit.figures.quotas.shares import UnitRate, unit_rate

FAR = 10.0  # points behind its own pace


def contradictions(
    basis: Basis, task: Task, unit: str, period: Period, status: str
) -> Iterator[tuple[str, str]]:
    """(phrase, key of the figure or "") of everything that does not go with 正常推进 or 已完成."""
    if status not in (TaskStatus.DONE, TaskStatus.ON_TRACK):
        return
    for indicator in basis.indicators_of(task.no):
        row = basis.assess(indicator, period)
        if row is not None and row.target is not None:
            yield from _of_figure(basis, row, unit, period)
    if (unit, Place(TASKS, task.key, fields.STATUS)) in basis.tables[period].wrong_status:
        yield "状态栏有未消除的错误", ""


def _of_figure(basis: Basis, row: Assessment, unit: str, period: Period) -> Iterator[tuple[str, str]]:
    month = basis.valued(row)
    if unit not in month.amounts or not month.due:
        return
    standing = unit_rate(basis, month, unit)
    if standing.rate is None:
        return
    name = f"{row.indicator.id} {row.indicator.name}"
    key = figure_key(row.indicator.id, period, unit, "rate")
    if is_far_behind(standing):
        points = shown_rate(-(standing.gap or 0.0))
        yield f"{name}完成率{shown_rate(standing.rate)}%，落后序时进度{points}个百分点", key
    elif standing.each and not standing.met and period.month >= row.indicator.date:
        yield f"{name}已到时限、尚未达到", key


def is_far_behind(standing: UnitRate) -> bool:
    """Whether a figure of the unit's own lies more than ten points behind its pace."""
    return standing.own and standing.gap is not None and not standing.met and not at_least(standing.gap, -FAR)
