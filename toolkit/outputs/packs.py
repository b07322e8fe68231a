"""What workbooks that go out to be filled and come back share: entry cells, drop-downs, protection, identity.

In: an :class:`OutputBook` under way. Out: nothing; sheets are changed.
"""

from __future__ import annotations

from toolkit.core.form import META
from toolkit.outputs.book import OutputBook, OutputSheet, check
from toolkit.outputs.packidentity import PackIdentity

_OPEN = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "format_cells": False}


def write_identity(book: OutputBook, identity: PackIdentity) -> None:
    """The identity twice: text custom properties and the very hidden sheet _meta."""
    sheet = book.workbook.add_worksheet(META)
    for row, (name, value) in enumerate(identity.as_properties().items()):
        check(sheet.write_string(row, 0, name))
        check(sheet.write_string(row, 1, value))
        book.workbook.set_custom_property(name, value, "text")
    sheet.protect()
    sheet.very_hidden()


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
