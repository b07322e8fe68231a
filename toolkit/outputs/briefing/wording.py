"""How the paper says figures: grammar of none, one, many, all; up, down, level; ahead, behind; missing.

In: figures and rows of the month; out: phrases of marked text. The patterns are those of official papers: a change
of an amount is 增加, of a rate 增长, of a percentage 提高 or 下降 in 个百分点; a running total has no 环比; a percentage
is never said as per cent of its target; a base under ten gives two numbers and no rate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from toolkit.core import cycle
from toolkit.core.marks import DOUBTFUL, REVISED, STANDING, TO_VERIFY
from toolkit.core.model import YES_NO, Comparator, Kind
from toolkit.core.periods import Period
from toolkit.core.results import IndicatorResult
from toolkit.core.returns import PROPOSED, Figure, Light
from toolkit.core.rounding import RATE, rounded
from toolkit.core.words import LightWord, Nature, NoValue, TaskStatus
from toolkit.figures.judging.rates import all_or_nothing
from toolkit.figures.rows.remarks import WITH_LAST
from toolkit.outputs.briefing.tally import Split
from toolkit.word.tokens import ABSOLUTE, figure, listed, name, say, visible

WHOLE = 100.0
ABSENT_NAMED = 3  # units without a figure that are named beside a sum
LEVEL = 0.05  # a change that prints as 0.0 is none
FAR_OVER = 200.0  # % (of the target, or of a change) from which both numbers are said instead of a rate
LIGHT_WORDS: dict[str, str] = {
    "blue": LightWord.DONE,
    "green": LightWord.ON_PACE,
    "yellow": LightWord.SLOW,
    "red": LightWord.BEHIND,
    "open": LightWord.OPEN,
    "missing": NoValue.NOT_REPORTED,
    "before_date": LightWord.WAITING,
}
ENDED_WORDS = {  # of a year's last month
    **LIGHT_WORDS,
    "green": "目标已达到、单位仍在推进",
    "yellow": LightWord.NEARLY,
    "red": LightWord.NOT_DONE,
}
SAID_WORDS = {
    **LIGHT_WORDS,
    "blue": LightWord.SAID_DONE,
    "green": LightWord.SAID_NORMAL,
    "yellow": LightWord.SAID_SOME,
    "red": LightWord.SAID_MANY,
}
INDICATOR_WORDS = {**LIGHT_WORDS, "blue": "达到年度目标"}
_WITH_LAST = "含未报单位上次累计在内，"
_RUNNING = (Kind.MILESTONE, Kind.FLOW, Kind.INVESTMENT)
_SAID_MARKS = {
    TO_VERIFY: f"{DOUBTFUL}{TO_VERIFY}",
    PROPOSED: "更正建议待单位确认",
    Nature.PRELIMINARY: "快报数",
    Nature.EXPECTED: "预计数",
    "沿用上月": "含沿用上月数",
    REVISED: "前期印发数有修订",
}
STATUS_WORDS = {
    "done": TaskStatus.DONE,
    "normal": TaskStatus.ON_TRACK,
    "behind": TaskStatus.BEHIND,
    "not_started": TaskStatus.NOT_STARTED,
    "unreported": NoValue.NOT_REPORTED,
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
    """达序时进度30项、滞后5项: the parts that are not empty."""
    return "、".join(
        f"{word}{figure(split.parts[key])}"
        for key, word in words.items()
        if key in split.parts and split.parts[key].value
    )


def all_of(split: Split, words: Mapping[str, str]) -> str:
    """均达序时进度, where all are in one state (达序时进度 of a single one); "" where they are not."""
    there = [word for key, word in words.items() if key in split.parts and split.parts[key].value]
    if len(there) != 1 or sum(bool(part.value) for part in split.parts.values()) != 1:
        return ""
    return f"{'' if split.total.value == 1 else '均'}{there[0]}"


def gap(item: Figure, most: str = "") -> str:
    """超序时进度12.3个百分点 / 低于序时进度…… / 与序时进度持平; "" where no pace applies. ``most``: 至多, of what is short of it."""
    if item.value is None:
        return ""
    if item.value == 0:
        return "与序时进度持平"
    side = "超序时进度" if item.value > 0 else f"低于序时进度{most}"
    return f"{side}{figure(item, ABSOLUTE)}"


def at_most(row: IndicatorResult) -> str:
    """至多: of a sum that lacks units what it is short of is an upper bound."""
    return "至多" if row.indicator.kind in _RUNNING and is_partial(row) else ""


def judged_with_last(row: IndicatorResult) -> str:
    """，计入未报单位上次累计判为进度偏慢: where the light rests on more than the sum that is said, and no word said so yet."""
    if WITH_LAST not in row.note or row.light is Light.BLUE or (is_bound(row) and row.light is Light.RED):
        return ""
    return f"，计入未报单位上次累计判为{row.word}"


def standing(row: IndicatorResult, targets: Sequence[Figure], *, paced: bool = True) -> str:
    """城镇新增就业累计5.32万人，完成年度目标的70.9%，超序时进度12.3个百分点; ``targets`` are the year's.

    ``paced``: with the gap to the pace.
    """
    label = name(row.indicator.name)
    if row.indicator.measure == YES_NO:
        return f"{label}{'已完成' if row.total.value else '尚未完成'}"
    if row.indicator.kind is Kind.RATE_EACH:
        asked = f"，应达标{figure(targets[0])}" if targets and targets[0].value != row.total.value else ""
        return f"{label}已达标的为{figure(row.total)}{beside(row)}{asked}"
    none = row.total.value is None or (row.total.value == 0 and not is_bound(row))
    if none and row.indicator.kind in _RUNNING:
        behind = gap(row.gap, at_most(row)) if paced and (row.gap.value or 0) < 0 else ""
        left = "尚无数据" if row.total.value is None else "尚无完成"  # 尚未完成 is true of 5 of 6 as well
        return f"{label}{f'年度目标{figure(targets[0])}，' if targets else ''}{left}{f'，{behind}' if behind else ''}"
    parts = [f"{label}{_verb(row)}{figure(row.total)}{beside(row)}", _against_target(row, targets, paced)]
    return "，".join(part for part in parts if part)


def beside(row: IndicatorResult) -> str:
    """（※待核实）: what a reader must know of the number just said."""
    marks = [_SAID_MARKS[mark] for mark in _SAID_MARKS if any(mark in known for known in row.marks)]
    marks += [name(mark) for mark in row.marks if mark.endswith(STANDING)]
    return f"（{'、'.join(marks)}）" if marks else ""


def _verb(row: IndicatorResult) -> str:
    if row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT):
        return "累计"
    return "完成" if row.indicator.kind is Kind.MILESTONE and not is_bound(row) else "为"


def _against_target(row: IndicatorResult, targets: Sequence[Figure], paced: bool) -> str:
    """Against the year's target: met, over, what is left, or the share done and the pace."""
    rate = row.rate.value
    if row.target is None or not targets:
        return ""
    if is_bound(row):
        return _against_bound(row, targets)
    if row.light is Light.BLUE:
        if row.indicator.kind not in (Kind.FLOW, Kind.INVESTMENT) or rate is None or rate < 100.05:
            exactly = say(row.total) == _shown_target(row, targets)
            with_last = _WITH_LAST if WITH_LAST in row.note else ""
            return f"{with_last}已达到年度目标" + ("" if exactly else f"（{_target(row, targets)}）")
        if rate > FAR_OVER:
            return f"年度目标{figure(targets[0])}"
        return f"{_at_least(row)}完成年度目标的{figure(row.rate)}"
    percent = row.indicator.measure == "%" or row.indicator.kind in (Kind.STOCK, Kind.RATIO)
    ended = row.pace.value is not None and row.pace.value >= WHOLE
    if percent or ended or rate is None or rounded(rate, RATE) >= WHOLE:
        left = row.to_target
        most = "至多" if is_partial(row) and row.indicator.kind is not Kind.RATIO else ""
        differs = f"，{most}差{figure(left, ABSOLUTE)}" if left is not None and left.value else ""
        done = (
            f"{_at_least(row)}完成年度目标的{figure(row.rate)}"
            if ended and not percent and rate is not None and rounded(rate, RATE) < WHOLE
            else ""
        )
        return f"{done or f'年度目标{_target(row, targets)}'}{differs}" + (
            _short_of_pace(row) if paced else ""
        )
    behind = gap(row.gap) if paced else ""  # 至少 stands before it
    return f"{_at_least(row)}完成年度目标的{figure(row.rate)}" + (f"，{behind}" if behind else "")


