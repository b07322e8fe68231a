"""导入对照表 around collect: what a person confirmed is taken in before it, what waits is asked about after it.

In: the working folder; the workbooks that lie in outbox/<period>/汇总/附. Out: lines for the terminal; confirmed columns in
the ledger (a pack, with the workbook in the archive), and a workbook for exports that nobody has explained yet. A
workbook in which somebody wrote is never written over: it goes once all of it counts and is in the archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.core.addresses import cell_name, column_letter
from toolkit.core.exports import EXPORT_MAP, KEY, UNIT, ExportMap, maps_of, maps_text
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist
from toolkit.core.periods import Period
from toolkit.inbox.archive import file_as, read_object, store_object
from toolkit.inbox.sniff import sniff
from toolkit.inbox.workbooks.csvtext import read_csv
from toolkit.inbox.workbooks.reader import read_book
from toolkit.ledger.records import PackRecord
from toolkit.outputs.context import OutputContext
from toolkit.papers.exportmaps import (
    COLUMN,
    KEY_NAME,
    TABLES,
    UNIT_NAME,
    AskedExport,
    MapRow,
    Signed,
    listed,
    read_export_maps,
    settle,
)
from toolkit.papers.exporttables import find_export, unknown_names
from toolkit.papers.historynames import Names
from toolkit.papers.identity import OFFICE
from toolkit.pipeline.collecting.exported import FIELDS
from toolkit.pipeline.collecting.returned import read_isolated
from toolkit.pipeline.deciding.tables import Filled, take_in
from toolkit.pipeline.folder.dates import chinese_day
from toolkit.pipeline.folder.outfiles import bytes_at, removed
from toolkit.pipeline.folder.people import may_decide
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace

FILE = f"{EXPORT_MAP}.xlsx"
ASKED = frozenset({"E714", "E715"})  # what an export waits for that has a workbook to answer in


@dataclass
class Confirmed:
    """What the workbooks of all months say: lines, and by path the exports that a workbook in use asks about."""

    lines: list[str] = field(default_factory=list)
    pending: dict[Path, frozenset[str]] = field(default_factory=dict)


def take_in_maps(workspace: Workspace, now: datetime) -> Confirmed:
    """Let confirmed columns count, say what cannot, and let workbooks go that are done."""
    result = Confirmed()
    for place in sorted(workspace.root.glob(f"outbox/*/{ASIDE}/{FILE}")):
        try:
            period = Period.parse(place.parents[2].name)
        except ValueError:
            continue
        for one in take_in(place, period, read_export_maps).filled:
            if one.sha256:  # somebody saved it
                _settle(workspace, period, one, result, now)
    return result


def _settle(
    workspace: Workspace, period: Period, one: Filled[MapRow], result: Confirmed, now: datetime
) -> None:
    before, rows = _known(workspace), one.taken.rows
    strangers = [
        Finding("E768", sheet=TABLES.name, address=signed.address, values={"name": signed.name, "names": "、".join(workspace.config.people.names)})
        for signed in rows
        if isinstance(signed, Signed) and not may_decide(workspace.config, signed.name)
    ]  # fmt: skip
    names = Names.of(workspace.checklist)
    maps, findings = settle(rows, names, FIELDS, before, chinese_day(now)) if not strangers else ([], [])
    told = [*one.taken.findings, *strangers, *findings]
    result.lines += [one.line(finding) for finding in told]
    new = [made for made in maps if not _same(made, before.get(made.fingerprint))]
    if new:
        result.lines.append(_keep(workspace, period, one, maps, now))
    open_now = listed(rows) - {made.fingerprint for made in maps}
    there = bytes_at(one.path)  # somebody may have saved it once more
    done = there is not None and hashlib.sha256(there).hexdigest() == one.sha256
    if told or open_now or not rows or not done or not removed(one.path):
        result.pending[one.path] = listed(rows)


def _same(made: ExportMap, known: ExportMap | None) -> bool:
    """Whether that was confirmed before, on whatever day."""
    return known is not None and (made.columns, made.units, made.keys, made.by) == (
        known.columns, known.units, known.keys, known.by
    )  # fmt: skip


def _known(workspace: Workspace) -> dict[str, ExportMap]:
    return maps_of(pack.content for pack in workspace.ledger.packs_of(EXPORT_MAP))


def _keep(
    workspace: Workspace, period: Period, one: Filled[MapRow], maps: Sequence[ExportMap], now: datetime
) -> str:
    """The workbook into the archive, its maps into the ledger."""
    data, ledger = one.path.read_bytes(), workspace.ledger
    sha256 = store_object(workspace.root, data)
    if sha256 != one.sha256:
        return f"{one.label} 正在被改动，这一次没有采用，请保存好再运行。"
    version = ledger.next_pack_version(EXPORT_MAP, OFFICE, period)
    path = file_as(workspace.root, sha256, period, EXPORT_MAP, version, now, one.path.name)
    filed = (EXPORT_MAP, OFFICE, period, version, one.path.name, path, now, now)
    ledger.add_pack(PackRecord(sha256, *filed, maps_text(maps)))
    who = "、".join(dict.fromkeys(made.by for made in maps))
    return f"{EXPORT_MAP}已采用（{who}确认，{len(maps)} 张导出表），以后同样表头的导出表不再问。存档：{path}"


def ask_maps(workspace: Workspace, period: Period, confirmed: Confirmed) -> list[str]:
    """A workbook for every export that waits and that no workbook in use asks about."""
    asked: frozenset[str] = frozenset().union(*confirmed.pending.values())
    found = {made.fingerprint: made for made in _asked(workspace)}
    wanted = [made for fingerprint, made in sorted(found.items()) if fingerprint not in asked]
    path = workspace.outbox(period, *ASIDE.split("/"), FILE)
    if not wanted:
        return [f"请填好 {workspace.relative(one)} 再运行一次。" for one in confirmed.pending if found]
    from toolkit.outputs.packs.exportmap import write_export_map  # slow to load, and seldom needed

    taken = next(place for place in _places(path) if place not in confirmed.pending)
    until = workspace.ledger.last_change(period)
    context = OutputContext(workspace.config.office.name, period, until, (), workspace.config.watermark)
    written = workspace.files.take_over(taken, write_export_map(wanted, context))
    return [
        f"有 {len(wanted)} 张导出表待确认各列的含义：请打开 {workspace.relative(written)} 核对、确认，再运行一次。"
    ]


def _places(path: Path) -> Iterator[Path]:
    """The workbook's own place, then those beside it, as tables.take_in looks for them."""
    yield path
    for number in range(1, 9):
        yield path.with_name(f"{path.stem}（新{number if number > 1 else ''}）{path.suffix}")


