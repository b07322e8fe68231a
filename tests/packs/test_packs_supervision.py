"""From a row of 审定表 to the register, the unit's next form, and the month that follows."""

from __future__ import annotations

from datetime import timedelta

import openpyxl
from collect_month import JUNE, KASHGAR, NOW, Month
from packs_month import filled, heads, june

from toolkit.outputs.packs.verdicttable import write_verdicts
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import with_verdicts
from toolkit.pipeline.mailing.supervising import slips_of
from toolkit.pipeline.month.planning import FormPlanner

LATER = NOW + timedelta(hours=1)


def test_a_row_of_the_ruling_table_becomes_a_matter_once(month: Month) -> None:
    state = june(month)
    tasks = [row for row in state.result.tasks if KASHGAR in row.units and row.light.value.startswith("●")]
    wanted, other = (f"task-{row.task.no}" for row in tasks[:2])

    def fill(book: openpyxl.Workbook) -> None:
        for name, key, reason in (("任务", wanted, ""), ("单位任务", f"{other}/{KASHGAR}", "9月底前完工")):
            sheet = book[name]
            names = heads(sheet)
            row = next(row for row in sheet.iter_rows(min_row=5) if row[names.index("编号")].value == key)
            row[names.index("列入督办")].value = "督办"
            row[names.index("理由")].value = reason or None

    path = month.workspace.outbox(JUNE, "汇总", f"{JUNE}_审定表.xlsx")
    data = write_verdicts(state.result, state.context)
    month.workspace.files.take_over(path, data)
    path.write_bytes(filled(data, fill))
    ruled, tables, said, _ = with_verdicts(month.workspace, JUNE, LATER)
    assert all(one.taken.understood for one in tables.filled)
    assert sum("已按审定表列入督办" in line for line in said) == 2
    assert not month.workspace.ledger.verdicts(JUNE)  # no light was decided
    again = Workspace(month.root)
    first, second = again.checklist.decisions
    assert (first.number, first.task, first.unit) == ("督2024-06-01", wanted, tasks[0].task.leads[0])
    assert (second.unit, second.goal, second.due) == ("喀什市", "9月底前完工", "2024年7月底前")
    _, _, said, _ = with_verdicts(month.workspace, JUNE, LATER)
    assert not [line for line in said if "列入督办" in line]
    assert [(row.decision.number, row.state, row.carried) for row in ruled.result.supervised] == [
        (first.number, "在办", False), (second.number, "在办", False),
    ]  # fmt: skip
    assert {unit: number for unit, number, _ in slips_of(month.workspace, ruled)} == {
        first.unit: 1,
        "喀什市": 2,
    }
    form = FormPlanner(again, JUNE.next).plan(
        next(one for one in again.checklist.units if one.code == KASHGAR)
    )
    assert [one.asked for one in form.decisions] == [f"{second.matter}（要求：9月底前完工）"]
