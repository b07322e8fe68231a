"""When a value meets its target.

In: comparator, value, target. Out: yes or no. A value that equals the bound but for the noise of a
division meets ≥, ≤ and =, and does not exceed it.
"""

from __future__ import annotations

from toolkit.core.model import Comparator, Target
from toolkit.figures.sums import at_least, same


def meets(comparator: Comparator, value: float | None, target: Target | None, tolerance: float = 0.0) -> bool:
    """Whether the comparator is met; never without a value or a target.

    区间 and 保持 are met from the (lower) bound on; 左右 forgives ``tolerance`` % of the target (0 by default).
    """
    if value is None or target is None:
        return False
    bound = target.low
    if comparator is Comparator.GT:
        return value > bound and not same(value, bound)
    if comparator is Comparator.LE:
        return at_least(bound, value)
    if comparator is Comparator.EQ:
        return same(value, bound)
    forgiven = abs(bound) * tolerance / 100 if comparator is Comparator.ABOUT else 0.0
    return at_least(value, bound - forgiven)
