"""The writers: child processes that write files side by side; plain data in, bytes by file name out.

They are a crew like those that read (:mod:`toolkit.inbox.worker`), without its limits: what they work on is our own. They load
their libraries while the parent still puts the month together, where it expects to need them. A value that many jobs
share goes to a child once. A job whose child was ended is done once more by another.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

from toolkit.core import area, cycle, private
from toolkit.core.garbage import tidy
from toolkit.core.groups import MANY_UNITS
from toolkit.errors import OperatorError
from toolkit.inbox.forked import can_fork
from toolkit.inbox.frames import Packed
from toolkit.inbox.worker import BUG, Crew, Result
from toolkit.pipeline.folder.mishaps import Failed, attempt

T = TypeVar("T")
Files = dict[str, bytes]  # path below outbox/<period>/ -> content
Made = dict[str, bytes | Failed]  # the same of a job: one paper that fails costs no other
Job = tuple[Callable[..., Made], tuple[Any, ...]]  # a module-level function and plain data
MAX_WORKERS = 8
VERY_MANY = 600  # units
AHEAD = 25  # jobs that are at work, or done and not yet taken: what they made waits in memory


class Broken(Exception):  # noqa: N818 - the job is broken, and this is its child's traceback
    """A job came to a fault of the program."""


@dataclass(frozen=True)
class Work(Generic[T]):
    """A job on its way: called, it waits for the job and gives or raises what that does, once; without a ``future`` all is
    done then."""

    finish: Callable[[], T]
    future: Future[Any] | None = None

    def __call__(self) -> T:
        """What the job gives."""
        return self.finish()

    def then(self, change: Callable[[T], T]) -> Work[T]:
        """The same with what came of it changed."""
        return replace(self, finish=lambda: change(self.finish()))


class Writers:
    """Child processes for the length of a ``with``; on one core the work is done in this one, when asked for.

    ``modules`` are the names of those that the jobs need; ``early`` lets the children load them before there is a job.
    ``units``: of how many the jobs tell. Of many what they share is large, so that copies of this process are made when it is
    there, and have it with them; of very many one such job at a time is done, for each takes as much memory as all that is shared.
    """

    def __init__(self, modules: Sequence[str], *, early: bool = True, units: int = 0) -> None:
        self._workers = min(os.cpu_count() or 1, MAX_WORKERS)
        self._early, self._much = early, units > MANY_UNITS
        apart = 0 if not self._much else self._workers if units <= VERY_MANY else 1
        self._crew = (
            Crew(float("inf"), 0, self._workers, modules, copies=True, apart=apart, ahead=AHEAD)
            if self._workers > 1
            else None
        )
        self._do = partial(_do, area.current(), cycle.current(), private.standing())

    def __enter__(self) -> Writers:
        if self._crew is not None and self._early and not (self._much and can_fork()):
            self._crew.start(self._workers)
        return self

    def __exit__(self, *_: object) -> None:
        if self._crew is not None:
            self._crew.__exit__()

    def hand_out(self, jobs: Iterable[tuple[Callable[..., T], tuple[Any, ...]]]) -> list[Work[T]]:
        """Begin the jobs; their order is kept, and they are to be taken in it: the 25th waits until the first is. Their work
        raises OperatorError for one whose child was ended twice."""
        if self._crew is None:
            return [Work(partial(_here, function, arguments)) for function, arguments in jobs]
        shared = [(job, [one for one in job[1] if isinstance(one, Packed)]) for job in jobs]
        if shared and can_fork():  # as long as nothing is begun
            self._crew.start(self._workers, {id(one): one for _, packed in shared for one in packed}.values())
        begun = [self._crew.begin(self._do, [job], packed) for job, packed in shared]
        return [Work(partial(self._taken, future), future) for future in begun]

    def _taken(self, future: Future[list[Result[Any]]]) -> Any:
        assert self._crew is not None  # noqa: S101 - for mypy; it has begun the job
        try:
            return _result(future)
        finally:
            self._crew.taken()


def _result(future: Future[list[Result[Any]]]) -> Any:
    result = future.result().pop()  # the future is kept while others are waited for, its files are not
    if result.error is not None and result.error.code == BUG:
        raise Broken(result.detail)
    if result.error is not None:
        raise OperatorError(
            "写它的程序两次被中途结束（可能是内存不够，或被安全软件拦下）。请关闭别的程序，再运行一次。"
        )
    if isinstance(result.value, Failed):
        raise Broken(result.value.record) if result.value.record else OperatorError(result.value.reason)
    return result.value


def _here(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    return function(*(one.value if isinstance(one, Packed) else one for one in arguments))


def _do(word: str, often: str, standing: frozenset[str], job: Job) -> Made | Failed:
    """In a child: one job, with the words of the office."""
    area.use(word)
    cycle.use(often)
    private.allow(standing)
    gc.disable()  # looking for garbage between jobs, and seldom, is enough
    function, arguments = job
    made = attempt("", partial(function, *arguments))
    tidy()
    return made
