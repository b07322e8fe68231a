"""The workbook as a file: contract, protection, identity, hostile text, validity."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from forms_samples import CENTRE, KEY, UNIT, address_of, sample_checklist, sample_form, task
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from toolkit.core.form import Correction, Form
from toolkit.core.model import Checklist, Decision, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.core.theme import INPUT, LOCKED
from toolkit.core.value_text import mark_of, raw_text
from toolkit.forms.identity import FIXED_TEXTS_NAME, identity_from, identity_of
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.places import asked_places, row_keys
from toolkit.forms.plan import Prefill
from toolkit.forms.write import write_form
from toolkit.forms.write.formbook import FormBook, WriteError, clean_text, height_for, strictly
from toolkit.forms.write.printing import page_starts
from toolkit.forms.write.tasks import NO_TASKS

ORDER = ["填报说明", "任务进展", "指标数据", "重点项目", "经验与诉求", "自检", "_meta"]
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "http://example.com/x",
    "{=1}",
    "_x0041_ \u202e‮",
    "a\x00b\x07c\ud800",
)


def rich_form(**changes: Any) -> Form:
    """Last month's text, a project, a decision, changes, a watermark."""
    before = Period(2024, 5)
    entries = [
        Entry(UNIT.code, before, "指标数据", "T01-2", "explanation", "按户籍人口统计", None),
        Entry(UNIT.code, before, "任务进展", "1", "status", "进度滞后", None),
        Entry(UNIT.code, before, "任务进展", "1", "progress", "5月开工建设小学2所。" * 8, None),
        Entry(UNIT.code, before, "重点项目", "653101-2024-001", "name", "第一小学", None),
        Entry(UNIT.code, before, "重点项目", "653101-2024-001", "total", 3000.5, None),
        Entry(UNIT.code, before, "重点项目", "653101-2024-001", "start", "2024-03-01", None),
        Entry(UNIT.code, before, "重点项目", "653101-2024-001", "year_done", 120.0, None),
    ]
    options: dict[str, Any] = {
        "prefill": Prefill(entries),
        "decisions": (Decision("Y1", "协调莎车县学校用地", UNIT.name, "2024年6月底"),),
        "changes": ("新增指标 T01-3",),
        "watermark": "模拟数据",
    }
    return sample_form(**(options | changes))


@pytest.fixture(scope="module")
def form() -> Form:
    return rich_form()


@pytest.fixture(scope="module")
def data(form: Form) -> bytes:
    return write_form(form)


@pytest.fixture(scope="module")
def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_sheets_in_order(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ORDER
    assert [book[name].sheet_state for name in ORDER] == ["visible"] * 6 + ["veryHidden"]


@pytest.mark.parametrize("name", list(SHEETS))
def test_one_header_row_and_hidden_keys(book: openpyxl.Workbook, form: Form, name: str) -> None:
    sheet, spec = book[name], SHEETS[name]
    assert HEADER_ROW <= 5
    assert tuple(cell.value for cell in sheet[HEADER_ROW][: len(spec.columns)]) == spec.headers
    assert all(cell.value is None for cell in sheet[HEADER_ROW][len(spec.columns) :])
    keys = [sheet.cell(row, spec.key_index + 1).value for row in range(FIRST_ROW, sheet.max_row + 1)]
    assert tuple(keys) == row_keys(form, name)
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(spec.key_index + 1)].hidden
    assert not sheet.merged_cells.ranges


def test_task_numbers_are_numbers(book: openpyxl.Workbook) -> None:
    assert [book["任务进展"].cell(row, 1).value for row in range(5, 9)] == [1, 2, 3, 4]
    assert [book["任务进展"].cell(5, col).value for col in (5, 6, 7)] == [
        "1.2024年措施1。\n2.第二条。",
        "地区教育局、地区卫健委",
        "进度滞后",
    ]


