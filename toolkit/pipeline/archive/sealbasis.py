"""What a sealed paper rested on, so that a later difference is put down to what really moved.

In: the month at the moment of its seal. Out: two digests kept beside the tool's own text of the paper: of all that the ledger
holds of the month and the months before, and of settings, checklist, templates and program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.ledger.records import Seal
from toolkit.pipeline.archive.basis import basis_text
from toolkit.pipeline.archive.sealed import kept_papers
from toolkit.pipeline.folder.sources import program_digest
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.word.tokens import tag_index


@dataclass(frozen=True)
class Moved:
    """Whether the data of a month changed since its seal, and whether what they are told with did."""

    data: bool
    words: bool


def basis_path(workspace: Workspace, file: str) -> Path:
    """Where the digests of a sealed paper are."""
    return kept_papers(workspace) / "程序原稿" / f"{Path(file).stem}_依据.json"


def basis(workspace: Workspace, period: Period) -> bytes:
    """The digests of today."""
    return json.dumps(_digests(workspace, period), indent=0).encode()


def moved_since(workspace: Workspace, seal: Seal) -> Moved:
    """What changed since; of a paper that was sealed before digests were kept, the data."""
    try:
        kept = json.loads(basis_path(workspace, seal.file).read_text("utf-8"))
    except (OSError, ValueError):
        return Moved(data=True, words=False)
    now = _digests(workspace, seal.period)
    return Moved(kept.get("data") != now["data"], kept.get("words") != now["words"])


def printed_keys(figures: Mapping[str, Figure], paper: bytes) -> list[str]:
    """The figures that a paper prints."""
    from toolkit.word.manifest import read_manifest

    manifest = read_manifest(paper)
    tags = tag_index(figures)
    return [tags[one.tag][0].key for one in (manifest.figures if manifest else ()) if one.tag in tags]


def same_printed(then: Mapping[str, Figure], now: Mapping[str, Figure], paper: bytes) -> bool:
    """Whether every printed figure is the same (a target may have been mended in the checklist)."""
    keys = printed_keys(now, paper)
    return all(then[key].value == now[key].value for key in keys if key in then)


def _digests(workspace: Workspace, period: Period) -> dict[str, str]:
    ledger = workspace.ledger
    states = ledger.states()
    known = max((one for one in states if one <= period), default=None)
    data = [states[known] if known else "", *(repr(one) for one in ledger.verdicts(period))]
    words = [basis_text(workspace), program_digest()]
    return {
        name: hashlib.sha256("\n".join(lines).encode()).hexdigest()
        for name, lines in (("data", data), ("words", words))
    }
