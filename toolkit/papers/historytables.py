"""Finds the table of a sheet of the time before the tool, whichever way round it is laid out.

In: a sheet as read and the checklist's names. Out: :class:`Laid`: for each filled cell a slot (whose figure of what it
may be), a label (title, header, name), or why it is left aside. A flat table has a row a figure; the others have units
down and indicators across, or indicators down and units across.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from toolkit.core import fields
from toolkit.core.addresses import cell_name, column_index
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import Scalar, SheetData
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.papers.historynames import (
    ID_WORDS,
    MEASURE_WORDS,
    MONTH_WORDS,
    NAME_WORDS,
    PARTS,
    TOTALS,
    UNIT_WORDS,
    VALUE_WORDS,
    Label,
    Names,
    months_in,
)

HEAD_ROWS, NAME_COLUMNS = 20, 8  # where headers and names are looked for
NO_TABLE = "没有认出表格（要有单位和指标，写法见使用手册）"
TOTAL = "合计数不导入，由各单位的数汇总得出"
TASK_ROW = "任务行，只导入指标的数"
NUMBERING = "序号"
_DASHES = frozenset("—-－–/")
_MERGE = lazy_regex(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Slot:
    """A cell that may hold a figure. ``period`` only where the row says it."""

    unit: Unit
    label: Label
    period: Period | None = None


Fate = Slot | str | None  # a str says why the cell is left aside, None: a title, header or name


@dataclass(frozen=True)
class Laid:
    """The table of a sheet: fates by 0-based (row, column) of its filled cells, and the texts above it."""

    fates: Mapping[tuple[int, int], Fate]
    titles: Sequence[str] = ()


class Grid:
    """A sheet by row and column; cells of a merged area say what its first cell says."""

    def __init__(self, sheet: SheetData) -> None:
        self.sheet = sheet
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)

    def value(self, row: int, column: int) -> Scalar:
        """What the cell itself holds."""
        cells = self.sheet.rows[row] if row < self.height else ()
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """What the cell shows to a reader of headers and names."""
        value = self.value(*self._merged.get((row, column), (row, column)))
        return "" if value is None or is_blank(value) else raw_text(value).strip()

    @cached_property
    def filled(self) -> list[tuple[int, int]]:
        """Cells with a content, also one that cannot be read."""
        sheet = self.sheet
        odd = {*sheet.errors, *sheet.uncached, *sheet.pictured}
        return [
            (row, column)
            for row, cells in enumerate(sheet.rows)
            for column, value in enumerate(cells)
            if not (value is None or is_blank(value)) or (odd and cell_name(row, column) in odd)
        ]

    @cached_property
    def _merged(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for area in self.sheet.merges:
            match = _MERGE.fullmatch(area)
            if match is None:
                continue
            top, left = int(match[2]) - 1, column_index(match[1])
            for row in range(top, min(int(match[4]), self.height)):
                for column in range(left, min(column_index(match[3]) + 1, self.width)):
                    found[row, column] = (top, left)
        return found


def lay_out(sheet: SheetData, names: Names) -> Laid:
    """The sheet's table; without one all of it is left aside."""
    grid = Grid(sheet)
    for find in (_flat, _grid):
        made = find(grid, names)
        if made is not None:
            first, fate = made
            titles = [grid.text(*place) for place in grid.filled if place[0] < first]
            return Laid({place: fate(*place) for place in grid.filled}, titles)
    return Laid(dict.fromkeys(grid.filled, NO_TABLE))


Found = tuple[int, Callable[[int, int], Fate]]  # first row of the head; the fate of each filled cell


def _flat(grid: Grid, names: Names) -> Found | None:
    """A row a figure: columns of unit, indicator, value (or 分子 and 分母), perhaps measure and month."""
    for row in range(min(HEAD_ROWS, grid.height)):
        heads = {column: squeeze(grid.text(row, column)) for column in range(grid.width)}
        if not (UNIT_WORDS & set(heads.values())):
            continue
        roles = _roles(heads, partial(_units_below, grid, names, row))
        if "unit" in roles and {"id", "name"} & roles.keys() and {"value", fields.DENOMINATOR} & roles.keys():
            return row, _FlatTable(grid, names, row, heads, roles).fate
    return None


