"""The working folder: where things are, and how outputs are written.

In: the root folder; out: paths, the checked config and checklist. Outputs are written atomically,
left alone when nothing changed, and written beside a file that is open in Excel.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import toolkit.checks  # noqa: F401  (every command begins here: the words of all findings are known from then on)
from toolkit.checklist.load import load_checklist
from toolkit.config import Config, decode_config, load_config
from toolkit.core.model import Checklist
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.store import Ledger, open_ledger

CHECKLIST = "templates/checklist.xlsx"
FAULTS_SHOWN = 20  # faults of the checklist that fit on a screen
_OCCUPIED = "（新，原文件被占用）"


@dataclass
class Workspace:
    """A working folder, and what this run had to write beside an open file.

    ``beside`` maps a path that was not writable to the file
    that holds its new content; ``notes`` are sentences on how the ledger was found.
    """

    root: Path
    beside: dict[Path, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def config(self) -> Config:
        """The checked settings; raises OperatorError."""
        path = self.root / "config.toml"
        if not path.is_file():
            raise OperatorError(
                f"{self.root} 里没有 config.toml。请到工作文件夹里运行，或先用 python run_report.py init 文件夹名 新建一个。"
            )
        return load_config(decode_config(path.read_bytes()))

    @cached_property
    def checklist(self) -> Checklist:
        """The checked checklist; raises OperatorError with every fault and its cell."""
        path = self.root / CHECKLIST
        if not path.is_file():
            raise OperatorError(f"没有找到任务清单 {CHECKLIST}。请把清单工作簿放回 templates 文件夹。")
        checklist, findings = load_checklist(path.read_bytes(), [unit.name for unit in self.config.units])
        if checklist is None:
            lines = [f"  {f.sheet} {f.address}：{f.problem}{f.remedy}" for f in findings[:FAULTS_SHOWN]]
            if len(findings) > FAULTS_SHOWN:
                lines.append(f"  另有 {len(findings) - FAULTS_SHOWN} 处，改好上面这些再运行，会接着列出。")
            raise OperatorError(f"任务清单 {CHECKLIST} 有需要修改的地方：\n" + "\n".join(lines))
        return checklist

    @property
    def inbox(self) -> Path:
        """Where the coordinator drops what arrived."""
        return self.root / "inbox"

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened once; raises OperatorError, also when it is lost, older or broken."""
        ledger = open_ledger(self.ledger_url, self.archive)
        self.notes += ledger.said
        return ledger

    @property
    def archive(self) -> Path:
        """Where every byte that arrived is kept, with ledger, journal and key."""
        return self.root / "archive"

    @property
    def ledger_url(self) -> str:
        """Where the ledger is: archive/ledger.db, or what config.toml says."""
        return self.config.ledger.url or sqlite_url(self.archive / "ledger.db")

    def outbox(self, period: Period, *parts: str) -> Path:
        """A path below outbox/<period>/."""
        return self.root.joinpath("outbox", str(period), *parts)

    def template(self, name: str) -> Path:
        """A template of the office; raises OperatorError when it is gone."""
        path = self.root / "templates" / name
        if not path.is_file():
            raise OperatorError(f"没有找到模板 templates/{name}。请从安装包里把它放回 templates 文件夹。")
        return path

    def relative(self, path: Path) -> str:
        """The path relative to the root, with forward slashes, for people and for cells."""
        return path.relative_to(self.root).as_posix()

    def write(self, path: Path, data: bytes) -> Path:
        """Write an output atomically; returns where it is. An unchanged file is left alone."""
        path.parent.mkdir(parents=True, exist_ok=True)
        other = path.with_name(f"{path.stem}{_OCCUPIED}{path.suffix}")
        if path.is_file() and path.read_bytes() == data:
            other.unlink(missing_ok=True)
            return path
        if _is_writable(path) and _replace(path, data):
            other.unlink(missing_ok=True)
            return path
        if not (other.is_file() and other.read_bytes() == data) and not _replace(other, data):
            raise OperatorError(f"{self.relative(path.parent)} 写不进去。请检查磁盘空间和文件夹权限。")
        self.beside[path] = other
        return other

    def clear(self, folder: Path, pattern: str, keep: Iterable[Path]) -> None:
        """Remove outputs of an earlier run that this run no longer makes."""
        kept = set(keep)
        for path in folder.glob(pattern):
            if path not in kept:
                path.unlink()


def _is_writable(path: Path) -> bool:
    # A file marked read-only was protected by somebody: os.replace would pass over that.
    return not path.exists() or (path.is_file() and bool(path.stat().st_mode & stat.S_IWUSR))


def _replace(path: Path, data: bytes) -> bool:
    """Put the data in place of the file in one step; False when Excel or a right forbids it."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".~", suffix=".tmp")
    except OSError:
        return False
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        return False
    return True
