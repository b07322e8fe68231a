"""What a command left when it was done: asked the same again while nothing changed, it need not begin.

In: the command line, the working folder, the program's own files. Out: what the command said and its exit code, from
archive/runs/said.json; or None, and the command is run. Looked up before anything heavy is loaded and before an environment
is entered, so only the standard library is used here. Nothing changed means: every file of settings, templates, inbox,
outbox and archive (the ledger in it) and of the program has the size and the times that it had, ledger and settings the same
bytes too, it is the same day, and nobody is at work. A record that is lost or torn costs time and nothing else, and so does a
command line that is not one of the plain ones: what its words mean only the parser knows.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.files import write_whole
from toolkit.runlog import LOG, log

LOCK, NOTE = ".at-work.lock", ".at-work.json"  # of whoever changes the folder, in archive/
KEPT = "archive/runs/said.json"
_LEDGER = "archive/ledger.db"
_READ = ("config.toml", _LEDGER)  # of these a disk's coarse times are not enough
_FOLDERS = ("templates", "inbox", "outbox", "archive")
_NOT_LOOKED_AT = frozenset((LOG, KEPT, f"archive/{LOCK}", f"archive/{NOTE}"))
_PROGRAM = Path(__file__).resolve().parent
_WRITTEN = "archive/written.json"  # hashes of outputs, by path

_COMMANDS, _FLAGS = ("report", "status"), ("--json", "--verbose")
_PERIOD = re.compile(r"\d{4}-\d{2}")
_VALUES = {
    "-p": _PERIOD,
    "--period": _PERIOD,
    "--now": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?"),  # no zone: its day is another one's here
    "--root": re.compile(r"[^-].*", re.DOTALL),
}
_NOT_THERE = (-1,)  # of a link that leads nowhere

# Commands that only work out what stands in the folder, so that nothing comes of doing it twice; the head of their lines in
# the log, "" where they log nothing.
SAID_AGAIN = {"": "汇总", "report": "汇总", "status": ""}

Seen = Mapping[str, tuple[int, ...]]  # path -> size, time of change, other times and place on the disk


@dataclass(frozen=True)
class Sight:
    """What there was at a time, in seconds of the clock that never goes back."""

    at: float
    files: Seen


@dataclass(frozen=True)
class Answer:
    """What a command said: ``beside`` on the standard error, ``lines`` on the standard output; ``log`` is the head of
    its lines in the log, "" where it logs nothing.
    """

    code: int
    beside: Sequence[str]
    lines: Sequence[str]
    at: str
    log: str = ""


@dataclass(frozen=True)
class _Asked:
    """A plain command line: the command, the period and the flags, the working folder, and when it is."""

    words: Sequence[str]
    root: Path
    moment: datetime

    @property
    def key(self) -> str:
        return _key(self.words, f"{self.moment:%Y-%m-%d}")


def again(arguments: Sequence[str]) -> int | None:
    """Say once more what the same command said last, when nothing changed since; its exit code, None where it must run."""
    try:
        return _again(_asked(arguments))
    except BrokenPipeError:  # as of a command that is run: nobody is there to tell
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the interpreter flushes it at exit
        return 0
    except (OSError, ValueError, TypeError):
        return None


def begun(command: str | None, root: Path) -> Sight | None:
    """What there is when a command begins; None of one that is not said again, and where not all can be seen."""
    with suppress(OSError):
        if (command or "") in SAID_AGAIN and (root / "config.toml").is_file():
            return Sight(time.monotonic(), seen(root))
    return None


def seen(root: Path) -> Seen:
    """Every file that a command rests on or writes, as it is now; raises OSError where that cannot be told."""
    found = dict(_files(_PROGRAM, "/toolkit/"))
    # A folder of an older version takes what it lacks from there.
    found.update(_files(_PROGRAM.parent / "templates", "/templates/"))
    for name in _FOLDERS:
        found.update(_files(root / name, f"{name}/"))
    for path in (root / "config.toml", *_PROGRAM.parent.glob("requirements*.lock")):
        if path.is_file():
            found[path.name] = _mark(path.stat())
    return {path: mark for path, mark in found.items() if path not in _NOT_LOOKED_AT}


def keep(
    root: Path,
    arguments: Sequence[str],
    before: Seen,
    said: Answer,
    *,
    works: bool,
    taken: Collection[str] = (),
) -> None:
    """Remember what a command said, unless anything but its own work changed while it was at it; raises OSError, ValueError.

    ``before`` is what was seen when it began: a file that came or was edited meanwhile may not have been read.
    ``taken`` are arrivals that it took out of the inbox. ``works``: it changes the folder, and so nobody else does while its note lies there; where there are no locks, or it
    only looks, others may have.
    """
    asked, now = _asked(arguments), seen(root)
    alone = (root / "archive" / NOTE).exists()
    if (alone and not works) or not (_own_work(root, before, now, taken) if alone else before == now):
        return
    stamp, path = _stamp(root, now), root / KEPT
    known, said_before = _kept(path)
    kept = said_before if known == stamp else {}
    kept[_key(asked.words, said.at[:10])] = vars(said)  # of the day that it began on
    write_whole(path, json.dumps({"stamp": stamp, "said": kept}, ensure_ascii=False).encode())


def _again(asked: _Asked) -> int | None:
    root = asked.root
    stamp, kept = _kept(root / KEPT)
    one = kept.get(asked.key)
    if one is None or (root / "archive" / NOTE).exists() or stamp != _stamp(root, seen(root)):
        return None
    said = Answer(**one)
    for line in said.beside:
        print(line, file=sys.stderr)
    if said.log:
        told = f"{said.at} 以来没有任何变化，没有重做"
        if not log(root, asked.moment, said.log, [f"{told}。"]):
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


def _asked(arguments: Sequence[str]) -> _Asked:
    """What a plain command line asks; raises ValueError of any other one."""
    command, flags, values = "", set(), {"--root": "", "--now": ""}
    words = iter(arguments)
    for word in words:
        if word in _COMMANDS and not command:
            command = word
        elif word in _FLAGS:
            flags.add(word)
        elif word in _VALUES and _VALUES[word].fullmatch(value := next(words, "")):
            values["-p" if word == "--period" else word] = value
        else:
            raise ValueError(word)
    moment = datetime.fromisoformat(values["--now"]) if values["--now"] else datetime.now()
    return _Asked((command, values.get("-p", ""), *sorted(flags)), Path(values["--root"]).resolve(), moment)


def _key(words: Sequence[str], day: str) -> str:
    return json.dumps([*words, day], ensure_ascii=False)


def _stamp(root: Path, now: Seen) -> str:
    # The place too: what was said names it, and a folder that is moved keeps the marks of its files.
    digest = hashlib.sha256(repr((str(root), sorted(now.items()))).encode())
    for name in _READ:
        digest.update(hashlib.sha256((root / name).read_bytes()).digest())
    return digest.hexdigest()


def _own_work(root: Path, before: Seen, now: Seen, taken: Collection[str]) -> bool:
    """Whether all that differs was done by the command: its archive, outputs with the bytes that it noted, arrivals that it took.

    Of an inbox that changed otherwise nothing is said again: what a person took out is not there.
    """
    written: dict[str, list[str]] | None = None
    for path in before.keys() | now.keys():
        if before.get(path) == now.get(path) or path.startswith("archive/"):
            continue
        if path in taken and path not in now:
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
            elif entry.is_symlink() and entry.is_dir():
                raise OSError(f"{entry.path} is a link to a folder: where it ends nobody knows")
            else:
                yield f"{name}{entry.name}", _marked(entry)


def _marked(entry: os.DirEntry[str]) -> tuple[int, ...]:
    try:
        return _mark(entry.stat())
    except OSError:  # the link leads nowhere, or the file went this moment
        return _NOT_THERE


def _mark(stat: os.stat_result) -> tuple[int, ...]:
    # Windows gives the time of making for ctime, and no place on the disk from a folder's listing.
    more = () if os.name == "nt" else (stat.st_ctime_ns, stat.st_ino)
    return stat.st_size, stat.st_mtime_ns, *more
