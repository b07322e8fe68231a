"""总览: what needs a decision, then where the prefecture stands, on one A4 landscape page.

The paper's own headline, key numbers beside last month's, tasks in red by name, what units ask for and who is
missing, lights by action, reporting status and two charts. Counts are live formulas over the sheets behind. All
口径 stand below the printed page, once for the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.core.paper import A4
from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Light
from toolkit.core.words import LightWord, ReturnState
from toolkit.figures.counts.telling import merged_matters
from toolkit.figures.numbers.counting import STATE_NAMES, by_action, counted
from toolkit.figures.numbers.registry import ALL, figure_key
from toolkit.outputs.briefing.context import Issue, make_paper
from toolkit.outputs.briefing.sections.common import Paper, leads, task_title
from toolkit.outputs.briefing.sections.front import headline
from toolkit.outputs.briefing.sections.red import since
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.summary import matrix, status
from toolkit.outputs.summary.layout import FIRST, criteria
from toolkit.outputs.summary.overviewcharts import draw
from toolkit.outputs.workbook import charts
from toolkit.outputs.workbook.grid import Column, Formula, Row, Value, cell_name, clean, span_name
from toolkit.outputs.workbook.looks import merged_width
from toolkit.outputs.workbook.outputbook import OutputBook, OutputSheet, check
from toolkit.outputs.workbook.printing import points_on
from toolkit.outputs.workbook.sheet import LINE_HEIGHT
from toolkit.word.tokens import listed, plain, visible

NAME = "总览"
WIDTHS = (31.0, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 8.0, 1.0, 11.0, 9.0, 9.0, 9.0)
LEFT_LAST, RIGHT, LAST = 7, 9, 12  # last column of the left side, first and last of the right
CARD_ROW, LIST_ROW = 3, 7
LISTED, ASKED_UNITS = 6, 2  # rows of the two lists, units named with a matter
CHART_ROWS = (6, 8)  # at least and at most: the charts take what the page has left
ACTION_HEADS = (
    "行动",
    "已完成或达序时",
    LightWord.SLOW,
    LightWord.BEHIND,
    LightWord.OPEN,
    "其他",
    "任务数",
    "其中已完成",
)
REPORT_HEADS = ("报送状态", "单位数", "其中按时", "其中逾期")
_YEAR_END = (  # the page has words for all months of the year, which its charts need
    f"本页“{charts.ON_TRACK}”含目标已达到的，“{LightWord.SLOW}”为基本完成的和自报存在滞后或未启动的，"
    f"“{LightWord.BEHIND}”为未完成的和自报滞后或未启动较多的。"
)
_TEXT, _COUNT = Column("", WIDTHS[0]), Column("", 7.5, "code")
_ACTION_COLUMNS = (_TEXT, *[_COUNT] * 7)
_LINE = LINE_HEIGHT - 1  # the page is full; a line of the font takes 13.2
POINTS = 9.0  # of the text, on paper


def write(book: OutputBook, result: MonthResult) -> None:
    """Write the page. The sheets that it refers to are written by their own modules."""
    paper = make_paper(result, book.context, BriefingSettings(office=book.context.office), Issue())
    sheet = book.sheet(NAME, [Column("", width) for width in WIDTHS], title="重点任务推进情况总览")
    _headline(sheet, visible(headline(paper)) + (_YEAR_END if paper.is_year_end else ""))
    _cards(sheet, result, _last_month(book, result))
    row = _lists(sheet, paper) + 1
    action_row = row
    row = _actions(sheet, result, action_row)
    _reports(sheet, result, action_row)
    sheet.worksheet.set_row(row, 6)
    bottom = row + _chart_rows(sheet, row + 1)
    draw(sheet, result, book.context.history, row + 1, bottom - row, action_row)
    _note(sheet, criteria(result), bottom + 3)
    sheet.one_page(bottom)


def _chart_rows(sheet: OutputSheet, row: int) -> int:
    """How many rows the page still has below those written, at the size that this page is read in."""
    least, most = CHART_ROWS
    return min(most, max(least, int((points_on(A4, POINTS) - sheet.height_to(row)) / _LINE)))


def _last_month(book: OutputBook, result: MonthResult) -> MonthResult | None:
    """The month before, where it may be compared with this one."""
    before = [month for month in book.context.history if month.period == result.period.previous]
    return before[0] if before and not result.not_compared and not result.period.opens_year else None


def _headline(sheet: OutputSheet, text: str) -> None:
    look = sheet.book.format(text_wrap=True, valign="top")
    sheet.worksheet.merge_range(2, 0, 2, LAST, "", look)
    check(sheet.worksheet.write_string(2, 0, clean(text), look))
    sheet.worksheet.set_row(2, _LINE * theme.wrapped_lines(text, merged_width(WIDTHS)) + 2)


def _note(sheet: OutputSheet, text: str, row: int) -> None:
    """All 口径, below what is printed."""
    look = sheet.book.format(font_color="#" + theme.MUTED, text_wrap=True, valign="top")
    sheet.worksheet.merge_range(row, 0, row, LAST, "", look)
    check(sheet.worksheet.write_string(row, 0, clean(text), look))
    sheet.worksheet.set_row(row, min(409.0, _LINE * theme.wrapped_lines(text, merged_width(WIDTHS)) + 4))


# --- key numbers -------------------------------------------------------------------------------


def _cards(sheet: OutputSheet, result: MonthResult, before: MonthResult | None) -> None:
    """The key figures in one row: label, number, last month's number with the way it went."""
    known, last = partial(counted, result), len(result.units) - 1
    lights = span_name(matrix.NAME, FIRST, FIRST + len(result.tasks) - 1, matrix.WHOLE)
    states = span_name(status.REPORTS, FIRST, FIRST + last, 1)
    on_time = span_name(status.REPORTS, FIRST, FIRST + last, 4)
    groups, old = charts.task_groups(result), charts.task_groups(before) if before else None
    _card(sheet, 0, 0, "任务(项)", Formula(f"ROWS({lights})", known("tasks"), "0"), "")
    for group, (first, end) in enumerate(((1, 2), (3, 4), (5, 6), (7, 7))):
        value = _lights_formula(lights, group, groups[group])
        change = _change(groups[group], old[group]) if old else ""
        _card(sheet, first, end, charts.GROUPS[group][0], value, change)
    received = Formula(
        f'ROWS({states})-COUNTIF({states},"{ReturnState.NOT_RETURNED}")-COUNTIF({states},"{ReturnState.NOT_SENT}")',
        known("units_received"),
        f'0"/{known("units_asked")}"',
    )  # fmt: skip
    on_time_now = Formula(f'COUNTIF({on_time},"是")', known("units_on_time"), "0")
    met = f"{known('indicators_blue')}/{known('indicators_known')}"
    returns: tuple[tuple[str, Value, str], ...] = (
        ("已报(家)", received, "units_received"),
        ("按时(家)", on_time_now, "units_on_time"),
        ("达标指标", met, "indicators_blue"),
        ("待改错误", known("errors"), ""),
    )
    for column, (label, number, name) in enumerate(returns, start=RIGHT):
        former = before.figures.get(figure_key("overall", before.period, ALL, name)) if before else None
        change = _change(known(name), int(former.value or 0)) if former else ""
        _card(sheet, column, column, label, number, change)
    sheet.worksheet.set_row(CARD_ROW, _LINE)
    sheet.worksheet.set_row(CARD_ROW + 1, 24)
    sheet.worksheet.set_row(CARD_ROW + 2, _LINE)
    sheet.worksheet.set_row(CARD_ROW + 3, 6)


