"""Walk one data sheet of a return: every filled cell becomes an input at its place, or is ignored.

In: a Table (a located sheet) and the FormView. Out: additions to Collected. Labels that stand as they
were sent out, the form's own formulas and the row keys do not count as filled; everything else does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.model import EXPERIENCE, PROJECTS, Scalar, SheetData
from toolkit.core.theme import DASH
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.formulas import TO_BE_SPLIT
from toolkit.forms.layout import TOTAL_WORD, Column
from toolkit.forms.match_columns import ColumnMatch, exact_hits, texts_of
from toolkit.forms.match_rows import LIKENESS, NEW, NUMBER_AND_TEXT, RowMatch, match_row
from toolkit.forms.match_sheets import Table
from toolkit.forms.read_model import ERROR, UNCACHED, Collected, Filled
from toolkit.forms.read_view import NAME_FIELD, NUMBER_FIELD, TELLING, FormView

NEW_KEY = "新-"  # a project or experience that stands in no row of the form: 新-<row of the file>
OUTSIDE = "表格以外的内容"
_NONE: dict[int, tuple[str, str]] = {}
_EXTRA_COLUMN = "表里多出的列"


@dataclass
class _Walk:
    """One sheet on its way: what is said about it at the end."""

    table: Table
    view: FormView
    out: Collected
    outside: list[Filled] = field(default_factory=list)
    extra: dict[int, list[Filled]] = field(default_factory=dict)
    overwritten: list[Filled] = field(default_factory=list)
    keyless: int = 0

    def __post_init__(self) -> None:
        columns = self.table.columns
        fields = {match.field: index for index, match in columns.items()}
        self.number = fields.get(NUMBER_FIELD[self.name])
        self.telling = {name: fields[name] for name in TELLING[self.name] if name in fields}
        self.named = fields.get(NAME_FIELD.get(self.name, ""))
        self.faults = faults_of(self.table.sheet)
        self.out.fields.setdefault(self.name, set()).update(fields)

    @property
    def name(self) -> str:
        return self.table.spec.name


def faults_of(sheet: SheetData) -> dict[int, dict[int, tuple[str, str]]]:
    """0-based row -> column -> (kind, text) of error cells and of formulas without a value."""
    found: dict[int, dict[int, tuple[str, str]]] = {}
    marked = [(address, ERROR, text) for address, text in sheet.errors.items()]
    marked += [
        (a, UNCACHED, "=" + sheet.formulas.get(a, "")) for a in sheet.uncached if a not in sheet.errors
    ]
    for address, kind, text in marked:
        at = split_address(address)
        if at is not None:
            found.setdefault(at[0], {})[at[1]] = (kind, text)
    return found


def split_address(address: str) -> tuple[int, int] | None:
    """0-based row and column of an A1-style address; None when it is none."""
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def filled_cells(
    sheet: SheetData, number: int, row: Sequence[Scalar], faults: Mapping[int, tuple[str, str]]
) -> Iterator[Filled]:
    """The filled cells of one row, error cells and formulas without a value included."""
    for index, value in enumerate(row):
        if value is None or (value.__class__ is str and is_blank(value)) or index in faults:
            continue
        yield Filled(sheet, number, index, value)
    for index, (kind, text) in faults.items():
        yield Filled(sheet, number, index, text, kind)


def read_table(table: Table, view: FormView, out: Collected) -> None:
    """Take in all rows below the header; what stands above it is the caller's business."""
    walk = _Walk(table, view, out)
    sheet, faults = table.sheet, walk.faults
    for number in range(table.first, max(len(sheet.rows), max(faults, default=-1) + 1)):
        row = sheet.rows[number] if number < len(sheet.rows) else ()
        at_fault = faults.get(number, _NONE)
        if not at_fault and _is_free(walk, row):
            continue
        cells = list(filled_cells(sheet, number, row, at_fault))
        if cells:
            _read_row(walk, number, row, cells)
    _report(walk)


def _is_free(walk: _Walk, row: Sequence[Scalar]) -> bool:
    """A free row as it was sent out (number and key, nothing else); most rows of 重点项目 are."""
    key = walk.table.key
    if walk.name not in NAME_FIELD or key is None or key >= len(row) or row[key] not in walk.view.keys[walk.name]:
        return False
    filled = sum(value is not None for value in row)
    if filled == 1 or (filled == 2 and walk.number is not None and row[walk.number] == row[key]):
        place = (walk.name, str(row[key]))
        walk.out.rows[place] = walk.out.rows.get(place, 0) + 1
        return True
    return False


