"""From the month's figures to the plain dict that the Word template takes.

In: MonthResult, OutputContext, BriefingSettings; out: strings, lists and dicts only, in which figures
are marked text (see tokens). The names are those of ``variables.py``, which the manual is made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.core.results import MonthResult
from toolkit.core.rounding import NOTE
from toolkit.outputs.briefing.chartparts import NO_CHART, chart_heights
from toolkit.outputs.briefing.sections.actions import actions
from toolkit.outputs.briefing.sections.captions import BEHIND_PACE, TREND, captions
from toolkit.outputs.briefing.sections.common import Depth, Paper, Section
from toolkit.outputs.briefing.sections.front import fitted, front, headline
from toolkit.outputs.briefing.sections.matters import experience, next_steps
from toolkit.outputs.briefing.sections.overview import overall
from toolkit.outputs.briefing.sections.pagelines import CAPTION_MM, body_lines, holds
from toolkit.outputs.briefing.sections.problems import problems
from toolkit.outputs.briefing.sections.tables import (
    all_indicator_rows,
    annex_rows,
    corrections_note,
    indicator_section,
    moment,
)
from toolkit.outputs.briefing.sections.units import units
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.tally import Tally
from toolkit.outputs.context import OutputContext
from toolkit.word.tokens import chart, issued, name, table, visible

DEPTHS = (  # what a leader may miss goes first: lessons, matters, what turned, the chart of table 2; tasks in red last
    Depth(),
    Depth(moved=3, causes=1, quote=36, matters=3, lessons=2, ending=3),
    Depth(moved=2, causes=1, quote=30, matters=2, lessons=2, ending=2),
    Depth(moved=1, causes=1, quote=24, matters=1, lessons=1, ending=2),
    Depth(moved=1, causes=1, quote=24, matters=1, lessons=1, ending=2, chart=False),
    Depth(moved=1, causes=1, quote=24, matters=0, lessons=1, ending=1, chart=False),
    Depth(moved=0, lagging=5, causes=1, quote=20, matters=0, lessons=1, ending=1, chart=False),
    *(
        Depth(moved=0, lagging=lagging, causes=1, quote=16, matters=0, lessons=1, ending=1, chart=False)
        for lagging in (4, 3, 2, 1)
    ),
    Depth(moved=0, lagging=0, causes=1, quote=12, matters=0, lessons=0, ending=0, chart=False),
)


_TABLES = ("表", "县市", "其他", "口径", "注", "表号")
UNDATED = "　　　　年　月　日"  # the date of a draft


@dataclass(frozen=True)
class Issue:
    """What a briefing is made of besides the month: its number (None for a draft), day, words of leads."""

    number: int | None = None
    date: str = ""  # 2024年6月27日; "" leaves the day to the office
    lead_notes: Mapping[str, str] | None = None


def make_paper(
    result: MonthResult, context: OutputContext, settings: BriefingSettings, issue: Issue
) -> Paper:
    """The month with its tally, as all sections take it."""
    until = moment(context.data_until.replace(minute=0)) if context.data_until else ""
    due = context.next_deadline
    day = f"{due.month}月{due.day}日" if due else ""
    return Paper(
        result,
        Tally(result),
        settings,
        until,
        lead_notes=issue.lead_notes or {},
        next_deadline=day,
        charts_mm=chart_heights(result, context.history),
        last_change=context.data_until.date() if context.data_until else None,
        cutoff=f"{context.cutoff.month}月{context.cutoff.day}日" if context.cutoff else "",
    )


def fitted_body(paper: Paper) -> dict[str, object]:
    """The sections at the greatest depth that keeps page one and the body within their limits."""
    paper = fitted(paper)
    fixed = _fixed(paper)
    told: dict[str, object] = {}
    for depth in DEPTHS:
        told = fixed | _varying(replace(paper, depth=depth))
        behind = {name: part for name, part in told.items() if name not in ("提要", "首页")}
        lines = body_lines(behind, _charts_mm(paper, depth))
        limits = paper.settings
        if body_length(told) <= limits.body_limit and lines <= holds(limits.body_pages):
            break
    _number_tables(told)
    shown = BEHIND_PACE if depth.chart else NO_CHART
    return told | {
        "图": {BEHIND_PACE: chart(shown), TREND: chart(TREND)},
        "图题": captions(paper, behind=depth.chart),
    }


def _charts_mm(paper: Paper, depth: Depth) -> float:
    shown = [mm for which, mm in paper.charts_mm.items() if depth.chart or which != BEHIND_PACE]
    return sum(shown) + CAPTION_MM * len(shown)


def _number_tables(told: Mapping[str, object]) -> None:
    """表1, 表2, 表3: the tables that are there, counted."""
    number = 0
    for name_, tables in (("六大行动", ("表",)), ("主要指标", ("表",)), ("各单位", ("县市", "其他"))):
        section = told[name_]
        assert isinstance(section, dict)  # noqa: S101 - as made above
        number += any(section[table_] for table_ in tables)
        section["表号"] = str(number)


def body_length(told: Mapping[str, object]) -> int:
    """Characters of the body's paragraphs as a reader sees them; tables do not count."""
    return sum(len(visible(text)) for text in _texts(told))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _TABLES:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _fixed(paper: Paper) -> dict[str, object]:
    """Sections that are the same at every depth."""
    return {
        "提要": headline(paper),
        "总体情况": overall(paper),
        "主要指标": indicator_section(paper),
        "各单位": units(paper),
        "下一步": next_steps(paper),
    }


