"""How long steps say how far they are: the terminal hands in what shows it.

In: things, what is done with them, how many there are. Out: the same things, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]


def unseen(items: Iterable[Any], _label: str, _total: int) -> Iterable[Any]:
    """Nobody looks on."""
    return items
