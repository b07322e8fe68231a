"""一、总体情况: how units returned, indicators by light, how many tasks changed; what page one says is not repeated."""

from __future__ import annotations

from toolkit.outputs.briefing.sections.common import Paper, Section, section, unit_name
from toolkit.outputs.briefing.tokens import figure, listed
from toolkit.outputs.briefing.wording import INDICATOR_WORDS, parts_of

_ENDED = {**INDICATOR_WORDS, "green": "保持或达到", "yellow": "接近目标", "red": "未完成"}


def overall(paper: Paper) -> Section:
    """Nothing where nobody returned."""
    if paper.is_silent:
        return section([])
    return section([_returns(paper), _indicators(paper), _compared(paper)])


def _returns(paper: Paper) -> str:
    """Late, in part, sent back: what page one does not say of the returns."""
    parts = paper.tally.reports.parts
    said = []
    for state, key, words in (
        ("部分报送", "partial", "应填项未填齐"),
        ("退回修改", "sent_back", "数据退回核改"),
    ):
        units = [unit_name(row.unit) for row in paper.result.units if row.state == state]
        if units:
            who = f"（{listed(units)}）" if len(units) <= 4 else ""
            said.append(f"{figure(parts[key])}单位{who}{words}")
    late = [unit_name(row.unit) for row in paper.result.units if row.on_time is False]
    if late:
        who = f"（{listed(late)}）" if len(late) <= 4 else ""
        said.append(f"逾期报送{figure(parts['late'])}{who}")
    return "；".join(said) + "。" if said else ""


def _indicators(paper: Paper) -> str:
    """Indicators with a pace by their light, the others by whether they are met: two kinds, two sums."""
    due, paced, point = paper.tally.indicators, paper.tally.paced, paper.tally.unpaced
    if not due.total.value:
        return ""
    words = _ENDED if paper.is_year_end else INDICATOR_WORDS
    said = []
    if paced:
        inner = parts_of(paced, words)
        if inner:
            said.append(f"有序时进度的{figure(paced.total)}中，{inner}")
    if point:
        inner = parts_of(point, {**words, "green": "保持目标", "yellow": "接近目标", "red": "未达标"})
        if inner:
            said.append(f"只看是否达标的{figure(point.total)}中，{inner}")
    waiting = due.parts["waiting"]
    later = f"；另有{figure(waiting)}未到统计期" if waiting.value else ""
    return f"应统计指标{figure(due.total)}：{'；'.join(said)}{later}。" if said else ""


def _compared(paper: Paper) -> str:
    if paper.is_january:
        return ""
    if paper.result.not_compared:
        return f"与{paper.last_month}不作比较：{paper.result.not_compared.rstrip('。')}。"
    split = paper.tally.changes
    level = split.parts["level"]
    if not split.total.value or level.value == split.total.value:
        return ""
    moved = parts_of(split, {"better": "转好", "worse": "转差"})
    rest = f"、{figure(level)}未变" if level.value else ""
    outside = (
        "，其余任务两个月没有同口径依据，不作比较"
        if split.total.value != paper.tally.overall.total.value
        else ""
    )
    return f"与{paper.last_month}可比的{figure(split.total)}任务中，{moved}{rest}{outside}。"
