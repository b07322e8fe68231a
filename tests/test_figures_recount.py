"""The recount of tests/figures_recount.py equals 指标汇总 and 任务矩阵 for seeded months of the real checklist."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from figures_recount import Recount, sheets

from toolkit.checklist.load import load_checklist
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry, Source
from toolkit.figures.month import MonthData, compute_month

ROOT = Path(__file__).resolve().parent.parent
MONTHS = [(2024, month) for month in range(1, 13)] + [(2025, 1), (2025, 2), (2025, 3)]
Returns = dict[tuple[int, int], dict[str, Any]]


def altered_workbook() -> bytes:
    """The shipped checklist with what it lacks: quotas, a winter curve, 统计月份, a base value, a year's end."""
    book = openpyxl.load_workbook(ROOT / "templates" / "checklist.xlsx")
    sheet = book["指标"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    lines = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value}

    def put(id: str, head: str, value: Any) -> None:
        sheet.cell(lines[id], heads[head], value)

    put("T10-2", "进度口径", "基期")
    put("T10-2", "基期值", 380)
    put("T09-3", "统计月份", "5、11")
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
        absent = set(rng.sample(every, rng.choice((0, 2, 5, len(every) - 4))))
        cells: dict[tuple[str, str], Any] = {}
        for row in rows:
            if row[f"{year}年目标"] is None:
                continue
            names = str(row.get(f"{year}年填报单位") or row["填报单位"]).split("、")
            high = rng.random() < 0.3  # some quotients are good everywhere, else 保持 is never kept
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

    recount: Recount
    data: MonthData
    result: MonthResult


Months = Callable[[int, tuple[int, int]], Month]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return altered_workbook()


@pytest.fixture(scope="module")
def altered(workbook: bytes, units: tuple[Unit, ...]) -> Checklist:
    loaded, findings = load_checklist(workbook)
    assert loaded, findings
    return loaded


@pytest.fixture(scope="module")
def months(workbook: bytes, altered: Checklist, units: tuple[Unit, ...]) -> Months:
    codes = {unit.name: unit.code for unit in units}

    @cache
    def returns(seed: int) -> tuple[Recount, dict[Period, list[Entry]]]:
        made = made_up_returns(workbook, seed)
        return Recount(workbook, made), entries(made, codes, random.Random(seed))

    @cache
    def month(seed: int, when: tuple[int, int]) -> Month:
        recount, rows = returns(seed)
        known = {period: values for period, values in rows.items() if period <= Period(*when)}
        data = MonthData(altered, units, Period(*when), known)
        return Month(recount, data, compute_month(data))

    return month


SEEDS = range(3)
WHEN = [(2024, 6), (2024, 11), (2024, 12), (2025, 1), (2025, 3)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("when", WHEN)
def test_recount_equals_figures(
    seed: int, when: tuple[int, int], months: Months, units: tuple[Unit, ...]
) -> None:
    month = months(seed, when)
    faults = [
        *_indicator_faults(month.recount, month.result, when),
        *_matrix_faults(month.recount, month.result, when, units),
    ]
    assert not faults, f"{len(faults)} differences: {faults[:5]}"


def _indicator_faults(recount: Recount, result: MonthResult, when: tuple[int, int]) -> list[Any]:
    faults = []
    for row, own in zip(recount.indicators, result.indicators, strict=True):
        expected = recount.indicator(row, when)
        got = {
            "total": own.total.value,
            "previous": own.previous.value,
            "change": own.change.value,
            "rate": own.rate.value,
            "pace": own.pace.value,
            "gap": own.gap.value,
            "reported": own.reported.value,
            "expected": own.expected.value,
        }
        names = got if expected["due"] else ("total",)
        for name in names:
            want = expected[name]
            same = got[name] is None if want is None else got[name] == pytest.approx(float(want), abs=1e-8)
            if not same:
                faults.append((row["指标编号"], name, got[name], want if want is None else float(want)))
        if own.light.value != expected["light"]:
            faults.append((row["指标编号"], "light", own.light.value, expected["light"]))
        if not expected["due"] and own.word != expected["word"]:
            faults.append((row["指标编号"], "word", own.word, expected["word"]))
    return faults


def _matrix_faults(
    recount: Recount, result: MonthResult, when: tuple[int, int], units: tuple[Unit, ...]
) -> list[Any]:
    faults = []
    codes = {unit.name: unit.code for unit in units}
    for task, own in zip(recount.tasks, result.tasks, strict=True):
        if own.light.value != (want := recount.task(task, when)):
            faults.append((task["任务序号"], own.light.value, want, own.basis))
        names = task["填报单位"].split("、")
        assert set(own.units) == {codes[name] for name in names}
        for name in names:
            got, want = own.units[codes[name]].light.value, recount.unit_cell(task, name, when)
            if got != want:
                faults.append((task["任务序号"], name, got, want))
    return faults


def test_seeded_months_hold_every_case(months: Months) -> None:
    """The recount proves nothing about a case that its months do not have."""
    results = [months(seed, when).result for seed in SEEDS for when in WHEN]
    rows = [row for result in results for row in result.indicators]
    lights = {row.light.name for row in rows} | {row.light.name for result in results for row in result.tasks}
    words = {row.word for row in rows} | {value.value.word for row in rows for value in row.units}
    kinds = {row.indicator.kind.name for row in rows if row.total.value is not None}
    assert lights == {"BLUE", "GREEN", "YELLOW", "RED", "MISSING", "NONE"}
    assert {"待统计", "不涉及", "未报", "无年度目标", "保持", "跌破"} <= words
    assert kinds == {"FLOW", "STOCK", "INVESTMENT", "RATIO", "RATE_EACH", "MILESTONE"}
    assert any(row.total.mark == "办公室更正" for row in rows)
