"""What went wrong, for people: no text of a library and no traceback ever reaches the screen.

In: an exception. Out: one Chinese sentence with place and remedy. What only a programmer can mend is recorded in
archive/程序错误.txt, and the sentence says where. A paper that fails is a value (:class:`Failed`): it costs itself only.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.ledger.faults import database_fault

T = TypeVar("T")
RECORD = "程序错误.txt"
_NAMED = 6  # papers that one line names


@dataclass(frozen=True)
class Failed:
    """A paper that was not written: why and what to do; ``record`` is for programmers, "" for a known fault."""

    paper: str  # its path, or what people call it
    reason: str
    record: str = ""


@dataclass
class Missing:
    """The papers of one working folder that this run could not write."""

    root: Path
    failed: list[Failed] = field(default_factory=list)

    def attempt(self, paper: Path | str, make: Callable[[], T]) -> T | None:
        """What ``make`` gives; None, and noted, when it fails."""
        made = attempt(self._name(paper), make)
        if isinstance(made, Failed):
            self.failed.append(made)
            return None
        return made

    def add(self, paper: Path | str, reason: str, record: str = "") -> None:
        """Note one that a job could not make."""
        self.failed.append(Failed(self._name(paper), reason, record))

    def _name(self, paper: Path | str) -> str:
        return paper if isinstance(paper, str) else paper.relative_to(self.root).as_posix()

    def lines(self) -> list[str]:
        """Which papers are missing, why, what to do, and which older ones still stand; one line a reason."""
        where = ""
        if records := [f"{one.paper}\n{one.record}" for one in self.failed if one.record]:
            where = f"记录在 {keep_record(self.root, records)}，请发给维护人员；"
        by_reason: dict[str, list[str]] = {}
        for one in self.failed:
            reason = f"{one.reason}{where}别的文件不受影响。" if one.record else one.reason
            by_reason.setdefault(reason, []).append(one.paper)
        return [self._line(reason, papers) for reason, papers in by_reason.items()]

    def _line(self, reason: str, papers: Sequence[str]) -> str:
        papers = list(dict.fromkeys(papers))
        old = any((self.root / paper).is_file() for paper in papers)
        stale = "文件夹里现有的同名文件是以前写的，不是这次的，请勿当作本次结果使用。" if old else ""
        why = " ".join(reason.split("\n"))
        return f"{_joined(papers)}：{why if why.endswith('。') else f'{why}。'}{stale}"


def _joined(papers: Sequence[str]) -> str:
    more = f"等 {len(papers)} 个" if len(papers) > _NAMED else ""
    return f"{'、'.join(papers[:_NAMED])}{more}"


def attempt(paper: str, make: Callable[[], T]) -> T | Failed:
    """What ``make`` gives, or why it gives nothing."""
    try:
        return make()
    except Exception as error:
        said = sentence(error)
        if said is not None:
            return Failed(paper, said)
        return Failed(paper, "写的时候程序内部出错，", _trace(error))


def sentence(error: BaseException) -> str | None:
    """One sentence with place and remedy; None for a fault of the program."""
    if isinstance(error, OperatorError):
        return str(error)
    if isinstance(error, MemoryError):
        return "内存不够。请关闭别的程序，再运行一次。"
    if fault := database_fault(error):
        return f"台账读写不了{fault}"
    if isinstance(error, OSError) and (error.filename or error.errno):
        place = str(error.filename2 or error.filename or "有一个文件")
        return f"{place} 读写不了：{os_reason(error)}。{os_remedy(error)}"
    return None


def told(error: BaseException, root: Path) -> str:
    """What the screen says of an exception that stopped a command; a fault of the program is recorded."""
    said = sentence(error)
    if said is not None:
        return said
    where = keep_record(root, [_trace(error)])
    return f"程序内部出错了，已收的文件、台账和已写出的文件不受影响。记录在 {where}，请发给维护人员。"


def keep_record(root: Path, texts: Sequence[str]) -> str:
    """Add to the record of faults, in the system's own place where the working folder takes nothing; where it is."""
    head = (
        f"==== {datetime.now():%Y-%m-%d %H:%M:%S} Python {sys.version.split()[0]} {' '.join(sys.argv[1:])}\n"
    )
    text = "".join(f"{head}{one.rstrip()}\n\n" for one in texts)
    places = [root / "archive"] if (root / "archive").is_dir() else []
    for folder in (*places, Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            path = folder / RECORD
            with path.open("a", encoding="utf-8") as file:
                file.write(text)
            return f"archive/{RECORD}" if folder in places else str(path)
    return "（没能写下来：磁盘满了或没有权限）"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
