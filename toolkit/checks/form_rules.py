"""Rules of the form itself: what must be filled (toolkit.forms.owed says what), and what a status asks for besides."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.project_rows import text_before
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import NOTHING_NEW, PROJECTS, TASKS
from toolkit.core.messages import Message
from toolkit.core.words import TaskStatus
from toolkit.forms.owed import OwedCell

_HOW = {
    fields.STATUS: "请从下拉列表里选一项；与上月一样的，在“与上月相同”选“是”即可。",
    fields.COMPLETION: "请填 0 到 100 之间的数，不写百分号。",
    fields.PROGRESS: f"状态是滞后、未启动、已完成，或与上月不同的，请写做了什么，带上数字和时间；确无新进展的，写“{NOTHING_NEW}”即可。",
}

_CLEAR = "请补上；这一行不该有的，请整行清空。"
_GIVE_UP = "请补上；这个项目不再报的，只在这一行的“存在问题”里写明原因，其余各格清空。"
_NOTHING_BEFORE = "请从下拉列表里选一项；表上没有上月的情况，“与上月相同”选“是”不起作用。"


@rule(
    E201=Message(
        "必填项空着",
        "“{column}”还空着，这一格必填。",
        "{how}",
    ),
)
def required_task_cells(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E201: an asked task has a status or stands as last month; 完成度 unless it does not apply; words where they are asked for."""
    before = {row.task.key for row in unit.form.rows if row.previous}
    for cell in _missing(unit, "E201"):
        nothing_before = cell.field == fields.STATUS and cell.key not in before
        how = _NOTHING_BEFORE if nothing_before else _HOW[cell.field]
        yield at(unit, "E201", *cell.place, column=cell.header, how=how)


@rule(
    E207=Message(
        "该报的数还空着",
        "这项指标本月应报，“{column}”还空着。",
        "请填数；还没有数的填“待统计”，与本单位无关的填“不涉及”，确实为零的填 0。",
    ),
)
def required_indicator_cells(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E207: a due indicator has its figure, or 待统计 or 不涉及; a quotient both its parts."""
    for cell in _missing(unit, "E207"):
        yield at(unit, "E207", *cell.place, column=cell.header)


@rule(
    E204=Message(
        "滞后未写原因措施",
        "状态选了“进度滞后”，“{column}”还空着。",
        "请写清卡在哪里，下一步谁来办、什么时候办成。",
    ),
)
def behind_needs_reason(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E204: 进度滞后 asks for 存在问题 and 下步措施."""
    for cell in _missing(unit, "E204"):
        yield at(unit, "E204", *cell.place, column=cell.header)


@rule(
    E205=Message(
        "已完成但完成度不到100",
        "状态选了“已完成”，完成度填的是 {seen}。",
        "请核对状态和完成度，两处要一致；还没全部完成的，请把状态改为“正常推进”。",
    ),
    E206=Message(
        "已完成缺佐证",
        "状态选了“已完成”，“佐证材料”还空着。",
        "请写文件名称或文号、验收单等，能据此查到即可。",
    ),
)
def done_needs_proof(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E205, E206: 已完成 asks for 完成度 100 and 佐证材料."""
    for row in unit.form.rows:
        key = row.task.key
        completion = unit.number(TASKS, key, fields.COMPLETION)
        if (
            unit.text(TASKS, key, fields.STATUS) == TaskStatus.DONE
            and completion is not None
            and completion != 100
        ):
            yield at(unit, "E205", TASKS, key, fields.COMPLETION)
    for cell in _missing(unit, "E206"):
        yield at(unit, "E206", *cell.place)


@rule(
    E208=Message(
        "这一行没有填全",
        "“{row}”这一行要填全，“{column}”还空着。",
        "{how}",
    ),
)
def begun_rows_are_complete(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """E208: a project carried over, and any project or experience that is begun, has all that it needs."""
    before = unit.history.get(data.previous, {})
    projects = {row.number for row in unit.form.projects}
    for cell in _missing(unit, "E208"):
        what = (
            unit.text(cell.sheet, cell.key, fields.NAME)
            or unit.text(cell.sheet, cell.key, fields.TITLE)
            or text_before(before, cell.key, fields.NAME)
            or cell.key
        )
        how = _GIVE_UP if cell.sheet == PROJECTS and cell.key in projects else _CLEAR
        yield at(unit, "E208", *cell.place, column=cell.header, row=what, how=how)


def _missing(unit: UnitData, code: str) -> Iterator[OwedCell]:
    return (cell for cell in unit.missing if cell.code == code)
