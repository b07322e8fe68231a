"""Edits one sheet of the office's own workbook; every other byte of meaning in it stays.

In: the workbook's bytes and the name of a sheet, or a sheet to be added. Out: new bytes. Only XML is edited: a
library that reads and writes whole workbooks would lose what it does not know (pictures, newer kinds of drop-downs,
other people's formats).
"""

from __future__ import annotations

import copy
import posixpath
import re
import zipfile
from collections.abc import Collection
from html import escape
from io import BytesIO
from typing import Any

from lxml import etree

from toolkit.checklist.columns import INDICATORS, TASKS
from toolkit.checklist.sheets import Sheet
from toolkit.checklist.tables import a1, fold
from toolkit.core.addresses import column_index
from toolkit.core.patterns import lazy_regex

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK = "xl/workbook.xml"
_LAST_ROW = lazy_regex(r"(?<!\d)(\d+)$")
_HEADER_ROWS = 5
_TYPES = "[Content_Types].xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def with_sheet(data: bytes, sheet: Sheet, rows: int) -> bytes:
    """The workbook with one more sheet at the end: its head, and drop-downs for so many rows."""
    return with_page(data, sheet.name, _empty_page(sheet, rows, SheetXml(data, TASKS).head_look()))


def with_page(data: bytes, name: str, page: str, *, hidden: bool = False, reckoned: bool = False) -> bytes:
    """The workbook with one more sheet at the end, ``page`` its XML; one of that name is replaced.

    ``hidden``: neither seen nor listed. ``reckoned``: programs work all formulas out anew when they open it.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    content = {info.filename: part for info, part in parts}
    book, relations, types = (_parse(content[part]) for part in (_WORKBOOK, _RELATIONS, _TYPES))
    sheets = book.find(f"{_MAIN}sheets")
    if sheets is None:
        raise ValueError("工作簿的格式不认识")
    there = _paths(book, relations).get(name)
    numbers = [int(match[1]) for part in content if (match := re.search(r"sheet(\d+)\.xml$", part))]
    path = there or f"xl/worksheets/sheet{max(numbers, default=0) + 1}.xml"
    if not there:
        _register(book, relations, types, name, path)
    if hidden:
        next(one for one in sheets if one.get("name") == name).set("state", "veryHidden")
    calculation = book.find(f"{_MAIN}calcPr")
    if reckoned and calculation is not None:
        calculation.set("fullCalcOnLoad", "1")
    changed = {
        _WORKBOOK: _text(book),
        _RELATIONS: _text(relations),
        _TYPES: _text(types),
        path: page.encode(),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for info, part in parts:
            package.writestr(copy.copy(info), changed.get(info.filename, part), info.compress_type)
        if path not in content:
            package.writestr(zipfile.ZipInfo(path), page.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _register(book: Any, relations: Any, types: Any, name: str, path: str) -> None:
    """Name a new sheet in the three parts that know of sheets."""
    sheets = book.find(f"{_MAIN}sheets")
    known = {one.get("Id") for one in relations}
    link = next(text for number in range(1, len(known) + 2) if (text := f"rIdSheet{number}") not in known)
    number = max(int(one.get("sheetId")) for one in sheets) + 1
    etree.SubElement(sheets, f"{_MAIN}sheet", {"name": name, "sheetId": str(number), _RELATION: link})
    space, target = etree.QName(relations).namespace, path.removeprefix("xl/")
    etree.SubElement(
        relations, f"{{{space}}}Relationship", Id=link, Type=f"{_OFFICE}/worksheet", Target=target
    )
    space = etree.QName(types).namespace
    etree.SubElement(types, f"{{{space}}}Override", PartName=f"/{path}", ContentType=_PART_TYPE)


def _paths(book: Any, relations: Any) -> dict[str, str]:
    """Sheet name -> its part of the package."""
    targets = {item.get("Id"): item.get("Target") for item in relations}
    return {
        fold(sheet.get("name")): posixpath.normpath(
            posixpath.join("/xl", targets[sheet.get(_RELATION)])
        ).lstrip("/")
        for sheet in book.iter(f"{_MAIN}sheet")
    }


def _empty_page(sheet: Sheet, rows: int, look: str) -> str:
    heads, widths, lists = [], [], []
    for number, column in enumerate(sheet.columns):
        text = f"<is><t>{escape(column.header, quote=False)}</t></is>"
        heads.append(f'<c r="{a1(1, number)}" s="{look}" t="inlineStr">{text}</c>')
        widths.append(f'<col min="{number + 1}" max="{number + 1}" width="{column.width}" customWidth="1"/>')
        if column.choices:
            choices = escape(f'"{",".join(column.choices)}"', quote=False)
            area = f'"{a1(2, number)}:{a1(rows, number)}"'
            lists.append(
                f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref={area}>'
                f"<formula1>{choices}</formula1></dataValidation>"
            )
    pane = f'<pane xSplit="{sheet.frozen}" ySplit="1" topLeftCell="{a1(2, sheet.frozen)}" state="frozen"/>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN.strip("{}")}"><dimension ref="A1:{a1(1, len(heads) - 1)}"/>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<cols>{"".join(widths)}</cols><sheetData><row r="1">{"".join(heads)}</row></sheetData>'
        f'<dataValidations count="{len(lists)}">{"".join(lists)}</dataValidations></worksheet>'
    )


class SheetXml:
    """One sheet of the workbook, cell by cell; raises ValueError when the workbook has no such sheet."""

    def __init__(self, data: bytes, name: str) -> None:
        with zipfile.ZipFile(BytesIO(data)) as package:
            self._parts = [(info, package.read(info)) for info in package.infolist()]
        content = {info.filename: part for info, part in self._parts}
        self._workbook = _parse(content[_WORKBOOK])
        sheets = [fold(sheet.get("name")) for sheet in self._workbook.iter(f"{_MAIN}sheet")]
        if name not in sheets:
            raise ValueError(f"没有工作表“{name}”")
        self._number = sheets.index(name)
        paths = _paths(self._workbook, _parse(content[_RELATIONS]))
        self._path = paths[name]
        self._look = _look(_parse(content[paths[INDICATORS]])) if INDICATORS in paths else None
        self._root = _parse(content[self._path])
        self._data = self._root.find(f"{_MAIN}sheetData")
        self._rows = dict(_numbered(self._data))

    def head_look(self) -> str:
        """The format of the first head cell."""
        cell = self._data.find(f"{_MAIN}row/{_MAIN}c")
        return "0" if cell is None else str(cell.get("s", "0"))

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
    return column_index(re.sub(r"\d", "", name))


def _parse(part: bytes) -> Any:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _text(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
