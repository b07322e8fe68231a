"""The log of runs, archive/运行日志.txt: it grows with every run, a line that a killed run had said included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

LOG = "archive/运行日志.txt"
_BOM = b"\xef\xbb\xbf"  # Notepad of Windows asks for it


def log(root: Path, now: datetime, head: str, lines: Sequence[str]) -> bool:
    """Add lines under a head to the log of a working folder; False where it could not be written."""
    text = "\n".join((f"{now:%Y-%m-%d %H:%M}  {head}", *(f"  {line}" for line in lines), ""))
    path = root / LOG
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write((b"" if file.tell() else _BOM) + text.encode())
    except OSError:
        return False
    return True
