"""What a seal holds: the name of its issue, its paper, its figures.

In: seals of the ledger. Out: labels, paths, Figures.
"""

from __future__ import annotations

import json
from pathlib import Path

from toolkit.core.codec import made
from toolkit.core.returns import Figure
from toolkit.ledger.records import Seal
from toolkit.pipeline.folder.workspace import Workspace


def kept_papers(workspace: Workspace) -> Path:
    """Where sealed papers stay for good."""
    return workspace.root / "archive" / "issued"


def label_of(seal: Seal) -> str:
    """第1期（更正） of a seal."""
    return seal.file.removeprefix(f"{seal.period}_专报_").removesuffix(".docx") or f"第{seal.number}期"


def sealed_figures(seal: Seal) -> dict[str, Figure]:
    """The figures that a paper was sealed with."""
    return {key: made(Figure, values) for key, values in json.loads(seal.figures).items()}
