"""The office's tables of decisions in outbox/: taken in, and written so that nothing typed is lost.

In: where a table lies, how its workbook is read. Out: :class:`Tables`: decisions, lines for the terminal, and where
the new table goes. A table in which anything was not understood stays as it is; the new one stands beside it, is
read from then on too, and goes when all is understood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import Book
from toolkit.errors import OperatorError, os_reason
from toolkit.inbox.workbooks.reader import read_book
from toolkit.papers.identity import TAKEN_NAME
from toolkit.papers.officetables import TakenIn
from toolkit.papers.untouched import untouched
from toolkit.pipeline.collecting.returned import read_isolated
from toolkit.pipeline.folder.outfiles import beside, bytes_at, removed
from toolkit.pipeline.folder.workspace import Workspace

D = TypeVar("D")
Reader = Callable[[Book, Period], TakenIn[D]]
_PLACES = 9  # one beside the other; nobody needs as many


@dataclass(frozen=True)
class Filled(Generic[D]):
    """One workbook of a table and what was taken in from it; ``sha256`` is "" for one that nobody touched."""

    path: Path
    label: str  # what people call it: 裁定表, 裁定表（新）
    sha256: str
    taken: TakenIn[D]
    unfit: bool = False  # a later step could do nothing with one of its decisions
    as_read: str = ""  # hash of its bytes then; "" of one that could not be read

    def with_unfit(self, findings: Sequence[Finding]) -> Filled[D]:
        """The same with what a later step could do nothing with."""
        told = replace(self.taken, findings=(*self.taken.findings, *findings))
        return replace(self, taken=told, unfit=bool(findings))

    def line(self, finding: Finding) -> str:
        """What is to be said of it, with the place."""
        sheet = "" if self.label.startswith(finding.sheet) else finding.sheet
        place = "!".join(part for part in (sheet, finding.address) if part)
        return f"{' '.join(filter(None, [self.label, place]))}：{finding.problem}{finding.remedy}"


@dataclass(frozen=True)
class Tables(Generic[D]):
    """All workbooks of one table, the oldest first."""

    path: Path  # where the table stands
    filled: tuple[Filled[D], ...] = ()

    def is_new(self, one: Filled[D]) -> bool:
        """Whether its decisions are not in the ledger yet."""
        return all(one.sha256 not in other.taken.taken for other in self.filled)

    @property
    def taken(self) -> tuple[str, ...]:
        """Hashes of those that stay and whose decisions are in the ledger, for the new table to name."""
        return tuple(
            sorted({one.sha256 for one in self.filled if not one.taken.understood and not one.unfit})
        )

    @property
    def notes(self) -> list[str]:
        """A line for everything that was not understood."""
        return [one.line(finding) for one in self.filled for finding in one.taken.findings]

    def target(self) -> Path:
        """Where the new table is written: the first place where nothing would be lost; raises OperatorError."""
        for place in _places(self.path):
            if self._spare(place) and self._spare(beside(place)):
                return place
        raise OperatorError(f"{self.path.parent} 里没读懂的{self.path.stem}太多，请移走不用的再运行。")

    def write(self, workspace: Workspace, data: bytes) -> tuple[Path, list[str]]:
        """Write the new table where nothing that was typed is lost; where that is, and what is to be said of it."""
        target = self.target()
        written = workspace.files.take_over(target, data)
        for one in self.filled:
            if one.path not in (written, self.path, beside(written)) and self._spare(one.path):
                removed(one.path)  # one that is still open goes with a later run
        if target == self.path:
            return written, []
        saved = [one.path for one in self.filled if self._saved_since(one.path)]
        if saved:
            names = "、".join(map(workspace.relative, saved))
            return written, [
                f"{names} 在这次运行当中又保存过，没有覆盖；新表写在旁边：{target.name}。请再运行一次 report，后填的才会采用。"
            ]
        names = "、".join(workspace.relative(one.path) for one in self.filled if not self._spare(one.path))
        return written, [
            f"{names} 里有没读懂的内容，原样保留，没有覆盖；新表写在旁边：{target.name}。"
            "已读懂的已采用；按上面各条改好原表（或把自用内容另存到别处、删去原表）后再运行 report。"
        ]

    def _spare(self, path: Path) -> bool:
        """Whether nothing is lost when the file is written over."""
        understood = all(one.taken.understood for one in self.filled if one.path == path)
        return understood and not self._saved_since(path)

    def _saved_since(self, path: Path) -> bool:
        """Whether somebody saved it since it was read; one that is held was not read, or is not written over."""
        there = bytes_at(path)
        read = {one.as_read for one in self.filled if one.path == path}
        return there is not None and "" not in read and hashlib.sha256(there).hexdigest() not in read


def take_in(path: Path, period: Period, reader: Reader[D]) -> Tables[D]:
    """Read the table and those that were written beside it."""
    files = [one for place in _places(path) for one in (place, beside(place)) if one.is_file()]
    return Tables(path, tuple(_filled(one, period, reader) for one in files))


def _filled(path: Path, period: Period, reader: Reader[D]) -> Filled[D]:
    label = path.stem.removeprefix(f"{period}_")
    try:
        data = path.read_bytes()
    except OSError as error:
        unread = Finding("E781", values={"reason": os_reason(error)})
        return Filled(path, label, path.name, TakenIn(findings=(unread,)))
    sha256 = hashlib.sha256(data).hexdigest()
    properties = untouched(data)
    if properties is not None:
        own = TakenIn[D](taken=tuple(properties.get(TAKEN_NAME, "").split()))
        return Filled(path, label, "", own, as_read=sha256)
    taken = read_isolated(partial(_read, reader, period), data, path.name)
    if isinstance(taken, Finding):
        taken = TakenIn(findings=(Finding("E781", values={"reason": taken.problem.rstrip("。")}),))
    return Filled(path, label, sha256, taken, as_read=sha256)


def _read(reader: Reader[D], period: Period, data: bytes) -> TakenIn[D]:
    """In a child process."""
    return reader(read_book(data), period)


def _places(path: Path) -> Sequence[Path]:
    """The table's own place, then those beside it."""
    beside = (f"（新{number if number > 1 else ''}）" for number in range(1, _PLACES))
    return [path, *(path.with_name(f"{path.stem}{name}{path.suffix}") for name in beside)]
