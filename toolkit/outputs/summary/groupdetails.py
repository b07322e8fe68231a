"""分县明细 of many units: one row a group and indicator, in the measure that units report in; each unit's rows are in the group's file.

The columns of 分县明细 down to 占全地区 stand where they stand there, for the totals of 指标汇总 are live formulas over them.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.groups import FOLDER, GROUPED_HEAD, GroupValue
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext, escaped
from toolkit.outputs.summary import details
from toolkit.outputs.summary.bygroup import workbooks_of
from toolkit.outputs.summary.groupmatrix import lights_told
from toolkit.outputs.summary.layout import FIRST
from toolkit.outputs.workbook.grid import Column, Link, Number, Row, number_format, percent, shown
from toolkit.outputs.workbook.outputbook import OutputBook

COLUMNS = (
    *details.COLUMNS[: details.STATUS],
    Column("状态", 34),
    *details.COLUMNS[details.STATUS + 1 : 16],
    Column("已报单位数", 10, "code"),
    Column(GROUPED_HEAD, 10, "code"),
    Column("标注", 40),
    Column("牵头单位", 60),
)
NOTES = (
    "填报单位超过60个，本表按组汇总：“状态”是已报家数/应报家数和各单位自己的灯，没有采用数的写明为什么；“逐个达标”和“是/否”的数是达到的单位个数。"
    f"本表用填报口径的计量单位；改动“本月累计”或分子、分母，“指标汇总”随之重算。各单位的数在“汇总/{FOLDER}”里各组的表，点“来源文件”可打开。"
)


def detail_rows(result: MonthResult, context: OutputContext, *, links: bool) -> list[Row]:
    """All rows, by group, then task, then indicator."""
    names = workbooks_of(result.groups)
    leads = {task.task.no: "、".join(task.task.leads) for task in result.tasks}
    found: dict[str, list[GroupValue]] = {group.name: [] for group in result.groups}
    for row in sorted(result.indicators, key=lambda row: row.indicator.task_no):
        for value in row.groups:
            found[value.group.name].append(value)
    folder = f"outbox/{context.period}/{said('汇总')}/{FOLDER}"
    rows: list[Row] = []
    for group, values in found.items():
        link = Link(escaped(f"{FOLDER}/{names[group]}") if links else "", f"{folder}/{names[group]}")
        for value in values:
            rows.append(_row(value, leads.get(value.indicator.task_no, DASH), FIRST + len(rows), link))
    return rows


def write(book: OutputBook, rows: Sequence[Row]) -> None:
    """Write the sheet."""
    sheet = book.sheet(details.NAME, COLUMNS, notes=NOTES, noted=details.PRINTED)
    sheet.rows(rows)
    sheet.done(freeze_columns=4, printed=details.PRINTED, extract=True)


def _row(value: GroupValue, leads: str, line: int, link: Link) -> Row:
    indicator, figure = value.indicator, value.value
    style = number_format(indicator.decimals if indicator.is_ratio_input else figure.decimals)

    def plain(number: float | None) -> Number | None:
        return None if number is None else Number(number, style)

    return (
        value.group.title, indicator.task_no, indicator.id, indicator.name, figure.measure,
        details.value_cell(value, line), shown(value.previous), percent(value.rate), _state(value), details.NAME, link,
        "指标", plain(value.quota), plain(value.numerator), plain(value.denominator), percent(value.share),
        shown(value.reported), shown(value.expected), figure.mark or DASH, leads,
    )  # fmt: skip


def _state(value: GroupValue) -> str:
    """13/16：绿7 黄4 未报3; why there is nothing where nothing is due."""
    if not value.expected.value:
        return value.value.word or DASH
    counted = f"{value.reported.value:.0f}/{value.expected.value:.0f}"
    told = [*lights_told(value.lights), *(f"{word}{one.value:.0f}" for word, one in value.without.items())]
    return f"{counted}：{' '.join(told)}" if told else counted
