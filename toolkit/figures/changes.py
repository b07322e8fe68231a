"""Tasks against last month: better, worse, level; what became of those that were behind; months in a row.

In: the tasks of a month. Out: Figures ``task-<no>/<period>/all/change``, ``months_behind``, ``months_below``
and counts ``overall/<period>/all/tasks_better``, ``lagging_still`` and the like.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.area import said
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Figure, Light
from toolkit.figures.counting import ON_TRACK, count
from toolkit.figures.registry import ALL, figure_key
from toolkit.figures.taskstatus import WORST_FIRST

FORMULA = "全地区状态灯与上月比较，逐项计数；上月或本月未报、不评灯的不比"
LAGGING_FORMULA = "上月为红灯的任务，按本月的灯逐项计数"


def change_figures(result: MonthResult) -> Iterator[Figure]:
    """What changed since last month; counts of 0 where there was no last month."""
    for row in result.tasks:
        if row.previous_light is not None:
            yield _change(row, result.period)
        yield from _months(row, result.period)
    yield from _compared(result)
    yield from _lagging(result)


def _change(row: TaskResult, period: Period) -> Figure:
    subject, before = f"task-{row.task.no}", row.previous_light or Light.NONE
    return Figure(
        figure_key(subject, period, ALL, "change"),
        f"{period.chinese}任务{row.task.no}（{row.task.item}）{said('全地区')}状态与上月相比",
        None,
        word=f"{before.value} → {row.light.value}",
        formula="上月的灯 → 本月的灯",
        inputs=(figure_key(subject, period, ALL, "light"),),
        kind="text",
    )


def _months(row: TaskResult, period: Period) -> Iterator[Figure]:
    """For how many months in a row it has been behind; nothing where it is not."""
    subject = f"task-{row.task.no}"
    for name, label, months in (
        ("months_behind", "连续滞后", row.months_behind),
        ("months_below", "连续偏慢或滞后", row.months_below),
    ):
        if months:
            yield Figure(
                figure_key(subject, period, ALL, name),
                f"{period.chinese}任务{row.task.no}{label}月数",
                float(months),
                "个月",
                formula=f"{_first(period, months).chinese}至{period.chinese}逐月{label}",
                inputs=(figure_key(subject, period, ALL, "light"),),
            )


def _first(period: Period, months: int) -> Period:
    for _ in range(months - 1):
        period = period.previous
    return period


def _compared(result: MonthResult) -> Iterator[Figure]:
    pairs = [
        (WORST_FIRST.index(row.light) - WORST_FIRST.index(row.previous_light), row)
        for row in result.tasks
        if row.previous_light in WORST_FIRST and row.light in WORST_FIRST
    ]
    groups = {
        "comparable": ("与上月可比的任务", [row for _, row in pairs]),
        "better": ("转好的任务", [row for step, row in pairs if step > 0]),
        "worse": ("转差的任务", [row for step, row in pairs if step < 0]),
        "level": ("与上月持平的任务", [row for step, row in pairs if step == 0]),
    }
    for name, (label, rows) in groups.items():
        yield _count(result.period, f"tasks_{name}", label, rows, said(FORMULA))


def _lagging(result: MonthResult) -> Iterator[Figure]:
    before = [row for row in result.tasks if row.previous_light is Light.RED]
    groups = {
        "before": ("上月滞后任务", before),
        "cleared": ("上月滞后、本月已消除", [row for row in before if row.light in ON_TRACK]),
        "eased": ("上月滞后、本月有好转但仍偏慢", [row for row in before if row.light is Light.YELLOW]),
        "still": ("上月滞后、本月仍滞后", [row for row in before if row.light is Light.RED]),
        "silent": ("上月滞后、本月未报", [row for row in before if row.light is Light.MISSING]),
    }
    for name, (label, rows) in groups.items():
        yield _count(result.period, f"lagging_{name}", label, rows, LAGGING_FORMULA)


def _count(period: Period, name: str, label: str, rows: list[TaskResult], formula: str) -> Figure:
    keys = [figure_key(f"task-{row.task.no}", period, ALL, "change") for row in rows]
    return count(figure_key("overall", period, ALL, name), f"{period.chinese}{label}", keys, formula)
