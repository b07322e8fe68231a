"""Mails that carry the packs of lead units, for those whose address stands in the sheet 单位.

In: the packs as they were written. Out: letters; of a unit that has no address the list says that its pack waits.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import REVIEW
from toolkit.outputs.letters.mails import Attachment
from toolkit.outputs.workbook.grid import file_name
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter
from toolkit.pipeline.writing.writers import Files

MAIL_TEMPLATE = "核对.txt"
PACKS = "牵头单位"


def lead_letters(workspace: Workspace, period: Period, files: Files) -> Iterator[Letter]:
    """One a pack; of a lead unit that is not in the sheet, or has no address there, it is handed over otherwise."""
    checklist = workspace.checklist
    units = {unit.name: unit for unit in checklist.units}
    for lead in dict.fromkeys(lead for task in checklist.tasks for lead in task.leads):
        pack = files.get(f"{PACKS}/{file_name(lead)}.xlsx")
        if pack is not None:
            unit = units.get(lead) or Unit("", lead, lead)
            attachment = Attachment(f"{unit.name}_{period}_核对.xlsx", pack)
            values = mail_values(workspace, period, unit)
            yield Letter(REVIEW, MAIL_TEMPLATE, values, unit, [attachment], needs_address=True)
