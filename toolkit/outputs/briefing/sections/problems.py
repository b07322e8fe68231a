"""存在的问题: what became of last month's lagging tasks, those that page one did not tell, and what the year's end asks."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core import cycle
from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.model import YES_NO, Kind
from toolkit.core.results import UNLISTED, WORST_FIRST, JudgedBy, TaskResult, YearEnd
from toolkit.core.returns import Light
from toolkit.core.words import LightWord
from toolkit.figures.counts.changes import became_of_lagging
from toolkit.figures.judging.lights import LAST_MONTH
from toolkit.figures.rows import wording
from toolkit.outputs.briefing.sections.common import (
    YEAR_END_FROM,
    Paper,
    Section,
    left_unmet,
    task_name,
    tasks_named,
    unmet,
)
from toolkit.outputs.briefing.sections.matters import matters_told
from toolkit.outputs.briefing.sections.red import only_plans, only_why, red_task
from toolkit.outputs.briefing.wording import ENDED_WORDS, LIGHT_WORDS, SAID_WORDS
from toolkit.word.tokens import ABSOLUTE, figure, listed, name

NAMED = 8
_FEW = ("", "", "两", "三", "四")  # of them, as the sheet lists them
_MONTHS = ("", "一", "两", "三")  # that are left from September on
_BECAME = {"cleared": "已转好", "eased": "有好转但仍偏慢", "still": "仍滞后"}
_ENDED = {"cleared": "已转好", "eased": "有好转但没有全部完成", "still": "年底未完成"}
ENDING, LEFT = "见汇总表“年底到期”", "见汇总表“上年未达标”"


def problems(paper: Paper) -> Section:
    """整改 and 年底 are paragraphs, 事项 tasks one by one, 协调 matters one by one; 其余 what is only named."""
    first, depth = paper.page_one, paper.depth
    red = paper.lagging[first.red :]
    short = [] if first.causes and first.plans else paper.lagging[: first.red]  # page one tells them in part
    told = [text for row in short[: depth.lagging] if (text := _why(paper, row))]
    told += [red_task(paper, row, depth.causes, depth.quote) for row in red[: depth.lagging]]
    rest = red[depth.lagging :]
    mended, slow, ending = _mended(paper), _slow(paper), _ending(paper)
    matters, others = matters_told(paper)
    return {
        "有": bool(mended or told or slow or ending or matters or others),
        "整改": [text for text in (mended,) if text],
        "事项": told,
        "其余": _others(paper, rest, len(short) - depth.lagging),
        "偏慢": slow,
        "年底": ending,
        "协调": matters,
        "议定": others,
    }


def _others(paper: Paper, rest: Sequence[TaskResult], short: int) -> str:
    """The tasks in red that nothing is told of, unless page one named them; and where what is not told stands.

    ``short``: of how many page one tells in part and nothing more is told here.
    """
    where = "原因和下步措施见汇总表“滞后事项”"
    if rest and not paper.names_rest:
        return f"其他{paper.behind}{tasks_named(rest)}{f'，{where}' if short > 0 else ''}。"
    return f"{'其余' if paper.depth.lagging else ''}{paper.behind}的{where}。" if rest or short > 0 else ""


def _why(paper: Paper, row: TaskResult) -> str:
    """What page one had no room for: the plans behind the reason, or all."""
    if paper.page_one.causes:
        return only_plans(paper, row, paper.depth.quote, paper.page_one.quote)
    return only_why(paper, row, paper.depth.causes, paper.depth.quote)


def _mended(paper: Paper) -> str:
    """8月滞后的4项中，2项已转好，2项仍滞后 / 8月滞后的3项均未转好."""
    groups = became_of_lagging(paper.result)
    if not any(groups.values()) or paper.result.not_compared or paper.is_january:
        return ""
    words = {
        **(_ENDED if paper.is_year_end else _BECAME),
        "unsettled": _not_compared(groups["unsettled"]),
    }
    there = [(key, words[key], rows) for key, rows in groups.items() if rows]
    head = f"{paper.last_month}滞后的{figure(paper.tally.figure('overall', 'lagging_before'))}"
    red = {row.task.no for row in paper.lagging}  # page one names them
    named = {
        key: "" if {row.task.no for row in rows} == red else f"，{tasks_named(rows)}"
        for key, _, rows in there
    }
    if len(there) == 1:
        key, word, rows = there[0]
        many = "均" if len(rows) > 1 else ""
        said = f"{many}未转好" if key == "still" else f"{many}{word}"
        return f"{head}{said}{named[key]}。"
    parts = [
        f"{figure(paper.tally.figure('overall', f'lagging_{key}'))}{word}{named[key]}"
        for key, word, _ in there
    ]
    return f"{head}中，{'；'.join(parts)}。"


def _not_compared(rows: Sequence[TaskResult]) -> str:
    """Why nothing is said of them: not judged this month, or on other grounds than last month."""
    open_ = {Light.OPEN: LightWord.OPEN, **dict.fromkeys(WORST_FIRST, "判定依据不同")}
    return f"{'或'.join(dict.fromkeys(open_.get(row.light, '没有判定') for row in rows))}，不作比较"


def _slow(paper: Paper) -> str:
    """The tasks that are a little behind, by name; apart, as page one counts them, those of which units say so themselves."""
    ended = ENDED_WORDS if paper.is_year_end else LIGHT_WORDS
    there = [
        (f"{words['yellow']}的{figure(split.parts['yellow'])}", f"{by}{words['yellow']}", rows)
        for ground, split, words, by in (
            (JudgedBy.INDICATORS, paper.tally.by_indicators, ended, ""),
            (JudgedBy.UNITS, paper.tally.by_units, SAID_WORDS, "由单位"),
        )
        if (rows := [row for row in paper.result.tasks if _is_slow(row) and row.judged_by is ground])
    ]
    if sum(len(rows) for *_, rows in there) > NAMED:
        return f"{listed([counted for counted, *_ in there])}任务见附件1。"
    told = [
        f"{counted}任务为{listed([task_name(row) for row in rows])}"
        if len(rows) > 1
        else f"{task_name(rows[0])}{alone}"
        for counted, alone, rows in there
    ]
    return f"{'；'.join(told)}。" if told else ""


def _is_slow(row: TaskResult) -> bool:
    return row.light is Light.YELLOW


def _ending(paper: Paper) -> str:
    """From September: what is due at the year's end and hard to meet; in January what last year left."""
    period = paper.result.period
    if paper.is_thin:
        return ""
    if paper.is_january:
        return _left_behind(paper)
    rows = paper.result.year_end
    if period.month < YEAR_END_FROM or paper.is_year_end or not rows:
        return ""
    head = f"年底到期、尚未达标的指标{unmet(paper, 'year_end')}"
    hard = [row for row in rows if row.is_hard]
    if not hard or not paper.depth.ending:
        return f"{head}，{ENDING}。"
    shown = "；".join(_left(paper, row) for row in hard[: paper.depth.ending])
    count = figure(paper.tally.figure("overall", "year_end_hard"))
    first = "首项" if paper.depth.ending == 1 else f"前{_FEW[paper.depth.ending]}项"
    which = f"{first}为" if len(hard) > paper.depth.ending else "为"
    part = "（有单位没有报数的未判断）" if not all(row.complete for row in rows) else ""
    slow = f"其中按今年最快{said('三个月')}的平均进度也难以完成的{count}{part}"
    return f"{head}，{slow}，{which}{shown}。全部{ENDING}。"


