"""The six papers besides the form: written, changed by people in every way, read back by header."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from papers_samples import HEAD, Edit, Sample, column_of, find_row, samples
from summary_samples import CHECKLIST

from toolkit.core.findings import Finding
from toolkit.inbox.workbooks.reader import read_book
from toolkit.papers import verdicts
from toolkit.papers.sheet import PaperSheet
from toolkit.papers.verdicts import CHOICES
from toolkit.pipeline.collecting.packs import read_pack

NAMES = ("牵头单位核对表", "目标分解确认表", "数据核对单", "裁定表", "审定表", "更正确认单")
paper_names = pytest.mark.parametrize("name", NAMES)
paper = cache(samples)


def codes(sample: Sample, *edits: Edit) -> tuple[object, list[str]]:
    said, findings = sample.filled(*edits)
    assert all(finding.problem and finding.remedy for finding in findings)
    return said, [finding.code for finding in findings]


def entry_head(sample: Sample) -> str:
    return next(iter(sample.entries))


def unmerged(sheet: Worksheet) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


def own_column(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    """A column of the office's own before the entries, with a head and nothing below."""
    column = column_of(sheet, entry_head(sample))
    unmerged(sheet)
    sheet.insert_cols(column)
    sheet.cell(HEAD, column).value = "科室意见"


