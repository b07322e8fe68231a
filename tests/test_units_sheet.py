"""The sheet 单位: every fault with its cell, who reports when, and what names a version of the checklist."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.checklist_samples import column_of, edited, sample, setting
from toolkit.checklist import snapshot
from toolkit.checklist.compare import differences
from toolkit.checklist.load import load_checklist, load_units
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist
from toolkit.core.periods import Period

FAULTS = [
    (2, "编码", "65-3101", "E960"),
    (2, "编码", "6", "E960"),
    (3, "编码", "653101", "E909"),
    (2, "编码", None, "E965"),
    (2, "单位", None, "E904"),
    (2, "单位", "甲/市", "E961"),
    (2, "单位", "甲、乙市", "E961"),
    (2, "单位", "甲市.", "E961"),
    (3, "单位", "甲市", "E964"),
    (3, "简称", "甲", "E964"),
    (3, "简称", "甲 市 政府", "E964"),
    (3, "别名", "乙县政府、甲市政府", "E964"),
    (2, "类别", "乡镇", "E908"),
    (2, "类别", None, "E904"),
    (2, "隶属", "上级", "E908"),
    (2, "隶属", None, "E904"),
    (2, "邮箱", "a.x.cn", "E963"),
    (2, "邮箱", "a@x.cn、张三@x.cn", "E963"),
    (2, "邮箱", "张三<a@x.cn>", "E963"),
    (2, "抄送", "a@@x.cn", "E963"),
    (2, "启用期", "三月", "E921"),
    (2, "停用期", "2024-13", "E921"),
    (3, "停用期", "2024-02", "E962"),
]


@pytest.mark.parametrize(("row", "header", "value", "code"), FAULTS)
def test_every_fault_has_its_code_and_its_cell(row: int, header: str, value: object, code: str) -> None:
    columns: list[int] = []
    data = edited(lambda book: columns.append(column_of(book["单位"], header)))
    checklist, findings = load_checklist(edited(setting("单位", row, header, value), data))
    assert checklist is None
    places = {(one.code, one.sheet, one.address) for one in findings}
    assert (code, "单位", f"{get_column_letter(columns[0])}{row}") in places
    assert all(one.problem and one.remedy for one in findings)  # every placeholder is filled


def test_all_faults_are_said_at_once_beside_those_of_other_sheets() -> None:
    def change(book: Workbook) -> None:
        setting("单位", 2, "邮箱", "a＠x.cn")(book)
        setting("单位", 3, "别名", "甲")(book)
        setting("任务", 2, "填报频次", "每周")(book)

    findings = load_checklist(edited(change))[1]
    assert sorted(one.code for one in findings) == ["E908", "E963", "E964"]
    assert next(one for one in findings if one.code == "E963").suggestion == "a@x.cn"


@pytest.mark.parametrize(
    ("header", "value", "field", "expected"),
    [
        ("邮箱", "a@x.cn，b@x.cn； c@x.cn d@x.cn", "email", ("a@x.cn", "b@x.cn", "c@x.cn", "d@x.cn")),
        ("编码", 653101, "code", "653101"),
        ("电话", 13900000000, "phone", "13900000000"),
        ("启用期", datetime(2024, 3, 1), "starts", Period(2024, 3)),
        ("停用期", "2024年9月", "ends", Period(2024, 9)),
        ("简称", None, "short", "甲市"),
        ("抄送", None, "cc", ()),
    ],
)
def test_ways_to_write_the_same(header: str, value: object, field: str, expected: object) -> None:
    checklist, findings = load_checklist(edited(setting("单位", 2, header, value)))
    assert checklist is not None, findings
    assert getattr(checklist.units[0], field) == expected


def test_without_units_there_is_no_checklist() -> None:
    def emptied(book: Workbook) -> None:
        book["单位"].delete_rows(2, 100)

    def removed(book: Workbook) -> None:
        del book["单位"]

    assert "E919" in {one.code for one in load_checklist(edited(emptied))[1]}
    assert "E901" in {one.code for one in load_checklist(edited(removed))[1]}
    older, findings = load_checklist(
        edited(removed), sample().units
    )  # import of a workbook that had none yet
    assert findings == [] and older is not None and older.units == sample().units


def test_units_are_read_also_when_other_sheets_are_at_fault() -> None:
    units, findings = load_units(edited(setting("指标", 2, "换算系数", 0)))
    assert (units, findings) == (sample().units, [])


def test_who_no_task_and_no_indicator_names_only_gets_mail() -> None:
    names = [unit.name for unit in sample().reporting]
    assert names == ["甲市", "乙县", "丙县"]  # 地区本级 and 地区教育局 report nothing


@pytest.mark.parametrize(
    ("period", "names"),
    [
        (Period(2024, 2), ["甲市", "丙县"]),
        (Period(2024, 3), ["甲市", "乙县", "丙县"]),
        (Period(2024, 9), ["甲市", "乙县", "丙县"]),
        (Period(2024, 10), ["甲市", "乙县"]),
    ],
)
def test_a_unit_reports_from_its_first_to_its_last_month(period: Period, names: list[str]) -> None:
    then = sample().at(period)
    assert [unit.name for unit in sample().units_in(period)] == names
    assert [unit.name for unit in then.reporting] == names
    assert list(then.tasks[0].reporters) == list(then.indicators[0].reporters_in(2024)) == names
    assert then.digest == sample().digest


def changed(**fields: object) -> Checklist:
    first, *others = sample().units
    return replace(sample(), units=(replace(first, **fields), *others))  # type: ignore[arg-type]


def test_an_address_makes_no_other_version_of_the_checklist_but_a_code_does() -> None:
    digest = digest_of(sample())
    for same in ({"email": ("z@x.cn",)}, {"contact": "李四"}, {"aliases": ()}, {"ends": Period(2024, 12)}):
        assert digest_of(changed(**same)) == digest
        assert differences(sample(), changed(**same)) == []
    assert digest_of(changed(code="653199")) != digest
    assert digest_of(replace(sample(), units=sample().units[:-1])) == digest  # a lead unit is asked nothing


def test_snapshots_keep_the_units_and_those_made_before_have_none() -> None:
    text = snapshot.to_json(sample())
    assert snapshot.from_json(text).units == snapshot.units_of(text) == sample().units
    older = snapshot.to_json(replace(sample(), units=())).replace('"units": [], ', "")
    assert snapshot.from_json(older).units == snapshot.units_of(older) == ()


def test_the_workbook_writes_units_as_it_reads_them() -> None:
    units, findings = load_units(write_checklist(sample()))
    assert (units, findings) == (sample().units, [])
