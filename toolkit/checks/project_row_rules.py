"""The rules on the rows of last month's projects: given up, written over with another project, figures that became words."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.project_rows import is_named, replaced, text_before
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS, WORDS
from toolkit.core.messages import Asks, Message
from toolkit.forms.layout import PROJECT_SHEET
from toolkit.forms.needs import is_withdrawn

_SUMS = (fields.CUMULATIVE_DONE, fields.YEAR_DONE, fields.TOTAL, fields.FUNDED)


@rule(
    Q423=Message(
        "上月的项目不再报",
        "上月的项目“{row}”本月整行清空，只留了“存在问题”，不再计入。",
        "请在“存在问题”里写明不再报的原因；还有这个项目的，请照填。",
        explained_in=(fields.PROBLEMS,),
    ),
)
def projects_end_for_a_reason(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q423: a project of last month is given up; what stands in 存在问题 has to be why."""
    before = unit.history.get(data.previous, {})
    for row in unit.form.projects:
        cells = {
            column.field: unit.text(PROJECTS, row.number, column.field) for column in PROJECT_SHEET.inputs
        }
        if row.asked and is_withdrawn(cells):
            name = text_before(before, row.number, fields.NAME) or row.number
            yield at(unit, "Q423", PROJECTS, row.number, fields.NAME, row=name)


@rule(
    Q424=Message(
        "上月的项目改成了另一个",
        "这一行上月是“{row}”，本月写的是“{seen}”，原来的项目本表里没有了。",
        "上月的项目请留在原来的一行，另一个项目填在后面的空行里；只是改了名称或者原项目不再报的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=r"名|取消|撤|终止|不再|退[出库]|调[整出]|合并|拆分|批[复准]|原|变更|替换|同一|属实|确[实为是有系]",
    ),
)
def projects_keep_their_rows(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q424: the row of last month's project names quite another one, and no row names the old one."""
    before = unit.history.get(data.previous, {})
    if any(place[::2] == (PROJECTS, fields.NAME) for place in unit.rejected):
        return  # a row that was not read may name it
    for key in unit.rows(PROJECTS):
        last = replaced(unit, key, before)
        if last and not is_named(unit, last):
            yield at(unit, "Q424", PROJECTS, key, fields.NAME, row=last)


@rule(
    Q425=Message(
        "项目报过数又没有数",
        "{column}上月是 {last} 万元，本月填的是“{seen}”，合计里暂时没有这个项目的数。",
        "请填本月的数；暂时报不出的，在“存在问题”里写明原因和何时能报。",
        explained_in=(fields.PROBLEMS,),
        asked=Asks.ARRANGED,
    ),
)
def sums_do_not_become_words(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q425: a sum of a project that was a figure last month is a word now; one question a row."""
    before = unit.history.get(data.previous, {})
    for key in unit.rows(PROJECTS):
        for name in _SUMS:
            entry = before.get((PROJECTS, key, name))
            last = 0.0 if entry is None or isinstance(entry.value, str) else float(entry.value)
            if last and unit.text(PROJECTS, key, name) in WORDS:
                column = PROJECT_SHEET.column(name).title
                yield at(unit, "Q425", PROJECTS, key, name, column=column, last=shown(last))
                break
