"""The median of the others is that of the list without one's own."""

from __future__ import annotations

from collections import Counter
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.medians import others_median

NUMBERS = st.one_of(st.integers(-3, 3).map(float), st.floats(-1e9, 1e9))


@given(st.lists(NUMBERS, max_size=30), st.data())
def test_as_the_median_of_what_is_left(numbers: list[float], data: st.DataObject) -> None:
    own = data.draw(st.lists(st.sampled_from(numbers), max_size=5)) if numbers else []
    taken, there = Counter(own), Counter(numbers)
    own = [value for value in taken for _ in range(min(taken[value], there[value]))]
    left = list(numbers)
    for value in own:
        left.remove(value)
    assert others_median(sorted(numbers), own) == (len(left), median(left) if left else 0.0)
