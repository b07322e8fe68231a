"""The shipped checklist against the office's own document and the traps that its numbers hold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from forms_samples import sample_form

from toolkit.checklist.build import TEMPLATE, shipped_checklist
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist, Comparator, Indicator, Kind, PaceKind, Target, Unit
from toolkit.core.pace import LINEAR
from toolkit.core.periods import Period
from toolkit.core.value_measures import is_counted
from toolkit.forms.labels import definition

SOURCE = (Path(__file__).parent / "data" / "checklist.txt").read_text(encoding="utf-8")
COUNTIES = "喀什市 疏附县 疏勒县 英吉沙县 泽普县 莎车县 叶城县 麦盖提县 岳普湖县 伽师县 巴楚县 塔什库尔干塔吉克自治县"
TWELVE = tuple(COUNTIES.split())
ZONE = "喀什经济开发区"
REMARK = "【备注】"
# What the office doubts, infers or remarks; no reporter can fill a cell by it.
DOUBTS = [
    "原文",
    "清单",
    "方案",
    "笔误",
    "衍字",
    "漏",
    "疑",
    "矛盾",
    "不一致",
    "待核",
    "核对",
    "建议",
    "办公室",
    "可能",
    "大概",
    "推得",
    "推算",
    "推定",
    "为中文数词",
    "目标数来自",
    "列名",
    "未列名",
    "未写明",
    "未写",
    "未定义",
    "未区分",
    "未给",
    "没有写",
    "没有数量",
    "没有数字",
    "没有年份",
    "没有目标",
    "用语为",
    "先按",
    "先由",
    "以清单为准",
    "理解",
    "不设量化",
    "备注",
]
CODE = re.compile(r"任务\d|[A-Za-z]")  # P2 is a level of laboratories


def folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def shipped() -> Checklist:
    return shipped_checklist()


def test_the_shipped_workbook_is_what_the_builder_makes(shipped: Checklist) -> None:
    assert TEMPLATE.read_bytes() == write_checklist(shipped)


def test_the_workbook_reads_back_as_the_text_files_say(shipped: Checklist, units: tuple[Unit, ...]) -> None:
    loaded, findings = load_checklist(TEMPLATE.read_bytes())
    assert findings == []
    assert loaded == shipped


def test_tasks_items_actions(shipped: Checklist) -> None:
    assert [task.no for task in shipped.tasks] == list(range(1, 48))
    assert [n for n, _ in Counter(task.item_no for task in shipped.tasks).items()] == list(range(1, 27))
    assert len({task.action for task in shipped.tasks}) == 6


def test_task_counts_by_unit(shipped: Checklist) -> None:
    counts = Counter(unit for task in shipped.tasks for unit in task.reporters)
    expected = dict.fromkeys(TWELVE, 37) | {"喀什市": 43, "莎车县": 40, "疏附县": 39, "疏勒县": 39}
    expected |= {"叶城县": 38, "巴楚县": 38, "塔什库尔干塔吉克自治县": 38, ZONE: 31, "自贸办": 3}
    expected |= dict.fromkeys(
        ("草湖项目区", "地直医疗机构", "国网喀什供电公司", "地区政策性银行", "地区住建局", "地区国动办"), 1
    )
    assert counts == expected
    assert counts.total() == 500


def test_texts_are_the_offices_own_word_for_word(shipped: Checklist) -> None:
    source = folded(SOURCE)
    for task in shipped.tasks:
        for text in (task.item, task.content, *task.measures.values(), task.leads_text, task.responsible):
            assert folded(text) in source, (task.no, text)


def test_quotations_stand_in_the_checklist_and_in_the_named_column(shipped: Checklist) -> None:
    for indicator in shipped.indicators:
        own = indicator.source.partition("行动方案第")[0]
        if "【仅行动方案】" in indicator.source:
            assert own == "【仅行动方案】"
            continue
        task = shipped.task(indicator.task_no)
        texts = {"主要内容及目标": task.content} | {f"{y}年措施": t for y, t in task.measures.items()}
        for columns, quote in re.findall(r"([^；）」]*)「(.*?)」", own):
            for column in columns.split("、"):
                assert folded(quote) in folded(texts[column]), (indicator.id, column, quote)


def test_explicit_numbers_stand_in_their_quotation(shipped: Checklist) -> None:
    """Targets of one subject with an Arabic number in the source; counted or inferred ones say so."""
    inferred = re.compile(
        "推得|推算|列名|中文数词|原文没有数量|无数量|没有数字|基本完成|目标为0|累计即100|100%"
    )
    for indicator in shipped.indicators:
        cited, _, remark = indicator.source.partition(REMARK)
        if inferred.search(indicator.note + remark) or indicator.measure == "是/否":
            continue
        for target in indicator.targets.values():
            assert f"{target.low:g}" in cited, (indicator.id, target)


def test_what_reporters_read_is_how_to_fill_and_nothing_else(
    shipped: Checklist, units: tuple[Unit, ...]
) -> None:
    """口径说明, and 填报口径 in the forms of all units."""
    told = {(indicator.id, indicator.note) for indicator in shipped.indicators}
    for unit, year in product(units, (2024, 2025)):
        form = sample_form(unit, Period(year, 6), checklist=shipped)
        told |= {(row.indicator.id, definition(row)) for row in form.indicators}
    assert len(told) > len(shipped.indicators)
    assert [(id, word) for id, text in sorted(told) for word in DOUBTS if word in text] == []
    assert [(id, text) for id, text in sorted(told) if CODE.search(text.replace("P2", ""))] == []
    assert all(indicator.note.endswith("。") for indicator in shipped.indicators)


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("T03-3", "“每个县”是否含喀什市原文未写明，先按12县市，办公室可改。"),
        ("T09-9", "原文“女农”疑为“女农民”。"),
        ("T31-4", "原文只点名莎车县，“其他4县”是哪几个未写明"),
        ("T36-1", "2025年13公里小于2024年29公里不是笔误。"),
        ("T40-1", "清单前后矛盾：2024年列100%"),
        ("T42-1", "2024年清单3.5个，方案3个，以清单为准。"),
        ("T46-1", "1483个大概是全部应核算的村"),
    ],
)
def test_what_the_office_doubts_stands_in_the_source(shipped: Checklist, id: str, said: str) -> None:
    assert said in shipped.indicator(id).source.partition(REMARK)[2]


def test_nothing_that_left_the_notes_is_lost(shipped: Checklist) -> None:
    """162 of the 166 notes held a remark; a remark quotes nothing, so that 来源 stays the document's."""
    remarks = [indicator.source.partition(REMARK)[2] for indicator in shipped.indicators]
    assert sum(map(bool, remarks)) == 162
    assert all(remark.endswith("。") and "「" not in remark for remark in remarks if remark)