def own_text(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    """The same with something in it."""
    own_column(book, sheet, sample)
    sheet.cell(HEAD + 1, column_of(sheet, "科室意见")).value = "已电话核实"


def blank_column(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    unmerged(sheet)
    sheet.insert_cols(1)


def blank_rows(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    unmerged(sheet)
    sheet.insert_rows(HEAD, 3)


def reordered(sheet: Worksheet, columns: bool) -> None:
    unmerged(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD)]
    rows = [row[::-1] for row in rows] if columns else [rows[0], *rows[:0:-1]]
    for number, row in enumerate(rows, HEAD):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def columns_reversed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    reordered(sheet, True)


def rows_reversed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    reordered(sheet, False)


def ragged_heads(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    """Blanks, line breaks and full width, as people and programs leave them."""
    for cell in sheet[HEAD]:
        text = str(cell.value).replace("(", "（").replace("%", "％").replace(")", "）")
        cell.value = f" {text[:2]}\n{text[2:]}　"


@paper_names
@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (None, []),
        (own_column, ["N784"]),
        (own_text, ["N784"]),
        (blank_column, []),
        (blank_rows, []),
        (columns_reversed, []),
        (rows_reversed, []),
        (ragged_heads, []),
    ],
)
def test_moved_tables_are_read_as_if_nothing_had_moved(
    name: str, edit: Edit | None, expected: list[str]
) -> None:
    sample = paper()[name]
    plain, _ = sample.filled()
    assert plain
    assert codes(sample, *([edit] if edit else [])) == (plain, expected)


def title_line(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    sheet["B1"] = "请王科长先看"


def right_of_it(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    sheet.cell(HEAD + 1, sheet.max_column + 2).value = "旁边的字"


def row_below(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    sheet.cell(sheet.max_row + 2, column_of(sheet, entry_head(sample))).value = "补充一行"


def row_copied(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    values = [cell.value for cell in sheet[find_row(sheet, sample)]]
    sheet.append(values)


def label_changed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    other = next(
        row for row in (HEAD + 1, HEAD + 2) if row != find_row(sheet, sample) or sheet.max_row == HEAD + 1
    )
    sheet.cell(other, column_of(sheet, sample.label)).value = "改写了"


def commented(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    sheet.cell(HEAD + 1, 1).comment = Comment("请核实", "王某")


def another_sheet(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
    book.create_sheet("我的记录")["A1"] = "记一笔"


@paper_names
@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (title_line, "Q785"),
        (right_of_it, "N784"),
        (row_below, "Q785"),
        (row_copied, "Q785"),
        (commented, "N788"),
        (another_sheet, "N787"),
    ],
)
def test_whatever_else_was_written_is_said_once(name: str, edit: Edit, code: str) -> None:
    sample = paper()[name]
    plain, _ = sample.filled()
    assert codes(sample, edit) == (plain, [code])
    (finding,) = sample.filled(edit)[1]
    assert finding.sheet == ("我的记录" if edit is another_sheet else sample.sheet)


@paper_names
def test_a_changed_label_is_said_with_its_row(name: str) -> None:
    _, found = codes(paper()[name], label_changed)
    assert found == ["Q786"]


@pytest.mark.parametrize("name", ["裁定表", "审定表"])
def test_a_decision_in_a_changed_row_does_not_count(name: str) -> None:
    """Perhaps the columns were not sorted together, and it is about something else."""

    def changed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        sheet.cell(find_row(sheet, sample), column_of(sheet, sample.label)).value = "改写了"

    assert codes(paper()[name], changed) == ([], ["Q786"])


@paper_names
def test_a_missing_entry_column_is_named_and_gives_nothing(name: str) -> None:
    def renamed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        sheet.cell(HEAD, column_of(sheet, entry_head(sample))).value = "我改的列名"

    sample = paper()[name]
    plain, _ = sample.filled()
    said, findings = sample.filled(renamed)
    assert said != plain
    found = {finding.code: finding for finding in findings}
    if name == "目标分解确认表":  # a paper need not have a column for every unit
        assert set(found) == {"N784"}
    else:
        assert set(found) == {"E782", "N784"}
        assert entry_head(sample) in found["E782"].problem
    assert found["N784"].values["header"] == "我改的列名" and found["N784"].values["count"] != "0"


@paper_names
def test_a_doubled_entry_column_is_named_with_both_places_and_gives_nothing(name: str) -> None:
    def doubled(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        head = entry_head(sample)
        first, second = column_of(sheet, head), sheet.max_column + 1
        sheet.cell(HEAD, second).value = head
        sheet.cell(find_row(sheet, sample), second).value = sheet.cell(find_row(sheet, sample), first).value

    sample = paper()[name]
    plain, _ = sample.filled()
    said, findings = sample.filled(doubled)
    assert said != plain
    (finding,) = findings
    assert finding.code == "E783" and finding.values["where"].count("、") == 1


@paper_names
def test_without_its_key_column_no_row_is_read(name: str) -> None:
    def renamed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        sheet.cell(HEAD, column_of(sheet, sample.key_head)).value = "改了"

    said, found = codes(paper()[name], renamed)
    assert said == [] and "E782" in found


@paper_names
def test_a_sheet_that_is_gone_is_said(name: str) -> None:
    def renamed(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        sheet.title = "别的名称"

    sample = paper()[name]
    if name == "目标分解确认表":
        return  # without its sheet it is no such workbook
    said, found = codes(sample, renamed)
    assert said == [] and {"E780", "N787"} <= set(found)


@paper_names
def test_an_untouched_paper_says_nothing(name: str) -> None:
    sample = paper()[name]
    found, findings = sample.read(read_book(sample.data))
    assert sample.said(found) == [] and findings == ()


@pytest.mark.parametrize("name", ["裁定表", "审定表"])
def test_a_table_of_another_month_gives_nothing(name: str) -> None:
    def may(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        for prop in book.custom_doc_props.props:
            if prop.name == "Period":
                prop.value = "2024-05"

    assert codes(paper()[name], may) == ([], ["E799"])


@pytest.mark.parametrize("name", ["裁定表", "审定表"])
def test_a_table_without_identity_counts_and_says_so(name: str) -> None:
    """Copied into a new workbook, or made by an older program: what people wrote there cannot be told apart."""

    def copied(book: openpyxl.Workbook, sheet: Worksheet, sample: Sample) -> None:
        del book["_meta"]
        for prop in list(book.custom_doc_props.props):
            del book.custom_doc_props[prop.name]

    sample = paper()[name]
    plain, _ = sample.filled()
    assert codes(sample, copied) == (plain, ["Q779"])


@pytest.mark.parametrize("name", ["裁定表", "审定表"])
def test_a_table_of_the_office_in_the_inbox_is_sent_back_to_its_place(name: str) -> None:
    found = read_pack(read_book(paper()[name].data), name, "x.xlsx", (), lambda digest: CHECKLIST, {})
    assert isinstance(found, Finding) and found.code == "E769" and name in found.problem


def with_entries(name: str, *values: str) -> tuple[object, list[tuple[str, str]]]:
    """The paper with these words in its entry cells: what it says, and its findings with their words."""
    sample = paper()[name]
    said, findings = replace(sample, entries=dict(zip(sample.entries, values, strict=True))).filled()
    return said, [(finding.code, finding.problem + finding.remedy) for finding in findings]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (("", "再看看", ""), "E794", "单位答复"),
        (("", "", "李四"), "E794", "单位答复"),
        (("也行", "", "李四"), "E790", "“也行”不在选项里，这一行没有采用。请选同意或不同意。"),
        (("不同意", "", "李四"), "E791", "没有写不同意的理由，"),
        (("同意", "", ""), "E791", "没有写确认人，"),
        (("不同意", "", ""), "E791", "没有写不同意的理由和确认人，"),
    ],
)
def test_a_line_of_a_slip_that_cannot_count_is_said(line: tuple[str, ...], code: str, words: str) -> None:
    said, findings = with_entries("更正确认单", *line)
    assert said == [] and [found for found, _ in findings] == [code]
    assert words in findings[0][1]


def test_a_slip_that_agrees_needs_no_note() -> None:
    ((_, *answer),), findings = with_entries("更正确认单", "同意", "", "李四")  # type: ignore[misc]
    assert (answer, findings) == ([True, "", "李四"], [])


def shown_light(sample: Sample) -> str:
    """What the tool says in the row of the 审定表 that is filled."""
    sheet = openpyxl.load_workbook(io.BytesIO(sample.data))[sample.sheet]
    return str(sheet.cell(find_row(sheet, sample), column_of(sheet, "工具判定")).value)


def test_a_decision_that_says_what_the_tool_says_is_none() -> None:
    """With a reason it is asked about: perhaps another light was meant."""
    shown = shown_light(paper()["审定表"])
    same = next(word for word, light in CHOICES.items() if light.value == shown)
    for word in (same, "按工具判定"):
        assert with_entries("审定表", word, "") == ([], [])
        said, findings = with_entries("审定表", word, "现场核查")
        assert (said, [code for code, _ in findings]) == ([], ["Q795"])


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (("", "现场未开工"), "E794", "审定"),
        (("橙", "现场未开工"), "E790", "请选蓝、绿、黄、红、未报、待报齐、未到时限、按工具判定。"),
        (("红", ""), "E791", "没有写理由，"),
    ],
)
def test_a_line_of_the_table_of_lights_that_cannot_count_is_said(
    line: tuple[str, ...], code: str, words: str
) -> None:
    said, findings = with_entries("审定表", *line)
    assert said == [] and [found for found, _ in findings] == [code]
    assert words in findings[0][1]


def test_a_ruling_table_whose_keys_stood_in_front_bears_the_same_marks() -> None:
    """What went out before the key moved behind is read as it was."""
    new = verdicts.SHEETS[0]
    front = next(column for column in new.columns if column.field == "key")
    old = PaperSheet(new.name, (front, *(column for column in new.columns if column is not front)), "key")
    row = {"key": "task-2", "what": "第2项任务", "unit": "全地区", "light": "● 红", "basis": "按指标判定"}
    marks = [paper.mark([row.get(column.field, "") for column in paper.columns]) for paper in (old, new)]
    assert marks[0] == marks[1]
