"""填报单位 by one word: 全部县市 is every county of the sheet 单位, today's and tomorrow's."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.checklist_samples import edited, sample, setting
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.groups import MANY_UNITS
from toolkit.core.model import Checklist, Unit

COUNTIES = ("甲市", "乙县", "丙县")


def loaded(data: bytes) -> Checklist:
    checklist, findings = load_checklist(data)
    assert checklist is not None, [(finding.code, finding.address) for finding in findings]
    return checklist


@pytest.mark.parametrize("words", ["全部县市", " 全部 县市 ", "全部县市、乙县", "丙县，全部县市"])
def test_a_word_stands_for_all_units_of_a_kind(words: str) -> None:
    checklist = loaded(edited(setting("任务", 2, "填报单位", words)))
    assert sorted(checklist.task(1).reporters) == sorted(COUNTIES)


def test_a_word_and_a_unit_of_another_kind() -> None:
    checklist = loaded(edited(setting("指标", 2, "填报单位", "全部县市、地区本级")))
    assert checklist.indicator("T01-1").reporters == (*COUNTIES, "地区本级")


def test_a_unit_that_is_added_later_reports_too() -> None:
    def change(book: Workbook) -> None:
        setting("任务", 2, "填报单位", "全部县市")(book)
        page = book["单位"]
        heads = {cell.value: cell.column for cell in page[1]}
        row = page.max_row + 1
        new = {"编码": "659901", "单位": "丁县", "类别": "县市", "隶属": "下级", "启用期": "2025-01"}
        for head, value in new.items():
            page.cell(row, heads[head]).value = value

    checklist = loaded(edited(change))
    assert checklist.task(1).reporters[-1] == "丁县"


def test_who_only_gets_mail_is_in_no_group() -> None:
    def change(book: Workbook) -> None:
        setting("任务", 2, "填报单位", "全部县市")(book)
        page = book["单位"]
        heads = {cell.value: cell.column for cell in page[1]}
        row = page.max_row + 1
        for head, value in {"单位": "丁县", "类别": "县市", "隶属": "下级"}.items():
            page.cell(row, heads[head]).value = value

    assert loaded(edited(change)).task(1).reporters == COUNTIES


@pytest.mark.parametrize("word", ["全部乡镇", "全部企业", "全部"])
def test_a_group_that_nobody_is_in_is_a_fault_with_its_cell(word: str) -> None:
    checklist, findings = load_checklist(edited(setting("任务", 2, "填报单位", word)))
    assert checklist is None
    assert [(one.code, one.seen) for one in findings] == [("E907", word)]


def test_a_quota_is_of_one_unit() -> None:
    checklist, findings = load_checklist(edited(setting("分解", 2, "单位", "全部县市")))
    assert checklist is None and findings[0].code == "E907"


def test_many_units_are_written_by_their_word_and_read_back() -> None:
    units = tuple(Unit(f"{659000 + i}", f"第{i}县", f"{i}县") for i in range(MANY_UNITS + 1))
    names = tuple(unit.name for unit in units)
    whole, base = sample(), sample()
    tasks = tuple(replace(task, reporters=names) for task in base.tasks)
    indicators = tuple(
        replace(one, reporters=names, reporters_by_year={2025: names[:-1]}) for one in base.indicators[:1]
    )
    whole = Checklist(tasks=tasks, indicators=indicators, units=units)
    data = write_checklist(whole)
    page = load_workbook(BytesIO(data))["指标"]
    row = {page.cell(1, column).value: page.cell(2, column).value for column in range(1, page.max_column + 1)}
    assert row["填报单位"] == "全部县市"
    assert row["2025年填报单位"].count("、") == MANY_UNITS - 1  # not all of them: by name
    assert replace(loaded(data), digest="") == whole


def test_a_few_units_keep_their_names() -> None:
    page = load_workbook(BytesIO(write_checklist(sample())))["任务"]
    assert "全部县市" not in {str(cell.value) for row in page.iter_rows() for cell in row}
