"""Units in figures: each one's 报送情况, how many are in each state, each one's tasks by status.

In: the rows of a month. Out: Figures ``report/<period>/<code>/...``, ``unit/<period>/<code>/...`` and counts
``overall/<period>/all/units_...``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import DASH
from toolkit.core.groups import MANY_UNITS, NAMED, Group
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, TaskResult, UnitReport, UnitTask
from toolkit.core.returns import Figure, Light
from toolkit.core.words import NoValue, ReturnState, TaskStatus, UnitKind
from toolkit.figures.numbers.counting import ON_TRACK, STATE_NAMES, STATUS_NAMES, count
from toolkit.figures.numbers.registry import ALL, GROUP, figure_key

STATE_FORMULA = (
    "没有下发填报表为未下发，没有采用的数为未报，已填处有错误为退回修改，应填处有空白为部分报送，其余为已报"
)


def unit_figures(result: MonthResult) -> Iterator[Figure]:
    """All of a month's figures that go by unit."""
    period = result.period
    for report in result.units:
        yield from _report_figures(period, report)
    yield from units_by_state(period, result.units)
    yield _errors(period, result.units)
    for report in result.units:
        yield from _unit_counts(period, report, result.tasks)
    yield _counties_reported(result)


def _report_figures(period: Period, row: UnitReport) -> Iterator[Figure]:
    """One unit's row of 报送情况; numbers of a return only where there is one."""
    code, head = row.unit.code, f"{period.chinese}{row.unit.name}"
    completeness = figure_key("report", period, code, "completeness")
    yield Figure(
        completeness,
        f"{head}完整率",
        row.completeness,
        "%",
        1,
        word="" if row.completeness is not None else DASH,
        formula="已填的应填单元格 ÷ 应填单元格 × 100",
        kind="percent",
    )
    yield Figure(
        figure_key("report", period, code, "state"),
        f"{head}报送状态",
        None,
        word=row.state,
        formula=STATE_FORMULA,
        inputs=(completeness,),
        kind="text",
    )
    for name, label, value, measure, formula in (
        ("version", "报送版本", row.version or None, "版", "收到并采用的第几份"),
        ("days_late", "逾期天数", row.of_return(row.days_late), "天", "第一份有采用数的报送晚于截止时间的天数，不足一天算一天"),
        ("errors", "未消除的错误", row.of_return(row.errors), "处", "校验问题里没有关闭的错误逐处计数"),
        ("queries", "未说明的疑问", row.of_return(row.queries), "处", "校验问题里没有关闭的疑问逐处计数"),
    ):  # fmt: skip
        yield Figure(
            figure_key("report", period, code, name),
            f"{head}{label}",
            None if value is None else float(value),
            measure,
            word=DASH if value is None else "",
            formula=formula,
        )


def units_by_state(
    period: Period, units: Sequence[UnitReport], group: Group | None = None
) -> Iterator[Figure]:
    """How many units are in each state, have returned anything, were late or on time; ``group``: whose they all are."""
    asked = [row for row in units if row.state != ReturnState.NOT_SENT]
    subject, who, of = (GROUP, group.name, group.title) if group else ("overall", ALL, "")
    groups = {
        "asked": ("应报单位", asked),
        "received": ("已有报送的单位", [row for row in asked if row.state != ReturnState.NOT_RETURNED]),
        "late": ("逾期报送单位", [row for row in asked if row.on_time is False]),
        "on_time": ("按时报送单位", [row for row in asked if row.on_time]),
    } | {
        name: (f"{state}单位", [row for row in units if row.state == state])
        for state, name in STATE_NAMES.items()
    }
    for name, (label, chosen) in groups.items():
        by = "days_late" if name in ("late", "on_time") else "state"
        yield count(
            figure_key(subject, period, who, f"units_{name}"),
            period.chinese + of + label,
            [figure_key("report", period, row.unit.code, by) for row in chosen],
            _one_by_one(chosen, NAMED if group or len(units) > MANY_UNITS else MANY_UNITS),
            "个",
        )


