"""年底到期: from September what falls due at the year's end and is not met; in January (上年未达标) what last year left unmet.

One row an indicator, in the order of the figures: what even the best three months of the year would not meet, then what
has most of its target left. A list, no light of its own; in other months there is no such sheet.
"""

from __future__ import annotations

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.model import YES_NO
from toolkit.core.results import UNLISTED, MonthResult, YearEnd
from toolkit.core.returns import Figure
from toolkit.figures.rows.wording import target_text
from toolkit.outputs.summary.layout import lead_cell, light_cell
from toolkit.outputs.workbook.grid import Column, Number, Row, Value, light_text, number_format, percent
from toolkit.outputs.workbook.outputbook import OutputBook

ENDING, LEFT = "年底到期", "上年未达标"
_COLUMNS = (
    Column("任务序号", 5, "code"),
    Column("指标编号", 8, "code"),
    Column("指标名称", 34),
    Column("计量单位", 9, "code"),
    Column("年度目标", 10, "number"),
    Column("最近累计", 10, "number"),
    Column("数据期", 11, "code"),
    Column("距目标差", 10, "number"),
    Column("尚差占目标(%)", 8, "percent", 1),
)
_MEANS = (
    Column("今后平均每月需完成", 11, "number"),
    Column("今年最好三个月平均", 11, "number"),
    Column("按最好三个月推算", 15, "code"),
)
_LIGHT = Column("状态灯", 17, "light")
_ENDED_LIGHT = Column("年底状态灯", 17, "light")
_LEAD = Column("牵头单位", 22)
_ALL_LEADS = Column("全部牵头单位", 170)
_NOTES = {
    ENDING: "今年内到期、还没有达到目标的指标，不是滞后清单：没有序时进度的，时限未到不判滞后。"
    "先列按今年最好三个月的平均进度也难以完成的，再按尚差占目标的比例由大到小排列。有单位没有报数的，最近累计只含已报单位，不推算；未到统计期的，单位已填的数不汇总。",
    LEFT: "上年没有达到目标的指标，按尚差占目标的比例由大到小排列。有单位没有报数的，最近累计只含已报单位；年底状态灯为○的，报数不齐，没有判定。",
}
_UNLISTED = "（今年清单没有再列）"
HARD, ENOUGH, PARTIAL = "难以完成", "可以完成", "有单位未报"


def write(book: OutputBook, result: MonthResult) -> None:
    """The sheet of the season; none while nothing is listed."""
    for name, rows in ((ENDING, result.year_end), (LEFT, result.left_unmet)):
        if rows:
            _write(book, result, name, rows)


def _write(book: OutputBook, result: MonthResult, name: str, rows: tuple[YearEnd, ...]) -> None:
    ending = name == ENDING
    light = _LIGHT if ending else _ENDED_LIGHT
    columns = (*_COLUMNS, *(_MEANS if ending else ()), light, _LEAD, _ALL_LEADS)
    sheet = book.sheet(
        name, columns, title=f"{name}、尚未达标的指标" if ending else f"{name}的指标", notes=_NOTES[name]
    )
    lights = {row.indicator.id: light_cell(row) for row in result.indicators if ending}
    for row in rows:
        known = lights.get(row.indicator.id, DASH) if ending else light_text(row.light, row.word)
        more = (*(_means(row) if ending else ()), known)
        sheet.rows([(*_standing(row), *more, lead_cell(row.leads), "、".join(row.leads) or None)])
    sheet.lights(columns.index(light), columns.index(light))
    sheet.done(freeze_columns=3, filters=True, printed=len(columns) - 1)


def _standing(row: YearEnd) -> Row:
    yes_no, unlisted = row.indicator.measure == YES_NO, row.indicator.task_no == UNLISTED
    measure = row.value.measure or row.indicator.measure
    return (
        None if unlisted else row.indicator.task_no, row.indicator.id, row.indicator.name + (_UNLISTED if unlisted else ""), measure,
        "是" if yes_no else target_text(row.indicator, row.target),
        _number(row.value), row.dated,
        _number(row.gap), percent(row.share),
    )  # fmt: skip


def _means(row: YearEnd) -> tuple[Value, ...]:
    """What each of the months left must bring, what the best three brought, and what follows."""
    if row.monthly is None or row.best is None:
        return _number(row.monthly), _number(row.best), DASH
    follows = PARTIAL if not row.complete else HARD if row.is_hard else ENOUGH
    return _number(row.monthly), _number(row.best), said(follows)


def _number(figure: Figure | None) -> Value:
    if figure is None or figure.value is None:
        return figure.word if figure is not None and figure.word else DASH
    return Number(figure.value, number_format(figure.decimals, figure.measure))
