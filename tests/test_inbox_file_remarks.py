"""Names of files say which of two forms is the newer, and whether their figures are qualified; ordinary names say nothing."""

from __future__ import annotations

import pytest

from toolkit.core.name_ranks import DRAFT, LAST, PLAIN, VOID
from toolkit.inbox.fileremarks import hinted_later, qualifies, rank_of


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("作废/653101_喀什市_2024-06.xlsx", VOID),
        ("653101_喀什市_2024-06（作废）.xlsx", VOID),
        ("喀什市6月填报表第一稿.xlsx", DRAFT),
        ("喀什市6月填报表第1版.xlsx", DRAFT),
        ("653101_喀什市_2024-06.xlsx", PLAIN),
        ("草湖项目区6月填报表.xlsx", PLAIN),
        ("喀什市6月填报表(1).xlsx", PLAIN),
        ("喀什市6月填报表V2.0.xlsx", PLAIN),
        ("喀什市6月填报表最终稿.xlsx", LAST),
        ("喀什市补报.xlsx", LAST),
        ("喀什市6月填报表（修改后）.xlsx", LAST),
        ("喀什市填报表v2.xlsx", LAST),
    ],
)
def test_which_of_two_names_is_the_newer(name: str, rank: int) -> None:
    assert rank_of(name) == rank


@pytest.mark.parametrize(
    ("name", "other", "later"),
    [
        ("表.xlsx", "表（有误）.xlsx", True),
        ("表（旧）.xlsx", "表.xlsx", False),
        ("表（修改前）.xlsx", "表.xlsx", False),
        ("表（新）.xlsx", "表（旧）.xlsx", True),
        ("表-改.xlsx", "表.xlsx", True),
        ("表6月改.xlsx", "表6月.xlsx", True),
        ("修改表.xlsx", "表.xlsx", True),
        ("新城区表（改造办）.xlsx", "改革委表（新区）.xlsx", None),
        ("表0623.xlsx", "表0620.xlsx", True),
        ("表6.20.xlsx", "表6.23.xlsx", False),
        ("喀什市三稿.xlsx", "喀什市二稿.xlsx", True),
        ("喀什市（上午）.xlsx", "喀什市（下午）.xlsx", False),
        ("甲/表1.xlsx", "乙/表2.xls", False),
        ("表(1).xlsx", "表.xlsx", None),
        ("表5月20日.xlsx", "表6月21日.xlsx", None),
        ("甲1.xlsx", "乙2.xlsx", None),
        ("表01.xlsx", "表1.xlsx", None),
        ("表.xlsx", "表.xlsx", None),
    ],
)
def test_what_two_names_hint_at(name: str, other: str, later: bool | None) -> None:
    assert hinted_later(name, other) is later


@pytest.mark.parametrize(
    "remark",
    [
        "（T01-1应为15）",
        "（5月数据）",
        "(不含开发区)",
        "（预报数）",
        "（待补充）",
        "（截至5月31日）",
        "（以盖章件为准）",
    ],
)
def test_a_name_that_qualifies_figures(remark: str) -> None:
    assert qualifies(f"喀什市6月填报表{remark}.xlsx", 6)


@pytest.mark.parametrize(
    "name",
    [
        "653101_喀什市_2024-06.xlsx",
        "喀什市6月填报表（47项）.xlsx",
        "喀什市2024年6月填报表-副本(2).xlsx",
        "喀什市6月填报表（修改后）.xlsx",
        "喀什市6月填报表（已盖章）20240624.xlsx",
        "地区应急管理局6月填报表（报城镇化办）.xlsx",
        "喀什市1-6月填报表.xlsx",
        "喀什市6月填报表（6月24日报）7月1日.xlsx",
        "喀什市6月填报表（更正）.xlsx",
        "喀什市6月填报表（截至6月25日）.xlsx",
        "含盖章件/喀什市6月填报表.xlsx",
        "未命名.xlsx",
    ],
)
def test_an_ordinary_name_says_nothing(name: str) -> None:
    assert not qualifies(name, 6)
