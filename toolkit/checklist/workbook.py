"""A ``Checklist`` to the workbook that the office edits: the sheets of the contract plus 说明.

In: the checklist, and cells to be marked for review. Out: xlsx bytes, the same for the same input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from toolkit.checklist.columns import GUIDE, SHEETS
from toolkit.checklist.guide import guide_rows
from toolkit.checklist.reviewsheet import REVIEW, Inferred
from toolkit.checklist.sheets import Column, Sheet
from toolkit.checklist.unitsheet import units_by_word
from toolkit.core import theme
from toolkit.core.addresses import column_letter
from toolkit.core.area import said
from toolkit.core.doubt import Doubt
from toolkit.core.groups import MANY_UNITS
from toolkit.core.model import Checklist, Indicator, Target, Task
from toolkit.core.theme import wrapped_lines

CREATED = datetime(2024, 1, 1)  # fixed, so that the same checklist gives the same bytes
REVIEW_FILL = "FFE699"
SPARE_ROWS = 300  # drop-downs reach so far below the last row
NARROW = 10
MAX_HEIGHT = 400.0  # Excel's limit is 409


Review = Inferred  # a cell that a person must look at

CONTENT: dict[str, Callable[[Checklist], Sequence[object]]] = {
    REVIEW: lambda c: c.doubts,
    "任务": lambda c: c.tasks,
    "指标": lambda c: c.indicators,
    "分解": lambda c: c.quotas,
    "单位": lambda c: c.units,
    "校验规则": lambda c: c.rules,
    "序时曲线": lambda c: c.curves,
    "考核权重": lambda c: c.weights,
    "文件差异": lambda c: c.differences,
    "期初值": lambda c: c.openings,
    "议定事项": lambda c: c.decisions,
    "考核加减分": lambda c: c.awards,
}


ONLY_WHERE_GIVEN = ("reporters_by_year", "bases")  # yearly columns that most years do without
_UNLESS = {"comparable": "否", "confirmed": "待核对"}  # what stands where it is not so; else blank


def write_checklist(checklist: Checklist, reviews: Sequence[Review] = ()) -> bytes:
    """The workbook's bytes. ``reviews`` mark cells in colour with a note."""
    import xlsxwriter  # slow to load, and only this needs it

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": "任务清单", "created": CREATED})
    formats = _formats(book)
    years = _years(checklist)
    notes: dict[tuple[str, str, str], str] = {}
    for review in reviews:
        place = (review.sheet, review.row_key, review.header)
        notes[place] = "\n".join(filter(None, (notes.get(place), review.note)))
    places = _places(checklist, years)
    groups = {
        tuple(names): word
        for word, names in units_by_word(checklist.units).items()
        if len(names) > MANY_UNITS
    }
    for sheet in SHEETS.values():
        if sheet.name != REVIEW or checklist.doubts:
            items = [_in_groups(item, groups) for item in CONTENT[sheet.name](checklist)]
            _write_sheet(book, formats, sheet, items, years, notes)
    if checklist.doubts:
        _link(book.get_worksheet_by_name(REVIEW), checklist.doubts, places, formats["link"])
    _write_guide(book, formats)
    book.close()
    return buffer.getvalue()


def _in_groups(item: object, groups: Mapping[tuple[str, ...], str]) -> object:
    """The item with a word for a group in place of the many units that it consists of."""
    if not groups or not isinstance(item, Task | Indicator):
        return item

    def told(names: tuple[str, ...]) -> tuple[str, ...]:
        return (groups[names],) if names in groups else names

    item = replace(item, reporters=told(item.reporters))
    if isinstance(item, Task):
        return item
    return replace(
        item, reporters_by_year={year: told(names) for year, names in item.reporters_by_year.items()}
    )


def _years(checklist: Checklist) -> tuple[int, ...]:
    found = {year for task in checklist.tasks for year in task.measures}
    return tuple(sorted(found | {year for item in checklist.indicators for year in item.targets}))


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": theme.FONT, "font_size": theme.FONT_SIZE, "valign": "top", "border": 1}
    base |= {"border_color": f"#{theme.LINE}", "text_wrap": True}
    head = {"bold": True, "bg_color": f"#{theme.HEAD}", "font_color": f"#{theme.HEAD_TEXT}"}
    return {
        "text": book.add_format(base),
        "number": book.add_format(base | {"align": "right"}),
        "share": book.add_format(base | {"align": "right", "num_format": "0.##"}),
        "code": book.add_format(base | {"align": "center"}),
        "head": book.add_format(base | head | {"align": "center", "valign": "vcenter"}),
        "link": book.add_format(base | {"font_color": "#0563C1", "underline": 1}),
        "review": book.add_format(base | {"bg_color": f"#{REVIEW_FILL}"}),
    }


