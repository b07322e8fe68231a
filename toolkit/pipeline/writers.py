"""The writers: child processes that write files side by side; plain data in, bytes by file name out.

They load their libraries while the parent still puts the month together. A value that many jobs
share is packed once, and unpacked once a child, however many jobs take it.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from types import TracebackType
from typing import Any

Files = dict[str, bytes]  # path below outbox/<period>/ -> content
Job = tuple[Callable[..., Files], tuple[Any, ...]]  # a module-level function and plain data
Work = Callable[[], Files]  # a job that was handed out: gives its files, waiting for them
MAX_WORKERS = 8


@dataclass(frozen=True)
class Packed:
    """A value that several jobs take, on its way to them; the function of the job gets the value itself."""

    data: bytes


def packed(value: object) -> Packed:
    """Pack a value; it must be one that pickle takes."""
    return Packed(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


class Writers:
    """Child processes for the length of a ``with``; on one core the work is done in this one, when asked for.

    ``modules`` are the names of those that the jobs need.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._workers = min(os.cpu_count() or 1, MAX_WORKERS)
        self._pool: ProcessPoolExecutor | None = None
        if self._workers > 1:
            self._pool = ProcessPoolExecutor(self._workers, initializer=_load, initargs=(modules,))

    def __enter__(self) -> Writers:
        if self._pool is not None:
            for _ in range(self._workers):
                self._pool.submit(_load, ())  # nothing to do: a child starts when there is a job for it
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def hand_out(self, jobs: Iterable[Job]) -> list[Work]:
        """Begin the jobs; what is given stands in their order."""
        if self._pool is None:
            return [partial(_do, function, arguments) for function, arguments in jobs]
        return [self._pool.submit(_do, function, arguments).result for function, arguments in jobs]


def _load(modules: Sequence[str]) -> None:
    """In a child: it lives for seconds, so looking for garbage would only cost time."""
    gc.disable()
    for name in modules:
        import_module(name)


def _do(function: Callable[..., Files], arguments: tuple[Any, ...]) -> Files:
    return function(*(_unpacked(one.data) if isinstance(one, Packed) else one for one in arguments))


@lru_cache(maxsize=1)
def _unpacked(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301  (our own bytes, from the parent process)
