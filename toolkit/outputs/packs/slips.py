"""更正确认单 as it goes out: one workbook a unit with all corrections that wait for it.

In: :class:`Slip`, the context. Out: a workbook with 单位答复, 说明 and 确认人 to fill in, read back by
:mod:`toolkit.papers.slips`.
"""

from __future__ import annotations

from toolkit.core.corrections import AGREE, REFUSE
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, choices, lock
from toolkit.outputs.workbook.outputbook import OutputBook, render
from toolkit.papers.identity import PackIdentity
from toolkit.papers.slips import KIND, PAPER, Slip


def write_slip(slip: Slip, context: OutputContext, digest: str) -> bytes:
    """The slip of one unit; ``digest`` is that of the checklist."""
    contact = f"（联系：{slip.contact}）" if slip.contact else ""
    notes = (
        f"{context.office}核对后，建议更正贵单位{context.period.chinese}填报的下列数字。得到贵单位确认以前，仍按填报的数计。"
        f"请逐行选“{AGREE}”或“{REFUSE}”，写上确认人，填好后直接发回本表{contact}；要改成其他数的，请用填报表重报。"
    )

    def fill(book: OutputBook) -> None:
        pack = Paper(book)
        sheet = pack.sheet(PAPER, title=f"{slip.name}数据{KIND}", notes=notes)
        pack.rows(sheet, PAPER, slip.rows)
        choices(sheet, PAPER, "answer")
        sheet.done(filters=False, printed=PAPER.index("key"))
        lock(sheet, PAPER.index("key"))
        pack.identity(PackIdentity(KIND, slip.unit, str(context.period), digest))

    return render(context, f"{slip.name}{KIND}", fill)