@pytest.mark.parametrize(
    ("id", "year", "low"),
    [
        ("T02-3", 2024, 1.86),
        ("T02-3", 2025, 1.28),
        ("T08-2", 2024, 3.22),
        ("T10-1", 2025, 100),
        ("T17-11", 2025, 16.56),
        ("T22-1", 2024, 40.03),
        ("T24-2", 2024, 99.85),
        ("T28-2", 2024, 15448),
        ("T29-1", 2024, 39),
        ("T36-1", 2025, 13),
        ("T36-2", 2025, 29),
        ("T37-1", 2025, 100),  # "剩余30%" means all of it
        ("T42-1", 2024, 3.5),  # the plan says 3; the checklist leads
        ("T46-1", 2024, 1483),
    ],
)
def test_targets_by_hand(shipped: Checklist, id: str, year: int, low: float) -> None:
    assert shipped.indicator(id).targets[year] == Target(low)


def test_number_of_indicators_and_of_targets(shipped: Checklist) -> None:
    assert len(shipped.indicators) == 166
    assert sum(2024 in indicator.targets for indicator in shipped.indicators) == 111
    assert sum(2025 in indicator.targets for indicator in shipped.indicators) == 101
    assert sum("【仅行动方案】" in indicator.source for indicator in shipped.indicators) == 25


