"""What a proposed indicator is called, as the head of a table would have it."""

from __future__ import annotations

import pytest

from toolkit.checklist.importing.naming import as_title
from toolkit.checklist.importing.statistics import carried_by, named_in_full
from toolkit.core.model import Unit

SHACHE = Unit("653125", "莎车县", "莎车", (), "县市", "下级")


@pytest.mark.parametrize(
    ("name", "measure", "title"),
    [
        ("新建义务教育学校", "所", "新建义务教育学校数"),
        ("实施农网巩固提升工程项目", "项", "农网巩固提升工程项目数"),
        ("完成建筑工匠培训", "万人", "建筑工匠培训"),
        ("喀什经济开发区工业企业", "户", "喀什经开区工业企业数"),
        ("每个县市人民医院创建地区级临床重点专科", "个", "县市人民医院创建地区级临床重点专科数"),
        ("城市（县城）污水污水处理率", "%", "城市（县城）污水处理率"),
        ("燃气管道的更新改造", "公里", "燃气管道更新改造"),
        # what is no count of things, or would no longer be understood, stays
        ("项目投资", "亿元", "项目投资"),
        ("重点项目", "亿元", "重点项目"),
        ("每个县至少建成中心卫生院", "个", "每个县至少建成中心卫生院"),
        ("完成投资", "亿元", "完成投资"),
        ("实施项目", "个", "实施项目数"),
        ("新增快运线路", "条", "新增快运线路"),
    ],
)
def test_a_name_as_a_table_heads_it(name: str, measure: str, title: str) -> None:
    assert as_title(name, measure) == title


def test_a_bare_park_is_that_of_the_one_unit_that_reports() -> None:
    lead = "2024年园区工业企业达到"
    assert named_in_full("园区工业企业", lead, [SHACHE], ("莎车县",)) == "莎车园区工业企业"
    assert named_in_full("高新技术企业", lead, [SHACHE], ("莎车县",)) == "莎车园区高新技术企业"
    assert named_in_full("园区工业企业", lead, [SHACHE], ("莎车县", "叶城县")) == "园区工业企业"


def test_the_grid_is_the_grid_company_s_where_the_task_names_it() -> None:
    named = ("喀什市", "莎车县", "国网喀什供电公司")
    counties = named[:2]
    assert carried_by("农网巩固提升工程项目数", named, counties) == ("国网喀什供电公司",)
    assert carried_by("农网巩固提升工程项目数", counties, counties) == counties
    assert carried_by("供水管网", named, counties) == counties