def _write_sheet(
    book: Any,
    formats: Mapping[str, Any],
    sheet: Sheet,
    items: Sequence[object],
    years: Sequence[int],
    notes: Mapping[tuple[str, str, str], str],
) -> None:
    page = book.add_worksheet(sheet.name)
    only = {name: {year for item in items for year in getattr(item, name, {})} for name in ONLY_WHERE_GIVEN}
    heads = [head for head in sheet.headers(years) if head[1] in only.get(head[0].field, {head[1]})]
    for index, (column, _, header) in enumerate(heads):
        page.set_column(index, index, column.width)
        page.write_string(0, index, header, formats["head"])
        if column.choices:
            source = [said(str(choice)) for choice in column.choices]
            page.data_validation(1, index, len(items) + SPARE_ROWS, index, _dropdown(column, source))
    page.set_row(0, 30)
    for number, item in enumerate(items, start=1):
        values = [cell_value(item, column.field, year) for column, year, _ in heads]
        key = _text(values[0])
        for index, (value, (column, _, header)) in enumerate(zip(values, heads, strict=True)):
            note = notes.get((sheet.name, key, header))
            value = said(value) if column.choices and isinstance(value, str) else value
            _write_cell(page, number, index, value, formats["review" if note else _style(column)])
            if note:
                page.write_comment(number, index, note, {"x_scale": 2})
        page.set_row(number, _height(values, heads))
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, max(1, len(items)), len(heads) - 1)
    _set_print(page)


def _places(checklist: Checklist, years: Sequence[int]) -> dict[tuple[str, str, str], str]:
    """Address of every cell by sheet, row key and header."""
    places: dict[tuple[str, str, str], str] = {}
    for sheet in SHEETS.values():
        for number, item in enumerate(CONTENT[sheet.name](checklist), start=2):
            key = _text(cell_value(item, sheet.columns[0].field, None))
            for index, (_, _, header) in enumerate(sheet.headers(years)):
                places[sheet.name, key, header] = f"{column_letter(index)}{number}"
    return places


def _link(page: Any, doubts: Sequence[Doubt], places: Mapping[tuple[str, str, str], str], look: Any) -> None:
    """The row's key leads to the cell in doubt."""
    index = [column.field for column in SHEETS[REVIEW].columns].index("row")
    for number, doubt in enumerate(doubts, start=1):
        address = places.get((doubt.sheet, doubt.row, doubt.column), "A1")
        page.write_url(number, index, f"internal:'{doubt.sheet}'!{address}", look, doubt.row)


def _style(column: Column) -> str:
    """Numbers right, codes and words of a narrow column centred, texts left."""
    if column.header.endswith("月") and column.number:
        return "share"
    return "number" if column.number else "code" if column.width <= NARROW else "text"


def _dropdown(column: Column, source: list[str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": column.header,
        "error_message": "请从列表中选择。",
    }


def cell_value(item: object, field: str, year: int | None) -> str | float:
    """What stands in the cell of an item: text, a number, or "" for nothing."""
    if field.startswith("m") and field[1:].isdigit():
        return float(item.shares[int(field[1:]) - 1])  # type: ignore[attr-defined]
    value = getattr(item, field)
    if field in _UNLESS:
        return "" if value else _UNLESS[field]
    if year is not None:
        value = value.get(year, "")
    if isinstance(value, Target):
        return value.low if value.high is None else f"{_text(value.low)}～{_text(value.high)}"
    if isinstance(value, tuple):
        return "、".join(str(part) for part in value)
    if isinstance(value, bool):
        return "是" if value else ""
    if value is None:
        return ""
    return value if isinstance(value, (int, float)) else str(value)


def _text(value: str | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _write_cell(page: Any, row: int, column: int, value: str | float, style: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value, style) if value else page.write_blank(row, column, None, style)
    else:
        page.write_number(row, column, value, style)


def _height(values: Sequence[str | float], heads: Sequence[tuple[Column, int | None, str]]) -> float:
    texts = [(v, head[0].width) for v, head in zip(values, heads, strict=True) if isinstance(v, str)]
    lines = max((wrapped_lines(text, width) for text, width in texts), default=1)
    return min(MAX_HEIGHT, 15.0 * lines + 3)


def _set_print(page: Any) -> None:
    page.set_landscape()
    page.set_paper(8)  # A3
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C第 &P 页，共 &N 页")


def _write_guide(book: Any, formats: Mapping[str, Any]) -> None:
    page = book.add_worksheet(GUIDE)
    widths = (12, 16, 110)
    for index, (width, header) in enumerate(zip(widths, ("工作表", "列", "说明"), strict=True)):
        page.set_column(index, index, width)
        page.write_string(0, index, header, formats["head"])
    for number, texts in enumerate(guide_rows(), start=1):
        for index, text in enumerate(texts):
            page.write_string(number, index, said(text), formats["text"])
        page.set_row(number, 15.0 * wrapped_lines(texts[2], widths[2]) + 3)
    page.freeze_panes(1, 0)
    _set_print(page)
