"""Many blanks of a sheet are one line where office staff read, and every one of them stays in the workbook."""

from __future__ import annotations

import io
from functools import partial

import openpyxl
import pytest

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.forms.blanks import FEW, Blanks, gathered
from toolkit.outputs.context import OutputContext
from toolkit.outputs.summary.status import FINDINGS, write_findings
from toolkit.outputs.workbook.outputbook import OutputBook, render

UNIT = Unit("653101", "喀什市", "喀什")
MANY = FEW + 1


def blank(number: int, unit: str = UNIT.code, sheet: str = TASKS, code: str = "E201") -> Finding:
    values = {"column": "本月状态", "how": ""}
    return Finding(code, unit=unit, sheet=sheet, address=f"I{number + 4}", form_sheet=sheet, key=str(number), field="status", values=values)  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "made"),
    [
        ([blank(n) for n in range(FEW)], [1] * FEW),
        ([blank(n) for n in range(MANY)], [MANY]),
        ([blank(n, unit) for n in range(FEW) for unit in ("a", "b")], [1] * 2 * FEW),  # a few of each unit
        ([blank(n, sheet=sheet) for n in range(MANY) for sheet in (TASKS, INDICATORS)], [MANY, MANY]),
    ],
)
def test_only_what_is_many_is_one(findings: list[Finding], made: list[int]) -> None:
    found = list(gathered(findings))
    assert [len(one.findings) if isinstance(one, Blanks) else 1 for one in found] == made
    assert {
        id(each) for one in found for each in (one.findings if isinstance(one, Blanks) else (one,))
    } == set(map(id, findings))


def test_the_summary_folds_them_and_loses_none(checklist: Checklist) -> None:
    findings = [blank(n, code="E204" if n == 2 else "E201") for n in range(1, 10)]
    wrong = Finding(
        "E202", unit=UNIT.code, sheet=TASKS, form_sheet=TASKS, key="1", field="completion", seen="130"
    )
    let_off = findings[-1].id
    context = OutputContext(
        "办公室", Period(2024, 6), None, (UNIT,), handling={let_off: "已认可（王敏：不承担）"}
    )
    data = render(
        context, "汇总表", lambda book: write_findings(book, checklist, [*findings, wrong], context)
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data))[FINDINGS]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[-1] for row in rows if row[-1] != "—"] == [wrong.id, *(one.id for one in findings)]
    (line,) = [dict(zip(head, row, strict=True)) for row in rows if row[-1] == "—"]
    assert (line["编号"], line["对象"], line["处理状态"]) == ("E201等", "8处未填", "待修改")
    assert line["问题"] == "还有8处必填项空着（任务1、任务2、任务3、任务4、任务5等8行）。"
    shown = [
        at for at in range(5, sheet.max_row + 1) if not sheet.row_dimensions[at].hidden
    ]  # the line, what is wrong, and what was decided apart
    assert len(shown) == 3


def _listed(checklist: Checklist, found: list[Finding], context: OutputContext, book: OutputBook) -> None:
    write_findings(book, checklist, found, context)


def test_what_is_settled_stands_behind_what_is_open(checklist: Checklist) -> None:
    """Also where it moves a figure more: somebody has answered."""
    big, small = (
        Finding(
            "Q401", unit=unit, sheet=INDICATORS, form_sheet=INDICATORS, key="T02-3", field="ytd", seen="9",
            values={"last": "10"}, effect=effect,
        )
        for unit, effect in (("653101", 0.2), ("653121", 0.01))
    )  # fmt: skip
    for handling, first in (({}, big), ({big.id: "已说明：核减"}, small), ({big.id: "待裁定"}, big)):
        context = OutputContext("办公室", Period(2024, 6), None, (UNIT,), handling=handling)
        data = render(context, "汇总表", partial(_listed, checklist, [big, small], context))
        rows = list(openpyxl.load_workbook(io.BytesIO(data))[FINDINGS].iter_rows(min_row=5, values_only=True))
        assert rows[0][-1] == first.id
