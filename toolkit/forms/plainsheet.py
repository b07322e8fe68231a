"""A workbook and a sheet of xlsxwriter without what ours have no use for, which takes most of xlsxwriter's time.

In: cells as xlsxwriter's own methods take them. Out: the same XML, but for the optional row spans.
Left out are the search of every formula for functions newer than Excel 2010 (our workbooks use none, since
old Excel and WPS lack them; a test holds that), addresses as text, and escaping what needs none.
Forms and outputs are written with it.
"""

from __future__ import annotations

import io
from functools import cached_property
from math import isfinite
from typing import IO, Any, NamedTuple

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from toolkit.core.patterns import lazy_regex

# A text that is not written as it is: blanks around it, what XML or Excel escapes, or a text in several looks.
_SPECIAL = lazy_regex(r"^\s|\s$|[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_SURELY_SHORT = 16_000  # letters: below Excel's limit however many of its units each takes
_cell = tuple.__new__  # without the named tuple's own constructor, which is Python


class _Letters(dict[int, str]):
    """0-based column -> its letters, worked out when a column is first written."""

    def __missing__(self, column: int) -> str:
        self[column] = letters = str(xl_col_to_name(column))
        return letters


_LETTERS = _Letters()


class Shared(NamedTuple):
    """A cell of an area that shares a formula; ``told`` are the attributes that say so."""

    formula: str
    format: Any
    value: str | float
    told: str


_STEADY = (CellStringTuple, CellBlankTuple, CellNumberTuple, CellDatetimeTuple)  # the same in whatever row
_ROW = "\x00"  # where the number of the row comes into the XML of a part


class Part:
    """Neighbouring cells that stand in many rows, alike in all but the number of the row; :meth:`PlainSheet.part` gives them."""

    def __init__(self, cells: dict[int, Any]) -> None:
        self.cells = cells  # 0-based column -> cell
        self.first, self.last = min(cells), max(cells)
        self.strings = sum(cell.__class__ is CellStringTuple for cell in cells.values())
        self.text = ""  # their XML, made when they are first written


class PlainSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
    """A sheet whose formulas are taken as they are; rows and columns are 0-based numbers."""

    fh: IO[str]

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """A text; -1 outside the sheet, -2 when it was too long."""
        if len(string) > _SURELY_SHORT:
            return int(self._write_string(row, col, string, cell_format))
        if self._outside(row, col):
            return -1
        strings = self.str_table
        index = strings.string_table.setdefault(string, strings.unique_count)
        if index == strings.unique_count:
            strings.unique_count += 1
        strings.count += 1
        self.table[row][col] = _cell(CellStringTuple, (index, cell_format))
        return 0

    def write_number(self, row: int, col: int, number: float, cell_format: Any = None) -> int:
        """A number; -1 outside the sheet. Raises TypeError for one that is not finite."""
        if not isfinite(number):
            return int(self._write_number(row, col, number, cell_format))  # which says so
        if self._outside(row, col):
            return -1
        self.table[row][col] = _cell(CellNumberTuple, (number, cell_format))
        return 0

    def write_blank(self, row: int, col: int, blank: None, cell_format: Any = None) -> int:
        """A formatted cell without a value; -1 outside the sheet."""
        if cell_format is None:
            return 0
        if self._outside(row, col):
            return -1
        self.table[row][col] = _cell(CellBlankTuple, (cell_format,))
        return 0

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: str | float = 0
    ) -> int:
        """A formula with its cached value; -1 outside the sheet."""
        if self._outside(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def write_shared(
        self, row: int, col: int, formula: str, cell_format: Any, value: str | float, area: str
    ) -> int:
        """A formula that all cells of an area have, moved to their places; its first cell, which has the text, comes first."""
        if self._outside(row, col):
            return -1
        told = self._shared.get(area)
        if told is None:
            number = len(self._shared)
            self._shared[area] = f't="shared" si="{number}"'
            formula, told = self._prepare_formula(formula), f't="shared" ref="{area}" si="{number}"'
        else:
            formula = ""
        self.table[row][col] = Shared(formula, cell_format, value, told)
        return 0

    def part(self, row: int, first: int, last: int) -> Part:
        """The cells of a row from one column to another, to be written into other rows as well. Raises ValueError for one that
        is not the same there: a formula with its text, a cell without a format of its own."""
        cells = {col: cell for col, cell in self.table[row].items() if first <= col <= last}
        for cell in cells.values():
            steady = cell.__class__ in _STEADY or (cell.__class__ is Shared and not cell.formula)
            if not steady or cell.format is None:
                raise ValueError(f"row {row + 1}: {cell} cannot stand in other rows")
        return Part(cells)

    def write_part(self, row: int, part: Part) -> int:
        """The cells of a part; -1 outside the sheet."""
        if self._outside(row, part.first) or self._outside(row, part.last):
            return -1
        self.str_table.count += part.strings
        self.table[row][part.first] = part
        return 0

    @cached_property
    def _shared(self) -> dict[str, str]:
        """Area -> the attributes of its cells but the first."""
        return {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")  # validations come this way too

    def _outside(self, row: int, col: int) -> bool:
        """Whether Excel has no such cell; most lie between those that are written already."""
        if (
            self.dim_rowmin is not None
            and self.dim_rowmin <= row <= self.dim_rowmax
            and self.dim_colmin is not None
            and self.dim_colmin <= col <= self.dim_colmax
        ):
            return False
        return bool(self._check_dimensions(row, col))

    def _write_rows(self) -> None:
        """All rows, each written at once and then let go of; without row spans, which only help programs that read row by row."""
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells = self.table.pop(row, None)
            if cells:
                self._write_full_row(row, cells)
            elif row in self.row_info or row in self.comments:
                self._write_empty_row(row, None, self.row_info.get(row))

    def _write_full_row(self, row: int, cells: dict[int, Any]) -> None:
        number = str(row + 1)
        info = self.row_info.get(row)
        self.fh.write(f'<row r="{number}"{self._row_told(row)}>')
        self._write_cells(row, cells, number, info.row_format if info else None)
        self.fh.write("</row>")

    def _write_cells(self, row: int, cells: dict[int, Any], number: str, row_look: Any) -> None:
        """The cells of a row in the order of their columns; ``number`` is what stands for the row in the XML."""
        parts: list[str] = []
        for col in sorted(cells):
            cell = cells[col]
            kind = cell.__class__
            if kind is Part:
                parts.append(self._part_text(row, cell).replace(_ROW, number))
                continue
            start = f'<c r="{_LETTERS[col]}{number}"'
            look = cell.format or row_look or self._column_looks.get(col)
            if look is not None:
                style = look.xf_index  # None until it is first asked for
                start += f' s="{look._get_xf_index() if style is None else style}"'
            if kind is CellStringTuple:
                parts.append(f'{start} t="s"><v>{cell[0]}</v></c>')
            elif kind is CellBlankTuple:
                parts.append(start + "/>")
            elif kind is CellNumberTuple or kind is CellDatetimeTuple:
                parts.append(f"{start}><v>{cell.number:.16G}</v></c>")
            elif kind is CellFormulaTuple or kind is Shared:
                told = f" {cell.told}" if kind is Shared else ""
                formula, value = cell.formula and self._escape_data(cell.formula), cell.value
                if isinstance(value, str) and value:
                    value = self._escape_data(value)
                    start += ' t="str"'
                parts.append(f"{start}><f{told}>{formula}</f><v>{value}</v></c>")
            else:
                self.fh.write("".join(parts))
                parts.clear()
                self._write_cell(row, col, cell)
        self.fh.write("".join(parts))

    def _part_text(self, row: int, part: Part) -> str:
        if not part.text:
            own = self.fh
            self.fh = apart = io.StringIO()
            self._write_cells(row, part.cells, _ROW, None)
            self.fh, part.text = own, apart.getvalue()
        return part.text

    @cached_property
    def _column_looks(self) -> dict[int, Any]:
        """0-based column -> the format that it lends to cells without one; asked when all is set."""
        return {col: info.column_format for col, info in self.col_info.items() if info.column_format}

    def _row_told(self, row: int) -> str:
        """The attributes of a row behind its number, as xlsxwriter writes them; most rows have those of another."""
        info = self.row_info.get(row)
        key = info and (info.height, info.row_format, info.hidden, info.level, info.collapsed)
        if key not in self._rows_told:
            own = self.fh
            self.fh = apart = io.StringIO()
            self._write_row(0, None, info)
            self.fh, told = own, apart.getvalue()
            self._rows_told[key] = told.removeprefix('<row r="1"').removesuffix(">")
        return self._rows_told[key]

    @cached_property
    def _rows_told(self) -> dict[Any, str]:
        """What is said of a row -> its attributes."""
        return {}


class PlainWorkbook(Workbook):  # type: ignore[misc]
    """A workbook whose texts are looked at once before they are escaped."""

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        strings = self.workbook.str_table
        if strings.count:
            part = _Strings()
            part.string_table = strings
            part._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            part._assemble_xml_file()


class _Strings(SharedStrings):  # type: ignore[misc]
    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_array:
            if _SPECIAL.search(text):
                self._write_si(text)
            else:
                self.fh.write(f"<si><t>{text}</t></si>")
