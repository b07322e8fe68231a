"""Figures that cannot be, screenshots over blank cells, rows of parts, and copies of the form's own sheets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus.sample import form_for, plain_book

from toolkit.core.fields import FIGURE
from toolkit.core.form import INDICATORS, META, PROJECTS, SELF_CHECK, TASKS
from toolkit.core.returns import DOUBLED, HELD, LOST, Book, Outcome, SheetData
from toolkit.core.values import cast, possible
from toolkit.forms.layout import FIRST_ROW, INDICATOR_SHEET, SHEETS, TASK_SHEET
from toolkit.forms.reading.form import Reading, read_form
from toolkit.inbox.workbooks.extras import MISSING

FORM = form_for("疏附县")
YTD = INDICATOR_SHEET.letter("ytd")


def with_sheet(whole: Book, name: str, **changes: object) -> Book:
    """The same with one sheet changed."""
    sheets = (replace(s, **changes) if s.name == name else s for s in whole.sheets)  # type: ignore[arg-type]
    return replace(whole, sheets=tuple(sheets))


def with_cell(whole: Book, row: int, field: str, value: object) -> Book:
    """The same with one cell of 指标数据 (0-based row) changed."""
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    rows = [list(line) for line in sheet.rows]
    rows[row][ord(INDICATOR_SHEET.letter(field)) - 65] = value  # type: ignore[call-overload]
    return with_sheet(whole, INDICATORS, rows=tuple(map(tuple, rows)))


def codes(reading: Reading, key: str) -> list[str]:
    """Codes of the findings of a row."""
    return [finding.code for finding in reading.findings if finding.key == key]


def counted_row(first: int = 0) -> tuple[int, str]:
    """0-based row and key of an indicator that counts things, from one of the form's rows on."""
    for at, row in enumerate(FORM.indicators):
        if (
            at >= first
            and row.indicator.report_measure in ("个", "所", "人")
            and not row.indicator.is_ratio_input
        ):
            return FIRST_ROW - 1 + at, row.indicator.id
    raise AssertionError


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.86, "E143"),
        (0.03, "E143"),
        ("17.5", "E143"),
        (-3.0, "E142"),
        (10.0**15, "E144"),
        ("653125199001011234", "E144"),
    ],
)
def test_what_cannot_be_is_left_out(value: object, code: str) -> None:
    row, key = counted_row()
    reading = read_form(with_cell(plain_book(), row, "ytd", value), FORM)
    assert code in codes(reading, key)
    cell = next(c for c in reading.cells if c.key == key and c.field == "ytd")
    assert cell.outcome is Outcome.REJECTED and cell.value is None


def test_dust_of_binary_fractions_is_a_whole_number() -> None:
    row, key = counted_row()
    reading = read_form(with_cell(plain_book(), row, "ytd", 17.000000000000004), FORM)
    assert next(c.value for c in reading.cells if c.key == key and c.field == "ytd") == 17.0


def test_half_of_a_kilometre_and_words_are_possible() -> None:
    assert possible(cast("number", 17.5), minimum=0, counted=False).value == 17.5
    assert possible(cast("number_or_word", "待统计"), minimum=0, counted=True).value == "待统计"


def test_a_picture_over_blank_cells_is_said_once() -> None:
    row, _ = counted_row()
    whole = with_sheet(
        with_cell(plain_book(), row, "ytd", None), INDICATORS, pictures=((row + 1, 1, row + 1, 16),)
    )
    found = [f for f in read_form(whole, FORM).findings if f.code == "Q140"]
    assert len(found) == 1 and f"{YTD}{row + 1}" in found[0].problem
    none = with_sheet(plain_book(), INDICATORS, pictures=((1, 1, 3, 16),))
    assert not [f for f in read_form(none, FORM).findings if f.code == "Q140"]


