"""Text that looks the same is the same: where headers, words and numbers are compared."""

from __future__ import annotations

import pytest

from toolkit.core.returns import Outcome
from toolkit.core.value_text import narrow, squeeze, visible
from toolkit.core.values import cast


@pytest.mark.parametrize(
    ("seen", "plain"),
    [
        ("本⽉累计", "本月累计"),
        ("⻓期", "长期"),
        ("⺠政", "民政"),
        ("⽤⼾", "用户"),
        ("完成度﹙%﹚", "完成度(%)"),
        ("\u2066进度滞后\u2069", "进度滞后"),
        ("不涉\u2005及", "不涉及"),
        ("金額\uf90a", "金額金"),
        ("是\ufe00", "是"),
    ],
)
def test_labels_are_compared_by_what_they_look_like(seen: str, plain: str) -> None:
    assert squeeze(seen) == plain


@pytest.mark.parametrize("text", ["m²", "½", "⑫", "㎡", "5³"])
def test_what_says_something_else_stays(text: str) -> None:
    assert narrow(text) == text


def test_a_word_is_normalised_with_before_and_after() -> None:
    read = cast("number_or_word", "待统⼀计".replace("⼀", ""))
    assert read.value == "待统计"
    folded = cast("choice", "⽆", choices=("无", "有"))
    assert folded.outcome is Outcome.NORMALISED and folded.value == "无" and "⽆" in folded.note


def test_names_keep_their_own_letters() -> None:
    assert visible("⻢\ufa0e") == "⻢\ufa0e"
