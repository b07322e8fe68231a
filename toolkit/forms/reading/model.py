"""What the reader's steps hand to each other.

In: nothing. Out: Reading (the result), and the working types Filled and Collected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.core.addresses import column_letter
from toolkit.core.findings import Finding
from toolkit.core.places import Place
from toolkit.core.returns import Cell, Outcome, Scalar, SheetData
from toolkit.core.value_text import raw_text

_LETTERS = tuple(column_letter(index) for index in range(64))


@dataclass(frozen=True)
class Reading:
    """Every filled cell with its fate, the places that the file has but leaves empty, and findings."""

    cells: tuple[Cell, ...]
    blank: frozenset[Place]
    findings: tuple[Finding, ...]


class Filled(NamedTuple):
    """A filled cell as found: 0-based row and column; ``fault`` is ERROR, UNCACHED or what SheetData.faulty says, with its text.

    ``again`` where its row of the form stood in the same table before; ``measure`` where the row's
    计量单位 was overwritten with this one; ``covered`` where a merged cell hides it. A tuple, for a form has hundreds, and a
    frozen dataclass takes three times as long to make.
    """

    sheet: SheetData
    row: int
    column: int
    value: Scalar
    fault: str = ""
    confidence: float = 1.0
    again: bool = False
    measure: str = ""
    covered: bool = False

    @property
    def address(self) -> str:
        """A1 style."""
        letters = _LETTERS[self.column] if self.column < len(_LETTERS) else column_letter(self.column)
        return f"{letters}{self.row + 1}"

    @property
    def raw(self) -> str:
        """What the cell shows, as text."""
        return raw_text(self.value)


ERROR, UNCACHED = "error", "uncached"


@dataclass
class Collected:
    """Grows while sheets are walked: filled input cells by place, fates that are settled, findings."""

    unit: str
    month: int = 0  # of the form: words of another month are asked about
    inputs: dict[Place, list[Filled]] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)  # (form sheet, key) -> times seen
    doubted: set[tuple[str, str]] = field(default_factory=set)  # rows that are there and were not read
    fields: dict[str, set[str]] = field(default_factory=dict)  # form sheet -> input fields that it has
    # By (form sheet, field): the header of a column that is most likely its, and the rows filled in under it.
    unread: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    # By (sheet, form sheet): the headers and the measure of columns that are in another measure than the form's, by field.
    measured: dict[tuple[str, str], dict[str, tuple[str, str]]] = field(default_factory=dict)
    cover: set[Place] = field(default_factory=set)  # input places of the cover that the file has
    findings: list[Finding] = field(default_factory=list)

    def ignore(self, cell: Filled, why: str) -> None:
        """Settle a filled cell as ignored, with its address and the reason."""
        self.cells.append(
            Cell(
                cell.sheet.name, cell.address, cell.raw, Outcome.IGNORED, note=why, confidence=cell.confidence
            )
        )

    def reject(self, cell: Filled, place: Place, why: str) -> None:
        """Settle a filled cell as one of that place that is not taken, with the reason."""
        self.cells.append(
            Cell(
                cell.sheet.name,
                cell.address,
                cell.raw,
                Outcome.REJECTED,
                *place,
                note=why,
                confidence=cell.confidence,
            )
        )

    def find(self, code: str, **places: object) -> None:
        """Add a finding of this unit; keywords are those of Finding."""
        self.findings.append(Finding(code, unit=self.unit, **places))  # type: ignore[arg-type]
