"""滞后事项: what is behind or was cleared, since when, why, what the unit says and what it asks for.

One row a task that is behind for the prefecture or came back on pace, followed by a row for each unit that
is behind in it; then units that are behind in tasks which are on pace as a whole. From September: what falls due at
the year's end and is not met; in January: what last year left unmet.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.model import YES_NO
from toolkit.core.results import UNLISTED, MonthResult, Run, TaskResult, UnitTask, YearEnd
from toolkit.core.returns import Figure, Light
from toolkit.core.rounding import shown_number
from toolkit.figures.wording import target_text
from toolkit.outputs.book import OutputBook
from toolkit.outputs.grid import Column, Number, Row, Value, number_format, percent
from toolkit.outputs.summary.details import place_of
from toolkit.outputs.summary.layout import BEHIND, criteria_here, lead_cell, light_cell, task_cell, unit_cell

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
YEAR_END = (  # from September and in January
    Column("最近累计", 11, "number"),
    Column("距目标差", 11, "number"),
    Column("今后平均每月需完成", 12, "number"),
    Column("今年最好三个月平均", 12, "number"),
)
PRINTED = 9
_NOTE = "全地区行写判定依据，单位行写单位填报的存在问题和下步措施。"
NEW, CLEARED = "新增", "本月转好"
ENDING, LEFT = "年底到期", "上年未达标"


def write(book: OutputBook, result: MonthResult) -> None:
    """Write the sheet."""
    ending = list(_year_end_rows(result))
    columns = (*COLUMNS, *YEAR_END) if ending else COLUMNS
    sheet = book.sheet(
        NAME,
        columns,
        title="滞后事项清单",
        notes=_NOTE + criteria_here(result, "单位任务状态"),
        noted=PRINTED,
    )
    rows = [*(_padded(row, len(columns)) for row in _rows(result)), *ending]
    for row in rows:
        look = {"bold": True} if row[3] == said(WHOLE) and row[0] not in (ENDING, LEFT) else {}
        sheet.rows([row], **look)
    if not rows:
        sheet.nothing("本月没有滞后事项，上月滞后事项也没有转好的变化。")
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
        for cell in task.units.values():
            if cell.light in BEHIND:
                yield _unit_row(task, cell, asks.get((cell.unit.code, task.task.no), DASH))


def _padded(row: Row, width: int) -> Row:
    return (*row, *(None for _ in range(width - len(row))))


def _year_end_rows(result: MonthResult) -> Iterator[Row]:
    tasks = {task.task.no: task.task for task in result.tasks}
    lights = {row.indicator.id: light_cell(row) for row in result.indicators}
    for change, found in ((ENDING, result.year_end), (LEFT, result.left_unmet)):
        for row in found:
            task = tasks.get(row.indicator.task_no)
            light = lights.get(row.indicator.id, DASH) if change == ENDING else DASH
            yield (
                change, row.indicator.task_no or None, task.title if task else None, said(WHOLE), light, None,
                lead_cell(row.leads), _ending_told(row), None, DASH, None, None, "、".join(row.leads) or None, None, None,
                _in_full(row.value), _in_full(row.gap), _in_full(row.monthly), _in_full(row.best),
            )  # fmt: skip


def _ending_told(row: YearEnd) -> str:
    """新建义务教育学校数：目标6所，2024年9月累计4所，距目标差2所，今后平均每月需完成0.7所，今年最好三个月平均0.4所."""
    if row.indicator.measure == YES_NO:
        return f"{row.indicator.name}：尚未完成"
    parts = [f"{row.indicator.name}：目标{target_text(row.indicator, row.target)}{row.value.measure}"]
    if row.period is None:
        return f"{parts[0]}，本年没有数"
    parts.append(f"{row.period.chinese}累计{_said(row.value)}")
    if row.gap.value:
        parts.append(f"距目标差{_said(row.gap)}")
    if row.monthly is not None:
        parts.append(f"今后平均每月需完成{_said(row.monthly)}")
    if row.best is not None:
        parts.append(f"今年最好三个月平均{_said(row.best)}")
    if not row.complete:
        parts.append("有单位没有报数，只含已报单位")
    if row.indicator.task_no == UNLISTED:
        parts.append("今年清单没有再列")
    return "，".join(parts)


def _said(figure: Figure) -> str:
    return (
        figure.word
        if figure.value is None
        else f"{shown_number(figure.value, figure.decimals)}{figure.measure}"
    )


def _in_full(figure: Figure | None) -> Value:
    if figure is None or figure.value is None:
        return None
    return Number(figure.value, number_format(figure.decimals))


def _cleared(task: TaskResult) -> bool:
    return task.comparison.before in BEHIND and task.comparison.after in (Light.BLUE, Light.GREEN)


def _task_row(task: TaskResult) -> Row:
    change, since = (CLEARED, DASH) if _cleared(task) else _duration(task.below_run)
    return (
        change, task.task.no, task.task.title, said(WHOLE), task_cell(task), None, lead_cell(task.task.leads),
        task.basis or None, None, since, None, None, "、".join(task.task.leads) or None, None, None,
    )  # fmt: skip


def _unit_row(task: TaskResult, cell: UnitTask, ask: str) -> Row:
    change, since = _duration(cell.below_run)
    where, _ = place_of([cell.sources["status"]] if "status" in cell.sources else [])
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
