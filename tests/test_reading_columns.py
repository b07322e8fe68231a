"""Columns of a unit's own are never taken for the form's, and what a careful person can read is read."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from corpus.sample import filled, form_for, saved
from openpyxl.utils import get_column_letter

from toolkit.core import fields as names
from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Outcome, Scalar, SheetData
from toolkit.core.value_text import squeeze
from toolkit.core.words import TaskStatus
from toolkit.forms.labels import COUNTED
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.reading.columns import ColumnMatch, match_columns, texts_of, unread_columns
from toolkit.forms.reading.form import read_form
from toolkit.forms.reading.header_time import relative
from toolkit.forms.reading.heading import heading_of
from toolkit.forms.reading.parts import parts_of
from toolkit.forms.reading.sheets import Table, locate
from toolkit.inbox.workbooks.reader import read_book
from toolkit.pipeline.month.validation import open_by_unit

JUNE = Period(2024, 6)
NO_KEYS: dict[str, frozenset[str]] = {name: frozenset() for name in SHEETS}


def fields(sheet: str, headers: list[str]) -> list[str]:
    """The field of each column, "" for none."""
    found = match_columns(texts_of(headers), SHEETS[sheet], JUNE)
    return [found[index].field if index in found else "" for index in range(len(headers))]


def renamed(sheet: str, changes: dict[str, str]) -> list[str]:
    return [changes.get(column.field, column.header) for column in SHEETS[sheet].columns]


def beside(sheet: str, field: str, header: str, own: str) -> list[str]:
    """The headers with one renamed and an own column behind it."""
    headers = renamed(sheet, {field: header})
    headers.insert(SHEETS[sheet].index(field) + 1, own)
    return headers


OTHER_THINGS = [
    (
        PROJECTS,
        "year_done",
        ["上年完成投资(万元)", "本月完成投资(万元)", "2023年完成投资(万元)", "本季完成投资"],
    ),
    (PROJECTS, "year_plan", ["明年计划投资(万元)", "本月计划投资(万元)"]),
    (
        PROJECTS,
        "funded",
        ["到位资金缺口(万元)", "未到位资金(万元)", "中央到位资金(万元)", "资金到位率(%)", "到位资金单位"],
    ),
    (PROJECTS, "cumulative_done", ["累计计划投资(万元)", "本年累计投资(万元)", "累计支付(万元)"]),
    (PROJECTS, "start", ["计划开工时间"]),
    (PROJECTS, "planned_end", ["实际竣工时间"]),
    (PROJECTS, "name", ["项目法人单位名称"]),
    (
        INDICATORS,
        "ytd",
        [
            *("2023年累计", "五月累计", "一季度累计", "十四五累计", "累计增幅(%)", "累计同比(%)", "累计排名"),
            *("累计(上年同期)", "本月累计(5月)", "本季累计", "历年累计", "年初累计", "截至6月20日累计"),
            *("5-6月累计", "2023年1-6月累计", "本月数", "本月累计(万元)", "本月累计(万)", "累计(%)"),
        ],
    ),
    (INDICATORS, "data_department", ["审核部门", "部门"]),
    (INDICATORS, "explanation", ["口径说明"]),
    (
        TASKS,
        "progress",
        ["本周进展", "2023年进展", "进展缓慢原因", "进展照片", "省级督办进展", "进展情况(5月)", "前期进展"],
    ),
    (TASKS, "completion", ["资金支付完成率(%)", "时序完成度", "完成度(小数)", "上年完成度(%)"]),
    (TASKS, "status", ["上次状态", "审核状态"]),
    (TASKS, "problems", ["存在问题(上月)", "问题整改情况", "问题编号"]),
    (TASKS, "next_steps", ["上月下步措施", "本月措施"]),
    (TASKS, "person", ["分管领导责任人", "责任人电话"]),
    (
        PROJECTS,
        "total",
        ["总投资(%)", "总投资(亿元)占比", "总投资(万美元)", "总投资(单元)", "计划总投资(亿人)"],
    ),
]


@pytest.mark.parametrize(("sheet", "field", "headers"), OTHER_THINGS, ids=lambda value: str(value)[:20])
def test_a_word_that_makes_it_another_thing(sheet: str, field: str, headers: list[str]) -> None:
    for header in headers:
        assert field not in fields(sheet, renamed(sheet, {field: header})), header
        assert field not in fields(sheet, beside(sheet, field, "外来列名", header)), header


@pytest.mark.parametrize("name", ["总投资", "计划总投资", "投资总额"])
@pytest.mark.parametrize(
    ("mark", "measure"),
    [
        *(
            (mark, "亿元")
            for mark in ("亿元", "/亿元", "【亿元】", "[亿元]", "_亿元", "(亿)", "(单位：亿元)")
        ),
        *(
            ("/元", "元"),
            ("(人民币元)", "元"),
            ("(千元)", "千元"),
            ("(单位：百万元)", "百万元"),
            ("/万元", ""),
        ),
    ],
)
def test_money_in_another_measure_is_read_in_that_one(name: str, mark: str, measure: str) -> None:
    def totals(headers: list[str]) -> list[ColumnMatch]:
        found = match_columns(texts_of(headers), SHEETS[PROJECTS], JUNE).values()
        return [match for match in found if match.field == "total"]

    (found,) = totals(renamed(PROJECTS, {"total": name + mark}))
    assert (found.measure, found.seen) == (measure, texts_of([name + mark])[0])
    assert not measure or found.confidence < 1
    # Beside the form's own it is the unit's.
    assert totals(beside(PROJECTS, "total", "总投资(万元)", name + mark)) == [ColumnMatch("total")]


READABLE = [
    (
        TASKS,
        "progress",
        [
            *("本月工作完成情况", "6月完成情况", "本月主要工作", "工作开展情况", "六月进展", "①本月进展"),
            *("【必填】本月进展", "1.本月进展", "本月进展情况(不少于50字)", "2024年6月进展情况"),
        ],
    ),
    (TASKS, "completion", ["完成百分比(%)", "完成度(%)(必填)", "完成度(单位：%)", "年度完成度"]),
    (TASKS, "problems", ["存在不足", "存在困难和问题(必填)"]),
    (TASKS, "next_steps", ["解决措施", "下月工作安排", "下月打算", "下一步工作计划"]),
    (TASKS, "person", ["经办人", "责任人(姓名电话)", "具体负责人"]),
    (TASKS, "status", ["本月状态(下拉选择)", "完成状态"]),
    (
        INDICATORS,
        "ytd",
        [
            "累计(6月)",
            "6月底",
            "本月累计数(1-6月)",
            "截至6月30日累计",
            "上半年累计",
            "年初至今累计",
            "2024年累计",
            *("本期累计", "本月累计(个)", "累计完成数(单位：家)"),
        ],
    ),
    (PROJECTS, "year_done", ["2024年完成投资(万元)", "1-6月完成投资(万元)", "今年完成投资", "年内完成投资"]),
    (PROJECTS, "year_plan", ["2024年计划投资(万元)", "年度投资计划(万元)", "今年计划投资(万元)"]),
    (PROJECTS, "cumulative_done", ["累计投资(万元)", "自开工累计完成投资(万元)"]),
    (PROJECTS, "funded", ["到位资金(含专项债)(万元)", "资金到位(万元)"]),
    (
        PROJECTS,
        "total",
        [
            *("投资总额(万元)", "总投资(万)", "总投资(单位:万元)", "总投资(万元，含税)", "总投资万元"),
            *("总投资/万元", "项目总投资(人民币万元)", "总投资(必填)"),
        ],
    ),
    (EXPERIENCE, "content", ["做法和成效", "具体内容"]),
]


@pytest.mark.parametrize(("sheet", "field", "headers"), READABLE, ids=lambda value: str(value)[:20])
def test_what_a_careful_person_reads(sheet: str, field: str, headers: list[str]) -> None:
    at = SHEETS[sheet].index(field)
    for header in headers:
        assert fields(sheet, renamed(sheet, {field: header}))[at] == field, header


def test_a_renamed_column_stands_where_the_missing_one_stood() -> None:
    swapped = renamed(TASKS, {"previous_progress": "进展", "progress": "外来列名"})
    assert "progress" not in fields(TASKS, swapped)
    assert "progress" not in fields(TASKS, beside(TASKS, "progress", "当前做法", "进展"))
    assert "problems" not in fields(TASKS, ["问题", *renamed(TASKS, {"problems": "难处"})])


def test_a_header_that_holds_the_declared_one_is_read_beside_an_own_column() -> None:
    assert "progress" in fields(TASKS, beside(TASKS, "progress", "本月进展情况", "外来列名"))
    assert "year_done" in fields(
        PROJECTS, beside(PROJECTS, "year_done", "2024年完成投资(万元)", "上年完成投资")
    )


@pytest.mark.parametrize(
    ("header", "own"),
    [
        ("6月进展", "本月进展"),
        ("2024年6月份进展", "本月进展"),
        ("五月进展", "上月进展"),
        ("7月进展", "7月进展"),
        ("2023年6月进展", "2023年6月进展"),
        ("1-6月累计", "本年至今累计"),
        ("1-7月累计", "1-7月累计"),
        ("2024年完成投资", "本年完成投资"),
        ("十四五累计", "十四五累计"),
        ("截至6月30日累计", "本月底累计"),
        ("截至6月25日累计", "截至6月25日累计"),
        ("本期累计", "本月累计"),
    ],
)
def test_times_in_relative_words(header: str, own: str) -> None:
    assert relative(header, JUNE) == own


@pytest.mark.parametrize(
    ("header", "read"),
    [("截至6月25日累计", True), ("本月累计\n（截至6月25日）", True), ("截至6月20日累计", False)],
)
def test_the_day_to_which_the_form_asks_for_data_is_the_months_end(header: str, read: bool) -> None:
    """As the form's own hint above the table says it; what stands in a column that nobody knows is not blank."""
    book, _ = filled()
    page, at = book[INDICATORS], SHEETS[INDICATORS].index(names.YTD) + 1
    hint = SHEETS[INDICATORS].hint.replace(COUNTED, "今年1月1日至6月25日的累计数（存量填6月25日的数）")
    page.cell(2, 1).value = hint
    page.cell(HEADER_ROW, at).value = header
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    cells = [cell for cell in reading.cells if cell.field == names.YTD]
    assert cells and all((cell.outcome is not Outcome.REJECTED) is read for cell in cells)
    assert not [place for place in reading.blank if place.field == names.YTD and not read]
    said = {one.code: one for one in reading.findings if one.code in ("Q125", "E123", "Q129")}
    assert said.keys() == ({"Q125"} if read else {"E123"})
    assert read or f"有一列“{header}”，填了{len(cells)}格" in said["E123"].problem
    # Filled cells that count nowhere: the return is to be sent back, and not called whole.
    (counts,) = open_by_unit(reading.findings).values()
    assert counts.must_fix == (not read)


