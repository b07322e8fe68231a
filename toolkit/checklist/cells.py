"""One cell of the checklist workbook to its meaning, or a finding that says how to write it.

A ``RowReader`` reads one row and keeps the findings of that row; nothing is guessed.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from toolkit.checklist.sheets import Column
from toolkit.checklist.tables import Row, Table, fold
from toolkit.core.area import said
from toolkit.core.findings import Finding
from toolkit.core.model import Target
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period

_SEPARATORS = lazy_regex(r"[、，,；;\n]+")
_NUMBER = r"-?\d+(?:\.\d+)?"


def tidy(value: object) -> str:
    """Text of a cell: numbers without a trailing .0, outer white space and carriage returns removed."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def to_number(value: object) -> float | None:
    """A number, also typed as text or full-width with thousands separators; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = fold(value).replace(",", "")
    return float(text) if re.fullmatch(_NUMBER, text) else None


class RowReader:
    """Typed access to one row; ``findings`` grow as cells are read."""

    def __init__(
        self,
        table: Table,
        row: Row,
        unit_names: Collection[str],
        groups: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self.table = table
        self.row = row
        self.unit_names = unit_names
        self.groups = groups  # a word for many units (全部县市) -> their names
        self.findings: list[Finding] = []

    def fault(self, code: str, field: str, year: int | None = None, **values: str) -> None:
        """Note a fault of one cell."""
        seen = values.pop("seen", tidy(self.raw(field, year)))
        suggestion = values.pop("suggestion", "")
        self.findings.append(
            Finding(
                code,
                sheet=self.table.sheet.name,
                address=self.table.address(self.row, field, year),
                field=field,
                seen=seen,
                values={"header": self.table.header(field, year), **values},
                suggestion=suggestion,
            )
        )

    def raw(self, field: str, year: int | None = None) -> object:
        """The cell as read; "" when the column is missing."""
        return self.row.cells.get((field, year), "")

    def text(self, field: str, year: int | None = None) -> str:
        """Text; a fault when the column must be filled and the cell is blank."""
        text = tidy(self.raw(field, year))
        column = self._column(field)
        if not text and column.filled:
            self.fault("E904", field, year, help=column.help)
        return text

    def number(self, field: str, year: int | None = None) -> float | None:
        """A number, or None when blank or at fault."""
        text = self.text(field, year)
        if not text:
            return None
        value = to_number(self.raw(field, year))
        if value is None:
            self.fault("E905", field, year)
        return value

    def integer(self, field: str) -> int | None:
        """A whole number, or None when blank or at fault."""
        text = self.text(field)
        if not text:
            return None
        value = to_number(self.raw(field))
        if value is None or not value.is_integer():
            self.fault("E906", field)
            return None
        return int(value)

    def choice(self, field: str, default: str = "") -> str:
        """One of the column's choices; ``default`` when blank, "" when at fault."""
        text = fold(self.text(field))
        if not text:
            return default
        column = self._column(field)
        known = {fold(said(choice)): choice for choice in column.choices}
        known |= {fold(choice): choice for choice in column.choices}
        known |= column.aliases
        if text.lower() in known or text in known:
            return str(known.get(text, known.get(text.lower(), "")))
        near = difflib.get_close_matches(text, known, n=1)
        self.fault(
            "E908", field, choices="、".join(column.choices), suggestion=known[near[0]] if near else ""
        )
        return ""

    def names(self, field: str, year: int | None = None) -> tuple[str, ...]:
        """A list of any names, in the order given, without repeats."""
        parts = (part.strip() for part in _SEPARATORS.split(self.text(field, year)))
        return tuple(dict.fromkeys(part for part in parts if part))

    def units(self, field: str, year: int | None = None) -> tuple[str, ...]:
        """A list of reporting units by official name; a fault for each unknown one."""
        return self._units(field, year, {})

    def units_or_groups(self, field: str, year: int | None = None) -> tuple[str, ...]:
        """The same, where a word for a group stands for all units of it, each named once."""
        return self._units(field, year, self.groups)

    def _units(self, field: str, year: int | None, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        known = {fold(name): name for name in self.unit_names}
        units: dict[str, None] = {}
        for name in self.names(field, year):
            if fold(name) in known:
                units[known[fold(name)]] = None
            elif fold(name) in groups:
                units.update(dict.fromkeys(groups[fold(name)]))
            else:
                near = difflib.get_close_matches(fold(name), [*known, *groups], n=1, cutoff=0.5)
                suggestion = known.get(near[0], near[0]) if near else ""
                self.fault("E907", field, year, seen=name, suggestion=suggestion)
        return tuple(units)

    def months(self, field: str) -> tuple[int, ...]:
        """A list of months 1 to 12."""
        numbers = [to_number(name.removesuffix("月")) for name in self.names(field)]
        if any(n is None or not n.is_integer() or not 1 <= n <= 12 for n in numbers):
            self.fault("E915", field)
            return ()
        return tuple(sorted({int(n) for n in numbers if n is not None}))

    def target(self, field: str, year: int) -> Target | None:
        """A number or a range; None when blank or at fault."""
        value = self.raw(field, year)
        if not tidy(value):
            return None
        number = to_number(value)
        if number is not None:
            return Target(number)
        text = fold(value).replace(",", "")
        match = re.fullmatch(rf"({_NUMBER})[~—–―-]+({_NUMBER})", re.sub("[至到]", "~", text))
        if match and float(match[1]) < float(match[2]):
            return Target(float(match[1]), float(match[2]))
        self.fault("E911", field, year)
        return None

    def period(self, field: str) -> Period | None:
        """A month such as 2024-05; None when at fault."""
        text, raw = self.text(field), self.raw(field)
        if not text:
            return None
        try:
            if isinstance(raw, date):  # Excel turns 2024-05 into a date
                return Period(raw.year, raw.month)
            return Period.parse(unicodedata.normalize("NFKC", text))
        except ValueError:
            self.fault("E921", field)
            return None

    def by_year(self, field: str) -> Mapping[int, str]:
        """Texts of a yearly column, one a year."""
        return {year: self.text(field, year) for name, year in self.table.places if name == field and year}

    def _column(self, field: str) -> Column:
        return self.table.sheet.by_field[field]
