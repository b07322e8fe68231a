"""数据核对单 that come back: objections are listed and change no point; returns that were corrected are counted."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from collect_month import GRID, JUNE, KASHGAR, Month
from packs_month import SENT, Fill, filled, heads, run

from toolkit.core.form import INDICATORS, TASKS
from toolkit.pipeline.evaluating import evaluate_year, objections
from toolkit.pipeline.folder.workspace import Workspace

UNTIL = date(2024, 12, 31)
CHECK = f"2024年度考核/数据核对单/{KASHGAR}_喀什市_数据核对单.xlsx"


def objecting(text: str, criterion: str = "指标完成") -> Fill:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["得分说明"]
        names = heads(sheet)
        row = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == criterion)
        row[names.index("异议（请写明理由和依据）")].value = text

    return fill


def points(month: Month) -> list[tuple[object, ...]]:
    """Units, points and ranks of the office's workbook."""
    data = (month.root / "outbox" / "2024年度考核" / "2024_考核评分.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["考核评分"]
    last = heads(sheet).index("说明") if "说明" in heads(sheet) else sheet.max_column
    return [tuple(cell.value for cell in row[:last]) for row in sheet.iter_rows(min_row=4)]


def listed(month: Month) -> list[tuple[object, ...]]:
    data = (month.root / "outbox" / "2024年度考核" / "2024_考核评分.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["异议登记"]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=5)]


def test_an_objection_is_listed_with_its_cell_and_changes_no_point(month: Month) -> None:
    evaluate_year(month.workspace, 2024, UNTIL)
    before = points(month)
    data = filled((month.root / "outbox" / CHECK).read_bytes(), objecting("学位数少计200个，见验收单"))
    month.drop("异议.xlsx", data, SENT)
    (receipt,) = run(month).receipts
    assert (receipt.status, receipt.unit, receipt.period) == ("accepted", KASHGAR, "2024-12")
    lines = evaluate_year(month.workspace, 2024, UNTIL)
    assert points(month) == before
    (row,) = listed(month)
    assert row[:3] == ("喀什市", "指标完成", "学位数少计200个，见验收单")
    assert "archive/2024-12/喀什市/v1" in str(row[3]) and "得分说明!F" in str(row[3])
    assert any("异议 1 条" in line for line in lines)
    assert evaluate_year(month.workspace, 2024, UNTIL) == lines


def test_what_the_office_awards_and_deducts_counts_in_its_year_and_shows_its_reason(month: Month) -> None:
    evaluate_year(month.workspace, 2024, UNTIL)
    before = {row[0]: row for row in points(month)[1:]}
    path = month.root / "templates" / "checklist.xlsx"
    book = openpyxl.load_workbook(path)
    book["考核加减分"].append([2024, "喀什市", "典型经验加分", 2, "经验入选地区简报第3期", "王敏"])
    book["考核加减分"].append([2024, "喀什市", "扣分", 0.5, "逾期未整改1次", "王敏"])
    book["考核加减分"].append([2025, "喀什市", "扣分", 5, "明年的事", "王敏"])
    book.save(path)
    evaluate_year(Workspace(month.root), 2024, UNTIL)
    heads_, *rows = points(month)
    after = {row[0]: row for row in rows}
    changed = {
        head: (old, new)
        for head, old, new in zip(heads_, before["喀什市"], after["喀什市"], strict=True)
        if old != new
    }
    assert changed["典型经验加分"] == (0, 2) and changed["扣分"] == (0, -0.5)
    assert all(after[unit] == row for unit, row in before.items() if unit != "喀什市")
    data = (month.root / "outbox" / "2024年度考核" / "2024_考核评分.xlsx").read_bytes()
    evidence = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(io.BytesIO(data))["计分依据"].iter_rows()
    ]
    cached = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["考核评分"]
    (row,) = (row for row in cached.iter_rows(min_row=5, values_only=True) if row[0] == "喀什市")
    known = [one for one in row[3:10] if isinstance(one, (int, float))]
    assert row[1] == pytest.approx(sum(known))
    assert any("经验入选地区简报第3期" in row and "2分，认定人：王敏" in row for row in evidence)
    assert not any("明年的事" in row for row in evidence)


def test_a_newer_sheet_of_the_unit_replaces_its_objections(month: Month) -> None:
    evaluate_year(month.workspace, 2024, UNTIL)
    sheet = (month.root / "outbox" / CHECK).read_bytes()
    month.drop("一.xlsx", filled(sheet, objecting("甲")), SENT)
    month.drop("二.xlsx", filled(sheet, objecting("乙", "总体意见")), datetime(2024, 6, 28, 9))
    assert [receipt.status for receipt in run(month).receipts] == ["accepted"] * 2
    (one,) = objections(month.workspace.ledger, 2024)
    assert (one.unit, one.criterion, one.text) == (KASHGAR, "总体意见", "乙")
    month.drop("三.xlsx", filled(sheet, lambda book: None), datetime(2024, 6, 29, 9))
    assert [receipt.status for receipt in run(month).receipts] == ["accepted"]
    assert objections(month.workspace.ledger, 2024) == ()


def test_a_return_counts_as_sent_back_when_a_later_one_says_something_else(month: Month) -> None:
    ledger = month.workspace.ledger
    assert ledger.sent_back(2024) == {}
    form = month.form(GRID)
    task = str(form.rows[0].task.no)
    again = month.filled(GRID, changes={(TASKS, task, "person"): None})  # one cell less, the others the same
    month.drop("再报.xlsx", again, SENT)
    run(month)
    assert next(account.superseded for account in ledger.accounts(JUNE) if account.unit == GRID)
    assert ledger.sent_back(2024) == {}
    row = next(row for row in form.indicators if not row.indicator.is_ratio_input)
    changed = month.filled(GRID, changes={(INDICATORS, row.indicator.id, "ytd"): 987654.0})
    month.drop("更正.xlsx", changed, datetime(2024, 6, 28, 9))
    run(month)
    assert ledger.sent_back(2024) == {(GRID, JUNE): 2}
    odd = {(INDICATORS, row.indicator.id, "ytd"): "约30"}
    month.drop("约.xlsx", month.filled(GRID, changes=odd), datetime(2024, 6, 28, 10))
    run(month)
    assert ledger.sent_back(2024) == {(GRID, JUNE): 3}
    same = month.filled(
        GRID, changes={**odd, (TASKS, task, "person"): None}
    )  # what could not be read, once more
    month.drop("再约.xlsx", same, datetime(2024, 6, 28, 11))
    run(month)
    assert ledger.sent_back(2024) == {(GRID, JUNE): 3}
