"""What a value is judged by and the light it gets: 序时, 达标, 基期, 保持.

In: indicator, target, value with its 完成率, pace, settings. Out: :class:`Judgement`. Nobody
reported is ○ 未报, a year without a target —, a month in which nothing is due 待统计; none of them
is ever 未达标.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.form import PENDING
from toolkit.core.model import Comparator, Indicator, PaceKind, Target
from toolkit.core.returns import Light
from toolkit.figures.data import Settings
from toolkit.figures.sums import at_least

MISSING = "未报"
NO_TARGET = "无年度目标"
NO_DENOMINATOR = "分母为0"
OFFLINE = "线下报送"
LAST_MONTH = 12

PACE_WORDS = {
    Light.BLUE: "已完成",
    Light.GREEN: "达序时进度",
    Light.YELLOW: "进度偏慢",
    Light.RED: "滞后",
    Light.MISSING: MISSING,
    Light.NONE: "—",
}
_POINT_WORDS = {Light.BLUE: "已达标", Light.YELLOW: "尚未达标", Light.RED: "未达标"}
_KEEP_WORDS = {Light.BLUE: "保持", Light.YELLOW: "跌破", Light.RED: "跌破"}


@dataclass(frozen=True)
class Judgement:
    """Light and word, and what they rest on; ``progress`` is the rate that is held against the pace.

    ``progress`` differs from 完成率 for 基期 only; ``pace`` and ``gap`` are None where no pace applies.
    """

    light: Light
    word: str
    pace: float | None = None
    progress: float | None = None
    gap: float | None = None


def pace_applies(indicator: Indicator) -> bool:
    """Whether the indicator is held against the pace (序时, or 基期 with a base value)."""
    if indicator.comparator is Comparator.KEEP or indicator.pace_kind is PaceKind.POINT:
        return False
    return indicator.pace_kind is PaceKind.PACE or indicator.base is not None


def base_progress(indicator: Indicator, target: Target, value: float) -> float:
    """基期: how much of the way from the base value to the target is done, in percent."""
    base = indicator.base or 0.0
    if target.low == base:
        return 100.0 if at_least(value, base) else 0.0
    return (value - base) * 100 / (target.low - base)


def judge(
    indicator: Indicator,
    target: Target | None,
    value: float | None,
    rate: float | None,
    met: bool,
    pace: float,
    month: int,
    settings: Settings,
) -> Judgement:
    """The light of a due indicator. ``value`` None means that there is no figure."""
    if target is None:
        return Judgement(Light.NONE, NO_TARGET)
    with_pace = pace_applies(indicator)
    shown_pace = pace if with_pace else None
    if value is None or rate is None:
        return without_figure(MISSING, shown_pace)
    progress = rate
    if indicator.pace_kind is PaceKind.BASE and indicator.base is not None:
        progress = base_progress(indicator, target, value)
    gap = progress - pace if with_pace else None
    if met:
        light = Light.BLUE
    elif with_pace:
        light = pace_light(progress, pace, settings)
    else:
        light = Light.RED if month == LAST_MONTH else Light.YELLOW
    return Judgement(light, _word(indicator, light, with_pace), shown_pace, progress, gap)


def without_figure(word: str, pace: float | None) -> Judgement:
    """○ 未报 when somebody owes a figure; else — with the word that says why there is none."""
    return Judgement(Light.MISSING if word == MISSING else Light.NONE, word, pace)


def pending(indicator: Indicator, target: Target | None, pace: float) -> Judgement:
    """The judgement of a month in which the indicator is not due."""
    if target is None:
        return Judgement(Light.NONE, NO_TARGET)
    return Judgement(Light.NONE, PENDING, pace if pace_applies(indicator) else None)


def pace_light(progress: float, pace: float, settings: Settings) -> Light:
    """Green on pace or ahead of it, yellow within the threshold of config, else red."""
    if at_least(progress, pace):
        return Light.GREEN
    bound = pace + settings.yellow_points
    if settings.unit == "ratio":
        bound = pace * (1 + settings.yellow_points / 100)
    return Light.YELLOW if at_least(progress, bound) else Light.RED


def _word(indicator: Indicator, light: Light, with_pace: bool) -> str:
    if indicator.comparator is Comparator.KEEP:
        return _KEEP_WORDS[light]
    return PACE_WORDS[light] if with_pace else _POINT_WORDS[light]
