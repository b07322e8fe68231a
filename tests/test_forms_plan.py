"""The form plan: who is asked what, in which measure, and what is carried over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from forms_samples import (
    CENTRE,
    KEY,
    OTHER,
    PERIOD,
    UNIT,
    indicator,
    sample_checklist,
    sample_form,
    task,
)

from toolkit.core.model import Checklist, Curve, Decision, Kind, Opening, PaceKind, Target, Unit
from toolkit.core.pace import LINEAR, curve_for, expected, pace
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.forms.identity import FORM_VERSION, identity_from, identity_of, sign
from toolkit.forms.labels import indicator_labels
from toolkit.forms.layout import EXPERIENCE_SHEET, INDICATOR_SHEET, PROJECT_SHEET, TASK_SHEET
from toolkit.forms.places import asked_places, indicator_column, initial_values, row_keys
from toolkit.forms.plan import Prefill, lead_parts, lead_system, reported_target


def entry(sheet: str, key: str, field: str, value: Any, period: Period = PERIOD.previous) -> Entry:
    return Entry(UNIT.code, period, sheet, key, field, value, None)


def by_id(form: Any) -> dict[str, Any]:
    return {row.indicator.id: row for row in form.indicators}


def test_headers_are_those_of_the_contract() -> None:
    assert "、".join(TASK_SHEET.headers) == (
        "任务序号、行动、事项、主要内容及目标、本年度措施、牵头单位、上月状态、上月进展、"
        "本月状态、完成度(%)、本月进展、存在问题、下步措施、佐证材料、责任人、承办部门、与上月相同"
    )
    assert "、".join(INDICATOR_SHEET.headers) == (
        "指标编号、任务序号、指标名称、计量单位、全地区年度目标、本单位年度任务、上月累计、分子累计、"
        "分母累计、本月累计、本月新增、完成率(%)、填报口径、说明、数据性质、数据来源部门"
    )
    assert "、".join(PROJECT_SHEET.headers) == (
        "项目编号、项目名称、任务序号、项目类别、总投资(万元)、到位资金(万元)、本年计划投资(万元)、"
        "本年完成投资(万元)、累计完成投资(万元)、开工时间、计划竣工时间、项目状态、形象进度、存在问题"
    )
    assert EXPERIENCE_SHEET.headers == ("类别", "标题", "内容", "涉及任务序号", "建议牵头单位")


def test_a_unit_gets_its_tasks_and_due_indicators_only() -> None:
    form = sample_form()
    assert [row.task.no for row in form.rows] == [1, 2, 3, 4]  # 5 is 线下
    assert list(by_id(form)) == [
        "T01-1", "T01-2", "T01-3", "T02-1", "T02-2", "T02-3", "T03-1", "T03-2", "T03-3", "T04-1",
    ]  # fmt: skip
    other = sample_form(OTHER)
    assert "T03-1" not in by_id(other)
    centre = sample_form(CENTRE)
    assert centre.rows == ()
    assert list(by_id(centre)) == ["T04-1"]


def test_targets_are_in_the_measure_that_units_report_in() -> None:
    rows = by_id(sample_form())
    assert rows["T01-1"].target == Target(18600.0)
    assert rows["T01-3"].target == Target(90.0)  # a quotient stays as it is
    assert rows["T03-3"].target == Target(10.0, 12.0)
    assert reported_target(indicator("T01-9", factor=10000.0), Target(1.1, 2.2)) == Target(11000.0, 22000.0)


def test_quota_is_the_units_own_task() -> None:
    rows = by_id(sample_form())
    assert rows["T01-1"].quota == 6000.0
    assert rows["T01-2"].quota is None
    assert rows["T02-2"].quota == 120.0  # 逐个达标: each unit must reach it
    assert rows["T03-2"].quota == 30.0
    assert rows["T03-2"].sole
    assert not rows["T01-2"].sole


@pytest.mark.parametrize(
    ("month", "frequency", "due"),
    [(5, "季度", False), (6, "季度", True), (6, "年度", False), (12, "年度", True), (1, "月度", True)],
)
def test_due_by_frequency(month: int, frequency: str, due: bool) -> None:
    checklist = Checklist(tasks=(task(1),), indicators=(indicator("T01-1", frequency=frequency),))
    form = sample_form(period=Period(2024, month), checklist=checklist)
    assert form.indicators[0].due is due


def test_months_override_the_frequency() -> None:
    checklist = Checklist(tasks=(task(1),), indicators=(indicator("T01-1", frequency="年度", months=(6,)),))
    assert sample_form(checklist=checklist).indicators[0].due


@pytest.mark.parametrize(
    ("month", "status", "asked"),
    [(5, "正常推进", False), (5, "进度滞后", True), (6, "正常推进", True), (5, "", False)],
)
def test_tasks_asked_monthly_only_while_behind(month: int, status: str, asked: bool) -> None:
    period = Period(2024, month)
    entries = [entry("任务进展", "4", "status", status, period.previous)] if status else []
    form = sample_form(period=period, prefill=Prefill(entries))
    assert next(row for row in form.rows if row.task.no == 4).asked is asked
    assert next(row for row in form.rows if row.task.no == 3).asked is (month == 6)


def test_last_month_is_carried_on() -> None:
    entries = [
        entry("任务进展", "1", "status", "进度滞后"),
        entry("任务进展", "1", "progress", "5月的进展"),
        entry("任务进展", "1", "department", "市教育局"),
        entry("任务进展", "1", "person", "张三"),
        entry("指标数据", "T01-1", "ytd", 500.0),
        entry("指标数据", "T01-3", "numerator", 30.0),
        entry("指标数据", "T01-3", "denominator", 60.0),
        entry("指标数据", "T02-1", "ytd", "是"),
        entry("指标数据", "T01-2", "ytd", "待统计"),
        entry("指标数据", "T01-1", "data_department", "统计局"),
    ]
    form = sample_form(prefill=Prefill(entries))
    row = form.rows[0]
    assert (row.previous_status, row.previous_progress) == ("进度滞后", "5月的进展")
    rows = by_id(form)
    assert rows["T01-1"].previous == 500.0
    assert rows["T01-3"].previous == 50.0
    assert (rows["T01-3"].previous_numerator, rows["T01-3"].previous_denominator) == (30.0, 60.0)
    assert rows["T02-1"].previous == 1.0
    assert rows["T01-2"].previous is None
    values = initial_values(form)
    assert values == {
        ("任务进展", "1", "person"): "张三",
        ("任务进展", "1", "department"): "市教育局",
        ("指标数据", "T01-1", "data_department"): "统计局",
    }


def test_january_starts_sums_anew_but_not_stocks() -> None:
    period = Period(2025, 1)
    kinds = {"T01-1": Kind.FLOW, "T01-2": Kind.STOCK, "T01-3": Kind.INVESTMENT, "T01-4": Kind.MILESTONE}
    checklist = Checklist(tasks=(task(1),), indicators=tuple(indicator(i, k) for i, k in kinds.items()))
    entries = [entry("指标数据", id, "ytd", 7.0, period.previous) for id in kinds]
    rows = by_id(sample_form(period=period, prefill=Prefill(entries), checklist=checklist))
    assert {id: row.previous for id, row in rows.items()} == {
        "T01-1": None, "T01-2": 7.0, "T01-3": None, "T01-4": None,
    }  # fmt: skip


def test_opening_values_stand_in_where_no_month_was_reported() -> None:
    opening = Opening("T01-1", UNIT.name, PERIOD.previous, 321.0)
    checklist = Checklist(tasks=(task(1),), indicators=(indicator("T01-1"),), openings=(opening,))
    assert sample_form(checklist=checklist).indicators[0].previous == 321.0
    reported = Prefill([entry("指标数据", "T01-1", "ytd", 400.0)])
    assert sample_form(checklist=checklist, prefill=reported).indicators[0].previous == 400.0


def test_projects_keep_their_numbers() -> None:
    entries = [
        entry("重点项目", "653101-2024-002", "name", "第二小学"),
        entry("重点项目", "653101-2024-002", "total", 500.0),
        entry("重点项目", "653101-2024-002", "year_done", 100.0),
        entry("重点项目", "653101-2023-007", "name", "老项目"),
    ]
    form = sample_form(prefill=Prefill(entries))
    keys = row_keys(form, "重点项目")
    assert keys[:3] == ("653101-2023-007", "653101-2024-002", "653101-2024-003")
    assert len(keys) == 2 + 200
    assert len(set(keys)) == len(keys)
    values = initial_values(form)
    assert values["重点项目", "653101-2024-002", "total"] == 500.0
    assert ("重点项目", "653101-2024-002", "year_done") not in values  # typed anew each month


def test_finished_projects_leave_with_the_year() -> None:
    period = Period(2025, 1)
    done = entry("重点项目", "653101-2024-001", "status", "已投用", period.previous)
    running = entry("重点项目", "653101-2024-002", "status", "在建", period.previous)
    plan = entry("重点项目", "653101-2024-002", "year_plan", 9.0, period.previous)
    form = sample_form(period=period, prefill=Prefill([done, running, plan]))
    assert [project.number for project in form.projects] == ["653101-2024-002"]
    assert form.projects[0].values == {"status": "在建"}
    assert row_keys(form, "重点项目")[1] == "653101-2025-001"


def test_parts_have_their_own_rows_and_numbers() -> None:
    entries = [
        entry("重点项目", "653101-2024-001", "task_no", 1.0),
        entry("重点项目", "653101-2024-002", "task_no", 2.0),
    ]
    part = sample_form(prefill=Prefill(entries), tasks=(2,), part="教育")
    assert [row.task.no for row in part.rows] == [2]
    assert {row.indicator.task_no for row in part.indicators} == {2}
    assert row_keys(part, "重点项目")[:2] == ("653101-2024-002", "653101-2024-教育-001")


def test_a_correction_keeps_rows_that_the_unit_added() -> None:
    sent = {
        ("重点项目", "653101-2024-教育-004", "name"): "新项目",
        ("重点项目", "653101-2024-003", "name"): "甲",
    }
    form = sample_form(prefill=Prefill(values=sent))
    assert [project.number for project in form.projects] == ["653101-2024-教育-004"]
    assert initial_values(form) == sent


def test_only_open_decisions_of_the_unit_are_asked() -> None:
    decisions = (
        Decision("Y1", "甲", UNIT.name),
        Decision("Y2", "乙", OTHER.name),
        Decision("Y3", "丙", ""),
        Decision("Y4", "丁", UNIT.name, closed=True),
    )
    form = sample_form(decisions=decisions)
    assert row_keys(form, "填报说明") == ("Y1", "Y3")
    assert ("填报说明", "Y1", "feedback") in set(asked_places(form))


def test_roles_depend_on_the_kind_of_row() -> None:
    rows = by_id(sample_form())

    def roles(id: str) -> tuple[str, ...]:
        return tuple(indicator_column(f, rows[id]).role for f in ("numerator", "denominator", "ytd", "new"))

    assert roles("T01-1") == ("label", "label", "input", "formula")
    assert roles("T01-3") == ("input", "input", "formula", "formula")
    assert indicator_column("ytd", rows["T02-1"]).choices == ("是", "否", "待统计", "不涉及")
    assert indicator_column("ytd", rows["T01-1"]).measure == "个"
    places = [place for place in asked_places(sample_form()) if place[1] == "T01-3"]
    assert [field for _, _, field in places] == [
        "numerator",
        "denominator",
        "explanation",
        "nature",
        "data_department",
    ]


def test_pace_takes_the_most_specific_curve() -> None:
    def flat(value: float) -> tuple[float, ...]:
        return (value,) * 12

    curves = (Curve("默认", flat(1)), Curve("1", flat(2)), Curve("T01-1", flat(3)))
    checklist = Checklist(tasks=(), indicators=(), curves=curves)
    assert curve_for(checklist, "T01-1", 1) == flat(3)
    assert curve_for(checklist, "T01-2", 1) == flat(2)
    assert curve_for(checklist, "T09-1", 9) == flat(1)
    assert curve_for(Checklist((), ()), "T09-1", 9) == LINEAR
    assert pace(None, 6) == 50.0
    assert pace(flat(7), 12) == 7
    with pytest.raises(ValueError, match="13"):
        pace(None, 13)


def test_no_pace_for_points_in_time() -> None:
    rows = by_id(sample_form())
    assert rows["T01-1"].pace == 50.0
    assert rows["T01-2"].pace is None
    based = Checklist((task(1),), (indicator("T01-1", Kind.STOCK, pace_kind=PaceKind.BASE, base=10.0),))
    (row,) = sample_form(checklist=based).indicators
    assert row.pace == expected(row.indicator, row.target.low, 50.0, 10.0) * 100 / row.target.low > 50.0


def test_identity_is_signed_and_altering_it_is_noticed() -> None:
    form = sample_form(part="教育")
    identity = identity_of(form)
    assert identity.genuine(KEY)
    assert not identity.genuine(b"another key")
    properties = identity.as_properties()
    assert KEY.decode() not in "".join(properties.values())
    assert properties["FormVersion"] == FORM_VERSION
    assert identity_from(properties) == identity
    assert identity_from({}) is None
    altered = {
        "UnitCode": "653125",
        "Period": "2024-07",
        "ChecklistDigest": "x",
        "Part": "",
        "FormVersion": "0",
    }
    for name, value in altered.items():
        changed = identity_from({**properties, name: value})
        assert changed is not None
        assert not changed.genuine(KEY), name
    unreadable = identity_from({**properties, "Period": "六月"})
    assert unreadable is not None
    assert not unreadable.genuine(KEY)


def test_signature_depends_on_every_part() -> None:
    base = (KEY, "653101", PERIOD, "d", "p")
    others = [(b"x", *base[1:]), (KEY, "653102", *base[2:]), (*base[:2], PERIOD.next, "d", "p")]
    others += [(*base[:3], "e", "p"), (*base[:4], "")]
    assert len({sign(*arguments) for arguments in (base, *others)}) == 6


def test_the_plan_takes_no_clock() -> None:
    assert sample_form(deadline=datetime(2024, 6, 25, 18)) == sample_form(deadline=datetime(2024, 6, 25, 18))


def test_who_reports_may_differ_by_year() -> None:
    only_other = indicator("T02-3", reporters_by_year={2024: (OTHER.name,)})
    checklist = Checklist(tasks=(task(2, reporters=()),), indicators=(only_other,))
    assert sample_form(checklist=checklist).indicators == ()
    assert lead_parts(checklist, UNIT, 2024) == {}
    sole = sample_form(OTHER, checklist=checklist).indicators[0]
    assert (sole.sole, sole.quota) == (True, 120.0)
    later = sample_form(period=Period(2025, 6), checklist=checklist).indicators[0]
    assert (later.sole, later.quota) == (False, None)
    assert lead_parts(checklist, UNIT, 2025) == {"教育": (2,)}


def test_the_own_task_of_a_counted_yes_no_is_yes() -> None:
    counted = indicator(
        "T01-2",
        Kind.MILESTONE,
        pace_kind=PaceKind.POINT,
        report_measure="是/否",
        targets={2024: Target(12.0)},
    )
    row = sample_form(checklist=Checklist(tasks=(task(1),), indicators=(counted,))).indicators[0]
    assert (row.quota, row.target) == (1.0, Target(12.0))
    labels = indicator_labels(row)
    assert (labels["target"], labels["quota"]) == ("12个", "是")
    single = by_id(sample_form())["T02-1"]
    assert (indicator_labels(single)["target"], indicator_labels(single)["quota"]) == ("是", "是")


def test_a_unit_of_the_prefecture_itself_is_told_from_others() -> None:
    stranger = Unit("653100", "地区本级", "本级", kind="本级")
    form = sample_form(stranger)
    assert form.rows == ()
    assert form.indicators == ()


def test_parts_by_lead_cover_the_form_once() -> None:
    checklist = sample_checklist()
    other = task(6, leads=("地区卫健委",))
    parts = lead_parts(replace(checklist, tasks=(*checklist.tasks, other)), UNIT, 2024)
    assert parts == {"教育": (1, 2, 3, 4), "卫健": (6,)}
    names = {
        "地区住建局": "住建",
        "地委组织部": "组织部",
        "中国人民银行喀什地区分行": "中国人民银行喀什地区分行",
        "": "其他",
    }
    assert {lead: lead_system(lead) for lead in names} == names
