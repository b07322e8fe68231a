"""The first look at arrivals that may bear a mark of secrecy, in child processes and before anything of them is kept.

In: paths in the inbox. Out: those that bear one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.inbox.secrecy import look
from toolkit.inbox.worker import Crew


def first_look(crew: Crew, paths: Sequence[Path]) -> frozenset[Path]:
    """Those that bear a mark; a file that ends its child bears none that could be seen."""
    results = crew.run(look, ([path.read_bytes()] for path in paths))
    return frozenset(path for path, result in zip(paths, results, strict=True) if result.value)
