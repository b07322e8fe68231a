"""A letter that says of another month than the form beside it is not passed over; what only speaks of another month is."""

from __future__ import annotations

import pytest

from toolkit.core.periods import Period
from toolkit.inbox.signals import Names
from toolkit.pipeline.collecting.months import mailed_month, named_month, waits_for_its_month
from toolkit.pipeline.collecting.parcel import Piece

MAY, JUNE = Period(2024, 5), Period(2024, 6)
NOBODY = Names(())


def _mailed(
    letter: str, subject: str = "", path: tuple[str, ...] = ("信.eml",), filed: Period = JUNE
) -> Period | None:
    piece = Piece("报表.xlsx", "", "workbook", path=path, letter=letter, subject=subject)
    return mailed_month(piece, JUNE, filed, NOBODY)[0]


@pytest.mark.parametrize(
    "letter",
    [
        "现将5月份的填报表报上，请查收。",
        "现报上5月份数据。",
        "附件为5月数据",
        "您好：\n5月份填报表见附件。",
        "报送2024年5月重点任务进展情况",
    ],
)
def test_a_letter_that_brings_another_month_is_held_against_the_form(letter: str) -> None:
    assert _mailed(letter, "疏附县6月填报表") == MAY
    assert _mailed(letter, filed=MAY) is None


@pytest.mark.parametrize(
    "letter",
    [
        "请查收",
        "现将6月份的填报表报上，请查收。",
        "附件：\n1. 5月报表\n2. 6月报表",
        "现报上1-6月数据",
        "5月报表已于上月报送。",
        "与5月报表相比，有变化。",
        "统计局核定后7月报表再更新",
        "按5月28日通知要求报送填报表",
        "按5月会议要求修改了报表",
        "另将5月更正表一并报上",
        "7月起由新同事负责报表。",
        "数据截至5月底",
        "附件为我市报表，上月（5月）数据已在表中自动带出。",
        "现将我县6月份填报表报上，5月反馈的问题已整改。",
        "5月份的盖章件一并寄出。",
        "2024年上半年数据见附件。",
    ],
)
def test_what_only_speaks_of_another_month_is_not(letter: str) -> None:
    assert _mailed(letter, "疏附县填报表") is None


def test_a_subject_or_an_archive_that_says_another_month() -> None:
    assert _mailed("请查收", "疏附县2024年5月报表") == MAY
    assert _mailed("请查收", "回复：疏附县2024年5月报表") is None
    assert _mailed("", path=("疏附县5月填报表.zip",)) == MAY
    assert _mailed("", path=("回复_2024年5月填报表.eml",)) is None
    assert _mailed("", path=("疏附县5、6月填报表.zip",)) is None


def test_an_older_form_sent_as_this_month_waits_and_is_not_the_same_again() -> None:
    piece = Piece("报表.xlsx", "", "workbook", path=("信.eml",), letter="现将6月份填报表报上，请查收。")
    (finding,) = waits_for_its_month(piece, MAY, JUNE, NOBODY)
    assert finding.code == "E702" and "“现将6月份填报表报上”：2024年6月" in finding.problem
    assert waits_for_its_month(piece, JUNE, JUNE, NOBODY) == ()
    assert named_month(piece, JUNE, MAY, NOBODY) == JUNE
