"""Effective values: what counts for each place of the form, after versions, rulings and adjustments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import ADJUSTED, Entry, Source
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.merge import Fate, words
from toolkit.ledger.records import Place
from toolkit.ledger.rows import join_value
from toolkit.ledger.schema import ADJUSTMENTS, CELLS, SUBMISSIONS


class EntryStore(Store):
    """Part of the ledger: what counts."""

    def entries(self, period: Period, *, with_held: bool = False) -> list[Entry]:
        """The effective values of a period, office adjustments included, by unit, sheet, key and field.

        ``with_held``: as they would be if the sealed period were reopened.
        """
        with self.transaction() as connection:
            fates = _fates_with_held(connection, period) if with_held else {}
            rows = connection.execute(_placed_cells(period, every=with_held)).all()
            entries = _adjusted(connection, period, list(_entries(rows, period, fates)))
        return sorted(entries, key=lambda entry: (entry.unit, entry.sheet, entry.key, entry.field))

    def row_keys(self, period: Period, sheet: str) -> dict[str, frozenset[str]]:
        """Keys of the rows of one sheet that units have sent, by unit code."""
        query = (
            select(SUBMISSIONS.c.unit, CELLS.c.entry_key)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period == str(period), CELLS.c.form_sheet == sheet)
            .where(CELLS.c.fate.in_(merging.COUNTED))
        )
        keys: dict[str, set[str]] = defaultdict(set)
        with self.transaction() as connection:
            for unit, key in connection.execute(query.distinct()):
                keys[unit].add(key)
        return {unit: frozenset(found) for unit, found in keys.items()}

    def entries_upto(self, period: Period) -> dict[Period, list[Entry]]:
        """Entries of last December and of the year's months up to the period."""
        months = [Period(period.year - 1, 12)] + [Period(period.year, m) for m in range(1, period.month + 1)]
        return {month: self.entries(month) for month in months}


def _placed_cells(period: Period, *, every: bool) -> Any:
    names = ("id", "fate", "form_sheet", "entry_key", "field", "number", "text", "sheet", "address", "raw")
    query = (
        select(*(CELLS.c[name] for name in names))
        .add_columns(SUBMISSIONS.c.unit, SUBMISSIONS.c.file, SUBMISSIONS.c.sha256)
        .join_from(CELLS, SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
        .where(SUBMISSIONS.c.period == str(period), CELLS.c.form_sheet != "")
        .order_by(CELLS.c.id)
    )
    return query if every else query.where(CELLS.c.fate.in_(merging.COUNTED))


def _entries(rows: Iterable[Any], period: Period, fates: Mapping[int, Fate]) -> Iterator[Entry]:
    """Rows of _placed_cells as entries; ``fates`` go before what is stored."""
    # Rows are taken apart at once: a month has thousands, and access by name is slow.
    for number, fate, sheet, key, field, value, text, file_sheet, address, raw, unit, file, sha256 in rows:
        planned = fates.get(number)
        if planned is not None:
            fate, key = planned.outcome.value, planned.entry_key
        if fate in merging.COUNTED:
            source = Source(unit, file, sha256, file_sheet, address, raw)
            counted = value if value is not None else text or ""
            yield Entry(unit, period, sheet, key, field, counted, source)


def _fates_with_held(connection: Connection, period: Period) -> dict[int, Fate]:
    """Fates as if the period were reopened, for the cells of units that have a held return."""
    query = select(SUBMISSIONS.c.unit).where(SUBMISSIONS.c.period == str(period), SUBMISSIONS.c.held == 1)
    fates: dict[int, Fate] = {}
    for unit in connection.execute(query.distinct()).scalars().all():
        files = merging.unit_files(connection, unit, period)
        cells = merging.file_cells(connection, files)
        fates |= merging.plan(connection, files, cells, with_held=True)[0]
    return fates


def _adjusted(connection: Connection, period: Period, entries: Sequence[Entry]) -> list[Entry]:
    """Entries with office adjustments laid over them, as long as the value they corrected stands."""
    held: dict[tuple[str, Place], Entry] = {(e.unit, (e.sheet, e.key, e.field)): e for e in entries}
    for row in _adjustments(connection, period):
        place = (row.sheet, row.key, row.field)
        entry = held.get((row.unit, place))
        if words(entry.value if entry else None) != row.original:
            continue  # the unit has returned another value since
        value = join_value(row.number, row.text) or 0.0
        if entry is None:
            entry = Entry(row.unit, period, *place, value, None)
        note = f"办公室更正：原填报“{row.original or '空白'}”，原因：{row.reason}，更正人：{row.name}"
        held[(row.unit, place)] = replace(entry, value=value, mark=ADJUSTED, note=note)
    return list(held.values())


def _adjustments(connection: Connection, period: Period) -> Sequence[Row[Any]]:
    query = select(ADJUSTMENTS).where(ADJUSTMENTS.c.period == str(period), ADJUSTMENTS.c.withdrawn_at == "")
    return connection.execute(query.order_by(ADJUSTMENTS.c.id)).all()


def lapsed_adjustments(connection: Connection, period: Period) -> list[Finding]:
    """One finding for each adjustment that no longer applies, since the unit returned another value."""
    found = []
    for row in _adjustments(connection, period):
        seen = reported_words(connection, period, row.unit, (row.sheet, row.key, row.field))
        if seen != row.original:
            values = {"original": row.original, "value": words(join_value(row.number, row.text))}
            place = {"form_sheet": row.sheet, "key": row.key, "field": row.field}
            found.append(Finding("Q759", unit=row.unit, seen=seen, values=values, **place))
    return found


def reported_words(connection: Connection, period: Period, unit: str, place: Place) -> str:
    """What the unit itself reports at a place, as words; "" for nothing."""
    query = (
        select(CELLS.c.number, CELLS.c.text)
        .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
        .where(SUBMISSIONS.c.unit == unit, SUBMISSIONS.c.period == str(period))
        .where(CELLS.c.form_sheet == place[0], CELLS.c.entry_key == place[1], CELLS.c.field == place[2])
        .where(CELLS.c.fate.in_(merging.COUNTED))
    )
    row = connection.execute(query).first()
    return words(join_value(row.number, row.text)) if row else ""