def _change(now: int, before: int) -> str:
    """上月24 ↓."""
    return f"{said('上月')}{before} {'↑' if now > before else '↓' if now < before else '→'}"


def _card(sheet: OutputSheet, first: int, last: int, label: str, value: Value, change: str) -> None:
    look: dict[str, Any] = {"align": "center", "bg_color": "#" + theme.GROUP, "border": 0}
    small = sheet.book.format(**look, font_color="#" + theme.MUTED)
    big = look | {"bold": True, "font_size": 15, "font_color": "#" + theme.HEAD}
    if last > first:
        for row, of in ((CARD_ROW, small), (CARD_ROW + 1, sheet.book.format(**big)), (CARD_ROW + 2, small)):
            sheet.worksheet.merge_range(row, first, row, last, "", of)
    check(sheet.worksheet.write_string(CARD_ROW, first, label, small))
    sheet.put(CARD_ROW + 1, first, value, _COUNT, **big)
    check(sheet.worksheet.write_string(CARD_ROW + 2, first, change, small))


def _lights_formula(area: str, group: int, count: int) -> Formula:
    terms = [f'COUNTIF({area},"{light.value}*")' for light in charts.GROUPS[group][1]]
    return Formula("+".join(terms), count, "0")


# --- what needs a decision -----------------------------------------------------------------------


