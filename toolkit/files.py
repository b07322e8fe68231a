"""Files that are there whole or not at all, also after a kill, a power cut or on a full disk.

In: a target and its content. Out: the target with it; or OSError, the target as it was, and nothing left beside it.
Every write goes into a file of its own in the target's folder and takes the name when all of it is on the disk; what
a kill leaves behind is called ``LEFTOVER``.
"""

from __future__ import annotations

import filecmp
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

LEFTOVER = ".*.tmp"
_OURS = re.compile(r"\.[0-9a-f]{12}\.tmp")
TRIES, PAUSE = 10, 0.05  # a virus scanner or an indexer lets go of a new file within half a second
ALIVE = 2  # seconds: what another run writes at this moment is not older
SHARED, PRIVATE = 0o666, 0o600  # rights that a new file gets at most; the system's umask takes some away


def write_whole(target: Path, data: bytes, *, rights: int = SHARED) -> None:
    """Put the data in place of the target in one step; raises OSError."""
    settle(filled(target, (data,), rights=rights), target)


def filled(
    target: Path, chunks: Iterable[bytes], *, moment: datetime | None = None, rights: int = SHARED
) -> Path:
    """A file beside the target with that content, to be settled; ``moment`` (local time) is to be its file time."""
    temporary = begun(target, rights=rights)
    with _gone_on_failure(temporary):
        with temporary.open("r+b") as stream:
            for chunk in chunks:
                stream.write(chunk)
        if moment is not None:
            set_time(temporary, moment)
    return temporary


def begun(target: Path, *, rights: int = SHARED) -> Path:
    """An empty file beside the target, to be filled and settled; raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{secrets.token_hex(6)}.tmp")
    with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, rights)):
        return temporary


def settle(temporary: Path, target: Path) -> None:
    """Give a file its name, for good; Windows forbids that while anybody reads the target.

    Then either the target has the same bytes already, which is as good, or whoever reads it soon lets go.
    """
    with _gone_on_failure(temporary):
        with temporary.open("r+b") as stream:
            os.fsync(stream.fileno())
        for attempt in range(TRIES):
            try:
                temporary.replace(target)
                break
            except PermissionError:
                if _same(temporary, target):
                    temporary.unlink(missing_ok=True)
                    return
                if attempt == TRIES - 1:
                    raise
                time.sleep(PAUSE)
    _sync_folder(target.parent)


def settle_new(temporary: Path, target: Path) -> Path:
    """Give a file the first of name, name-2, name-3, ... where nothing is, whoever else writes there; where it is now."""
    with _gone_on_failure(temporary):
        with temporary.open("r+b") as stream:
            os.fsync(stream.fileno())
        while True:
            target = free_name(target)
            try:
                os.link(temporary, target)
            except FileExistsError:
                continue
            except OSError:  # a disk without links, such as a USB stick's
                settle(temporary, target)
                return target
            temporary.unlink()
            return target


def set_time(path: Path, moment: datetime) -> None:
    """Give a file its time, to the microsecond."""
    stamp = round(moment.timestamp() * 1_000_000) * 1000
    os.utime(path, ns=(stamp, stamp))


def sweep(paths: Iterable[Path], alive: float = ALIVE) -> None:
    """Remove what a killed run left half-written among these files, and nothing that anybody else put there.

    ``alive``: seconds for which another run may still be at it; 0 where it is known that none is.
    """
    before = time.time() - alive
    for path in paths:
        with suppress(OSError):
            if _OURS.fullmatch(path.name) and path.stat().st_mtime < before:
                path.unlink()


def free_name(path: Path) -> Path:
    """The path, or the first of name-2, name-3, ... where nothing is."""
    number = 2
    free = path
    while free.exists():
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free


@contextmanager
def _gone_on_failure(temporary: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _same(temporary: Path, target: Path) -> bool:
    with suppress(OSError):
        return filecmp.cmp(temporary, target, shallow=False)
    return False


def _sync_folder(folder: Path) -> None:
    """Make the rename durable; Windows cannot open folders and some network drives refuse."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