def test_a_seal_over_what_may_be_left_blank_says_nothing() -> None:
    row, _ = counted_row()
    last = len(INDICATOR_SHEET.columns)
    over = {
        INDICATORS: (row + 1, ord(INDICATOR_SHEET.letter("definition")) - 64, row + 6, last),
        TASKS: (FIRST_ROW, ord(TASK_SHEET.letter("evidence")) - 64, FIRST_ROW + 6, len(TASK_SHEET.columns)),
        PROJECTS: (FIRST_ROW + 9, 2, FIRST_ROW + 17, 5),
    }
    for name, area in over.items():
        whole = with_sheet(plain_book(), name, pictures=(area,))
        assert "Q140" not in {f.code for f in read_form(whole, FORM).findings}, name
    # What a task that is behind owes may be in the picture.
    owed = (*over[TASKS][:1], over[TASKS][1] - 1, *over[TASKS][2:])
    (found,) = [
        f
        for f in read_form(with_sheet(plain_book(), TASKS, pictures=(owed,)), FORM).findings
        if f.code == "Q140"
    ]
    assert f"（{TASK_SHEET.letter('next_steps')}{FIRST_ROW + 1}、" in found.problem
    shot = with_sheet(plain_book(), PROJECTS, pictures=((FIRST_ROW + 9, 2, FIRST_ROW + 17, 12),))
    assert "Q140" in {f.code for f in read_form(shot, FORM).findings}


@pytest.mark.parametrize(
    ("field", "carried", "told"), [("total", True, True), ("funded", True, False), ("total", False, False)]
)
@pytest.mark.parametrize("keys", [True, False])
def test_a_small_picture_is_told_over_what_is_owed_of_a_project(
    field: str, carried: bool, told: bool, keys: bool
) -> None:
    spec, page = SHEETS[PROJECTS], plain_book().sheet(PROJECTS)
    assert page is not None and FORM.projects
    row, column = FIRST_ROW if carried else FIRST_ROW + len(FORM.projects) + 3, spec.index(field)
    rows = [list(line) for line in page.rows]
    rows[row - 1][column] = None
    for line in [] if keys else rows:
        del line[spec.key_index :]
    small = (row, column + 1, row + 1, column + 1)
    whole = with_sheet(plain_book(), PROJECTS, rows=tuple(map(tuple, rows)), pictures=(small,))
    found = [f.problem for f in read_form(whole, FORM).findings if f.code == "Q140"]
    assert len(found) == told and all(f"有1格空着（{spec.letter(field)}{row}）" in one for one in found)


@pytest.mark.parametrize(("fault", "code"), [((DOUBLED, "7；9"), "E163"), ((LOST, MISSING), "E164")])
def test_a_cell_that_nobody_can_read_waits_and_is_counted(fault: tuple[str, str], code: str) -> None:
    row, key = counted_row()
    address = f"{YTD}{row + 1}"
    reading = read_form(with_sheet(plain_book(), INDICATORS, faulty={address: fault}), FORM)
    assert codes(reading, key) == [code]
    (cell,) = [c for c in reading.cells if (c.sheet, c.address) == (INDICATORS, address)]
    assert (cell.outcome, cell.raw, cell.value) == (Outcome.REJECTED, fault[1], None)
    assert len(reading.cells) == len(read_form(plain_book(), FORM).cells)


def with_parts(whole: Book, sheet_name: str, at: int, *parts: dict[str, object]) -> Book:
    """The same with rows put in before a 0-based row, each with these fields."""
    sheet, spec = whole.sheet(sheet_name), SHEETS[sheet_name]
    assert sheet is not None
    added = []
    for part in parts:
        line: list[object] = [None] * len(spec.columns)
        for field, value in part.items():
            line[ord(spec.letter(field)) - 65] = value
        added.append(tuple(line))
    rows = (*sheet.rows[:at], *added, *sheet.rows[at:])
    return with_sheet(whole, sheet_name, rows=rows, formulas={})


@pytest.mark.parametrize("below", [1.0, None])
def test_parts_above_a_blank_row_may_be_of_it(below: float | None) -> None:
    row, key = counted_row(1)
    named = FORM.indicators[row - FIRST_ROW + 1].indicator.name
    whole = with_cell(with_cell(plain_book(), row - 1, "ytd", 17.0), row, "ytd", below)
    parts = [{"name": "其中：城区", "ytd": 2.0}, {"name": "乡镇", "ytd": 3.0}]
    reading = read_form(with_parts(whole, INDICATORS, row, *parts), FORM)
    (said,) = [f.problem for f in reading.findings if f.code == "N141"]
    assert (f"“{key} {named}”空着" in said) == (below is None) and "E122" not in {
        f.code for f in reading.findings
    }


