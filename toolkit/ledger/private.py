"""Files that only their owner may read: the ledger, its journal, the key, backups.

In: paths. Out: rights 0600 on systems that have them; Windows rules rights by folder, there nothing is done.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from toolkit.files import PRIVATE


def make_private(path: Path) -> None:
    """Take the rights of all others away; makes no noise where the file is not ours (doctor says it)."""
    with suppress(OSError):
        if is_open_to_others(path):
            path.chmod(PRIVATE)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody but the owner may read or write the file."""
    return os.name == "posix" and path.is_file() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def create_private(path: Path) -> None:
    """Make an empty file that only its owner may read, where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE))
    make_private(path)
