"""Tables of an Excel workbook as grids. In: bytes. Out: one grid a sheet; raises ValueError."""

from __future__ import annotations

from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from toolkit.checklist.cells import tidy
from toolkit.checklist.importing.grid import Grid, GridCell, tidy_text


def sheet_names(data: bytes) -> set[str]:
    """Names of the sheets; empty when the bytes are no workbook."""
    try:
        return set(CalamineWorkbook.from_filelike(BytesIO(data)).sheet_names)
    except (CalamineError, OSError, ValueError):
        return set()


def read_table(data: bytes) -> list[Grid]:
    """All visible sheets that have content."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return [grid for sheet in sheets if (grid := _grid(sheet)).rows]
    except (CalamineError, OSError, ValueError):
        raise ValueError("不是完好的 Excel 工作簿") from None


def _grid(sheet: CalamineSheet) -> Grid:
    rows = [
        [GridCell(tidy_text(tidy(value))) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                if (row, column) == (top, left):
                    rows[row][column] = GridCell(rows[row][column].text, span=right - left + 1)
                else:
                    rows[row][column] = GridCell(inherited=row > top)
    first = next((row for row in rows if any(cell.text for cell in row)), [])
    context = "".join(cell.text for cell in first)
    return Grid(tuple(tuple(row) for row in rows), f"工作表“{sheet.name}”", f"{sheet.name}\n{context}")


def column_lines(grid: Grid) -> list[str]:
    """The texts of a sheet that is no table: each paragraph of a document pasted into one column."""
    lines = ["".join(cell.text for cell in row if not cell.inherited) for row in grid.rows]
    return [line for text in lines for line in text.split("\n") if line]
