"""Rules of proportion: figures that can be, but are far from all that is known of such figures.

They hold in the first month too: what they are held against is the year's target, units of the same 类别, last month, and
for projects the plan. A figure that cannot be at all was rejected when it was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, IndicatorRow
from toolkit.core.medians import others_median
from toolkit.core.messages import MEANT, Message
from toolkit.core.places import PlaceKey
from toolkit.core.value_measures import is_counted
from toolkit.core.value_text import shared_digits
from toolkit.forms.layout import MONEY_FIELDS, PROJECT_SHEET
from toolkit.forms.places import indicator_column

TARGETS, MEDIANS, LASTS = 10, 20, 10  # times
A_FEW, A_BIT = 5, 1  # items, or 公里 and 亿元, last month: of less, ten times as much is a start
EARLY = 3  # before this month of the year all grows so
ENOUGH = 3  # earlier figures of the year: from as many on Q402 knows what a jump is
LEAST = 20  # items: below, nothing is out of proportion
PEERS = 3  # with fewer there is no telling what is usual
TENFOLD = (9.5, 10.5)  # times: 千元 for 万元
YUAN = 1000  # times: 元 for 万元 makes ten thousand, on a plan that is not quite the figure
VAST = 1_000_000  # 万元; a project of one county that large is asked about when its peers are far smaller
ENDLESS = 10_000_000  # 万元: a project is asked about with nothing to hold it against
BEYOND = 1_000_000_000  # of anything that is counted
SCANT = 10  # 万元: a sum below, written with decimals, is likely in 亿元 where the others of its project are thousands of times as large
FIRST_YEAR, START_AHEAD, END_AHEAD = 2000, 10, 20
_PLANNED = {
    fields.FUNDED: fields.TOTAL,
    fields.YEAR_PLAN: fields.TOTAL,
    fields.YEAR_DONE: fields.YEAR_PLAN,
    fields.CUMULATIVE_DONE: fields.TOTAL,
}


@rule(
    Q411=Message(
        "数大得不合常理",
        "填的是 {seen}，{against}。",
        "请核对是否多写了几位、粘错了内容（证件号、电话号码）或单位有误；属实的，在“说明”里写一句原因。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
)
def figures_in_proportion(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q411: over ten times the year's target, twenty times the median of the same 类别, ten times last month's (one digit more), or a
    number that nothing here has, where none of these is known: a telephone number among the terms of a ratio. Of less than twenty
    only last month tells: ten times as much is no start where the decimal point moved or more came than the whole year is to bring."""
    for row in unit.form.indicators:
        ratio = row.indicator.is_ratio_input
        for name in (fields.NUMERATOR, fields.DENOMINATOR) if ratio else (fields.YTD,):
            place = (INDICATORS, row.indicator.id, name)
            value = unit.number(*place)
            if value is None:
                continue
            if value >= LEAST:
                against = "" if ratio else _over_target(row, value)
                against = against or _over_peers(data, unit, place, value)
            else:
                against = ""
            against = against or _over_last(data, unit, row, name)
            if not against and value >= BEYOND and row.indicator.report_measure != "元":
                against = "超过 10 亿"
            if against:
                yield at(unit, "Q411", *place, against=against)


def _over_target(row: IndicatorRow, value: float) -> str:
    target = row.quota if row.quota else row.target.low
    if target <= 0 or value <= TARGETS * target:
        return ""
    whose = "本单位年度任务" if row.quota else said("全地区年度目标")
    return f"超过{whose} {shown(target)} 的 {TARGETS} 倍"


def _over_peers(data: CheckData, unit: UnitData, place: PlaceKey, value: float) -> str:
    count, middle = others_median(data.by_kind[unit.unit.kind, place], [value])
    usual = middle if count >= PEERS else 0
    if usual <= 0 or value <= MEDIANS * usual:
        return ""
    return f"超过同类单位中位数 {shown(usual)} 的 {MEDIANS} 倍"


