"""Workbook bytes to rows by header name: any column order, added columns, blank rows, no meaning yet.

In: the bytes of the office's workbook. Out: one ``Table`` a known sheet, and E90x findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from toolkit.checklist.columns import SHEETS
from toolkit.checklist.sheets import Column, Sheet
from toolkit.core.addresses import column_letter
from toolkit.core.findings import Finding

HEADER_ROWS = 5  # the header is looked for in the first rows
Place = tuple[str, int | None]  # field, year


@dataclass(frozen=True)
class Row:
    """One non-blank row; ``number`` is the row in the file, 1-based."""

    number: int
    cells: Mapping[Place, object]


@dataclass(frozen=True)
class Table:
    """One sheet: where its columns stand (0-based) and its rows."""

    sheet: Sheet
    places: Mapping[Place, int]
    rows: tuple[Row, ...]
    years: tuple[int, ...]

    def address(self, row: Row, field: str, year: int | None = None) -> str:
        """A1 address of a cell; the row's first cell when the column is missing."""
        return a1(row.number, self.places.get((field, year), 0))

    def header(self, field: str, year: int | None = None) -> str:
        """The header text of a field."""
        return self.sheet.by_field[field].header.format(year=year)


def a1(row: int, column: int) -> str:
    """A1 address of a 1-based row and a 0-based column."""
    return f"{column_letter(column)}{row}"


@lru_cache(maxsize=4096, typed=True)
def fold(text: object) -> str:
    """A header as compared: full-width forms folded, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text)))


def read_tables(data: bytes) -> tuple[dict[str, Table], list[Finding]]:
    """All known sheets of a workbook; unknown sheets are the office's own business."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = {fold(name): name for name in book.sheet_names}
        raw = {
            sheet.name: book.get_sheet_by_name(names[sheet.name]).to_python(skip_empty_area=False)
            for sheet in SHEETS.values()
            if sheet.name in names
        }
    except (CalamineError, OSError, ValueError):
        return {}, [Finding("E900", values={"reason": "内容残缺，或是别的文件改了后缀"})]
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for sheet in SHEETS.values():
        if sheet.name in raw:
            table, faults = _table(sheet, raw[sheet.name])
            tables[sheet.name] = table
            findings += faults
        elif sheet.required:
            findings.append(Finding("E901", sheet=sheet.name, values={"name": sheet.name}))
    return tables, findings


def own_column(data: bytes, name: str, key: str, header: str) -> dict[str, object] | None:
    """A column that the office added to a known sheet, by the text of its key column; None where there is none."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    names = {fold(one): one for one in book.sheet_names}
    rows = book.get_sheet_by_name(names[name]).to_python(skip_empty_area=False) if name in names else []
    for number, row in enumerate(rows[:HEADER_ROWS]):
        heads = [fold(cell) for cell in row]
        if fold(key) in heads and fold(header) in heads:
            keys, values = heads.index(fold(key)), heads.index(fold(header))
            return {
                str(_at(one, keys)).strip(): _at(one, values)
                for one in rows[number + 1 :]
                if _filled(_at(one, keys))
            }
    return None


def _table(sheet: Sheet, rows: Sequence[Sequence[object]]) -> tuple[Table, list[Finding]]:
    best, places, findings = 0, {}, []  # type: ignore[var-annotated]
    for index, row in enumerate(rows[:HEADER_ROWS]):
        found, faults = _places(sheet, row, index + 1)
        if len(found) > len(places):
            best, places, findings = index, found, faults
    years = tuple(sorted({year for _, year in places if year is not None}))
    findings = findings + _missing(sheet, places)
    body = tuple(
        Row(number, {place: _at(row, column) for place, column in places.items()})
        for number, row in enumerate(rows[best + 1 :], start=best + 2)
        if any(_filled(_at(row, column)) for column in places.values())
    )
    return Table(sheet, places, body, years), findings


def _places(sheet: Sheet, row: Sequence[object], number: int) -> tuple[dict[Place, int], list[Finding]]:
    places: dict[Place, int] = {}
    findings: list[Finding] = []
    for index, cell in enumerate(row):
        text = fold(cell)
        place = next((p for column in sheet.columns if (p := _match(column, text))), None)
        if place is None:
            continue
        if place in places:
            findings.append(
                Finding("E903", sheet=sheet.name, address=a1(number, index), values={"header": text})
            )
        else:
            places[place] = index
    return places, findings


def _match(column: Column, text: str) -> Place | None:
    if not column.yearly:
        return (column.field, None) if text == fold(column.header) else None
    pattern = re.escape(fold(column.header)).replace(re.escape("{year}"), r"(\d{4})")
    match = re.fullmatch(pattern, text)
    return (column.field, int(match[1])) if match else None


def _missing(sheet: Sheet, places: Mapping[Place, int]) -> list[Finding]:
    findings: list[Finding] = []
    present = {field for field, _ in places}
    for column in sheet.columns:
        if not column.required or column.field in present:
            continue
        values = {"name": sheet.name, "header": column.header.format(year="2024"), "suffix": ""}
        values["suffix"] = values["header"].removeprefix("2024")
        findings.append(Finding("E918" if column.yearly else "E902", sheet=sheet.name, values=values))
    return findings


def _at(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else ""


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""
