"""What readers of papers and of foreign tables make of what people do to them, kept by tests/golden_months.py.

In: papers as they go out, changed by seeded hands in memory; tables of the time before the tool and exports of platforms in all
layouts, with cells that say anything. Out: lines, one a cell or a row and one a finding. And what units owe in any state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import papers_samples
from summary_samples import CHECKLIST, NAMES, PERIOD, UNITS

from tests import odd_office as office
from tests.odd_office import Draws
from tests.plain_lines import plain
from toolkit.core import fields
from toolkit.core.addresses import cell_name
from toolkit.core.exports import KEY, MEASURE, SKIP, UNIT, ExportMap
from toolkit.core.form import INDICATORS, META, PROJECTS, TASKS
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import SAME, Book, Entry, Light, Outcome, SheetData
from toolkit.core.words import TaskStatus
from toolkit.forms.layout import SHEETS
from toolkit.forms.owed import blank, held, owed, rows_asked
from toolkit.inbox.workbooks.reader import read_book
from toolkit.papers import exportmaps, findingrulings, leadreview, quotapaper, scorecheck, slips, verdicts
from toolkit.papers.exporttables import find_export, indicator_column, unknown_names
from toolkit.papers.exporttables import rows_of as export_rows
from toolkit.papers.findingrulings import read_finding_rulings
from toolkit.papers.history import by_reason, read_history
from toolkit.papers.historynames import PARTS, Names
from toolkit.papers.identity import contradicts, looks_like, read_identity, read_marks
from toolkit.papers.leadreview import read_lead_pack
from toolkit.papers.quotapaper import read_quotas
from toolkit.papers.scorecheck import read_objections
from toolkit.papers.sheet import PaperSheet
from toolkit.papers.slips import read_slip
from toolkit.papers.untouched import properties, untouched
from toolkit.papers.verdicts import read_verdicts
from toolkit.pipeline.collecting.splits import splits_of

JUNE = Period(2024, 6)
HANDS = 80  # ways in which a paper is changed
TABLES = 60  # foreign tables
Rows = list[list[Any]]


# --- papers that come back ---

READERS: dict[str, Callable[[Book], object]] = {
    "牵头单位核对表": read_lead_pack,
    "目标分解确认表": lambda book: read_quotas(book, splits_of(CHECKLIST, UNITS), NAMES),
    "数据核对单": read_objections,
    "裁定表": lambda book: read_finding_rulings(book, PERIOD),
    "审定表": lambda book: read_verdicts(book, PERIOD),
    "更正确认单": read_slip,
}


@cache
def papers() -> dict[str, tuple[papers_samples.Sample, Book]]:
    """The papers as they went out, as read."""
    return {name: (one, read_book(one.data)) for name, one in papers_samples.samples().items()}


def paper_lines(name: str) -> Iterator[str]:
    """What is read of a paper that somebody filled in, turned over or spoiled."""
    sample, book = papers()[name]
    yield f"属性: {properties(sample.data)} {untouched(sample.data) is not None} {untouched(sample.data[:-9])}"
    for hand in range(HANDS):
        changed, said = _changed(sample, book, Draws(name, hand))
        yield f"# {hand} {'；'.join(said)}"
        yield f"是: {plain(read_identity(changed))} {looks_like(changed)} {contradicts(changed)} {len(read_marks(changed).rows)}"
        yield f"读: {plain(READERS[name](changed))}".replace("), (", "),\n  (")


def _changed(sample: papers_samples.Sample, book: Book, draw: Draws) -> tuple[Book, list[str]]:
    """The paper filled in, with up to four things done to it, and what they were."""
    sheet = book.sheet(sample.sheet)
    assert sheet is not None
    rows = [list(row) for row in sheet.rows]
    width = max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]
    _fill_in(sample, rows, draw)
    said = []
    parts: dict[str, Any] = {}
    for _ in range(int(draw.luck() * 4.5)):
        edit = draw.of(EDITS)
        said.append(f"{edit.__name__.strip('_')}{edit(rows, draw, sample, parts) or ''}")
    made = replace(
        sheet,
        name=parts.get("name", sheet.name),
        rows=tuple(map(tuple, rows)),
        visible=parts.get("visible", True),
        comments={**sheet.comments, **parts.get("comments", {})},
        errors=parts.get("errors", {}),
        uncached=parts.get("uncached", frozenset()),
    )
    sheets = [
        made if one is sheet else one for one in book.sheets if one.name != META or "unmarked" not in parts
    ]
    sheets += parts.get("sheets", [])
    return replace(
        book, sheets=tuple(sheets), properties={**book.properties, **parts.get("properties", {})}
    ), said


def _head(rows: Rows) -> int:
    return next((at for at, row in enumerate(rows) if sum(isinstance(cell, str) for cell in row) > 3), 0)


def _fill_in(sample: papers_samples.Sample, rows: Rows, draw: Draws) -> None:
    """The sample's row as it should be, others now and then with anything."""
    head = papers_samples.HEAD - 1
    heads = rows[head]
    at = {name: heads.index(name) for name in sample.entries if name in heads}
    key = heads.index(sample.key_head)
    for row in rows[head + 1 :]:
        if row[key] == sample.key:
            for name, column in at.items():
                row[column] = sample.entries[name]
        elif draw.luck() < 0.6:
            for column in at.values():
                row[column] = draw.of((*sample.entries.values(), *TYPED)) if draw.luck() < 0.6 else None


