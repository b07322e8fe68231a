"""The tests' ledgers on a PostgreSQL server instead of in files: one database a working folder.

In: the environment's ``LEDGERS_ON``, "server" for a server of this session's own or the address of one that runs
(``postgresql://user@host:port``, a user who may make databases). Out: every :class:`Workspace` of this process has its ledger
there. A folder remembers its database in ``archive/.server``; a copy of a folder gets a copy of the database, as it gets a copy
of the file. What speaks of the ledger's file, its journal or commands in processes of their own is not for this.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.postgres import database, server, wanted
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.setup.extra import POSTGRES, provide

VARIABLE = "LEDGERS_ON"
OWN = "server"
NOTE = ".server"  # in archive/


@contextmanager
def ledgers_on(place: str) -> Iterator[None]:
    """While it lasts, ledgers are made on the server."""
    provide(POSTGRES)
    import psycopg

    # A folder that a test is done with leaves its connection to the end of the process, as a command does.
    psycopg.Connection.__del__ = lambda _connection: None  # type: ignore[attr-defined]
    if place == OWN:
        wanted()
        with server("fsync=off", "max_connections=400") as at, ledgers_on(at):
            yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "ledger_url", property(lambda workspace: _url_of(place, workspace.root)))
        yield


def _url_of(at: str, root: Path) -> str:
    """The folder's database, made when first asked for."""
    note, place = root / "archive" / NOTE, str(root.resolve())
    known = json.loads(note.read_text("utf-8")) if note.is_file() else {}
    if known.get("root") == place:
        return f"{at}/{known['database']}"
    name, like = f"l{uuid.uuid4().hex}", known.get("database", "")
    if like:
        _leave_alone(at, like)
    url = database(at, name, like=like)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"root": place, "database": name}), "utf-8")
    return url


def _leave_alone(at: str, name: str) -> None:
    """End what is connected: a database that is in use can't be copied. Whoever had it connects anew."""
    engine = create_engine(make_url(f"{at}/postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
            {"name": name},
        )
    engine.dispose()
