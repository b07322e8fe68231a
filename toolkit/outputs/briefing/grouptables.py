"""Of many units: 附件1 and 附件2 as Word tables by group, every number a locked figure of the group.

In: the month; out: OOXML text of tables for a landscape page. A cell of 附件1 counts a group's units by light, and only
those of which there is more to say than 绿; the light of no group is made up.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.area import said
from toolkit.core.groups import Group
from toolkit.core.marks import CONTRADICTS
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Light
from toolkit.core.theme import LIGHT_FILL
from toolkit.figures.counts.groupcounts import task_doubts, task_lights
from toolkit.figures.numbers.registry import group_key
from toolkit.outputs.briefing.matrixtable import WORDS, cell, light_cell, row, whole_table
from toolkit.outputs.briefing.sections.common import task_title
from toolkit.outputs.groupwords import REPORT_COLUMNS, lines_of, upper_of
from toolkit.word.template import styles as styles
from toolkit.word.tokens import BARE, figure, name, plain

ACROSS = 16  # groups side by side; further ones stand in a table of their own below
_NUMBER, _WHOLE, _NARROWEST, _WIDEST, _ROOM = 480, 660, 560, 900, 9000
_HEAD, _NOBODY = "DDEBF7", "F2F2F2"
_TOLD = (Light.RED, Light.YELLOW, Light.MISSING)


def group_matrices(result: MonthResult) -> list[str]:
    """附件1: one row a task, one column a group; one table after another where the page is too narrow."""
    groups = result.groups
    return [_matrix(result, groups[first : first + ACROSS]) for first in range(0, len(groups), ACROSS)]


def _matrix(result: MonthResult, groups: Sequence[Group]) -> str:
    wide = max(_NARROWEST, min(_WIDEST, _ROOM // len(groups)))
    title = styles.LANDSCAPE_WIDTH - _NUMBER - _WHOLE - wide * len(groups)
    widths = [_NUMBER, title, _WHOLE, *(wide for _ in groups)]
    heads = ["序号", "任务", said("全地区"), *(name(group.title) for group in groups)]
    return whole_table(widths, heads, [_task_row(result, task, groups, widths) for task in result.tasks])


def _task_row(result: MonthResult, task: TaskResult, groups: Sequence[Group], widths: Sequence[int]) -> str:
    cells = [
        cell(str(task.task.no), widths[0], "SmallCentre"),
        cell(plain(task_title(task)), widths[1], "SmallText"),
        light_cell(task.light, widths[2]),
    ]
    for group, width in zip(groups, widths[3:], strict=True):
        told, fill = _told(result, task, group)
        cells.append(cell(told, width, "SmallCentre", fill))
    return row(cells)


def _told(result: MonthResult, task: TaskResult, group: Group) -> tuple[str, str]:
    """What a cell says of a group's units, and its colour: 红2黄1○3, or one word where there is nothing of the kind."""
    lights = task_lights(result, task, group)
    if not lights:
        return "", _NOBODY
    doubted = CONTRADICTS if task_doubts(result, task, group) else ""
    found = [light for light in _TOLD if light in lights]
    if found:
        told = "\n".join(f"{WORDS[light]}{figure(lights[light], BARE)}" for light in found)
        return told + doubted, "" if found[0] is Light.MISSING else LIGHT_FILL[found[0]]
    rest = next(light for light in (Light.GREEN, Light.BLUE, Light.WAITING, *lights) if light in lights)
    if rest is Light.BLUE and len(lights) > 1:
        rest = Light.GREEN  # some are done, of others the time has not come
    return WORDS[rest] + doubted, LIGHT_FILL.get(rest, "")


def group_reports(result: MonthResult, width: int) -> str:
    """附件2: how the units of each group have reported; ``width`` in twips."""
    rest = width * 3 // 40
    widths = [_NUMBER, width - _NUMBER - rest * len(REPORT_COLUMNS), *(rest for _ in REPORT_COLUMNS)]
    rows = []
    for number, group in lines_of(result.groups):
        figures = [
            result.figures[group_key(result.period, group.name, measure)] for measure, _ in REPORT_COLUMNS
        ]
        cells = [
            cell(name(number), widths[0], "SmallCentre"),
            cell(name(group.title), widths[1], "SmallText"),
            *(cell(figure(item, BARE), rest, "SmallNumber") for item in figures),
        ]
        rows.append(row(cells))
    return whole_table(widths, ["序号", upper_of(result.groups), *(head for _, head in REPORT_COLUMNS)], rows)
