"""Where the served page keeps what must outlive it: the run under way, its lines, the address of the page.

In: the working folder. Out: a folder of this person's own on this computer. It is no part of the working folder, for
a process number means nothing on another computer, and nothing in it is needed once the computer is switched off.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

from toolkit.errors import OperatorError


def own_folder(root: Path) -> Path:
    """Made where it is not there; raises OperatorError when somebody else has one of that name."""
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    # Windows has a temporary folder for each person.
    owner = str(os.getuid()) if hasattr(os, "getuid") else "desk"
    folder = Path(tempfile.gettempdir()) / f"checklist-desk-{owner}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    info = folder.lstat()
    if folder.is_symlink() or (
        hasattr(os, "getuid") and (info.st_uid != os.getuid() or info.st_mode & 0o077)
    ):
        raise OperatorError(f"{folder} 不是本人的文件夹，工作台网页没有打开。请信息部门把它移走后再试。")
    return folder


def born(pid: int) -> float:
    """When a process began, which with its number names it for good; 0 when there is none."""
    try:
        process = psutil.Process(pid)
        return 0.0 if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.Error:
        return 0.0
