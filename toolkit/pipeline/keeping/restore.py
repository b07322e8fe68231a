"""restore FILE: a backup takes the place of what is there; what is there is moved aside, never removed.

In: a zip that ``backup`` wrote, checked whole before anything is touched; whether a person agrees. Out: folders
swapped one by one by renaming, and lines for the terminal. Killed in between it is run again: nothing is lost, for
each thing is either at its place or in the dated folder beside.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.files import free_name
from toolkit.ledger.journal import Journal, JournalError
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.keeping.backup import LEDGER, SAVED, Manifest, check_backup, unpack
from toolkit.pipeline.keeping.rebuilding import archive_lock

Ask = Callable[[str], bool]


def restore(workspace: Workspace, file: Path, now: datetime, agreed: Ask) -> list[str]:
    """Bring a backup back; raises OperatorError when it is not sound, or nobody agrees to lose newer acts."""
    if not file.is_file():
        raise OperatorError(f"没有找到备份文件 {file}。")
    manifest = check_backup(file)
    scratch = workspace.root / f".恢复中-{secrets.token_hex(4)}.tmp"
    try:
        scratch.mkdir(parents=True)
        unpack(file, manifest, scratch)
        question = _question(workspace, manifest, scratch)
        if question and not agreed(question):
            raise OperatorError(f"{question}没有改动任何内容。确定要恢复，请加 --yes。")
        with archive_lock(workspace):
            pass  # nobody collects at this moment; Windows cannot move a folder with a lock in it
        aside = workspace.root / f"恢复前-{now:%Y%m%d-%H%M%S}"
        kept = _swap(workspace, scratch, aside)
    except OSError as error:
        raise OperatorError(
            f"恢复没有做完（{os_reason(error)}：{error.filename}）。请关闭正在打开的文件后再运行一次；原来的文件都在“恢复前-…”文件夹里。"
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    made = datetime.fromisoformat(manifest.made)
    lines = [f"已从 {file.name}（{made:%Y-%m-%d %H:%M} 备份）恢复 {len(manifest.files)} 个文件。"]
    if kept:
        lines.append(f"原来的 {'、'.join(kept)} 挪到 {aside.name}，确认无误后再自行处理。")
    return [*lines, "下一步：运行 python run_report.py doctor 检查。"]


def _question(workspace: Workspace, manifest: Manifest, scratch: Path) -> str:
    """What is lost from sight by restoring, "" when the backup has everything that the folder has."""
    made = datetime.fromisoformat(manifest.made)
    if f"archive/{LEDGER}" not in manifest.files and workspace.archive.is_dir():
        return (
            f"这份备份（{made:%Y-%m-%d %H:%M}）里没有台账，台账在数据库服务器上，不会跟着恢复；"
            "其后收下的原件会挪到“恢复前-…”文件夹，台账里还记着它们。"
        )
    here = Journal(workspace.archive).last()
    if not here.number:
        return ""
    if here == manifest.mark:
        return ""
    if here.number >= manifest.number:
        return (
            f"这份备份（{made:%Y-%m-%d %H:%M}，记到第 {manifest.number} 笔）比现在的台账（记到第 {here.number} 笔）旧，"
            "恢复后其后的来件、裁定和封存就看不到了。"
        )
    try:
        known = any(act.mark == here for act in Journal(scratch / "archive").acts())
    except (JournalError, OSError):
        known = False
    return "" if known else f"这份备份（{made:%Y-%m-%d %H:%M}）不是从现在这个台账备份的。"


def _swap(workspace: Workspace, scratch: Path, aside: Path) -> list[str]:
    """The settings last: with them the folder counts as complete. Returns what was moved aside."""
    kept = []
    for name in reversed(SAVED):
        fresh, present = scratch / name, workspace.root / name
        if not fresh.exists():
            continue
        if present.exists():
            aside.mkdir(exist_ok=True)
            present.rename(free_name(aside / name))
            kept.append(name)
        fresh.rename(present)
    return kept
