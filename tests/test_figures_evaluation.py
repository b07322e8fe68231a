"""The annual evaluation: points, evidence, missing data, ranks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from figures_samples import UNITS, checklist, entry, figures, indicator, statuses, task

from toolkit.core.form import EXPERIENCE, TASKS
from toolkit.core.model import Award, Kind, Quota, Weight
from toolkit.core.periods import Period
from toolkit.core.reviews import Objection
from toolkit.figures.evaluation.annualscores import (
    EvaluationData,
    UnitScore,
    evaluate,
    missing_months,
)
from toolkit.figures.given.data import MonthData, OpenFindings, SubmissionInfo
from toolkit.figures.month import compute_month

NOVEMBER, DECEMBER = Period(2024, 11), Period(2024, 12)
WEIGHTS = (
    Weight("任务完成", 30),
    Weight("指标完成", 30),
    Weight("序时进度", 15),
    Weight("报送时效", 10),
    Weight("数据质量", 15),
    Weight("典型经验加分", 5),
    Weight("扣分", 10),
)
ONE_TWO = UNITS[:3]


def entries(unit: str, period: Period, status: str, value: float) -> list[Any]:
    said = {"进度滞后": ("problems", "next_steps"), "已完成": ("evidence",)}.get(status, ())
    return [
        *statuses({unit: (status, 50)}, period),
        *(entry(unit, period, TASKS, "1", name, "进展") for name in ("progress", *said)),
        *figures({unit: value}, period),
    ]


def data(weights: tuple[Weight, ...] = WEIGHTS, **parts: Any) -> EvaluationData:
    """县1 is on time and done, 县2 late and behind, 县3 silent; 县1 and 县2 have quotas of 60."""
    row = indicator(reporters=("县1", "县2", "县3"))
    lists = checklist(
        row,
        tasks=[task(units=3)],
        quotas=tuple(Quota("T01-1", unit, 2024, 60) for unit in ("县1", "县2")),
        weights=weights,
    )
    november = [*entries("县1", NOVEMBER, "正常推进", 55), *entries("县2", NOVEMBER, "正常推进", 11)]
    december = [*entries("县1", DECEMBER, "已完成", 66), *entries("县2", DECEMBER, "进度滞后", 30)]
    told = {"category": "典型经验", "title": "标题", "content": "内容"}
    december += [entry("县1", DECEMBER, EXPERIENCE, "J001", name, text) for name, text in told.items()]
    rows = {NOVEMBER: november, DECEMBER: december}
    months = [
        compute_month(
            MonthData(
                lists,
                ONE_TWO,
                period,
                rows,
                submissions=[
                    SubmissionInfo("653101", 1, datetime(2024, period.month, 24)),
                    SubmissionInfo("653102", 1, datetime(2024, period.month, 27, 12)),
                ],
                deadline=datetime(2024, period.month, 25, 18),
                open_findings={"653102": OpenFindings(errors=1, queries=5)},
            )
        )
        for period in (NOVEMBER, DECEMBER)
    ]
    return EvaluationData(lists, ONE_TWO, 2024, months, **parts)


def points(score: UnitScore) -> dict[str, float | None]:
    return {row.criterion: row.points for row in score.criteria}


def test_points_by_hand() -> None:
    first, second, third = evaluate(data())
    assert points(first) == {
        "任务完成": 30,
        "指标完成": 30,
        "序时进度": 15,
        "报送时效": 10,
        "数据质量": 15,
        "典型经验加分": 0,
        "扣分": 0,
    }
    late = points(second)
    # 正常推进 with ▲ in November earns 18.3 ÷ 91.7, 进度滞后 in December a half
    assert late["任务完成"] == pytest.approx(30 * (0.2 + 0.5) / 2)
    assert late["指标完成"] == 15  # 30 of 60
    assert late["序时进度"] == pytest.approx(15 * (0.2 + 0.5) / 2)  # 18.3 of 91.7, 50 of 100
    assert late["报送时效"] == 8  # two days late in both months
    assert late["数据质量"] == pytest.approx(15 * (1 + 0.8) / 2)
    silent = points(third)
    assert (silent["任务完成"], silent["报送时效"]) == (0, 0)
    assert (first.rank, second.rank, third.rank) == (1, 2, 3)
    assert silent["指标完成"] is None
    assert "没有报送" in third.criteria[1].lines[-1]
    assert first.total == 100


def test_missing_data_are_stated_and_not_zero() -> None:
    third = evaluate(data())[2]
    by_name = {row.criterion: row for row in third.criteria}
    assert by_name["指标完成"].points is None  # 县3 has no quota: 待分解 is nobody's fault
    assert by_name["序时进度"].points is None
    assert by_name["数据质量"].points is None  # nothing was returned, so there is no quality to see
    assert third.scorable == 40
    assert (third.total, third.rate) == (0, 0)
    assert all(name in third.note for name in ("指标完成", "序时进度", "数据质量"))


@pytest.mark.parametrize(("quota", "rated", "paced"), [(0, None, None), (1, 0, 0)])
def test_a_blank_costs_nothing_without_a_share_and_earns_nothing_before_anything_is_expected(
    quota: int, rated: float | None, paced: float | None
) -> None:
    """A share of 0 is no share; of a share of 1 nothing is expected in June, but a figure is."""
    lists = checklist(
        indicator(), tasks=[task()], quotas=(Quota("T01-1", "县1", 2024, quota),), weights=WEIGHTS
    )
    june = Period(2024, 6)
    returned = SubmissionInfo("653101", 1, datetime(2024, 6, 24))
    rows = {june: statuses({"县1": "正常推进"}, june)}
    month = compute_month(MonthData(lists, UNITS, june, rows, submissions=[returned]))
    got = points(evaluate(EvaluationData(lists, UNITS, 2024, [month]))[0])
    assert (got["指标完成"], got["序时进度"]) == (rated, paced)


def test_rates_compare_units_by_what_could_be_scored() -> None:
    second = evaluate(data((Weight("报送时效", 10), Weight("不认识的项", 90))))[1]
    assert (second.total, second.scorable, second.rate) == (8, 10, 80)


def test_every_point_has_its_evidence() -> None:
    for score in evaluate(data(sent_back={("653102", DECEMBER): 2})):
        for row in score.criteria:
            if row.points:
                assert row.items
                assert sum(item.points for item in row.items) == pytest.approx(row.points)
                assert row.rule
    known = data().months[-1].figures
    first = evaluate(data())[0]
    assert first.criteria[0].evidence == ("task-1/2024-11/653101/status", "task-1/2024-12/653101/status")
    assert set(first.criteria[1].evidence) <= set(known)


def test_sent_back_returns_cost_only_when_they_are_known() -> None:
    unknown, known = evaluate(data())[1], evaluate(data(sent_back={("653102", DECEMBER): 3}))[1]
    before, after = unknown.criteria[4], known.criteria[4]
    assert before.points is not None and after.points is not None
    assert before.points - after.points == pytest.approx(15 * 0.3 / 2 / 2)
    assert before.lines and not after.lines


def test_awards_and_deductions_are_capped() -> None:
    awards = [
        *(Award(2024, ("县1",), "典型经验加分", 1, f"经验{n}", "张三") for n in range(7)),
        *(Award(2024, ("县2", "县3"), "扣分", 2, f"事项{n}", "张三") for n in range(6)),
    ]
    first, second, third = evaluate(data(awards=awards))
    assert points(first)["典型经验加分"] == 5
    assert points(second)["扣分"] == points(third)["扣分"] == -10
    assert [item.seen for item in second.criteria[6].items] == ["2分，认定人：张三"] * 6
    assert first.total == 105
    assert "全年报送典型经验1条" in first.criteria[5].lines[0]
    assert (first.criteria[6].lines, second.criteria[6].lines) == (("没有扣分",), ())


def test_an_objection_changes_nothing_but_is_listed() -> None:
    plain, contested = evaluate(data()), evaluate(data(objections=[Objection("653102", "报送时效", "停电")]))
    assert [row.total for row in contested] == [row.total for row in plain]
    assert [row.rank for row in contested] == [row.rank for row in plain]
    assert contested[1].objections[0].text == "停电"
    assert "1条异议" in contested[1].note


def test_an_unknown_criterion_is_said_and_not_scored() -> None:
    scores = evaluate(data((*WEIGHTS, Weight("群众满意度", 20))))
    row = scores[0].criteria[-1]
    assert (row.points, row.maximum) == (None, 20)
    assert row.missing
    assert scores[0].scorable == 100


def test_equal_units_share_a_rank() -> None:
    lists = data((Weight("任务完成", 30),))
    november = EvaluationData(lists.checklist, lists.units, 2024, lists.months[:1])
    assert [score.rank for score in evaluate(november)] == [
        1,
        2,
        3,
    ]  # ▲ costs the second, the third is silent
    same = EvaluationData(
        lists.checklist, (lists.units[0], lists.units[0], lists.units[2]), 2024, lists.months[:1]
    )
    assert [score.rank for score in evaluate(same)] == [1, 1, 3]
    park = replace(lists.units[1], kind="园区")
    apart = EvaluationData(lists.checklist, (lists.units[0], park, lists.units[2]), 2024, lists.months[:1])
    assert [score.rank for score in evaluate(apart)] == [1, 1, 2]  # ranks only within a 类别
    nothing = EvaluationData(lists.checklist, lists.units, 2024, [])
    assert [score.rank for score in evaluate(nothing)] == [None, None, None]


def test_a_late_indicator_counts_by_its_last_due_month() -> None:
    row = indicator(Kind.STOCK, 10, reporters=("县1",), months=(11,))
    lists = checklist(row, tasks=[task(units=1)], weights=(Weight("指标完成", 30),))
    rows = {NOVEMBER: figures({"县1": 5}, NOVEMBER), DECEMBER: []}
    months = [compute_month(MonthData(lists, UNITS[:1], period, rows)) for period in (NOVEMBER, DECEMBER)]
    (score,) = evaluate(EvaluationData(lists, UNITS[:1], 2024, months))
    assert score.total == 15
    assert missing_months(EvaluationData(lists, UNITS[:1], 2024, months)) == tuple(
        Period(2024, month) for month in range(1, 11)
    )


def test_a_month_in_which_nothing_is_due_costs_no_timeliness() -> None:
    row = indicator(Kind.STOCK, 10, reporters=("县1",), months=(12,))
    lists = checklist(row, tasks=[task(units=0)], weights=(Weight("报送时效", 10),))
    rows = {NOVEMBER: [], DECEMBER: figures({"县1": 5}, DECEMBER)}
    sent = {DECEMBER: [SubmissionInfo("653101", 1, datetime(2024, 12, 24))]}
    months = [
        compute_month(
            MonthData(
                lists,
                UNITS[:1],
                period,
                rows,
                submissions=sent.get(period, ()),
                deadline=datetime(2024, period.month, 25, 18),
            )
        )
        for period in (NOVEMBER, DECEMBER)
    ]
    assert [month.units[0].state for month in months] == ["未报", "已报"]
    (score,) = evaluate(EvaluationData(lists, UNITS[:1], 2024, months))
    assert score.total == 10
