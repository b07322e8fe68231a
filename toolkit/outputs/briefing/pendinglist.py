"""待改清单: sentences of an edited paper that the tool would now write in other words, both versions side by side.

In: what waits (:mod:`toolkit.word.renewal`). Out: a workbook for the person who edits the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column, Row
from toolkit.outputs.workbook.outputbook import OutputBook, render
from toolkit.word.renewal import Change, ChartChange

_COLUMNS = (
    Column("序号", 6, "code"),
    Column("位置", 20),
    Column("为什么要人改", 14),
    Column("文中现在写的", 50),
    Column("程序今天写的", 50),
)
_NOTE = (
    "文中的话是办公室改过的，程序没有动。下面这些句子，台账变化后程序会换一种说法，请对照着改；"
    "改成右边一栏的写法后，下次运行就不再列出。"
)


def write_pending(pending: Sequence[Change], charts: Sequence[ChartChange], context: OutputContext) -> bytes:
    """The list as a workbook."""

    def fill(book: OutputBook) -> None:
        sheet = book.sheet("待改", _COLUMNS, title="专报待改清单", notes=_NOTE)
        rows = list(_rows(pending, charts))
        if rows:
            sheet.rows(rows)
        else:
            sheet.nothing("没有要人改的句子。")
        sheet.done()

    return render(context, "待改清单", fill)


def _rows(pending: Iterable[Change], charts: Iterable[ChartChange]) -> Iterator[Row]:
    number = 0
    for change in pending:
        number += 1
        shown = change.stands or change.today
        place = shown.place.text if shown else ""
        yield [
            number,
            place,
            change.why or "",
            change.stands.shown if change.stands else "（没有这句）",
            change.today.shown if change.today else "（不再写这句）",
        ]
    for chart in charts:
        number += 1
        yield [
            number,
            f"图“{chart.title}”",
            "图要换",
            chart.old or "（没有此图）",
            chart.new or "（不再画此图）",
        ]