def _lists(sheet: OutputSheet, paper: Paper) -> int:
    """Left tasks in red with lead and months, right what units ask for; returns the row below."""
    _head(sheet, LIST_ROW, 0, 0, paper.behind)
    _head(sheet, LIST_ROW, 1, 4, "牵头单位")
    _head(sheet, LIST_ROW, 5, LEFT_LAST, "完成情况" if paper.is_year_end else "滞后情况")
    _head(sheet, LIST_ROW, RIGHT, LAST, f"提请{paper.group}研究的事项")
    sheet.worksheet.set_row(LIST_ROW, 17)
    red = _red(paper) or [(f"没有{paper.behind}。", "", "")]
    asked = _asked(paper) or ["没有提请研究的事项。"]
    count = max(len(red), len(asked))
    for offset in range(count):
        row, lines = LIST_ROW + 1 + offset, [1]
        if offset < len(red):
            places = zip(((0, 0), (1, 4), (5, LEFT_LAST)), red[offset], strict=True)
            lines += [_span(sheet, row, first, last, text) for (first, last), text in places]
        if offset < len(asked):
            lines.append(_span(sheet, row, RIGHT, LAST, asked[offset]))
        sheet.worksheet.set_row(row, _LINE * max(lines))
    below = LIST_ROW + 1 + count
    sheet.worksheet.set_row(below, 6)
    return below


def _red(paper: Paper) -> list[tuple[str, str, str]]:
    """Name, lead and months of tasks in red; of many the first, and where the others stand."""
    rows = [
        (_named(task), plain(leads(task)).removesuffix("牵头"), visible(since(paper, task)))
        for task in paper.lagging
    ]
    if len(rows) > LISTED:
        rest = "、".join(str(task.task.no) for task in paper.lagging[LISTED - 1 :])
        rows = [*rows[: LISTED - 1], (f"另有{len(rows) - LISTED + 1}项", f"第{rest}项", "见“滞后事项”")]
    return rows


def _named(task: TaskResult) -> str:
    return f"{task.task.no} {task_title(task)}"


def _asked(paper: Paper) -> list[str]:
    """Matters, equal ones together, with who asks; of many the first."""
    found, merged = [], merged_matters(paper.result.experience)
    for number, (matter, rows) in enumerate(merged.items(), 1):
        units = listed(dict.fromkeys(row.unit.short for _, row in rows), ASKED_UNITS)
        found.append(f"{f'{number}. ' if len(merged) > 1 else ''}{plain(matter)}（{units}）")
    return found if len(found) <= LISTED else [*found[: LISTED - 1], "其余见“经验与诉求”"]


def _head(sheet: OutputSheet, row: int, first: int, last: int, text: str) -> None:
    if last > first:
        sheet.worksheet.merge_range(row, first, row, last, "", sheet.head_look)
    check(sheet.worksheet.write_string(row, first, text, sheet.head_look))


def _span(sheet: OutputSheet, row: int, first: int, last: int, text: str) -> int:
    """A text over some columns; the lines that it takes."""
    line = {"border": 1, "border_color": "#" + theme.LINE, "text_wrap": True}
    look = sheet.book.format(**line)
    if last > first:
        sheet.worksheet.merge_range(row, first, row, last, "", look)
    if text:
        check(sheet.worksheet.write_string(row, first, clean(text), look))
    else:
        check(sheet.worksheet.write_blank(row, first, None, look))
    return theme.wrapped_lines(clean(text), merged_width(WIDTHS[first : last + 1]))


# --- actions and returns ---------------------------------------------------------------------------