def test_only_inputs_are_unlocked(book: openpyxl.Workbook, form: Form) -> None:
    unlocked = {
        (sheet.title, cell.row, cell.column)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == {address_of(form, place) for place in asked_places(form)}
    for sheet in book:
        assert sheet.protection.sheet, sheet.title
        if sheet.title in SHEETS:
            allowed = sheet.protection  # openpyxl: False means that the lock does not apply
            assert not any((allowed.autoFilter, allowed.formatColumns, allowed.formatRows, allowed.objects))
            assert all((allowed.sort, allowed.insertRows, allowed.deleteRows))


def test_structure_is_locked_without_macros_or_links(data: bytes) -> None:
    found = parts(data)
    assert '<workbookProtection lockStructure="1"/>' in found["xl/workbook.xml"]
    assert not [name for name in found if "externalLink" in name or "vbaProject" in name]


def test_identity_is_carried_twice(book: openpyxl.Workbook, form: Form) -> None:
    properties = {item.name: item.value for item in book.custom_doc_props.props}
    pairs = {row[0].value: row[1].value or "" for row in book["_meta"].iter_rows(max_col=2, max_row=6)}
    expected = identity_of(form).as_properties()
    assert {name: value or "" for name, value in properties.items()} == expected
    assert pairs == expected
    identity = identity_from(pairs)
    assert identity is not None
    assert identity.genuine(KEY)


def test_fixed_texts_are_marked_but_no_input_and_no_formula(book: openpyxl.Workbook, form: Form) -> None:
    pairs = {row[0].value: row[1].value for row in book["_meta"].iter_rows(max_col=2)}
    marks = pairs[FIXED_TEXTS_NAME].split()
    assert marks == sorted(set(marks))
    assert FIXED_TEXTS_NAME not in {item.name for item in book.custom_doc_props.props}
    inputs = {address_of(form, place) for place in asked_places(form)}
    fixed = {
        mark_of(raw_text(cell.value))
        for name in ["填报说明", *SHEETS]
        for row in book[name].iter_rows(max_row=None if name == "填报说明" else HEADER_ROW - 1)
        for cell in row
        if cell.value is not None and cell.data_type != "f" and (name, cell.row, cell.column) not in inputs
    }
    notes = {
        mark_of(cell.comment.text)
        for name in SHEETS
        for row in book[name].iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert notes
    assert set(marks) == fixed | notes
    assert mark_of("协调莎车县学校用地") in fixed


def test_marks_cover_the_note_of_an_empty_sheet_and_the_list_of_what_to_mend() -> None:
    point = Correction("E1", "错误", "指标数据", "T04-1", "ytd", "约30", "不是数字", "请填数字")
    form = sample_form(CENTRE, prefill=Prefill(corrections=(point,)))
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    marks = {row[0].value: row[1].value for row in book["_meta"].iter_rows(max_col=2)}[
        FIXED_TEXTS_NAME
    ].split()
    for text in (NO_TASKS, "不是数字", "约30", "指标数据!J5"):
        assert mark_of(text) in marks


def test_the_key_is_in_no_part(data: bytes) -> None:
    assert all(KEY.decode() not in text for text in parts(data).values())


def test_same_form_same_bytes(form: Form, data: bytes) -> None:
    assert write_form(rich_form()) == data
    assert write_form(replace(form, period=Period(2024, 7))) != data


def validations(sheet: Worksheet) -> Iterator[tuple[str, Any]]:
    for rule in sheet.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            for row in sheet.iter_rows(cells.min_row, cells.max_row, cells.min_col, cells.max_col):
                yield from ((cell.coordinate, rule) for cell in row)


def test_every_input_has_a_prompt_or_a_rule_and_none_was_dropped(book: openpyxl.Workbook, form: Form) -> None:
    for name in [*SHEETS, "填报说明"]:
        rules = dict(validations(book[name]))
        inputs = [address_of(form, place) for place in asked_places(form) if place[0] == name]
        assert {f"{openpyxl.utils.get_column_letter(col)}{row}" for _, row, col in inputs} == set(rules)
        assert all(0 < len(rule.promptTitle) <= 32 and 0 < len(rule.prompt) <= 255 for rule in rules.values())


def test_drop_downs_draw_on_defined_names(book: openpyxl.Workbook) -> None:
    lists = {
        name: {rule.formula1 for _, rule in validations(book[name]) if rule.type == "list"} for name in SHEETS
    }
    assert lists == {
        "任务进展": {"list_status", '"是"'},
        "指标数据": {"list_nature", "list_yes_no"},
        "重点项目": {"list_project_category", "list_project_status"},
        "经验与诉求": {"list_experience"},
    }

    def words(name: str) -> list[Any]:
        sheet, area = next(iter(book.defined_names[name].destinations))
        return [row[0].value for row in book[sheet][area]]

    assert words("list_status") == ["未启动", "正常推进", "进度滞后", "已完成", "不涉及"]
    assert words("list_nature") == ["实际", "预计", "快报", "核定"]
    assert words("list_experience") == ["典型经验", "需地区协调事项", "意见建议"]


def test_defined_names_are_unique_and_merges_do_not_overlap(data: bytes, book: openpyxl.Workbook) -> None:
    tags = re.findall(r"<definedName ([^>]*)>", parts(data)["xl/workbook.xml"])
    keys = [tuple(sorted(re.findall(r'(name|localSheetId)="([^"]*)"', tag))) for tag in tags]
    assert len(keys) == len(set(keys)) > 10
    for sheet in book:
        covered = [cell for area in sheet.merged_cells.ranges for cell in area.cells]
        assert len(covered) == len(set(covered))


def test_only_functions_that_every_program_has(data: bytes) -> None:
    text = "".join(body for name, body in parts(data).items() if name.startswith("xl/worksheets/sheet"))
    formulas = re.findall(r"<f>(.*?)</f>|<formula\d?>(.*?)</formula\d?>|<formula1>(.*?)</formula1>", text)
    used = {name for group in formulas for body in group for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", body)}
    allowed = (
        "IF AND OR NOT LEN TRIM ISNUMBER SUM COUNT COUNTA COUNTIF ROUND INDEX MATCH HYPERLINK"
        " FIND LEFT MID SUBSTITUTE ROW"
    )
    assert used <= set(allowed.split(" "))
    assert "_xlfn" not in text


def test_printing(book: openpyxl.Workbook) -> None:
    for name in ORDER[:-1]:
        sheet = book[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) in (
            ("landscape", 9),
            ("landscape", 8),
            ("portrait", 8),
        )
        assert 80 <= int(sheet.page_setup.scale or 100) <= 100  # ten points print as eight at least
        assert "&P" in sheet.oddFooter.center.text
        assert "&N" in sheet.oddFooter.center.text
        assert "喀什市" in sheet.oddFooter.left.text
        assert "2024年6月" in sheet.oddFooter.left.text
    for name in [*SHEETS, "自检"]:
        assert book[name].print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
        assert book[name].freeze_panes is not None
    last = book["填报说明"].row_breaks.brk[-1].id
    assert book["填报说明"].cell(last + 1, 1).value.startswith("审签页")


def test_watermark_is_on_every_sheet(book: openpyxl.Workbook) -> None:
    for name in ORDER[:-1]:
        assert "模拟数据" in str(book[name]["A1"].value), name
        assert "模拟数据" in book[name].oddFooter.right.text


def test_cover_says_who_when_and_by_when(book: openpyxl.Workbook) -> None:
    cover = book["填报说明"]
    shown = {
        cover[f"{col}{row}"].value: cover[f"{chr(ord(col) + 1)}{row}"].value
        for row in range(3, 9)
        for col in "AC"
    }
    assert shown["填报单位（盖章）"] == "喀什市"
    assert shown["报送期"] == "2024年6月"
    assert shown["数据截至"] == "2024年6月25日"
    assert shown["报送截止"] == "2024年6月25日 18:00"
    assert list(shown)[6:] == ["填报人", "联系电话", "审核人", "单位负责人", "填报日期", None]
    texts = [cell.value for row in cover.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "新增指标 T01-3" in texts
    assert "协调莎车县学校用地" in texts
    assert any("审签页" in text for text in texts)


def test_not_due_rows_are_grey(data: bytes) -> None:
    form = sample_form(period=Period(2024, 5))
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))

    def fill(place: tuple[str, str, str]) -> str:
        sheet, row, col = address_of(form, place)
        return str(book[sheet].cell(row, col).fill.fgColor.rgb)[-6:]

    assert fill(("指标数据", "T02-3", "ytd")) == LOCKED
    assert fill(("指标数据", "T01-1", "ytd")) == INPUT
    assert fill(("任务进展", "3", "status")) == LOCKED


def test_definitions_are_notes(book: openpyxl.Workbook, form: Form) -> None:
    for id, field in (("T01-1", "ytd"), ("T01-3", "numerator"), ("T01-3", "denominator")):
        sheet, row, col = address_of(form, ("指标数据", id, field))
        assert f"口径{id}" in book[sheet].cell(row, col).comment.text
    sheet, row, col = address_of(form, ("指标数据", "T01-2", "explanation"))
    assert book[sheet].cell(row, col).comment.text == "上月说明：按户籍人口统计"
    project = address_of(form, ("重点项目", "653101-2024-001", "year_done"))
    assert book[project[0]].cell(*project[1:]).comment.text == "上月填报：120.0"


def test_carried_projects_are_typed(book: openpyxl.Workbook, form: Form) -> None:
    values = [book["重点项目"].cell(5, col).value for col in (1, 2, 5, 8, 10)]
    assert values == ["653101-2024-001", "第一小学", 3000.5, None, datetime(2024, 3, 1)]


def test_hostile_text_stays_text() -> None:
    before = Period(2024, 5)
    texts = dict(zip("1234", HOSTILE, strict=False))
    entries = [Entry(UNIT.code, before, "任务进展", no, "progress", text, None) for no, text in texts.items()]
    entries += [Entry(UNIT.code, before, "任务进展", "1", "person", HOSTILE[5], None)]
    entries += [Entry(UNIT.code, before, "任务进展", "2", "person", HOSTILE[6], None)]
    checklist = replace(sample_checklist(), tasks=(task(1, content="=1+2"), *sample_checklist().tasks[1:]))
    data = write_form(sample_form(checklist=checklist, prefill=Prefill(entries)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["任务进展"]
    for row, text in enumerate(texts.values(), 5):
        assert (sheet.cell(row, 8).value, sheet.cell(row, 8).data_type) == (text, "s")
        assert sheet.cell(row, 8).hyperlink is None
    assert (sheet.cell(5, 4).value, sheet.cell(5, 4).data_type) == ("=1+2", "s")
    assert sheet.cell(6, 15).value == "abc"
    assert clean_text(HOSTILE[5]) == HOSTILE[5]


def test_very_long_text_is_cut_to_what_a_cell_holds() -> None:
    entry = Entry(UNIT.code, Period(2024, 5), "任务进展", "1", "progress", "长" * 40_000, None)
    data = write_form(sample_form(prefill=Prefill([entry])))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["任务进展"]
    assert sheet.cell(5, 8).value.endswith("长……（全文见批注）")
    assert sheet.row_dimensions[5].height <= 120
    assert len(sheet.cell(5, 8).comment.text) == 32_767
    assert len(clean_text("😀" * 20_000).encode("utf-16-le")) // 2 <= 32_767


def test_rows_are_as_high_as_their_texts() -> None:
    assert height_for([("字" * 10, 22)]) < height_for([("字" * 11, 22)])
    assert height_for([("a\nb\nc", 40)]) >= 3 * 16.5
    assert height_for([("字" * 5000, 20)]) == 409


def test_units_without_tasks_are_told_so() -> None:
    form = sample_form(CENTRE)
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    assert book.sheetnames == ORDER
    assert "不用填" in book["任务进展"]["A3"].value
    assert book["任务进展"].max_row == HEADER_ROW
    nobody = openpyxl.load_workbook(io.BytesIO(write_form(sample_form(Unit("653100", "地区本级", "本级")))))
    assert "不用填" in nobody["指标数据"]["A3"].value


def test_a_correction_workbook_leads_with_what_to_mend() -> None:
    points = (
        Correction("E1", "错误", "指标数据", "T01-1", "ytd", "约30", "不是数字", "请填数字", "30"),
        Correction("Q1", "疑问", "任务进展", "2", "progress", "=1", "太短", "请写清楚"),
        Correction("E2", "错误", "填报说明", "", "phone", "", "没有填", "请填写"),
        Correction("E3", "错误", "指标数据", "T99-9", "ytd", "", "没有这一行", "请恢复"),
    )
    sent = {("指标数据", "T01-1", "ytd"): "约30", ("任务进展", "2", "progress"): "=1"}
    form = sample_form(prefill=Prefill(values=sent, corrections=points))
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    assert book.sheetnames == ["退回修改清单", *ORDER]
    sheet = book["退回修改清单"]
    links = [sheet.cell(row, 3).hyperlink.location for row in range(5, 9)]
    assert links == ["'指标数据'!J5", "'任务进展'!K6", "'填报说明'!D6", "'指标数据'!A1"]
    assert [sheet.cell(5, col).value for col in (1, 2, 4, 5, 6, 7)] == [
        1,
        "错误",
        "约30",
        "不是数字",
        "请填数字",
        "30",
    ]
    cell = book["指标数据"]["J5"]
    assert cell.value == "约30"
    assert str(cell.fill.fgColor.rgb)[-6:] == "FBE5E1"
    assert "不是数字" in cell.comment.text
    assert "建议值：30" in cell.comment.text
    assert book["任务进展"]["K6"].data_type == "s"


def test_what_xlsxwriter_would_drop_is_an_error() -> None:
    def refused(build: Any) -> None:
        book = FormBook(datetime(2024, 6, 1))
        page = book.page("x")
        with pytest.raises(WriteError):
            strictly(lambda: build(book, page) or book.close())

    rule = {"validate": "any", "input_message": "x"}
    refused(lambda book, page: page.validate((0, 0, 0, 0), rule | {"input_title": "长" * 33}))
    refused(lambda book, page: page.validate((0, 0, 0, 0), rule | {"input_message": "长" * 256}))
    refused(lambda book, page: page.validate((0, 0, 0, 0), {"validate": "list", "source": ["长" * 256]}))
    refused(lambda book, page: book.name("1 bad", "x!$A$1"))
    refused(lambda book, page: page.merge(0, 0, 0, "one cell", book.style()))
    refused(lambda book, page: page.sheet.set_footer("x" * 256))
    refused(lambda book, page: page.put(1_048_576, 0, "too low", book.style()))


@pytest.mark.parametrize("case", ["rich", "no tasks", "part", "correction"])
def test_openxml_audit_finds_nothing(case: str, tmp_path: Any) -> None:
    point = Correction("E1", "错误", "指标数据", "T01-1", "ytd", "约30", "不是数字", "请填数字")
    made = {
        "rich": rich_form,
        "no tasks": lambda: sample_form(CENTRE),
        "part": lambda: sample_form(tasks=(1,), part="教育"),
        "correction": lambda: sample_form(prefill=Prefill(corrections=(point,))),
    }
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_form(made[case]()))
    result = OpenXmlValidator().validate(path)
    assert [str(error) for error in result.errors] == []
    assert result.is_valid


@pytest.mark.parametrize(
    ("name", "formulas", "size"), [("喀什市", 2500, 600_000), ("草湖项目区", 400, 200_000)]
)
def test_the_self_check_stays_slim(
    name: str, formulas: int, size: int, checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    unit = next(unit for unit in units if unit.name == name)
    sheet = parts(write_form(sample_form(unit, checklist=checklist)))["xl/worksheets/sheet6.xml"]
    assert 100 < sheet.count("<f>") < formulas
    assert len(sheet.encode()) < size


def test_empty_checklist_still_makes_a_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_form(sample_form(checklist=Checklist((), ())))))
    assert book.sheetnames == ORDER


@pytest.mark.parametrize(
    ("heights", "starts"),
    [
        ([10.0] * 5, []),
        ([10.0] * 10, []),
        ([10.0] * 11, [9]),  # ten would fit, and leave one alone
        ([10.0] * 12, [10]),
        ([10.0] * 23, [10, 20]),
        ([60.0, 60.0, 60.0], [1, 2]),  # no two fit on a page
        ([60.0, 30.0, 60.0, 30.0], [2]),
        ([], []),
    ],
)
def test_pages_hold_no_lone_row_where_two_fit(heights: list[float], starts: list[int]) -> None:
    assert page_starts(heights, 100.0, 100.0) == starts


def test_long_tables_break_between_rows_that_fit() -> None:
    tasks = tuple(task(no, content="内容" * 60) for no in range(1, 44))
    data = write_form(sample_form(checklist=Checklist(tasks, ())))
    breaks = [item.id for item in openpyxl.load_workbook(io.BytesIO(data))["任务进展"].row_breaks.brk]
    assert len(breaks) > 5
    assert all(later - earlier > 1 for earlier, later in pairwise([HEADER_ROW, *breaks, HEADER_ROW + 43]))
