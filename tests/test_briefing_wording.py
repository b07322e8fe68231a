"""Grammar of the briefing for none, one, many, all; up, down, level; and missing figures."""

from __future__ import annotations

import dataclasses

import pytest
from briefing_month import Month, demo_month, figure, mixed

from toolkit.core.returns import Light
from toolkit.figures.counting import LIGHT_NAMES
from toolkit.outputs.briefing.sections.overview import moved_text
from toolkit.outputs.briefing.tally import Split, Tally
from toolkit.outputs.briefing.tokens import (
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
from toolkit.outputs.briefing.wording import LIGHT_WORDS, achieved, change, divided, gap


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
        ({"green": 9}, "9项任务全部达序时进度"),
        ({"blue": 3, "red": 4}, "7项任务中，已完成3项、滞后4项"),
        ({"blue": 1, "green": 2, "missing": 1}, "4项任务中，已完成1项、达序时进度2项、未报1项"),
    ],
)
def test_counts_are_said_for_none_one_many_and_all(counts: dict[str, int], said: str) -> None:
    assert visible(divided(split(**counts), "任务", LIGHT_WORDS)) == said


@pytest.mark.parametrize(
    ("value", "kind", "ratio", "said"),
    [
        (15.24, "percent", False, "环比增长15.2%"),
        (-3.0, "percent", False, "环比下降3%"),
        (0.0, "percent", False, "与上月持平"),
        (None, "percent", False, ""),
        (1.26, "points", True, "环比提高1.3个百分点"),
        (-0.01, "points", True, "环比下降不足0.1个百分点"),
    ],
)
def test_change_up_down_level_and_missing(value: float | None, kind: str, ratio: bool, said: str) -> None:
    assert visible(change(figure("k", value, "%", kind=kind), ratio)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12.34, "快于序时进度12.3个百分点"),
        (-12.35, "落后序时进度12.4个百分点"),
        (0.0, "与序时进度持平"),
        (-0.02, "落后序时进度不足0.1个百分点"),
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
        (figure("k", 7.5, "万人", decimals=1), "n", "7.50"),
        (figure("k", 29.5, "亿元", decimals=1), "", "29.50亿元"),
        (figure("k", 99.96, "%", kind="percent"), "", "99.9%"),  # never rounded up to done
        (figure("k", 100.0, "%", kind="percent"), "", "100%"),
        (figure("k", 0.25, "%", kind="percent"), "n", "0.3"),  # half up, not half even
        (figure("k", -0.001, "%", kind="percent"), "", "0%"),  # no minus zero
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
    said = visible(achieved(row))
    assert f"{int(row.reported.value or 0)}/{int(row.expected.value or 0)}个单位有数" in said
    whole = next(row for row in demo_month().indicators if row.light is Light.GREEN)
    assert "单位有数" not in visible(achieved(whole))


def test_month_without_a_last_one_makes_no_comparison() -> None:
    result = Month(mixed, previous=lambda no: None).build()
    changes = Tally(result).changes
    assert (changes.total.value, moved_text(changes)) == (0, "")


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


def test_names_are_marked_only_for_their_digits() -> None:
    assert name("污水处理率") == "污水处理率"
    assert visible(name("0.5—1.2万人口社区")) == "0.5—1.2万人口社区" != name("0.5—1.2万人口社区")


def test_long_keys_keep_within_words_limit() -> None:
    key = "T02-3/2024-06/653101/" + "x" * 80
    assert len(tag_of(key, "n")) <= 64
    assert tag_of(key) != tag_of(key + "y")


def test_last_month_and_change_never_contradict_each_other() -> None:
    row = next(row for row in demo_month().indicators if row.light is Light.GREEN)
    assert "上月" in visible(achieved(row))
    more_units_before = dataclasses.replace(
        row, previous=dataclasses.replace(row.previous, value=row.total.value)
    )
    said = visible(achieved(more_units_before))
    assert "上月" not in said
    assert "同口径环比增长" in said
