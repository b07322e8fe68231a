"""The light of one value: 达标, pace, 未到时限, 保持. Whether missing units leave it lit says ``ends``.

In: :class:`Case` (indicator, year, month, bound, value with its 完成率), settings. Out: :class:`Judgement`.
Nobody reported is ○ 未报, a year without a target —, a month in which nothing is due 待统计.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.model import Comparator, Indicator, Kind, Target
from toolkit.core.pace import counts_items, expected, has_pace
from toolkit.core.returns import Light
from toolkit.core.words import LightWord, NoValue
from toolkit.figures.given.data import Settings
from toolkit.figures.numbers.arithmetic import at_least

LAST_MONTH = 12
NEAR = 90.0  # % of the target, from which an unmet one is yellow in its last month
NEAR_POINTS = 1.0  # for a percentage: points below it

PACE_WORDS = {
    Light.BLUE: LightWord.MET,
    Light.GREEN: LightWord.ON_PACE,
    Light.YELLOW: LightWord.SLOW,
    Light.RED: LightWord.BEHIND,
    Light.MISSING: NoValue.NOT_REPORTED,
    Light.OPEN: LightWord.OPEN,
    Light.WAITING: LightWord.WAITING,
    Light.NONE: "—",
}


@dataclass(frozen=True)
class Case:
    """What is judged. ``bound``, ``value`` and ``base`` are in one measure, ``items`` of which make one counted thing.

    ``share`` is the curve's (%) at the month's end; ``counts_units`` says that the value counts units which each
    reached a target in another measure (逐个达标, 是/否).
    """

    indicator: Indicator
    year: int
    month: int
    bound: Target
    value: float
    rate: float
    met: bool
    share: float
    base: float | None = None
    items: float = 1.0
    counts_units: bool = False

    @property
    def paced(self) -> bool:
        """Whether it is held against the pace: not where the base is another's, and not against nothing."""
        indicator = self.indicator
        if self.bound.low == 0 or not has_pace(indicator, self.year):
            return False
        return indicator.base_in(self.year) is None or self.base is not None

    @property
    def expected(self) -> float:
        """What should be reached by now."""
        return expected(self.indicator, self.bound.low, self.share, self.base, self.items)


@dataclass(frozen=True)
class Judgement:
    """Light and word; ``pace`` and ``gap`` as printed, None where no pace applies."""

    light: Light
    word: str
    pace: float | None = None
    gap: float | None = None


def judge(case: Case, settings: Settings) -> Judgement:
    """The light of a value that there is."""
    pace = case.expected * 100 / case.bound.low if case.paced else None
    gap = None if pace is None else _gap(case)
    light, word = _light(case, gap, settings)
    return Judgement(light, word, pace, gap)


def _gap(case: Case) -> float:
    """How far ahead of the expected number, in % of the target; on the way down less is ahead."""
    ahead = case.value - case.expected
    return (ahead if case.bound.low >= (case.base or 0.0) else -ahead) * 100 / abs(case.bound.low)


def _light(case: Case, gap: float | None, settings: Settings) -> tuple[Light, str]:
    if case.indicator.comparator is Comparator.KEEP:
        return (Light.GREEN, LightWord.KEPT) if case.met else (Light.RED, LightWord.NOT_KEPT)
    if case.met:
        return Light.BLUE, LightWord.MET
    if case.month >= case.indicator.date:
        return Light.YELLOW if is_near(
            case
        ) else Light.RED, LightWord.NOT_MET if gap is None else LightWord.NOT_DONE
    if gap is None:
        return Light.WAITING, PACE_WORDS[Light.WAITING]
    light = pace_light(gap, case.expected * 100 / case.bound.low, settings)
    if light is Light.RED and _one_short(case):
        light = Light.YELLOW
    return light, PACE_WORDS[light]


def is_near(case: Case) -> bool:
    """Whether an unmet target was missed by little: from 90 % of it; of a percentage by one point at most."""
    if case.indicator.measure == "%" and not case.counts_units:
        short = case.bound.low - case.value
        if case.indicator.comparator is Comparator.LE:
            short = -short
        return at_least(NEAR_POINTS, abs(short) if case.indicator.comparator is Comparator.EQ else short)
    return at_least(case.rate, NEAR)


def _one_short(case: Case) -> bool:
    """Whether only one whole thing is missing to what is expected."""
    if not counts_items(case.indicator):
        return False
    return at_least(1.0, abs(case.expected - case.value) * case.items)


def pace_light(gap: float, pace: float, settings: Settings) -> Light:
    """Green on pace or ahead of it, yellow within the threshold of config, else red."""
    if at_least(gap, 0.0):
        return Light.GREEN
    bound = settings.yellow_points
    if settings.unit == "ratio":
        bound *= pace / 100
    return Light.YELLOW if at_least(gap, bound) else Light.RED


def pace_of_month(
    indicator: Indicator, target: Target, year: int, share: float, items: float
) -> float | None:
    """序时进度 of the prefecture's target as printed, also where there is no value to hold against it."""
    base = indicator.base_in(year)
    if target.low == 0 or not has_pace(indicator, year):
        return None
    return expected(indicator, target.low, share, base, items) * 100 / target.low


def without_figure(word: str, pace: float | None) -> Judgement:
    """○ 未报 when somebody owes a figure; else — with the word that says why there is none."""
    return Judgement(Light.MISSING if word == NoValue.NOT_REPORTED else Light.NONE, word, pace)


def pending(target: Target | None, pace: float | None) -> Judgement:
    """The judgement of a month in which the indicator is not due."""
    return Judgement(Light.NONE, NoValue.PENDING if target else LightWord.NO_TARGET, pace)


def counts_units(indicator: Indicator, counted: bool) -> bool:
    """Whether the prefecture's figure is a number of units; ``counted``: each answers 是 or 否."""
    return indicator.kind is Kind.RATE_EACH or counted
