"""Sheets of the hand-made month read whole: every column holds what its head says."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl import Workbook
from summary_samples import HOSTILE, sample

from toolkit.outputs.summary import write_summary
from toolkit.outputs.workbook.grid import clean

HEAD = 4
NONE = "—"


@pytest.fixture(scope="module")
def book() -> Workbook:
    result, checklist, findings, context = sample()
    data = write_summary(result, checklist, findings, context)
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def rows_of(book: Workbook, sheet: str, columns: int) -> list[list[object]]:
    """Rows from the heads on."""
    lines = [list(row[:columns]) for row in book[sheet].iter_rows(min_row=HEAD, values_only=True)]
    return [line for line in lines if any(value is not None for value in line)]


def months(**values: object) -> list[object]:
    return [values.get(f"m{month}", NONE) for month in range(1, 13)]


def test_the_years_months_stand_in_their_columns(book: Workbook) -> None:
    """Task 1 is green and task 2 red; two of three returns came, one of them in time."""
    assert rows_of(book, "趋势", 17) == [
        ["编号", "名称", "计量单位", "年度目标", *[f"{month}月" for month in range(1, 13)], "状态灯"],
        [NONE, "已完成或达序时", "项", NONE, *months(m6=1), NONE],
        [NONE, "进度偏慢", "项", NONE, *months(m6=0), NONE],
        [NONE, "滞后", "项", NONE, *months(m6=1), NONE],
        [NONE, "待报齐", "项", NONE, *months(m6=0), NONE],
        [NONE, "已收到填报表", "个", NONE, *months(m6=2), NONE],
        [NONE, "按时报送", "个", NONE, *months(m6=1), NONE],
        ["T02-3", "新增义务教育学位数", "万个", 1.86, *months(m5=0.01, m6=0.323), "● 红 滞后"],
        ["T02-5", "随迁子女就读公办学校比例", "%", 100, *months(m5=0.01, m6=pytest.approx(10000 / 120)), "● 绿 达序时进度"],
    ]  # fmt: skip


def test_a_lead_unit_has_its_tasks_by_light_and_under_it_each_task_with_its_units(book: Workbook) -> None:
    """Of task 1 喀什市 is green, 莎车县 red, the third silent; task 2 is held by 喀什市 alone; task 3 comes on paper."""
    red = "● 红 T02-3 新增义务教育学位数 −32.6"  # 0.323 of 1.86 is 17.4 %, the pace is 50
    second = [2, "义务教育", "● 红 滞后", 1, 0, 0, 0, NONE, red, 0, NONE]
    assert rows_of(book, "牵头单位", 12) == [
        ["牵头单位", "任务序号", "事项", "全地区", "已完成或达序时", "进度偏慢", "滞后", "待报齐或未报", "偏慢、滞后的单位", "偏慢、滞后的指标", "提请协调(件)", "核对表"],
        ["公安局", NONE, 2, NONE, 1, 0, 1, 0, NONE, NONE, NONE, "公安局.xlsx"],
        ["公安局", 1, "户籍制度", "● 绿 达序时进度", 1, 0, 1, 1, "莎车县", NONE, 1, NONE],
        ["公安局", *second],
        ["教育局", NONE, 1, NONE, 0, 0, 1, 0, NONE, NONE, NONE, "教育局.xlsx"],
        ["教育局", *second],
        ["人防办", NONE, 1, NONE, 0, 0, 0, 0, NONE, NONE, NONE, "人防办.xlsx"],
        ["人防办", 3, "人防", "线下报送", 0, 0, 0, 0, NONE, NONE, 0, NONE],
    ]  # fmt: skip


def test_what_is_behind_comes_first_with_what_its_unit_says_and_asks(book: Workbook) -> None:
    told = clean(HOSTILE)
    assert rows_of(book, "滞后事项", 15) == [
        ["变化", "任务序号", "事项", "单位", "状态灯", "完成度(%)", "牵头单位", "判定依据、存在问题", "下步措施", "偏慢或滞后起始", "提请协调事项", "本月进展", "全部牵头单位", "承办部门", "来源单元格"],
        ["连续3个月", 2, "义务教育", "全地区", "● 红 滞后", NONE, "教育局等2家", "T02-3 滞后", NONE, "2024-04", NONE, NONE, "教育局、公安局", NONE, NONE],
        ["本月转好", 1, "户籍制度", "全地区", "● 绿 达序时进度", NONE, "公安局", "由指标判定", NONE, NONE, NONE, NONE, "公安局", NONE, NONE],
        ["新增", 1, "户籍制度", "莎车县", "● 红 进度滞后", 20, "公安局", told, "加快", "2024-06", told, told, "公安局", NONE, "任务进展!I6"],
    ]  # fmt: skip


def test_what_a_unit_asks_twice_stands_in_one_cell_and_an_empty_sheet_says_so() -> None:
    result, checklist, findings, context = sample()
    (ask,) = result.experience
    asks = (
        replace(ask, title="协调用地"),
        replace(ask, title="", content="追加资金"),
        replace(ask, category="意见建议"),
    )
    data = write_summary(replace(result, experience=asks), checklist, findings, context)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    heads, *rows = rows_of(book, "滞后事项", 15)
    (row,) = [row for row in rows if row[3] == "莎车县"]
    assert row[heads.index("提请协调事项")] == "协调用地；追加资金"
    assert [line[0] for line in rows_of(book, "督办事项", 10)][1:] == ["没有在办的督办事项。"]