@pytest.mark.parametrize("state", ["正常推进", None])
def test_parts_below_a_task_are_a_note_where_it_has_its_state(state: str | None) -> None:
    at, letters = FIRST_ROW, {field: ord(TASK_SHEET.letter(field)) - 65 for field in ("status", "progress")}
    whole = plain_book()
    sheet = whole.sheet(TASKS)
    assert sheet is not None
    rows = [list(line) for line in sheet.rows]
    rows[at - 1][letters["status"]], rows[at - 1][letters["progress"]] = state, None
    whole = with_sheet(whole, TASKS, rows=tuple(map(tuple, rows)))
    parts = [
        {"item": "其中：县教育局", "status": "进度滞后", "progress": "新建3所"},
        {"item": "县住建局", "progress": "改造12户"},
    ]
    reading = read_form(with_parts(whole, TASKS, at, *parts), FORM)
    told = [f for f in reading.findings if f.code in ("E122", "N162")]
    assert [f.code for f in told] == (["N162"] if state else ["E122", "E122"])
    assert not state or all(
        word in told[0].problem for word in ("县教育局（进度滞后；新建3所）", "县住建局（改造12户）")
    )
    left = [c for c in reading.cells if c.sheet == TASKS and c.raw in ("新建3所", "改造12户")]
    assert [c.outcome for c in left] == [Outcome.IGNORED] * 2


def without_figures(whole: Book, kept: int = 0) -> Book:
    """The same with 指标数据 blank but for its first rows."""
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    columns = [ord(INDICATOR_SHEET.letter(field)) - 65 for field in FIGURE]
    rows = [list(line) for line in sheet.rows]
    for line in rows[FIRST_ROW - 1 + kept :]:
        for column in columns:
            line[column : column + 1] = [None] * len(line[column : column + 1])
    return with_sheet(whole, INDICATORS, rows=tuple(map(tuple, rows)))


SHOT, SEAL = (3, 20, 10, 28), (3, 20, 12, 23)


@pytest.mark.parametrize(
    ("shown", "where"),
    [
        ({"pictures": (SHOT,)}, "T3:AB10"),
        ({"pictures": (SEAL,)}, ""),
        ({"objects": ((3, 20, 3, 20),)}, "嵌入或链接的文件（工作表“{}”T3）"),
        ({"background": True}, "的背景"),
        ({"pictured": frozenset({"Z9"})}, "Z9"),
        ({"rows": ((None, '=DISPIMG("ID_1",1)'),)}, "B1"),
        ({"pictures": (SHOT,), "visible": False}, ""),
    ],
)
@pytest.mark.parametrize("name", [INDICATORS, "截图"])
def test_a_picture_beside_a_blank_table_is_said(name: str, shown: dict[str, object], where: str) -> None:
    if name == INDICATORS and {"rows", "visible"} & shown.keys():
        return
    blank = without_figures(plain_book())
    blank = replace(blank, sheets=(*blank.sheets, SheetData("截图", ())))
    found = [
        f.problem for f in read_form(with_sheet(blank, name, **shown), FORM).findings if f.code == "Q161"
    ]
    assert len(found) == bool(where) and all(where.format(name) in one and name in one for one in found)


def test_a_picture_beside_a_table_that_is_mostly_filled_is_evidence() -> None:
    few = len(FORM.indicators) * 2 // 3
    shown = with_sheet(without_figures(plain_book(), few), INDICATORS, pictures=(SHOT,), background=True)
    assert "Q161" not in {finding.code for finding in read_form(shown, FORM).findings}


def test_what_lies_over_blank_cells_is_said_once() -> None:
    over = with_sheet(without_figures(plain_book()), INDICATORS, pictures=((3, 1, 40, 16),))
    told = [finding.code for finding in read_form(over, FORM).findings]
    assert (told.count("Q140"), told.count("Q161")) == (1, 0)


