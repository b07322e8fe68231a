"""generate: one fillable workbook a unit, and the mail that carries it.

In: checklist, settings, last month's values from the ledger. Out: workbooks in 下发/, drafts in 邮件/,
and a record of what was asked in the ledger, so that a return is read by its own version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapidfuzz import process

from toolkit.checklist import snapshot
from toolkit.checklist.compare import differences
from toolkit.core.model import INDICATORS, TASKS, Entry, Form, Unit
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.forms.plan import Prefill, plan_form
from toolkit.forms.write import write_form
from toolkit.ledger.records import FormRecord
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.outputs.mails import Attachment, draft
from toolkit.pipeline.workspace import Workspace

Progress = Callable[[Sequence[Unit], str], Iterator[Unit]]
MAIL_TEMPLATE = "mails/下发.txt"


@dataclass(frozen=True)
class Part:
    """A share of a unit's form: the tasks it holds and its name ("" for the whole form)."""

    tasks: frozenset[int] | None = None
    name: str = ""


@dataclass(frozen=True)
class GenerateResult:
    """What was written; ``changes`` since the forms of last month went out."""

    forms: Sequence[Path]
    mails: Sequence[Path]
    changes: Sequence[str]


def generate(
    workspace: Workspace,
    period: Period,
    now: datetime,
    *,
    unit: str | None = None,
    tasks: Sequence[int] | None = None,
    split: bool = False,
    progress: Progress,
) -> GenerateResult:
    """Write the forms of a period; raises OperatorError for an unknown unit or task."""
    checklist, config = workspace.checklist, workspace.config
    units = config.units if unit is None else (find_unit(config.units, unit),)
    unknown = set(tasks or ()) - {task.no for task in checklist.tasks}
    if unknown:
        raise OperatorError(f"任务清单里没有序号 {'、'.join(map(str, sorted(unknown)))}，请核对后再生成。")
    template = workspace.template(MAIL_TEMPLATE).read_text("utf-8")
    ledger = open_ledger(workspace.ledger_url)
    changes = _changes(ledger, workspace, period)
    ledger.save_checklist(checklist.digest, snapshot.to_json(checklist))
    planner = FormPlanner(workspace, ledger, period, changes)
    forms: list[Path] = []
    mails: list[Path] = []
    for one in progress(units, "生成填报表"):
        written = [_write(workspace, ledger, form, now) for form in _forms(planner, one, tasks, split)]
        forms += [path for path, _ in written]
        if written:
            mails.append(_mail(workspace, period, one, template, written))
    return GenerateResult(forms, mails, changes)


@dataclass(frozen=True)
class FormPlanner:
    """Plans forms of one period from what the workspace and the ledger know."""

    workspace: Workspace
    ledger: Ledger
    period: Period
    changes: Sequence[str] = ()

    def plan(self, unit: Unit, part: Part = Part(), prefill: Prefill | None = None) -> Form:
        """The form of a unit; without ``prefill`` last month's values are carried in."""
        config = self.workspace.config
        return plan_form(
            self.workspace.checklist,
            unit,
            self.period,
            prefill=prefill or Prefill(entries=self._last_month(unit)),
            deadline=config.deadline(self.period),
            data_until=config.data_until(self.period),
            office=config.office.name,
            office_contact=config.office.contact_line,
            key=self.ledger.key(),
            tasks=part.tasks,
            part=part.name,
            watermark=config.watermark,
            changes=self.changes,
            decisions=self.ledger.decisions(),
        )

    def _last_month(self, unit: Unit) -> Sequence[Entry]:
        return [entry for entry in self.ledger.entries(self.period.previous) if entry.unit == unit.code]


def find_unit(units: Sequence[Unit], text: str) -> Unit:
    """The unit of that name, short name, alias or code; raises OperatorError with near names."""
    labels = {label: unit for unit in units for label in (unit.code, unit.name, unit.short, *unit.aliases)}
    if text in labels:
        return labels[text]
    near = process.extractOne(text, list(labels), score_cutoff=50)
    hint = f"是不是 {labels[near[0]].name}？" if near else "单位名称见 config.toml。"
    raise OperatorError(f"没有叫“{text}”的填报单位。{hint}")


def has_forms(workspace: Workspace, period: Period) -> bool:
    """Whether forms of the period were made."""
    return bool(open_ledger(workspace.ledger_url).forms(period))


def _forms(planner: FormPlanner, unit: Unit, tasks: Sequence[int] | None, split: bool) -> Iterator[Form]:
    if split:
        parts = list(_parts(planner.workspace, unit))
    elif tasks is not None:
        parts = [Part(frozenset(tasks), "任务" + "_".join(map(str, sorted(tasks))))]
    else:
        parts = [Part()]
    for part in parts:
        form = planner.plan(unit, part)
        if form.rows or form.indicators:
            yield form


def _parts(workspace: Workspace, unit: Unit) -> Iterator[Part]:
    """One part a lead system: a task goes to the first of its lead units."""
    leads: dict[str, set[int]] = {}
    for task in workspace.checklist.tasks:
        leads.setdefault(task.leads[0] if task.leads else "其他", set()).add(task.no)
    for lead, numbers in leads.items():
        yield Part(frozenset(numbers), lead)


def _write(workspace: Workspace, ledger: Ledger, form: Form, now: datetime) -> tuple[Path, bytes]:
    data = write_form(form)
    name = "_".join(filter(None, (form.unit.code, form.unit.name, str(form.period), form.part)))
    path = workspace.write(workspace.outbox(form.period, "下发", f"{name}.xlsx"), data)
    ledger.save_form(form_record(form, now, data))
    return path, data


def form_record(form: Form, now: datetime, data: bytes) -> FormRecord:
    """What was asked, for the ledger."""
    rows = [(TASKS, str(row.task.no), row.asked) for row in form.rows]
    rows += [(INDICATORS, row.indicator.id, row.due) for row in form.indicators]
    return FormRecord(
        form.unit.code,
        form.period,
        form.checklist_digest,
        form.part,
        tuple(rows),
        now,
        hashlib.sha256(data).hexdigest(),
    )


def _mail(
    workspace: Workspace, period: Period, unit: Unit, template: str, forms: Sequence[tuple[Path, bytes]]
) -> Path:
    config = workspace.config
    deadline = config.deadline(period)
    values = {
        "单位": unit.name,
        "期数": period.chinese,
        "请": "请" if unit.affiliation == "下级" else "商请",
        "数据截至": chinese_day(config.data_until(period)),
        "报送截止": f"{chinese_day(deadline)}{deadline.hour}时",
        "办公室": config.office.name,
        "联系": config.office.contact_line,
    }
    attachments = [Attachment(path.name, data) for path, data in forms]
    data = draft(template, values, f"templates/{MAIL_TEMPLATE}", unit.email, attachments)
    return workspace.write(workspace.outbox(period, "邮件", f"下发_{unit.code}_{unit.name}.eml"), data)


def chinese_day(moment: datetime) -> str:
    """A date as papers write it, without leading zeros."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _changes(ledger: Ledger, workspace: Workspace, period: Period) -> list[str]:
    """How the checklist differs from the one that the latest earlier forms were made from."""
    known = {record.digest for record in (*ledger.forms(period), *ledger.forms(period.previous))}
    snapshots = ledger.checklists()
    older = [digest for digest in known if digest != workspace.checklist.digest and digest in snapshots]
    if not older:
        return []
    return differences(snapshot.from_json(snapshots[older[0]]), workspace.checklist)
