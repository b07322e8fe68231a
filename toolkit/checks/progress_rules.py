"""What 本月进展 says in figures, against the cells of 指标数据.

A text tells of much that is counted alike: all schools of a county, what was begun, what a share is of. A figure is held against a cell only
where its clause has most of the indicator's own name, no word of another stand or time, and the text does not say the cell's figure elsewhere.
It may be the month's, the year's so far, or that of a part, and says so or not: it contradicts its cell only where it cannot be any of what
its words leave open: more than all of the year, another total than the cell's, another growth than from last month's, or its very digits with
the point elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, IndicatorRow
from toolkit.core.messages import Asks, Message
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.remarks import sentences
from toolkit.core.value_measures import base_of, convert, is_counted
from toolkit.core.value_numbers import read_number
from toolkit.core.value_numerals import CHARACTERS
from toolkit.core.value_text import number_text, shared_digits

MONTH, TOTAL, OPEN = "month", "total", "open"  # what a figure is said to be
_PARTS = 6  # figures of a sentence that may add up to the cell's
_DIGITS = 3  # of which as many are the same, though the point stands elsewhere, is no chance
# Stand in every sentence and say nothing of what is counted.
_GENERIC = lazy_regex(
    "重点|任务|项目|工作|建设|推进|全年|全县|全市|全区|本月|累计|完成|新增|情况|[^\u4e00-\u9fff]"
)
# Not yet, of another time, or what something can hold.
_OTHER = lazy_regex(
    r"下月|下一?步|计划|拟|将|力争|争取|预计|目标|任务数|[去上前往]年|上个?月|同期|[可能](?=新?增|提供|容纳|解决|满足|带动)|20\d\d年[^，]{0,3}(?:底|末|[建改新完])"
    r"|[一二三四]季度|下半年|[对向](?=\d+\S{0,12}(?:开展|进行|实施))"
)
# How much there is altogether, what was begun or agreed upon, what is short, or another work.
_ANOTHER = lazy_regex(
    r"规划|总投资|总长|概算|估算|意向|签约|协议|申请|下达|现有|原有|共有|历年|应|在[谈建]|开工|缺|普查|排查|涉及|惠及|不(?:属于|计入|含|包括)"
)
_OF_THEM = lazy_regex(r"^[^，]{0,10}中(?![央国心学小])")  # 59项业务中已有57项
_LISTED = lazy_regex(r"(?:^|(?<=[。；;\n]))\s{0,4}\d{1,2}[.．、](?=\d)")  # the numbers of a list's points
_PART = lazy_regex(r"其中|包括|第[一二三四五六七八九十\d]+批|剩余|其余|还有|另有")
_TOTAL = r"累计|截[至止]|今年以来|年初以来|[—–~～至到-]{month}月|共|总数|总量"
_OF_MONTH = lazy_regex("本月|当月")
_MONTHS = lazy_regex(r"(\d{1,2})月")
_YEARS = lazy_regex(r"(20\d\d)年")
_GROWN = lazy_regex(
    r"[较比][^，]{0,12}(?:[增多]|提高|扩大)[^，]{0,3}$"
)  # 较5月累计数增加: since then, no total
_FIGURE = lazy_regex(
    rf"(?<![\d.])(\d+(?:,\d{{3}})*(?:\.\d+)?|(?<![{CHARACTERS}])[{CHARACTERS}]{{2,12}})\s*((?:万|亿)?(?:人次|公里|千米|米|元|平方米|亩|[所个户家项条人座套片部届]))(?![\d年月])"
)
_COMMA = lazy_regex(r"[，,（(）)；;]")
_PIECE = lazy_regex(r"[、，,（(）)；;]")


@dataclass(frozen=True)
class _Said:
    """A figure as shown, the words right before and behind it, what it is said to be ("": of another time or thing), its number and measure."""

    shown: str
    words: str
    kind: str
    number: str
    measure: str


@rule(
    Q501=Message(
        "文字与数字不符",
        "本月进展里写了“{shown}”，而指标数据里“{name}”是 {cell}。",
        "请核对，把文字和数字改一致；两处说的不是一回事的，在这项指标的“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        asked=Asks.OTHER,
    ),
)
def figures_agree(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q501: a figure in the text that names an indicator of the task and can be neither its cell, nor the month's part of that, nor any part."""
    rows: dict[int, list[IndicatorRow]] = {}
    for row in unit.form.indicators:
        if (
            not row.indicator.is_ratio_input
            and unit.number(INDICATORS, row.indicator.id, fields.YTD) is not None
        ):
            rows.setdefault(row.indicator.task_no, []).append(row)
    for task_no, indicators in rows.items():
        key = unit.form.task_key(task_no)
        found = _first_against(unit, unit.text(TASKS, key, fields.PROGRESS), indicators, data.period)
        if found is not None:
            said, first = found
            cell = f"{number_text(_value(unit, first))}{first.indicator.report_measure}"
            known = {"shown": said.shown, "name": first.indicator.name, "indicator": first.indicator.id}
            yield at(unit, "Q501", TASKS, key, fields.PROGRESS, cell=cell, **known)