@pytest.mark.parametrize(("parts", "said"), [((2.0, 1.0), "不同"), ((30.0, 12.0), "一致")])
def test_rows_of_parts_below_a_whole_row_are_a_note(parts: tuple[float, float], said: str) -> None:
    row, key = counted_row()
    whole = with_cell(plain_book(), row, "ytd", 42.0)
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    name, ytd = (ord(INDICATOR_SHEET.letter(field)) - 65 for field in ("name", "ytd"))
    added = []
    for text, value in zip(("其中：城区", "乡镇"), parts, strict=True):
        line: list[object] = [None] * 16
        line[name], line[ytd] = text, value
        added.append(tuple(line))
    rows = (*sheet.rows[: row + 1], *added, *sheet.rows[row + 1 :])
    reading = read_form(with_sheet(whole, INDICATORS, rows=rows, formulas={}), FORM)
    note = next(f for f in reading.findings if f.code == "N141")
    assert note.key == key and "城区" in note.problem and said in note.problem
    assert "E122" not in [f.code for f in reading.findings]
    assert next(c.value for c in reading.cells if c.key == key and c.field == "ytd") == 42.0
    blank = with_cell(with_sheet(whole, INDICATORS, rows=rows, formulas={}), row, "ytd", None)
    assert "E122" in [f.code for f in read_form(blank, FORM).findings]


@pytest.mark.parametrize(
    ("above", "parts", "said"),
    [
        (
            False,
            [("其中：城区", 30.0), ("其中：老城区", 5.0), ("乡镇", 12.0)],
            "不算下一层的其中项，各项之和42",
        ),
        (False, [("其中：城区", 30.0), ("乡镇", 20.0)], "请核对是否有重复或写错"),
        (False, [("其中：城区", 3.0), ("乡镇", 2.0)], "请核对是否只列了一部分"),
        (False, [("（1）城区", 30.0), ("（2）乡镇", 12.0)], "一致"),
        (False, [("按类型分：新建", 30.0), ("改扩建", 12.0)], "一致"),
        (False, [("（1）城区", 30.0), ("（2）乡镇", 11.0)], None),
        (False, [("新增民办学校", 42.0)], None),
        (True, [("其中：城区", 30.0), ("其中：乡镇", 12.0)], "上面加了其中项"),
    ],
)
def test_parts_in_other_words_and_places(
    above: bool, parts: list[tuple[str, float]], said: str | None
) -> None:
    row, key = counted_row(1)
    whole = with_cell(with_cell(plain_book(), row, "ytd", 42.0), row - 1, "ytd", 3.0)
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    name, ytd = (ord(INDICATOR_SHEET.letter(field)) - 65 for field in ("name", "ytd"))
    added = [tuple({name: text, ytd: value}.get(at) for at in range(16)) for text, value in parts]
    at = row if above else row + 1
    rows = (*sheet.rows[:at], *added, *sheet.rows[at:])
    reading = read_form(with_sheet(whole, INDICATORS, rows=rows, formulas={}), FORM)
    notes = [f for f in reading.findings if f.code == "N141"]
    assert [f.code for f in reading.findings].count("E122") == (0 if said else len(parts))
    assert ([note.key for note in notes], said is None or said in notes[0].problem) == (
        [key] if said else [],
        True,
    )
    assert next(c.value for c in reading.cells if c.key == key and c.field == "ytd") == 42.0


def test_parts_of_a_ratio_are_shown_with_both_terms() -> None:
    plain = plain_book()
    ratio = next(row for row in FORM.indicators if row.indicator.is_ratio_input).indicator.id
    sheet = plain.sheet(INDICATORS)
    assert sheet is not None
    row = next(at for at, line in enumerate(sheet.rows) if line and line[0] == ratio)
    whole = with_cell(with_cell(plain, row, "numerator", 30.0), row, "denominator", 50.0)
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    name, *terms = (ord(INDICATOR_SHEET.letter(field)) - 65 for field in ("name", "numerator", "denominator"))
    added = [
        tuple({name: text, terms[0]: over, terms[1]: under}.get(at) for at in range(16))
        for text, over, under in (("其中：城区", 10.0, 20.0), ("乡镇", 20.0, 30.0))
    ]
    rows = (*sheet.rows[: row + 1], *added, *sheet.rows[row + 1 :])
    reading = read_form(with_sheet(whole, INDICATORS, rows=rows, formulas={}), FORM)
    (note,) = [f for f in reading.findings if f.code == "N141"]
    assert "城区 10/20" in note.problem and "分子、分母各自之和30/50，与上面一行一致" in note.problem


