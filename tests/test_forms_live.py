"""Live formulas, computed by an engine from workbooks with wrong cached values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import formualizer
import pytest
from forms_samples import (
    COVER_VALUES,
    PERIOD,
    UNIT,
    Place,
    address_of,
    cells,
    compute,
    indicator_values,
    sample_form,
    task_values,
)

from toolkit.core.form import Form
from toolkit.core.model import Decision
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.forms.layout import FIRST_ROW
from toolkit.forms.places import asked_places
from toolkit.forms.plan import Prefill
from toolkit.forms.points import count
from toolkit.forms.selfchecks import SUM_TOO_SMALL, lines, points
from toolkit.forms.write import build_form, write_form
from toolkit.forms.write.formbook import WRONG_CACHE, FormBook

CREATED = datetime(2024, 6, 1)
LAST_MONTH = {"T01-1": 500.0, "T03-1": 900.0, "T02-1": "是", "T01-2": 80.0}


def form_with_last_month(period: Period = PERIOD) -> Form:
    before = period.previous
    entries = [
        Entry(UNIT.code, before, "指标数据", key, "ytd", value, None) for key, value in LAST_MONTH.items()
    ]
    return sample_form(period=period, prefill=Prefill(entries))


@cache
def last_month_form() -> Form:
    return form_with_last_month()


@cache
def planted() -> bytes:
    return wrong_caches(last_month_form())


def computed(values: Mapping[Place, Any]) -> formualizer.Workbook:
    """The common form with these values typed in, every formula computed."""
    return compute(last_month_form(), planted(), values)


def wrong_caches(form: Form) -> bytes:
    return build_form(form, FormBook(CREATED, right_caches=False))


def project(number: int, **values: Any) -> dict[Place, Any]:
    return {("重点项目", f"653101-2024-{number:03d}", name): value for name, value in values.items()}


PROJECT = {
    "name": "第一小学",
    "task_no": 2,
    "category": "教育",
    "total": 3000.5,
    "year_done": 400,
    "cumulative_done": 900,
    "status": "在建",
}
EXPERIENCE = {("经验与诉求", "J001", "category"): "典型经验", ("经验与诉求", "J001", "title"): "办法", ("经验与诉求", "J001", "content"): "做法"}  # fmt: skip

HALF: dict[Place, Any] = {
    **COVER_VALUES,
    **task_values(1, "正常推进"),
    **task_values(2, "进度滞后"),
    **indicator_values("T01-1", ytd=3000),
    **indicator_values("T01-3", numerator="待统计"),
}
RIGHT: dict[Place, Any] = {
    **COVER_VALUES,
    **task_values(1, "正常推进"),
    **task_values(2, "进度滞后", problems="缺地", next_steps="7月供地"),
    **task_values(3, "已完成", 100, evidence="验收单"),
    ("任务进展", "4", "status"): "不涉及",
    **indicator_values("T01-1", ytd=3000),
    **indicator_values("T01-2", ytd=70),
    **indicator_values("T01-3", numerator=45, denominator=60),
    **indicator_values("T02-1", ytd="是"),
    **indicator_values("T02-2", ytd="不涉及"),
    **indicator_values("T03-1", ytd=800, explanation="核减重复项目"),
    **indicator_values("T03-2", ytd=25, nature="快报"),
    **indicator_values("T03-3", ytd="待统计"),
    **indicator_values("T04-1", ytd=0),
    **project(1, **PROJECT, start=date(2024, 3, 1), planned_end=date(2025, 3, 1)),
    **EXPERIENCE,
}
WRONG: dict[Place, Any] = {
    **COVER_VALUES,
    ("填报说明", "", "filled_on"): "六月",
    **task_values(1, "做完了", 150),
    **task_values(2, "已完成", 90),
    **task_values(3, "正常推进", "八成"),
    **indicator_values("T01-1", ytd=400),
    **indicator_values("T01-2", ytd=-5),
    **indicator_values("T01-3", numerator=10, denominator=0),
    **indicator_values("T02-1", ytd="对"),
    **indicator_values("T02-2", ytd="约30", nature="大概"),
    **project(1, name="只有名字"),
    **project(2, **{**PROJECT, "cumulative_done": 100}),
    ("经验与诉求", "J001", "category"): "别的",
    ("经验与诉求", "J001", "title"): "题",
    ("经验与诉求", "J001", "content"): "文",
}
# (sheet, row key, field) of what is blank and must not be, and of what is wrong, counted by hand.
# The cover's 5 cells are counted apart.
EMPTY_COUNTER = "必填项 0/14，有误 0 处，封面未填 5 处"
EMPTY_LINES = 5 + 4 + 9  # of the cover, of the tasks, of the indicators that are due
HALF_COUNTER = "必填项 7/18，有误 0 处"
RIGHT_COUNTER = "必填项 32/32，有误 0 处"  # with 7 of a new project, 3 of an experience
WRONG_LACKS = {
    ("任务进展", "2", "evidence"),
    ("任务进展", "4", "status"),  # what else it needs depends on it
    ("指标数据", "T03-1", "ytd"),
    ("指标数据", "T03-2", "ytd"),
    ("指标数据", "T03-3", "ytd"),
    ("指标数据", "T04-1", "ytd"),
    ("重点项目", "653101-2024-001", "task_no"),  # and all else that it needs
}
WRONG_FAULTS = {
    ("填报说明", "", "filled_on"),
    ("任务进展", "1", "status"),
    ("任务进展", "1", "completion"),
    ("任务进展", "2", "completion"),
    ("任务进展", "3", "completion"),
    ("指标数据", "T01-1", "ytd"),
    ("指标数据", "T01-2", "ytd"),
    ("指标数据", "T01-3", "denominator"),
    ("指标数据", "T02-1", "ytd"),
    ("指标数据", "T02-2", "ytd"),
    ("指标数据", "T02-2", "nature"),
    ("重点项目", "653101-2024-002", "cumulative_done"),
    ("经验与诉求", "J001", "category"),
}
# 3+4+2+1 tasks + 10 indicator cells + 7+7 of projects + 3 of an experience; 8 and 6 of a project blank
WRONG_COUNTER = "必填项 25/37，有误 13 处"


@pytest.mark.parametrize(
    ("values", "counter", "ready"),
    [
        ({}, EMPTY_COUNTER, False),
        (HALF, HALF_COUNTER, False),
        (RIGHT, RIGHT_COUNTER, True),
        (WRONG, WRONG_COUNTER, False),
    ],
    ids=["empty", "half", "right", "wrong"],
)
def test_counters_computed_by_an_engine(values: Mapping[Place, Any], counter: str, ready: bool) -> None:
    book = computed(values)
    assert book.get_value("填报说明", 9, 2) == counter
    assert book.get_value("填报说明", 9, 4).startswith("●" if ready else "○")
    assert book.get_value("自检", 3, 1) == counter


def expected_lines(form: Form, lacks: set[Place], faults: set[Place]) -> list[tuple[str, str]]:
    """One line a row: at its first fault, those with faults first; else where the row's inputs begin."""
    places = list(asked_places(form))
    at = {place: number for number, place in enumerate(places)}
    firsts: dict[tuple[str, str], Place] = {}
    for place in sorted(faults, key=at.__getitem__):
        firsts.setdefault(_row_of(place), place)
    wrong = list(firsts.values())
    for place in sorted(lacks, key=at.__getitem__):
        firsts.setdefault(_row_of(place), next(one for one in places if _row_of(one) == _row_of(place)))
    shown = []
    for place in [*wrong, *sorted(set(firsts.values()) - set(wrong), key=at.__getitem__)]:
        sheet, row, col = address_of(form, place)
        shown.append((sheet, f"{chr(64 + col)}{row}"))
    return shown


