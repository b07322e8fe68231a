"""Figures in 本月进展 against the cells of 指标数据: contradictions are asked about, figures of the month and of parts are not."""

from __future__ import annotations

import pytest

from tests.checks_case import findings
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Unit

# Task, indicator, its figure, the text. The first month: nothing is known of the one before.
AGREE = [
    (8, "T08-1", 1200.0, "本月城镇新增就业300人"),
    (8, "T08-1", 1200.0, "6月城镇新增就业300人"),
    (8, "T08-1", 1200.0, "当月城镇新增就业300人，累计1200人"),
    (8, "T08-1", 1200.0, "本月新增城镇就业300人，累计城镇新增就业1200人"),
    (8, "T08-1", 1200.0, "一季度城镇新增就业1500人"),
    (8, "T08-1", 1200.0, "5月城镇新增就业1300人"),
    (8, "T08-1", 1200.0, "城镇新增就业1200人，其中脱贫人口城镇新增就业200人"),
    (8, "T08-1", 1200.0, "城镇新增就业一千二百人"),
    (8, "T08-1", 1200.0, "累计城镇新增就业0.12万人"),
    (2, "T02-3", 600.0, "本月新增义务教育学位100个"),
    (2, "T02-3", 600.0, "乡镇新增义务教育学位200个、城区400个"),
    (2, "T02-3", 600.0, "新增义务教育学位300个（小学）、300个（初中）"),
    (2, "T02-3", 600.0, "新建学校2所，可新增义务教育学位1200个"),
    (2, "T02-3", 600.0, "预计8月底新增义务教育学位900个"),
    (2, "T02-3", 600.0, "计划全年新增义务教育学位900个"),
    (28, "T28-1", 12.0, "本月改造城镇老旧小区2个"),
    (28, "T28-1", 12.0, "2023年改造城镇老旧小区18个"),
    (28, "T28-1", 12.0, "已完成改造城镇老旧小区3个，在建9个"),
    (28, "T28-1", 12.0, "对3个城镇老旧小区改造项目开展督查"),
    (28, "T28-1", 12.0, "第二批改造城镇老旧小区4个已进场"),
    (28, "T28-1", 12.0, "累计改造城镇老旧小区8个完工、4个在建"),
    (36, "T36-1", 5.0, "更新改造供水管道5000米"),
    (29, "T29-3", 5.5, "房地产开发完成投资55000万元"),
]
CONTRADICT = [
    (36, "T36-1", 5.0, "更新改造供水管道8000米", "8000米"),
    (8, "T08-1", 1200.0, "实现城镇新增就业一千五百人", "一千五百人"),
    (8, "T08-1", 1200.0, "累计城镇新增就业1100人", "1100人"),
    (8, "T08-1", 1200.0, "截至6月底城镇新增就业1100人", "1100人"),
    (8, "T08-1", 1200.0, "6月城镇新增就业1300人", "1300人"),
    (29, "T29-3", 5.5, "房地产开发完成投资65000万元", "65000万元"),
    (28, "T28-1", 12.0, "其中改造城镇老旧小区15个", "15个"),
]


@pytest.mark.parametrize(("task", "indicator", "figure", "text"), AGREE)
def test_what_may_be_so_is_not_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], task: int, indicator: str, figure: float, text: str
) -> None:
    changes = {(TASKS, str(task), "progress"): text, (INDICATORS, indicator, "ytd"): figure}
    assert [
        one.values["shown"] for one in findings(checklist, units[0], changes, {}) if one.code == "Q501"
    ] == []


@pytest.mark.parametrize(("task", "indicator", "figure", "text", "shown"), CONTRADICT)
def test_what_cannot_be_is(
    checklist: Checklist,
    units: tuple[Unit, ...],
    task: int,
    indicator: str,
    figure: float,
    text: str,
    shown: str,
) -> None:
    changes = {(TASKS, str(task), "progress"): text, (INDICATORS, indicator, "ytd"): figure}
    (found,) = [one for one in findings(checklist, units[0], changes, {}) if one.code == "Q501"]
    assert (found.values["shown"], found.values["indicator"]) == (shown, indicator)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("6月城镇新增就业300人", False), ("6月城镇新增就业400人", True), ("本月城镇新增就业100人", False)],
)
def test_the_months_own_figure_is_held_against_last_months(
    checklist: Checklist, units: tuple[Unit, ...], text: str, asked: bool
) -> None:
    """900 in May, 1200 in June: 400 cannot be; 100 may be a part."""
    before = {5: {(INDICATORS, "T08-1", "ytd"): 900.0}}
    changes = {(TASKS, "8", "progress"): text, (INDICATORS, "T08-1", "ytd"): 1200.0}
    found = [one for one in findings(checklist, units[0], changes, before) if one.code == "Q501"]
    assert bool(found) == asked
