"""What this level says to the level above: its own figure for one row of the form that came from there.

In: a row of the month's results. Out: :class:`Upward`: a value a field with the units' figures behind it, or the reason why
there is none. A sum in which a unit is missing is none; rates and each unit's own levels never add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.core import fields
from toolkit.core.marks import DOUBTFUL, NOT_CONFIRMED, TO_VERIFY
from toolkit.core.model import YES_NO, Indicator, Kind
from toolkit.core.results import IndicatorResult, MonthResult, TaskResult, UnitTask, UnitValue
from toolkit.core.returns import PROPOSED, Figure, Light, Source
from toolkit.core.value_text import number_text
from toolkit.core.words import Nature, NoValue, TaskStatus
from toolkit.figures.given.table import CARRIED
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.figures.numbers.registry import ALL, figure_key

NOT_DUE = "本级本期不统计这项指标"
OF_EACH = "逐个达标或没有分子分母的百分数，各单位的数不能相加"
ANSWERS = "各单位分别答“是”“否”，本级是否做到要由人判断"
NOBODY = "本级没有单位填报"
UNMET = "单位都报已完成，按指标还不能认定年度目标都已达到"
ALL_OUT = "报来的数都已剔除"
NO_STATUS = "状态没有填或没有采用"
_NAMED = 4  # units that a reason names
_TERMS = {fields.NUMERATOR: "分子 ", fields.DENOMINATOR: "分母 "}


@dataclass(frozen=True)
class Part:
    """One unit's own value behind a value of this level."""

    unit: str  # official name
    key: str  # of its figure
    value: float | str
    measure: str
    mark: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Value:
    """A value of this level for one field of the row, in ``measure``, and the units' values that it is made of."""

    value: float | str
    measure: str
    key: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Upward:
    """``values`` by field of the form's row; ``why`` there are none; ``marks`` are what a person should hear of them."""

    values: Mapping[str, Value] = field(default_factory=dict)
    why: str = ""
    marks: tuple[str, ...] = ()


def indicator_upward(result: MonthResult, row: IndicatorResult) -> Upward:
    """What the level says of an indicator."""
    if not row.units:
        return Upward(why=NOBODY)
    if not row.due:
        return Upward(why=NOT_DUE)
    if not row.indicator.confirmed:
        return Upward(why=f"{NOT_CONFIRMED}，还没有汇总")
    given = [one for one in row.units if _gives(one)]
    owing = [
        one
        for one in row.units
        if not _gives(one) and one.value.word not in (NoValue.NOT_APPLICABLE, NoValue.TAKEN_OUT)
    ]
    asked = (fields.NUMERATOR, fields.DENOMINATOR) if row.indicator.is_ratio_input else (fields.YTD,)
    total = figure_key(row.indicator.id, result.period, ALL, fields.YTD)
    words = {one.value.word for one in row.units}
    if not given and len(words) == 1 and words <= {NoValue.PENDING, NoValue.NOT_APPLICABLE}:
        parts = tuple(_part(one, one.value) for one in row.units)
        return Upward({name: Value(words.copy().pop(), "", total, parts) for name in asked})
    if owing:
        lacking = _lacking([(one.unit.name, _owes(one)) for one in owing])
        return Upward(why=lacking + _so_far(result, row, given, total))
    if not given:
        return Upward(why=ALL_OUT if NoValue.TAKEN_OUT in words else NOBODY)
    values = _ratio(result, row, given, total) if row.indicator.is_ratio_input else _plain(row, given, total)
    if isinstance(values, str):
        return Upward(why=values)
    said = {one.nature for one in given}
    natures = sorted(said - {Nature.ACTUAL})
    if len(natures) == 1 and (natures[0] != Nature.VERIFIED or len(said) == 1):  # a part makes no sum 核定
        values[fields.NATURE] = Value(natures[0], "", total)
    return Upward(values, marks=tuple(_marks(row, given, natures)))


