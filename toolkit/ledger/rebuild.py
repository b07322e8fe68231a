"""The ledger made anew from its journal, and whether two ledgers say the same.

In: the journal, a path for the new file. Out: a SQLite file in which every act was done again in its order, so
that numbers, versions, fates and times are those of the lost one, whatever the program has learnt since.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from toolkit.errors import OperatorError
from toolkit.ledger.journal import Journal, JournalError, Mark
from toolkit.ledger.private import create_private
from toolkit.ledger.recorder import MARK, OWN, START
from toolkit.ledger.watch import read_only

SIDE_FILES = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a ledger
# The journal may only change rows and tables of the new file, never reach for another one.
_FORBIDDEN = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA}
_DERIVED = {
    "acts": "select null where 0",
    "validations": "select null where 0",
    "runs": "select null where 0",
    "findings": "select * from findings where origin <> 'check'",
    "meta": f"select * from meta where name not in {OWN}",  # noqa: S608 - constants
}
_NUMBERED = ("findings",)  # their own numbers have gaps where findings of a report stood


def replay(journal: Journal, target: Path) -> Mark:
    """Make the ledger of the journal; raises OperatorError at a line that is not sound."""
    create_private(target)
    mark, done = Mark(), 0
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("pragma synchronous = off")  # thrown away when it does not come to its end
            connection.set_authorizer(_allow)
            connection.execute("begin")
            for act in journal.acts():
                for statement, rows in act.statements:
                    _run(connection, statement, rows)
                mark, done = act.mark, done + 1
            value = f"{mark.number} {mark.total}"
            own = [(MARK, value), (START, journal.first())]
            connection.executemany("insert or replace into meta (name, value) values (?, ?)", own)
            connection.execute("commit")
    except JournalError as fault:
        raise OperatorError(_fault(journal, fault.line)) from fault
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise OperatorError(_fault(journal, done + 1)) from error
    return mark


def _fault(journal: Journal, line: int) -> str:
    return (
        f"存档日志 {journal.path.name} 第 {line} 行缺失或被改动，不能据此重建台账，没有改动任何内容。"
        "请用 restore 恢复最近的备份；台账文件还完好的，也可把这个日志移到别处，程序会按台账重写。"
    )


def _run(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    if len(rows) == 1:
        connection.execute(statement, rows[0]).fetchall()
    else:
        connection.executemany(statement, rows)


def _allow(action: int, *_about: object) -> int:
    return sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK


def contents(database: Path) -> dict[str, str]:
    """Table -> a digest of its rows, without what a report works out anew; raises sqlite3.DatabaseError."""
    with closing(read_only(database)) as connection:
        check = connection.execute("pragma quick_check(1)").fetchone()
        if check[0] != "ok":
            raise sqlite3.DatabaseError(check[0])
        names = "select name from sqlite_master where type = 'table' order by name"
        return {table: _digest(connection, table) for (table,) in connection.execute(names).fetchall()}


def _digest(connection: sqlite3.Connection, table: str) -> str:
    query = _DERIVED.get(table, f'select * from "{table}"')  # noqa: S608 - names of the ledger's own tables
    skip = 1 if table in _NUMBERED else 0
    rows = sorted(repr(tuple(row)[skip:]) for row in connection.execute(query))
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def differences(first: Path, second: Path) -> list[str]:
    """Names of the tables in which two ledgers differ."""
    one, other = contents(first), contents(second)
    return sorted(table for table in one.keys() | other.keys() if one.get(table) != other.get(table))


def move_ledger(database: Path, target: Path) -> None:
    """A ledger with all that SQLite keeps beside it, under another name."""
    for suffix in reversed(SIDE_FILES):  # the database last: while it is there nothing counts as moved
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.replace(target.with_name(target.name + suffix))
