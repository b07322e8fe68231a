"""Rows of 任务矩阵: the prefecture's status of a task and each unit's cell.

In: :class:`Basis`, the period, the registry. Out: :class:`TaskResult` values; statuses and 完成度 are
Figures too (``task-19/<period>/<code>/status``, ``.../completion``, ``task-19/<period>/all/light``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import TASKS
from toolkit.core.marks import CONTRADICTS
from toolkit.core.model import Task, Unit
from toolkit.core.pace import has_begun
from toolkit.core.periods import Period
from toolkit.core.results import Comparison, Coverage, JudgedBy, Run, TaskResult, UnitTask
from toolkit.core.returns import Figure, Light, Source
from toolkit.core.words import TaskStatus
from toolkit.figures.given.data import Settings
from toolkit.figures.given.table import Row, further, number_of, text_of
from toolkit.figures.judging.assess import Basis, Issued
from toolkit.figures.judging.lights import pace_light
from toolkit.figures.numbers.registry import ALL, Registry, figure_key
from toolkit.figures.tasks.comparisons import compare, few_compare, month_reason, run, run_of
from toolkit.figures.tasks.contradictions import contradictions
from toolkit.figures.tasks.status import Status, task_status
from toolkit.forms.layout import TASK_SHEET

UNIT_LIGHTS = {
    TaskStatus.DONE: Light.BLUE,
    TaskStatus.ON_TRACK: Light.GREEN,
    TaskStatus.BEHIND: Light.YELLOW,
    TaskStatus.NOT_STARTED: Light.YELLOW,
    TaskStatus.NOT_APPLICABLE: Light.NONE,
    "": Light.MISSING,
}


def task_results(basis: Basis, period: Period, issued: Issued, registry: Registry) -> tuple[TaskResult, ...]:
    """One row a task of the checklist, in its order; nothing is said of earlier months."""
    return tuple(_task_result(basis, task, period, issued, registry) for task in basis.checklist.tasks)


def beside_earlier_months(
    basis: Basis, period: Period, tasks: Sequence[TaskResult]
) -> tuple[tuple[TaskResult, ...], str]:
    """The rows set against last month, with months in a row; and why nothing is compared, "" where it is."""
    rows = [_compared(basis, row, period) for row in tasks]
    reason = month_reason(basis) or few_compare([row.comparison for row in rows])
    if not reason:
        return tuple(rows), ""
    nothing = Comparison(reason=reason)
    return tuple(_uncompared(row, nothing) for row in rows), reason


def _uncompared(row: TaskResult, nothing: Comparison) -> TaskResult:
    """The row without a word on earlier months, nor its cells."""
    units = {code: replace(cell, below_run=Run()) for code, cell in row.units.items()}
    return replace(row, comparison=nothing, red_run=Run(), below_run=Run(), newly_red=False, units=units)


def unit_light(
    status: str, completion: float | None, share: float, settings: Settings, *, paced: bool, begun: bool
) -> Light:
    """A cell's light. 未启动 and 进度滞后 turn red when 完成度 is far behind the curve's share and the task is paced."""
    if status == TaskStatus.NOT_STARTED and not begun:
        return Light.WAITING
    light = UNIT_LIGHTS[status]
    if status not in (TaskStatus.NOT_STARTED, TaskStatus.BEHIND) or completion is None or not paced:
        return light
    return Light.RED if pace_light(completion - share, share, settings) is Light.RED else light


def _task_result(basis: Basis, task: Task, period: Period, issued: Issued, registry: Registry) -> TaskResult:
    units = {
        code: _unit_task(basis, task, basis.by_code[code], period, issued, registry)
        for code in basis.reporting(task, period)
    }
    status = task_status(basis, task, period, issued)
    _light_figure(task, period, status, tuple(units), registry)
    spoken = status.spoken
    return TaskResult(
        task=task,
        light=status.light,
        word=status.word,
        basis=status.basis,
        units=units,
        indicators=tuple(row.indicator.id for row in status.rows),
        offline=task.offline,
        judged_by=status.judged_by,
        share=status.share,
        coverage=Coverage(
            len(spoken.said), spoken.owed, tuple(basis.by_code[code] for code in spoken.silent)
        ),
    )


def _compared(basis: Basis, row: TaskResult, period: Period) -> TaskResult:
    task, status = row.task, task_status(basis, row.task, period)
    comparison = compare(basis, task, status, period)
    newly = comparison.known and comparison.after is Light.RED
    return replace(
        row,
        comparison=comparison,
        red_run=run(basis, task, period, status, (Light.RED,)),
        below_run=run(basis, task, period, status, (Light.YELLOW, Light.RED)),
        newly_red=newly and comparison.before is not Light.RED,
        units={
            code: replace(cell, below_run=_cell_run(basis, task, code, period, cell.light))
            for code, cell in row.units.items()
        },
    )


def _light_figure(
    task: Task, period: Period, status: Status, units: tuple[str, ...], registry: Registry
) -> None:
    subject = f"task-{task.no}"
    if status.judged_by is JudgedBy.INDICATORS:
        inputs = tuple(figure_key(row.indicator.id, period, ALL, "rate") for row in status.rows)
    else:
        inputs = tuple(figure_key(subject, period, unit, fields.STATUS) for unit in units)
    registry.add(
        Figure(
            key=figure_key(subject, period, ALL, "light"),
            label=f"{period.chinese}任务{task.no}（{task.item}）{said('全地区')}状态",
            value=None,
            word=_light_words(status),
            formula=status.basis,
            inputs=inputs,
            kind="text",
        )
    )


def _light_words(status: Status) -> str:
    """The light with its words; ○ 待报齐 says itself what it is."""
    if status.light is Light.NONE:
        return status.word
    if not status.judged:
        return status.light.value
    share = f"（{status.share.text}）" if status.share else ""
    return f"{status.light.value} {status.word}{share}"


def _unit_task(
    basis: Basis, task: Task, unit: Unit, period: Period, issued: Issued, registry: Registry
) -> UnitTask:
    row = basis.tables[period].row(TASKS, unit.code, task.key)
    status = text_of(row, fields.STATUS)
    completion = _completion(task, unit, period, row, registry)
    light = _light_of(basis, task, period, status, completion.value if completion else None)
    if not status and not basis.is_asked(task, unit.code, period, issued):
        light = Light.NONE if issued is None or unit.code in issued else Light.MISSING
    doubts = tuple(contradictions(basis, task, unit.code, period, status))
    _status_figure(task, unit, period, row, light, doubts, registry)
    return UnitTask(
        unit=unit,
        status=status,
        light=light,
        completion=completion,
        sources={name: entry.source for name, entry in row.items() if entry.source},
        previous_status=basis.status(unit.code, period.previous, task.key) if not period.opens_year else "",
        doubts=tuple(phrase for phrase, _ in doubts),
        doubt_keys=tuple(key for _, key in doubts if key),
        further=further(TASK_SHEET, row),
        progress=text_of(row, fields.PROGRESS),
        problems=text_of(row, fields.PROBLEMS),
        next_steps=text_of(row, fields.NEXT_STEPS),
        evidence=text_of(row, fields.EVIDENCE),
        person=text_of(row, fields.PERSON),
        department=text_of(row, fields.DEPARTMENT),
    )


def _light_of(basis: Basis, task: Task, period: Period, status: str, completion: float | None) -> Light:
    return unit_light(
        status,
        completion,
        basis.pace("", task.no, period.month),
        basis.settings,
        paced=basis.has_paced(task, period.year),
        begun=has_begun(basis.curve("", task.no), period.month),
    )


def _cell_run(basis: Basis, task: Task, unit: str, period: Period, light: Light) -> Run:
    """For how many judged months of the year in a row a unit's cell is yellow or red, as :func:`run` counts."""

    def earlier(month: Period) -> Light | None:
        table = basis.tables.get(month)
        if table is None:
            return None
        said = number_of(table.row(TASKS, unit, task.key), fields.COMPLETION)
        made = _light_of(basis, task, month, basis.status(unit, month, task.key), said)
        return basis.printed(task, month, made, unit)

    return run_of(period, light, (Light.YELLOW, Light.RED), earlier)


