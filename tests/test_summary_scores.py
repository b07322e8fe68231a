"""考核评分 of the monthly summary: provisional points for the year to date, recounted from the returned files."""

from __future__ import annotations

import hashlib
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
from toolkit.pipeline.evaluation import evaluate_year
from toolkit.pipeline.workspace import Workspace

SUMMARY = "outbox/2024-06/汇总/2024-06_汇总表.xlsx"
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


def test_points_equal_an_independent_recount(finished_demo: Path) -> None:
    root, summary = finished_demo, finished_demo / SUMMARY
    full = {
        row["考核项"]: row["权重"]
        for row in table(root / "templates" / "checklist.xlsx", "考核权重", "考核项")
    }
    returned = {path.parent.name: path for path in latest_returns(root / "archive" / "2024-06")}
    rates: dict[str, list[float]] = {}
    for row in table(summary, "分县明细", "来源单元格"):
        if row["指标编号"] != "—" and isinstance(row["本单位年度任务"], (int, float)):
            if isinstance(row["完成率(%)"], (int, float)):
                rates.setdefault(row["单位"], []).append(min(max(row["完成率(%)"], 0), 100) / 100)
            elif row["状态"] == "○ 未报":
                rates.setdefault(row["单位"], []).append(0.0)
    for unit, row in scores(summary).items():
        late = [days_late(root, period, unit) for period in ("2024-05", "2024-06")]
        shares = [0.0 if days is None else 1 - 0.1 * days for days in late]
        assert row["报送时效"] == pytest.approx(full["报送时效"] * sum(shares) / 2), unit
        done = rates.get(unit, [])
        expected = full["指标完成"] * sum(done) / len(done) if done else "—"
        assert row["指标完成"] == (pytest.approx(expected) if done else "—"), unit
        if unit not in returned:
            assert row["任务完成"] == 0, unit
            continue
        statuses = [one["本月状态"] for one in table(returned[unit], "任务进展", "任务序号")]
        counted = [SHARES[status] for status in statuses if status != "不涉及"]
        expected = full["任务完成"] * sum(counted) / len(counted) if counted else "—"
        assert row["任务完成"] == (pytest.approx(expected) if counted else "—"), unit


def test_the_sheet_says_that_it_is_provisional_and_ranks_nobody(finished_demo: Path) -> None:
    book = openpyxl.load_workbook(finished_demo / SUMMARY)
    text = "".join(str(cell.value) for row in book["考核评分"]["A1:A3"] for cell in row)
    assert all(
        word in text for word in ("阶段性", "未经各单位数据核对", "5—6月", "没有1—4月的数据", "不排名次")
    )
    shown = scores(finished_demo / SUMMARY)
    assert {row["名次"] for row in shown.values()} == {"—"}
    assert len(shown) == 22


def test_the_points_are_those_of_the_evaluation(demo_copy: Path) -> None:
    before = scores(demo_copy / SUMMARY)
    evaluate_year(Workspace(demo_copy), 2024, date(2025, 1, 20))
    assert scores(demo_copy / "outbox/2024年度考核/2024_考核评分.xlsx") == before


def test_an_earlier_month_counts_the_same_whether_it_was_reported_or_not(demo_copy: Path) -> None:
    before = hashlib.sha256((demo_copy / SUMMARY).read_bytes()).hexdigest()
    for period in ("2024-05", "2024-06"):
        main(["report", "--root", str(demo_copy), "--period", period, "--now", "2024-07-02T09:00"])
    assert hashlib.sha256((demo_copy / SUMMARY).read_bytes()).hexdigest() == before


def test_a_correction_of_an_earlier_month_is_validated_anew(demo_copy: Path) -> None:
    place, moment = ("任务进展", "1", "completion"), datetime(2024, 7, 2, 9)
    workspace = Workspace(demo_copy)
    before = scores(demo_copy / SUMMARY)["喀什市"]["数据质量"]
    kept = Adjustment("653101", Period(2024, 5), place, 250.0, "演示", "张三", moment)
    number = workspace.ledger.adjust(kept)
    workspace.ledger.confirm_adjustment(number, Confirmation("李四", "电话", "2024-07-02", moment))
    # an error in May; and June, which is less, is asked about
    workspace.ledger.close()
    main(["report", "--root", str(demo_copy), "--period", "2024-06", "--now", "2024-07-02T10:00"])
    after = scores(demo_copy / SUMMARY)["喀什市"]["数据质量"]
    assert before - after == pytest.approx(15 * (0.1 + 0.02) / 2 / 2)