def _asked(workspace: Workspace) -> Iterator[AskedExport]:
    """What the exports that wait are to be asked."""
    known = _known(workspace)
    for one in workspace.ledger.all_waiting():
        if ASKED & {finding.code for finding in one.findings}:
            look = partial(_look, workspace.checklist, known, one.name)
            made = read_isolated(look, read_object(workspace.root, one.sha256), one.name)
            yield from () if isinstance(made, Finding) else made


def _look(
    checklist: Checklist, known: Mapping[str, ExportMap], name: str, data: bytes
) -> tuple[AskedExport, ...]:
    """In a child process: the table's columns, and the names that nobody has explained."""
    book = read_csv(data) if sniff(data) == "text" else read_book(data)
    names = Names.of(checklist)
    table = find_export(book, names, FIELDS)
    if table is None:
        return ()
    told = known.get(table.fingerprint)
    meanings = table.meanings(told)
    pairs = [
        (COLUMN, column_letter(one.index), one.name, one.sample, meanings[one.index]) for one in table.columns
    ]
    at = {meaning: column for column, meaning in meanings.items()}
    for kind, role, found in zip(
        (UNIT_NAME, KEY_NAME), (UNIT, KEY), unknown_names(table, names, told), strict=True
    ):
        pairs += [(kind, cell_name(line, at[role]), text, "", "") for text, line in found.items()]
    seen = f"表头在第 {table.head + 1} 行，{len(table.columns)} 列，认出 {len(table.units)} 个单位"
    return (AskedExport(table.fingerprint, name, table.sheet.name, seen, tuple(pairs)),)
