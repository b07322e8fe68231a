"""Puts quotas into the sheet 分解 of the office's own workbook; every other byte of meaning in it stays.

In: the workbook's bytes and quotas. Out: new bytes, what changed in Chinese, and what could not be changed.
Only the XML of that one sheet is edited: a library that reads and writes whole workbooks would lose what it
does not know (pictures, newer kinds of drop-downs, other people's formats).
"""

from __future__ import annotations

import copy
import posixpath
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from toolkit.checklist.cells import RowReader
from toolkit.checklist.columns import INDICATORS, QUOTAS
from toolkit.checklist.rows import parse_quota
from toolkit.checklist.tables import Table, a1, fold, read_tables
from toolkit.core.model import Quota
from toolkit.errors import OperatorError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK = "xl/workbook.xml"
_LAST_ROW = re.compile(r"(\d+)$")
_HEADER_ROWS = 5


@dataclass(frozen=True)
class QuotaEdit:
    """``data`` is the workbook as it would be; ``changes`` and ``problems`` are sentences with the cell."""

    data: bytes
    changes: tuple[str, ...]
    problems: tuple[str, ...]


def put_quotas(data: bytes, quotas: Sequence[Quota], unit_names: Collection[str]) -> QuotaEdit:
    """Write quotas over the rows of the same indicator, unit and year, new ones below; nothing is removed.

    Raises OperatorError when the workbook has no usable sheet 分解.
    """
    tables, _ = read_tables(data)
    table = tables.get(QUOTAS)
    if table is None or any(
        (name, None) not in table.places for name in ("indicator", "unit", "year", "target")
    ):
        raise OperatorError(f"任务清单里没有“{QUOTAS}”表，或缺少它的列，请先补上再运行。")
    sheet = _Sheet(data)
    editor = _Editor(sheet, table)
    kept = _rows(table, unit_names)
    for quota in quotas:
        place = (quota.indicator, quota.unit, quota.year)
        if place in kept:
            editor.change(*kept[place], quota)
        else:
            editor.add(quota)
    return QuotaEdit(sheet.bytes() if editor.changes else data, tuple(editor.changes), tuple(editor.problems))


def _rows(table: Table, unit_names: Collection[str]) -> dict[tuple[str, str, int], tuple[int, Quota]]:
    found = {}
    for row in table.rows:
        quota = parse_quota(RowReader(table, row, unit_names))
        if quota is not None:
            found[quota.indicator, quota.unit, quota.year] = (row.number, quota)
    return found


class _Editor:
    """Rows of 分解 as they change."""

    def __init__(self, sheet: _Sheet, table: Table) -> None:
        self._sheet, self._columns = sheet, table.places
        rows = [row.number for row in table.rows]
        self._like = max(rows, default=None)  # the row whose formats new ones take
        self._last = max(rows, default=sheet.head_row(table.places.values()))
        self.changes: list[str] = []
        self.problems: list[str] = []

    def change(self, line: int, old: Quota, new: Quota) -> None:
        """Bring one row up to date; a lead unit's silence takes no earlier confirmation away."""
        confirmed = new.confirmed_by or old.confirmed_by
        name = f"{new.indicator} {new.unit} {new.year}年"
        if new.target != old.target:
            self._put(line, "target", new.target, f"{name}：{old.target:g} 改为 {new.target:g}")
        if confirmed != old.confirmed_by:
            self._put(line, "confirmed_by", confirmed, f"{name}：确认单位写为 {confirmed}")

    def add(self, quota: Quota) -> None:
        """One more row below the last."""
        self._last += 1
        self._sheet.new_row(self._last, self._like)
        values: Mapping[str, str | float] = {
            "indicator": quota.indicator,
            "unit": quota.unit,
            "year": quota.year,
            "target": quota.target,
            "confirmed_by": quota.confirmed_by,
        }
        for field, value in values.items():
            column = self._columns.get((field, None))
            if column is not None and value != "":
                self._sheet.put(self._last, column, value)
        where = f"{QUOTAS}!{a1(self._last, self._columns['target', None])}"
        self.changes.append(f"{where} 新增 {quota.indicator} {quota.unit} {quota.year}年：{quota.target:g}")

    def _put(self, line: int, field: str, value: str | float, said: str) -> None:
        column = self._columns.get((field, None))
        if column is None:
            return
        where = f"{QUOTAS}!{a1(line, column)}"
        if self._sheet.put(line, column, value):
            self.changes.append(f"{where} {said}")
        else:
            self.problems.append(f"{where} 是公式，没有改动（{said}），请在清单里核对。")


