"""What a child process of collect does: one returned workbook, from bytes to cells.

In: bytes and what is known of the sender, plus a ReadContext that is the same for all files of a run.
Out: a ReadReturn, small enough to send back. Nothing here touches the disk or the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from toolkit.checklist import snapshot
from toolkit.core import area, cycle
from toolkit.core.exports import ExportMap
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS, Form, ProjectRow
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import WORD, Book, Cell
from toolkit.core.value_text import squeeze
from toolkit.forms.identity import made_at
from toolkit.forms.places import project_numbers
from toolkit.forms.plan import Prefill, plan_form
from toolkit.forms.reading.form import read_form
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.identify import Identification, Known, identify, shows_rows
from toolkit.inbox.moments import to_beijing
from toolkit.inbox.signals import identities
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks.csvtext import CSV, read_csv
from toolkit.inbox.workbooks.reader import read_book
from toolkit.ledger.carried import carried_of
from toolkit.papers.identity import looks_like

# Forms outnumber all else that comes in: what reads packs, exports and documents is loaded when one is met (decision 0050).
if TYPE_CHECKING:
    from toolkit.inbox.enclosed import Enclosed
    from toolkit.papers.historynames import Names
    from toolkit.pipeline.collecting.exported import SplitExport
    from toolkit.pipeline.collecting.packs import ReturnedPack

_SPLIT = 0.9  # confidence in whose rows of an export are
_OF_NO_FORM = {"E707", "E805"}
_ANY_TIME = datetime(2000, 1, 1)  # reading does not depend on deadlines


@dataclass(frozen=True)
class Issued:
    """A form that went out: the checklist it was made from, what else it showed (JSON text, see
    ledger.carried), for a part the tasks and indicators it has as (sheet, row key), and its layout."""

    digest: str
    carried: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    layout: int = 0


@dataclass(frozen=True)
class ReadContext:
    """What reading may know, the same for all files of a run.

    ``checklists`` are JSON texts by digest, ``issued`` the forms that went out by (unit code, period, part), ``sent`` the project
    numbers that each unit has sent, by period: it has every month whose returns this context may read.
    """

    units: tuple[Unit, ...]
    period: Period
    key: bytes
    current: str  # digest of the checklist in use
    checklists: Mapping[str, str]
    issued: Mapping[tuple[str, str, str], Issued]
    known: Known
    sent: Mapping[Period, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    exports: Mapping[str, ExportMap] = field(default_factory=dict)  # what people confirmed, by fingerprint
    area: str = area.STANDARD  # the office's word for its place, which stands in headers
    cycle: str = cycle.MONTHLY


@dataclass(frozen=True)
class ReadItem:
    """One workbook or document to read. ``unit`` and ``period`` are a person's decision, "" and None without; ``within``: it came in
    a mail or an archive, where a form may lie beside it; ``document``: it is no workbook."""

    name: str
    sender: str = ""
    unit: str = ""
    period: Period | None = None
    data: bytes = b""
    within: bool = False
    document: bool = False
    folder: str = ""  # where it lay


@dataclass(frozen=True)
class ReadReturn:
    """Whose return it is and what its cells hold; ``unit`` is "" where nobody can say."""

    unit: str
    period: Period | None
    digest: str = ""
    part: str = ""
    layout: int = 0  # that the file says, 0 where it does not
    layout_seen: int = 1  # that its headers speak for
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    blank_form: bool = False
    saved_at: datetime | None = None
    cells: tuple[Cell, ...] = ()
    blank: frozenset[Place] = frozenset()
    findings: tuple[Finding, ...] = ()
    fingerprint: str = ""
    attributed: bool = False  # a person said whose it is
    enclosed: Enclosed | None = None  # what it says of a form that it came with
    holds_form: bool = True  # False: where a form is beside it, it only lies beside it
    pack: ReturnedPack | None = None  # a workbook to be checked, not a form
    export: SplitExport | None = None  # returns of many units in one table

    @property
    def signed(self) -> bool:
        """Does the file carry a genuine identity of this unit and period."""
        return self.confidence == 1.0 and not self.attributed


def read_return(context: ReadContext, item: ReadItem) -> ReadReturn:
    """Identify and read one workbook; raises Unreadable for what is no workbook."""
    area.use(context.area)  # a child process of its own
    cycle.use(context.cycle)
    sort = sniff(item.data)
    if item.document and sort != WORD:
        return _no_form(context, item)
    book = read_csv(item.data) if sort == "text" else read_book(item.data)
    if book.fmt == WORD and item.within:
        beside = _no_form(context, item, book)
        return replace(_read(context, item, book), enclosed=beside.enclosed) if shows_rows(book) else beside
    if book.fmt == WORD and not shows_rows(book):
        raise Unreadable("E764")
    try:
        result = _read(context, item, book)
    except Unreadable as fault:
        if book.fmt != CSV or not item.within:
            raise
        result = ReadReturn("", None, conflicts=(fault.finding(item.name),))
    if not item.within or (result.holds_form and not _OF_NO_FORM & {one.code for one in result.conflicts}):
        return result
    return replace(result, enclosed=_no_form(context, item, book).enclosed, holds_form=False)


def _no_form(context: ReadContext, item: ReadItem, book: Book | None = None) -> ReadReturn:
    """What may lie beside a form: a document, or a ``book`` that is none."""
    from toolkit.inbox.enclosed import in_book, in_text

    ids, data = _ids(context), item.data if book is None or book.fmt == WORD else b""
    enclosed = in_text(item.name, data, ids) if book is None else in_book(item.name, book, ids, data)
    return ReadReturn("", None, enclosed=enclosed, holds_form=False)


def _read(context: ReadContext, item: ReadItem, book: Book) -> ReadReturn:
    pack = _pack(context, item.name, book)
    if isinstance(pack, Finding):
        return ReadReturn("", None, conflicts=(pack,), saved_at=book.saved_at)
    if pack is not None:
        return ReadReturn(pack.owner, pack.period, saved_at=book.saved_at, pack=pack)
    export = None if item.unit else _export(context, item.name, book)
    if isinstance(export, Finding):
        return ReadReturn("", None, conflicts=(export,), saved_at=book.saved_at)
    if export is not None:
        split = ReadReturn("", context.period, confidence=_SPLIT, evidence=(export.evidence,), export=export)
        return replace(split, saved_at=book.saved_at)
    if book.fmt == CSV:
        raise Unreadable("E805")
    found = identify(
        book,
        file_name=item.name,
        folder=item.folder,
        sender=item.sender,
        units=context.units,
        key=context.key,
        known=context.known,
        period=context.period,
    )
    result = replace(_decided(found, item, context), holds_form=book.fmt == WORD or not found.excerpt)
    result = replace(result, saved_at=_saved_at(book.saved_at, result.period))
    if not result.unit or result.period is None:
        return result
    form, unknown = _form(context, result)
    reading = read_form(book, form, found.parts)
    findings = [replace(f, unit=result.unit, file=item.name) for f in (*unknown, *reading.findings)]
    return replace(
        result,
        digest=form.checklist_digest,
        cells=reading.cells,
        blank=reading.blank,
        findings=tuple(findings),
    )


def _pack(context: ReadContext, name: str, book: Book) -> ReturnedPack | Finding | None:
    kind = looks_like(book)
    if not kind:
        return None
    from toolkit.pipeline.collecting.packs import read_pack

    checklist = partial(_checklist_of, context)
    return read_pack(book, kind, name, context.units, checklist, context.known.former_codes)


def _export(context: ReadContext, name: str, book: Book) -> SplitExport | Finding | None:
    if identities(book):
        return None  # one of ours
    from toolkit.pipeline.collecting.exported import read_export

    names = _names(context.current, context.checklists[context.current], context.units)

    def form_of(unit: Unit) -> Form:
        return _form(context, ReadReturn(unit.code, context.period))[0]

    return read_export(book, name, names, context.exports, context.period, form_of)


def _saved_at(moment: datetime | None, period: Period | None) -> datetime | None:
    """When a program saved the form; None when it still bears the time that we gave it."""
    ours = period and to_beijing(made_at(period).replace(tzinfo=UTC))
    return None if moment == ours else moment


def _decided(found: Identification, item: ReadItem, context: ReadContext) -> ReadReturn:
    """What identification says; a person's decision goes before it and settles its conflicts."""
    if item.unit:
        return ReadReturn(
            item.unit,
            item.period or _period_said(found, item.unit, context),
            found.digest,
            found.part,
            found.layout,
            found.layout_seen,
            evidence=("经办人指定", *found.evidence),
            fingerprint=found.fingerprint,
            attributed=True,
        )
    return ReadReturn(
        found.unit_code or "",
        found.period,
        found.digest,
        found.part,
        found.layout,
        found.layout_seen,
        found.confidence,
        found.evidence,
        found.conflicts,
        found.blank_form,
        fingerprint=found.fingerprint,
    )


