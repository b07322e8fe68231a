"""The writers: child processes that write files side by side; plain data in, bytes by file name out.

They load their libraries while the parent still puts the month together, where it expects to need them. A value that many jobs
share is packed once, and unpacked once a child, however many jobs take it. A child ends with its parent, whatever
ends that; a job whose child was ended is done once more by another.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from importlib import import_module
from queue import SimpleQueue
from types import TracebackType
from typing import Any, TypeVar

from toolkit.core import area, cycle, private
from toolkit.errors import OperatorError
from toolkit.pipeline.mishaps import Failed

T = TypeVar("T")
Files = dict[str, bytes]  # path below outbox/<period>/ -> content
Made = dict[str, bytes | Failed]  # the same of a job: one paper that fails costs no other
Job = tuple[Callable[..., Made], tuple[Any, ...]]  # a module-level function and plain data
MAX_WORKERS = 8
_GARBAGE = 500_000  # objects that a child's jobs left: some 10 workbooks, 100 MB


@dataclass(frozen=True)
class Packed:
    """A value that several jobs take, on its way to them; the function of the job gets the value itself."""

    data: bytes

    @cached_property
    def digest(self) -> bytes:
        """sha256 of it, worked out once however many jobs take it."""
        return hashlib.sha256(self.data).digest()


def packed(value: object) -> Packed:
    """Pack a value; it must be one that pickle takes."""
    return Packed(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


class Writers:
    """Child processes for the length of a ``with``; on one core the work is done in this one, when asked for.

    ``modules`` are the names of those that the jobs need; ``early`` lets the children load them before there is a job.
    """

    def __init__(self, modules: Sequence[str], *, early: bool = True) -> None:
        self._workers = min(os.cpu_count() or 1, MAX_WORKERS)
        self._modules = modules
        self._early = early
        self._pool = self._new(self._workers) if self._workers > 1 else None
        self._spare: ProcessPoolExecutor | None = None
        self._ends: SimpleQueue[object] = SimpleQueue()
        self.begun = 0  # jobs that children were given and that ended() has not told of

    def __enter__(self) -> Writers:
        if self._pool is not None and self._early:
            for _ in range(self._workers):
                _begin(self._pool, len, ((),))  # nothing to do: a child starts when there is a job for it
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in (self._pool, self._spare):
            if pool is not None:
                pool.shutdown(cancel_futures=True)

    def hand_out(self, jobs: Iterable[tuple[Callable[..., T], tuple[Any, ...]]]) -> list[Callable[[], T]]:
        """Begin the jobs; each of those given waits for its job and gives or raises what that does, in their order.

        Raises OperatorError, then, for a job whose child was ended twice.
        """
        if self._pool is None:
            return [partial(_do, function, arguments) for function, arguments in jobs]
        begun = [(_begin(self._pool, *job), job) for job in jobs]
        for future, _ in begun:
            if future is not None:
                self.begun += 1
                future.add_done_callback(self._ends.put)
        return [partial(self._result, future, *job) for future, job in begun]

    def ended(self) -> Iterator[None]:
        """Once for each job that a child was given, as they end: the longest may be the first of all."""
        while self.begun:
            self._ends.get()
            self.begun -= 1
            yield

    def _result(self, future: Future[T] | None, function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        if future is not None:
            with suppress(BrokenProcessPool):
                return future.result()
        self._spare = self._spare or self._new(1)
        try:
            return self._spare.submit(_do, function, arguments).result()
        except BrokenProcessPool:
            self._spare.shutdown()
            self._spare = None
            raise OperatorError(
                "写它的程序两次被中途结束（可能是内存不够，或被安全软件拦下）。请关闭别的程序，再运行一次。"
            ) from None

    def _new(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            initializer=_load,
            initargs=(self._modules, area.current(), cycle.current(), private.standing()),
        )


def _begin(
    pool: ProcessPoolExecutor, function: Callable[..., T], arguments: tuple[Any, ...]
) -> Future[T] | None:
    """The job on its way; None when a child has been ended meanwhile, for then the pool takes no more."""
    with suppress(BrokenProcessPool):
        return pool.submit(_do, function, arguments)
    return None


def _load(modules: Sequence[str], word: str, often: str, standing: frozenset[str]) -> None:
    """In a child: it lives for seconds, so looking for garbage between its jobs, and seldom, is enough (:func:`_do`)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    gc.disable()
    area.use(word)
    cycle.use(often)
    private.allow(standing)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in modules:
        import_module(name)
    gc.freeze()


def _end_with_parent() -> None:
    """Nobody else ends a child whose parent was killed: it would wait for jobs for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    made = function(*(_unpacked(one.data) if isinstance(one, Packed) else one for one in arguments))
    if gc.get_count()[0] > _GARBAGE:  # a written workbook is full of circles that nothing else would free
        gc.collect()
    return made


@lru_cache(maxsize=1)
def _unpacked(data: bytes) -> Any:
    value = pickle.loads(data)  # noqa: S301  (our own bytes, from the parent process)
    gc.freeze()  # it stays, and is not looked through for garbage
    return value
