"""Tables of the time before the tool: units, indicators and months found, every filled cell accounted for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from figures_samples import UNITS, indicator, task

from toolkit.core.imported import HistoryCell, imported_of, imported_text
from toolkit.core.model import Checklist, Kind, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Outcome, Scalar, SheetData
from toolkit.papers.history import HistoryRead, read_history

JUNE = Period(2023, 6)
PLACES = indicator(id="T01-1", name="新增学位数", measure="万个", report_measure="个", factor=10000)
SHARE = replace(
    indicator(Kind.RATIO, id="T01-2", name="公办园占比"),
    numerator="公办园数", denominator="幼儿园总数", numerator_measure="所", denominator_measure="所",
)  # fmt: skip
MONEY = indicator(
    Kind.INVESTMENT, id="T01-3", name="完成投资", measure="亿元", report_measure="万元", factor=10000
)
SCHOOLS = indicator(id="T01-31", name="新建学校数")
COUNTIES = (Unit("653101", "甲市", "甲市", ("甲市人民政府",)), *UNITS[1:])
LIST = Checklist(
    (task(),),
    tuple(
        replace(one, reporters=tuple(unit.name for unit in COUNTIES))
        for one in (PLACES, SHARE, MONEY, SCHOOLS)
    ),
    units=COUNTIES,
)


def read(
    rows: Sequence[Sequence[Scalar]],
    given: Period | None = None,
    name: str = "月报.xlsx",
    sheet: str = "Sheet1",
    merges: Sequence[str] = (),
) -> HistoryRead:
    table = SheetData(sheet, tuple(tuple(row) for row in rows), merges=tuple(merges))
    found = read_history(Book((table,)), LIST, given, name)
    filled = sum(value not in (None, "") for row in rows for value in row)
    assert len(found.cells) + found.labels == filled  # every filled cell has one fate
    assert all(cell.note for cell in found.cells if cell.outcome is not Outcome.ACCEPTED)
    return found


def values(found: HistoryRead) -> dict[tuple[str, str, str, str], float | str | None]:
    return {(one.period, one.unit, one.key, one.field): one.value for one in found.cells if one.taken}


def at(found: HistoryRead, address: str) -> HistoryCell:
    return next(cell for cell in found.cells if cell.address == address)


def test_units_down_and_indicators_across() -> None:
    found = read(
        [
            ["2023年6月重点指标完成情况", None, None, None, "制表日期：2023年7月5日"],
            ["序号", "单位", "新增学位数（万个）", "T01-31 新建学校数（所）", "年度目标"],
            [1, "甲市人民政府", 0.12, 3, 9],
            [2, "县2", 0.2, "4所", 9],
            [None, "合计", 0.32, 7, 18],
            [None, "丁县", 1, 2, None],
            ["注：快报数", None, None, None, None],
        ]
    )
    assert values(found) == {
        ("2023-06", "653101", "T01-1", "ytd"): 1200.0, ("2023-06", "653102", "T01-1", "ytd"): 2000.0,
        ("2023-06", "653101", "T01-31", "ytd"): 3.0, ("2023-06", "653102", "T01-31", "ytd"): 4.0,
    }  # fmt: skip
    assert at(found, "C3").note == "“0.12”（万个）按“1200”（个）读取"
    assert "年度目标" in at(found, "E3").note
    assert "合计" in at(found, "C5").note
    assert at(found, "C6").note == "不认识的单位“丁县”"
    assert at(found, "A7").note == "没有写单位"


def test_indicators_down_and_units_across_with_parts_in_two_rows() -> None:
    found = read(
        [
            ["指标名称", "计量单位", "甲市", "县2", "全地区"],
            ["公办园占比", "分子", 8, 6, 14],
            [None, "分母", 10, None, 10],
            ["完成投资", "亿元", 1.5, "3000万元", 1.8],
            ["不明指标", "个", 1, 2, 3],
        ],
        name="2023年1-6月指标表.xlsx",
    )
    assert values(found) == {
        ("2023-06", "653101", "T01-2", "numerator"): 8.0, ("2023-06", "653101", "T01-2", "denominator"): 10.0,
        ("2023-06", "653101", "T01-3", "ytd"): 15000.0, ("2023-06", "653102", "T01-3", "ytd"): 3000.0,
    }  # fmt: skip
    half = at(found, "D2")
    assert (half.outcome, half.note) == (Outcome.REJECTED, "比率的分子、分母缺一个，没有导入")
    assert at(found, "C5").note == "不认识的指标“不明指标个”"


def test_parts_in_a_second_line_of_the_head() -> None:
    found = read(
        [
            ["县市", "公办园占比", None, "新建学校数"],
            [None, "公办园数", "幼儿园总数", "本月累计"],
            ["甲市", 8, 10, 2],
        ],
        JUNE,
        merges=("B1:C1",),
    )
    assert values(found) == {
        ("2023-06", "653101", "T01-2", "numerator"): 8.0, ("2023-06", "653101", "T01-2", "denominator"): 10.0,
        ("2023-06", "653101", "T01-31", "ytd"): 2.0,
    }  # fmt: skip
    assert found.unstated == 3


def test_a_quotient_alone_is_refused() -> None:
    found = read([["单位", "公办园占比（%）"], ["甲市", 80]], JUNE)
    assert not values(found)
    assert at(found, "B2").note == "比率要分子、分母两个数，只有比值不能汇总，没有导入"


def test_a_flat_table_with_its_own_months() -> None:
    found = read(
        [
            ["月份", "单位", "指标", "值", "计量单位", "备注"],
            ["2023-05", "甲市", "T01-1", 100, "个", "好"],
            ["2023年6月", "甲市", "T01-1", 200, "个", None],
            ["某月", "甲市", "T01-1", 300, "个", None],
            ["2023年6月", "县2", "T01-1 新建学校数", 5, "所", None],
            ["2023年6月", "县2", "新建学校数", "约五所", "所", None],
        ]
    )
    assert values(found) == {
        ("2023-05", "653101", "T01-1", "ytd"): 100.0,
        ("2023-06", "653101", "T01-1", "ytd"): 200.0,
    }
    assert at(found, "D5").note == "“T01-1新建学校数”编号与名称对不上"
    assert at(found, "D6").outcome is Outcome.REJECTED
    assert at(found, "F2").note == "“备注”列不导入"


def test_our_own_summary_gives_its_details_alone() -> None:
    details = [
        ["2023年6月分县明细"],
        ["单位", "任务序号", "指标编号", "名称", "计量单位", "本月累计", "上月累计", "分子累计", "分母累计"],
        ["甲市", 1, "—", "任务", "%", "—", "—", "—", "—"],
        ["甲市", 1, "T01-1", "新增学位数", "个", 1200, 900, "—", "—"],
        ["甲市", 1, "T01-2", "公办园占比", "%", 80, 70, 8, 10],
    ]
    sheets = (
        SheetData("指标汇总", (("编号", "名称"), ("T01-1", "新增学位数"))),
        SheetData("分县明细", tuple(tuple(row) for row in details)),
    )
    found = read_history(Book(sheets), LIST, None, "汇总表.xlsx")
    assert values(found) == {
        ("2023-06", "653101", "T01-1", "ytd"): 1200.0,
        ("2023-06", "653101", "T01-2", "numerator"): 8.0,
        ("2023-06", "653101", "T01-2", "denominator"): 10.0,
    }
    assert {cell.note for cell in found.cells if cell.sheet == "指标汇总"} == {"汇总表只导入“分县明细”"}
    assert len(found.cells) + found.labels == 4 + 1 + 9 * 4


TABLE = [["单位", "新建学校数"], ["甲市", 3]]


@pytest.mark.parametrize(
    ("title", "sheet", "name", "months"),
    [
        ("二〇二三", "Sheet1", "表.xlsx", set()),
        ("2023年上半年完成情况", "Sheet1", "2022年6月.xlsx", {"2023-06"}),
        ("2023年重点指标", "5月", "表.xlsx", {"2023-05"}),
        ("重点指标", "2023.05", "表.xlsx", {"2023-05"}),
        ("重点指标", "Sheet1", "月报202305.xlsx", {"2023-05"}),
        ("2023年6月与2022年6月比较", "Sheet1", "2023年6月.xlsx", set()),
        ("2023年7月5日制表", "Sheet1", "表.xlsx", set()),
    ],
)
def test_the_month_is_found_or_asked_for(title: str, sheet: str, name: str, months: set[str]) -> None:
    found = read([[title], *TABLE], name=name, sheet=sheet)
    assert {one.period for one in found.cells if one.taken} == months
    assert found.undated == (() if months else (sheet,))


def test_a_sheet_of_another_month_than_the_one_said_is_left_aside() -> None:
    found = read([["2023年5月"], *TABLE], JUNE)
    assert (values(found), at(found, "B3").note) == ({}, "是2023年5月的，不是 -p 指定的月份")
    assert values(read([["2023年6月与2022年6月比较"], *TABLE], JUNE))


def test_one_figure_in_two_places() -> None:
    twice = [*TABLE, ["甲市人民政府", 3]]
    assert at(read(twice, JUNE), "B3").note == "与 Sheet1!B2 是同一个数"
    different = [*TABLE, ["甲市人民政府", 4]]
    assert not values(read(different, JUNE))


def test_impossible_and_unreadable_cells_are_rejected() -> None:
    found = read([["单位", "新建学校数"], ["甲市", -3], ["县2", 1.5], ["县3", "待统计"], ["县4", "—"]], JUNE)
    assert not values(found)
    assert [cell.outcome.value for cell in found.cells] == ["拒收", "拒收", "忽略", "忽略"]
    assert [cell.note for cell in found.cells if cell.outcome is Outcome.IGNORED] == ["没有数，不导入"] * 2


def test_the_ledger_keeps_every_cell_with_its_fate() -> None:
    found = read([["单位", "新建学校数", "备注"], ["甲市", 3, "好"], ["县2", -1, None]], JUNE)
    kept = json.loads(imported_text(found.cells, found.labels))
    assert [(one["address"], one["outcome"]) for one in kept["cells"]] == [("B2", "采用"), ("B3", "拒收")]
    assert kept["left"] == {"不认识的指标“备注”": ["Sheet1!C2"]}
    assert kept["labels"] == 5
    (value,) = imported_of(json.dumps(kept))
    assert (value.address, value.raw, value.value) == ("B2", "3", 3.0)


def test_a_sheet_without_a_table_is_left_aside() -> None:
    found = read([["会议通知"], ["请各单位", "按时参加"]])
    assert {cell.note for cell in found.cells} == {"没有认出表格（要有单位和指标，写法见使用手册）"}
