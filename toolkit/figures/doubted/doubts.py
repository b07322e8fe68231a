"""※ 待核实 on a sum: where what is doubted in it could move it by over 1 %.

In: an assessment, earlier ones, the units' 类别. Out: the units whose doubted figures matter to the sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.core.medians import others_median
from toolkit.core.model import Indicator, Kind
from toolkit.figures.given.table import Amount
from toolkit.figures.judging.assess import Assessment

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
    doubted = [unit for unit in doubted_units(month) if unit in among]
    if not doubted:
        return ()
    counted = [amount for code, amount in month.amounts.items() if amount.counts and code in among]
    sums = {part: sum(part_of(one, part) or 0.0 for one in counted) for part in parts_of(month.indicator)}
    peers = Peers(month, kinds)
    return tuple(
        unit
        for unit in doubted
        if any(_matters(month, earlier, peers, unit, part, total) for part, total in sums.items())
    )


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    """The numbers that a unit gives of it."""
    return ("numerator", "denominator") if indicator.is_ratio_input else ("value",)


def _matters(
    month: Assessment, earlier: Sequence[Assessment], peers: Peers, unit: str, part: str, total: float
) -> bool:
    reported = part_of(month.amounts[unit], part)
    if reported is None:
        return False
    deviation = reported - expectation(earlier, peers, unit, part)
    return abs(deviation) > MATTERS * abs(total)


class Peers:
    """The numbers of an indicator that nobody contests, by 类别 of the unit: sorted once, asked for each unit in doubt."""

    def __init__(self, month: Assessment, kinds: Mapping[str, str]) -> None:
        """``kinds``: unit code -> 类别."""
        self._month, self._kinds = month, kinds
        self._numbers: dict[str, dict[str | None, list[float]]] = {}

    def usual(self, unit: str, part: str) -> float:
        """The median of the other units of the same 类别; 0 without any."""
        if part not in self._numbers:
            self._numbers[part] = self._sorted(part)
        own = self._month.amounts.get(unit)
        without = list(_uncontested(own, part)) if own is not None else []
        return others_median(self._numbers[part].get(self._kinds.get(unit), ()), without)[1]

    def _sorted(self, part: str) -> dict[str | None, list[float]]:
        found: dict[str | None, list[float]] = {}
        for code, amount in self._month.amounts.items():
            for value in _uncontested(amount, part):
                found.setdefault(self._kinds.get(code), []).append(value)
        return {kind: sorted(values) for kind, values in found.items()}


def _uncontested(amount: Amount, part: str) -> Iterator[float]:
    value = part_of(amount, part)
    if amount.counts and not amount.doubtful and value is not None:
        yield value


def expectation(earlier: Sequence[Assessment], peers: Peers, unit: str, part: str) -> float:
    """The unit's last figure, else the median of its peers; 0 where nobody leads to expect anything."""
    for before in earlier:
        last = before.amounts.get(unit)
        if last is not None and last.reported and (value := part_of(last, part)) is not None:
            return value
    return peers.usual(unit, part)


def part_of(amount: Amount, part: str) -> float | None:
    """That number of it."""
    value: float | None = getattr(amount, part)
    return value