def project_sheet(
    header: list[str], *rows: list[Scalar], above: str = "", merges: tuple[str, ...] = ()
) -> Table:
    top: list[tuple[Scalar, ...]] = [(PROJECTS,), (None, above or None), ()]
    sheet = SheetData(PROJECTS, (*top, tuple(header), *map(tuple, rows)), merges=merges)
    return locate(Book((sheet,)), NO_KEYS, JUNE).tables[0]


def taken(table: Table) -> set[str]:
    return {match.field for match in table.columns.values()}


@pytest.mark.parametrize(
    ("above", "header", "measure"),
    [
        ("单位：亿元", "总投资", "亿元"),
        ("（单位：元）", "总投资", "元"),
        ("金额单位：人民币亿元", "总投资", "亿元"),
        ("以亿元为单位", "总投资", "亿元"),
        ("（亿元）", "总投资", "亿元"),
        ("单位:亿元", "总投资(千元)", "千元"),
        ("单位:亿元", "总投资(万元)", ""),
        ("单位：万元", "总投资", ""),
        ("单位：万", "总投资", ""),
        ("填报单位：疏附县住建局", "总投资", ""),
    ],
)
def test_a_measure_above_the_table_holds_for_headers_without_one(
    above: str, header: str, measure: str
) -> None:
    table = project_sheet(renamed(PROJECTS, {"total": header}), above=above)
    assert [match.measure for match in table.columns.values() if match.field == "total"] == [measure]
    assert [match.measure for match in table.columns.values() if match.field == "status"] == [""]