def _roles(heads: Mapping[int, str], units: Callable[[int], int]) -> dict[str, int]:
    """Role -> column; of several columns that may hold the unit, that in which units stand."""
    roles: dict[str, int] = {}
    words = (("id", ID_WORDS), ("name", NAME_WORDS), ("value", VALUE_WORDS), ("month", MONTH_WORDS))
    for role, known in words:
        found = [column for column, head in heads.items() if head in known]
        if found:
            roles[role] = found[0]
    roles |= {PARTS[head]: column for column, head in reversed([*heads.items()]) if head in PARTS}
    named = {column: units(column) for column, head in heads.items() if head in UNIT_WORDS}
    if any(named.values()):
        roles["unit"] = max(named, key=lambda column: named[column])
    rest = [c for c, head in heads.items() if head in MEASURE_WORDS and c != roles.get("unit")]
    return roles | ({"measure": rest[0]} if rest else {})


def _units_below(grid: Grid, names: Names, row: int, column: int) -> int:
    return sum(names.unit(grid.text(one, column)) is not None for one in range(row + 1, grid.height))


@dataclass(frozen=True)
class _FlatTable:
    grid: Grid
    names: Names
    head: int
    heads: Mapping[int, str]
    roles: Mapping[str, int]
    _slots: dict[int, Slot | str] = field(default_factory=dict)

    def fate(self, row: int, column: int) -> Fate:
        if row <= self.head:
            return None
        role = next((role for role, at in self.roles.items() if at == column), "")
        if not role:
            return None if self.heads[column] == NUMBERING else f"“{self.heads[column]}”列不导入"
        slot = self._slot(row)
        if isinstance(slot, str) or role in ("unit", "id", "name", "measure", "month"):
            return slot if isinstance(slot, str) else None
        indicator = slot.label.indicator
        quotient = indicator is not None and indicator.is_ratio_input
        if role == "value":
            both = {fields.NUMERATOR, fields.DENOMINATOR} <= self.roles.keys()
            return "比率按分子、分母导入，这一格由它们得出" if quotient and both else slot
        if not quotient:
            return "这个指标不分分子、分母"
        return Slot(slot.unit, replace(slot.label, part=role, measure=""), slot.period)

    def _text(self, row: int, role: str) -> str:
        return self.grid.text(row, self.roles[role]) if role in self.roles else ""

    def _slot(self, row: int) -> Slot | str:
        if row not in self._slots:
            self._slots[row] = self._read(row)
        return self._slots[row]

    def _read(self, row: int) -> Slot | str:
        unit = _unit(self.names, self._text(row, "unit"))
        if isinstance(unit, str):
            return unit
        if self._text(row, "id") in _DASHES:
            return TASK_ROW
        label = self.names.label([self._text(row, role) for role in ("id", "name", "measure")])
        if label.why:
            return label.why
        said = self._text(row, "month")
        months = months_in([said]) or _exact(said)
        if said and len(months) != 1:
            return f"月份“{said[:20]}”认不出来"
        return Slot(unit, label, next(iter(months), None))


def _exact(text: str) -> frozenset[Period]:
    try:
        return frozenset({Period.parse(text)})
    except ValueError:
        return frozenset()


def _grid(grid: Grid, names: Names) -> Found | None:
    """Units one way, indicators the other."""
    rows, columns = range(min(HEAD_ROWS, grid.height)), range(grid.width)
    across = {row: [c for c in columns if names.label([grid.text(row, c)]).indicator] for row in rows}
    units = {row: [c for c in columns if names.unit(grid.text(row, c))] for row in rows}
    down, turned = _UnitsDown.find(grid, names, across), _UnitsAcross.find(grid, names, units)
    if down and (turned is None or down[0] >= turned[0]):
        return down[1].head, down[1].fate
    return (turned[1].head, turned[1].fate) if turned else None


