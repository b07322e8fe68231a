"""A real Dask scheduler and real workers for tests and benchmarks: processes of their own on this computer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from toolkit.setup.extra import SCALE

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Running:
    """The address of the scheduler, and how workers are started."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *options: str, path: Sequence[Path] = (ROOT, ROOT / "tests")) -> subprocess.Popen[bytes]:
        """One more worker, which finds the toolkit in ``path``."""
        words = ["--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder), *options]
        self.workers.append(_started("worker", self.address, *words, path=path, folder=self.folder))
        return self.workers[-1]

    def wait(self, count: int) -> None:
        """Until just so many workers are there."""
        from distributed import Client

        until = time.monotonic() + 120
        with Client(self.address, set_as_default=False) as client:
            while len(client.nthreads()) != count:
                assert time.monotonic() < until, (self.folder / "log").read_text("utf-8")
                time.sleep(0.1)

    def end_workers(self) -> None:
        """Kill all, those that a nanny started with them."""
        for one in self.workers:
            _kill(one)
        self.workers.clear()


@contextmanager
def scheduler(folder: Path) -> Iterator[Running]:
    """A scheduler on loopback; it and all its workers end with the ``with``."""
    told = folder / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    process = _started("scheduler", *words, path=[ROOT], folder=folder)
    running = None
    try:
        until = time.monotonic() + 120
        while not told.is_file() or not told.read_text("utf-8").endswith("}"):
            assert process.poll() is None and time.monotonic() < until, (folder / "log").read_text("utf-8")
            time.sleep(0.1)
        running = Running(json.loads(told.read_text("utf-8"))["address"], folder)
        yield running
    finally:
        if running is not None:
            running.end_workers()
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        below = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for one in below:
            with suppress(psutil.NoSuchProcess):
                one.kill()
    process.wait()


def _started(kind: str, *words: str, path: Sequence[Path], folder: Path) -> subprocess.Popen[bytes]:
    found = os.pathsep.join(map(str, [*path, SCALE.folder]))
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
            env={**os.environ, "PYTHONPATH": found},
            cwd=folder,
            stdout=log,
            stderr=log,
        )