def _read_row(walk: _Walk, number: int, row: Sequence[Scalar], cells: list[Filled]) -> None:
    match = _match(walk, number, row, cells)
    if match is None:
        _unknown_row(walk, number, row, cells)
        return
    key, own = match.key, walk.view.keys[walk.name]
    place = (walk.name, key)
    walk.out.rows[place] = walk.out.rows.get(place, 0) + 1
    _say_match(walk, number, match)
    changed: list[tuple[Column, Filled, Scalar]] = []
    labels = walk.view.labels(walk.name).get(key, {}) if key in own else {}
    for cell in cells:
        column = walk.table.columns.get(cell.column)
        if column is None:
            if not (cell.column == walk.table.key and cell.raw in own):
                walk.extra.setdefault(cell.column, []).append(cell)
            continue
        _read_cell(walk, match, column, cell, labels, changed)
    _say_changed(walk, key, changed)


def _read_cell(
    walk: _Walk,
    match: RowMatch,
    column: ColumnMatch,
    cell: Filled,
    labels: Mapping[str, Scalar],
    changed: list[tuple[Column, Filled, Scalar]],
) -> None:
    shape = walk.view.column(walk.name, match.key, column.field)
    if shape.role == "input":
        confidence = round(match.confidence * column.confidence, 2)
        if confidence != 1.0:
            cell = Filled(cell.sheet, cell.row, cell.column, cell.value, cell.fault, confidence)
        walk.out.inputs.setdefault((walk.name, match.key, column.field), []).append(cell)
    elif shape.role == "formula":
        if not _is_formula(cell):
            walk.overwritten.append(cell)
    elif not _same_label(cell.value, labels.get(column.field)):
        changed.append((shape, cell, labels.get(column.field)))


def _is_formula(cell: Filled) -> bool:
    """The form's own formula, or the word it puts where nothing is to be worked out.

    Formats whose formulas are not read show only the cached value.
    """
    sheet = cell.sheet
    if cell.fault or not sheet.formulas or cell.value in (DASH, TO_BE_SPLIT):
        return True
    return cell.address in sheet.formulas


def _same_label(seen: Scalar, own: Scalar) -> bool:
    if seen == own:
        return True
    return own is not None and squeeze(raw_text(seen)) == squeeze(raw_text(own))


def _text(row: Sequence[Scalar], index: int | None) -> str:
    return squeeze(raw_text(row[index])) if index is not None and index < len(row) else ""


def _match(walk: _Walk, number: int, row: Sequence[Scalar], cells: list[Filled]) -> RowMatch | None:
    keys, sheet = walk.view.keys[walk.name], walk.name
    hidden = _text(row, walk.table.key)
    shown = _text(row, walk.number)
    if hidden in keys and (shown == hidden or (walk.number is None and not walk.telling)):
        match: RowMatch | None = RowMatch(hidden, 1.0, "key")
    elif sheet in NAME_FIELD:
        match = _match_listed(walk, number, hidden, shown, _text(row, walk.named), cells)
    else:
        seen = {name: text for name, at in walk.telling.items() if (text := _text(row, at))}
        match = match_row(walk.view.index(sheet), hidden, shown, seen)
    if match is not None and sheet in NAME_FIELD:
        return _apart(walk, number, match, _text(row, walk.named))
    return match


def _match_listed(
    walk: _Walk, number: int, hidden: str, shown: str, name: str, cells: list[Filled]
) -> RowMatch | None:
    """A row of 重点项目 or 经验与诉求 whose key or number is not whole: new rows are welcome there."""
    keys = walk.view.keys[walk.name]
    for candidate in (hidden, shown):
        if candidate in keys:
            return RowMatch(candidate, 0.95, NUMBER_AND_TEXT)
    if _is_total(cells) or exact_hits(texts_of([c.value for c in cells]), walk.table.spec) > 2:
        return None
    if walk.name == PROJECTS and name:
        same = [key for key, known in walk.view.known_projects.items() if squeeze(known) == name]
        if len(same) == 1:
            return RowMatch(same[0], 0.9, NUMBER_AND_TEXT)
    inputs = [c for c in cells if c.column in walk.table.columns and c.column != walk.number]
    return RowMatch(f"{NEW_KEY}{number + 1}", 0.9, NEW) if len(inputs) > 1 or (inputs and name) else None


def _apart(walk: _Walk, number: int, match: RowMatch, name: str) -> RowMatch:
    """A copied row with another name is another project: it does not take the first one's place."""
    if (walk.name, match.key) not in walk.out.rows or not name:
        return match
    first = walk.out.inputs.get((walk.name, match.key, NAME_FIELD[walk.name]))
    if not first or squeeze(first[0].raw) == name:
        return match
    return RowMatch(f"{NEW_KEY}{number + 1}", 0.8, NEW)


def _is_total(cells: list[Filled]) -> bool:
    return squeeze(cells[0].raw).startswith(TOTAL_WORD)


