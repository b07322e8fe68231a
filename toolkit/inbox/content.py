"""What a return says, apart from whose it is: to notice a blank form and the same content sent twice.

In: the located sheets of a Book. Out: a digest over this month's own entries (status, progress,
figures), the same whatever sheet names, row order and labels are; "" when there are none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from toolkit.core import fields
from toolkit.core.addresses import column_letter
from toolkit.core.form import DASH, EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.reading.sheets import Located, Table

# Typed anew each month, columns of later layouts too; what is carried over (承办部门, project names) says nothing.
MONTHLY = {
    TASKS: (
        fields.NO,
        (fields.STATUS, fields.COMPLETION, fields.PROGRESS, fields.PROBLEMS, fields.NEXT_STEPS, fields.SAME),
    ),
    INDICATORS: (fields.ID, (fields.NUMERATOR, fields.DENOMINATOR, fields.YTD)),
    PROJECTS: (fields.NUMBER, (fields.FUNDED, fields.YEAR_DONE, fields.CUMULATIVE_DONE, fields.IMAGE)),
    EXPERIENCE: ("", (fields.TITLE, fields.CONTENT)),
}
ENOUGH = 10  # entries from which equal content is no coincidence


def monthly_entries(located: Located) -> list[tuple[str, str, str, str]]:
    """Sorted (form sheet, visible number, field, text) of the filled cells that are this month's own."""
    return sorted(entry for table in located.tables for entry in _entries(table))


def _entries(table: Table) -> Iterator[tuple[str, str, str, str]]:
    number_field, monthly = MONTHLY[table.spec.name]
    monthly += tuple(one.field for one in table.spec.later if not one.carried and one.kind != "choice")
    columns = [
        (index, column_letter(index), match.field)
        for index, match in table.columns.items()
        if match.field in monthly
    ]
    number = next((i for i, match in table.columns.items() if match.field == number_field), None)
    formulas = table.sheet.formulas
    for at, row in enumerate(table.sheet.rows[table.first :], table.first):
        key = ""
        for index, letters, name in columns:
            value = row[index] if index < len(row) else None
            if value is None or is_blank(value) or value == DASH:
                continue
            if formulas and f"{letters}{at + 1}" in formulas:
                continue
            if not key:
                key = squeeze(raw_text(row[number])) if number is not None and number < len(row) else "?"
            yield table.spec.name, key, name, squeeze(raw_text(value))


def digest_of(entries: list[tuple[str, str, str, str]]) -> str:
    """A digest of the entries; "" for too few to tell one return from another.

    与上月相同 is left out: the clicks of two units, or of two months, are alike without being the same content.
    """
    entries = [entry for entry in entries if entry[2] != fields.SAME]
    if len(entries) < ENOUGH:
        return ""
    return hashlib.sha256(repr(entries).encode("utf-8", "surrogatepass")).hexdigest()
