"""Work on untrusted bytes in child processes, so that a bad file costs itself and nothing else.

In: a top-level function and batches of items; out: one Result an item, in order. A few children serve
all batches; when one dies, hangs or eats memory, the item it was at is tried once more in a new one
(it may have been the victim of an earlier item), which then goes on with the rest.
A file that is too slow is not tried again: it would only be as slow again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.frames import Learn, receive, send
from toolkit.inbox.limits import MEMORY, SECONDS

T = TypeVar("T")
R = TypeVar("R")

_START_SECONDS = 60.0  # a child loads its libraries, on a slow disk for the first time
_TICK = 0.05


@dataclass(frozen=True)
class Result(Generic[R]):
    """What became of one item: ``value``, or ``error`` with the code to report.

    ``detail`` is for the log: the traceback of a bug, or what a dying child wrote last.
    """

    value: R | None = None
    error: Unreadable | None = None
    detail: str = ""


def run_isolated(
    function: Callable[[T], R],
    batches: Iterable[Sequence[T]],
    timeout: float = SECONDS,
    memory: int = MEMORY,
    workers: int | None = None,
) -> Iterator[Result[R]]:
    """Apply ``function`` to every item of every batch in child processes of its own; see Crew.run."""
    with Crew(timeout, memory, workers) as crew:
        yield from crew.run(function, batches)


class Crew:
    """A few child processes that serve all that is given to them; one that dies is replaced.

    ``timeout`` is seconds for one item, ``memory`` bytes for one child. ``preload`` are modules that a
    child loads as soon as it is started.
    """

    def __init__(
        self,
        timeout: float = SECONDS,
        memory: int = MEMORY,
        workers: int | None = None,
        preload: Sequence[str] = (),
    ) -> None:
        self._count = workers or min(4, os.cpu_count() or 1)
        self._timeout, self._memory, self._preload = timeout, memory, preload
        self._idle: deque[_Child] = deque()
        self._all: list[_Child] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._all:
            child.close()

    def start(self, items: int) -> None:
        """Start as many children as so many items need now: they load their modules while the caller goes on."""
        while len(self._all) < min(self._count, items):
            self._idle.append(self._new())

    def run(self, function: Callable[[T], R], batches: Iterable[Sequence[T]]) -> Iterator[Result[R]]:
        """Apply ``function`` to every item of every batch; results in order.

        Function, items and results are pickled, so ``function`` must be importable.
        """
        pending: deque[Future[list[Result[R]]]] = deque()
        with ThreadPoolExecutor(self._count) as pool:
            try:
                for batch in batches:
                    pending.append(pool.submit(self._work, function, list(batch)))
                    if len(pending) > 2 * self._count:  # no child waits, and only a few batches are in memory
                        yield from pending.popleft().result()
                while pending:
                    yield from pending.popleft().result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _work(self, function: Callable[[T], R], items: Sequence[T]) -> list[Result[R]]:
        """One batch, by a child that nobody else uses meanwhile."""
        child = self._free()
        results = []
        for item in items:
            child = child if child.alive else self._free()
            first = child.served == 0
            result = child.work(function, item)
            if not child.alive and not first and result.error and result.error.code != "E821":
                child = self._free()  # perhaps the victim of an earlier item
                result = child.work(function, item)
            results.append(result)
        self._idle.append(child)
        return results

    def _free(self) -> _Child:
        with suppress(IndexError):
            while True:
                child = self._idle.popleft()
                if child.alive:
                    return child
        return self._new()

    def _new(self) -> _Child:
        child = _Child(self._timeout, self._memory, self._preload)
        self._all.append(child)
        return child


class _Child:
    """One child process and the watch over its time and memory."""

    def __init__(self, timeout: float, memory: int, preload: Sequence[str]) -> None:
        self.served = 0
        self.alive = True
        self._timeout, self._memory = timeout, memory
        self._verdict = ""
        self._deadline = float("inf")
        self._function: Callable[[Any], Any] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # a killed one tidies nothing
        self._process = subprocess.Popen(  # noqa: S603 - our own program, our own modules
            [sys.executable, "-P", "-m", "toolkit.inbox.child", str(timeout), str(memory), *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(self._scratch.name),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._guard, daemon=True)
        self._watch.start()

    def work(self, function: Callable[[T], R], item: T) -> Result[R]:
        """One item through the child; ``alive`` is False afterwards when it did not survive."""
        if function is not self._function:
            self._learn(function)
        self._deadline = time.monotonic() + self._timeout
        answer = self._exchange(item)
        self._deadline = float("inf")
        if answer is None:
            return self._loss()
        self.served += 1
        return self._read(answer)

    def _learn(self, function: Callable[[Any], Any]) -> None:
        """Give the child its function; it has read nothing of any item yet, so a failure is ours."""
        self._deadline = time.monotonic() + _START_SECONDS
        if self._exchange(Learn(function)) is None:
            raise RuntimeError(f"the child process did not start: {self._loss().detail}")
        self._deadline = float("inf")
        self._function = function

    def close(self) -> None:
        """End the child, which has nothing left to do or to keep; safe to call twice."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._ended.set()
        self._watch.join()
        self._errors.close()
        self._scratch.cleanup()

    def _exchange(self, message: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 - for mypy
        try:
            send(self._process.stdin, message)
            return receive(self._process.stdout)
        except (OSError, EOFError):
            return None

    def _read(self, answer: tuple[Any, ...]) -> Result[Any]:
        if answer[0] == "ok":
            return Result(answer[1])
        if answer[0] == "refused":
            return Result(error=Unreadable(answer[1], answer[2]))
        if answer[0] == "memory":  # what is left of its heap is not to be trusted
            self.close()
            return Result(error=Unreadable("E822"))
        return Result(error=Unreadable("E823"), detail=answer[1])

    def _loss(self) -> Result[Any]:
        """The child is gone: by our own verdict, or by itself."""
        self._process.kill()
        self._process.wait()
        last = self._last_words()
        self.close()
        if self._verdict == "timeout":
            return Result(error=Unreadable("E821", {"seconds": f"{self._timeout:g}"}), detail=last)
        if self._verdict == "memory" or "memory allocation of" in last or "MemoryError" in last:
            return Result(error=Unreadable("E822"), detail=last)
        return Result(error=Unreadable("E820"), detail=f"exit {self._process.returncode}\n{last}")

    def _last_words(self) -> str:
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - 4000))
        return self._errors.read().decode("utf-8", "replace")

    def _guard(self) -> None:
        """Kill the child when its time is up, or its memory where the system sets no limit."""
        while self._process.poll() is None:
            if time.monotonic() > self._deadline:
                self._verdict = "timeout"
                self._process.kill()
            elif sys.platform != "linux" and _resident(self._process.pid) > self._memory:
                self._verdict = "memory"
                self._process.kill()
            self._ended.wait(_TICK)


def _resident(pid: int) -> int:
    import psutil  # type: ignore[import-untyped]  # ships no types; not needed where the system sets limits

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _environment(scratch: str) -> dict[str, str]:
    """The child must find what the parent finds, wherever the command was started."""
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch)
    package_root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(dict.fromkeys([package_root, *filter(None, sys.path)]))
    return {**os.environ, **temporary, "PYTHONPATH": path, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}