def is_bound(row: IndicatorResult) -> bool:
    """Whether the target is what a number must not exceed: of ≤, and of = 0 of what adds up; 3 of 6 accidents are no half of it."""
    if row.indicator.comparator is Comparator.LE:
        return True
    return (
        row.indicator.kind in _RUNNING
        and row.target is not None
        and all_or_nothing(row.indicator, row.target)
    )


def _against_bound(row: IndicatorResult, targets: Sequence[Figure]) -> str:
    """控制在年度目标（6起）以内 / 超过年度目标（6起）3起; within it while units are missing only the target."""
    target, over = _target(row, targets), (row.total.value or 0) > (targets[0].value or 0)
    if not over:
        if row.light is Light.RED and WITH_LAST in row.note:
            return f"{_WITH_LAST}超过年度目标（{target}）"
        within = f"控制在年度目标（{target}）以内" if targets[0].value else f"已达到年度目标（{target}）"
        return within if row.light is Light.BLUE else f"年度目标{target}{'以内' if targets[0].value else ''}"
    if say(row.total) == _shown_target(row, targets):  # what is said must not deny itself
        return f"略超过年度目标（{target}）"
    left = row.to_target
    return f"超过年度目标（{target}）{figure(left, ABSOLUTE) if left is not None and left.value else ''}"