def _row_of(place: Place) -> tuple[str, ...]:
    return place if place[0] == "填报说明" else place[:2]


def told(book: Any) -> dict[tuple[str, str], str]:
    """Sheet and address -> message of each line, in the order of the list."""
    rows = [[book.get_value("自检", row, col) for col in (2, 3, 5)] for row in range(FIRST_ROW, 200)]
    return {(sheet, address): message for sheet, address, message in rows if sheet}


def test_every_row_with_anything_open_is_a_line_of_the_self_check_faults_first() -> None:
    form, book = last_month_form(), computed(WRONG)
    shown = told(book)
    assert list(shown) == expected_lines(form, WRONG_LACKS, WRONG_FAULTS)
    assert shown["任务进展", "I5"] == "I5 本月状态：请从下拉列表中选一项。J5 完成度：应在 0 到 100 之间。"
    assert shown["任务进展", "J6"] == "J6 完成度：状态是已完成，完成度应为 100。佐证材料未填"
    assert shown["任务进展", "I8"] == "本月状态未填"
    assert shown["重点项目", "B5"] == "任务序号、项目类别、总投资、本年完成投资、累计完成投资、项目状态未填"
    assert shown["重点项目", "I6"] == f"I6 累计完成投资：{SUM_TOO_SMALL}。"
    assert not told(computed(RIGHT))
    assert len(told(computed({}))) == EMPTY_LINES
    assert [line.message for line in lines(form, WRONG) if line.message] == [
        shown[line.sheet, line.place] for line in lines(form, WRONG) if line.message
    ]


