"""next: opens the coming period, with its dates, forms, mails and calendar, and says what of the last one is open.

In: the working folder and the time. Out: :class:`Opened`. Which period is the coming one follows from what went out,
what is sealed and the day alone, so that asking again opens the same one and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from toolkit.config import Config, decode_config, load_config
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.words import ReturnState
from toolkit.core.workdays import last_workday
from toolkit.errors import OperatorError, os_reason
from toolkit.files import write_whole
from toolkit.outputs.closing import command
from toolkit.outputs.letters.calendar import Appointment, calendar_bytes
from toolkit.pipeline.folder.dates import chinese_day
from toolkit.pipeline.folder.period import covering, period_of
from toolkit.pipeline.folder.progress import Progress
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.generate import GenerateResult, generate
from toolkit.pipeline.issue.unsettled import in_the_office
from toolkit.pipeline.month.assembling import reports

CALENDAR = "日程.ics"
_WEEK = "一二三四五六日"
_MORNING = timedelta(hours=9)
_NAMED = 8  # units of one state that are named
# At the top of the file, before any table.
_SETTING = lazy_regex(rb"(?m)^([ \t]*)(?=[\"']?period[\"']?[ \t]*=)")
_SPECIAL = 'config.toml 里的 period 写法特别，没有改动。请自己在那一行前面加一个 #（或写成 period = ""），再运行 next。'


@dataclass(frozen=True)
class Opened:
    """The period that was opened; what of the last one is open; what was found, proposed and written."""

    period: Period
    made: GenerateResult
    open: Sequence[str]
    dates: Sequence[str]
    calendar: Path | None
    settings: str  # what was done to config.toml, "" for nothing


def open_next(workspace: Workspace, now: datetime, given: Period | None, progress: Progress) -> Opened:
    """Open the coming period, or the one given; raises OperatorError, nothing changed, where that cannot be."""
    period = coming(workspace, now, given)
    text = without_period(_settings_bytes(workspace)) if workspace.config.period else None
    made = generate(workspace, period, now, progress=progress)
    path = workspace.outbox(period, CALENDAR)
    first = min((one.generated_at for one in workspace.ledger.forms(period)), default=now)
    days = appointments(workspace.config, period)
    title = f"{workspace.config.office.short} 清单月报"
    calendar = workspace.made(path, lambda: calendar_bytes(title, days, first))
    said = _comment_out(workspace, text) if text is not None else ""
    left = list(unfinished(workspace, period, now))
    return Opened(period, made, left, list(proposed(workspace.config, period)), calendar, said)


def coming(workspace: Workspace, now: datetime, given: Period | None = None) -> Period:
    """The period to open: the newest that went out while it is under way, else the one after, never one that is over."""
    if given is not None:
        return period_of(workspace, now, given)
    deadline = workspace.config.deadline
    today = covering(Period(now.year, now.month))
    ahead = next(one for one in (today.previous, today, today.next) if deadline(one) >= now)
    newest = workspace.ledger.newest_issued()
    if newest is None:
        return ahead
    under_way = deadline(newest) >= now and workspace.ledger.sealed(newest) is None
    return newest if under_way else max(newest.next, ahead)


def unfinished(workspace: Workspace, period: Period, now: datetime) -> Iterator[str]:
    """What is open of the last period that went out before, each with what to do."""
    ledger = workspace.ledger
    earlier = [one for one in ledger.issued_periods() if one < period]
    if not earlier:
        return
    last = max(earlier)
    if last.next < period:
        between = (
            last.next.chinese
            if last.next == period.previous
            else f"{last.next.chinese}至{period.previous.chinese}"
        )
        yield f"{between}没有下发过填报表；要补办的，运行 {command(last.next, 'generate')}。"
    rows = [row for row in reports(workspace, last) if row.owes]
    over = workspace.config.deadline(last) < now
    for state in (ReturnState.NOT_RETURNED, ReturnState.PARTIAL, ReturnState.SENT_BACK):
        names = [row.unit.name for row in rows if row.state == state]
        if names:
            late = "，已过截止" if over else ""
            yield f"{state} {len(names)} 个{late}：{_named(names)}；催报运行 {command(last, 'remind')}。"
    if errors := sum(row.errors for row in rows):
        yield f"未改的错误 {errors} 处，在退回的表里；改好的表放进 inbox，运行 {command(last)}。"
    yield from (f"{one.text}。" for one in in_the_office(workspace, last, ()))
    if ledger.sealed(last) is None:
        yield f"专报还没有封存；定稿后运行 {command(last, 'issue')}。"


def proposed(config: Config, period: Period) -> Iterator[str]:
    """The dates of the period, with the reason where one was moved."""
    deadline, wanted = config.deadline(period), config.deadline_wanted(period)
    moved = "" if deadline.date() == wanted else f"（{_day(wanted)}放假，顺延）"
    yield f"数据截至：{chinese_day(config.data_until(period))}"
    yield f"报送截止：{_day(deadline.date())}{deadline.hour}时{moved}"
    days: dict[str, list[str]] = {}
    for one in appointments(config, period)[1:]:
        days.setdefault(one.title.rpartition("：")[2], []).append(_day(one.begins.date()))
    yield from (f"{what}：{'、'.join(told)}" for what, told in days.items())
    yield "要改日期的，改 config.toml 的 [schedule]、[reminders]，再运行一次。"


def appointments(config: Config, period: Period) -> list[Appointment]:
    """The deadline first, the days of reminding before it, the days of 督办 and 通报 after it, as entries of a calendar."""
    deadline = config.deadline(period)
    days_off = config.schedule.holidays
    office = hashlib.sha256(config.office.name.encode()).hexdigest()[:12]

    def entry(
        kind: str, begins: datetime, what: str, told: str, before: timedelta = timedelta(0)
    ) -> Appointment:
        name = f"{kind}-{period}@{office}.checklist"
        return Appointment(name, begins, f"{period.chinese}清单月报：{what}", told, before=before)

    found = [
        entry(
            "deadline",
            deadline,
            "报送截止",
            f"报送截止 {chinese_day(deadline)}{deadline.hour}时。收到的表放进 inbox，运行 {command(period)}。",
            timedelta(hours=2),
        )
    ]
    reminding = {
        last_workday(deadline.date() - timedelta(days=before), days_off)
        for before in config.reminders.remind_days
    }
    told = f"先看谁还没报：{command(period, 'status')}；写催报：{command(period, 'remind')}。"
    for number, day in enumerate(sorted(reminding), 1):
        found.append(entry(f"remind{number}", _morning(day), "催报提醒", told))
    stages = config.reminders
    for kind, what, after in (
        ("supervise", "逾期督办", stages.supervise_after_days),
        ("circular", "逾期通报", stages.circular_after_days),
    ):
        day = config.workday(deadline.date() + timedelta(days=max(after, 1)))
        found.append(entry(kind, _morning(day), what, told))
    return found


def without_period(data: bytes) -> bytes:
    """config.toml with its period made a comment, everything else as it was; raises OperatorError where that fails."""
    before = load_config(decode_config(data))
    body = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    found = _SETTING.search(data[body:])
    if found is not None:
        at = body + found.start()
        changed = data[:at] + b"# " + data[at:]
        try:
            after = load_config(decode_config(changed))
        except OperatorError:
            after = before
        if after == before.model_copy(update={"period": None}):
            return changed
    raise OperatorError(_SPECIAL)


def _settings_bytes(workspace: Workspace) -> bytes:
    return (workspace.root / "config.toml").read_bytes()


def _comment_out(workspace: Workspace, data: bytes) -> str:
    """Put config.toml in place without its period; a sentence."""
    was = workspace.config.period
    try:
        write_whole(workspace.root / "config.toml", data)
    except OSError as error:
        raise OperatorError(
            f"config.toml 写不进去：{os_reason(error)}。填报表已写好；请关闭它再运行一次，否则其他命令仍按 {was} 办。"
        ) from None
    workspace.__dict__.pop("config", None)  # read anew
    return f'config.toml 里原来固定着 period = "{was}"，已在那一行前面加了 #，以后的命令按最近一次下发的月份办；其余没有动。'


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day) + _MORNING


def _day(day: date) -> str:
    return f"{chinese_day(day)}（周{_WEEK[day.weekday()]}）"


def _named(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
