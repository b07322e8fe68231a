"""The sheet 单位 of a working folder, edited as an office does (openpyxl)."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from toolkit.pipeline.folder.workspace import CHECKLIST


def set_units(root: Path, name: str = "", **values: object) -> None:
    """Put values under their headers into the row of a unit, or into every row."""
    book = load_workbook(root / CHECKLIST)
    sheet = book["单位"]
    headers = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[headers.index("单位")].value and name in ("", row[headers.index("单位")].value):
            for header, value in values.items():
                row[headers.index(header)].value = value  # type: ignore[assignment]
    book.save(root / CHECKLIST)


def add_unit(root: Path, **values: object) -> None:
    """One more row below the last."""
    book = load_workbook(root / CHECKLIST)
    sheet = book["单位"]
    sheet.append([values.get(str(cell.value)) for cell in sheet[1]])
    book.save(root / CHECKLIST)


def merge_unit(root: Path, name: str, into: str) -> None:
    """Delete the row of a unit and let another one report wherever it did."""
    book = load_workbook(root / CHECKLIST)
    sheet = book["单位"]
    at = [cell.value for cell in sheet[1]].index("单位") + 1
    sheet.delete_rows(next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at).value == name))
    for other in ("任务", "指标", "分解"):
        for row in book[other].iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) and name in (units := cell.value.split("、")):
                    cell.value = "、".join(dict.fromkeys(into if one == name else one for one in units))
    book.save(root / CHECKLIST)
