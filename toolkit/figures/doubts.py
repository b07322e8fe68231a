"""※ 待核实 on a sum: where what is doubted in it could move it by over 1 %.

In: an assessment, earlier ones, the units' 类别. Out: the units whose doubted figures matter to the sum.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from statistics import median

from toolkit.core.model import Indicator, Kind
from toolkit.figures.assess import Assessment
from toolkit.figures.table import Amount

MATTERS = 0.01  # of the sum


def doubted_units(month: Assessment) -> tuple[str, ...]:
    """Codes of the units whose counted figure an open finding contests."""
    return tuple(unit for unit, amount in month.amounts.items() if amount.counts and amount.doubtful)


def doubted_in_sum(
    month: Assessment,
    earlier: Sequence[Assessment],
    kinds: Mapping[str, str],
    summed: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Codes of the units for which the sum bears ※.

    ``earlier``: the months that it may be held against, the newest first; ``kinds``: unit code -> 类别; ``summed``: the
    units whose figures are added up, None for all.
    """
    if month.indicator.kind is Kind.RATE_EACH or month.total.value is None:
        return ()
    among = month.amounts.keys() if summed is None else summed
    return tuple(
        unit
        for unit in doubted_units(month)
        if unit in among
        and any(_matters(month, earlier, kinds, unit, part, among) for part in parts_of(month.indicator))
    )


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    """The numbers that a unit gives of it."""
    return ("numerator", "denominator") if indicator.is_ratio_input else ("value",)


def _matters(
    month: Assessment,
    earlier: Sequence[Assessment],
    kinds: Mapping[str, str],
    unit: str,
    part: str,
    among: Collection[str],
) -> bool:
    counted = {code: amount for code, amount in month.amounts.items() if amount.counts and code in among}
    total = sum(part_of(amount, part) or 0.0 for amount in counted.values())
    reported = part_of(counted[unit], part)
    if reported is None:
        return False
    deviation = reported - expectation(month, earlier, kinds, unit, part)
    return abs(deviation) > MATTERS * abs(total)


def expectation(
    month: Assessment, earlier: Sequence[Assessment], kinds: Mapping[str, str], unit: str, part: str
) -> float:
    """The unit's last figure, else the median of its peers; 0 where nobody leads to expect anything."""
    for before in earlier:
        last = before.amounts.get(unit)
        if last is not None and last.reported and (value := part_of(last, part)) is not None:
            return value
    peers = [
        value
        for code, amount in month.amounts.items()
        if code != unit
        and amount.counts
        and not amount.doubtful
        and kinds.get(code) == kinds.get(unit)
        and (value := part_of(amount, part)) is not None
    ]
    return median(peers) if peers else 0.0


def part_of(amount: Amount, part: str) -> float | None:
    """That number of it."""
    value: float | None = getattr(amount, part)
    return value