TYPED = (
    None,
    "同意",
    "不同意",
    "认可",
    "退回",
    "红",
    "绿",
    "一致",
    "有异议",
    12.0,
    "12",
    "约12",
    -3.0,
    "张三",
    " ",
    "—",
    "确认",
    True,
)


def _label_changed(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> str:
    column = (
        rows[papers_samples.HEAD - 1].index(sample.label)
        if sample.label in rows[papers_samples.HEAD - 1]
        else 0
    )
    row = draw.of(rows[papers_samples.HEAD :]) if len(rows) > papers_samples.HEAD else rows[-1]
    row[column] = draw.of(("另写的", None, f"{row[column]} "))
    return str(column)


def _own_column(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> str:
    place = int(draw.luck() * (len(rows[0]) + 1))
    head = draw.of(("科室意见", None, "备注"))
    for number, row in enumerate(rows):
        row.insert(
            place,
            head
            if number == papers_samples.HEAD - 1
            else "已核"
            if number > papers_samples.HEAD and draw.luck() < 0.2
            else None,
        )
    return f"{place}{head}"


def _column_gone(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> str:
    place = int(draw.luck() * len(rows[0]))
    for row in rows:
        del row[place]
    return str(place)


def _columns_swapped(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> str:
    a, b = (int(draw.luck() * len(rows[0])) for _ in range(2))
    for row in rows[papers_samples.HEAD - 1 :]:
        row[a], row[b] = row[b], row[a]
    return f"{a},{b}"


def _head_twice(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    heads = rows[_head(rows)]
    heads[int(draw.luck() * len(heads))] = draw.of(heads)


def _heads_ragged(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    head = rows[min(papers_samples.HEAD - 1, len(rows) - 1)]
    head[:] = [
        f" {cell[:2]}\n{cell[2:]}　".replace("(", "（") if isinstance(cell, str) else cell for cell in head
    ]


def _rows_above(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    rows.insert(int(draw.luck() * 4), [draw.of((None, "请尽快反馈"))] + [None] * (len(rows[0]) - 1))


def _row_twice(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    rows.append(list(draw.of(rows[papers_samples.HEAD :] or rows)))


def _row_gone(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    del rows[int(draw.luck() * len(rows))]


def _rows_turned(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    rows[papers_samples.HEAD :] = rows[papers_samples.HEAD :][::-1]


def _written_below(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    rows.append([None] * len(rows[0]))
    rows[-1][int(draw.luck() * len(rows[0]))] = draw.of(
        ("合计无误", 17.0, "以上由张三核对，如有疑问请联系办公室，电话见首页，其余情况另行报告，谢谢支持配合")
    )


def _key_gone(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    for row in rows[papers_samples.HEAD :]:
        row[:] = [draw.of((None, "改过的")) if cell == sample.key else cell for cell in row]


def _sheet_named(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    parts["name"] = draw.of((f"{sample.sheet} ", f"{sample.sheet} (2)", "Sheet1"))


def _own_sheet(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    cells = ((None, "另附说明"), (3.0,)) if draw.luck() < 0.7 else ((None,),)
    parts.setdefault("sheets", []).append(SheetData("附页", cells, visible=draw.luck() < 0.8))


def _commented(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    parts["comments"] = {cell_name(papers_samples.HEAD, int(draw.luck() * 6)): draw.of(("请核实", ""))}


def _broken_cell(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    place = (
        papers_samples.HEAD + int(draw.luck() * max(1, len(rows) - papers_samples.HEAD)),
        int(draw.luck() * len(rows[0])),
    )
    if draw.luck() < 0.5:
        parts["errors"] = {cell_name(*place): "#REF!"}
    else:
        parts["uncached"] = frozenset({cell_name(*place)})


def _unmarked(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> None:
    parts["unmarked"] = True


def _renamed(rows: Rows, draw: Draws, sample: papers_samples.Sample, parts: dict[str, Any]) -> str:
    name, text = draw.of(
        (
            ("PackKind", "裁定表"),
            ("Period", "2024-05"),
            ("PackOwner", ""),
            ("Period", "六月"),
            ("PackKind", "别的"),
        )
    )
    parts["properties"] = {name: text}
    return f"{name}={text}"


EDITS: tuple[Callable[[Rows, Draws, papers_samples.Sample, dict[str, Any]], str | None], ...] = (
    _label_changed, _own_column, _column_gone, _columns_swapped, _head_twice, _heads_ragged, _rows_above, _row_twice, _row_gone,
    _rows_turned, _written_below, _key_gone, _sheet_named, _own_sheet, _commented, _broken_cell, _unmarked, _renamed,
)  # fmt: skip


# --- papers filled in with all that may stand in their entries ---

DECLARED: dict[str, tuple[str, tuple[PaperSheet, ...]]] = {
    "牵头单位核对表": (
        "地区住建局",
        (leadreview.COVER, leadreview.WHOLE, leadreview.COUNTIES, leadreview.TASKS, leadreview.REQUESTS),
    ),
    "目标分解确认表": ("2024", (quotapaper.paper(NAMES),)),
    "数据核对单": ("653101", scorecheck.SHEETS),
    "裁定表": ("办公室", (findingrulings.PAPER,)),
    "审定表": ("办公室", verdicts.SHEETS),
    "更正确认单": ("653101", (slips.PAPER,)),
}
KEYS = (
    "653101/T02-3", "653125/7", "all/T02-4", "T02-3", "T02-4", "T99-9", "指标完成", "报送时效", "Q401@653101/指标数据/T02-3/ytd",
    "E201@653121/任务进展/7/status", "Q770@/指标数据/T02-3/ytd", "Q301@653125/重点项目/1/total", "task-7", "task-7/653101",
    "指标数据/T02-3/ytd@2024-06-27T09:00:00",
)  # fmt: skip
WRITTEN = (None, None, "张三", "台账核对", "约30", "30", 1180.0, -3.0, "无", "—")


def filled_lines(name: str) -> Iterator[str]:
    """What is read where entries hold each choice and each other text in all combinations that chance makes."""
    owner, sheets = DECLARED[name]
    for sheet in sheets:
        yield f"{sheet.name} {sheet.key} {plain(sheet.comments)} {plain(sheet.marked)}"
        yield from (f"列: {plain(column)}" for column in sheet.columns)
    for number in range(HANDS // 2):
        draw = Draws("filled", name, number)
        rows = [(sheet, [_row(sheet, draw) for _ in range(6)]) for sheet in sheets]
        changed = paper_book(name, rows, owner)
        yield f"# {number}"
        yield f"读: {plain(READERS[name](changed))}".replace("), (", "),\n  (")


def _row(sheet: PaperSheet, draw: Draws) -> tuple[Any, ...]:
    cells: list[Any] = []
    for column in sheet.columns:
        if column.field == sheet.key:
            cells.append(draw.of(KEYS))
        elif column.entry and column.choices:
            cells.append(draw.of((*column.choices, *column.choices, None, "别的")))
        elif column.entry:
            cells.append(draw.of(WRITTEN))
        elif column.kind == "light":
            cells.append(draw.of([light.value for light in Light]))
        else:
            cells.append(draw.of(("—", "文字", 12.0)))
    return tuple(cells)


# --- tables of the time before, and exports of platforms ---

UNIT_HEADS = ("单位", "填报单位", "县市", "责任单位", "区域")
MEASURES = ("", "个", "万个", "人", "万人", "亿元", "万元", "%", "公里", "吨", "所")
VALUES = (
    None,
    12.0,
    "12",
    "1,200",
    "约30",
    "—",
    "/",
    "未报",
    "待统计",
    "无",
    0.0,
    -3.0,
    2.5,
    "12个",
    "0.5万个",
    "是",
    "否",
    "#REF!",
    "12345678901234567",
)


def _unit(draw: Draws) -> str:
    one = draw.of(office.UNITS[:5] if draw.luck() < 0.8 else office.UNITS)
    return (
        draw.of((one.name, one.short, one.code, one.name))
        if draw.luck() < 0.9
        else draw.of(("合计", "全地区", "小计", "某县", ""))
    )


def _indicator(draw: Draws) -> tuple[str, str]:
    """Id and name as tables write them."""
    one = draw.of(office.INDICATOR_ROWS)
    luck = draw.luck()
    if luck < 0.04:
        return "T99-9", "没有的"
    if luck < 0.08:
        return one.id, draw.of(office.INDICATOR_ROWS).name
    measure = draw.of(
        ("", "", f"（{draw.of(MEASURES[1:])}）", f"({one.measure})", f"（{one.report_measure}）", "（累计）")
    )
    part = draw.of(("", "", "", "-分子", "：分母", "·分子累计")) if one.is_ratio_input else ""
    return (
        one.id,
        f"{draw.of(('', '', '', f'{one.id}、', f'{one.id}-', f'{one.id} '))}{one.name}{part}{measure}",
    )


def _value(draw: Draws) -> Any:
    return float(int(draw.luck() * 3000)) if draw.luck() < 0.6 else draw.of(VALUES)


def _title(draw: Draws) -> str:
    return draw.of(
        (
            "2024年6月城镇化指标表",
            "2024年6月底",
            "2024年前三季度情况",
            "2024年第二季度",
            "2024年1-6月完成情况",
            "指标表",
            "2024年上半年",
            "2024年6月、2024年5月对照",
            "制表日期2024年7月3日",
        )
    )


def _flat(draw: Draws) -> tuple[Rows, list[str]]:
    heads = [
        draw.of(UNIT_HEADS),
        draw.of(("指标编号", "编号")),
        draw.of(("指标名称", "指标", "指标", "工作内容")),
    ]
    heads += [draw.of(("计量单位", "单位"))] if draw.luck() < 0.5 else []
    heads += ["分子累计", "分母"] if draw.luck() < 0.3 else []
    heads += [draw.of(("本月累计", "累计完成", "数值", "上年同期"))] if draw.luck() < 0.9 else []
    heads += [draw.of(("月份", "报送期"))] if draw.luck() < 0.4 else []
    heads += [draw.of(("备注", "序号"))] if draw.luck() < 0.4 else []
    rows: Rows = [heads]
    for _ in range(7):
        id, name = _indicator(draw)
        one = next((one for one in office.INDICATOR_ROWS if one.id == id), office.INDICATOR_ROWS[0])
        measure = draw.of((one.measure, one.report_measure, "", draw.of(MEASURES)))
        cells = {"指标编号": id, "编号": id if draw.luck() < 0.9 else "—", "指标名称": name, "指标": name, "工作内容": name, "计量单位": measure, "备注": "已核",
                 "月份": draw.of(("2024-06", "2024年6月", "2024年6月", "6月", "2024-05")), "报送期": draw.of(("2024-06-30 00:00", "2024年6月", "")), "序号": 1.0}  # fmt: skip
        row = [cells.get(head) or _value(draw) for head in heads]
        row[0] = _unit(draw)
        if heads.count("单位") and heads.index("单位"):
            row[heads.index("单位")] = measure
        rows.append(row)
    return rows, []


def _down(draw: Draws) -> tuple[Rows, list[str]]:
    """Units down, indicators across; a quotient's parts below its merged name."""
    chosen = [draw.of(office.INDICATOR_ROWS) for _ in range(4)]
    top: list[Any] = [draw.of(("序号", "序号", "行次")), draw.of(UNIT_HEADS)]
    second: list[Any] = [None, None]
    merges = []
    for one in chosen:
        if one.is_ratio_input and draw.luck() < 0.8:
            merges.append(f"{cell_name(1, len(top))}:{cell_name(1, len(top) + 1)}")
            top += [one.name, None]
            second += [draw.of((*PARTS, one.numerator)), draw.of(("分母", one.denominator))]
        else:
            top.append(draw.of((one.name, one.id, f"{one.id} {one.name}", _indicator(draw)[1])))
            second.append(draw.of((None, one.measure, one.report_measure, draw.of(MEASURES[1:]), "累计")))
    rows: Rows = [top, second]
    for number in range(5):
        rows.append([float(number), _unit(draw), *(_value(draw) for _ in top[2:])])
    return rows, merges


def _across(draw: Draws) -> tuple[Rows, list[str]]:
    units = [_unit(draw) for _ in range(4)]
    heads: list[Any] = [draw.of(("序号", "指标编号")), "指标名称", draw.of(("计量单位", "备注")), *units]
    rows: Rows = [heads]
    for number in range(6):
        id, name = _indicator(draw)
        first = id if heads[0] == "指标编号" else float(number)
        if draw.luck() < 0.25:
            name, first = draw.of(("分子", "分母", "分子累计")), None  # type: ignore[assignment]
        rows.append([first, name, draw.of(("", "", "", draw.of(MEASURES))), *(_value(draw) for _ in units)])
    return rows, []


def table(number: int) -> Book:
    """A workbook with one foreign table or two."""
    draw = Draws("table", number)
    sheets = []
    for sheet in range(1 + (draw.luck() < 0.4)):
        rows, merges = draw.of((_flat, _down, _across))(draw)
        above = [[_title(draw)], []][: int(draw.luck() * 3)]
        if above:
            merges = []
        else:
            rows.insert(0, [_title(draw)])
        rows = [*above, *rows]
        filled = [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None]
        odd = {
            name: frozenset({cell_name(*draw.of(filled))})
            for name in ("struck", "pictured", "uncached")
            if draw.luck() < 0.2
        }
        errors = {cell_name(*draw.of(filled)): "#REF!"} if draw.luck() < 0.2 else {}
        name = draw.of(("6月", "2024年6月", "汇总", "Sheet1", "分县明细"))
        sheets.append(
            SheetData(
                f"{name}{sheet or ''}", tuple(map(tuple, rows)), merges=tuple(merges), errors=errors, **odd
            )
        )
    return Book(tuple(sheets))


def history_lines() -> Iterator[str]:
    """Each filled cell of the tables with its fate."""
    for number in range(TABLES):
        given = JUNE if number % 3 == 0 else None
        read = read_history(
            table(number),
            office.CHECKLIST,
            given,
            ("报表.xlsx", "2024年报表.xlsx", "2024年6月.xlsx")[number % 3],
        )
        yield f"# {number} {given} {read.labels} {plain(read.undated)} {read.unstated}"
        for one in read.cells:
            yield f"{one.sheet}!{one.address} “{one.raw}” {one.outcome} {one.note} {one.unit} {one.period} {one.key} {one.field} {plain(one.value)}"
        for outcome in Outcome:
            yield f"{outcome}: {plain({why: len(cells) for why, cells in by_reason(read.cells, outcome).items()})}"


def export_lines() -> Iterator[str]:
    """What each export is taken for, before and after a person says what its columns and names are."""
    names = Names.of(office.CHECKLIST)
    meanings = [column.header for column in SHEETS[INDICATORS].columns]
    for number in range(TABLES, 2 * TABLES):
        found = find_export(_exported(number), names, meanings)
        yield f"# {number} {'无' if found is None else ''}"
        if found is None:
            continue
        yield f"{found.sheet.name} {found.head} {plain(found.units)} {plain(sorted(found.said))} {found.fingerprint}"
        yield from (f"列: {plain(one)}" for one in found.columns)
        draw = Draws("map", number)
        columns = {
            one.name: draw.of((one.meaning, SKIP, KEY, MEASURE)) for one in found.columns if draw.luck() < 0.3
        }
        units, keys = unknown_names(found, names, None)
        known = ExportMap(found.fingerprint, columns, {text: draw.of((SKIP, "喀什市", "某县")) for text in units}, {text: draw.of((SKIP, "T01-1", "T99-9")) for text in keys}, "王五")  # fmt: skip
        for told in (None, known):
            yield f"对照: {plain(told) if told else '无'} {plain(unknown_names(found, names, told))} {plain(found.meanings(told))}"
            yield from (f"行: {plain(row)}" for row in export_rows(found, names, told))


def _exported(number: int) -> Book:
    """The table as a form platform gives it: numbered heads, a column of times, a month in each row."""
    book = table(number)
    draw = Draws("export", number)
    sheets = []
    for sheet in book.sheets:
        rows = [list(row) for row in sheet.rows]
        for row in rows[:3]:
            row[:] = [
                draw.of((f"{at + 1}、{cell}", f"Q{at}.{cell}（必填）", cell))
                if isinstance(cell, str) and draw.luck() < 0.5
                else cell
                for at, cell in enumerate(row)
            ]
        head = next((at for at, row in enumerate(rows) if sum(isinstance(cell, str) for cell in row) > 2), 0)
        rows[head] += [
            draw.of(("提交时间", "提交人", "任务序号", "任务编号")),
            draw.of(("本月状态", "填报单位", "备注")),
        ]
        for row in rows[head + 1 :]:
            row += [
                draw.of(("2024-06-25 10:00", 5.0, "任务3", "张三。")),
                draw.of(("正常推进", "喀什市", None)),
            ]
        sheets.append(replace(sheet, rows=tuple(map(tuple, rows)), visible=draw.luck() < 0.9, merges=()))
    return Book(tuple(sheets))


def map_lines() -> Iterator[str]:
    """What a person's 导入对照表 makes of exports."""
    names = Names.of(office.CHECKLIST)
    columns = [column.header for column in SHEETS[INDICATORS].columns]
    for text in (
        "T01-1",
        "T01-1 分子累计",
        "T03-3 分子累计",
        "T03-3 分母",
        "T03-3",
        "t03-3 本月累计",
        "T99-1",
        "新增学位",
        "T01-1 本月累计",
        "T01-1 备注",
    ):
        yield f"列义 {text}: {plain(indicator_column(text, names) or '无')}"
    pairs = (exportmaps.COLUMN, exportmaps.UNIT_NAME, exportmaps.KEY_NAME)
    choices = {
        exportmaps.COLUMN: (
            UNIT,
            KEY,
            "本月累计",
            "T01-1",
            "T03-3 分子累计",
            SKIP,
            "任务序号",
            "看不懂",
            MEASURE,
        ),
        exportmaps.UNIT_NAME: ("喀什市", "653121", SKIP, "某县", ""),
        exportmaps.KEY_NAME: ("T01-1", "新增就业", SKIP, "没有", ""),
    }
    for number in range(HANDS):
        draw = Draws("pairs", number)
        rows = []
        for table_ in ("a1", "b2"):
            kind = None
            for at in range(2 + int(draw.luck() * 5)):
                kind = pairs[0] if at < 3 else draw.of(pairs)
                proposed = choices[kind][at] if at < 3 else draw.of(choices[kind])
                chosen = draw.of(choices[kind]) if draw.luck() < 0.3 else None
                rows.append(
                    (
                        kind,
                        f"{at}列",
                        f"名称{at}",
                        "1；2",
                        proposed or exportmaps.OPEN,
                        chosen,
                        f"{table_}/{at}",
                    )
                )
        signed = [
            (
                "导出.xlsx",
                "Sheet1",
                "单位",
                draw.of(("确认", None, "是", "确认")),
                draw.of(("王五", None, "王五")),
                table_,
            )
            for table_ in ("a1", "b2")
        ]
        book = paper_book(exportmaps.KIND, [(exportmaps.TABLES, signed), (exportmaps.PAIRS, rows)])
        taken = exportmaps.read_export_maps(book, JUNE if number % 9 else JUNE.next)
        yield f"# {number} {plain(taken)} {taken.understood} {plain(exportmaps.listed(taken.rows))}"
        before = {"a1": ExportMap("a1", {}, {"旧名": "喀什市"}, {"旧指标": "T01-1"}, "李四")}
        maps, findings = exportmaps.settle(taken.rows, names, columns, before, "2024-06-27")
        yield from (plain(one) for one in (*maps, *findings))


def paper_book(
    kind: str, sheets: Sequence[tuple[PaperSheet, Sequence[tuple[Any, ...]]]], owner: str = "办公室"
) -> Book:
    """A paper of the office as it lies in outbox/, filled in, without a file: heads in the fourth row, marks of what went out."""
    made, marks = [], []
    for paper, rows in sheets:
        places = [at for at, column in enumerate(paper.columns) if column.entry]
        marks += [paper.mark([None if at in places else cell for at, cell in enumerate(row)]) for row in rows]
        heads = tuple(column.header for column in paper.columns)
        made.append(SheetData(paper.name, ((), (), (), heads, *rows)))
    said = {"PackKind": kind, "PackOwner": owner, "Period": str(JUNE), "ChecklistDigest": "d"}
    meta = [(name, text, None, None) for name, text in said.items()] + [(None, None, None, "\n".join(marks))]
    return Book((*made, SheetData(META, tuple(meta), visible=False)), said)


# --- what units owe ---


def owed_lines() -> Iterator[str]:
    """The cells that each unit owes in the months' states, and in states of any kind; with and without a form."""
    for period in (Period(2024, 3), Period(2024, 6), Period(2024, 7), Period(2024, 12)):
        data = office.begun(period)
        for unit in data.units:
            shown = (data.shown or {}).get(unit.code, {})
            rows = rows_asked(
                data.checklist,
                unit.name,
                period,
                lambda key, shown=shown: shown.get(key, {}),
                (data.issued or {}).get(unit.code),
            )  # type: ignore[misc]
            own = [one for one in data.entries[period] if one.unit == unit.code]
            unread = sorted(place for code, place in data.rejected if code == unit.code)
            yield f"# {period} {unit.code}"
            yield from (
                f"行 {row.sheet} {row.key} {row.asked} {plain([need.field for need in row.needs])} {row.same is not None}"
                for row in rows
            )
            ticks = Draws("ticks", unit.code, period)
            ticked = [
                office.entry(
                    unit,
                    period,
                    TASKS,
                    row.key,
                    fields.SAME,
                    ticks.of(("是", "是", "否")),
                    ticks.of(("", SAME)),
                )
                for row in rows
                if row.sheet == TASKS and ticks.luck() < 0.4
            ]  # 与上月相同 ticked where something came of it, and where nothing did
            kept = [one for one in own if one.field != fields.SAME and ticks.luck() > 0.3]
            yield _told("打勾", rows, held([*kept, *ticked], unread), ())
            yield from _states(
                rows,
                own,
                unread,
                [place for code, place in data.excused if code == unit.code],
                Draws("owed", unit.code, period),
            )


def _states(
    rows: Sequence[Any], own: Sequence[Entry], unread: Sequence[Place], excused: Sequence[Place], draw: Draws
) -> Iterator[str]:
    values = held(own, unread)
    yield _told("如报", rows, values, excused)
    yield _told("空表", rows, {}, ())
    for number in range(3):
        state = {place: value for place, value in values.items() if draw.luck() > 0.25 * number}
        for row in rows:
            if row.sheet == TASKS and draw.luck() < 0.5:
                state[TASKS, row.key, fields.STATUS] = draw.of((*TaskStatus, "推进中", ""))
            if row.sheet == TASKS and draw.luck() < 0.2:
                state[TASKS, row.key, fields.SAME] = draw.of(("是", "否"))
            if row.sheet == INDICATORS and draw.luck() < 0.3:
                state[INDICATORS, row.key, draw.of(fields.FIGURE)] = draw.of(
                    (0.0, 3.0, "待统计", "不涉及", "")
                )
        state[PROJECTS, "新1", fields.NAME] = draw.of(("某路", ""))
        state["经验与诉求", "1", fields.TITLE] = draw.of(("某事", ""))
        yield _told(f"第{number}种", rows, state, excused)


def _told(what: str, rows: Sequence[Any], values: Any, excused: Sequence[Place]) -> str:
    cells = [*owed(rows, values, excused)]
    left = {cell.place for cell in blank(cells, values)}
    told = (
        f"{cell.sheet[:1]}{cell.key}.{cell.field}{f'!{cell.code}' if cell.place in left else ''}"
        for cell in cells
    )
    return f"{what} {len(cells)}/{len(left)}: {' '.join(told)}"