def test_a_year_without_a_target_has_none(shipped: Checklist) -> None:
    only_2024 = [
        "T08-1",
        "T08-2",
        "T08-3",
        "T09-3",
        "T23-1",
        "T24-1",
        "T25-1",
        "T28-1",
        "T29-3",
        "T36-3",
        "T46-1",
        "T47-1",
    ]
    assert all(set(shipped.indicator(id).targets) == {2024} for id in only_2024)
    assert all(set(shipped.indicator(id).targets) == {2025} for id in ("T36-4", "T03-1", "T45-1"))


def test_measures_and_factors(shipped: Checklist) -> None:
    expected = {"万个": "个", "万人": "人", "万人次": "人次", "万套": "套"}
    for indicator in shipped.indicators:
        if indicator.measure in expected:
            assert (indicator.report_measure, indicator.factor) == (expected[indicator.measure], 10000)
        elif indicator.measure == "%":
            assert (indicator.report_measure, indicator.factor) == ("%", 100)
        elif indicator.measure.endswith("/千人"):
            assert (indicator.factor, indicator.denominator_measure) == (1000, "人")
        elif indicator.measure == "亿元":
            assert (indicator.report_measure, indicator.factor, indicator.decimals) == ("亿元", 1, 2)
        else:
            assert indicator.factor == 1


def test_quotients_name_both_sides_and_their_measures(shipped: Checklist) -> None:
    for indicator in shipped.indicators:
        sides = (
            indicator.numerator,
            indicator.denominator,
            indicator.numerator_measure,
            indicator.denominator_measure,
        )
        if indicator.kind is Kind.RATIO or (indicator.kind is Kind.RATE_EACH and indicator.measure == "%"):
            assert all(sides), indicator.id
        else:
            assert not any(sides), indicator.id


def test_pace_kinds(shipped: Checklist) -> None:
    for indicator in shipped.indicators:
        summed = indicator.kind in (Kind.FLOW, Kind.INVESTMENT)
        completion = indicator.kind is Kind.RATIO and "完成率" in indicator.name
        expected = PaceKind.PACE if summed or completion else PaceKind.POINT
        assert indicator.pace_kind is expected, indicator.id
    assert sum("完成率" in i.name for i in shipped.indicators if i.kind is Kind.RATIO) == 4


def test_comparators(shipped: Checklist) -> None:
    def ids(comparator: Comparator) -> set[str]:
        return {i.id for i in shipped.indicators if i.comparator is comparator}

    assert ids(Comparator.LE) == {"T15-4"}
    assert ids(Comparator.GT) == {"T15-5"}
    assert ids(Comparator.ABOUT) == {"T03-2", "T05-1", "T05-2"}
    assert ids(Comparator.RANGE) == {"T05-4", "T06-1"}
    assert ids(Comparator.KEEP) == {"T36-5", "T36-6", "T42-5"}
    assert {i.id for i in shipped.indicators if i.targets.get(2025) == Target(0)} == {"T36-7", "T42-11"}
    assert shipped.indicator("T06-1").targets[2025] == Target(2, 3)


def test_minimums_of_each_county_are_not_added_up(shipped: Checklist) -> None:
    for id in ["T01-1", "T03-1", "T03-2", "T03-3", "T04-1", "T04-3", "T06-1", "T06-3"]:
        indicator = shipped.indicator(id)
        assert (indicator.kind, indicator.reporters) == (Kind.RATE_EACH, TWELVE)


REPORTERS = {
    "T10-1": TWELVE,
    "T10-2": TWELVE,
    "T17-1": ("喀什市",),
    "T17-7": ("喀什市",),
    "T17-8": (ZONE,),
    "T17-14": (ZONE,),
    "T20-4": ("莎车县",),
    "T25-1": ("国网喀什供电公司",),
    "T25-4": ("国网喀什供电公司",),
    "T04-2": ("地区疾控中心",),
    "T04-5": ("地区疾控中心",),
    "T22-1": (*TWELVE, ZONE),
    "T36-1": (*TWELVE, ZONE),
    "T36-5": TWELVE,
    "T36-6": TWELVE,
    "T36-8": TWELVE,
    "T03-4": TWELVE,
    "T42-1": TWELVE,
    "T45-1": TWELVE,
    "T42-6": ("喀什市",),
    "T39-3": TWELVE[1:],
    "T40-2": ("疏附县", "疏勒县", "泽普县", "莎车县", "麦盖提县", "巴楚县", "塔什库尔干塔吉克自治县"),
    "T31-3": ("喀什市", "疏勒县", "英吉沙县", "叶城县", "麦盖提县"),
    "T31-4": ("疏附县", "莎车县", "岳普湖县", "伽师县", "巴楚县", "塔什库尔干塔吉克自治县"),
    "T24-5": ("喀什市", "疏附县", "英吉沙县", "叶城县", "麦盖提县"),
    **dict.fromkeys(("T39-1", "T46-4", "T47-3", "T47-4", "T42-12", "T02-4", "T07-2"), ("地区本级",)),
}


