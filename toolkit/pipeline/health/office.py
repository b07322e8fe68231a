"""doctor on what the office keeps: settings, units without address, doubts of the list, quotas, templates.

In: a workspace. Out: :class:`Diagnosis` values; nothing is changed. What needs a list says nothing while there is none
that can be read: that is said once, by ``settings``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from toolkit.checklist.reviewing import open_doubts
from toolkit.checklist.reviewsheet import REVIEW
from toolkit.core.model import Checklist
from toolkit.errors import OperatorError, os_reason
from toolkit.figures.quotas.quotasums import unsplit
from toolkit.outputs.closing import command
from toolkit.outputs.letters.mailvariables import OWN, mail_template_fault
from toolkit.pipeline.folder.mishaps import sentence
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.settings import settings_faults
from toolkit.pipeline.folder.templates import later_template
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.health.diagnosis import BAD, FINE, HINT, Diagnosis, some
from toolkit.pipeline.issue.briefing import check_templates
from toolkit.pipeline.mailing.mailvalues import CONTACT_REMEDY, NO_CONTACT, SHARED, SHARED_REMEDY
from toolkit.pipeline.mailing.postlist import address_book


def config(workspace: Workspace, now: datetime) -> Iterator[Diagnosis]:
    """Are the settings sound, and is anything set that is for a while only."""
    chosen = workspace.config.period
    if chosen is not None:
        remedy = "只是补办这个月的，办完运行 next，会把它注释掉；也可以自己在前面加 #。"
        yield Diagnosis(HINT, f"config.toml 固定了报送期 {chosen}，所有命令都办这个月。", remedy)
    if note := workspace.config.calendar_note(period_of(workspace, now, sending=True)):
        yield Diagnosis(HINT, note.partition("；")[0] + "。", note.partition("；")[2])
    if not workspace.config.office.phone:
        yield Diagnosis(HINT, NO_CONTACT, CONTACT_REMEDY)


def settings(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Would a report stop, or pass over a rule, for what stands in checklist and settings."""
    try:
        faults = settings_faults(workspace.config, workspace.checklist)
    except OperatorError as error:
        faults = [" ".join(str(error).split())]
    except OSError as error:
        faults = [f"任务清单 {CHECKLIST} 读不出来：{os_reason(error)}。"]
    for fault in faults:
        yield Diagnosis(BAD, fault, "请改好后再下发、汇总。")


def addresses(workspace: Workspace, now: datetime) -> Iterator[Diagnosis]:
    """Whom no mail can reach."""
    checklist = _checklist(workspace)
    if checklist is None:
        return
    period = period_of(workspace, now, sending=True)
    units = checklist.units_in(period)
    nowhere = [unit.name for unit in units if not unit.email]
    silent = [unit.name for unit in units if not unit.phone]
    where = f"请在 {CHECKLIST} 的“单位”表补上。"
    if nowhere:
        yield Diagnosis(HINT, f"{len(nowhere)} 个单位没有邮箱：{some(nowhere)}。", where)
    if silent:
        yield Diagnosis(HINT, f"{len(silent)} 个单位没有电话：{some(silent)}，催报时不好联系。", where)
    if shared := list(address_book(workspace, period).shared()):
        yield Diagnosis(HINT, f"{SHARED}：{some(shared)}；这些地址不会写进收件人。", SHARED_REMEDY)
    if not (nowhere or silent or shared):
        yield Diagnosis(FINE, f"{len(units)} 个填报单位都有邮箱和电话。")


def doubts(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """What of the list was inferred and never decided."""
    checklist = _checklist(workspace)
    count = open_doubts(checklist) if checklist else 0
    if count:
        remedy = f"请在 {CHECKLIST} 的“{REVIEW}”表里逐行选决定；没有核对的指标照收，不汇总、不亮灯。"
        yield Diagnosis(HINT, f"清单里还有 {count} 处推断没有核对。", remedy)


def quotas(workspace: Workspace, now: datetime) -> Iterator[Diagnosis]:
    """Which targets are not divided among the units yet."""
    checklist = _checklist(workspace)
    if checklist is None:
        return
    period = period_of(workspace, now, sending=True)
    if count := unsplit(checklist.at(period), period):
        remedy = f"运行 {command(period, 'quota propose')} 写出建议数，请牵头单位确认；没有分解数的单位没有完成率。"
        yield Diagnosis(HINT, f"{period.year}年有 {count} 项指标的目标没有分解到单位。", remedy)


def templates(workspace: Workspace, _now: datetime) -> Iterator[Diagnosis]:
    """Can the papers and the mails be written by the office's templates."""
    try:
        faults = check_templates(workspace)
    except Exception as error:  # whatever a broken document makes of the library that reads it
        faults = [sentence(error) or "templates 里有打不开的 Word 模板。"]
    for name in OWN:
        try:
            fault = mail_template_fault(name, later_template(workspace.root, f"mails/{name}"))
            faults += [f"mails/{name} {fault}。"] if fault else []
        except (OperatorError, OSError) as error:
            faults.append(sentence(error) or f"mails/{name} 读不出来。")
    for one in faults:
        yield Diagnosis(BAD, f"模板 {one}", "请照提示改正，或从安装包的 templates 里把原来的放回来。")
    if not faults:
        yield Diagnosis(FINE, "专报和邮件的模板都能用。")


def _checklist(workspace: Workspace) -> Checklist | None:
    try:
        return workspace.checklist
    except (OperatorError, OSError):
        return None