def _so_far(result: MonthResult, row: IndicatorResult, given: Sequence[UnitValue], total: str) -> str:
    """What those that gave a figure make together, for the clerk; "" where figures do not add up."""
    indicator = row.indicator
    if not given or not (indicator.is_ratio_input or _adds_up(indicator)):
        return ""
    values = _ratio(result, row, given, total) if indicator.is_ratio_input else _plain(row, given, total)
    if isinstance(values, str):
        return ""
    sums = "、".join(
        f"{_TERMS.get(name, '')}{number_text(value.value)} {value.measure}".rstrip()
        for name, value in values.items()
        if isinstance(value.value, float)
    )
    return f"；已报的 {len(given)} 个单位合计 {sums}"


def _gives(one: UnitValue) -> bool:
    known = one.numerator is not None or one.value.value is not None
    return known and CARRIED not in one.value.mark


def _owes(one: UnitValue) -> str:
    return CARRIED if CARRIED in one.value.mark else one.value.word


def _lacking(units: Sequence[tuple[str, str]]) -> str:
    return f"还没有齐：{_few([f'{name}（{word}）' for name, word in units])}"


def _few(units: Sequence[str]) -> str:
    """The first of them by name, and how many there are where not all are named."""
    return "、".join(units[:_NAMED]) + (f"等 {len(units)} 个单位" if len(units) > _NAMED else "")


def _part(one: UnitValue, figure: Figure, place: int = 0) -> Part:
    source = one.sources[place] if place < len(one.sources) else None
    if figure.value is None or figure.measure == YES_NO:
        return Part(one.unit.name, figure.key, figure.word, "", figure.mark, source)
    return Part(one.unit.name, figure.key, figure.value, figure.measure, figure.mark, source)


def _beside(row: IndicatorResult, place: int = 0) -> Iterator[Part]:
    """Units that owe nothing: they are named beside the sum, so that nothing is hidden."""
    for one in row.units:
        if not _gives(one):
            part = _part(one, one.value, place)
            # Of a quotient only the other term's cell is left.
            yield replace(part, source=None) if one.value.word == NoValue.TAKEN_OUT else part


def _ratio(
    result: MonthResult, row: IndicatorResult, given: Sequence[UnitValue], total: str
) -> dict[str, Value] | str:
    """Numerators and denominators add up, each in its own measure."""
    values = {}
    measures = {
        fields.NUMERATOR: row.indicator.numerator_measure,
        fields.DENOMINATOR: row.indicator.denominator_measure,
    }
    for place, (name, measure) in enumerate(measures.items()):
        figures = [
            result.figures[figure_key(row.indicator.id, result.period, one.unit.code, name)] for one in given
        ]
        parts = [_part(one, figure, place) for one, figure in zip(given, figures, strict=True)]
        summed = exact_sum(figure.value for figure in figures if figure.value is not None)
        values[name] = Value(summed, measure, total, (*parts, *_beside(row, place)))
    return values


def _adds_up(indicator: Indicator) -> bool:
    """Whether values of units are added as they are."""
    kinds = (Kind.FLOW, Kind.INVESTMENT, Kind.STOCK, Kind.MILESTONE)
    return indicator.kind in kinds and indicator.report_measure != YES_NO


def _plain(row: IndicatorResult, given: Sequence[UnitValue], total: str) -> dict[str, Value] | str:
    indicator = row.indicator
    parts = (*(_part(one, one.value) for one in given), *_beside(row))
    answers = indicator.report_measure == YES_NO
    out = any(one.value.word == NoValue.TAKEN_OUT for one in row.units)
    alone = len(given) == 1 and given[0].value.value is not None and not out
    if answers and indicator.measure == YES_NO and row.total.value is not None:
        return {fields.YTD: Value("是" if row.total.value else "否", YES_NO, total, parts)}
    if answers:
        return {fields.YTD: Value(given[0].value.word, YES_NO, total, parts)} if alone else ANSWERS
    if not _adds_up(indicator) and not alone:
        return OF_EACH
    summed = exact_sum(one.value.value for one in given if one.value.value is not None)
    return {fields.YTD: Value(summed, indicator.report_measure, total, parts)}


