"""Walk one data sheet of a return: every filled cell becomes an input at its place, or is ignored.

In: a Table (a located sheet) and the FormView. Out: additions to Collected. Labels that stand as they
were sent out, the form's own formulas and the row keys do not count as filled; everything else does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.form import DASH, PROJECTS
from toolkit.core.marks import NO_SHARE
from toolkit.core.places import Place
from toolkit.core.returns import Scalar
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.core.words import NoValue
from toolkit.forms.reading.asides import are_remarks, is_column_numbers
from toolkit.forms.reading.breakdown import may_be_part, remember, take_part
from toolkit.forms.reading.bynames import rows_by_name
from toolkit.forms.reading.columns import ColumnMatch
from toolkit.forms.reading.find_rows import find_row, free_key, is_aside, is_no_data, other_row
from toolkit.forms.reading.headings import is_group_heading
from toolkit.forms.reading.match_rows import RowMatch
from toolkit.forms.reading.measures import note_measures
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.ownlists import (
    is_header_line,
    is_own_header,
    is_own_row,
    say_own_lists,
    table_below,
)
from toolkit.forms.reading.pasted import is_result, results, say_typed
from toolkit.forms.reading.pictures import say_over_blanks
from toolkit.forms.reading.report import Changed, say_changed, say_match, say_sheet, say_struck, say_unknown
from toolkit.forms.reading.scan import RowFaults, filled_cells, sheet_rows
from toolkit.forms.reading.sections import say_sections
from toolkit.forms.reading.sheets import Table
from toolkit.forms.reading.spelled import SAME_THING, is_named_with_measure, is_number
from toolkit.forms.reading.view import FormView
from toolkit.forms.reading.walk import Unplaced, Walk, text_at


def read_table(table: Table, view: FormView, out: Collected) -> None:
    """Take in all rows below the header; what stands above it is the caller's business."""
    walk = Walk(table, view, out)
    note_measures(table, out)
    walk.by_name = rows_by_name(walk)
    below = _read_rows(walk)
    say_sheet(walk)
    say_own_lists(walk)
    say_over_blanks(walk)
    say_sections(walk)
    if below is not None:
        read_table(below, view, out)


def _read_rows(walk: Walk) -> Table | None:
    """Take in the rows down to a header of the unit's own that can be read by: the table below it."""
    within = False  # a list under another header
    for number, row, faults in sheet_rows(walk.table.sheet, walk.faults, walk.table.first):
        free = "" if faults else free_key(walk, row)
        if free:
            _count_row(walk, free)
            continue
        if not faults and all(value is None for value in row):
            continue
        if is_header_line(walk, row):
            within = is_own_header(walk, row)
            below = table_below(walk, number, row) if within else None
            if below is not None:
                walk.asides.append(list(_written(walk, number, row, faults)))
                return below
            if within:
                walk.lists.append([])
        within = within and not is_own_row(walk, row)
        if within:
            walk.lists[-1].extend(_written(walk, number, row, faults))
        else:
            _read_row(walk, number, row, faults)
    return None


def _below_header(walk: Walk, number: int, row: Sequence[Scalar]) -> list[str]:
    """The texts of a row right below the header that has no key of the form's."""
    if number > walk.table.first + 1 or text_at(row, walk.table.key) in walk.keys:
        return []
    return [squeeze(raw_text(value)) for value in row if not is_blank(value)]


def _count_row(walk: Walk, key: str) -> None:
    place = (walk.name, key)
    walk.seen.add(key)
    walk.out.rows[place] = walk.out.rows.get(place, 0) + 1


def _read_row(walk: Walk, number: int, row: Sequence[Scalar], faults: RowFaults) -> None:
    below = _below_header(walk, number, row)
    if is_column_numbers(below):
        for cell in filled_cells(walk.table.sheet, number, row, faults):
            walk.out.ignore(cell, "表头下面的栏次号")
        return
    if are_remarks(below, walk.out.month):
        walk.outside.extend(filled_cells(walk.table.sheet, number, row, faults))
        return
    if is_aside(walk, row) or is_group_heading(walk, number, row):
        walk.asides.append(list(_written(walk, number, row, faults)))
        return
    match = find_row(walk, number, row, faults)
    if match is None:
        _unknown_row(walk, number, row, faults)
        return
    # A row that was copied to make a new one keeps the number of the first: still a label.
    own = match.key if match.key in walk.keys and number not in walk.by_name else walk.number_at(row)
    labels = walk.view.labels(walk.name).get(own, {})
    untouched = {index: labels.get(field) for index, field in walk.labels.items() if index not in faults}
    cells = filled_cells(walk.table.sheet, number, row, faults, untouched)
    other = "" if match.doubtful else other_row(walk, match.key, cells)
    if other:
        match = replace(match, hidden=other, doubtful=True)
    say_match(walk, number, match)
    if match.doubtful:
        walk.out.doubted.add((walk.name, match.key))
        for cell in cells:
            if not _is_key(walk, cell):
                _leave_out(walk, match.key, cell)
        return
    if walk.table.sheet.struck:
        say_struck(walk, number, match.key, cells)
    remember(walk, match.key, number, cells)
    again = match.key in walk.seen
    _count_row(walk, match.key)
    _read_cells(walk, match, [cell._replace(again=True) for cell in cells] if again else cells, labels)


def _leave_out(walk: Walk, key: str, cell: Filled) -> None:
    """A cell of a row that may be either of two. Of a project its name goes with it: filled, and not taken; a figure without one goes to no
    row, not even where the form goes back."""
    why = "这一行的编号和内容对不上，没有采用"
    if walk.name != PROJECTS or not walk.is_input(cell.column):
        walk.out.ignore(cell, why)
        return
    walk.out.reject(cell, Place(walk.name, key, walk.field_of(cell.column)), why)


