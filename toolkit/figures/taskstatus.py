"""The status of a task for the prefecture, as light, word and what it rests on.

In: :class:`Basis`, a task, a period; nothing of figures or words of units is needed, so that past
months are judged by the same code. Out: :class:`Status`. The rule: the worst light of the task's due
indicators; without such, what the units themselves say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from toolkit.core.form import NOT_APPLICABLE, PENDING, TASKS
from toolkit.core.model import Task
from toolkit.core.periods import Period
from toolkit.core.returns import Light
from toolkit.figures.assess import Assessment, Basis, Issued
from toolkit.figures.lights import OFFLINE, PACE_WORDS

DONE = "已完成"
BEHIND_STATUSES = ("进度滞后", "未启动")
WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)
RULE = (
    "任务状态（全地区）：有应统计指标的，取其中最差的灯；没有的，看各单位填报的状态："
    "应报单位全部已完成为蓝，没有滞后或未启动的为绿，有的为黄，占已报单位三分之一及以上的为红，"
    "已报不足一半的为未报。"
)


@dataclass(frozen=True)
class Status:
    """``due`` are the assessments of its due indicators; ``by_units`` says that units decided."""

    light: Light
    word: str
    basis: str
    due: tuple[Assessment, ...] = ()
    by_units: bool = False


def task_status(basis: Basis, task: Task, period: Period, issued: Issued = None) -> Status:
    """The task's status in a period that has a table."""
    due = _due_indicators(basis, task, period)
    lit = [row for row in due if row.judgement.light in WORST_FIRST]
    if lit:
        return _by_indicators(due, lit)
    if task.offline:
        return Status(Light.NONE, OFFLINE, "本任务线下报送")
    return _by_units(basis, task, period, due, issued)


def months_in(basis: Basis, task: Task, period: Period, now: Status, lights: Collection[Light]) -> int:
    """For how many months in a row the task has had one of these lights, this month included."""
    count, status = 0, now
    while status.light in lights:
        count += 1
        period = period.previous
        if period not in basis.tables:
            break
        status = task_status(basis, task, period)
    return count


def _due_indicators(basis: Basis, task: Task, period: Period) -> tuple[Assessment, ...]:
    rows = (basis.assess(indicator, period) for indicator in basis.indicators_of(task.no))
    return tuple(row for row in rows if row and row.due)


def _by_indicators(due: Sequence[Assessment], lit: Sequence[Assessment]) -> Status:
    light = next(light for light in WORST_FIRST if any(row.judgement.light is light for row in lit))
    worst = [row for row in lit if row.judgement.light is light]
    named = "；".join(describe(row) for row in worst[:3])
    more = f"等{len(worst)}项" if len(worst) > 3 else ""
    silent = sum(row.judgement.light is Light.MISSING for row in due)
    missing = f"；另有{silent}项没有单位报数" if silent else ""
    text = f"应统计指标{len(due)}项，取最差的灯：{named}{more}{missing}"
    return Status(light, PACE_WORDS[light], text, tuple(due))


def describe(row: Assessment) -> str:
    """An indicator's standing in one phrase."""
    judgement = row.judgement
    words = f"{row.indicator.id} {row.indicator.name} {judgement.word}"
    if row.rate is None:
        return words
    if judgement.gap is None or judgement.pace is None:
        return f"{words}（完成率{row.rate:.1f}%）"
    return (
        f"{words}（完成率{row.rate:.1f}%，序时进度{judgement.pace:.1f}%，进度差{judgement.gap:+.1f}个百分点）"
    )


def _by_units(
    basis: Basis, task: Task, period: Period, due: tuple[Assessment, ...], issued: Issued
) -> Status:
    table = basis.tables[period]
    said: dict[str, str] = {}
    owed = 0
    for unit in basis.reporting(task):
        entry = table.row(TASKS, unit, str(task.no)).get("status")
        status = str(entry.value) if entry else ""
        if status == NOT_APPLICABLE:
            continue
        if status:
            said[unit] = status
        owed += bool(status) or basis.is_asked(task, unit, period, issued if period == basis.period else None)
    if not owed:
        return _nobody_owes(basis, task, period)
    counts = Counter(said.values())
    light = _units_light(owed, len(said), counts)
    parts = "、".join(f"{status}{counts[status]}个" for status in _ORDER if counts[status])
    text = f"没有可用的应统计指标，按各单位状态：应报{owed}个、已报{len(said)}个" + (
        f"，其中{parts}" if parts else ""
    )
    return Status(light, PACE_WORDS[light], text, due, by_units=True)


_ORDER = (DONE, "正常推进", *BEHIND_STATUSES)


def _nobody_owes(basis: Basis, task: Task, period: Period) -> Status:
    table = basis.tables[period]
    rows = [table.row(TASKS, unit, str(task.no)) for unit in basis.reporting(task)]
    if any("status" in row for row in rows):
        return Status(Light.NONE, NOT_APPLICABLE, "各单位都填不涉及", by_units=True)
    return Status(Light.NONE, PENDING, "本月不要求填报", by_units=True)


def _units_light(owed: int, reported: int, counts: Counter[str]) -> Light:
    behind = sum(counts[status] for status in BEHIND_STATUSES)
    if reported * 2 < owed:
        return Light.MISSING
    if counts[DONE] == owed:
        return Light.BLUE
    if not behind:
        return Light.GREEN
    return Light.RED if behind * 3 >= reported else Light.YELLOW
