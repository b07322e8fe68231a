"""Which row is which: totals and notes among projects, rows sorted in part, renumbered rows, rival tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import pytest
from corpus.case import TAKEN
from corpus.sample import MAY, Place, address_of, as_read, filled, form_for, key_rows, saved
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.core import fields
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.returns import Outcome, Scalar, SheetData
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.reading.asides import is_note, is_nothing, is_total
from toolkit.forms.reading.form import Reading, read_form
from toolkit.forms.reading.match_rows import RowIndex, match_row
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.resolve import cast_cell
from toolkit.forms.reading.spelled import is_named_with_measure, is_number, is_unit
from toolkit.inbox.workbooks.reader import read_book

UNIT = "疏附县"
FREE = 8  # a free row of 重点项目


def read(edit: Callable[[Workbook], object]) -> tuple[Reading, dict[Place, Scalar]]:
    """A return as the edit leaves it, with what it truly said before."""
    book, truth = filled(UNIT)
    edit(book)
    return read_form(read_book(saved(book)), form_for(UNIT)), truth


def taken(reading: Reading) -> dict[Place, Scalar]:
    return {(c.form_sheet, c.key, c.field): c.value for c in reading.cells if c.outcome in TAKEN}


def misread(reading: Reading, truth: dict[Place, Scalar]) -> dict[Place, Scalar]:
    """What was taken and is not the truth."""
    true = {place: as_read(value) for place, value in truth.items()}
    return {place: value for place, value in taken(reading).items() if true.get(place) != value}


def codes(reading: Reading) -> Counter[str]:
    return Counter(finding.code for finding in reading.findings)


def ignored(reading: Reading, sheet: str) -> set[str]:
    return {c.address for c in reading.cells if c.outcome is Outcome.IGNORED and c.sheet == sheet}


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "本页小计",
        "总计(万元)",
        "合计:3个",
        "共3个项目",
        "共计三项",
        "教育类小计",
        "其中:续建",
        "全县合计",
    ],
)
def test_words_of_a_total(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "(本月无)",
        "(无)",
        "暂无",
        "/",
        "——",
        "本月无新增项目",
        "6月无新开工项目。",
        "暂无需地区协调事项",
        "无变化",
        "没有",
    ],
)
def test_words_for_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["注:以上为入库数", "备注1:见附件", "填表人:张三", "联系电话:0998-1"])
def test_words_of_a_note(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "无线网络覆盖工程",
        "无障碍设施改造项目",
        "合计划生育服务中心",
        "疏附县联合计量检测中心",
        "公共停车场",
        "共享单车停放点",
        "注塑产业园",
        "老旧小区改造共3个项目",
        "说明书印刷厂",
    ],
)
def test_a_name_that_only_begins_so_is_a_project(text: str) -> None:
    assert not (is_total(text) or is_nothing(text) or is_note(text))

    def edit(book: Workbook) -> None:
        book[PROJECTS].cell(FREE, 2).value = text

    reading, _ = read(edit)
    assert text in taken(reading).values()


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [(FREE, 2, "合 计"), (FREE, 1, "小计"), (205, 1, "总计"), (FREE, 2, "无"), (205, 2, "注：以上为入库数")],
)
def test_totals_and_notes_are_no_projects(row: int, column: int, text: str) -> None:
    def edit(book: Workbook) -> None:
        book[PROJECTS].cell(row, column).value = text
        book[PROJECTS].cell(row, 5).value = 76812.0

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert codes(reading) == {"N137": 1}
    assert ignored(reading, PROJECTS) == {f"{'AB'[column - 1]}{row}", f"E{row}"}


@pytest.mark.parametrize(
    ("headings", "projects"),
    [
        (("一、市政道路（2个）", None), 2),
        (("（一）续建项目", 300.0), 2),
        (("二、新建项目", 301.0), 3),  # no sum of what stands below: a project, asked for the rest
        (("二号路改造工程", 300.0), 3),
    ],
)
def test_headings_of_groups_are_no_projects(headings: tuple[str, float | None], projects: int) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        for row, (name, total) in enumerate([headings, ("1.东路", 100.0), ("2.西路", 200.0)], FREE):
            sheet.cell(row, 2).value, sheet.cell(row, 5).value = name, total

    reading, truth = read(edit)
    new = {place: value for place, value in taken(reading).items() if place not in truth}
    assert sum(place[2] == "total" for place in new) == projects
    assert codes(reading) == ({"N137": 1} if projects == 2 else {})


def test_totals_among_groups_are_no_part_of_what_a_heading_sums_up() -> None:
    rows = (
        *(
            ("一、市政工程", 3601.0),
            ("（一）道路", 2401.0),
            ("东路", 1200.0),
            ("西路", 1201.0),
            ("小计", 2401.0),
        ),
        *(("（二）管网", 1200.0), ("供热管网", 1200.0), ("小计", 1200.0)),
        *(("二、教育", 900.0), ("小学", 900.0), ("合计", 4501.0)),
    )

    def edit(book: Workbook) -> None:
        for row, (name, total) in enumerate(rows, FREE):
            book[PROJECTS].cell(row, 2).value, book[PROJECTS].cell(row, 5).value = name, total

    reading, truth = read(edit)
    new = {place: value for place, value in taken(reading).items() if place not in truth}
    assert [new[place] for place in sorted(new) if place[2] == "total"] == [1200.0, 1201.0, 1200.0, 900.0]
    assert codes(reading) == {"N137": 1}


@pytest.mark.parametrize(
    ("header", "above", "written", "counts"),
    [
        ("总投资(亿元)", "", 1.2, 12000.0),
        ("总投资（元）", "", 12_000_000, 1200.0),
        ("总投资", "单位：亿元", 1.2, 12000.0),
        ("总投资(亿元)", "", "3000万元", 3000.0),  # it says its own
    ],
)
def test_money_in_another_measure_is_converted_and_asked_about_once(
    header: str, above: str, written: float | str, counts: float
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        sheet.cell(FIRST_ROW - 1, 5).value = header
        sheet["H3"].value = above or None
        sheet.cell(FREE, 2).value, sheet.cell(FREE, 5).value = "东路工程", written

    reading, _ = read(edit)
    (cell,) = (one for one in reading.cells if one.address == f"E{FREE}" and one.form_sheet == PROJECTS)
    assert (cell.value, cell.outcome) == (counts, Outcome.NORMALISED)
    assert codes(reading) == {"Q176": 1}
    (asked,) = (one for one in reading.findings if one.code == "Q176")
    assert (
        "E5“5210”计为" in asked.problem
        and f"“{header.translate(str.maketrans('（）', '()'))}”" in asked.problem
    )


@pytest.mark.parametrize(
    ("title", "more", "code"),
    [
        ("本月累计(新)", 5, "Q177"),
        ("本月累计（更正后）", 5, "Q177"),
        ("本月累计(修改)", 0, "Q129"),  # it says the same
        ("本月累计新增", 5, "Q129"),
        ("2023年本月累计", 5, "Q129"),
    ],
)
def test_a_newer_column_beside_the_forms_own_is_held_against_it(title: str, more: int, code: str) -> None:
    where: list[str] = []

    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        at, rows = SHEETS[INDICATORS].index(fields.YTD) + 1, list(key_rows(sheet).values())
        sheet.insert_cols(at + 1)
        sheet.cell(FIRST_ROW - 1, at + 1).value = title
        for row in rows:
            own = sheet.cell(row, at)
            if isinstance(own.value, int | float):
                sheet.cell(row, at + 1).value = own.value + more
                where.append(
                    f"{own.coordinate}“{own.value:g}”、{sheet.cell(row, at + 1).coordinate}“{own.value + more:g}”"
                )

    reading, truth = read(edit)
    assert not misread(reading, truth)
    (found,) = (one for one in reading.findings if one.code in ("Q129", "Q177"))
    assert found.code == code
    assert code == "Q129" or where[0] in found.problem


def test_a_list_with_its_own_header_is_read_by_that_header() -> None:
    header = [
        "序号",
        "项目名称",
        "建设地点",
        "总投资（万元）",
        "2024年计划投资（万元）",
        "1-6月完成投资（万元）",
        "累计完成投资（万元）",
        "开工时间",
        "竣工时间",
        "建设进度",
    ]

    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        for row in range(FIRST_ROW, FREE):
            for column in range(1, 15):
                sheet.cell(row, column).value = None
        own = [1, "县东路改造工程", "城区", 1202, 800, 302, 502, "2024.3", "2025.10", "路基完成"]
        for row, values in ((FIRST_ROW, header), (FIRST_ROW + 1, own)):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value

    reading, _ = read(edit)
    found = {place[2]: value for place, value in taken(reading).items() if place[0] == PROJECTS}
    expected = {"name": "县东路改造工程", "total": 1202.0, "year_plan": 800.0, "cumulative_done": 502.0}
    assert expected.items() <= found.items()
    assert found.get("year_done", 302.0) == 302.0
    assert found["start"] == "2024-03"


@pytest.mark.parametrize(
    ("sheet_name", "header", "row", "new", "found"),
    [
        # Every word is the form's: read by it.
        (PROJECTS, [None, "项目名称", "开工时间", "总投资(万元)"], [None, "东路", "2024.3", 1202], {"name": "东路", "start": "2024-03", "total": 1202.0}, "N137"),
        # 建设地点 is none: nothing of it.
        (PROJECTS, ["序号", "项目名称", "建设地点", "总投资（万元）", "开工时间"], [1, "东路", "城区", 1202, "2024.3"], {}, "E173"),
        # The form's headers once more, as at a break of pages.
        (PROJECTS, ["项目编号", "项目名称", "任务序号"], [None, "东路", 22], {"name": "东路", "task_no": 22.0}, "N137"),
        (INDICATORS, ["指标编号", "指标名称", "本月累计"], ["T01-1", "某数", 5], {}, "E173"),
    ],
)  # fmt: skip
def test_a_list_under_a_header_of_its_own_further_down(
    sheet_name: str, header: list[str], row: list[Scalar], new: dict[str, Scalar], found: str
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[sheet_name]
        line = FREE if sheet_name == PROJECTS else sheet.max_row + 2
        for number, values in ((line, header), (line + 1, row)):
            for column, value in enumerate(values, 1):
                sheet.cell(number, column).value = value

    reading, truth = read(edit)
    before = {place: as_read(value) for place, value in truth.items()}
    assert {place[2]: value for place, value in taken(reading).items() if place not in before} == new
    assert before.items() <= taken(reading).items()
    assert codes(reading)[found] == 1 and set(codes(reading)) == {found}


def test_nothing_to_tell_is_no_experience_and_half_a_header_no_project() -> None:
    def edit(book: Workbook) -> None:
        for column in (1, 2, 3):
            book[EXPERIENCE].cell(FIRST_ROW + 1, column).value = "无"
        for column in (2, 5, 12, 13):
            book[PROJECTS].cell(FREE, column).value = SHEETS[PROJECTS].headers[column - 1]

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == {"N137": 2}


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text"),
    [
        (EXPERIENCE, FIRST_ROW, 1, "无"),
        (EXPERIENCE, FIRST_ROW + 1, 1, "没有"),
        (EXPERIENCE, FIRST_ROW + 1, 1, "无经验"),
        (PROJECTS, FREE, 4, "无"),
        (PROJECTS, FREE, 5, "/"),
    ],
)
def test_nothing_is_no_record_wherever_in_its_row_it_stands(
    sheet: str, row: int, column: int, text: str
) -> None:
    def edit(book: Workbook) -> None:
        for at in range(1, 6) if sheet == EXPERIENCE else ():
            book[sheet].cell(row, at).value = None
        book[sheet].cell(row, column).value = text

    reading, _ = read(edit)
    assert codes(reading) == {"N137": 1}


def test_a_task_s_number_and_a_deadline_are_read_without_the_words_around_them() -> None:
    def edit(book: Workbook) -> None:
        for name, value in (
            ("项目名称", "县供水厂扩建工程"),
            ("任务序号", "任务24"),
            ("计划竣工时间", "2024年11月30日前"),
            ("开工时间", "2024年3月1日前"),
            ("项目状态", "施工中"),
        ):
            book[PROJECTS].cell(FREE, SHEETS[PROJECTS].headers.index(name) + 1).value = value

    reading, _ = read(edit)
    assert {24.0, "2024-11-30", "在建"} <= set(taken(reading).values())
    assert codes(reading) == {"E109": 1}  # begun before a day is begun on no day
    notes = [cell.note for cell in reading.cells if "任务24" in cell.note]
    assert notes == ["“任务24”按“24”读取"]


@pytest.mark.parametrize(
    ("written", "end", "start"),
    [
        ("2025年10月底前", "2025-10", None),
        ("2025年12月底", "2025-12", None),
        ("2025年底", "2025-12", None),
        ("2025年年底前", "2025-12", None),
        ("2024年5月中旬", "2024-05", None),
        ("预计2025年5月", "2025-05", None),
        ("2025年5月（预计）", "2025-05", None),
        ("2025年8月31日前竣工", "2025-08-31", None),
        ("2025年5月", "2025-05", "2025-05"),
        ("25年底", None, None),
        ("2025年", None, None),
        ("2025年5月或6月", None, None),
    ],
)
def test_a_planned_end_is_read_as_plans_are_written_and_a_begin_is_not(
    written: str, end: str | None, start: str | None
) -> None:
    def cast(name: str) -> Scalar:
        return cast_cell(Filled(SheetData(PROJECTS, ()), 5, 5, written), SHEETS[PROJECTS].column(name)).value

    assert (cast(fields.PLANNED_END), cast(fields.START)) == (end, start)


@pytest.mark.parametrize(
    ("percentages", "asked"),
    [
        ((0.3, 0.5, 1, 0.7), [1]),
        ((1, 1, 1, 0), []),
        ((0.5, 30, 1, 60), []),  # one below 1 among others says nothing
        ((0.5, 0.2, 1, 60), [1]),
    ],
)
def test_a_1_among_fractions_is_asked_about(percentages: tuple[float, ...], asked: list[float]) -> None:
    def edit(book: Workbook) -> None:
        column = SHEETS[TASKS].index(fields.COMPLETION) + 1
        for row, value in enumerate(percentages, FIRST_ROW):
            book[TASKS].cell(row, column).value = value

    reading, _ = read(edit)
    assert [float(one.seen) for one in reading.findings if one.code == "Q181"] == asked


@pytest.mark.parametrize("title", [None, "无"])
def test_a_chosen_category_with_nothing_to_tell_is_no_experience(title: str | None) -> None:
    def edit(book: Workbook) -> None:
        row = FIRST_ROW + 1
        for column, value in ((1, "意见建议"), (2, title), (3, "本月无意见建议。")):
            book[EXPERIENCE].cell(row, column).value = value

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == {"N137": 1}


def test_a_chosen_category_with_content_alone_is_an_experience() -> None:
    def edit(book: Workbook) -> None:
        for column, value in ((1, "意见建议"), (3, "建议统一口径。")):
            book[EXPERIENCE].cell(FIRST_ROW + 1, column).value = value

    reading, _ = read(edit)
    assert "建议统一口径。" in taken(reading).values()


def test_a_bare_number_below_the_table_is_no_task() -> None:
    def edit(book: Workbook) -> None:
        below = book[TASKS].max_row + 3
        book[TASKS].cell(below, 1).value = 2
        book[TASKS].cell(below, SHEETS[TASKS].index("evidence") + 1).value = "滞后原因"

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == {"E122": 1}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({1: "填表人：李秀英", 5: "审核人：王建国", 10: "填表日期：2024年6月24日"}, "N128"),
        ({1: "单位负责人：艾力", 8: "联系电话：0998-1234567", 14: "报出日期：2024年6月24日"}, "N128"),
        ({1: "主要领导（签字）：", 9: "分管领导：", 11: "填报人：陈静"}, "N128"),
        ({1: "制表", 2: "张伟", 10: date(2024, 6, 24)}, "N128"),
        ({1: "审核：", 10: 35}, "E122"),
        ({1: "填报单位：人社局", 10: "3,500人"}, "E122"),
        ({3: "审核通过的项目", 10: 35}, "E122"),
    ],
)
@pytest.mark.parametrize("name", [TASKS, INDICATORS])
def test_who_signed_below_a_table_is_no_row_that_nobody_can_place(
    name: str, cells: dict[int, object], code: str
) -> None:
    def edit(book: Workbook) -> None:
        below = book[name].max_row + 2
        for column, value in cells.items():
            book[name].cell(below, column).value = value  # type: ignore[assignment]

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == {code: 1}


STEMS = ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([f"({number})" for number in range(1, 13)], ""),
        ([*STEMS, *range(1, 9)], ""),
        ([None, *STEMS, "1", "2", "3=1/2", "4", "5", "6", "7"], ""),
        (["栏次", *range(1, 12)], ""),
        ([*[None] * 4, *"①②③④⑤", "⑥=④/⑤", *"⑦⑧"], ""),
        ([None, *range(5, 16)], "E122"),
    ],
)
@pytest.mark.parametrize("name", [TASKS, INDICATORS, PROJECTS])
def test_a_line_of_column_numbers_is_no_row(name: str, numbers: list[object], code: str) -> None:
    def edit(book: Workbook) -> None:
        book[name].insert_rows(FIRST_ROW)
        put(book[name], FIRST_ROW, 1, [numbers])

    reading, truth = read(edit)
    if not code:
        assert not misread(reading, truth)
        assert not codes(reading)
    elif name != PROJECTS:
        assert codes(reading) == {code: 1}


@pytest.mark.parametrize(
    ("title", "step", "code"), [("序号", 1, ""), ("No.", 1, ""), ("序号", 0, "Q129"), ("份数", 1, "Q129")]
)
def test_a_column_that_counts_the_rows_is_no_added_one(title: str, step: int, code: str) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        rows = list(key_rows(sheet).values())
        sheet.insert_cols(1)
        sheet.cell(FIRST_ROW - 1, 1).value = title
        for count, row in enumerate(rows, 1):
            sheet.cell(row, 1).value = count * step or 7

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == ({code: 1} if code else {})


@pytest.mark.parametrize(
    ("write", "code"),
    [
        ("任务{}", ""),
        ("{}.", ""),
        ("（{}）", ""),
        ("第{}项", ""),
        ("{}改", "Q126"),
    ],
)
def test_a_number_in_other_signs_is_no_change(write: str, code: str) -> None:
    def edit(book: Workbook) -> None:
        for row in key_rows(book[TASKS]).values():
            cell = book[TASKS].cell(row, 1)
            cell.value = write.format(cell.value)

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert set(codes(reading)) == ({code} if code else set())


@pytest.mark.parametrize(
    ("seen", "same"),
    [
        ("疏附县人民政府", True),
        ("喀什地区疏附县（盖章）", True),
        ("疏附县新型城镇化工作领导小组办公室", True),
        ("疏附县住房和城乡建设局（公章）", True),
        ("疏勒县人民政府", False),
        ("疏附县、疏勒县", False),
        ("疏附县托克扎克镇", False),
    ],
)
def test_the_unit_on_the_cover_in_full(seen: str, same: bool) -> None:
    assert is_unit(seen, ("疏附县",)) is same
    assert is_number("t01－1", "T01-1") and not is_number("T01-2", "T01-1")
    assert is_named_with_measure("新建学校（所）", "新建学校", "所")
    assert not is_named_with_measure("到位资金（亿元）", "到位资金", "万元")


def values_of(sheet: Worksheet, rows: Iterable[int], first: int, last: int) -> list[list[object]]:
    return [[sheet.cell(row, column).value for column in range(first, last + 1)] for row in rows]


def put(sheet: Worksheet, row: int, first: int, values: list[list[object]]) -> None:
    for at, line in enumerate(values, row):
        for column, value in enumerate(line, first):
            sheet.cell(at, column).value = value  # type: ignore[assignment]


def test_projects_sorted_without_the_hidden_column_go_by_their_number() -> None:
    def edit(book: Workbook) -> None:
        put(book[PROJECTS], 5, 1, values_of(book[PROJECTS], (7, 6, 5), 1, 14))

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert codes(reading) == {"E120": 2}


def test_cells_inserted_among_projects_make_a_new_one() -> None:
    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        put(sheet, 7, 1, values_of(sheet, range(6, 30), 1, 14))
        put(sheet, 6, 1, [[None, "插入的项目", 2, "教育", 5.0, *[None] * 9]])

    reading, truth = read(edit)
    assert misread(reading, truth) == {
        (PROJECTS, "新-6", "name"): "插入的项目",
        (PROJECTS, "新-6", "task_no"): 2.0,
        (PROJECTS, "新-6", "category"): "教育",
        (PROJECTS, "新-6", "total"): 5.0,
    }
    assert len(taken(reading)) == len(truth) + 4
    assert codes(reading) == {"E120": 2}  # not one for each free row below


def _number(row: int) -> str:
    return f"653121-2024-{row - FIRST_ROW + 1:03d}"


def _with_rows(truth: dict[Place, Scalar], rows: dict[str, str]) -> dict[Place, Scalar]:
    """The truth where the projects of these numbers stand under others."""
    return {
        (sheet, rows.get(key, key) if sheet == PROJECTS else key, field): as_read(value)
        for (sheet, key, field), value in truth.items()
    }


def test_projects_sorted_past_their_number_go_by_their_names() -> None:
    def edit(book: Workbook) -> None:
        put(book[PROJECTS], 5, 2, values_of(book[PROJECTS], (6, 5), 2, 14))

    reading, truth = read(edit)
    assert taken(reading) == _with_rows(truth, {})
    assert codes(reading) == {"N177": 1}


def test_a_list_pasted_over_last_months_projects_goes_by_its_names() -> None:
    new: list[object] = ["新城路新建", 22, "市政道路", 800.0]

    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        put(sheet, 6, 2, values_of(sheet, (5, 6, 7), 2, 14))
        put(sheet, 5, 2, [[*new, *[None] * 9]])
        sheet.cell(7, 5).value = 8888.0  # a total may have been mended, the others tell

    reading, truth = read(edit)
    expected = _with_rows(truth, {_number(7): _number(8)})
    expected[PROJECTS, _number(6), "total"] = 8888.0
    for field, value in zip(("name", "task_no", "category", "total"), new, strict=True):
        expected[PROJECTS, _number(7), field] = value  # type: ignore[assignment]
    assert taken(reading) == expected  # the new one has the number that a project of last month left
    assert codes(reading) == {"N177": 1}


@pytest.mark.parametrize("told", [True, False], ids=["figures with the numbers", "nothing tells"])
def test_names_alone_that_stand_beside_other_numbers_are_not_read(told: bool) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        put(sheet, 5, 2, values_of(sheet, (6, 5), 2, 2))
        if not told:
            put(sheet, 5, 3, [[None, None, None], [None, None, None]])

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == {"E120": 2}
    assert [finding.values["row"] for finding in reading.findings] == ["老旧小区改造二期", "第三小学改扩建"]
    rejected = {cell.place[1:] for cell in reading.cells if cell.outcome is Outcome.REJECTED}
    assert {(_number(5), "name"), (_number(6), "name")} <= rejected  # filled, so that nobody calls it blank


@pytest.mark.parametrize("name", [TASKS, INDICATORS])
def test_rows_sorted_past_number_and_key_are_not_read(name: str) -> None:
    def edit(book: Workbook) -> None:
        rows = list(key_rows(book[name]).values())
        put(book[name], rows[0], 2, values_of(book[name], [*rows[1:], rows[0]], 2, SHEETS[name].key_index))

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert not [place for place in taken(reading) if place[0] == name]
    assert codes(reading).keys() == {"E120"}
    assert not [place for place in reading.blank if place[0] == name]
    book, _ = filled(UNIT)
    listed = {cell.address for cell in reading.cells if cell.sheet == name}
    assert not listed & {f"A{row}" for row in key_rows(book[name]).values()}


def test_a_label_that_is_no_other_rows_text_does_not_make_its_row_doubtful() -> None:
    def edit(book: Workbook) -> None:
        book[INDICATORS].cell(FIRST_ROW, 3).value = "另一个说法"

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert codes(reading) == {"Q126": 1}


@pytest.mark.parametrize("name", [TASKS, INDICATORS])
def test_renumbered_rows_without_keys_go_by_their_text(name: str) -> None:
    def edit(book: Workbook) -> None:
        for number, row in enumerate(key_rows(book[name]).values(), 1):
            book[name].cell(row, 1).value = number
            book[name].cell(row, SHEETS[name].key_index + 1).value = None

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}


def test_cells_inserted_with_a_note_do_not_take_the_hidden_key_below() -> None:
    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        rows = key_rows(sheet).values()
        put(sheet, min(rows) + 1, 1, values_of(sheet, rows, 1, SHEETS[INDICATORS].key_index))
        put(sheet, min(rows), 1, [[None] * SHEETS[INDICATORS].key_index])
        sheet.cell(min(rows), 3).value = "其中：乡镇小学"
        sheet.cell(min(rows), 10).value = 77.0

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert codes(reading)["E122"] == 1


def test_a_text_that_several_rows_share_does_not_tell_a_row() -> None:
    labels = {
        "8": {"item": "共用", "content": "甲甲甲甲"},
        "9": {"item": "共用", "content": "乙乙乙乙"},
    }
    index = RowIndex.build(labels, ("item", "content"))
    moved = match_row(index, "", "8", {"item": "共用", "content": "乙乙乙乙"})
    assert moved is not None
    assert moved.key == "9"
    assert match_row(index, "", "8", {"item": "共用", "content": "丙丙丙丙"}) is None
    bare = match_row(index, "", "8", {"item": "共用"})
    assert bare is not None
    assert bare.how == "number"
    either = match_row(index, "8", "9", {"item": "共用"})
    assert either is not None
    assert either.doubtful


def copy_of(book: Workbook, title: str, source: Workbook, name: str) -> Worksheet:
    """Another workbook's sheet put into this one, without the title rows."""
    sheet = book.create_sheet(title)
    put(sheet, 4, 1, values_of(source[name], range(4, source[name].max_row + 1), 1, SHEETS[name].key_index))
    return sheet


