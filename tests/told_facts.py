"""The facts beside a told month: what the filled forms and the checklist hold, read with openpyxl alone.

In: folders with returned workbooks and a checklist workbook. Out: plain dicts that JSON can keep.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

Facts = dict[str, dict[str, Any]]  # period -> unit -> {"tasks", "indicators", "texts"}
_TASK = ("本月状态", "完成度(%)", "存在问题", "下步措施")
_FIGURE = ("本月累计", "分子累计", "分母累计")
_TEXT = ("类别", "标题", "内容", "涉及任务序号", "建议牵头单位")
_KEPT = {
    "任务": ("任务序号", "行动", "简称", "牵头单位", "填报单位"),
    "指标": (
        "指标编号", "任务序号", "指标名称", "类型", "比较", "目标单位", "填报单位量", "换算系数", "2024年目标", "2025年目标",
        "分子名称", "填报单位", "频次", "统计月份", "进度口径", "2024年填报单位", "2025年基期",
    ),
    "分解": ("指标编号", "单位", "年度", "目标"),
    "单位": ("编码", "单位", "简称", "类别"),
}  # fmt: skip


def rows(book: Any, sheet: str, key: str) -> Iterator[dict[str, Any]]:
    """Rows of a sheet by the heads of the row that holds ``key``."""
    lines = [*book[sheet].iter_rows(values_only=True)]
    start = next(number for number, line in enumerate(lines[:6]) if key in line)
    for line in lines[start + 1 :]:
        yield {str(head): value for head, value in zip(lines[start], line, strict=False) if head}


def returned(folder: Path) -> dict[str, Any]:
    """unit -> what its newest return of the folder archive/<period> says."""
    said = {}
    for path in sorted(folder.glob("*/v*.xlsx")):
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        unit = next(
            line[at + 1]
            for line in book["填报说明"].iter_rows(values_only=True)
            for at, cell in enumerate(line[:-1])
            if cell == "填报单位"
        )
        said[str(unit)] = _said(book)
    return said


def _said(book: Any) -> dict[str, Any]:
    figures = {
        row["指标编号"]: [_plain(row.get(head)) for head in _FIGURE]
        for row in rows(book, "指标数据", "指标编号")
        if row.get("指标编号")
    }
    return {
        "tasks": {
            str(row["任务序号"]): [row.get(head) for head in _TASK]
            for row in rows(book, "任务进展", "任务序号")
            if row.get("任务序号") and row.get("本月状态")
        },
        "indicators": {id: cells for id, cells in figures.items() if any(cell is not None for cell in cells)},
        "texts": [
            [row.get(head) for head in _TEXT] for row in rows(book, "经验与诉求", "类别") if row.get("类别")
        ],
    }


def _plain(value: Any) -> Any:
    """Formulas of the form are no answer of the unit."""
    return None if isinstance(value, str) and (value.startswith("=") or value == "—") else value


def checklist(path: Path) -> dict[str, Any]:
    """The sheets of the checklist that a recount needs."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet: [
            {head: row.get(head) for head in heads if row.get(head) is not None}
            for row in rows(book, sheet, heads[0])
            if row.get(heads[0]) is not None
        ]
        for sheet, heads in _KEPT.items()
    }


def text_of(facts: Any) -> str:
    """JSON, a unit a line, so that a change can be read."""
    if not isinstance(facts, dict):
        return json.dumps(facts, ensure_ascii=False)
    inner = ",\n".join(
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in facts.items()
    )
    return "{\n" + inner + "\n}\n"
