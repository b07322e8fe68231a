"""What lead units said, in the summary: columns beside the figures, and a block of its own under 牵头单位.

In: opinions of the context. Out: cells; the block lists whatever is disputed with both values and their sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.core import theme
from toolkit.core.area import said
from toolkit.figures.reviews.opinions import AWAITING, Opinion
from toolkit.outputs.context import OutputContext
from toolkit.outputs.workbook.grid import Column, Link, Number, Row, Value, number_format
from toolkit.outputs.workbook.outputbook import OutputSheet

# The block stands under the table of 牵头单位 and takes its widths: a head for each of its columns.
_HEAD = (
    "牵头单位", "任务序号", "对象", "裁定", "填报数", "牵头单位数", "计量单位", "单位", "依据或说明", "填报来源", "", "牵头单位来源",
)  # fmt: skip
_OVERALL_HEAD = (
    "牵头单位",
    "",
    "核对人、电话、日期",
    "",
    "有异议",
    "其余意见",
    "待裁定",
    "",
    "总体进展",
    "来源",
    "",
    "",
)
_LOOKS = (
    Column("", 24), Column("", 6, "code"), Column("", 26), Column("", 17), Column("", 9), Column("", 8), Column("", 8, "code"),
    Column("", 8), Column("", 38), Column("", 46), Column("", 8), Column("", 24, "path"),
)  # fmt: skip


def told_by_row(opinions: Sequence[Opinion]) -> dict[tuple[str, str], list[Opinion]]:
    """(unit code or all, indicator id or task number) -> opinions on that row."""
    found: dict[tuple[str, str], list[Opinion]] = {}
    for one in opinions:
        found.setdefault((one.opinion.unit, one.opinion.subject), []).append(one)
    return found


def review_cells(told: Sequence[Opinion]) -> Row:
    """牵头单位意见, 牵头单位数, 牵头单位依据, 意见来源 and 裁定 of one row; several lead units are separated by ；."""
    return (
        _joined(f"{one.lead}：{one.opinion.said}" for one in told),
        _own(told[0]) if len(told) == 1 else _joined(f"{one.lead}：{one.own}" for one in told if one.own),
        _joined(one.opinion.reason for one in told),
        _joined(f"{one.place} {one.file}" for one in told),
        _joined(one.state for one in told),
    )


def write(sheet: OutputSheet, context: OutputContext, *, links: bool) -> None:
    """The block under the table: packs that came back, then what is disputed."""
    if not context.reviews:
        return
    _title(sheet, "牵头单位核对情况", _OVERALL_HEAD)
    for review in context.reviews:
        told = [one for one in context.opinions if one.file == review.file]
        disputed = [one for one in told if one.finding is not None]
        counts = (len(disputed), len(told) - len(disputed), sum(one.state == AWAITING for one in disputed))
        other = "；".join(f"{name}：{text}" for name, text in review.cover.items())
        source = _file(review.file, review.file, context, links)
        row = (review.lead, "", other or None, "", *counts, "", review.overall or None, source, "", "")
        sheet.rows([row])
    disputed = [one for one in context.opinions if one.finding is not None]
    if not disputed:
        return
    _title(sheet, "有异议的数据（裁定前按填报数计）", _HEAD)
    sheet.rows(_disputed(one, context, links) for one in disputed)


def _disputed(one: Opinion, context: OutputContext, links: bool) -> Row:
    files = list(dict.fromkeys(source.file for source in one.sources))
    cells = ",".join(str(source.place) for source in one.sources)
    source = (
        f"{cells} {'、'.join(files)}" if files else said("汇总得出，见“分县明细”") if not one.unit else None
    )
    theirs = _file(one.file, f"{one.place} {one.file.rpartition('/')[2]}", context, links)
    return (
        one.lead, one.task, one.name, one.state, _reported(one), _own(one), one.measure or None,
        one.unit or said("全地区"), one.opinion.reason or None, source, "", theirs,
    )  # fmt: skip


def _file(path: str, text: str, context: OutputContext, links: bool) -> Link:
    return Link(context.link(path), context.told(text, path)) if links else Link("", text)


def _reported(one: Opinion) -> Value:
    figure = one.reported
    if figure is None or figure.value is None or one.measure == "是/否":
        return one.shown
    return Number(figure.value, number_format(figure.decimals))


def _own(one: Opinion) -> Value:
    """A number as such, with the decimals that it has; what cannot be read as one as it stands."""
    value = one.opinion.value
    if value is None or one.measure == "是/否":
        return one.own or None
    text = f"{value:.10f}".rstrip("0")
    return Number(value, number_format(len(text) - text.index(".") - 1))


def _joined(texts: Iterable[str]) -> str | None:
    return "；".join(text for text in texts if text) or None


def _title(sheet: OutputSheet, text: str, head: Sequence[str]) -> None:
    sheet.next += 1
    sheet.put(sheet.next, 0, text, _LOOKS[0], bold=True)
    sheet.next += 1
    for index, name in enumerate(head):
        sheet.put(sheet.next, index, name, _LOOKS[index], bold=True, bg_color="#" + theme.GROUP)
    sheet.next += 1
