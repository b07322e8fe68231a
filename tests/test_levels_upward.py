"""What a level says of its own figures to the level above, kind by kind, and which row of the form it belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from figures_samples import (
    CODES,
    JUNE,
    checklist,
    compute,
    entry,
    everyone,
    figures,
    indicator,
    statuses,
    task,
)
from figures_samples import UNITS as EVERY

from toolkit.core.derivation import Told
from toolkit.core.form import INDICATORS
from toolkit.core.model import YES_NO, Kind, Target
from toolkit.core.places import Place
from toolkit.core.results import UnitReport
from toolkit.core.returns import PROPOSED
from toolkit.core.words import ReturnState
from toolkit.figures.given.data import OpenFindings
from toolkit.figures.told.upward import Upward, indicator_upward, task_upward
from toolkit.forms.reading.fromabove import AskedCell, AskedRow
from toolkit.pipeline.levels.matching import Plan, plan

UNITS = everyone(0)
COUNTED: dict[str, Any] = {"report_measure": YES_NO, "measure": "个", "kind": Kind.MILESTONE}
BOTH: dict[str, Any] = {"report_measure": YES_NO, "measure": YES_NO, "kind": Kind.MILESTONE}


def upward(values: dict[str, Any], **changes: Any) -> Upward:
    month = compute(checklist(indicator(**changes)), figures(values))
    return indicator_upward(month, month.indicators[0])


def said(upward: Upward) -> dict[str, float | str]:
    return {name: value.value for name, value in upward.values.items()}


def test_sums_add_up_in_the_measure_that_units_report_in() -> None:
    values = {unit: number / 10 for number, unit in enumerate(UNITS, 1)}
    found = upward(values, factor=10000, measure="万所")
    assert said(found) == {"ytd": 7.8}
    assert found.values["ytd"].measure == "所"
    assert found.values["ytd"].key == "T01-1/2024-06/all/ytd"
    assert [(part.unit, part.value) for part in found.values["ytd"].parts][:2] == [("县1", 0.1), ("县2", 0.2)]
    assert found.values["ytd"].parts[0].key == "T01-1/2024-06/653101/ytd"
    assert found.values["ytd"].parts[0].source is not None


def test_of_a_quotient_its_two_terms_add_up_and_no_percentage_does() -> None:
    assert said(upward(dict.fromkeys(UNITS, (1, 4)), kind=Kind.RATIO)) == {
        "numerator": 12,
        "denominator": 48,
    }
    assert said(
        upward(dict.fromkeys(UNITS, (1, 4)), kind=Kind.RATE_EACH, numerator="分子", denominator="分母")
    ) == {
        "numerator": 12,
        "denominator": 48,
    }
    alone = {"numerator": "", "denominator": ""}
    assert "不能相加" in upward(everyone(50), kind=Kind.RATIO, **alone).why
    assert "不能相加" in upward(everyone(59), kind=Kind.RATE_EACH).why
    assert said(upward({"县1": 59}, kind=Kind.RATE_EACH, reporters=("县1",))) == {"ytd": 59}
    assert said(upward({"县1": 50}, kind=Kind.RATIO, reporters=("县1",), **alone)) == {"ytd": 50}


def test_answers_are_yes_only_when_every_unit_says_so_and_are_never_counted_into_one() -> None:
    assert said(upward(everyone("是"), **BOTH)) == {"ytd": "是"}
    assert said(upward({**everyone("是"), "县3": "否"}, **BOTH)) == {"ytd": "否"}
    assert "由人判断" in upward(everyone("是"), **COUNTED).why
    assert said(upward({"县1": "否"}, reporters=("县1",), **COUNTED)) == {"ytd": "否"}


@pytest.mark.parametrize("word", ["待统计", None])
def test_a_sum_in_which_a_unit_is_missing_is_left_blank_and_names_it(word: str | None) -> None:
    values = {**everyone(3), "县4": word, "县7": word}
    found = upward({unit: value for unit, value in values.items() if value is not None})
    assert found.values == {}
    said_so = word or "未报"
    assert found.why == f"还没有齐：县4（{said_so}）、县7（{said_so}）；已报的 10 个单位合计 30 所"


def test_of_what_does_not_add_up_no_sum_is_told() -> None:
    few = {unit: 59 for unit in UNITS if unit != "县4"}
    assert upward(few, kind=Kind.RATE_EACH).why == "还没有齐：县4（未报）"
    assert upward({"县1": "是"}, **COUNTED).why.endswith("等 11 个单位")
    terms = {unit: (1.5, 4) for unit in UNITS if unit != "县4"}
    ratio = upward(terms, kind=Kind.RATIO, numerator_measure="张", denominator_measure="张")
    assert ratio.why == "还没有齐：县4（未报）；已报的 11 个单位合计 分子 16.5 张、分母 44 张"


def test_many_missing_units_are_counted() -> None:
    assert (
        upward({"县1": 3}).why
        == "还没有齐：县2（未报）、县3（未报）、县4（未报）、县5（未报）等 11 个单位；已报的 1 个单位合计 3 所"
    )


def test_what_is_carried_over_is_no_figure_of_this_month() -> None:
    from toolkit.figures.given.data import Settings

    entries = [*figures(everyone(3)), *figures({"县1": 2}, JUNE.previous)]
    entries = [one for one in entries if (one.unit, one.period) != ("653101", JUNE)]
    month = compute(checklist(indicator()), entries, settings=Settings(carry_missing=True))
    assert month.indicators[0].total.value == 35
    assert (
        indicator_upward(month, month.indicators[0]).why
        == "还没有齐：县1（沿用上月）；已报的 11 个单位合计 33 所"
    )


@pytest.mark.parametrize("word", ["待统计", "不涉及"])
def test_a_word_that_all_units_say_is_the_level_s_word(word: str) -> None:
    assert said(upward(everyone(word))) == {"ytd": word}


def test_a_word_in_both_terms() -> None:
    assert said(upward(dict.fromkeys(UNITS, ("待统计", "待统计")), kind=Kind.RATIO)) == {
        "numerator": "待统计",
        "denominator": "待统计",
    }


def test_units_that_it_does_not_concern_stand_beside_the_sum() -> None:
    found = upward({**everyone(3), "县12": "不涉及"})
    assert said(found) == {"ytd": 33}
    assert [(part.unit, part.value) for part in found.values["ytd"].parts][-1] == ("县12", "不涉及")


def test_what_a_person_ruled_out_is_told_beside_the_sum() -> None:
    out = frozenset({("653101", Place(INDICATORS, "T01-1", "ytd"))})
    entries = [one for one in figures(everyone(3)) if one.unit != "653101"]
    month = compute(checklist(indicator()), entries, taken_out=out)
    found = indicator_upward(month, month.indicators[0])
    assert (said(found), found.marks) == ({"ytd": 33}, ("剔除了 县1 的数",))


def ruled_out(units: list[str], values: dict[str, Any], **changes: Any) -> Upward:
    out = frozenset((CODES[unit], Place(INDICATORS, "T01-1", "ytd")) for unit in units)
    left = figures({unit: value for unit, value in values.items() if unit not in units})
    month = compute(checklist(indicator(**changes)), left, taken_out=out)
    return indicator_upward(month, month.indicators[0])


def test_where_all_was_ruled_out_nobody_is_said_to_be_asked() -> None:
    assert ruled_out([*UNITS], everyone(3)).why == "报来的数都已剔除"
    rest = dict.fromkeys(UNITS, "不涉及")
    assert ruled_out(["县1"], rest).why == "报来的数都已剔除"


def test_of_each_unit_s_own_levels_none_stands_for_those_that_were_ruled_out() -> None:
    others = [unit for unit in UNITS if unit != "县1"]
    assert "不能相加" in ruled_out(others, everyone(59), kind=Kind.RATE_EACH).why
    assert "由人判断" in ruled_out(others, everyone("是"), **COUNTED).why


def test_a_list_of_names_that_is_cut_says_how_many_there_are() -> None:
    assert ruled_out([*UNITS][:7], everyone(3)).marks == ("剔除了 县1、县2、县3、县4等 7 个单位 的数",)
    doubts = {CODES[unit]: OpenFindings(doubted=(("T01-1", "ytd"),)) for unit in UNITS}
    month = compute(checklist(indicator()), figures(everyone(3)), open_findings=doubts)
    assert indicator_upward(month, month.indicators[0]).marks == ("※待核实：县1、县2、县3、县4等 12 个单位",)


def test_what_was_ruled_out_of_a_quotient_does_not_point_at_its_other_term() -> None:
    out = frozenset({("653101", Place(INDICATORS, "T01-1", "denominator"))})
    entries = figures(dict.fromkeys(UNITS, (1, 4)))
    left = [one for one in entries if (one.unit, one.field) != ("653101", "denominator")]
    month = compute(checklist(indicator(kind=Kind.RATIO)), left, taken_out=out)
    found = indicator_upward(month, month.indicators[0])
    assert said(found) == {"numerator": 11, "denominator": 44}
    ends = [value.parts[-1] for value in found.values.values()]
    assert [(part.unit, part.value, part.source) for part in ends] == [("县1", "剔除", None)] * 2


def test_a_word_has_no_measure() -> None:
    found = upward({**everyone(3), "县12": "不涉及"})
    assert [part.measure for part in found.values["ytd"].parts] == ["所"] * 11 + [""]
    answers = upward(everyone("是"), **BOTH)
    assert {(part.value, part.measure) for part in answers.values["ytd"].parts} == {("是", "")}


def test_a_doubtful_figure_counts_and_is_told() -> None:
    open_ = {"653102": OpenFindings(doubted=(("T01-1", "ytd"),))}
    month = compute(checklist(indicator()), figures(everyone(3)), open_findings=open_)
    found = indicator_upward(month, month.indicators[0])
    assert (said(found), found.marks) == ({"ytd": 36}, ("※待核实：县2",))


def test_a_figure_beside_which_the_office_proposes_another_is_told() -> None:
    entries = figures({**everyone(3)}, mark="")
    entries[0] = replace(entries[0], mark=PROPOSED)
    month = compute(checklist(indicator()), entries)
    found = indicator_upward(month, month.indicators[0])
    assert (said(found), found.marks) == ({"ytd": 36}, ("待单位确认：县1",))
    assert found.values["ytd"].parts[0].mark == PROPOSED


def test_the_nature_of_the_figures_goes_along_where_it_is_one() -> None:
    def nature(unit: str, word: str) -> Any:
        return entry(unit, JUNE, INDICATORS, "T01-1", "nature", word)

    def found(*words: Any) -> Upward:
        month = compute(checklist(indicator()), [*figures(everyone(3)), *words])
        return indicator_upward(month, month.indicators[0])

    assert said(found(nature("县1", "快报"))) == {"ytd": 36, "nature": "快报"}
    both = found(nature("县1", "快报"), nature("县2", "预计"))
    assert (said(both), both.marks) == ({"ytd": 36}, ("数据性质不一（快报、预计），请选一项",))
    assert said(found(nature("县1", "实际"))) == {"ytd": 36}
    # One that was checked makes no sum that was checked; all of them do.
    one = found(nature("县1", "核定"))
    assert (said(one), one.marks) == ({"ytd": 36}, ())
    assert said(found(*(nature(unit, "核定") for unit in UNITS))) == {"ytd": 36, "nature": "核定"}


def test_what_is_not_due_or_not_confirmed_is_left() -> None:
    assert "不统计" in upward(everyone(3), frequency="年度").why
    assert "口径待核对" in upward(everyone(3), confirmed=False).why


def spoken(values: dict[str, Any], *more: Any, **changes: Any) -> Upward:
    month = compute(checklist(*more, tasks=[task(**changes)]), statuses(values))
    return task_upward(month, month.tasks[0])


def test_a_status_goes_up_only_when_all_units_say_the_same() -> None:
    assert said(spoken(everyone("正常推进"))) == {"status": "正常推进"}
    assert said(spoken(everyone(("已完成", 100)))) == {"status": "已完成", "completion": 100}
    assert said(spoken({**everyone(("正常推进", 50)), "县2": ("正常推进", 60)})) == {"status": "正常推进"}
    assert said(spoken({**everyone(("正常推进", 50)), "县2": "不涉及"})) == {
        "status": "正常推进",
        "completion": 50,
    }
    assert said(spoken(everyone("不涉及"))) == {"status": "不涉及"}
    assert (
        spoken({**everyone("正常推进"), "县2": "进度滞后"}).why
        == "各单位说的不一样：正常推进 11 个、进度滞后 1 个（县2）"
    )
    few = {unit: "正常推进" for unit in UNITS if unit != "县2"}
    assert spoken(few).why == "还没有齐：县2（未报）"


def test_a_status_does_not_go_up_against_the_figures() -> None:
    month = compute(
        checklist(indicator(), tasks=[task()]), [*statuses(everyone("正常推进")), *figures(everyone(1))]
    )
    assert "按指标判定为" in task_upward(month, month.tasks[0]).why


def test_done_goes_up_only_where_every_target_is_shown_met() -> None:
    def of(value: float) -> Upward:
        entries = [*statuses(everyone("已完成")), *figures(everyone(value))]
        month = compute(checklist(indicator(), tasks=[task()]), entries)
        return task_upward(month, month.tasks[0])

    assert said(of(10)) == {"status": "已完成"}  # 120 of 120
    assert (
        of(6).why == "单位都报已完成，按指标还不能认定年度目标都已达到"
    )  # 72 of 120 in June: in time, not met


def test_a_return_without_a_status_that_counts_is_not_called_missing() -> None:
    few = {unit: "正常推进" for unit in UNITS if unit != "县2"}
    month = compute(checklist(tasks=[task()]), statuses(few))
    came = tuple(UnitReport(unit, ReturnState.PARTIAL, version=1) for unit in EVERY if unit.name == "县2")
    month = replace(month, units=came)
    assert task_upward(month, month.tasks[0]).why == "还没有齐：县2（状态没有填或没有采用）"


def row(number: str = "T01-1", name: str = "指标", *, ratio: bool = False, **changes: Any) -> AskedRow:
    fields = ("numerator", "denominator", "nature") if ratio else ("ytd", "nature")
    cells = {field: AskedCell(f"J{at}", None) for at, field in enumerate(fields, 5)}
    given: dict[str, Any] = {"cells": cells, "measures": {"ytd": "所"}, **changes}
    return AskedRow(INDICATORS, INDICATORS, number, number, name, {"name": name}, **given)


def planned(asked: AskedRow, values: dict[str, Any] | None = None, **changes: Any) -> Plan:
    values = everyone(3) if values is None else values
    return plan([asked], compute(checklist(indicator(**changes)), figures(values)), Told())


def test_a_row_is_known_by_number_and_name_as_in_a_return() -> None:
    assert [fill.value for fill in planned(row()).fills] == [36]
    assert [fill.value for fill in planned(row("T99-9")).fills] == [36]  # another number, the same name
    other = planned(row(name="完全另外的一件事情"))
    assert (other.fills, [why for _, why in other.left]) == ([], ["本级清单里没有这一行"])


@pytest.mark.parametrize(
    ("ours", "theirs", "value"),
    [
        ({"report_measure": "万元", "measure": "亿元", "factor": 10000}, "元", 360000),
        ({"report_measure": "元", "measure": "万元", "factor": 10000}, "万元", 0.0036),
        ({"report_measure": "公顷", "measure": "公顷"}, "平方公里", 0.36),
        ({"report_measure": "人", "measure": "人"}, "人次", None),
        ({"report_measure": "亩", "measure": "亩"}, "公顷", None),
        ({}, "", 36),
    ],
)
def test_measures_are_converted_or_the_cell_is_left(
    ours: dict[str, Any], theirs: str, value: float | None
) -> None:
    made = planned(row(measures={"ytd": theirs}), **ours)
    assert [fill.value for fill in made.fills] == ([] if value is None else [value])
    assert [why[:8] for _, why in made.left] == ([] if value is not None else ["计量单位不能换算"])


def test_a_form_that_lost_its_measures_is_filled_and_told() -> None:
    made = planned(row(measures={}))
    assert ([fill.value for fill in made.fills], [mark for _, mark in made.marked]) == (
        [36],
        ["来表没有写明本月累计的计量单位，按本级的“所”填"],
    )
    assert planned(row()).marked == []


def test_a_quotient_is_not_put_into_a_row_that_asks_for_a_figure_nor_the_other_way_round() -> None:
    ratio = dict.fromkeys(UNITS, (1, 4))
    assert [why for _, why in planned(row(), ratio, kind=Kind.RATIO).left] == [
        "本级清单里的算法不同（一个按分子、分母，一个直接填数）"
    ]
    assert [why for _, why in planned(row(ratio=True)).left] == [
        "本级清单里的算法不同（一个按分子、分母，一个直接填数）"
    ]
    assert [
        why for _, why in planned(row(ratio=True, terms=("别的", "分母")), ratio, kind=Kind.RATIO).left
    ] == ["分子或分母与本级清单不同"]
    made = planned(row(ratio=True, terms=("分子", "分母"), measures={}), ratio, kind=Kind.RATIO)
    assert [(fill.place.field, fill.value) for fill in made.fills] == [("numerator", 12), ("denominator", 48)]


def test_what_stands_in_the_form_stays() -> None:
    cells = {"ytd": AskedCell("J5", 35.0), "nature": AskedCell("O5", None)}
    made = planned(row(cells=cells))
    assert (made.cells, [(clash.there, clash.ours) for clash in made.clashes]) == ({}, [("35", "36")])
    made = planned(row(cells={"ytd": AskedCell("J5", 36.0)}))
    assert (made.cells, made.clashes, len(made.lines)) == ({}, [], 12)
    folded = planned(row(folded=True))
    assert (folded.fills, [why[:4] for _, why in folded.left]) == ([], ["来表里这"])


def test_a_target_changes_nothing_of_what_is_said() -> None:
    assert said(upward(everyone(3), targets={2024: Target(1)})) == {"ytd": 36}