def _at_least(row: IndicatorResult) -> str:
    """至少: of a sum that lacks units the share done is a lower bound."""
    return "至少" if row.indicator.kind in _RUNNING and is_partial(row) else ""


def is_partial(row: IndicatorResult) -> bool:
    """Whether due units have no figure, or had none in the month whose figure stands."""
    return (row.reported.value or 0) < (row.expected.value or 0) or row.stands_in_part


def _short_of_pace(row: IndicatorResult) -> str:
    """低于序时进度15.0个百分点, of a rate that has a pace; without the number where the pace is of another target than 100 %."""
    if row.gap.value is None or row.gap.value >= 0 or row.pace.value is None or row.pace.value >= WHOLE:
        return ""
    whole = row.target is not None and row.target.low == WHOLE
    return f"，{gap(row.gap)}" if whole else "，低于序时进度"


def _shown_target(row: IndicatorResult, targets: Sequence[Figure]) -> str:
    """What a reader sees of it."""
    return visible(_target(row, targets))


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
    if row.added is None or row.added.value is None or row.added.value < 0 or period.opens_year:
        return ""  # in January nothing is compared, and the month's own part is the total just said
    before_value = row.added_before.value if row.added_before is not None else None
    known = before_value is not None and before_value >= 0
    earlier = f"新增{_said(row.added_before)}" if before_value else "没有新增"
    if not row.added.value:
        if known and not before_value:
            return f"{before}、{now}均没有新增"
        return f"{now}没有新增" + (f"（{before}{earlier}）" if known else "")
    said = f"{now}新增{figure(row.added)}"
    if row.change.value is None or (known and row.change.value >= FAR_OVER):
        return said + (f"（{before}{earlier}）" if known else "")
    if abs(row.change.value) < LEVEL:
        return f"{said}，与{before}持平"
    return f"{said}，环比{'增长' if row.change.value > 0 else '下降'}{figure(row.change, ABSOLUTE)}"


