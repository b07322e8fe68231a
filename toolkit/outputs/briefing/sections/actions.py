"""二、六大行动推进情况: one paragraph an action: figures, what is ahead, what is behind."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.results import IndicatorResult, TaskResult
from toolkit.core.returns import Light
from toolkit.figures.counting import by_action
from toolkit.outputs.briefing.sections.common import (
    BEHIND,
    Paper,
    Section,
    by_gap,
    due_indicators,
    section,
    task_name,
    unit_name,
    units_behind,
)
from toolkit.outputs.briefing.tokens import listed, name, quote
from toolkit.outputs.briefing.wording import LIGHT_WORDS, achieved, divided


def actions(paper: Paper) -> Section:
    """二、六大行动推进情况; 行动 holds a heading and a paragraph each. Left out when nobody reported."""
    told = [
        {"名称": action, "正文": _told(paper, action, rows)}
        for action, rows in by_action(paper.result.tasks).items()
    ]
    silent = all(row.light in (Light.OPEN, Light.MISSING, Light.NONE) for row in paper.result.tasks)
    return section([] if silent else [entry["正文"] for entry in told], 行动=told)


def _told(paper: Paper, action: str, rows: Sequence[TaskResult]) -> str:
    said = divided(paper.tally.actions[action], "任务", LIGHT_WORDS)
    first = f"{said}。" if said else "本月没有可汇总的任务。"
    return first + _ahead(paper, rows) + _behind(paper, rows) + _lead_words(paper, rows)


def _indicators(paper: Paper, rows: Sequence[TaskResult]) -> list[IndicatorResult]:
    return [item for row in rows for item in due_indicators(paper, row)]


def _ahead(paper: Paper, rows: Sequence[TaskResult]) -> str:
    items = [item for item in _indicators(paper, rows) if item.light in (Light.BLUE, Light.GREEN)]
    best = sorted(items, key=lambda row: -(row.gap.value if row.gap.value is not None else -1e9))
    if not best:
        return ""
    told = [achieved(item, aside=paper.depth.asides) for item in best[: paper.depth.ahead]]
    return "；".join(told) + "。" if told else ""


def _behind(paper: Paper, rows: Sequence[TaskResult]) -> str:
    items = by_gap([item for item in _indicators(paper, rows) if item.light in BEHIND])
    limit = paper.depth.behind
    told = [achieved(item, aside=paper.depth.asides) for item in items[:limit]]
    shown = {item.indicator.task_no for item in items[:limit]}
    bare = [row for row in rows if row.light in BEHIND and row.task.no not in shown]
    told += [_by_units(row) for row in bare[: max(0, limit - len(told))]]
    told = [text for text in told if text]
    return "需要加力的：" + "；".join(told) + "。" if told else ""


def _lead_words(paper: Paper, rows: Sequence[TaskResult]) -> str:
    """What lead units say of their tasks on the whole (牵头单位总体进展), in their own words."""
    lead_units = dict.fromkeys(lead for row in rows for lead in row.task.leads)
    told = [(lead, quote(paper.lead_notes.get(lead, ""), None, paper.depth.quote)) for lead in lead_units]
    return "".join(f"{name(lead)}反映：“{said}”。" for lead, said in told if said)


def _by_units(row: TaskResult) -> str:
    names = [unit_name(cell.unit) for cell in units_behind(row)]
    whose = f"，{listed(names, 3)}报进度滞后或未启动" if names else ""
    return f"{task_name(row)}{LIGHT_WORDS['red'] if row.light is Light.RED else LIGHT_WORDS['yellow']}{whose}"