@pytest.mark.parametrize("values", [{}, HALF, RIGHT, WRONG], ids=["empty", "half", "right", "wrong"])
def test_cached_values_are_what_an_engine_computes(values: Mapping[Place, Any]) -> None:
    form = replace(form_with_last_month(), values=values)
    caches, planted = cells(write_form(form)), cells(wrong_caches(form))
    book = compute(form, wrong_caches(form), {})
    formulas = [place for place, value in planted.items() if value == WRONG_CACHE]
    assert len(formulas) > 500
    differing = [
        (place, caches.get(place, ""), book.get_value(*place))
        for place in formulas
        if not same(caches.get(place, ""), book.get_value(*place))
    ]
    assert differing == []


def same(cached: Any, computed: Any) -> bool:
    if isinstance(cached, (int, float)) and isinstance(computed, (int, float)):
        return abs(cached - computed) < 1e-9
    return (cached or "") == (computed or "")


def test_the_same_checks_count_in_python() -> None:
    form = form_with_last_month()
    counts = count(lines(form, WRONG))
    assert f"必填项 {counts.filled}/{counts.required}，有误 {counts.faulty} 处" == WRONG_COUNTER
    assert count(lines(form, RIGHT)).ready
    assert not count(lines(form, {})).ready


def shown(book: formualizer.Workbook, id: str, column: str) -> Any:
    row = address_of(last_month_form(), ("指标数据", id, "ytd"))[1]
    return book.get_value("指标数据", row, ord(column) - 64)


@pytest.mark.parametrize(
    ("id", "typed", "new", "rate"),
    [
        ("T01-1", 3000, 2500, 50.0),  # 3000 of the unit's 6000
        ("T01-2", 70, "—", "待分解"),
        ("T02-1", "是", "—", 100),
        ("T02-1", "否", "—", 0),
        ("T02-2", 60, "—", 50.0),
        ("T03-1", 1000, 100, 20.0),  # 0.5 亿元 is 5000 万元, sole reporter
        ("T03-2", 25, "—", 100),  # ≤ 30
        ("T03-2", 31, "—", 0),
        ("T03-3", 3, "—", 75.0),
        ("T01-1", "待统计", "", "待统计"),
        ("T01-1", None, "", ""),
    ],
)
def test_new_and_rate(id: str, typed: Any, new: Any, rate: Any) -> None:
    book = computed(indicator_values(id, ytd=typed) if typed is not None else {})
    assert same(new, shown(book, id, "K"))
    assert same(rate, shown(book, id, "L"))


def test_a_quota_of_nothing_is_no_share_and_never_a_division() -> None:
    form = last_month_form()
    rows = [replace(row, quota=0.0) if row.indicator.id == "T01-1" else row for row in form.indicators]
    form = replace(form, indicators=tuple(rows), values={("指标数据", "T01-1", "ytd"): 3.0})
    book = formualizer.Workbook.from_bytes(write_form(form))
    book.evaluate_all()
    assert shown(book, "T01-1", "L") == "无分解任务"


@pytest.mark.parametrize(
    ("numerator", "denominator", "ytd"),
    [
        (45, 60, 75.0),
        (45, None, ""),
        (45, 0, "—"),
        ("待统计", None, "待统计"),
        ("不涉及", None, "不涉及"),
        (None, None, ""),
    ],
)
def test_ratios_are_worked_out_from_their_parts(numerator: Any, denominator: Any, ytd: Any) -> None:
    typed = {"numerator": numerator, "denominator": denominator}
    values = indicator_values("T01-3", **{name: value for name, value in typed.items() if value is not None})
    assert same(ytd, shown(computed(values), "T01-3", "J"))


