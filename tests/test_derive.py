"""The derivation of a figure, line by line, over figures made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from summary_samples import sample

from toolkit.core.places import FilePlace
from toolkit.core.results import FileAccount, MonthResult
from toolkit.core.returns import Figure, Source
from toolkit.figures.numbers.derive import cited, derivation, leaves, similar_keys
from toolkit.figures.numbers.shown import value_text

FIRST, SECOND = "archive/2024-06/1/v2_a.xlsx", "archive/2024-06/2/v1_b.xlsx"
ONE = Source("1", FIRST, "aa", "指标数据", "J12", "1240")
TWO = Source("2", SECOND, "bb", "指标数据", "J9", "7.5")
TOTAL = "T01-1/2024-06/all/ytd"
FIGURES = [
    Figure(TOTAL, "合计", 1247.46, "个", 1, formula="各单位相加", inputs=("a", "b", "gone"), mark="※待核实"),
    Figure("a", "甲市", 1240.0, "个", sources=(ONE,)),
    Figure("b", "乙县", 7.5, "个", 1, formula="减去甲市", inputs=("a",), sources=(TWO,)),
]


@pytest.fixture(scope="module")
def month() -> MonthResult:
    accounts = (FileAccount("1", FIRST, "aa", 2, 1, 1, 0, 0, 0, 0),)
    return replace(sample()[0], figures={one.key: one for one in FIGURES}, accounts=accounts)


def test_each_step_stands_an_indent_deeper_and_what_was_told_is_pointed_to(month: MonthResult) -> None:
    below = {FilePlace(FIRST, "指标数据", "J12"): ["下级：三个乡镇相加"]}
    assert derivation(month, TOTAL, below) == [
        TOTAL,
        "合计：1,247.5 个〔※待核实〕",
        "    未舍入：1247.46",
        "    算法：各单位相加",
        "    甲市：1,240 个",
        f"        来源：指标数据!J12，填报值“1240”，文件 {FIRST}，第2版，哈希 aa",
        "            下级：三个乡镇相加",
        "    乙县：7.5 个",
        "        算法：减去甲市",
        "        甲市：1,240 个",
        "            （同上，见前面 a）",
        f"        来源：指标数据!J9，填报值“7.5”，文件 {SECOND}，哈希 bb",
    ]
    with pytest.raises(KeyError):
        derivation(month, "T99-1/2024-06/all/ytd")


def test_cells_and_files_are_named_once(month: MonthResult) -> None:
    assert list(leaves(FIGURES[0], month.figures)) == [ONE, TWO]
    assert cited(month, TOTAL) == {"aa", "bb"} and cited(month, "a") == {"aa"}
    assert cited(month, "nothing") == frozenset()


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Figure("k", "k", None, "个", word="待统计"), "待统计"),
        (Figure("k", "k", None, "个"), "—"),
        (Figure("k", "k", 1.0, "", word="绿", kind="text"), "绿"),
        (Figure("k", "k", 1.0, "是/否", word="是"), "是"),
        (Figure("k", "k", 83.36, "%", 1), "83.4%"),
        (Figure("k", "k", 12345.0, "万元"), "12,345 万元"),
        (Figure("k", "k", 3.0, ""), "3"),
    ],
)
def test_a_value_is_told_as_people_read_it(figure: Figure, told: str) -> None:
    assert value_text(figure) == told


def test_keys_of_the_same_subject_are_meant_first(month: MonthResult) -> None:
    figures = dict.fromkeys((TOTAL, "T01-1/2024-06/653101/ytd", "T01-11/2024-06/all/ytd"), FIGURES[1])
    known = replace(month, figures=figures)
    assert similar_keys(known, "t01-1/2024-06/all/ydt") == [TOTAL, "T01-1/2024-06/653101/ytd"]
    assert similar_keys(known, "T01-1/2024-06/all/ytd", limit=1) == [TOTAL]
    assert similar_keys(known, "T02-1/2024-06/all/ytd")[0].endswith("/all/ytd")  # of no known subject: of all


def test_no_more_than_five_keys_are_offered(month: MonthResult) -> None:
    known = replace(month, figures={f"T01-1/2024-06/65310{at}/ytd": FIGURES[1] for at in range(9)})
    assert len(similar_keys(known, "T01-1/2024-06/653100/ytdd")) == 5
