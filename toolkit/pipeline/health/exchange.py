"""What ``doctor`` looks at where several computers share a ledger: the folder over which they exchange originals.

In: a workspace. Out: :class:`Diagnosis` values.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from toolkit.errors import os_reason, os_remedy
from toolkit.files import write_whole
from toolkit.pipeline.archive.exchange import (
    HOW_TO_SHARE,
    computers_of,
    folder_fault,
    laid_out,
    this_computer,
)
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.health.diagnosis import BAD, FINE, HINT, Diagnosis, some

_PROBE = 1 << 16  # bytes that must fit in: a small return


def shared_folder(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Is it there, can it be written in, does it belong to this ledger, and do the others use the same one."""
    named = workspace.config.ledger.archive
    if not workspace.ledger_on_server:
        if named:
            what = "config.toml 里写了共享文件夹（[ledger] 的 archive），却没有写几台电脑共用的台账（url），不会互换原件。"
            yield Diagnosis(HINT, what, "只有一台电脑用的，把 archive 改成空的；几台一起用的，请写上 url。")
        return
    own = this_computer(workspace.root)
    others = sorted(set(workspace.ledger.keepers().values()) - {own})
    if not named:
        if others:
            what = f"台账由几台电脑共用（还有{some(others)}），没有写互换原件的共享文件夹。"
            yield Diagnosis(HINT, what, HOW_TO_SHARE)
        return
    if fault := folder_fault(workspace):
        what, _, remedy = fault.partition("。")
        yield Diagnosis(BAD, f"{what}。", remedy)
        return
    yield from _in_use(Path(named), own, others)


def _in_use(folder: Path, own: str, others: list[str]) -> Iterator[Diagnosis]:
    probe = folder / "archive" / f".{secrets.token_hex(6)}.tmp"
    try:
        write_whole(probe, bytes(_PROBE))
        probe.unlink()
        there, using = laid_out(folder), computers_of(folder)
    except OSError as error:
        yield Diagnosis(BAD, f"共享文件夹 {folder} 写不进去：{os_reason(error)}。", os_remedy(error))
        return
    yield Diagnosis(FINE, f"共享文件夹 {folder} 可用，里面有 {len(there)} 份原件。")
    absent = [computer for computer in others if computer not in using]
    if own in using and absent:
        what = f"{some(absent)} 也在用这个台账，没有用过这个共享文件夹：那边没有写，或写的不是同一处。"
        yield Diagnosis(HINT, what, HOW_TO_SHARE)
