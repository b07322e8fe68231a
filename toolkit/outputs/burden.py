"""填报负担.xlsx: what the forms of a month asked, column by column and unit by unit, and what takes each column up.

In: loads of units (:mod:`toolkit.forms.burden`). Out: the workbook, and the words for what a column is used by. A test holds
``USED_BY`` to what figures and rules make of the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Unit
from toolkit.forms.burden import Load, sums, together
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column, Row
from toolkit.outputs.workbook.outputbook import OutputBook, render

TITLE = "填报负担"
NOBODY = "没有材料和规则用到"
_FIGURES = "专报、汇总表、审核"
_PROJECTS = "重点项目表、审核"
_TOLD = "经验与诉求表、专报"
# Sheet and field -> what takes it; "" for what nothing does.
USED_BY: Mapping[tuple[str, str], str] = {
    (TASKS, fields.STATUS): "专报、任务矩阵、状态灯、审核",
    (TASKS, fields.COMPLETION): "分县明细、状态灯、审核",
    (TASKS, fields.PROGRESS): "滞后事项、牵头单位、分县任务、审核",
    (TASKS, fields.PROBLEMS): "专报、滞后事项、牵头单位、审核",
    (TASKS, fields.NEXT_STEPS): "专报、滞后事项、牵头单位、审核",
    (TASKS, fields.EVIDENCE): "分县任务、审核",
    (TASKS, fields.PERSON): "分县任务，下月带出",
    (TASKS, fields.DEPARTMENT): "滞后事项、牵头单位，下月带出",
    (TASKS, fields.SAME): "代替本行其他各格",
    (INDICATORS, fields.NUMERATOR): _FIGURES,
    (INDICATORS, fields.DENOMINATOR): _FIGURES,
    (INDICATORS, fields.YTD): _FIGURES,
    (INDICATORS, fields.EXPLANATION): "审核、分县指标",
    (INDICATORS, fields.NATURE): "专报、分县明细",
    (INDICATORS, fields.DATA_DEPARTMENT): "",
    **{
        (PROJECTS, field): _PROJECTS
        for field in (
            fields.NAME, fields.TASK_NO, fields.CATEGORY, fields.TOTAL, fields.FUNDED, fields.YEAR_PLAN, fields.YEAR_DONE, fields.CUMULATIVE_DONE,
            fields.START, fields.PLANNED_END, fields.STATUS, fields.IMAGE, fields.PROBLEMS,
        )
    },
    **{(EXPERIENCE, field): _TOLD for field in (fields.CATEGORY, fields.TITLE, fields.CONTENT, fields.TASKS, fields.LEAD)},
}  # fmt: skip
_COUNTS = (
    Column("必填", 9, "number"), Column("表里已带出", 11, "number"),
    Column("单位自己填", 11, "number"), Column("与上月相同", 11, "number"),
)  # fmt: skip
_FIELD = (Column("工作表", 12), Column("栏目", 20))
_NOTES = (
    "必填：按各行填的状态算，只选“与上月相同”的一行算一格；表里已带出：下发时已经填好的；单位自己填：收到的格子里不是带出来的；"
    "与上月相同：和上月的数、文字一样的，包括选“与上月相同”沿用的。封面五格每月照填，不计在内。"
)


def unused(loads: Sequence[Load]) -> list[Load]:
    """The columns that no paper and no rule takes."""
    return [load for load in loads if not USED_BY[load.sheet, load.field]]


def write_burden(of_units: Mapping[Unit, Sequence[Load]], context: OutputContext) -> bytes:
    """Two sheets: the columns of all units together, and each unit's own."""

    def fill(book: OutputBook) -> None:
        columns = (*_FIELD, *_COUNTS, Column("用在", 40))
        whole = book.sheet("按栏目", columns, title=TITLE, notes=_NOTES)
        loads = together(of_units.values())
        whole.rows(_row(load) for load in loads)
        whole.total((said("全地区"), "合计", *sums(loads), ""))
        whole.done(filters=False)
        units = book.sheet(
            "按单位和栏目", (Column("单位", 20), *columns), title=f"{TITLE}（各单位）", notes=_NOTES, noted=8
        )
        for unit, own in of_units.items():
            units.rows((unit.name, *_row(load)) for load in own if any(load.counts))
            units.total((unit.name, "合计", "", *sums(own), ""))
        units.done(freeze_columns=3)

    return render(context, TITLE, fill)


def _row(load: Load) -> Row:
    used = USED_BY[load.sheet, load.field] or NOBODY
    return (load.sheet, said(load.header), *load.counts, said(used))
