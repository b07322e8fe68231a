"""changes: what is otherwise than before the last report: units, figures, lights; and what came since it.

In: what the last report kept of a period, and the ledger. Out: :class:`Changed`, units first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from toolkit.core.desk import Changed
from toolkit.core.periods import Period
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.record.runrecord import FIGURE, LIGHT, RunRecord, recalled

NONE = "（无）"


def changes_since(workspace: Workspace, period: Period) -> tuple[Changed, ...]:
    """What the last report that changed anything changed, after what has come since it; () before the second one."""
    return changes_of(workspace, period, recalled(workspace, period))


def changes_of(workspace: Workspace, period: Period, record: RunRecord | None) -> tuple[Changed, ...]:
    """The same by what the last report kept."""
    if record is None:
        return ()
    return (*_arrived(workspace, period, record), *_reported(workspace, record))


def _arrived(workspace: Workspace, period: Period, record: RunRecord) -> Iterator[Changed]:
    """Returns that no report knows of yet."""
    newest = {one.unit: one.version for one in workspace.ledger.submissions(period)}
    for unit in workspace.checklist.units_in(period):
        known = int(record.standing.units.get(unit.code, {}).get("version", 0))
        if newest.get(unit.code, 0) > known:
            came = f"第{newest[unit.code]}版已收，还没有汇总"
            yield Changed("单位", unit.name, f"第{known}版" if known else "没有报来", came)


def _reported(workspace: Workspace, record: RunRecord) -> Iterator[Changed]:
    if record.before is None:
        return
    names = {unit.code: unit.name for unit in workspace.checklist.units}
    was, now = record.before.units, record.standing.units
    units = {code: _told(values) for code, values in was.items()}
    today = {code: _told(values) for code, values in now.items()}
    yield from _differences("单位", units, today, names)
    yield from _differences(LIGHT, record.before.lights, record.standing.lights)
    yield from _differences(FIGURE, record.before.figures, record.standing.figures)


def _differences(
    kind: Literal["单位", "数字", "状态灯"],
    was: Mapping[str, str],
    now: Mapping[str, str],
    names: Mapping[str, str] | None = None,
) -> Iterator[Changed]:
    for key in [*now, *(key for key in was if key not in now)]:
        before, after = was.get(key, NONE), now.get(key, NONE)
        if before != after:
            yield Changed(kind, (names or {}).get(key, key), before, after)


def _told(unit: Mapping[str, Any]) -> str:
    """已报，第2版，错误3，疑问1."""
    version = f"第{unit['version']}版" if unit["version"] else ""
    counts = (f"{word}{unit[name]}" for word, name in (("错误", "errors"), ("疑问", "queries")) if unit[name])
    return "，".join(filter(None, [unit["state"], version, *counts]))
