"""Turns in the order in which they are asked for: a semaphore of the standard library lets whoever gives one back take it again."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """So many at once; in a ``with``, who asked first goes first."""

    def __init__(self, count: int) -> None:
        self._free, self._lock = count, threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
