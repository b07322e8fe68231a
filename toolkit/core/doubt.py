"""A cell of the checklist that import inferred, as the sheet 待核对 holds it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """One row of the sheet 待核对: a cell that import inferred, and what the office decided of it."""

    number: int
    urgency: str
    sheet: str
    row: str  # key of the row there
    column: str
    read: str = ""
    assumed: str = ""
    why: str = ""
    decision: str = ""
    instead: str = ""
