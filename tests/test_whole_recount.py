"""The whole month recounted from the filled workbooks of archive/: every number and light of 汇总表.xlsx and lead packs.

``whole_months`` makes hostile months through the real chain (words, blanks, impossible and doubtful figures, second
versions, rulings, proposals, units that come and go, a sealed November), ``whole_reading`` reads the workbooks with
openpyxl, ``whole_recount`` and ``whole_scores`` count from the written rules, ``whole_comparing`` and ``whole_papers`` hold both
against each other.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from whole_months import months
from whole_papers import Papers
from whole_scores import ScoredRecount

from toolkit.core.periods import Period

SEALED = Period(2024, 11)
EVERY_SHEET = {
    "指标汇总", "任务矩阵", "分县明细", "牵头单位", "牵头核对表", "数据台账", "滞后事项", "趋势", "与上月相比", "考核评分", "报送质量", "报送情况", "年底到期", "修订情况", "总览",
}  # fmt: skip


def _compared(root: Path, seed: int, counts: tuple[int, ...], *, small: bool) -> Counter[str]:
    """Months up to January 2025, so many units in from month to month; how many cells agree."""
    periods = [Period(2025, 1)]
    while len(periods) < len(counts):
        periods.insert(0, periods[0].previous)
    months(root, seed, dict(zip(periods, counts, strict=True)), small=small, issued=frozenset({SEALED}))
    as_sealed, later = ScoredRecount(root, sealed=True), ScoredRecount(root)
    cells: Counter[str] = Counter()
    for period in periods:
        recount = as_sealed if period <= SEALED else later
        month = Papers(recount, (period.year, period.month))
        faults = month.every()
        assert not faults, f"{period}: {len(faults)} of {month.compared.total()}: {faults[:12]}"
        cells += month.compared
    assert set(cells) == EVERY_SHEET
    return cells


@pytest.mark.nightly
def test_a_year_s_end_equals_its_recount_from_the_workbooks(tmp_path: Path) -> None:
    assert _compared(tmp_path / "月报", 1, (20, 12), small=True).total() > 9_000


@pytest.mark.nightly
@pytest.mark.seeds
@pytest.mark.parametrize(
    ("seed", "counts"),
    [
        (11, (22, 20, 3, 22, 12)),
        (12, (20, 0, 22, 20, 3)),
        (13, (12, 22, 20, 12, 22)),
        (14, (22, 22, 12, 3, 20)),
        (15, (20, 12, 22, 0, 22)),
    ],
)
def test_seeded_months_equal_their_recount_from_the_workbooks(
    seed: int, counts: tuple[int, ...], tmp_path: Path
) -> None:
    assert _compared(tmp_path / "月报", seed, counts, small=False).total() > 40_000
