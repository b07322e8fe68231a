"""Opinions of lead units beside figures, on made-up months: what is disputed, what settles it, how it is printed."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from packs_month import heads
from summary_samples import HOSTILE, sample

from toolkit.core.findings import Severity
from toolkit.core.periods import Period
from toolkit.core.reviews import LeadOpinion, LeadReview, review_of
from toolkit.figures.reviews.opinions import AWAITING, Opinion, opinions
from toolkit.outputs.summary import write_summary
from toolkit.outputs.workbook.grid import clean

FILE = "archive/2024-06/教育局/v1_20240627-090000_回复.xlsx"


def said(
    unit: str, subject: str, opinion: str = "", value: float | None = None, raw: str = "", reason: str = ""
) -> LeadOpinion:
    return LeadOpinion(unit, subject, opinion, value, raw, reason, "分县指标", "P5")


def review(*told: LeadOpinion, lead: str = "教育局") -> LeadReview:
    return LeadReview(lead, Period(2024, 6), "d", "", {}, told, FILE)


def joined(*reviews: LeadReview, accepted: dict[tuple[str, str], str] | None = None) -> tuple[Opinion, ...]:
    return opinions(sample()[0], reviews, accepted or {})


def test_a_review_survives_the_ledger() -> None:
    one = review(said("653101", "T02-3", "有异议", 1180.5, "", "学籍系统"))
    assert review_of(one.as_json(), FILE) == one


@pytest.mark.parametrize(
    ("told", "code", "state"),
    [
        (said("653101", "T02-3", "有异议", 1180.0), "N770", AWAITING),
        (said("653101", "T02-3", "", None, "约一千"), "N770", AWAITING),
        (said("653101", "T02-3", "有异议"), "N771", AWAITING),
        (said("653101", "T02-3", "", 1230.0), "N770", "两数一致"),
        (said("all", "T02-3", "有异议", 9.9), "N770", AWAITING),
        (said("653101", "2", "有异议"), "N771", AWAITING),
        (said("653101", "T02-3", "一致"), None, ""),
        (said("653101", "T02-3", "", None, "", "见附件"), None, ""),
    ],
)
def test_what_is_disputed_and_what_is_not(told: LeadOpinion, code: str | None, state: str) -> None:
    (one,) = joined(review(told))
    assert (one.finding.code if one.finding else None, one.state) == (code, state)
    if one.finding:
        assert one.finding.severity is Severity.NOTE  # a unit is not asked to mend what a bureau says
        assert one.finding.problem and one.finding.remedy


def test_a_ruling_holds_for_these_two_values_only() -> None:
    told = said("653101", "T02-3", "有异议", 1180.0)
    finding = joined(review(told))[0].finding
    assert finding is not None
    accepted = {(finding.id, finding.seen): "以县报为准（王敏）"}
    assert "以县报为准" in joined(review(told), accepted=accepted)[0].state
    assert joined(review(replace(told, value=1181.0)), accepted=accepted)[0].state == AWAITING
    other = joined(review(told, lead="公安局"), accepted=accepted)[0]
    assert other.state == AWAITING  # each lead unit is ruled on by itself


def test_rows_that_the_month_does_not_have_are_left_out() -> None:
    assert joined(review(said("653101", "T99-1", "有异议"), said("999999", "T02-3", "有异议"))) == ()


def test_two_lead_units_and_hostile_text_stand_in_the_summary_as_text() -> None:
    result, checklist, findings, context = sample()
    reviews = (
        review(said("653101", "T02-3", "有异议", 1180.0, "", HOSTILE), said("all", "T02-3", "有异议", 0.4)),
        review(said("653101", "T02-3", "一致"), lead="公安局"),
    )
    context = replace(context, reviews=reviews, opinions=opinions(result, reviews, {}))
    assert context.awaiting == 2
    book = openpyxl.load_workbook(io.BytesIO(write_summary(result, checklist, findings, context)))
    sheet = book["分县明细"]
    names = heads(sheet)
    row = next(r for r in sheet.iter_rows(min_row=5) if (r[0].value, r[2].value) == ("喀什市", "T02-3"))
    cells = dict(zip(names, row, strict=True))
    assert "教育局：有异议" in cells["牵头单位意见"].value and "公安局：一致" in cells["牵头单位意见"].value
    assert "1180" in cells["牵头单位数"].value
    assert cells["牵头单位依据"].value == clean(HOSTILE) and cells["牵头单位依据"].data_type == "s"
    totals = book["指标汇总"]
    line = next(r for r in totals.iter_rows(min_row=5) if r[0].value == "T02-3")
    assert line[heads(totals).index("牵头单位数")].value == 0.4
    block = [[cell.value for cell in r] for r in book["牵头单位"].iter_rows()]
    assert sum(r[3] == AWAITING for r in block) == 2
    assert not any(
        cell.data_type == "f" for r in book["牵头单位"].iter_rows(min_row=len(block) - 3) for cell in r
    )


def test_what_is_disputed_stands_under_the_heads_of_its_block_with_both_values_and_sources() -> None:
    result, checklist, findings, context = sample()
    told = (
        said("653101", "T02-3", "有异议", 1180.5, "", "学籍系统"),
        said("653125", "T02-3", "", None, "约一千"),
        said("all", "T02-3", "有异议"),
        said("653101", "2", "一致"),
    )
    reviews = (replace(review(*told), overall="总体顺利。", cover={"核对人": "张三", "电话": "2200"}),)
    context = replace(context, reviews=reviews, opinions=opinions(result, reviews, {}))
    book = openpyxl.load_workbook(io.BytesIO(write_summary(result, checklist, findings, context)))
    rows = [[cell.value for cell in row[:12]] for row in book["牵头单位"].iter_rows()]
    start = next(index for index, row in enumerate(rows) if row[0] == "牵头单位核对情况")
    block = [row for row in rows[start:] if any(row)]
    reply, name = "分县指标!P5 v1_20240627-090000_回复.xlsx", "T02-3 新增义务教育学位数"
    cells = "指标数据!J12 archive/2024-06/653101/v1_20240624_喀什市 (6月)#1.xlsx"
    other = "指标数据!J12 archive/2024-06/653125/v1_a.xlsx"
    nothing = None
    assert block == [
        ["牵头单位核对情况", *[nothing] * 11],
        ["牵头单位", nothing, "核对人、电话、日期", nothing, "有异议", "其余意见", "待裁定", nothing, "总体进展", "来源", nothing, nothing],
        ["教育局", nothing, "核对人：张三；电话：2200", nothing, 3, 1, 3, nothing, "总体顺利。", FILE, nothing, nothing],
        ["有异议的数据（裁定前按填报数计）", *[nothing] * 11],
        ["牵头单位", "任务序号", "对象", "裁定", "填报数", "牵头单位数", "计量单位", "单位", "依据或说明", "填报来源", nothing, "牵头单位来源"],
        ["教育局", 2, name, AWAITING, 1230, 1180.5, "个", "喀什市", "学籍系统", cells, nothing, reply],
        ["教育局", 2, name, AWAITING, 2000, "约一千", "个", "莎车县", "—", other, nothing, reply],
        ["教育局", 2, name, AWAITING, 0.323, "—", "万个", "全地区", "—", "汇总得出，见“分县明细”", nothing, reply],
    ]  # fmt: skip