def _one_by_one(chosen: Sequence[UnitReport], most: int) -> str:
    """How they are counted, by name while there are no more than ``most``; the inputs have all."""
    if len(chosen) > most:
        return "按报送情况逐个计数"
    return "按报送情况逐个计数：" + ("、".join(row.unit.name for row in chosen) or "无")


def _errors(period: Period, units: Sequence[UnitReport]) -> Figure:
    return Figure(
        figure_key("overall", period, ALL, "errors"),
        f"{period.chinese}各单位未消除的错误",
        float(sum(row.errors for row in units)),
        "处",
        formula="各单位未消除的错误相加",
        inputs=tuple(figure_key("report", period, row.unit.code, "errors") for row in units if row.errors),
    )


def _unit_counts(period: Period, report: UnitReport, tasks: Sequence[TaskResult]) -> Iterator[Figure]:
    code, head = report.unit.code, f"{period.chinese}{report.unit.name}"
    cells = {
        figure_key(f"task-{row.task.no}", period, code, fields.STATUS): row.units[code]
        for row in tasks
        if code in row.units
    }
    asked = {key: cell for key, cell in cells.items() if is_asked(cell)}
    groups = {"held": ("任务数", list(asked))} | {
        name: (
            f"{status or NoValue.NOT_REPORTED}任务",
            [key for key, cell in asked.items() if cell.status == status],
        )
        for status, name in STATUS_NAMES.items()
    }
    for name, (label, keys) in groups.items():
        yield count(
            figure_key("unit", period, code, f"tasks_{name}"), f"{head}{label}", keys, "按填报状态逐项计数"
        )
    yield _share_on_track(period, code, head, {key: cell for key, cell in asked.items() if cell.status})
    yield _behind_change(period, code, head, cells)


def is_asked(cell: UnitTask) -> bool:
    """Whether it is one of the unit's tasks: asked for or reported, and not 不涉及."""
    return cell.status != TaskStatus.NOT_APPLICABLE and (bool(cell.status) or cell.light is not Light.NONE)


def _share_on_track(period: Period, code: str, head: str, known: Mapping[str, UnitTask]) -> Figure:
    good = sum(cell.light in ON_TRACK for cell in known.values())
    return Figure(
        figure_key("unit", period, code, "share_on_track"),
        f"{head}已完成、正常推进任务占已报任务的比例",
        good * 100 / len(known) if known else None,
        "%",
        1,
        word="" if known else DASH,
        formula="蓝灯和绿灯任务数 ÷ 已报任务数 × 100",
        inputs=tuple(known),
        kind="percent",
    )


def _behind_change(period: Period, code: str, head: str, cells: Mapping[str, UnitTask]) -> Figure:
    """Tasks 进度滞后 now less those of last month, over tasks that the unit reported in both."""
    both = {key: cell for key, cell in cells.items() if cell.status and cell.previous_status}
    more = [key for key, cell in both.items() if cell.status == TaskStatus.BEHIND != cell.previous_status]
    less = [key for key, cell in both.items() if cell.previous_status == TaskStatus.BEHIND != cell.status]
    return Figure(
        figure_key("unit", period, code, "behind_change"),
        head + said("进度滞后任务比上月增减"),
        float(len(more) - len(less)) if both else None,
        "项",
        word="" if both else DASH,
        formula=said(
            f"两个月都报了状态的任务中，新报进度滞后的{len(more)}项 − 不再报进度滞后的{len(less)}项"
        ),
        inputs=(*more, *less),
    )


def _counties_reported(result: MonthResult) -> Figure:
    """Counties that say the status of at least one of their tasks."""
    period = result.period
    told = [
        report.unit.code
        for report in result.units
        if report.unit.kind == UnitKind.COUNTY
        and any(
            cell.status and is_asked(cell)
            for row in result.tasks
            if (cell := row.units.get(report.unit.code))
        )
    ]
    return count(
        figure_key("overall", period, ALL, "counties_reported"),
        period.chinese + said("已报任务状态的县市"),
        [figure_key("unit", period, code, "tasks_held") for code in told],
        "至少报了一项任务状态的县市逐个计数",
        "个",
    )
