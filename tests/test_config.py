"""config.toml: every fault is said at once, in Chinese, with its place and what was expected."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from toolkit.config import decode_config, load_config
from toolkit.core.periods import Period
from toolkit.errors import OperatorError

TEXT = (Path(__file__).parent.parent / "config.toml").read_text("utf-8")
# As it was before the units moved to the checklist: what is at fault there is said before they are moved over.
OLDER = (Path(__file__).parent / "data" / "config-with-units.toml").read_text("utf-8")


def fault_of(text: str) -> str:
    with pytest.raises(OperatorError) as caught:
        load_config(text)
    return str(caught.value)


def test_shipped_settings_have_no_units_and_older_ones_are_read() -> None:
    assert load_config(TEXT).old_units == ()
    older = load_config(OLDER).old_units
    assert len(older) == 22
    assert [unit.code for unit in older[:2]] == ["653101", "653121"]
    assert older[11].name == "塔什库尔干塔吉克自治县"
    assert {"塔县", "塔什库尔干县"} <= {older[11].short, *older[11].aliases}
    assert {"地区疾控中心", "地区本级"} <= {unit.name for unit in older}


def test_deadline_is_the_25th_at_18_and_moves_past_holidays() -> None:
    assert load_config(TEXT).deadline(Period(2024, 6)) == datetime(2024, 6, 25, 18)
    moved = load_config(TEXT.replace("holidays = []", 'holidays = ["2024-06-25", "2024-06-26"]'))
    assert moved.deadline(Period(2024, 6)) == datetime(2024, 6, 27, 18)


def test_a_day_that_the_month_lacks_is_its_last() -> None:
    config = load_config(TEXT.replace("deadline_day = 25", "deadline_day = 31"))
    assert config.deadline(Period(2024, 2)) == datetime(2024, 2, 29, 18)


def test_all_faults_are_said_at_once_with_line_and_remedy() -> None:
    broken = (
        OLDER.replace('period = "2024-06"', 'period = "2024-13"')
        .replace("deadline_day = 25", "deadline_dya = 25")
        .replace("yellow = 10 ", 'yellow = "很多" ')
        .replace('code = "653121"', 'code = "65 3121"')
    )
    said = fault_of(broken)
    for key in ("period", "deadline_day", "lights.yellow", "疏附县", "2024-06"):
        assert key in said
    assert said.count("第 ") >= 4, said
    line = next(number for number, text in enumerate(broken.splitlines(), 1) if "deadline_dya" in text)
    assert f"第 {line} 行" in said


def test_units_that_clash_are_said_beside_other_faults() -> None:
    broken = OLDER.replace("deadline_day = 25", "deadline_day = 77").replace('"653121"', '"653101"')
    said = fault_of(broken.replace('aliases = ["疏附县人民政府"]', 'aliases = ["疏勒"]'))
    assert all(word in said for word in ("deadline_day", "单位代码 653101 用了 2 次", "“疏勒”属于 2 个单位"))


def test_the_briefings_number_copies_and_indicators_are_settings() -> None:
    shipped = load_config(TEXT).briefing
    assert (shipped.copies, shipped.issues_before, shipped.main_indicators) == (0, -1, ())
    broken = TEXT.replace("copies = 0 ", "copies = -3 ").replace(
        "issues_before = -1 ", 'issues_before = "十二" '
    )
    said = fault_of(broken.replace("main_indicators = []", 'main_indicators = "T02-3"'))
    assert "briefing.copies：应当不小于 0" in said
    assert "briefing.issues_before：应当是整数" in said
    assert "briefing.main_indicators：应当是方括号括起的列表" in said


@pytest.mark.parametrize(
    ("broken", "hint"),
    [
        (OLDER.replace('short = "疏附"', "short = “疏附”"), "英文引号"),
        (TEXT.replace("[office]", "[office"), "方括号"),
        (TEXT.replace("period =", "报送期 ="), "不能用中文"),
        (OLDER.replace('code = "653121"', 'code = "653101"'), "653101"),
        (OLDER.replace('aliases = ["疏附县人民政府"]', 'aliases = ["疏勒"]'), "疏勒"),
        (OLDER.replace('name = "疏附县"', 'name = "疏附/县"'), "疏附/县"),
        (TEXT.replace("deadline_day = 25", "deadline_day ＝ 25"), "请换成英文（半角）的 ="),
        (TEXT.replace("deadline_day = 25", "deadline_day = ２５"), "请换成英文（半角）的 25"),
        (TEXT.replace("holidays = []", 'holidays = ["2024-06-10"，"2024-06-11"]'), "请换成英文（半角）的 ,"),
        (TEXT.replace("holidays = []", 'holidays = 【"2024-06-10"】'), "请换成英文（半角）的 []"),
        (TEXT.replace("holidays = []", 'holidays = ["2024-06-10"   # 端午'), "请补上 ]"),
        (TEXT.replace("lights = true", "lights = 是"), "请写 true"),
        (TEXT.replace("lights = true", "lights = False"), "请写 false"),
        (re.sub('(?m)^name = ".*"', "name = 喀什地区办公室", TEXT, count=1), "要加英文引号"),
    ],
)
def test_known_traps_get_their_own_hint(broken: str, hint: str) -> None:
    assert hint in fault_of(broken)


@pytest.mark.parametrize(
    ("shipped", "typed"),
    [
        ("holidays = []", 'holidays = ["2024-06-10"'),
        ("deadline_day = 25", "deadline_day ＝ 25"),
        ("lights = true", "lights = 是"),
    ],
)
def test_the_line_that_is_told_is_the_line_that_is_wrong(shipped: str, typed: str) -> None:
    broken = TEXT.replace(shipped, typed)
    number = next(number for number, line in enumerate(broken.splitlines(), 1) if line.startswith(typed))
    assert fault_of(broken).startswith(f"config.toml 第 {number} 行读不懂：{typed}")


def test_notepad_may_add_a_byte_order_mark_but_not_save_as_gbk() -> None:
    set_to = TEXT.replace('period = ""', 'period = "2024-06"')
    assert load_config(decode_config(b"\xef\xbb\xbf" + set_to.encode())).period == Period(2024, 6)
    with pytest.raises(OperatorError, match="UTF-8"):
        decode_config(TEXT.encode("gb18030"))
    with pytest.raises(OperatorError, match="UTF-16"):
        decode_config(TEXT.encode("utf-16"))
