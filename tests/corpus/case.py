"""One case of the corpus: a returned file, what it truly says, and the score of reading it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import Workbook, load_workbook

from corpus.sample import JUNE, KEY, MAY, UNITS, Place, as_read, filled, form_for, saved
from toolkit.core.form import META, PROJECTS
from toolkit.core.periods import Period
from toolkit.core.returns import Outcome, Scalar
from toolkit.forms.reading.form import Reading, read_form
from toolkit.inbox.identify import Identification, Issued, Known, identify
from toolkit.inbox.workbooks.reader import read_book

TAKEN = (Outcome.ACCEPTED, Outcome.NORMALISED)


@dataclass
class Case:
    """``truth`` is what a careful person reads; ``doubtful`` places must give a finding and no value.

    ``written`` are all cell values that count as filled, in any form they occur in the file. ``unit``
    and ``period`` are whose file it is, None where a person must decide.
    """

    name: str
    data: bytes
    truth: dict[Place, Scalar]
    doubtful: set[Place] = field(default_factory=set)
    written: set[Scalar] = field(default_factory=set)
    file_name: str = "653121_疏附县_2024-06.xlsx"
    sender: str = ""
    form: tuple[str, Period, str] = ("疏附县", JUNE, "")
    unit: str | None = "653121"
    period: Period | None = JUNE
    codes: frozenset[str] = frozenset()  # findings that must be there
    recount: bool = True  # the values stand as written, and occur nowhere else in the file
    twin: bytes = b""  # the same cells in a format that openpyxl reads


@dataclass
class Score:
    """How one case was read."""

    case: str
    right: int = 0
    readable: int = 0
    misread: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    attributed: str = ""  # "" when right
    missing_codes: frozenset[str] = frozenset()


Edit = Callable[[Workbook, dict[Place, Scalar]], None]


@dataclass
class Draft:
    """A filled return that an edit may damage: the edit says what changes in the truth."""

    book: Workbook
    truth: dict[Place, Scalar]
    written: set[Scalar]
    doubtful: set[Place] = field(default_factory=set)

    def write(self, sheet: str, row: int, column: int, value: Scalar) -> None:
        """Type a value that counts as filled into a cell."""
        self.book[sheet].cell(row, column).value = value  # type: ignore[assignment]
        self.written.add(value)

    def forget(self, *places: Place) -> None:
        """These places are no longer in the file."""
        for place in places:
            self.truth.pop(place, None)

    def doubt(self, *places: Place) -> None:
        """A careful person could not say what these hold."""
        for place in places:
            self.truth.pop(place, None)
            self.doubtful.add(place)


def draft(name: str = "疏附县", period: Period = JUNE, part: str = "") -> Draft:
    """A return filled in whole."""
    book, values = filled(name, period, part)
    return Draft(book, dict(values), set(values.values()))


def case(name: str, made: Draft, codes: Collection[str] = (), **more: object) -> Case:
    """The case of a damaged draft."""
    return Case(
        name,
        saved(made.book),
        made.truth,
        made.doubtful,
        made.written,
        codes=frozenset(codes),
        **more,  # type: ignore[arg-type]
    )


KNOWN = Known(
    issued=tuple(
        Issued(
            unit.code,
            period,
            frozenset(
                [("任务进展", str(row.task.no)) for row in form_for(unit.name, period).rows]
                + [("指标数据", row.indicator.id) for row in form_for(unit.name, period).indicators]
            ),
        )
        for unit in UNITS[:4]
        for period in (MAY, JUNE)
    )
)


def recount(data: bytes, written: Collection[Scalar]) -> set[tuple[str, str]]:
    """(sheet, address) of every cell that holds one of ``written``, counted with openpyxl."""
    book = load_workbook(BytesIO(data))
    marks = {(type(value), value) for value in written}  # True is not 1
    marks |= {(int, value) for value in written if type(value) is float}
    task_numbers = {2, 28, 36}  # also labels on other sheets
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        if sheet.title != META
        for row in sheet.iter_rows()
        for cell in row
        if (type(cell.value), cell.value) in marks
        if cell.value not in task_numbers or sheet.title in (PROJECTS, "Sheet4")
    }


def read_case(item: Case, known: Known = KNOWN) -> tuple[Reading, Identification]:
    """Read one case as collect would."""
    book = read_book(item.data)
    unit, period, part = item.form
    found = identify(
        book, file_name=item.file_name, sender=item.sender, units=UNITS, key=KEY, known=known, period=JUNE
    )
    return read_form(book, form_for(unit, period, part=part)), found


def score(item: Case, known: Known = KNOWN) -> Score:
    """Read a case and hold it against the truth."""
    reading, found = read_case(item, known)
    result = Score(item.name, readable=len(item.truth))
    _score_values(item, reading, result)
    _score_cells(item, reading, result)
    if (found.unit_code, found.period if found.unit_code else item.period) != (item.unit, item.period):
        said = [finding.code for finding in found.conflicts]
        result.attributed = f"{found.unit_code} {found.period} {said} {found.evidence}"
    codes = {finding.code for finding in (*reading.findings, *found.conflicts)}
    result.missing_codes = item.codes - codes
    for finding in (*reading.findings, *found.conflicts):
        assert finding.problem and finding.remedy and finding.id
    return result


def _score_values(item: Case, reading: Reading, result: Score) -> None:
    taken = {(cell.form_sheet, cell.key, cell.field): cell for cell in reading.cells if cell.outcome in TAKEN}
    for place, value in item.truth.items():
        cell = taken.pop(place, None)
        if cell is None:
            continue
        if cell.value == as_read(value):
            result.right += 1
        else:
            result.misread.append(f"{place}: {cell.value!r} for {value!r}")
    found = {(f.form_sheet, f.key) for f in reading.findings} | {(f.form_sheet, "") for f in reading.findings}
    for place, cell in taken.items():
        result.misread.append(f"{place}: {cell.value!r} taken at {cell.sheet}!{cell.address}")
    for place in item.doubtful:
        if place[:2] not in found and (place[0], "") not in found:
            result.lost.append(f"no finding for {place}")


def _score_cells(item: Case, reading: Reading, result: Score) -> None:
    listed = [(cell.sheet, cell.address) for cell in reading.cells]
    if len(listed) != len(set(listed)):
        result.lost.append(f"counted twice: {sorted(c for c in set(listed) if listed.count(c) > 1)[:5]}")
    if item.recount:
        counted = recount(item.twin or item.data, item.written)
        lost, more = counted - set(listed), set(listed) - counted
        result.lost += [f"not accounted for: {cell}" for cell in sorted(lost)]
        result.lost += [f"counted though not filled: {cell}" for cell in sorted(more)]
