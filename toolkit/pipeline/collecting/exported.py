"""A filling platform's export in collect: one flat table, split into the returns of its units.

In: a workbook as read, the checklist's names, what people confirmed of exports, how a unit's form is planned. Out: a
:class:`SplitExport`, the finding that stops it, or None when the workbook is no export. Every figure keeps the cell of
the export in which it stands; it is cast by the form's own declaration and gets a fate as in a form that was filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from toolkit.core import fields
from toolkit.core.exports import PERIOD, ROLES, SKIP, ExportMap
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Book, Cell
from toolkit.core.value_text import squeeze
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.report import without_floods
from toolkit.forms.reading.resolve import resolve
from toolkit.forms.reading.scan import faults_of, filled_cells, sheet_cells, sheet_rows
from toolkit.forms.reading.view import FormView
from toolkit.papers.exporttables import (
    ExportRow,
    ExportTable,
    find_export,
    indicator_column,
    rows_of,
    unknown_names,
)
from toolkit.papers.historynames import Names, measure_of, months_in

# Headers of the form's input columns -> sheet and field.
FIELDS: Mapping[str, tuple[str, str]] = {
    squeeze(column.header): (name, column.field)
    for name in (TASKS, INDICATORS)
    for column in SHEETS[name].inputs
}
_LABELS = frozenset(ROLES) - {SKIP}
_SHOWN = 6
_LEFT, _NAMELESS, _OTHER_SHEET = "对照为不导入的列", "没有表头的列", "别的工作表"
_ALONE = lazy_regex(r"0?(\d{1,2})月?份?")


@dataclass(frozen=True)
class Share:
    """What an export says of one unit: as a return that was read."""

    unit: str
    digest: str
    cells: tuple[Cell, ...]
    blank: frozenset[Place]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SplitExport:
    """The shares of all units; ``told`` is the account of all its cells, ``evidence`` who confirmed the columns."""

    shares: tuple[Share, ...]
    told: str
    evidence: str


def read_export(
    book: Book,
    name: str,
    names: Names,
    maps: Mapping[str, ExportMap],
    period: Period,
    form_of: Callable[[Unit], Form],
) -> SplitExport | Finding | None:
    """Recognise and split; rows of other months and of nobody are told and left aside."""
    table = find_export(book, names, FIELDS)
    if table is None:
        return None
    known = maps.get(table.fingerprint)
    if known is None:  # the rows of one unit may be its form
        return _unconfirmed(table, name, period) if len(table.units) > 1 else None
    units, keys = unknown_names(table, names, known)
    if units or keys:
        shown = "、".join([*units, *keys][:_SHOWN]) + ("等" if len(units) + len(keys) > _SHOWN else "")
        values = {"count": str(len(units) + len(keys)), "names": shown, "month": str(period)}
        return Finding("E715", address=name, values=values)
    rows = list(rows_of(table, names, known))
    said = table.said or months_in([PurePosixPath(name).stem])
    if all(_month(row, period, said) for row in rows):
        months = {*said, *(month for row in rows for month in row.months)}
        told = "、".join(month.chinese for month in sorted(months)) or "别的月份"
        return Finding("E718", address=name, values={"said": told, "period": period.chinese})
    split = _Splitting(book, table, known, names, period, said, form_of).split(rows)
    return split if split.shares else Finding("E720", address=name, values={"told": split.told})


def _unconfirmed(table: ExportTable, name: str, period: Period) -> Finding:
    values = {"sheet_name": table.sheet.name, "count": str(len(table.units)), "month": str(period)}
    return Finding("E714", address=name, values=values)


def _month(row: ExportRow, period: Period, said: frozenset[Period]) -> str:
    """Why the row is not of this period, "" when it is: its own month goes before what stands above the table."""
    if row.months or row.month_text:
        alone = _ALONE.fullmatch(squeeze(row.month_text))
        here = period in row.months or (alone is not None and int(alone[1]) == period.month)
        return "" if here else f"报送期“{row.month_text[:20]}”不是{period.chinese}"
    return "" if not said or period in said else f"不是{period.chinese}的"


@dataclass
class _Unit:
    """One unit's share under way."""

    form: Form
    view: FormView
    out: Collected
    asked: set[Place] = field(default_factory=set)  # input places that the export has
    lines: dict[tuple[str, str], int] = field(default_factory=dict)  # row of the form -> first line
    unasked: list[Filled] = field(default_factory=list)


