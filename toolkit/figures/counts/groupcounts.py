"""Groups of units in counts: returns by state, tasks by status and by light, one task by light.

In: the rows of a month with groups. Out: Figures ``group/<period>/<group>/...`` and ``group-task-<n>/<period>/<group>/...``, taken again
when the office has decided about lights; a count over units leads to the figures of the units, one over a task's
cells to the cells. ``group/<period>/合计/...`` are those of all groups together, the last line of tables. Nothing of a month that
names its units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core import fields
from toolkit.core.form import DASH
from toolkit.core.groups import WHOLE, Group
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, TaskResult, UnitReport, UnitTask
from toolkit.core.returns import Figure, Light
from toolkit.core.words import NoValue
from toolkit.figures.counts.unitcounts import is_asked, units_by_state
from toolkit.figures.numbers.counting import LIGHT_NAMES, ON_TRACK, STATUS_NAMES, count
from toolkit.figures.numbers.registry import ALL, figure_key, group_key

HELD, DOUBTS = "held", "contradictions"
TIMES = "项次"  # tasks times units
_LIGHT_TOTALS = {  # what is counted of a task -> the name of all tasks' sum, its label and measure
    name: (f"tasks_{name}", f"各单位任务（{light.value}）", TIMES) for light, name in LIGHT_NAMES.items()
} | {DOUBTS: (DOUBTS, "各单位自报状态与指标进度不一致", "处")}


def group_figures(result: MonthResult) -> Iterator[Figure]:
    """All counts of all groups."""
    reports = {row.unit.code: row for row in result.units}
    parts: dict[str, Figure] = {}
    for group in result.groups:
        own = [reports[unit.code] for unit in group.units]
        yield from units_by_state(result.period, own, group)
        yield from _returns(result.period, group, own)
        cells = [(row, _cells(row, group)) for row in result.tasks]
        yield from _by_status(result.period, group, [cell for _, held in cells for cell in held.values()])
        for figure in _by_light(result, group, cells):
            parts.setdefault(figure.key, figure)
            yield figure
    yield from _whole(result, parts)
    if result.groups:
        yield from _together(result, reports, parts)


def together(groups: Sequence[Group]) -> Group:
    """All units of all groups."""
    return Group(WHOLE, tuple(unit for group in groups for unit in group.units))


def _together(
    result: MonthResult, reports: Mapping[str, UnitReport], parts: Mapping[str, Figure]
) -> Iterator[Figure]:
    """The same counts of all groups; cells by light are the groups' own added up."""
    period, group = result.period, together(result.groups)
    own = [reports[unit.code] for unit in group.units]
    yield from units_by_state(period, own, group)
    yield from _returns(period, group, own)
    cells = [cell for row in result.tasks for cell in _cells(row, group).values()]
    yield from _by_status(period, group, cells)
    for name, label, measure in _LIGHT_TOTALS.values():
        keys = [group_key(period, one.name, name) for one in result.groups]
        value = float(sum(parts[key].value or 0 for key in keys))
        yield _sum(
            period, group, name, f"{period.chinese}{group.title}{label}", keys, value, "各组的数相加", measure
        )
    yield _on_track(period, group, cells)


def _whole(result: MonthResult, parts: Mapping[str, Figure]) -> Iterator[Figure]:
    """How many units of all groups have each light of a task: ``task-<n>/<period>/all/units_<light>``."""
    for row in result.tasks if result.groups else ():
        subject = f"task-{row.task.no}"
        for light, name in LIGHT_NAMES.items():
            keys = [group_key(result.period, group.name, name, subject) for group in result.groups]
            found = [parts[key] for key in keys if key in parts]
            yield Figure(
                figure_key(subject, result.period, ALL, f"units_{name}"),
                f"{result.period.chinese}任务{row.task.no}（{light.value}）单位",
                float(sum(figure.value or 0 for figure in found)),
                "家",
                formula="各组的数相加",
                inputs=tuple(figure.key for figure in found),
            )


def task_lights(result: MonthResult, task: TaskResult, group: Group) -> dict[Light, Figure]:
    """How many of the group's units have each light of the task, in the order of lights; {} where none is asked."""
    keys = {
        light: group_key(result.period, group.name, name, f"task-{task.task.no}")
        for light, name in LIGHT_NAMES.items()
    }
    return {light: result.figures[key] for light, key in keys.items() if key in result.figures}


def task_doubts(result: MonthResult, task: TaskResult, group: Group) -> Figure | None:
    """How many of these cells bear ▲, None where none does."""
    return result.figures.get(group_key(result.period, group.name, DOUBTS, f"task-{task.task.no}"))


def _cells(row: TaskResult, group: Group) -> Mapping[str, UnitTask]:
    """Cells of the group's units that hold the task, by code."""
    found = ((unit.code, row.units.get(unit.code)) for unit in group.units)
    return {code: cell for code, cell in found if cell is not None and is_asked(cell)}


