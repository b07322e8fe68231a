"""Words that say what a figure grew by or what it was last month, and nothing else: 本月新增4个, 与上月持平, 上月38.

In: a sentence beside a figure, and the figure of this month and of the last. Out: whether the words give another growth or another last
figure. A sentence counts only when each of its clauses is wholly of that shape: a part (其中本月新增4个) or another thing is no
question. A reason beside it (因核减) does not make another step of it than the two months are, but may of what is new in a month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from toolkit.core import cycle
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.value_measures import convert
from toolkit.core.value_text import squeeze

_CLAUSE = lazy_regex("[，,、。()（）]")
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<measure>\D{0,3})"
_FIGURE = "(?:数据?|数字|累计数?|完成数|实有数)?"
_NEW = lazy_regex(
    rf"本月(?:[无没]有?|未)新增|本月(?:实际|共|又)?(?:新增|增加|(?P<done>完成(?:投资)?))(?:数?[为是]|了)?{_NUMBER}"
)
_MORE = lazy_regex(
    rf"(?:本月(?=净)|(?:本月)?{_FIGURE}[较比]上月[底末]?{_FIGURE})(?:净|又|共)?"
    rf"(?:(?P<up>新增|增加|增长|增|多)|(?P<down>减少|下降|减|少))了?{_NUMBER}"
)
_SAME = lazy_regex(
    rf"(?:本月)?{_FIGURE}(?:[与和同较比]上月[底末]?{_FIGURE}(?:相比)?)?[无没未]有?(?:任何)?(?:变化|变动|增减)"
    rf"|(?:本月)?{_FIGURE}[与和同]上月[底末]?{_FIGURE}(?:持平|相同|一致|一样|不变)"
)
_BEFORE = lazy_regex(rf"(?:截[至止]到?)?上月[底末]?(?:累计|共|[为是有数报])*{_NUMBER}")
_REASON = lazy_regex(
    r"(?:主要)?(?:是|系)?(?:因|由于|原因[是为系:：])(?!此)\D{1,20}"
)  # and no number of its own


@dataclass(frozen=True)
class Step:
    """From last month's figure to this month's, in the row's measure.

    ``only_grows``: what is new and what it grew by are one; of a stock some goes out meanwhile. ``opens``: the year begins with
    this period, so that nothing was before and last month was another year's.
    """

    last: float
    this: float
    measure: str
    only_grows: bool
    opens: bool = False

    @property
    def growth(self) -> float:
        """What the form works out as 本月新增."""
        return self.this - self.last


def says_another_step(sentence: str, step: Step, period: Period) -> bool:
    """Whether a sentence says nothing but how the figure moved, and says it otherwise."""
    if cycle.current() != cycle.MONTHLY and "月" in sentence:
        return False  # a month of a quarter
    clauses = [one for one in _CLAUSE.split(_in_words(squeeze(sentence), period)) if one]
    moves = [one for one in clauses if not _REASON.fullmatch(one)]
    if len(moves) < len(clauses) and any(map(_NEW.fullmatch, moves)):
        return False
    said = [_says_another(one, step) for one in moves]
    return None not in said and any(said)


def _in_words(text: str, period: Period) -> str:
    """The same with 本月 and 上月 for the months by name."""
    text = cycle.standard(text).replace("上个月", "上月").replace("当月", "本月")
    for month, word in ((period.month, "本月"), (period.previous.month, "上月")):
        text = re.sub(rf"(?<!\d){month}月份?", word, text)
    return text


def _says_another(clause: str, step: Step) -> bool | None:
    """Whether a clause says another step than there was; None for what is of none of the shapes."""
    if match := _NEW.fullmatch(clause):
        return (
            None
            if match["done"] and not step.only_grows
            else _off(match, step, step.growth, above=not step.only_grows)
        )
    if step.opens:
        return None
    if _SAME.fullmatch(clause):
        return step.growth != 0
    if match := _MORE.fullmatch(clause):
        return _off(match, step, step.growth if match["up"] else -step.growth)
    if match := _BEFORE.fullmatch(clause):
        return _off(match, step, step.last)
    return None


def _off(match: re.Match[str], step: Step, is_so: float, *, above: bool = False) -> bool | None:
    """Whether a number is not what is so, as exactly as it is written; ``above``: only that more came in than is said."""
    digits, measure = (match["number"] or "0").replace(",", ""), match["measure"] or ""
    factor = convert(Decimal(1), measure, step.measure)
    if factor is None or "%" in (measure, step.measure):
        return None
    half = float(factor) * 10.0 ** -len(digits.partition(".")[2]) / 2 + 1e-9
    beyond = is_so - float(digits) * float(factor)
    return beyond > half if above else abs(beyond) > half
