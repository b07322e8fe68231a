"""The figures that a receipt tells a unit back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from summary_samples import UNITS, unit_value

from toolkit.config import Config
from toolkit.core.model import YES_NO
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Light
from toolkit.figures.told.readback import _matters, _told
from toolkit.outputs.letters.mails import mail_text
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.readbacks import by_when

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


def test_numbers_are_told_back_before_answers_of_yes_or_no() -> None:
    number = unit_value(UNITS[0], 1.0)
    answer = replace(number, value=replace(number.value, measure=YES_NO, word="是"), rate=RATE)
    assert sorted([answer, number], key=_matters) == [number, answer]


def test_a_receipt_speaks_of_no_data_where_none_was_read() -> None:
    values = {
        "单位": "地区疾控中心", "期数": "2024年5月", "版次": 1, "收到时间": "", "未计入": False, "主要数": [], "缺": [],
        "请": "请", "改报截止": "2024年5月27日", "办公室": "办公室", "联系": "", "日期": "",
    }  # fmt: skip
    template = (Path(__file__).parent.parent / "templates" / "mails" / "回执.txt").read_text("utf-8")
    nothing = mail_text(template, values | {"读到": []}, "回执.txt").body
    assert (
        "以上数据" not in nothing
        and "读到的内容" not in nothing
        and "没有读到进入2024年5月汇总的数据" in nothing
    )
    some = mail_text(template, values | {"读到": ["任务 6 项"]}, "回执.txt").body
    assert "读到的内容：\n1. 任务 6 项\n\n以上数据进入2024年5月汇总" in some


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (datetime(2024, 6, 20, 9), "2024年6月25日18时"),
        (
            datetime(2024, 6, 25, 15, 22),
            "2024年6月27日",
        ),  # its receipt may be written when the deadline is over
        (datetime(2024, 6, 27, 15, 5), "2024年7月1日"),
    ],
)
def test_a_receipt_names_no_day_that_is_over_when_it_is_written(
    received: datetime, until: str, config: Config
) -> None:
    workspace = cast(Workspace, SimpleNamespace(config=config))
    assert by_when(workspace, Period(2024, 6), received) == until
