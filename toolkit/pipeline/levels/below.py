"""figure walks on: which cells of the level below a unit names behind a cell of its return.

In: a month and the key of a figure. Out: lines by cell. The hidden sheet is read from the archived file in a child process and
is the unit's own word: it is shown as such, held against the cell, and counts nowhere.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO

from toolkit.core.derivation import SHEET, Line, Told, value_text
from toolkit.core.form import TASKS
from toolkit.core.places import FilePlace
from toolkit.core.returns import Entry, Source, file_hash
from toolkit.core.value_measures import convert
from toolkit.figures.numbers.arithmetic import exact_sum, same
from toolkit.figures.numbers.derive import leaves
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.sniff import WORKBOOKS, sniff
from toolkit.inbox.worker import run_isolated
from toolkit.inbox.xmlsafe import ZIP_FAULTS, read_part
from toolkit.pipeline.archive.originals import sound_bytes
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.levels.matching import holds
from toolkit.pipeline.levels.receiving import sources_of
from toolkit.pipeline.month.assembled import Month

_BOOK = "xl/workbook.xml"
_BOOK_BYTES = 1 << 20
_HEAD = "{unit}随表附来的出处（{unit}自述，未经本级核对）：{key}"
_SHOWN = 100  # lines behind one cell
_UNREAD = "随表附来的出处读不出来，没有采用"
_CUT = "随表附来的出处太长，只看了前面的"
_ODD = "随表附来的出处有 {count} 行格式不对，没有采用"
_DIFFERS = "与单元格数值不符：出处写的是 {said}，单元格是 {seen}"
_UNLIKE = "{unit}的数与填入的 {said} 不符"
_SUM = "各项合计 {sum}，与填入的 {said} 不符"


def told_below(workspace: Workspace, month: Month, key: str) -> dict[FilePlace, Sequence[str]]:
    """What units say of the cells that a figure rests on, by cell; {} where no return brought such a sheet."""
    sources = [*leaves(month.result.figures[key], month.result.figures)]
    places = {entry.source.place: entry for entry in month.entries if entry.source}
    files = {source.file: source.sha256 for source in sources if source.place in places}
    told = dict(_told(workspace, files))
    names = {unit.code: unit.name for unit in workspace.checklist.units}
    return {
        source.place: [
            *_lines(names.get(source.unit, source.unit), source, places[source.place], told[source.file])
        ]
        for source in sources
        if source.file in told and source.place in places
    }


def _told(workspace: Workspace, files: Mapping[str, str]) -> Iterator[tuple[str, Told | None]]:
    """Files that have the sheet, with what it says; None where it cannot be read."""
    carrying = [file for file, sha256 in files.items() if carries(_bytes(workspace, file, sha256))]
    batches = ([_bytes(workspace, file, files[file])] for file in carrying)
    results = run_isolated(sources_of, batches) if carrying else ()
    for file, result in zip(carrying, results, strict=True):
        yield file, result.value


def _bytes(workspace: Workspace, file: str, sha256: str) -> bytes:
    return sound_bytes(workspace, file, file_hash(sha256)) or b""


def carries(data: bytes) -> bool:
    """Whether a workbook may have such a sheet: a look at the list of its sheets alone; of odd formats nobody can say."""
    kind = sniff(data)
    if kind not in ("xlsx", "xlsm"):
        return kind in WORKBOOKS
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return SHEET.encode() in read_part(package, package.getinfo(_BOOK), _BOOK_BYTES)
    except (*ZIP_FAULTS, Unreadable):
        return True


def _lines(unit: str, source: Source, entry: Entry, told: Told | None) -> Iterator[str]:
    if told is None:
        yield _UNREAD
        return
    lines = [line for line in told.lines if line.place == entry.place]
    if lines:
        yield _HEAD.format(unit=unit, key=lines[0].key)
        named = [line for line in lines if line.unit]
        yield from (f"  {_line_text(line)}" for line in named[:_SHOWN])
        if len(named) > _SHOWN:
            yield f"  另有 {len(named) - _SHOWN} 条没有列出"
        yield from _contradictions(lines, source, entry)
    if told.odd:
        yield _ODD.format(count=told.odd)
    if told.cut:
        yield _CUT


def _line_text(line: Line) -> str:
    mark = f"〔{line.mark}〕" if line.mark else ""
    said = f"{line.unit}：{value_text(line.unit_value)} {line.unit_measure}".rstrip()
    where = f"，{line.sheet}!{line.address}，文件 {line.file}，哈希 {line.sha256}" if line.address else ""
    return f"{said}{mark}，{line.unit_key}{where}"


def _contradictions(lines: Sequence[Line], source: Source, entry: Entry) -> Iterator[str]:
    """Where the sheet does not say what the cell says, or its parts do not make what it says."""
    for value in dict.fromkeys(line.value for line in lines):
        # A figure that the office corrected since still came as the cell has it.
        if not (holds(entry.value, value) or holds(source.raw, value)):
            yield _DIFFERS.format(said=value_text(value), seen=value_text(entry.value))
    whole = lines[0]
    parts = [line for line in lines if line.unit and isinstance(line.unit_value, float)]
    if whole.place.sheet == TASKS:  # 完成度: what all units say alike, no sum
        unlike = [line for line in parts if line.unit_value != whole.value]
        yield from (_UNLIKE.format(unit=one.unit, said=value_text(whole.value)) for one in unlike[:1])
    elif parts and isinstance(whole.value, float):
        summed = exact_sum(line.unit_value for line in parts if isinstance(line.unit_value, float))
        number = convert(Decimal(repr(summed)), parts[0].unit_measure, whole.measure)
        if number is not None and not same(float(number), whole.value):
            yield _SUM.format(sum=value_text(float(number)), said=value_text(whole.value))
