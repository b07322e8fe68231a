"""Writes the journal: hears every change of a transaction, keeps it in the ledger with the transaction itself, and
appends it to the file right after the commit.

The ledger's transaction is what decides: the act is a row of ``acts`` in the very same commit, so a kill before it
leaves neither, and a kill after it leaves a row that the next run appends. Nothing is applied twice, since acts
that the file has are told by their number. What a report works out anew each time (``unrecorded``) is no act.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, event, select

from toolkit.errors import OperatorError
from toolkit.ledger.journal import OLDER, Journal, Mark, Statement, follows, line_of
from toolkit.ledger.schema import ACTS, META

MARK = "journal"  # row of meta: where the ledger stands
START = "journal_start"  # row of meta: the sum of the first line of its journal
KEY = "key"  # row of meta where earlier versions kept the key: it never goes into the journal
LINEAGE = "lineage"  # row of meta: random, so that the journals of two folders never begin alike
OWN = (MARK, START, KEY)  # rows of meta that are no acts
_HEARD, _DEAF = "heard", "deaf"
_VALUE = select(META.c.value).where(META.c.name == bindparam("of"))
_SET = META.update().where(META.c.name == bindparam("of")).values(value=bindparam("text"))
_ADD = META.insert().values(name=bindparam("of"), value=bindparam("text"))
_ACT = ACTS.insert().values(number=bindparam("act"), line=bindparam("text"))
_CHANGES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")


@contextmanager
def unrecorded(connection: Connection) -> Iterator[None]:
    """What changes inside is no act: it can be worked out again."""
    before = connection.info.get(_DEAF, False)
    connection.info[_DEAF] = True
    try:
        yield
    finally:
        connection.info[_DEAF] = before


class Recorder:
    """Keeps ledger and journal in step; ``said`` are sentences for the person at the terminal."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self._engine, self.journal = engine, journal
        self.said: list[str] = []
        event.listen(engine, "after_cursor_execute", _hear)
        event.listen(engine, "begin", _forget)

    def note(self, connection: Connection) -> bool:
        """Before the commit: what was changed becomes an act of the same transaction."""
        heard: list[Statement] = connection.info.pop(_HEARD, [])
        if not heard:
            return False
        with unrecorded(connection):
            _keep(connection, [heard])
        return True

    def catch_up(self) -> None:
        """After a commit, and whenever a ledger is opened: what the file lacks is appended."""
        with self._engine.begin() as connection, unrecorded(connection):
            mark, last = mark_of(connection), self.journal.last()
            if mark == last and mark.number:
                return
            if last.number > mark.number:
                raise OperatorError(OLDER.format(mark=mark.number, last=last.number))
            connection.execute(ACTS.delete().where(ACTS.c.number <= last.number))
            pending = _pending(connection, last)
            if not pending or not follows(pending[0], last):
                self._start_anew(connection, mark)
                pending = _pending(connection, Mark())
            # Before the commit of a new start: killed here, the next run starts anew once more.
            self.journal.append(pending)

    def _start_anew(self, connection: Connection, mark: Mark) -> None:
        """A journal begins with the whole ledger; one that does not fit to it is kept under another name."""
        if mark.number:
            old = self.journal.set_aside(mark.number)
            kept = f"，原来的改名为 {old.name}" if old.is_file() else ""
            self.said.append(f"存档日志 {self.journal.path.name} 不见了或缺了内容，已按台账重写{kept}。")
        connection.execute(ACTS.delete())
        if connection.execute(META.select().where(META.c.name == LINEAGE)).first() is None:
            connection.execute(META.insert().values(name=LINEAGE, value=secrets.token_hex(16)))
        start = _keep(connection, picture(connection), Mark(mark.number))
        _set_meta(connection, START, start)


def _hear(
    connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
) -> None:
    if connection.info.get(_DEAF) or statement.lstrip()[:6].upper() not in _CHANGES:
        return
    rows = [list(row) for row in parameters] if many else [list(parameters)]
    connection.info.setdefault(_HEARD, []).append([statement, rows])


def _forget(connection: Connection) -> None:
    """What a transaction that was rolled back had changed."""
    connection.info.pop(_HEARD, None)


def _keep(connection: Connection, acts: Sequence[Sequence[Statement]], before: Mark | None = None) -> str:
    """Acts become lines after ``before`` (the ledger's mark); returns the sum of the first."""
    mark = mark_of(connection) if before is None else before
    first = ""
    for statements in acts:
        mark, line = line_of(mark, statements)
        first = first or mark.total
        connection.execute(_ACT, {"act": mark.number, "text": line})
    _set_meta(connection, MARK, f"{mark.number} {mark.total}")
    return first


def _set_meta(connection: Connection, name: str, value: str) -> None:
    row = {"of": name, "text": value}
    if connection.execute(_SET, row).rowcount == 0:
        connection.execute(_ADD, row)


def mark_of(connection: Connection) -> Mark:
    """Where the ledger stands; at nothing before its first journal."""
    return parse_mark(connection.execute(_VALUE, {"of": MARK}).scalar())


def parse_mark(text: str | None) -> Mark:
    """The mark as meta keeps it."""
    number, _, total = (text or "0 ").partition(" ")
    return Mark(int(number), total)


def _pending(connection: Connection, last: Mark) -> list[str]:
    query = select(ACTS.c.line).where(ACTS.c.number > last.number).order_by(ACTS.c.number)
    return list(connection.execute(query).scalars())


def picture(connection: Connection) -> list[list[Statement]]:
    """The whole ledger as acts: its tables, then the rows of each."""
    names = "select name, sql from sqlite_master where sql is not null order by type desc, rowid"
    made = connection.exec_driver_sql(names).all()
    acts: list[list[Statement]] = [[[row.sql, [[]]] for row in made]]
    tables = [row.name for row in made if row.sql.lstrip().upper().startswith("CREATE TABLE")]
    for table in tables:
        if table == ACTS.name:
            continue
        result = connection.exec_driver_sql(f'select * from "{table}" order by rowid')  # noqa: S608 - own names
        columns = list(result.keys())
        rows = [list(row) for row in result if table != META.name or row[0] not in OWN]
        if rows:
            named = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join("?" for _ in columns)
            insert = [f'INSERT INTO "{table}" ({named}) VALUES ({marks})', rows]  # noqa: S608 - own names
            if table == META.name:
                acts[0].append(insert)  # the lineage stands in the very first line
            else:
                acts.append([insert])
    return acts
