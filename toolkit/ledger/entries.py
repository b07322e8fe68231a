"""Effective values: what counts for each place of the form, after versions, rulings and adjustments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import ADJUSTED, PROPOSED, Entry, Outcome, Source, file_hash
from toolkit.forms.same import with_same
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.corrections import corrections
from toolkit.ledger.merge import Fate, words
from toolkit.ledger.records import Adjustment
from toolkit.ledger.rows import join_value
from toolkit.ledger.schema import CELLS, SUBMISSIONS


class EntryStore(Store):
    """Part of the ledger: what counts."""

    def entries(self, period: Period, *, with_held: bool = False) -> list[Entry]:
        """The effective values of a period, by unit, sheet, key and field; what rows marked 与上月相同 take over and
        corrections are included.

        ``with_held``: as they would be if the sealed period were reopened.
        """
        with self.transaction() as connection:
            fates = _fates_with_held(connection, period) if with_held else {}
            rows = connection.execute(_placed_cells(period, every=with_held))
            read = list(_entries(rows, period, fates))
        same = with_same(read, period, lambda: self.entries(period.previous, with_held=True))
        with self.transaction() as connection:
            entries = _adjusted(connection, period, same)
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

    def superseded(self, period: Period, sheet: str) -> list[tuple[tuple[str, str, str], float | str]]:
        """((unit code, row key, field), value) of the cells of a sheet that a later version has taken the place of.

        One that could not be read is "": no value that counts equals it.
        """
        query = (
            select(SUBMISSIONS.c.unit, CELLS.c.key, CELLS.c.field, CELLS.c.number, CELLS.c.text)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period == str(period), CELLS.c.form_sheet == sheet)
            .where(CELLS.c.fate == Outcome.SUPERSEDED.value, SUBMISSIONS.c.withdrawn == 0)
        )
        with self.transaction() as connection:
            return [
                ((unit, key, field), number if number is not None else text or "")
                for unit, key, field, number, text in connection.execute(query)
            ]

    def entries_upto(self, period: Period) -> dict[Period, list[Entry]]:
        """Entries of the year's months up to the period, and of those of last year that it looks back on.

        These are the same month (同比), November and December (环比 in January); in January the whole year, for what
        it left unmet.
        """
        back = range(1, 13) if period.opens_year else sorted({period.month, 11, 12})
        months = [Period(period.year - 1, month) for month in back]
        months += [Period(period.year, month) for month in range(1, period.month + 1)]
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
    # The database gives each name anew with each cell: with one of each a month is small.
    once: dict[str, str] = {}
    pooled = once.setdefault
    # Rows are taken apart at once: a month has thousands, and access by name is slow.
    for number, fate, sheet, key, field, value, text, file_sheet, address, raw, unit, file, sha256 in rows:
        planned = fates.get(number)
        if planned is not None:
            fate, key = planned.outcome.value, planned.entry_key
        if fate in merging.COUNTED:
            unit, sha256 = pooled(unit, unit), file_hash(sha256)
            source = Source(
                unit,
                pooled(file, file),
                pooled(sha256, sha256),
                pooled(file_sheet, file_sheet),
                pooled(address, address),
                pooled(raw, raw),
            )
            place = pooled(sheet, sheet), pooled(key, key), pooled(field, field)
            said = pooled(text or "", text or "")
            yield Entry(unit, period, *place, said if value is None else value, source)


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
    """Entries with corrections that units confirmed, and marks where one is proposed, while the value stands."""
    reported: dict[tuple[str, Place], Entry] = {(e.unit, e.place): e for e in entries}
    held = dict(reported)
    for made in corrections(connection, period):
        place, entry = (made.unit, made.place), reported.get((made.unit, made.place))
        if words(entry.value if entry else None) != made.original or made.refused:
            continue  # the unit has returned another value since, or does not agree
        if made.confirmed is not None:
            entry = entry or Entry(made.unit, period, *made.place, made.value, None)
            held[place] = replace(entry, value=made.value, mark=ADJUSTED, note=_note(made))
        elif place in held:  # where nothing was reported, nothing counts
            kept = held[place]
            mark, note = (_also(kept.mark, PROPOSED, "、"), _also(kept.note, _note(made), "；"))
            held[place] = replace(kept, mark=mark, note=note)
    return list(held.values())


def _also(text: str, more: str, between: str) -> str:
    return f"{text}{between}{more}" if text else more


def _note(made: Adjustment) -> str:
    """Both values, why, and by whom."""
    original, value = made.original or "空白", words(made.value)
    why = f"原因：{made.reason}，提出人：{made.name}（{made.at:%Y-%m-%d}）"
    if made.confirmed is None:
        return f"{PROPOSED}：单位填报“{original}”，办公室建议更正为“{value}”，确认前不采用，{why}"
    by = made.confirmed
    return (
        f"{ADJUSTED}：原填报“{original}”，更正为“{value}”，{why}，单位确认人：{by.name}（{by.how}，{by.on}）"
    )


def correction_findings(connection: Connection, period: Period) -> list[Finding]:
    """One finding for each correction that no longer applies, and for each that the unit refused."""
    found = []
    for made in corrections(connection, period):
        seen, value = reported_words(connection, period, made.unit, made.place), words(made.value)
        said = {"original": made.original or "空白", "value": value}
        sheet, key, field = made.place
        place = Finding("Q759", unit=made.unit, form_sheet=sheet, key=key, field=field, seen=seen)
        if made.refused:
            said |= {"name": made.refused.name, "note": made.refused.note.rstrip("。")}
            found.append(replace(place, code="N764", values=said))
        elif seen not in (made.original, value):
            found.append(replace(place, values=said))
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