def test_own_sheets_under_other_names_are_no_content() -> None:
    whole = plain_book()
    data = whole.sheet(INDICATORS)
    assert data is not None
    copy = replace(data, name=f"{INDICATORS} (2)", visible=False)
    check = SheetData(
        f"{SELF_CHECK} - 表格 1",
        (
            ("自检　疏附县",),
            (),
            (),
            ("序号", "工作表", "位置", "对象", "缺什么、错在哪里"),
            *[(None,) * 7 + ("填报人", "B6")] * 40,
            (None, None, None, None, None, "请看这里"),
        ),
        formulas={"A5": "IF(1,2)"},
    )
    before = read_form(whole, FORM)
    typed = len([c for c in before.cells if c.sheet == INDICATORS])
    after = read_form(replace(whole, sheets=(*whole.sheets, copy, check)), FORM)
    assert [c.raw for c in after.cells if c.sheet == check.name] == ["请看这里"]
    assert len([c for c in after.cells if c.sheet == copy.name]) <= typed


@pytest.mark.parametrize("name", [SELF_CHECK, f"{SELF_CHECK} 2"])
@pytest.mark.parametrize(("down", "across"), [(1, 0), (0, 1), (3, 2)])
def test_a_moved_list_of_checks_is_no_content(down: int, across: int, name: str) -> None:
    lines: list[tuple[object, ...]] = [
        ("自检　疏附县",),
        (),
        (),
        ("序号", "工作表", "位置", "对象", "缺什么、错在哪里"),
        *[("=IF(1,2)",) * 5 + (None,) * 2 + ("填报人", "B6")] * 40,
        (None, None, None, None, None, "请看这里"),
    ]
    rows = ((),) * down + tuple((None,) * across + line for line in lines)
    formulas = {f"{chr(65 + across + at)}{5 + down + row}": "IF(1,2)" for at in range(5) for row in range(40)}
    check = SheetData(name, rows, formulas=formulas)  # type: ignore[arg-type]
    whole = plain_book()
    others = tuple(sheet for sheet in whole.sheets if sheet.name != name)
    reading = read_form(replace(whole, sheets=(*others, check)), FORM)
    assert [c.raw for c in reading.cells if c.sheet == check.name] == ["请看这里"]


def test_a_note_is_said_word_for_word() -> None:
    whole = plain_book()
    words = "含上年结转三所，" * 40
    noted = with_sheet(whole, INDICATORS, comments={f"H{n}": f"{n}{words}" for n in range(5, 14)})
    found = [f.problem for f in read_form(noted, FORM).findings if f.code == "N136"]
    assert len(found) == 2 and all(f"{n}{words}" in "".join(found) for n in range(5, 14))


@pytest.mark.parametrize(
    ("name", "note", "asked"),
    [
        (INDICATORS, "单位：万人", True),
        (INDICATORS, "（计量单位：万元）", True),
        (INDICATORS, "单位:万", True),
        (INDICATORS, "单位：疏附县", False),
        (INDICATORS, "填报单位：疏附县住建局", False),
        (PROJECTS, "单位：元", True),
        (PROJECTS, "以亿元为单位", True),
        (PROJECTS, "单位：万元", False),
    ],
)
def test_a_measure_above_a_table_that_has_its_own_is_asked_about(name: str, note: str, asked: bool) -> None:
    whole = plain_book()
    sheet = whole.sheet(name)
    assert sheet is not None
    rows = [list(line) for line in sheet.rows]
    rows[2] += [None] * (16 - len(rows[2]))
    rows[2][13] = note
    found = [
        f
        for f in read_form(with_sheet(whole, name, rows=tuple(map(tuple, rows))), FORM).findings
        if f.code == "Q147"
    ]
    assert [(f.address, f.seen) for f in found] == ([("N3", note)] if asked else [])


