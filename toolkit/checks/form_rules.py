"""Rules of the form itself: what must be filled (toolkit.forms.owed says what), and what a status asks for besides."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.core.findings import Finding
from toolkit.core.form import NOTHING_NEW, TASKS
from toolkit.forms.owed import DONE, OwedCell

_HOW = {
    "status": "请从下拉列表里选一项。",
    "completion": "请填 0 到 100 之间的数，不写百分号。",
    "progress": f"请写做了什么，带上数字和时间；确无新进展的，写“{NOTHING_NEW}”即可。",
}


def required_task_cells(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E201: an asked task has a status and a progress text, and a completion unless it does not apply."""
    for cell in _missing(unit, "E201"):
        yield at(unit, "E201", *cell.place, column=cell.header, how=_HOW[cell.field])


def required_indicator_cells(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E207: a due indicator has its figure, or 待统计 or 不涉及; a quotient both its parts."""
    for cell in _missing(unit, "E207"):
        yield at(unit, "E207", *cell.place, column=cell.header)


def behind_needs_reason(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E204: 进度滞后 asks for 存在问题 and 下步措施."""
    for cell in _missing(unit, "E204"):
        yield at(unit, "E204", *cell.place, column=cell.header)


def done_needs_proof(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E205, E206: 已完成 asks for 完成度 100 and 佐证材料."""
    for row in unit.form.rows:
        key = str(row.task.no)
        completion = unit.number(TASKS, key, "completion")
        if unit.text(TASKS, key, "status") == DONE and completion is not None and completion != 100:
            yield at(unit, "E205", TASKS, key, "completion", suggestion="100")
    for cell in _missing(unit, "E206"):
        yield at(unit, "E206", *cell.place)


def begun_rows_are_complete(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E208: a project carried over, and any project or experience that is begun, has all that it needs."""
    for cell in _missing(unit, "E208"):
        what = unit.text(cell.sheet, cell.key, "name") or unit.text(cell.sheet, cell.key, "title") or cell.key
        yield at(unit, "E208", *cell.place, column=cell.header, row=what)


def _missing(unit: UnitData, code: str) -> Iterator[OwedCell]:
    return (cell for cell in unit.missing if cell.code == code)


RULES = (
    required_task_cells,
    required_indicator_cells,
    behind_needs_reason,
    done_needs_proof,
    begun_rows_are_complete,
)
