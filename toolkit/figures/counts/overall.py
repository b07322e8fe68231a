"""Counts over the rows of a month: tasks and indicators by light, and all other counts beside them.

In: the rows of a month. Out: Figures ``overall/<period>/all/...`` and ``action-<n>/<period>/all/...``; every
count carries the keys of what it counts. They are taken again when the office has decided about lights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.marks import NOT_CONFIRMED
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult, JudgedBy, MonthResult, TaskResult
from toolkit.core.returns import Figure, Light
from toolkit.figures.counts.changes import change_figures
from toolkit.figures.counts.groupcounts import group_figures
from toolkit.figures.counts.telling import telling_figures
from toolkit.figures.counts.unitcounts import unit_figures, units_by_state
from toolkit.figures.followed.matters import matter_figures
from toolkit.figures.followed.revisions import revision_figures
from toolkit.figures.followed.supervision import supervision_figures
from toolkit.figures.numbers.counting import LIGHT_NAMES, by_action, count
from toolkit.figures.numbers.registry import ALL, figure_key

LIT_FORMULA = "按状态灯逐项计数"


def overall_figures(result: MonthResult) -> Iterator[Figure]:
    """All counts of the month, and the words that they are taken from."""
    yield from _tasks_by_light("overall", result.period, result.tasks, said("全地区任务"))
    yield from _contradictions(result)
    for number, (action, rows) in enumerate(by_action(result.tasks).items(), 1):
        yield from _tasks_by_light(f"action-{number}", result.period, rows, f"{action}任务")
    yield from change_figures(result)
    yield from _indicators_by_light(result.period, result.indicators)
    yield from unit_figures(result)
    yield from group_figures(result)
    yield from matter_figures(result)
    yield from telling_figures(result)
    yield from supervision_figures(result.supervised, result.period)
    yield from revision_figures(result.revised, result.period)


def brief_figures(result: MonthResult) -> Iterator[Figure]:
    """The counts of an earlier month that trends show."""
    yield from _tasks_by_light("overall", result.period, result.tasks, said("全地区任务"))
    yield from units_by_state(result.period, result.units)


def _tasks_by_light(
    subject: str, period: Period, tasks: Sequence[TaskResult], label: str
) -> Iterator[Figure]:
    lit = [row for row in tasks if row.light is not Light.NONE]
    unlit = [row for row in tasks if row.light is Light.NONE]
    groups = {
        "tasks": ("数（含不评灯的）", tasks),
        "tasks_lit": ("总数", lit),
        "tasks_unlit": ("（不评灯）", unlit),
    } | {
        f"tasks_{name}": (f"（{light.value}）", [row for row in lit if row.light is light])
        for light, name in LIGHT_NAMES.items()
    }
    for name, (what, rows) in groups.items():
        keys = [figure_key(f"task-{row.task.no}", period, ALL, "light") for row in rows]
        yield count(
            figure_key(subject, period, ALL, name), f"{period.chinese}{label}{what}", keys, LIT_FORMULA
        )
    yield from _tasks_by_ground(subject, period, tasks, label)


def _tasks_by_ground(
    subject: str, period: Period, tasks: Sequence[TaskResult], label: str
) -> Iterator[Figure]:
    """Counts apart: tasks judged by indicators, and those that rest on their units' words."""
    for ground, name in ((JudgedBy.INDICATORS, "by_indicators"), (JudgedBy.UNITS, "by_units")):
        rows = [row for row in tasks if row.judged_by is ground and row.light is not Light.NONE]
        groups = {"": (ground.value, rows)} | {
            f"_{known}": (f"{ground.value}，{light.value}", [row for row in rows if row.light is light])
            for light, known in LIGHT_NAMES.items()
        }
        for suffix, (what, chosen) in groups.items():
            keys = [figure_key(f"task-{row.task.no}", period, ALL, "light") for row in chosen]
            key = figure_key(subject, period, ALL, f"tasks_{name}{suffix}")
            yield count(key, f"{period.chinese}{label}（{what}）", keys, LIT_FORMULA)


def _contradictions(result: MonthResult) -> Iterator[Figure]:
    """▲: cells whose words and figures differ, all of them, those that units explained where there are any, and by unit."""
    cells = [
        (code, figure_key(f"task-{row.task.no}", result.period, code, fields.STATUS), cell.explained)
        for row in result.tasks
        for code, cell in row.units.items()
        if cell.contradicts
    ]
    label = f"{result.period.chinese}自报状态与指标进度不一致"
    formula = "任务矩阵中带▲的格逐个计数"
    key = figure_key("overall", result.period, ALL, "contradictions")
    yield count(key, label, [one for _, one, _ in cells], formula, "处")
    if told := [one for _, one, explained in cells if explained]:
        key = figure_key("overall", result.period, ALL, "contradictions_explained")
        yield count(key, f"{label}、单位已作说明的", told, formula, "处")
    for report in result.units:
        own = [one for code, one, _ in cells if code == report.unit.code]
        key = figure_key("unit", result.period, report.unit.code, "contradictions")
        yield count(key, f"{label}（{report.unit.name}）", own, formula, "处")


def _indicators_by_light(period: Period, rows: Sequence[IndicatorResult]) -> Iterator[Figure]:
    due = [row for row in rows if row.due and row.light is not Light.NONE]
    waiting = [row for row in rows if not row.due and row.target is not None and row.stands is None]
    known = [row for row in due if row.light is not Light.MISSING]
    paced = [row for row in due if row.pace.value is not None]
    groups = {
        "due": ("应统计指标", due),
        "known": ("本月有数的应统计指标", known),
        "waiting": ("未到统计期的指标", waiting),
        "standing": ("已到时限、沿用到期数据的指标", [row for row in rows if row.stands is not None]),
        "not_confirmed": ("口径待核对的指标", [row for row in rows if row.word == NOT_CONFIRMED]),
        "paced": ("按序时进度的应统计指标", paced),
    }
    for light, name in LIGHT_NAMES.items():
        chosen = [row for row in due if row.light is light]
        groups[name] = (f"应统计指标（{light.value}）", chosen)
        groups[f"paced_{name}"] = (
            f"按序时进度的应统计指标（{light.value}）",
            [row for row in chosen if row.pace.value is not None],
        )
    for name, (label, chosen) in groups.items():
        keys = [figure_key(row.indicator.id, period, ALL, "light") for row in chosen]
        key = figure_key("overall", period, ALL, f"indicators_{name}")
        yield count(key, period.chinese + said(label), keys, LIT_FORMULA)
