"""Signs and words that stand beside figures, in one place: what is printed, and what rules ask for.

In: nothing. Out: constants. What each means says :mod:`toolkit.figures.wordlist`, the one home of rule text.
"""

from __future__ import annotations

CONTRADICTS = "▲"  # the unit's words and its own figure say different things
DOUBTFUL = "※"  # stands before 待核实: the figure contradicts another, falls, jumps, or is out of proportion
TO_VERIFY = "待核实"
NOT_CONFIRMED = (
    "口径待核对"  # kind, comparator or reporters were inferred by import and nobody confirmed them
)
NO_SHARE = "无分解任务"  # a quota of 0
STANDING = "月份数据"  # ends the mark of a figure that stands since the month of its date: 7月份数据
REVISED = "修订"  # a printed figure of an earlier month has changed since