class _Sheet:
    """The XML of the sheet 分解 inside the workbook."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as package:
            self._parts = [(info, package.read(info)) for info in package.infolist()]
        content = {info.filename: part for info, part in self._parts}
        self._workbook = _parse(content[_WORKBOOK])
        sheets = [fold(sheet.get("name")) for sheet in self._workbook.iter(f"{_MAIN}sheet")]
        self._number = sheets.index(QUOTAS)
        paths = self._paths(_parse(content["xl/_rels/workbook.xml.rels"]))
        self._path = paths[QUOTAS]
        self._look = _look(_parse(content[paths[INDICATORS]])) if INDICATORS in paths else None
        self._root = _parse(content[self._path])
        self._data = self._root.find(f"{_MAIN}sheetData")
        self._rows = dict(_numbered(self._data))

    def _paths(self, relations: Any) -> dict[str, str]:
        """Sheet name -> its part of the package."""
        targets = {item.get("Id"): item.get("Target") for item in relations}
        return {
            fold(sheet.get("name")): posixpath.normpath(
                posixpath.join("/xl", targets[sheet.get(_RELATION)])
            ).lstrip("/")
            for sheet in self._workbook.iter(f"{_MAIN}sheet")
        }

    def head_row(self, columns: Collection[int]) -> int:
        """The 1-based row of the head in a table without rows: the last of the first rows that is filled so far right."""
        full = [
            number for number, row in self._rows.items() if number <= _HEADER_ROWS and len(row) > max(columns)
        ]
        return max(full, default=1)

    def put(self, line: int, column: int, value: str | float) -> bool:
        """Set a cell, its format kept; False when a formula stands there."""
        cell = self._cell(line, column)
        if cell.find(f"{_MAIN}f") is not None:
            return False
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = value
        else:
            etree.SubElement(cell, f"{_MAIN}v").text = f"{value:.15g}"
        return True

    def new_row(self, line: int, like: int | None) -> None:
        """An empty row with the formats of the row ``like``; one that is there already is used."""
        if line in self._rows:
            return
        row = etree.Element(f"{_MAIN}row", r=str(line))
        for column, cell in _numbered(self._rows[like], cells=True) if like else ():
            etree.SubElement(row, f"{_MAIN}c", r=a1(line, column), s=cell.get("s", "0"))
        self._data.insert(sum(number < line for number in self._rows), row)
        self._rows[line] = row
        self._reach(line)

    def bytes(self) -> bytes:
        """The whole workbook again; parts that did not change are copied as they are."""
        changed = {self._path: _text(self._root), _WORKBOOK: _text(self._workbook)}
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for info, part in self._parts:
                package.writestr(copy.copy(info), changed.get(info.filename, part), info.compress_type)
        return out.getvalue()

    def _cell(self, line: int, column: int) -> Any:
        name = a1(line, column)
        row = self._rows[line]
        position = 0
        for number, cell in _numbered(row, cells=True):
            if number == column:
                return cell
            position += number < column
        cell = etree.Element(f"{_MAIN}c", r=name)
        if self._look is not None:
            cell.set("s", self._look)
        row.insert(position, cell)
        return cell

    def _reach(self, line: int) -> None:
        """Let the used area and the filter reach down to a new row."""
        found = [self._root.find(f"{_MAIN}dimension"), self._root.find(f"{_MAIN}autoFilter")]
        for item in found:
            if item is not None and ":" in item.get("ref", ""):
                item.set("ref", _down_to(item.get("ref"), line))
        for name in self._workbook.iter(f"{_MAIN}definedName"):
            if name.get("name") == "_xlnm._FilterDatabase" and name.get("localSheetId") == str(self._number):
                name.text = _down_to(name.text or "", line)


def _look(sheet: Any) -> str | None:
    """The format of the first cell below the head of another table: what a table without rows begins with."""
    cell = sheet.find(f"{_MAIN}sheetData/{_MAIN}row[2]/{_MAIN}c")
    return None if cell is None else cell.get("s")


def _down_to(area: str, line: int) -> str:
    match = _LAST_ROW.search(area)
    return area if match is None or int(match[1]) >= line else f"{area[: match.start()]}{line}"


def _numbered(parent: Any, *, cells: bool = False) -> list[tuple[int, Any]]:
    """(1-based row or 0-based column, element); elements without a place of their own follow the one before."""
    found = []
    number = -1 if cells else 0
    for item in parent:
        if item.tag not in (f"{_MAIN}row", f"{_MAIN}c"):
            continue
        name = item.get("r", "")
        number = number + 1 if not name else _column(name) if cells else int(name)
        found.append((number, item))
    return found


def _column(name: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", name):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse(part: bytes) -> Any:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _text(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
