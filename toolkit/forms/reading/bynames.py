"""Last month's projects beside printed numbers that are not theirs: a list of the unit's own was pasted over the rows, or they were sorted
without their first column.

In: the Walk of 重点项目. Out: by 0-based row the key of its project, where the names say it one to one and what was carried over speaks for
the names; nothing where it speaks for the numbers or for neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.core import fields
from toolkit.core.form import PROJECTS
from toolkit.core.returns import Scalar
from toolkit.core.value_text import is_blank, squeeze
from toolkit.core.values import cast
from toolkit.forms.layout import PROJECT_SHEET
from toolkit.forms.reading.find_rows import NEW_KEY, is_aside
from toolkit.forms.reading.headings import is_group_heading
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.report import say_group
from toolkit.forms.reading.walk import Walk, text_at

# What was carried over and stays; a state may change in any month.
_KEPT = tuple(
    column
    for column in PROJECT_SHEET.inputs
    if column.carried and column.field not in (fields.NAME, fields.STATUS)
)


def rows_by_name(walk: Walk) -> Mapping[int, str]:
    """The projects of the rows by their names; empty where the numbers stand beside them, as nearly always. A row that names no project of
    last month, beside the number of one that stands elsewhere, takes a number that another one left."""
    if walk.name != PROJECTS or walk.named is None or not walk.view.known_projects:
        return {}
    known = {squeeze(name): key for key, name in walk.view.known_projects.items() if name}
    if len(known) < len(walk.view.known_projects):
        return {}
    rows = list(enumerate(walk.table.sheet.rows[walk.table.first :], walk.table.first))
    named = {number: known[text] for number, row in rows if (text := text_at(row, walk.named)) in known}
    moved = {
        number: beside
        for number in named
        if (beside := _beside(walk, walk.table.sheet.rows[number])) in known.values()
        and beside != named[number]
    }
    if not moved or len(set(named.values())) < len(named) or not _are_told(walk, named, moved):
        return {}
    _say(walk, list(moved))
    return named | _displaced(walk, named, rows)


def _beside(walk: Walk, row: Sequence[Scalar]) -> str:
    """The number that stands in a row, printed or hidden."""
    return walk.number_at(row) or text_at(row, walk.table.key)


def _are_told(walk: Walk, named: Mapping[int, str], moved: Mapping[int, str]) -> bool:
    """Whether what stands in the rows is what was carried over of the projects of their names, and in none rather of their numbers'."""
    carried = {project.number: project.values for project in walk.view.form.projects}
    told = [
        sum(_speaks(walk, number, carried[named[number]], carried[beside]))
        for number, beside in moved.items()
    ]
    return min(told) >= 0 and sum(told) > 0


def _speaks(
    walk: Walk, number: int, mine: Mapping[str, str | float], theirs: Mapping[str, str | float]
) -> Iterator[int]:
    """1 for each cell that is as that of the project of the name was, -1 as that of the number's."""
    row = walk.table.sheet.rows[number]
    columns = {match.field: index for index, match in walk.table.columns.items()}
    for column in _KEPT:
        own, other, index = mine.get(column.field), theirs.get(column.field), columns.get(column.field)
        if own == other or index is None or index >= len(row) or is_blank(row[index]):
            continue
        value = cast(column.kind, row[index], measure=column.measure, choices=column.choices).value
        yield (value == own) - (value == other)


def _displaced(
    walk: Walk, named: Mapping[int, str], rows: Sequence[tuple[int, Sequence[Scalar]]]
) -> dict[int, str]:
    """The filled rows beside the numbers of projects that stand elsewhere, with the numbers that these left, else new ones."""
    taken = set(named.values())
    left = [
        beside
        for number, row in rows
        if number in named and (beside := _beside(walk, row)) in walk.keys and beside not in taken
    ]
    displaced = [
        number
        for number, row in rows
        if number not in named
        and _beside(walk, row) in taken
        and any(walk.is_input(index) and not is_blank(value) for index, value in enumerate(row))
        and not is_aside(walk, row)
        and not is_group_heading(walk, number, row)
    ]
    numbers = [*left, *(f"{NEW_KEY}{number + 1}" for number in displaced[len(left) :])]
    return dict(zip(displaced, numbers, strict=False))


def _say(walk: Walk, moved: Sequence[int]) -> None:
    sheet = walk.table.sheet
    cells = [Filled(sheet, number, walk.named or 0, sheet.rows[number][walk.named or 0]) for number in moved]
    say_group(walk.out, "N177", sheet.name, PROJECTS, cells)