def test_a_measure_of_money_is_none_of_percent() -> None:
    headers = texts_of(renamed(TASKS, {"completion": "完成度"}))
    assert not any(match.measure for match in match_columns(headers, SHEETS[TASKS], JUNE, "亿元").values())
    assert "completion" not in fields(TASKS, renamed(TASKS, {"completion": "完成度(亿元)"}))


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("total", 120.5, True),
        ("total", "外来文字", False),
        ("start", "2024-06-05", True),
        ("start", 7.0, False),
        ("status", "在建", True),
        ("status", "外来文字", False),
        ("image", "外来文字", True),
    ],
)
def test_a_blank_header_counts_when_what_stands_below_fits(field: str, value: Scalar, read: bool) -> None:
    row: list[Scalar] = [None] * len(SHEETS[PROJECTS].columns)
    row[0], row[SHEETS[PROJECTS].index(field)] = "653121-2024-001", value
    assert (field in taken(project_sheet(renamed(PROJECTS, {field: ""}), row))) == read


def test_a_blank_header_beside_an_own_column_is_nobodys() -> None:
    assert "funded" not in taken(project_sheet(beside(PROJECTS, "funded", "", "外来列名")))


def test_a_header_merged_over_two_filled_columns_is_doubtful() -> None:
    headers = beside(PROJECTS, "total", "总投资(万元)", "")
    filled: list[Scalar] = ["653121-2024-001", "外来项目", 2.0, "教育", 1.0, 2.0]
    assert "total" in taken(project_sheet(headers, filled))
    assert "total" in taken(project_sheet(headers, filled[:5], merges=("E4:F4",)))
    assert "total" not in taken(project_sheet(headers, filled, merges=("E4:F4",)))


