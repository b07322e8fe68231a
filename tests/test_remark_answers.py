"""Words beside 是, 否 and ratios: what gives another answer is found, an account of the way there is not."""

from __future__ import annotations

import pytest

from tests.checks_case import findings
from toolkit.checks.remark_answers import against_answer, against_share
from toolkit.core.form import INDICATORS
from toolkit.core.model import Checklist, Unit


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("应为否", "是"),
        ("填错，应填否", "是"),
        ("尚未完成", "是"),
        ("未批复", "是"),
        ("预计年底完成", "是"),
        ("否", "是"),
        ("已获批复", "否"),
        ("已于6月完成", "否"),
        ("应为“是”", "否"),
        ("6月3日已批复", "否"),
        ("2024年6月12日行署批复", "否"),
        ("6月通过评审并批复", "否"),
        ("已上报待批", "是"),
        ("评审未通过", "是"),
        ("完成率60%", "是"),
    ],
)
def test_another_answer(words: str, answer: str) -> None:
    assert against_answer(words, answer, "国土空间总体规划批复", 6) == words


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("应为是", "是"),
        ("已完成选址，未批复部分正在办理", "是"),
        ("尚未完成", "否"),
        ("预计年底完成", "否"),
        ("已委托设计单位", "否"),
        ("已完成初稿", "否"),
        ("已于6月印发", "是"),
        ("批复文件见附件", "是"),
        ("正在征求意见", "否"),
        ("6月底批复", "否"),
        ("7月12日批复", "否"),
        ("预计6月30日批复", "否"),
        ("6月3日上报", "否"),
        ("没有填错", "是"),
        ("如有误请联系", "是"),
        ("评审已通过", "是"),
    ],
)
def test_an_account_of_the_way_there(words: str, answer: str) -> None:
    assert against_answer(words, answer, "国土空间总体规划批复", 6) == ""


def test_sent_in_is_an_answer_where_that_was_asked() -> None:
    assert against_answer("已上报待批", "是", "申报创建农业科技园区", 6) == ""


@pytest.mark.parametrize("words", ["比率为95%", "实际比例60%", "占比50%", "已达到100%", "签约率为75%"])
def test_another_ratio(words: str) -> None:
    assert against_share(words, 80.0) == words


@pytest.mark.parametrize(
    "words",
    [
        "比率为80%",
        "占比79.6%",
        "目标95%",
        "完成率50%",
        "增长率5%",
        "去年同期占比70%",
        "比上年提高5%",
        "同比增长12.5%",
    ],
)
def test_its_own_ratio_and_other_shares(words: str) -> None:
    assert against_share(words, 79.6) == ""


def test_the_cell_that_the_words_speak_of_is_named(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    row = {(INDICATORS, "T07-1", "numerator"): 160.0, (INDICATORS, "T07-1", "denominator"): 200.0}
    for words, field in (
        ("分母应为250", "denominator"),
        ("分子应为150", "numerator"),
        ("占比50%", "numerator"),
    ):
        changes = {**row, (INDICATORS, "T07-1", "explanation"): words}
        (found,) = [one for one in findings(checklist, units[0], changes, {}) if one.code == "Q508"]
        assert (found.field, found.values["words"]) == (field, words)


def test_words_beside_an_answer_are_looked_at(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    answered = {(INDICATORS, "T01-2", "ytd"): "是", (INDICATORS, "T01-2", "explanation"): "应为否"}
    (found,) = [one for one in findings(checklist, units[0], answered, {}) if one.code == "Q508"]
    assert (found.key, found.seen) == ("T01-2", "是")
