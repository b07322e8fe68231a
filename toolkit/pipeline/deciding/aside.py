"""rule aside: a file in inbox/未识别 that is none of ours (a picture, somebody's contract) goes out of the way, for good reason.

In: the file, the reason and the name. Out: the file in archive/搁置/<period>, whole, under its own name; a ruling, which
the log of the desk shows and ``rule revoke`` undoes; lines. Nothing is deleted, and no figure or paper changes.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.errors import OperatorError, os_reason
from toolkit.inbox.archive import copy_object, free_place, hash_of, store_file
from toolkit.inbox.scan import NOTE_SUFFIX, WAITING
from toolkit.ledger.records import Ruling
from toolkit.outputs.closing import NEXT, after_aside, after_decision, command
from toolkit.pipeline.deciding.rulingcommands import check_signed
from toolkit.pipeline.deciding.rulingcommands import revoke as revoke_ruling
from toolkit.pipeline.folder.arrivals import waiting_files
from toolkit.pipeline.folder.workspace import Workspace

FOLDER = "搁置"


def put_aside(
    workspace: Workspace, period: Period, which: str, reason: str, name: str, now: datetime
) -> list[str]:
    """Move it; raises OperatorError, nothing changed, for a file that does not wait for a person."""
    check_signed(workspace, reason, name)
    path = _waiting(workspace, which)
    sha256 = _stored(workspace, path)
    target = _place(workspace, period, path.name, sha256)
    if hash_of(target) != sha256:
        copy_object(workspace.root, sha256, target)
    ruling = Ruling("aside", period, "", sha256, reason.strip(), name.strip(), now, path.name)
    number = workspace.ledger.rule(ruling)
    workspace.ledger.forget_waiting(sha256)
    if hash_of(path) not in (None, sha256):
        raise OperatorError(
            f"{path.name} 刚才又换成了另一份，前一份已另存到 {workspace.relative(target)}；后一份没有动，请先收表。"
        )
    try:
        path.unlink(missing_ok=True)
        Path(f"{path}{NOTE_SUFFIX}").unlink(missing_ok=True)
    except OSError as error:
        raise OperatorError(
            f"{path.name} 已另存到 {workspace.relative(target)}，但原处的移不走（{os_reason(error)}）。请关闭正打开它的程序，再搁置一次。"
        ) from None
    return [
        f"裁定{number}：{path.name} 已搁置，移到 {workspace.relative(target)}，没有删除，不计入任何数。",
        f"搁置错了的，运行 {command(period, 'rule', 'revoke', str(number))}，文件放回 inbox。",
        after_aside(period, waiting_files(path.parent)),
    ]


def revoke(workspace: Workspace, period: Period, number: int, now: datetime) -> list[str]:
    """Take a ruling back; a file that was put aside lies in inbox/ again, as it came."""
    ruling = workspace.ledger.ruling(number)
    if ruling is None or ruling.kind != "aside" or ruling.revoked_at is not None:
        return [*revoke_ruling(workspace, number, now), after_decision(period)]
    lines = _bring_back(workspace, ruling)
    workspace.ledger.revoke(number, now)
    return lines


def _bring_back(workspace: Workspace, ruling: Ruling) -> list[str]:
    kept = _place(workspace, ruling.period, ruling.seen, ruling.target)
    target = workspace.inbox / kept.name
    if hash_of(target) not in (None, ruling.target):
        raise OperatorError(f"inbox 里已有另一个叫 {target.name} 的文件，没有改动。请先收表，再撤销。")
    copy_object(workspace.root, ruling.target, target)
    kept.unlink(missing_ok=True)
    return [
        f"裁定{ruling.id}（搁置）已撤销，{target.name} 放回 inbox。",
        f"{NEXT}重新收表，运行 {command(ruling.period)}。",
    ]


def _waiting(workspace: Workspace, which: str) -> Path:
    """The file that is meant, in inbox/未识别."""
    if not which.strip():
        raise OperatorError(
            "没有写是哪个文件，例如：rule aside inbox/未识别/合同.docx --reason 原因 --name 姓名。"
        )
    path, folder = workspace.given(Path(which)), workspace.inbox / WAITING
    if path.resolve().parent != folder.resolve() or not path.is_file() or path.name.endswith(NOTE_SUFFIX):
        raise OperatorError(
            f"{which} 不是 inbox/{WAITING} 里的来件，没有改动。只有收过表、认不出来的来件才能搁置；新放进 inbox 的，请先收表。"
        )
    return path


def _stored(workspace: Workspace, path: Path) -> str:
    """Its hash, once its bytes are safe in the archive."""
    try:
        return store_file(workspace.root, path)
    except OSError as error:
        raise OperatorError(f"打不开 {path.name}（{os_reason(error)}），没有改动。请关闭它再试。") from None


def _place(workspace: Workspace, period: Period, name: str, sha256: str) -> Path:
    """Where it is kept."""
    return free_place(workspace.root, workspace.archive / FOLDER / str(period), name, sha256)
