"""口径 of lights and statuses, as printed wherever they are used; worded from the settings in force.

In: :class:`Settings`. Out: Chinese lines.
"""

from __future__ import annotations

from toolkit.core.area import said
from toolkit.figures import wording
from toolkit.figures.data import Settings
from toolkit.figures.library import RULE as PROJECT_RULE
from toolkit.figures.taskstatus import RULE as TASK_RULE


def criteria(settings: Settings) -> tuple[str, ...]:
    """One line a rule: coverage, lights by pace and by target, units' cells, the prefecture's task."""
    limit = wording.number(-settings.yellow_points)
    if settings.unit == "ratio":
        behind = f"完成率不低于序时进度的{wording.number(100 + settings.yellow_points)}%为黄，再低为红"
        cell = f"完成度低于序时进度的{wording.number(100 + settings.yellow_points)}%为红"
    else:
        behind = f"落后不超过{limit}个百分点为黄，超过为红"
        cell = f"完成度落后序时进度超过{limit}个百分点为红"
    lines = [
        "未报的单位不当零算，也不判红；合计只加有数的单位，旁边注明已报单位数和应报单位数。",
        f"状态灯：达到年度目标为蓝；按序时进度的，完成率不低于序时进度为绿，{behind}；"
        "按达标的，达到为蓝，未达到为黄，12月仍未达到为红；没有单位报数为未报；当年没有目标的不判（—）。",
        said(TASK_RULE),
        f"各单位任务状态：已完成为蓝，正常推进为绿，未启动、进度滞后为黄，{cell}；不涉及不判。",
        "环比只比较两个月都报了数的单位；百分比指标比较百分点。",
        PROJECT_RULE,
    ]
    if settings.carry_missing:
        lines.append("本月没有报数的单位沿用其最近一次的数，注明“沿用上月”，不计入已报单位数，不参加环比。")
    if settings.approx_tolerance:
        lines.append(f"目标写“左右”的，低于目标{wording.number(settings.approx_tolerance)}以内算达到。")
    return tuple(lines)