def _first_against(
    unit: UnitData, text: str, rows: Sequence[IndicatorRow], period: Period
) -> tuple[_Said, IndicatorRow] | None:
    if _LISTED.match(text):
        text = _LISTED.sub("", text)
    told = [list(_figures(sentence, period)) for sentence in sentences(text)]
    every = [said for figures in told for said in figures]
    for figures in told:
        for said in figures:
            named = _named(rows, said) if said.kind else []
            if named and not _stands(unit, named, every) and not _may_be(unit, named, said, figures):
                return _total_beside(said, figures, named[0].indicator.report_measure), named[0]
    return None


def _total_beside(said: _Said, figures: Sequence[_Said], measure: str) -> _Said:
    """The figure to be quoted: 累计4997人 rather than the month's that stands before it in the sentence."""
    totals = (one for one in figures if one.kind == TOTAL and _number(one, measure) is not None)
    return said if said.kind == TOTAL else next(totals, said)


def _figures(sentence: str, period: Period) -> Iterator[_Said]:
    """Every figure of a sentence."""
    for match in _FIGURE.finditer(sentence):
        before = _COMMA.split(sentence[: match.start()])[-1]
        after = _COMMA.split(sentence[match.end() :])[0]
        near = before + match[0] + after[:12]
        of_another = _OTHER.search(near) or _ANOTHER.search(near) or _OF_THEM.match(after)
        words = f"{_PIECE.split(before)[-1]} {_PIECE.split(after)[0]}"
        yield _Said(match[0], words, "" if of_another else _kind(before, period), match[1], match[2])


def _kind(before: str, period: Period) -> str:
    """What the words before a figure say that it is; "" where it is of another time, or since one."""
    years = _YEARS.findall(before)
    if _GROWN.search(before) or (years and int(years[-1]) != period.year):
        return ""
    if _PART.search(before):
        return OPEN
    if re.search(_TOTAL.format(month=period.month), before):
        return TOTAL
    months = [int(one) for one in _MONTHS.findall(before)]
    if months and months[-1] != period.month:
        return ""
    return MONTH if months or _OF_MONTH.search(before) else OPEN


def _named(rows: Sequence[IndicatorRow], said: _Said) -> list[IndicatorRow]:
    """The rows of a fitting measure whose names share most with the words: at least half of a name where no word says that it is the total."""
    pairs = _pairs(said.words)
    shared = {}
    for row in rows:
        name = _pairs(row.indicator.name)
        both = len(pairs & name)
        least = 1 if said.kind == TOTAL else len(name) / 2
        if both and both >= least and _number(said, row.indicator.report_measure) is not None:
            shared[row.indicator.id] = both
    most = max(shared.values(), default=0)
    return [row for row in rows if most and shared.get(row.indicator.id) == most]


def _pairs(words: str) -> set[str]:
    """Neighbouring characters of the words that say what is counted."""
    return {piece[at : at + 2] for piece in _GENERIC.split(words) for at in range(len(piece) - 1)}


def _stands(unit: UnitData, rows: Sequence[IndicatorRow], every: Sequence[_Said]) -> bool:
    """Whether the text says the figure of a row, or of all together, too: then others in it are of something else."""
    values = [_value(unit, row) for row in rows]
    measure = rows[0].indicator.report_measure
    return any(_is(said, measure, value) for said in every for value in (*values, sum(values)))


def _is(said: _Said, measure: str, value: float) -> bool:
    """Whether the figure is the value, as far as it is written out: 1.2万 is 11960."""
    number = _number(said, measure)
    if number is None:
        return False
    if is_counted(measure) and not said.measure.startswith(("万", "亿")):
        return _equal(number, value)
    places = len(said.number.partition(".")[2])
    step = convert(Decimal(1).scaleb(-places), said.measure, measure)
    return step is not None and abs(number - value) <= float(step) / 2 + 1e-9


def _number(said: _Said, measure: str) -> float | None:
    """The figure in the measure of a row, None where that is another thing."""
    plain = read_number(said.number, "").value
    if plain is None or (is_counted(measure) and base_of(said.measure) != base_of(measure)):
        return None
    found = convert(Decimal(repr(plain)), said.measure, measure)
    return None if found is None else float(found)


def _value(unit: UnitData, row: IndicatorRow) -> float:
    return unit.number(INDICATORS, row.indicator.id, fields.YTD) or 0.0


def _may_be(unit: UnitData, rows: Sequence[IndicatorRow], said: _Said, figures: Sequence[_Said]) -> bool:
    """Whether the figure, alone or with others of its sentence, can be what the cells of the rows say."""
    values = [_value(unit, row) for row in rows]
    before = [row.previous for row in rows]
    measure = rows[0].indicator.report_measure
    number = _number(said, measure) or 0.0
    totals = [*values, sum(values)]
    if said.kind == TOTAL:
        together = [one for one in (_number(other, measure) for other in figures) if one is not None][:_PARTS]
        sums = (sum(some) for size in range(1, len(together) + 1) for some in combinations(together, size))
        return any(_equal(number, one) for one in totals) or any(
            _equal(one, total) for one in sums for total in totals
        )
    if said.kind == MONTH and None not in before:
        growth = [value - (last or 0.0) for value, last in zip(values, before, strict=True)]
        return any(_equal(number, one) or number < one for one in (*growth, sum(growth)))
    return any(
        (number <= one and shared_digits(number, one) < _DIGITS) or _equal(number, one) for one in totals
    )


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))
