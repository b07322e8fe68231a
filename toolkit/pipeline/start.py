"""A fresh working folder: settings, templates, empty inbox and outbox."""

from __future__ import annotations

import shutil
from pathlib import Path

from toolkit.errors import OperatorError

INSTALLED = Path(__file__).resolve().parent.parent.parent


def init_folder(folder: Path) -> None:
    """Make ``folder`` a working folder; raises OperatorError when it holds one already."""
    if (folder / "config.toml").exists():
        raise OperatorError(
            f"{folder} 已经是工作文件夹（里面有 config.toml），没有改动。要新建请换一个文件夹名。"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(INSTALLED / "templates", folder / "templates", dirs_exist_ok=True)
        for name in ("inbox", "outbox"):
            (folder / name).mkdir(exist_ok=True)
        # The settings come last: with them the folder counts as complete.
        shutil.copyfile(INSTALLED / "config.toml", folder / "config.toml")
    except OSError as error:
        raise OperatorError(
            f"{folder} 建不起来：{error.strerror}。请换一个位置，或检查文件夹权限。"
        ) from None
