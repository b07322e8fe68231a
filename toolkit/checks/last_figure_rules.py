"""Rules that hold an indicator against what the unit last said of it: a level that collapses, a figure that became a word, words that
tell another growth than there is. What only grows and falls is :mod:`toolkit.checks.time_rules`'."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.earlier import called, cumulative_field, months_held_against
from toolkit.checks.finding import at, shown
from toolkit.checks.growth_words import Step, says_another_step
from toolkit.checks.remark_words import words_against
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, WORDS, IndicatorRow
from toolkit.core.messages import Asks, Message
from toolkit.core.model import Comparator, Kind
from toolkit.core.periods import Period
from toolkit.core.places import PlaceKey
from toolkit.core.remarks import sentences
from toolkit.core.value_measures import is_counted
from toolkit.core.value_text import squeeze
from toolkit.core.words import NoValue
from toolkit.forms.places import indicator_column, is_yes_no
from toolkit.forms.plan import starts_anew

TENTH = 10  # times less than last: one digit fewer, or the month's increase in place of the stock
# So many last: of three or of twelve things all may go in a month; of a sum, a length or a percentage one of its measure is enough.
MANY, MUCH = 20, 1
_LESS_IS_BETTER = (Comparator.LE, Comparator.EQ)  # 黑臭水体数: it is to vanish
_AS_WRITTEN = 1 + 1e-9  # 0.81 is a tenth of 8.1


@rule(
    Q417=Message(
        "数比上次少了九成以上",
        "填的是 {seen}，{since}是 {last}，少了九成以上。",
        "请核对是否只填了本月新增的数、少写了一位或单位有误；属实的，在“说明”里写一句原因。",
        explained_in=(fields.EXPLANATION,),
        asked=Asks.FALL,
    ),
)
def levels_do_not_collapse(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q417: a stock, a rate or a term that may fall, a tenth or less of what it last was, of twenty counted or one of anything else;
    one question a row."""
    for row in unit.form.indicators:
        if row.indicator.comparator in _LESS_IS_BETTER or is_yes_no(row):
            continue
        for name in _names(row):
            place = (INDICATORS, row.indicator.id, name)
            value, found = unit.number(*place), _last_number(data, unit, row, place)
            if name == cumulative_field(row) or value is None or found is None:
                continue
            month, last = found
            if last >= _least(row, name) and value * TENTH <= last * _AS_WRITTEN:
                yield at(unit, "Q417", *place, since=called(data, month), last=shown(last))
                break


def _least(row: IndicatorRow, name: str) -> float:
    return MANY if is_counted(indicator_column(name, row).measure) else MUCH


