"""Words that there is nothing to say are no reason, no plan and no matter; words about a lack are."""

from __future__ import annotations

import pytest

from tests.checks_case import JUNE, findings
from toolkit.core.form import EXPERIENCE
from toolkit.core.model import Checklist, Unit
from toolkit.core.nothing import says_nothing, worded
from toolkit.core.returns import Entry, Source
from toolkit.figures.given.data import MonthData
from toolkit.figures.judging.assess import Basis
from toolkit.figures.library import experience_results


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "/", "—", "无", "无。", "没有", "暂无", "暂无问题", "不存在问题", "无存在问题", "本月无新进展", "目前没有困难",
        "无困难和问题", "无明显问题", "同上", "略", "无意见", "均无", "N/A", "（无）",
    ],
)  # fmt: skip
def test_these_say_nothing(text: str) -> None:
    assert says_nothing(text) and worded(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "无资金",
        "无人员",
        "没有土地指标",
        "无资金来源，没有办法",
        "无问题，但进度慢",
        "略有滞后",
        "无证经营",
        "没有办法",
        "征地",
        "3",
    ],
)
def test_these_say_something(text: str) -> None:
    assert worded(text) == text


def test_a_row_of_nothing_is_no_matter_and_the_office_is_told(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    rows = {
        "J001": {"category": "需地区协调事项", "title": "无", "content": "无"},
        "J002": {"category": "典型经验", "title": "暂无", "content": "用户端“一窗通办”，办件时间少一半。"},
    }
    values = {(EXPERIENCE, key, name): text for key, row in rows.items() for name, text in row.items()}
    found = [one for one in findings(checklist, units[0], values) if one.form_sheet == EXPERIENCE]
    assert [(one.code, one.key, one.seen) for one in found] == [("N508", "J001", "无")]
    source = Source(units[0].code, "archive/v1.xlsx", "0" * 64, "经验与诉求", "A5", "")
    entries = [Entry(units[0].code, JUNE, *place, value, source) for place, value in values.items()]
    data = MonthData(checklist, units, JUNE, {JUNE: entries})
    (told,) = experience_results(Basis.of(data), JUNE)
    assert (told.title, told.content[:3]) == ("暂无", "用户端")