BLANK = (INDICATORS, "T02-1", "ytd")


def blanked(book: Workbook) -> None:
    sheet, row, column = address_of(book, BLANK)
    book[sheet].cell(row, column).value = None


@pytest.mark.parametrize("title", ["上月底稿", "指标数据5月", "5月"])
def test_a_sheet_of_another_month_is_not_read(title: str) -> None:
    def edit(book: Workbook) -> None:
        copy_of(book, title, filled(UNIT, MAY)[0], INDICATORS)
        blanked(book)

    reading, truth = read(edit)
    del truth[BLANK]
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert BLANK in reading.blank
    assert codes(reading) == {"N128": 1}


def test_of_two_sheets_named_by_months_the_one_of_the_forms_month_is_read() -> None:
    def edit(book: Workbook) -> None:
        copy_of(book, "5月", filled(UNIT, MAY)[0], INDICATORS)
        blanked(book)
        book[INDICATORS].title = "6月"

    reading, truth = read(edit)
    del truth[BLANK]
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}


@pytest.mark.parametrize("where", ["beside", "sheet"])
def test_old_figures_that_are_called_so_are_told_once_and_not_read(where: str) -> None:
    def beside(book: Workbook) -> None:
        sheet = book[INDICATORS]
        own = {sheet.cell(HEADER_ROW, column).value: column for column in range(1, 30)}
        sheet.cell(HEADER_ROW - 1, 30).value = "4月数据（供参考）"
        for line in range(HEADER_ROW, sheet.max_row + 1):
            for column, name in enumerate(("指标编号", "指标名称", "本月累计"), 30):
                value = sheet.cell(line, own[name]).value
                sheet.cell(line, column).value = value + 1 if isinstance(value, int) else value

    def renamed(book: Workbook) -> None:
        old = book.copy_worksheet(book[INDICATORS])
        old.title, book[INDICATORS].title = "指标数据（旧）", "指标数据（最新）"
        for row in old.iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if isinstance(cell.value, int):
                    cell.value += 1

    reading, truth = read(beside if where == "beside" else renamed)
    before = {place: as_read(value) for place, value in truth.items()}
    assert taken(reading) == before
    assert codes(reading)["N128"] == 1 and codes(reading).keys() <= {"N128", "N133"}


