"""审定表 as it goes out with the 送审稿: each light and status, what the tool says, and room for the office's decision.

In: the month and the decisions that were made before. Out: a workbook with the columns 审定 and 理由 to fill in,
declared and read back by :mod:`toolkit.papers.verdicts`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from toolkit.core.area import said
from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure, Light
from toolkit.core.reviews import LightVerdict
from toolkit.core.rounding import shown_rate
from toolkit.core.words import NoValue
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, choices
from toolkit.outputs.workbook.grid import Row
from toolkit.outputs.workbook.outputbook import OutputBook, render
from toolkit.papers.identity import OFFICE, PackIdentity
from toolkit.papers.sheet import PaperSheet
from toolkit.papers.untouched import seal
from toolkit.papers.verdicts import CHOICES, KIND, SHEETS, SUPERVISE


def write_verdicts(
    result: MonthResult,
    context: OutputContext,
    verdicts: Sequence[LightVerdict] = (),
    taken: Sequence[str] = (),
) -> bytes:
    """The table; decisions that were made before stand in it already.

    ``taken`` are hashes of tables beside it whose decisions are in the ledger.
    """
    note = (
        "只在“审定”里选与工具判定不同的灯，并写明理由；不填的按工具判定，撤回原来的审定也选“按工具判定”。"
        "填好保存，下次出专报即按审定的灯。滞后的任务、自报与指标不符的单位可在“列入督办”里选“督办”，"
        "“理由”里写要办到什么程度，会登记到清单的“议定事项”表，在单位下期填报表里请其反馈。"
    )

    def fill(book: OutputBook) -> None:
        made = {verdict.key: verdict for verdict in verdicts}
        under_way = {one.task for one in result.decisions if one.task and not one.closed}
        table = Paper(book)
        for paper, rows in zip(SHEETS, (_task_rows, _indicator_rows, _unit_rows), strict=True):
            sheet = table.sheet(paper, title=f"{KIND}（{paper.name}）", notes=note)
            listed = [
                [*_with_verdict(row, made.pop(row[0], None)), *_supervision(paper, row[0], under_way), row[0]]
                for row in rows(result)
            ]
            table.rows(
                sheet,
                paper,
                [
                    *listed,
                    *(
                        [*_gone(one), *_supervision(paper, one.key, under_way), one.key]
                        for one in made.values()
                        if _sheet_of(one) == paper.name
                    ),
                ],
            )
            if sheet.last >= sheet.first:
                choices(sheet, paper, "decided")
                if _has_supervision(paper):
                    choices(sheet, paper, "supervise")
                sheet.lights(paper.index("light"), paper.index("light"))
            else:
                table.nothing(sheet, paper, said("本月没有。"))
            sheet.done(
                freeze_columns=2, printed=paper.index("key"), extract=paper is SHEETS[-1]
            )  # filled in on the screen: of hundreds of rows the first page is enough
        table.identity(PackIdentity(KIND, OFFICE, str(context.period), "", tuple(taken)), sealed=True)

    return seal(render(context, KIND, fill))


def _with_verdict(row: tuple[str, str, str, str, str], verdict: LightVerdict | None) -> Row:
    """A decision about another light than the tool gives now is only recalled: it has to be made anew."""
    _, what, unit, basis, light = row
    decided = reason = ""
    if verdict is not None and verdict.seen.value == light:
        decided, reason = _word(verdict.light), verdict.reason
    elif verdict is not None:
        basis = "　".join(filter(None, [basis, _recalled(verdict)]))
    return [what, unit, light, basis, decided, reason]


def _supervision(paper: PaperSheet, key: str, under_way: Collection[str]) -> list[str]:
    """The cell 列入督办: what is on the register already stands in it."""
    if not _has_supervision(paper):
        return []
    return [SUPERVISE if key in under_way else ""]


def _has_supervision(paper: PaperSheet) -> bool:
    return any(column.field == "supervise" for column in paper.columns)


def _gone(verdict: LightVerdict) -> Row:
    """A decision about a light that the month no longer has: listed until the office takes it back."""
    return [said("本月已没有这盏灯"), None, Light.NONE.value, _recalled(verdict), "", ""]


def _recalled(verdict: LightVerdict) -> str:
    return f"原审定{_word(verdict.light)}，因工具判定已变不再适用：{verdict.reason}"


def _sheet_of(verdict: LightVerdict) -> str:
    tasks, indicators, units = (paper.name for paper in SHEETS)
    return units if "/" in verdict.key else tasks if verdict.key.startswith("task-") else indicators


def _word(light: Light) -> str:
    return next(word for word, choice in CHOICES.items() if choice is light)


def _task_rows(result: MonthResult) -> Iterator[tuple[str, str, str, str, str]]:
    for row in result.tasks:
        if row.light is not Light.NONE:
            yield (
                f"task-{row.task.no}",
                f"第{row.task.no}项任务 {row.task.title}",
                said("全地区"),
                row.basis,
                row.light.value,
            )


def _indicator_rows(result: MonthResult) -> Iterator[tuple[str, str, str, str, str]]:
    for row in result.indicators:
        if row.due and row.light is not Light.NONE:
            basis = "　".join(
                part
                for part in (_said("完成率", row.rate, "%"), _said("进度差", row.gap, "个百分点"))
                if part
            )
            yield row.indicator.id, row.indicator.name, said("全地区"), basis, row.light.value


def _said(name: str, item: Figure, measure: str) -> str:
    return f"{name}{shown_rate(item.value)}{measure}" if item.value is not None else ""


def _unit_rows(result: MonthResult) -> Iterator[tuple[str, str, str, str, str]]:
    for row in result.tasks:
        for code, cell in row.units.items():
            if cell.light is not Light.NONE:
                what = f"第{row.task.no}项任务 {row.task.title}"
                yield (
                    f"task-{row.task.no}/{code}",
                    what,
                    cell.unit.name,
                    cell.status or NoValue.NOT_REPORTED,
                    cell.light.value,
                )