def test_january_has_no_last_month_to_take_off() -> None:
    form = form_with_last_month(Period(2024, 1))
    book = compute(form, wrong_caches(form), indicator_values("T01-1", ytd=40))
    assert shown(book, "T01-1", "K") == 40


def fault_of(form: Form, values: Mapping[Place, Any], place: Place) -> str:
    found = [point for point in points(form, values) if (point.sheet, point.key, point.field) == place]
    return found[0].message if found else ""


@pytest.mark.parametrize(
    ("id", "values", "wrong"),
    [
        ("T01-1", {"ytd": 499}, True),
        ("T01-1", {"ytd": 499, "explanation": "核减"}, False),
        ("T01-1", {"ytd": 500}, False),
        ("T01-2", {"ytd": 10}, False),  # a stock may fall
        ("T02-1", {"ytd": "否"}, True),
        ("T02-1", {"ytd": "否", "explanation": "重新认定"}, False),
        ("T01-1", {"ytd": "1,286"}, True),
        ("T01-1", {"ytd": "待统计"}, False),
        ("T01-3", {"numerator": 70, "denominator": 60}, True),
        ("T01-3", {"numerator": 60, "denominator": 60}, False),
    ],
)
def test_faults_of_an_indicator(id: str, values: dict[str, Any], wrong: bool) -> None:
    field = "numerator" if "numerator" in values else "ytd"
    message = fault_of(last_month_form(), indicator_values(id, **values), ("指标数据", id, field))
    assert bool(message) is wrong


@pytest.mark.parametrize(
    ("status", "completion", "more", "lacking"),
    [
        ("正常推进", 50, {}, set()),
        ("正常推进", None, {"progress": None}, {"completion"}),  # on course: words are welcome, not asked for
        ("正常推进", 50, {"progress": "本月无新进展"}, set()),
        ("进度滞后", 50, {}, {"problems", "next_steps"}),
        ("进度滞后", 50, {"progress": None}, {"progress", "problems", "next_steps"}),
        ("进度滞后", 50, {"problems": " "}, {"problems", "next_steps"}),
        ("已完成", 100, {}, {"evidence"}),
        ("已完成", 100, {"progress": None}, {"progress", "evidence"}),
        ("不涉及", None, {"progress": None}, set()),
        ("未启动", None, {"progress": None}, {"completion", "progress"}),
    ],
)
def test_conditional_required_fields(
    status: str, completion: Any, more: dict[str, Any], lacking: set[str]
) -> None:
    values = task_values(1, status, completion, **more)
    found = {point.field for point in points(sample_form(), values) if point.key == "1" and point.lack}
    assert found == lacking


def test_what_is_not_asked_this_month_is_not_required() -> None:
    form = sample_form(period=Period(2024, 5))
    required = {(line.sheet, line.key) for line in lines(form, {}) if line.need.value}
    assert ("任务进展", "1") in required
    assert ("任务进展", "3") not in required
    assert ("指标数据", "T02-3") not in required


def test_decisions_are_asked_for() -> None:
    form = sample_form(decisions=(Decision("Y1", "协调用地", UNIT.name, "2024年6月底"),))
    book = compute(form, wrong_caches(form), {})
    assert book.get_value("填报说明", 9, 2) == "必填项 0/14，有误 0 处，封面未填 6 处"
    book = compute(form, wrong_caches(form), {("填报说明", "Y1", "feedback"): "已办结"})
    assert book.get_value("填报说明", 9, 2) == "必填项 0/14，有误 0 处，封面未填 5 处"


def test_live_totals_of_projects_and_of_the_sign_off_page() -> None:
    book = computed(RIGHT | project(200, total=10))
    assert book.get_value("重点项目", 3, 5) == 3010.5
    sheet = [
        (book.get_value("填报说明", row, col), book.get_value("填报说明", row, col + 1))
        for row in range(20, 60)
        for col in (1, 3)
    ]
    totals = {label: value for label, value in sheet if label}
    assert totals["其中：进度滞后"] == 1
    assert totals["重点项目总投资（万元）"] == 3010.5
    assert totals["核对用总数"] == 3000 + 70 + 75 + 800 + 25 + 0


def test_rates_behind_pace_are_counted() -> None:
    typed = indicator_values("T01-1", ytd=2999) | indicator_values("T03-1", ytd=2500)
    assert str(computed(typed).get_value("指标数据", 3, 1)).endswith("低于序时进度 1 项")
