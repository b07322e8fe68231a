"""Which 填报口径 only lost what the office notes for itself: told in one line on covers; what was put in other words is named.

In: rows of the sheet 指标 before and after, of which nothing else changed for units. Out: lines for covers. The tool
cannot know whether other words ask for another figure, so a row counts as unchanged only where that can be seen:
every clause of the new 填报口径 stood in the old one, and every clause that went stands behind 【备注】 in 来源, which
is where the office keeps doubts that ask nothing of a unit.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import Indicator
from toolkit.core.patterns import lazy_regex

REMARK = "【备注】"
Pair = tuple[Indicator, Indicator]
_ENDS = lazy_regex("[。；;，,\n]")


def reworded(pairs: Sequence[Pair]) -> list[str]:
    """At most two lines: how many are as they were, and which are in other words."""
    same = [new for old, new in pairs if asks_the_same(old, new)]
    other = [new for old, new in pairs if not asks_the_same(old, new)]
    lines = []
    if same:
        lines.append(f"填报口径的说明文字有调整，口径不变：{len(same)}项指标。")
    if other:
        lines.append(
            f"填报口径改了写法的指标{len(other)}项，请照“指标数据”的“填报口径”填："
            f"{'、'.join(one.id for one in other)}。"
        )
    return lines


def asks_the_same(old: Indicator, new: Indicator) -> bool:
    """Whether the note of an indicator lost nothing but remarks, and gained nothing."""
    before, after = _clauses(old.note), _clauses(new.note)
    remarks = set(_clauses(new.source.partition(REMARK)[2]))
    return set(after) <= set(before) and all(one in remarks for one in before if one not in after)


def _clauses(text: str) -> list[str]:
    return [part.strip() for part in _ENDS.split(text) if part.strip()]
