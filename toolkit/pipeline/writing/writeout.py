"""Outputs of a period reach the disk while others are still being made: what stops a run late leaves the earlier ones.

In: jobs and the work that was begun of them. Out: where each file is, in the order of the jobs; they are written in that
order too, so that a run says the same whichever job ends first. The bytes of those that travel by mail are kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.core.periods import Period
from toolkit.pipeline.folder.mishaps import Failed
from toolkit.pipeline.folder.places import SLIPS
from toolkit.pipeline.folder.progress import Progress
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.writing.writers import Files, Made, Work

_AT_ONCE = 25  # files that are announced together, for the register is written anew each time
_STAY = "汇总/"  # no mail carries what is below it, but for 督办单


@dataclass
class WriteOut:
    """``write`` puts one file in its place; those ``held`` (names) are given back in ``files`` instead."""

    workspace: Workspace
    period: Period
    write: Callable[[Path, bytes], Path]
    held: Collection[str]
    paths: list[Path] = field(default_factory=list)
    files: Files = field(default_factory=dict)
    _made: dict[Path, bytes] = field(default_factory=dict)

    def run(self, papers: Sequence[str], work: Sequence[Work[Made]], progress: Progress) -> None:
        """Write what the jobs made as soon as it may be; one that fails is noted, and costs nothing else. ``papers`` are
        what people call that which each writes."""
        begun = {one.future: number for number, one in enumerate(work) if one.future is not None}
        ended = set(range(len(work))) - set(begun.values())
        steps: Iterator[Future[Any]] = iter(())
        if begun:
            steps = iter(progress(as_completed(begun), "写汇总表和专报", len(begun)))
        try:
            for number, called in enumerate(papers):
                while number not in ended:
                    ended.add(begun[next(steps)])
                self._take(called, work[number])
                if len(self._made) >= _AT_ONCE:
                    self._flush()
            deque(steps, maxlen=0)
        finally:
            self._flush()

    def _take(self, called: str, finished: Callable[[], Made]) -> None:
        for name, data in (self.workspace.missing.attempt(called, finished) or {}).items():
            path = self.workspace.outbox(self.period, *name.split("/"))
            if isinstance(data, Failed):
                self.workspace.missing.add(path, data.reason, data.record)
                continue
            if name in self.held or name.startswith(SLIPS) or not name.startswith(_STAY):
                self.files[name] = data
            if name not in self.held:
                self._made[path] = data

    def _flush(self) -> None:
        made, self._made = self._made, {}
        self.workspace.files.announce(made)
        for path, data in made.items():
            if written := self.workspace.missing.attempt(path, partial(self.write, path, data)):
                self.paths.append(written)