def _copies(book: Workbook, own: str, other: str) -> tuple[Worksheet, Worksheet]:
    copy = book.copy_worksheet(book[INDICATORS])
    book[INDICATORS].title, copy.title = own, other
    return book[own], copy


def test_of_two_copies_each_counts_where_the_other_says_that_it_is_not_concerned() -> None:
    column = SHEETS[INDICATORS].index("ytd") + 1

    def edit(book: Workbook) -> None:
        mine, theirs = _copies(book, "指标数据（教育局）", "指标数据（住建局）")
        for at, row in enumerate(key_rows_of(mine)):
            sheet = mine if at < 4 else theirs
            if isinstance(sheet.cell(row, column).value, float):
                for cell in sheet[row][column:15]:
                    cell.value = None
                sheet.cell(row, column).value = "不涉及"

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert codes(reading)["Q180"] == 1 and not codes(reading).keys() & {"E121", "E138"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("指标数据（最终）", True),
        ("指标数据（修改后）", True),
        ("指标数据（更正）", True),
        ("指标数据 (2)", False),
    ],
)
def test_of_two_copies_the_one_that_says_so_is_the_last(name: str, kept: bool) -> None:
    column = SHEETS[INDICATORS].index("ytd") + 1

    def edit(book: Workbook) -> None:
        mine, last = _copies(book, INDICATORS, name)
        first, *rest = [row for row in key_rows_of(mine) if isinstance(mine.cell(row, column).value, float)]
        for row in rest:
            mine.cell(row, column).value += 1  # type: ignore[operator]
        last.delete_rows(first)  # a row that was right needs not be there

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert (taken(reading) == {place: as_read(value) for place, value in truth.items()}) is kept
    assert ("Q180" in codes(reading)) is kept and ("E121" in codes(reading)) is not kept


