"""Submissions and their cells: adding a return with all its cells, versions, the cell accounting."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select, tuple_

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.results import FileAccount
from toolkit.core.returns import Cell, Outcome, Submission, file_hash
from toolkit.ledger import merging
from toolkit.ledger.connect import Store
from toolkit.ledger.records import Age, Rival
from toolkit.ledger.rows import (
    CELL_COLUMNS,
    RowValues,
    cell_of,
    cell_rows,
    finding_row,
    from_time,
    insert_many,
    insert_one,
    places_json,
    storable,
    submission_of,
    to_json,
    to_time,
)
from toolkit.ledger.schema import ARRIVALS, ATTACHMENTS, CELLS, FINDINGS, PACKS, SUBMISSIONS

EFFECTIVE = and_(SUBMISSIONS.c.withdrawn == 0, SUBMISSIONS.c.held == 0)
# Statements that every arrival needs are built once: building takes longer than running them.
_LAST_VERSION = select(func.max(SUBMISSIONS.c.version)).where(
    SUBMISSIONS.c.unit == bindparam("unit"), SUBMISSIONS.c.period == bindparam("period")
)
# Blank places are a hundred of a return, and only merging asks for them.
_WITHOUT_PLACES = select(*(column for column in SUBMISSIONS.c if column.name != "blank"))
_BY_HASH = _WITHOUT_PLACES.where(SUBMISSIONS.c.sha256 == bindparam("sha256"))
_BY_FINGERPRINT = (
    select(SUBMISSIONS.c.unit, SUBMISSIONS.c.period)
    .where(SUBMISSIONS.c.fingerprint == bindparam("fingerprint"), SUBMISSIONS.c.withdrawn == 0)
    .order_by(SUBMISSIONS.c.id)
)
_ADD_FINDINGS = FINDINGS.insert()


class SubmissionStore(Store):
    """Part of the ledger: what units returned."""

    def next_version(self, unit: str, period: Period) -> int:
        """The number that the unit's next return of the period gets."""
        of_unit = {"unit": unit, "period": str(period)}
        with self.transaction() as connection:
            return int(connection.execute(_LAST_VERSION, of_unit).scalar() or 0) + 1

    def rivals(self, unit: str, period: Period, part: str) -> list[Rival]:
        """The unit's other returns in force of the same part, the one that counts first."""
        query = select(SUBMISSIONS).where(
            SUBMISSIONS.c.unit == unit,
            SUBMISSIONS.c.period == str(period),
            SUBMISSIONS.c.part == storable(part),
            SUBMISSIONS.c.withdrawn == 0,
        )
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(*(column.desc() for column in merging.ORDER))).all()
        return [Rival(row.sha256, row.version, _age(row), row.original_name) for row in rows]

    def add_submission(
        self,
        submission: Submission,
        findings: Sequence[Finding] = (),
        *,
        part: str = "",
        age: Age | None = None,
        held: bool = False,
        fingerprint: str = "",
    ) -> bool:
        """Keep a return with all its cells and the findings of reading it; False when it is there already.

        ``age`` says who is newer (default: by received); ``held``: its period is sealed;
        ``fingerprint`` tells equal content.
        """
        with self.transaction() as connection:
            if self.submission(submission.sha256) is not None:
                return False
            row = {**_submission_row(submission, part, held), **_age_row(submission, age)}
            row["fingerprint"] = fingerprint
            number = insert_one(connection, SUBMISSIONS, row)
            if submission.cells:
                insert_many(connection, CELLS, CELL_COLUMNS, cell_rows(number, submission.cells))
            common = {"period": str(submission.period), "origin": "read", "sha256": submission.sha256}
            if findings:
                connection.execute(_ADD_FINDINGS, [{**finding_row(item), **common} for item in findings])
            # The first return of a unit has nothing to be merged with.
            if submission.version > 1 or held:
                merging.remerge(connection, submission.unit, submission.period)
            return True

    def fingerprints(self) -> dict[str, tuple[str, Period]]:
        """Fingerprint of the content -> (unit code, period) of the first return that had it."""
        query = select(SUBMISSIONS.c.fingerprint, SUBMISSIONS.c.unit, SUBMISSIONS.c.period).where(
            SUBMISSIONS.c.fingerprint != "", SUBMISSIONS.c.withdrawn == 0
        )
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(SUBMISSIONS.c.id.desc())).all()
        return {fingerprint: (unit, Period.parse(period)) for fingerprint, unit, period in rows}

    def same_content(self, fingerprint: str) -> tuple[str, Period] | None:
        """(unit code, period) of the first return with that fingerprint; None for "" and for new content."""
        if not fingerprint:
            return None
        with self.transaction() as connection:
            row = connection.execute(_BY_FINGERPRINT, {"fingerprint": fingerprint}).first()
        return (row.unit, Period.parse(row.period)) if row else None

    def rejected(self, period: Period) -> frozenset[tuple[str, Place]]:
        """(unit code, place) of cells in force that could not be read as their kind."""
        query = (
            select(SUBMISSIONS.c.unit, CELLS.c.form_sheet, CELLS.c.entry_key, CELLS.c.field)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period == str(period), CELLS.c.fate == Outcome.REJECTED.value)
            .where(CELLS.c.form_sheet != "")
        )
        with self.transaction() as connection:
            rows = connection.execute(query).all()
        return frozenset((unit, Place(sheet, key, field)) for unit, sheet, key, field in rows)

    def rejected_texts(self, period: Period) -> dict[str, dict[Place, str]]:
        """Unit code -> what its returns in force say where it could not be read as its kind; a later return goes before."""
        query = (
            select(SUBMISSIONS.c.unit, CELLS.c.form_sheet, CELLS.c.key, CELLS.c.field, CELLS.c.raw)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period == str(period), EFFECTIVE)
            .where(CELLS.c.fate == Outcome.REJECTED.value, CELLS.c.form_sheet != "")
            .order_by(SUBMISSIONS.c.unit, SUBMISSIONS.c.version, CELLS.c.id)
        )
        texts: dict[str, dict[Place, str]] = defaultdict(dict)
        with self.transaction() as connection:
            for unit, sheet, key, field, raw in connection.execute(query):
                texts[unit][Place(sheet, key, field)] = raw
        return dict(texts)

    def originals(self) -> list[tuple[str, str]]:
        """(hash, filed copy) of everything that ever came in, "" for what was never filed; by copy and hash."""
        filed = [select(table.c.sha256, table.c.file) for table in (SUBMISSIONS, ATTACHMENTS, PACKS)]
        with self.transaction() as connection:
            rows = {(file_hash(row.sha256), row.file) for query in filed for row in connection.execute(query)}
            known = {sha256 for sha256, _ in rows}
            for arrival in connection.execute(select(ARRIVALS.c.sha256, ARRIVALS.c.receipts)):
                inside = {receipt["sha256"] for receipt in json.loads(arrival.receipts)}
                rows |= {(sha256, "") for sha256 in ({arrival.sha256} | inside) - known - {""}}
        return sorted(rows, key=lambda row: (row[1], row[0]))

    def submitted(self) -> set[str]:
        """Hashes of all returns, also those withdrawn or held."""
        with self.transaction() as connection:
            return set(connection.execute(select(SUBMISSIONS.c.sha256)).scalars())

    def shares(self, sha256: str) -> list[Submission]:
        """The returns that an export of that hash was split into, without their cells and blank places, by unit."""
        return self._list(SUBMISSIONS.c.sha256.startswith(f"{sha256}/"))

    def submission(self, sha256: str) -> Submission | None:
        """The submission of that hash without its cells and blank places, also one that is withdrawn or held."""
        with self.transaction() as connection:
            row = connection.execute(_BY_HASH, {"sha256": sha256}).first()
            return submission_of(row) if row else None

    def submissions(self, period: Period, *, every: bool = False) -> list[Submission]:
        """The period's returns without their cells and blank places, by unit and version; ``every``: also withdrawn and held."""
        return self._list(SUBMISSIONS.c.period == str(period), *(() if every else (EFFECTIVE,)))

    def held(self, period: Period) -> list[Submission]:
        """Returns that came after the period was sealed: kept, but not effective."""
        of_period = SUBMISSIONS.c.period == str(period)
        return self._list(of_period, SUBMISSIONS.c.held == 1, SUBMISSIONS.c.withdrawn == 0)

    def _list(self, *conditions: Any) -> list[Submission]:
        query = _WITHOUT_PLACES.where(*conditions).order_by(SUBMISSIONS.c.unit, SUBMISSIONS.c.version)
        with self.transaction() as connection:
            return [submission_of(row) for row in connection.execute(query)]

    def cells(self, sha256: str) -> list[Cell]:
        """All filled cells of one file as they stand now, in reading order."""
        query = (
            select(CELLS)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.sha256 == sha256)
            .order_by(CELLS.c.id)
        )
        with self.transaction() as connection:
            return [cell_of(row) for row in connection.execute(query)]

    def cells_of(self, unit: str, period: Period, version: int) -> list[Cell]:
        """The same of the unit's return of that version."""
        found = self._list(
            SUBMISSIONS.c.unit == unit, SUBMISSIONS.c.period == str(period), SUBMISSIONS.c.version == version
        )
        return self.cells(found[0].sha256) if found else []

    def accounts(self, period: Period) -> list[FileAccount]:
        """The cell accounting of every file of the period, by unit and version."""
        counts: dict[int, dict[str, int]] = defaultdict(dict)
        grouped = (
            select(CELLS.c.submission, CELLS.c.fate, func.count())
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period == str(period))
            .group_by(CELLS.c.submission, CELLS.c.fate)
        )
        files = select(SUBMISSIONS).where(SUBMISSIONS.c.period == str(period))
        with self.transaction() as connection:
            for submission, fate, count in connection.execute(grouped):
                counts[submission][fate] = count
            rows = connection.execute(files.order_by(SUBMISSIONS.c.unit, SUBMISSIONS.c.version)).all()
        return [_account(row, counts[row.id]) for row in rows]

    def sent_back(self, year: int) -> dict[tuple[str, Period], int]:
        """(unit code, period) -> how many of its returns a later one of its own corrected.

        A return counts when at least one of its figures is another one in the return that stands; sending the
        same again, readable or not, or the rows of another bureau, corrects nothing. Units without any are left out.
        """
        place = (SUBMISSIONS.c.period, SUBMISSIONS.c.unit, CELLS.c.form_sheet, CELLS.c.key, CELLS.c.field)
        cells = (
            select(*place, CELLS.c.number, CELLS.c.text, CELLS.c.raw, CELLS.c.fate, SUBMISSIONS.c.id)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == CELLS.c.submission)
            .where(SUBMISSIONS.c.period.startswith(f"{year}-"), CELLS.c.form_sheet.in_((TASKS, INDICATORS)))
        )
        superseded = CELLS.c.fate == Outcome.SUPERSEDED.value
        with self.transaction() as connection:
            old = connection.execute(cells.where(superseded)).all()
            returns = {(row.period, row.unit) for row in old}
            concerned = tuple_(SUBMISSIONS.c.period, SUBMISSIONS.c.unit).in_(returns)
            left = connection.execute(cells.where(~superseded, concerned)).all() if old else ()
        left = sorted(
            left, key=lambda row: row.fate in merging.COUNTED
        )  # what counts goes before what does not
        standing = {row[:5]: _said(row.number, row.text, row.raw) for row in left}
        corrected = {
            (row.period, row.unit, row.id)
            for row in old
            if standing.get(row[:5]) != _said(row.number, row.text, row.raw)
        }
        return dict(Counter((unit, Period.parse(period)) for period, unit, _ in corrected))