def _returns(period: Period, group: Group, own: Sequence[UnitReport]) -> Iterator[Figure]:
    """What is open in the group's returns, and how full they are: cells filled of cells to be filled."""
    head = f"{period.chinese}{group.title}"
    for name, label in (("errors", "各单位未消除的错误"), ("queries", "各单位未说明的疑问")):
        counts = {row.unit.code: row.of_return(getattr(row, name)) for row in own}
        numbers = {code: number for code, number in counts.items() if number is not None}
        keys = [figure_key("report", period, code, name) for code, number in numbers.items() if number]
        value = float(sum(numbers.values())) if numbers else None
        yield _sum(period, group, name, f"{head}{label}", keys, value, f"{label}相加", "处")
    told = [row for row in own if row.completeness is not None]
    required = sum(row.required for row in told)
    filled = sum(row.filled for row in told)
    yield Figure(
        group_key(period, group.name, "completeness"),
        f"{head}完整率",
        filled * 100 / required if required else None,
        "%",
        1,
        word="" if required else DASH,
        formula=f"已报送的{len(told)}个单位已填的应填单元格{filled}个 ÷ 应填单元格{required}个 × 100",
        inputs=tuple(figure_key("report", period, row.unit.code, "completeness") for row in told),
        kind="percent",
    )


def _sum(
    period: Period,
    group: Group,
    name: str,
    label: str,
    keys: Sequence[str],
    value: float | None,
    formula: str,
    measure: str,
) -> Figure:
    """A sum of counts, which are its inputs."""
    key = group_key(period, group.name, name)
    word = DASH if value is None else ""
    return Figure(key, label, value, measure, word=word, formula=formula, inputs=tuple(keys))


def _by_status(period: Period, group: Group, cells: Sequence[UnitTask]) -> Iterator[Figure]:
    head = f"{period.chinese}{group.title}"
    groups = {HELD: ("各单位任务", list(cells))} | {
        name: (
            f"各单位{status or NoValue.NOT_REPORTED}任务",
            [cell for cell in cells if cell.status == status],
        )
        for status, name in STATUS_NAMES.items()
    }
    for name, (label, chosen) in groups.items():
        codes = dict.fromkeys(cell.unit.code for cell in chosen)
        keys = [figure_key("unit", period, code, f"tasks_{name}") for code in codes]
        yield _sum(
            period, group, f"tasks_{name}", head + label, keys, float(len(chosen)), f"{label}数相加", TIMES
        )
    told = dict.fromkeys(cell.unit.code for cell in cells if cell.status)
    keys = [figure_key("unit", period, code, "tasks_held") for code in told]
    key = group_key(period, group.name, "units_reporting_tasks")
    yield count(key, f"{head}已报任务状态的单位", keys, "至少报了一项任务状态的单位逐个计数", "个")


def _by_light(
    result: MonthResult, group: Group, cells: Sequence[tuple[TaskResult, Mapping[str, UnitTask]]]
) -> Iterator[Figure]:
    """Cells by light, by task and of all tasks; ▲ likewise, and the share of what is on its way."""
    period, head = result.period, f"{result.period.chinese}{group.title}"
    found: dict[str, list[Figure]] = {}
    for row, held in cells:
        for name, figure in _of_task(period, group, row, held):
            found.setdefault(name, []).append(figure)
            yield figure
    for counted, (name, label, measure) in _LIGHT_TOTALS.items():
        yield _total(period, group, name, head + label, found.get(counted, ()), measure)
    yield _on_track(period, group, [cell for _, held in cells for cell in held.values()])


def _on_track(period: Period, group: Group, cells: Sequence[UnitTask]) -> Figure:
    """The share of what is on its way, of what is reported."""
    known = [cell for cell in cells if cell.status]
    good = sum(cell.light in ON_TRACK for cell in known)
    return Figure(
        group_key(period, group.name, "share_on_track"),
        f"{period.chinese}{group.title}已完成、正常推进任务占已报任务的比例",
        good * 100 / len(known) if known else None,
        "%",
        1,
        word="" if known else DASH,
        formula=f"蓝灯和绿灯任务{good}{TIMES} ÷ 已报任务{len(known)}{TIMES} × 100",
        inputs=tuple(
            group_key(period, group.name, name)
            for name in ("tasks_blue", "tasks_green", "tasks_held", "tasks_unreported")
        ),
        kind="percent",
    )


def _total(
    period: Period, group: Group, name: str, label: str, parts: Sequence[Figure], measure: str
) -> Figure:
    """The counts of all tasks together."""
    keys = [part.key for part in parts]
    value = float(sum(part.value or 0 for part in parts))
    return _sum(period, group, name, label, keys, value, "各任务的数相加", measure)


def _of_task(
    period: Period, group: Group, row: TaskResult, held: Mapping[str, UnitTask]
) -> Iterator[tuple[str, Figure]]:
    """One task's counts by name; what is 0 has no figure."""
    subject = f"task-{row.task.no}"
    keys = {code: figure_key(subject, period, code, fields.STATUS) for code in held}
    groups = {HELD: ("应报单位", list(held))} | {
        name: (f"（{light.value}）单位", [code for code, cell in held.items() if cell.light is light])
        for light, name in LIGHT_NAMES.items()
    }
    groups[DOUBTS] = ("自报状态与指标进度不一致的单位", [c for c, cell in held.items() if cell.contradicts])
    for name, (label, codes) in groups.items():
        if codes:
            yield (
                name,
                count(
                    group_key(period, group.name, name, subject),
                    f"{period.chinese}{group.title}任务{row.task.no}{label}",
                    [keys[code] for code in codes],
                    "任务矩阵里本组各单位的格逐个计数",
                    "家",
                ),
            )
