"""督办: matters that the office put on the register in its 审定表, and the slips that go out for what is open.

In: the filled 审定表, the assembled month, the ledger's register. Out: rows of the sheet 议定事项 in the office's own
checklist, 督办单 by unit with their numbers, lines for the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toolkit.checklist.registersheet import add_decisions
from toolkit.core.followed import CLOSED, Supervised
from toolkit.core.model import FROM_LAG, Checklist, Decision
from toolkit.core.periods import Period
from toolkit.core.reviews import LightVerdict
from toolkit.pipeline.folder.workspace import BACKUP, CHECKLIST, Workspace
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.planning import register_decisions

SUFFIX = "督办单.docx"


def put_under_supervision(
    workspace: Workspace, period: Period, verdicts: Sequence[LightVerdict], now: datetime
) -> list[str]:
    """Enter what the 审定表 says into the register; what stands there open already is not entered twice."""
    checklist = workspace.checklist
    known = {one.task for one in checklist.decisions if not one.closed}
    wanted = [one for one in verdicts if one.supervise and one.key not in known]
    if not wanted:
        return []
    numbers = {one.number for one in checklist.decisions}
    matters: list[Decision] = []
    for verdict in wanted:
        matter = _matter(checklist, period, verdict, _free(period, numbers))
        numbers.add(matter.number)
        matters.append(matter)
    path = workspace.root / CHECKLIST
    before = path.read_bytes()
    data = add_decisions(before, matters)
    workspace.files.take_over(workspace.root / BACKUP, before)
    workspace.files.renew(path, data)
    workspace.__dict__.pop("checklist", None)  # read anew
    register_decisions(workspace, now, period, period)
    return [
        f"已按审定表列入督办 {one.number}：{one.matter}（{one.unit}），时限暂写{one.due}，可在清单“议定事项”表里改。"
        for one in matters
    ]


def _free(period: Period, numbers: set[str]) -> str:
    at = 1
    while f"督{period}-{at:02d}" in numbers:
        at += 1
    return f"督{period}-{at:02d}"


def _matter(checklist: Checklist, period: Period, verdict: LightVerdict, number: str) -> Decision:
    """The task as a matter: of one unit, or of who leads the task."""
    subject, _, code = verdict.key.partition("/")
    task = checklist.task(int(subject.removeprefix("task-")))
    unit = next((one.name for one in checklist.units if one.code == code), "") if code else ""
    bearer = unit or (task.leads[0] if task.leads else "")
    goal = verdict.reason or "查明滞后原因，赶上序时进度"
    due = f"{period.next.chinese}底前"
    return Decision(
        number,
        f"第{task.no}项任务（{task.title}）进度滞后",
        bearer,
        due,
        source=FROM_LAG,
        goal=goal,
        task=verdict.key,
    )


def slips_of(workspace: Workspace, month: Month) -> list[tuple[str, int, tuple[Supervised, ...]]]:
    """(unit, number, its open matters) of every unit with a matter that is new or overdue; others go on in the form."""
    rows: dict[str, list[Supervised]] = {}
    for row in month.result.supervised:
        if row.decision.unit and row.state != CLOSED:
            rows.setdefault(row.decision.unit, []).append(row)
    period = month.result.period
    return [
        (unit, workspace.ledger.slip_number(period, unit), tuple(matters))
        for unit, matters in rows.items()
        if any(one.is_pressing for one in matters)
    ]
