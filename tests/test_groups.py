"""Units by the level above: who stands in which group, and from how many units on."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.checklist_samples import column_of, edited, sample, setting
from toolkit.checklist.load import load_checklist, load_units
from toolkit.checklist.snapshot import digest_of, from_json, to_json
from toolkit.checklist.unitsheet import UNITS
from toolkit.checklist.unitwriting import put_units
from toolkit.checklist.workbook import write_checklist
from toolkit.core import area
from toolkit.core.groups import MANY_UNITS, NO_UPPER, groups_of
from toolkit.core.model import Unit
from toolkit.core.words import UnitKind


def units(count: int, *uppers: str, **changed: str) -> list[Unit]:
    """So many units; their 上级 in turn."""
    told = uppers or ("",)
    return [
        Unit(f"{659000 + at}", f"第{at}县", f"{at}县", upper=told[at % len(told)], **changed)
        for at in range(count)
    ]


def test_so_few_units_are_named_one_by_one() -> None:
    assert groups_of(units(MANY_UNITS, "甲地区", "乙地区")) == ()
    assert len(groups_of(units(MANY_UNITS + 1, "甲地区", "乙地区"))) == 2


def test_every_unit_stands_in_the_group_of_its_upper_level_in_the_order_of_the_sheet() -> None:
    told = units(64, "乙地区", "", "甲地区")
    groups = groups_of(told)
    assert [group.name for group in groups] == ["乙地区", "甲地区", NO_UPPER]  # who has none comes last
    assert all([one for one in told if (one.upper or NO_UPPER) == g.name] == list(g.units) for g in groups)
    assert sorted(one.code for group in groups for one in group.units) == [one.code for one in told]
    assert [group.title for group in groups] == ["乙地区", "甲地区", NO_UPPER]


def test_where_nobody_has_an_upper_level_groups_go_by_kind_in_the_words_of_the_place() -> None:
    told = [*units(61), *units(3, kind=UnitKind.DEPARTMENT.value)]
    groups = groups_of(told)
    assert [(group.name, len(group.units)) for group in groups] == [("县市", 61), ("部门", 3)]
    area.use("全省")
    try:
        assert [group.title for group in groups] == ["市州", "部门"]
        assert groups_of(units(61, "县市", "甲"))[0].title == "县市"  # what a person wrote stays
    finally:
        area.use(area.STANDARD)


def test_one_upper_level_for_all_is_no_group_and_a_blank_more_makes_no_other() -> None:
    told = [*units(61, "甲地区", " 甲 地区"), *units(3, "甲地区", kind=UnitKind.DEPARTMENT.value)]
    assert [(group.name, len(group.units), group.by_kind) for group in groups_of(told)] == [
        ("县市", 61, True),
        ("部门", 3, True),
    ]
    apart = groups_of(units(63, "甲地区（二）", "乙地区", "甲 地区(二)"))
    assert [(group.name, len(group.units)) for group in apart] == [("甲地区（二）", 42), ("乙地区", 21)]


@pytest.mark.parametrize("name", ["全地区", "全 市", "合计", "甲" * 31, "653100"])
def test_of_many_units_an_upper_level_is_not_called_as_the_tables_call_something_else(name: str) -> None:
    def added(count: int) -> bytes:
        def change(book: Workbook) -> None:
            sheet = book[UNITS]
            heads = {cell.value: cell.column for cell in sheet[1]}
            said = [row[heads["编码"] - 1] for row in sheet.iter_rows(min_row=2, values_only=True)]
            for at in range(count - sum(code is not None for code in said)):
                row = sheet.max_row + 1
                for head, value in (
                    ("编码", f"659{at:03d}"),
                    ("单位", f"新{at:03d}县"),
                    ("类别", "县市"),
                    ("隶属", "下级"),
                ):
                    sheet.cell(row, heads[head], value)
            sheet.cell(2, heads["上级"], name)

        return edited(change)

    few, findings = load_units(added(MANY_UNITS))
    assert len(few) >= MANY_UNITS and not findings
    _, findings = load_units(added(MANY_UNITS + 1))
    assert [(one.code, one.sheet, one.seen) for one in findings] == [("E966", UNITS, name)]


def upper(row: int, value: str) -> bytes:
    return edited(setting(UNITS, row, "上级", value))


def test_the_sheet_says_the_upper_level_and_may_be_without_the_column() -> None:
    checklist, findings = load_checklist(upper(3, " 甲地区 "))
    assert checklist is not None, findings
    assert [unit.upper for unit in checklist.units] == ["", "甲地区", *[""] * (len(checklist.units) - 2)]
    assert load_units(write_checklist(checklist))[0] == checklist.units
    assert from_json(to_json(checklist)).units == checklist.units
    assert digest_of(checklist) == digest_of(sample())  # nothing that units are asked

    def without(book: Workbook) -> None:
        book[UNITS].delete_cols(column_of(book[UNITS], "上级"))

    older, findings = load_checklist(edited(without))
    assert older is not None and older.units == sample().units, findings


@pytest.mark.parametrize("name", ["甲/乙", "甲地区、乙地区", "甲?地区", "甲地区."])
def test_an_upper_level_that_can_name_no_file_is_said_with_its_cell(name: str) -> None:
    checklist, findings = load_checklist(upper(3, name))
    cell = load_workbook(BytesIO(write_checklist(sample())))[UNITS]
    assert checklist is None
    place = cell.cell(3, column_of(cell, "上级")).coordinate
    assert [(one.code, one.address, one.seen) for one in findings] == [("E961", place, name)]
    assert "“上级”" in findings[0].problem


def test_units_are_put_into_a_workbook_that_has_no_sheet_of_them_with_their_upper_level() -> None:
    def removed(book: Workbook) -> None:
        del book[UNITS]

    told = [replace(unit, upper="甲地区") for unit in sample().units]
    assert list(load_units(put_units(edited(removed), told))[0]) == told
