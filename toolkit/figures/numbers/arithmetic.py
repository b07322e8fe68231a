"""Sums and comparisons that neither depend on the order of files nor show binary noise (0.1 + 0.2 is 0.3).

In: finite floats, a comparator, a target. Out: a sum, yes or no. A value that equals a bound but for the noise of a
division meets ≥, ≤ and =, and does not exceed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from math import isclose

from toolkit.core.model import Comparator, Target

_EXACT = Context(prec=700)  # wide enough that no sum of finite floats of a return is ever rounded


def exact_sum(values: Iterable[float]) -> float:
    """The sum of the numbers as they are written in decimals, in any order; 0.0 of nothing."""
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, Decimal(repr(float(value))))
    return float(total)


def same(left: float, right: float) -> bool:
    """Equal but for the noise of a division."""
    return isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def at_least(value: float, bound: float) -> bool:
    """``value`` ≥ ``bound`` but for the noise of a division."""
    return value > bound or same(value, bound)


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
