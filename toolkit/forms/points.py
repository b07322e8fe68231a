"""A checked place of the form and how points are made: once, for the formula and for its value.

In: a row of a sheet with its values. Out: :class:`Point` values and the counter that they add up to.
Which places are checked for what stands in :mod:`toolkit.forms.selfchecks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.forms.layout import SheetSpec
from toolkit.forms.live import At, Held, Live, all_of, blank, filled, first_of, one_if

Values = Mapping[tuple[str, str, str], Held]
Case = tuple[Live, str]

# Where a message's formula means the point's own count of blank cells; the writer puts the cell in.
LACK = "{lack}"
ALWAYS = Live("TRUE", True)
ONE = Live("1", 1)
NONE = Live("0", 0)


@dataclass(frozen=True, slots=True)
class Point:
    """A checked place: how many cells it needs now, how many of them are blank, and what to say.

    ``message`` is "" when nothing is open. A point with a message and nothing lacking is 有误.
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
        return bool(self.message.value) and not self.lack.value


@dataclass(frozen=True, slots=True)
class Counts:
    """The live counter: required cells, filled ones among them, faulty places."""

    required: int
    filled: int
    faulty: int

    @property
    def ready(self) -> bool:
        """Whether the workbook may be sent."""
        return self.filled == self.required and not self.faulty


def count(points: Sequence[Point]) -> Counts:
    """What 必填项 n/m and 有误 k 处 must show."""
    required = sum(int(point.need.value) for point in points)
    lacking = sum(int(point.lack.value) for point in points)
    return Counts(required, required - lacking, sum(point.fault for point in points))


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
) -> Point:
    """A point of one cell: ``needed`` is the condition under which it must be filled (None: never)."""
    if needed is None:
        return Point(sheet, key, field, address, label, NONE, NONE, first_of(cases))
    need = ONE if needed is ALWAYS else one_if(needed)
    lack = one_if(blank(cell) if needed is ALWAYS else all_of(needed, blank(cell)))
    asking = (Live(f"{LACK}>0", bool(lack.value)), ask)
    return Point(sheet, key, field, address, label, need, lack, first_of([asking, *cases]))


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
        return At(ref, self.values.get((self.spec.name, self.key, field)))

    def address(self, field: str) -> str:
        """The address of a field within the sheet."""
        return f"{self.spec.letter(field)}{self.number}"

    def point(self, field: str, needed: Live | None, *cases: Case) -> Point:
        """A point of one cell of this row."""
        ask = f"请填写{self.spec.column(field).header}"
        place = (self.spec.name, self.key, field, self.address(field), self.label)
        return cell_point(*place, self.at(field), needed, ask, cases)

    def filled_count(self, fields: Sequence[str]) -> Live:
        """How many of these neighbouring cells hold anything."""
        span = f"{self.at(fields[0]).ref}:{self.address(fields[-1])}"
        return Live(f"COUNTA({span})", sum(self.at(name).held is not None for name in fields))

    def number_count(self, fields: Sequence[str]) -> Live:
        """How many of these neighbouring cells hold a number or a date."""
        span = f"{self.at(fields[0]).ref}:{self.address(fields[-1])}"
        return Live(f"COUNT({span})", sum(self.at(name).number is not None for name in fields))

    def whole(self, needs: Sequence[str], used: Live, cases: Sequence[Case]) -> Point:
        """One point for a row that must be filled as a whole once it is used."""
        blanks = [blank(self.at(name)) for name in needs]
        lacking = sum(bool(empty.value) for empty in blanks) if used.value else 0
        added = "+".join(f"({empty.text})" for empty in blanks)
        always = used is ALWAYS
        need = Live(str(len(needs)), len(needs)) if always else _if(used, len(needs))
        lack = Live(added if always else f"IF({used.text},{added},0)", lacking)
        message = self._missing(needs, blanks, lacking, first_of(cases))
        place = (self.spec.name, self.key, needs[0], self.address(needs[0]), self.label)
        return Point(*place, need, lack, message)

    def _missing(self, needs: Sequence[str], blanks: Sequence[Live], lacking: int, other: Live) -> Live:
        names = [f" {self.spec.column(name).header}" for name in needs]
        parts = "&".join(f'IF({empty.text},"{name}","")' for name, empty in zip(names, blanks, strict=True))
        missing = "".join(name for name, empty in zip(names, blanks, strict=True) if empty.value)
        value = f"还缺：{missing}" if lacking else other.value
        return Live(f'IF({LACK}>0,"还缺："&{parts},{other.text})', value)


def _if(condition: Live, number: int) -> Live:
    return Live(f"IF({condition.text},{number},0)", number if condition.value else 0)


def not_in(cell: At, allowed: Live) -> Live:
    """Filled, but with nothing that is allowed."""
    return Live(
        f"AND({filled(cell).text},NOT({allowed.text}))", bool(filled(cell).value) and not allowed.value
    )
