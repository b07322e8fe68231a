"""One month's entries, indexed by unit and row, with what a unit says of each indicator.

In: entries of a period, the checklist (openings, reporters). Out: :class:`MonthTable`, and
:class:`Amount` for a unit's figure of an indicator; a row without a figure carries the word that
says why (未报, 待统计, 不涉及, 拒收, 剔除).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.core import fields
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Indicator, Kind, Unit
from toolkit.core.openings import is_return, with_openings
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Entry, Source
from toolkit.core.words import Nature, NoValue
from toolkit.figures.given.data import MonthData
from toolkit.forms.spec import SheetSpec

CARRIED = "沿用上月"
_YES_NO = {"是": 1.0, "否": 0.0}
Row = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Amount:
    """What one unit says of one indicator in one month, in the measure that units report in.

    ``word`` is "" when there is a figure; ``value`` may still be None for a quotient whose
    denominator is 0. ``carried`` figures count in totals but are not reported ones.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    word: str = ""
    mark: str = ""
    nature: str = Nature.ACTUAL.value
    explanation: str = ""
    entries: tuple[Entry, ...] = ()  # the cells that it was read from, numerator first
    carried: bool = False
    doubtful: bool = False  # ※ an open finding contests it

    @property
    def sources(self) -> tuple[Source, ...]:
        """The cells as received."""
        return tuple(entry.source for entry in self.entries if entry.source)

    @property
    def note(self) -> str:
        """Why and by whom it was corrected, "" when it was not."""
        return "；".join(entry.note for entry in self.entries if entry.note)

    @property
    def counts(self) -> bool:
        """Whether it enters the roll-up."""
        return not self.word

    @property
    def owed(self) -> bool:
        """Whether the unit owes the figure: not where it does not apply, nor where a person took it out."""
        return self.word not in (NoValue.NOT_APPLICABLE, NoValue.TAKEN_OUT)

    @property
    def reported(self) -> bool:
        """Whether the unit itself gave a figure for this month."""
        return not self.word and not self.carried


@dataclass(frozen=True)
class MonthTable:
    """The rows of one period: (sheet, unit code, row key) -> field -> entry."""

    period: Period
    rows: Mapping[tuple[str, str, str], Row]
    rejected: frozenset[tuple[str, Place]] = frozenset()
    taken_out: frozenset[tuple[str, Place]] = frozenset()
    doubted: frozenset[tuple[str, Place]] = frozenset()
    wrong_status: frozenset[tuple[str, Place]] = frozenset()
    carried: Mapping[tuple[str, str], Amount] = field(default_factory=dict)

    def row(self, sheet: str, unit: str, key: str) -> Row:
        """The entries of one row by field; empty when nothing was filled."""
        return self.rows.get((sheet, unit, key), {})

    def own(self, indicator: Indicator, unit: str) -> Amount:
        """What the unit itself says of the indicator in this month."""
        return _own_amount(self, indicator, unit)

    def speakers(self) -> frozenset[str]:
        """Codes of the units that returned anything; what stands for months before the tool is no return."""
        return frozenset(
            unit for (_, unit, _), row in self.rows.items() if any(is_return(entry) for entry in row.values())
        )

    @cached_property
    def has_returns(self) -> bool:
        """Whether any unit returned anything; on what stands for months before the tool no task is judged."""
        return any(is_return(entry) for row in self.rows.values() for entry in row.values())

    def amount(self, indicator: Indicator, unit: str) -> Amount:
        """What the unit says of the indicator; a carried figure only where it says nothing."""
        amount = _own_amount(self, indicator, unit)
        if amount.word == NoValue.NOT_REPORTED:
            return self.carried.get((indicator.id, unit), amount)
        return amount


class Tables(Mapping[Period, MonthTable]):
    """A table for every period in ``data.entries`` and the current one, openings and carrying applied.

    A month is indexed when it is first looked at: most months look back no further than the one before.
    """

    def __init__(self, data: MonthData) -> None:
        self._data = data
        self._codes = unit_codes(data.units)
        self._entries = with_openings(data.entries, data.checklist.openings, self._codes, data.period)
        self._periods = [one for one in sorted({*self._entries, data.period}) if one <= data.period]
        self._made: dict[Period, MonthTable] = {}

    def __getitem__(self, period: Period) -> MonthTable:
        if period not in self._made:
            if period not in self._periods:
                raise KeyError(period)
            self._made[period] = self._make(period)
        return self._made[period]

    def __iter__(self) -> Iterator[Period]:
        return iter(self._periods)

    def __len__(self) -> int:
        return len(self._periods)

    def _make(self, period: Period) -> MonthTable:
        data, current = self._data, period == self._data.period
        table = MonthTable(
            period,
            _index(self._entries.get(period, ())),
            rejected=data.rejected if current else frozenset(),
            taken_out=data.taken_out if current else data.taken_out_before.get(period, frozenset()),
            doubted=frozenset(_doubted(data)) if current else frozenset(),
            wrong_status=frozenset(_wrong_status(data)) if current else frozenset(),
        )
        if data.settings.carry_missing:
            earlier = {one: self[one] for one in self._periods if one < period}
            table = replace(table, carried=_carry(data.checklist, self._codes, table, earlier))
        return table


