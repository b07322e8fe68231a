"""An xlsxwriter sheet without what our workbooks have no use for, which takes most of xlsxwriter's time.

In: cells as xlsxwriter's own methods take them. Out: the same XML, but for the optional row spans.
Left out are the search of every formula for functions newer than Excel 2010 (our workbooks use none, since
old Excel and WPS lack them; a test holds that), addresses as text, and escaping what needs none.
Forms and outputs are written with it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet


class Shared(NamedTuple):
    """A cell of an area that shares a formula; ``told`` are the attributes that say so."""

    formula: str
    format: Any
    value: str | float
    told: str


class PlainSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
    """A sheet whose formulas are taken as they are; rows and columns are 0-based numbers."""

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """A text; -1 outside the sheet, -2 when it was too long."""
        return int(self._write_string(row, col, string, cell_format))

    def write_number(self, row: int, col: int, number: float, cell_format: Any = None) -> int:
        """A number; -1 outside the sheet."""
        return int(self._write_number(row, col, number, cell_format))

    def write_blank(self, row: int, col: int, blank: None, cell_format: Any = None) -> int:
        """A formatted cell without a value; -1 outside the sheet."""
        return int(self._write_blank(row, col, blank, cell_format))

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: str | float = 0
    ) -> int:
        """A formula with its cached value; -1 outside the sheet."""
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def write_shared(
        self, row: int, col: int, formula: str, cell_format: Any, value: str | float, area: str
    ) -> int:
        """A formula that all cells of an area have, moved to their places; its first cell, which has the text, comes first."""
        if self._check_dimensions(row, col):
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

    @cached_property
    def _shared(self) -> dict[str, str]:
        """Area -> the attributes of its cells but the first."""
        return {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")  # validations come this way too

    def _calculate_spans(self) -> None:
        """Row spans only help programs that read row by row; files without them are just as valid."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if cell.format is None:  # xlsxwriter looks for the format of the row or the column
            super()._write_cell(row, col, cell)
            return
        style = cell.format.xf_index  # None until it is first asked for
        style = cell.format._get_xf_index() if style is None else style
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{style}"'
        kind = cell.__class__.__name__
        if kind == "Blank":
            self.fh.write(f"{start}/>")
        elif kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind in ("Number", "Datetime"):
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        elif kind == "Formula":
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            formula, value = self._escape_data(cell.formula), self._escape_data(cell.value)
            self.fh.write(f"{start}{text}><f>{formula}</f><v>{value}</v></c>")
        elif kind == "Shared":
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            formula, value = self._escape_data(cell.formula), self._escape_data(cell.value)
            self.fh.write(f"{start}{text}><f {cell.told}>{formula}</f><v>{value}</v></c>")
        else:
            super()._write_cell(row, col, cell)
