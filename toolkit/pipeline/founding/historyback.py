"""history list, history withdraw: the tables of the time before the tool that count, and one taken back with a reason.

In: the folder; which table. Out: lines; a ruling, which ``rule revoke`` undoes. The file and what was read of it stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from toolkit.core.imported import imported_of
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.records import PackRecord, Ruling
from toolkit.pipeline.deciding.rulingcommands import check_signed
from toolkit.pipeline.folder.workspace import Workspace


def withdraw_history(workspace: Workspace, which: Path, reason: str, name: str, now: datetime) -> list[str]:
    """Let a table count no more; raises OperatorError when it is not clear which one is meant."""
    check_signed(workspace, reason, name)
    ledger = workspace.ledger
    taken_back = ledger.history_withdrawn()
    found = [pack for pack in _meant(ledger.history_packs(), which) if pack.sha256 not in taken_back]
    if len(found) != 1:
        raise OperatorError(_unclear(workspace, which, found))
    pack = found[0]
    made = Ruling("unimport", pack.period, "", pack.sha256, reason.strip(), name.strip(), now)
    number = ledger.rule(made)
    return [
        f"裁定{number}：{pack.name}（{_months(pack)}）的 {_count(pack)} 个数不再采用，原件仍在存档：{pack.file}",
        f"撤回错了的，运行 python run_report.py rule revoke {number}。",
    ]


def listed_history(workspace: Workspace) -> list[str]:
    """Every imported table with its months, one line each, also those taken back."""
    ledger = workspace.ledger
    taken_back = ledger.history_withdrawn()
    lines = [
        f"{pack.name}　{_months(pack)}　{_count(pack)} 个数　{pack.received:%Y-%m-%d}导入　{pack.file}"
        + (f"　已撤回（裁定{taken_back[pack.sha256]}）" if pack.sha256 in taken_back else "")
        for pack in ledger.history_packs()
    ]
    return lines or ["没有导入过以前各月的表。"]


def _meant(packs: Sequence[PackRecord], which: Path) -> list[PackRecord]:
    """By its place in the archive, by the bytes of a file that is there, else by its name."""
    by_place = [pack for pack in packs if pack.file and which.as_posix().endswith(pack.file)]
    if by_place:
        return by_place
    try:
        sha256 = hashlib.sha256(which.read_bytes()).hexdigest()
    except OSError:
        sha256 = ""
    same = [pack for pack in packs if pack.sha256 == sha256]
    return same or [pack for pack in packs if pack.name == which.name]


def _unclear(workspace: Workspace, which: Path, found: Sequence[PackRecord]) -> str:
    if found:
        places = "\n".join(f"  {pack.file}" for pack in found)
        return f"叫 {which.name} 的导入过 {len(found)} 份，请写明是哪一份：\n{places}"
    known = "\n".join(f"  {line}" for line in listed_history(workspace))
    return f"没有导入过 {which.name}，或者它已经撤回。导入过的有：\n{known}"


def _months(pack: PackRecord) -> str:
    months = sorted({cell.period for cell in imported_of(pack.content)})
    return "、".join(Period.parse(month).chinese for month in months)


def _count(pack: PackRecord) -> int:
    return len(list(imported_of(pack.content)))
