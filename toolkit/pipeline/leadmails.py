"""Mail drafts that carry the packs of lead units, for those whose address stands in the sheet 单位.

In: the packs as they were written. Out: drafts in 邮件/; of a unit that has no pack or no address any more they go.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.outputs.mails import Attachment, Recipients, draft
from toolkit.pipeline.generate import mail_values
from toolkit.pipeline.templates import later_template
from toolkit.pipeline.workspace import Workspace
from toolkit.pipeline.writers import Files

MAIL_TEMPLATE = "mails/核对.txt"
PACKS = "牵头单位"


def write_lead_mails(workspace: Workspace, period: Period, files: Files) -> list[Path]:
    """One draft a lead unit with an address; the others' packs are handed over otherwise."""
    mails = []
    for unit in workspace.checklist.units:
        pack = files.get(f"{PACKS}/{unit.name}.xlsx")
        if pack is None or not unit.email:
            continue
        path = workspace.outbox(period, "邮件", f"核对_{unit.name}.eml")
        if mail := workspace.made(path, partial(_mail, workspace, period, unit, pack)):
            mails.append(mail)
    if not workspace.missing.failed:  # what could not be written leaves that of the last run
        workspace.clear(workspace.outbox(period, "邮件"), "核对_*.eml", mails)
    return mails


def _mail(workspace: Workspace, period: Period, unit: Unit, pack: bytes) -> bytes:
    template = later_template(workspace.root, MAIL_TEMPLATE)
    values = mail_values(workspace, period, unit)
    attachment = Attachment(f"{unit.name}_{period}_核对.xlsx", pack)
    return draft(template, values, f"templates/{MAIL_TEMPLATE}", Recipients.of(unit), [attachment])
