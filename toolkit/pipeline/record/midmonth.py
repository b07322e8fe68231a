"""Settings, checklist or templates changed under a month: said once, with the lights and figures that moved since.

In: a working folder and an assembled month; what the run before rested on (kept in the ledger, first by
generate, see basis). Out: lines for the terminal, and all of it in 汇总/附/ for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from toolkit.checklist import snapshot
from toolkit.checklist.compare import differences, unit_differences
from toolkit.core.codec import made
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.pipeline.archive.basis import State, keep, standing
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.record.runrecord import results_of

SHOWN = 5  # changes and movements named on the terminal; all stand in the file
FILE = "{}_月中改动.txt"


def moved(workspace: Workspace, period: Period, month: Month, now: datetime) -> list[str]:
    """Say what was changed since the run before and what moved; keeps the state of this run."""
    text = workspace.ledger.last_run(period)
    before = made(State, json.loads(text)) if text else None
    basis = standing(workspace, before.templates if before else {})
    after = State(
        basis.settings,
        basis.checklist,
        basis.templates,
        workspace.ledger.states().get(period, ""),
        dict(_results(month)),
        before.told if before else [],
        basis.units,
    )
    changes = list(_changes(workspace, before, after)) if before else []
    lines: list[str] = []
    if before and changes:
        head, movements = _movements(before, after)
        told = [f"{now:%Y-%m-%d %H:%M}", *changes, head, *(f"  {line}" for line in movements), ""]
        after = replace(after, told=[*before.told, *told])
        path = workspace.outbox(period, "汇总", "附", FILE.format(period))
        written = workspace.made(path, partial(str.encode, "\r\n".join(after.told), "utf-8-sig"))
        lines = [*_short(changes, "处改动"), head, *(f"  {line}" for line in _short(movements, "处变动"))]
        lines += [f"全部改动和变动列在 {workspace.relative(written)}。"] if written else []
    keep(workspace, period, after)
    return lines


def _results(month: Month) -> Iterator[tuple[str, str]]:
    """Lights and main figures as people know them, and whether each unit was in time."""
    yield from ((name, text) for _, name, text in results_of(month.result))
    for report in month.result.units:
        yield f"{report.unit.name}是否按时", report.punctual


def _changes(workspace: Workspace, before: State, after: State) -> Iterator[str]:
    for name in sorted({*before.settings, *after.settings}):
        was, now = before.settings.get(name, "（无）"), after.settings.get(name, "（无）")
        if was != now:
            yield f"config.toml 改了 {name}：{was} → {now}"
    kept = workspace.ledger.checklists().get(before.checklist, "{}")
    units = snapshot.units_of_rows(before.units) or snapshot.units_of(kept)
    changed = [*_renamed(units, workspace.checklist.units)]
    if units:
        told = unit_differences(units, workspace.checklist.units)
        changed += [f"任务清单改了 {line}" for line in told]
    if before.checklist != after.checklist:
        found = differences(snapshot.from_json(kept), workspace.checklist) if kept != "{}" else []
        changed += [f"任务清单改了 {line}" for line in found]
        changed = changed or [f"任务清单改了 {CHECKLIST} 有改动"]
    yield from changed
    for name in sorted({*before.templates, *after.templates}):
        if before.templates.get(name) != after.templates.get(name):
            what = "改了" if name in before.templates and name in after.templates else "增减了"
            yield f"{what}模板 templates/{name}"


def _renamed(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[str]:
    """Units that are called otherwise now; a code that is gone is said by units.gone."""
    names = {unit.code: unit.name for unit in before if unit.code}
    for unit in after:
        if names.get(unit.code, unit.name) != unit.name:
            yield f"单位 {unit.code} 由“{names[unit.code]}”改名为“{unit.name}”，以前的数照旧算在它名下"


def _movements(before: State, after: State) -> tuple[str, list[str]]:
    """A sentence on what moved since the run before, and each light or figure that did."""
    if before.results is None:
        return "以上是填报表下发以后、第一次汇总以前改的，没有可比的状态灯和数字。", []
    results = after.results or {}
    names = [*results, *(name for name in before.results if name not in results)]
    lines = [
        f"{name}：{before.results.get(name, '（无）')} → {results.get(name, '（无）')}"
        for name in names
        if before.results.get(name, "") != results.get(name, "")
    ]
    if not lines:
        return "与上次汇总相比，状态灯和主要数字没有变动。", []
    if before.ledger == after.ledger:
        return f"由此变动的状态灯和主要数字 {len(lines)} 处：", lines
    return f"与上次汇总相比变动 {len(lines)} 处（其间台账也有新的来件或裁定，不全是改动引起的）：", lines


def _short(lines: Sequence[str], what: str) -> list[str]:
    more = [f"另有 {len(lines) - SHOWN} {what}。"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]
