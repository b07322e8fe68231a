"""修订情况: which printed figures are others today, by how much, whose and why; mean revision by unit and 数据性质."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.followed import MeanRevision, Revision
from toolkit.core.results import MonthResult
from toolkit.outputs.workbook.grid import Column, Number, Row, Value, number_format
from toolkit.outputs.workbook.outputbook import OutputBook

NAME = "修订情况"
COLUMNS = (
    Column("月份", 10, "code"),
    Column("专报", 14, "code"),
    Column("指标编号", 10, "code"),
    Column("内容", 40),
    Column("计量单位", 9, "code"),
    Column("印发数", 13, "number"),
    Column("现在", 13, "number"),
    Column("变动(%)", 10, "percent", 1),
    Column("哪些单位、为什么", 60),
)
_NOTE = (
    "与最近一次印发的专报相比（已解除封存、更正印发的，与更正期比）；封存后收到、没有计入汇总的补报，“现在”列的是采用后的数，后面注明“尚未采用”。"
    "平均修订幅度：首次印发的各单位指标数与现在相差的百分数（绝对值）的平均，没有变的按0计，剔除的和印发时为0的算不出幅度，不计。"
)


def write(book: OutputBook, result: MonthResult) -> None:
    """What moved, month by month; then the means."""
    found = result.revised
    sheet = book.sheet(NAME, COLUMNS, notes=_NOTE)
    sheet.rows(_row(row) for row in found.rows)
    if not found.rows:
        issued = found.by_unit or found.by_nature
        sheet.nothing(
            "今年印发的专报里，没有哪个数与现在不同。" if issued else "今年没有印发过可以比较的专报。"
        )
    sheet.done(freeze_columns=4, filters=bool(found.rows))
    for title, means in (("按单位", found.by_unit), ("按数据性质", found.by_nature)):
        if means:
            sheet.total(("", "", "", f"平均修订幅度（{title}）", *(("",) * (len(COLUMNS) - 4))))
            sheet.rows(_means(means))


def _row(row: Revision) -> Row:
    look = number_format(row.decimals, row.measure)
    return (
        str(row.period), row.issue, row.subject, row.label, row.measure,
        _number(row.before, look), _number(row.current, look), row.percent, row.whose or None,
    )  # fmt: skip


def _number(value: float | None, look: str) -> Value:
    return None if value is None else Number(value, look)


def _means(means: tuple[MeanRevision, ...]) -> Iterator[Row]:
    for one in means:
        told = f"能算幅度的{one.figures}个数，其中{one.changed}个有变动"
        yield (None, None, None, one.name, "%", None, None, one.percent, told)