def _is_key(walk: Walk, cell: Filled) -> bool:
    return cell.column == walk.table.key and cell.raw in walk.keys


def _read_cells(walk: Walk, match: RowMatch, cells: list[Filled], labels: Mapping[str, Scalar]) -> None:
    changed: Changed = []
    measure = _new_measure(walk, cells, labels)
    for cell in cells:
        column = walk.table.columns.get(cell.column)
        if measure and column is not None and column.field == fields.YTD:
            cell = cell._replace(measure=measure)
        if column is not None:
            _read_cell(walk, match, column, cell, labels, changed)
        elif not _is_key(walk, cell) and not _take_unread(walk, match.key, cell):
            walk.extra.setdefault(cell.column, []).append(cell)
    say_changed(walk, match.key, changed, cells)
    say_typed(walk, match.key)


def _take_unread(walk: Walk, key: str, cell: Filled) -> bool:
    """A cell of a column that nobody knows, where an input of this row belongs: filled, and not read (E123)."""
    field = walk.table.unread.get(cell.column, "")
    role = walk.view.column(walk.name, key, field).role if field else ""
    if role != "input":
        return role == "formula" and _is_formula(walk, key, field, cell)
    title = raw_text(walk.table.sheet.rows[walk.table.header][cell.column])
    told = walk.out.unread.setdefault((walk.name, field), [title])
    if told[0] == title:  # of two columns in place of one the first is named
        told.append(key)
    walk.out.reject(cell, Place(walk.name, key, field), f"列名“{title}”认不出来")
    return True


def _new_measure(walk: Walk, cells: Sequence[Filled], labels: Mapping[str, Scalar]) -> str:
    """The 计量单位 that was written over the row's own: 本月累计 is then in that one; "" where it stands."""
    for cell in cells:
        if walk.labels.get(cell.column) == fields.MEASURE and not _same_label(
            walk, cell.value, labels.get(fields.MEASURE)
        ):
            return squeeze(cell.raw)
    return ""


def _read_cell(
    walk: Walk,
    match: RowMatch,
    column: ColumnMatch,
    cell: Filled,
    labels: Mapping[str, Scalar],
    changed: Changed,
) -> None:
    shape = walk.view.column(walk.name, match.key, column.field)
    if shape.role == "input":
        confidence = round(match.confidence * column.confidence, 2)
        covered = (cell.row, cell.column) in walk.covered
        if confidence != 1.0 or covered:
            measure = column.measure or cell.measure
            cell = cell._replace(confidence=confidence, covered=covered, measure=measure)
        if walk.restyled and any(
            top <= cell.row <= bottom and left <= cell.column <= right
            for top, left, bottom, right in walk.restyled
        ):
            walk.redrawn.append(cell)
        walk.out.inputs.setdefault(Place(walk.name, match.key, column.field), []).append(cell)
    elif shape.role == "formula":
        if not _is_formula(walk, match.key, column.field, cell):
            walk.typed.append((shape, cell))
    elif (
        not labels and cell.column == walk.number
    ):  # of a row that a unit added: no number of the form's was changed
        walk.outside.append(cell)
    elif _same_label(walk, cell.value, labels.get(column.field)):
        pass
    elif _spelled_otherwise(walk, cell, column.field, labels):
        walk.out.ignore(cell, SAME_THING)
    else:
        changed.append((shape, cell, labels.get(column.field)))


def _is_formula(walk: Walk, key: str, field: str, cell: Filled) -> bool:
    """The form's own formula, its result, or the word it puts where nothing is to be worked out."""
    sheet = cell.sheet
    if cell.fault or cell.value in (DASH, NoValue.TO_BE_SPLIT, NO_SHARE):
        return True
    if sheet.formulas:
        return cell.address in sheet.formulas
    result = results(walk, key, sheet.rows[cell.row]).get(field)
    return result is None or is_result(cell.value, result)


def _spelled_otherwise(walk: Walk, cell: Filled, field: str, labels: Mapping[str, Scalar]) -> bool:
    """A row's number or name that says the same thing in other signs."""
    own = raw_text(labels.get(field))
    if cell.column == walk.number:
        return is_number(cell.raw, own)
    return field == fields.NAME and is_named_with_measure(
        cell.raw, own, squeeze(raw_text(labels.get(fields.MEASURE)))
    )


def _same_label(walk: Walk, seen: Scalar, own: Scalar) -> bool:
    if seen == own or is_result(seen, own):  # the form's 16 digits are no other number than last month's 17
        return True
    return own is not None and walk.view.shown(squeeze(raw_text(seen))) == squeeze(raw_text(own))


def _written(walk: Walk, number: int, row: Sequence[Scalar], faults: RowFaults) -> Iterator[Filled]:
    """The filled cells of a row but for its printed number and key."""
    for cell in filled_cells(walk.table.sheet, number, row, faults):
        if cell.column not in (walk.number, walk.table.key) or cell.raw not in walk.keys:
            yield cell


def _unknown_row(walk: Walk, number: int, row: Sequence[Scalar], faults: RowFaults) -> None:
    """A row that is none of the form's: its cells are ignored, and said if they look like a return."""
    cells = filled_cells(walk.table.sheet, number, row, faults)
    if take_part(walk, number, row, cells):
        return
    inputs = [cell for cell in cells if walk.is_input(cell.column)]
    if not inputs or len(cells) == len(inputs) or is_no_data(walk, row, cells):
        walk.outside.extend(cells)
        return
    unplaced = Unplaced(number, cells, inputs)
    if not may_be_part(walk, number, row, unplaced):
        say_unknown(walk, unplaced)
