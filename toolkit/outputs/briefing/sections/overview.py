"""提要 and 一、总体情况."""

from __future__ import annotations

from toolkit.core.results import TaskResult
from toolkit.core.returns import Light
from toolkit.figures.matters import to_coordinate
from toolkit.outputs.briefing.sections.common import (
    Paper,
    Section,
    section,
    task_name,
    unit_name,
    units_behind,
)
from toolkit.outputs.briefing.tally import Split
from toolkit.outputs.briefing.tokens import figure, listed, name, quote, visible
from toolkit.outputs.briefing.wording import INDICATOR_WORDS, LIGHT_WORDS, divided

SUMMARY_LIMIT = 200


def summary(paper: Paper) -> str:
    """提要: what is behind and whose it is, what changed, what is asked; at most 200 characters.

    Each point is tried from long to short and left out when even the shortest does not fit.
    """
    text = ""
    for versions in (_standing(paper), _worst(paper), _changed(paper), _asked(paper)):
        for version in versions:
            if version and len(visible(text + version)) <= SUMMARY_LIMIT:
                text += version
                break
    return text


def _standing(paper: Paper) -> list[str]:
    said = divided(paper.tally.overall, "任务", LIGHT_WORDS)
    if said and paper.tally.overall.parts["missing"].value == paper.tally.overall.total.value:
        said += "，尚无可汇总的进展"
    return [f"{said}。" if said else "本月没有可汇总的任务。"]


def _worst(paper: Paper) -> list[str]:
    rows = [row for row in paper.result.tasks if row.light is Light.RED]
    if not rows:
        return []
    rows = sorted(rows, key=lambda row: (-row.months_behind, _gap(paper, row), row.task.no))
    long = "；".join(f"{task_name(row)}{_whose(row)}" for row in rows[:3])
    short = "；".join(task_name(row) for row in rows[:2])
    lead = "滞后的是" if len(rows) <= 3 else "滞后较多的是"
    return [f"{lead}{long}。", f"{lead if len(rows) <= 2 else '滞后较多的是'}{short}。"]


def _gap(paper: Paper, row: TaskResult) -> float:
    gaps = [paper.indicators[id].gap.value for id in row.indicators if id in paper.indicators]
    return min((gap for gap in gaps if gap is not None), default=0.0)


def _whose(row: TaskResult) -> str:
    names = [unit_name(cell.unit) for cell in units_behind(row)]
    if not names:
        return f"，{listed([name(lead) for lead in row.task.leads], 1)}牵头" if row.task.leads else ""
    return f"，涉及{listed(names, 3)}"


def _changed(paper: Paper) -> list[str]:
    moved = moved_text(paper.tally.changes)
    return [f"与上月相比，{moved}。"] if moved else []


def moved_text(split: Split) -> str:
    """转好3项、转差2项 / 各项任务状态持平; "" without a last month."""
    if not split.total.value:
        return ""
    words = [(word, split.parts[key]) for key, word in (("better", "转好"), ("worse", "转差"))]
    said = [f"{word}{figure(part)}" for word, part in words if part.value]
    return "、".join(said) if said else "各项任务状态持平"


def _asked(paper: Paper) -> list[str]:
    rows = to_coordinate(paper.result.experience)
    if not rows:
        return []
    count = paper.tally.figure("overall", "matters")
    titles = listed(dict.fromkeys(quote(row.title, row.source, 20) for row in rows), 2)
    return [f"提请协调{figure(count)}：{titles}。", f"提请协调{figure(count)}。"]


def overall(paper: Paper) -> Section:
    """一、总体情况: who has reported, tasks, indicators, change against last month."""
    first = f"{_reported(paper)}{_standing(paper)[0]}"
    due = divided(paper.tally.indicators, "应统计指标", INDICATOR_WORDS)
    waiting = paper.tally.indicators.parts["waiting"]
    later = f"另有{figure(waiting)}指标未到统计期" if waiting.value else ""
    second = "；".join(part for part in (due, later) if part)
    moved = moved_text(paper.tally.changes)
    third = ""
    if moved:
        changed = any(paper.tally.changes.parts[name].value for name in ("better", "worse"))
        total = figure(paper.tally.changes.total)
        third = f"与上月可比的{total}任务中，{moved}。" if changed else f"{moved}。"
        third += _moved_names(paper)
    return section([first, f"{second}。" if second else "", third])


def _reported(paper: Paper) -> str:
    split = paper.tally.reports
    if not split.total.value:
        return ""
    until = f"截至{paper.data_until}，" if paper.data_until else ""
    missing = [unit_name(row.unit) for row in paper.result.units if row.state == "未报"]
    states = (("partial", "部分报送"), ("sent_back", "退回修改"))
    part = "、".join(f"{word}{figure(split.parts[key])}" for key, word in states if split.parts[key].value)
    if not missing:
        return f"{until}应报的{figure(split.total)}单位全部报送{f'，其中{part}' if part else ''}。"
    none = split.parts["not_returned"]
    if none.value == split.total.value:
        return f"{until}应报的{figure(split.total)}单位均未报送。"
    named = f"（{listed(missing, 6)}）"
    return f"{until}应报{figure(split.total)}单位，未报{figure(none)}{named}{f'；{part}' if part else ''}。"


def _moved_names(paper: Paper) -> str:
    worse = [row for row in paper.result.tasks if row.newly_red]
    if not worse:
        return ""
    return f"新转为滞后的是{listed([task_name(row) for row in worse], 3)}。"
