"""The two optional papers: 通报 of late or poor reporting, and one page on each unit.

In: the template and the month; out: .docx, figures locked as in the briefing. What is said: only states and figures
of the month; the tone is that of a notice, not of blame.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from toolkit.core import area, fields
from toolkit.core.groups import NAMED
from toolkit.core.nothing import worded
from toolkit.core.results import MonthResult, UnitReport, UnitValue
from toolkit.core.returns import Figure, Light
from toolkit.core.words import ReturnState
from toolkit.figures.counts.telling import BEHIND_STATUSES
from toolkit.figures.numbers.counting import STATE_NAMES
from toolkit.outputs.briefing.context import Issue, head, make_paper
from toolkit.outputs.briefing.render import fill, finish, put_tables
from toolkit.outputs.briefing.sections.common import (
    BEHIND,
    DAY_OVER,
    Paper,
    by_group,
    day_note,
    task_name,
    unit_name,
    units_behind,
)
from toolkit.outputs.briefing.sections.tables import REPORTS, Row, report_rows
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.briefing.wording import STATUS_WORDS, divided
from toolkit.outputs.context import OutputContext
from toolkit.outputs.templatewords import words_of_groups
from toolkit.word.tokens import BARE, figure, listed, name, quote, table

_HEAD = ("名称", "编发单位", "日期", "期间", "水印", "数据截至", "标题", "报", "送", "发", "印数")
_OWING = ("序号", "单位", "状态", "收到时间", "逾期天数", "错误")
_OWN = ("名称", "计量单位", "本月累计", "上月累计", "完成率", "状态")
NOTICE_VARIABLES = (*_HEAD, "主送", "段落[]", *(f"表[].{column}" for column in _OWING))
UNIT_VARIABLES = (*_HEAD, "主送", "段落[]", "事项[]", "表题", *(f"表[].{column}" for column in _OWN), "注")
_OWED = (ReturnState.NOT_RETURNED, ReturnState.PARTIAL, ReturnState.SENT_BACK)
_MATTERS, _INDICATORS, _QUOTE = 3, 8, 40  # what fits one page
_NUMERALS = "〇一二三四五六七八九"
_SOME_MATTERS = f"偏慢、滞后的任务以下只列前{_NUMERALS[_MATTERS]}项，其余见本单位填报表。"
_SOME_INDICATORS = f"本表只列前{_NUMERALS[_INDICATORS]}项。"
EVERYBODY = "各填报单位"
_NOT_BEHIND = "所报指标没有滞后或偏慢的。"
_RATES = "完成率一栏：只有分解到本单位的目标、或只由本单位填报的指标才计算，其余为待分解。"


def write_notice(
    template: bytes,
    result: MonthResult,
    context: OutputContext,
    settings: BriefingSettings,
    *,
    date: str = "",
) -> bytes | None:
    """通报 of units that owe or were late; None when there is nobody to name."""
    named = [row for row in result.units if row.state in _OWED or row.on_time is False]
    if not named:
        return None
    paper = make_paper(result, context, settings, Issue(date=date))
    data = {
        **_shared(paper, context, date),
        "数据截至": paper.data_until,  # of returns, and of no figures
        "标题": f"关于{name(result.period.chinese)}报送情况的通报",
        "主送": "、".join(settings.issue_to) or EVERYBODY,
        "段落": _notice_words(paper, named),
        "表": _owing_rows(paper, {row.unit.code for row in named}),
    }
    filled = fill(template, data, "通报模板", NOTICE_VARIABLES, words_of_groups(result.groups))
    put_tables(filled.docx, result)
    return finish(filled.docx, result, "报送情况通报", context.created)


def _owing_rows(paper: Paper, codes: Collection[str]) -> list[Row]:
    """The units to name; of many in their place the table by group."""
    if paper.result.groups:
        return [dict.fromkeys(_OWING, table(REPORTS))]
    units = (row.unit.code for row in paper.result.units)
    rows = [row for row, code in zip(report_rows(paper), units, strict=True) if code in codes]
    return [{key: row[key] for key in _OWING} | {"序号": name(str(at))} for at, row in enumerate(rows, 1)]


def _shared(paper: Paper, context: OutputContext, date: str) -> dict[str, object]:
    known = head(paper, context, Issue(date=date or _day(context)))
    return {key: known[key] for key in _HEAD}


def _day(context: OutputContext) -> str:
    """The day of the data, so that no paper goes out undated and a rerun gives the same."""
    until = context.data_until
    return f"{until.year}年{until.month}月{until.day}日" if until else ""


def _notice_words(paper: Paper, named: Sequence[UnitReport]) -> list[str]:
    split = paper.tally.reports
    groups = [(state, [row for row in named if row.state == state]) for state in _OWED]
    late = [row for row in named if row.on_time is False]
    first = f"截至{paper.data_until}，" if paper.data_until else ""
    first += f"应报{figure(split.total)}单位"
    parts = [f"{state}的有{_units(paper, rows, STATE_NAMES[state])}" for state, rows in groups if rows]
    if late:
        parts.append(f"逾期报送的有{_units(paper, late, 'late')}")
    words = [f"{first}，{'；'.join(parts)}。"]
    words += _lists(paper, [*groups, ("逾期报送", late)])
    if any(rows for _, rows in groups):
        words.append("请上述尚未报齐的单位抓紧补报、按退回修改清单订正后重报；确有困难的，请与我办联系。")
    return words


def _lists(paper: Paper, told: Sequence[tuple[str, Sequence[UnitReport]]]) -> list[str]:
    """Of many units who is meant, by group: a line for each state of which the sentence above has the number alone."""
    lines = []
    for state, rows in told if paper.result.groups else ():
        codes = {row.unit.code for row in rows} if len(rows) > NAMED else ()
        found = [
            (group, [unit for unit in group.units if unit.code in codes]) for group in paper.result.groups
        ]
        named = [
            f"{name(group.title)}（{listed([unit_name(unit) for unit in units])}）"
            for group, units in found
            if units
        ]
        if named:
            lines.append(f"{state}的单位：{'，'.join(named)}。")
    return lines


def _units(paper: Paper, rows: Sequence[UnitReport], part: str) -> str:
    """By name; of many how many and in which groups."""
    units = [row.unit for row in rows]
    if not paper.result.groups or len(units) <= NAMED:
        return listed([unit_name(unit) for unit in units])
    return f"{figure(paper.tally.reports.parts[part])}单位{by_group(paper, f'units_{part}')}"


def write_unit_brief(
    template: bytes,
    result: MonthResult,
    code: str,
    context: OutputContext,
    settings: BriefingSettings,
    *,
    date: str = "",
) -> bytes:
    """One page on the unit of that code; raises KeyError when the month does not know it."""
    report = next((row for row in result.units if row.unit.code == code), None)
    if report is None:
        raise KeyError(code)
    paper = make_paper(result, context, settings, Issue(date=date))
    values = [value for row in result.indicators for value in row.units if value.unit.code == code]
    title, found = _last_known(values) if report.state == ReturnState.NOT_RETURNED else _behind(values)
    shown, matters = found[:_INDICATORS], _matters(paper, code)
    data = {
        **_shared(paper, context, date),
        "标题": f"{name(report.unit.name)}{name(result.period.chinese)}任务推进情况",
        "主送": name(report.unit.name),
        "段落": [
            *_standing(paper, report),
            *([] if shown or report.state == ReturnState.NOT_RETURNED else [_NOT_BEHIND]),
            *([_SOME_MATTERS] if len(matters) > _MATTERS else []),
        ],
        "事项": matters[:_MATTERS],
        "表题": title,
        "表": [_own_row(value) for value in shown],
        "注": f"{_SOME_INDICATORS if len(found) > len(shown) else ''}{_RATES}" if shown else "",
    }
    filled = fill(template, data, "县市情况单模板", UNIT_VARIABLES)
    return finish(filled.docx, result, "任务推进情况单", context.created)


def _behind(values: Sequence[UnitValue]) -> tuple[str, list[UnitValue]]:
    """Only what is red or yellow needs attention, the worst first."""
    found = [value for value in values if value.value.value is not None and value.light in BEHIND]
    return "需要关注的指标（按本单位填报计量单位）", sorted(found, key=_concern)


def _last_known(values: Sequence[UnitValue]) -> tuple[str, list[UnitValue]]:
    """Of a unit that did not report: what it reported last month."""
    found = [value for value in values if value.previous.value is not None]
    return area.said("上月所报指标（按本单位填报计量单位，本月未报）"), found


def _concern(value: UnitValue) -> tuple[int, float]:
    order = {Light.RED: 0, Light.YELLOW: 1}
    rate = value.rate.value
    return order.get(value.light, 2), rate if rate is not None else 1e9


def _standing(paper: Paper, report: UnitReport) -> list[str]:
    split = paper.tally.units[report.unit.code]
    said = divided(split, "任务", STATUS_WORDS)
    state = f"{area.said('本月报送状态')}：{report.state}。"
    share = paper.tally.figure("unit", "share_on_track", report.unit.code)
    tail = f"已报任务中，自报已完成或正常推进的占{figure(share)}。" if share.value is not None else ""
    words = [f"{state}{f'{said}。' if said else area.said('本月没有承担填报的任务。')}{tail}"]
    return [*words, *_owed(paper, report)] if report.state == ReturnState.NOT_RETURNED else words


def _owed(paper: Paper, report: UnitReport) -> list[str]:
    """A unit that did not report: what that means, and what it said last month."""
    until = f"截至{paper.data_until}，" if paper.data_until else ""
    words = [
        f"{until}尚未收到本单位{paper.month}填报表，本单位的数没有计入合计。请补报填报表；确有困难的，请与我办联系。"
    ]
    cells = [
        (row, row.units[report.unit.code]) for row in paper.result.tasks if report.unit.code in row.units
    ]
    before = [(row, cell) for row, cell in cells if cell.previous_status]
    behind = [task_name(row) for row, cell in before if cell.previous_status in BEHIND_STATUSES]
    if behind:
        words.append(f"{paper.last_month}自报进度滞后或未启动的任务：{listed(behind)}，请一并报告进展。")
    elif before:
        words.append(f"{paper.last_month}所报任务均自报正常推进或已完成。")
    return words


def _matters(paper: Paper, code: str) -> list[str]:
    told = []
    for row in paper.result.tasks:
        cell = row.units.get(code)
        if cell is None or (cell.light not in BEHIND and cell not in units_behind(row)):
            continue
        cause = quote(worded(cell.problems), cell.sources.get(fields.PROBLEMS), _QUOTE)
        step = quote(worded(cell.next_steps), cell.sources.get(fields.NEXT_STEPS), _QUOTE)
        text = f"{task_name(row)}。" + (f"本单位反映：“{cause}”。" if cause else "未填报原因。")
        over = f"（{DAY_OVER}）" if step and day_note(paper, cell) == DAY_OVER else ""
        told.append(text + (f"下步：“{step}”{over}。" if step else ""))
    return told


def _own_row(value: UnitValue) -> Row:
    return {
        "名称": name(value.indicator.name),
        "计量单位": value.indicator.report_measure,
        "本月累计": _bare(value.value),
        "上月累计": _bare(value.previous),
        "完成率": _bare(value.rate),
        "状态": value.light.value,
    }


def _bare(item: Figure) -> str:
    return figure(item, BARE)
