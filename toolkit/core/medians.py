"""What is usual among the others, asked for each of many: the median without one's own numbers, of a list that is sorted once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence


def others_median(ordered: Sequence[float], own: Iterable[float] = ()) -> tuple[int, float]:
    """How many of ascending numbers are left without ``own``, and their median, 0.0 of none.

    ``own`` are some of the numbers, one that stands there twice at most twice.
    """
    gone: list[int] = []
    for value in own:
        at = bisect_left(ordered, value)
        while at in gone:  # equal ones stand side by side
            at += 1
        gone.append(at)
    gone.sort()
    left = len(ordered) - len(gone)
    if not left:
        return 0, 0.0
    upper = _nth(ordered, gone, left // 2)
    return left, upper if left % 2 else (_nth(ordered, gone, left // 2 - 1) + upper) / 2


def _nth(ordered: Sequence[float], gone: Sequence[int], rank: int) -> float:
    for at in gone:
        if at <= rank:
            rank += 1
    return ordered[rank]
