"""Whether the time that a unit's plan names is over: said only where it is sure."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.core.plandates import plan_dates

AUGUST, NOVEMBER, DECEMBER, JANUARY = (
    date(2024, 8, 25),
    date(2024, 11, 25),
    date(2024, 12, 31),
    date(2025, 1, 25),
)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("7月底前完成", AUGUST),
        ("争取7月31日前完工", AUGUST),
        ("7月中旬进场", AUGUST),
        ("8月10日前完成招标", AUGUST),
        ("七月底前完成", AUGUST),
        ("6月15日前完成征地，6月底前开工", AUGUST),
        ("二季度完成招标", AUGUST),
        ("上半年建成", AUGUST),
        ("2023年底前建成", AUGUST),
        ("2024年3月底前建成", NOVEMBER),  # the year is said
        ("去年12月底前建成", JANUARY),
        ("11月底前报批", DECEMBER),
    ],
)
def test_what_is_over(words: str, day: date) -> None:
    assert plan_dates(words, day).over
    assert plan_dates(words, day).named


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("8月底前完成", AUGUST),
        ("8月31日前完成", date(2024, 8, 31)),
        ("7月底前完成招标，10月底前开工", AUGUST),
        ("2024年7月底前完成招标，10月底前开工", AUGUST),
        ("6月已完成招标，抓紧施工，年底前竣工", AUGUST),
        ("6月底前已完成招标，抓紧施工", AUGUST),
        ("自6月起每周调度", AUGUST),
        ("7月底以来加快施工，9月底前完成", AUGUST),
        ("针对7月暴雨损毁，抓紧修复", AUGUST),
        ("3月底前开工", NOVEMBER),  # perhaps the coming March
        ("12月底前完成", JANUARY),
        ("明年3月底前开工", NOVEMBER),
        ("7月底完成招标后15个工作日内进场", AUGUST),
        ("年底前建成", DECEMBER),
        ("下月底前完成", DECEMBER),
        ("本月底前完成", AUGUST),
        ("三季度末完成", AUGUST),
    ],
)
def test_what_is_not_surely_over(words: str, day: date) -> None:
    assert not plan_dates(words, day).over
    assert plan_dates(words, day).named


@pytest.mark.parametrize(
    "words", ["", "抓紧推进", "加快施工进度，尽快完成", "持续推进", "按时间节点推进", "实行一月一调度"]
)
def test_no_time_is_named(words: str) -> None:
    dates = plan_dates(words, AUGUST)
    assert not dates.named and not dates.over


@pytest.mark.parametrize("words", ["15日前完成", "10个工作日内办结", "2周内进场", "9.30前完成"])
def test_what_has_no_day_of_its_own_is_no_day_that_is_over(words: str) -> None:
    dates = plan_dates(words, AUGUST)
    assert dates.named and not dates.over