class _Splitting:
    """One export on its way into shares."""

    def __init__(
        self,
        book: Book,
        table: ExportTable,
        known: ExportMap,
        names: Names,
        period: Period,
        said: frozenset[Period],
        form_of: Callable[[Unit], Form],
    ) -> None:
        self._book, self._table, self._known, self._names = book, table, known, names
        self._period, self._said, self._form_of = period, said, form_of
        self._meanings = table.meanings(known)
        columns = {c: indicator_column(one, names) for c, one in self._meanings.items()}
        self._across = {c: found for c, found in columns.items() if found is not None}
        headers = {one.index: one.name.partition("#")[0] for one in table.columns}
        self._measures = {c: names.label([headers[c]]).measure for c in self._across}
        self._units: dict[str, _Unit] = {}
        self._aside: dict[str, list[str]] = {}
        self._labels = 0

    def split(self, rows: Sequence[ExportRow]) -> SplitExport:
        sheet, told = self._table.sheet, {row.line: row for row in rows}
        first = self._table.head + 1
        self._labels += sum(1 for _ in sheet_cells(sheet, first))
        for line, values, faults in sheet_rows(sheet, faults_of(sheet), first):
            cells = filled_cells(sheet, line, values, faults)
            if cells:
                self._row(told.get(line), cells)
        for other in self._book.sheets:
            if other is not sheet:
                self._leave(_OTHER_SHEET, list(sheet_cells(other)))
        shares = tuple(self._share(one) for _, one in sorted(self._units.items()))
        evidence = f"由填报平台的导出表按单位拆分，各列含义由{self._known.by}于{self._known.on}确认"
        return SplitExport(shares, self._account(shares), evidence)

    def _row(self, row: ExportRow | None, cells: Sequence[Filled]) -> None:
        unit = row.unit if row is not None else "没有写单位"
        why = unit if isinstance(unit, str) else _month(row, self._period, self._said) if row else ""
        if not why and isinstance(unit, Unit) and not unit.serves_in(self._period):
            why = f"{unit.name}这一期不是填报单位"
        if why or row is None or isinstance(unit, str):
            self._leave(why, cells)
            return
        mine = self._of(unit)
        for indicator, part in self._across.values():
            self._ask(mine, row, Place(INDICATORS, indicator.id, part))
        for meaning in self._meanings.values():
            if place := self._place(mine, row, meaning):
                self._ask(mine, row, place)
        for cell in cells:
            self._cell(mine, row, cell)

    def _of(self, unit: Unit) -> _Unit:
        if unit.code not in self._units:
            form = self._form_of(unit)
            self._units[unit.code] = _Unit(form, FormView(form), Collected(unit.code))
        return self._units[unit.code]

    def _place(self, mine: _Unit, row: ExportRow, meaning: str) -> Place | None:
        """The place of a column of the form in this row; None where the row is not of its sheet."""
        sheet, name = FIELDS.get(squeeze(meaning), ("", ""))
        if sheet == INDICATORS and row.indicator is not None and not isinstance(row.indicator, str):
            return Place(sheet, row.indicator.id, name)
        if sheet == TASKS and row.indicator is None and row.task:
            return Place(sheet, mine.view.key_of(TASKS, row.task.lstrip("0")), name)
        return None

    def _ask(self, mine: _Unit, row: ExportRow, place: Place) -> None:
        sheet, key, name = place
        if key in mine.view.keys[sheet]:
            mine.lines.setdefault((sheet, key), row.line)
            if mine.view.column(sheet, key, name).role == "input":
                mine.asked.add(place)

    def _cell(self, mine: _Unit, row: ExportRow, cell: Filled) -> None:
        meaning = self._meanings.get(cell.column)
        if meaning in _LABELS:
            self._labels += 1
            return
        if meaning is None or meaning == SKIP:
            mine.out.ignore(cell, _NAMELESS if meaning is None else _LEFT)
            return
        if cell.column in self._across:
            indicator, part = self._across[cell.column]
            place: Place | None = Place(INDICATORS, indicator.id, part)
        else:
            place = self._place(mine, row, meaning)
        if place is None:
            why = (
                row.indicator if isinstance(row.indicator, str) else f"这一行没有可填“{meaning}”的指标或任务"
            )
            mine.out.ignore(cell, why)
        elif place[1] not in mine.view.keys[place[0]]:
            mine.out.ignore(cell, "这一期没有要该单位填报")
            mine.unasked.append(cell)
        elif place not in mine.asked:
            mine.out.ignore(cell, "这一行不填这一列（不适用，或由别的数得出）")
        else:
            again = mine.lines[place[:2]] != row.line
            measure = self._measure(place, row, cell)
            mine.out.inputs.setdefault(place, []).append(cell._replace(again=again, measure=measure))

    def _measure(self, place: Place, row: ExportRow, cell: Filled) -> str:
        """The measure that the export states, where it is another than the form's."""
        sheet, key, name = place
        if sheet != INDICATORS or name not in fields.FIGURE:
            return ""
        stated = self._measures.get(cell.column) or (row.measure if name == fields.YTD else "")
        indicator = self._names.indicators.get(squeeze(key))
        ours = measure_of(indicator, name) if indicator else ""
        return "" if squeeze(stated) == squeeze(ours) else squeeze(stated)

    def _leave(self, why: str, cells: Sequence[Filled]) -> None:
        if cells:
            self._aside.setdefault(why, []).extend(f"{one.sheet.name}!{one.address}" for one in cells)

    def _share(self, mine: _Unit) -> Share:
        out = mine.out
        if mine.unasked:
            cells = "、".join(one.address for one in mine.unasked[:_SHOWN])
            more = "等" if len(mine.unasked) > _SHOWN else ""
            first = mine.unasked[0]
            values = {"count": str(len(mine.unasked)), "cells": cells + more}
            out.find(
                "Q716", sheet=first.sheet.name, address=first.address, seen=first.raw[:40], values=values
            )
        resolve(out, mine.view)
        blank = frozenset(mine.asked - out.inputs.keys())
        findings = without_floods(out.findings)
        return Share(out.unit, mine.form.checklist_digest, tuple(out.cells), blank, tuple(findings))

    def _account(self, shares: Sequence[Share]) -> str:
        """The sum of all filled cells, and what stands in none of the shares."""
        split = sum(len(one.cells) for one in shares)
        left = sum(map(len, self._aside.values()))
        text = (
            f"导出表有内容的 {self._labels + split + left} 格 = 标题、表头和名称 {self._labels} + "
            f"拆分给 {len(shares)} 个单位 {split} + 没有采用 {left}"
        )
        reasons = "；".join(self._reasons())
        text += f"（{reasons}）" if reasons else ""
        if not self._said and PERIOD not in self._meanings.values():
            text += f"；没有写报送期，按{self._period.chinese}收，请核对"
        return text

    def _reasons(self) -> Iterator[str]:
        for why, cells in Counter({why: len(cells) for why, cells in self._aside.items()}).items():
            shown = "、".join(self._aside[why][:_SHOWN]) + ("等" if cells > _SHOWN else "")
            yield f"{why} {cells} 格：{shown}"
