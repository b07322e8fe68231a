"""A real PostgreSQL for tests and benchmarks: a server of its own in a temporary folder, ended with whoever started it.

Debian's package postgresql has the programs. Where they are not, tests are skipped, unless the environment says
``POSTGRES_MUST_BE_THERE`` (as ``.ci/run`` does): then they fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from toolkit.setup.extra import POSTGRES, provide

PROGRAMS = sorted(
    Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name)
)
MUST = "POSTGRES_MUST_BE_THERE"
_TRIES = 3  # another program may take the free port between the look and the start


def wanted() -> None:
    """Skip the test where no server can be started, or fail it where one must be."""
    if PROGRAMS:
        return
    reason = "no PostgreSQL on this computer: Debian's package postgresql is not installed"
    if os.environ.get(MUST):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """The address of a server without the name of a database; ``settings`` are its own, such as fsync=off.

    Its folder is short of name (a socket's path has at most 107 bytes) and lies where the server's own user can go: root
    may not run one, so that then it is Debian's user ``postgres``.
    """
    programs = PROGRAMS[-1].parent
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        make = [programs / "initdb", "-D", data, "-U", "post", "-A", "trust", "-E", "UTF8", "--no-sync"]
        _run([*user, *make], folder)
        stop = [*user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        with _ended_with_us(stop, folder):
            port = _started(
                [*user, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"], folder, settings
            )
            yield f"postgresql+psycopg://post@127.0.0.1:{port}"


@contextmanager
def _ended_with_us(stop: Sequence[str | Path], folder: Path) -> Iterator[None]:
    """Whoever waits at the other end of a pipe stops the server when this process is gone, be it killed."""
    waiter = ["sh", "-c", 'cat > /dev/null; "$@" > /dev/null 2>&1; rm -rf "$0"', folder, *stop]
    with subprocess.Popen(waiter, stdin=subprocess.PIPE, cwd="/", start_new_session=True) as process:
        yield
        process.communicate()


def _started(command: list[str | Path], folder: Path, settings: Sequence[str]) -> int:
    for turn in range(_TRIES):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        set_to = "".join(f" -c {one}" for one in settings)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}{set_to}"
        try:
            _run([*command, "-o", options, "start"], folder)
            return int(port)
        except AssertionError:
            if turn == _TRIES - 1:
                raise
    raise AssertionError


def _run(command: list[str | Path], folder: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd="/")
    log = folder / "log"
    assert done.returncode == 0, done.stdout + done.stderr + (log.read_text("utf-8") if log.exists() else "")


def database(at: str, name: str, like: str = "") -> str:
    """The address of a new database of that name on a server, a copy of the one called ``like`` where given."""
    engine = create_engine(make_url(f"{at}/postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'create database "{name}"' + (f' template "{like}"' if like else "")))
    finally:
        engine.dispose()
    return f"{at}/{name}"


@pytest.fixture(scope="module")
def at() -> Iterator[str]:
    """The address of a running server, without a database."""
    wanted()
    provide(POSTGRES)
    with server() as url:
        yield url
