"""Rules of plain sense: what a person notices at sight although each single value can be.

Rows that are the sum of others, a column filled by dragging or sorted alone, shares typed as percents, a date of filling from another month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import COVER, INDICATORS, PROJECTS
from toolkit.core.messages import MEANT, Message
from toolkit.core.value_measures import is_counted
from toolkit.forms.layout import COVER_KEY, MONEY_FIELDS

MOST_PARTS = 50  # rows that one row may be the sum of
DRAGGED, ALIKE = 8, 10  # rows on end: 1, 2, 3 … and one and the same figure
# Rows on end that rise or fall, and different figures among them: by chance once in 100,000 forms.
SORTED, UNLIKE = 10, 8
HUNDRED, HUNDREDS = 100.0, 3  # a denominator that says percent, and in how many rows
LATE = 3  # periods after which nobody fills a form
_NEAR, _ROUNDED = 1e-6, 0.001  # of a sum: its parts were rounded


@rule(
    Q312=Message(
        "一行是另外几行之和",
        "这个项目的各项投资正好是{where}{count}行（{parts}）之和，像是合计或打包的一行，会重复计入。",
        "是合计、打包的，请只留明细或只留这一行；都是单独的项目，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def no_project_is_the_sum_of_others(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q312: two or more sums of a project are those of the projects right below or right above it."""
    keys = unit.rows(PROJECTS)
    sums = [tuple(unit.number(PROJECTS, key, name) or 0.0 for name in MONEY_FIELDS) for key in keys]
    for index, key in enumerate(keys):
        if sum(value > 0 for value in sums[index]) < 2:
            continue
        below = _count_of_parts(sums[index], sums[index + 1 : index + 1 + MOST_PARTS])
        above = 0 if below else _count_of_parts(sums[index], sums[max(index - MOST_PARTS, 0) : index][::-1])
        if below or above:
            parts = keys[index + 1 : index + 1 + below] if below else keys[index - above : index]
            said = {"where": "下面" if below else "上面", "count": str(below or above)}
            yield at(unit, "Q312", PROJECTS, key, fields.TOTAL, parts="、".join(parts[:6]), **said)


def _count_of_parts(whole: Sequence[float], rows: Sequence[Sequence[float]]) -> int:
    """How many of the rows on end add up to the whole in every sum, but for rounding; 0 where none do, one row is no sum."""
    so_far = [0.0] * len(whole)
    for count, row in enumerate(rows, 1):
        so_far = [mine + more for mine, more in zip(so_far, row, strict=True)]
        beyond = [mine - target for mine, target in zip(so_far, whole, strict=True)]
        room = [_ROUNDED * target + _NEAR for target in whole]
        if not any(row) or any(more > most for more, most in zip(beyond, room, strict=True)):
            return 0
        if count > 1 and all(abs(more) <= most for more, most in zip(beyond, room, strict=True)):
            return count
    return 0


