"""What a command left when it was done: asked the same again while nothing changed, it need not begin.

In: the command line, the working folder, the program's own files. Out: what the command said and its exit code, from
archive/runs/said.json; or None, and the command is run. Looked up before anything heavy is loaded and before an environment
is entered, so only the standard library is used here. Nothing changed means: every file of settings, templates, inbox,
outbox and archive (the ledger in it) and of the program has the size and the times that it had, ledger and settings the same
bytes too, it is the same day, and nobody is at work. A record that is lost or torn costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.runlog import LOG, log

LOCK, NOTE = ".at-work.lock", ".at-work.json"  # of whoever changes the folder, in archive/
KEPT = "archive/runs/said.json"
_LEDGER = "archive/ledger.db"
_READ = ("config.toml", _LEDGER)  # of these a disk's coarse times are not enough
_FOLDERS = ("templates", "inbox", "outbox", "archive")
_NOT_LOOKED_AT = frozenset((LOG, KEPT, f"archive/{LOCK}", f"archive/{NOTE}"))
_PROGRAM = Path(__file__).resolve().parent
_WRITTEN = "archive/written.json"  # hashes of outputs, by path

Seen = Mapping[str, tuple[int, ...]]  # path -> size, times and place on the disk


@dataclass(frozen=True)
class Said:
    """What a command said: ``beside`` on the standard error, ``lines`` on the standard output; ``log`` is the head of
    its lines in the log, "" where it logs nothing.
    """

    code: int
    beside: Sequence[str]
    lines: Sequence[str]
    at: str
    log: str = ""


def again(arguments: Sequence[str], folder: str) -> int | None:
    """Say once more what the same command said last, when nothing changed since; its exit code, None where it must run."""
    try:
        return _again(*_asked(arguments, folder))
    except (OSError, ValueError, TypeError):
        return None


def seen(root: Path) -> Seen:
    """Every file that a command rests on or writes, as it is now."""
    found = {f"/{name}": mark for name, mark in _files(_PROGRAM, "")}
    for name in _FOLDERS:
        found.update(_files(root / name, f"{name}/"))
    for path in (root / "config.toml", *_PROGRAM.parent.glob("requirements*.lock")):
        if path.is_file():
            found[path.name] = _mark(path.stat())
    return {path: mark for path, mark in found.items() if path not in _NOT_LOOKED_AT}


def keep(root: Path, arguments: Sequence[str], before: Seen, said: Said) -> None:
    """Remember what a command said, unless anything but its own work changed while it was at it; raises OSError.

    ``before`` is what was seen when it began: a file that came or was edited meanwhile may not have been read.
    """
    now = seen(root)
    if not _own_work(root, before, now):
        return
    stamp, path = _stamp(root, now), root / KEPT
    known, said_before = _kept(path)
    kept = said_before if known == stamp else {}
    kept[_key(*_asked(arguments, str(root))[:1])] = vars(said)
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f".{os.urandom(6).hex()}.tmp")
    new.write_text(json.dumps({"stamp": stamp, "said": kept}, ensure_ascii=False), "utf-8")
    new.replace(path)


def _again(arguments: list[str], root: Path, now: str) -> int | None:
    stamp, kept = _kept(root / KEPT)
    one = kept.get(_key(arguments))
    if one is None or (root / "archive" / NOTE).exists() or stamp != _stamp(root, seen(root)):
        return None
    said = Said(**one)
    for line in said.beside:
        print(line, file=sys.stderr)
    if said.log:
        told = f"{said.at} 以来没有任何变化，没有重做"
        moment = datetime.fromisoformat(now) if now else datetime.now()
        if not log(root, moment, said.log, [f"{told}。"]):
            return None
        print(f"来件、台账、设置、模板和已写出的材料自 {told}。那次说的是：")
    for line in said.lines:
        print(line)
    return said.code


def _kept(path: Path) -> tuple[str, dict[str, Any]]:
    """The stamp of the state that all was said of, and what was said by command; "" and nothing of a torn record."""
    try:
        known = json.loads(path.read_bytes())
        return str(known["stamp"]), dict(known["said"])
    except (OSError, ValueError, TypeError, KeyError):
        return "", {}


def _asked(arguments: Sequence[str], folder: str) -> tuple[list[str], Path, str]:
    """The command line without its folder, the folder, and the time that it names ("" for now)."""
    rest, now = [], ""
    words = iter(arguments)
    for word in words:
        if word == "--root":
            folder = next(words, folder)
        elif word.startswith("--root="):
            folder = word.removeprefix("--root=")
        elif word == "--now":
            now = next(words, "")
        else:
            rest.append(word)
    return [*rest, now[:10]], Path(folder).resolve(), now


def _key(arguments: Sequence[str]) -> str:
    today = "" if arguments[-1] else f"{datetime.now():%Y-%m-%d}"
    return json.dumps([*arguments, today], ensure_ascii=False)


def _stamp(root: Path, now: Seen) -> str:
    digest = hashlib.sha256(repr(sorted(now.items())).encode())
    for name in _READ:
        digest.update(hashlib.sha256((root / name).read_bytes()).digest())
    return digest.hexdigest()


def _own_work(root: Path, before: Seen, now: Seen) -> bool:
    """Whether all that differs was done by the command: its archive, outputs with the bytes that it noted, arrivals taken."""
    written: dict[str, list[str]] | None = None
    for path in before.keys() | now.keys():
        if before.get(path) == now.get(path) or path.startswith("archive/"):
            continue
        if path.startswith("inbox/") and path not in now:
            continue
        if not path.startswith("outbox/") or path not in now:
            return False
        if written is None:
            written = json.loads((root / _WRITTEN).read_bytes())
        if hashlib.sha256((root / path).read_bytes()).hexdigest() not in written.get(path, ()):
            return False
    return True


def _files(folder: Path, name: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(Path(entry.path), f"{name}{entry.name}/")
            else:
                yield f"{name}{entry.name}", _mark(entry.stat())


def _mark(stat: os.stat_result) -> tuple[int, ...]:
    # Windows gives the time of making for ctime, and no place on the disk from a folder's listing.
    more = () if os.name == "nt" else (stat.st_ctime_ns, stat.st_ino)
    return stat.st_size, stat.st_mtime_ns, *more
