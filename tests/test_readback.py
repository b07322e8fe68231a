"""The figures that a receipt tells a unit back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from summary_samples import UNITS, unit_value

from toolkit.core.model import YES_NO
from toolkit.core.returns import Figure, Light
from toolkit.figures.told.readback import _told

RATE = Figure("k", "完成率", 50.0, "%", 1, kind="percent")


@pytest.mark.parametrize(
    ("measure", "word", "told"),
    [
        ("个", "", "T02-3 新增义务教育学位数：1 个，本单位年度任务 2 个，完成率 50.0%，● 黄 进度偏慢"),
        (YES_NO, "是", "T02-3 新增义务教育学位数：是，● 黄 进度偏慢"),  # no 1 是/否, no rate of one answer
    ],
)
def test_a_figure_is_told_in_words(measure: str, word: str, told: str) -> None:
    value = unit_value(UNITS[0], 1.0)
    made = replace(
        value,
        value=replace(value.value, measure=measure, word=word),
        quota=2.0,
        light=Light.YELLOW,
        rate=RATE,
        word="进度偏慢",
    )
    assert _told(made) == told
