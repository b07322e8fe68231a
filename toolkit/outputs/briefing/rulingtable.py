"""审定表 as it goes out with the 送审稿: each light and status, what the tool says, and room for the office's decision.

In: the month and the decisions that were made before. Out: a workbook with the columns 审定 and 理由 to fill in,
read back by :mod:`toolkit.outputs.briefing.rulings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure, Light
from toolkit.core.reviews import LightRuling
from toolkit.outputs.book import OutputBook, render
from toolkit.outputs.briefing.rulings import CHOICES, COLUMNS, DECIDED, SHEETS
from toolkit.outputs.context import OutputContext
from toolkit.outputs.grid import Row


def write_rulings(result: MonthResult, context: OutputContext, rulings: Sequence[LightRuling] = ()) -> bytes:
    """The table; decisions that were made before stand in it already."""
    made = {ruling.key: ruling for ruling in rulings}
    note = (
        "只在“审定”里选与工具判定不同的灯，并写明理由；不填的按工具判定。填好后交回，下次出专报即按审定的灯。"
    )

    def fill(book: OutputBook) -> None:
        for name, rows in zip(SHEETS, (_task_rows, _indicator_rows, _unit_rows), strict=True):
            sheet = book.sheet(name, COLUMNS, title=f"审定表（{name}）", notes=note)
            sheet.rows(_with_ruling(row, made.get(row[0])) for row in rows(result))
            if sheet.last >= sheet.first:
                area = (sheet.first, DECIDED, sheet.last, DECIDED)
                sheet.worksheet.data_validation(*area, {"validate": "list", "source": list(CHOICES)})
                sheet.lights(3, 3)
            else:
                sheet.nothing("本月没有。")
            sheet.done(freeze_columns=2)

    return render(context, "审定表", fill)


def _with_ruling(row: tuple[str, str, str, str, str], ruling: LightRuling | None) -> Row:
    key, what, unit, basis, light = row
    decided, reason = (_word(ruling.light), ruling.reason) if ruling else ("", "")
    return [key, what, unit, light, basis, decided, reason]


def _word(light: Light) -> str:
    return next(word for word, choice in CHOICES.items() if choice is light)


def _task_rows(result: MonthResult) -> Iterator[tuple[str, str, str, str, str]]:
    for row in result.tasks:
        if row.light is not Light.NONE:
            yield (
                f"task-{row.task.no}",
                f"第{row.task.no}项任务 {row.task.item}",
                "全地区",
                row.basis,
                row.light.value,
            )


def _indicator_rows(result: MonthResult) -> Iterator[tuple[str, str, str, str, str]]:
    for row in result.indicators:
        if row.due and row.light is not Light.NONE:
            basis = "　".join(part for part in (_said("完成率", row.rate), _said("进度差", row.gap)) if part)
            yield row.indicator.id, row.indicator.name, "全地区", basis, row.light.value


def _said(name: str, item: Figure) -> str:
    return f"{name}{item.value:.1f}" if item.value is not None else ""


def _unit_rows(result: MonthResult) -> Iterator[tuple[str, str, str, str, str]]:
    for row in result.tasks:
        for code, cell in row.units.items():
            if cell.light is not Light.NONE:
                what = f"第{row.task.no}项任务 {row.task.item}"
                yield (
                    f"task-{row.task.no}/{code}",
                    what,
                    cell.unit.name,
                    cell.status or "未报",
                    cell.light.value,
                )
