"""doctor on the computer and the folder: Python, disk, sync drives, places and files that cannot be read, open files.

In: a workspace, of which no setting is needed. Out: :class:`Diagnosis` values; nothing is changed.
"""

from __future__ import annotations

import os
import shutil
import stat
import struct
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from toolkit.errors import os_reason
from toolkit.ledger.private import is_open_to_others
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.health.diagnosis import BAD, FINE, HINT, Diagnosis, some

OLDEST = (3, 11)
_LOW_SPACE = 1 << 30  # a month's papers and their archive fit twice into this
_NO_SPACE = 100 << 20
_FOLDERS = ("inbox", "outbox", "archive", "templates")
_OFFICE = (".xlsx", ".docx", ".toml")
# Parts of a folder's name, lower case, and how people call the drive.
SYNC_DRIVES = {
    "onedrive": "OneDrive", "坚果云": "坚果云", "nutstore": "坚果云", "百度网盘": "百度网盘", "百度云": "百度网盘",
    "baidusync": "百度网盘", "baidunetdisk": "百度网盘", "dropbox": "Dropbox", "icloud": "iCloud", "mobile documents": "iCloud",
    "wps云": "WPS 云盘", "wps 云": "WPS 云盘", "wpsdrive": "WPS 云盘", "wps cloud": "WPS 云盘", "微云": "微云", "weiyun": "微云",
    "天翼云": "天翼云盘", "阿里云盘": "阿里云盘", "google drive": "Google Drive", "googledrive": "Google Drive",
    "nextcloud": "Nextcloud", "seafile": "Seafile", "钉盘": "钉盘", "云盘": "云盘", "网盘": "网盘", "同步盘": "同步盘",
}  # fmt: skip


def python(_workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is this Python one that the tool is made for, and does it take Chinese names of files."""
    bits = struct.calcsize("P") * 8
    version = ".".join(map(str, sys.version_info[:3]))
    if bits != 64 or sys.version_info[:2] < OLDEST:
        yield Diagnosis(
            BAD, f"运行的是 {bits} 位的 Python {version}。", "请装 64 位的 Python 3.11 以上版本，再运行一次。"
        )
    elif sys.getfilesystemencoding().lower() not in ("utf-8", "utf8"):
        remedy = "请把系统语言环境设为 UTF-8（如 zh_CN.UTF-8）再运行，否则中文文件名会写错。"
        yield Diagnosis(BAD, f"文件名按 {sys.getfilesystemencoding()} 编码。", remedy)
    else:
        yield Diagnosis(FINE, f"Python {version}，{bits} 位。")


def disk(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is there room for the next months."""
    free = shutil.disk_usage(workspace.root).free
    what = f"工作文件夹所在磁盘还剩 {free >> 20} MB。"
    if free < _NO_SPACE:
        yield Diagnosis(BAD, what, "请先清理磁盘再收表、汇总。")
    elif free < _LOW_SPACE:
        yield Diagnosis(HINT, what, "建议清理磁盘；存档和台账不要删。")
    else:
        yield Diagnosis(FINE, what)


def sync_drive(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Does another program copy the folder away and back: half-written ledgers, files held, two versions of one."""
    parts = [part.lower() for part in workspace.root.parts]
    name = next((told for part in parts for sign, told in SYNC_DRIVES.items() if sign in part), "")
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        place = os.environ.get(variable)
        if place and workspace.root.is_relative_to(place):
            name = "OneDrive"
    if name:
        yield Diagnosis(
            HINT,
            f"工作文件夹放在{name}的同步文件夹里，同步时会占用文件，台账可能被换成旧的或损坏。",
            "请把整个文件夹挪到普通的盘（如 D:\\月报）；网盘里放 backup 写的备份文件。",
        )


def unreadable(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Can everything be read, and does every folder take new files."""
    for name in _FOLDERS:
        folder = workspace.root / name
        if not folder.exists():
            continue
        if not folder.is_dir():
            yield Diagnosis(BAD, f"{name} 是一个文件，应当是文件夹。", "请把它移走或改名，再运行一次。")
            continue
        if not os.access(folder, os.W_OK):
            remedy = "请检查这个文件夹的权限和所在的盘是不是只读。"
            yield Diagnosis(BAD, f"{name} 文件夹里写不进文件。", remedy)
        faults = list(_faults(folder))
        if faults:
            named = some([f"{workspace.relative(path)}（{why}）" for path, why in faults])
            yield Diagnosis(
                BAD, f"读不出来：{named}。", "请检查这些文件和文件夹的权限；网盘、U 盘上的先连好。"
            )


def _faults(folder: Path) -> Iterator[tuple[Path, str]]:
    """What of a folder cannot be read, and why; originals are read whole by another check."""
    refused: list[OSError] = []
    for place, _, names in os.walk(folder, onerror=refused.append):
        for name in sorted(names):
            path = Path(place, name)
            try:
                with path.open("rb") as file:
                    file.read(1)
            except OSError as error:
                yield path, os_reason(error)
    yield from ((Path(str(error.filename)), os_reason(error)) for error in refused)


def open_files(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Which papers are open or protected, so that a run would write beside them."""
    held, protected = [], []
    for path in _papers(workspace.root):
        name = workspace.relative(path)
        if any(path.with_name(sign).exists() for sign in _signs(path.name)) or _is_held(path):
            held.append(name)
        elif not path.stat().st_mode & stat.S_IWUSR:
            protected.append(name)
    if held:
        remedy = "请在 Excel、WPS、Word 里保存并关闭；开着时新结果会写在旁边。"
        yield Diagnosis(HINT, f"正开着：{some(held)}。", remedy)
    if protected:
        remedy = "请在文件属性里去掉“只读”；不去掉的，新结果会写在旁边。"
        yield Diagnosis(HINT, f"设成了只读：{some(protected)}。", remedy)


def _papers(root: Path) -> Iterator[Path]:
    yield from (path for path in [root / "config.toml"] if path.is_file())
    for name in ("templates", "outbox"):
        for path in sorted((root / name).rglob("*")):
            if path.suffix in _OFFICE and path.is_file() and not path.name.startswith(("~$", ".")):
                yield path


def _signs(name: str) -> tuple[str, ...]:
    """What Office, WPS and LibreOffice put beside a file while it is open; Office cuts two letters off long names."""
    return f"~${name}", f"~${name[2:]}", f".~lock.{name}#"


def _is_held(path: Path) -> bool:
    """Whether the system refuses to open it for writing although it is not protected; opening changes nothing."""
    try:
        with path.open("r+b"):
            return False
    except PermissionError:
        return bool(path.stat().st_mode & stat.S_IWUSR)
    except OSError:
        return False


def rights(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """May nobody but the owner read ledger, key and journal."""
    for pattern in ("*.db*", "*.key", "*.jsonl"):
        for path in sorted(workspace.archive.glob(pattern)):
            if is_open_to_others(path):
                name = workspace.relative(path)
                why = "拿到它就能冒充下发的填报表" if path.suffix == ".key" else "里面有姓名和电话"
                remedy = f"请在命令窗口运行 chmod 600 {name}，别人就读不了。"
                yield Diagnosis(HINT, f"{name} 别的用户也能读，{why}。", remedy)
