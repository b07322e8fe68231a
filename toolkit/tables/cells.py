"""The long tables: 全部数字, every figure of the month under its key, and 采用单元格, every cell that counts.

In: a month's figures and entries, the context. Out: :class:`Table`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import COVER
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry, Figure, Source
from toolkit.core.words import NoValue
from toolkit.forms.layout import COVER_PLACES, FEEDBACK, SHEETS
from toolkit.outputs.context import OutputContext
from toolkit.tables.columns import GIVEN, IN_WORDS, PERIOD, WORDS, DataColumn, Records, Table, state_of

NUMBER, TEXT = "数", "文字"
KINDS = (NUMBER, NoValue.PENDING.value, NoValue.NOT_APPLICABLE.value, TEXT)
FIGURE_KINDS = {"number": "数", "count": "个数", "percent": "百分比", "points": "百分点", "text": "文字"}


class FigureRow(NamedTuple):
    """One figure of a month."""

    period: str
    figure: Figure


class EntryRow(NamedTuple):
    """One accepted value of a month."""

    period: str
    name: str  # of the unit
    entry: Entry


def figures(result: MonthResult) -> Table[FigureRow]:
    """全部数字 in the order in which they were made."""
    return FIGURES.of(Records(result.figures.values(), partial(FigureRow, str(result.period))))


def entries(accepted: Sequence[Entry], context: OutputContext) -> Table[EntryRow]:
    """采用单元格, by unit, sheet, row and column."""
    names = {unit.code: unit.name for unit in context.units}
    period = str(context.period)
    return ENTRIES.of(Records(accepted, lambda one: EntryRow(period, names.get(one.unit, one.unit), one)))


def _text(entry: Entry) -> str | None:
    return entry.value if isinstance(entry.value, str) else None


def _number(entry: Entry) -> float | None:
    return None if isinstance(entry.value, str) else float(entry.value)


def _kind(entry: Entry) -> str:
    if not isinstance(entry.value, str):
        return NUMBER
    return (
        entry.value
        if entry.value in (NoValue.PENDING, NoValue.NOT_APPLICABLE) and entry.field != fields.STATUS
        else TEXT
    )


@cache
def _header(sheet: str, field: str) -> str:
    """The header of a column of the form."""
    if sheet == COVER:
        cover = {place.column.field: place.column.header for place in COVER_PLACES}
        return cover.get(field, FEEDBACK.header)
    spec = SHEETS.get(sheet)
    known = {column.field: column.header for column in spec.columns} if spec else {}
    return known.get(field, field)


def _of(source: Source | None, name: str) -> str | None:
    return getattr(source, name) if source is not None else None


FIGURES: Table[FigureRow] = Table(
    "figures",
    "全部数字",
    "本期算出的每个数字一行",
    (
        DataColumn("key", "编号", "数字编号，figure 命令按它查来历", "text", lambda r: r.figure.key),
        DataColumn("label", "名称", "是什么数", "text", lambda r: r.figure.label),
        DataColumn("value", "数值", "未四舍五入", "number", lambda r: r.figure.value, "按“计量单位”列", lambda r: state_of(r.figure)),
        DataColumn("word", "文字", "没有数值时的说法", "text", lambda r: r.figure.word),
        DataColumn("measure", "计量单位", "数值的单位", "text", lambda r: r.figure.measure),
        DataColumn("formula", "算法", "怎么算的", "text", lambda r: r.figure.formula),
        DataColumn("mark", "标记", "以、分隔", "text", lambda r: r.figure.mark),
        DataColumn("sources", "来源个数", "直接来自多少个填报单元格", "count", lambda r: len(r.figure.sources), "个"),
        PERIOD,
        DataColumn(
            "kind", "数的种类", "数、个数、百分比、百分点、文字", "category", lambda r: FIGURE_KINDS[r.figure.kind],
            categories=tuple(FIGURE_KINDS.values()),
        ),
        DataColumn("decimals", "印出的小数位", "文件上印几位小数", "count", lambda r: r.figure.decimals, "位"),
        DataColumn("inputs", "由哪些数字算出", "数字编号，以空格分隔", "text", lambda r: " ".join(r.figure.inputs)),
    ),
)  # fmt: skip

ENTRIES: Table[EntryRow] = Table(
    "entries",
    "采用单元格",
    "各单位填报、本期采用的每个单元格一行",
    (
        PERIOD,
        DataColumn("unit", "单位代码", "县市为行政区划代码", "text", lambda r: r.entry.unit),
        DataColumn("unit_name", "单位", "全称", "text", lambda r: r.name),
        DataColumn("sheet", "工作表", "填报表的工作表", "category", lambda r: r.entry.sheet, categories=(COVER, *SHEETS)),
        DataColumn("row", "行", "指标编号、任务序号、项目编号等；封面为空", "text", lambda r: r.entry.key),
        DataColumn("field", "列", "填报表里这一列的英文名", "text", lambda r: r.entry.field),
        DataColumn("header", "表头", "填报表里这一列的表头", "text", lambda r: said(_header(r.entry.sheet, r.entry.field))),
        DataColumn("kind", "值的种类", "数、待统计、不涉及、文字", "category", lambda r: _kind(r.entry), categories=KINDS),
        DataColumn(
            "number", "数值", "填报口径", "number", lambda r: _number(r.entry), "按表头和指标",
            lambda r: _state(r.entry),
        ),
        DataColumn("text", "文字", "不是数的值", "text", lambda r: _text(r.entry)),
        DataColumn("mark", "标注", "沿用上月、与上月相同、更正、待单位确认等；空为没有", "text", lambda r: r.entry.mark),
        DataColumn("note", "更正说明", "两个数、原因、提出人、确认人", "text", lambda r: r.entry.note),
        DataColumn("raw", "原样", "来件单元格里的原样", "text", lambda r: _of(r.entry.source, "raw")),
        DataColumn("source_sheet", "来源工作表", "来件里的工作表名", "text", lambda r: _of(r.entry.source, "sheet")),
        DataColumn("source_cell", "来源单元格", "来件里的位置", "text", lambda r: _of(r.entry.source, "address")),
        DataColumn("source_file", "来源文件", "相对工作目录", "text", lambda r: _of(r.entry.source, "file")),
        DataColumn("source_sha256", "哈希", "来源文件的 SHA-256", "text", lambda r: _of(r.entry.source, "sha256")),
    ),
)  # fmt: skip


def _state(entry: Entry) -> str:
    """Of a cell's number: given, a word of the form, or a text, which is no number."""
    kind = _kind(entry)
    return GIVEN if kind == NUMBER else kind if kind in WORDS else IN_WORDS
