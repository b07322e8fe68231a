"""What history import read of a table of the time before the tool, cell by cell.

In: cells with their fates. Out: the text that the ledger keeps of the file, and its values back from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.codec import made, plain
from toolkit.core.returns import Outcome

TAKEN = (Outcome.ACCEPTED, Outcome.NORMALISED)


@dataclass(frozen=True)
class HistoryCell:
    """One filled cell of the file and its fate; ``note`` says why it was not accepted as it stands.

    ``unit`` (a code), ``period``, ``key`` (an indicator) and ``field`` are its place, "" where it has none.
    """

    sheet: str
    address: str
    raw: str
    outcome: Outcome
    note: str = ""
    unit: str = ""
    period: str = ""
    key: str = ""
    field: str = ""
    value: float | str | None = None

    @property
    def figure(self) -> tuple[str, str, str]:
        """Whose figure of what and when."""
        return self.period, self.unit, self.key

    @property
    def taken(self) -> bool:
        """Whether its value counts."""
        return self.outcome in TAKEN and self.value is not None


@dataclass(frozen=True)
class Imported:
    """A value that the ledger keeps of an imported table."""

    sheet: str
    address: str
    raw: str
    unit: str
    period: str
    key: str
    field: str
    value: float | str


def imported_text(cells: Sequence[HistoryCell], labels: int) -> str:
    """The account of a file as the ledger keeps it: cells that have a place whole, the others by their reason.

    What these say stands in the archived file; of a large workbook they are most.
    """
    placed = [
        {name: value for name, value in plain(cell).items() if value not in ("", None)}
        for cell in cells
        if cell.key
    ]
    left: dict[str, list[str]] = {}
    for cell in cells:
        if not cell.key:
            left.setdefault(cell.note, []).append(f"{cell.sheet}!{cell.address}")
    account = {"labels": labels, "cells": placed, "left": left}
    return json.dumps(account, ensure_ascii=False, sort_keys=True)


def imported_of(text: str) -> Iterator[Imported]:
    """The values of a file that count, as imported_text kept it."""
    for row in json.loads(text)["cells"]:
        cell = made(HistoryCell, {"raw": "", **row})
        if cell.taken and cell.value is not None:
            place = (cell.unit, cell.period, cell.key, cell.field)
            yield Imported(cell.sheet, cell.address, cell.raw, *place, cell.value)
