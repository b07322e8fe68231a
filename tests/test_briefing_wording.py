"""Grammar of the briefing for none, one, many, all; up, down, level; and missing figures."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from briefing_month import PERIOD, demo_month, figure

from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target, Unit
from toolkit.core.results import Coverage, IndicatorResult
from toolkit.core.returns import Light
from toolkit.figures.numbers.counting import LIGHT_NAMES
from toolkit.outputs.briefing.tally import Split
from toolkit.outputs.briefing.wording import (
    LIGHT_WORDS,
    all_of,
    coverage,
    divided,
    fallen,
    fell,
    gap,
    moved,
    parts_of,
    standing,
)
from toolkit.word.tokens import (
    ABSOLUTE,
    BARE,
    CLOSE,
    OPEN,
    SEP,
    name,
    plain,
    quote,
    say,
    shorten,
    tag_of,
    visible,
)


def split(**counts: int) -> Split:
    parts = {
        word: figure(word, float(counts.get(word, 0)), "项", kind="count") for word in LIGHT_NAMES.values()
    }
    return Split(figure("total", float(sum(counts.values())), "项", kind="count"), parts)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({"red": 1}, "1项任务滞后"),
        ({"green": 9}, "9项任务均达序时进度"),
        ({"blue": 3, "red": 4}, "7项任务中，已完成3项、滞后4项"),
        ({"blue": 1, "green": 2, "missing": 1}, "4项任务中，已完成1项、达序时进度2项、未报1项"),
    ],
)
def test_counts_are_said_for_none_one_many_and_all(counts: dict[str, int], said: str) -> None:
    assert visible(divided(split(**counts), "任务", LIGHT_WORDS)) == said


def test_parts_and_all_of_one_state() -> None:
    assert visible(parts_of(split(green=2, red=1), LIGHT_WORDS)) == "达序时进度2项、滞后1项"
    assert all_of(split(open=9), LIGHT_WORDS) == "均待报齐"
    assert all_of(split(open=1), LIGHT_WORDS) == "待报齐"
    assert all_of(split(open=8, red=1), LIGHT_WORDS) == ""


def row_of(kind: Kind = Kind.FLOW, **more: object) -> IndicatorResult:
    """A row of the demo month with these fields; figures are given as numbers."""
    row = next(one for one in demo_month().indicators if one.light is Light.GREEN)
    kept = {key: more.pop(key) for key in ("measure", "frequency") if key in more}
    item: Indicator = dataclasses.replace(row.indicator, kind=kind, name="指标", **kept)
    measure = "%" if item.measure == "%" else item.measure
    made = {
        key: figure(
            key,
            value,
            "%" if key in ("rate", "change") and kind is not Kind.STOCK else measure,
            kind=_kind(key, kind),
            decimals=1,
        )
        if isinstance(value, (int, float)) or value is None
        else value
        for key, value in more.items()
    }
    return dataclasses.replace(row, indicator=item, **made)  # type: ignore[arg-type]


def _kind(key: str, kind: Kind) -> str:
    if key == "gap" or (key == "change" and kind is Kind.RATIO):
        return "points"
    return "percent" if key in ("rate", "pace") or (key == "change" and kind is not Kind.STOCK) else "number"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (row_of(added=6.0, added_before=4.0, change=50.0), "6月新增6.0户，环比增长50.0%"),
        (row_of(added=3.0, added_before=4.0, change=-25.0), "6月新增3.0户，环比下降25.0%"),
        (row_of(added=4.0, added_before=4.0, change=0.02), "6月新增4.0户，与5月持平"),
        (row_of(added=2.0, added_before=1.0, change=None), "6月新增2.0户（5月新增1.0户）"),
        (row_of(added=0.0, added_before=0.0, change=None), "5月、6月均没有新增"),
        (row_of(added=0.0, added_before=2.0, change=-100.0), "6月没有新增（5月新增2.0户）"),
        (row_of(added=None), ""),
        (row_of(frequency="季度", added=6.0, added_before=4.0, change=50.0), "本季度新增6.0户，环比增长50.0%"),
        (row_of(Kind.RATIO, measure="%", change=1.26), "比5月提高1.3个百分点"),
        (row_of(Kind.RATIO, measure="%", change=-0.4), "比5月下降0.4个百分点"),
        (row_of(Kind.RATIO, measure="%", change=-0.01), "与5月持平"),
        (row_of(Kind.STOCK, change=3.0), "比5月增加3.0户"),
        (row_of(Kind.STOCK, change=-3.0), "比5月减少3.0户"),
    ],
)  # fmt: skip
def test_change_up_down_level_and_missing(row: IndicatorResult, said: str) -> None:
    row = dataclasses.replace(
        row,
        indicator=dataclasses.replace(
            row.indicator, measure=row.indicator.measure if row.indicator.measure == "%" else "户"
        ),
    )
    text = visible(moved(row, PERIOD))
    for measure in ("万个", "万人", "万人次", "亿元", "公里", "户"):
        text = text.replace(measure, "户")
    assert text == said


def test_a_running_total_that_falls_is_never_growth() -> None:
    row = row_of(added=-5.0, added_before=3.0, change=None)
    assert moved(row, PERIOD) == ""
    assert visible(fell(row, PERIOD)).startswith("累计数比5月减少5.0")
    assert "核实" not in fell(row, PERIOD)  # the units said why
    assert fell(dataclasses.replace(row, marks=("※待核实",)), PERIOD).endswith("，已请核实")
    assert fell(row_of(added=5.0), PERIOD) == ""


def test_met_last_month_and_not_any_more() -> None:
    row = row_of(Kind.RATIO, measure="%", previous=95.2, total=94.6)
    target = figure("t", 95.0, "%", kind="percent")
    assert visible(fallen(row, PERIOD, [target])) == "指标由5月的95.2%降至94.6%，低于年度目标（95.0%）"


@pytest.mark.parametrize(("previous", "total"), [(95.04, 94.96), (96.2, 94.97), (94.96, 94.96)])
def test_met_last_month_and_not_any_more_by_less_than_is_printed(previous: float, total: float) -> None:
    row = row_of(Kind.RATIO, measure="%", previous=previous, total=total)
    target = figure("t", 95.0, "%", kind="percent")
    assert visible(fallen(row, PERIOD, [target])) == "指标5月达到年度目标（95.0%），6月略低于年度目标"


@pytest.mark.parametrize(
    ("more", "light", "said"),
    [
        ({"total": 53.2, "rate": 70.9, "gap": 12.3}, Light.GREEN, "指标累计53.2户，完成年度目标的70.9%，超序时进度12.3个百分点"),
        ({"total": 53.2, "rate": 42.7, "gap": -24.0}, Light.RED, "指标累计53.2户，完成年度目标的42.7%，低于序时进度24.0个百分点"),
        ({"total": 80.0, "rate": 100.0, "gap": 50.0}, Light.BLUE, "指标累计80.0户，已达到年度目标"),
        ({"total": 102.4, "rate": 128.0, "gap": 78.0}, Light.BLUE, "指标累计102.4户，完成年度目标的128.0%"),
        ({"total": 620.0, "rate": 775.0, "gap": 700.0}, Light.BLUE, "指标累计620.0户，年度目标80.0户"),
        ({"total": 0.0, "rate": 0.0, "gap": -50.0}, Light.RED, "指标年度目标80.0户，尚无完成，低于序时进度50.0个百分点"),
        ({"total": 79.99, "rate": 99.99, "gap": 50.0, "to_target": 0.01}, Light.GREEN, "指标累计80.0户，年度目标80.0户，差不足0.1户"),
    ],
)  # fmt: skip
def test_against_the_target(more: dict[str, float], light: Light, said: str) -> None:
    row = dataclasses.replace(row_of(measure="户", **more), light=light)
    row = dataclasses.replace(row, pace=figure("pace", 50.0, "%", kind="percent"))
    assert visible(standing(row, [figure("t", 80.0, "户", decimals=1)])) == said


@pytest.mark.parametrize(
    ("comparator", "target", "more", "light", "said"),
    [
        (Comparator.LE, 6.0, {"total": 3.0}, Light.BLUE, "指标累计3.0起，控制在年度目标（6.0起）以内"),
        (Comparator.LE, 6.0, {"total": 0.0}, Light.BLUE, "指标累计0.0起，控制在年度目标（6.0起）以内"),
        (Comparator.LE, 6.0, {"total": 3.0}, Light.OPEN, "指标累计3.0起，年度目标6.0起以内"),
        (Comparator.LE, 6.0, {"total": 9.0, "to_target": 3.0}, Light.RED, "指标累计9.0起，超过年度目标（6.0起）3.0起"),
        (Comparator.LE, 6.0, {"total": 6.01, "to_target": 0.01}, Light.RED, "指标累计6.0起，略超过年度目标（6.0起）"),
        (Comparator.EQ, 0.0, {"total": 0.0}, Light.BLUE, "指标累计0.0起，已达到年度目标（0.0起）"),
        (Comparator.EQ, 0.0, {"total": 1.0}, Light.RED, "指标累计1.0起，超过年度目标（0.0起）"),
        (Comparator.LE, 6.0, {"kind": Kind.MILESTONE, "total": 9.0, "to_target": 3.0}, Light.RED, "指标为9.0起，超过年度目标（6.0起）3.0起"),
    ],
)  # fmt: skip
def test_what_must_not_exceed_its_target_is_no_share_of_it(
    comparator: Comparator, target: float, more: dict[str, Any], light: Light, said: str
) -> None:
    row = dataclasses.replace(row_of(measure="起", rate=0.0, **more), light=light)
    indicator = dataclasses.replace(row.indicator, comparator=comparator)
    row = dataclasses.replace(row, indicator=indicator, target=Target(target))
    assert visible(standing(row, [figure("t", target, "起", decimals=1)])) == said


def test_what_was_to_be_none_falls_back_by_rising() -> None:
    row = row_of(measure="起", previous=0.0, total=2.0)
    row = dataclasses.replace(row, indicator=dataclasses.replace(row.indicator, comparator=Comparator.EQ))
    said = visible(fallen(row, PERIOD, [figure("t", 0.0, "起", decimals=1)]))
    assert said == "指标由5月的0.0起升至2.0起，高于年度目标（0.0起）"


def test_a_rate_is_never_said_as_per_cent_of_its_target() -> None:
    row = dataclasses.replace(row_of(Kind.RATIO, measure="%", total=67.5, rate=96.4), light=Light.WAITING)
    row = dataclasses.replace(row, to_target=figure("left", 2.5, "百分点", kind="points"))
    said = visible(standing(row, [figure("t", 70.0, "%", kind="percent")]))
    assert said == "指标为67.5%，年度目标70.0%，差2.5个百分点"


def test_an_amount_that_would_print_as_nothing_is_said_to_be_less_than_the_last_place() -> None:
    small = figure("s", 0.004, "亿元", decimals=2)
    assert (say(small), say(small, BARE)) == ("不足0.01亿元", "0.00")
    assert say(figure("s", 0.0, "亿元", decimals=2)) == "0.00亿元"
    assert say(figure("s", -0.004, "亿元", decimals=2), ABSOLUTE) == "不足0.01亿元"
    assert say(figure("s", 0.04, "%", kind="percent")) == "0.0%"


def test_yes_or_no() -> None:
    row = row_of(Kind.MILESTONE, measure=YES_NO, total=0.0)
    assert visible(standing(row, ())) == "指标尚未完成"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12.34, "超序时进度12.3个百分点"),
        (-12.35, "低于序时进度12.4个百分点"),
        (0.0, "与序时进度持平"),
        (-0.02, "低于序时进度不足0.1个百分点"),
        (None, ""),
    ],
)
def test_gap_to_pace(value: float | None, said: str) -> None:
    assert visible(gap(figure("k", value, "百分点", kind="points"))) == said


@pytest.mark.parametrize(
    ("item", "style", "said"),
    [
        (figure("k", 1.86, "万个", decimals=2), "", "1.86万个"),
        (figure("k", 7.5, "万人", decimals=1), "", "7.5万人"),
        (figure("k", 7.5, "万人", decimals=1), "n", "7.5"),
        (figure("k", 29.5, "亿元", decimals=2), "", "29.50亿元"),
        (figure("k", 100.0, "%", kind="percent"), "", "100.0%"),  # decimals the same everywhere
        (figure("k", -16.7, "百分点", kind="points"), "n", "\u221216.7"),  # the sign of minus, no hyphen
        (figure("k", 0.25, "%", kind="percent"), "n", "0.3"),  # half up, not half even
        (figure("k", -0.001, "%", kind="percent"), "", "0.0%"),  # no minus zero
        (figure("k", None, "%", word="待统计"), "", "待统计"),
        (figure("k", None, "%"), "n", "—"),
        (figure("k", 3.0, "项", kind="count"), "", "3项"),
    ],
)
def test_how_figures_are_said(item: object, style: str, said: str) -> None:
    assert say(item, style) == said  # type: ignore[arg-type]


def test_missing_units_stand_beside_a_total() -> None:
    row = next(
        row for row in demo_month().indicators if row.light is Light.RED and row.rate.value is not None
    )
    assert visible(coverage(row)) == "（13个承担单位中12个已报）"
    absent = (Unit("653130", "巴楚县", "巴楚"), Unit("653129", "伽师县", "伽师"))
    named = dataclasses.replace(row, coverage=Coverage(11, 13, absent))
    assert visible(coverage(named)) == "（不含巴楚、伽师）"
    assert visible(coverage(named, {"653130"})) == "（另不含伽师）"
    assert coverage(named, {"653130", "653129"}) == ""  # a note of the page says so already
    whole = next(row for row in demo_month().indicators if row.light is Light.GREEN)
    assert coverage(whole) == ""


@pytest.mark.parametrize(
    "words",
    [
        f"进度{OPEN}f伪造{SEP}99项{CLOSE}正常",
        "改到\u202e反向\u202c文字\u200f",
        "控制\x07符\x00号\x1f",
        "零宽\u200b字\ufeff符",
    ],
)
def test_outside_words_lose_marks_controls_and_direction(words: str) -> None:
    kept = plain(words)
    assert not set(kept) & {OPEN, SEP, CLOSE, "\u202e", "\u202c", "\u200f", "\x07", "\x00", "\u200b"}


def test_shortened_words_end_at_a_sentence_and_never_in_a_number() -> None:
    assert shorten("征地拆迁慢。资金缺口1200万元", 9) == "征地拆迁慢……"
    assert shorten("资金缺口1200万元尚未落实", 8) == "资金缺口……"
    assert len(shorten("长" * 40000, 60)) <= 61
    assert visible(quote("  ", None, 60)) == ""


@pytest.mark.parametrize(
    ("words", "limit", "said"),
    [
        ("征地拆迁慢，资金缺口1200万元尚未落实。", 40, "征地拆迁慢，资金缺口1200万元尚未落实"),
        ("征地拆迁慢，资金缺口1200万元尚未落实。", 10, "征地拆迁慢"),  # at a clause, never in mid-sentence
        ("前期手续还差一项批复才能开工建设", 10, "前期手续还差一项批复才能开工建设"),  # a single clause whole
        ("一" * 50, 10, ""),  # or not at all
        ("医共体“晨间会诊”", 40, "医共体‘晨间会诊’"),  # the paper puts its own “ ” outside
    ],
)
def test_quotes_are_cut_at_a_clause_or_not_at_all(words: str, limit: int, said: str) -> None:
    assert visible(quote(words, None, limit)) == said


def test_quotes_without_marks_of_the_paper_keep_their_own() -> None:
    assert visible(quote("医共体‘晨间会诊’", None, 40, outer=True)) == "医共体“晨间会诊”"


def test_names_are_marked_only_for_their_digits() -> None:
    assert name("污水处理率") == "污水处理率"
    assert visible(name("0.5—1.2万人口社区")) == "0.5—1.2万人口社区" != name("0.5—1.2万人口社区")


def test_long_keys_keep_within_words_limit() -> None:
    key = "T02-3/2024-06/653101/" + "x" * 80
    assert len(tag_of(key, "n")) <= 64
    assert tag_of(key) != tag_of(key + "y")
