"""Objects over a pipe between the main process and a child, as pickles one after the other."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

_SMALL = 16 << 20  # bytes of a packed value that are kept for whoever asks for them next
_KEPT: dict[bytes, Any] = {}  # in a child: values that items name, by digest


@dataclass(frozen=True)
class Learn:
    """The message that gives a child the function for all items after it."""

    function: Callable[[Any], Any]


@dataclass(frozen=True)
class Keep:
    """The message that gives a child a value which items after it name by its digest."""

    digest: bytes
    data: bytes


@dataclass(frozen=True)
class Alone:
    """The message with an item that a copy of the child works on: what it takes of memory is given back with the copy."""

    item: Any


class Packed:
    """A value that many items hold: it goes to a child once, or with a copy of this process, and is the value itself in the
    item there."""

    def __init__(self, value: object) -> None:
        """The value must be one that pickle takes, and is not changed any more."""
        self.value: Any = value

    @cached_property
    def digest(self) -> bytes:
        """sha256 of it as it is packed, worked out once however many items hold it."""
        data = _packed(self.value)
        if len(data) <= _SMALL or sys.platform != "linux":  # else children are copies that need no bytes
            self.data = data
        return hashlib.sha256(data).digest()

    @cached_property
    def data(self) -> bytes:
        """It packed, once for all children that are no copies."""
        return _packed(self.value)

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        """On its way in an item it is its digest."""
        return _kept, (self.digest,)


def _packed(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _kept(digest: bytes) -> Any:
    return _KEPT[digest]


@contextmanager
def given(values: Iterable[Packed]) -> Iterator[frozenset[bytes]]:
    """A copy of this process made meanwhile holds the values already; gives their digests."""
    held = {one.digest: one.value for one in values}
    _KEPT.update(held)
    try:
        yield frozenset(held)
    finally:
        for digest in held:
            del _KEPT[digest]


def keep(message: Keep) -> None:
    """In a child: hold the value for the items to come."""
    _KEPT[message.digest] = pickle.loads(message.data)  # noqa: S301 - from the parent process


def send(stream: IO[bytes], value: Any) -> None:
    """Write one object and flush; it is not put together in memory first, so that a large answer is there once."""
    pickle.dump(value, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one object; raises EOFError when the other side ended, also in mid-object."""
    try:
        return pickle.load(stream)  # noqa: S301 - our own child, our own user
    except pickle.UnpicklingError as fault:
        raise EOFError from fault
