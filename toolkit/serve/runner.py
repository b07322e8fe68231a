"""One command at a time, as a child process that outlives the page.

In: the words of an action that the desk lists, filled in. Out: whether it runs, how far it is, what it said, how it ended. The
child writes into a file, not to us: when the page is killed in mid-run it goes on, and the next page finds it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core.codec import made, plain
from toolkit.errors import OperatorError, os_reason
from toolkit.files import PRIVATE, write_whole
from toolkit.serve.place import born, own_folder
from toolkit.setup.environment import INSTALLED
from toolkit.terminal import BY_PAGE, PROGRESS, PROGRESS_LINE

_LINES = 2000  # the last ones that the page shows
_RECORD, _OUTPUT = "运行.json", "输出.txt"
_OUTCOMES = {0: "做完了", 1: "做完了，有事项等人处理，见下面最后几行", 2: "没有做成，原因见下面"}
_CUT = "中途停了，没有做完。再做一次会接着做完"
_UNKNOWN = "已经结束。网页中途关过，怎么结束的没有记下：做到哪里以本页为准，没做完的再做一次会接着做完"


@dataclass(frozen=True)
class Record:
    """A command that was started: its process, and when (seconds since 1970) both began."""

    label: str
    pid: int
    born: float
    began: float
    code: int | None = None


class Runner:
    """The commands of one working folder; ``before`` are options that each of them gets."""

    def __init__(self, root: Path, before: Sequence[str] = ()) -> None:
        self._root, self._before = root, tuple(before)
        folder = own_folder(root)
        self._record, self._output = folder / _RECORD, folder / _OUTPUT
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._run = _read(self._record)

    def start(self, label: str, arguments: Sequence[str]) -> None:
        """Begin a command; raises OperatorError while another is under way, or when it cannot begin."""
        command = [sys.executable, str(INSTALLED / "run_report.py"), "--root", str(self._root)]
        with self._lock:
            if self._alive():
                raise OperatorError(f"正在做“{self._run.label if self._run else ''}”，做完再点。")
            try:
                with self._output.open("wb") as output:
                    self._child = _child([*command, *self._before, *arguments], output.fileno())
            except (OSError, ValueError) as error:
                reason = os_reason(error) if isinstance(error, OSError) else "参数里有不能用的字符"
                raise OperatorError(f"“{label}”没有开始：{reason}。") from None
            self._run = Record(label, self._child.pid, born(self._child.pid), time.time())
            self._keep()

    @property
    def busy(self) -> bool:
        """Whether a command is under way."""
        with self._lock:
            return self._alive()

    def told(self) -> dict[str, Any]:
        """All that the page shows of the command under way, or of the last one."""
        with self._lock:
            running = self._alive()
            run = self._run
            lines, progress = _split(_text(self._output, whole=not running)) if run else ([], None)
        if run is None:
            return {"running": False, "label": ""}
        outcome = "" if running else _UNKNOWN if run.code is None else _OUTCOMES.get(run.code, _CUT)
        return {
            "running": running,
            "label": run.label,
            "began": run.began,
            "seconds": round(time.time() - run.began) if running else None,
            "code": None if running else run.code,
            "outcome": outcome,
            "lines": lines[-_LINES:],
            "progress": progress if running else None,
        }

    def _alive(self) -> bool:
        if self._run is None or self._run.code is not None:
            return False
        if self._child is None:  # of a page before this one
            return born(self._run.pid) == self._run.born
        code = self._child.poll()
        if code is None:
            return True
        self._run = Record(self._run.label, self._run.pid, self._run.born, self._run.began, code)
        self._keep()
        return False

    def _keep(self) -> None:
        if self._run is not None:
            write_whole(self._record, json.dumps(plain(self._run)).encode(), rights=PRIVATE)


def _child(command: Sequence[str], output: int) -> subprocess.Popen[bytes]:
    """Never a shell; a session of its own, so that neither Ctrl-C nor a closed window stops it."""
    variables = dict(os.environ, PYTHONUTF8="1", PYTHONUNBUFFERED="1", **{PROGRESS: BY_PAGE})
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(  # noqa: S603 - a list of words, the program our own
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=variables,
        creationflags=flags, start_new_session=sys.platform != "win32",
    )  # fmt: skip


def _read(path: Path) -> Record | None:
    try:
        run = made(Record, json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return run if run.born else None


def _text(path: Path, *, whole: bool) -> str:
    """What was said so far, as whole lines while more may come."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    return text if whole else text[: text.rfind("\n") + 1]


def _split(text: str) -> tuple[list[str], tuple[str, int, int] | None]:
    """The lines for people, and the newest line of progress."""
    lines: list[str] = []
    progress = None
    for line in text.splitlines():
        found = PROGRESS_LINE.fullmatch(line)
        if found:
            progress = (found[1], int(found[2]), int(found[3]))
        else:
            lines.append(line)
    return lines, progress
