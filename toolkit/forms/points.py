"""A checked cell of the form, and the line of 自检 that the cells of a row make: once, for formula and value.

In: a row of a sheet with its values. Out: :class:`Point` and :class:`Line` values and the counter that they add up to.
Which cells are checked for what stands in :mod:`toolkit.forms.selfchecks`; the colours of the cells come from the same
points (:mod:`toolkit.forms.write.colours`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.form import COVER
from toolkit.core.places import PlaceKey
from toolkit.forms.live import At, Held, Live, all_of, any_of, blank, first_of, none_of, quoted
from toolkit.forms.spec import SheetSpec

Values = Mapping[PlaceKey, Held]
Case = tuple[Live, str]

ALWAYS = Live("TRUE", True)
NONE = Live("", 0)
# The workbook counts blanks and faults of a line by these signs: no title and no message has them.
BETWEEN, STOP = "、", "。"
NOT_FILLED = "未填"


@dataclass(frozen=True, slots=True)
class Point:
    """A checked cell: when it must be filled (None: never), and what may be wrong with what stands in it.

    ``begun``: nothing is asked of its row before this holds, such as that something stands in a free one.
    """

    sheet: str
    key: str
    field: str
    address: str
    title: str
    cell: At
    needed: Live | None
    cases: tuple[Case, ...] = ()
    begun: Live | None = None

    @property
    def lacking(self) -> Live | None:
        """Whether the cell is blank and must not be; None where it always may."""
        begun = () if self.begun is None else (self.begun,)
        return None if self.needed is None else all_of(*begun, *self._asked(self.needed))

    def _asked(self, needed: Live) -> tuple[Live, ...]:
        return (blank(self.cell),) if needed is ALWAYS else (blank(self.cell), needed)

    @property
    def faulty(self) -> Live | None:
        """Whether what stands in the cell is wrong; None where nothing can be."""
        if not self.cases:
            return None
        return all_of(none_of(blank(self.cell)), any_of(*(condition for condition, _ in self.cases)))

    @property
    def lack(self) -> bool:
        """Whether the cell is blank and must not be, now."""
        lacking = self.lacking
        return lacking is not None and bool(lacking.value)

    @property
    def message(self) -> str:
        """What is wrong with it now, "" for nothing."""
        return "" if blank(self.cell).value else str(first_of(self.cases).value)

    def blank_part(self) -> Live:
        """The cell's part of what the line says is blank; ``begun`` is asked once for the line."""
        if self.needed is None:
            return Live('""', "")
        asked, part = all_of(*self._asked(self.needed)), f"{BETWEEN}{self.title}"
        lack = asked.value and (self.begun is None or self.begun.value)
        return Live(f'IF({asked.text},{quoted(part)},"")', part if lack else "")

    def wrong_part(self) -> Live:
        """The cell's part of what the line says is wrong; it begins with the address.

        Of such rows the formula works the address out, so that one formula is that of all of them.
        """
        letter = self.address.rstrip("0123456789")
        text, value = '""', ""
        for condition, message in reversed(self.cases):
            told = f" {self.title}：{message}{STOP}"
            said = quoted(self.address + told)
            if self.begun is not None:
                said = f"{quoted(letter)}&ROW({self.cell.ref})&{quoted(told)}"
            text = f"IF({condition.text},{said},{text})"
            value = self.address + told if condition.value else value
        empty = blank(self.cell)
        return Live(f'IF({empty.text},"",{text})', "" if empty.value else value)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet as 自检 has it: how many cells it needs, which are blank, what is wrong.

    ``points`` are those of the row, for a free row that is unused those of the row that it is made after.
    """

    sheet: str
    key: str
    address: str
    label: str
    need: Live
    blanks: Live
    wrongs: Live
    points: tuple[Point, ...]
    unused: bool = False
    free: bool = False  # one of many rows with the same formulas

    @property
    def lacking(self) -> int:
        """How many cells are blank that must not be."""
        return str(self.blanks.value).count(BETWEEN)

    @property
    def faults(self) -> int:
        """How many cells are filled wrongly."""
        return str(self.wrongs.value).count(STOP)

    @property
    def message(self) -> str:
        """What 自检 says of the row, "" when nothing is open: what is wrong, then what is blank."""
        blanks = str(self.blanks.value)[len(BETWEEN) :]
        return f"{self.wrongs.value}{blanks}{NOT_FILLED if blanks else ''}"

    @property
    def place(self) -> str:
        """The first cell that is wrong, else where the row begins."""
        wrongs = str(self.wrongs.value)
        return wrongs.split(" ", 1)[0] if wrongs else self.address


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


def count(lines: Sequence[Line]) -> Counts:
    """What 必填项 n/m and 有误 k 处 must show."""
    required = sum(int(line.need.value) for line in lines)
    lacking = sum(line.lacking for line in lines if line.sheet != COVER)
    cover = sum(line.lacking for line in lines if line.sheet == COVER)
    return Counts(required, required - lacking, sum(line.faults for line in lines), cover)


def line_of(points: Sequence[Point], label: str, need: Live) -> Line:
    """The line of a row's points; it stands at the first of them."""
    first = points[0]
    asked = [point.blank_part() for point in points if point.needed is not None]
    wrong = [point.wrong_part() for point in points if point.cases]
    blanks, wrongs = _joined(asked), _joined(wrong)
    if first.begun is not None:
        blanks = _if(first.begun, blanks)
        wrongs = _if(first.begun, wrongs)
    return Line(first.sheet, first.key, first.address, label, need, blanks, wrongs, tuple(points))


