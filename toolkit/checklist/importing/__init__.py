"""Import of a checklist: Word, flattened text or an Excel table to a ``Checklist`` with reviews.

In: a file's bytes, its name, the units of the checklist in use. Out: the checklist (without tasks when nothing
could be read), the cells that a person must look at, and findings E93x, Q94x, N95x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.checklist import columns
from toolkit.checklist.importing.docx import DOCUMENT, read_docx
from toolkit.checklist.importing.grid import Grid
from toolkit.checklist.importing.indicators import propose_indicators
from toolkit.checklist.importing.table import read_table, sheet_names
from toolkit.checklist.importing.tasks import read_tasks
from toolkit.checklist.importing.text import decode, read_text
from toolkit.checklist.load import load_checklist
from toolkit.checklist.shortnames import with_short_names
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.workbook import Review
from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Unit

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


def import_checklist(
    data: bytes, name: str, units: Sequence[Unit]
) -> tuple[Checklist, list[Review], list[Finding]]:
    """Read the file by its content, whatever its suffix says."""
    if data.startswith(_ZIP) and {columns.TASKS, columns.INDICATORS} <= sheet_names(data):
        loaded, findings = load_checklist(data, units)
        return loaded or Checklist((), ()), [], findings  # the office's own checklist workbook
    try:
        grids = _grids(data, name)
    except ValueError as error:
        fault = Finding("E930", file=name, values={"name": name, "reason": str(error)})
        return Checklist((), ()), [], [fault]
    tasks, reviews, findings = read_tasks(grids, name, units)
    indicators, more = propose_indicators(tasks)
    named = with_short_names(tasks)
    short = [
        Review(columns.TASKS, str(task.no), "简称", "由程序从原文取的，请改成平时的叫法，不要重复。")
        for task in named
    ]
    checklist = Checklist(named, tuple(indicators), units=tuple(units))
    return replace(checklist, digest=digest_of(checklist)), [*reviews, *short, *more], findings


def _grids(data: bytes, name: str) -> list[Grid]:
    if not data.strip():
        raise ValueError("文件是空的")
    if data.startswith(_ZIP):
        return read_docx(data) if DOCUMENT.encode() in data else read_table(data)
    if data.startswith(_OLE):
        if name.lower().endswith((".doc", ".wps")):
            raise ValueError("旧版 Word 文档，请另存为 .docx")
        return read_table(data)
    return read_text(decode(data))
