"""What the sheets of the summary share: where tables begin, the words of lights, the text of a matrix cell."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.marks import CONTRADICTS
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.core.words import LightWord, NoValue, TaskStatus
from toolkit.outputs.workbook.charts import clip
from toolkit.outputs.workbook.grid import HEAD_ROW, light_text

FIRST = HEAD_ROW + 1  # 0-based row of the first line of every table
NOT_YET = "◇"  # before a unit's cell whose task need not have begun
BEHIND = (Light.YELLOW, Light.RED)


def task_cell(task: TaskResult) -> str:
    """The task's light for the prefecture: ``● 绿 达序时进度``, ``● 黄 自报存在滞后或未启动（3/11家）``."""
    if task.offline and task.light is Light.NONE:
        return LightWord.OFFLINE
    return light_text(task.light, task.status)


def unit_cell(task: TaskResult, cell: UnitTask | None) -> str:
    """One cell of the matrix: ``● 绿 正常推进``, ``● 绿 正常推进 ▲``, ``◇ 未启动``, 不涉及 or ``○ 未报``."""
    if cell is None:
        return NoValue.NOT_APPLICABLE
    if cell.status == TaskStatus.NOT_APPLICABLE:
        return NoValue.NOT_APPLICABLE
    if not cell.status and task.offline:
        return LightWord.OFFLINE
    if cell.light is Light.NONE:
        return cell.status or NoValue.PENDING
    if cell.light is Light.WAITING:
        return f"{NOT_YET} {cell.status}"
    text = light_text(cell.light, cell.status)
    return f"{text} {CONTRADICTS}" if cell.contradicts else text


def criteria(result: MonthResult, *names: str) -> str:
    """口径 of lights and statuses as one note, with the words that occur this month and no rule explains; ``names``: of these alone."""
    ruled = {line.partition("：")[0] for line in result.criteria}
    lines = [
        *result.criteria,
        *(f"{word}：{meaning}" for word, meaning in result.words if word not in ruled),
    ]
    if names:
        lines = [line for line in lines if "：" not in line or line.partition("：")[0] in names]
    return "口径：" + "；".join(line.rstrip("。；;") for line in lines) + "。" if lines else ""


def criteria_here(result: MonthResult, *names: str) -> str:
    """The rules by which one sheet of the summary is read; all of them stand once, under 总览."""
    return f"{criteria(result, *names)}全部口径见“总览”表下。"


def light_cell(row: IndicatorResult) -> str:
    """状态灯 with its word; 待统计 or — where there is no light."""
    return light_text(row.light, row.word)


def lead_cell(leads: Sequence[str]) -> str | None:
    """The first lead unit, and how many there are: 地区教育局 等2家."""
    if not leads:
        return None
    return leads[0] if len(leads) == 1 else f"{clip(leads[0], 12)}等{len(leads)}家"