def _marks(row: IndicatorResult, given: Sequence[UnitValue], natures: Sequence[str]) -> Iterator[str]:
    doubted = [one.unit.name for one in given if one.doubtful]
    if doubted:
        yield f"{DOUBTFUL}{TO_VERIFY}：{_few(doubted)}"
    proposed = [one.unit.name for one in given if PROPOSED in one.value.mark]
    if proposed:
        yield f"{PROPOSED}：{_few(proposed)}"
    out = [one.unit.name for one in row.units if one.value.word == NoValue.TAKEN_OUT]
    if out:
        yield f"{NoValue.TAKEN_OUT}了 {_few(out)} 的数"
    if len(natures) > 1:
        yield f"数据性质不一（{'、'.join(natures)}），请选一项"


def task_upward(result: MonthResult, row: TaskResult) -> Upward:
    """What the level says of a task: only what all its units say alike, and no indicator says otherwise."""
    if not row.units:
        return Upward(why=NOBODY)
    came = {one.unit.code for one in result.units if one.version}
    silent = [
        (one.unit.name, NO_STATUS if one.unit.code in came else NoValue.NOT_REPORTED)
        for one in row.units.values()
        if not one.status and one.light is not Light.NONE
    ]
    if silent:
        return Upward(why=_lacking(silent))
    said = {one.status for one in row.units.values()} - {"", TaskStatus.NOT_APPLICABLE}
    if not said:
        said = {one.status for one in row.units.values() if one.status}
    if len(said) != 1:
        return Upward(why=_divided(row) if said else NOBODY)
    (status,) = said
    if any(one.contradicts for one in row.units.values()):
        return Upward(why="有单位自报状态与指标进度不一致")
    if status in (TaskStatus.ON_TRACK, TaskStatus.DONE) and row.light in (Light.YELLOW, Light.RED):
        return Upward(why=f"单位都报{status}，按指标判定为{row.word}")
    if status == TaskStatus.DONE and row.light is not Light.BLUE:
        return Upward(why=UNMET)
    return Upward(dict(_statuses(result, row, status)))


def _divided(row: TaskResult) -> str:
    """How many units say what, with names where they are few."""
    names: dict[str, list[str]] = {status: [] for status in TaskStatus}
    for one in row.units.values():
        if one.status:
            names[one.status].append(one.unit.name)
    told = (
        f"{status} {len(units)} 个" + (f"（{'、'.join(units)}）" if len(units) <= _NAMED else "")
        for status, units in names.items()
        if units
    )
    return f"各单位说的不一样：{'、'.join(told)}"


def _statuses(result: MonthResult, row: TaskResult, status: str) -> Iterator[tuple[str, Value]]:
    subject = f"task-{row.task.no}"
    total = figure_key(subject, result.period, ALL, "light")
    units = [one for one in row.units.values() if one.status]
    parts = [_spoken(result, subject, one, fields.STATUS, one.status, "") for one in units]
    yield fields.STATUS, Value(status, "", total, tuple(parts))
    same = [one for one in units if one.status == status]
    levels = {one.completion.value if one.completion else None for one in same}
    if len(levels) == 1 and (level := levels.pop()) is not None:
        parts = [_spoken(result, subject, one, fields.COMPLETION, level, "%") for one in same]
        yield fields.COMPLETION, Value(level, "%", total, tuple(parts))


def _spoken(
    result: MonthResult, subject: str, one: UnitTask, name: str, value: float | str, measure: str
) -> Part:
    key = figure_key(subject, result.period, one.unit.code, name)
    return Part(one.unit.name, key, value, measure, source=one.sources.get(name))
