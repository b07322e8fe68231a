"""When Python looks for garbage that only a search finds: between two pieces of work, for amid one that takes a fifth of its time.

A written workbook is full of objects that hold each other, which nothing else frees.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MUCH = 100_000  # objects made and not freed: some 30 forms, 60 MB


def tidy() -> None:
    """Between two pieces of work: free what they left, where that is much."""
    if gc.get_count()[0] > _MUCH:
        gc.collect()


@contextmanager
def no_collector() -> Iterator[None]:
    """One piece of work, say a workbook: tens of thousands of small objects that all stay until it is done."""
    tidy()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
