"""Counts over the rows of a month: tasks and indicators by light, units by state, each unit's tasks.

In: the results of the month. Out: Figures ``overall/<period>/all/...``, ``action-<n>/<period>/all/...`` and
``unit/<period>/<code>/...``; every count carries the keys of what it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core.form import NOT_APPLICABLE
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult, TaskResult, UnitReport
from toolkit.core.returns import Figure, Light
from toolkit.figures.registry import ALL, figure_key
from toolkit.figures.states import NOT_SENT, NOTHING, PARTIAL, RETURNED, SENT_BACK

LIGHT_NAMES = {
    Light.BLUE: "blue",
    Light.GREEN: "green",
    Light.YELLOW: "yellow",
    Light.RED: "red",
    Light.MISSING: "missing",
}
STATE_NAMES = {
    RETURNED: "returned",
    PARTIAL: "partial",
    SENT_BACK: "sent_back",
    NOTHING: "not_returned",
    NOT_SENT: "not_sent",
}
STATUS_NAMES = {
    "已完成": "done",
    "正常推进": "normal",
    "进度滞后": "behind",
    "未启动": "not_started",
    "": "unreported",
}
ON_TRACK = (Light.BLUE, Light.GREEN)


def overall_figures(
    period: Period,
    tasks: Sequence[TaskResult],
    indicators: Sequence[IndicatorResult],
    units: Sequence[UnitReport],
) -> Iterator[Figure]:
    """All counts of the month."""
    yield from _tasks_by_light("overall", period, tasks, "全地区任务")
    for number, (action, rows) in enumerate(by_action(tasks).items(), 1):
        yield from _tasks_by_light(f"action-{number}", period, rows, f"{action}任务")
    yield from _indicators_by_light(period, indicators)
    yield from units_by_state(period, units)
    for row in units:
        yield from _unit_counts(period, row, tasks)


def by_action(tasks: Sequence[TaskResult]) -> Mapping[str, Sequence[TaskResult]]:
    """Tasks by action, both in the checklist's order."""
    groups: dict[str, list[TaskResult]] = {}
    for row in tasks:
        groups.setdefault(row.task.action, []).append(row)
    return groups


def _count(
    key: str, label: str, keys: Sequence[str], measure: str = "项", formula: str = "按状态灯逐项计数"
) -> Figure:
    return Figure(key, label, float(len(keys)), measure, formula=formula, inputs=tuple(keys), kind="count")


def _tasks_by_light(
    subject: str, period: Period, tasks: Sequence[TaskResult], label: str
) -> Iterator[Figure]:
    lit = [row for row in tasks if row.light is not Light.NONE]

    def keys(rows: Sequence[TaskResult]) -> list[str]:
        return [figure_key(f"task-{row.task.no}", period, ALL, "light") for row in rows]

    yield _count(figure_key(subject, period, ALL, "tasks_lit"), f"{period.chinese}{label}总数", keys(lit))
    for light, name in LIGHT_NAMES.items():
        chosen = [row for row in lit if row.light is light]
        yield _count(
            figure_key(subject, period, ALL, f"tasks_{name}"),
            f"{period.chinese}{label}（{light.value}）",
            keys(chosen),
        )


def _indicators_by_light(period: Period, rows: Sequence[IndicatorResult]) -> Iterator[Figure]:
    due = [row for row in rows if row.due and row.light is not Light.NONE]
    waiting = [row for row in rows if not row.due and row.target is not None]
    groups = {"due": due, "waiting": waiting} | {
        name: [row for row in due if row.light is light] for light, name in LIGHT_NAMES.items()
    }
    labels = {"due": "应统计指标", "waiting": "未到统计期的指标"} | {
        name: f"应统计指标（{light.value}）" for light, name in LIGHT_NAMES.items()
    }
    for name, chosen in groups.items():
        yield _count(
            figure_key("overall", period, ALL, f"indicators_{name}"),
            period.chinese + labels[name],
            [row.total.key for row in chosen],
        )


def units_by_state(period: Period, units: Sequence[UnitReport]) -> Iterator[Figure]:
    """How many units are in each state; these counts change once the checks have run."""
    asked = [row for row in units if row.state != NOT_SENT]
    groups = {"asked": ("应报单位", asked)} | {
        name: (f"{state}单位", [row for row in units if row.state == state])
        for state, name in STATE_NAMES.items()
    }
    groups["late"] = ("逾期报送单位", [row for row in asked if row.on_time is False])
    for name, (label, chosen) in groups.items():
        yield Figure(
            figure_key("overall", period, ALL, f"units_{name}"),
            period.chinese + label,
            float(len(chosen)),
            "个",
            formula="按报送情况逐个计数：" + ("、".join(row.unit.name for row in chosen) or "无"),
            kind="count",
        )


def _unit_counts(period: Period, report: UnitReport, tasks: Sequence[TaskResult]) -> Iterator[Figure]:
    code, name = report.unit.code, report.unit.name
    cells = {
        figure_key(f"task-{row.task.no}", period, code, "status"): row.units[code]
        for row in tasks
        if code in row.units and row.units[code].status != NOT_APPLICABLE
    }
    asked = {key: cell for key, cell in cells.items() if cell.status or cell.light is not Light.NONE}
    yield _count(figure_key("unit", period, code, "tasks_held"), f"{period.chinese}{name}任务数", list(asked))
    for status, short in STATUS_NAMES.items():
        yield _count(
            figure_key("unit", period, code, f"tasks_{short}"),
            f"{period.chinese}{name}{status or '未报'}任务",
            [key for key, cell in asked.items() if cell.status == status],
            formula="按填报状态逐项计数",
        )
    known = {key: cell for key, cell in asked.items() if cell.status}
    good = sum(cell.light in ON_TRACK for cell in known.values())
    yield Figure(
        figure_key("unit", period, code, "share_on_track"),
        f"{period.chinese}{name}达序时任务占已报任务的比例",
        good * 100 / len(known) if known else None,
        "%",
        1,
        word="" if known else "—",
        formula="蓝灯和绿灯任务数 ÷ 已报任务数 × 100",
        inputs=tuple(known),
        kind="percent",
    )
