"""How the paper says figures: grammar of none, one, many, all; up, down, level; ahead, behind; missing.

In: figures and rows of the month; out: phrases of marked text. The patterns are those of official papers: a change
of an amount is 增加, of a rate 增长, of a percentage 提高 or 下降 in 个百分点; a running total has no 环比; a percentage
is never said as per cent of its target; a base under ten gives two numbers and no rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.core.model import YES_NO, Comparator, Kind
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult
from toolkit.core.returns import Figure, Light
from toolkit.outputs.briefing.tally import Split
from toolkit.outputs.briefing.tokens import ABSOLUTE, figure, listed, name

FAR_OVER = 200.0  # % of the target from which both numbers are said instead of a rate
LIGHT_WORDS: dict[str, str] = {
    "blue": "已完成",
    "green": "达到序时进度",
    "yellow": "进度偏慢",
    "red": "滞后",
    "open": "待报齐",
    "missing": "未报",
    "before_date": "未到时限",
}
ENDED_WORDS = {**LIGHT_WORDS, "yellow": "基本完成", "red": "未完成"}  # of a year's last month
SAID_WORDS = {
    **LIGHT_WORDS,
    "blue": "自报已完成",
    "green": "自报正常推进",
    "yellow": "自报存在滞后或未启动",
    "red": "自报滞后或未启动较多",
}
INDICATOR_WORDS = {**LIGHT_WORDS, "blue": "达到年度目标"}
STATUS_WORDS = {
    "done": "已完成",
    "normal": "正常推进",
    "behind": "进度滞后",
    "not_started": "未启动",
    "unreported": "未报",
}


def divided(split: Split, noun: str, words: Mapping[str, str]) -> str:
    """47项任务中，已完成3项、滞后4项 / 9项任务均达到序时进度 / 1项任务已完成; "" when there is none."""
    parts = [(words[key], split.parts[key]) for key in words if key in split.parts and split.parts[key].value]
    if not split.total.value or not parts:
        return ""
    total = f"{figure(split.total)}{noun}"
    if len(parts) == 1:
        return f"{total}{'' if split.total.value == 1 else '均'}{parts[0][0]}"
    return f"{total}中，" + "、".join(f"{word}{figure(part)}" for word, part in parts)


def parts_of(split: Split, words: Mapping[str, str]) -> str:
    """达到序时进度30项、滞后5项: the parts that are not empty."""
    return "、".join(
        f"{word}{figure(split.parts[key])}"
        for key, word in words.items()
        if key in split.parts and split.parts[key].value
    )


def gap(item: Figure) -> str:
    """超序时进度12.3个百分点 / 低于序时进度…… / 与序时进度持平; "" where no pace applies."""
    if item.value is None:
        return ""
    if item.value == 0:
        return "与序时进度持平"
    return f"{'超' if item.value > 0 else '低于'}序时进度{figure(item, ABSOLUTE)}"


def standing(row: IndicatorResult, targets: Sequence[Figure]) -> str:
    """城镇新增就业累计5.32万人，完成年度目标的70.9%，超序时进度12.3个百分点; ``targets`` are the year's."""
    label = name(row.indicator.name)
    if row.indicator.measure == YES_NO:
        return f"{label}：{'已完成' if row.total.value else '尚未完成'}"
    if row.indicator.kind is Kind.RATE_EACH:
        return f"{label}：{figure(row.total)}已达标"
    if not row.total.value and row.indicator.kind in (Kind.MILESTONE, Kind.FLOW, Kind.INVESTMENT):
        aim = f"，年度目标{figure(targets[0])}" if targets else ""
        return f"{label}：尚未有完成量{aim}" if row.light is not Light.WAITING else f"{label}：未到时限{aim}"
    parts = [f"{label}{_verb(row)}{figure(row.total)}", _against_target(row, targets)]
    return "，".join(part for part in parts if part)


def _verb(row: IndicatorResult) -> str:
    if row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT):
        return "累计"
    return "完成" if row.indicator.kind is Kind.MILESTONE else "为"


