"""The phrases that say how a figure came about, each against the words that a clerk should read."""

from __future__ import annotations

from typing import Any

import pytest
from figures_samples import checklist, compute, everyone, figures, indicator, of_unit, one, statuses, task_row

from toolkit.core.model import YES_NO, Comparator, Kind, Target
from toolkit.figures.numbers.derive import derivation
from toolkit.figures.rows.wording import rate_formula, target_text, total_formula

COUNTED: dict[str, Any] = {"report_measure": YES_NO, "measure": "个"}
BOTH: dict[str, Any] = {"report_measure": YES_NO, "measure": YES_NO}


@pytest.mark.parametrize(
    ("comparator", "target", "text"),
    [
        (Comparator.GE, Target(59), "≥59"),
        (Comparator.LE, Target(1.5), "≤1.5"),
        (Comparator.GT, Target(0), ">0"),
        (Comparator.EQ, Target(12), "=12"),
        (Comparator.ABOUT, Target(30), "30左右"),
        (Comparator.KEEP, Target(97), "保持97"),
        (Comparator.RANGE, Target(1, 2), "1～2"),
    ],
)
def test_a_target_in_words(comparator: Comparator, target: Target, text: str) -> None:
    assert target_text(indicator(comparator=comparator), target) == text


@pytest.mark.parametrize(
    ("kind", "changes", "text"),
    [
        (Kind.FLOW, {}, "各单位今年以来累计数相加"),
        (
            Kind.FLOW,
            {"factor": 10000, "report_measure": "元", "measure": "万元"},
            "各单位今年以来累计数相加，再除以10000（元换算为万元）",
        ),
        (Kind.STOCK, {}, "各单位期末数相加，各月之间不相加"),
        (Kind.MILESTONE, {}, "各单位完成的个数相加"),
        (Kind.MILESTONE, COUNTED, "填“是”的单位个数"),
        (Kind.MILESTONE, BOTH, "应报单位都填“是”才为“是”"),
        (Kind.RATE_EACH, {}, "逐个单位看是否达到≥59，累计完成为达到的单位个数，不相加"),
        (Kind.RATIO, {}, "各单位分子之和 ÷ 各单位分母之和 × 100，不对比率求平均"),
        (Kind.RATIO, {"factor": 1}, "各单位分子之和 ÷ 各单位分母之和，不对比率求平均"),
        (Kind.RATIO, {"numerator": "", "denominator": ""}, "取唯一填报单位的数；比率不相加、不平均"),
    ],
)
def test_how_a_total_is_made(kind: Kind, changes: dict[str, Any], text: str) -> None:
    assert total_formula(indicator(kind, **changes), Target(59)) == text


@pytest.mark.parametrize(
    ("kind", "changes", "target", "text"),
    [
        (Kind.FLOW, {}, Target(120), "累计完成 ÷ 年度目标120 × 100"),
        (Kind.FLOW, {"comparator": Comparator.RANGE}, Target(10, 20), "累计完成 ÷ 年度目标下限10 × 100"),
        (Kind.FLOW, {"comparator": Comparator.LE}, Target(30), "达到≤30为100，未达到为0"),
        (Kind.FLOW, {"comparator": Comparator.EQ}, Target(0), "达到=0为100，未达到为0"),
        (Kind.RATE_EACH, {}, Target(59), "达到的单位数 ÷ 应报单位数 × 100"),
        (Kind.MILESTONE, BOTH, Target(1), "达到的单位数 ÷ 应报单位数 × 100"),
        (Kind.MILESTONE, COUNTED, Target(12), "完成的单位数 ÷ 应完成的单位数 × 100"),
    ],
)
def test_how_a_rate_is_made(kind: Kind, changes: dict[str, Any], target: Target, text: str) -> None:
    assert rate_formula(indicator(kind, **changes), target) == text


@pytest.mark.parametrize(
    ("kind", "changes", "target", "value", "rate", "text"),
    [
        (Kind.FLOW, {}, 120, 30, 25, "本月累计 ÷ 本单位年度任务120 × 100"),
        (
            Kind.MILESTONE,
            {},
            3,
            3,
            100,
            "本月累计 ÷ 本单位年度任务3 × 100",
        ),  # counts add up, though all are done
        (Kind.MILESTONE, COUNTED, 1, "是", 100, "达到为100，未达到为0"),
        (Kind.MILESTONE, BOTH, 1, "否", 0, "达到为100，未达到为0"),
        (Kind.STOCK, {"comparator": Comparator.LE}, 30, 60, 0, "达到≤30为100，未达到为0"),
        (Kind.STOCK, {"comparator": Comparator.EQ}, 0, 0, 100, "达到=0为100，未达到为0"),
        (Kind.FLOW, {}, 120, "待统计", None, ""),
        (Kind.FLOW, {}, 120, None, None, ""),
    ],
)
def test_how_the_rate_of_a_unit_is_made(
    kind: Kind, changes: dict[str, Any], target: float, value: Any, rate: float | None, text: str
) -> None:
    row = indicator(kind, target, reporters=("县1",), **changes)
    found = of_unit(one(checklist(row), [] if value is None else figures({"县1": value})), "县1").rate
    assert (found.value, found.formula) == (rate, text)


def test_the_formula_stands_with_the_figure() -> None:
    result = one(checklist(indicator(Kind.MILESTONE, 12, **COUNTED)), figures(everyone("是")))
    assert (result.total.formula, result.rate.formula) == (
        "填“是”的单位个数",
        "完成的单位数 ÷ 应完成的单位数 × 100",
    )


@pytest.mark.parametrize("word", ["是", "否"])
def test_yes_or_no_is_derived_as_the_word_that_was_filled_in(word: str) -> None:
    row = indicator(Kind.MILESTONE, 1, reporters=("县1",), **BOTH)
    lines = derivation(compute(checklist(row), figures({"县1": word})), "T01-1/2024-06/all/ytd")
    assert lines[1] == f"2024年6月指标累计完成：{word}"
    assert f"    2024年6月县1指标本月累计：{word}" in lines


def test_the_target_of_yes_or_no_is_the_word_too() -> None:
    result = compute(checklist(indicator(Kind.MILESTONE, 1, **BOTH)), [])
    assert derivation(result, "T01-1/2024-06/all/target")[1] == "2024年6月指标年度目标：是"


def test_a_task_by_its_units_says_how_many_said_what() -> None:
    said = {
        "县1": "已完成",
        "县2": "正常推进",
        "县3": "正常推进",
        "县4": "进度滞后",
        "县5": "未启动",
        "县6": "不涉及",
    }
    words = "按单位自报：应报11家、已报5家"
    row = task_row(checklist(), statuses(said))
    assert row.basis == f"{words}，其中已完成1家、正常推进2家、进度滞后1家、未启动1家"
    assert task_row(checklist(), []).basis == "按单位自报：应报12家、已报0家"
