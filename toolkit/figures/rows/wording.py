"""Chinese words of labels and formulas: how a figure came about, said in one phrase.

In: indicators, kinds, numbers. Out: text for people. No number is computed here.
"""

from __future__ import annotations

from toolkit.core.area import said
from toolkit.core.model import YES_NO, Comparator, Indicator, Kind, Target
from toolkit.core.pace import counts_items
from toolkit.core.value_text import number_text
from toolkit.figures.judging.rates import is_met_or_not
from toolkit.figures.judging.rollup import is_counted_over_units

SHORT_STATE = "只比较两个月都报了数的单位"


def target_text(indicator: Indicator, target: Target) -> str:
    """≥59, 1～2, 30左右, 保持97."""
    low = number_text(target.low)
    if target.high is not None:
        return f"{low}～{number_text(target.high)}"
    if indicator.comparator is Comparator.ABOUT:
        return f"{low}左右"
    if indicator.comparator is Comparator.KEEP:
        return f"保持{low}"
    return f"{indicator.comparator.value}{low}"


def each_bound(indicator: Indicator, target: Target) -> str:
    """达到59项, 不超过3%, 保持20项: what each unit of 逐个达标 has to do."""
    text = f"{target_text(indicator, target)}{indicator.measure}"
    if indicator.comparator is Comparator.KEEP:
        return text
    words = {Comparator.LE: "不超过", Comparator.GT: "超过", Comparator.EQ: "等于"}
    return f"{words.get(indicator.comparator, '达到')}{text.lstrip('≥≤>=')}"


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
        Kind.STOCK: said("各单位期末数相加，各月之间不相加"),
        Kind.MILESTONE: "各单位完成的个数相加",
    }.get(indicator.kind, "各单位今年以来累计数相加")
    if indicator.factor != 1:
        words += (
            f"，再除以{number_text(indicator.factor)}（{indicator.report_measure}换算为{indicator.measure}）"
        )
    return words


def _ratio_formula(indicator: Indicator) -> str:
    if not indicator.is_ratio_input:
        return "取唯一填报单位的数；比率不相加、不平均"
    times = f" × {number_text(indicator.factor)}" if indicator.factor != 1 else ""
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
    return f"累计完成 ÷ 年度目标{lower}{number_text(target.low)} × 100"


def unit_rate_formula(indicator: Indicator, target: Target, bound: float) -> str:
    """How a unit's 完成率 comes about; ``bound`` is what the unit must reach."""
    if indicator.measure == YES_NO or is_counted_over_units(indicator):
        return "达到为100，未达到为0"
    if is_met_or_not(indicator, target, bound):
        return f"达到{target_text(indicator, Target(bound))}为100，未达到为0"
    return said(f"本月累计 ÷ 本单位年度任务{number_text(bound)} × 100")


def pace_formula(indicator: Indicator, year: int) -> str:
    """What is expected by the month's end, in percent of the target."""
    base = indicator.base_in(year)
    start = (
        f"基期{number_text(base)} +（目标 − 基期）× 应完成的比例"
        if base is not None
        else "目标 × 应完成的比例"
    )
    whole = "，取整到个" if counts_items(indicator) else ""
    return f"（{start}{whole}）÷ 目标 × 100；应完成的比例按清单序时曲线，没有曲线的按 月份 ÷ 12"


def change_formula(measure: str, units: int) -> str:
    """How 环比 is taken, and over how many units."""
    if measure == "%":
        return said(f"（本月新增 − 上月新增）÷ 上月新增 × 100，只比较两期都有新增数的单位（{units}个）")
    return said(f"本月数 − 上月数，{SHORT_STATE}（{units}个）")
