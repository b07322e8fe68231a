"""What changed between two checklists, as Chinese lines for people.

In: two checklists. Out: one line a row added, removed or changed, in the order of the sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.checklist.columns import SHEETS
from toolkit.checklist.reviewsheet import REVIEW
from toolkit.checklist.rewording import Pair
from toolkit.checklist.sheets import Sheet
from toolkit.checklist.tables import fold
from toolkit.checklist.unitsheet import UNIT_SHEET, UNITS
from toolkit.checklist.workbook import CONTENT, cell_value
from toolkit.core.model import Checklist, Indicator, Task, Unit
from toolkit.core.value_text import number_text

OFFICE_FIELDS = ("source", "note", "frequency", "channel", "short", "known_as")  # no document says these
OWN_SHEETS = frozenset(
    {"文件差异", "议定事项", "考核加减分"}
)  # the office's own business, as are these columns
OWN_COLUMNS = {"任务": ("source", "note", "known_as"), "指标": ("source",)}
FEW_WORDS = 3  # indicators in other words that forms name one by one
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
    "议定事项": lambda x: f"议定事项{x.number}",
    "考核加减分": lambda x: f"{x.year}年{'、'.join(x.units)}{x.criterion}（{x.reason}）",
}


def differences(old: Checklist, new: Checklist, *, for_units: bool = False) -> list[str]:
    """Lines such as ``指标T02-3“新增义务教育学位数”：2024年目标 1.86 → 1.9``; empty when nothing changed.

    ``for_units``: as forms tell them, without what the office notes for itself and without :func:`reworded_rows`.
    """
    if old.digest and old.digest == new.digest:
        return []
    lines: list[str] = []
    told_otherwise = {IDENTITY["指标"](pair[1]) for pair in reworded_rows(old, new)} if for_units else set()
    for sheet in SHEETS.values():
        if sheet.name in (UNITS, REVIEW):  # who is asked stands in 填报单位; addresses are the office's own
            continue
        if for_units and sheet.name in OWN_SHEETS:
            continue
        own = OWN_COLUMNS.get(sheet.name, ()) if for_units else ("known_as",)  # told by 任务序号
        name = IDENTITY[sheet.name]
        before = {_key(name, item): item for item in CONTENT[sheet.name](old)}
        after = {_key(name, item): item for item in CONTENT[sheet.name](new)}
        lines += [f"{name(item)}{_title(item)}：已删除" for key, item in before.items() if key not in after]
        for key, item in after.items():
            if key not in before:
                lines.append(f"{name(item)}{_title(item)}：新增")
            elif name(item) in told_otherwise:
                continue
            elif changed := _changes(sheet, before[key], item, own):
                lines.append(f"{name(item)}{_title(item)}：" + "；".join(changed))
    return lines


def reworded_rows(old: Checklist, new: Checklist) -> list[Pair]:
    """Indicators of which nothing that concerns units changed but the words of 填报口径; () where they are few, which lines name."""
    before = {one.id: one for one in old.indicators}
    pairs = [(before[one.id], one) for one in new.indicators if one.id in before]
    found = [pair for pair in pairs if _says_it_otherwise(*pair)]
    return found if len(found) > FEW_WORDS else []


def _says_it_otherwise(old: Indicator, new: Indicator) -> bool:
    if old.note == new.note:
        return False
    return not _changes(SHEETS["指标"], replace(old, note=new.note), new, OWN_COLUMNS["指标"])


def unit_differences(old: Sequence[Unit], new: Sequence[Unit]) -> list[str]:
    """What the sheet 单位 says otherwise: who, which column, old and new; units are known by their code, else name.

    A new name is left out: who looks for it says also what becomes of the unit's figures.
    """
    codes = {unit.code: unit for unit in old if unit.code}
    names = {unit.name: unit for unit in old}
    lines, gone = [], dict(names)
    for unit in new:
        before = codes.get(unit.code) or names.get(unit.name)
        if before is None:
            lines.append(f"单位{_who(unit)}：新增")
            continue
        gone.pop(before.name, None)
        if changed := _changes(UNIT_SHEET, before, unit, ("name",), whole=True):
            lines.append(f"单位{_who(before)}：" + "；".join(changed))
    return [*(f"单位{_who(unit)}：已删除" for unit in gone.values()), *lines]


def document_differences(current: Checklist, imported: Checklist) -> list[str]:
    """What a newly imported document says otherwise than the checklist in use.

    Only tasks are compared, and of them only what a document holds: white space, remarks and the
    office's own settings do not count. Proposed indicators cannot be matched with reviewed ones.
    """
    tasks = SHEETS["任务"]
    before = {task.key: task for task in current.tasks}
    after = {task.key: task for task in imported.tasks}
    lines = [f"任务{task.no}{_title(task)}：新文件中没有" for key, task in before.items() if key not in after]
    for key, task in after.items():
        if key not in before:
            lines.append(f"任务{task.no}{_title(task)}：新增")
        elif changed := _changes(tasks, before[key], task, skipped=OFFICE_FIELDS):
            lines.append(f"任务{task.no}{_title(task)}：" + "；".join(changed))
    if len(current.indicators) != len(imported.indicators):
        lines.append(
            f"指标：从新文件提取{len(imported.indicators)}个，现行清单{len(current.indicators)}个，请逐条核对。"
        )
    return lines


def _key(name: Callable[[Any], str], item: Any) -> str:
    """What makes two rows the same: a task's 台账号, whatever number it has now."""
    return item.key if isinstance(item, Task) else name(item)


def _who(unit: Unit) -> str:
    return f"{unit.code}“{unit.name}”"


def _title(item: Any) -> str:
    title = getattr(item, "item", "") if hasattr(item, "item_no") else getattr(item, "name", "")
    return f"“{title}”" if title and not hasattr(item, "shares") else ""


def _changes(
    sheet: Sheet, old: Any, new: Any, skipped: Collection[str] = (), *, whole: bool = False
) -> list[str]:
    """Cells that differ; with ``skipped`` fields also differences of white space are left out.

    ``whole``: both values however long they are.
    """
    years = sorted({year for item in (old, new) for year in _years(item)})
    changes = []
    for column, year, header in sheet.headers(years):
        before, after = cell_value(old, column.field, year), cell_value(new, column.field, year)
        if column.field in skipped or (skipped and fold(before) == fold(after)):
            continue
        if before != after:
            changes.append(_change(header, before, after, whole=whole))
    return changes


def _years(item: Any) -> set[int]:
    fields = ("measures", "targets", "reporters_by_year", "bases")
    return {year for field in fields for year in getattr(item, field, {})}


def _change(header: str, old: str | float, new: str | float, *, whole: bool) -> str:
    before, after = _say(old), _say(new)
    if max(len(before), len(after)) > SHORT and not whole:
        return f"{header}有改动"
    return f"{header} {before} → {after}"


def _say(value: str | float) -> str:
    if value == "":
        return "（空）"
    return number_text(value) if isinstance(value, float) else str(value)
