"""The merge of one unit's files applied to the ledger: loads cells, stores fates and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from toolkit.core.model import Outcome
from toolkit.core.periods import Period
from toolkit.ledger.merge import Fate, PlacedCell, VersionFile, merge, words
from toolkit.ledger.records import Place
from toolkit.ledger.rows import finding_row, join_value, places_of_json
from toolkit.ledger.schema import CELLS, FINDINGS, RULINGS, SUBMISSIONS

COUNTED = (Outcome.ACCEPTED.value, Outcome.NORMALISED.value)


def remerge(connection: Connection, unit: str, period: Period) -> None:
    """Work out anew what every cell of the unit's files became, and store what changed."""
    files = unit_files(connection, unit, period)
    cells = file_cells(connection, files)
    fates, findings = plan(connection, files, cells)
    changed = [
        {"row": row.id, "fate": fate.outcome.value, "fate_note": fate.note, "entry_key": fate.entry_key}
        for rows in cells.values()
        for row in rows
        if (fate := fates[row.id])
        != Fate(outcome=Outcome(row.fate), note=row.fate_note, entry_key=row.entry_key)
    ]
    if changed:
        names: dict[str, Any] = {name: bindparam(name) for name in ("fate", "fate_note", "entry_key")}
        connection.execute(CELLS.update().where(CELLS.c.id == bindparam("row")).values(names), changed)
    of_unit = (FINDINGS.c.period == str(period), FINDINGS.c.unit == unit, FINDINGS.c.origin == "merge")
    connection.execute(delete(FINDINGS).where(*of_unit))
    if findings:
        common = {"period": str(period), "origin": "merge", "sha256": ""}
        connection.execute(FINDINGS.insert(), [{**finding_row(item), **common} for item in findings])


def unit_files(connection: Connection, unit: str, period: Period) -> Sequence[Row[Any]]:
    """All files of the unit and period, oldest first; a pinned one counts as the newest."""
    query = select(SUBMISSIONS).where(SUBMISSIONS.c.unit == unit, SUBMISSIONS.c.period == str(period))
    order = (SUBMISSIONS.c.pinned_at, SUBMISSIONS.c.ordered_at, SUBMISSIONS.c.version)
    return connection.execute(query.order_by(*order)).all()


def file_cells(connection: Connection, files: Sequence[Row[Any]]) -> dict[int, Sequence[Row[Any]]]:
    """Cells inside the form by submission."""
    query = select(CELLS).where(CELLS.c.submission.in_([file.id for file in files]), CELLS.c.form_sheet != "")
    cells: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query.order_by(CELLS.c.id)):
        cells[row.submission].append(row)
    return dict(cells)


def plan(
    connection: Connection,
    files: Sequence[Row[Any]],
    cells: dict[int, Sequence[Row[Any]]],
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


def _version_file(file: Row[Any], rows: Sequence[Row[Any]]) -> VersionFile:
    cells = [
        PlacedCell(
            id=row.id,
            place=(row.form_sheet, row.key, row.field),
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
            place = (cell.place[0], fate.entry_key, cell.place[2])
            reason = excluded.get((place_text(place), words(cell.value)))
            if reason is not None and fate.outcome.value in COUNTED:
                fates[cell.id] = Fate(Outcome.IGNORED, f"经裁定不计入：{reason}", fate.entry_key)


def place_text(place: Place) -> str:
    """A place as one text, as rulings name it: 指标数据/T02-3/ytd."""
    return "/".join(place)
