"""The counts that only the paper says: tasks by light over the prefecture, an action or a unit.

In: a :class:`MonthResult`; out: counts as Figures with keys and inputs, so that they can be proved,
verified and derived like every other figure. A count that the stage figures has made already is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.form import DASH
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitReport
from toolkit.core.returns import Figure, Light

LIGHTS: dict[Light, str] = {
    Light.BLUE: "blue",
    Light.GREEN: "green",
    Light.YELLOW: "yellow",
    Light.RED: "red",
    Light.MISSING: "missing",
}
STATUS_NAMES: dict[str, str] = {
    "已完成": "done",
    "正常推进": "normal",
    "进度滞后": "behind",
    "未启动": "not_started",
    "": "unreported",
}
REPORT_STATES = ("已报", "部分报送", "退回修改", "未报", "未下发")
_STATE_NAMES = dict(
    zip(REPORT_STATES, ("returned", "partial", "sent_back", "not_returned", "not_sent"), strict=True)
)
RANK = {Light.RED: 0, Light.MISSING: 1, Light.YELLOW: 2, Light.GREEN: 3, Light.BLUE: 4, Light.NONE: 5}


@dataclass(frozen=True)
class Split:
    """A whole and its parts by light or status, as Figures."""

    total: Figure
    parts: Mapping[str, Figure]  # a light's or status' name in this module -> count


class Tally:
    """Counts over the rows of one month; ``figures`` holds the month's own figures and all that were made."""

    def __init__(self, result: MonthResult) -> None:
        self.result = result
        self.figures: dict[str, Figure] = dict(result.figures)
        self.overall = self._by_light("overall", result.tasks, "全地区任务")
        self.actions = {
            action: self._by_light(f"action-{number}", rows, f"{action}任务")
            for number, (action, rows) in enumerate(by_action(result.tasks).items(), 1)
        }
        self.indicators = self._indicators(result.indicators)
        self.units = {report.unit.code: self._unit(report) for report in result.units}
        self.reports = self._reports(result.units)
        self.changes = self._changes(result.tasks)

    def count(
        self, subject: str, name: str, label: str, value: int, measure: str = "项", unit: str = "all"
    ) -> Figure:
        """The count under ``subject/period/unit/name``: the month's own figure, or a new one."""
        key = f"{subject}/{self.result.period}/{unit}/{name}"
        if key not in self.figures:
            self.figures[key] = Figure(
                key, label, float(value), measure, kind="count", formula="按状态逐项计数"
            )
        return self.figures[key]

    def target(self, row: IndicatorResult) -> tuple[Figure, ...]:
        """The year's target as one Figure, as two for a range, () where there is none."""
        if row.target is None:
            return ()
        ends = [("target", row.target.low)]
        if row.target.high is not None:
            ends.append(("target_high", row.target.high))
        return tuple(self._end(row, name, value) for name, value in ends)

    def _end(self, row: IndicatorResult, name: str, value: float) -> Figure:
        item = row.indicator
        key = f"{item.id}/{self.result.period}/all/{name}"
        if key not in self.figures:
            self.figures[key] = Figure(
                key,
                f"{item.name}年度目标",
                value,
                item.measure,
                decimals=decimals_of(value),
                formula="清单",
            )
        return self.figures[key]

    def share(self, unit: UnitReport) -> Figure:
        """The unit's share of reported tasks that are on track."""
        key = f"unit/{self.result.period}/{unit.unit.code}/share_on_track"
        if key not in self.figures:
            self.figures[key] = Figure(
                key,
                f"{unit.unit.name}达序时任务占已报任务的比例",
                self._on_track(unit.unit.code),
                "%",
                word=DASH,
                kind="percent",
                formula="蓝灯和绿灯任务数÷已报任务数×100",
            )
        return self.figures[key]

    def _on_track(self, code: str) -> float | None:
        cells = [row.units[code] for row in self.result.tasks if code in row.units]
        lights = [cell.light for cell in cells if cell.status]
        good = sum(1 for light in lights if light in (Light.BLUE, Light.GREEN))
        return good / len(lights) * 100 if lights else None

    def _by_light(self, subject: str, rows: Sequence[TaskResult], label: str) -> Split:
        rows = [row for row in rows if row.light is not Light.NONE]
        parts = {
            name: self.count(
                subject,
                f"tasks_{name}",
                f"{label}（{light.value}）",
                sum(1 for row in rows if row.light is light),
            )
            for light, name in LIGHTS.items()
        }
        return Split(self.count(subject, "tasks_lit", f"{label}总数", len(rows)), parts)

    def _indicators(self, rows: Sequence[IndicatorResult]) -> Split:
        due = [row for row in rows if row.due and row.light is not Light.NONE]
        parts = {
            name: self.count(
                "overall",
                f"indicators_{name}",
                f"应统计指标（{light.value}）",
                sum(1 for row in due if row.light is light),
            )
            for light, name in LIGHTS.items()
        }
        parts["waiting"] = self.count(
            "overall",
            "indicators_waiting",
            "未到统计期的指标",
            sum(1 for row in rows if not row.due and row.target is not None),
        )
        return Split(self.count("overall", "indicators_due", "应统计指标", len(due)), parts)

    def _unit(self, report: UnitReport) -> Split:
        code, label = report.unit.code, report.unit.name
        cells = [row.units[code] for row in self.result.tasks if code in row.units]
        cells = [cell for cell in cells if cell.status != "不涉及"]
        parts = {
            name: self.count(
                "unit",
                f"tasks_{name}",
                f"{label}{status or '未报'}任务",
                sum(1 for cell in cells if cell.status == status),
                unit=code,
            )
            for status, name in STATUS_NAMES.items()
        }
        return Split(self.count("unit", "tasks_held", f"{label}任务数", len(cells), unit=code), parts)

    def _reports(self, reports: Sequence[UnitReport]) -> Split:
        asked = [report for report in reports if report.state != "未下发"]
        parts = {
            name: self.count(
                "overall",
                f"units_{name}",
                f"{state}单位",
                sum(1 for report in asked if report.state == state),
                "个",
            )
            for state, name in _STATE_NAMES.items()
        }
        late = sum(1 for report in asked if report.on_time is False)
        parts["late"] = self.count("overall", "units_late", "逾期报送单位", late, "个")
        return Split(self.count("overall", "units_asked", "应报单位", len(asked), "个"), parts)

    def _changes(self, rows: Sequence[TaskResult]) -> Split | None:
        """Tasks better, worse and equal against last month; None when there was no last month."""
        pairs = [
            (RANK[row.previous_light], RANK[row.light])
            for row in rows
            if row.previous_light not in (None, Light.MISSING, Light.NONE)
            and row.light not in (Light.MISSING, Light.NONE)
        ]
        if not pairs:
            return None
        counted = {
            "better": ("转好的任务", sum(1 for old, new in pairs if new > old)),
            "worse": ("转差的任务", sum(1 for old, new in pairs if new < old)),
            "level": ("与上月持平的任务", sum(1 for old, new in pairs if new == old)),
        }
        parts = {
            name: self.count("overall", f"tasks_{name}", label, value)
            for name, (label, value) in counted.items()
        }
        return Split(self.count("overall", "tasks_comparable", "与上月可比的任务", len(pairs)), parts)


def by_action(tasks: Iterable[TaskResult]) -> dict[str, list[TaskResult]]:
    """Tasks by action, both in the order of the checklist."""
    groups: dict[str, list[TaskResult]] = {}
    for row in tasks:
        groups.setdefault(row.task.action, []).append(row)
    return groups


def decimals_of(value: float) -> int:
    """Decimals that a number of the checklist is written with."""
    text = repr(float(value))
    return 0 if text.endswith(".0") or "e" in text else len(text.partition(".")[2])
