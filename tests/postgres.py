"""A real PostgreSQL for tests: a server of its own in a temporary folder, ended with the test session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))  # as Debian has them


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a server without the name of a database; its own user where root may not run one."""
    programs = PROGRAMS[-1].parent
    folder.mkdir(parents=True, exist_ok=True)
    user = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    subprocess.run(
        [*user, programs / "initdb", "-D", data, "-U", "post", "-A", "trust", "-E", "UTF8"],
        check=True,
        capture_output=True,
    )
    start = [
        "-D",
        data,
        "-w",
        "-l",
        folder / "log",
        "-o",
        f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}",
    ]
    subprocess.run([*user, programs / "pg_ctl", *start, "start"], check=True, capture_output=True)
    try:
        yield f"postgresql+psycopg://post@127.0.0.1:{port}"
    finally:
        subprocess.run(
            [*user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=True,
            capture_output=True,
        )
