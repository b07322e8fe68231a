"""Work in child processes: untrusted bytes are read there, and what takes long is written there, side by side.

In: a top-level function and batches of items; out: one Result an item, in order. A few children serve
all batches; when one is ended or eats its memory up, the item it was at is tried once more in a new one
(it may have been the victim of an earlier item, or of the system), which then goes on with the rest: a bad
item costs itself and nothing else. One that is too slow is not tried again: it would only be as slow again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

import psutil  # type: ignore[import-untyped]  # ships no types

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.child import serve
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.forked import Forked, can_fork
from toolkit.inbox.frames import Alone, Keep, Learn, Packed, given, receive, send
from toolkit.inbox.limits import MEMORY, SECONDS
from toolkit.inbox.turns import Turns

T = TypeVar("T")
R = TypeVar("R")

_START_SECONDS = 60.0  # a child loads its libraries, on a slow disk for the first time
_TICK = 0.05
_OF_MEMORY = lazy_regex(r"memory allocation of|^MemoryError", re.MULTILINE)  # Rust's word, Python's
ENDED, SLOW, FULL, BUG = "E820", "E821", "E822", "E823"  # what may become of an item


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

    ``timeout`` is seconds for one item, ``memory`` bytes for one child (0: no limit). ``preload`` are modules that a
    child loads as soon as it is started. ``copies``: the items are our own data, so a child may be a copy of this process;
    ``apart``: such a copy has items that share a value done by a copy of itself, which gives back what it took, so many of
    them at once (0: it does them itself).
    ``ahead``: so many batches may be at work or done and not :meth:`taken`, which then is called in their order; None: any.
    """

    def __init__(
        self,
        timeout: float = SECONDS,
        memory: int = MEMORY,
        workers: int | None = None,
        preload: Sequence[str] = (),
        *,
        copies: bool = False,
        apart: int = 0,
        ahead: int | None = None,
    ) -> None:
        self._ahead = float("inf") if ahead is None else ahead
        self._begun, self._taken = 0, 0.0  # batches
        self._room = threading.Condition()
        self._count = workers or min(4, os.cpu_count() or 1)
        self._timeout, self._memory, self._preload = timeout, memory, preload
        self._copies, self._apart = copies, apart
        self._turns = Turns(apart)
        self._idle: deque[_Child] = deque()
        self._all: list[_Child] = []
        self._threads = ThreadPoolExecutor(self._count)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._take(float("inf"))  # what waits for room is done with
        self._threads.shutdown()
        for child in self._all:
            child.close()

    def start(self, items: int, shared: Iterable[Packed] = ()) -> None:
        """Start as many children as so many items need now: they load their modules while the caller goes on. Copies of this
        process have the values ``shared`` with it."""
        with given(shared) as held:
            while len(self._all) < min(self._count, items):
                self._idle.append(self._new(held))

    def run(self, function: Callable[[T], R], batches: Iterable[Sequence[T]]) -> Iterator[Result[R]]:
        """Apply ``function`` to every item of every batch; results in order.

        Function, items and results are pickled, so ``function`` must be importable.
        """
        pending: deque[Future[list[Result[R]]]] = deque()
        try:
            for batch in batches:
                pending.append(self.begin(function, list(batch)))
                if len(pending) > 2 * self._count:  # no child waits, and only a few batches are in memory
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            wait([one for one in pending if not one.cancel()])

    def begin(
        self, function: Callable[[T], R], items: Sequence[T], shared: Iterable[Packed] = ()
    ) -> Future[list[Result[R]]]:
        """Begin one batch; ``shared`` are the values that its items hold packed."""
        number, self._begun = self._begun, self._begun + 1
        return self._threads.submit(self._work, number, function, items, tuple(shared))

    def taken(self) -> None:
        """The caller has let go of what came of a batch."""
        self._take(1)

    def _take(self, batches: float) -> None:
        with self._room:
            self._taken += batches
            self._room.notify_all()

    def _work(
        self, number: int, function: Callable[[T], R], items: Sequence[T], shared: Sequence[Packed]
    ) -> list[Result[R]]:
        """The batch of that number, by a child that nobody else uses meanwhile."""
        # By number: were it whoever comes first, later ones could fill the room of one that is waited for.
        with self._room:
            self._room.wait_for(lambda: number < self._taken + self._ahead)
        child = self._free()
        results = []
        for item in items:
            child = child if child.alive else self._free()
            with self._turns if self._apart and shared else nullcontext():
                first = child.served == 0
                result = child.work(function, item, shared)
                if result.error and (result.error.code == ENDED or (result.error.code == FULL and not first)):
                    child = self._free()  # perhaps the victim of an earlier item
                    result = child.work(function, item, shared)
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

    def _new(self, held: Set[bytes] = frozenset()) -> _Child:
        siblings = self._all if self._copies and can_fork() else None
        child = _Child(self._timeout, self._memory, self._preload, siblings, held, self._apart > 0)
        self._all.append(child)
        return child


