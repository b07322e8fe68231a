"""A database URL becomes an engine whose transactions are safe for two writers.

SQLite: a busy timeout and BEGIN IMMEDIATE (without it one of two writers loses its work), WAL on local
disks only, since WAL does not work on network drives. On a server see :mod:`toolkit.ledger.server`.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url, select
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.ledger import migrations
from toolkit.ledger.faults import UNKNOWN, database_fault
from toolkit.ledger.identity import move_key_out
from toolkit.ledger.journal import Journal
from toolkit.ledger.private import create_private
from toolkit.ledger.recorder import Recorder, mark_of
from toolkit.ledger.schema import ARRIVALS, FORMS
from toolkit.ledger.server import engine_of, prepare_server
from toolkit.ledger.watch import is_used, refuse_if_lost

BUSY_SECONDS = 30
_ACTS_AT_ONCE = 16  # an act is the whole return, so that a few of them are much text
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs", "fuse.davfs2"}
_DRIVE_REMOTE = 4  # Windows: GetDriveTypeW


def on_network_drive(path: Path, mounts: str | None = None) -> bool:
    """Is the path on a network drive, as far as the system tells; ``mounts`` is the text of /proc/mounts."""
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE)
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text(encoding="utf-8", errors="replace") if table.exists() else ""
    points = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) >= 3]
    holding = [(point, kind) for point, kind in points if Path(text).is_relative_to(point)]
    return bool(holding) and max(holding, key=lambda item: len(item[0]))[1] in _NETWORK_FILE_SYSTEMS


def open_engine(
    url: str | URL, folder: Path | None = None, *, anew: bool = False
) -> tuple[Engine, Recorder | None]:
    """Connect, and bring the schema up to date; raises OperatorError when that cannot be done.

    ``folder`` is the archive: there a SQLite ledger has its journal, without which no ledger that is lost,
    older or broken is touched. A server's ledger has the backups of its server.
    """
    try:
        with ExitStack() as at_a_fault:
            engine = engine_of(url)
            at_a_fault.callback(engine.dispose)  # else the file stays open, and can't be put back on Windows
            recorder = _prepared(engine, folder, anew=anew)
            at_a_fault.pop_all()
    except DatabaseError as error:
        raise OperatorError(f"台账 {_place(url)} 打不开{database_fault(error) or UNKNOWN}") from error
    except OSError as error:
        raise OperatorError(f"台账 {_place(url)} 打不开：{os_reason(error)}。{os_remedy(error)}") from error
    except (SQLAlchemyError, ImportError) as error:
        raise OperatorError(
            f"台账地址 {_place(url)} 用不了。请检查 config.toml 里 [ledger] 的 url：写成 postgresql://用户:密码@服务器:5432/库名，或者空着。"
        ) from error
    return engine, recorder


def _prepared(engine: Engine, folder: Path | None, *, anew: bool) -> Recorder | None:
    recorder = None
    if engine.dialect.name == "sqlite":
        database = _file_of(engine)
        if database is not None and folder is not None:
            if not anew:
                refuse_if_lost(database, folder)
            recorder = Recorder(engine, Journal(folder))
        _prepare_sqlite(engine, database)
    else:
        prepare_server(engine, BUSY_SECONDS)
    with engine.begin() as connection:
        migrations.prepare(connection)
        if engine.dialect.name != "sqlite" and folder is not None:
            _refuse_if_left_behind(connection, folder)
        if folder is not None:
            move_key_out(connection, folder)
        if recorder is not None and mark_of(connection).number:
            recorder.note(connection)
    if recorder is not None:
        recorder.catch_up()
    return recorder


def _refuse_if_left_behind(connection: Connection, folder: Path) -> None:
    """An empty server does not take the place of the ledger that the folder had until now."""
    begun = any(connection.execute(select(table).limit(1)).first() for table in (FORMS, ARRIVALS))
    if not begun and is_used(folder / "ledger.db"):
        raise OperatorError(
            "服务器上的台账是空的，而本文件夹原来的台账 archive/ledger.db 里已有内容，两者不会自动合并，没有改动任何内容。"
            "继续用原来的，请把 config.toml 里 [ledger] 的 url 改成空的；确要从空的台账开始，请先 backup，再把 archive 里的 ledger.db 改名移开。"
        )


def _file_of(engine: Engine) -> Path | None:
    """The file of a SQLite ledger, None in memory."""
    database = engine.url.database or ""
    return Path(database).absolute() if database and database != ":memory:" else None


def _place(url: str | URL) -> str:
    """The file, or server and database: never what else an address may hold, such as a password."""
    try:
        named = make_url(url)
    except (SQLAlchemyError, ValueError):
        return ""
    port = f":{named.port}" if named.port else ""
    return (f"{named.host}{port}/" if named.host else "") + (named.database or "")


def _prepare_sqlite(engine: Engine, path: Path | None) -> None:
    journal = "DELETE"
    if path is not None:
        create_private(path)
        journal = "DELETE" if on_network_drive(path) else "WAL"

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", f"journal_mode={journal}", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Store:
    """What all parts of the ledger share: the engine, and the transaction that is under way, if any."""

    def __init__(self, engine: Engine, recorder: Recorder | None = None, folder: Path | None = None) -> None:
        self._engine, self._recorder = engine, recorder
        self._folder = folder  # the archive: the key's home
        self._open: Connection | None = None
        self._most, self._behind = 1, 0  # commits that the journal may lack, and lacks

    @property
    def on_server(self) -> bool:
        """Whether several computers may write it at once."""
        return self._engine.dialect.name != "sqlite"

    @property
    def said(self) -> list[str]:
        """What a person should know of how ledger and journal were found."""
        return self._recorder.said if self._recorder is not None else []

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All writes inside become one; nested uses join the outer one. Rolled back on an exception.

        Raises OperatorError when the database is busy for too long or gone.
        """
        if self._open is not None:
            yield self._open
            return
        try:
            with self._engine.begin() as connection:
                self._open = connection
                yield connection
                changed = self._recorder is not None and self._recorder.note(connection)
            if changed:
                self._behind += 1
                self._catch_up(self._most)
        except DatabaseError as error:
            if (fault := database_fault(error)) is None:
                raise
            raise OperatorError(f"台账读写不了{fault}") from error
        finally:
            self._open = None

    @contextmanager
    def many_transactions(self) -> Iterator[None]:
        """The journal gets what is committed inside some acts at a time; what a kill leaves out, the next opening adds."""
        self._most = _ACTS_AT_ONCE
        try:
            yield
        finally:
            self._most = 1
            self._catch_up(self._most)

    def _catch_up(self, most: int) -> None:
        if self._recorder is not None and self._behind >= most:
            self._recorder.catch_up()
            self._behind = 0

    def close(self) -> None:
        """Give back all connections; SQLite then folds its log file into the database."""
        self._engine.dispose()


def sqlite_url(path: Path) -> URL:
    """The URL of a SQLite file; as text it would be another path where that holds % or ?."""
    return URL.create("sqlite", database=os.fspath(path))
