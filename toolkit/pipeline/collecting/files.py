"""Files of the inbox during collect: what lies there, what waits in 未识别, what may leave.

In: the root folder and arrivals; out: moves on disk that are safe to repeat after a crash at any point.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.core.receipts import summarised
from toolkit.core.returns import Receipt
from toolkit.core.value_text import shown_name
from toolkit.errors import OperatorError, os_reason
from toolkit.files import LEFTOVER, set_time
from toolkit.inbox.archive import (
    copy_object,
    hash_of,
    is_denied,
    object_path,
    safe_name,
    store_file,
    write_atomic,
)
from toolkit.inbox.limits import FILE_BYTES, MB
from toolkit.inbox.moments import file_time
from toolkit.inbox.scan import NOTE_SUFFIX, WAITING, Arrival, Earlier, scan
from toolkit.inbox.secrecy import may_bear
from toolkit.inbox.sniff import CONTAINERS, sniff

TOO_LARGE = "too large"  # the sort of a file that is kept but not looked into
Look = Callable[[Sequence[Path]], Mapping[Path, bool | OSError]]  # True: it bears a mark
_WRITERS = 8
_SMALL = 16 * MB  # larger ones are looked at one at a time
_ONE_LARGE = threading.Lock()
_HELD = "已经收下并存档，但正被别的程序打开（或没有删除的权限），暂时留在 inbox，关闭后再运行会自动清走"
_ANOTHER = "收的时候又放进来一份同名的（或还在写入），前一份已经收下，后放进来的没有收，仍在原处"
FOR_A_PERSON = ("refused", "waiting", "held", "unread")  # fates of an arrival


@dataclass(frozen=True)
class ArrivedFile:
    """One file of the inbox, in the archive already. ``name`` is its own, without folders, for people.

    ``saved`` is its file time (local): evidence of when it was written, not of when it came.
    """

    path: Path
    name: str
    sha256: str
    size: int
    saved: datetime
    sort: str = ""  # by content: xlsx, eml, pdf, ...
    waiting: bool = False  # lies in 未识别: arrived in an earlier run
    outside: bool = False  # named by a person, not in the inbox: is not removed
    folder: str = ""  # of the inbox

    @property
    def container(self) -> bool:
        """A mail or an archive."""
        return self.sort in CONTAINERS


def left_whole(root: Path, file: ArrivedFile, receipts: Sequence[Receipt]) -> list[str]:
    """The place below the root, such as inbox/来件.xlsx, of a file of which nothing waits for a person; else none."""
    stays = file.outside or any(receipt.status in FOR_A_PERSON for receipt in receipts)
    return [] if stays else [file.path.relative_to(root).as_posix()]


def clear_leftovers(root: Path) -> None:
    """Remove half-written files of a run that was killed, as far as nothing holds them."""
    for folder in (root / "archive", root / "inbox" / WAITING):
        for path in folder.rglob(LEFTOVER) if folder.is_dir() else ():
            _remove(path)


def new_files(root: Path) -> int:
    """How much lies in the inbox besides what waits for a person: a first look, not a promise."""
    with suppress(OSError), os.scandir(root / "inbox") as entries:
        return sum(entry.name != WAITING and not entry.name.startswith(".") for entry in entries)
    return 0


def take_in(
    root: Path,
    extra: Path | None = None,
    look: Look = lambda _paths: {},
    earlier: Earlier | None = None,
) -> tuple[list[ArrivedFile], list[Receipt], Sequence[Path]]:
    """Archive every file of the inbox, byte for byte, before anything reads it.

    Returns the files, receipts for those left alone, and the paths of those that bear a mark of secrecy, of which
    nothing is kept: ``look`` is the first look, at those that may. ``extra`` is a file that a person named, ``earlier`` a look that was
    had at the inbox already.
    """
    files: list[ArrivedFile] = []
    left: list[Receipt] = []
    arrivals = scan(root / "inbox", earlier=earlier)
    paths = [one.path for one in arrivals if not one.skip_reason]
    paths += [extra] if extra is not None and extra not in paths else []
    may = {path: _may_bear(path) for path in paths}  # it computes: threads would cost twice as much
    found = look([path for path, doubt in may.items() if doubt is True])
    secret = {path for path, told in found.items() if told is True}
    closed = {path: told for path, told in {**may, **found}.items() if isinstance(told, OSError)}
    there = (one for one in arrivals if one.path not in secret)
    with ThreadPoolExecutor(_WRITERS) as pool:  # most of the time goes into waiting for the disk
        for taken in pool.map(partial(_store, root, closed), there):
            if isinstance(taken, ArrivedFile):
                files.append(taken)
            elif taken is not None:
                left.append(taken)
    known = {file.path.resolve() for file in files} | {path.resolve() for path in secret}
    if extra is not None and extra.resolve() not in known:
        files.append(_named(root, extra, closed))
    return files, left, sorted(secret)


def _may_bear(path: Path) -> bool | OSError:
    """Whether it needs a proper look; or why it cannot be opened."""
    try:
        return path.stat().st_size <= FILE_BYTES and may_bear(path.read_bytes())
    except OSError as error:
        return error


def _store(root: Path, closed: Mapping[Path, OSError], arrival: Arrival) -> ArrivedFile | Receipt | None:
    """The file, archived; a receipt when it is left alone; None when that is not worth a word.

    ``closed`` could not be looked at: they are not taken, should they open a moment later.
    """
    if arrival.skip_reason:
        hidden = arrival.path.name.startswith(".") and not arrival.name.endswith("/")
        if not arrival.unread and (hidden or arrival.name.endswith(NOTE_SUFFIX)):
            return None
        status = "unread" if arrival.unread else "skipped"
        return Receipt(arrival.name, "", status, reason=arrival.skip_reason)  # type: ignore[arg-type]
    path = arrival.path
    try:
        if path in closed:
            raise closed[path]
        sha256 = store_file(root, path)
    except OSError as error:
        reason = f"打不开（{os_reason(error)}），可能正被别的程序使用，没有收"
        return Receipt(arrival.name, "", "unread", reason=reason, remedy="请关闭它再运行一次")
    waiting = arrival.name.startswith(f"{WAITING}/")
    size, sort = _look(root, sha256)
    folder = "" if waiting else shown_name(arrival.name.rpartition("/")[0])
    shown = shown_name(path.name)
    return ArrivedFile(path, shown, sha256, size, arrival.mtime, sort, waiting, folder=folder)


def _look(root: Path, sha256: str) -> tuple[int, str]:
    """Size of an object and its kind by content; what is over the limit is not loaded at all."""
    path = object_path(root, sha256)
    size = path.stat().st_size
    if size > FILE_BYTES:
        return size, TOO_LARGE
    if size <= _SMALL:
        return size, sniff(path.read_bytes())
    with _ONE_LARGE:
        return size, sniff(path.read_bytes())


def _named(root: Path, path: Path, closed: Mapping[Path, OSError]) -> ArrivedFile:
    try:
        if path in closed:
            raise closed[path]
        moment, sha256 = path.stat().st_mtime, store_file(root, path)
    except OSError as error:
        raise OperatorError(f"打不开 {path}（{os_reason(error)}）。请检查文件名后再试。") from error
    size, sort = _look(root, sha256)
    return ArrivedFile(path, shown_name(path.name), sha256, size, file_time(moment), sort, outside=True)


def finish(
    root: Path, file: ArrivedFile, receipts: Sequence[Receipt], moments: Mapping[str, datetime]
) -> Receipt | None:
    """Let the file leave the inbox, now that the ledger has it; what needs a person goes to 未识别.

    A file of which nothing was taken waits as a whole, else only the parts that need a person.
    ``moments`` say by hash when the file and its parts came. Returns a receipt when the file could not be moved or
    removed, since it is open in another program, or is another one by now: it is safe, and the run goes on.
    """
    open_receipts = [receipt for receipt in receipts if receipt.status in ("refused", "waiting")]
    settled = [receipt for receipt in receipts if receipt.status != "skipped"]
    came = moments[file.sha256]
    kept: set[Path] = set()
    try:
        if open_receipts and len(open_receipts) == len(settled):
            kept.add(_keep(root, file.name, file.sha256, came, open_receipts))
        else:
            for receipt in open_receipts:
                moment = moments.get(receipt.sha256, came)
                kept.add(_keep(root, receipt.name, receipt.sha256, moment, [receipt]))
    except OperatorError as error:
        if not is_denied(error.__cause__):
            raise
        return None  # it stays where it is, and is said to wait at every run
    return None if file.outside or file.path in kept else leave(file)


def leave(file: ArrivedFile) -> Receipt | None:
    """Remove a file that was dealt with, and the text beside it; why it stays, where it does.

    It is looked at once more: while it was being dealt with, another one may have been put in its place.
    """
    held = Receipt(file.name, file.sha256, "held", reason=_HELD)
    try:
        there = hash_of(file.path)
    except OperatorError:
        return held
    if there not in (None, file.sha256):
        return Receipt(file.name, "", "unread", reason=_ANOTHER, remedy="请再运行一次")
    if not _remove(file.path):
        return held
    if file.waiting:
        _remove(Path(f"{file.path}{NOTE_SUFFIX}"))
    return None


def _remove(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:  # also a name that is too long with its suffix: then there is no such file
        return not is_denied(error)
    return True


def _keep(root: Path, name: str, sha256: str, came: datetime, reasons: Sequence[Receipt]) -> Path:
    """Put a file into 未识别 under its name with a text beside it; returns where it is."""
    folder = root / "inbox" / WAITING
    safe = Path(safe_name(name))
    for target in (folder / safe, folder / f"{safe.stem}~{sha256[:8]}{safe.suffix}"):
        if not target.exists():
            copy_object(root, sha256, target, came)
        if hash_of(target) == sha256:
            break
    with suppress(PermissionError):  # open in another program: its time is of no account
        set_time(target, came)
    note = Path(f"{target}{NOTE_SUFFIX}")
    text = "\n".join(summarised(reasons)).encode("utf-8-sig")
    if not note.exists() or note.read_bytes() != text:
        write_atomic(note, text)
    return target


def drop_stale_notes(root: Path) -> None:
    """Remove texts whose file a person has taken away."""
    folder = root / "inbox" / WAITING
    for note in folder.glob(f"*{NOTE_SUFFIX}"):
        if not Path(str(note).removesuffix(NOTE_SUFFIX)).exists():
            _remove(note)
    with suppress(OSError):
        folder.rmdir()  # only when nothing waits any more
