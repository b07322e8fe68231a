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
    # The cell's figure stands in the text, too: what else is counted there is something else.
    (46, "T46-1", 163.0, "村集体分账核算累计163个，占应核算252个村的64.7%。"),
    (46, "T46-1", 98.0, "全县行政村180个，应分账核算163个，已完成98个。"),
    (28, "T28-1", 18.0, "开工改造老旧小区19个，已完成改造18个、1672户。"),
    (23, "T23-2", 1.25, "酒店项目总投资3.6亿元，完成投资1.25亿元。"),
    (23, "T23-2", 0.59, "完成投资0.59亿元，比上月末增加0.11亿元；总投资8.9亿元的丝路文旅综合体完成桩基。"),
    (1, "T01-1", 57.0, "59项户籍业务中已有57项可办理。"),
    (8, "T08-1", 11960.0, "累计城镇新增就业1.2万人"),
    # Another thing of the same measure: how much there is, what was begun or talked of, another work.
    (28, "T28-1", 10.0, "共有小区163个，建成于2000年以前的17个。"),
    (2, "T02-1", 0.0, "全县现有义务教育学校100所、在校生6.9万人。"),
    (2, "T02-1", 0.0, "投入776万元为18所学校更换课桌椅3841套，选派支教教师31名，分到14所学校任教。"),
    (2, "T02-1", 1.0, "改扩建学校5所，其余正在施工。"),
    (9, "T09-1", 1.0, "全县国家级示范社3家（历年累计），今年正在组织新一轮申报。"),
    (22, "T22-1", 1.85, "城区道路总长85公里，路网密度8.7公里/平方公里。"),
    (36, "T36-1", 0.88, "全县供水管网总长414公里，老旧管网占24%。"),
    (36, "T36-1", 0.5, "排水管道清淤33公里，更换井盖133套。"),
    (23, "T23-1", 1.0, "在谈酒店项目2个，意向投资4.2亿元。"),
    # Numbers of the points of a list stick to what is counted.
    (28, "T28-1", 11.0, "1.落实资金800万元。2.11个小区已完成改造，涉及931户。"),
    (46, "T46-1", 126.0, "1.召开培训会2次。2.126个村完成分账核算。"),
    (8, "T08-1", 5074.0, "城镇新增就业较5月累计增加904人。"),
    (8, "T08-1", 5074.0, "城镇新增就业较1—5月累计数多904人。"),
    (8, "T08-1", 5074.0, "2023年全年城镇新增就业完成6000人以上，今年力争不低于上年。"),
]
CONTRADICT = [
    (36, "T36-1", 5.0, "更新改造供水管道8000米", "8000米"),
    (8, "T08-1", 1200.0, "实现城镇新增就业一千五百人", "一千五百人"),
    (8, "T08-1", 1200.0, "累计城镇新增就业1100人", "1100人"),
    (8, "T08-1", 1200.0, "截至6月底城镇新增就业1100人", "1100人"),
    (8, "T08-1", 1200.0, "6月城镇新增就业1300人", "1300人"),
    (29, "T29-3", 5.5, "房地产开发完成投资65000万元", "65000万元"),
    (28, "T28-1", 12.0, "其中改造城镇老旧小区15个", "15个"),
    (36, "T36-1", 1.8, "改造供水管道2.6公里、排水管道1.1公里。", "2.6公里"),
    (46, "T46-1", 53.0, "完成村集体分账核算63个，其中7月9个。", "63个"),
    (47, "T47-1", 134.0, "在册备案科技特派员137人，其中自治区级27人。", "137人"),
    (23, "T23-2", 1.25, "酒店项目完成投资1250万元。", "1250万元"),  # its digits: a point that slipped
    (2, "T02-3", 612.0, "1.新增义务教育学位累计724个，其中小学448个、初中276个。2.拟于8月招标。", "724个"),
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
    [
        ("6月城镇新增就业300人", ""),
        ("6月城镇新增就业400人", "400人"),
        ("本月城镇新增就业100人", ""),
        ("6月城镇新增就业304人，累计1204人", "1204人"),  # what the cell is
    ],
)
def test_the_months_own_figure_is_held_against_last_months(
    checklist: Checklist, units: tuple[Unit, ...], text: str, asked: str
) -> None:
    """900 in May, 1200 in June: 400 cannot be; 100 may be a part."""
    before = {5: {(INDICATORS, "T08-1", "ytd"): 900.0}}
    changes = {(TASKS, "8", "progress"): text, (INDICATORS, "T08-1", "ytd"): 1200.0}
    found = [one for one in findings(checklist, units[0], changes, before) if one.code == "Q501"]
    assert "".join(one.values["shown"] for one in found) == asked
