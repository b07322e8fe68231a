"""Files of the inbox during collect: what lies there, what waits in 未识别, what may leave.

In: the root folder and arrivals; out: moves on disk that are safe to repeat after a crash at any point.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.core.returns import Receipt
from toolkit.errors import OperatorError
from toolkit.inbox.archive import read_object, safe_name, set_time, store_object, write_atomic
from toolkit.inbox.scan import NOTE_SUFFIX, WAITING, Arrival, scan
from toolkit.inbox.sniff import CONTAINERS, sniff

_WRITERS = 8
_STALE = ".*.tmp"  # what write_atomic leaves behind when the run is killed


@dataclass(frozen=True)
class ArrivedFile:
    """One file of the inbox, in the archive already. ``name`` is its own, without folders.

    ``received`` is its file time (local): never the clock, so that a rerun sees the same.
    """

    path: Path
    name: str
    sha256: str
    size: int
    received: datetime
    sort: str = ""  # by content: xlsx, eml, pdf, ...
    waiting: bool = False  # lies in 未识别: arrived in an earlier run
    outside: bool = False  # named by a person, not in the inbox: is not removed

    @property
    def container(self) -> bool:
        """A mail or an archive."""
        return self.sort in CONTAINERS


def clear_leftovers(root: Path) -> None:
    """Remove half-written files of a run that was killed."""
    for folder in (root / "archive", root / "inbox" / WAITING):
        for path in folder.rglob(_STALE) if folder.is_dir() else ():
            path.unlink(missing_ok=True)


def has_new_files(root: Path) -> bool:
    """Whether anything lies in the inbox besides what waits for a person: a first look, not a promise."""
    with suppress(FileNotFoundError), os.scandir(root / "inbox") as entries:
        return any(entry.name != WAITING and not entry.name.startswith(".") for entry in entries)
    return False


def take_in(root: Path, extra: Path | None = None) -> tuple[list[ArrivedFile], list[Receipt]]:
    """Archive every file of the inbox, byte for byte, before anything looks at it.

    Returns the files and receipts for those left alone. ``extra`` is a file that a person named.
    """
    files: list[ArrivedFile] = []
    left: list[Receipt] = []
    with ThreadPoolExecutor(_WRITERS) as pool:  # most of the time goes into waiting for the disk
        for taken in pool.map(partial(_store, root), scan(root / "inbox")):
            if isinstance(taken, ArrivedFile):
                files.append(taken)
            elif taken is not None:
                left.append(taken)
    if extra is not None and extra.resolve() not in {file.path.resolve() for file in files}:
        files.append(_named(root, extra))
    return files, left


def _store(root: Path, arrival: Arrival) -> ArrivedFile | Receipt | None:
    """The file, archived; a receipt when it is left alone; None when that is not worth a word."""
    if arrival.skip_reason:
        silent = arrival.path.name.startswith(".") or arrival.name.endswith(NOTE_SUFFIX)
        return None if silent else Receipt(arrival.name, "", "skipped", reason=arrival.skip_reason)
    try:
        data = arrival.path.read_bytes()
    except OSError as error:
        reason = f"打不开（{error.strerror}），可能正被别的程序使用"
        return Receipt(arrival.name, "", "skipped", reason=reason, remedy="请关闭它再运行一次")
    waiting = arrival.name.startswith(f"{WAITING}/")
    sha256, path = store_object(root, data), arrival.path
    return ArrivedFile(path, path.name, sha256, len(data), arrival.mtime, sniff(data), waiting)


def _named(root: Path, path: Path) -> ArrivedFile:
    try:
        data, moment = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise OperatorError(f"打不开 {path}（{error.strerror}）。请检查文件名后再试。") from error
    received = datetime.fromtimestamp(moment)
    sha256 = store_object(root, data)
    return ArrivedFile(path, path.name, sha256, len(data), received, sniff(data), outside=True)


def finish(
    root: Path, file: ArrivedFile, receipts: Sequence[Receipt], moments: Mapping[str, datetime]
) -> None:
    """Let the file leave the inbox, now that the ledger has it; what needs a person goes to 未识别.

    A file of which nothing was taken waits as a whole, else only the parts that need a person.
    ``moments`` say by hash when a part came.
    """
    open_receipts = [receipt for receipt in receipts if receipt.status in ("refused", "waiting")]
    kept: set[Path] = set()
    if open_receipts and len(open_receipts) == len(receipts):
        kept.add(_keep(root, file.name, file.sha256, file.received, open_receipts))
    else:
        for receipt in open_receipts:
            kept.add(
                _keep(
                    root, receipt.name, receipt.sha256, moments.get(receipt.sha256, file.received), [receipt]
                )
            )
    if not file.outside and file.path not in kept:
        file.path.unlink(missing_ok=True)
        Path(f"{file.path}{NOTE_SUFFIX}").unlink(missing_ok=True)


def _keep(root: Path, name: str, sha256: str, received: datetime, reasons: Sequence[Receipt]) -> Path:
    """Put a file into 未识别 under its name with a text beside it; returns where it is."""
    folder = root / "inbox" / WAITING
    safe = Path(safe_name(name))
    data = read_object(root, sha256)
    for target in (folder / safe, folder / f"{safe.stem}~{sha256[:8]}{safe.suffix}"):
        if not target.exists():
            write_atomic(target, data, received)
        if target.read_bytes() == data:
            break
    set_time(target, received)
    lines = [f"{receipt.name}\n  原因：{receipt.reason}\n  怎么办：{receipt.remedy}\n" for receipt in reasons]
    note = Path(f"{target}{NOTE_SUFFIX}")
    text = "\n".join(lines).encode("utf-8-sig")
    if not note.exists() or note.read_bytes() != text:
        write_atomic(note, text)
    return target


def drop_stale_notes(root: Path) -> None:
    """Remove texts whose file a person has taken away."""
    folder = root / "inbox" / WAITING
    for note in folder.glob(f"*{NOTE_SUFFIX}"):
        if not Path(str(note).removesuffix(NOTE_SUFFIX)).exists():
            note.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()  # only when nothing waits any more