@dataclass(frozen=True)
class _UnitsDown:
    grid: Grid
    names: Names
    head: int
    body: int
    column: int  # of the units
    labels: Mapping[int, Label | None]

    @classmethod
    def find(cls, grid: Grid, names: Names, across: Mapping[int, list[int]]) -> tuple[int, _UnitsDown] | None:
        """The table and how many cells it has; None when there is none."""
        head = next((row for row, found in across.items() if found), None)
        if head is None:
            return None
        count = {c: _units_below(grid, names, head, c) for c in range(min(NAME_COLUMNS, grid.width))}
        column = max(count, key=lambda one: count[one])
        if not count[column]:
            return None
        below = range(head + 1, grid.height)
        body = next(row for row in below if not isinstance(_unit(names, grid.text(row, column)), str))
        while body > head + 1 and squeeze(grid.text(body - 1, column)) in TOTALS:
            body -= 1
        labels = {one: _head(grid, names, range(head, body), one) for one in range(grid.width)}
        size = count[column] * sum(bool(label and label.indicator) for label in labels.values())
        return size, cls(grid, names, head, body, column, labels)

    def fate(self, row: int, column: int) -> Fate:
        if row < self.body:
            return None
        unit = _unit(self.names, self.grid.text(row, self.column))
        if isinstance(unit, str):
            return unit
        label = self.labels[column]
        if column == self.column or label is None:
            return None
        return label.why or Slot(unit, label)


def _head(grid: Grid, names: Names, rows: range, column: int) -> Label | None:
    texts = [grid.text(row, column) for row in rows]
    return None if NUMBERING in map(squeeze, texts) else names.label(texts)


@dataclass(frozen=True)
class _UnitsAcross:
    grid: Grid
    names: Names
    head: int
    first: int  # column of the first unit
    columns: Sequence[int]  # in which indicators are named
    labels: Mapping[int, Label]  # by row

    @classmethod
    def find(
        cls, grid: Grid, names: Names, units: Mapping[int, list[int]]
    ) -> tuple[int, _UnitsAcross] | None:
        """The table and how many cells it has; None when there is none."""
        head = max(units, key=lambda row: len(units[row]), default=0)
        if not units.get(head):
            return None
        first = units[head][0]
        known = [c for c in range(first) if _names_rows(squeeze(grid.text(head, c)))]
        labels = {row: _row_label(grid, names, row, head, known) for row in range(head + 1, grid.height)}
        size = sum(label.indicator is not None for label in labels.values())
        return (size * len(units[head]), cls(grid, names, head, first, known, labels)) if size else None

    def fate(self, row: int, column: int) -> Fate:
        if row <= self.head:
            return None
        label = self.labels[row]
        if label.why:
            return label.why
        if column < self.first:
            known = column in self.columns or squeeze(self.grid.text(self.head, column)) == NUMBERING
            return None if known else f"“{self.grid.text(self.head, column)}”列不导入"
        unit = _unit(self.names, self.grid.text(self.head, column))
        return unit if isinstance(unit, str) else Slot(unit, label)


def _row_label(grid: Grid, names: Names, row: int, head: int, columns: Sequence[int]) -> Label:
    """What the row is about; a row that says only 分子 or 分母 goes on with the name above it."""
    texts = [grid.text(row, column) for column in columns]
    if row > head + 1 and any(texts) and {squeeze(text) for text in texts if text} <= PARTS.keys():
        above = [grid.text(row - 1, column) for column in columns]
        texts = [*(text for text in above if squeeze(text) not in PARTS), *texts]
    return names.label(texts)


def _names_rows(head: str) -> bool:
    """Whether a column of that header says what its rows are about."""
    return not head or head in ID_WORDS | NAME_WORDS | MEASURE_WORDS or "指标" in head


def _unit(names: Names, text: str) -> Unit | str:
    """The unit, or why there is none."""
    unit = names.unit(text)
    if unit is not None:
        return unit
    if squeeze(text) in TOTALS:
        return TOTAL
    return f"不认识的单位“{text[:20]}”" if text else "没有写单位"
