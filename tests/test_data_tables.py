"""The tables for other tools: one declaration, and what follows from it (CSV, dictionary, workbook, frames)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from summary_samples import sample

import toolkit
from tests.frames_recount import compared, differences
from tests.small_checklist import run_small_demo
from toolkit.demo.run import run_demo
from toolkit.outputs.workbook.sheet import EXTRACT
from toolkit.tables.columns import GIVEN, WORDS, DataColumn, Table, state_of, word_state
from toolkit.tables.csvfiles import csv_files
from toolkit.tables.frames import DTYPES, frame_of, stacked
from toolkit.tables.month import DECLARED, LONG, month_tables
from toolkit.tables.workbook import data_workbook

# The columns that other programs read by name or place: they stay first, in this order, under these names.
FIXED = {
    "指标汇总": "报送期,指标编号,任务序号,指标名称,类型,计量单位,年度目标,目标上限,上月累计,累计完成,环比,完成率,序时进度,进度差,状态灯,已报单位数,应报单位数,说明,本月新增,上月新增,累计同比,距年度目标,未报单位,标注",
    "分县指标": "报送期,单位代码,单位,指标编号,计量单位,本单位年度任务,本月累计,分子累计,分母累计,上月累计,完成率,占全地区,状态,数据性质,说明,来源单元格,来源文件,哈希,标注",
    "任务": "报送期,任务序号,行动,事项,牵头单位,全地区,依据,连续偏慢或滞后月数,报送方式,判定方式,与上月相比,不可比原因",
    "分县任务": "报送期,单位代码,单位,任务序号,状态,填报状态,完成度,本月进展,存在问题,下步措施,责任人,承办部门,与上月相同,不一致",
    "报送情况": "报送期,单位代码,单位,状态,版本,收到时间,是否按时,逾期天数,错误,疑问,完整率,盖章件",
    "重点项目": "报送期,单位代码,单位,项目编号,项目名称,任务序号,项目类别,总投资,到位资金,本年计划投资,本年完成投资,累计完成投资,开工时间,计划竣工时间,项目状态,形象进度,存在问题,是否滞后",
    "全部数字": "编号,名称,数值,文字,计量单位,算法,标记,来源个数",
    "数据台账": "报送期,单位,文件,哈希,版本,已填单元格,采用,规范化,拒收,被替代,忽略,是否平衡",
}


def tables() -> tuple[Table[Any], ...]:
    result, checklist, findings, context = sample()
    return month_tables(result, findings, findings[:1], (), checklist, context)


@pytest.mark.parametrize("file", FIXED)
def test_columns_that_other_programs_read_stay_where_they_are(file: str) -> None:
    heads = [column.header for table in DECLARED if table.file == file for column in table.columns]
    wanted = FIXED[file].split(",")
    assert heads[: len(wanted)] == wanted


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_names_and_headers_are_told_apart(table: Table[Any]) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert len({column.header for column in table.columns}) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert all(column.meaning for column in table.columns)
    assert [column.name for column in table.beside if column.of] == [
        column.name for column in table.columns if column.of
    ]


def test_a_missing_number_always_says_why() -> None:
    """In every frame of the sample: a number is missing exactly where its state is not 有数, or it has none to be missing."""
    seen = 0
    for table in tables():
        frame = frame_of(table)
        for column in table.columns:
            if column.kind in ("number", "count") and column.state is None:
                assert frame[column.name].notna().all(), column.name
            if column.of:
                assert ((frame[column.name] == GIVEN) == frame[column.of].notna()).all(), column.name
                assert frame[column.name].isin(WORDS).all()
                seen += int(frame[column.of].isna().sum())
    assert seen > 20


def test_words_for_a_missing_number() -> None:
    result = sample()[0]
    total = result.indicators[0].total
    assert (
        state_of(total) == GIVEN and state_of(None) == "无" and state_of(None, "无年度目标") == "无年度目标"
    )
    assert [word_state(word) for word in ("待统计", "未报", "—", "", "0→1")] == [
        "待统计",
        "未报",
        "无",
        "无",
        "见文字",
    ]


def test_dtypes_do_not_depend_on_what_a_month_holds() -> None:
    for table in tables():
        full, empty = frame_of(table), frame_of(table.of(()))
        for column in table.beside:
            wanted = DTYPES[column.kind]
            assert str(full[column.name].dtype) == wanted and str(empty[column.name].dtype) == wanted, (
                column.name
            )


def test_a_word_that_is_not_declared_is_kept() -> None:
    column: DataColumn[str] = DataColumn(
        "state", "状态", "", "category", lambda text: text, categories=("甲",)
    )
    frames = [frame_of(Table("t", "t", "", (column,), rows)) for rows in (["甲", "乙"], ["甲"])]
    whole = stacked(frames)
    assert list(whole["state"]) == ["甲", "乙", "甲"] and isinstance(
        whole["state"].dtype, pd.CategoricalDtype
    )


def test_the_workbook_holds_what_the_csv_files_hold() -> None:
    made = tables()
    book = openpyxl.load_workbook(io.BytesIO(data_workbook(made, sample()[3])))
    assert book.sheetnames == [*(table.file for table in made), "字段说明"]
    files = csv_files(made)
    for table in made:
        rows = list(csv.reader(io.StringIO(files[f"{table.file}.csv"].decode("utf-8-sig"), newline="")))
        sheet = list(book[table.file].iter_rows(values_only=True))
        assert [list(map(_as_text, row)) for row in sheet] == [list(map(_as_number, row)) for row in rows]
    assert len(list(book["字段说明"])) == 1 + sum(len(table.columns) for table in made)


def _as_text(value: Any) -> str:
    return (
        ""
        if value is None
        else _as_number(f"{value:%Y-%m-%d %H:%M:%S}" if hasattr(value, "hour") else str(value))
    )


def _as_number(text: str) -> str:
    """One spelling a number, and text without the apostrophe that CSV needs against formulas."""
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text.removeprefix("'")


def test_each_sheet_of_the_workbook_prints_one_page_that_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(data_workbook(tables(), sample()[3])))
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (
            1,
            1,
        ) and sheet.sheet_properties.pageSetUpPr.fitToPage
        last = range_boundaries(sheet.print_area.partition("!")[2].replace("$", ""))[2:]
        assert (sheet.oddHeader.right.text == EXTRACT) == (last != (sheet.max_column, sheet.max_row)), (
            sheet.title
        )
        assert sheet.sheet_format.defaultRowHeight == 18  # no program makes them as high as its font
        points = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, last[0] + 1))
        assert points < 230, sheet.title  # A3 on its side at 80 per cent
        assert "2024-06" in sheet.oddFooter.left.text and sheet.title in sheet.oddFooter.left.text


def test_nothing_in_the_workbook_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(data_workbook(tables(), sample()[3])))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type in ("f", "e")]


def test_a_month_s_data_folder_holds_the_tables_and_the_workbook(small_demo: Path) -> None:
    folder = small_demo / "outbox/2024-06/汇总/data"
    assert {path.name for path in folder.iterdir()} == {
        *(f"{table.file}.csv" for table in DECLARED), "字段说明.csv", "2024-06_数据.xlsx"
    }  # fmt: skip
    names = openpyxl.load_workbook(folder / "2024-06_数据.xlsx", read_only=True).sheetnames
    assert names == [*(table.file for table in DECLARED if table.name not in LONG), "字段说明"]


def test_frames_say_what_the_summary_says(small_demo: Path) -> None:
    """And the comparison notices a number, a row and a sentence that are others."""
    data = (small_demo / "outbox/2024-06/汇总/2024-06_汇总表.xlsx").read_bytes()
    office = toolkit.open(small_demo)
    frames = office.month("2024-06").frames()
    assert differences(frames, data, office.units) == []
    assert compared(data) > 100
    given = frames.indicators["total"].notna()
    frames.indicators.loc[given, "total"] += 1
    frames.findings.loc[0, "problem"] = "另一句话"
    fewer = replace(frames, unit_values=frames.unit_values.iloc[1:])
    found = differences(fewer, data, office.units)
    assert {line.split()[0].rstrip(":") for line in found} == {"指标汇总", "分县明细", "校验问题"}


@pytest.mark.parametrize(
    "demo",
    [
        pytest.param(run_small_demo, marks=pytest.mark.slow, id="small"),
        pytest.param(
            lambda folder, months: run_demo(folder, lambda line: None, months),
            marks=pytest.mark.nightly,
            id="shipped",
        ),
    ],
)
def test_frames_say_what_the_summary_says_over_three_months_and_a_year_s_end(
    demo: Callable[[Path, int], bool], tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    assert demo(folder, 3)
    office = toolkit.open(folder)
    assert office.periods == ("2024-11", "2024-12", "2025-01")
    for period in office.periods:
        data = (folder / f"outbox/{period}/汇总/{period}_汇总表.xlsx").read_bytes()
        assert differences(office.month(period).frames(), data, office.units) == []
        assert compared(data) > 100
    history = office.history()
    for name, frame in office.month("2025-01").frames():
        part = getattr(history, name)
        pd.testing.assert_frame_equal(part[part["period"] == "2025-01"].reset_index(drop=True), frame)