def _period_said(found: Identification, unit: str, context: ReadContext) -> Period:
    """The period that the file says; a month in its name alone counts only if such a form went out."""
    if found.period is None:
        return context.period
    sent = {(code, period) for code, period, _ in context.issued}
    if found.by_name and (unit, str(found.period)) not in sent:
        return context.period
    return found.period


def _form(context: ReadContext, result: ReadReturn) -> tuple[Form, tuple[Finding, ...]]:
    """The form that the return belongs to, planned from the checklist it was made from."""
    assert result.period is not None  # noqa: S101 - for mypy; the caller has looked
    issued = context.issued.get((result.unit, str(result.period), result.part))
    ours = issued.digest if issued and issued.digest in context.checklists else context.current
    wanted = result.digest or ours
    unknown: tuple[Finding, ...] = ()
    if wanted not in context.checklists:
        unknown = (Finding("N757", values={"digest": wanted[:12]}),)
        wanted = ours
    checklist = _checklist(wanted, context.checklists[wanted])
    carried = carried_of(issued.carried if issued else "", result.unit, result.period)
    form = plan_form(
        checklist,
        _unit(context, checklist, result.unit),
        result.period,
        prefill=Prefill(entries=carried.entries),
        deadline=_ANY_TIME,
        data_until=_ANY_TIME,
        office="",
        office_contact="",
        key=context.key,
        tasks=_tasks(checklist, issued) if result.part else None,
        part=result.part,
        changes=carried.changes,
        decisions=carried.decisions,
        layout=result.layout or (issued.layout if issued else 0) or result.layout_seen,
    )
    sent = context.sent.get(result.period, {}).get(result.unit, frozenset())
    if sent:  # a correction workbook has the projects that the unit sent before
        new = sorted(sent - set(project_numbers(form)))
        form = replace(form, projects=form.projects + tuple(ProjectRow(number, {}) for number in new))
    return form, unknown


