"""Reporting months and what is due in them."""

from __future__ import annotations

import pytest

from toolkit.core.periods import Period, is_due


@pytest.mark.parametrize("text", ["2024-06", "2024-6", "2024年6月", "202406", " 2024.06 "])
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert Period.parse(text) == Period(2024, 6)


@pytest.mark.parametrize("text", ["2024", "2024-13", "6月", "24-06", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a reporting month"):
        Period.parse(text)


def test_neighbours_cross_the_year() -> None:
    assert Period(2024, 1).previous == Period(2023, 12)
    assert Period(2024, 12).next == Period(2025, 1)
    assert str(Period(2024, 6)) == "2024-06"


@pytest.mark.parametrize(
    ("frequency", "months", "due"),
    [
        ("月度", (), set(range(1, 13))),
        ("季度", (), {3, 6, 9, 12}),
        ("年度", (), {12}),
        ("学年", (), {12}),
        ("年度", (6, 12), {6, 12}),
    ],
)
def test_due_months(frequency: str, months: tuple[int, ...], due: set[int]) -> None:
    assert {month for month in range(1, 13) if is_due(frequency, months, Period(2024, month))} == due
