"""Grammar of the paper: how counts, changes and gaps are said for none, one, many, all and missing.

In: Figures and marked text (see tokens); out: Chinese sentences as marked text. Nothing here decides
what is worth saying.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import YES_NO, Kind
from toolkit.core.results import IndicatorResult
from toolkit.core.returns import Figure, Light
from toolkit.outputs.briefing.tally import Split
from toolkit.outputs.briefing.tokens import ABSOLUTE, BARE, figure, listed, name

LIGHT_WORDS: dict[str, str] = {
    "blue": "已完成",
    "green": "达序时进度",
    "yellow": "进度偏慢",
    "red": "滞后",
    "missing": "未报",
    "open": "待报齐",
    "before_date": "未到时限",
}
INDICATOR_WORDS = {**LIGHT_WORDS, "blue": "达到年度目标"}
STATUS_WORDS = {
    "done": "已完成",
    "normal": "正常推进",
    "behind": "进度滞后",
    "not_started": "未启动",
    "unreported": "未报",
}


def divided(split: Split, noun: str, words: dict[str, str]) -> str:
    """47项任务中，已完成3项、滞后4项 / 9项任务全部达序时进度 / 1项任务已完成; "" when there is none."""
    parts = [(words[key], split.parts[key]) for key in words if split.parts[key].value]
    if not split.total.value or not parts:
        return ""
    total = f"{figure(split.total)}{noun}"
    if len(parts) == 1:
        return f"{total}{'' if split.total.value == 1 else '全部'}{parts[0][0]}"
    return f"{total}中，" + "、".join(f"{word}{figure(part)}" for word, part in parts)


def change(item: Figure, ratio: bool) -> str:
    """环比增长15.2% / 环比下降0.4个百分点 / 与上月持平; "" where there is no last month."""
    if item.value is None:
        return ""
    if item.value == 0:
        return "与上月持平"
    up, down = ("提高", "下降") if ratio or item.kind == "points" else ("增长", "下降")
    return f"环比{up if item.value > 0 else down}{figure(item, ABSOLUTE)}"


def gap(item: Figure) -> str:
    """快于序时进度12.3个百分点 / 落后序时进度…… / 与序时进度持平; "" where no pace applies."""
    if item.value is None:
        return ""
    if item.value == 0:
        return "与序时进度持平"
    return f"{'快于' if item.value > 0 else '落后'}序时进度{figure(item, ABSOLUTE)}"


def achieved(row: IndicatorResult, *, aside: bool = True) -> str:
    """指标名累计5.32万人，完成年度目标的70.9%，快于……（上月……，环比……；11/12个单位有数）."""
    if row.indicator.measure == YES_NO:
        return f"{name(row.indicator.name)}{'已完成' if row.total.value else '尚未完成'}"
    if row.indicator.kind is Kind.MILESTONE and not row.total.value:
        return f"{name(row.indicator.name)}尚无完成"
    parts = [f"{name(row.indicator.name)}{_verb(row)}{figure(row.total)}"]
    if row.light is Light.BLUE:
        parts.append("已达到年度目标")
    elif row.rate.value is not None:
        parts.append(f"完成年度目标的{figure(row.rate)}")
    parts.append(gap(row.gap) if row.light is not Light.BLUE else "")
    text = "，".join(part for part in parts if part)
    beside = "；".join(part for part in (_against_last(row, aside), coverage(row)) if part)
    return f"{text}（{beside}）" if beside else text


def _verb(row: IndicatorResult) -> str:
    if row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT):
        return "累计"
    return {Kind.RATE_EACH: "达标单位", Kind.MILESTONE: "完成"}.get(row.indicator.kind, "为")


def _against_last(row: IndicatorResult, whole: bool) -> str:
    if row.previous.value is None or row.indicator.kind is Kind.RATE_EACH:
        return ""
    moved = change(row.change, row.indicator.kind is Kind.RATIO)
    if moved and not _same_ground(row):
        return f"同口径{moved}"
    if moved and not whole:
        return moved
    return f"上月{figure(row.previous)}" + (f"，{moved}" if moved else "")


def _same_ground(row: IndicatorResult) -> bool:
    """Whether both totals rest on the same units, so that 上月 and 环比 agree in the reader's eyes."""
    now, before, moved = row.total.value, row.previous.value, row.change.value
    if now is None or before is None or moved is None:
        return False
    if row.change.kind == "points":
        return abs(now - before - moved) < 0.05
    return before != 0 and abs((now - before) / before * 100 - moved) < 0.05


def coverage(row: IndicatorResult) -> str:
    """10/12个单位有数 where not all have a figure, else ""."""
    if row.reported.value is None or row.expected.value is None:
        return ""
    if row.reported.value >= row.expected.value:
        return ""
    return f"{figure(row.reported, BARE)}/{figure(row.expected)}单位有数"


def units_named(names: Sequence[str], whole: int, limit: int = 4, everyone: str = "各填报单位") -> str:
    """Whose it is: named while few, 各填报单位 when it is all of them and they are many."""
    if len(names) > limit and len(names) == whole:
        return everyone
    return listed(names, limit)