def test_nought_beside_a_figure_is_not_settled() -> None:
    column = SHEETS[INDICATORS].index("ytd") + 1

    def edit(book: Workbook) -> None:
        mine, theirs = _copies(book, "指标数据（教育局）", "指标数据（住建局）")
        row = next(row for row in key_rows_of(mine) if isinstance(mine.cell(row, column).value, float))
        theirs.cell(row, column).value = 0

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading)["E121"] == 1


@pytest.mark.parametrize(
    ("words", "read_by"), [("(截至6月20日)", True), ("（截止2024年6月底）", True), ("(截至5月20日)", False)]
)
def test_a_line_below_the_header_that_says_until_when(words: str, read_by: bool) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        sheet.insert_rows(FIRST_ROW)
        sheet.cell(FIRST_ROW, SHEETS[INDICATORS].index("ytd") + 1).value = words

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert (taken(reading) == {place: as_read(value) for place, value in truth.items()}) is read_by
    assert codes(reading) == ({"N128": 1} if read_by else {"E123": 1})


def key_rows_of(sheet: Worksheet) -> list[int]:
    key = SHEETS[INDICATORS].key_index + 1
    return [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, key).value is not None]


def test_a_copy_whose_title_names_another_month_is_not_read() -> None:
    def edit(book: Workbook) -> None:
        kept = copy_of(book, "底稿", filled(UNIT, MAY)[0], INDICATORS)
        kept["A1"] = f"{INDICATORS}　{UNIT} 2024年5月"
        blanked(book)

    reading, truth = read(edit)
    del truth[BLANK]
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert BLANK in reading.blank


