"""二、六大行动推进情况: one table of the actions, and a sentence where something moved."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.results import TaskResult
from toolkit.core.returns import Light
from toolkit.figures.counting import by_action
from toolkit.figures.lights import PACE_WORDS
from toolkit.outputs.briefing.sections.common import (
    Paper,
    Section,
    by_gap,
    due_indicators,
    section,
    task_name,
)
from toolkit.outputs.briefing.tokens import BARE, figure, name, quote
from toolkit.outputs.briefing.wording import standing

_COLUMNS = {
    "任务数": (),
    "已完成": ("blue",),
    "达序时": ("green",),
    "偏慢": ("yellow",),
    "滞后": ("red",),
    "待报齐": ("open",),
    "未报": ("missing",),
}


def actions(paper: Paper) -> Section:
    """表 has a row an action, 段落 what moved; left out when nobody reported."""
    if paper.is_silent:
        return section([], 表=[])
    groups = by_action(paper.result.tasks)
    told = [_moved(paper, action, rows) for action, rows in groups.items()]
    words = [_lead_words(paper, rows) for rows in groups.values()]
    rows = [_row(paper, number, action) for number, action in enumerate(groups, 1)]
    return {"有": bool(rows), "段落": [text for text in [*told, *dict.fromkeys(words)] if text], "表": rows}


def _row(paper: Paper, number: int, action: str) -> dict[str, str]:
    split = paper.tally.actions[action]
    cells = {
        column: figure(split.parts[parts[0]] if parts else split.total, BARE)
        for column, parts in _COLUMNS.items()
    }
    return {"序号": name(str(number)), "行动": name(action), **cells}


def _moved(paper: Paper, action: str, rows: Sequence[TaskResult]) -> str:
    """Which tasks turned, from what to what, and by which figure; red ones stand on page one already."""
    steps = [row for row in rows if row.comparison.step and not paper.result.not_compared]
    if not steps or paper.is_january:
        return ""
    limit = paper.depth.moved
    worse = [_step(paper, row) for row in steps if row.comparison.step < 0][:limit]
    better = [_step(paper, row) for row in steps if row.comparison.step > 0][:limit]
    said = [f"{word}的为{'，'.join(items)}" for word, items in (("转差", worse), ("转好", better)) if items]
    return f"{name(action)}：{'；'.join(said)}。"


def _step(paper: Paper, row: TaskResult) -> str:
    before, now = row.comparison.before, row.comparison.now
    assert before is not None and now is not None  # noqa: S101 - a step has both
    words = f"由{_word(row, before)}转为{_word(row, now)}"
    items = by_gap([item for item in due_indicators(paper, row) if item.light is now])
    told = standing(items[0], paper.tally.target(items[0])) if items and now is not Light.RED else ""
    return f"{task_name(row)}（{words}{f'，{told}' if told else ''}）"


def _word(row: TaskResult, light: Light) -> str:
    from toolkit.core.results import JudgedBy
    from toolkit.outputs.briefing.wording import SAID_WORDS

    if row.judged_by is JudgedBy.UNITS:
        names = {Light.BLUE: "blue", Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
        return f"“{SAID_WORDS[names[light]]}”" if light in names else light.value
    return PACE_WORDS.get(light, light.value)


def _lead_words(paper: Paper, rows: Sequence[TaskResult]) -> str:
    """What lead units say of their tasks on the whole (牵头单位总体进展), in their own words."""
    lead_units = dict.fromkeys(lead for row in rows for lead in row.task.leads)
    told = [(lead, quote(paper.lead_notes.get(lead, ""), None, paper.depth.quote)) for lead in lead_units]
    return "".join(f"{name(lead)}反映：“{said}”。" for lead, said in told if said)
