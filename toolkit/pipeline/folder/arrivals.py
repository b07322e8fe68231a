"""What lies in inbox/ and its folders and waits to be collected or for a person."""

from __future__ import annotations

from pathlib import Path

from toolkit.core.periods import Period
from toolkit.errors import os_reason
from toolkit.inbox.scan import is_temporary
from toolkit.pipeline.folder.workspace import Workspace

_NOTE = ".原因.txt"


def waiting_files(folder: Path) -> list[str]:
    """Arrivals that lie in a folder of inbox/, without the notes beside them and what programs hide there."""
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file()
        and not (path.name.endswith(_NOTE) or path.name.startswith(".") or is_temporary(path.name))
    )


def unread_files(workspace: Workspace) -> list[str]:
    """Arrivals that nobody has looked at; one that was taken and is only held open elsewhere is none."""
    taken = {name for _, name, _ in workspace.ledger.held_arrivals()}
    return [name for name in waiting_files(workspace.inbox) if name not in taken]


def held_names(workspace: Workspace, period: Period) -> list[str]:
    """Names of the units whose return came after the seal of a month, in the order of the checklist."""
    codes = {one.unit for one in workspace.ledger.held(period)}
    return [unit.name for unit in workspace.checklist.units if unit.code in codes]


def unopened(path: Path) -> str:
    """Why an arrival cannot be taken as it lies there now; "" for one that simply waits to be collected."""
    if path.is_symlink():
        return "不是普通文件（快捷方式或链接），请放入文件本身"
    try:
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"打不开（{os_reason(error)}），可能正被别的程序使用"
