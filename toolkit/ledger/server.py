"""A ledger on a PostgreSQL server: how it is spoken to, and one writer at a time.

The code relies on what SQLite's BEGIN IMMEDIATE gives: a transaction sees what the one before it wrote, and no other writes
meanwhile. On a server each transaction takes the same advisory lock first, also the one that makes the tables.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

_ONE_WRITER = "SELECT pg_advisory_xact_lock(47166)"  # any number, the same for all folders on a database
# Of a connection of which nothing is heard any more, both sides know within a minute: whoever is left waits for nobody, and a
# computer that went in the middle of a transaction holds up the others no longer.
_KEEPALIVE = {"idle": 30, "interval": 10, "count": 3}  # seconds, seconds, times
CONNECT_SECONDS = 10
_WAITS = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 60_000,  # milliseconds; only where the system has it
    **{f"keepalives_{name}": value for name, value in _KEEPALIVE.items()},
}
_DRIVER = "postgresql+psycopg"


def is_server(url: str | URL) -> bool:
    """Whether the ledger is on a PostgreSQL server."""
    return str(url).startswith("postgres")


def address(url: str | URL) -> str | URL:
    """The address with the driver that comes with the toolkit, where none is named."""
    if not is_server(url):
        return url
    named = make_url(str(url).replace("postgres://", "postgresql://", 1) if isinstance(url, str) else url)
    return named.set(drivername=_DRIVER) if named.drivername == "postgresql" else named


def engine_of(url: str | URL) -> Engine:
    """An engine for the address; of a server that does not answer it is told soon, unless the address says otherwise."""
    named = make_url(address(url))
    waits = _WAITS if is_server(url) else {}
    return create_engine(
        named, connect_args={name: value for name, value in waits.items() if name not in named.query}
    )


def prepare_server(engine: Engine, busy_seconds: int) -> None:
    """One transaction after another; who waits longer than that is told that another is at work."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{busy_seconds}s'")
            for name, value in _KEEPALIVE.items():
                cursor.execute(f"SET tcp_keepalives_{name} = {value}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(_ONE_WRITER)
