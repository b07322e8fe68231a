"""backup FILE: everything that cannot be made again, in one zip with a manifest of hashes.

In: the working folder. Out: a zip with archive/ (the ledger as SQLite's own backup gives it, so that it is whole while
others write), config.toml, templates/ and outbox/, checked file by file before it gets its name. What still lies in
inbox/ is not in it: that is collected first, and said.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.core.codec import made, plain
from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.files import PRIVATE, begun, settle
from toolkit.inbox.scan import WAITING
from toolkit.ledger.connect import BUSY_SECONDS
from toolkit.ledger.faults import UNKNOWN, database_fault
from toolkit.ledger.journal import NAME as JOURNAL
from toolkit.ledger.journal import Journal, Mark
from toolkit.ledger.private import create_private
from toolkit.ledger.rebuild import SIDE_FILES
from toolkit.pipeline.archive.originals import file_hash
from toolkit.pipeline.folder.progress import Progress, unseen
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.keeping.rebuilding import archive_lock, ledger_file

MANIFEST = "备份清单.json"
KIND = "checklist-reporting-backup"
LEDGER = "ledger.db"
SAVED = ("config.toml", "archive", "templates", "outbox")  # what a backup holds, and restore puts back
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; ``files`` are hashes by path, the mark says where its journal stands."""

    kind: str
    made: str  # ISO
    number: int
    total: str
    files: dict[str, str]

    @property
    def mark(self) -> Mark:
        """Where the ledger of the backup stands."""
        return Mark(self.number, self.total)


def backup(
    workspace: Workspace, target: Path, now: datetime, progress: Progress = unseen
) -> tuple[list[str], bool]:
    """(lines, whether nothing was left out); raises OperatorError when it cannot be written whole, nothing is left then."""
    if target.exists():
        raise OperatorError(f"{target} 已经存在，没有覆盖。请换一个文件名。")
    if not target.parent.is_dir():
        raise OperatorError(f"文件夹 {target.parent} 不存在，请先建好再备份。")
    _ = workspace.ledger.checklists()  # a lost or broken ledger is told now
    temporary: Path | None = None
    try:
        with archive_lock(workspace):
            temporary = begun(target, rights=PRIVATE)
            files, left_out = _write(workspace, temporary, now, progress)
        check_backup(temporary)
        settle(temporary, target)
    except OSError as error:
        place = error.filename or target
        raise OperatorError(f"备份没有写成：{place}（{os_reason(error)}）。{os_remedy(error)}") from error
    except sqlite3.Error as error:
        raise OperatorError(f"备份没有写成：台账{database_fault(error) or UNKNOWN}") from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    size = target.stat().st_size >> 20
    lines = [
        f"已备份 {files} 个文件到 {target}（{size} MB），逐个核对过哈希。里面有密钥和联系人，请妥善保管。"
    ]
    if workspace.ledger_on_server:
        lines.append("台账在数据库服务器上，不在这份备份里：请信息部门定期备份那个库。")
    lines += [f"{name} 打不开，不在备份里。请关闭它再备份一次。" for name in left_out]
    new = sum(path.is_file() and not path.name.startswith(".") for path in workspace.inbox.glob("*"))
    if new:
        lines.append(f"inbox 里还有 {new} 个文件没有收取，不在备份里。请先运行 collect。")
    if any(workspace.inbox.glob(f"{WAITING}/*")):
        lines.append(f"inbox/{WAITING} 里的来件已在存档里；恢复后要处理它们，请留着这个文件夹。")
    return lines, not left_out and not new


def _write(workspace: Workspace, temporary: Path, now: datetime, progress: Progress) -> tuple[int, list[str]]:
    hashes: dict[str, str] = {}
    left_out: list[str] = []
    workspace.ledger.close()
    with (
        tempfile.TemporaryDirectory() as scratch,
        zipfile.ZipFile(
            temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False
        ) as zipped,
    ):
        mark = _copy_ledger(workspace, Path(scratch))
        for copy in sorted(Path(scratch).iterdir()):
            name = f"archive/{copy.name}"
            hashes[name] = _add(zipped, copy, name)
        paths = list(_files(workspace))
        for path in progress(paths, "备份", len(paths)):
            name = workspace.relative(path)
            try:
                hashes[name] = _add(zipped, path, name)
            except OSError:
                if not name.startswith("outbox/"):
                    raise
                left_out.append(name)  # open in Excel without sharing: the others are worth keeping
        manifest = Manifest(KIND, now.isoformat(), mark.number, mark.total, hashes)
        zipped.writestr(MANIFEST, json.dumps(plain(manifest), ensure_ascii=False, indent=1))
    return len(hashes), left_out


