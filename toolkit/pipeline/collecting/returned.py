"""Reads one workbook that lies on the disk as a return is read: in a child process, within limits.

In: a function of the workbook's bytes. Out: what it gives, or the reason why nothing could be read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from toolkit.core.findings import Finding
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.worker import run_isolated

R = TypeVar("R")


def read_isolated(reader: Callable[[bytes], R], data: bytes, name: str) -> R | Finding:
    """What the reader makes of the bytes; ``reader`` must be one that pickle takes."""
    (result,) = run_isolated(reader, iter([[data]]), workers=1)
    if result.value is not None:
        return result.value
    return (result.error or Unreadable("E823")).finding(name)
