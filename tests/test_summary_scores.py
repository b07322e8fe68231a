"""考核评分 of the monthly summary: provisional points for the year to date, recounted from the returned files."""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.month_recount import latest_returns
from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.ledger.records import Adjustment, Confirmation
from toolkit.pipeline.evaluating import evaluate_year
from toolkit.pipeline.folder.workspace import Workspace

SUMMARY = "outbox/2024-06/汇总/2024-06_汇总表.xlsx"
MONTHS = {"2024-05": 5, "2024-06": 6}
DIVISIBLE = {"亿元", "万元", "公里", "%"}  # of everything else half a thing cannot be expected
PACED = ("达序时进度", "进度偏慢", "滞后")  # not met: what is met earns full points
SHARES = {"已完成": 1.0, "正常推进": 1.0, "进度滞后": 0.5, "未启动": 0.0, None: 0.0}


def table(path: Path, sheet: str, key: str) -> Iterator[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if key in row)
    for row in rows[start + 1 :]:
        if row[rows[start].index(key)] not in (None, ""):
            yield {str(name): value for name, value in zip(rows[start], row, strict=True) if name}


def scores(path: Path) -> dict[str, dict[str, Any]]:
    return {row["单位"]: row for row in table(path, "考核评分", "得分")}


def days_late(root: Path, period: str, unit: str) -> int | None:
    """From the name of the first file, v1_<20240627-150400>_…; the deadline is the 25th, in May a Saturday."""
    due = {"2024-05": 27, "2024-06": 25}[period]
    days = [int(path.name.split("_")[1][6:8]) for path in (root / "archive" / period / unit).glob("v1_*")]
    return max(0, days[0] - due) if days else None