@pytest.mark.parametrize(
    ("title", "under", "read"),
    [
        ("投资情况", "总投资(万元)", True),
        ("投资情况(万元)", "总投资(万元)", True),
        ("投资情况(亿元)", "总投资(万元)", False),
        ("2023年情况", "总投资(万元)", False),
        ("总投资(万元)", "(必填)", True),
        ("总投资(万元)", "其中中央", False),
        ("总投资", "亿元", True),
    ],
)
def test_a_second_line_counts_with_the_line_above_it(title: str, under: str, read: bool) -> None:
    second: list[Scalar] = [None] * len(SHEETS[PROJECTS].columns)
    second[SHEETS[PROJECTS].index("total")] = under
    table = project_sheet(renamed(PROJECTS, {"total": title}), second)
    assert ("total" in taken(table)) == read
    assert {match.measure for match in table.columns.values()} == ({"", under} if under == "亿元" else {""})
    assert (table.header, table.lines) == (HEADER_ROW, 2)


def test_a_row_of_data_is_no_second_line() -> None:
    spec = SHEETS[EXPERIENCE]
    for row in (
        [None, "标题", "内容" * 9],
        ["典型经验", "标题"],
        [None, "标题", None, None, None, "J01"],
        [None, 2.0],
    ):
        sheet = SheetData(EXPERIENCE, (spec.headers, tuple(row)))
        assert heading_of(sheet, spec, 0, texts_of(sheet.rows[0]), {"J01"}).lines == 1


def test_the_same_block_twice_side_by_side_is_two_tables() -> None:
    headers = [*SHEETS[TASKS].headers, None]
    wide, first = len(headers), get_column_letter(len(headers) + 1)
    rows = ((TASKS,), (*headers, *headers), tuple(range(2 * len(headers))))
    left, right = parts_of(SheetData(TASKS, rows, errors={"A3": "#REF!", f"{first}3": "#N/A"}))
    assert [len(row) for row in left.rows] == [1, wide, wide] and left.errors == {"A3": "#REF!"}
    assert right.rows[2] == (None,) * wide + rows[2][wide:] and right.errors == {f"{first}3": "#N/A"}


