"""Findings as they stand, and explanations that close them and are carried on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, select

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Outcome
from toolkit.ledger.connect import Store
from toolkit.ledger.derived import renew
from toolkit.ledger.entries import correction_findings
from toolkit.ledger.merge import ROW_SHEETS
from toolkit.ledger.merging import ORDER
from toolkit.ledger.records import Explanation
from toolkit.ledger.rows import finding_of, finding_row, storable, to_json
from toolkit.ledger.schema import (
    ADJUSTMENTS,
    CELLS,
    EXPLANATIONS,
    FINDINGS,
    FORMS,
    PACKS,
    RULINGS,
    SUBMISSIONS,
    VALIDATIONS,
)

_GONE = "E124"  # a sheet that is missing: stands only while nothing of it came in another return either
_ALONE = "E174"  # a few rows that mend: what is missing beside them stands only while the unit has sent nothing else


class JudgementStore(Store):
    """Part of the ledger: what is wrong, and what units said about it."""

    def read_findings(self, period: Period) -> list[Finding]:
        """Findings of reading and merging that still stand.

        Those of a file that was withdrawn or wholly replaced, and those of a cell that a newer return
        has filled, are over. A return that came after the seal has one finding only: that it did.
        """
        query = select(FINDINGS).where(
            FINDINGS.c.period == str(period), FINDINGS.c.origin.in_(("read", "merge"))
        )
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(FINDINGS.c.id)).all()
            files = connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.period == str(period))).all()
            standing = _Standing(connection, period, files, rows) if rows else None
            corrected = correction_findings(connection, period)
        held = [_held_finding(file) for file in files if file.held and not file.withdrawn]
        return [
            *(finding_of(row._mapping) for row in rows if standing and standing.holds(row)),
            *corrected,
            *held,
        ]

    def filed_elsewhere(self, period: Period) -> list[Finding]:
        """Of each return in force that came while the period was collected and is of another one: that it is."""
        of_return = and_(SUBMISSIONS.c.sha256 == FINDINGS.c.sha256, SUBMISSIONS.c.withdrawn == 0)
        query = select(FINDINGS, SUBMISSIONS.c.version).join(SUBMISSIONS, of_return)
        with self.transaction() as connection:
            rows = connection.execute(query.where(FINDINGS.c.code == "N755").order_by(FINDINGS.c.id)).all()
        said = [(finding_of(row._mapping), str(row.version)) for row in rows]
        return [
            replace(one, values={**one.values, "version": version})
            for one, version in said
            if one.values["period"] == period.chinese
        ]

    def add_read_findings(self, unit: str, period: Period, version: int, findings: Sequence[Finding]) -> None:
        """Keep what else is to be said of a return that is here: of documents that it came with."""
        of_return = (SUBMISSIONS.c.unit == unit, SUBMISSIONS.c.period == str(period))
        query = select(SUBMISSIONS.c.sha256).where(*of_return, SUBMISSIONS.c.version == version)
        with self.transaction() as connection:
            sha256 = connection.execute(query).scalar()
            if sha256 is not None and findings:
                common = {"period": str(period), "origin": "read", "sha256": sha256}
                connection.execute(FINDINGS.insert(), [{**finding_row(item), **common} for item in findings])

    def save_findings(self, period: Period, findings: Iterable[Finding]) -> None:
        """Keep the findings of the last validation of a period, in place of the earlier ones."""
        rows = [
            {**finding_row(item), "period": str(period), "origin": "check", "sha256": ""} for item in findings
        ]
        with self.transaction() as connection:
            renew(
                connection, FINDINGS, [FINDINGS.c.period == str(period), FINDINGS.c.origin == "check"], rows
            )

    def findings(self, period: Period) -> list[Finding]:
        """The findings that save_findings kept, in their order."""
        query = select(FINDINGS).where(FINDINGS.c.period == str(period), FINDINGS.c.origin == "check")
        with self.transaction() as connection:
            return [finding_of(row._mapping) for row in connection.execute(query.order_by(FINDINGS.c.id))]

    def keep_open(self, period: Period, basis: str, found: Mapping[str, Sequence[Any]]) -> None:
        """Keep counts of open findings by unit code; ``basis`` is a digest of all that they rest on."""
        row = {"period": str(period), "basis": basis, "open": to_json(found)}
        with self.transaction() as connection:
            renew(connection, VALIDATIONS, [VALIDATIONS.c.period == str(period)], [row])

    def kept_open(self, period: Period, basis: str) -> dict[str, list[Any]] | None:
        """What keep_open kept; None when there is nothing, or it rests on something else."""
        query = select(VALIDATIONS).where(VALIDATIONS.c.period == str(period), VALIDATIONS.c.basis == basis)
        with self.transaction() as connection:
            row = connection.execute(query).first()
        return dict(json.loads(row.open)) if row else None

    def states(self) -> dict[Period, str]:
        """Period -> a digest of all forms, returns and decisions of it and of the months before it."""
        found: dict[str, list[str]] = {}
        with self.transaction() as connection:
            for table in (FORMS, SUBMISSIONS, RULINGS, ADJUSTMENTS, PACKS):
                columns = [
                    one for one in table.c if one.name not in ("row_keys", "carried", "evidence", "content")
                ]
                counting = [table.c.kind != "aside"] if table is RULINGS else []  # no figure rests on it
                query = select(*columns).where(*counting).order_by(*table.primary_key)
                for row in connection.execute(query):
                    found.setdefault(row.period, []).append(f"{table.name}{tuple(row)}")
        digest, states = hashlib.sha256(), {}
        for period, lines in sorted(found.items()):
            digest.update("\n".join(lines).encode())
            states[Period.parse(period)] = digest.hexdigest()
        return states

    def save_explanations(self, explanations: Iterable[Explanation]) -> None:
        """Remember 说明 that closed 疑问; the same finding, value and period replaces the text."""
        with self.transaction() as connection:
            for item in explanations:
                seen = storable(item.seen)
                place = (
                    EXPLANATIONS.c.finding == item.finding,
                    EXPLANATIONS.c.seen == seen,
                    EXPLANATIONS.c.period == str(item.period),
                )
                connection.execute(delete(EXPLANATIONS).where(*place))
                row = {
                    "finding": item.finding,
                    "seen": seen,
                    "period": str(item.period),
                    "text": storable(item.text),
                    "sha256": item.sha256,
                }
                connection.execute(EXPLANATIONS.insert().values(row))

    def explanations(self, period: Period) -> dict[tuple[str, str], Explanation]:
        """(finding id, value) -> the latest explanation given in this period or an earlier one.

        The value is part of the key, so an explanation is carried on exactly while the figure stays.
        """
        query = select(EXPLANATIONS).where(EXPLANATIONS.c.period <= str(period))
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(EXPLANATIONS.c.period)).all()
        return {
            (row.finding, row.seen): Explanation(
                row.finding, row.seen, row.text, Period.parse(row.period), row.sha256
            )
            for row in rows
        }


class _Standing:
    """Which findings of reading still stand, from the fates of all cells of the period."""

    def __init__(
        self, connection: Connection, period: Period, files: Sequence[Row[Any]], rows: Sequence[Row[Any]]
    ) -> None:
        query = (
            select(CELLS.c.form_sheet, CELLS.c.key, CELLS.c.field, CELLS.c.fate, SUBMISSIONS.c.unit)
            .add_columns(SUBMISSIONS.c.sha256)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period == str(period), CELLS.c.form_sheet != "")
        )
        self._superseded: set[tuple[str, Place]] = set()
        self._owner: dict[tuple[str, Place], str] = {}
        for sheet, key, field, fate, unit, sha256 in connection.execute(query):
            if fate == Outcome.SUPERSEDED:
                self._superseded.add((sha256, Place(sheet, key, field)))
            elif fate != Outcome.IGNORED and sheet not in ROW_SHEETS:
                self._owner[unit, Place(sheet, key, field)] = sha256
        in_force = [file for file in files if not file.withdrawn and not file.held]
        order = sorted(in_force, key=lambda file: [getattr(file, column.name) for column in ORDER])
        newest = {file.unit: file.sha256 for file in order}
        self._counted = {file.unit: (str(file.version), file.pinned_at) for file in order}
        self._versions = {file.sha256: str(file.version) for file in order}
        self._files: Collection[str] = {*newest.values(), *self._owner.values()}
        excerpts = {row.sha256 for row in rows if row.code == _ALONE}
        with_form = {file.unit for file in order if file.sha256 not in excerpts}
        self._alone = {sha256 for unit, sha256 in newest.items() if unit not in with_form}

    def holds(self, row: Row[Any]) -> bool:
        if row.origin == "merge":
            return True  # made anew at every merge
        if row.sha256 not in self._files:
            return row.code == "Q763" and self._is_asked(row)
        if row.code == _GONE:
            return not self._is_elsewhere(row)
        if row.code == _ALONE:
            return row.sha256 in self._alone and not self._is_elsewhere(row)
        place = Place(row.form_sheet, row.key, row.field)
        if (row.sha256, place) in self._superseded:
            return False
        return bool(self._owner.get((row.unit, place), row.sha256) == row.sha256)

    def _is_elsewhere(self, row: Row[Any]) -> bool:
        """Whether another return of the unit has rows of the sheet."""
        return any(
            unit == row.unit and place[0] == row.form_sheet and sha256 != row.sha256
            for (unit, place), sha256 in self._owner.items()
        )

    def _is_asked(self, row: Row[Any]) -> bool:
        """Whether it is still open which of two versions counts, of which the one that nothing counts of is asked about."""
        mine = self._versions.get(row.sha256)
        counted, pinned = self._counted.get(row.unit, ("", ""))
        return mine is not None and not pinned and counted == json.loads(row.details).get("other")


def _held_finding(file: Row[Any]) -> Finding:
    filed = Period.parse(file.period).chinese
    return Finding("E756", unit=file.unit, values={"filed": filed}, file=file.file)