def _unknown_row(walk: _Walk, number: int, row: Sequence[Scalar], cells: list[Filled]) -> None:
    """A row that is none of the form's: its cells are ignored, and said if they look like a return."""
    inputs = [
        cell
        for cell in cells
        if (match := walk.table.columns.get(cell.column))
        and walk.table.spec.column(match.field).role == "input"
    ]
    total = _is_total(cells) or exact_hits(texts_of(row), walk.table.spec) > 2
    labelled = len(cells) > len(inputs)
    if total or not (inputs and labelled):
        walk.outside.extend(cells)
        return
    for cell in cells:
        walk.out.ignore(cell, "认不出是哪一行")
    what = "任务序号、指标编号和名称" if walk.name not in (PROJECTS, EXPERIENCE) else "项目编号"
    walk.out.find(
        "E122",
        sheet=walk.table.sheet.name,
        address=cells[0].address,
        form_sheet=walk.name,
        seen=" ".join(cell.raw for cell in cells if cell not in inputs)[:60],
        values={"line": str(number + 1), "count": str(len(inputs)), "what": what},
    )


def _say_match(walk: _Walk, number: int, match: RowMatch) -> None:
    if match.how == NEW:
        return
    if match.how != "key":
        walk.keyless += 1
    row = walk.view.row_name(walk.name, match.key)
    if match.hidden:
        by_key = match.how == "key"
        shown, hidden = (match.hidden, match.key) if by_key else (match.key, match.hidden)
        fate = "暂按隐藏的编号计入。" if by_key else "暂按看得见的内容计入。"
        values = {"hidden": hidden, "row": walk.view.row_name(walk.name, shown), "fate": fate}
    elif match.how == LIKENESS:
        values = {"what": "行", "row": row, "confidence": f"{match.confidence:.0%}"}
    else:
        return
    walk.out.find(
        "E120" if match.hidden else "Q125",
        sheet=walk.table.sheet.name,
        address=f"A{number + 1}",
        form_sheet=walk.name,
        key=match.key,
        seen=f"第{number + 1}行",
        values=values,
    )


def _say_changed(walk: _Walk, key: str, changed: list[tuple[Column, Filled, Scalar]]) -> None:
    """One finding a row for labels that were overwritten; each cell is ignored with its reason."""
    for shape, cell, own in changed:
        walk.out.ignore(
            cell,
            f"“{shape.header}”是下发的内容，不采用改动" + (f"，应为“{raw_text(own)[:40]}”" if own else ""),
        )
    if not changed:
        return
    shape, cell, own = changed[0]
    walk.out.find(
        "Q126",
        sheet=cell.sheet.name,
        address=cell.address,
        form_sheet=walk.name,
        key=key,
        field=shape.field,
        seen=cell.raw[:60],
        values={
            "row": walk.view.row_name(walk.name, key),
            "column": "、".join(item[0].header for item in changed),
            "expected": raw_text(own)[:60] or "空白",
        },
    )


def _report(walk: _Walk) -> None:
    """What is said once for the whole sheet."""
    for cell in walk.outside:
        walk.out.ignore(cell, OUTSIDE)
    for cell in walk.overwritten:
        walk.out.ignore(cell, "公式被改成了数，仍由工具按公式计算")
    for index, cells in sorted(walk.extra.items()):
        _say_extra(walk, index, cells)
    _say_group(walk, "N128", walk.outside)
    _say_group(walk, "N131", walk.overwritten)
    if walk.keyless:
        walk.out.find(
            "N132",
            sheet=walk.table.sheet.name,
            form_sheet=walk.name,
            values={"sheet_name": walk.table.sheet.name, "count": str(walk.keyless)},
        )


def _say_extra(walk: _Walk, index: int, cells: list[Filled]) -> None:
    for cell in cells:
        walk.out.ignore(cell, _EXTRA_COLUMN)
    header = walk.table.sheet.rows[walk.table.header] if walk.table.header >= 0 else ()
    title = raw_text(header[index]) if index < len(header) else ""
    if not title:
        walk.outside.extend(cells)  # said with the other cells outside the form
        return
    walk.out.find(
        "Q129",
        sheet=walk.table.sheet.name,
        address=cells[0].address,
        form_sheet=walk.name,
        seen=title[:40],
        values={"sheet_name": walk.table.sheet.name, "count": str(len(cells))},
    )


def _say_group(walk: _Walk, code: str, cells: list[Filled]) -> None:
    if cells:
        say_group(walk.out, code, walk.table.sheet.name, walk.name, cells)


def say_group(out: Collected, code: str, sheet: str, form_sheet: str, cells: Sequence[Filled]) -> None:
    """One finding for many cells of a sheet: how many, and the first addresses."""
    shown = "、".join(cell.address for cell in cells[:6]) + ("等" if len(cells) > 6 else "")
    out.find(
        code,
        sheet=sheet,
        address=cells[0].address,
        form_sheet=form_sheet,
        seen=cells[0].raw[:40],
        values={"sheet_name": sheet, "count": str(len(cells)), "cells": shown},
    )