def _against_target(row: IndicatorResult, targets: Sequence[Figure]) -> str:
    """Against the year's target: met, over, what is left, or the share done and the pace."""
    rate = row.rate.value
    if row.target is None or not targets:
        return ""
    if row.light is Light.BLUE:
        if row.indicator.kind not in (Kind.FLOW, Kind.INVESTMENT) or rate is None or rate < 100.05:
            return f"已达到年度目标（{_target(row, targets)}）"
        return f"年度目标{figure(targets[0])}" if rate > FAR_OVER else f"完成年度目标的{figure(row.rate)}"
    if row.indicator.measure == "%" or row.indicator.kind is Kind.STOCK or row.indicator.kind is Kind.RATIO:
        left = row.to_target
        differs = f"，差{figure(left, ABSOLUTE)}" if left is not None and left.value else ""
        return f"年度目标{_target(row, targets)}{differs}"
    if rate is None:
        return f"年度目标{_target(row, targets)}"
    behind = gap(row.gap)
    return f"完成年度目标的{figure(row.rate)}" + (f"，{behind}" if behind else "")


def _target(row: IndicatorResult, targets: Sequence[Figure]) -> str:
    said = "～".join(figure(item) for item in targets)
    return said + ("左右" if row.indicator.comparator is Comparator.ABOUT else "")


def moved(row: IndicatorResult, period: Period) -> str:
    """9月新增0.62万人，环比增长8.8% / 比8月提高0.4个百分点 / 与8月持平; "" where there is nothing to compare."""
    if row.indicator.measure == YES_NO or row.indicator.kind in (Kind.RATE_EACH, Kind.MILESTONE):
        return ""
    if row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT):
        return _added(row, period)
    return _level(row, period)


def _added(row: IndicatorResult, period: Period) -> str:
    now, before = _spans(row, period)
    if row.added is None or row.added.value is None or row.added.value < 0:
        return ""
    said = f"{now}新增{figure(row.added)}" if row.added.value else f"{now}没有新增"
    if not row.added.value or row.change.value is None:
        known = row.added_before is not None and row.added_before.value is not None
        known = known and period.month > 1 and (row.added_before.value or 0) >= 0  # type: ignore[union-attr]
        return said + (f"（{before}{figure(row.added_before)}）" if known and row.added_before else "")
    if row.change.value == 0:
        return f"{said}，与{before}持平"
    return f"{said}，环比{'增长' if row.change.value > 0 else '下降'}{figure(row.change, ABSOLUTE)}"


def _spans(row: IndicatorResult, period: Period) -> tuple[str, str]:
    """What the row's increment is of, and what it is held against."""
    if row.indicator.frequency == "季度":
        return "本季度", "上季度"
    return f"{period.month}月", f"{period.previous.month}月"


def _level(row: IndicatorResult, period: Period) -> str:
    value, before = row.change.value, f"{period.previous.month}月"
    if value is None or period.month == 1:
        return ""
    if value == 0:
        return f"与{before}持平"
    share = row.change.kind == "points" or row.indicator.kind is Kind.RATIO
    up, down = (
        ("提高", "下降") if share else ("增长", "下降") if row.change.kind == "percent" else ("增加", "减少")
    )
    return f"比{before}{up if value > 0 else down}{figure(row.change, ABSOLUTE)}"


def fell(row: IndicatorResult, period: Period) -> str:
    """累计数由8月的118个减为112个，已请核实: a running total that is smaller than last month's, over the same units."""
    if row.indicator.kind not in (Kind.FLOW, Kind.INVESTMENT) or row.added is None or row.added.value is None:
        return ""
    if row.added.value >= 0:
        return ""
    return f"累计数比{period.previous.month}月减少{figure(row.added, ABSOLUTE)}，已请核实"


def coverage(row: IndicatorResult) -> str:
    """12个承担单位中11个已报，不含石梁县; "" where all have a figure."""
    if row.reported.value is None or row.expected.value is None or row.reported.value >= row.expected.value:
        return ""
    said = f"{figure(row.expected)}承担单位中{figure(row.reported)}已报"
    absent = [name(unit.name) for unit in row.coverage.absent]
    return said + (f"，不含{listed(absent)}" if 0 < len(absent) <= 3 else "")


def units_named(names: Sequence[str], whole: int, limit: int = 4, everyone: str = "各填报单位") -> str:
    """Whose it is: named while few, 各填报单位 when it is all of them and they are many."""
    if len(names) > limit and len(names) == whole:
        return everyone
    return listed(names, limit)
