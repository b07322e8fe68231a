"""The office's checklist workbook to a ``Checklist``: tolerant of form, strict on meaning.

In: the workbook's bytes. Out: the checklist (None when any 错误 was found) and findings E9xx, each with
sheet and address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from toolkit.checklist import columns, registers, reviewsheet, rows, unitsheet
from toolkit.checklist.badcells import bad_cells
from toolkit.checklist.cells import RowReader
from toolkit.checklist.consistency import Read, check_references, check_units
from toolkit.checklist.reviewing import reviewed
from toolkit.checklist.shortnames import with_short_names
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.tables import Table, read_tables
from toolkit.checklist.unitsheet import units_by_word
from toolkit.core.findings import Finding, Severity
from toolkit.core.model import Checklist, Unit


@dataclass(frozen=True)
class Section:
    """How one sheet becomes one field of the checklist, and what must not repeat in it."""

    field: str
    sheet: str
    parse: Callable[[RowReader], Any]
    key_field: str
    key: Callable[[Any], Hashable]


UNITS = Section("units", unitsheet.UNITS, rows.parse_unit, "code", lambda x: x.code or object())
SECTIONS = (
    Section("tasks", columns.TASKS, rows.parse_task, "no", lambda x: x.no),
    Section("indicators", columns.INDICATORS, rows.parse_indicator, "id", lambda x: x.id),
    Section("quotas", columns.QUOTAS, rows.parse_quota, "unit", lambda x: (x.indicator, x.unit, x.year)),
    Section("rules", columns.RULES, rows.parse_rule, "id", lambda x: x.id),
    Section("curves", columns.CURVES, rows.parse_curve, "applies_to", lambda x: x.applies_to or x),
    Section("weights", columns.WEIGHTS, rows.parse_weight, "criterion", lambda x: x.criterion),
    Section("differences", columns.DIFFERENCES, rows.parse_difference, "id", lambda x: x.id),
    Section("openings", registers.OPENINGS, rows.parse_opening, "unit", lambda x: (x.indicator, x.unit)),
    Section("doubts", reviewsheet.REVIEW, rows.parse_doubt, "row", lambda x: x),
    Section("decisions", registers.DECISIONS, rows.parse_decision, "number", lambda x: x.number),
    Section(
        "awards",
        registers.AWARDS,
        rows.parse_award,
        "reason",
        lambda x: (x.year, x.units, x.criterion, x.reason),
    ),
)


def load_checklist(data: bytes, units: Sequence[Unit] = ()) -> tuple[Checklist | None, list[Finding]]:
    """Read and check the workbook; the checklist is None when a finding is an 错误.

    ``units`` stand in for the sheet 单位 of a workbook that was made before there was one.
    """
    tables, findings = read_tables(data)
    if units and unitsheet.UNITS not in tables:
        findings = [one for one in findings if (one.code, one.sheet) != ("E901", unitsheet.UNITS)]
    findings += [
        Finding("E925", sheet=sheet, address=address)
        for sheet, addresses in bad_cells(data).items()
        for address in addresses
        if sheet in columns.SHEETS
    ]
    if _broken(findings):
        return None, findings
    read: dict[str, list[Read]] = {}
    read["units"], faults = _read_units(tables)
    findings += faults
    known = [unit for _, unit in read["units"]] or units
    names, groups = [unit.name for unit in known], units_by_word(known)
    for section in SECTIONS:
        read[section.field], faults = _read(section, tables.get(section.sheet), names, groups)
        findings += faults
    findings += check_references(read)
    if _broken(findings):
        return None, findings
    content: dict[str, Any] = {field: tuple(value for _, value in items) for field, items in read.items()}
    content["tasks"] = with_short_names(content["tasks"])
    checklist = Checklist(**{**content, "units": content["units"] or tuple(units)})
    checklist, faults = reviewed(checklist)
    findings += faults
    if _broken(findings):
        return None, findings
    return replace(checklist, digest=digest_of(checklist)), findings


def load_units(data: bytes) -> tuple[tuple[Unit, ...], list[Finding]]:
    """The sheet 单位 alone, for a workbook whose other sheets may be at fault; no units when it is itself."""
    tables, findings = read_tables(data)
    read, faults = _read_units(tables)
    findings = [finding for finding in findings if finding.sheet in ("", unitsheet.UNITS)] + faults
    return (() if _broken(findings) else tuple(unit for _, unit in read)), findings


def _read_units(tables: Mapping[str, Table]) -> tuple[list[Read], list[Finding]]:
    read, findings = _read(UNITS, tables.get(unitsheet.UNITS), ())
    return read, [*findings, *check_units(read)]


def _broken(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _read(
    section: Section,
    table: Table | None,
    unit_names: Collection[str],
    groups: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[list[Read], list[Finding]]:
    items: list[Read] = []
    findings: list[Finding] = []
    seen: dict[Hashable, int] = {}
    if table is None:
        return items, findings
    for row in table.rows:
        reader = RowReader(table, row, unit_names, groups)
        value = section.parse(reader)
        if value is not None:
            first = seen.setdefault(section.key(value), row.number)
            if first != row.number:
                reader.fault("E909", section.key_field, other=str(first))
            items.append((reader, value))
        findings += reader.findings
    if table.sheet.required and not table.rows:
        findings.append(Finding("E919", sheet=section.sheet, values={"name": section.sheet}))
    return items, findings
