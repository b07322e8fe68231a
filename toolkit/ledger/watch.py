"""Looks at the ledger's file before anything opens it: is it the one that belongs to this archive?

In: the file, the archive folder with its journal and objects. Out: a state. A ledger that is lost, older, broken
or another's is never replaced in silence: the commands refuse in one sentence that names rebuild.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.ledger.journal import OLDER, Journal, Mark
from toolkit.ledger.recorder import MARK, START, parse_mark

_MAGIC = b"SQLite format 3\x00"
_BUSY_SECONDS = 30
_NOT_THE_FILE = (
    "locked",
    "busy",
    "unable to open",
    "readonly",
    "disk i/o",
)  # a right, a drive, another program
_FILLED = (
    "forms",
    "arrivals",
    "submissions",
    "waiting",
)  # tables of which one has rows in a ledger that is used
_REBUILD = "没有改动任何内容。请运行 python run_report.py rebuild，按存档重建台账。"


class State(StrEnum):
    """What the ledger's file is, beside this archive."""

    NEW = "new"  # nothing has happened here yet
    SOUND = "sound"
    LOST = "lost"  # not there, or empty, and the archive is not
    BROKEN = "broken"
    OLDER = "older"  # than the journal
    OTHER = "other"  # the journal is of another ledger


def refuse_if_lost(database: Path, folder: Path) -> None:
    """Raises OperatorError unless the ledger is sound, or new in an empty archive."""
    sentence = sentence_on(database, folder)
    if sentence:
        raise OperatorError(sentence)


def sentence_on(database: Path, folder: Path) -> str:
    """What is wrong with the ledger and what to do, "" when nothing is."""
    state = state_of(database, folder)
    if state is State.LOST:
        arrived, acts = len(_objects(folder)), Journal(folder).last().number
        return (
            f"台账 {database.name} 不见了或是空的，而存档里已有 {arrived} 份来件、{acts} 笔日志。{_REBUILD}"
        )
    if state is State.BROKEN:
        return f"台账 {database.name} 已损坏，打不开。{_REBUILD}坏文件会改名留下。"
    if state is State.OLDER:
        return OLDER.format(mark=_mark(database).number, last=Journal(folder).last().number)
    if state is State.OTHER:
        return f"台账 {database.name} 与存档日志对不上，可能是从别处拷来的。{_REBUILD}"
    return ""


def is_used(database: Path) -> bool:
    """Whether forms went out or anything came in by this file, which is only looked at."""
    try:
        return _head(database) == _MAGIC and not _is_empty(database)
    except sqlite3.Error:
        return True  # whatever it is, it is not nothing


def state_of(database: Path, folder: Path) -> State:
    """Nothing is written, and no table is read but the ledger's own mark."""
    journal = Journal(folder)
    last = journal.last()
    lost = State.LOST if last.number or any(_objects(folder)) else State.NEW
    head = _head(database)
    if not head:
        return lost
    if head != _MAGIC:
        return State.BROKEN
    try:
        mark, start = _mark(database), _meta(database, START)
        if not mark.number and _is_empty(database):
            return lost
    except sqlite3.OperationalError as error:
        if any(sign in str(error).lower() for sign in _NOT_THE_FILE):
            return State.SOUND  # whoever opens it is told what stands in the way
        return State.BROKEN
    except (sqlite3.DatabaseError, ValueError):
        return State.BROKEN
    if last.number > mark.number:
        return State.OLDER
    forked = last.number == mark.number and last != mark
    foreign = bool(last.number) and journal.first() != start
    return State.OTHER if forked or foreign else State.SOUND


def _head(database: Path) -> bytes:
    try:
        with database.open("rb") as stream:
            return stream.read(len(_MAGIC))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise OperatorError(f"台账读不出来：{database}（{os_reason(error)}）。请检查文件夹权限。") from error


def _objects(folder: Path) -> list[Path]:
    objects = folder / "objects"
    return [path for path in objects.iterdir() if len(path.name) == 64] if objects.is_dir() else []


def _mark(database: Path) -> Mark:
    return parse_mark(_meta(database, MARK))


def _meta(database: Path, name: str) -> str | None:
    with closing(read_only(database)) as connection:
        if not _has(connection, "meta"):
            return None
        row = connection.execute("select value from meta where name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def _is_empty(database: Path) -> bool:
    """A ledger that never kept a journal and knows of no form and no arrival."""
    with closing(read_only(database)) as connection:
        tables = [name for name in _FILLED if _has(connection, name)]
        return not any(connection.execute(f"select 1 from {name} limit 1").fetchone() for name in tables)  # noqa: S608 - own names


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "select 1 from sqlite_master where type = 'table' and name = ?"
    return connection.execute(query, (table,)).fetchone() is not None


def read_only(database: Path) -> sqlite3.Connection:
    """A connection that changes nothing, to a file that is there; no URI, for they cannot name network drives."""
    connection = sqlite3.connect(database, timeout=_BUSY_SECONDS)
    connection.execute("pragma query_only = on")
    return connection