@pytest.mark.parametrize("apart", [0, 1, 5])
@pytest.mark.parametrize("lower", [0, 3, 60])
@pytest.mark.parametrize("names", list(permutations(SHEETS, 2)), ids="-".join)
def test_two_tables_side_by_side_are_cut_where_the_right_one_begins(
    names: tuple[str, str], apart: int, lower: int
) -> None:
    one, two = (SHEETS[name].headers for name in names)
    right = len(one) + apart
    rows: list[list[Scalar]] = [[None] * (right + len(two)) for _ in range(lower + 4)]
    rows[1][: len(one)] = one
    rows[lower + 1][right:] = two
    rows[2][0], rows[lower + 2][right] = "左", "右"
    found = [
        (table.spec.name, table.header, min(table.columns), table.sheet.rows[table.first][min(table.columns)])
        for table in locate(Book((SheetData("两表", tuple(map(tuple, rows))),)), NO_KEYS).tables
    ]
    assert found == [(names[0], 1, 0, "左"), (names[1], lower + 1, right, "右")]


def test_a_header_that_goes_on_across_the_whole_sheet_is_read_too() -> None:
    headers = SHEETS[EXPERIENCE].headers * 3000
    parts = parts_of(SheetData(EXPERIENCE, (headers,)))
    assert [len(part.rows[0]) for part in parts[:3]] == [5, 10, 15] and len(parts[-1].rows[0]) == len(headers)


@pytest.mark.parametrize("field", [names.NUMERATOR, names.NATURE, names.TASK_NO])
def test_a_column_that_stands_twice_cuts_no_table_in_two(field: str) -> None:
    headers = [*SHEETS[INDICATORS].headers]
    headers.insert(SHEETS[INDICATORS].index(field), SHEETS[INDICATORS].column(field).header)
    sheet = SheetData(INDICATORS, (tuple(headers), (1.0,)))
    assert parts_of(sheet) == (sheet,)


def test_a_header_of_another_sheet_among_its_own_cuts_no_table_in_two() -> None:
    headers = [*SHEETS[TASKS].headers]
    headers[4:4] = ["计量单位", "本月累计"]
    sheet = SheetData(TASKS, (tuple(headers), (1.0,)))
    assert parts_of(sheet) == (sheet,)


def test_a_cell_that_no_program_can_read_belongs_to_one_part() -> None:
    headers = SHEETS[EXPERIENCE].headers
    rows = (headers, (), SHEETS[PROJECTS].headers, ())
    upper, lower = parts_of(SheetData("两表", rows, faulty={"A2": ("doubled", "1"), "A4": ("lost", "")}))
    assert (dict(upper.faulty), dict(lower.faulty)) == ({"A2": ("doubled", "1")}, {"A4": ("lost", "")})


def test_row_keys_stand_in_a_column_without_header_and_differ() -> None:
    keys = {**NO_KEYS, TASKS: frozenset("1234")}
    width = len(SHEETS[TASKS].columns)

    def key_of(header: Scalar, *own: str) -> int | None:
        rows = [(*SHEETS[TASKS].headers, None, header), *((None,) * (width + 1) + (text,) for text in own)]
        return locate(Book((SheetData(TASKS, ((), (), (), *rows)),)), keys, JUNE).tables[0].key

    assert key_of(None, "1", "2", "3") == width + 1
    assert key_of("佐证份数", "1", "2", "3") is None
    assert key_of(None, "1", "2", "1", "2", "1") is None


# --- columns that are gone ------------------------------------------------------------------------


def gone(sheet: str, field: str, status: str = "") -> list[tuple[str, str]]:
    """(code, header) of what is said of columns where one was deleted; every task in this status."""
    book, _ = filled()
    page, spec = book[sheet], SHEETS[sheet]
    if status:
        for row in range(FIRST_ROW, FIRST_ROW + len(form_for("疏附县").rows)):
            page.cell(row, spec.index(names.STATUS) + 1).value = status
    page.delete_cols(spec.index(field) + 1)
    reading = read_form(read_book(saved(book)), form_for("疏附县"))
    return [(one.code, one.values["column"]) for one in reading.findings if one.code in ("E123", "N167")]


