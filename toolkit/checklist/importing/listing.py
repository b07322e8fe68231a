"""A document's tasks: its tables with a list's header, its two-column tables, else its running text.

In: a document. Out: entries, the lines outside of them, findings, and how the columns were understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from toolkit.checklist.importing.clauses import roles_in
from toolkit.checklist.importing.document import Document, Paragraph
from toolkit.checklist.importing.entries import Entry
from toolkit.checklist.importing.frame import frame_of
from toolkit.checklist.importing.grid import filled
from toolkit.checklist.importing.headers import Header
from toolkit.checklist.importing.pairs import read_pairs
from toolkit.checklist.importing.prose import heading, read_prose
from toolkit.checklist.importing.tables import State, header_of, read_grid
from toolkit.checklist.importing.turned import upright
from toolkit.checklist.importing.vocabulary import label_of
from toolkit.core.findings import Finding
from toolkit.core.patterns import lazy_regex

_HEADING = lazy_regex(
    r"^([一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|附[件表]\d*[:：]?)"
)
EXPECTED = "序号、重点任务、牵头单位、责任单位、完成时限"


@dataclass
class ListRead:
    """What one document gave."""

    entries: list[Entry] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)


def read_document(document: Document, year: int | None) -> ListRead:
    """The tasks of its tables; of its running text when no table has any."""
    read = ListRead()
    own = year or _year(document)
    state, last, seen, tables = State(), None, 0, False
    before: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            before.append(block.text)
            continue
        seen += 1
        block = upright(block)
        read.outside += before
        pairs = read_pairs(block, before[-1] if before else "", document.name)
        if pairs:
            tables = True
            read.entries += pairs
            before = []
            continue
        header = header_of(block, last, own)
        if header is None:
            read.findings.append(Finding("N950", seen=str(seen), sheet=block.place, file=document.name))
            read.outside += [cell.text for row in block.rows[:6] for cell in filled(row)]
            before = []
            continue
        tables = True
        if header.body:
            _head(state, before, header)
            read.columns.append((block.place, _meanings(header)))
        found = read_grid(block, header, state, document.name)
        last, before = header, []
        read.entries += found.entries
        read.outside += found.outside
        read.findings += found.findings
    read.outside += before
    read.entries = [_by_its_cells(entry) for entry in read.entries]
    if not read.entries:
        _from_prose(read, document, tables)
    return read


def _by_its_cells(entry: Entry) -> Entry:
    """Who leads and who supports where a cell of units says it itself: 甲局、乙局分别牵头，丙局配合."""
    field = "leads" if entry.leads else "responsible"
    roles = roles_in(getattr(entry, field), field)
    if roles is None:
        return entry
    others = entry.responsible if field == "leads" else ""
    return replace(
        entry,
        leads=roles.leads,
        responsible="、".join(filter(None, (roles.responsible, others))),
        support="、".join(filter(None, (roles.support, entry.support))),
        deadline=entry.deadline or roles.deadline,
        all_lead=roles.all_lead,
        implementing=entry.implementing or roles.implementing,
        lead_is_first=False,
    )


def _from_prose(read: ListRead, document: Document, tables: bool) -> None:
    prose = read_prose(document.paragraphs, document.name)
    if prose.entries:
        read.entries, read.outside = prose.entries, prose.outside
        read.findings = [finding for finding in read.findings if finding.code == "N950"]
    elif tables:
        read.findings.append(Finding("E933", file=document.name))
    else:
        read.findings.append(Finding("E931", file=document.name, values={"expected": EXPECTED}))


def _year(document: Document) -> int | None:
    """The only year of the title, for measures that name none; titles stand above a table or in its first rows."""
    lines = document.paragraphs[:40]
    for grid in document.grids:
        lines += [
            line
            for row in grid.rows[:4]
            if len(filled(row)) <= 2
            for c in filled(row)
            for line in c.text.split("\n")
        ]
        lines += grid.context.split("\n")[:2]
    return frame_of(lines, document.name).year


def _head(state: State, before: Sequence[str], header: Header) -> None:
    """A heading right above a table names the group of its tasks, unless a column does."""
    state.texts.clear()
    state.owners.clear()
    near = before[-2:]
    found = next((text for text in reversed(near) if _HEADING.match(text) and len(text) < 40), "")
    if found and header.column("action") is None:
        title = _HEADING.sub("", found).strip()
        state.action = heading(title) if title and not found.startswith("附") else state.action


def _meanings(header: Header) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for column, text in sorted(header.texts.items()):
        role = header.roles.get(column)
        if column in header.shares:
            pairs.append((text, f"{header.shares[column]}的分解任务"))
        elif role is None:
            pairs.append((text, "备注"))
        else:
            pairs.append((text, f"{role[1]}年{label_of(role[0])}" if role[1] else label_of(role[0])))
    return pairs
