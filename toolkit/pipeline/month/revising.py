"""Revisions of a month's papers: the seals of the year beside what the ledger says today.

In: the ledger's seals with their figures, papers under archive/issued/. Out: :class:`Revised` for the figures. A month
in which nothing came and nothing was decided since its seal is not worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit.core import fields
from toolkit.core.followed import Printed, Revised
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.figures.followed.revisions import revised
from toolkit.ledger.records import Seal
from toolkit.pipeline.archive.sealed import kept_papers, label_of, sealed_figures
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.word.tokens import tag_index

Today = Callable[
    [Period, bool], Mapping[str, Figure]
]  # of a month, with or without the returns that wait to count


def revisions(workspace: Workspace, period: Period, today: Today) -> Revised:
    """What of the papers of last December and of the year's months up to this one is another figure now."""
    year = [
        Period(period.year - 1, 12),
        *period.so_far,
    ]
    issued = [(month, seals) for month in year if (seals := workspace.ledger.seals(month))]
    printed = [_printed(workspace, month, seals, today) for month, seals in issued]
    return revised(printed, {unit.code: unit.name for unit in workspace.checklist.units})


def _printed(workspace: Workspace, month: Period, seals: list[Seal], today: Today) -> Printed:
    first, last = sealed_figures(seals[0]), sealed_figures(seals[-1])
    counted = today(month, False) if _moved(workspace, month, seals[-1]) else last
    keys = _keys(workspace, seals[-1], last)
    held = tuple(dict.fromkeys(one.unit for one in workspace.ledger.held(month)))
    if not held:
        return Printed(month, label_of(seals[-1]), first, last, counted, keys)
    return Printed(month, label_of(seals[-1]), first, last, today(month, True), keys, counted, held)


def _moved(workspace: Workspace, month: Period, seal: Seal) -> bool:
    """Whether anything that counts came or was decided since."""
    changed = workspace.ledger.last_change(month)
    return changed is not None and changed > seal.sealed_at


def _keys(workspace: Workspace, seal: Seal, figures: Mapping[str, Figure]) -> frozenset[str]:
    """Keys of what the paper printed; all of them where the paper no longer says what it printed."""
    from toolkit.word.manifest import read_manifest

    data = bytes_at(kept_papers(workspace) / seal.file)
    manifest = read_manifest(data) if data is not None else None
    if manifest is None:
        return frozenset(key for key in figures if key.endswith(f"/{fields.YTD}"))
    tags = tag_index({key: one for key, one in figures.items() if key.endswith(f"/{fields.YTD}")})
    return frozenset(tags[one.tag][0].key for one in manifest.figures if one.tag in tags)