@pytest.mark.parametrize("id", REPORTERS)
def test_who_reports(shipped: Checklist, id: str) -> None:
    assert shipped.indicator(id).reporters == REPORTERS[id]


def test_reporters_that_change_with_the_year(shipped: Checklist) -> None:
    indicator = shipped.indicator("T47-2")
    assert indicator.reporters_in(2024) == ("英吉沙县", "泽普县", "伽师县")
    assert indicator.reporters_in(2025) == TWELVE
    assert [i.id for i in shipped.indicators if i.reporters_by_year] == ["T47-2"]


def test_counted_yes_no_targets_equal_the_units_that_answer(shipped: Checklist) -> None:
    """But for T31-4, where the source wants four of six counties and names one of them."""

    def counted(indicator: Indicator) -> bool:
        return (indicator.report_measure, indicator.measure) == ("是/否", "个")

    for indicator in filter(counted, shipped.indicators):
        for year, target in indicator.targets.items():
            expected = 4 if indicator.id == "T31-4" else len(indicator.reporters_in(year))
            assert target == Target(expected), (indicator.id, year)


def test_only_named_units_report_and_every_unit_but_one_has_tasks(
    shipped: Checklist, units: tuple[Unit, ...]
) -> None:
    by_tasks = {unit for task in shipped.tasks for unit in task.reporters}
    by_indicators = {unit for indicator in shipped.indicators for unit in indicator.reporters}
    assert {unit.name for unit in units} - by_tasks == {"地区疾控中心", "地区本级"}
    assert by_indicators <= {unit.name for unit in units}


def test_frequencies(shipped: Checklist) -> None:
    quarterly_or_rarer = ["T15-5", "T15-8", "T31-5", "T36-8", "T42-1", "T42-3", "T42-10", "T02-5", "T03-4"]
    assert all(shipped.indicator(id).frequency != "月度" for id in quarterly_or_rarer)
    assert shipped.indicator("T02-5").frequency == "学年"
    assert shipped.indicator("T10-1").frequency == "月度"


def test_curves_are_linear_unless_the_office_says_otherwise(shipped: Checklist) -> None:
    linear, winter = shipped.curves
    assert (linear.applies_to, linear.shares) == ("默认", LINEAR)
    assert winter.applies_to == ""
    assert winter.shares[:3] == (0, 0, 0)
    assert winter.shares[9:] == (100, 100, 100)


def test_starter_rules_and_weights(shipped: Checklist) -> None:
    expressions = {rule.expression for rule in shipped.rules}
    assert {"T17-3 <= T17-1", "T17-4 < T17-2", "T20-3 <= T20-1", "T20-4 < T20-2"} <= expressions
    assert sum(weight.weight for weight in shipped.weights[:5]) == 100


def test_differences_between_the_documents(shipped: Checklist) -> None:
    letters = Counter(difference.id[0] for difference in shipped.differences)
    assert letters == {"A": 25, "B": 11, "C": 13, "D": 23, "E": 19, "F": 7, "G": 21}
    numbers = {no for difference in shipped.differences for no in difference.task_nos}
    assert numbers <= {task.no for task in shipped.tasks}


def test_what_is_counted_prints_whole_and_no_quotient_is_counted(checklist: Checklist) -> None:
    counted = [row for row in checklist.indicators if is_counted(row.measure)]
    assert len(counted) > 50
    assert [row.id for row in counted if row.decimals or row.kind is Kind.RATIO] == []