@pytest.mark.parametrize("first", [True, False])
def test_what_only_a_rival_table_has_is_not_read(first: bool) -> None:
    def edit(book: Workbook) -> None:
        copy_of(book, "底稿", filled(UNIT, MAY)[0], INDICATORS)
        blanked(book)
        if first:
            book.move_sheet("底稿", -len(book.sheetnames))

    reading, truth = read(edit)
    assert BLANK not in taken(reading)
    assert not misread(reading, truth)
    assert codes(reading)["E138"] == 1
    assert BLANK not in reading.blank


def test_what_only_rival_rows_below_the_table_have_is_not_read() -> None:
    def edit(book: Workbook) -> None:
        other = filled(UNIT, MAY)[0][INDICATORS]
        rows = key_rows(other).values()
        put(book[INDICATORS], book[INDICATORS].max_row + 3, 1, values_of(other, rows, 1, 16))
        blanked(book)

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert BLANK not in taken(reading)
    assert codes(reading)["E138"] == 1


def test_two_bureaus_tables_with_different_rows_are_both_read() -> None:
    def edit(book: Workbook) -> None:
        sheet = copy_of(book, "住建局", book, INDICATORS)
        inputs = [SHEETS[INDICATORS].index(name) + 1 for name in ("ytd", "numerator", "denominator")]
        for at, row in enumerate(key_rows(book[INDICATORS]).values()):
            for column in inputs:
                (book[INDICATORS] if at % 2 else sheet).cell(row, column).value = None

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}


