"""Lead-unit packs, the sheet of quotas and the tables for other tools: written, filled by another library, read back."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import formualizer
import openpyxl
import pytest
import summary_month
from openpyxl.worksheet.worksheet import Worksheet
from summary_samples import CHECKLIST, FILE, HOSTILE, NAMES, RATIO, SUM, UNITS, sample
from test_summary_formulas import differences, grid, poisoned

from tests.data_month import csv_of
from toolkit.core.model import Checklist, Quota, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.core.reviews import LeadReview
from toolkit.inbox.workbooks.reader import read_book
from toolkit.outputs.packs.leadpacks import write_lead_packs
from toolkit.outputs.packs.quotabook import write_quotas
from toolkit.outputs.summary.leads import lead_units
from toolkit.outputs.workbook.grid import clean
from toolkit.papers.leadreview import read_lead_pack
from toolkit.papers.quotapaper import QuotaReturn, read_quotas
from toolkit.pipeline.collecting.splits import splits_of
from toolkit.tables.csvfiles import safe

# --- lead-unit packs --------------------------------------------------------------------------


def packs() -> dict[str, bytes]:
    result, checklist, _, context = sample()
    return write_lead_packs(result, checklist, context)


def filled(data: bytes, fill: Callable[[openpyxl.Workbook], None]) -> Book:
    book = openpyxl.load_workbook(io.BytesIO(data))
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return read_book(out.getvalue())


def entry(sheet: Worksheet, key: str, head: str, value: object) -> None:
    heads = [cell.value for cell in sheet[4]]
    row = next(row for row in sheet.iter_rows(min_row=5) if row[heads.index("标识")].value == key)
    row[heads.index(head)].value = value


def reviewed(fill: Callable[[openpyxl.Workbook], None]) -> LeadReview:
    read = read_lead_pack(filled(packs()["教育局.xlsx"], fill))
    assert read is not None
    review, findings = read
    assert findings == ()
    return review


def test_each_lead_unit_gets_a_pack_with_its_own_tasks_only() -> None:
    assert sorted(packs()) == ["人防办.xlsx", "公安局.xlsx", "教育局.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(packs()["教育局.xlsx"]))
    assert book.sheetnames == ["填写说明", "全地区指标", "分县指标", "分县任务", "诉求", "_meta"]
    assert {row[0].value for row in book["分县任务"].iter_rows(min_row=5)} == {2}
    assert [row[-1].value for row in book["分县指标"].iter_rows(min_row=5)] == [
        f"{unit.code}/{indicator.id}" for indicator in (SUM, RATIO) for unit in UNITS
    ]


def test_untouched_pack_says_nothing() -> None:
    review = reviewed(lambda book: None)
    assert (review.lead, review.period, review.digest) == ("教育局", Period(2024, 6), "d")
    assert (review.overall, review.opinions) == ("", ())


def test_a_disputed_figure_comes_back_with_value_reason_and_cell() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book["填写说明"]["B5"] = "全地区义务教育学位建设总体顺利。"
        entry(book["分县指标"], "653101/T02-3", "核对意见", "有异议")
        entry(book["分县指标"], "653101/T02-3", "本部门统计数", "1,180")
        entry(book["分县指标"], "653101/T02-3", "依据或说明", "学籍系统")
        entry(book["分县指标"], "653125/T02-3", "核对意见", "一致")
        entry(book["全地区指标"], "all/T02-3", "本部门统计数", "约三千")
        entry(book["分县任务"], "653101/2", "核对意见", "有异议")

    review = reviewed(fill)
    assert review.overall == "全地区义务教育学位建设总体顺利。"
    found = {(one.unit, one.subject): one for one in review.opinions}
    own = found["653101", "T02-3"]
    assert (own.value, own.reason, own.sheet, own.address, own.disputed) == (
        1180.0,
        "学籍系统",
        "分县指标",
        "P5",
        True,
    )
    assert not found["653125", "T02-3"].disputed
    unclear = found["all", "T02-3"]
    assert (unclear.value, unclear.raw, unclear.disputed) == (None, "约三千", True)
    assert found["653101", "2"].disputed
    assert len(found) == 4


def test_rows_are_found_by_key_after_sorting_and_inserted_title_rows() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["分县指标"]
        entry(sheet, "653125/T02-5", "本部门统计数", 48.5)
        sheet.insert_rows(1)
        sheet.move_range("A9:R9", rows=6)

    (one,) = reviewed(fill).opinions
    assert (one.unit, one.subject, one.value) == ("653125", "T02-5", 48.5)


def test_another_workbook_is_no_pack() -> None:
    assert read_lead_pack(Book(())) is None
    _, checklist, _, context = sample()
    assert read_lead_pack(read_book(write_quotas(checklist, context, 2024))) is None


def test_only_entry_cells_are_open_and_text_of_counties_stays_text() -> None:
    data = packs()["公安局.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        assert sheet.protection.sheet, sheet.title
        open_heads = {
            sheet.cell(4, cell.column).value
            for row in sheet.iter_rows(min_row=5)
            for cell in row
            if not cell.protection.locked
        }
        assert open_heads <= {"核对意见", "本部门统计数", "依据或说明", "填写内容"}, sheet.title
        assert not any(cell.data_type == "f" or cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert any(cell.value == clean(HOSTILE) for row in book["分县任务"].iter_rows() for cell in row)


def test_packs_are_reproducible() -> None:
    assert packs() == packs()


# --- quotas -----------------------------------------------------------------------------------


def returned_quotas(book: Book) -> QuotaReturn | None:
    return read_quotas(book, splits_of(CHECKLIST, UNITS), NAMES)


def test_quota_sheet_checks_the_sum_against_the_target_in_the_reporting_measure() -> None:
    _, _, _, context = sample()
    quotas = (Quota("T02-3", NAMES[0], 2024, 10_000.0), Quota("T02-3", NAMES[1], 2024, 8_000.0))
    data = write_quotas(replace(CHECKLIST, quotas=quotas), context, 2024)
    (row,) = [row for row in grid(data)["目标分解"][4:] if row[0]]
    assert (row[0], row[5], row[6], row[7], row[8]) == ("T02-3", 18_600, 18_000, -600, "部分单位未分解")
    answer = formualizer.recalculate_xlsx_bytes(poisoned(data))
    assert differences(grid(data), grid(bytes(answer["bytes"]))) == []


def test_quotas_come_back_with_who_confirmed_them() -> None:
    _, _, _, context = sample()

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["目标分解"]
        heads = [cell.value for cell in sheet[4]]
        for name, value in (
            (NAMES[0], 10_000),
            (NAMES[1], "8,600"),
            (NAMES[2], "看情况"),
            ("牵头单位确认", "同意"),
        ):
            sheet.cell(5, heads.index(name) + 1).value = value

    read = returned_quotas(filled(write_quotas(CHECKLIST, context, 2024), fill))
    assert read is not None
    assert read.quotas == (
        Quota("T02-3", NAMES[0], 2024, 10_000.0, "教育局、公安局"),
        Quota("T02-3", NAMES[1], 2024, 8_600.0, "教育局、公安局"),
    )
    (problem,) = read.findings
    assert (problem.sheet, problem.address) == ("目标分解", "L5") and "看情况" in problem.problem


def test_blank_quota_sheet_decides_nothing() -> None:
    _, _, _, context = sample()
    read = returned_quotas(read_book(write_quotas(CHECKLIST, context, 2024)))
    assert read is not None and (read.quotas, read.findings) == ((), ())
    assert returned_quotas(read_book(packs()["教育局.xlsx"])) is None


def test_units_that_do_not_report_an_indicator_cannot_be_given_a_share(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    result = summary_month.month(checklist, units, Period(2024, 6), months=0)
    data = write_quotas(checklist, summary_month.context(units, result), 2024)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["目标分解"]
    closed = 0
    for row in sheet.iter_rows(min_row=5):
        reporters = checklist.indicator(row[0].value).reporters_in(2024)
        for cell in row[9:-3]:
            held = sheet.cell(4, cell.column).value in reporters
            assert cell.protection.locked != held and (cell.value == "不涉及") != held
            closed += not held
    assert closed > 20
    answer = formualizer.recalculate_xlsx_bytes(poisoned(data))
    assert differences(grid(data), grid(bytes(answer["bytes"]))) == []


# --- tables -----------------------------------------------------------------------------------


def tables() -> dict[str, list[dict[str, str]]]:
    result, _, _, context = sample()
    return {
        name: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        for name, data in csv_of(result, context).items()
    }


def test_csv_begins_with_a_byte_order_mark_and_is_reproducible() -> None:
    result, _, _, context = sample()
    first = csv_of(result, context)
    assert all(data.startswith(b"\xef\xbb\xbf") for data in first.values())
    assert first == csv_of(result, context)


def test_every_column_is_in_the_dictionary() -> None:
    found = tables()
    described = {(row["文件"], row["字段"]) for row in found["字段说明.csv"]}
    for name, rows in found.items():
        if name != "字段说明.csv":
            assert {(name, head) for head in rows[0]} == {pair for pair in described if pair[0] == name}


def test_numbers_are_unrounded_and_missing_ones_empty() -> None:
    rows = {(row["单位"], row["指标编号"]): row for row in tables()["分县指标.csv"]}
    assert float(rows["喀什市", "T02-3"]["本月累计"]) == 1230
    assert rows["塔什库尔干塔吉克自治县", "T02-3"]["本月累计"] == ""
    assert rows["塔什库尔干塔吉克自治县", "T02-3"]["状态"] == "○ 未报"
    assert rows["喀什市", "T02-5"]["来源单元格"] == "指标数据!H14,I14"
    assert rows["喀什市", "T02-5"]["来源文件"] == FILE
    assert float(tables()["指标汇总.csv"][0]["完成率"]) == 0.323 / 1.86 * 100


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@x", "\t=1", " =1", "＝1", HOSTILE])
def test_text_that_begins_like_a_formula_is_defused(text: str) -> None:
    assert str(safe(text)).startswith("'")


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert [safe(value) for value in (-5.0, 3, None, True, "正常推进", "2024-06")] == [
        -5.0,
        3,
        None,
        True,
        "正常推进",
        "2024-06",
    ]
    rows = tables()["分县任务.csv"]
    assert any(row["存在问题"] == "'" + clean(HOSTILE) for row in rows)


# --- the shipped checklist --------------------------------------------------------------------


def test_packs_of_the_shipped_checklist_cover_every_lead_unit(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    result = summary_month.month(checklist, units, Period(2024, 6), months=1)
    found = write_lead_packs(result, checklist, summary_month.context(units, result))
    assert set(found) == {f"{lead}.xlsx" for lead in lead_units(checklist)}
    for data in found.values():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert "PackOwner" in package.read("docProps/custom.xml").decode()