def _varying(paper: Paper) -> dict[str, object]:
    return {
        "首页": front(paper),
        "六大行动": actions(paper),
        "典型经验": experience(paper),
        "问题": problems(paper),
    }


def build_context(
    paper: Paper, context: OutputContext, issue: Issue, *, differences: bool = False
) -> dict[str, object]:
    """The template's variables; sections with nothing to say have 有 false.

    ``differences`` says that checklist and action plan disagree somewhere, which the paper then states.
    """
    return {
        **head(paper, context, issue),
        **fitted_body(paper),
        "附件1": {"有": bool(paper.result.tasks) and not paper.is_silent, "表": table("matrix")},
        "附件2": {"有": bool(paper.result.units), "表": annex_rows(paper)},
        "附件3": _all_indicators(paper),
        "口径": []
        if paper.is_silent
        else [name(text.rstrip("。")) for text in (*paper.result.criteria, NOTE)],
        "文件差异": "任务清单与行动方案表述不一致的，以任务清单为准。" if differences else "",
        "灯口径": _criterion(paper, "状态灯"),
        "任务口径": _criterion(paper, "任务状态"),
    }


def _criterion(paper: Paper, subject: str) -> str:
    """The rule of the lights or of the tasks, to stand under the table that uses it."""
    found = (text for text in paper.result.criteria if text.startswith(subject))
    return name(next(found, ""))


def _all_indicators(paper: Paper) -> Section:
    rows = all_indicator_rows(paper)
    return {"有": bool(rows), "表": rows, "注": corrections_note(paper)}


def head(paper: Paper, context: OutputContext, issue: Issue) -> dict[str, object]:
    """What stands in the head and foot of every paper."""
    settings = paper.settings
    return {
        "名称": name(settings.name),
        "期号": _number(settings, issue.number),
        "编发单位": name(settings.office or context.office),
        "日期": issued("date", issue.date) if issue.date else "",
        "期间": paper.result.period.chinese,
        "标题": f"{name(paper.result.period.chinese)}重点任务推进情况",
        "密级": name(settings.secrecy),
        "签发人": name(settings.signer),
        "水印": name(context.watermark),
        "数据截至": paper.cutoff or paper.data_until,
        "收到时间至": paper.data_until,
        "联系人": name(settings.contact),
        "报": "、".join(settings.report_to),
        "送": "、".join(settings.send_to),
        "发": "、".join(settings.issue_to),
        "印数": name(f"共印{settings.copies}份") if settings.copies else "",
    }


def _number(settings: BriefingSettings, number: int | None) -> str:
    if number is None:
        return issued("number", "送审稿")
    return issued("number", number_text(settings, number))


def number_text(settings: BriefingSettings, number: int, *, again: int = 0) -> str:
    """第6期（总第18期）; ``again`` counts the corrected papers under one number: 第6期（更正）, 第6期（更正2）."""
    total = f"（总第{settings.before + number}期）" if settings.before is not None else ""
    mark = f"（更正{again if again > 1 else ''}）" if again else ""
    return f"第{number}期{total}{mark}"