def test_words_in_a_text_box_are_said() -> None:
    boxed = with_sheet(plain_book(), INDICATORS, words=(("J6", "以下数据作废，\n以邮件为准"),))
    assert [
        f.address for f in read_form(boxed, FORM).findings if "J6“以下数据作废， 以邮件为准”" in f.problem
    ] == ["J6"]


def test_a_note_is_said_where_the_marks_of_the_forms_own_are_lost() -> None:
    """Sheets that were copied to a new workbook bring the form's notes along, but not _meta."""
    whole = plain_book()
    bare = replace(whole, sheets=tuple(one for one in whole.sheets if one.name != META), properties={})
    own = {
        "J5": "新建义务教育学校数（所）\n填报口径：按地区教育局",
        "E5": "本年度措施全文：\n1.新建",
        "G5": f"上月的填报表在印发以后收到，{HELD}。",
        "J7": "【错误】不是数字\n修改：只写数字",
    }
    noted = with_sheet(bare, INDICATORS, comments={**own, "N9": "此数待统计局核定"})
    said = [f.problem for f in read_form(noted, FORM).findings if f.code == "N136"]
    assert len(said) == 1 and "有1处" in said[0] and "N9“此数待统计局核定”" in said[0]


def test_words_added_to_a_note_of_the_forms_own_are_said_alone() -> None:
    whole = plain_book()
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    (at, own), *others = sheet.comments.items()
    noted = with_sheet(whole, INDICATORS, comments={at: f"{own}\n此数待核定\n再减一所", **dict(others)})
    (said,) = [f.problem for f in read_form(noted, FORM).findings if f.code == "N136"]
    assert f"{at}“此数待核定 再减一所”" in said


def test_what_was_typed_outside_the_form_is_said_word_for_word() -> None:
    """Of all cells, not of the first alone; words before numbers, and how many more there are."""
    whole = plain_book()
    sheet = whole.sheet(INDICATORS)
    assert sheet is not None
    rows = [[*line, *[None] * (30 - len(line))] for line in (*sheet.rows, *[()] * 45)]
    for number in range(10, 40):
        rows[number][25] = 7000.0 + number
    rows[12][26], rows[41][26] = "本县数据尚未审定", "第3项以教育局的为准，" * 140
    reading = read_form(with_sheet(whole, INDICATORS, rows=tuple(map(tuple, rows))), FORM)
    (said,) = [f.problem for f in reading.findings if f.code == "N128"]
    assert "填了32格" in said and "AA13“本县数据尚未审定”" in said
    assert said.count("以教育局的为准") == 140 and "另有30格" in said
    for number in range(10, 40):
        rows[number][26] = None
    rows[41][26] = None
    (said,) = [
        f.problem
        for f in read_form(with_sheet(whole, INDICATORS, rows=tuple(map(tuple, rows))), FORM).findings
        if f.code == "N128"
    ]
    assert all(f"Z{number + 1}“{7000 + number}”" in said for number in range(10, 40)) and "另有" not in said


def test_a_sheet_that_was_added_and_is_named_like_a_correction_is_said() -> None:
    whole = plain_book()

    def said(name: str) -> list[str]:
        added = replace(whole, sheets=(*whole.sheets, SheetData(name, ())))
        return [f.seen for f in read_form(added, FORM).findings if f.code == "N168"]

    for name in ("T01-1应为77777", "新增学位改为35", "以此表为准", "更正", "指标填错一个"):
        assert said(name) == [name]
    for name in ("Sheet2", "5月", "佐证材料", "各乡镇明细", "T01-1佐证", "旧村改造", "说明"):
        assert said(name) == []


def test_a_damaged_part_is_said() -> None:
    reading = read_form(replace(plain_book(), damaged=("xl/comments1.xml",)), FORM)
    assert [f.problem for f in reading.findings if f.code == "N139" and "comments1" in f.problem]
