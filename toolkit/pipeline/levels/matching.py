"""Which figure of this level goes into which cell of the form from above, and what of the form stays for a person.

In: the rows of the form, the month's results, what an earlier fill says of its cells. Out: :class:`Plan`. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePosixPath

from toolkit.core import fields
from toolkit.core.area import said
from toolkit.core.derivation import MOST_TEXT, Line, Told, value_text
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.places import Place
from toolkit.core.results import MonthResult
from toolkit.core.returns import Scalar, Source, file_hash
from toolkit.core.value_measures import convert
from toolkit.core.value_text import raw_text, shown_name, squeeze
from toolkit.figures.numbers.arithmetic import same
from toolkit.figures.told.upward import Part, Upward, Value, indicator_upward, task_upward
from toolkit.forms.labels import cut
from toolkit.forms.layout import SHEETS, TASK_SHEET
from toolkit.forms.reading.fromabove import AskedRow
from toolkit.forms.reading.match_rows import RowIndex, match_row
from toolkit.forms.reading.view import TELLING

UNKNOWN = "本级清单里没有这一行"
OTHER_WAY = "本级清单里的算法不同（一个按分子、分母，一个直接填数）"
OTHER_TERMS = "分子或分母与本级清单不同"
FOLDED = "来表里这一行是隐藏的（一般是本月不用填）"
NO_LONGER = "没有数（{why}）"
NOT_SAID = "不再有这一项"
AS_BEFORE = "已选与上月相同"
_SHOWN = 24  # characters of a row's name
_UNSAID = "来表没有写明{head}的计量单位，按本级的“{ours}”填"
_MEASURES = "计量单位不能换算：本级“{ours}”，来表“{theirs}”"


@dataclass(frozen=True)
class Fill:
    """A cell to be filled, or one that already holds this value."""

    row: AskedRow
    place: Place
    value: float | str
    measure: str
    of: Value
    there: bool = False


@dataclass(frozen=True)
class Clash:
    """A cell in which something else stands."""

    row: AskedRow
    place: Place
    there: str
    ours: str


@dataclass
class Plan:
    """What is filled, what is left to a person and why, and what a person should hear of what was filled."""

    fills: list[Fill] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    left: list[tuple[AskedRow, str]] = field(default_factory=list)
    marked: list[tuple[AskedRow, str]] = field(default_factory=list)

    @property
    def cells(self) -> dict[str, dict[str, float | str]]:
        """Values to write, by sheet of the file and address."""
        found: dict[str, dict[str, float | str]] = {}
        for fill in self.fills:
            if not fill.there:
                found.setdefault(fill.row.at, {})[fill.row.cells[fill.place.field].address] = fill.value
        return found

    @property
    def lines(self) -> tuple[Line, ...]:
        """Where every filled cell comes from."""
        return tuple(line for fill in self.fills for line in _lines(fill))


def plan(rows: Sequence[AskedRow], result: MonthResult, told: Told) -> Plan:
    """Go through the rows of the form; what ``told`` says of a cell that still holds it may be renewed."""
    made = Plan()
    ours = {line.place: line.value for line in told.lines}
    finders = {INDICATORS: _Indicators(result).said, TASKS: _Tasks(result).said}
    for row in rows:
        upward = finders[row.sheet](row)
        if row.folded:
            made.left += [(row, FOLDED)] if upward.values else []
            continue
        if row.cells.get(fields.SAME) and row.cells[fields.SAME].value is not None:
            upward = Upward(why=AS_BEFORE)
        if upward.why:
            made.left.append((row, upward.why))
        made.marked += [(row, mark) for mark in upward.marks]
        for name, value in upward.values.items():
            _settle(made, row, name, value, ours)
        made.clashes += _stale(row, upward, ours)
    return made


def _stale(row: AskedRow, upward: Upward, ours: Mapping[Place, float | str]) -> Iterator[Clash]:
    """Cells that an earlier fill gave a value which this level no longer has."""
    for name, cell in row.cells.items():
        place = Place(row.sheet, row.key, name)
        if name not in upward.values and place in ours and holds(cell.value, ours[place]):
            yield Clash(row, place, raw_text(cell.value), NO_LONGER.format(why=upward.why or NOT_SAID))


def _settle(made: Plan, row: AskedRow, name: str, value: Value, ours: Mapping[Place, float | str]) -> None:
    cell = row.cells.get(name)
    if cell is None:
        return
    place = Place(row.sheet, row.key, name)
    theirs = row.measures.get(name, "")
    number = _converted(value, theirs)
    if number is None:
        made.left.append((row, _MEASURES.format(ours=value.measure, theirs=theirs)))
        return
    is_ours = place in ours and holds(cell.value, ours[place])
    equal = holds(cell.value, number)
    if cell.value is None or is_ours or equal:
        made.fills.append(Fill(row, place, number, theirs or value.measure, value, equal))
        if not (theirs or isinstance(number, str) or value.measure in ("", "%")):
            made.marked.append((row, _UNSAID.format(head=header_of(place), ours=value.measure)))
    else:
        made.clashes.append(Clash(row, place, raw_text(cell.value), value_text(number)))


def _converted(value: Value, theirs: str) -> float | str | None:
    """In the form's measure; None where the two do not fit."""
    if isinstance(value.value, str) or not theirs or not value.measure:
        return value.value
    number = convert(Decimal(repr(value.value)), squeeze(value.measure), theirs)
    return None if number is None else float(number)


