"""Between records of core and rows of tables: text, times, findings and cells, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Row, RowMapping, Table
from sqlalchemy.sql.dml import ReturningInsert

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Cell, Outcome, Submission
from toolkit.ledger.records import ArrivalKey

RowValues = dict[str, Any]

_FINDING_TEXTS = (
    "code",
    "unit",
    "sheet",
    "address",
    "form_sheet",
    "key",
    "field",
    "seen",
    "suggestion",
    "file",
)


def insert_one(connection: Connection, table: Table, row: RowValues) -> int:
    """Insert a row into a table with a number of its own; returns the number."""
    return int(connection.execute(_insert_returning(table), row).scalar_one())


@lru_cache(maxsize=32)
def _insert_returning(table: Table) -> ReturningInsert[Any]:
    return table.insert().returning(table.c.id)


def storable(text: str) -> str:
    """The text without what databases refuse: NUL characters and lone surrogates."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def to_json(value: object) -> str:
    """Compact JSON with Chinese as it is and sorted keys, so that equal content is equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_time(moment: datetime | None) -> str:
    """ISO text, or "" for None."""
    return moment.isoformat() if moment else ""


def to_time(text: str) -> datetime | None:
    """The moment of an ISO text, None for ""."""
    return datetime.fromisoformat(text) if text else None


def arrival_key(sha256: str, name: str, saved: datetime) -> ArrivalKey:
    """What tells one arrival from another: also the time of its file."""
    return sha256, storable(name), from_time(saved)


def split_value(value: float | str | None) -> tuple[float | None, str | None]:
    """(number, text) columns of a value."""
    if isinstance(value, str):
        return None, value
    return (None if value is None else float(value)), None


def join_value(number: float | None, text: str | None) -> float | str | None:
    """The value of (number, text) columns."""
    return number if number is not None else text


def finding_row(finding: Finding) -> RowValues:
    """Columns of one finding, also what JSON keeps of it."""
    row: RowValues = {name: storable(getattr(finding, name)) for name in _FINDING_TEXTS}
    row["details"] = storable(to_json(dict(finding.values)))
    return row


def finding_of(row: Mapping[str, Any] | RowMapping) -> Finding:
    """The finding of such columns."""
    return Finding(**{name: row[name] for name in _FINDING_TEXTS}, values=json.loads(row["details"]))


def findings_json(findings: Iterable[Finding]) -> str:
    """Findings as JSON text."""
    return to_json([finding_row(finding) for finding in findings])


def findings_of_json(text: str) -> tuple[Finding, ...]:
    """Findings of such JSON text."""
    return tuple(finding_of(row) for row in json.loads(text)) if text else ()


def places_json(places: Iterable[Place]) -> str:
    """Places as JSON text."""
    return to_json(sorted(places))


def places_of_json(text: str) -> frozenset[Place]:
    """Places of such JSON text."""
    return (
        frozenset(Place(sheet, key, field) for sheet, key, field in json.loads(text)) if text else frozenset()
    )


CELL_COLUMNS = (
    "submission",
    "sheet",
    "address",
    "raw",
    "form_sheet",
    "key",
    "field",
    "number",
    "text",
    "outcome",
    "note",
    "confidence",
    "fate",
    "fate_note",
    "entry_key",
)


def cell_rows(submission: int, cells: Sequence[Cell]) -> list[tuple[Any, ...]]:
    """CELL_COLUMNS of all cells of a submission, for one bulk insert."""
    rows: list[tuple[Any, ...]] = []
    for cell in cells:
        number, text = split_value(cell.value)
        outcome = str.__str__(cell.outcome)
        read = (cell.sheet, cell.address, cell.raw, cell.form_sheet, cell.key, cell.field)
        fate = (cell.confidence, outcome, "", cell.key)
        rows.append((submission, *read, number, text, outcome, cell.note, *fate))
    if not _clean(rows):
        rows = [tuple(storable(v) if isinstance(v, str) else v for v in row) for row in rows]
    return rows


def _clean(rows: Sequence[tuple[Any, ...]]) -> bool:
    """Can all texts be stored as they are (encoding them all at once is faster than one by one)."""
    joined = "".join(["".join((*row[1:7], row[8] or "", row[10])) for row in rows])
    try:
        joined.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in joined


def insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of values in the order of ``columns``.

    The statement is compiled for the database at hand and given to its driver as it is: for hundreds
    of small rows, preparing the parameters of each would take longer than the insert.
    """
    statement, positional = _insert_statement(table, tuple(columns), connection.dialect)
    values: Any = rows if positional else [dict(zip(columns, row, strict=True)) for row in rows]
    connection.exec_driver_sql(statement, values)


@lru_cache(maxsize=32)
def _insert_statement(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[str, bool]:
    """The INSERT as text, and whether its values go by position (in the order of ``columns``)."""
    compiled = table.insert().compile(dialect=dialect, column_keys=list(columns))
    if compiled.positional:
        assert compiled.positiontup == list(columns)  # noqa: S101 - compiled in the order that was given
    return str(compiled), compiled.positional


def cell_of(row: Row[Any]) -> Cell:
    """One cell as it stands now: its outcome is its fate."""
    return Cell(
        sheet=row.sheet,
        address=row.address,
        raw=row.raw,
        outcome=Outcome(row.fate),
        form_sheet=row.form_sheet,
        key=row.key,
        field=row.field,
        value=join_value(row.number, row.text),
        note=row.fate_note or row.note,
        confidence=row.confidence,
    )


def submission_of(row: Row[Any]) -> Submission:
    """One submission without its cells and blank places."""
    return Submission(
        sha256=row.sha256,
        file=row.file,
        original_name=row.original_name,
        unit=row.unit,
        period=Period.parse(row.period),
        received=datetime.fromisoformat(row.received),
        version=row.version,
        cells=(),
        checklist_digest=row.digest,
        sender=row.sender,
        confidence=row.confidence,
        evidence=tuple(json.loads(row.evidence)),
        saved_at=_saved(json.loads(row.times or "{}")),
        received_by=row.received_by,
    )


def _saved(times: Mapping[str, str]) -> datetime | None:
    """When a return was written, by the best of what speaks of it."""
    return next(
        (datetime.fromisoformat(times[kind]) for kind in ("mail", "saved", "file") if kind in times), None
    )