@rule(
    Q418=Message(
        "报过数又填不涉及",
        "{since}报的是 {last}，本月改填“不涉及”，合计里不再有本单位的数。",
        "请核对：还有这项工作的请填数；确已不再涉及的，在“说明”里写一句原因即可。",
        explained_in=(fields.EXPLANATION,),
    ),
    Q419=Message(
        "报过数又填待统计",
        "{since}报的是 {last}，本月应报，填的是“待统计”；上次的数不会沿用，合计里暂时没有本单位的数。",
        "请填本月的累计数；暂时报不出的，在“说明”里写明原因和何时能报。",
        explained_in=(fields.EXPLANATION,),
        asked=Asks.ARRANGED,
    ),
)
def figures_do_not_become_words(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q418, Q419: 不涉及 or 待统计 where a figure is due and the unit last reported one that leaves the total; 0 leaves nothing, but of
    what is counted over units an answer was a unit asked."""
    for row in unit.form.indicators:
        names = _names(row)
        said = {name: unit.text(INDICATORS, row.indicator.id, name) for name in names}
        name = next((one for one in names if said[one] in WORDS), None)
        found = _last_answer(data, unit, row, said[name]) if name and row.due else None
        if name is None or found is None:
            continue
        month, values = found
        over_units = is_yes_no(row) or row.indicator.kind is Kind.RATE_EACH
        leaves = any(value not in (0, "否") for value in values)
        if leaves or (over_units and said[name] == NoValue.NOT_APPLICABLE):
            code = "Q418" if said[name] == NoValue.NOT_APPLICABLE else "Q419"
            last = "/".join(shown(value) for value in values)
            yield at(unit, code, INDICATORS, row.indicator.id, name, since=called(data, month), last=last)


@rule(
    Q420=Message(
        "说明的增减与填的数对不上",
        "说明栏里写的是“{words}”，而填的是 {value}，{moved}。",
        "请核对以哪一个为准：数要改的改数，说明栏写错的改文字；都没有错的，请把说明写清楚。",
    ),
)
def words_tell_the_growth(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q420: 说明 says nothing but what the figure grew by or was last month, and says it otherwise than the two months do."""
    for row in unit.form.indicators:
        id, measure = row.indicator.id, row.indicator.report_measure
        place, text = (INDICATORS, id, fields.YTD), unit.text(INDICATORS, id, fields.EXPLANATION)
        value = unit.number(*place)
        if row.indicator.is_ratio_input or not text or value is None:
            continue
        step = _step(data, unit, row, value)
        if step is None or (step.only_grows and step.growth < 0):  # asked about as Q401
            continue
        words = next((one for one in sentences(text) if says_another_step(one, step, data.period)), "")
        if words and not words_against(text, [value], measure, data.period):  # asked about as Q508
            said = {"value": shown(value), "moved": _moved(step), "words": squeeze(words)[:100]}
            yield at(unit, "Q420", *place, seen=f"{said['value']}（{said['moved']}）", **said)


def _step(data: CheckData, unit: UnitData, row: IndicatorRow, value: float) -> Step | None:
    """From last month's figure, where there is one, to this month's."""
    only_grows = cumulative_field(row) == fields.YTD
    measure = row.indicator.report_measure
    if data.period.opens_year and starts_anew(row.indicator, data.period.year):
        return Step(0.0, value, measure, only_grows, opens=True)
    last = unit.history.get(data.previous, {}).get((INDICATORS, row.indicator.id, fields.YTD))
    if last is None or isinstance(last.value, str):
        return None
    return Step(float(last.value), value, measure, only_grows)


def _moved(step: Step) -> str:
    if step.opens:
        return f"今年从 0 起算，新增就是 {shown(step.this)}"
    if not step.growth:
        return f"与上月的 {shown(step.last)} 相同"
    return f"比上月的 {shown(step.last)} {'多' if step.growth > 0 else '少'} {shown(abs(step.growth))}"


def _names(row: IndicatorRow) -> tuple[str, ...]:
    """The cells in which a unit gives its figure."""
    return (fields.NUMERATOR, fields.DENOMINATOR) if row.indicator.is_ratio_input else (fields.YTD,)


def _last_number(
    data: CheckData, unit: UnitData, row: IndicatorRow, place: PlaceKey
) -> tuple[Period, float] | None:
    """The last number there, and in which month."""
    for month, values in months_held_against(data, unit, row):
        entry = values.get(place)
        if entry is not None and not isinstance(entry.value, str):
            return month, float(entry.value)
    return None


def _last_answer(
    data: CheckData, unit: UnitData, row: IndicatorRow, word: str
) -> tuple[Period, list[float | str]] | None:
    """What the unit last answered, all its numbers, and when; where it was the same word already, 待统计 is asked about as Q406."""
    for month, values in months_held_against(data, unit, row):
        said = [values[place].value for place in _places(row) if place in values]
        if NoValue.PENDING in said and word == NoValue.PENDING:
            return None
        if said and not set(said) & set(WORDS):
            return month, said
    return None


def _places(row: IndicatorRow) -> Iterator[PlaceKey]:
    return ((INDICATORS, row.indicator.id, name) for name in _names(row))