def _copy_ledger(workspace: Workspace, scratch: Path) -> Mark:
    """Ledger and journal as they stand at one moment: whoever would write either waits meanwhile."""
    try:
        database = ledger_file(workspace)
    except OperatorError:
        return Mark()  # on a server: its backup is the server's
    journal = Journal(workspace.archive)
    with (
        closing(sqlite3.connect(database, isolation_level=None, timeout=BUSY_SECONDS)) as lock,
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(scratch / LEDGER)) as target,
    ):
        lock.execute("begin immediate")
        source.backup(target)
        shutil.copyfile(journal.path, scratch / JOURNAL)
        mark = journal.last()
        lock.execute("rollback")
        target.execute("pragma journal_mode = delete")
        if target.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise OperatorError("台账有损坏，没有写备份。请先运行 python run_report.py doctor。")
    return mark


def _files(workspace: Workspace) -> Iterator[Path]:
    """Everything to save but ledger and journal; locks and half-written files are nothing to keep."""
    database = {f"{LEDGER}{suffix}" for suffix in SIDE_FILES} | {JOURNAL}
    for name in SAVED:
        top = workspace.root / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            ours = path.parent == workspace.archive and path.name in database
            if path.is_file() and not path.is_symlink() and not ours and not _is_passing(path):
                yield path


def _is_passing(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.suffix == ".tmp"


def _add(zipped: zipfile.ZipFile, path: Path, name: str) -> str:
    """Put a file in under that name and return the hash of what went in."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        first = source.read(_BLOCK)  # an unreadable file is told before an entry is begun
        info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
        info.compress_type = zipfile.ZIP_DEFLATED
        with zipped.open(info, "w", force_zip64=True) as target:
            block = first
            while block:
                digest.update(block)
                target.write(block)
                block = source.read(_BLOCK)
    return digest.hexdigest()


def check_backup(path: Path) -> Manifest:
    """The manifest of a backup of which every file is there and sound; raises OperatorError, nothing is written."""
    try:
        with zipfile.ZipFile(path) as zipped:
            manifest = _manifest(zipped, path)
            names = [info.filename for info in zipped.infolist()]
            if sorted(names) != sorted([*manifest.files, MANIFEST]):
                raise OperatorError(f"{path.name} 里的文件与备份清单不符，没有改动任何内容。请换一份备份。")
            for name, expected in manifest.files.items():
                if not is_safe(name):
                    raise OperatorError(
                        f"{path.name} 里有不该有的路径（{name}），不是本工具写的备份，没有恢复。"
                    )
                with zipped.open(name) as stream:
                    if hashlib.file_digest(stream, "sha256").hexdigest() != expected:  # type: ignore[arg-type]
                        raise OperatorError(
                            f"{path.name} 里的 {name} 已损坏，没有改动任何内容。请换一份备份。"
                        )
            return manifest
    except (OSError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise OperatorError(f"{path.name} 打不开或不完整，没有改动任何内容。请换一份备份。") from error


def _manifest(zipped: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        kept = json.loads(zipped.read(MANIFEST))
        manifest = made(Manifest, kept)
        datetime.fromisoformat(manifest.made)
        if manifest.kind != KIND or not isinstance(manifest.number, int):
            raise ValueError(manifest.kind)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise OperatorError(f"{path.name} 不是本工具写的备份，没有改动任何内容。") from None
    return manifest


def is_safe(name: str) -> bool:
    """A path below one of the saved folders, whatever system reads it."""
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and "\\" not in part and ":" not in part for part in parts)
    return (
        plain
        and "\x00" not in name
        and parts[0] in SAVED
        and (len(parts) == 1) == (parts[0] == "config.toml")
    )


def unpack(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files of a checked backup into an empty folder and check them there once more."""
    with zipfile.ZipFile(path) as zipped:
        for name, expected in manifest.files.items():
            target = folder.joinpath(*name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            if name.startswith("archive/"):
                create_private(target)
            with zipped.open(name) as source, target.open("wb") as stream:
                while block := source.read(_BLOCK):
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
            if file_hash(target) != expected:
                raise OperatorError(f"解开 {name} 时磁盘写坏了，没有改动现有文件。请检查磁盘。")