@pytest.mark.parametrize("pasted", [False, True])
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({fields.YTD: 60.0}, "填的是60，算得50。"),
        ({fields.YTD: "60%"}, "填的是60%，算得50。"),
        ({fields.YTD: 50}, ""),
        ({fields.YTD: "50%"}, ""),
        ({fields.YTD: 0.5}, ""),
        ({fields.YTD: 0.6}, "填的是0.6，算得50。"),
        ({fields.YTD: "见附件"}, ""),
    ],
)
def test_a_figure_typed_over_a_formula_is_asked_about_where_it_says_something_else(
    typed: dict[str, Scalar], asked: str, pasted: bool
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        row_at = key_rows(sheet)["T45-1"]
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if pasted and isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = None
        for field, value in ({fields.NUMERATOR: 45, fields.DENOMINATOR: 90} | typed).items():
            sheet.cell(row_at, SHEETS[INDICATORS].index(field) + 1).value = value

    reading, truth = read(edit)
    truth |= {
        (INDICATORS, "T45-1", name): n for name, n in ((fields.NUMERATOR, 45), (fields.DENOMINATOR, 90))
    }
    assert not misread(reading, truth)
    said = codes(reading)
    is_result = pasted and typed == {fields.YTD: 50}
    assert (said["Q178"], said["N131"]) == (bool(asked), not asked and not is_result)
    assert all(asked in one.problem for one in reading.findings if one.code == "Q178")


def test_a_figure_typed_over_a_formula_is_said_though_no_formula_is_left() -> None:
    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = None
        row_at = key_rows(sheet)["T36-1"]
        for field, value in (("new", 123.0), ("rate", 12.5)):
            sheet.cell(row_at, SHEETS[INDICATORS].index(field) + 1).value = value

    reading, truth = read(edit)
    assert taken(reading) == {place: as_read(value) for place, value in truth.items()}
    assert codes(reading) == {"N131": 1}


@pytest.mark.parametrize(
    ("key", "measure", "typed", "value", "code"),
    [
        ("T02-3", "万个", 1.86, 18600.0, ""),
        ("T24-2", "万元", 4500.0, 0.45, ""),
        ("T24-2", "万元", "4,500", 0.45, ""),
        ("T02-3", "万人", 1.86, None, "E105"),
        ("T02-3", "%", 1.86, None, "E105"),
        ("T02-3", "（按年）", 1.86, None, "E105"),
        ("T02-3", "万个", "待统计", "待统计", ""),
    ],
)
def test_a_measure_that_was_overwritten_is_the_measure_of_the_number(
    key: str, measure: str, typed: Scalar, value: Scalar, code: str
) -> None:
    def edit(book: Workbook) -> None:
        sheet, row, column = address_of(book, (INDICATORS, key, "ytd"))
        book[sheet].cell(row, column).value = typed
        book[sheet].cell(row, SHEETS[INDICATORS].index("measure") + 1).value = measure

    reading, _ = read(edit)
    cell = next(c for c in reading.cells if (c.key, c.field) == (key, "ytd"))
    assert (cell.value, cell.outcome is Outcome.REJECTED) == (value, bool(code))
    assert codes(reading) == Counter(filter(None, ("Q126", code)))
    assert "按改后的计量单位读取" in next(one.problem for one in reading.findings if one.code == "Q126")
    if cell.outcome is Outcome.NORMALISED:
        assert measure in cell.note


@pytest.mark.parametrize(("changed", "findings"), [(8, 8), (9, 1)])
def test_many_rows_with_the_same_fault_are_one_finding(changed: int, findings: int) -> None:
    def edit(book: Workbook) -> None:
        for row in list(key_rows(book[INDICATORS]).values())[:changed]:
            book[INDICATORS].cell(row, 3).value = f"改过的名称{row}"

    reading, _ = read(edit)
    assert codes(reading) == {"Q126": findings}
    first = reading.findings[0]
    assert ("另有8行" in first.problem, first.key == "") == (findings == 1, findings == 1)
    assert first.address == f"C{FIRST_ROW}"


@pytest.mark.parametrize("text", ["小计", "教育类小计", "合计", "总 计"])
def test_a_subtotal_among_indicators_is_no_row_that_is_not_known(text: str) -> None:
    def edit(book: Workbook) -> None:
        sheet = book[INDICATORS]
        sheet.insert_rows(FIRST_ROW + 9)
        sheet.cell(FIRST_ROW + 9, 3).value = text
        sheet.cell(FIRST_ROW + 9, SHEETS[INDICATORS].index("ytd") + 1).value = 111.0

    reading, truth = read(edit)
    assert not misread(reading, truth)
    assert codes(reading) == {"N128": 1}
    (said,) = reading.findings
    assert f"“{text}”" in said.problem and "“111”" in said.problem


def test_all_labels_of_a_row_that_were_written_over_are_told() -> None:
    def edit(book: Workbook) -> None:
        for name, value in (("name", "另一个说法"), ("quota", 3.0)):
            book[INDICATORS].cell(FIRST_ROW + 1, SHEETS[INDICATORS].index(name) + 1).value = value

    reading, _ = read(edit)
    (said,) = reading.findings
    assert said.code == "Q126"
    assert "另一个说法、3”" in said.problem


def test_a_unit_s_own_number_of_a_row_that_it_added_is_no_change_of_the_forms() -> None:
    def edit(book: Workbook) -> None:
        sheet = book[PROJECTS]
        sheet.cell(FREE, 1).value, sheet.cell(FREE, SHEETS[PROJECTS].key_index + 1).value = 1, None
        sheet.cell(FREE, 2).value = "新区道路"

    reading, _ = read(edit)
    assert "新区道路" in taken(reading).values()
    assert "Q126" not in codes(reading)
    assert any("A" + str(FREE) in one.problem for one in reading.findings if one.code == "N128")
