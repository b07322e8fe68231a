"""Pictures, and files that are embedded or linked, where the cells that a unit was to fill are blank: the figures may be in them.

In: the Walk of a sheet; the whole Book, once all its sheets are read. Out: findings in Collected. What is small is a seal, a signature
or a sign, and says nothing unless it lies over blank cells that are owed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from toolkit.core.addresses import column_letter
from toolkit.core.form import PROJECTS, TASKS
from toolkit.core.places import Place, PlaceKey
from toolkit.core.returns import Book, SheetData
from toolkit.core.value_text import is_blank
from toolkit.core.values import is_picture
from toolkit.forms.needs import Held
from toolkit.forms.owed import owed, rows_of
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.report import say_group
from toolkit.forms.reading.scan import split_address
from toolkit.forms.reading.view import ANSWERS, FormView
from toolkit.forms.reading.walk import Walk, text_at

Area = tuple[int, int, int, int]
_OVER, _ELSEWHERE = "Q140", "Q161"
_LOOKED_AT, _TALL = 50, 2000  # pictures of a sheet, and rows under one
_WIDE, _HIGH = 5, 12  # columns or rows under what may hold a table; a seal of 4.5 cm takes four and ten
_LISTED = 4
_PICTURE, _FILE = "图片", "嵌入或链接的文件"


class _Shown(NamedTuple):
    """A picture or a file that a sheet shows: what it is, the sheet, and where on it."""

    what: str
    sheet: str
    where: str


def say_over_blanks(walk: Walk) -> None:
    """Pictures and files over blank cells which the unit was to fill: over what is owed, and over the answers that are asked for, at
    any size; over rows that may stay blank those alone that may hold a table."""
    sheet, table = walk.table.sheet, walk.table
    areas = (*sheet.pictures[:_LOOKED_AT], *sheet.objects[:_LOOKED_AT])
    if not areas:
        return
    owing = {cell.place for cell in owed(rows_of(walk.view.form), _held(walk))}
    asked = frozenset(walk.view.asked(walk.name))
    blank: dict[str, Filled] = {}
    for area in areas:
        large = area in sheet.objects or _may_hold_a_table(area)
        top, left, bottom, right = area
        for number in range(max(top - 1, table.first), min(bottom, len(sheet.rows), top + _TALL)):
            row = sheet.rows[number]
            key = text_at(row, table.key) or walk.number_at(row)
            wanted = _wanted(walk, key, asked, large=large)
            for index in range(left - 1, min(right, len(table.spec.columns))):
                name = walk.field_of(index)
                if (name in wanted or (walk.name, key, name) in owing) and is_blank(
                    row[index] if index < len(row) else None
                ):
                    cell = Filled(sheet, number, index, None)
                    blank[cell.address] = cell
    say_group(walk.out, _OVER, sheet.name, walk.name, list(blank.values()))


def _held(walk: Walk) -> dict[PlaceKey, Held]:
    return {place: found[0].value for place, found in walk.out.inputs.items()}


def _wanted(walk: Walk, key: str, asked: Collection[str], *, large: bool) -> Collection[str]:
    """The fields of a row that a picture may answer in its place; what may be added beside an answer, such as 说明, is none."""
    if walk.name not in ANSWERS:
        return walk.view.input_fields(walk.name, key) if large and key in walk.keys else ()
    if key not in asked or (walk.name == TASKS and _is_answered(walk, key)):
        return ()
    return [name for name in walk.view.input_fields(walk.name, key) if name in ANSWERS[walk.name]]


def _is_answered(walk: Walk, key: str) -> bool:
    return any(Place(walk.name, key, field) in walk.out.inputs for field in ANSWERS[walk.name])


def _may_hold_a_table(area: Area) -> bool:
    top, left, bottom, right = area
    rows, columns = bottom - top + 1, right - left + 1
    return min(rows, columns) > 1 and (columns >= _WIDE or rows >= _HIGH)


def say_elsewhere(book: Book, view: FormView, out: Collected) -> None:
    """Most rows that were asked for are blank, and a picture or a file lies beside them, below, behind or on another sheet."""
    blank = {name: told for name in ANSWERS if (told := _mostly_blank(name, view, out))}
    free = view.keys[PROJECTS] and not any(place.sheet == PROJECTS for place in out.inputs)
    if not blank and not free:
        return
    if not blank:  # many units have no project of their own
        blank = {PROJECTS: f"工作表“{PROJECTS}”一行也没有填"}
    said = {finding.sheet for finding in out.findings if finding.code == _OVER}
    sheets = [
        sheet for sheet in book.sheets if sheet.visible and (PROJECTS not in blank or sheet.name == PROJECTS)
    ]
    shown = [one for sheet in sheets for one in _shown(sheet, out, sheet.name in said)]
    if not shown:
        return
    places = "、".join(f"工作表“{one.sheet}”{one.where}" for one in shown[:_LISTED])
    values = {
        "blank": "，".join(blank.values()),
        "what": "和".join(dict.fromkeys(one.what for one in shown)),
        "places": places + ("等" if len(shown) > _LISTED else ""),
    }
    name = next(iter(blank))
    out.find(_ELSEWHERE, sheet=name, form_sheet=name, seen=places[:60], values=values)


def _mostly_blank(name: str, view: FormView, out: Collected) -> str:
    """Words for a sheet of which more than half of the rows that are asked for have no answer; "" for any other."""
    asked = view.asked(name)
    blank = sum(all((name, key, field) not in out.inputs for field in ANSWERS[name]) for key in asked)
    if 2 * blank <= len(asked):
        return ""
    few = f"要填的{len(asked)}行里有{blank}行" if blank < len(asked) else f"要填的{blank}行都"
    return f"工作表“{name}”{few}没有填"


def _shown(sheet: SheetData, out: Collected, over: bool) -> Iterator[_Shown]:
    """What a sheet shows that may hold figures; ``over``: what lies on it was said already."""
    if not over:
        files = sheet.objects[:_LOOKED_AT]
        pictures = sheet.pictures[:_LOOKED_AT]
        yield from (_Shown(_FILE, sheet.name, _area(one)) for one in files)
        yield from (
            _Shown(_PICTURE, sheet.name, _area(one))
            for one in pictures
            if _may_hold_a_table(one) and one not in files
        )
    if sheet.background:
        yield _Shown(_PICTURE, sheet.name, "的背景")
    for cell in _in_cells(sheet, out):
        yield _Shown(_PICTURE, sheet.name, cell)


def _area(area: Area) -> str:
    top, left, bottom, right = area
    first, last = f"{column_letter(left - 1)}{top}", f"{column_letter(right - 1)}{bottom}"
    return first if first == last else f"{first}:{last}"


def _in_cells(sheet: SheetData, out: Collected) -> Iterator[str]:
    """Cells outside the form that hold a picture in place of a value."""
    inputs = {
        cell.address for found in out.inputs.values() for cell in found if cell.sheet.name == sheet.name
    }
    found = set(sheet.pictured)
    found |= {at for at, formula in sheet.formulas.items() if is_picture(formula)}
    for number, row in enumerate(sheet.rows, 1):
        found |= {
            f"{column_letter(index)}{number}"
            for index, value in enumerate(row)
            if value.__class__ is str and is_picture(str(value))
        }
    yield from sorted(found - inputs, key=lambda at: split_address(at) or (0, 0))
