"""Rows of 任务矩阵: the prefecture's status of a task and each unit's cell.

In: :class:`Basis`, the period, the registry. Out: :class:`TaskResult` values; statuses and 完成度 are
Figures too (``task-19/<period>/<code>/status``, ``.../completion``, ``task-19/<period>/all/light``).
"""

from __future__ import annotations

from toolkit.core.area import said
from toolkit.core.form import NOT_APPLICABLE, TASKS
from toolkit.core.model import Task, Unit
from toolkit.core.periods import Period
from toolkit.core.results import TaskResult, UnitTask
from toolkit.core.returns import Figure, Light, Source
from toolkit.figures.assess import Basis, Issued
from toolkit.figures.data import Settings
from toolkit.figures.lights import pace_light
from toolkit.figures.registry import ALL, Registry, figure_key
from toolkit.figures.table import Row, further
from toolkit.figures.taskstatus import Status, months_in, task_status
from toolkit.forms.layout import TASK_SHEET

UNIT_LIGHTS = {
    "已完成": Light.BLUE,
    "正常推进": Light.GREEN,
    "进度滞后": Light.YELLOW,
    "未启动": Light.YELLOW,
    NOT_APPLICABLE: Light.NONE,
    "": Light.MISSING,
}
TEXTS = ("progress", "problems", "next_steps", "evidence", "person", "department")


def task_results(basis: Basis, period: Period, issued: Issued, registry: Registry) -> tuple[TaskResult, ...]:
    """One row a task of the checklist, in its order."""
    return tuple(_task_result(basis, task, period, issued, registry) for task in basis.checklist.tasks)


def unit_light(status: str, completion: float | None, pace: float, settings: Settings) -> Light:
    """A cell's light; red when the unit's own 完成度 is farther behind pace than config allows."""
    light = UNIT_LIGHTS[status]
    started = light in (Light.GREEN, Light.YELLOW)
    if started and completion is not None and pace_light(completion, pace, settings) is Light.RED:
        return Light.RED
    return light


def _task_result(basis: Basis, task: Task, period: Period, issued: Issued, registry: Registry) -> TaskResult:
    by_name = {unit.name: unit for unit in basis.units}
    units = {
        by_name[name].code: _unit_task(basis, task, by_name[name], period, issued, registry)
        for name in task.reporters
        if name in by_name
    }
    status = task_status(basis, task, period, issued)
    known = period.previous in basis.tables
    _light_figure(task, period, status, tuple(units), registry)
    return TaskResult(
        task=task,
        light=status.light,
        word=status.word,
        basis=status.basis,
        units=units,
        indicators=tuple(row.indicator.id for row in status.due),
        previous_light=task_status(basis, task, period.previous).light if known else None,
        months_behind=months_in(basis, task, period, status, (Light.RED,)),
        offline=task.offline,
        months_below=months_in(basis, task, period, status, (Light.YELLOW, Light.RED)),
    )


def _light_figure(
    task: Task, period: Period, status: Status, units: tuple[str, ...], registry: Registry
) -> None:
    subject = f"task-{task.no}"
    if status.by_units:
        inputs = tuple(figure_key(subject, period, unit, "status") for unit in units)
    else:
        inputs = tuple(figure_key(row.indicator.id, period, ALL, "rate") for row in status.due)
    registry.add(
        Figure(
            key=figure_key(subject, period, ALL, "light"),
            label=f"{period.chinese}任务{task.no}（{task.item}）{said('全地区')}状态",
            value=None,
            word=f"{status.light.value} {status.word}" if status.light is not Light.NONE else status.word,
            formula=status.basis,
            inputs=inputs,
            kind="text",
        )
    )


def _unit_task(
    basis: Basis, task: Task, unit: Unit, period: Period, issued: Issued, registry: Registry
) -> UnitTask:
    row = basis.tables[period].row(TASKS, unit.code, str(task.no))
    status = _text(row, "status")
    completion = _completion(task, unit, period, row, registry)
    value = completion.value if completion else None
    light = unit_light(status, value, basis.pace("", task.no, period.month), basis.settings)
    if not status and not basis.is_asked(task, unit.code, period, issued):
        light = Light.NONE if issued is None or unit.code in issued else Light.MISSING
    _status_figure(task, unit, period, row, light, registry)
    before = basis.tables.get(period.previous)
    texts = {name: _text(row, name) for name in TEXTS}
    return UnitTask(
        unit=unit,
        status=status,
        light=light,
        completion=completion,
        sources={name: entry.source for name, entry in row.items() if entry.source},
        previous_status=_text(before.row(TASKS, unit.code, str(task.no)), "status") if before else "",
        further=further(TASK_SHEET, row),
        **texts,
    )


def _text(row: Row, name: str) -> str:
    entry = row.get(name)
    return str(entry.value) if entry else ""


def _source(row: Row, name: str) -> tuple[Source, ...]:
    entry = row.get(name)
    return (entry.source,) if entry and entry.source else ()


def _notes(row: Row) -> list[str]:
    """What the office corrected in status or completion, and why."""
    return [row[name].note for name in ("status", "completion") if name in row and row[name].note]


def _completion(task: Task, unit: Unit, period: Period, row: Row, registry: Registry) -> Figure | None:
    entry = row.get("completion")
    if entry is None or isinstance(entry.value, str):
        return None
    return registry.add(
        Figure(
            key=figure_key(f"task-{task.no}", period, unit.code, "completion"),
            label=f"{period.chinese}{unit.name}任务{task.no}完成度",
            value=float(entry.value),
            measure="%",
            formula=f"单位填报；{entry.note}" if entry.note else "单位填报",
            sources=_source(row, "completion"),
            mark=entry.mark,
            kind="percent",
        )
    )


def _status_figure(
    task: Task, unit: Unit, period: Period, row: Row, light: Light, registry: Registry
) -> None:
    entry = row.get("status")
    registry.add(
        Figure(
            key=figure_key(f"task-{task.no}", period, unit.code, "status"),
            label=f"{period.chinese}{unit.name}任务{task.no}状态",
            value=None,
            word=f"{light.value} {_text(row, 'status')}".strip()
            if light is not Light.MISSING
            else light.value,
            formula="；".join(["单位填报；完成度落后序时进度超过设定值的为红", *_notes(row)]),
            sources=_source(row, "status") + _source(row, "completion"),
            mark=entry.mark if entry else "",
            kind="text",
        )
    )
