"""Which papers somebody has held against the ledger with verify, so that issue can say of one that nobody did.

In: the bytes of a paper. Out: hashes in archive/verified.json, by period.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.pipeline.outfiles import put
from toolkit.pipeline.workspace import Workspace

KEPT = 20  # papers that are remembered of a period


def remember_verified(workspace: Workspace, period: Period, data: bytes) -> None:
    """Remember the paper as it is; where the archive takes nothing, issue says that nobody verified it."""
    known = _known(workspace)
    digest = hashlib.sha256(data).hexdigest()
    kept = [one for one in known.get(str(period), []) if one != digest]
    known[str(period)] = [*kept, digest][-KEPT:]
    if _path(workspace).parent.is_dir():
        put(_path(workspace), json.dumps(known, indent=0, sort_keys=True).encode())


def verified(workspace: Workspace, period: Period, data: bytes) -> bool:
    """Whether somebody verified exactly these bytes."""
    return hashlib.sha256(data).hexdigest() in _known(workspace).get(str(period), [])


def _path(workspace: Workspace) -> Path:
    return workspace.archive / "verified.json"


def _known(workspace: Workspace) -> dict[str, list[str]]:
    try:
        return dict(json.loads(_path(workspace).read_text("utf-8")))
    except (OSError, ValueError):
        return {}
