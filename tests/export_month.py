"""A filling platform's export made of filled forms: the same cells in one flat table, with another library."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

INDICATOR_FIELDS = ("本月累计", "分子累计", "分母累计", "说明", "数据性质", "数据来源部门")
TASK_FIELDS = (
    "本月状态",
    "完成度(%)",
    "本月进展",
    "存在问题",
    "下步措施",
    "佐证材料",
    "责任人",
    "承办部门",
    "与上月相同",
)
LONG = ("填报单位", "指标编号", "任务序号", "报送期", *INDICATOR_FIELDS, *TASK_FIELDS)
Row = Sequence[object]


def sheet_rows(path: Path, sheet: str, number: str, fields: Iterable[str]) -> list[dict[str, object]]:
    """Rows of a filled form by header: its number and what was typed; formulas count as nothing."""
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]
    head = next(index for index, row in enumerate(rows[:5]) if number in row)
    wanted = [number, *fields]
    places = {name: rows[head].index(name) for name in wanted}
    made = []
    for row in rows[head + 1 :]:
        cells = {name: row[at] for name, at in places.items()}
        if cells[number] in (None, "") or str(cells[number]).startswith("合计"):
            continue
        made.append({name: None if str(value).startswith("=") else value for name, value in cells.items()})
    return made


def long_table(forms: Mapping[str, Path], period: str) -> list[Row]:
    """A row a unit and indicator, then a row a unit and task."""
    rows: list[Row] = [LONG]
    for unit, path in forms.items():
        for cells in sheet_rows(path, "指标数据", "指标编号", INDICATOR_FIELDS):
            filled = [cells[name] for name in INDICATOR_FIELDS]
            rows.append([unit, cells["指标编号"], None, period, *filled, *[None] * len(TASK_FIELDS)])
        for cells in sheet_rows(path, "任务进展", "任务序号", TASK_FIELDS):
            filled = [cells[name] for name in TASK_FIELDS]
            rows.append([unit, None, cells["任务序号"], period, *[None] * len(INDICATOR_FIELDS), *filled])
    return rows


def wide_table(forms: Mapping[str, Path], ratios: Iterable[str]) -> list[Row]:
    """A row a unit, the indicators as columns; of a quotient its two parts."""
    quotients = frozenset(ratios)
    values: dict[str, dict[str, object]] = {}
    heads: dict[str, None] = {}
    for unit, path in forms.items():
        mine = values.setdefault(unit, {})
        for cells in sheet_rows(path, "指标数据", "指标编号", INDICATOR_FIELDS):
            key = str(cells["指标编号"])
            parts = (
                {f"{key}分子累计": "分子累计", f"{key}分母累计": "分母累计"}
                if key in quotients
                else {key: "本月累计"}
            )
            mine |= {name: cells[field] for name, field in parts.items()}
            heads |= dict.fromkeys(parts)
    return [
        ["1、您所在的单位名称", *heads],
        *([unit, *map(mine.get, heads)] for unit, mine in values.items()),
    ]


def as_xlsx(rows: Iterable[Row], title: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收集结果"
    if title:
        sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows: Iterable[Row], encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(["" if value is None else value for value in row] for row in rows)
    return out.getvalue().encode(encoding)
