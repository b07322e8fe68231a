"""Walks every command of the command line over one fault of the working folder, and says what a user would have seen wrong."""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import io
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from toolkit.cli import main
from toolkit.commandline import make_parser
from toolkit.commands import desk as desk_commands
from toolkit.ledger import connect

NOW = "2024-06-28T09:00"
Fault = Callable[[Path, pytest.MonkeyPatch], None]
Known = dict[str, tuple[tuple[tuple[int, int, int], ...], str]]
_ENGLISH = re.compile(r"Traceback|\b[A-Z]\w*(Error|Exception|Warning)\b|<class|[a-z]{2,} [a-z]{2,} [a-z]{2,}")
_REMEMBERED = tuple(  # what follows from the rest, kept so that it is not computed anew
    f'INSERT INTO "{name}"' for name in ("findings", "validations", "sqlite_sequence")
)
_CHINESE = re.compile("[一-鿿]")


FROM_ABOVE = "上级来表.xlsx"


def put_form_from_above(root: Path) -> None:
    """A form of the demo as if another office had signed it, for ``report --up``."""
    (sent,) = (root / "outbox/2024-06/下发").glob("*_莎车县_*.xlsx")
    with zipfile.ZipFile(sent) as form, zipfile.ZipFile(root / FROM_ABOVE, "w") as other:
        parts = {info: form.read(info) for info in form.infolist()}
        properties = next(part for info, part in parts.items() if info.filename == "docProps/custom.xml")
        (signature,) = re.findall(rb"KeyedDigest.*?([0-9a-f]{64})", properties)
        for info, part in parts.items():
            other.writestr(info, part.replace(signature, b"0" * 64))


def commands(root: Path) -> dict[str, list[list[str]]]:
    """Every command with arguments that would do something in a finished demo."""
    paper = str(root / "outbox/2024-06/汇总/2024-06_专报.docx")
    returned = str(root / "outbox/2024-06/汇总/附/目标分解确认表.xlsx")
    ruling = ["--unit", "莎车县", "--reason", "核对无误", "--name", "张三"]
    return {
        "": [[]],
        "demo": [[paper]],
        "init": [[str(root / "config.toml" / "新")], [str(root)]],
        "wheels": [[str(root), "--for", "nothing"]],
        "import": [[str(root / "templates/checklist.xlsx")], [str(root / "outbox")]],
        "generate": [["--unit", "自贸办"]],
        "collect": [[], [paper]],
        "report": [[], ["--up", str(root / FROM_ABOVE)], ["--up", paper]],
        "status": [[], ["--json"]],
        "remind": [[]],
        "test": [[]],
        "evaluate": [[]],
        "rule": [
            ["list"],
            ["exclude", "指标数据/T02-3/本月累计", *ruling],
            ["revoke", "7"],
            ["aside", "没有的.docx", *ruling],
        ],
        "adjust": [["指标数据/T02-3/本月累计", "12", *ruling], ["--withdraw", "3"]],
        "quota": [[returned], [paper], ["propose"]],
        "verify": [[paper], [returned], [str(root / "outbox")], [str(root / "templates/checklist.xlsx")]],
        "issue": [["--list"], []],
        "template": [["check"]],
        "figure": [["T02-3/2024-06/653101/ytd"], ["nothing"]],
        "audit": [[]],
        "burden": [[]],
        "history": [["import", returned], ["import", paper], ["list"], ["withdraw", "没有的.xlsx", *ruling]],
        "doctor": [[], ["--json"]],
        "backup": [[str(root / "outbox")]],
        "restore": [[paper]],
        "rebuild": [[]],
        "unit": [["rename", "没有这个单位", "喀什市"], ["莎车县"], ["沙车县"], ["rename"]],
        "next": [[]],
        "changes": [[]],
        "menu": [[]],
        "start": [[]],
        "serve": [[]],
    }


def all_commands() -> set[str]:
    """The commands that the parser knows, and none at all."""
    (choices,) = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    return {"", *choices.choices}


@dataclass(frozen=True)
class Ran:
    """What a user saw of one command."""

    command: str
    code: int | None
    said: str
    changed: tuple[str, ...]

    def wrong(self) -> list[str]:
        """What of it no user should ever see."""
        faults = []
        if self.code not in (0, 1, 2):
            faults.append(f"exit code {self.code}")
        if self.code == 2 and self.changed:
            faults.append(f"changed: {list(self.changed)}")
        if self.code and not _CHINESE.search(self.said):
            faults.append("says nothing in Chinese")
        faults += [f"English: {match[0]}" for match in _ENGLISH.finditer(self.said)]
        if "内部出错" in self.said:
            faults.append("taken for a fault of the program")
        return [f"{self.command or '(month)'}: {fault}\n{self.said}" for fault in faults]


