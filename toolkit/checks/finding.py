"""Makes a finding at a place of the form, with the cell it was read from or should stand in."""

from __future__ import annotations

from toolkit.checks.data import UnitData
from toolkit.core.findings import Finding
from toolkit.core.value_text import number_text
from toolkit.forms.layout import SHEETS


def at(
    unit: UnitData,
    code: str,
    sheet: str,
    key: str,
    name: str,
    /,
    suggestion: str = "",
    seen: str = "",
    **values: str,
) -> Finding:
    """A finding at (sheet, key, field); a blank place is shown where the form has it.

    ``seen`` names all figures that the finding rests on where they are more than its own cell: an
    explanation or a ruling holds only while what was seen stays the same.
    """
    entry = unit.entries.get((sheet, key, name))
    source = entry.source if entry else None
    return Finding(
        code,
        unit=unit.unit.code,
        sheet=source.sheet if source else sheet,
        address=source.address if source else _address(unit, sheet, key, name),
        form_sheet=sheet,
        key=key,
        field=name,
        seen=seen or ("" if entry is None else shown(entry.value)),
        values=values,
        suggestion=suggestion,
        file=source.file if source else "",
    )


def shown(value: float | str) -> str:
    """A value as people write it: 603, not 603.0."""
    return value if isinstance(value, str) else number_text(value)


def _address(unit: UnitData, sheet: str, key: str, name: str) -> str:
    """Where the whole form has the place; "" for a row that only a part of the form has."""
    row = unit.row_number(sheet, key)
    return "" if row is None else f"{SHEETS[sheet].letter(name)}{row}"
