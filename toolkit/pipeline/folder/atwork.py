"""Two people in one folder: the second is told who is at work and since when, waits a while, and else does nothing.

In: the working folder and what is about to be done. Out: a ``with`` in which nobody else changes the folder. The lock
is the system's own and ends with the program that holds it, so that nothing is left behind by one that was killed;
the note beside it only says who it is. Where a drive knows no locks, work goes on without: every step is safe alone.
"""

from __future__ import annotations

import getpass
import json
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from toolkit.errors import OperatorError
from toolkit.files import write_whole
from toolkit.lastrun import LOCK, NOTE

PATIENCE = 60.0  # seconds that the second one waits
_LAST = "请等那边做完再运行；确认没有人在用的，重新启动那台电脑后再试。"


@contextmanager
def at_work(
    archive: Path, doing: str, now: datetime, say: Callable[[str], None], patience: float = PATIENCE
) -> Iterator[bool]:
    """Be the only one who changes the folder; whether the one before was killed at work, for its note still lies there.

    Raises OperatorError, nothing changed, when another one goes on.
    """
    if not archive.is_dir():  # nothing was ever done here
        yield False
        return
    with ExitStack() as held:
        cut_off = False
        if _taken(held, archive, say, patience):
            cut_off = (archive / NOTE).exists()
            _leave_note(held, archive / NOTE, doing, now)
        yield cut_off


def who(archive: Path) -> str:
    """Who is at work by the note: 王敏（电脑 DESK-1）从 09:12 起正在运行 report; of a note that cannot be read, less."""
    try:
        note = json.loads((archive / NOTE).read_text("utf-8"))
        since = datetime.fromisoformat(note["since"])
        told = (
            f"{note['user']}（电脑 {note['computer']}）从 {since:%m月%d日 %H:%M} 起正在运行 {note['doing']}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个窗口或另一台电脑正在运行本工具"
    return told


def _taken(held: ExitStack, archive: Path, say: Callable[[str], None], patience: float) -> bool:
    """Take the lock; False where there can be none."""
    lock = FileLock(archive / LOCK)
    try:
        try:
            held.enter_context(lock.acquire(timeout=0))
        except Timeout:
            say(f"{who(archive)}，等它做完接着运行（最多等 {patience:.0f} 秒）……")
            held.enter_context(lock.acquire(timeout=patience))
    except Timeout:
        raise OperatorError(f"{who(archive)}，还没有做完，这次什么都没有改动。{_LAST}") from None
    except (OSError, NotImplementedError):
        return False
    return True


def _leave_note(held: ExitStack, path: Path, doing: str, now: datetime) -> None:
    note = {"user": _user(), "computer": platform.node() or "？", "doing": doing, "since": now.isoformat()}
    with suppress(OSError):
        write_whole(path, json.dumps(note, ensure_ascii=False).encode())
        held.callback(_gone, path)


def _gone(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _user() -> str:
    try:
        return getpass.getuser()
    except Exception:  # it looks in places that not every system has
        return "未知用户"