def _said(item: Figure | None) -> str:
    return figure(item) if item is not None else ""


def _spans(row: IndicatorResult, period: Period) -> tuple[str, str]:
    """What the row's increment is of, and what it is held against."""
    if row.indicator.frequency == "季度" and cycle.current() in (cycle.MONTHLY, "季"):
        return "本季度", "上季度"
    if row.indicator.frequency == "季度" and cycle.current() == "双月":
        return "本统计期", "上一统计期"  # a quarter ends within a period of two months
    return period.named, period.previous.named


def _level(row: IndicatorResult, period: Period) -> str:
    value, before = row.change.value, period.previous.named
    if value is None or period.opens_year:
        return ""
    if abs(value) < LEVEL:
        return f"与{before}持平"
    share = row.change.kind == "points" or row.indicator.kind is Kind.RATIO
    up, down = (
        ("提高", "下降") if share else ("增长", "下降") if row.change.kind == "percent" else ("增加", "减少")
    )
    return f"比{before}{up if value > 0 else down}{figure(row.change, ABSOLUTE)}"


def fallen(row: IndicatorResult, period: Period, targets: Sequence[Figure]) -> str:
    """污水处理率由8月的95.2%降至94.6%，低于年度目标（95.0%）: met last month, and not any more."""
    label, before = name(row.indicator.name), period.previous.named
    if row.indicator.measure == YES_NO:
        return f"{label}{before}报已完成，{period.named}报未完成"
    up = (row.total.value or 0) > (
        row.previous.value or 0
    )  # what must not exceed its target falls back by rising
    turn, again = ("升至", "高于") if up else ("降至", "低于")
    if say(row.total) in (say(row.previous), *map(say, targets)):  # what is said must not deny itself
        return f"{label}{before}达到年度目标（{_target(row, targets)}），{period.named}略{again}年度目标"
    return f"{label}由{before}的{figure(row.previous)}{turn}{figure(row.total)}，{again}年度目标（{_target(row, targets)}）"


def fell(row: IndicatorResult, period: Period) -> str:
    """累计数由8月的118个减为112个，已请核实: a running total that is smaller than last month's, over the same units; 已请核实 where
    anything of it is still asked (※), not where units have said why."""
    if row.indicator.kind not in (Kind.FLOW, Kind.INVESTMENT) or row.added is None or row.added.value is None:
        return ""
    if row.added.value >= 0:
        return ""
    asked = "，已请核实" if any(DOUBTFUL in mark for mark in row.marks) else ""
    return f"累计数比{period.previous.named}减少{figure(row.added, ABSOLUTE)}{asked}"


def coverage(row: IndicatorResult, known: Collection[str] = ()) -> str:
    """（不含石梁县） / （12个承担单位中6个已报）; "" where all have a figure, or none is absent but units that are ``known``
    to be missing, of which a note of the page says so."""
    absent = [unit for unit in row.coverage.absent if unit.code not in known]
    if not is_partial(row) or (row.coverage.absent and not absent) or not row.due:
        return ""
    if not 0 < len(absent) <= ABSENT_NAMED:
        return f"（{figure(row.expected)}承担单位中{figure(row.reported)}已报）"
    also = "另" if len(absent) < len(row.coverage.absent) else ""
    return f"（{also}不含{listed(name(unit.short or unit.name) for unit in absent)}）"


def units_named(names: Sequence[str], whole: int, limit: int = 4, everyone: str = "各填报单位") -> str:
    """Whose it is: named while few, 各填报单位 when it is all of them and they are many."""
    if len(names) > limit and len(names) == whole:
        return everyone
    return listed(names, limit)