def _said(number: float | None, text: str | None, raw: str) -> tuple[float | None, str | None]:
    """What a cell says: its value, or its words where they could not be read."""
    return (None, raw) if number is None and text is None else (number, text)


def _submission_row(submission: Submission, part: str, held: bool) -> RowValues:
    return {
        "sha256": submission.sha256,
        "unit": submission.unit,
        "period": str(submission.period),
        "part": storable(part),
        "version": submission.version,
        "file": storable(submission.file),
        "original_name": storable(submission.original_name),
        "received": from_time(submission.received),
        "digest": submission.checklist_digest,
        "sender": storable(submission.sender),
        "confidence": submission.confidence,
        "evidence": storable(to_json(list(submission.evidence))),
        "blank": storable(places_json(submission.blank)),
        "filled": len(submission.cells),
        "held": int(held),
    }


def _age_row(submission: Submission, age: Age | None) -> RowValues:
    came = submission.received
    age = age or Age(came, came, {}, (came, came))
    return {
        "seen": from_time(age.seen),
        "ordered_at": from_time(age.order[0]),
        "saved_at": from_time(age.order[1]),
        "times": to_json({kind: from_time(moment) for kind, moment in age.times.items()}),
        "received_by": storable(age.by),
    }


def _age(row: Row[Any]) -> Age:
    times = {kind: datetime.fromisoformat(text) for kind, text in json.loads(row.times or "{}").items()}
    came, ordered_at = datetime.fromisoformat(row.received), datetime.fromisoformat(row.ordered_at)
    seen, saved_at = to_time(row.seen) or came, to_time(row.saved_at) or ordered_at
    return Age(seen, came, times, (ordered_at, saved_at), row.received_by)


def _account(row: Row[Any], counts: dict[str, int]) -> FileAccount:
    return FileAccount(
        unit=row.unit,
        file=row.file,
        sha256=file_hash(row.sha256),
        version=row.version,
        filled=row.filled,
        accepted=counts.get(Outcome.ACCEPTED, 0),
        normalised=counts.get(Outcome.NORMALISED, 0),
        rejected=counts.get(Outcome.REJECTED, 0),
        superseded=counts.get(Outcome.SUPERSEDED, 0),
        ignored=counts.get(Outcome.IGNORED, 0),
    )
