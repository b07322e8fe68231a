"""Reading on other computers: where config.toml names the scheduler of a Dask cluster, its workers take many files to read.

In: a top-level function and batches of items, as ``Crew.run`` has them. Out: the same results in the same order. Each
worker gives what it gets to a crew of its own, so that the limits of seconds and memory and the second try hold there as
here, and a hostile file meets a child there too. Few files are read here: they would be on their way longer than they take.
A mark of secrecy is looked for, and mails and archives are opened, before anything goes out, by the children here.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from typing import Any, TypeVar

from toolkit.config import Config
from toolkit.errors import OperatorError
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.worker import ENDED, Crew, Result
from toolkit.pipeline.collecting.read import read_return
from toolkit.pipeline.folder.sources import modules_digest
from toolkit.setup.extra import SCALE, provide
from toolkit.version import __version__

T = TypeVar("T")
R = TypeVar("R")

_LOG = logging.getLogger("toolkit")
BATCH = 25  # files that go to a worker at once; as many are read here
_AHEAD = 3  # batches a worker that are on their way or done and not taken
_CONNECT_SECONDS = 15
_LOOK_SECONDS = 5.0
_ALONE_SECONDS = 60.0  # without any worker
_HERE = "或者把 config.toml 里 [engine] 的 address 留空，就在这台电脑上读取。"


class OtherProgram(Exception):  # noqa: N818 - what the worker has
    """The worker has another version of the toolkit."""


def program() -> str:
    """The toolkit's version and a digest of its modules."""
    return f"{__version__} {modules_digest()}"


@cache
def _crew() -> Crew:
    """On a worker: the children of its process, which end with it."""
    return Crew(preload=[read_return.__module__])


def on_worker(asked_by: str, function: Callable[[T], R], items: Sequence[T]) -> list[Result[R]]:
    """On a worker: one batch."""
    if asked_by != program():
        raise OtherProgram
    return _crew().begin(function, items).result()


@contextmanager
def readers(config: Config, crew: Crew, count: int) -> Iterator[Crew | Cluster]:
    """Who reads so many files; raises OperatorError where a cluster is named and is none. With 密级 nothing goes out."""
    if count <= BATCH or config.secret or not config.engine.address:
        yield crew
        return
    with Cluster(config.engine.address) as cluster:
        yield cluster


class Cluster:
    """The workers of a scheduler, for the length of a ``with``."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _client(address)

    def __enter__(self) -> Cluster:
        try:
            self._check_workers()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def run(self, function: Callable[[T], R], batches: Iterable[Sequence[T]]) -> Iterator[Result[R]]:
        """As ``Crew.run``; a batch whose worker is lost again and again is read file by file, with nothing beside it."""
        items = chain.from_iterable(batches)
        ahead = _AHEAD * max(1, len(self._client.nthreads()))
        learned = self._taught(function)
        pending: deque[tuple[Any, list[T]]] = deque()
        while (batch := list(islice(items, BATCH))) or pending:
            if batch:
                pending.append((self._begun(learned, batch), batch))
            if not batch or len(pending) >= ahead:
                future, asked = pending.popleft()
                results = self._results(future)
                if results is None:
                    for (
                        other,
                        _,
                    ) in pending:  # a worker that one of these takes with it is no fault of a file here
                        self._results(other)
                    results = [self._alone(function, item) for item in asked]
                    learned = self._taught(function)
                yield from results

    def _taught(self, function: Callable[[T], R]) -> Any:
        """The function, with what all items need, at every worker, once; waits a while for one worker."""
        try:
            return self._client.scatter(function, broadcast=True, timeout=_ALONE_SECONDS)
        except TimeoutError:
            raise OperatorError(self._no_worker()) from None

    def _begun(self, learned: Any, items: Sequence[Any]) -> Any:
        return self._client.submit(on_worker, program(), learned, items, pure=False)

    def _alone(self, function: Callable[[T], R], item: T) -> Result[R]:
        results = self._results(self._begun(self._taught(function), [item]))
        return results[0] if results else Result(error=Unreadable(ENDED))

    def _results(self, future: Any) -> list[Result[Any]] | None:
        """Of one batch; None where its worker, or what that had learned, was lost for good."""
        try:
            done: list[Result[Any]] = self._waited(future)
            return done
        except OperatorError:
            raise
        except OtherProgram:
            raise OperatorError(self._other_program([])) from None
        except Exception as error:  # dask has many; a fault of a file is a result and none of these
            if self._client.status != "running":
                raise OperatorError(
                    f"和计算集群 {self._address} 的连接断了，已收的不受影响。请检查网络后再运行一次；{_HERE}"
                ) from None
            _LOG.warning("%s: %s", self._address, error)
            return None

    def _waited(self, future: Any) -> Any:
        """Its result; dask itself waits for ever where no worker is left."""
        seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except TimeoutError:
                if self._client.nthreads():
                    seen = time.monotonic()
                elif time.monotonic() - seen > _ALONE_SECONDS:
                    raise OperatorError(self._no_worker()) from None

    def _check_workers(self) -> None:
        if not self._client.nthreads():
            raise OperatorError(self._no_worker())
        told = self._client.run(program, on_error="return")
        if others := sorted(worker for worker, what in told.items() if what != program()):
            raise OperatorError(self._other_program(others))

    def _no_worker(self) -> str:
        return f"计算集群 {self._address} 上没有工作进程，没有人读取。请在各台电脑上启动工作进程后再运行；{_HERE}"

    def _other_program(self, workers: Sequence[str]) -> str:
        which = f"（{'、'.join(workers)}）" if workers else ""
        return (
            f"计算集群 {self._address} 上有工作进程{which}没有装本工具，或装的不是同一版，读出来的可能不一样，没有用它们。"
            f"请在那些电脑上装好和这里相同的一版，重新启动工作进程；{_HERE}"
        )


def _client(address: str) -> Any:
    """A connection to the scheduler, which keeps its English to itself; raises OperatorError."""
    provide(SCALE)
    from distributed import Client  # half a second, where a cluster is named alone

    for name in ["distributed", *logging.root.manager.loggerDict]:
        if name.startswith(("distributed", "tornado")):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", "Sending large graph")
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise OperatorError(
            f"连不上计算集群的调度程序 {address}（config.toml 里 [engine] 的 address）。"
            f"请确认它已经启动、地址没有写错、网络通畅；{_HERE}"
        ) from None