def _unit(context: ReadContext, checklist: Checklist, code: str) -> Unit:
    """The unit as the checklist of its form called it: that names it among the reporters."""
    known = next(unit for unit in context.units if unit.code == code)
    former = context.known.former_codes
    then = next((unit for unit in checklist.units if former.get(unit.code, unit.code) == code), known)
    return replace(known, name=then.name)


def _tasks(checklist: Checklist, issued: Issued | None) -> frozenset[int] | None:
    """The tasks of a part, by its rows; None (all of them) for a part that the ledger does not know."""
    if issued is None or not issued.rows:
        return None
    keys = {key for sheet, key in issued.rows if sheet == TASKS}
    numbers = {task.no for task in checklist.tasks if task.key in keys}
    ids = {key for sheet, key in issued.rows if sheet == INDICATORS}
    numbers |= {indicator.task_no for indicator in checklist.indicators if indicator.id in ids}
    return frozenset(numbers)


def _checklist_of(context: ReadContext, digest: str) -> Checklist:
    """The checklist of that digest, the one in use where the ledger has no such."""
    known = digest if digest in context.checklists else context.current
    return _checklist(known, context.checklists[known])


def _ids(context: ReadContext) -> Mapping[str, str]:
    return _ids_of(context.current, context.checklists[context.current])


@cache
def _ids_of(digest: str, text: str) -> Mapping[str, str]:
    """Numbers of indicators by what a table calls them: their number or their name."""
    every = _checklist(digest, text).indicators
    return {squeeze(label): one.id for one in every for label in (one.id, one.name)}


@cache
def _checklist(digest: str, text: str) -> Checklist:
    return replace(snapshot.from_json(text), digest=digest)


@cache
def _names(digest: str, text: str, units: tuple[Unit, ...]) -> Names:
    from toolkit.papers.historynames import Names

    return Names.of(replace(_checklist(digest, text), units=units))
