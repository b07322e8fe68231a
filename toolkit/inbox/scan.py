"""What lies in inbox/: a folder in, one Arrival a file out, with the reason for each that is left alone.

Files written within the last seconds are looked at twice; one that changes meanwhile is still being
copied and waits for the next run. What waits for a person in inbox/未识别/ is passed over unless it
changed since it was put there.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import shown_name
from toolkit.inbox.moments import file_time

WAITING = "未识别"  # folder inside inbox/ for what needs a person
NOTE_SUFFIX = ".原因.txt"  # the text beside a waiting file that says why
FRESH_SECONDS = 3.0  # changed this recently: may still be being written
OBSERVE_SECONDS = 0.4
_PASSED_OVER = (".", "__MACOSX")  # folders of systems and programs
_LOCKED = "文件夹打不开（没有权限），里面的文件没有收"
_HIDDEN = "隐藏文件夹或系统文件夹，里面的文件没有收；其中有填报表的，请移出来"

_TEMPORARY = lazy_regex(
    r"(?i)^(~\$.*|~.*\.tmp|\.~.*|\._.*|.*\.(tmp|temp|part|partial|crdownload|download|downloading|opdownload|td|xltd|!ut|bak~|swp)"
    r"|thumbs\.db|desktop\.ini|\.ds_store|\.gitkeep|\.gitignore|ehthumbs\.db|icon\r)$"
)


@dataclass(frozen=True)
class Arrival:
    """One file in the inbox. ``name`` is its posix path inside the inbox, for people; ``mtime`` local time.

    ``skip_reason`` is "" for a file to collect, else why it is left alone (Chinese). ``unread``: it may be a
    return, so that somebody must look.
    """

    path: Path
    name: str
    size: int
    mtime: datetime
    skip_reason: str = ""
    mtime_ns: int = 0
    unread: bool = False

    @property
    def stamp(self) -> tuple[int, int]:
        """(size, mtime_ns): what to remember to tell an unchanged file."""
        return self.size, self.mtime_ns


@dataclass(frozen=True)
class Earlier:
    """A look at the inbox before this one: its time (seconds of the clock that never goes back), stamps by path below it."""

    at: float
    stamps: Mapping[str, tuple[int, ...]]

    def waited(self, folder: Path, fresh: Iterable[Arrival]) -> float:
        """For how many seconds these files have been the same; 0 where one of them has not."""
        same = all(self.stamps.get(one.path.relative_to(folder).as_posix()) == one.stamp for one in fresh)
        return time.monotonic() - self.at if same else 0.0


def scan(
    folder: Path,
    *,
    known: Mapping[str, tuple[int, int]] | None = None,
    earlier: Earlier | None = None,
    clock: Callable[[], float] = time.time,
    pause: Callable[[float], None] = time.sleep,
) -> list[Arrival]:
    """Every file under ``folder``, sorted by name. ``known`` has the stamps of unchanged waiting files.

    Waits once when any file is fresh, until OBSERVE_SECONDS after it was seen first (``earlier``, or now), else not at all.
    """
    if not folder.is_dir():
        return []
    arrivals = [_arrival(folder, entry, known or {}) for entry in _walk(folder)]
    now = clock()
    fresh = {a.name for a in arrivals if not a.skip_reason and _is_fresh(a.path, now)}
    if fresh:
        waited = earlier.waited(folder, [one for one in arrivals if one.name in fresh]) if earlier else 0.0
        if waited < OBSERVE_SECONDS:
            pause(OBSERVE_SECONDS - waited)
        arrivals = [_observed(a) if a.name in fresh else a for a in arrivals]
    return sorted(arrivals, key=lambda arrival: arrival.name)


def is_temporary(name: str) -> bool:
    """Whether a file of that name is a left-over of an office program, a browser or the system."""
    return bool(_TEMPORARY.match(name))


def _walk(folder: Path) -> Iterator[Path]:
    """Every file; a folder that is not looked into only where it holds something."""
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda item: item.name)
    except PermissionError:
        yield folder
        return
    for entry in entries:
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            yield path
        elif not entry.name.startswith(_PASSED_OVER):
            yield from _walk(path)
        elif any(inner.is_file() for inner in path.rglob("*")):
            yield path


def _arrival(folder: Path, path: Path, known: Mapping[str, tuple[int, int]]) -> Arrival:
    name = shown_name(path.relative_to(folder).as_posix())
    try:
        info = path.lstat()
    except OSError:
        return Arrival(path, name, 0, datetime(1970, 1, 1), "刚被移走或改名，下次再看")
    arrival = Arrival(path, name, info.st_size, file_time(info.st_mtime), "", info.st_mtime_ns)
    if stat.S_ISDIR(info.st_mode):
        hidden = path.name.startswith(_PASSED_OVER)
        return replace(
            arrival, name=f"{name}/", skip_reason=_HIDDEN if hidden else _LOCKED, unread=not hidden
        )
    if not stat.S_ISREG(info.st_mode) and not is_temporary(path.name):
        return replace(arrival, skip_reason="不是普通文件（快捷方式或链接），请放入文件本身", unread=True)
    return replace(arrival, skip_reason=_skip_reason(arrival, known))


def _skip_reason(arrival: Arrival, known: Mapping[str, tuple[int, int]]) -> str:
    if arrival.path.name.startswith("~$"):
        return "Office 打开文件时的临时文件，不是填报表"
    if is_temporary(arrival.path.name):
        return "临时文件或系统文件，不处理"
    if arrival.name.startswith(f"{WAITING}/"):
        if arrival.name.endswith(NOTE_SUFFIX):
            return "未识别文件的原因说明"
        if known.get(arrival.name) == arrival.stamp:
            return "仍在等待人工处理，内容没有变化"
    return ""


def _is_fresh(path: Path, now: float) -> bool:
    """Copying keeps the modification time, so the time of the directory entry counts as well."""
    try:
        info = path.lstat()
    except OSError:
        return True
    return abs(now - max(info.st_mtime, info.st_ctime)) < FRESH_SECONDS


def _observed(arrival: Arrival) -> Arrival:
    try:
        info = arrival.path.lstat()
    except OSError:
        return replace(arrival, skip_reason="刚被移走或改名，下次再看")
    if (info.st_size, info.st_mtime_ns) != arrival.stamp:
        return replace(arrival, skip_reason="还在复制或写入，下次再收", unread=True)
    return arrival
