"""A fresh working folder: settings, templates, empty inbox and outbox, and what starts the toolkit from there.

The folder gets run_report.py, which knows where the toolkit is, and what is double-clicked to open the desk; the
toolkit's own folder remembers in ``.workfolders`` which ones were made from it.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.setup.environment import HOME, INSTALLED, PACKAGED

LAUNCHER = "run_report.py"
DOUBLE_CLICK = ("开始.bat", "开始.command", "开始.sh")  # Windows, macOS, Linux
REMEMBERED = INSTALLED / ".workfolders"
_RUNS = 0o755
_PLACES = 'PLACES = [""]'


def init_folder(folder: Path) -> None:
    """Make ``folder`` a working folder; raises OperatorError when it holds one already."""
    if (folder / "config.toml").exists():
        raise OperatorError(
            f"{folder} 已经是工作文件夹（里面有 config.toml），没有改动。要新建请换一个文件夹名。"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put_starters(folder)
        shutil.copytree(
            INSTALLED / "templates", folder / "templates", dirs_exist_ok=True, copy_function=_copy_missing
        )
        for name in ("inbox", "outbox"):
            (folder / name).mkdir(exist_ok=True)
        # The settings come last: with them the folder counts as complete.
        shutil.copyfile(INSTALLED / "config.toml", folder / "config.toml")
    except OSError as error:
        raise OperatorError(
            f"{folder} 建不起来：{os_reason(error)}。请换一个位置，或检查文件夹权限。"
        ) from None


def put_starters(folder: Path) -> bool:
    """Put run_report.py and what is double-clicked into the folder; whether anything changed. Another's file is refused."""
    launcher = (INSTALLED / LAUNCHER).read_text("utf-8")
    wanted = {
        LAUNCHER: launcher.replace(_PLACES, f"PLACES = {_places(folder)!r}", 1).encode(),
        **{name: (INSTALLED / name).read_bytes() for name in DOUBLE_CLICK},
    }
    # A launcher of ours begins with the same two lines, of whatever version it is.
    ours = launcher.encode().splitlines()[:2]
    present = folder / LAUNCHER
    if present.exists() and present.read_bytes().splitlines()[:2] != ours:
        raise OperatorError(f"{folder} 里已经有别的 {LAUNCHER}，没有动它。请换一个文件夹。")
    changed = [
        name
        for name, data in wanted.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != data
    ]
    for name in changed:
        (folder / name).write_bytes(wanted[name])
        if name in DOUBLE_CLICK[1:]:
            with suppress(OSError):  # a drive that keeps no rights
                (folder / name).chmod(_RUNS)
    return bool(changed)


def renew_starters(folder: Path) -> bool:
    """Whether a working folder that exists was connected with this toolkit anew: either one may have been moved."""
    if not (folder / "config.toml").is_file() or folder == INSTALLED:
        return False
    try:
        return put_starters(folder)
    except OSError as error:
        raise OperatorError(f"{folder} 写不进去：{os_reason(error)}。请检查文件夹权限。") from None


def remember(folder: Path) -> None:
    """Note a working folder in the toolkit's own one; not being able to is no fault. pip's folders are left as they are."""
    if PACKAGED:
        return
    try:
        known = _remembered()
        if str(folder) not in known:
            REMEMBERED.write_text("".join(f"{line}\n" for line in [*known, folder]), "utf-8")
    except OSError:
        return


def work_folders() -> list[Path]:
    """The working folders that were made from this toolkit and are still there."""
    return [folder for folder in map(Path, _remembered()) if (folder / "config.toml").is_file()]


def _remembered() -> list[str]:
    try:
        return REMEMBERED.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []


def _places(folder: Path) -> list[str]:
    """Where the toolkit is: seen from the folder, for both moved together, and in full, for one moved alone."""
    try:
        return [os.path.relpath(HOME, folder), str(HOME)]
    except ValueError:  # another drive
        return [str(HOME)]


def _copy_missing(source: str, target: str) -> None:
    """Copy a template unless the folder has one of its name: that is the office's."""
    if not Path(target).exists():
        shutil.copyfile(source, target)
