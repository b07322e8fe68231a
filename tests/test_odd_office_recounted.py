"""The odd office's year recounted with plain fractions (figures_recount, tasks_recount): what its golden texts rest on.

The recount reads the office's list as a workbook, and returns as dicts. It knows no forms: what was sent out or goes another way (线下), what may
be taken over from last month, open findings and the office's decided lights are left out of both; a figure that was ruled out is owed by
nobody, one that could not be read is not there.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import odd_office as office
import openpyxl
import pytest
from tasks_recount import TaskRecount
from test_figures_recount import _comparison_faults, _indicator_faults, _matrix_faults, _unit_faults

from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Indicator, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.figures.month import compute_month

MONTHS = [
    (2024, 3),
    (2024, 5),
    (2024, 6),
    (2024, 7),
    (2024, 9),
    (2024, 10),
    (2024, 11),
    (2024, 12),
    (2025, 1),
]
WHENS = [(office.ODD, when) for when in MONTHS] + [
    (office.WIDE, when) for when in ((2024, 2), (2024, 6), (2024, 9), (2024, 11), (2024, 12))
]


@cache
def workbook(mood: str) -> bytes:
    """The list as an office writes it, as far as a recount reads it."""
    listed = office.list_of(mood)
    offline = {one.no for one in listed.tasks if one.offline}
    book = openpyxl.Workbook()
    _sheet(book, "任务", [{"任务序号": one.no, "填报单位": "、".join(one.reporters)} for one in listed.tasks if not one.offline])  # fmt: skip
    _sheet(
        book,
        "指标",
        [_indicator(one) for one in listed.indicators if one.confirmed and one.task_no not in offline],
    )
    _sheet(book, "分解", [{"指标编号": one.indicator, "单位": one.unit, "年度": one.year, "目标": one.target} for one in listed.quotas])  # fmt: skip
    _sheet(book, "序时曲线", [{"适用": one.applies_to} | {f"{month}月": share for month, share in enumerate(one.shares, 1)} for one in listed.curves])  # fmt: skip
    _sheet(book, "单位", [{"单位": one.name, "启用期": str(one.starts or ""), "停用期": str(one.ends or "")} for one in listed.units])  # fmt: skip
    for name in ("考核权重", "校验规则"):
        _sheet(book, name, [])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Any, name: str, rows: Sequence[dict[str, Any]]) -> None:
    sheet = book.create_sheet(name)
    heads = list(rows[0]) if rows else ["—"]
    sheet.append(heads)
    for row in rows:
        sheet.append([row[head] for head in heads])


def _indicator(one: Indicator) -> dict[str, Any]:
    targets = {year: target.low if target.high is None else f"{target.low:g}～{target.high:g}" for year, target in one.targets.items()}  # fmt: skip
    return {
        "指标编号": one.id, "任务序号": one.task_no, "类型": one.kind.value, "比较": one.comparator.value,
        "目标单位": one.measure, "填报单位量": one.report_measure, "换算系数": int(one.factor),
        "2024年目标": targets.get(2024), "2025年目标": targets.get(2025), "填报单位": "、".join(one.reporters),
        "2025年填报单位": "、".join(one.reporters_by_year.get(2025, ())) or None, "频次": one.frequency,
        "统计月份": "、".join(map(str, one.months)) or None, "进度口径": one.pace_kind.value, "基期值": one.base,
        "2025年基期": one.bases.get(2025), "分子名称": one.numerator or None, "口径可比": "是" if one.comparable else "否",
    }  # fmt: skip


def returns(mood: str) -> dict[tuple[int, int], dict[str, Any]]:
    """What units said, by name, in plain dicts."""
    listed = office.list_of(mood)
    names = {unit.code: unit.name for unit in listed.units}
    numbers = {task.key: task.no for task in listed.tasks}
    told: dict[tuple[int, int], dict[str, Any]] = {}
    for period in [Period(2023, month) for month in range(1, 13)] + [Period(2024, month) for month in range(1, 13)] + [Period(2025, 1)]:  # fmt: skip
        out = office.ruled_out(period)
        cells: dict[tuple[str, str], Any] = {}
        tasks: dict[tuple[str, int], list[Any]] = {}
        entries = office.entries_of(period, mood)
        for one in entries:
            if one.sheet == INDICATORS and one.field in fields.FIGURE:
                value = "不涉及" if (one.unit, one.place) in out else one.value
                at = (names[one.unit], one.key)
                if one.field == fields.YTD:
                    cells[at] = value
                else:
                    pair = cells.setdefault(at, [None, None])
                    pair[one.field == fields.DENOMINATOR] = value
            elif one.sheet == TASKS and one.field in (fields.STATUS, fields.COMPLETION):
                pair = tasks.setdefault((names[one.unit], numbers[one.key]), [None, None])
                pair[one.field == fields.COMPLETION] = one.value
        cells = {at: tuple(value) if isinstance(value, list) else value for at, value in cells.items()}
        told[period.year, period.month] = {
            "cells": cells,
            "tasks": {at: tuple(pair) for at, pair in tasks.items()},
            "imported": all(one.mark in ("历史导入", "期初值") for one in entries),
        }
    return told


@cache
def recount(mood: str) -> TaskRecount:
    return TaskRecount(workbook(mood), returns(mood))


def serving(mood: str, when: tuple[int, int]) -> TaskRecount:
    """The recount with the units of the month alone, for its cells."""
    known = copy.copy(recount(mood))
    known.tasks = [task | {"填报单位": "、".join(known.holders(task, when))} for task in known.tasks]
    return known


def made(mood: str, when: tuple[int, int]) -> tuple[MonthResult, tuple[Unit, ...]]:
    period = Period(*when)
    data = office.month_data(
        period, mood=mood, rejected=False, issued=None, shown=None, verdicts={}, open_findings={}
    )
    result = compute_month(data)
    offline = {row.task.no for row in result.tasks if row.offline}
    rows = tuple(
        row for row in result.indicators if row.indicator.confirmed and row.indicator.task_no not in offline
    )
    tasks = tuple(row for row in result.tasks if not row.offline)
    return MonthResult(period, result.figures, rows, tasks, result.units, not_compared=result.not_compared), tuple(data.units)  # fmt: skip


@pytest.mark.parametrize(("mood", "when"), WHENS)
def test_indicators_and_tasks_equal_their_recount(mood: str, when: tuple[int, int]) -> None:
    result, units = made(mood, when)
    faults = [
        *_indicator_faults(recount(mood), result, when),
        *_unit_faults(recount(mood), result, when, units),
        *_matrix_faults(serving(mood, when), result, when, units),
        *_comparison_faults(recount(mood), result, when, units),
    ]
    seldom = {task.no for task in office.list_of(mood).tasks if task.frequency != "月度"}
    if when[1] % 3:  # when a task is asked for no recount knows; where nobody is asked nobody is silent
        faults = [fault for fault in faults if fault[0] not in seldom]
    assert not faults, f"{len(faults)} differences: {faults[:12]}"
