"""The recounts of figures_recount and tasks_recount equal what figures make of seeded months of the real checklist.

Months with 0, 3, 12, 20 and 22 units in, over a year's end; a small part of them is quick, the rest nightly.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from figures_recount import sheets
from tasks_recount import TaskRecount

from toolkit.checklist.load import load_checklist
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry, Figure, Light, Source
from toolkit.figures.evaluation.annualscores import EvaluationData, evaluate
from toolkit.figures.month import MonthData, compute_month

ROOT = Path(__file__).resolve().parent.parent
MONTHS = [(2024, month) for month in range(1, 13)] + [(2025, 1), (2025, 2), (2025, 3)]
COUNTS = (22, 20, 20, 12, 22, 20, 3, 20, 22, 0, 20)  # how many units are in, from month to month
Returns = dict[tuple[int, int], dict[str, Any]]


def altered_workbook(kept: frozenset[int] = frozenset()) -> bytes:
    """The shipped checklist with what it lacks: quotas, a winter curve, 统计月份, a base value, a year's end.

    ``kept``: only these tasks, so that a month takes little time.
    """
    book = openpyxl.load_workbook(ROOT / "templates" / "checklist.xlsx")
    for name, column in (
        ("任务", "任务序号"),
        ("指标", "任务序号"),
        ("校验规则", "规则编号"),
        ("文件差异", "编号"),
    ):
        rows = book[name]
        at = [cell.value for cell in rows[1]].index(column)
        for line in range(rows.max_row, 1, -1) if kept else ():
            if rows.cell(line, at + 1).value not in kept:
                rows.delete_rows(line)
    sheet = book["指标"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    lines = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value}

    def put(id: str, head: str, value: Any) -> None:
        sheet.cell(lines[id], heads[head], value)

    put("T10-2", "进度口径", "基期")
    put("T10-2", "基期值", 380)
    put("T09-3", "统计月份", "5、11")
    put("T02-5", "统计月份", "7")
    put("T42-10", "统计月份", "9")
    put("T22-1", "口径可比", "否")
    quotas = book["分解"]
    quotas.append(["T02-3", "喀什市", 2024, 4000, None])
    quotas.append(["T22-1", "莎车县", 2024, 5.5, None])
    curve = book["序时曲线"]
    curve.append(["T22-1", "冬季停工", 0, 0, 0, 14.3, 28.6, 42.9, 57.1, 71.4, 85.7, 100, 100, 100])
    curve.append(["36", "冬季停工", 0, 0, 0, 10, 25, 40, 55, 70, 85, 100, 100, 100])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def made_up_returns(workbook: bytes, seed: int) -> Returns:
    """Plain returns of every month: missing units, words, blanks, halves of quotients, zeros, corrections."""
    rng = random.Random(seed)
    rows, tasks = sheets(workbook)["指标"], sheets(workbook)["任务"]
    every = sorted({unit for task in tasks for unit in task["填报单位"].split("、")})
    pace = rng.uniform(0.4, 1.6)
    returns: Returns = {}
    for year, month in MONTHS:
        absent = set(rng.sample(every, max(0, len(every) - COUNTS[(seed + year * 12 + month) % len(COUNTS)])))
        cells: dict[tuple[str, str], Any] = {}
        for row in rows:
            if row[f"{year}年目标"] is None:
                continue
            names = str(row.get(f"{year}年填报单位") or row["填报单位"]).split("、")
            high = rng.random() < (
                0.3 if row["比较"] != "保持" else 0.8
            )  # good everywhere, else 保持 is never kept
            for unit in names:
                if unit not in absent:
                    value = _cell(rng, row, year, month, len(names), pace, high)
                    if value is not None:
                        cells[unit, row["指标编号"]] = value
        said = {
            (unit, int(task["任务序号"])): _status(rng)
            for task in tasks
            for unit in task["填报单位"].split("、")
            if unit not in absent and rng.random() > 0.04
        }
        returns[year, month] = {"cells": cells, "tasks": said}
    return returns


def _cell(
    rng: random.Random, row: dict[str, Any], year: int, month: int, share: int, pace: float, high: bool
) -> Any:
    luck = rng.random()
    if luck < 0.03:
        return None
    if row["分子名称"]:
        below = rng.choice((0, 80, 250, 1000))
        pair = (below if high else rng.randint(0, below), below)
        return pair if luck > 0.10 else rng.choice(((None, below), ("待统计", below), ("不涉及", "不涉及")))
    if luck < 0.09:
        return rng.choice(("待统计", "不涉及"))
    if row["填报单位量"] == "是/否":
        return rng.choice(("是", "否"))
    target = float(str(row[f"{year}年目标"]).replace("～", "-").partition("-")[0]) * int(row["换算系数"])
    if row["类型"] == "逐个达标":
        return round(target * rng.choice((0.5, 1, 1, 1.2)), 2)
    part = target / share * month / 12 * pace * rng.uniform(0.5, 1.5)
    return rng.choice((0, round(part), round(part, 2)))


def _status(rng: random.Random) -> tuple[str, int | None]:
    weights = (1, 8, 1, 3, 1)
    word = rng.choices(("未启动", "正常推进", "进度滞后", "已完成", "不涉及"), weights)[0]
    return word, rng.choice((None, rng.randint(0, 100)))


def entries(returns: Returns, codes: dict[str, str], rng: random.Random) -> dict[Period, list[Entry]]:
    """The same returns as effective values, in a random order; every tenth figure was corrected."""
    months: dict[Period, list[Entry]] = {}
    for (year, month), parts in returns.items():
        period, rows = Period(year, month), []

        def add(unit: str, sheet: str, key: str, name: str, value: Any, period: Period = period) -> Entry:
            mark = "办公室更正" if rng.random() < 0.1 else ""
            source = Source(codes[unit], "archive/f.xlsx", "0" * 64, sheet, "J9", str(value))
            return Entry(codes[unit], period, sheet, key, name, value, source, mark)

        for (unit, id), value in parts["cells"].items():
            fields = (
                zip(("numerator", "denominator"), value, strict=True)
                if isinstance(value, tuple)
                else (("ytd", value),)
            )
            rows += [add(unit, INDICATORS, id, name, part) for name, part in fields if part is not None]
        for (unit, no), (status, completion) in parts["tasks"].items():
            rows.append(add(unit, TASKS, str(no), "status", status))
            if completion is not None:
                rows.append(add(unit, TASKS, str(no), "completion", completion))
        rng.shuffle(rows)
        months[period] = rows
    return months


@dataclass(frozen=True)
class Month:
    """One seeded month: the plain returns, and what the project makes of them."""

    recount: TaskRecount
    data: MonthData
    result: MonthResult


Months = Callable[[int, tuple[int, int]], Month]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return altered_workbook()


@pytest.fixture(scope="module")
def altered(workbook: bytes) -> Checklist:
    return _loaded(workbook)


@pytest.fixture(scope="module")
def months(workbook: bytes, altered: Checklist, units: tuple[Unit, ...]) -> Months:
    return _months(workbook, altered, units)


@pytest.fixture(scope="module")
def few_tasks(units: tuple[Unit, ...]) -> Months:
    """The same months of some tasks: every kind of indicator, every alteration."""
    small = altered_workbook(KEPT)
    return _months(small, _loaded(small), units)


def _loaded(workbook: bytes) -> Checklist:
    loaded, findings = load_checklist(workbook)
    assert loaded, findings
    return loaded


def _months(workbook: bytes, altered: Checklist, units: tuple[Unit, ...]) -> Months:
    codes = {unit.name: unit.code for unit in units}

    @cache
    def returns(seed: int) -> tuple[TaskRecount, dict[Period, list[Entry]]]:
        made = made_up_returns(workbook, seed)
        return TaskRecount(workbook, made), entries(made, codes, random.Random(seed))

    @cache
    def month(seed: int, when: tuple[int, int]) -> Month:
        recount, rows = returns(seed)
        known = {period: values for period, values in rows.items() if period <= Period(*when)}
        data = MonthData(altered, units, Period(*when), known)
        return Month(recount, data, compute_month(data))

    return month


EVERY = [(seed, when) for seed in range(3) for when in MONTHS]
KEPT = frozenset({2, 4, 5, 9, 10, 15, 22, 28, 31, 36, 37, 40, 42})
FAST = [(2024, 6), (2024, 12), (2025, 2)]


@pytest.mark.parametrize("when", FAST)
def test_recount_of_some_tasks_equals_figures(
    when: tuple[int, int], few_tasks: Months, units: tuple[Unit, ...]
) -> None:
    _recounted(few_tasks(1, when), when, units)


@pytest.mark.nightly
@pytest.mark.parametrize(("seed", "when"), EVERY)
def test_recount_equals_figures(
    seed: int, when: tuple[int, int], months: Months, units: tuple[Unit, ...]
) -> None:
    _recounted(months(seed, when), when, units)


def _recounted(month: Month, when: tuple[int, int], units: tuple[Unit, ...]) -> None:
    faults = [
        *_indicator_faults(month.recount, month.result, when),
        *_unit_faults(month.recount, month.result, when, units),
        *_matrix_faults(month.recount, month.result, when, units),
        *_comparison_faults(month.recount, month.result, when, units),
    ]
    assert not faults, f"{len(faults)} differences: {faults[:12]}"


def _same(got: float | None, want: Any) -> bool:
    return got is None if want is None else got is not None and got == pytest.approx(float(want), abs=1e-7)


def _moved(figure: Figure, want: Any, decimals: int) -> bool:
    """A change, or the two numbers that stand where there is no percentage."""
    if not isinstance(want, tuple):
        return _same(figure.value, want)
    two = "→".join(f"{_half_up(part, decimals):,f}" for part in want).replace("-", "−")
    return figure.value is None and figure.word == two


def _half_up(value: Any, decimals: int) -> Decimal:
    exact = Decimal(f"{float(value):.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return exact if exact else abs(exact)


def _indicator_faults(recount: TaskRecount, result: MonthResult, when: tuple[int, int]) -> list[Any]:
    faults = []
    for row, own in zip(recount.indicators, result.indicators, strict=True):
        expected, id = recount.indicator(row, when), row["指标编号"]
        moved = recount.movement(row, when)
        names = {
            "rate": own.rate.value,
            "pace": own.pace.value,
            "gap": own.gap.value,
            "reported": own.reported.value,
            "expected": own.expected.value,
        }
        names = names if expected["due"] else {}
        names |= {"total": own.total.value}
        faults += [
            (id, name, got, expected[name]) for name, got in names.items() if not _same(got, expected[name])
        ]
        if own.light.value != expected["light"]:
            faults.append((id, "light", own.light.value, expected["light"]))
        if expected.get("word") and own.word != expected["word"]:
            faults.append((id, "word", own.word, expected["word"]))
        if expected["due"]:
            absent = len(recount.owing(row, when)) - len(recount.figures(row, when))
            faults += [(id, "absent", own.coverage)] if len(own.coverage.absent) != absent else []
            faults += [
                (id, name, figure.value, figure.word, moved[name])
                for name, figure in (
                    ("previous", own.previous),
                    ("added", own.added),
                    ("added_before", own.added_before),
                    ("change", own.change),
                    ("on_year", own.on_year),
                )
                if figure is None or not _moved(figure, moved[name], own.total.decimals)
            ]
        if (own.stands.month if own.stands else None) != expected.get("stands"):
            faults.append((id, "stands", own.stands, expected.get("stands")))
    return faults


def _unit_faults(
    recount: TaskRecount, result: MonthResult, when: tuple[int, int], units: tuple[Unit, ...]
) -> list[Any]:
    faults = []
    for row, own in zip(recount.indicators, result.indicators, strict=True):
        for value in own.units:
            want = recount.unit(row, value.unit.name, when)
            pairs = [(value.rate.value, want and want["rate"]), (value.gap, want and want["gap"])]
            if not all(_same(got, wanted) for got, wanted in pairs):
                faults.append((row["指标编号"], value.unit.name, pairs))
    return faults


def _matrix_faults(
    recount: TaskRecount, result: MonthResult, when: tuple[int, int], units: tuple[Unit, ...]
) -> list[Any]:
    faults = []
    codes = {unit.name: unit.code for unit in units}
    for task, own in zip(recount.tasks, result.tasks, strict=True):
        want = recount.status(task, when)
        got = (own.light.value, own.word, own.share.text if own.share else "")
        if got != (want["light"], want["word"], want["share"]):
            faults.append((task["任务序号"], got, want["light"], want["word"], want["share"], own.basis))
        names = task["填报单位"].split("、")
        assert set(own.units) == {codes[name] for name in names}
        for name in names:
            cell = own.units[codes[name]]
            if cell.light.value != (light := recount.unit_cell(task, name, when)):
                faults.append((task["任务序号"], name, cell.light.value, light))
            if cell.contradicts != recount.contradicts(task, name, when):
                faults.append((task["任务序号"], name, "▲", cell.doubts))
    return faults


def _comparison_faults(
    recount: TaskRecount, result: MonthResult, when: tuple[int, int], units: tuple[Unit, ...]
) -> list[Any]:
    said = recount.month_compares(when, [unit.name for unit in units])
    faults: list[Any] = [] if said == (not result.not_compared) else [("said", said, result.not_compared)]
    for task, own in zip(recount.tasks, result.tasks, strict=True):
        want = recount.compared(task, when) if said else None
        got = (own.comparison.before, own.comparison.after) if own.comparison.known else None
        if (got and (got[0].value, got[1].value)) != want:  # type: ignore[union-attr]
            faults.append((task["任务序号"], "compared", got, want, own.comparison.reason))
        for lights, run in ((("● 红",), own.red_run), (("● 红", "● 黄"), own.below_run)):
            months, since = recount.in_a_row(task, when, lights) if said else (0, None)
            if (run.months, run.since and (run.since.year, run.since.month)) != (months, since):
                faults.append((task["任务序号"], "in a row", run, months, since))
    return faults


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3))
def test_the_years_points_equal_a_recount(
    seed: int, months: Months, altered: Checklist, units: tuple[Unit, ...]
) -> None:
    year = [when for when in MONTHS if when[0] == 2024]
    made = [months(seed, when) for when in year]
    data = EvaluationData(altered, units, 2024, [month.result for month in made])
    recount = made[0].recount
    for score in evaluate(data):
        criterion = next(row for row in score.criteria if row.criterion == "任务完成")
        share = recount.task_points(score.unit.name, year)
        want = None if share is None else share * int(criterion.maximum)
        assert _same(criterion.points, want), (score.unit.name, criterion.points, want)


@pytest.mark.nightly
def test_seeded_months_hold_every_case(months: Months) -> None:
    """The recount proves nothing about a case that its months do not have."""
    results = [months(seed, when).result for seed in range(3) for when in MONTHS]
    rows = [row for result in results for row in result.indicators]
    lights = {row.light.name for row in rows} | {row.light.name for result in results for row in result.tasks}
    words = {row.word for row in rows} | {value.value.word for row in rows for value in row.units}
    kinds = {row.indicator.kind.name for row in rows if row.total.value is not None}
    assert lights == {light.name for light in Light}
    assert {"待统计", "不涉及", "未报", "无年度目标", "保持", "未保持"} <= words
    assert kinds == {"FLOW", "STOCK", "INVESTMENT", "RATIO", "RATE_EACH", "MILESTONE"}
    assert any(row.total.mark == "办公室更正" for row in rows)
    assert any(row.on_year and row.on_year.value is not None for row in rows)
    assert {row.judged_by.name for result in results for row in result.tasks} >= {"INDICATORS", "UNITS"}
    assert {"转好", "转差", "持平", "不可比"} == {
        row.comparison.word for result in results for row in result.tasks
    }
    assert any(cell.contradicts for result in results for row in result.tasks for cell in row.units.values())
    assert any(row.red_run.months > 2 for result in results for row in result.tasks)
    assert any(row.stands for row in rows)
