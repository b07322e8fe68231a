"""任务矩阵 of many units: tasks × groups, each cell how many of the group's units have which light.

A group has no light of its own; cells are therefore not coloured. Numbers are those of the figures stage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core.groups import FOLDER, Group
from toolkit.core.marks import CONTRADICTS
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Figure, Light
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.counts.groupcounts import task_doubts, task_lights
from toolkit.figures.numbers.counting import LIGHT_NAMES
from toolkit.figures.numbers.registry import ALL, figure_key, group_key
from toolkit.outputs.summary.layout import FIRST, NOT_YET, criteria_here, task_cell, unit_cell
from toolkit.outputs.summary.matrix import NAME, RULES, UNITS, WHOLE, around, count_begun, fitting
from toolkit.outputs.workbook.grid import Column, Row, Value, cell_name, shown
from toolkit.outputs.workbook.limits import MOST_COLUMNS, columns_beyond
from toolkit.outputs.workbook.outputbook import OutputBook

WIDTH = 10.5
A_LINE = 2  # lights on a line of a cell, which breaks nowhere else
COUNTS = {
    Light.BLUE: "蓝(家)",
    Light.GREEN: "绿(家)",
    Light.YELLOW: "黄(家)",
    Light.RED: "红(家)",
    Light.MISSING: "未报(家)",
}
_NOTES = (
    "填报单位超过60个，按“单位”表的上级分组（都没有填、或填的都一样的按类别）。格内是本组各单位状态灯的家数，不是对本组的判定；"
    f"{CONTRADICTS}后是自报状态与指标进度不一致的家数，{NOT_YET}是还不到应启动时间的。合计行“全地区”为任务数，各组为各单位任务的项次。"
    f"各单位的灯见“汇总/{FOLDER}”里各组的表。"
)


def lights_told(lights: Mapping[Light, Figure]) -> list[str]:
    """蓝1, 绿13, 黄3, 红2, 未报3, in the order of lights."""
    words = {light: NOT_YET if light is Light.WAITING else light.value.split()[-1] for light in lights}
    return [f"{words[light]}{figure.value:.0f}" for light, figure in lights.items()]


def group_cell(result: MonthResult, task: TaskResult, group: Group) -> str:
    """One cell: the group's units by light, with ▲; why there is none where no unit is asked."""
    lights = task_lights(result, task, group)
    doubts = task_doubts(result, task, group)
    if lights:
        told = [*lights_told(lights), *([f"{CONTRADICTS}{doubts.value:.0f}"] if doubts else [])]
        return "\n".join(" ".join(told[at : at + A_LINE]) for at in range(0, len(told), A_LINE))
    words = {unit_cell(task, task.units.get(unit.code)) for unit in group.units}
    return next(
        (word for word in (LightWord.OFFLINE, NoValue.PENDING) if word in words), NoValue.NOT_APPLICABLE
    )


def write(book: OutputBook, result: MonthResult) -> None:
    """Write the sheet."""
    groups = fitting(result.groups)
    heads = around([Column(group.title, WIDTH, "code") for group in groups], tuple(COUNTS.values()))
    last_group = UNITS + len(groups) - 1
    beyond = len(result.groups) - len(groups)
    rules = _NOTES + (columns_beyond(beyond, "个组", MOST_COLUMNS) if beyond else "")
    rules += criteria_here(result, *RULES)
    sheet = book.sheet(NAME, heads, notes=rules, noted=last_group + 1)
    sheet.rows(_row(result, task, groups) for task in result.tasks)
    last = max(sheet.last, FIRST)
    sheet.lights(WHOLE, WHOLE)
    sheet.done(freeze_columns=UNITS, printed=last_group + 1)
    for light in (*COUNTS, Light.OPEN):
        sheet.total(_total(result, groups, light, last))
    sheet.total(_returned(result, groups))


def _row(result: MonthResult, task: TaskResult, groups: Sequence[Group]) -> Row:
    cells = [group_cell(result, task, group) for group in groups]
    counts = [_whole(result, task, LIGHT_NAMES[light]) for light in COUNTS]
    return (task.task.no, task.task.title, task_cell(task), *cells, *counts, task.task.action, task.basis)


def _whole(result: MonthResult, task: TaskResult, name: str) -> Value:
    """How many units of all groups have the light."""
    key = figure_key(f"task-{task.task.no}", result.period, ALL, f"units_{name}")
    return shown(result.figures[key])


def _total(result: MonthResult, groups: Sequence[Group], light: Light, last: int) -> Row:
    """Tasks of this light in all, and tasks × units of it in each group."""
    area = f"{cell_name(FIRST, WHOLE)}:{cell_name(last, WHOLE)}"
    tasks = count_begun(area, light.value, [task_cell(task) for task in result.tasks])
    by_group = (_of(result, group, f"tasks_{LIGHT_NAMES[light]}") for group in groups)
    return ("合计", light.value.split()[-1], tasks, *by_group)


def _returned(result: MonthResult, groups: Sequence[Group]) -> Row:
    """How many units of each group have returned anything, of those asked: 22/25."""

    def told(received: Figure, asked: Figure) -> str:
        return f"{received.value:.0f}/{asked.value:.0f}"

    figures, period = result.figures, result.period
    names = ("units_received", "units_asked")
    whole = told(*(figures[figure_key("overall", period, ALL, name)] for name in names))
    by_group = (told(*(figures[group_key(period, group.name, name)] for name in names)) for group in groups)
    return ("报送", "已报送/应报(家)", whole, *by_group)


def _of(result: MonthResult, group: Group, name: str) -> Value:
    return shown(result.figures[group_key(result.period, group.name, name)])
