"""催报: who owes what at which stage, as data, as a list for the phone and as text for a chat group.

In: the reporting table of a month, the open findings, the schedule. Out: :class:`Reminder` values and the
workbook 催报清单.xlsx. The time is handed in: a reminder is the one output that depends on the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.core.findings import Finding, Severity
from toolkit.core.model import Unit
from toolkit.core.results import UnitReport
from toolkit.outputs.book import OutputBook, render
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Column

STAGES = ("提醒", "催报", "督办", "通报")
COLUMNS = (
    Column("单位", 24),
    Column("阶段", 8, "code"),
    Column("还差什么", 46),
    Column("逾期天数", 9, "number"),
    Column("联系人", 18),
    Column("邮箱", 26),
    Column("电话里怎么说", 60),
    Column("联系结果", 24, entry=True),
)


@dataclass(frozen=True)
class Stages:
    """Days that decide the stage: before the deadline, and from how many days after it."""

    remind_days: tuple[int, ...]
    supervise_after: int
    circular_after: int


@dataclass(frozen=True)
class Reminder:
    """What one unit still owes. ``days_late`` is 0 until the deadline has passed."""

    unit: Unit
    stage: str
    owed: str
    days_late: int

    @property
    def request(self) -> str:
        """请 to units below the office, 商请 to all others."""
        return "请" if self.unit.affiliation == "下级" else "商请"


def reminders(
    reports: Sequence[UnitReport],
    findings: Sequence[Finding],
    deadline: datetime,
    now: datetime,
    stages: Stages,
) -> Iterator[Reminder]:
    """One reminder a unit that owes something; none before the first day of reminding."""
    stage, days_late = _stage(deadline, now, stages)
    if not stage:
        return
    for report in reports:
        owed = _owed(report, findings)
        if owed:
            yield Reminder(report.unit, stage, owed, days_late)


def _stage(deadline: datetime, now: datetime, stages: Stages) -> tuple[str, int]:
    days = (now.date() - deadline.date()).days
    if now > deadline:
        late = max(days, 1) if days else 0
        if days >= stages.circular_after:
            return "通报", late
        return ("督办" if days >= stages.supervise_after else "催报"), late
    if days == 0:
        return "催报", 0
    return ("提醒", 0) if -days <= max(stages.remind_days, default=0) else ("", 0)


def _owed(report: UnitReport, findings: Sequence[Finding]) -> str:
    """What is owed, "" when nothing; a form that was never sent out is not the unit's debt."""
    if report.state == "未报":
        return "填报表尚未报送"
    errors = [f for f in findings if f.unit == report.unit.code and f.severity is Severity.ERROR]
    blank = sum(not finding.seen for finding in errors)
    wrong = len(errors) - blank
    parts = []
    if blank:
        parts.append(f"{blank} 处必填项未填")
    if wrong:
        parts.append(f"{wrong} 处错误未改")
    return "，".join(parts)


def chat_text(items: Sequence[Reminder], month: str, deadline: str, office: str) -> str:
    """A short text to paste into a chat group; without addresses and telephone numbers."""
    if not items:
        return f"【{office}】{month}填报表各单位均已按要求报送，谢谢大家。\n"
    lines = [f"【{office}】{month}填报表报送情况（截止时间：{deadline}）："]
    missing = [item.unit.short for item in items if item.owed.startswith("填报表尚未")]
    if missing:
        lines.append(f"尚未报送：{'、'.join(missing)}。")
    lines += [f"{item.unit.short}：{item.owed}。" for item in items if not item.owed.startswith("填报表尚未")]
    lines.append("请以上单位抓紧，谢谢。")
    return "\n".join(lines) + "\n"


def write_reminder_list(
    items: Sequence[Reminder], context: OutputContext, month: str, deadline: str
) -> bytes:
    """The workbook 催报清单.xlsx: one row a unit that owes, with what to say on the phone."""

    def fill(book: OutputBook) -> None:
        sheet = book.sheet("催报清单", COLUMNS, title=f"{month}催报清单")
        sheet.rows(
            (
                item.unit.name,
                item.stage,
                item.owed,
                item.days_late,
                item.unit.contact or None,
                item.unit.email or None,
                _phrase(item, month, deadline),
                "",
            )
            for item in items
        )
        if not items:
            sheet.nothing("各单位均已按要求报送，没有需要催报的。")
        sheet.done(freeze_columns=1)

    return render(context, f"{month}催报清单", fill)


def _phrase(item: Reminder, month: str, deadline: str) -> str:
    when = f"已逾期 {item.days_late} 天，" if item.days_late else f"截止时间是{deadline}，"
    return f"您好，{month}填报表{when}贵单位还差：{item.owed}。{item.request}尽快报送。"
