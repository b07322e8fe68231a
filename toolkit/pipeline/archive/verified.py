"""Which papers somebody has held against the ledger with verify, so that issue can say of one that nobody did.

In: the bytes of a paper. Out: hashes in archive/verified.json, by period, and apart those that agreed with the ledger.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.pipeline.folder.outfiles import put
from toolkit.pipeline.folder.workspace import Workspace

_CLEAN = "{} 一致"
KEPT = 20  # papers that are remembered of a period


def remember_verified(workspace: Workspace, period: Period, data: bytes, *, clean: bool) -> None:
    """Remember the paper as it is, and whether it agreed with the ledger.

    Where the archive takes nothing, issue says that nobody verified it.
    """
    known = _known(workspace)
    digest = hashlib.sha256(data).hexdigest()
    for name, holds in ((str(period), True), (_CLEAN.format(period), clean)):
        kept = [one for one in known.get(name, []) if one != digest]
        if holds or name in known:
            known[name] = [*kept, *([digest] if holds else [])][-KEPT:]
    if _path(workspace).parent.is_dir():
        put(_path(workspace), json.dumps(known, indent=0, sort_keys=True).encode())


def verified(workspace: Workspace, period: Period, data: bytes) -> bool:
    """Whether somebody verified exactly these bytes."""
    return hashlib.sha256(data).hexdigest() in _known(workspace).get(str(period), [])


def agreed(workspace: Workspace, period: Period, data: bytes) -> bool:
    """Whether exactly these bytes agreed with the ledger when somebody verified them last."""
    return hashlib.sha256(data).hexdigest() in _known(workspace).get(_CLEAN.format(period), [])


def _path(workspace: Workspace) -> Path:
    return workspace.archive / "verified.json"


def _known(workspace: Workspace) -> dict[str, list[str]]:
    try:
        return dict(json.loads(_path(workspace).read_text("utf-8")))
    except (OSError, ValueError):
        return {}