@pytest.mark.parametrize(
    ("sheet", "field", "code"),
    [
        (TASKS, names.PERSON, "N167"),
        (TASKS, names.DEPARTMENT, "N167"),
        (TASKS, names.SAME, "N167"),
        (TASKS, names.STATUS, "E123"),
        (TASKS, names.COMPLETION, "E123"),
        (INDICATORS, names.NATURE, "N167"),
        (INDICATORS, names.DATA_DEPARTMENT, "N167"),
        (INDICATORS, names.EXPLANATION, "N167"),
        (INDICATORS, names.YTD, "E123"),
        (INDICATORS, names.DENOMINATOR, "E123"),
        (PROJECTS, names.IMAGE, "N167"),
        (PROJECTS, names.TOTAL, "E123"),
        (EXPERIENCE, names.LEAD, "N167"),
        (EXPERIENCE, names.CONTENT, "E123"),
    ],
)
def test_a_column_that_is_gone_is_an_error_only_where_a_cell_of_it_is_owed(
    sheet: str, field: str, code: str
) -> None:
    assert gone(sheet, field) == [(code, SHEETS[sheet].column(field).header)]


@pytest.mark.parametrize(
    ("field", "status", "code"),
    [
        (names.PROBLEMS, TaskStatus.BEHIND, "E123"),
        (names.PROBLEMS, TaskStatus.ON_TRACK, "N167"),
        (names.EVIDENCE, TaskStatus.DONE, "E123"),
        (names.EVIDENCE, TaskStatus.BEHIND, "N167"),
    ],
)
def test_whether_a_column_that_is_gone_is_owed_depends_on_what_the_rows_say(
    field: str, status: str, code: str
) -> None:
    assert gone(TASKS, field, status) == [(code, SHEETS[TASKS].column(field).header)]


def test_where_the_status_is_gone_what_it_may_ask_for_is_owed() -> None:
    book, _ = filled()
    for field in (names.PROGRESS, names.STATUS):
        book[TASKS].delete_cols(SHEETS[TASKS].index(field) + 1)
    found = read_form(read_book(saved(book)), form_for("疏附县")).findings
    assert [one.field for one in found if one.code == "E123"] == [names.STATUS, names.PROGRESS]


@pytest.mark.parametrize(
    ("turned", "codes", "sent_back"), [(True, ["E170"], 1), (False, ["E170"], 0), (None, ["E124"], 0)]
)
def test_a_sheet_with_content_that_cannot_be_read_sends_the_return_back(
    turned: bool | None, codes: list[str], sent_back: int
) -> None:
    """Rows and columns swapped; a cleared sheet, or none, is blank."""
    book, _ = filled()
    rows = list(book[INDICATORS].iter_rows(values_only=True))
    del book[INDICATORS]
    if turned is not None:
        page = book.create_sheet(INDICATORS)
        for at, row in enumerate(rows if turned else [], 1):
            for down, value in enumerate(row, 1):
                page.cell(down, at).value = value
    found = [
        one
        for one in read_form(read_book(saved(book)), form_for("疏附县")).findings
        if one.code in ("E124", "E170")
    ]
    (counts,) = open_by_unit(found).values()
    assert ([one.code for one in found], counts.must_fix) == (codes, sent_back)


def test_nothing_is_owed_of_projects_where_there_are_none() -> None:
    book, _ = filled()
    form, page = form_for("疏附县"), book[PROJECTS]
    form = replace(form, projects=())
    for row in page.iter_rows(min_row=FIRST_ROW, max_col=SHEETS[PROJECTS].key_index):
        for cell in row[1:]:
            cell.value = None
    page.delete_cols(SHEETS[PROJECTS].index(names.TOTAL) + 1)
    found = read_form(read_book(saved(book)), form).findings
    assert [one.code for one in found if one.code in ("E123", "N167")] == ["N167"]


@pytest.mark.parametrize(
    ("written", "unread"),
    [
        (("a", "本月数", "累计数", "d"), ["ytd", "ytd"]),
        (("a", "d"), []),
    ],
)
def test_columns_in_place_of_one_that_is_gone_are_not_blank(
    written: tuple[str, ...], unread: list[str]
) -> None:
    spec = SHEETS[INDICATORS]
    at = spec.index("ytd")
    before, after = (squeeze(spec.columns[place].header) for place in (at - 1, at + 1))
    texts = [before, *written[1:-1], after]
    found = {
        0: ColumnMatch(spec.columns[at - 1].field),
        len(texts) - 1: ColumnMatch(spec.columns[at + 1].field),
    }
    assert list(unread_columns(texts, found, spec, frozenset({"ytd"})).values()) == unread