def walk(root: Path, capsys: pytest.CaptureFixture[str], chosen: set[str] | None = None) -> Iterator[Ran]:
    """Run the commands (``chosen``, or all) in a working folder, one after the other."""
    known: Known = {}
    before = tree(root, known)
    for command, lists in commands(root).items():
        for arguments in lists if chosen is None or command in chosen else ():
            line = [*filter(None, [command]), *arguments, "--root", str(root), "--now", NOW]
            try:
                with nobody_there():
                    code: Any = main(line)
            except SystemExit as left:  # argparse
                code = left.code
            said = capsys.readouterr()
            text = said.out + said.err
            # Names of the folder and of files are the test's own.
            after = tree(root, known)
            yield Ran(
                " ".join([command, *arguments[:1]]).strip(),
                code,
                text.replace(str(root), ""),
                _changes(before, after),
            )
            before = after


@contextlib.contextmanager
def nobody_there() -> Iterator[None]:
    """Nobody types, no browser opens, and the served page ends at once."""
    with (
        patch.object(sys, "stdin", io.StringIO()),
        patch.object(desk_commands, "_has_browser", lambda: False),
        patch("toolkit.serve.listening.Listening.run", lambda page, _begun: page._socket.close()),
    ):
        yield


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in before | after if before.get(name) != after.get(name)))


def tree(root: Path, known: Known) -> dict[str, str]:
    """Every file below the folder by its content; the ledger by what it says; without locks and the ledger's own logs.

    ``known`` are contents by what the disk says of a file, so that it is read again only when it was touched.
    """
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not path.is_file() or name.endswith((".lock", "-wal", "-shm", "-journal")):
            continue
        log = path.with_name("ledger.db-wal")
        signs = tuple(
            (about.st_ino, about.st_size, about.st_mtime_ns)
            for about in (
                one.stat()
                for one in (path, log)
                if one is path or (path.name == "ledger.db" and log.exists())
            )
        )
        if known.get(name, ((), ""))[0] != signs:
            known[name] = signs, _ledger(path) if path.name == "ledger.db" else _content(path)
        found[name] = known[name][1]
    return found


def _content(path: Path) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - what Path opens may be forbidden by a fault
        return hashlib.sha256(file.read()).hexdigest()


def _ledger(path: Path) -> str:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0)) as connection:
            said = [line for line in connection.iterdump() if not line.startswith(_REMEMBERED)]
            return hashlib.sha256("\n".join(said).encode()).hexdigest()
    except sqlite3.Error:
        return _content(path)


# Faults: what a disk, a colleague or another program can do to the folder. As root no chmod helps: rights are simulated.


def _gone(name: str) -> Fault:
    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return fault


def _holds(name: str, data: bytes) -> Fault:
    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        _gone(name)(root, monkeypatch)
        (root / name).write_bytes(data)

    return fault


