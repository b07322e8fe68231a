"""Proposed quotas: a target split over the units that carry it, by equal parts or weights, with an exact total.

In: a row of 分解 and weights by unit. Out: :class:`Proposal`. Proposals are no quotas: nothing is measured by them
until a lead unit has confirmed them. Where any unit has no weight nothing is proposed, for a guess in one part is a
wrong number in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from toolkit.core.model import Indicator
from toolkit.core.rounding import decimals_of
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.figures.quotas.quotasums import QuotaRow

EQUAL_PARTS, LAST_YEAR = "均分", "上年"  # any other way is the header of a column of weights


@dataclass(frozen=True)
class Proposal:
    """Shares by unit code of those without a quota, in the measure that units report in; none: ``why`` says why.

    ``way`` is what the shares were taken by, as the paper says it.
    """

    way: str
    shares: Mapping[str, float] = field(default_factory=dict)
    why: str = ""


def propose(row: QuotaRow, way: str, weights: Mapping[str, float] | None = None) -> Proposal:
    """Shares for the units of a row that have none yet; what is laid down stays and is taken off the target.

    ``weights`` by unit code; None splits into equal parts.
    """
    open_units = [unit for unit, share in row.quotas.items() if share is None]
    if not open_units:
        return Proposal(way, why="各单位都已有分解数")
    laid_down = exact_sum([share for share in row.quotas.values() if share is not None])
    rest = exact_sum((row.target.low, -laid_down))
    if rest < 0:
        return Proposal(way, why="已有的分解数合计已超过目标")
    parts = {unit: 1.0 if weights is None else weights.get(unit, -1.0) for unit in open_units}
    missing = sum(part < 0 for part in parts.values())
    if missing:
        return Proposal(way, why=f"{missing}个单位没有可用的权重")
    if not any(parts.values()):
        return Proposal(way, why="权重都是0")
    return Proposal(way, largest_remainder(rest, parts, share_decimals(row.indicator, rest)))


def largest_remainder(total: float, weights: Mapping[str, float], decimals: int) -> dict[str, float]:
    """Parts of ``total`` in steps of 10^-decimals that add up to it exactly; equal remainders in the given order."""
    scale = 10**decimals
    steps = round(Fraction(str(total)) * scale)
    whole = sum((Fraction(str(weight)) for weight in weights.values()), Fraction(0))
    exact = {unit: Fraction(str(weight)) * steps / whole for unit, weight in weights.items()}
    parts = {unit: int(share) for unit, share in exact.items()}
    order = sorted(exact, key=lambda unit: parts[unit] - exact[unit])
    for unit in order[: steps - sum(parts.values())]:
        parts[unit] += 1
    return {unit: part / scale for unit, part in parts.items()}


def share_decimals(indicator: Indicator, total: float) -> int:
    """Decimals of a share: whole things stay whole; money and length as the checklist has them, or as the total needs."""
    return max(indicator.decimals if indicator.factor == 1 else 0, decimals_of(total))