def _over_last(data: CheckData, unit: UnitData, row: IndicatorRow, name: str) -> str:
    place = (INDICATORS, row.indicator.id, name)
    value, last = unit.number(*place) or 0.0, _last(data, unit, place)
    if last <= 0 or value < LASTS * last:
        return ""
    earlier = [row.get(place) for month, row in unit.history.items() if month.year == data.period.year]
    if sum(entry is not None and not isinstance(entry.value, str) for entry in earlier) >= ENOUGH:
        return ""
    against = f"是上月 {shown(last)} 的 {LASTS} 倍以上"
    if shared_digits(last, value) > 1:  # 4.21 and 42.1; of a single digit that may be chance
        return against
    whole = 0.0 if row.indicator.is_ratio_input else row.quota or row.target.low
    if data.period.month >= EARLY and 0 < whole < value:
        return against
    measure = indicator_column(name, row).measure
    least = A_FEW if is_counted(measure) or "%" in measure else A_BIT
    return against if data.period.month >= EARLY and last >= least else ""


@rule(
    Q307=Message(
        "是否把元填成了万元",
        "{column}填了 {seen} 万元，{against}。",
        "请核对这几格是否把元当万元填了；属实的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def money_in_ten_thousands(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q307: a sum of a project that is about ten thousand times last month's, the plan's or what peers have; one question a row,
    which is Q311 where all that it costs is too little."""
    usual = {name: _usual(data, unit, name) for name in MONEY_FIELDS}
    for key in unit.rows(PROJECTS):
        if _tiny_total(data, unit, key, usual[fields.TOTAL]):
            continue
        far = {
            name: against
            for name in MONEY_FIELDS
            if unit.number(PROJECTS, key, name) and (against := _far(data, unit, key, name, usual[name]))
        }
        if far:
            yield _of_row(unit, "Q307", key, far)


@rule(
    Q311=Message(
        "是否把亿元填成了万元",
        "{column}填了 {seen} 万元，{against}。",
        "请核对这几格是否按亿元填了，本表以万元为单位；属实的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def projects_are_not_tiny(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q311: all that a project costs is a thousandth of what it cost last month, or of what peers cost, or a few 万元 with decimals;
    another sum of it, written with decimals, a thousandth of the sums beside it. One question a row."""
    usual = _usual(data, unit, fields.TOTAL)
    for key in unit.rows(PROJECTS):
        tiny = {name: against for name in _PLANNED if (against := _scant(unit, key, name))}
        if against := _tiny_total(data, unit, key, usual):
            tiny = {fields.TOTAL: against, **tiny}
        if tiny:
            yield _of_row(unit, "Q311", key, tiny)


def _tiny_total(data: CheckData, unit: UnitData, key: str, usual: float) -> str:
    total = unit.number(PROJECTS, key, fields.TOTAL) or 0.0
    last = _last(data, unit, (PROJECTS, key, fields.TOTAL))
    if 0 < total <= last / YUAN:
        return f"上月是 {shown(last)} 万元，相差上千倍"
    if 0 < total <= usual / YUAN:
        return f"其他项目这一项多在 {shown(usual)} 万元上下，相差上千倍"
    if not last and 0 < total < SCANT and total != int(total):
        return "比通常的重点项目少得多"
    return ""


def _of_row(unit: UnitData, code: str, key: str, told: Mapping[str, str]) -> Finding:
    """One question on a row: at its first column in doubt, with those that are in doubt, and that seem to be in the same measure."""
    first = next(iter(told))
    names = [name for name in MONEY_FIELDS if name in told or _is_alike(unit, key, first, name)]
    titles = {name: PROJECT_SHEET.column(name).title for name in names}
    against = told[first] if len(names) == 1 else f"其中{titles[first]}，{told[first]}"
    figures = "、".join(shown(unit.number(PROJECTS, key, name) or 0.0) for name in names)
    return at(
        unit, code, PROJECTS, key, first, seen=figures, column="、".join(titles.values()), against=against
    )


def _is_alike(unit: UnitData, key: str, first: str, other: str) -> bool:
    """Whether another sum of the row may be in the measure of all that the project costs: no more than that, and not next to nothing of it."""
    value, beside = (unit.number(PROJECTS, key, name) or 0.0 for name in (first, other))
    return first == fields.TOTAL and beside <= value < beside * YUAN


def _last(data: CheckData, unit: UnitData, place: PlaceKey) -> float:
    """Last month's number, 0 where there was none."""
    before = unit.history.get(data.previous, {}).get(place)
    return before.value if before is not None and not isinstance(before.value, str) else 0.0


def _far(data: CheckData, unit: UnitData, key: str, name: str, usual: float) -> str:
    value = unit.number(PROJECTS, key, name) or 0.0
    last = _last(data, unit, (PROJECTS, key, name))
    if last > 0 and value >= YUAN * last:
        return f"上月是 {shown(last)} 万元，相差上千倍"
    plan = unit.number(PROJECTS, key, _PLANNED[name]) if name in _PLANNED else None
    if plan and plan > 0 and value >= YUAN * plan:
        return f"{PROJECT_SHEET.column(_PLANNED[name]).title}是 {shown(plan)} 万元，相差上千倍"
    if usual > 0 and value >= max(VAST, YUAN * usual):
        return f"其他项目这一项多在 {shown(usual)} 万元上下，相差上千倍"
    return f"合 {shown(value / 10_000)} 亿元" if value >= ENDLESS else ""


def _scant(unit: UnitData, key: str, name: str) -> str:
    """What a sum with decimals is tiny against: the largest of the project's other sums but all that it costs."""
    value = unit.number(PROJECTS, key, name) or 0.0
    if not 0 < value < SCANT or value == int(value):
        return ""
    others = {other: unit.number(PROJECTS, key, other) or 0.0 for other in _PLANNED if other != name}
    other = max(others, key=lambda one: others[one])
    if others[other] < YUAN * value:
        return ""
    return f"{PROJECT_SHEET.column(other).title}是 {shown(others[other])} 万元，相差上千倍"


def _usual(data: CheckData, unit: UnitData, name: str) -> float:
    """The median of the other units' projects, 0 where there are too few."""
    column = (PROJECTS, name)
    own = data.amounts.get(column, {}).get(unit.unit.code, ())
    count, middle = others_median(data.ordered.get(column, ()), own)
    return middle if count >= PEERS else 0.0


@rule(
    Q314=Message(
        "与上月正好差十倍",
        "{column}填了 {seen} 万元，上月是 {last} 万元，差了十倍左右。",
        "请核对是否按千元填了，或者多写、少写了一个0，本栏以万元为单位；属实的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def plans_do_not_move_by_a_digit(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q314: 总投资 or 本年计划投资, which stand from month to month, are ten times last month's or a tenth of them."""
    for key in unit.rows(PROJECTS):
        for name in (fields.TOTAL, fields.YEAR_PLAN):
            last, value = _last(data, unit, (PROJECTS, key, name)), unit.number(PROJECTS, key, name)
            if (
                not last
                or not value
                or not any(TENFOLD[0] <= of <= TENFOLD[1] for of in (value / last, last / value))
            ):
                continue
            column = PROJECT_SHEET.column(name).header
            yield at(unit, "Q314", PROJECTS, key, name, column=column, last=shown(last))


@rule(
    Q308=Message(
        "项目时间离得太远",
        "{column}填了 {seen}，离现在太远。",
        "请核对年份是否写错；属实的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def project_dates_are_near(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q308: a project that began before 2000, or begins or ends decades from now."""
    for (sheet, key, name), entry in unit.entries.items():
        if sheet != PROJECTS or name not in (fields.START, fields.PLANNED_END):
            continue
        year = str(entry.value)[:4]
        last = data.period.year + (START_AHEAD if name == fields.START else END_AHEAD)
        if year.isdigit() and not FIRST_YEAR <= int(year) <= last:
            yield at(unit, "Q308", PROJECTS, key, name, column=PROJECT_SHEET.column(name).header)