def _cut(name: str) -> Fault:
    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        data = (root / name).read_bytes()
        (root / name).write_bytes(data[: len(data) // 2])

    return fault


def _folder(name: str) -> Fault:
    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        _gone(name)(root, monkeypatch)
        (root / name).mkdir()

    return fault


def _forbidden(name: str) -> Fault:
    """A file that may not be read; of a folder, nothing in it may be made, written or read."""

    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        place = os.fspath(root / name)
        real_open, real_os_open, real_mkdir = Path.open, os.open, os.mkdir

        def check(path: Any) -> None:
            text = os.fspath(path)
            if isinstance(text, str) and (text == place or text.startswith(place + os.sep)):
                raise PermissionError(errno.EACCES, "Permission denied", text)

        def path_open(self: Path, *args: Any, **options: Any) -> Any:
            check(self)
            return real_open(self, *args, **options)

        def os_open(path: Any, *args: Any, **options: Any) -> int:
            check(path)
            return real_os_open(path, *args, **options)

        def mkdir(path: Any, *args: Any, **options: Any) -> None:
            check(path)
            real_mkdir(path, *args, **options)

        monkeypatch.setattr(Path, "open", path_open)
        monkeypatch.setattr(os, "open", os_open)
        monkeypatch.setattr(os, "mkdir", mkdir)

    return fault


def _read_only(name: str) -> Fault:
    """A folder in which nothing can be made."""

    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        place = os.fspath(root / name)
        real_make, real_open = tempfile.mkstemp, os.open

        def mkstemp(*args: Any, **options: Any) -> Any:
            if os.fspath(options.get("dir") or "").startswith(place):
                raise OSError(errno.EROFS, "Read-only file system", options["dir"])
            return real_make(*args, **options)

        def os_open(path: Any, flags: int, *args: Any, **options: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(path).startswith(place):
                raise OSError(errno.EROFS, "Read-only file system", os.fspath(path))
            return real_open(path, flags, *args, **options)

        monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
        monkeypatch.setattr(os, "open", os_open)

    return fault


def _full(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No byte more fits on the disk."""

    def fsync(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def write_bytes(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", os.fspath(self))

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    _ledger_full(root, monkeypatch)


def _ledger_full(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = connect._prepare_sqlite

    def prepare(engine: Engine, *more: Any) -> None:
        real(engine, *more)

        @event.listens_for(engine, "before_cursor_execute")
        def _full(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                raise OperationalError(statement, {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(connect, "_prepare_sqlite", prepare)


def _ledger_locked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0)
    holder = sqlite3.connect(root / "archive/ledger.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(connect, "_held_by_the_test", holder, raising=False)  # closed with the test


def _ledger_torn(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head is right, the rest is not."""
    path = root / "archive/ledger.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[8192:] = b"\x07" * (len(data) - 8192)
    path.write_bytes(data)


def _in_config(old: str, new: str) -> Fault:
    def fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = root / "config.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return fault


CONFIG, CHECKLIST, LEDGER = "config.toml", "templates/checklist.xlsx", "archive/ledger.db"
EARLY: dict[str, Fault] = {  # stop a command before it does anything: quick to walk over
    "config gone": _gone(CONFIG),
    "config is a folder": _folder(CONFIG),
    "config in GBK": _holds(CONFIG, "名称 = '喀什'".encode("gbk")),
    "config forbidden": _forbidden(CONFIG),
    "config of another year": _in_config('period = "2024-06"', 'period = "9999-06"'),
    "checklist gone": _gone(CHECKLIST),
    "checklist is a folder": _folder(CHECKLIST),
    "checklist cut": _cut(CHECKLIST),
    "checklist is text": _holds(CHECKLIST, b"not a workbook"),
    "checklist forbidden": _forbidden(CHECKLIST),
    "ledger is a folder": _folder(LEDGER),
    "ledger is text": _holds(LEDGER, b"not a database at all" * 1000),
    "ledger torn": _ledger_torn,
    "ledger locked": _ledger_locked,
    "ledger elsewhere": _in_config('url = ""', 'url = "nothing://nowhere"'),
    "archive is a file": _holds("archive", b""),
    "templates gone": _gone("templates"),
    "templates is a file": _holds("templates", b""),
}
LATE: dict[str, Fault] = {  # most of the work is done
    "nothing wrong but what is asked for": lambda root, monkeypatch: None,
    "outbox is a file": _holds("outbox", b""),
    "outbox read-only": _read_only("outbox"),
    "outbox forbidden": _forbidden("outbox"),
    "inbox is a file": _holds("inbox", b""),
    "inbox gone": _gone("inbox"),
    "inbox forbidden": _forbidden("inbox"),
    "archive read-only": _read_only("archive"),
    "archive forbidden": _forbidden("archive/objects"),
    "disk full": _full,
    "ledger full": _ledger_full,
    "briefing template gone": _gone("templates/briefing.docx"),
    "briefing template cut": _cut("templates/briefing.docx"),
    "briefing template empty": _holds("templates/briefing.docx", b""),
    "briefing template forbidden": _forbidden("templates/briefing.docx"),
    "mail templates gone": _gone("templates/mails"),
    "mail template in GBK": _holds("templates/mails/退回.txt", "主题：退回".encode("gbk")),
    "mail template computes": _holds(
        "templates/mails/退回.txt", "主题：{{ 10 ** (单位 | length) / 0 }}".encode()
    ),
    "mail template unknown variable": _holds("templates/mails/催报.txt", "主题：{{ 单位名 }}".encode()),
}
