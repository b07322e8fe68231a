"""The office's workbook: tolerant of form, strict on meaning; every fault with its code and cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.checklist_samples import column_of, edited, sample, setting
from toolkit.checklist.badcells import bad_cells
from toolkit.checklist.load import load_checklist
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.told import fault_lines
from toolkit.checklist.workbook import write_checklist
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Kind, Target


def loaded(data: bytes) -> Checklist:
    checklist, findings = load_checklist(data)
    assert checklist is not None, [(finding.code, finding.address) for finding in findings]
    return checklist


def test_what_is_written_is_read_back_exactly() -> None:
    expected = sample()
    assert loaded(write_checklist(expected)) == replace(expected, digest=digest_of(expected))


def test_looks_order_and_additions_do_not_change_the_digest() -> None:
    def rearrange(book: Workbook) -> None:
        page = book["指标"]
        page.move_range(f"A1:A{page.max_row}", cols=page.max_column)  # 指标编号 goes to the far right
        page.cell(1, 1).value = "办公室自己的列"
        page.cell(2, 1).value = "随手记"
        page.insert_rows(3)
        page.column_dimensions["B"].width = 3
        book.create_sheet("草稿", 0)["A1"] = "与清单无关"
        tasks = book["任务"]
        tasks.insert_rows(1)
        tasks["A1"] = "某地区任务清单"
        tasks.cell(2, 1).value = " 任务\n序号 "

    data = edited(rearrange)
    assert loaded(data).digest == loaded(write_checklist(sample())).digest


def test_a_changed_target_changes_the_digest() -> None:
    changed = loaded(edited(setting("指标", 2, "2024年目标", 1.87)))
    assert changed.digest != loaded(write_checklist(sample())).digest
    assert changed.indicator("T01-1").targets[2024] == Target(1.87)


@pytest.mark.parametrize(
    ("header", "row", "value", "field", "expected"),
    [
        ("类型", 2, "flow_sum", "kind", Kind.FLOW),
        ("类型", 4, " RATE_EACH ", "kind", Kind.RATE_EACH),
        ("比较", 2, ">=", "comparator", "≥"),
        ("比较", 2, "＞", "comparator", ">"),
        ("填报单位", 2, "甲市，乙县；\n甲市", "reporters", ("甲市", "乙县")),
        ("换算系数", 2, "１０，０００", "factor", 10000.0),
        ("2024年目标", 2, "１．８６", "targets", {2024: Target(1.86), 2025: Target(1.28)}),
        ("2025年目标", 4, "2—3", "targets", {2025: Target(2, 3)}),
        ("统计月份", 2, "6月、12", "months", (6, 12)),
        ("统计月份", 2, 9, "months", (9,)),
        ("频次", 2, None, "frequency", "月度"),
        ("进度口径", 4, None, "pace_kind", "达标"),
        ("进度口径", 2, None, "pace_kind", "序时"),
        ("小数位数", 2, None, "decimals", 2),
    ],
)
def test_ways_to_write_the_same(header: str, row: int, value: object, field: str, expected: object) -> None:
    checklist = loaded(edited(setting("指标", row, header, value)))
    assert getattr(checklist.indicators[row - 2], field) == expected


def test_a_month_that_excel_turned_into_a_date_is_read() -> None:
    checklist = loaded(edited(setting("期初值", 2, "截至月份", datetime(2024, 5, 1))))
    assert checklist.openings == sample().openings


def test_a_further_year_is_one_more_column() -> None:
    def add(book: Workbook) -> None:
        for name, header, value in (("任务", "2026年措施", "继续推进"), ("指标", "2026年目标", 2)):
            page = book[name]
            page.cell(1, page.max_column + 1).value = header
            page.cell(2, page.max_column).value = value

    checklist = loaded(edited(add))
    assert checklist.task(1).measures[2026] == "继续推进"
    assert checklist.indicator("T01-1").targets[2026] == Target(2)


def renamed(sheet: str, header: str, new: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet].cell(1, column_of(book[sheet], header)).value = new

    return change


def without(sheet: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        del book[sheet]

    return change


def emptied(sheet: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet].delete_rows(2, 100)

    return change


CELL_FAULTS = [
    ("任务", 2, "任务序号", None, "E904"),
    ("任务", 2, "任务序号", "一", "E906"),
    ("任务", 3, "任务序号", 1, "E909"),
    ("任务", 3, "简称", "任务名1", "E927"),
    ("任务", 2, "事项序号", 1.5, "E906"),
    ("任务", 2, "填报单位", "甲市、丁县", "E907"),
    ("任务", 2, "填报单位", None, "E917"),
    ("任务", 2, "填报频次", "每周", "E908"),
    ("任务", 2, "报送方式", "邮寄", "E908"),
    ("指标", 3, "指标编号", "T01-1", "E909"),
    ("指标", 2, "指标编号", None, "E904"),
    ("指标", 2, "任务序号", 9, "E910"),
    ("指标", 2, "类型", "累计", "E908"),
    ("指标", 2, "比较", "不少于", "E908"),
    ("指标", 2, "目标单位", None, "E904"),
    ("指标", 2, "换算系数", 0, "E912"),
    ("指标", 2, "换算系数", -1, "E912"),
    ("指标", 2, "换算系数", "一万", "E912"),
    ("指标", 2, "换算系数", None, "E912"),
    ("指标", 2, "2024年目标", "1.86万个", "E911"),
    ("指标", 2, "2024年目标", "1.86以上", "E911"),
    ("指标", 4, "2025年目标", "3～2", "E911"),
    ("指标", 4, "2025年目标", datetime(2025, 1, 2), "E911"),
    ("指标", 4, "2025年目标", 2, "E920"),
    ("指标", 2, "2024年目标", "1～2", "E920"),
    ("指标", 3, "分母名称", None, "E913"),
    ("指标", 2, "填报单位", None, "E917"),
    ("指标", 2, "填报单位", "甲市、塔县", "E907"),
    ("指标", 2, "频次", "每月", "E908"),
    ("指标", 2, "统计月份", "13", "E915"),
    ("指标", 3, "进度口径", "环比", "E908"),
    ("指标", 3, "基期值", None, "E916"),
    ("指标", 2, "填报单位量", "是/否", "E924"),
    ("指标", 2, "小数位数", "两位", "E906"),
    ("分解", 2, "指标编号", "T09-9", "E910"),
    ("分解", 2, "单位", "地区本级", "E923"),
    ("分解", 2, "单位", "丁县", "E907"),
    ("分解", 2, "目标", "三千", "E905"),
    ("校验规则", 2, "级别", "严重", "E908"),
    ("校验规则", 2, "表达式", "T01-1 <= T77-1", "E922"),
    ("校验规则", 2, "适用单位", "戊县", "E907"),
    ("校验规则", 2, "适用任务", "任务一", "E906"),
    ("校验规则", 2, "适用任务", "1、8", "E910"),
    ("序时曲线", 2, "适用", "T77-1", "E910"),
    ("序时曲线", 2, "6月", 10, "E914"),
    ("序时曲线", 2, "12月", 99, "E914"),
    ("序时曲线", 2, "3月", None, "E914"),
    ("序时曲线", 2, "1月", -5, "E914"),
    ("考核权重", 2, "权重", "三十", "E905"),
    ("文件差异", 2, "任务序号", "1、8", "E910"),
    ("期初值", 2, "截至月份", "五月", "E921"),
    ("考核加减分", 2, "年度", "2024年", "E906"),
    ("考核加减分", 2, "单位", "甲市、丁县", "E907"),
    ("考核加减分", 2, "考核项", "典型经验加分", "E910"),
    ("考核加减分", 2, "考核项", "奖励", "E908"),
    ("考核加减分", 2, "分值", -2, "E926"),
    ("考核加减分", 2, "分值", 0, "E926"),
    ("考核加减分", 2, "事由", None, "E904"),
    ("考核加减分", 2, "认定人", None, "E904"),
    ("期初值", 2, "单位", "地区本级", "E923"),
]


@pytest.mark.parametrize(("sheet", "row", "header", "value", "code"), CELL_FAULTS)
def test_every_fault_has_its_code_and_its_cell(
    sheet: str, row: int, header: str, value: object, code: str
) -> None:
    change = setting(sheet, row, header, value)
    checklist, findings = load_checklist(edited(change))
    assert checklist is None
    found = [(finding.code, finding.sheet) for finding in findings]
    assert (code, sheet) in found
    finding = next(finding for finding in findings if finding.code == code)
    assert finding.problem and finding.remedy  # every placeholder is filled
    if code == "E914":  # a curve is named by its first month
        return
    page_column = _column(sheet, header)
    assert finding.address == f"{get_column_letter(page_column)}{row}"


def _column(sheet: str, header: str) -> int:
    found: list[int] = []
    edited(lambda book: found.append(column_of(book[sheet], header)))
    return found[0]


def test_half_a_quotient_is_a_fault_at_the_missing_half() -> None:
    findings = load_checklist(edited(setting("指标", 2, "分子名称", "只有分子")))[1]
    place = f"{get_column_letter(_column('指标', '分母名称'))}2"
    assert [(finding.code, finding.address) for finding in findings] == [("E913", place)]


@pytest.mark.parametrize(
    ("change", "code", "sheet"),
    [
        (without("任务"), "E901", "任务"),
        (without("指标"), "E901", "指标"),
        (renamed("任务", "填报单位", "谁来填"), "E902", "任务"),
        (renamed("指标", "换算系数", "系数"), "E902", "指标"),
        (renamed("指标", "口径说明", "指标名称"), "E903", "指标"),
        (emptied("任务"), "E919", "任务"),
        (emptied("指标"), "E919", "指标"),
    ],
)
def test_faults_of_whole_sheets(change: Callable[[Workbook], None], code: str, sheet: str) -> None:
    checklist, findings = load_checklist(edited(change))
    assert checklist is None
    assert (code, sheet) in {(finding.code, finding.sheet) for finding in findings}


def test_optional_sheets_may_be_missing() -> None:
    def change(book: Workbook) -> None:
        for name in ("分解", "校验规则", "序时曲线", "考核权重", "文件差异", "期初值", "考核加减分", "说明"):
            del book[name]

    checklist = loaded(edited(change))
    assert checklist.quotas == checklist.rules == checklist.openings == ()


def test_rules_may_be_limited_to_tasks_and_old_workbooks_lack_the_column() -> None:
    assert loaded(edited(setting("校验规则", 2, "适用任务", "1、2"))).rules[0].tasks == (1, 2)

    def change(book: Workbook) -> None:
        page = book["校验规则"]
        page.delete_cols(column_of(page, "适用任务"))

    assert loaded(edited(change)).rules == loaded(edited(lambda _: None)).rules


def test_a_sheet_without_any_year_is_a_fault() -> None:
    def change(book: Workbook) -> None:
        page = book["任务"]
        for header in ("2024年措施", "2025年措施"):
            page.delete_cols(column_of(page, header))

    checklist, findings = load_checklist(edited(change))
    assert checklist is None
    assert [(finding.code, finding.sheet) for finding in findings] == [("E918", "任务")]


def test_formulas_count_by_their_value_and_errors_are_faults() -> None:
    """openpyxl stores formulas without a value: that must not pass for a blank."""
    checklist, findings = load_checklist(edited(setting("指标", 2, "2024年目标", "=1.86*1")))
    place = f"{get_column_letter(_column('指标', '2024年目标'))}2"
    assert checklist is None
    assert [(finding.code, finding.address) for finding in findings] == [("E925", place)]
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet("考核权重")
    page.write_row(0, 0, ["考核项", "权重", "计分办法"])
    page.write_row(1, 0, ["任务完成"])
    page.write_formula(1, 1, "=10*3", value=30)
    page.write_formula(2, 1, "=1/0", value="#DIV/0!")
    book.close()
    assert bad_cells(buffer.getvalue()) == {"考核权重": ["B3"]}


def test_all_faults_are_reported_at_once() -> None:
    def change(book: Workbook) -> None:
        setting("任务", 2, "填报单位", "丁县")(book)
        setting("指标", 2, "换算系数", 0)(book)
        setting("指标", 3, "分子名称", None)(book)

    codes = sorted(finding.code for finding in load_checklist(edited(change))[1])
    assert codes == ["E907", "E912", "E913"]


def test_a_near_miss_is_suggested() -> None:
    change = setting("任务", 2, "填报单位", "地区本级机关")
    finding = load_checklist(edited(change))[1][0]
    assert (finding.code, finding.suggestion) == ("E907", "地区本级")


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_workbook_is_said(data: bytes) -> None:
    checklist, findings = load_checklist(data)
    assert checklist is None
    assert [finding.code for finding in findings] == ["E900"]


@pytest.mark.parametrize(
    ("finding", "begins"),
    [
        (Finding("E900", values={"reason": "残缺"}), "  整个文件："),
        (Finding("E901", sheet="任务", values={"name": "任务"}), "  “任务”表："),
        (Finding("E901", sheet="任务", address="B3", values={"name": "任务"}), "  “任务”表 B3："),
    ],
)
def test_every_line_of_a_broken_checklist_begins_with_a_place(finding: Finding, begins: str) -> None:
    (line,) = fault_lines([finding])
    assert line.startswith(begins) and len(line) > len(begins)
