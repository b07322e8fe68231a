"""Files by name: which ones the page may give, and opening a paper where it lies, in the program that belongs to it.

In: a path below the working folder, as the page links it. Out: the file, or nothing; whether it was opened.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from toolkit.inbox.scan import WAITING
from toolkit.pipeline.folder.workspace import CHECKLIST, SETTINGS

# What the toolkit writes for people: anything else is never handed to the system to open.
PAPERS = {".docx", ".xlsx", ".html", ".eml", ".txt", ".csv", ".ics", ".pdf", ".svg", ".png", ".zip"}
_OWN = (CHECKLIST, SETTINGS)  # in which the office itself writes
_DROPPED = ("inbox", f"inbox/{WAITING}")  # as folders only: what lies there is hostile


def file_below(root: Path, folder: str, relative: str) -> Path | None:
    """A file below a folder of the root, links followed; None for anything else."""
    try:
        base = (root / folder).resolve()
        path = (base / relative).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except (OSError, ValueError):  # a name that no system takes
        return None


def to_open(root: Path, given: str) -> Path | None:
    """What may be opened: papers and folders of outbox, and the folder of what came."""
    try:
        path, outbox = (root / given).resolve(), (root / "outbox").resolve()
        if path.is_relative_to(outbox):
            return path if path.is_dir() or (path.is_file() and path.suffix.lower() in PAPERS) else None
        dropped = [(root / name).resolve() for name in _DROPPED]
        return path if path in dropped and path.is_dir() else None
    except (OSError, ValueError):
        return None


def own_file(root: Path, given: str) -> Path | None:
    """The list or the settings, for an action of the desk that opens it; None for anything else."""
    return root / given if given in _OWN and (root / given).is_file() else None


def open_in_place(path: Path) -> bool:
    """Show it in its own program; whether there is a desktop to show it on."""
    try:
        if sys.platform == "win32":
            if path.name == SETTINGS:  # no program there belongs to it
                subprocess.Popen([_notepad(), str(path)])  # noqa: S603 - no shell, the system's own editor
            else:
                os.startfile(path)  # noqa: S606 - a paper or folder of outbox, see to_open
            return True
        program = "open" if sys.platform == "darwin" else "xdg-open"
        seen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        found = shutil.which(program) if seen else None
        if found is None:
            return False
        quiet = subprocess.DEVNULL
        subprocess.Popen(  # noqa: S603 - no shell, an absolute path of ours
            [found, *(["-t"] if path.name == SETTINGS and program == "open" else []), str(path)],
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )
    except OSError:
        return False
    return True


def _notepad() -> str:
    return str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "notepad.exe")
