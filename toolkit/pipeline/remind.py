"""remind: reminders for the units that owe, by the stage that the day gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.core.post import URGING
from toolkit.core.words import ReturnState
from toolkit.errors import OperatorError
from toolkit.outputs.letters.mails import Attachment
from toolkit.outputs.letters.reminders import (
    Reminder,
    Stages,
    by_group,
    chat_text,
    reminders,
    stage_of,
    with_overdue,
    write_reminder_list,
)
from toolkit.pipeline.folder.arrivals import held_names
from toolkit.pipeline.folder.dates import chinese_hour
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter, post
from toolkit.pipeline.month.assembling import assemble

MAIL_TEMPLATE = "催报.txt"


@dataclass(frozen=True)
class RemindResult:
    """Who is reminded, the text for a chat group ("" where there may be none), and where the files are."""

    reminders: Sequence[Reminder]
    chat: str
    paths: Sequence[Path]
    by_group: Sequence[str] = ()  # of many units: a line a group that owes
    held: Sequence[str] = ()  # units whose return came after the seal: they are not reminded


def remind(workspace: Workspace, period: Period, now: datetime) -> RemindResult:
    """Write the list, the chat text and the mail drafts; drafts for units that owe nothing any more go.

    Raises OperatorError when reminding has begun for a period for which nothing was sent out.
    """
    config = workspace.config
    month = assemble(workspace, period)
    stages = Stages(
        config.reminders.remind_days,
        config.reminders.supervise_after_days,
        config.reminders.circular_after_days,
    )
    held = held_names(workspace, period)
    owing = reminders(month.result.units, month.asked, config.deadline(period), now, stages)
    items = [item for item in owing if item.unit.name not in held]  # what they sent since then lies here
    if stage_of(config.deadline(period), now, stages)[0]:
        items = with_overdue(items, month.result.supervised, month.context.units)
    deadline = chinese_hour(config.deadline(period))
    early = not stage_of(config.deadline(period), now, stages)[0]
    if not early and all(row.state == ReturnState.NOT_SENT for row in month.result.units):
        raise OperatorError(
            f"{period.chinese}还没有下发过填报表，没有可以催的。请先运行 python run_report.py generate -p {period}。"
        )
    groups = month.result.groups
    chat = (
        ""
        if config.secret
        else chat_text(items, period.chinese, deadline, config.office.short, early=early, groups=groups)
    )
    folder = workspace.outbox(period, "催报")
    listed = partial(write_reminder_list, items, month.context, period.chinese, deadline)
    makers: dict[Path, Callable[[], bytes]] = {
        folder / "催报清单.xlsx": listed,
    }
    if chat:
        makers[folder / "群消息.txt"] = lambda: chat.encode("utf-8-sig")
    else:
        workspace.clear(folder, "群消息.txt", ())
    made = [workspace.made(path, make) for path, make in makers.items()]
    # Who only has matters under 督办 to close has its 督办单.
    letters = (_letter(workspace, period, item, now) for item in items if item.owed)
    paths = [*filter(None, made), *post(workspace, period, letters, [URGING])]
    return RemindResult(items, chat, paths, list(by_group(items, groups)), held)


def _letter(workspace: Workspace, period: Period, item: Reminder, now: datetime) -> Letter:
    forms = _form_again(workspace, period, item) if item.missing else []
    values = mail_values(workspace, period, item.unit, now) | {
        "附表": bool(forms),
        "阶段": item.stage,
        "逾期天数": item.days_late,
        "所差": item.owed,
        "未报": item.missing,
        "只需说明": item.asked,
        "督办事项": "；".join(item.overdue),
        "下级": item.unit.affiliation == "下级",
    }
    return Letter(URGING, MAIL_TEMPLATE, values, item.unit, forms)


def _form_again(workspace: Workspace, period: Period, item: Reminder) -> list[Attachment]:
    """The form as it went out, for a unit of which nothing came; all parts of one that was sent in parts."""
    folder = workspace.outbox(period, "下发")
    ours = [
        (path, data)
        for path in sorted(folder.glob(f"{item.unit.code}_*.xlsx"))
        if (data := bytes_at(path)) is not None and workspace.files.is_ours(path, data)
    ]
    return [Attachment(path.name, data) for path, data in ours]
