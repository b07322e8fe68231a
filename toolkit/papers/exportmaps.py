"""导入对照表: what the columns of a platform's export are, and whose names it has, for a person to confirm once.

In: the workbook as read. Out: decisions of its rows; whether they make a whole is seen by :func:`settle`. A name that
is left as proposed is confirmed with its table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.core.exports import EXPORT_MAP, KEY, ROLES, SKIP, TASK, UNIT, ExportMap
from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.core.value_text import squeeze
from toolkit.papers.exporttables import indicator_column
from toolkit.papers.historynames import Names
from toolkit.papers.officetables import NOT_A_CHOICE, NOT_SAID, TakenIn, take_in
from toolkit.papers.reading import PaperRow
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = EXPORT_MAP
YES = "确认"
COLUMN, UNIT_NAME, KEY_NAME = "列", "单位名称", "指标名称"
OPEN = "（请在右边填写）"
TABLES = PaperSheet(
    "导出表",
    (
        PaperColumn("file", "文件", 40),
        PaperColumn("sheet", "工作表", 18),
        PaperColumn("found", "认出的内容", 52),
        PaperColumn("confirmed", "确认", 8, "code", entry=True, choices=(YES,)),
        PaperColumn("name", "确认人", 12, entry=True),
        PaperColumn("key", "编号", 20, "code", needed=True),
    ),
    "key",
)
PAIRS = PaperSheet(
    "对照",
    (
        PaperColumn("kind", "类别", 10, "code", needed=True),
        PaperColumn("place", "位置", 8, "code"),
        PaperColumn("text", "导出表里的写法", 34, needed=True),
        PaperColumn("sample", "内容举例", 34),
        PaperColumn("proposed", "程序建议", 24, needed=True),
        PaperColumn("chosen", "改为", 24, entry=True),
        PaperColumn("key", "编号", 28, "code", needed=True),
    ),
    "key",
)
SHEETS = (TABLES, PAIRS)


@dataclass(frozen=True)
class AskedExport:
    """An export that waits; ``pairs`` are 类别, 位置, the name as it stands there, an example, what it looks like."""

    fingerprint: str
    file: str
    sheet: str
    found: str
    pairs: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class Signed:
    """A table that somebody confirmed."""

    table: str
    name: str
    address: str


@dataclass(frozen=True)
class Pair:
    """What a header or a name stands for, as proposed or as changed; "" where nobody has said."""

    table: str
    kind: str
    text: str
    meaning: str
    address: str


MapRow = Signed | Pair


def read_export_maps(book: Book, period: Period) -> TakenIn[MapRow]:
    """Every row of the pairs, and the tables that are confirmed."""
    return take_in(book, KIND, period, SHEETS, _read_row)


def _read_row(paper: PaperSheet, row: PaperRow) -> MapRow | Finding | None:
    if paper is PAIRS:
        proposed = row.text("proposed")
        meaning = row.text("chosen") or ("" if proposed == OPEN else proposed)
        table = row.key.partition("/")[0]
        return Pair(table, row.text("kind"), squeeze(row.text("text")), meaning, row.address("chosen"))
    said, name, address = row.text("confirmed"), row.text("name"), row.address("confirmed")
    if not said:
        return None
    if said != YES:
        return Finding(NOT_A_CHOICE, sheet=paper.name, address=address, seen=said, values={"choices": YES})
    if not name:
        return Finding(NOT_SAID, sheet=paper.name, address=address, seen=said, values={"what": "确认人"})
    return Signed(row.key, name, address)


def listed(rows: Sequence[MapRow]) -> frozenset[str]:
    """Fingerprints of the tables that the workbook asks about."""
    return frozenset(one.table for one in rows)


def settle(
    rows: Sequence[MapRow],
    names: Names,
    fields: Collection[str],
    before: Mapping[str, ExportMap],
    on: str,
) -> tuple[list[ExportMap], list[Finding]]:
    """The maps of confirmed tables, and a finding for everything that keeps one from counting."""
    maps, findings = [], []
    for signed in (one for one in rows if isinstance(one, Signed)):
        pairs = [one for one in rows if isinstance(one, Pair) and one.table == signed.table]
        meant = [replace(one, meaning=_meant(one, names, fields)) for one in pairs]
        faults = [_unclear(pair) for pair, one in zip(pairs, meant, strict=True) if not one.meaning]
        faults = faults or list(_incomplete(signed, meant, names, fields))
        findings += faults
        if not faults:
            old = before.get(signed.table)
            units = {one.text: one.meaning for one in meant if one.kind == UNIT_NAME}
            keys = {one.text: one.meaning for one in meant if one.kind == KEY_NAME}
            columns = {one.text: one.meaning for one in meant if one.kind == COLUMN}
            known = (old.units, old.keys) if old else ({}, {})
            maps.append(
                ExportMap(signed.table, columns, {**known[0], **units}, {**known[1], **keys}, signed.name, on)
            )
    return maps, findings


def _meant(pair: Pair, names: Names, fields: Collection[str]) -> str:
    """The meaning in our own words, "" where it is none."""
    said = pair.meaning.strip()
    if said == SKIP:
        return SKIP
    if pair.kind == UNIT_NAME:
        unit = names.unit(said)
        return unit.name if unit else ""
    if pair.kind == KEY_NAME:
        found, _ = names.indicator(said)
        return found.id if found else ""
    if said in ROLES or said in fields:
        return said
    return said if indicator_column(said, names) else ""


def _unclear(pair: Pair) -> Finding:
    values = {"kind": pair.kind, "text": pair.text[:40]}
    return Finding("E717", sheet=PAIRS.name, address=pair.address, seen=pair.meaning, values=values)


def _incomplete(
    signed: Signed, pairs: Sequence[Pair], names: Names, fields: Collection[str]
) -> Iterator[Finding]:
    """No unit, no figure, or two columns for the same thing."""
    counts = Counter(one.meaning for one in pairs if one.kind == COLUMN)
    several = [one for one, count in counts.items() if count > 1 and one not in (SKIP, KEY)]
    across = any(indicator_column(one, names) for one in counts)
    down = bool(counts.keys() & {KEY, TASK}) and bool(counts.keys() & set(fields))
    wrong = [f"“{one}”对应了两列" for one in several]
    wrong += [] if counts[UNIT] else ["没有哪一列是单位"]
    wrong += [] if across or down else ["没有哪一列是数"]
    if wrong:
        values = {"what": "；".join(wrong)}
        yield Finding("E719", sheet=TABLES.name, address=signed.address, values=values)