def _joined(parts: Sequence[Live]) -> Live:
    if not parts:
        return Live("", "")
    return Live("&".join(part.text for part in parts), "".join(str(part.value) for part in parts))


def _if(condition: Live, then: Live) -> Live:
    return Live(f'IF({condition.text},{then.text},"")', then.value if condition.value else "")


def add_up(lives: Sequence[Live]) -> Live:
    """The sum of numbers, each a formula or a plain digit; digits are added up beforehand."""
    fixed = sum(int(live.value) for live in lives if live.text.isdigit())
    formulas = [live for live in lives if live.text and not live.text.isdigit()]
    value = fixed + sum(int(live.value) for live in formulas)
    if not formulas:
        return Live(str(value) if value else "", value)
    return Live("+".join([*([str(fixed)] if fixed else []), *(live.text for live in formulas)]), value)


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
        return At(self.ref(field), self.held(field))

    def ref(self, field: str) -> str:
        """How formulas name the cell of a field."""
        return f"{self.spec.name}!{self.address(field)}"

    def held(self, field: str) -> Held:
        """What stands in the cell of a field."""
        return self.values.get((self.spec.name, self.key, field))

    def address(self, field: str) -> str:
        """The address of a field within the sheet."""
        return f"{self.spec.letter(field)}{self.number}"

    def point(self, field: str, needed: Live | None, *cases: Case, begun: Live | None = None) -> Point:
        """A point of one cell of this row."""
        title = said(self.spec.column(field).title)
        place = (self.spec.name, self.key, field, self.address(field))
        return Point(*place, title, self.at(field), needed, cases, begun)

    def begun(self) -> Live:
        """Whether anything stands in the row's inputs, which are neighbours."""
        return Live(f"{self._count}>0", any(self.held(name) is not None for name in self._names))

    def withdrawn(self) -> Live:
        """:func:`needs.is_withdrawn` of last month's project: why is all that stands in its row."""
        alone = Live(f"{self._count}=1", sum(self.held(name) is not None for name in self._names) == 1)
        return all_of(alone, none_of(blank(self.at(fields.PROBLEMS))))

    @property
    def _names(self) -> list[str]:
        return [column.field for column in self.spec.inputs]

    @property
    def _count(self) -> str:
        return f"COUNTA({self.ref(self._names[0])}:{self.address(self._names[-1])})"
