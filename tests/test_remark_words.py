"""Words beside a figure: those that take it back are found, those that clerks write of sound figures are not."""

from __future__ import annotations

import pytest

from toolkit.checks.remark_words import words_against
from toolkit.core.periods import Period

JUNE = Period(2024, 6)
AGAINST = [
    "更正为52人",
    "请改成52",
    "不是45，是52",
    "应是52",
    "应为52人",
    "实际为52人，表内数系统带出",
    "实有52人",
    "截至目前实际52人",
    "请按52人统计",
    "以52人为准",
    "请以此为准：52人",
    "此数填错，正确的是52",
    "已更正为52人",
    "实为1.2万人",
    "误填",
    "写错了",
    "本数作废",
    "漏计5人",
    "另有5人漏填，请加上",
    "多报了3人，请核减",
    "应减去重复的3人",
    "约数",
    "大概数",
    "暂估数",
    "预计数",
    "计划数",
    "6月底预计数",
    "当月数",
    "仅为本月当月数，不是累计数",
    "为年度目标数，不是完成数",
    "为上月数，本月数待统计",
    "为5月份数据",
    "为去年全年数",
    "系2023年底数",
    "数据为全地区数",
    "此数不准确，待统计局反馈",
    "数据待核实",
    "未审核，仅供参考",
    "此项不涉及我县",
    "目前还没有",
    "此数为万人",
    "单位为万人",
    "单位：万",
    "按户统计",
    "数据以元为单位",
]
SOUND = [
    "含上年结转2人",
    "比上月新增1人",
    "去年同期为12人，同比增长25%",
    "目标任务50人，已完成45人",
    "快报数，以统计局核定为准",
    "上月漏报1人，本月已补入",
    "已剔除重复2人",
    "原计划6人，已调整为8人（喀地发改〔2024〕33号）",
    "实际完成45人",
    "实为45人",
    "应为45人，已核对",
    "目标50人，实为45人",
    "按45人统计",
    "经核实为45人",
    "含上月漏报2人",
    "据6月20日统计，为45人",
    "本月更正上月多报的1人",
    "年度任务数由地区下达，县级已分解到9个乡镇",
    "系统数据有误，已更正",
    "避免漏报",
    "按月统计",
    "按村统计后汇总",
    "开工时间为5月底",
    "尚未开工",
    "2023年数为30人，今年新增45人",
    "5月底为10人，6月新增2人",
    "其中2人为本月新增数",
    "为1-6月数",
    "为6月底数",
    "实际到位资金320万元",
    "实有在编医生30人",
    "人均面积按12平方米计",
    "按每千人3.5个计算",
    "投资按45亿元计",
    "以户为单位签约",
    "作为城镇新增就业人员统计",
    "填报口径为常住人口",
    "工程量以公里计",
    "该数为累计完成数",
    "另需补报材料",
    "2个项目待审核",
    "大多数已完工",
    "资金少报账慢",
    "少填写一项材料已补",
    "应加上级补助",
    "误差在合理范围",
    "累计数",
    "没有错误",
    "无",
]


@pytest.mark.parametrize("words", AGAINST)
def test_words_that_take_a_figure_back_are_found(words: str) -> None:
    assert words_against(f"数据来源：人社局。{words}", [45.0], "人", JUNE) == words


@pytest.mark.parametrize("words", SOUND)
def test_words_of_a_sound_figure_take_nothing_back(words: str) -> None:
    assert words_against(words, [45.0], "人", JUNE) == ""


def test_any_number_of_a_ratio_and_a_rounded_one_are_its_own() -> None:
    assert not words_against("实为90%，应为45人", [45.0, 50.0, 90.0], "", JUNE)
    assert words_against("应为46人", [45.0, 50.0, 90.0], "", JUNE)
    assert not words_against("实为1.2万人", [12_034.0], "人", JUNE)
    assert words_against("实为1.2万人", [12_600.0], "人", JUNE)
    assert not words_against("此项不涉及我县", [0.0], "人", JUNE)
