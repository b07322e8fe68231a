"""A checked place of the form and how points are made: once, for the formula and for its value.

In: a row of a sheet with its values. Out: :class:`Point` values and the counter that they add up to.
Which places are checked for what stands in :mod:`toolkit.forms.selfchecks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.area import said
from toolkit.core.form import COVER
from toolkit.forms.live import At, Held, Live, blank, first_of, one_if, quoted
from toolkit.forms.spec import SheetSpec

Values = Mapping[tuple[str, str, str], Held]
Case = tuple[Live, str]

# How messages about required cells that are blank begin; the workbook counts them by these words.
ASKING = "请填写"  # one cell
MISSING = "还缺"  # some cells of a row that is one point; the point has a formula that counts them
# Where a message's formula means the point's own count of blank cells; the writer puts the cell in.
LACK = "{lack}"
ALWAYS = Live("TRUE", True)
ONE = Live("1", 1)
NONE = Live("", 0)


@dataclass(frozen=True, slots=True)
class Point:
    """A checked place: how many cells it needs now, how many of them are blank, and what to say.

    ``message`` is "" when nothing is open; one that does not say that something is blank makes it 有误. ``lack``
    has a formula only where several cells may lack at once; else the message tells. Of free rows the first counts
    for all.
    """

    sheet: str
    key: str
    field: str
    address: str
    label: str
    need: Live
    lack: Live
    message: Live

    @property
    def fault(self) -> bool:
        """Whether the place is filled wrongly."""
        told = str(self.message.value)
        return told != "" and not told.startswith((ASKING, MISSING))


@dataclass(frozen=True, slots=True)
class Counts:
    """The live counter: required cells, filled ones among them, faulty places, blank cells of the cover."""

    required: int
    filled: int
    faulty: int
    cover: int = 0

    @property
    def ready(self) -> bool:
        """Whether the workbook may be sent."""
        return self.filled == self.required and not self.faulty and not self.cover


def count(points: Sequence[Point]) -> Counts:
    """What 必填项 n/m and 有误 k 处 must show."""
    required = sum(int(point.need.value) for point in points)
    lacking = sum(int(point.lack.value) for point in points if point.sheet != COVER)
    cover = sum(int(point.lack.value) for point in points if point.sheet == COVER)
    return Counts(required, required - lacking, sum(point.fault for point in points), cover)


def cell_point(
    sheet: str,
    key: str,
    field: str,
    address: str,
    label: str,
    cell: At,
    needed: Live | None,
    ask: str,
    cases: Sequence[Case],
    need: Live | None = None,
) -> Point:
    """A point of one cell: ``needed`` is the condition under which it must be filled (None: never).

    ``cases`` are only looked at when the cell is filled. ``need`` replaces the point's own count of
    required cells, for a row whose first point counts for all.
    """
    empty, wrong = blank(cell), first_of(cases)
    lacking = bool(empty.value and needed and needed.value)
    asking = '""' if needed is None else quoted(ask)
    if needed not in (None, ALWAYS):
        asking = f'IF({needed.text},{asking},"")'
    value = (ask if lacking else "") if empty.value else wrong.value
    if need is None:
        need = NONE if needed is None else ONE if needed is ALWAYS else one_if(needed)
    message = Live(f"IF({empty.text},{asking},{wrong.text})", value)
    return Point(sheet, key, field, address, label, need, Live("", int(lacking)), message)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a data sheet with its cells at hand."""

    spec: SheetSpec
    key: str
    number: int  # 1-based
    label: str
    values: Values

    def at(self, field: str) -> At:
        """The cell of a field."""
        ref = f"{self.spec.name}!{self.spec.letter(field)}{self.number}"
        return At(ref, self.held(field))

    def held(self, field: str) -> Held:
        """What stands in the cell of a field."""
        return self.values.get((self.spec.name, self.key, field))

    def address(self, field: str) -> str:
        """The address of a field within the sheet."""
        return f"{self.spec.letter(field)}{self.number}"

    def point(self, field: str, needed: Live | None, *cases: Case, need: Live | None = None) -> Point:
        """A point of one cell of this row."""
        ask = f"{ASKING}{said(self.spec.column(field).header)}"
        place = (self.spec.name, self.key, field, self.address(field), self.label)
        return cell_point(*place, self.at(field), needed, ask, cases, need)

    def filled_count(self, *fields: str) -> Live:
        """How many of these cells hold anything."""
        return Live(f"COUNTA({self._refs(fields)})", sum(self.held(name) is not None for name in fields))

    def number_count(self, *fields: str) -> Live:
        """How many of these cells hold a number or a date."""
        return Live(f"COUNT({self._refs(fields)})", sum(self.at(name).number is not None for name in fields))

    def _refs(self, fields: Sequence[str]) -> str:
        """References to the cells, neighbours joined into one."""
        return ",".join(
            self.at(first).ref + (f":{self.address(last)}" if last != first else "")
            for first, last in self._runs(fields)
        )

    def _runs(self, fields: Sequence[str]) -> list[tuple[str, str]]:
        """First and last of neighbouring fields."""
        found: list[list[int]] = []
        for index in map(self.spec.index, fields):
            if found and index == found[-1][1] + 1:
                found[-1][1] = index
            else:
                found.append([index, index])
        columns = self.spec.columns
        return [(columns[first].field, columns[last].field) for first, last in found]

    def whole(self, needs: Sequence[str], cases: Sequence[Case], names: Mapping[str, str]) -> Point:
        """One point for a row of which several cells are required."""
        blanks = [blank(self.at(name)) for name in needs]
        lacking = sum(bool(empty.value) for empty in blanks)
        lack = Live("+".join(f"({empty.text})" for empty in blanks), lacking)
        headers = [f" {said(self.spec.column(name).header)}" for name in needs]
        told = list(zip(headers, blanks, strict=True))
        parts = "&".join(f'IF({empty.text},{quoted(header)},"")' for header, empty in told)
        missing = "".join(header for header, empty in told if empty.value)
        other = first_of(cases, names)
        value = f"{MISSING}：{missing}" if lacking else other.value
        message = Live(f'IF({LACK}>0,"{MISSING}："&{parts},{other.text})', value)
        return self.whole_point(needs, Live(str(len(needs)), len(needs)), lack, message)

    def whole_point(self, needs: Sequence[str], need: Live, lack: Live, message: Live) -> Point:
        """One point for a row of several cells; it stands at the first that is required."""
        first = needs[0]
        return Point(self.spec.name, self.key, first, self.address(first), self.label, need, lack, message)

    @property
    def inputs(self) -> list[str]:
        """The fields of the row that are filled in, as its sheet declares them."""
        return [column.field for column in self.spec.columns if column.role == "input"]

    def begun_rows(self, rows: Sequence[Row], fields: Sequence[str]) -> Live:
        """In how many of these rows, this one first, any of the cells is filled."""
        joined = "&".join(self._down(field, field, rows[-1]) for field in fields)
        return Live(f'SUMPRODUCT(--({joined}<>""))', len(set(self._filled_keys(rows, fields))))

    def filled_in_all(self, rows: Sequence[Row], fields: Sequence[str]) -> Live:
        """How many of these cells hold anything in all these rows, this one first."""
        refs = ",".join(self._down(first, last, rows[-1]) for first, last in self._runs(fields))
        return Live(f"COUNTA({refs})", len(self._filled_keys(rows, fields)))

    def _filled_keys(self, rows: Sequence[Row], fields: Sequence[str]) -> list[str]:
        """The key of the row of each of these cells that holds anything; there are few, and hundreds of free rows."""
        keys = {row.key for row in rows}
        return [
            key
            for (sheet, key, field), value in self.values.items()
            if value is not None and sheet == self.spec.name and field in fields and key in keys
        ]

    def _down(self, first: str, last: str, end: Row) -> str:
        return f"{self.at(first).ref}:{end.address(last)}"
