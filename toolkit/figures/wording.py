"""Chinese words of labels and formulas: how a figure came about, said in one phrase.

In: indicators, kinds, numbers. Out: text for people. No number is computed here.
"""

from __future__ import annotations

from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target
from toolkit.figures.rates import is_met_or_not
from toolkit.figures.rollup import is_counted_over_units

SHORT_STATE = "只比较两个月都报了数的单位"


def number(value: float) -> str:
    """A number without trailing zeros: 12, 1.86."""
    return f"{value:.10g}"


def target_text(indicator: Indicator, target: Target) -> str:
    """≥59, 1～2, 30左右, 保持97."""
    low = number(target.low)
    if target.high is not None:
        return f"{low}～{number(target.high)}"
    if indicator.comparator is Comparator.ABOUT:
        return f"{low}左右"
    if indicator.comparator is Comparator.KEEP:
        return f"保持{low}"
    return f"{indicator.comparator.value}{low}"


def total_formula(indicator: Indicator, target: Target | None) -> str:
    """How unit figures make 累计完成."""
    if indicator.kind is Kind.RATIO:
        return _ratio_formula(indicator)
    if indicator.kind is Kind.RATE_EACH:
        bound = target_text(indicator, target) if target else "目标"
        return f"逐个单位看是否达到{bound}，累计完成为达到的单位个数，不相加"
    if is_counted_over_units(indicator):
        if indicator.measure == YES_NO:
            return "应报单位都填“是”才为“是”"
        return "填“是”的单位个数"
    words = {
        Kind.STOCK: "各单位期末数相加，各月之间不相加",
        Kind.MILESTONE: "各单位完成的个数相加",
    }.get(indicator.kind, "各单位今年以来累计数相加")
    if indicator.factor != 1:
        words += f"，再除以{number(indicator.factor)}（{indicator.report_measure}换算为{indicator.measure}）"
    return words


def _ratio_formula(indicator: Indicator) -> str:
    if not indicator.is_ratio_input:
        return "取唯一填报单位的数；比率不相加、不平均"
    times = f" × {number(indicator.factor)}" if indicator.factor != 1 else ""
    return f"各单位{indicator.numerator}之和 ÷ 各单位{indicator.denominator}之和{times}，不对比率求平均"


def rate_formula(indicator: Indicator, target: Target) -> str:
    """How 完成率 comes about."""
    if indicator.kind is Kind.RATE_EACH or indicator.measure == YES_NO:
        return "达到的单位数 ÷ 应报单位数 × 100"
    if is_counted_over_units(indicator):
        return "完成的单位数 ÷ 应完成的单位数 × 100"
    if is_met_or_not(indicator, target, target.low):
        return f"达到{target_text(indicator, target)}为100，未达到为0"
    lower = "下限" if target.high is not None else ""
    return f"累计完成 ÷ 年度目标{lower}{number(target.low)} × 100"


def unit_rate_formula(indicator: Indicator, target: Target, bound: float) -> str:
    """How a unit's 完成率 comes about; ``bound`` is what the unit must reach."""
    if indicator.measure == YES_NO or is_counted_over_units(indicator):
        return "达到为100，未达到为0"
    if is_met_or_not(indicator, target, bound):
        return f"达到{target_text(indicator, Target(bound))}为100，未达到为0"
    return f"本月累计 ÷ 本单位年度任务{number(bound)} × 100"


def gap_formula(indicator: Indicator, progress: float, target: Target, based: bool) -> str:
    """What the pace is taken from."""
    if not based:
        return "完成率 − 序时进度"
    base = number(indicator.base or 0.0)
    return (
        f"基期进度 − 序时进度；基期进度 =（累计完成 − 基期值{base}）÷（目标{number(target.low)} − 基期值{base}）"
        f"× 100 = {progress:.1f}%"
    )


def change_formula(in_points: bool, units: int) -> str:
    """How 环比 is taken, and over how many units."""
    how = "本月与上月之差（百分点）" if in_points else "（本月 − 上月）÷ 上月 × 100"
    return f"{how}，{SHORT_STATE}（{units}个）"


def sum_decimals(decimals: int, value: float | None) -> int:
    """Decimals to print: as the source has them, up to two more digits that the value really has."""
    if value is None:
        return decimals
    for digits in range(decimals, 2):
        if abs(value - round(value, digits)) < 1e-9:
            return digits
    return max(decimals, 2)


def decimals_of(value: float) -> int:
    """Decimals that a number of the checklist is written with."""
    text = repr(float(value))
    return 0 if text.endswith(".0") or "e" in text else len(text.partition(".")[2])
