"""What workbooks that go out to be filled and come back share: entry cells, drop-downs, protection, identity.

In: an :class:`OutputBook` under way. Out: nothing; sheets are changed. :class:`PackIdentity` reads the same
identity from a returned workbook.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.core.model import META, Book
from toolkit.core.periods import Period
from toolkit.outputs.book import OutputBook, OutputSheet, check

KIND_NAME, OWNER_NAME, PERIOD_NAME, DIGEST_NAME = "PackKind", "PackOwner", "Period", "ChecklistDigest"
_OPEN = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "format_cells": False}


@dataclass(frozen=True)
class PackIdentity:
    """What a pack says about itself: its kind, whose it is (a lead unit, a year), its period and checklist."""

    kind: str
    owner: str
    period: str
    digest: str

    def as_properties(self) -> dict[str, str]:
        """Name to text, as it stands in the custom properties and on _meta."""
        return {
            KIND_NAME: self.kind,
            OWNER_NAME: self.owner,
            PERIOD_NAME: self.period,
            DIGEST_NAME: self.digest,
        }


def write_identity(book: OutputBook, identity: PackIdentity) -> None:
    """The identity twice: text custom properties and the very hidden sheet _meta."""
    sheet = book.workbook.add_worksheet(META)
    for row, (name, value) in enumerate(identity.as_properties().items()):
        check(sheet.write_string(row, 0, name))
        check(sheet.write_string(row, 1, value))
        book.workbook.set_custom_property(name, value, "text")
    sheet.protect()
    sheet.very_hidden()


def read_identity(book: Book) -> PackIdentity | None:
    """The identity of a returned pack from either place; None when it is no pack, or its period no period."""
    found = dict(book.properties)
    meta = book.sheet(META)
    for row in meta.rows if meta else ():
        if len(row) > 1 and row[0] and row[1]:
            found.setdefault(str(row[0]), str(row[1]))
    values = [str(found.get(name, "")) for name in (KIND_NAME, OWNER_NAME, PERIOD_NAME, DIGEST_NAME)]
    try:
        Period.parse(values[2])
    except ValueError:
        return None
    return PackIdentity(*values) if values[0] and values[1] else None


def choices(sheet: OutputSheet, column: int, words: tuple[str, ...]) -> None:
    """A drop-down in a column of the table, over the rows written so far."""
    if sheet.last >= sheet.first:
        options = {"validate": "list", "source": list(words), "error_title": "请从下拉表中选择"}
        check(sheet.worksheet.data_validation(sheet.first, column, sheet.last, column, options))


def lock(sheet: OutputSheet, key_column: int | None = None) -> None:
    """Protect all but the entry cells (without a password), and hide the column of row keys."""
    if key_column is not None:
        sheet.worksheet.set_column(key_column, key_column, 9, None, {"hidden": True})
    sheet.worksheet.protect("", _OPEN)
