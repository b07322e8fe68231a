"""The journal beside the archive: every change of the ledger as one line, in the order of its transactions.

In: lines that the ledger has committed. Out: the file ``archive/journal.jsonl``, and its acts again for rebuild.
A line is ``{"n": number, "after": sum of the line before, "sum": own sum, "sql": [[statement, rows], ...]}``; the
sums chain the lines, so that a missing, altered or foreign line is noticed. The first line of a file is a whole
picture of the ledger and follows nothing (``after`` is ""). A last line without its line end was cut off by a kill
or a power cut: it counts as not written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.core.patterns import lazy_regex
from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.ledger.private import create_private

NAME = "journal.jsonl"
OLDER = (
    "台账 archive/ledger.db 比存档日志旧（台账记到第 {mark} 笔，日志已记到第 {last} 笔），可能被换成了旧文件。没有改动任何内容。"
    "请运行 python run_report.py rebuild，按存档重建台账。"
)
_HEAD = lazy_regex(rb'\{"n":(\d+),"after":"([0-9a-f]*)","sum":"([0-9a-f]+)",')
_HEAD_BYTES = 200
_BLOCK = 1 << 20

Statement = Sequence[Any]  # [SQL text, [row of parameters, ...]]


@dataclass(frozen=True)
class Mark:
    """Where a ledger or a journal stands: the number of its last act and that act's sum."""

    number: int = 0
    total: str = ""


@dataclass(frozen=True)
class Act:
    """One transaction of the ledger: what it changed."""

    mark: Mark
    statements: Sequence[Statement]


class JournalError(Exception):
    """A line that cannot be read, or does not follow the one before; ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def line_of(before: Mark, statements: Sequence[Statement]) -> tuple[Mark, str]:
    """The next act as a line (without its end), and where the journal stands after it."""
    body = json.dumps(statements, ensure_ascii=False, separators=(",", ":"))
    mark = Mark(before.number + 1, _total(before.total, body))
    return mark, f'{{"n":{mark.number},"after":"{before.total}","sum":"{mark.total}","sql":{body}}}'


def follows(line: str, mark: Mark) -> bool:
    """Whether that line is the one right after ``mark``."""
    head = _HEAD.match(line[:_HEAD_BYTES].encode())
    return head is not None and head[2].decode() == mark.total


def _total(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}{body}".encode()).hexdigest()[:32]


class Journal:
    """The file, read and appended to; whoever appends holds the ledger's write lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._known = (0, Mark())  # size of the file, and where it stood then

    def last(self) -> Mark:
        """Where it stands: at nothing where there is no file, or its last line cannot be read."""
        try:
            with self.path.open("rb") as stream:
                end = stream.seek(0, os.SEEK_END)
                if self._known[0] == end:
                    return self._known[1]
                line = _last_whole_line(stream)
        except FileNotFoundError:
            return Mark()
        except OSError as error:
            raise OperatorError(
                f"存档日志读不出来：{self.path}（{os_reason(error)}）。{os_remedy(error)}"
            ) from error
        head = _HEAD.match(line)
        mark = Mark(int(head[1]), head[3].decode()) if head else Mark()
        self._known = (end, mark)
        return mark

    def first(self) -> str:
        """The sum of its first line, which tells one ledger's journal from another's; "" without one."""
        try:
            with self.path.open("rb") as stream:
                head = _HEAD.match(stream.read(_HEAD_BYTES))
        except FileNotFoundError:
            return ""
        return head[3].decode() if head else ""

    def append(self, lines: Iterable[str]) -> None:
        """Add lines and flush them to the disk; a half-written line of a killed run is removed first."""
        data = "".join(f"{line}\n" for line in lines).encode()
        try:
            create_private(self.path)
            with self.path.open("r+b") as stream:
                stream.truncate(_whole_length(stream))
                stream.seek(0, os.SEEK_END)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise OperatorError(
                f"存档日志写不进去：{self.path}（{os_reason(error)}）。台账已经记下，请检查磁盘空间和文件夹权限，再运行一次会补记。"
            ) from error

    def set_aside(self, number: int) -> Path:
        """Keep a journal that no longer serves under another name."""
        old = self.path.with_name(f"journal-旧-{number}.jsonl")
        if self.path.is_file():
            self.path.replace(old)
        return old

    def acts(self) -> Iterator[Act]:
        """All acts in order; raises JournalError at the first line that is not sound."""
        before: Mark | None = None
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.endswith(b"\n"):
                    return
                act = _act(line, number)
                if _total(_after(line), _body(act)) != act.mark.total:
                    raise JournalError(number)
                expected = before.total if before is not None else ""
                if _after(line) != expected:
                    raise JournalError(number)
                before = act.mark
                yield act


def _act(line: bytes, number: int) -> Act:
    try:
        kept = json.loads(line)
        return Act(Mark(int(kept["n"]), str(kept["sum"])), kept["sql"])
    except (ValueError, KeyError, TypeError):
        raise JournalError(number) from None


def _after(line: bytes) -> str:
    head = _HEAD.match(line)
    return head[2].decode() if head else "?"


def _body(act: Act) -> str:
    return json.dumps(act.statements, ensure_ascii=False, separators=(",", ":"))


def _whole_length(stream: BinaryIO) -> int:
    """How long the file is without a last line that was cut off."""
    start = stream.seek(0, os.SEEK_END)
    while start > 0:
        step = min(_BLOCK, start)
        stream.seek(start - step)
        at = stream.read(step).rfind(b"\n")
        if at >= 0:
            return start - step + at + 1
        start -= step
    return 0


def _last_whole_line(stream: BinaryIO) -> bytes:
    """The last line that ends in a line end; b"" when there is none."""
    start, kept = max(0, _whole_length(stream) - 1), b""
    while start > 0:
        step = min(_BLOCK, start)
        stream.seek(start - step)
        kept = stream.read(step) + kept
        at = kept.rfind(b"\n", 0, step)
        if at >= 0:
            return kept[at + 1 :]
        start -= step
    return kept
