"""What ``doctor`` finds: one thing, how bad it is, and what to do.

In: nothing. Out: :class:`Diagnosis`, and the shape of a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from toolkit.pipeline.folder.workspace import Workspace

Level = Literal["错误", "提醒", "正常"]
BAD: Level = "错误"
HINT: Level = "提醒"
FINE: Level = "正常"
_NAMED = 6


@dataclass(frozen=True)
class Diagnosis:
    """What was found, how bad it is, and what to do ("" where there is nothing to do)."""

    level: Level
    what: str
    remedy: str = ""

    @property
    def is_bad(self) -> bool:
        """Does it wait for a person (exit code 1)."""
        return self.level == BAD

    def lines(self) -> list[str]:
        """As the terminal shows it."""
        return [f"{self.level}　{self.what}", *([f"　　　怎么办：{self.remedy}"] if self.remedy else [])]

    def as_json(self) -> dict[str, str]:
        """As ``--json`` gives it."""
        return asdict(self)


Check = Callable[[Workspace, datetime], Iterator[Diagnosis]]


def some(names: Sequence[str], most: int = _NAMED) -> str:
    """The first of them, and how many there are."""
    more = f" 等 {len(names)} 个" if len(names) > most else ""
    return "、".join(names[:most]) + more