def _actions(sheet: OutputSheet, result: MonthResult, head: int) -> int:
    """Lights by action as formulas over 任务矩阵; returns the row below the total."""
    for offset, text in enumerate(ACTION_HEADS):
        _head(sheet, head, offset, offset, text)
    sheet.worksheet.set_row(head, 31)
    last_task = FIRST + len(result.tasks) - 1
    lights = span_name(matrix.NAME, FIRST, last_task, matrix.WHOLE)
    actions = span_name(matrix.NAME, FIRST, last_task, matrix.action_column(result))
    row = head + 1
    for number, name in enumerate(by_action(result.tasks), 1):
        _line(sheet, row, _action_row(result, number, name, row, lights, actions))
        row += 1
    _line(sheet, row, _action_total(result, head, row), bold=True, bg_color="#" + theme.GROUP)
    return max(row + 1, head + 1 + len(status.STATES) + 2)


def _action_row(result: MonthResult, number: int, name: str, row: int, lights: str, actions: str) -> Row:
    key, subject = cell_name(row, 0), f"action-{number}"
    counts, whole = charts.task_groups(result, subject), counted(result, "tasks", subject)

    def count(of: Sequence[Light], value: int) -> Formula:
        terms = [f'COUNTIFS({actions},{key},{lights},"{light.value}*")' for light in of]
        return Formula("+".join(terms), value, "0")

    groups = [count(of, value) for (_, of), value in zip(charts.GROUPS, counts, strict=True)]
    others = Formula(f"G{row + 1}-SUM(B{row + 1}:E{row + 1})", whole - sum(counts), "0")
    total = Formula(f"COUNTIF({actions},{key})", whole, "0")
    return (name, *groups, others, total, count((Light.BLUE,), counted(result, "tasks_blue", subject)))


def _action_total(result: MonthResult, head: int, row: int) -> Row:
    counts, whole = charts.task_groups(result), counted(result, "tasks")
    values = (*counts, whole - sum(counts), whole, counted(result, "tasks_blue"))
    sums = []
    for column, value in enumerate(values, start=1):
        area = f"{cell_name(head + 1, column)}:{cell_name(row - 1, column)}"
        sums.append(Formula(f"SUM({area})", value, "0"))
    return ("合计", *sums)


def _reports(sheet: OutputSheet, result: MonthResult, head: int) -> None:
    """Reporting status on the right: units by state, and below it who has not reported."""
    for offset, text in enumerate(REPORT_HEADS):
        _head(sheet, head, RIGHT + offset, RIGHT + offset, text)
    last = FIRST + len(result.units) - 1
    states, on_time = (span_name(status.REPORTS, FIRST, last, column) for column in (1, 4))
    for row, state in enumerate(status.STATES, start=head + 1):
        own = [report for report in result.units if report.state == state]
        whole = counted(result, f"units_{STATE_NAMES[state]}")
        cells: list[Value] = [state, Formula(f'COUNTIF({states},"{state}")', whole, "0")]
        for word, value in (("是", True), ("否", False)):
            count = sum(report.on_time is value for report in own)
            cells.append(Formula(f'COUNTIFS({states},"{state}",{on_time},"{word}")', count, "0"))
        for offset, cell in enumerate(cells):
            sheet.put(row, RIGHT + offset, cell, _COUNT)
    _absent(sheet, result, head + 1 + len(status.STATES))


def _absent(sheet: OutputSheet, result: MonthResult, row: int) -> None:
    owing = [report.unit.short for report in result.units if report.state == ReturnState.NOT_RETURNED]
    text = f"未报：{'、'.join(owing)}" if owing else "各单位均已报送。"
    if theme.wrapped_lines(text, merged_width(WIDTHS[RIGHT:])) > 2:
        text = f"未报：{listed(owing, 3)}，见“报送情况”"
    look = sheet.book.format(text_wrap=True, valign="top")
    sheet.worksheet.merge_range(row, RIGHT, row + 1, LAST, "", look)
    check(sheet.worksheet.write_string(row, RIGHT, clean(text), look))


def _line(sheet: OutputSheet, row: int, values: Row, **look: Any) -> None:
    lines = [
        sheet.put(row, at, value, column, **look)
        for at, (value, column) in enumerate(zip(values, _ACTION_COLUMNS, strict=True))
    ]
    sheet.worksheet.set_row(row, _LINE * max(lines))
