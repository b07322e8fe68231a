"""Import of task lists: Word, text or tables, as offices have them, to a ``Checklist`` with reviews.

In: files' bytes and names, the units of the checklist in use if the list is of the same office. Out: the checklist
(without tasks when nothing could be read), the cells that a person must look at, findings E93x, Q94x, N95x, and
what the list says of itself (:class:`Frame`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from toolkit.checklist import columns
from toolkit.checklist.importing.assembling import Office, assemble, years_of
from toolkit.checklist.importing.document import Document
from toolkit.checklist.importing.entries import Entry
from toolkit.checklist.importing.frame import LEAD, RESPONSIBLE, Frame, frame_of
from toolkit.checklist.importing.indicators import propose_indicators
from toolkit.checklist.importing.listing import read_document
from toolkit.checklist.importing.naming import as_matter
from toolkit.checklist.importing.quantities import Left
from toolkit.checklist.importing.roster import roster_of
from toolkit.checklist.importing.sources import open_document
from toolkit.checklist.importing.table import sheet_names
from toolkit.checklist.load import load_checklist
from toolkit.checklist.reviewsheet import doubts_of
from toolkit.checklist.shortnames import with_short_names
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.workbook import Review
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Unit

_ZIP = b"PK\x03\x04"
WHO_REPORTS = {"lead": {LEAD}, "responsible": {RESPONSIBLE}, "both": {LEAD, RESPONSIBLE}}


@dataclass(frozen=True)
class Columns:
    """How the columns of one table were understood: header text -> what it stands for."""

    place: str
    meanings: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Imported:
    """What a list gave. ``left``: numbers that were not taken for targets, with the reason."""

    checklist: Checklist
    reviews: Sequence[Review] = ()
    findings: Sequence[Finding] = ()
    frame: Frame = field(default_factory=Frame)
    left: Sequence[Left] = ()
    columns: Sequence[Columns] = ()
    year_assumed: bool = False


def import_checklist(
    files: Sequence[tuple[str, bytes]],
    units: Sequence[Unit] = (),
    *,
    year: int | None = None,
    reporters: str = "",
) -> Imported:
    """Read the files by their content, whatever their suffix says.

    ``units``: those of the checklist in use, where the list is of the same office; without them they are taken from
    the list. ``year``: for a list that names none. ``reporters``: lead, responsible or both.
    """
    name, data = files[0]
    if data.startswith(_ZIP) and {columns.TASKS, columns.INDICATORS} <= sheet_names(data):
        loaded, findings = load_checklist(data, units)
        return Imported(loaded or Checklist((), ()), (), findings)  # the office's own checklist workbook
    documents: list[Document] = []
    for name, data in files:
        try:
            documents.append(open_document(data, name))
        except ValueError as error:
            fault = Finding("E930", file=name, values={"name": name, "reason": str(error)})
            return Imported(Checklist((), ()), (), [fault])
    entries, frame, findings, meanings = _read(documents, year)
    if not entries:
        return Imported(Checklist((), ()), (), findings, frame)
    return _built(entries, frame, findings, meanings, units, year, reporters)


def _read(
    documents: Sequence[Document], year: int | None
) -> tuple[list[Entry], Frame, list[Finding], list[Columns]]:
    entries: list[Entry] = []
    lines: list[str] = []
    findings: list[Finding] = []
    meanings: list[Columns] = []
    for document in documents:
        read = read_document(document, year)
        entries += read.entries
        lines += read.outside
        findings += read.findings
        meanings += [Columns(place, pairs) for place, pairs in read.columns]
    cells = [part for entry in entries for part in (entry.leads, entry.responsible, entry.support)]
    return entries, frame_of(lines, documents[0].name, cells), findings, meanings


def _built(
    entries: Sequence[Entry],
    frame: Frame,
    findings: Sequence[Finding],
    meanings: Sequence[Columns],
    units: Sequence[Unit],
    year: int | None,
    reporters: str,
) -> Imported:
    years, assumed = years_of(frame, entries, year or date.today().year)
    known = bool(units)
    roster, reviews = (tuple(units), []) if known else roster_of(entries, frame)
    office = Office(frame, roster, known, frozenset(WHO_REPORTS.get(reporters, set())))
    made = assemble(entries, office, years)
    proposed = propose_indicators(entries, made.tasks, frame, years, made.units)
    first = {one.task_no: as_matter(one.name) for one in reversed(proposed.indicators)}
    named = with_short_names(made.tasks, first)
    checklist = Checklist(named, tuple(proposed.indicators), quotas=tuple(proposed.quotas), units=made.units)
    short = [
        Review(columns.TASKS, str(task.no), "简称", "由程序从原文取的，请改成平时的叫法，不要重复。")
        for task in named
    ]
    reviews = [*made.reviews, *short, *proposed.reviews, *reviews]
    checklist = replace(checklist, doubts=doubts_of(checklist, reviews))
    return Imported(
        replace(checklist, digest=digest_of(checklist)),
        reviews,
        findings,
        frame,
        proposed.left,
        meanings,
        assumed and year is None,
    )
