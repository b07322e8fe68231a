"""催报: who owes what at which stage, as data, as a list for the phone and as text for a chat group.

In: the reporting table of a month, the open findings, the schedule. Out: :class:`Reminder` values and the
workbook 催报清单.xlsx. The time is handed in: a reminder is the one output that depends on the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toolkit.core.findings import Finding, Severity
from toolkit.core.followed import OVERDUE, Supervised
from toolkit.core.form import TO_EXPLAIN
from toolkit.core.groups import Group
from toolkit.core.model import Unit
from toolkit.core.results import UnitReport
from toolkit.core.words import ReturnState
from toolkit.forms.owed import BLANK_CODES
from toolkit.outputs.context import OutputContext
from toolkit.outputs.groupwords import some_names
from toolkit.outputs.workbook.grid import Column, Contact
from toolkit.outputs.workbook.outputbook import OutputBook, render

_NOTE = "已报送的单位不计逾期天数，只列还差的；是否按时报送见汇总表“报送情况”。"
STAGES = ("提醒", "催报", "督办", "通报")
COLUMNS = (
    Column("单位", 24),
    Column("阶段", 8, "code"),
    Column("还差什么", 40),
    Column("未报逾期天数", 13, "code"),
    Column("联系人", 18),
    Column("邮箱", 24),
    Column("电话里怎么说", 60),
    Column("联系结果", 20, entry=True),
)


@dataclass(frozen=True)
class Stages:
    """Days that decide the stage: before the deadline, and from how many days after it."""

    remind_days: tuple[int, ...]
    supervise_after: int
    circular_after: int


@dataclass(frozen=True)
class Reminder:
    """What one unit still owes. ``days_late`` is 0 until the deadline has passed; ``missing``: nothing came; ``asked``: it
    has only 疑问 to answer.
    """

    unit: Unit
    stage: str
    owed: str
    days_late: int
    missing: bool = False
    asked: bool = False
    overdue: tuple[str, ...] = ()  # matters under 督办 whose time has run out

    @property
    def all_owed(self) -> str:
        """What is owed for the form, and how many matters under 督办 are overdue."""
        matters = f"督办事项 {len(self.overdue)} 件逾期未办结" if self.overdue else ""
        return "，".join(filter(None, (self.owed, matters)))

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
    """One reminder a unit that owes something; none before the first day of reminding.

    ``findings`` are the open ones that units are asked about. Nobody is asked for a form in which nothing is due this month. Whoever has only 疑问 to answer is asked, never 督办 or 通报.
    """
    stage, days_late = stage_of(deadline, now, stages)
    if not stage:
        return
    for report in reports:
        missing = report.state == ReturnState.NOT_RETURNED
        wrong, asked = ("", "") if missing else _owed(report, findings)
        if missing and not report.owes:
            continue
        if missing:
            yield Reminder(report.unit, stage, "填报表尚未报送", days_late, missing=True)
        elif wrong:
            yield Reminder(report.unit, stage, "，".join(filter(None, (wrong, asked))), days_late)
        elif asked:
            yield Reminder(report.unit, "提醒" if stage == "提醒" else "催报", asked, days_late, asked=True)


def with_overdue(
    items: Sequence[Reminder], supervised: Sequence[Supervised], units: Sequence[Unit]
) -> list[Reminder]:
    """The reminders with matters whose time has run out; who owes nothing else gets one for them alone."""
    late = {
        unit.name: tuple(
            f"{row.decision.number} {row.decision.matter}（时限{row.decision.due}）" for row in rows
        )
        for unit in units
        if (
            rows := [
                row for row in supervised if row.state == OVERDUE and row.decision.unit in (unit.name, "")
            ]
        )
    }
    reminded = {item.unit.name for item in items}
    return [replace(item, overdue=late.get(item.unit.name, ())) for item in items] + [
        Reminder(unit, "督办", "", 0, overdue=late[unit.name])
        for unit in units
        if unit.name in late and unit.name not in reminded
    ]


def stage_of(deadline: datetime, now: datetime, stages: Stages) -> tuple[str, int]:
    """The stage of that moment ("" before the first day of reminding) and the days since the deadline."""
    days = (now.date() - deadline.date()).days
    if days >= max(stages.circular_after, 1):
        return "通报", days
    if days >= max(stages.supervise_after, 1):
        return "督办", days
    if days >= 0:
        return "催报", days
    return ("提醒" if -days <= max(stages.remind_days, default=0) else ""), 0


def _owed(report: UnitReport, findings: Sequence[Finding]) -> tuple[str, str]:
    """(what is blank or wrong, what is to be explained) of a return that came."""
    own = [finding for finding in findings if finding.unit == report.unit.code]
    errors = [finding for finding in own if finding.severity is Severity.ERROR]
    blank = sum(finding.code in BLANK_CODES for finding in errors)
    wrong = len(errors) - blank
    parts = [f"{blank} 处必填项未填"] if blank else []
    parts += [f"{wrong} 处错误未改"] if wrong else []
    queries = sum(finding.severity is Severity.QUERY for finding in own)
    return "，".join(parts), f"{queries} 处疑问待说明" if queries else ""


def chat_text(
    items: Sequence[Reminder],
    month: str,
    deadline: str,
    office: str,
    *,
    early: bool = False,
    groups: Sequence[Group] = (),
) -> str:
    """A short text to paste into a chat group; without addresses and telephone numbers; of many units by their groups."""
    if early:
        return f"【{office}】{month}填报表{deadline}截止，请各单位留意，有问题随时联系。\n"
    if not items:
        return f"【{office}】{month}填报表各单位均已按要求报送。\n"
    lines = [f"【{office}】{month}填报表报送情况（截止时间：{deadline}）："]
    if groups:
        return "\n".join([*lines, *by_group(items, groups), "请有关单位抓紧报送、改正或说明。"]) + "\n"
    missing = [item.unit.short for item in items if item.missing]
    if missing:
        lines.append(f"尚未报送：{'、'.join(missing)}。")
    lines += [f"{item.unit.short}：{item.all_owed}。" for item in items if not item.missing or item.overdue]
    lines.append("请以上单位抓紧报送、改正或说明。")
    return "\n".join(lines) + "\n"


def by_group(items: Sequence[Reminder], groups: Sequence[Group]) -> Iterator[str]:
    """喀什地区：尚未报送 12 个单位（疏附县、疏勒县、英吉沙县等），有待改正或说明 3 个单位（……）。 A line a group that owes."""
    for group in groups:
        codes = {unit.code for unit in group.units}
        own = [item for item in items if item.unit.code in codes]
        parts = (
            ("尚未报送", [item for item in own if item.missing]),
            ("有待改正、说明或办结", [item for item in own if not item.missing]),
        )
        told = [
            f"{what} {len(found)} 个单位（{some_names([item.unit.short for item in found])}）"
            for what, found in parts
            if found
        ]
        if told:
            yield f"{group.title}：{'，'.join(told)}。"


def write_reminder_list(
    items: Sequence[Reminder], context: OutputContext, month: str, deadline: str
) -> bytes:
    """The workbook 催报清单.xlsx: one row a unit that owes, with what to say on the phone."""

    def fill(book: OutputBook) -> None:
        sheet = book.sheet("催报清单", COLUMNS, title="催报清单", notes=_NOTE)
        sheet.rows(
            (
                item.unit.name,
                item.stage,
                item.all_owed,
                item.days_late if item.missing else None,
                Contact(item.unit.contact_line) if item.unit.contact_line else None,
                "、".join(item.unit.email) or None,
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
    when = f"已逾期 {item.days_late} 天" if item.days_late else f"截止时间是{deadline}"
    matters = (
        f"督办事项{'；'.join(item.overdue)}尚未办结，{item.request}尽快办结并反馈。" if item.overdue else ""
    )
    if not item.owed:
        return f"您好，贵单位{matters}"
    if item.missing:
        return f"您好，{month}填报表尚未收到，{when}。{item.request}尽快报送，有困难也请告诉我们。{matters}"
    where = f"在“{TO_EXPLAIN}”表里写明情况" if item.asked else "在退回的修改表里改正"
    return f"您好，贵单位{month}填报表已收到，谢谢；还差 {item.owed}。{item.request}{where}后发回。{matters}"
