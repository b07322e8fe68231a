"""The words for states, kinds and natures, each declared once; ``tests/test_words.py`` finds their twins.

A member equals its word, hashes and prints as it, so that cells, JSON and keys hold the plain word. What a form offers
and what its cells are read as is plain text (:func:`texts`): entries are compared, pickled and kept by the thousand.
"""

from __future__ import annotations

from enum import StrEnum


class TaskStatus(StrEnum):
    """本月状态: what a unit says of a task; "" where it says nothing."""

    NOT_STARTED = "未启动"
    ON_TRACK = "正常推进"
    BEHIND = "进度滞后"
    DONE = "已完成"
    NOT_APPLICABLE = "不涉及"


class ReturnState(StrEnum):
    """How far a unit's return has come, in the words of 报送情况 and ``status --json``; worst first."""

    NOT_SENT = "未下发"
    NOT_RETURNED = "未报"
    SENT_BACK = "退回修改"
    PARTIAL = "部分报送"
    RETURNED = "已报"


class NoValue(StrEnum):
    """What stands where a value is asked for and there is none."""

    PENDING = "待统计"
    NOT_APPLICABLE = "不涉及"
    NOT_REPORTED = "未报"
    REJECTED = "拒收"
    TAKEN_OUT = "剔除"
    TO_BE_SPLIT = "待分解"  # the target has not been divided among units yet


NOT_ASKED_YET = "未到统计期"  # of a target: its figures are asked for later in the year


class LightWord(StrEnum):
    """The word beside a light, or why there is none: how an indicator, a task or a unit's figure stands."""

    DONE = "已完成"  # of a task
    MET = "已达标"
    ON_PACE = "达序时进度"
    SLOW = "进度偏慢"
    BEHIND = "滞后"
    OPEN = "待报齐"
    WAITING = "未到时限"
    NEARLY = "基本完成"  # of a task in the year's last month, as 未完成
    NOT_DONE = "未完成"
    NOT_MET = "未达标"
    KEPT = "保持"
    NOT_KEPT = "未保持"
    SAID_DONE = "自报已完成"
    SAID_NORMAL = "自报正常推进"
    SAID_SOME = "自报存在滞后或未启动"
    SAID_MANY = "自报滞后或未启动较多"
    NO_TARGET = "无年度目标"
    NO_DENOMINATOR = "分母为0"
    OFFLINE = "线下报送"


class UnitKind(StrEnum):
    """类别 of a unit; the sheet 单位 offers these and takes no other."""

    COUNTY = "县市"
    ZONE = "园区"
    DEPARTMENT = "部门"
    COMPANY = "企业"
    OWN = "本级"  # the office's own level


class Nature(StrEnum):
    """数据性质: how sure a figure is; 实际 where the unit says nothing."""

    ACTUAL = "实际"
    EXPECTED = "预计"
    PRELIMINARY = "快报"
    VERIFIED = "核定"


def texts(words: type[StrEnum]) -> tuple[str, ...]:
    """All words of an enum as plain text, in its order."""
    return tuple(word.value for word in words)
