"""How outputs reach the disk: in one step, and never over something that a person wrote, protected or holds open.

In: paths below the working folder and bytes. Out: where the bytes are. A file whose bytes are not those that this
program wrote there last was edited: it stays, and the new content goes beside it. What was written is kept as hashes
in archive/written.json; they are noted before the files are written, so that a run that is killed in between
does not take its own file for an edited one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolkit.errors import OperatorError
from toolkit.files import write_whole

OCCUPIED = "（新，原文件被占用）"
EDITED = "（新，原文件有改动）"
_TRIES = 3  # names beside a file that are tried, since those may be open too
_NAMED = 5  # files of one kind that are named on the terminal


@dataclass
class OutFiles:
    """Writes and clears outputs of one working folder, and remembers what a person should hear of.

    ``occupied`` and ``edited`` map a path that was left alone to the file that holds its new content; ``stuck`` are
    files that should have gone but are open, protected or edited.
    """

    root: Path
    occupied: dict[Path, Path] = field(default_factory=dict)
    edited: dict[Path, Path] = field(default_factory=dict)
    stuck: list[Path] = field(default_factory=list)

    @property
    def register(self) -> Path:
        """Where the hashes are kept."""
        return self.root / "archive" / "written.json"

    @cached_property
    def _hashes(self) -> dict[str, list[str]]:
        try:
            return dict(json.loads(self.register.read_text("utf-8")))
        except (OSError, ValueError):
            return {}

    def announce(self, files: Mapping[Path, bytes]) -> None:
        """Note what is about to be written, many files at once."""
        changed = False
        for path, data in files.items():
            name, digest = self._name(path), digest_of(data)
            if self._hashes.get(name, [""])[-1] != digest:
                self._hashes[name] = [*self._standing(path), digest]
                changed = True
        if not changed:
            return
        # An indent would be written by Python code, ten times as slowly.
        text = json.dumps(self._hashes, ensure_ascii=False, separators=(",\n", ": "), sort_keys=True)
        self.register.parent.mkdir(parents=True, exist_ok=True)
        if not put(self.register, text.encode()):
            raise OperatorError("archive 文件夹写不进去。请检查磁盘空间和文件夹权限。")

    def _standing(self, path: Path) -> list[str]:
        """Hashes of ours that may stand at the path: while it is open, it stays what it is, run after run."""
        known = self._hashes.get(self._name(path), [])
        there = bytes_at(path)
        if there is None:  # a file held without any sharing may be any of those
            return known if path.exists() else []
        return [digest for digest in known if digest == digest_of(there)]

    def is_ours(self, path: Path, data: bytes) -> bool:
        """Whether these bytes of a file are what this program wrote there."""
        return digest_of(data) in self._hashes.get(self._name(path), ())

    def write(self, path: Path, data: bytes) -> Path:
        """Write an output atomically; returns where it is. An unchanged file is left alone."""
        path.parent.mkdir(parents=True, exist_ok=True)
        there = bytes_at(path)
        if there is not None and there != data and not self.is_ours(path, there):
            self.edited[path] = self._beside(path, EDITED, data)
            return self.edited[path]
        self.announce({path: data})
        if there == data or (_may_go(path, there) and put(path, data)):
            self._forget(path)
            return path
        self.occupied[path] = self._beside(path, OCCUPIED, data)
        return self.occupied[path]

    def take_over(self, path: Path, data: bytes) -> Path:
        """Write over a file of which what a person typed there was understood and is kept elsewhere."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.announce({path: data})
        return self.renew(path, data)

    def renew(self, path: Path, data: bytes) -> Path:
        """Put new content over a file of the office's own (its renewed draft), unless it is open or protected."""
        there = bytes_at(path)
        if there == data or (_may_go(path, there) and put(path, data)):
            self._forget(path)
            return path
        self.occupied[path] = self._beside(path, OCCUPIED, data)
        return self.occupied[path]

    def clear(self, folder: Path, pattern: str, keep: Iterable[Path]) -> None:
        """Remove outputs of an earlier run that this run no longer makes; what a person changed or holds stays."""
        kept = {
            *keep,
            *self.occupied,
            *self.occupied.values(),
            *self.edited,
            *self.edited.values(),
            *self.stuck,
        }
        for path in sorted(folder.glob(pattern)):
            if path in kept:
                continue
            there = bytes_at(path)
            if there is None or not (self.is_ours(path, there) and _may_go(path, there) and removed(path)):
                self.stuck.append(path)

    def lines(self) -> list[str]:
        """What a person should hear: a line a file, or a count where there are many of one kind."""
        told = {
            "正被占用（可能在 Excel 或 WPS 里开着），新结果写在旁边": self.occupied,
            "有人改过，没有覆盖，新结果写在旁边": self.edited,
        }
        lines = []
        for words, files in told.items():
            pairs = [f"{self._name(path)} {words}：{other.name}。" for path, other in files.items()]
            lines += pairs[:_NAMED]
            if len(pairs) > _NAMED:
                lines.append(f"另有 {len(pairs) - _NAMED} 个文件{words}（文件名后面带“新”字）。")
        if self.stuck:
            names = "、".join(self._name(path) for path in self.stuck[:_NAMED])
            more = f"等 {len(self.stuck)} 个" if len(self.stuck) > _NAMED else ""
            lines.append(
                f"{names}{more} 是以前留下的，本次已不需要，但被打开、保护或改过，没有删除。请关闭并核对后自行删去。"
            )
        return lines

    def _beside(self, path: Path, mark: str, data: bytes) -> Path:
        """The first name beside the file that can take the content."""
        for number in range(1, _TRIES + 1):
            other = beside(path, mark, number)
            there = bytes_at(other) if other.exists() else None
            if there == data:
                return other
            if other.exists() and (there is None or not self.is_ours(other, there)):
                continue
            self.announce({other: data})
            if put(other, data):
                return other
        folder = path.parent.relative_to(self.root).as_posix()
        if path.exists():
            raise OperatorError(
                f"{folder} 里的 {path.name} 和它旁边的新文件都开着，写不进去。请关闭后再运行一次。"
            )
        raise OperatorError(f"{folder} 写不进去。请检查磁盘空间和文件夹权限。")

    def _forget(self, path: Path) -> None:
        """Files beside one that is right again go, unless a person has them open or wrote into them."""
        for mark in (OCCUPIED, EDITED):
            for number in range(1, _TRIES + 1):
                other = beside(path, mark, number)
                if not other.exists():
                    continue
                there = bytes_at(other)
                if there is None or (self.is_ours(other, there) and not removed(other)):
                    self.stuck.append(other)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def beside(path: Path, mark: str = OCCUPIED, number: int = 1) -> Path:
    """Where the new content of a file goes that is open or was edited."""
    return path.with_name(f"{path.stem}{mark}{number if number > 1 else ''}{path.suffix}")


def digest_of(data: bytes) -> str:
    """sha256 (hex) of what a file holds."""
    return hashlib.sha256(data).hexdigest()


def bytes_at(path: Path) -> bytes | None:
    """The bytes of a file; None when there is none, or it can't be read since a program holds it."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def removed(path: Path) -> bool:
    """Remove a file; False when a program holds it."""
    with contextlib.suppress(OSError):
        path.unlink()
        return True
    return False


def _may_go(path: Path, there: bytes | None) -> bool:
    """Whether what stands at a path may be replaced or removed."""
    if not path.exists():
        return True
    # What nobody can read may hold a person's words; what is marked read-only was protected by somebody.
    return there is not None and path.is_file() and bool(path.stat().st_mode & stat.S_IWUSR)


def put(path: Path, data: bytes) -> bool:
    """Put the data in place of the file in one step; False when Excel or a right forbids it."""
    try:
        write_whole(path, data)
    except OSError:
        return False
    return True