def holds(there: Scalar, value: float | str) -> bool:
    """Whether a cell holds that value."""
    if isinstance(value, str) or isinstance(there, bool) or not isinstance(there, int | float):
        return raw_text(there).strip() == value_text(value)
    return same(float(there), value)


class _Indicators:
    """Rows of 指标数据 by number and name, as a return's rows are known."""

    def __init__(self, result: MonthResult) -> None:
        self._result = result
        self._rows = {row.indicator.id: row for row in result.indicators}
        labels = {id: {fields.NAME: row.indicator.name} for id, row in self._rows.items()}
        self._index = RowIndex.build(labels, TELLING[INDICATORS])

    def said(self, asked: AskedRow) -> Upward:
        """What this level says of the row."""
        match = match_row(self._index, "", asked.number, asked.texts)
        if match is None:
            return Upward(why=UNKNOWN)
        row = self._rows[match.key]
        indicator = row.indicator
        if indicator.is_ratio_input != asked.is_ratio:
            return Upward(why=OTHER_WAY)
        own = (squeeze(indicator.numerator), squeeze(indicator.denominator))
        if asked.is_ratio and asked.terms and asked.terms != own:
            return Upward(why=OTHER_TERMS)
        return indicator_upward(self._result, row)


class _Tasks:
    """Rows of 任务进展 by number and text."""

    def __init__(self, result: MonthResult) -> None:
        self._result = result
        self._rows = {str(row.task.no): row for row in result.tasks}
        year = result.period.year
        labels = {
            no: _as_shown(
                {
                    fields.ITEM: row.task.item,
                    fields.CONTENT: row.task.content,
                    fields.MEASURES: row.task.measures.get(year, ""),
                }
            )
            for no, row in self._rows.items()
        }
        self._index = RowIndex.build(labels, TELLING[TASKS])

    def said(self, asked: AskedRow) -> Upward:
        """What this level says of the row."""
        match = match_row(self._index, "", asked.number, _as_shown(asked.texts))
        if match is None:
            return Upward(why=UNKNOWN)
        return task_upward(self._result, self._rows[match.key])


def _as_shown(texts: Mapping[str, str]) -> dict[str, str]:
    """Long texts as far as forms show them."""
    return {name: str(cut(squeeze(text), TASK_SHEET.column(name).width)) for name, text in texts.items()}


def _lines(fill: Fill) -> Iterator[Line]:
    head = Line(fill.place, fill.value, fill.measure, fill.of.key)
    if not fill.of.parts:
        yield head
    for part in fill.of.parts:
        yield _line(head, part)


def _line(head: Line, part: Part) -> Line:
    line = replace(
        head,
        unit=part.unit,
        unit_key=part.key,
        unit_value=part.value,
        unit_measure=part.measure,
        mark=part.mark[:MOST_TEXT],
    )
    source = part.source
    if source is None:
        return line
    return replace(
        line,
        file=_file(source),
        sheet=shown_name(source.sheet)[:MOST_TEXT],
        address=source.address,
        sha256=file_hash(source.sha256),
    )


def _file(source: Source) -> str:
    """The archived file without the name that its sender gave it: that may name a person. The hash finds it."""
    path = PurePosixPath(source.file)
    version = "_".join(path.stem.split("_")[:2])
    return shown_name(f"{path.parent}/{version}{path.suffix}")[:MOST_TEXT]


def name_of(row: AskedRow) -> str:
    """A row as lists name it: T02-3 新增义务教育学位数, 任务19（…）."""
    short = row.name if len(row.name) <= _SHOWN else f"{row.name[:_SHOWN]}…"
    return f"{row.number} {short}" if row.sheet == INDICATORS else f"任务{row.number}（{short}）"


def header_of(place: Place) -> str:
    """The heading of a column, in the words of this office."""
    return said(SHEETS[place.sheet].column(place.field).header)
