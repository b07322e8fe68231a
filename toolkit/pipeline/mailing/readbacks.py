"""回执: once a version every unit hears when its return came, what was read of it, what is missing, and what comes next.

In: an assembled month. Out: letters, and the values that the mail takes which sends a return back: a unit never gets both,
for that mail says the same. The draft of a version that another one replaced goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import RECEIPT
from toolkit.core.results import UnitReport
from toolkit.core.returns import Submission
from toolkit.figures.told.readback import ReadBack
from toolkit.pipeline.folder.dates import chinese_day, chinese_hour, chinese_minute
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter
from toolkit.pipeline.month.assembled import Month

MAIL_TEMPLATE = "回执.txt"
_NOT_STAMPED = "审签页的盖章扫描件还没有收到"


def read_values(workspace: Workspace, month: Month, report: UnitReport, told: ReadBack) -> dict[str, object]:
    """When a return came and what was read of it, for a template."""
    received = report.received_at
    return {
        "版次": report.version,
        "收到时间": chinese_minute(received) if received else "",
        "读到": list(told.read),
        "主要数": list(told.main),
        "缺": [_NOT_STAMPED] if report.stamped == "未收" else [],
        "改报截止": by_when(workspace, month.result.period, received),
        "未计入": False,
    }


def receipt_letters(
    workspace: Workspace, month: Month, read: Mapping[str, ReadBack], told: Collection[str]
) -> Iterator[Letter]:
    """One a unit whose return came, but for those that are ``told`` by another mail (unit codes); ``read`` is what was read
    of each."""
    period = month.result.period
    late: dict[str, Submission] = {one.unit: one for one in workspace.ledger.held(period)}  # the newest stays
    for report in month.result.units:
        unit = report.unit
        if unit.code in late:
            yield _late(workspace, period, unit, late[unit.code])
        elif report.version and unit.code not in told:
            values = mail_values(workspace, period, unit, report.received_at)
            yield _letter(
                unit, report.version, values | read_values(workspace, month, report, read[unit.code])
            )


def _late(workspace: Workspace, period: Period, unit: Unit, late: Submission) -> Letter:
    """Of a return that came after the paper was sealed: it is kept and counts nowhere."""
    values = mail_values(workspace, period, unit, late.received) | {
        "版次": late.version,
        "收到时间": chinese_minute(late.received),
        "读到": [],
        "主要数": [],
        "缺": [],
        "改报截止": "",
        "未计入": True,
    }
    return _letter(unit, late.version, values)


def _letter(unit: Unit, version: int, values: dict[str, object]) -> Letter:
    """Dated by its return, not by the ledger: what others send changes no receipt."""
    return Letter(RECEIPT, MAIL_TEMPLATE, values, unit, name=f"第{version}版")


def by_when(workspace: Workspace, period: Period, received: datetime | None) -> str:
    """By when a unit may send a better one: the deadline, and from the days before it on as long as for what is sent back,
    for the receipt may be written only when the deadline is over."""
    deadline = workspace.config.deadline(period)
    if received is None or (day := workspace.config.answer_by(received)) <= deadline.date():
        return chinese_hour(deadline)
    return chinese_day(day)
