"""Mails that carry the 督办单.

In: the slips by unit as they were written. Out: letters; a unit without an address is named in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.followed import OVERDUE, Supervised
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.post import SUPERVISING
from toolkit.outputs.letters.mails import DOCX, Attachment
from toolkit.outputs.workbook.grid import file_name
from toolkit.pipeline.folder.places import SLIPS
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.mailvalues import mail_values
from toolkit.pipeline.mailing.posting import Letter
from toolkit.pipeline.mailing.supervising import SUFFIX
from toolkit.pipeline.writing.writers import Files

MAIL_TEMPLATE = "督办.txt"


def supervision_letters(
    workspace: Workspace,
    period: Period,
    slips: Sequence[tuple[str, int, Sequence[Supervised]]],
    files: Files,
) -> Iterator[Letter]:
    """One a slip that was written."""
    units = {unit.name: unit for unit in workspace.checklist.units}
    for name, number, rows in slips:
        paper = f"{file_name(name)}_第{number}号_{SUFFIX}"
        data = files.get(f"{SLIPS}/{paper}")
        if data is None:
            continue
        unit = units.get(name) or Unit("", name, name)
        values = mail_values(workspace, period, unit) | {
            "督办单号": f"{period.year}年第{number}号",
            "事项数": len(rows),
            "事项": [_told(row) for row in rows],
        }
        yield Letter(
            SUPERVISING, MAIL_TEMPLATE, values, unit, [Attachment(paper, data, DOCX)], needs_address=True
        )


def _told(row: Supervised) -> str:
    late = "，已逾期" if row.state == OVERDUE else ""
    due = f"（时限{row.decision.due}{late}）" if row.decision.due else ""
    return f"{row.decision.number} {row.decision.matter}{due}"
