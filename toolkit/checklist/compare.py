"""What changed between two checklists, as Chinese lines for people.

In: two checklists. Out: one line a row added, removed or changed, in the order of the sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.checklist.columns import SHEETS, Sheet
from toolkit.checklist.workbook import CONTENT, cell_value
from toolkit.core.model import Checklist

SHORT = 24  # longer texts are named, not repeated
IDENTITY: Mapping[str, Callable[[Any], str]] = {
    "任务": lambda x: f"任务{x.no}",
    "指标": lambda x: f"指标{x.id}",
    "分解": lambda x: f"{x.indicator} {x.unit} {x.year}年分解",
    "校验规则": lambda x: f"规则{x.id}",
    "序时曲线": lambda x: f"曲线“{x.applies_to or x.name}”",
    "考核权重": lambda x: f"考核项“{x.criterion}”",
    "文件差异": lambda x: f"文件差异{x.id}",
    "期初值": lambda x: f"{x.indicator} {x.unit} 期初值",
}


def differences(old: Checklist, new: Checklist) -> list[str]:
    """Lines such as ``指标T02-3“新增义务教育学位数”：2024年目标 1.86 → 1.9``; empty when nothing changed."""
    if old.digest and old.digest == new.digest:
        return []
    lines: list[str] = []
    for sheet in SHEETS.values():
        name = IDENTITY[sheet.name]
        before = {name(item): item for item in CONTENT[sheet.name](old)}
        after = {name(item): item for item in CONTENT[sheet.name](new)}
        lines += [f"{key}{_title(before[key])}：已删除" for key in before if key not in after]
        for key, item in after.items():
            if key not in before:
                lines.append(f"{key}{_title(item)}：新增")
            elif changed := _changes(sheet, before[key], item):
                lines.append(f"{key}{_title(item)}：" + "；".join(changed))
    return lines


def _title(item: Any) -> str:
    title = getattr(item, "item", "") if hasattr(item, "item_no") else getattr(item, "name", "")
    return f"“{title}”" if title and not hasattr(item, "shares") else ""


def _changes(sheet: Sheet, old: Any, new: Any) -> list[str]:
    years = sorted({year for item in (old, new) for year in _years(item)})
    changes = []
    for column, year, header in sheet.headers(years):
        before, after = cell_value(old, column.field, year), cell_value(new, column.field, year)
        if before != after:
            changes.append(_change(header, before, after))
    return changes


def _years(item: Any) -> set[int]:
    fields = ("measures", "targets", "reporters_by_year")
    return {year for field in fields for year in getattr(item, field, {})}


def _change(header: str, old: str | float, new: str | float) -> str:
    before, after = _say(old), _say(new)
    if max(len(before), len(after)) > SHORT:
        return f"{header}有改动"
    return f"{header} {before} → {after}"


def _say(value: str | float) -> str:
    if value == "":
        return "（空）"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
