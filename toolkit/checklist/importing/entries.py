"""One task as a document says it, before anything is made of it: texts, units as written, numbers of columns.

Tables, two-column tables and running text all end here; :mod:`assembling` makes tasks of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Note = tuple[str, str]  # header of the sheet 任务, and why a person should look


@dataclass(frozen=True)
class Amount:
    """A number that stands in a column of its own: its name, measure, year and the cell's text."""

    name: str
    measure: str
    year: int | None
    text: str
    kind: str = ""  # "investment", or "" where the name must say it


@dataclass(frozen=True)
class Entry:
    """One task of a document. ``number`` as printed; ``numbered``: Word counts it by itself."""

    number: str = ""
    numbered: bool = False
    has_numbers: bool = True  # the document has a column or place for numbers
    action: str = ""
    item: str = ""
    item_no: int = 0
    content: str = ""
    measures: Mapping[int, str] = field(default_factory=dict)
    leads: str = ""
    responsible: str = ""
    support: str = ""
    reporters: str = ""
    deadline: str = ""
    note: str = ""
    place: str = ""  # where it stands in the file
    all_lead: bool = False  # every unit named leads (分别牵头)
    implementing: bool = False  # the responsible units are those that carry it out (…具体落实)
    lead_is_first: bool = False  # no lead was named: the first of the responsible units leads
    amounts: tuple[Amount, ...] = ()
    shares: Mapping[str, str] = field(default_factory=dict)  # local unit -> its share of the first amount
    notes: tuple[Note, ...] = ()

    @property
    def text(self) -> str:
        """Everything that the task says."""
        return "\n".join(part for part in (self.item, self.content, *self.measures.values()) if part)