def _source(row: Row, name: str) -> tuple[Source, ...]:
    entry = row.get(name)
    return (entry.source,) if entry and entry.source else ()


def _notes(row: Row) -> list[str]:
    """What the office corrected in status or completion, and why."""
    return [row[name].note for name in (fields.STATUS, fields.COMPLETION) if name in row and row[name].note]


def _completion(task: Task, unit: Unit, period: Period, row: Row, registry: Registry) -> Figure | None:
    entry = row.get(fields.COMPLETION)
    if entry is None or isinstance(entry.value, str):
        return None
    return registry.add(
        Figure(
            key=figure_key(f"task-{task.no}", period, unit.code, fields.COMPLETION),
            label=f"{period.chinese}{unit.name}任务{task.no}完成度",
            value=float(entry.value),
            measure="%",
            formula=f"单位填报；{entry.note}" if entry.note else "单位填报",
            sources=_source(row, fields.COMPLETION),
            mark=entry.mark,
            kind="percent",
        )
    )


def _cell_words(light: Light, status: str, contradicts: bool) -> str:
    """The cell of 任务矩阵: ● 绿 正常推进 ▲."""
    if light is Light.MISSING:
        return light.value
    return " ".join(filter(None, (light.value, status, CONTRADICTS if contradicts else "")))


def _status_figure(
    task: Task,
    unit: Unit,
    period: Period,
    row: Row,
    light: Light,
    doubts: tuple[tuple[str, str], ...],
    registry: Registry,
) -> None:
    entry = row.get(fields.STATUS)
    registry.add(
        Figure(
            key=figure_key(f"task-{task.no}", period, unit.code, fields.STATUS),
            label=f"{period.chinese}{unit.name}任务{task.no}状态",
            value=None,
            word=_cell_words(light, text_of(row, fields.STATUS), bool(doubts)),
            formula="；".join(
                ["单位填报；自报滞后或未启动、完成度又落后序时进度超过设定值的为红", *_notes(row)]
            ),
            inputs=tuple(key for _, key in doubts if key),
            sources=_source(row, fields.STATUS) + _source(row, fields.COMPLETION),
            mark=entry.mark if entry else "",
            kind="text",
        )
    )