class _Child:
    """One child process and the watch over its time and memory."""

    def __init__(
        self,
        timeout: float,
        memory: int,
        preload: Sequence[str],
        siblings: Sequence[_Child] | None,
        held: Set[bytes],
        apart: bool,
    ) -> None:
        """Of a copy of this process, ``siblings`` are the children that there are, ``held`` the digests of values that it
        has, and ``apart`` as of the crew; None: a new interpreter."""
        self.served = 0
        self.alive = True
        self._timeout, self._memory = timeout, memory
        self._verdict = ""
        self._deadline = float("inf")
        self._function: Callable[[Any], Any] | None = None
        self._kept: set[bytes] = set()
        self._apart = apart and siblings is not None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # a killed one tidies nothing
        self._process: Forked | subprocess.Popen[bytes]
        self._ended = threading.Event()
        self._watch: threading.Thread | None = None
        if siblings is not None:
            pipes = [pipe for one in siblings for pipe in one._pipes]
            served = partial(serve, timeout, memory, preload)
            self._kept |= held
            self._process = Forked(served, self._errors, self._scratch.name, pipes)
            return
        self._process = process = subprocess.Popen(  # noqa: S603 - our own program, our own modules
            [sys.executable, "-P", "-m", "toolkit.inbox.child", str(timeout), str(memory), *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(self._scratch.name),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._watch = threading.Thread(target=self._guard, args=(process,), daemon=True)
        self._watch.start()

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 - for mypy
        return self._process.stdin, self._process.stdout

    def work(self, function: Callable[[T], R], item: T, shared: Sequence[Packed] = ()) -> Result[R]:
        """One item through the child; ``alive`` is False afterwards when it did not survive."""
        for value in shared:
            if value.digest not in self._kept:
                self._teach(Keep(value.digest, value.data))
                self._kept.add(value.digest)
        if function is not self._function:
            self._teach(Learn(function))
            self._function = function
        self._deadline = time.monotonic() + self._timeout
        answer = self._exchange(Alone(item) if self._apart and shared else item)
        self._deadline = float("inf")
        if answer is None:
            return self._loss()
        self.served += 1
        return self._read(answer)

    def _teach(self, message: Learn | Keep) -> None:
        """Give the child what it needs for items; it reads nothing of any of them, so a failure is ours."""
        self._deadline = time.monotonic() + _START_SECONDS
        if self._exchange(message) is None:
            raise RuntimeError(f"the child process did not start: {self._loss().detail}")
        self._deadline = float("inf")

    def close(self) -> None:
        """End the child, which has nothing left to do or to keep; safe to call twice."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for stream in self._pipes:
            with suppress(OSError):
                stream.close()
        self._ended.set()
        if self._watch is not None:
            self._watch.join()
        self._errors.close()
        self._scratch.cleanup()

    def _exchange(self, message: Any) -> Any:
        inward, outward = self._pipes
        try:
            send(inward, message)
            return receive(outward)
        except (OSError, EOFError):
            return None

    def _read(self, answer: tuple[Any, ...]) -> Result[Any]:
        if answer[0] == "ok":
            return Result(answer[1])
        if answer[0] == "refused":
            return Result(error=Unreadable(answer[1], answer[2]))
        if answer[0] == "memory":  # what is left of its heap is not to be trusted
            self.close()
            return Result(error=Unreadable(FULL))
        return Result(error=Unreadable(BUG), detail=answer[1])

    def _loss(self) -> Result[Any]:
        """The child is gone: by our own verdict, or by itself."""
        self._process.kill()
        self._process.wait()
        last = self._last_words()
        self.close()
        if self._verdict == "timeout":
            return Result(error=Unreadable(SLOW, {"seconds": f"{self._timeout:g}"}), detail=last)
        if self._verdict == "memory" or _OF_MEMORY.search(last):
            return Result(error=Unreadable(FULL), detail=last)
        return Result(error=Unreadable(ENDED), detail=f"exit {self._process.returncode}\n{last}")

    def _last_words(self) -> str:
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - 4000))
        return self._errors.read().decode("utf-8", "replace")

    def _guard(self, process: subprocess.Popen[bytes]) -> None:
        """Kill the child when its time is up, or its memory where the system sets no limit."""
        while process.poll() is None:
            if time.monotonic() > self._deadline:
                self._verdict = "timeout"
                process.kill()
            elif self._memory and sys.platform != "linux" and _resident(process.pid) > self._memory:
                self._verdict = "memory"
                process.kill()
            self._ended.wait(_TICK)


def _resident(pid: int) -> int:
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
