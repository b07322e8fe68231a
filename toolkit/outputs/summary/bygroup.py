"""A workbook a group of units: 任务矩阵, 分县明细 and 滞后事项 of its units, as the summary has them where units are few.

In: the figures of a month with groups. Out: bytes, and the name of each group's file.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.groups import Group
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext
from toolkit.outputs.groupmonth import of_group
from toolkit.outputs.groupwords import file_names
from toolkit.outputs.summary import behind, details, matrix
from toolkit.outputs.summary.layout import criteria
from toolkit.outputs.workbook.outputbook import OutputBook, render

NOTES = "本表用填报口径的计量单位；点“来源文件”可打开存档原件。"


def workbooks_of(groups: Sequence[Group]) -> dict[str, str]:
    """Name of a group -> name of its workbook."""
    return file_names(groups, ".xlsx")


def write_group(result: MonthResult, group: Group, context: OutputContext) -> bytes:
    """The group's workbook; the same input gives the same bytes."""
    own = of_group(result, group)

    def fill(book: OutputBook) -> None:
        matrix.write(book, own, f"{criteria(result, *matrix.RULES)}全部口径见汇总表的“总览”。")
        details.write(book, details.detail_rows(own, context, links=True), NOTES)
        behind.write(book, own)

    of = f"{result.period.chinese}{group.title}"
    return render(context, f"{of}分组明细", fill, of=of)
