"""四、各县市推进情况: counties in the plain order (or ranked by config), like with like."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.core.results import UnitReport
from toolkit.core.returns import Figure
from toolkit.outputs.briefing.sections.common import Paper, Section, unit_name
from toolkit.outputs.briefing.sections.tables import unit_rows
from toolkit.outputs.briefing.tokens import ABSOLUTE, figure, listed


def units(paper: Paper) -> Section:
    """段落 says who is on pace and who is behind; 县市 and 其他 are the rows of one table."""
    holders = [row for row in paper.result.units if paper.tally.units[row.unit.code].total.value]
    counties = [row for row in holders if row.unit.kind == "县市"]
    others = [row for row in holders if row.unit.kind != "县市"]
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
    count = paper.tally.count("overall", "counties_reported", "已报任务状态的县市", len(told), "个")
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
    steps = {row.unit.code: _step(paper, row.unit.code) for row in _reported(paper, counties)}
    groups = []
    for word, sign in (("减少", -1), ("增加", 1)):
        rows = [row for row in counties if (steps.get(row.unit.code) or 0) * sign > 0]
        rows.sort(key=lambda row: -abs(steps[row.unit.code] or 0))
        told = [f"{unit_name(row.unit)}（{figure(_moved_by(paper, row, steps), ABSOLUTE)}）" for row in rows]
        if told:
            groups.append(f"{word}的有{listed(told, 3)}")
    return f"进度滞后任务比上月{'；'.join(groups)}。" if groups else ""


def _step(paper: Paper, code: str) -> int | None:
    """Tasks behind now less tasks behind last month, over tasks that the unit reported in both."""
    cells = [row.units[code] for row in paper.result.tasks if code in row.units]
    pairs = [(cell.previous_status, cell.status) for cell in cells if cell.previous_status and cell.status]
    if not pairs:
        return None
    return sum((now == "进度滞后") - (before == "进度滞后") for before, now in pairs)


def _moved_by(paper: Paper, row: UnitReport, steps: Mapping[str, int | None]) -> Figure:
    label = f"{row.unit.name}进度滞后任务比上月增减"
    return paper.tally.count("unit", "behind_change", label, steps[row.unit.code] or 0, unit=row.unit.code)


def _level(paper: Paper, counties: list[UnitReport]) -> str:
    """Which counties are on pace in all they reported."""
    told = _reported(paper, counties)
    whole = [unit_name(row.unit) for row in told if paper.tally.share(row).value == 100]
    if not whole:
        return ""
    if len(whole) == len(told) and len(whole) > 1:
        return "已报任务全部完成或达序时进度。"
    return f"已报任务全部完成或达序时进度的有{listed(whole, 6)}。"
