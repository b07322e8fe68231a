"""The ledger as it stands at one moment, in memory: whoever reads it can change nothing in the folder.

In: the ledger's address and the archive folder. Out: a :class:`Ledger` over a copy of its own. A file is copied with the
log beside it before SQLite opens it, since SQLite writes into the folder of whatever it opens, even to read; an older
ledger is brought up to date in the copy alone.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine, StaticPool, create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.ledger import migrations
from toolkit.ledger.schema import META, METADATA, SCHEMA_VERSION
from toolkit.ledger.server import engine_of
from toolkit.ledger.store import Ledger
from toolkit.ledger.watch import refuse_if_lost

_BESIDE = ("-wal", "-journal")  # what is not in the file yet, or must be taken back
_TRIES = 20
_PAUSE = 0.1  # seconds, while a command writes


class Snapshot(Ledger):
    """A ledger in memory. It signs no forms: the key stays where it is."""

    def key(self) -> bytes:
        """No form is made from a snapshot."""
        return b""


def open_snapshot(url: str | URL, folder: Path) -> Snapshot:
    """The ledger at a SQLAlchemy URL as it stands now; raises OperatorError.

    ``folder`` is the archive: a ledger that is lost, older than its journal or broken is refused, as everywhere.
    """
    try:
        where = make_url(url)
        memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
        if where.get_backend_name() == "sqlite":
            _copy_file(Path(where.database or "").absolute(), folder, memory)
        else:
            source = engine_of(url).execution_options(
                isolation_level="REPEATABLE READ"
            )  # one state of all tables
            try:
                copy_tables(source, engine)
            finally:
                source.dispose()
        with engine.begin() as connection:
            migrations.prepare(connection)
    except OSError as error:
        raise OperatorError(f"台账读不了：{os_reason(error)}。{os_remedy(error)}") from error
    except (sqlite3.Error, ArgumentError, SQLAlchemyError, ImportError) as error:
        raise OperatorError("台账读不了。请在工作文件夹里运行 python run_report.py doctor 检查。") from error
    return Snapshot(engine)


def _copy_file(database: Path, folder: Path, memory: sqlite3.Connection) -> None:
    """Read a ledger's file into memory by way of a copy elsewhere."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / database.name
        copy_still(database, copy)
        refuse_if_lost(copy, folder)
        if copy.is_file():
            with closing(sqlite3.connect(copy)) as connection:
                connection.backup(memory)


def copy_still(database: Path, copy: Path) -> None:
    """Copy the file with what stands beside it, at a moment in which nobody changes any of them; raises OSError, OperatorError."""
    for _ in range(_TRIES):
        files = [path for path in (database, *_beside(database)) if path.is_file()]
        before = [_state(path) for path in files]
        for path in files:
            shutil.copyfile(path, copy.with_name(path.name))
        if before == [_state(path) for path in (database, *_beside(database)) if path.is_file()]:
            return
        for path in files:
            copy.with_name(path.name).unlink()
        time.sleep(_PAUSE)
    raise OperatorError("另一个窗口里的命令正在写台账，请等它完成后再读。")


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in _BESIDE]


def _state(path: Path) -> tuple[str, int, int]:
    told = path.stat()
    return path.name, told.st_size, told.st_mtime_ns


def copy_tables(source: Engine, memory: Engine) -> None:
    """Read a server's ledger into memory, table by table; raises OperatorError for one of another version."""
    with source.connect() as there, memory.begin() as here:
        version = there.execute(select(META.c.value).where(META.c.name == "schema_version")).scalar_one()
        if int(version) > SCHEMA_VERSION:
            raise OperatorError("服务器上的台账由更新的版本写成，请先升级本工具。")
        if int(version) < SCHEMA_VERSION:
            raise OperatorError(
                "服务器上的台账是另一个版本写成的。请先在工作文件夹里运行一次 python run_report.py status。"
            )
        METADATA.create_all(here)
        for table in METADATA.sorted_tables:
            rows = [dict(row) for row in there.execute(select(table)).mappings()]
            if rows:
                here.execute(table.insert(), rows)