@rule(
    Q313=Message(
        "像是把比率填成了分子",
        "{rows}填了 {seen}，像是把比率填成了分子，不是实际的个数；全域的比率会因此算偏。",
        "请按填报口径填实际的分子和分母，比率会自动算出；分母确是这个数的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
)
def shares_have_their_own_terms(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q313: the denominators of three ratios, or of all of two, are 100; or one is 1, or 100, and there is a fraction over it."""
    measures = {
        one.indicator.id: one.indicator.numerator_measure
        for one in unit.form.indicators
        if one.indicator.is_ratio_input
    }
    terms = {
        id: tuple(unit.number(INDICATORS, id, name) for name in (fields.NUMERATOR, fields.DENOMINATOR))
        for id in measures
    }
    whole = {id: pair for id, pair in terms.items() if None not in pair}
    hundreds = [id for id, (_, below) in whole.items() if below == HUNDRED]
    if len(hundreds) >= HUNDREDS or (len(hundreds) > 1 and len(hundreds) == len(whole)):
        rows = "、".join(hundreds[:6]) + (f"等{len(hundreds)}项" if len(hundreds) > 6 else "") + "的分母都"
        yield at(unit, "Q313", INDICATORS, hundreds[0], fields.DENOMINATOR, rows=rows)
    for id, (above, below) in whole.items():
        whole_thing = below == HUNDRED and is_counted(measures[id])  # half a person of a hundred
        if (below == 1.0 or whole_thing) and above is not None and not above.is_integer():
            yield at(unit, "Q313", INDICATORS, id, fields.DENOMINATOR, rows=f"{id}的分母")


@rule(
    Q412=Message(
        "像是拖动填充或单独排序的",
        "从{first}到{last}连续 {count} 项的数{how}，像是{cause}。",
        "请逐项核对；没有错的，在第一项的“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
    ),
)
def figures_are_not_dragged(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q412: figures of many indicators on end that each are one more than the last, all the same and not 0, or stand in order."""
    figures, dragged = _column(unit, fields.YTD, ratios=False), set[str]()
    for step, least, how in ((1.0, DRAGGED, "每项比上一项多1"), (0.0, ALIKE, "都一样")):
        for run in _runs(figures, step):
            if len(run) >= least:
                dragged.update(run)
                yield _run_found(unit, fields.YTD, run, how, "拖动填充出来的")
    for name in (fields.YTD, fields.NUMERATOR, fields.DENOMINATOR):
        figures = _column(unit, name, ratios=name != fields.YTD)
        for run, how in _ordered(figures):
            if run[0] not in dragged:
                yield _run_found(unit, name, run, how, "单独给这一列排过序，和名称对不上了")


def _column(unit: UnitData, name: str, *, ratios: bool) -> list[tuple[str, float]]:
    return [
        (row.indicator.id, value)
        for row in unit.form.indicators
        if row.indicator.is_ratio_input == ratios
        and (value := unit.number(INDICATORS, row.indicator.id, name)) is not None
    ]


def _run_found(unit: UnitData, name: str, run: Sequence[str], how: str, cause: str) -> Finding:
    said = {"first": run[0], "last": run[-1], "count": str(len(run)), "how": how, "cause": cause}
    return at(unit, "Q412", INDICATORS, run[0], name, **said)


def _ordered(figures: Sequence[tuple[str, float]]) -> Iterator[tuple[list[str], str]]:
    """Indicators on end whose figures rise or fall by unlike steps, too many for chance; and which of both they do."""
    for sign, how in ((1.0, "从小到大排着"), (-1.0, "从大到小排着")):
        for run in _rising([(id, sign * value) for id, value in figures]):
            values = [value for _, value in run]
            steps = {later - earlier for earlier, later in pairwise(values)}
            if len(run) >= SORTED and len(set(values)) >= UNLIKE and len(steps) > 1:
                yield [id for id, _ in run], how


def _rising(figures: Sequence[tuple[str, float]]) -> Iterator[list[tuple[str, float]]]:
    """Figures on end of which none is below the last one."""
    run: list[tuple[str, float]] = []
    for one in figures:
        if run and one[1] < run[-1][1]:
            yield run
            run = []
        run.append(one)
    yield run


def _runs(figures: Sequence[tuple[str, float]], step: float) -> Iterator[list[str]]:
    """Indicators on end of which each has the last one's figure and ``step``; zeros are no run."""
    run: list[str] = []
    before = 0.0
    for id, value in figures:
        if run and value and value - before == step:
            run.append(id)
        else:
            yield run
            run = [id] if value or step else []
        before = value
    yield run


@rule(
    N210=Message(
        "填报日期不在这一期",
        "“填报说明”的填报日期写的是 {seen}，这份表是{period}的。",
        "请看是不是把以前的表改了再报；只是日期写错的，下次请改过来，不影响本期汇总。",
    ),
)
def a_form_is_filled_in_its_time(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """N210: 填报日期 in the period before or earlier, or long after."""
    month = unit.text(COVER, COVER_KEY, fields.FILLED_ON)[:7]
    late = data.period
    for _ in range(LATE):
        late = late.next
    if month[:4].isdigit() and not str(data.period.previous) < month <= str(late):
        yield at(unit, "N210", COVER, COVER_KEY, fields.FILLED_ON, period=data.period.chinese)
