"""存在的问题: what became of last month's lagging tasks, those that page one did not tell, and what the year's end asks."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.results import TaskResult, YearEnd
from toolkit.core.returns import Light
from toolkit.outputs.briefing.sections.common import YEAR_END_FROM, Paper, Section, task_name
from toolkit.outputs.briefing.sections.front import RED_SHOWN, red_task
from toolkit.outputs.briefing.sections.matters import matters_told
from toolkit.outputs.briefing.tokens import figure, listed, name

NAMED, ENDING_SHOWN = 8, 6


def problems(paper: Paper) -> Section:
    """整改 and 年底 are paragraphs, 事项 tasks one by one, 协调 matters one by one; 其余 what is only named."""
    red = paper.lagging[RED_SHOWN:]
    told = [red_task(paper, row) for row in red[: paper.depth.lagging]]
    rest = red[paper.depth.lagging :]
    mended, slow, ending = _mended(paper), _slow(paper), _ending(paper)
    matters, others = matters_told(paper)
    return {
        "有": bool(mended or told or slow or ending or matters or others),
        "整改": [text for text in (mended,) if text],
        "事项": told,
        "其余": f"其他滞后任务为{listed([task_name(row) for row in rest])}，见附件1。" if rest else "",
        "偏慢": slow,
        "年底": ending,
        "协调": matters,
        "议定": others,
    }


def _mended(paper: Paper) -> str:
    """8月滞后的4项中，2项转好，2项仍滞后 / 8月滞后的3项均未转好."""
    before = [
        row for row in paper.result.tasks if row.comparison.before is Light.RED and row.comparison.known
    ]
    if not before or paper.result.not_compared or paper.is_january:
        return ""
    total = paper.tally.figure("overall", "lagging_before")
    groups: list[tuple[str, str, Sequence[TaskResult]]] = [
        (
            "cleared",
            "已达到序时进度或完成",
            [row for row in before if row.comparison.now in (Light.BLUE, Light.GREEN)],
        ),
        ("eased", "有好转但仍偏慢", [row for row in before if row.comparison.now is Light.YELLOW]),
        ("still", "仍滞后", [row for row in before if row.comparison.now is Light.RED]),
    ]
    there = [(key, word, rows) for key, word, rows in groups if rows]
    head = f"{paper.last_month}滞后的{figure(total)}"
    if len(there) == 1:
        key, word, rows = there[0]
        said = {
            "still": "均未转好" if len(rows) > 1 else "未转好",
            "eased": f"{'均' if len(rows) > 1 else ''}有好转但仍偏慢",
        }.get(key, f"{'均' if len(rows) > 1 else ''}{word}")
        return f"{head}{said}（{listed([task_name(row) for row in rows])}）。"
    parts = [
        f"{figure(paper.tally.figure('overall', f'lagging_{key}'))}{word}（{listed([task_name(row) for row in rows])}）"
        for key, word, rows in there
    ]
    return f"{head}中，{'，'.join(parts)}。"


def _slow(paper: Paper) -> str:
    """The tasks that are a little behind, by name."""
    if paper.is_year_end:
        return ""
    rows = [row for row in paper.result.tasks if row.light is Light.YELLOW]
    if not rows:
        return ""
    count = paper.tally.overall.parts["yellow"]
    names = [task_name(row) for row in rows]
    if len(rows) > NAMED:
        return f"进度偏慢的{figure(count)}任务见附件1。"
    return f"进度偏慢的{figure(count)}任务为{listed(names)}。" if len(rows) > 1 else f"{names[0]}进度偏慢。"


def _ending(paper: Paper) -> str:
    """From September: what is due at the year's end and not met; in January what last year left."""
    period = paper.result.period
    if paper.is_january:
        rows, key, head = paper.result.left_unmet, "left_unmet", f"{period.year - 1}年未完成目标的指标"
    elif period.month >= YEAR_END_FROM and not paper.is_year_end:
        rows, key, head = paper.result.year_end, "year_end", "年底到期、尚未达标的指标"
    else:
        return ""
    if not rows or paper.is_thin:
        return ""
    count = paper.tally.figure("overall", key)
    shown = [_left(row) for row in rows[:ENDING_SHOWN]]
    more = "其中" if len(rows) > ENDING_SHOWN else ""
    tail = "，其余见汇总表" if more else ""
    return f"{head}{figure(count)}，{more}{'；'.join(shown)}{tail}。"


def _left(row: YearEnd) -> str:
    said = f"{name(row.indicator.name)}{'为' if row.value.value is not None else ''}{figure(row.value)}"
    text = said + (f"，距目标差{figure(row.gap)}" if row.gap.value else "")
    if (
        row.monthly is not None
        and row.monthly.value is not None
        and row.best is not None
        and row.best.value is not None
    ):
        text += f"（此后每月须完成{figure(row.monthly)}，今年最快三个月平均{figure(row.best)}）"
    return text
