"""What a run rests on: settings, checklist and templates as they stand, kept in the ledger for the next run to compare.

In: a working folder. Out: a :class:`State`, in the ledger by period; the same as one text, for seals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.checklist import snapshot
from toolkit.core.codec import plain
from toolkit.core.periods import Period
from toolkit.pipeline.folder.templates import template_hashes
from toolkit.pipeline.folder.workspace import Workspace

_NOT_COMPARED = ("period", "old_units", "ledger")  # the last may hold a password


@dataclass(frozen=True)
class State:
    """What a run rested on (settings, checklist, templates, the ledger) and what came of it; None: not worked out."""

    settings: Mapping[str, str]
    checklist: str
    templates: Mapping[str, str]
    ledger: str = ""
    results: Mapping[str, str] | None = None
    told: Sequence[str] = field(default_factory=list)  # lines of the file so far
    units: Sequence[Mapping[str, Any]] = ()  # the sheet 单位: most of it is no part of the checklist's digest


def remember_sent(workspace: Workspace, period: Period) -> None:
    """What the first forms of a period were made with: the month's changes are held against it."""
    if not workspace.ledger.last_run(period):
        keep(workspace, period, standing(workspace))


def basis_text(workspace: Workspace) -> str:
    """Settings, checklist and templates of today as one text."""
    return json.dumps(plain(standing(workspace)), ensure_ascii=False, sort_keys=True)


def keep(workspace: Workspace, period: Period, state: State) -> None:
    """Kept as the last run of the period."""
    workspace.ledger.save_run(period, json.dumps(plain(state), ensure_ascii=False, sort_keys=True))


def standing(workspace: Workspace, known: Mapping[str, str] | None = None) -> State:
    """What a run rests on today; of a template that can't be read now, what was ``known``: it is no change."""
    checklist = workspace.checklist
    workspace.keep_checklist()
    templates = {
        name: digest or (known or {}).get(name, "")
        for name, digest in template_hashes(workspace.root).items()
    }
    settings = workspace.config.model_dump(mode="json")
    return State(dict(_flat(settings)), checklist.digest, templates, units=snapshot.rows_of(checklist.units))


def _flat(values: Mapping[str, Any], section: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name in _NOT_COMPARED:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, f"{section}{name}.")
        else:
            yield f"{section}{name}", json.dumps(value, ensure_ascii=False)
