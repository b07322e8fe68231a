"""更正确认单: one workbook and one mail draft for every unit with corrections that wait for it.

In: the ledger's open proposals. Out: workbooks in 退回/ and letters; those of a unit of which nothing waits any more
are removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.byunit import by_unit
from toolkit.core.corrections import SLIP
from toolkit.core.form import INDICATORS, TASKS, Form
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import CONFIRMING
from toolkit.forms.layout import SHEETS
from toolkit.forms.places import indicator_column
from toolkit.ledger.merge import words
from toolkit.ledger.records import Adjustment
from toolkit.outputs.letters.mails import Attachment
from toolkit.papers.slips import Slip
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.pipeline.writing.writers import Files

MAIL_TEMPLATE = "更正确认.txt"


def plan_slips(workspace: Workspace, period: Period) -> list[Slip]:
    """One slip a unit, by code."""
    waiting = by_unit(workspace.ledger.proposals(period))
    contact = workspace.config.office.contact_line
    planner = FormPlanner(workspace, period)
    return [
        Slip(unit.code, unit.name, contact, tuple(_rows(planner.plan(unit), waiting[unit.code])))
        for unit in workspace.checklist.reporting
        if unit.code in waiting
    ]


def slip_letters(
    workspace: Workspace, period: Period, slips: Sequence[Slip], files: Files
) -> Iterator[Letter]:
    """The mails that carry the slips."""
    units = {unit.code: unit for unit in workspace.checklist.reporting}
    for slip in slips:
        unit, attached = units[slip.unit], files.get(f"退回/{slip.file_name}")
        if attached is not None:
            attachment = Attachment(slip.file_name, attached)
            yield Letter(
                CONFIRMING, MAIL_TEMPLATE, _values(workspace, period, unit, slip), unit, [attachment]
            )


def clear_slips(workspace: Workspace, period: Period, slips: Sequence[Slip]) -> None:
    """What is no longer to be confirmed goes, unless anything failed: then that of the last run stays."""
    if not workspace.missing.failed:
        kept = [workspace.outbox(period, "退回", slip.file_name) for slip in slips]
        workspace.clear(workspace.outbox(period, "退回"), f"*_{SLIP}.xlsx", kept)


def slip_lines(slips: Sequence[Slip]) -> list[str]:
    """What the office has to do with them."""
    if not slips:
        return []
    count = sum(len(slip.rows) for slip in slips)
    names = "、".join(slip.name for slip in slips)
    return [f"有 {count} 个更正待单位确认（{names}），目前仍按填报数计；请把 退回/ 里的{SLIP}发给单位。"]


def _rows(form: Form, waiting: Sequence[Adjustment]) -> Iterator[tuple[str | None, ...]]:
    indicators = {row.indicator.id: row for row in form.indicators}
    items = {row.task.key: f"任务{row.task.no} {row.task.title}" for row in form.rows}
    for one in waiting:
        sheet, key, field = one.place
        column, row = SHEETS[sheet].column(field), key
        if sheet == INDICATORS and key in indicators:
            column = indicator_column(field, indicators[key])
            row = f"{key} {indicators[key].indicator.name}"
        elif sheet == TASKS:
            row = items.get(key, key)
        by = f"{one.name} {one.at:%Y-%m-%d}"
        values = (one.original or "空白", words(one.value), one.reason, by)
        yield sheet, row, column.header, column.measure or None, *values, "", "", "", one.key


def _values(workspace: Workspace, period: Period, unit: Unit, slip: Slip) -> dict[str, object]:
    points = [
        f"{row}“{column}”：填报“{reported}”，建议更正为“{proposed}”，原因：{reason}"
        for _, row, column, _, reported, proposed, reason, *_ in slip.rows
    ]
    return mail_values(workspace, period, unit) | {"更正数": len(points), "更正": points}
