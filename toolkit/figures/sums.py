"""Sums that neither depend on the order of files nor show binary noise (0.1 + 0.2 is 0.3).

In: finite floats; out: a float. Two helpers compare floats with the same leniency everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from math import isclose

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
