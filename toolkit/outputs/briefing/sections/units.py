"""四、各单位推进情况: what units say themselves, counties in the plain order (or ranked by config), like with like."""

from __future__ import annotations

from toolkit.core.results import UnitReport
from toolkit.core.returns import Figure
from toolkit.core.words import UnitKind
from toolkit.outputs.briefing.sections.common import Paper, Section, grouped, unit_name
from toolkit.outputs.briefing.sections.tables import group_rows, unit_rows
from toolkit.word.tokens import ABSOLUTE, figure, name

NAMED = 6
GROUP_ORDER = "单位：项次"


def units(paper: Paper) -> Section:
    """段落 says who reports tasks behind; 县市 and 其他 are the rows of one table: those of which there is more to say than 正常推进."""
    if paper.result.groups:
        return _by_group(paper)
    holders = [row for row in paper.result.units if paper.tally.units[row.unit.code].total.value]
    told = [row for row in holders if _has_reported(paper, row)]
    counties = [row for row in told if row.unit.kind == UnitKind.COUNTY]
    others = [row for row in told if row.unit.kind != UnitKind.COUNTY]
    numbers = [(unit_name(row.unit), paper.tally.units[row.unit.code].parts["behind"]) for row in told]
    texts = (_behind(numbers), _moved(paper, told))
    return {
        "有": bool(told),
        "段落": [text for text in texts if text],
        "县市": unit_rows(paper, [row for row in counties if _is_listed(paper, row)]),
        "其他": unit_rows(paper, [row for row in others if _is_listed(paper, row)]),
        "口径": "按正常占比由高到低" if paper.settings.ranking else "按行政区划顺序排列",
    }


def _has_reported(paper: Paper, row: UnitReport) -> bool:
    split = paper.tally.units[row.unit.code]
    return (split.parts["unreported"].value or 0) < (split.total.value or 0)


def _is_listed(paper: Paper, row: UnitReport) -> bool:
    """Whether the table has anything to say of the unit but 正常推进 and 已完成."""
    parts = paper.tally.units[row.unit.code].parts
    doubts = paper.tally.figure("unit", "contradictions", row.unit.code)
    return any(item.value for item in (parts["behind"], parts["not_started"], parts["unreported"], doubts))


def _by_group(paper: Paper) -> Section:
    """Of many units the same of each group, counted in 项次, in the rows of the counties."""
    numbers = [
        (name(group.title), paper.of_group(group, "tasks_behind"))
        for group in paper.result.groups
        if paper.of_group(group, "units_reporting_tasks").value
    ]
    return {
        "有": bool(numbers),
        "段落": [text for text in (_behind(numbers, all_alike=False),) if text],
        "县市": group_rows(paper) if numbers else [],
        "其他": [],
        "口径": GROUP_ORDER,
    }


def _behind(numbers: list[tuple[str, Figure]], *, all_alike: bool = True) -> str:
    """英吉沙县6项，疏勒县5项，莎车县、塔县各3项: who says that tasks are behind, equal numbers together.

    ``all_alike``: where more than are named have as many as the most, all are named; else the table says it.
    """
    if not numbers:
        return ""
    lagging = [pair for pair in numbers if pair[1].value]
    if not lagging:
        return "已报单位均未自报进度滞后的任务。" if len(numbers) > 1 else ""
    if len(lagging) == 1:
        return (
            f"已报单位中自报进度滞后的仅{lagging[0][0]}（{figure(lagging[0][1])}）。"
            if len(numbers) > 2
            else ""
        )
    lagging.sort(key=lambda pair: -(pair[1].value or 0))
    if len(lagging) <= NAMED:
        return f"自报进度滞后任务的有{grouped(lagging)}。"
    least = lagging[NAMED - 1][1].value or 0
    shown = [pair for pair in lagging if (pair[1].value or 0) > least] or (lagging if all_alike else [])
    return f"自报进度滞后任务较多的有{grouped(shown)}。" if shown else ""


def _moved(paper: Paper, told: list[UnitReport]) -> str:
    """Which units report more, which fewer tasks behind than last month; only those with both months, and all of them or none."""
    if paper.is_january or paper.result.not_compared:
        return ""
    steps = [
        (unit_name(row.unit), paper.tally.figure("unit", "behind_change", row.unit.code)) for row in told
    ]
    groups = []
    for word, sign in (("减少", -1), ("增加", 1)):
        rows = [(unit, step) for unit, step in steps if (step.value or 0) * sign > 0]
        if len(rows) > NAMED:
            return ""
        if rows:
            groups.append(grouped(rows, word, ABSOLUTE))
    return f"与{paper.last_month}相比，自报进度滞后的任务{'；'.join(groups)}。" if groups else ""
