"""The lines below the charts: number, and what the chart shows, each number of which is a locked figure.

In: the paper and which charts it has. Out: a text a chart, "" for one that is not there.
"""

from __future__ import annotations

from toolkit.core.returns import Light
from toolkit.core.words import LightWord
from toolkit.outputs.briefing.behindchart import MOST
from toolkit.outputs.briefing.sections.common import Paper, of_the_judged
from toolkit.word.tokens import figure

TREND, BEHIND_PACE = "趋势", "滞后指标"  # in the order in which they stand
_MOST = "〇一二三四五六七八九"[MOST]  # so that it is nobody's figure


def captions(paper: Paper, *, behind: bool) -> dict[str, str]:
    """``behind``: whether the chart of what is behind has room."""
    there = [
        which for which in (TREND, BEHIND_PACE) if which in paper.charts_mm and (behind or which == TREND)
    ]
    says = {TREND: _trend, BEHIND_PACE: _behind}
    told = {which: f"图{at}　{says[which](paper)}" for at, which in enumerate(there, 1)}
    return {which: told.get(which, "") for which in says}


def _red(paper: Paper) -> str:
    return LightWord.NOT_DONE if paper.is_year_end else LightWord.BEHIND


def _trend(paper: Paper) -> str:
    red, year, word = paper.tally.overall.parts["red"], paper.result.period.year, _red(paper)
    now = f"{word}{figure(red)}" if red.value else f"{of_the_judged(paper)}没有{word}任务"
    if not paper.has_states:
        now = "任务状态暂不判断"
    return f"{year}年各月任务状态：{paper.month}{now}"


def _behind(paper: Paper) -> str:
    whole, red = (paper.tally.figure("overall", f"indicators_behind{part}") for part in ("", "_red"))
    head = "有序时进度、年底未完成" if paper.is_year_end else f"{paper.month}低于序时进度"
    worst = Light.RED.value if paper.is_year_end else LightWord.BEHIND
    text = f"{head}的指标{figure(whole)}" + (f"，其中{worst}{figure(red)}" if red.value else "")
    return text + (f"（图为差距最大的{_MOST}项）" if (whole.value or 0) > MOST else "")
