"""A ledger in a file: who waits for whom, how long, and what is said then; no log beside it on a network drive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger import connect
from toolkit.ledger.connect import BUSY_SECONDS, sqlite_url
from toolkit.ledger.store import open_ledger

JUNE = Period(2024, 6)


@contextmanager
def another(path: Path, wait: float = 0) -> Iterator[sqlite3.Connection]:
    """Another program with the ledger open."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=wait, check_same_thread=False)
    try:
        yield connection
    finally:
        connection.close()


def said(path: Path, pragma: str) -> object:
    """What a connection of the ledger's has for a setting."""
    ledger = open_ledger(sqlite_url(path))
    try:
        with ledger.transaction() as connection:
            return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
    finally:
        ledger.close()


def test_every_connection_waits_and_writes_through(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    assert BUSY_SECONDS == 30 and said(path, "busy_timeout") == 30_000
    assert said(path, "synchronous") == 2  # FULL: what is committed survives a power cut


def test_there_is_no_log_beside_a_ledger_on_a_network_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one stay that was made while the folder lay on a local disk."""
    path = tmp_path / "ledger.db"
    assert said(path, "journal_mode") == "wal"
    monkeypatch.setattr(connect, "on_network_drive", lambda where: where == path)
    assert said(path, "journal_mode") == "delete"
    assert not list(tmp_path.glob("ledger.db-*"))


def test_a_transaction_has_the_ledger_to_itself_before_its_first_word(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: whoever reads first and writes then would work on what another has changed meanwhile."""
    path = tmp_path / "ledger.db"
    ledger = open_ledger(sqlite_url(path))
    with another(path) as other:
        with ledger.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")  # and afterwards it is free
    ledger.close()


def test_who_comes_second_waits_until_the_first_is_done(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = open_ledger(sqlite_url(path))
    with another(path) as other:
        other.execute("BEGIN IMMEDIATE")
        Timer(0.4, other.execute, ("COMMIT",)).start()
        ledger.keep_open(JUNE, "basis", {})
    assert ledger.kept_open(JUNE, "basis") == {}
    ledger.close()


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_who_waits_too_long_is_told_whom_to_wait_for(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.db"
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(connect, "on_network_drive", lambda where: mode == "DELETE")
    ledger = open_ledger(sqlite_url(path))
    ledger.keep_open(JUNE, "basis", {})
    with another(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperatorError, match="正被另一个汇总程序占用。请等它结束或关闭它") as busy:
            ledger.keep_open(JUNE, "later", {})
        assert "locked" not in str(busy.value)
        with pytest.raises(OperatorError, match="正被另一个汇总程序占用"):
            open_ledger(sqlite_url(path))
    assert ledger.kept_open(JUNE, "basis") == {} and ledger.kept_open(JUNE, "later") is None
    ledger.close()
