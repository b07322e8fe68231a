"""数据出处表: for the coordinator who is asked at the meeting: each figure of the paper, in its order, and its cells.

In: the briefing (edited or not) and the figures by key; out: a workbook: one row a figure as it is said, and one a
cell behind it. Kept apart from the paper, which goes to the leading group.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

import docx

from toolkit.core.area import said
from toolkit.core.private import masked
from toolkit.core.returns import Figure, Source
from toolkit.figures.numbers.derive import leaves
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column, Link, Row, Value
from toolkit.outputs.workbook.outputbook import OutputBook, render
from toolkit.word.number_lock import is_quote, quote_place
from toolkit.word.scan import Control, Line, lines
from toolkit.word.tokens import tag_index

_SAID = (
    Column("序号", 6, "code"),
    Column("位置", 30),
    Column("文中数字", 14),
    Column("指标或口径", 36),
    Column("算法", 40),
    Column("来源（前三处）", 42),
    Column("来源处数", 9, "number"),
    Column("编号", 30),
)
_CELLS = (
    Column("指标或口径", 36),
    Column("单位", 22),
    Column("工作表", 12),
    Column("单元格", 10, "code"),
    Column("填报值", 18),
    Column("文件", 84),
    Column("哈希", 16),
    Column("编号", 30),
)
_FIRST, _MOST = 3, 15  # cells named beside a figure, and listed for it
Cells = Mapping[str, Sequence[Source]]


def write_sources(briefing: bytes, figures: Mapping[str, Figure], context: OutputContext) -> bytes:
    """The workbook; figures that are said several times have a row each, their cells are listed once."""
    known = tag_index(figures)
    body = docx.Document(io.BytesIO(briefing)).element.body
    said = [(line, control) for line in lines(body) for control in line.controls]
    items = {known[control.tag][0].key: known[control.tag][0] for _, control in said if control.tag in known}
    cells = {key: list(leaves(item, figures)) for key, item in items.items()}

    def fill(book: OutputBook) -> None:
        _fill_said(book, said, known, cells)
        _fill_cells(book, items, cells)

    return render(context, "数据出处表", fill)


def _fill_said(
    book: OutputBook,
    said: Sequence[tuple[Line, Control]],
    known: Mapping[str, tuple[Figure, str]],
    cells: Cells,
) -> None:
    sheet = book.sheet(
        "数据出处", _SAID, notes="按专报行文次序排列；同一个数字说几次就列几次。单元格列在下一张表。"
    )
    sheet.rows(_said_rows(book.context, said, known, cells))
    if sheet.last < sheet.first:
        sheet.nothing("专报里没有数字。")
    sheet.done(freeze_columns=1, printed=len(_SAID) - 1, extract=True)


def _said_rows(
    context: OutputContext,
    said: Sequence[tuple[Line, Control]],
    known: Mapping[str, tuple[Figure, str]],
    cells: Cells,
) -> Iterator[Row]:
    number = 0
    for line, control in said:
        if is_quote(control.tag):
            place = _quoted(context, control.tag)
            row: list[Value] = [control.text, "填报单位原话", "", place, 1 if place else 0, ""]
        elif control.tag in known:
            item = known[control.tag][0]
            shown = "；".join(_cell(context, source) for source in cells[item.key][:_FIRST])
            row = [control.text, item.label, item.formula, shown, len(cells[item.key]), item.key]
        else:
            continue
        number += 1
        yield [str(number), line.place.text, *row]


def _fill_cells(book: OutputBook, items: Mapping[str, Figure], cells: Cells) -> None:
    sheet = book.sheet("来源单元格", _CELLS)
    sheet.rows(_cell_rows(book.context, items, cells))
    if not any(cells.values()):
        sheet.nothing("专报里的数字没有来源单元格。")
    sheet.done(freeze_columns=1, printed=len(_CELLS) - 1, extract=True)


def _cell_rows(context: OutputContext, items: Mapping[str, Figure], cells: Cells) -> Iterator[Row]:
    """The cells of each figure, once where figures share them; of a count over very many only the first ones."""
    listed: dict[tuple[int, ...], str] = {}
    for item in items.values():
        sources = cells[item.key]
        twin = listed.setdefault(tuple(map(id, sources)), item.key)
        if sources and twin != item.key:
            yield [item.label, f"与“{items[twin].label}”的单元格相同", "", "", "", "", "", item.key]
            continue
        yield from (_cell_row(context, item, source) for source in sources[:_MOST])
        if len(sources) > _MOST:
            more = said(f"共由{len(sources)}个单元格得出，其余见汇总表“分县明细”")
            yield [item.label, more, "", "", "", "", "", item.key]


def _cell_row(context: OutputContext, item: Figure, source: Source) -> Row:
    return [
        item.label,
        context.unit_name(source.unit),
        source.sheet,
        source.address,
        source.raw,
        Link(context.link(source.file), context.told(source.file, source.file)),
        source.sha256[:12],
        item.key,
    ]


def _cell(context: OutputContext, source: Source) -> str:
    return f"{context.unit_name(source.unit)} {source.place} 填报“{masked(source.raw)[:20]}”"


def _quoted(context: OutputContext, tag: str) -> str:
    unit, _, cell = quote_place(tag).partition("/")
    return f"{context.unit_name(unit)} {cell}" if cell else ""
