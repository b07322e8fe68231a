"""A unit's new code: everything that the ledger holds under the old one goes over to the new one.

In: old and new code. Out: the ledger under the new code, and a record of the change by which returns of forms
that bear the old code are still known. Files stay where they are, under their names: they are evidence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from toolkit.core.formercodes import with_units_now
from toolkit.core.periods import Period
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.records import Renaming
from toolkit.ledger.rows import from_time, storable, to_json
from toolkit.ledger.schema import (
    ADJUSTMENTS,
    ARRIVALS,
    ATTACHMENTS,
    ATTRIBUTIONS,
    EXPLANATIONS,
    FINDINGS,
    FORMS,
    PACKS,
    RENAMINGS,
    RULINGS,
    SEALS,
    SUBMISSIONS,
    VERDICTS,
    WAITING,
)

_BY_UNIT = (SUBMISSIONS, ATTACHMENTS, ATTRIBUTIONS, FINDINGS, RULINGS, ADJUSTMENTS)


class RenamingStore(Store):
    """Part of the ledger: units that got another code."""

    def rename_unit(self, change: Renaming) -> list[Period]:
        """Take everything of the old code over to the new one; returns the periods that had returns of it.

        Returns of both codes in one period become versions of one unit, in the order in which they came.
        """

        def code(text: str) -> str:
            return change.new if text == change.old else text

        with self.transaction() as connection:
            periods = _periods(connection, change.old)
            _keep_newer_forms(connection, change)
            _number_through(connection, change)
            for table in _BY_UNIT:
                _rewrite(connection, table, "unit", code)
            _rewrite(connection, PACKS, "owner", code)
            _rewrite(
                connection, PACKS, "content", lambda text: with_units_now(text, {change.old: change.new})
            )
            _rewrite(connection, EXPLANATIONS, "finding", lambda text: _finding_id(text, change))
            _rewrite(connection, RULINGS, "target", lambda text: _finding_id(text, change))
            _rewrite(connection, VERDICTS, "key", lambda text: _key(text, change))
            _rewrite(
                connection, SEALS, "figures", lambda text: text.replace(f"/{change.old}/", f"/{change.new}/")
            )
            for table, column in ((ARRIVALS, "receipts"), (WAITING, "findings")):
                _rewrite(connection, table, column, lambda text: _units_in(text, change))
            for period in periods:
                merging.remerge(connection, change.new, period)
            row = {"old": change.old, "new": change.new, "at": from_time(change.at)}
            connection.execute(RENAMINGS.insert().values(row))
        return periods

    def renamings(self) -> list[Renaming]:
        """All changes of code in the order in which they were made."""
        with self.transaction() as connection:
            rows = connection.execute(select(RENAMINGS).order_by(RENAMINGS.c.id)).all()
        return [Renaming(row.old, row.new, datetime.fromisoformat(row.at)) for row in rows]

    def former_codes(self) -> dict[str, str]:
        """Former code -> the code that the unit has now, also over several changes."""
        now: dict[str, str] = {}
        for change in self.renamings():
            now = {old: change.new if new == change.old else new for old, new in now.items()}
            now[change.old] = change.new
            now.pop(change.new, None)  # a code that came back
        return now

    def returned_periods(self) -> dict[str, list[Period]]:
        """Unit code -> the periods of which the ledger has a return of it, also one that is held."""
        query = select(SUBMISSIONS.c.unit, SUBMISSIONS.c.period).where(SUBMISSIONS.c.withdrawn == 0)
        found: dict[str, list[Period]] = {}
        with self.transaction() as connection:
            for unit, period in connection.execute(query.distinct().order_by(SUBMISSIONS.c.period)):
                found.setdefault(unit, []).append(Period.parse(period))
        return found


def _periods(connection: Connection, unit: str) -> list[Period]:
    query = select(SUBMISSIONS.c.period).where(SUBMISSIONS.c.unit == unit).distinct()
    return sorted(map(Period.parse, connection.execute(query).scalars()))


def _keep_newer_forms(connection: Connection, change: Renaming) -> None:
    """Of a form that went out under both codes the one under the new code counts, as when one is made anew."""
    place = (FORMS.c.period, FORMS.c.part)
    for period, part in connection.execute(select(*place).where(FORMS.c.unit == change.new)).all():
        twice = (FORMS.c.unit == change.old, FORMS.c.period == period, FORMS.c.part == part)
        connection.execute(FORMS.delete().where(*twice))
    connection.execute(FORMS.update().where(FORMS.c.unit == change.old).values(unit=change.new))


def _number_through(connection: Connection, change: Renaming) -> None:
    """Versions of periods in which both codes returned something; the numbers are unique while they change."""
    columns = (SUBMISSIONS.c.id, SUBMISSIONS.c.period, SUBMISSIONS.c.unit)
    query = select(*columns).where(SUBMISSIONS.c.unit.in_((change.old, change.new)))
    rows = connection.execute(query.order_by(SUBMISSIONS.c.received, SUBMISSIONS.c.id)).all()
    units: dict[str, set[str]] = {}
    for row in rows:
        units.setdefault(row.period, set()).add(row.unit)
    both = [row for row in rows if len(units[row.period]) > 1]
    counts: Counter[str] = Counter()
    for row in both:
        _set(connection, SUBMISSIONS, {"id": row.id}, version=-row.id)
    for row in both:
        counts[row.period] += 1
        _set(connection, SUBMISSIONS, {"id": row.id}, version=counts[row.period])


def _rewrite(connection: Connection, table: Table, name: str, change: Callable[[str], str]) -> None:
    """Put every text of a column anew that the change concerns; what stands there under the new text already stays."""
    keys = [column.name for column in table.primary_key]
    for row in connection.execute(select(table)).mappings().all():
        text = change(row[name])
        if text == row[name]:
            continue
        place = {key: row[key] for key in keys}
        there = {**place, name: text}
        if name in keys and connection.execute(select(table).where(*_is(table, there))).first():
            connection.execute(table.delete().where(*_is(table, place)))
        else:
            _set(connection, table, place, **{name: text})


def _set(connection: Connection, table: Table, place: Mapping[str, Any], **values: Any) -> None:
    connection.execute(table.update().where(*_is(table, place)).values(values))


def _is(table: Table, place: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in place.items()]


def _finding_id(text: str, change: Renaming) -> str:
    """E101@653101/指标数据/…: the unit stands between @ and the first slash."""
    return text.replace(f"@{change.old}/", f"@{change.new}/", 1)


def _key(text: str, change: Renaming) -> str:
    return "/".join(change.new if part == change.old else part for part in text.split("/"))


def _units_in(text: str, change: Renaming) -> str:
    """JSON of receipts or findings with their field ``unit`` changed."""
    rows = json.loads(text) if text else []
    named = [row for row in rows if isinstance(row, dict) and row.get("unit") == change.old]
    for row in named:
        row["unit"] = change.new
    return storable(to_json(rows)) if named else text
