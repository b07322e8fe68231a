"""No text is cut off: in every workbook that goes out, every cell's text fits its width and height, CJK counted two.

Heights are those that the program wrote (or the sheet's default), widths those of the columns; a text that does not wrap
runs over empty cells to its right. Checked on all output workbooks of the demo month.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.cli import main
from toolkit.core.theme import text_width

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")

LINE = 12.6  # points that a line of text of 10 points needs at least
HIGHEST = 409.0  # no row is higher
DEFAULT_WIDTH = 8.43


def clipped(data: bytes) -> list[str]:
    """Sheet, cell and how much room is missing, of every text that is cut off."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)  # what formulas show counts too
    found = []
    for sheet in book:
        if sheet.sheet_state == "visible":
            found += [f"{sheet.title}!{place}" for place in _of(sheet)]
    return found


def _of(sheet: Worksheet) -> Iterator[str]:
    widths, hidden = _widths(sheet)
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, Cell) or cell.data_type not in ("s", "n") or cell.column in hidden:
                continue
            area = spans.get((cell.row, cell.column))
            columns = range(cell.column, (area.max_col if area else cell.column) + 1)
            width = sum(widths(column) for column in columns) + 0.7 * (len(columns) - 1)
            rows = range(cell.row, (area.max_row if area else cell.row) + 1)
            height = sum(_height(sheet, at) for at in rows)
            number = cell.data_type == "n"
            if told := _hashes(cell, width) if number else _cut(sheet, cell, width, height, widths):
                yield f"{cell.coordinate} {told}"


def _widths(sheet: Worksheet):  # type: ignore[no-untyped-def]
    known: dict[int, float] = {}
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            known[column] = dimension.width
            if dimension.hidden:
                hidden.add(column)
    return (lambda column: known.get(column, DEFAULT_WIDTH)), hidden


def _height(sheet: Worksheet, row: int) -> float:
    return float(sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight or 15.0)


def _hashes(cell: Cell, width: float) -> str:
    """A number that is wider than its column shows as ####, or shrinks."""
    if cell.value is None:
        return ""
    decimals = re.search(r"0\.(0+)", cell.number_format)
    text = f"{cell.value:{',' if ',' in cell.number_format else ''}.{len(decimals[1]) if decimals else 0}f}"
    size = (cell.font.sz or 10.0) / 10.0 * (1.08 if cell.font.b else 1.0)
    needed = len(text) * size + 2 * cell.alignment.indent
    return f"needs {needed:.0f} of {width:.0f}: {text}" if needed > width - 0.7 else ""


def _cut(sheet: Worksheet, cell: Cell, width: float, height: float, widths) -> str:  # type: ignore[no-untyped-def]
    look = cell.alignment
    size = (cell.font.sz or 10.0) / 10.0
    text = str(cell.value)
    if look.shrink_to_fit or not text.strip():
        return ""
    if look.wrap_text:
        room = max(2.0, width - 0.4) / size
        lines = sum(max(1, -(-text_width(line) // int(room))) for line in text.split("\n"))
        needed = min(HIGHEST, lines * LINE * size)
        return f"needs {needed:.0f} pt of {height:.0f}: {text[:20]}" if needed > height + 1 else ""
    needed_width = text_width(text) * size
    column = cell.column + 1
    while needed_width > width and column < cell.column + 40:  # runs over empty cells
        neighbour = sheet.cell(cell.row, column)
        if not isinstance(neighbour, MergedCell) and neighbour.value not in (None, ""):
            break
        width, column = width + widths(column), column + 1
    return f"needs {needed_width:.0f} of {width:.0f}: {text[:20]}" if needed_width > width + 1 else ""


def test_a_clipped_text_is_noticed() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.column_dimensions[get_column_letter(1)].width = 10
    sheet["A1"], sheet["B1"] = "这段文字比这一列宽得多", "满"
    sheet["A2"] = "这段文字可以伸到右边的空格里"
    sheet["A3"] = "这段文字折行以后放不下" * 3
    sheet["A3"].alignment = openpyxl.styles.Alignment(wrap_text=True)
    sheet.row_dimensions[3].height = 15
    sheet["A4"], sheet["A5"] = 1234.5, 12345678.5
    sheet["A4"].number_format = sheet["A5"].number_format = "#,##0.00"
    out = io.BytesIO()
    book.save(out)
    assert [place.split()[0] for place in clipped(out.getvalue())] == ["Sheet!A1", "Sheet!A3", "Sheet!A5"]


@pytest.mark.slow
def test_no_text_is_clipped_in_any_workbook_of_the_demo(demo_copy: Path) -> None:
    root = ["--root", str(demo_copy), "--now", "2024-06-28T09:00"]
    main(["remind", *root])
    main(["evaluate", "--year", "2024", *root])
    files = sorted((demo_copy / "outbox").rglob("*.xlsx"))
    assert len(files) > 60
    cut = {
        path.relative_to(demo_copy / "outbox").as_posix(): places
        for path in files
        if not {"下发", "data"}
        & set(path.parts)  # data: tables to work with, one line a row as in the CSV beside
        and "退回修改" not in path.name
        and "请核实说明" not in path.name
        if (places := clipped(path.read_bytes()))
    }
    assert cut == {}