def _left_behind(paper: Paper) -> str:
    rows, head = paper.result.left_unmet, left_unmet(paper)
    if not rows:
        return ""
    known = [row for row in rows if row.value.value is not None]
    shown = "；".join(_left(paper, row) for row in known[: paper.depth.ending])
    more = len(rows) > len(known[: paper.depth.ending])
    if not shown:
        return f"{head}，{LEFT}。"
    return f"{head}，{'其中' if more else '为'}{shown}{f'；其余{LEFT}' if more else ''}。"


def _asked(paper: Paper, row: YearEnd) -> str:
    """What is left asks a month beside the best three months; of less than one thing a month the whole is said."""
    monthly, best, together = row.monthly, row.best, row.best_sum
    assert monthly is not None and best is not None and together is not None  # noqa: S101 - is_hard has them
    few = cycle.current() == cycle.MONTHLY and row.indicator.decimals == 0 and (monthly.value or 0) < 1
    if few:
        left = _MONTHS[LAST_MONTH - paper.result.period.month]
        asked, gave = f"此后{left}个月须完成{figure(row.gap)}", f"今年最快三个月共新增{figure(together)}"
    else:
        asked = f"此后平均{said('每月')}须完成{figure(monthly)}"
        gave = f"今年最快{said('三个月')}平均{said('每月')}{figure(best)}"
    return f"{asked}，{gave if best.value else said('今年能与上月比较的各月均没有新增')}"


def _left(paper: Paper, row: YearEnd) -> str:
    text = name(row.indicator.name)
    if row.indicator.measure == YES_NO:
        text += LightWord.NOT_DONE
    else:
        text += f"{'达标的为' if row.indicator.kind is Kind.RATE_EACH else ''}{figure(row.value)}"
    if row.gap.value:
        most = "至多" if not row.complete and row.indicator.kind is not Kind.RATIO else ""
        text += f"，距目标{most}差{figure(row.gap, ABSOLUTE)}"
    elif row.indicator.measure != YES_NO:
        target = name(wording.target_text(row.indicator, row.target).lstrip("≥="))
        text += f"（目标{target}{row.value.measure if row.value.measure != DASH else ''}）"
    if row.indicator.task_no == UNLISTED:
        text += "（今年清单没有再列）"
    if row.is_hard:
        text += f"（{_asked(paper, row)}）"
    return text
