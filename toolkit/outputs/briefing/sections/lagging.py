"""五、滞后事项及原因: what became of last month's, then what is new, each with the county's own cause."""

from __future__ import annotations

from toolkit.core.results import IndicatorResult, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.outputs.briefing.sections.common import (
    Paper,
    Section,
    by_gap,
    due_indicators,
    leads,
    task_name,
    unit_name,
    units_behind,
    with_words,
)
from toolkit.outputs.briefing.tokens import figure, listed, quote
from toolkit.outputs.briefing.wording import achieved

REST_SHOWN = 6  # names of lagging tasks that are not told one by one


def lagging(paper: Paper) -> Section:
    """整改: one paragraph on last month's lagging tasks; 事项: one a task that lags now, old ones first."""
    rows = [row for row in paper.result.tasks if row.light is Light.RED]
    old = sorted((row for row in rows if _was_red(row)), key=lambda row: (-row.months_behind, row.task.no))
    new = [row for row in rows if not _was_red(row)]
    limit = paper.depth.lagging
    told = [_matter(paper, row) for row in [*old, *new][:limit]]
    rest = [task_name(row) for row in [*old, *new][limit:]]
    mended = _mended(paper)
    return {
        "有": bool(mended or told),
        "整改": mended,
        "事项": told,
        "其余": f"其他滞后事项：{listed(rest, REST_SHOWN)}，见附件1。" if rest else "",
    }


def _was_red(row: TaskResult) -> bool:
    return row.previous_light is Light.RED


def _mended(paper: Paper) -> list[str]:
    before = [row for row in paper.result.tasks if _was_red(row)]
    if not before:
        return []
    groups = [
        ("cleared", "已消除", [row for row in before if row.comparison.after in (Light.BLUE, Light.GREEN)]),
        ("eased", "有好转但仍偏慢", [row for row in before if row.comparison.after is Light.YELLOW]),
        ("still", "仍滞后", [row for row in before if row.comparison.after is Light.RED]),
    ]
    total = paper.tally.figure("overall", "lagging_before")
    parts = [
        f"{word}{figure(paper.tally.figure('overall', f'lagging_{key}'))}"
        f"，为{listed([task_name(row) for row in rows], 3)}"
        for key, word, rows in groups
        if rows
    ]
    return [f"上月滞后的{figure(total)}任务，" + "；".join(parts) + "。"]


def _matter(paper: Paper, row: TaskResult) -> str:
    held = leads(row)
    parts = [f"{task_name(row)}{f'，{held}' if held else ''}，{_since(paper, row)}。"]
    items = by_gap([item for item in due_indicators(paper, row) if item.light is Light.RED])
    parts += [f"{achieved(item)}。{_red_units(item)}" for item in items[:1]]
    cells = units_behind(row)
    if cells:
        parts.append(f"报滞后或未启动的有{listed([unit_name(cell.unit) for cell in cells], 6)}。")
    told = with_words(row)
    parts += [_cause(paper, cell) for cell in told[: paper.depth.causes]]
    if not told:
        parts.append("各单位未填报原因。")
    return "".join(parts)


def _red_units(row: IndicatorResult) -> str:
    """The units whose own rate is red; only units with a quota or the sole duty have a rate."""
    names = [unit_name(value.unit) for value in row.units if value.light is Light.RED]
    return f"其中滞后的是{listed(names, 6)}。" if names and len(row.units) > 1 else ""


def _since(paper: Paper, row: TaskResult) -> str:
    if row.months_behind >= 2:
        return f"已连续{figure(paper.tally.figure(f'task-{row.task.no}', 'months_behind'))}滞后"
    return "本月新转为滞后" if row.newly_red else "本月滞后"


def _cause(paper: Paper, cell: UnitTask) -> str:
    limit = paper.depth.quote
    cause = quote(cell.problems, cell.sources.get("problems"), limit)
    step = quote(cell.next_steps, cell.sources.get("next_steps"), limit)
    unit = unit_name(cell.unit)
    if not cause:
        return ""
    return f"{unit}反映：“{cause}”" + (f"；下步：“{step}”。" if step else "。")
