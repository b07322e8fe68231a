"""Moves the units of an older config.toml into the sheet 单位, once; the sheet is their home since.

In: a working folder. Out: the checklist with the units, config.toml without its [[units]] tables, copies of both as
they were, and lines that say so. Nothing changes when anything is at fault.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from toolkit.checklist.load import load_units
from toolkit.checklist.told import fault_lines
from toolkit.checklist.unitsheet import UNIT_SHEET, UNITS
from toolkit.checklist.unitwriting import put_units
from toolkit.checklist.workbook import cell_value
from toolkit.config import UnitSettings, decode_config, load_config
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.errors import OperatorError
from toolkit.pipeline.folder.workspace import BACKUP, CHECKLIST, Workspace

CONFIG_BACKUP = "config-移走单位前的备份{}.toml"
_HOME = f"{CHECKLIST} 的“{UNITS}”表"
_TABLE = lazy_regex(r"\s*\[\[?[^\[\]]+\]\]?\s*(#.*)?$")
_UNITS_TABLE = lazy_regex(r'\s*\[\[\s*"?units"?\s*\]\]')


@dataclass(frozen=True)
class UnitMove:
    """What to say; ``open``: the two places said different things, which a person must look at."""

    lines: Sequence[str]
    open: bool


def move_units(workspace: Workspace) -> UnitMove | None:
    """Move them, if config.toml still has any; raises OperatorError with every fault, and then changes nothing."""
    path, home = workspace.root / "config.toml", workspace.root / CHECKLIST
    data = path.read_bytes() if path.is_file() else b""
    if b"units" not in data or not home.is_file():
        return None
    old = load_config(decode_config(data)).old_units
    if not old:
        return None
    settings = without_units(data.decode()).encode()
    units = tuple(_unit(one) for one in old)
    before = home.read_bytes()
    present, findings = load_units(before)
    if any(finding.code not in ("E901", "E919") for finding in findings):
        faults = "".join(f"\n{line}" for line in fault_lines(findings))
        raise OperatorError(f"config.toml 里的单位要移到 {_HOME}，但那里有需要修改的地方，没有改动：{faults}")
    after = before if present else _filled(before, units)
    copy = _keep(workspace, data)
    if not present:
        _replace(workspace, workspace.root / BACKUP, before)
        _replace(workspace, home, after)
    _replace(workspace, path, settings)
    if present:
        conflicts = [f"  {line}" for line in _conflicts(units, present)]
        head = f"单位以 {_HOME}为准，config.toml 里的 [[units]] 已移走，原文件留在 {copy}。"
        return UnitMove([head, *conflicts], bool(conflicts))
    said = f"config.toml 里的 {len(units)} 个单位已移到 {_HOME}，以后在那里用 Excel 修改；原文件留在 {copy} 和 {BACKUP}。"
    return UnitMove([said], open=False)


def without_units(text: str) -> str:
    """config.toml without its units and the comment right above each; raises OperatorError where that fails."""
    lines = text.split("\n")
    expected = {key: value for key, value in _parsed(text).items() if key != "units"}
    heads = [number for number, line in enumerate(lines) if _TABLE.match(line)]
    cut = {n for number in heads if _UNITS_TABLE.match(lines[number]) for n in _extent(lines, heads, number)}
    candidates = ["\n".join(line for number, line in enumerate(lines) if number not in cut)]
    inline = next((number for number, line in enumerate(lines) if re.match(r"\s*units\s*=", line)), None)
    if inline is not None:  # units = [{…}, {…}], over one line or several
        ends = range(inline + 1, len(lines) + 1)
        candidates += ["\n".join(lines[:inline] + lines[end:]) for end in ends]
    for candidate in candidates:
        if _parsed(candidate) == expected:
            return candidate
    raise OperatorError(
        f"config.toml 里的 [[units]] 写法特别，没能移到 {_HOME}，没有改动。请把单位抄到那张表里，再从 config.toml 删去。"
    )


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return {}


def _extent(lines: Sequence[str], heads: Sequence[int], head: int) -> range:
    """The lines of one table: the paragraph of comments above it, its settings, and the blank lines behind them."""
    start = head
    while start and not lines[start - 1].strip():
        start -= 1
    if not start or not lines[start - 1].lstrip().startswith("#"):
        start = head
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    limit = next((number for number in heads if number > head), len(lines))
    end = limit
    while end > head + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    while end < limit and not lines[end].strip() and end < len(lines) - 1:
        end += 1
    return range(start, end)


def _unit(old: UnitSettings) -> Unit:
    values = old.model_dump()
    email = (old.email,) if old.email else ()
    return Unit(**{**values, "short": old.short or old.name, "email": email})


def _filled(data: bytes, units: Sequence[Unit]) -> bytes:
    """The workbook with the units in their sheet, read back; raises OperatorError when it says anything else."""
    try:
        after = put_units(data, units)
    except (KeyError, ValueError, BadZipFile):
        raise OperatorError(f"{_HOME}写不进去，没有改动。请用 Excel 另存为 .xlsx 后再试。") from None
    read, findings = load_units(after)
    if read != tuple(units):
        faults = "".join(f"\n  {finding.problem}{finding.remedy}" for finding in findings)
        raise OperatorError(f"config.toml 的 [[units]] 移到 {_HOME}前有需要修改的地方，没有改动：{faults}")
    return after


def _replace(workspace: Workspace, path: Path, data: bytes) -> None:
    """Write in place or not at all: a file that is open elsewhere cannot be moved over."""
    written = workspace.files.renew(path, data)
    if written != path:
        del workspace.files.occupied[path]
        written.unlink(missing_ok=True)
        name = workspace.relative(path)
        raise OperatorError(
            f"config.toml 里的单位要移到 {_HOME}，但 {name} 正被占用或只读。请关闭它，再运行一次。"
        )


def _keep(workspace: Workspace, data: bytes) -> str:
    """Keep config.toml as it was under a name that no other copy has."""
    for number in range(1, 100):
        path = workspace.root / CONFIG_BACKUP.format("" if number == 1 else number)
        if not path.exists() or path.read_bytes() == data:
            break
    _replace(workspace, path, data)
    return path.name


def _conflicts(old: Sequence[Unit], present: Sequence[Unit]) -> Iterator[str]:
    """Where config.toml says otherwise than the sheet, or what only it has."""
    known = {unit.code: unit for unit in present if unit.code}
    for unit in old:
        if unit.code not in known:
            yield f"{unit.code} {unit.name}：只在 config.toml 里，没有加进“{UNITS}”表；要用的请在表里加一行。"
            continue
        for column in UNIT_SHEET.columns:
            was, now = (cell_value(one, column.field, None) for one in (unit, known[unit.code]))
            if was and was != now:
                yield f"{unit.code} {unit.name}：{column.header}在 config.toml 里是“{was}”，表里是“{now}”，按表里的。"
