"""二、六大行动推进情况: one table of the actions, and a sentence where something moved."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.area import said
from toolkit.core.results import JudgedBy, TaskResult
from toolkit.core.returns import Light
from toolkit.core.words import LightWord
from toolkit.figures.numbers.counting import by_action
from toolkit.outputs.briefing.sections.common import (
    Paper,
    Section,
    by_gap,
    due_indicators,
    section,
    stands,
    task_name,
)
from toolkit.outputs.briefing.wording import SAID_WORDS
from toolkit.word.tokens import BARE, figure, listed, name, quote

_RULED = {
    Light.BLUE: LightWord.DONE,
    Light.GREEN: LightWord.ON_PACE,
    Light.YELLOW: LightWord.SLOW,
    Light.RED: LightWord.BEHIND,
}
_ENDED = {**_RULED, Light.GREEN: "目标已达到", Light.YELLOW: LightWord.NEARLY, Light.RED: LightWord.NOT_DONE}
_NOTE = "注：“达序时”含按单位自报判定的“自报正常推进”，“偏慢”“滞后”含自报存在滞后、未启动的。"
_YEAR_END_NOTE = (
    "注：“达序时”为目标已达到、单位仍在推进的，含“自报正常推进”；“偏慢”为基本完成的，含自报存在滞后或未启动的；"
    "“滞后”为未完成的，含自报滞后或未启动较多的。"
)
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
        return section([], 表=[], 注="")
    groups = by_action(paper.result.tasks)
    told = [_moved(paper, action, rows) for action, rows in groups.items()]
    words = dict.fromkeys(_lead_words(paper, rows) for rows in groups.values())
    rows = [_row(paper, number, action) for number, action in enumerate(groups, 1)]
    kept = [text for text in (_compared(paper), *told, *words) if text]
    note = _YEAR_END_NOTE if paper.is_year_end else _NOTE
    if not paper.has_states:
        return {"有": bool(kept), "段落": kept, "表": [], "注": note}
    return {"有": bool(rows), "段落": kept, "表": rows, "注": note}


def _compared(paper: Paper) -> str:
    """How many tasks may be compared and stayed as they were; or why nothing is compared."""
    if paper.is_january:
        return ""
    if paper.result.not_compared:
        reason = paper.result.not_compared.rstrip("。").removesuffix("，不与上月比较")
        # Of few units in this month it is this one, whatever last month was; else it can only be the other.
        reason = reason.replace("本月或上月", "本月" if paper.is_thin else "上月")
        reason = reason.replace("本月", paper.month).replace("上月", paper.last_month)
        return f"{said(reason)}，与{paper.last_month}不作比较。"
    split = paper.tally.changes
    level = split.parts["level"]
    if not split.total.value or level.value == split.total.value:
        return ""
    outside = split.total.value != paper.tally.overall.total.value
    head = f"与{paper.last_month}可比的任务{figure(split.total)}"
    if outside:
        head += said("（其余任务有的月份没有判定或判定依据不同，不作比较）")
    rest = f"其中{figure(level)}状态未变，其余变化如下" if level.value else "状态均有变化，如下"
    return f"{head}，{rest}。"


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
    worse = [row for row in steps if row.comparison.step < 0]
    better = [row for row in steps if row.comparison.step > 0]
    said = [f"{word}的为{_turns(paper, rows)}" for word, rows in (("转差", worse), ("转好", better)) if rows]
    return f"{name(action)}：{'。'.join(said)}。"


def _turns(paper: Paper, rows: Sequence[TaskResult]) -> str:
    """甲（第1项）、乙（第4项）由…转为…；丙（第6项）由…转为…，by which figure, of few also where several turned alike."""
    groups: dict[tuple[str, str], list[TaskResult]] = {}
    for row in rows:
        told = _figure_told(paper, row) if len(rows) <= paper.depth.moved else ""
        groups.setdefault((_words(paper, row), told), []).append(row)
    return "；".join(
        f"{listed([task_name(row) for row in group])}{'，均' if len(group) > 1 else '，'}{words}{f'，{told}' if told else ''}"
        for (words, told), group in groups.items()
    )


def _words(paper: Paper, row: TaskResult) -> str:
    before, now = row.comparison.before, row.comparison.after
    assert before is not None and now is not None  # noqa: S101 - a step has both
    return f"由{_word(row, before)}转为{_word(row, now, ended=paper.is_year_end)}"


def _figure_told(paper: Paper, row: TaskResult) -> str:
    """The worst indicator of those that made it turn: of what is better one that held it back last month."""
    now = row.comparison.after
    items = by_gap([item for item in due_indicators(paper, row) if item.light is now])
    if row.comparison.step > 0:
        items = [item for item in items if item.last_light is row.comparison.before]
    return stands(paper, items[0]) if items and now is not Light.RED else ""


def _word(row: TaskResult, light: Light, *, ended: bool = False) -> str:
    if row.judged_by is JudgedBy.UNITS:
        names = {Light.BLUE: "blue", Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
        return f"“{SAID_WORDS[names[light]]}”" if light in names else light.value
    return (_ENDED if ended else _RULED).get(light, light.value)


def _lead_words(paper: Paper, rows: Sequence[TaskResult]) -> str:
    """What lead units say of their tasks on the whole (牵头单位总体进展), in their own words."""
    lead_units = dict.fromkeys(lead for row in rows for lead in row.task.leads)
    told = [(lead, quote(paper.lead_notes.get(lead, ""), None, paper.depth.quote)) for lead in lead_units]
    return "".join(f"{name(lead)}反映：“{said}”。" for lead, said in told if said)
