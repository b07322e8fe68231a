"""What workers are given in tests/test_cluster.py: forms are read, and poison does what it says."""

from __future__ import annotations

import os
import signal
import time

from toolkit.inbox.faults import Unreadable
from toolkit.pipeline.collecting.read import ReadContext, ReadItem, ReadReturn, read_return


def read_or_suffer(context: ReadContext, item: ReadItem) -> ReadReturn:
    """A form is read; a file of one word is that poison."""
    suffer(item.data)
    return read_return(context, item)


def suffer(poison: bytes) -> str:
    """Do what it says."""
    if poison == b"abort":
        os.abort()
    if poison == b"hang":
        time.sleep(600)
    if poison == b"memory":
        raise MemoryError
    if poison == b"bug":
        raise KeyError("a bug of ours")
    if poison == b"refused":
        raise Unreadable("E803", {"a": "b"})
    if poison == b"worker":  # takes the worker that gave it to this child with it
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    if poison == b"slow":
        time.sleep(0.05)
    return poison.decode("utf-8", "replace").upper()[:10]
