"""Made-up figures of a unit: a share, a speed and the weight of each month, drawn once for unit, indicator and year.

In: a form's row. Out: what the unit reports, the same for the same seed; cumulative values never fall.
"""

from __future__ import annotations

from random import Random

from toolkit.core import fields
from toolkit.core.form import Form, IndicatorRow
from toolkit.core.model import YES_NO, Comparator, Indicator, Kind
from toolkit.core.words import NoValue
from toolkit.figures.quotas.quotasums import QuotaRow

FEW = 20
# Counties with a park hold a good part of the prefecture's industry.
_SHARES = {(id, unit): 0.25 for id in ("T10-1", "T10-2") for unit in ("喀什市", "莎车县")}
_WITH_PARK, _PARKS = ("653101", "653125"), 7.0  # counties whose parks carry the prefecture's industry
# A park's figure moves as that of the county around it.
_ALIKE = {"T17-4": "T10-1", "T20-4": "T10-1"}


def made_up_weights(row: QuotaRow) -> dict[str, float]:
    """How much of a target each unit carries: big counties more, each target otherwise."""
    return {
        unit: (_PARKS if unit in _WITH_PARK and row.indicator.task_no == 10 else 1.0)
        * draw_of("weight", unit).uniform(0.7, 1.6)
        * draw_of("weight", row.indicator.id, unit).uniform(0.8, 1.2)
        for unit in row.quotas
    }


def draw_of(*parts: object) -> Random:
    """A generator that depends on nothing but its parts."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 - made-up data, no secret


def speed_of(form: Form, subject: str, seed: str) -> float:
    """How fast the unit is against the straight line of the year: some subjects go well everywhere, some nowhere."""
    subject = _ALIKE.get(subject, subject)
    tempo = draw_of("tempo", seed, subject, form.period.year).choices((0.8, 1.0, 1.1), (3, 4, 3))[0]
    own = draw_of("speed", seed, form.unit.code, subject, form.period.year)
    return float(tempo * own.choices((0.55, 0.85, 1.0, 1.2, 1.45), (1, 2, 6, 5, 2))[0])


def done_by(form: Form, subject: str, seed: str) -> float:
    """The part of a year's work that a unit on the straight line has done: months weigh differently, none is empty."""
    subject = _ALIKE.get(subject, subject)
    common = draw_of("months", seed, subject, form.period.year)  # a good month is one for all, more or less
    own = draw_of("months", seed, form.unit.code, subject, form.period.year)
    weights = [common.uniform(0.5, 1.5) * own.uniform(0.7, 1.3) for _ in range(12)]
    return sum(weights[: form.period.month]) / sum(weights)


def indicator_cells(form: Form, row: IndicatorRow, seed: str) -> dict[str, str | float]:
    """What the unit fills into the row of an indicator."""
    indicator = row.indicator
    draw = draw_of("level", seed, form.unit.code, indicator.id)
    if indicator.is_ratio_input:
        return _quotient(row, draw, speed_of(form, indicator.id, seed), form.period.month)
    if draw.random() < 0.02:
        return {
            fields.YTD: NoValue.PENDING.value,
            fields.EXPLANATION: "部门尚未核定",
            fields.DATA_DEPARTMENT: "统计局",
        }
    return {fields.YTD: _value(form, row, seed), fields.DATA_DEPARTMENT: "统计局"}


def _quotient(row: IndicatorRow, draw: Random, speed: float, month: int) -> dict[str, str | float]:
    denominator = draw.randrange(2_000, 60_000)
    reached = min(1.0, 0.86 + 0.1 * speed) * (0.995 + 0.0004 * month)
    numerator = round(denominator * row.target.low * reached / row.indicator.factor)
    if row.indicator.factor == 100:
        numerator = min(numerator, denominator)
    return {fields.NUMERATOR: numerator, fields.DENOMINATOR: denominator, fields.DATA_DEPARTMENT: "主管部门"}


def _value(form: Form, row: IndicatorRow, seed: str) -> str | float:
    indicator, month = row.indicator, form.period.month
    draw = draw_of("level", seed, form.unit.code, indicator.id)
    speed = speed_of(form, indicator.id, seed)
    if indicator.report_measure == YES_NO:
        return "是" if draw.random() * 12 < month * speed else "否"
    if indicator.comparator is Comparator.LE:
        return float(row.target.low + round(4 - 0.5 * month))
    if indicator.comparator is Comparator.EQ and row.target.low == 0:
        return 0
    part = _part(form, row, draw)
    measured = indicator.report_measure in ("亿元", "公里")
    if indicator.kind is Kind.STOCK:
        level = _stock(form, row, part, seed)
    elif part < FEW and not measured:
        return _done_one_by_one(part, draw, speed, month)
    else:
        level = part * speed * done_by(form, indicator.id, seed)
    return round(level, indicator.decimals + 1) if measured else round(level)


def _part(form: Form, row: IndicatorRow, draw: Random) -> float:
    """What the unit is to reach in the year: its quota, else a share of the target."""
    if row.quota is not None:
        return row.quota
    indicator = row.indicator
    reporters = 1 if indicator.kind is Kind.RATE_EACH else len(indicator.reporters_in(form.period.year))
    share = _SHARES.get((indicator.id, form.unit.name), 1 / reporters)
    return row.target.low * share * draw.uniform(0.7, 1.3)


def _stock(form: Form, row: IndicatorRow, part: float, seed: str) -> float:
    """A level that rises to about the target by the end of the year, and goes on from there in the next."""
    start = _reached(row.indicator, form.unit.code, form.period.year - 1, seed)
    end = _reached(row.indicator, form.unit.code, form.period.year, seed)
    before = row.indicator.targets.get(form.period.year - 1)
    begin = 0.93 if before is None else start * before.low / row.target.low
    level = part * (begin + (end - begin) * done_by(form, row.indicator.id, seed))
    return max(level, row.previous or 0.0)


def _reached(indicator: Indicator, unit: str, year: int, seed: str) -> float:
    """Which part of its target of the year a stock comes to in the end."""
    return draw_of("end", seed, unit, indicator.id, year).uniform(0.97, 1.05)


def _done_one_by_one(share: float, draw: Random, speed: float, month: int) -> int:
    """How many of a few things (schools, streets) are done: each has a month in which it is."""
    things = int(share) + (draw.random() < share % 1)
    return sum(draw.uniform(1, 12) <= month * speed for _ in range(things))
