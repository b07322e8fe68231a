"""What a report leaves for whoever asks afterwards how the month stands: the desk, ``changes``, ``next``.

In: an assembled month and the facts of its last lines. Out: :class:`RunRecord`, kept as archive/runs/<period>.json, so that
nothing is worked out a second time. It is no decision and no source: lost, the next report makes it anew; a ledger that
is lost and rebuilt finds it again, and ``ledger`` tells whether it is still of that ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolkit.core.codec import made, plain
from toolkit.core.findings import Finding, Severity
from toolkit.core.followed import CLOSED
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, TaskResult
from toolkit.figures.counts.groupcounts import task_lights
from toolkit.figures.numbers.shown import value_text
from toolkit.figures.reviews.opinions import DISPUTES
from toolkit.outputs.closing import Closing
from toolkit.pipeline.folder.outfiles import put
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembled import Month

Kind = Literal["状态灯", "数字"]
LIGHT: Kind = "状态灯"
FIGURE: Kind = "数字"


@dataclass(frozen=True)
class Standing:
    """A month's outcome as people know it: units (code -> state), figures and lights (name -> text)."""

    units: Mapping[str, Mapping[str, Any]]
    lights: Mapping[str, str]
    figures: Mapping[str, str]


@dataclass(frozen=True)
class Matter:
    """An open matter under 督办."""

    number: str
    matter: str
    unit: str
    due: str
    state: str


@dataclass(frozen=True)
class RunRecord:
    """How the last report left a period; ``ledger`` is a digest of what it rested on, ``before`` the outcome before it.

    ``queries`` are 疑问 that nobody answered, ``disputes`` what a lead unit sees otherwise; ``notes`` lines on tables
    and decisions that need a person, ``missing`` (paper, why) what was not written.
    """

    ledger: str
    standing: Standing
    before: Standing | None = None
    data_until: str = ""
    corrections: int = 0
    moved: bool = False
    unsplit: int = 0
    proposed: bool = False
    pending: Mapping[str, int] | None = None  # paper -> sentences that a person has to change
    matters: Sequence[Matter] = ()
    notes: Sequence[str] = ()
    missing: Sequence[tuple[str, str]] = ()
    queries: Sequence[Finding] = ()
    disputes: Sequence[Finding] = ()


def remember(workspace: Workspace, month: Month, closing: Closing, tables: Sequence[str]) -> None:
    """Keep how a report left its period; ``tables`` are lines on tables and decisions that need a person."""
    period = month.result.period
    last = recalled(workspace, period)
    results = list(results_of(month.result))
    standing = Standing(
        dict(_units(month)),
        {name: text for kind, name, text in results if kind == LIGHT},
        {name: text for kind, name, text in results if kind == FIGURE},
    )
    before = last.before if last and last.standing == standing else last.standing if last else None
    record = RunRecord(
        workspace.ledger.states().get(period, ""),
        standing,
        before,
        closing.data_until,
        closing.corrections,
        closing.moved,
        closing.unsplit,
        closing.proposed,
        {workspace.relative(state.path): state.pending for state in workspace.drafts.states if state.pending},
        [
            Matter(row.decision.number, row.decision.matter, row.decision.unit, row.decision.due, row.state)
            for row in month.result.supervised
            if row.state != CLOSED
        ],
        tables,
        [(one.paper, one.reason) for one in workspace.missing.failed],
        [one for one in month.open if one.severity is Severity.QUERY and one.code not in DISPUTES],
        [one for one in month.open if one.code in DISPUTES],
    )
    path = record_path(workspace, period)
    with suppress(OSError):  # without it the desk says that the ledger knows more than the last report
        path.parent.mkdir(exist_ok=True)
        put(path, json.dumps(plain(record), ensure_ascii=False, sort_keys=True).encode())


def record_path(workspace: Workspace, period: Period) -> Path:
    """Where that of a period is."""
    return workspace.archive / "runs" / f"{period}.json"


def recalled(workspace: Workspace, period: Period) -> RunRecord | None:
    """How the last report left the period; None before the first one."""
    try:
        values = json.loads(record_path(workspace, period).read_bytes())
    except (OSError, ValueError):
        return None
    return made(RunRecord, values)


def results_of(result: MonthResult) -> Iterator[tuple[Kind, str, str]]:
    """Lights and main figures as people know them: what sort, name, text."""
    for task in result.tasks:
        yield LIGHT, f"任务{task.task.no}“{task.task.title}”状态", f"{task.light.value} {task.word}"
        yield from ((LIGHT, f"任务{task.task.no} {name}", text) for name, text in _of_units(result, task))
    for row in result.indicators:
        name = f"{row.indicator.id}“{row.indicator.name}”"
        yield LIGHT, f"{name}状态灯", f"{row.light.value} {row.word}"
        for label, figure in (("累计完成", row.total), ("完成率", row.rate), ("序时进度", row.pace)):
            yield FIGURE, f"{name}{label}", value_text(figure)


def _of_units(result: MonthResult, task: TaskResult) -> Iterator[tuple[str, str]]:
    """Each unit's light of a task, of many how many of a group have which: a return changes some 40 of them."""
    for group in result.groups:
        if lights := task_lights(result, task, group):
            counts = (f"{light.value} {figure.value:.0f}家" for light, figure in lights.items())
            yield f"{group.title}各单位状态", "、".join(counts)
    for cell in task.units.values() if not result.groups else ():
        if cell.status:
            yield f"{cell.unit.short}状态", f"{cell.light.value} {cell.status}"


def _units(month: Month) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in month.result.units:
        yield (
            row.unit.code,
            {
                "state": row.state,
                "version": row.version,
                "received": f"{row.received_at:%Y-%m-%d %H:%M}" if row.received_at else "",
                "late": f"逾期{row.days_late}天"
                if row.days_late
                else {"是": "按时"}.get(row.punctual, row.punctual),
                "errors": row.errors,
                "queries": row.queries,
                "completeness": row.completeness,
                "owes": row.owes,
            },
        )