@pytest.fixture(scope="module")
def both_months(small_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with May's summary too, which tells of May what June's tells of June."""
    folder = Path(shutil.copytree(small_demo, tmp_path_factory.mktemp("points") / "demo"))
    assert main(["--root", str(folder), "-p", "2024-05", "--now", "2024-06-28T09:00", "report"]) == 0
    return folder


def task_means(root: Path, period: str) -> dict[str, float | None]:
    """What each unit's statuses of a month earn in the mean; None: it has no task. A unit that is not here gave nothing.

    With ▲ a status earns the least of its paced figures ÷ what is due by then, of counted things in whole ones.
    """
    below: dict[tuple[str, Any], list[float]] = {}
    contradicted = set()
    for row in table(root / f"outbox/{period}/汇总/{period}_汇总表.xlsx", "分县明细", "来源单元格"):
        place = (row["单位"], row["任务序号"])
        if row["指标编号"] == "—":
            contradicted |= {place} if "▲" in row["状态"] else set()
        elif row["状态"].endswith(PACED):
            due = row["本单位年度任务"] * MONTHS[period] / 12
            due = due if row["计量单位"] in DIVISIBLE else math.floor(due + 1e-9)
            below.setdefault(place, []).append(min(row["本月累计"] / due, 1.0) if due else 1.0)
    assert contradicted and all(below.get(place) for place in contradicted), period
    means: dict[str, float | None] = {}
    for path in latest_returns(root / "archive" / period):
        unit, shares = path.parent.name, []
        for row in table(path, "任务进展", "任务序号"):
            if row["本月状态"] != "不涉及":
                place = (unit, row["任务序号"])
                held = below[place] if place in contradicted else []
                shares.append(min([SHARES[row["本月状态"]], *held]))
        means[unit] = sum(shares) / len(shares) if shares else None
    return means


def indicator_shares(root: Path, period: str) -> dict[str, list[float]]:
    """What each unit's figures of a month earn."""
    found: dict[str, list[float]] = {}
    for row in table(root / f"outbox/{period}/汇总/{period}_汇总表.xlsx", "分县明细", "来源单元格"):
        if row["指标编号"] != "—" and isinstance(row["本单位年度任务"], (int, float)):
            if isinstance(row["完成率(%)"], (int, float)):
                found.setdefault(row["单位"], []).append(min(max(row["完成率(%)"], 0), 100) / 100)
            elif row["状态"] == "○ 未报":
                found.setdefault(row["单位"], []).append(0.0)
    return found


def test_points_equal_an_independent_recount(both_months: Path) -> None:
    root, summary = both_months, both_months / SUMMARY
    full = {
        row["考核项"]: row["权重"]
        for row in table(root / "templates" / "checklist.xlsx", "考核权重", "考核项")
    }
    means = [task_means(root, period) for period in MONTHS]
    assert means[0].keys() - means[1].keys()  # somebody was silent in June
    rates = {period: indicator_shares(root, period) for period in MONTHS}
    for unit, row in scores(summary).items():
        late = [days_late(root, period, unit) for period in MONTHS]
        shares = [0.0 if days is None else 1 - 0.1 * days for days in late]
        assert row["报送时效"] == pytest.approx(full["报送时效"] * sum(shares) / 2), unit
        last = max((period for period, month in zip(MONTHS, means, strict=True) if unit in month), default="")
        done = rates[last].get(unit, []) if last else []
        expected = full["指标完成"] * sum(done) / len(done) if done else "—"
        assert row["指标完成"] == (pytest.approx(expected) if done else "—"), unit
        due = [mean for month in means if (mean := month.get(unit, 0.0)) is not None]
        expected = full["任务完成"] * sum(due) / len(due) if due else "—"
        assert row["任务完成"] == (pytest.approx(expected) if due else "—"), unit


def test_the_sheet_says_that_it_is_provisional_and_ranks_nobody(finished_demo: Path) -> None:
    book = openpyxl.load_workbook(finished_demo / SUMMARY)
    text = "".join(str(cell.value) for row in book["考核评分"]["A1:A3"] for cell in row)
    assert all(
        word in text for word in ("阶段性", "未经各单位数据核对", "5—6月", "没有1—4月的数据", "不排名次")
    )
    shown = scores(finished_demo / SUMMARY)
    assert {row["名次"] for row in shown.values()} == {"—"}
    assert len(shown) == 22


def test_the_points_are_those_of_the_evaluation(small_copy: Path) -> None:
    before = scores(small_copy / SUMMARY)
    evaluate_year(Workspace(small_copy), 2024, date(2025, 1, 20))
    assert scores(small_copy / "outbox/2024年度考核/2024_考核评分.xlsx") == before


def test_an_earlier_month_counts_the_same_whether_it_was_reported_or_not(small_copy: Path) -> None:
    before = hashlib.sha256((small_copy / SUMMARY).read_bytes()).hexdigest()
    for period in ("2024-05", "2024-06"):
        main(["report", "--root", str(small_copy), "--period", period, "--now", "2024-07-02T09:00"])
    assert hashlib.sha256((small_copy / SUMMARY).read_bytes()).hexdigest() == before


def test_a_correction_of_an_earlier_month_is_validated_anew(small_copy: Path) -> None:
    place, moment = ("任务进展", "1", "completion"), datetime(2024, 7, 2, 9)
    workspace = Workspace(small_copy)
    before = scores(small_copy / SUMMARY)["喀什市"]["数据质量"]
    kept = Adjustment("653101", Period(2024, 5), place, 250.0, "演示", "张三", moment)
    number = workspace.ledger.adjust(kept)
    workspace.ledger.confirm_adjustment(number, Confirmation("李四", "电话", "2024-07-02", moment))
    # an error in May; and June, which is less, is asked about
    workspace.ledger.close()
    main(["report", "--root", str(small_copy), "--period", "2024-06", "--now", "2024-07-02T10:00"])
    after = scores(small_copy / SUMMARY)["喀什市"]["数据质量"]
    assert before - after == pytest.approx(15 * (0.1 + 0.02) / 2 / 2)
