"""滞后事项: what is behind or was cleared, since when, why, what the unit says and what it asks for.

One row a task that is behind for the prefecture or came back on pace, followed by a row for each unit that
is behind in it; then units that are behind in tasks which are on pace as a whole. Many units stand in the workbook
of their group alone. What falls due at the year's end is
no list of what is behind: it has a sheet of its own (``yearend``).
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.groups import FOLDER
from toolkit.core.results import MonthResult, Run, TaskResult, UnitTask
from toolkit.core.returns import Light
from toolkit.outputs.summary.details import place_of
from toolkit.outputs.summary.layout import BEHIND, criteria_here, lead_cell, task_cell, unit_cell
from toolkit.outputs.workbook.grid import Column, Row, percent
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "滞后事项"
WHOLE = "全地区"
COLUMNS = (
    Column("变化", 10, "code"),
    Column("任务序号", 4, "code"),
    Column("事项", 24),
    Column("单位", 13),
    Column("状态灯", 19.5, "light"),
    Column("完成度(%)", 7, "percent"),
    Column("牵头单位", 20),
    Column("判定依据、存在问题", 63),
    Column("下步措施", 47),
    Column("偏慢或滞后起始", 9, "code"),
    Column("提请协调事项", 40),
    Column("本月进展", 90),
    Column("全部牵头单位", 170),
    Column("承办部门", 30),
    Column("来源单元格", 16),
)  # what is not printed is wide, so that it makes no printed row higher
PRINTED = 9
_NOTE = "全地区行写判定依据，单位行写单位填报的存在问题和下步措施。"
_GROUPED = f"填报单位超过60个，本表只列全地区的行，写判定依据；各组偏慢、滞后的家数见“任务矩阵”，各单位填报的存在问题和下步措施见“汇总/{FOLDER}”里各组的表。"
_NOTHING = "本月没有滞后事项，上月滞后事项也没有转好的变化。"
_NOBODY = "本月没有全地区偏慢、滞后的任务，上月偏慢、滞后的也没有转好的变化。"
NEW, CLEARED = "新增", "本月转好"


def write(book: OutputBook, result: MonthResult) -> None:
    """Write the sheet."""
    sheet = book.sheet(
        NAME,
        COLUMNS,
        title="滞后事项清单",
        notes=(_GROUPED if result.groups else _NOTE) + criteria_here(result, "单位任务状态"),
        noted=PRINTED,
    )
    rows = list(_rows(result))
    for row in rows:
        look = {"bold": True} if row[3] == said(WHOLE) else {}
        sheet.rows([row], **look)
    if not rows:
        sheet.nothing(_NOBODY if result.groups else _NOTHING)
    sheet.lights(4, 4)
    sheet.done(freeze_columns=4, filters=bool(rows), printed=PRINTED)


def _rows(result: MonthResult) -> Iterator[Row]:
    asks = _asks(result)
    rank = {Light.RED: 0, Light.YELLOW: 1}
    behind = sorted(
        (task for task in result.tasks if task.light in BEHIND), key=lambda task: rank[task.light]
    )
    rest = [task for task in result.tasks if task.light not in BEHIND]
    for task in [*behind, *rest]:
        if task.light in BEHIND or _cleared(task):
            yield _task_row(task)
        for cell in () if result.groups else task.units.values():
            if cell.light in BEHIND:
                yield _unit_row(task, cell, asks.get((cell.unit.code, task.task.no), DASH))


def _cleared(task: TaskResult) -> bool:
    """Back on pace on common ground and as it stands: units or rows that joined may have it behind all the same."""
    now = (task.light, task.comparison.after)
    return task.comparison.before in BEHIND and all(light in (Light.BLUE, Light.GREEN) for light in now)


def _task_row(task: TaskResult) -> Row:
    change, since = (said(CLEARED), DASH) if _cleared(task) else _duration(task.below_run)
    return (
        change, task.task.no, task.task.title, said(WHOLE), task_cell(task), None, lead_cell(task.task.leads),
        task.basis or None, None, since, None, None, "、".join(task.task.leads) or None, None, None,
    )  # fmt: skip


def _unit_row(task: TaskResult, cell: UnitTask, ask: str) -> Row:
    change, since = _duration(cell.below_run)
    where, _ = place_of([cell.sources[fields.STATUS]] if fields.STATUS in cell.sources else [])
    return (
        change, task.task.no, task.task.title, cell.unit.name, unit_cell(task, cell), percent(cell.completion),
        lead_cell(task.task.leads), cell.problems or "未填写", cell.next_steps or "未填写", since, ask,
        cell.progress or "未填写", "、".join(task.task.leads) or None, cell.department or None, where,
    )  # fmt: skip


def _duration(run: Run) -> tuple[str, str]:
    """(变化, 偏慢或滞后起始) of what is yellow or red; — where nothing is said of earlier months."""
    if run.since is None:
        return DASH, DASH
    return (NEW if run.months == 1 else said(f"连续{run.months}个月")), str(run.since)


def _asks(result: MonthResult) -> dict[tuple[str, int], str]:
    """(unit code, task number) -> what the unit asks the prefecture for."""
    found: dict[tuple[str, int], list[str]] = {}
    for row in result.experience:
        if row.category == "需地区协调事项":
            for number in row.tasks:
                found.setdefault((row.unit.code, number), []).append(row.title or row.content)
    return {key: "；".join(texts) for key, texts in found.items()}
