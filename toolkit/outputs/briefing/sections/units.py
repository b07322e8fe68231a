"""四、各县市推进情况: counties in the plain order (or ranked by config), like with like."""

from __future__ import annotations

from toolkit.core.results import UnitReport
from toolkit.figures.unitcounts import COUNTY
from toolkit.outputs.briefing.sections.common import Paper, Section, unit_name
from toolkit.outputs.briefing.sections.tables import unit_rows
from toolkit.outputs.briefing.tokens import ABSOLUTE, figure, listed


def units(paper: Paper) -> Section:
    """段落 says who is on pace and who is behind; 县市 and 其他 are the rows of one table."""
    holders = [row for row in paper.result.units if paper.tally.units[row.unit.code].total.value]
    counties = [row for row in holders if row.unit.kind == COUNTY]
    others = [row for row in holders if row.unit.kind != COUNTY]
    return {
        "有": bool(_reported(paper, holders)),
        "段落": [
            text
            for text in (_behind(paper, counties), _moved(paper, counties), _level(paper, counties))
            if text
        ],
        "县市": unit_rows(paper, counties),
        "其他": unit_rows(paper, others),
        "口径": "按达序时任务占已报任务的比例排序"
        if paper.settings.ranking
        else "按行政区划顺序排列，不排名",
    }


def _reported(paper: Paper, rows: list[UnitReport]) -> list[UnitReport]:
    return [
        row
        for row in rows
        if (paper.tally.units[row.unit.code].parts["unreported"].value or 0)
        < (paper.tally.units[row.unit.code].total.value or 0)
    ]


def _behind(paper: Paper, counties: list[UnitReport]) -> str:
    """Which counties report the most tasks behind or not begun."""
    told = _reported(paper, counties)
    if not told:
        return "各县市本月均未报送任务状态。" if counties else ""
    count = paper.tally.figure("overall", "counties_reported")
    numbers = {row.unit.code: paper.tally.units[row.unit.code].parts["behind"] for row in told}
    lagging = sorted(
        (row for row in told if numbers[row.unit.code].value),
        key=lambda row: -(numbers[row.unit.code].value or 0),
    )
    if not lagging:
        return f"已报的{figure(count)}县市没有报进度滞后的任务。"
    named = [f"{unit_name(row.unit)}（{figure(numbers[row.unit.code])}）" for row in lagging]
    lead = "有进度滞后任务的是" if len(lagging) <= 4 else "进度滞后任务较多的是"
    return f"已报的{figure(count)}县市中，{lead}{listed(named, 4)}。"


def _moved(paper: Paper, counties: list[UnitReport]) -> str:
    """Which counties report more, which fewer tasks behind than last month; only those with both months."""
    steps = [
        (row, paper.tally.figure("unit", "behind_change", row.unit.code))
        for row in _reported(paper, counties)
    ]
    groups = []
    for word, sign in (("减少", -1), ("增加", 1)):
        rows = [(row, step) for row, step in steps if (step.value or 0) * sign > 0]
        rows.sort(key=lambda pair: -abs(pair[1].value or 0))
        told = [f"{unit_name(row.unit)}（{figure(step, ABSOLUTE)}）" for row, step in rows]
        if told:
            groups.append(f"{word}的有{listed(told, 3)}")
    return f"进度滞后任务比上月{'；'.join(groups)}。" if groups else ""


def _level(paper: Paper, counties: list[UnitReport]) -> str:
    """Which counties are on pace in all they reported."""
    told = _reported(paper, counties)
    whole = [
        unit_name(row.unit)
        for row in told
        if paper.tally.figure("unit", "share_on_track", row.unit.code).value == 100
    ]
    if not whole:
        return ""
    if len(whole) == len(told) and len(whole) > 1:
        return "已报任务全部完成或达序时进度。"
    return f"已报任务全部完成或达序时进度的有{listed(whole, 6)}。"
