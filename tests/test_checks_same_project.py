"""What is counted as a project: rows that name one, that no other unit has as well, and whose dates and sums go together; and sound rows."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest

from tests.checks_case import JUNE, entries_of, findings, form_of
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.explain import explanation_of
from toolkit.checks.project_names import is_no_project
from toolkit.checks.run import run_checks
from toolkit.checks.same_project_rules import a_project_is_one_units
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS
from toolkit.core.model import Checklist, Unit

Cells = Mapping[str, str | float | None]
ROW: Cells = {
    "name": "昆仑大道综合管廊工程", "task_no": 24.0, "category": "市政道路", "total": 23456.0, "funded": 12000.0, "year_plan": 9000.0,
    "year_done": 4321.0, "cumulative_done": 15678.0, "start": "2023-03-10", "planned_end": "2025-09-30", "status": "在建",
}  # fmt: skip
OTHER: Cells = {"funded": 9000.0, "year_plan": 7000.0, "year_done": 1234.0, "cumulative_done": 5432.0, "start": "2023-05-10"}  # fmt: skip
ABOUT = {"Q317", "Q318", "Q319", "Q320", "Q321"}


def data_of(checklist: Checklist, unit: Unit, rows: Sequence[Cells]) -> UnitData:
    values = {
        (PROJECTS, f"{unit.code}-2024-{number:03d}", name): value
        for number, row in enumerate(rows, 9)
        for name, value in row.items()
    }
    return UnitData(unit, form_of(checklist, unit), entries_of(unit, JUNE, values))


def asked(checklist: Checklist, units: Sequence[UnitData]) -> list[Finding]:
    return [one for one in run_checks(CheckData(checklist, JUNE, units)) if one.code in ABOUT]


def asked_of(checklist: Checklist, unit: Unit, cells: Cells) -> list[tuple[str, str]]:
    key = f"{unit.code}-2024-009"
    changes = {(PROJECTS, key, name): value for name, value in {**ROW, **cells}.items()}
    return [(one.code, one.field) for one in findings(checklist, unit, changes) if one.code in ABOUT]


SAME: list[tuple[Cells, str]] = [
    ({}, "名称和总投资（23456 万元）都一样"),
    ({"name": "昆仑大道 综合管廊工程"}, "名称和总投资（23456 万元）都一样"),
    (OTHER, "名称和总投资（23456 万元）都一样"),
    ({"name": "地下综合管廊（昆仑大道）"}, "各项投资都一样（总投资 23456 万元）"),
]


@pytest.mark.parametrize(("cells", "why"), SAME)
def test_a_project_that_another_unit_has_is_asked_of_the_later_one(
    checklist: Checklist, units: tuple[Unit, ...], cells: Cells, why: str
) -> None:
    first = data_of(checklist, units[0], [ROW])
    later = data_of(checklist, units[1], [{**ROW, **cells}])
    (one,) = asked(checklist, [first, later])
    assert (one.code, one.unit, one.field) == ("Q319", units[1].code, "name")
    assert units[0].name in one.problem and why in one.problem


@pytest.mark.parametrize(
    "cells",
    [
        {"funded": 12000.0},  # another sum
        {"start": ROW["start"]},  # both dates, for the end is the same
    ],
)
def test_with_a_round_sum_something_more_is_the_same(
    checklist: Checklist, units: tuple[Unit, ...], cells: Cells
) -> None:
    first = data_of(checklist, units[0], [{**ROW, "total": 23000.0}])
    alone = {**ROW, **OTHER, "total": 23000.0}
    assert asked(checklist, [first, data_of(checklist, units[1], [alone])]) == []
    (one,) = asked(checklist, [first, data_of(checklist, units[1], [{**alone, **cells}])])
    assert one.code == "Q319"


ALLOTTED: Cells = {**ROW, "name": "农村公路建设项目", "total": 500.0, "funded": 500.0, "year_plan": 500.0, "year_done": 0.0, "cumulative_done": 0.0}  # fmt: skip
APART: list[tuple[Cells, Cells]] = [
    # One name of many units.
    ({**ROW, "name": "农村公路建设项目"}, {**ROW, "name": "农村公路建设项目", "total": 18765.0}),
    ({**ROW, "name": "老旧小区改造"}, {**ROW, "name": "老旧小区改造", "total": 23457.0}),
    (ALLOTTED, {**ALLOTTED, "start": "2024-04-01"}),
    ({**ALLOTTED, "name": "甲乡道路"}, {**ALLOTTED, "name": "乙乡道路"}),
    # Sums in common.
    (ROW, {**ROW, "name": "乙路", "year_done": 4322.0}),
    (ROW, {**ROW, "name": "乙路", "funded": None}),
    ({**ROW, "name": "甲路", "funded": None}, {**ROW, "name": "乙路", "funded": None}),
    (
        {**ROW, "name": "甲路", "total": 5000.0, "funded": 2000.0, "year_plan": 3000.0, "year_done": 500.0, "cumulative_done": 1000.0},
        {**ROW, "name": "乙路", "total": 5000.0, "funded": 2000.0, "year_plan": 3000.0, "year_done": 500.0, "cumulative_done": 1000.0},
    ),
    (
        {**ROW, "name": "甲村", "total": 35.0, "funded": 30.0, "year_plan": 25.0, "year_done": 12.0, "cumulative_done": 12.0},
        {**ROW, "name": "乙村", "total": 35.0, "funded": 30.0, "year_plan": 25.0, "year_done": 12.0, "cumulative_done": 12.0},
    ),
    # Nothing that it costs, or no name.
    ({**ROW, "total": None}, {**ROW, "total": None}),
    ({**ROW, "name": None}, {**ROW, "name": None, "year_done": 4322.0}),
]  # fmt: skip


@pytest.mark.parametrize(("first", "later"), APART)
def test_projects_of_two_units_that_differ_are_no_question(
    checklist: Checklist, units: tuple[Unit, ...], first: Cells, later: Cells
) -> None:
    data = [data_of(checklist, unit, [row]) for unit, row in zip(units, (first, later), strict=False)]
    assert asked(checklist, data) == []


def test_twice_in_one_unit_is_that_units_own_matter(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    assert asked(checklist, [data_of(checklist, units[0], [ROW, ROW])]) == []


def test_the_explanation_holds_while_name_and_total_stay(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    first = data_of(checklist, units[0], [ROW])
    why = "管廊跨两县，本县只报县域内6公里的完成额。"
    later = data_of(checklist, units[1], [{**ROW, **OTHER, "problems": why}])
    (one,) = asked(checklist, [first, later])
    assert one.seen == "昆仑大道综合管廊工程、23456"
    assert explanation_of(later, one) == why


def test_the_cost_grows_with_the_rows_alone(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    many = [data_of(checklist, unit, [ALLOTTED] * 2000) for unit in units[:6]]
    data = CheckData(checklist, JUNE, many)
    begun = time.process_time()
    list(a_project_is_one_units(data))
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    "name",
    [
        "全部项目汇总", "累计", "2个项目", "其他项目", "打捆项目", "同上", "待定", "……", "（空）", "项目汇总", "全县汇总", "总和", "合计数", "累计完成投资", "其余5个项目",
        "两个项目", "等3个项目", "其他", "其它零星工程", "其他项目（打捆）", "打捆项目（5个）", "项目打捆", "续建项目", "重点项目", "同上行", "同前", "见附件", "详见附表",
        "项目待定", "名称待定", "待补充", "未命名项目", "空", "XX项目", "××工程", "某某项目", "1", "*", "。。。。。。。。。。。。。。。。。。。。。。。", "N/A", "测试项目", "项目名称",
    ],
)  # fmt: skip
def test_a_name_that_names_no_project_is_asked_about_once(
    checklist: Checklist, units: tuple[Unit, ...], name: str
) -> None:
    assert asked_of(checklist, units[0], {"name": name}) == [("Q320", "name")]


@pytest.mark.parametrize(
    "name",
    [
        "其他垃圾处理厂", "合计村道路", "累计村饮水工程", "汇总渠改造工程", "新建路改造工程", "新建村道路", "老旧小区改造等3个项目", "老旧小区改造共3个项目",
        "三北工程", "一号工程", "1号项目", "五个一工程", "全民健身中心项目", "重点水源工程", "小型水库除险加固工程", "续建配套与节水改造项目", "民生渠工程",
        "同心路工程", "同上村小学", "空港新区道路", "110指挥中心", "G314线改造", "123团道路", "5G基站", "农村公路建设项目（打捆）", "其他项目（健康路）", "待建村污水管网",
        "二期", "一标段", "测试中心项目", "附后街道路", "项目二", "略阳路", "两个中心建设项目", "十二木卡姆艺术中心", "老旧小区改造", "合并村小学建设项目",
    ],
)  # fmt: skip
def test_a_name_that_only_has_such_words_is_a_project(name: str) -> None:
    assert not is_no_project(name)


def test_two_units_with_others_are_asked_for_names_alone(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    data = [data_of(checklist, unit, [{**ROW, "name": "其他项目"}]) for unit in units[:2]]
    assert [one.code for one in asked(checklist, data)] == ["Q320", "Q320"]


NOTHING: Cells = dict.fromkeys(("total", "funded", "year_plan", "year_done", "cumulative_done"), 0.0)


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"start": "2024-05"}, [("Q321", "start")]),
        ({"start": "2024-05-20", "image": "已竣工验收"}, [("Q321", "start")]),
        ({"start": "2024"}, [("Q321", "start")]),
        ({"start": "2024-05", "status": "未开工"}, [("Q317", "status")]),
        ({"start": "2024-09-01"}, [("Q317", "status")]),
        (NOTHING, [("Q317", "status")]),
        ({**NOTHING, "status": "已投用"}, [("Q317", "status")]),
        ({**NOTHING, "funded": None, "year_done": None}, [("Q317", "status")]),
    ],
)
def test_sums_that_do_not_go_with_the_start_are_asked_about_once(
    checklist: Checklist, units: tuple[Unit, ...], cells: Cells, codes: list[tuple[str, str]]
) -> None:
    assert asked_of(checklist, units[0], cells) == codes


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"start": "2023-12-30"},
        {"start": None},
        {"start": "2024-05", "cumulative_done": 4321.0},
        {"start": "2024-05", "cumulative_done": 4321.4},  # rounded
        {"start": "2024-05", "cumulative_done": 8000.0},  # land and design of last year
        {"start": "2024-05", "total": 100.0, "funded": 90.0, "year_plan": 90.0, "year_done": 30.0, "cumulative_done": 80.0},
        {"start": "2024-05", "year_done": None},
        {"start": "2024-05", "total": 12000.0},  # Q306
        {"start": "2024-05", "year_done": 4321.0, "cumulative_done": 4000.0},  # E303
        {"year_done": 0.0, "cumulative_done": 0.0, "start": "2024-06-20"},
        {**NOTHING, "total": 23456.0},
        {**NOTHING, "total": None},  # E208
        {**NOTHING, "status": "未开工", "start": "2024-10-01"},
        {**NOTHING, "status": "停工", "problems": "项目已取消，不再实施"},
        {**NOTHING, "problems": "项目已取消，不再实施"},
        {"planned_end": "2024-01-31"},  # a fact: the library marks it 滞后
        {"status": "已投用", "cumulative_done": 22000.0, "planned_end": "2026-09-30"},
    ],
)  # fmt: skip
def test_sums_that_go_with_the_start_are_no_question(
    checklist: Checklist, units: tuple[Unit, ...], cells: Cells
) -> None:
    assert asked_of(checklist, units[0], cells) == []


def test_what_earlier_years_did_is_seen(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    """An explanation holds in the months to come, which add as much to 本年 as to 累计."""
    (one,) = asked(checklist, [data_of(checklist, units[0], [{**ROW, "start": "2024-05-01"}])])
    assert one.seen == "2024-05-01、11357"
    assert "累计完成投资 15678 万元、本年完成投资 4321 万元，往年就完成了 11357 万元" in one.problem


@pytest.mark.parametrize(
    ("theirs", "asked_about"), [("疏附县疾控中心实验室项目", []), ("疾控中心实验室项目", ["Q319"])]
)
def test_one_standard_design_in_two_counties_is_two_projects(
    checklist: Checklist, units: tuple[Unit, ...], theirs: str, asked_about: list[str]
) -> None:
    first, second = (next(unit for unit in units if unit.name == name) for name in ("喀什市", "疏附县"))
    both = [
        data_of(checklist, unit, [{**ROW, "name": name}])
        for unit, name in ((first, "喀什市疾控中心实验室项目"), (second, theirs))
    ]
    assert [one.code for one in asked(checklist, both)] == asked_about


@pytest.mark.parametrize(
    ("words", "enough"),
    [
        ("概算已调整为4500万元", False),
        ("总投资待批复，暂按23456万元", False),
        ("各报各的标段，不重复", True),
        ("确是两个项目", True),
    ],
)
def test_what_is_said_of_another_thing_does_not_say_that_two_rows_are_two_projects(
    checklist: Checklist, units: tuple[Unit, ...], words: str, enough: bool
) -> None:
    first, second = (
        data_of(checklist, units[0], [ROW]),
        data_of(checklist, units[1], [{**ROW, "problems": words}]),
    )
    (found,) = [one for one in asked(checklist, [first, second]) if one.code == "Q319"]
    assert bool(explanation_of(second, found)) is enough
