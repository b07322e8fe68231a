"""Small checklists and entries for the tests of figures; nothing here computes a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Comparator, Indicator, Kind, PaceKind, Target, Task, Unit
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitValue
from toolkit.core.returns import Entry, Source
from toolkit.figures.month import MonthData, compute_month

UNITS = tuple(Unit(f"6531{number:02d}", f"县{number}", f"县{number}") for number in range(1, 13))
CODES = {unit.name: unit.code for unit in UNITS}
JUNE = Period(2024, 6)
MARKS = {"办公室更正", "期初值"}


def task(no: int = 1, units: int = 12, **changes: Any) -> Task:
    reporters = tuple(unit.name for unit in UNITS[:units])
    base = Task(no, "行动一", 1, "事项", "内容", {2024: "措施"}, ("地区教育局",), "各县市", reporters)
    return replace(base, **changes)


def indicator(kind: Kind = Kind.FLOW, target: float | None = 120, **changes: Any) -> Indicator:
    """A monthly indicator of task 1 with a target for 2024 and all twelve units."""
    base = Indicator(
        id="T01-1",
        task_no=1,
        name="指标",
        kind=kind,
        comparator=Comparator.GE,
        measure="所",
        report_measure="所",
        factor=1,
        targets={} if target is None else {2024: Target(target)},
        reporters=tuple(unit.name for unit in UNITS),
    )
    if kind is Kind.RATIO:
        base = replace(base, numerator="分子", denominator="分母", measure="%", factor=100)
    if kind not in (Kind.FLOW, Kind.INVESTMENT):
        base = replace(base, pace_kind=PaceKind.POINT)
    return replace(base, **changes)


def checklist(*indicators: Indicator, tasks: Sequence[Task] = (), **parts: Any) -> Checklist:
    rows = tasks or [task(no) for no in sorted({row.task_no for row in indicators} or {1})]
    return Checklist(tuple(rows), tuple(indicators), **parts)


def entry(
    unit: str, period: Period, sheet: str, key: str, field: str, value: float | str, mark: str = ""
) -> Entry:
    """``unit`` is a name (县1) or a code."""
    code = CODES.get(unit, unit)
    source = Source(code, f"archive/{period}/{code}/v1.xlsx", "ab" * 32, sheet, "J12", str(value))
    return Entry(code, period, sheet, key, field, value, None if mark == "期初值" else source, mark)


def figures(
    values: Mapping[str, Any], period: Period = JUNE, id: str = "T01-1", mark: str = ""
) -> list[Entry]:
    """Entries of 指标数据: unit name -> a value, or (numerator, denominator)."""
    rows = []
    for unit, value in values.items():
        if isinstance(value, tuple):
            for name, part in zip(("numerator", "denominator"), value, strict=True):
                rows.append(entry(unit, period, INDICATORS, id, name, part, mark))
        else:
            rows.append(entry(unit, period, INDICATORS, id, "ytd", value, mark))
    return rows


def statuses(values: Mapping[str, Any], period: Period = JUNE, no: int = 1) -> list[Entry]:
    """Entries of 任务进展: unit name -> a status, or (status, completion)."""
    rows = []
    for unit, value in values.items():
        status, completion = value if isinstance(value, tuple) else (value, None)
        rows.append(entry(unit, period, TASKS, str(no), "status", status))
        if completion is not None:
            rows.append(entry(unit, period, TASKS, str(no), "completion", completion))
    return rows


def compute(
    checklist: Checklist, entries: Sequence[Entry], period: Period = JUNE, **parts: Any
) -> MonthResult:
    """The month of ``period``; entries are sorted into their own periods."""
    months: dict[Period, list[Entry]] = {period: []}
    for row in entries:
        months.setdefault(row.period, []).append(row)
    return compute_month(MonthData(checklist, parts.pop("units", UNITS), period, months, **parts))


def one(
    checklist: Checklist, entries: Sequence[Entry], period: Period = JUNE, **parts: Any
) -> IndicatorResult:
    """The result of the checklist's first indicator."""
    return compute(checklist, entries, period, **parts).indicators[0]


def task_row(
    checklist: Checklist, entries: Sequence[Entry], period: Period = JUNE, **parts: Any
) -> TaskResult:
    """The result of the checklist's first task."""
    return compute(checklist, entries, period, **parts).tasks[0]


def of_unit(row: IndicatorResult, name: str) -> UnitValue:
    return next(value for value in row.units if value.unit.name == name)


def everyone(value: Any) -> dict[str, Any]:
    """The same value for all twelve units."""
    return {unit.name: value for unit in UNITS}
