"""The merge of one unit's files applied to the ledger: loads cells, stores fates and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, select

from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Outcome
from toolkit.ledger.merge import Fate, PlacedCell, VersionFile, merge, words
from toolkit.ledger.rows import finding_row, join_value, places_of_json
from toolkit.ledger.schema import CELLS, FINDINGS, RULINGS, SUBMISSIONS


class CellRow(NamedTuple):
    """What the merge needs of a row of cells; a plain tuple, since a row is looked at several times."""

    id: int
    submission: int
    form_sheet: str
    key: str
    field: str
    number: float | None
    text: str | None
    raw: str
    outcome: str
    fate: str
    fate_note: str
    entry_key: str
    sheet: str
    address: str


# The columns that say which of a unit's files is newer.
ORDER = (
    SUBMISSIONS.c.pinned_at,
    SUBMISSIONS.c.ordered_at,
    SUBMISSIONS.c.saved_at,
    SUBMISSIONS.c.version,
)
COUNTED = (Outcome.ACCEPTED.value, Outcome.NORMALISED.value)


def remerge(connection: Connection, unit: str, period: Period) -> None:
    """Work out anew what every cell of the unit's files became, and store what changed."""
    files = unit_files(connection, unit, period)
    cells = file_cells(connection, files)
    fates, findings = plan(connection, files, cells)
    changed = []
    for rows in cells.values():
        for row in rows:
            fate = fates[row.id]
            if (fate.outcome.value, fate.note, fate.entry_key) != (row.fate, row.fate_note, row.entry_key):
                changed.append((fate.outcome.value, fate.note, fate.entry_key, row.id))
    if changed:
        names: dict[str, Any] = {
            name: bindparam(f"new_{name}") for name in ("fate", "fate_note", "entry_key")
        }
        statement = CELLS.update().where(CELLS.c.id == bindparam("row")).values(names)
        keys = ("new_fate", "new_fate_note", "new_entry_key", "row")
        connection.execute(statement, [dict(zip(keys, values, strict=True)) for values in changed])
    of_unit = (FINDINGS.c.period == str(period), FINDINGS.c.unit == unit, FINDINGS.c.origin == "merge")
    connection.execute(delete(FINDINGS).where(*of_unit))
    if findings:
        common = {"period": str(period), "origin": "merge", "sha256": ""}
        connection.execute(FINDINGS.insert(), [{**finding_row(item), **common} for item in findings])


def unit_files(connection: Connection, unit: str, period: Period) -> Sequence[Row[Any]]:
    """All files of the unit and period, oldest first; a pinned one counts as the newest."""
    query = select(SUBMISSIONS).where(SUBMISSIONS.c.unit == unit, SUBMISSIONS.c.period == str(period))
    return connection.execute(query.order_by(*ORDER)).all()


def file_cells(connection: Connection, files: Sequence[Row[Any]]) -> dict[int, list[CellRow]]:
    """Cells inside the form by submission."""
    query = select(*(CELLS.c[name] for name in CellRow._fields)).where(
        CELLS.c.submission.in_([file.id for file in files]), CELLS.c.form_sheet != ""
    )
    cells: dict[int, list[CellRow]] = {file.id: [] for file in files}
    for row in map(CellRow._make, connection.execute(query.order_by(CELLS.c.id)).all()):
        cells[row.submission].append(row)
    return cells


def plan(
    connection: Connection,
    files: Sequence[Row[Any]],
    cells: Mapping[int, Sequence[CellRow]],
    *,
    with_held: bool = False,
) -> tuple[dict[int, Fate], list[Any]]:
    """Fate of every placed cell by its row, and the merge's findings; ``with_held``: as if reopened."""
    fates: dict[int, Fate] = {}
    versions = []
    for file in files:
        rows = cells.get(file.id, ())
        if file.withdrawn or (file.held and not with_held):
            note = "填报表已撤回" if file.withdrawn else "报送期已封存，暂不计入"
            fates.update({row.id: Fate(Outcome.IGNORED, note, row.key) for row in rows})
            continue
        # A cell that reading ignored stays so: it takes no part in the merge.
        fates.update(
            {row.id: Fate(Outcome.IGNORED, "", row.key) for row in rows if row.outcome == Outcome.IGNORED}
        )
        versions.append(_version_file(file, [row for row in rows if row.outcome != Outcome.IGNORED]))
    merged, findings = merge(versions)
    fates.update(merged)
    if files:
        _take_out(connection, files[0], versions, fates)
    return fates, findings


def _version_file(file: Row[Any], rows: Sequence[CellRow]) -> VersionFile:
    cells = [
        PlacedCell(
            id=row.id,
            place=Place(row.form_sheet, row.key, row.field),
            value=join_value(row.number, row.text),
            raw=row.raw,
            outcome=Outcome(row.outcome),
            sheet=row.sheet,
            address=row.address,
        )
        for row in rows
    ]
    blank = places_of_json(file.blank)
    return VersionFile(file.sha256, file.file, file.unit, file.version, file.part, cells, blank)


def _take_out(
    connection: Connection, file: Row[Any], versions: Sequence[VersionFile], fates: dict[int, Fate]
) -> None:
    """Figures that a person's ruling takes out, as long as they are the figures ruled on."""
    query = select(RULINGS).where(
        RULINGS.c.kind == "exclude",
        RULINGS.c.unit == file.unit,
        RULINGS.c.period == file.period,
        RULINGS.c.revoked_at == "",
    )
    excluded = {(row.target, row.seen): row.reason for row in connection.execute(query)}
    if not excluded:
        return
    for version in versions:
        for cell in version.cells:
            fate = fates[cell.id]
            place = cell.place._replace(key=fate.entry_key)
            reason = excluded.get((place_text(place), words(cell.value)))
            if reason is not None and fate.outcome.value in COUNTED:
                fates[cell.id] = Fate(Outcome.IGNORED, f"经裁定不计入：{reason}", fate.entry_key)


def place_text(place: Place) -> str:
    """A place as one text, as rulings name it: 指标数据/T02-3/ytd."""
    return "/".join(place)


def place_of(text: str) -> Place:
    """Such a text read back."""
    sheet, rest = text.split("/", 1)
    key, field = rest.rsplit("/", 1)
    return Place(sheet, key, field)