def month_table(period: Period, entries: Sequence[Entry]) -> MonthTable:
    """A month's rows alone: nothing carried, nothing ruled out."""
    return MonthTable(period, _index(entries))


def _doubted(data: MonthData) -> Iterator[tuple[str, Place]]:
    for unit, found in data.open_findings.items():
        for indicator, name in found.doubted:
            yield unit, Place(INDICATORS, indicator, name)


def _wrong_status(data: MonthData) -> Iterator[tuple[str, Place]]:
    for unit, found in data.open_findings.items():
        for key in found.wrong_status:
            yield unit, Place(TASKS, key, fields.STATUS)


def text_of(row: Row, name: str) -> str:
    """What a cell of the row says, "" when nothing."""
    entry = row.get(name)
    return str(entry.value) if entry else ""


def number_of(row: Row, name: str) -> float | None:
    """The number in a cell of the row; None where there is none or a word stands in its place."""
    entry = row.get(name)
    return None if entry is None or isinstance(entry.value, str) else float(entry.value)


def further(spec: SheetSpec, row: Row) -> dict[str, str | float]:
    """What a row says in columns that came into the form later."""
    return {column.field: row[column.field].value for column in spec.later if column.field in row}


def unit_codes(units: Iterable[Unit]) -> dict[str, str]:
    """Unit name -> code, in the order of config."""
    return {unit.name: unit.code for unit in units}


def holders(indicator: Indicator, year: int, codes: Mapping[str, str]) -> list[str]:
    """Codes of the units that hold the indicator's row in that year, in the checklist's order."""
    if year not in indicator.targets:
        return []
    return [codes[name] for name in indicator.reporters_in(year) if name in codes]


def _index(entries: Sequence[Entry]) -> dict[tuple[str, str, str], dict[str, Entry]]:
    rows: dict[tuple[str, str, str], dict[str, Entry]] = {}
    for entry in entries:
        row = rows.setdefault((entry.sheet, entry.unit, entry.key), {})
        if entry.field in row and row[entry.field] != entry:
            raise ValueError(f"two effective values: {entry.unit} {entry.sheet} {entry.key} {entry.field}")
        row[entry.field] = entry
    return rows


def _own_amount(table: MonthTable, indicator: Indicator, unit: str) -> Amount:
    row = table.row(INDICATORS, unit, indicator.id)
    names = (fields.NUMERATOR, fields.DENOMINATOR) if indicator.is_ratio_input else (fields.YTD,)
    entries = [row.get(name) for name in names]
    numbers = [_number(entry) for entry in entries]
    word = _why_missing(table, indicator, unit, names, entries) if None in numbers else ""
    numerator, denominator = numbers if len(numbers) == 2 and not word else (None, None)
    value = None if word else numbers[0]
    if indicator.is_ratio_input:
        value = numerator * indicator.factor / denominator if numerator is not None and denominator else None
    return Amount(
        value=value,
        numerator=numerator,
        denominator=denominator,
        word=word,
        mark="、".join(sorted({entry.mark for entry in entries if entry and entry.mark})),
        nature=text_of(row, fields.NATURE) or Nature.ACTUAL.value,
        explanation=text_of(row, fields.EXPLANATION),
        entries=tuple(entry for entry in entries if entry),
        doubtful=bool(table.doubted)
        and not word
        and any((unit, Place(INDICATORS, indicator.id, name)) in table.doubted for name in names),
    )


def _number(entry: Entry | None) -> float | None:
    if entry is None:
        return None
    if isinstance(entry.value, str):
        return _YES_NO.get(entry.value)
    return float(entry.value)


def _why_missing(
    table: MonthTable,
    indicator: Indicator,
    unit: str,
    names: tuple[str, ...],
    entries: Sequence[Entry | None],
) -> str:
    words = {str(entry.value) for entry in entries if entry and isinstance(entry.value, str)}
    if any((unit, Place(INDICATORS, indicator.id, name)) in table.rejected for name in names):
        return NoValue.REJECTED
    if any((unit, Place(INDICATORS, indicator.id, name)) in table.taken_out for name in names):
        return NoValue.TAKEN_OUT
    for word in (NoValue.NOT_APPLICABLE, NoValue.PENDING):
        if word in words:
            return word
    return NoValue.NOT_REPORTED


def _carry(
    checklist: Checklist, codes: Mapping[str, str], table: MonthTable, earlier: Mapping[Period, MonthTable]
) -> dict[tuple[str, str], Amount]:
    """The latest own figure of every unit that says nothing; sums of a year are not carried into the next."""
    carried: dict[tuple[str, str], Amount] = {}
    for indicator in checklist.indicators:
        flow = indicator.kind in (Kind.FLOW, Kind.INVESTMENT)
        for unit in holders(indicator, table.period.year, codes):
            if _own_amount(table, indicator, unit).word != NoValue.NOT_REPORTED:
                continue
            for period in sorted(earlier, reverse=True):
                if flow and period.year != table.period.year:
                    break
                amount = _own_amount(earlier[period], indicator, unit)
                if amount.counts:
                    mark = CARRIED if not amount.mark else f"{amount.mark}、{CARRIED}"
                    carried[indicator.id, unit] = replace(amount, mark=mark, carried=True)
                    break
    return carried
