"""What the sheets of the summary share: where tables begin, the words of lights, the text of a matrix cell."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.form import NOT_APPLICABLE, PENDING
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.outputs.charts import clip
from toolkit.outputs.grid import HEAD_ROW, light_text

FIRST = HEAD_ROW + 1  # 0-based row of the first line of every table
OFFLINE = "线下报送"
WORD_OF_LIGHT = {
    Light.BLUE: "已完成",
    Light.GREEN: "达序时进度",
    Light.YELLOW: "进度偏慢",
    Light.RED: "滞后",
}
BEHIND = (Light.YELLOW, Light.RED)


def task_cell(task: TaskResult) -> str:
    """The task's light for the prefecture: ``● 绿 达序时进度``."""
    if task.offline and task.light in (Light.NONE, Light.MISSING):
        return OFFLINE
    return light_text(task.light, task.word)


def unit_cell(task: TaskResult, cell: UnitTask | None) -> str:
    """One cell of the matrix: ``● 绿 正常推进``, 不涉及 or ``○ 未报``."""
    if cell is None:
        return NOT_APPLICABLE
    if cell.status == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if not cell.status and task.offline:
        return OFFLINE
    if cell.light is Light.NONE:
        return cell.status or PENDING
    return light_text(cell.light, cell.status)


def criteria(result: MonthResult) -> str:
    """口径 of lights and statuses as one note."""
    return (
        "口径：" + "；".join(line.rstrip("。；;") for line in result.criteria) + "。"
        if result.criteria
        else ""
    )


def light_cell(row: IndicatorResult) -> str:
    """状态灯 with its word; 待统计 or — where there is no light."""
    return light_text(row.light, row.word or WORD_OF_LIGHT.get(row.light, ""))


def lead_cell(leads: Sequence[str]) -> str | None:
    """The first lead unit, and how many there are: 地区教育局 等2家."""
    if not leads:
        return None
    return leads[0] if len(leads) == 1 else f"{clip(leads[0], 12)} 等{len(leads)}家"
