"""How the units' figures of one indicator make the prefecture's: one function a kind.

In: an indicator, its target, the units' amounts in the measure that units report in. Out:
:class:`Total` in the checklist's measure. Nothing is a mean of percentages; a missing unit adds
nothing and is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from toolkit.core.area import said
from toolkit.core.model import YES_NO, Indicator, Kind, Target
from toolkit.core.words import UnitKind
from toolkit.figures.given.table import Amount
from toolkit.figures.numbers.arithmetic import exact_sum, meets


@dataclass(frozen=True)
class Total:
    """The prefecture's figure. ``expected`` are the holders less 不涉及 and 剔除, ``reported`` those with a figure.

    ``done`` counts units that reach a target which each must reach (None for sums and quotients);
    ``minimum`` is the lowest unit value of a 逐个达标 with the unit's code.
    """

    value: float | None
    expected: int
    reported: int
    counted: int = 0  # units whose figure entered: reported and carried
    done: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    minimum: tuple[float, str] | None = None


def roll_up(
    indicator: Indicator, target: Target | None, amounts: Mapping[str, Amount], tolerance: float = 0.0
) -> Total:
    """The indicator's total over the units that hold its row (code -> amount)."""
    counted = {unit: amount for unit, amount in amounts.items() if amount.counts}
    rule = _RULES[indicator.kind]
    total = rule(indicator, target, counted, tolerance)
    expected = sum(amount.owed for amount in amounts.values())
    reported = sum(amount.reported for amount in amounts.values())
    if not counted:
        return Total(None, expected, reported)
    if indicator.measure == YES_NO:
        return Total(float(total.done == expected), expected, reported, len(counted), total.done)
    return Total(
        total.value,
        expected,
        reported,
        len(counted),
        total.done,
        total.numerator,
        total.denominator,
        total.minimum,
    )


def total_measure(indicator: Indicator, kinds: Iterable[str]) -> str:
    """The measure of the prefecture's figure; 逐个达标 counts units (of these 类别), whatever each is measured in."""
    return units_measure(kinds) if indicator.kind is Kind.RATE_EACH else indicator.measure


def total_decimals(indicator: Indicator) -> int:
    """Its decimals: as the checklist has them; of 逐个达标 none, for it is a number of units."""
    return 0 if indicator.kind is Kind.RATE_EACH else indicator.decimals


def units_measure(kinds: Iterable[str]) -> str:
    """What units of these 类别 are counted in."""
    return said("个县市") if all(kind == UnitKind.COUNTY for kind in kinds) else "个单位"


def is_counted_over_units(indicator: Indicator) -> bool:
    """Whether each unit answers 是 or 否, and the prefecture's figure counts who said 是."""
    return indicator.kind is Kind.MILESTONE and indicator.report_measure == YES_NO


def _sum(indicator: Indicator, target: Target | None, amounts: Mapping[str, Amount], _: float) -> Total:
    """年内累计, 投资 and 期末存量: unit values add up, turned into the checklist's measure."""
    total = exact_sum(amount.value for amount in amounts.values() if amount.value is not None)
    return Total(total / indicator.factor, 0, 0)


def _ratio(indicator: Indicator, target: Target | None, amounts: Mapping[str, Amount], _: float) -> Total:
    """比率: sum of numerators over sum of denominators."""
    if not indicator.is_ratio_input:
        return Total(_only(amounts), 0, 0)
    numerator = exact_sum(amount.numerator or 0.0 for amount in amounts.values())
    denominator = exact_sum(amount.denominator or 0.0 for amount in amounts.values())
    value = numerator * indicator.factor / denominator if denominator else None
    return Total(value, 0, 0, numerator=numerator, denominator=denominator)


def _only(amounts: Mapping[str, Amount]) -> float | None:
    """A quotient reported as such stands for the prefecture only when one unit reports it."""
    values = [amount.value for amount in amounts.values()]
    return values[0] if len(values) == 1 else None


def _rate_each(
    indicator: Indicator, target: Target | None, amounts: Mapping[str, Amount], tolerance: float
) -> Total:
    """逐个达标: how many units reach the target, and the lowest value with its unit."""
    values = {unit: amount.value for unit, amount in amounts.items() if amount.value is not None}
    done = sum(meets(indicator.comparator, value, target, tolerance) for value in values.values())
    lowest = min(((value, unit) for unit, value in values.items()), default=None)
    return Total(float(done), 0, 0, done=done, minimum=lowest)


def _milestone(indicator: Indicator, target: Target | None, amounts: Mapping[str, Amount], _: float) -> Total:
    """里程碑: the number of units that say 是, or the sum of the things done."""
    if not is_counted_over_units(indicator):
        return _sum(indicator, target, amounts, _)
    done = sum(amount.value == 1.0 for amount in amounts.values())
    return Total(float(done), 0, 0, done=done)


_Rule = Callable[[Indicator, Target | None, Mapping[str, Amount], float], Total]
_RULES: dict[Kind, _Rule] = {
    Kind.FLOW: _sum,
    Kind.INVESTMENT: _sum,
    Kind.STOCK: _sum,
    Kind.RATIO: _ratio,
    Kind.RATE_EACH: _rate_each,
    Kind.MILESTONE: _milestone,
}
