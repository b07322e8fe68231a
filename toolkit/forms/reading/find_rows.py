"""Which row of the form one returned row is.

In: the Walk of a sheet and one row. Out: RowMatch or None. Rows of 任务进展 and 指标数据 must be known
(match_rows); rows of 重点项目 and 经验与诉求 may be new, under a key made from where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.form import DASH, EXPERIENCE, PROJECTS
from toolkit.core.places import Place
from toolkit.core.returns import Scalar
from toolkit.core.value_text import squeeze
from toolkit.forms.layout import TOTAL_WORD
from toolkit.forms.reading.asides import is_note, is_nothing, is_signed, is_sum, is_total
from toolkit.forms.reading.columns import ENOUGH_HEADERS, exact_hits, texts_of
from toolkit.forms.reading.match_rows import (
    CONFIDENCE,
    KEY,
    NEW,
    NUMBER,
    NUMBER_AND_TEXT,
    VISIBLE,
    RowMatch,
    match_row,
)
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.scan import RowFaults, filled_cells
from toolkit.forms.reading.view import NAME_FIELD
from toolkit.forms.reading.walk import Walk, text_at

NEW_KEY = "新-"  # a project or experience that stands in no row of the form: 新-<row of the file>


def free_key(walk: Walk, row: Sequence[Scalar]) -> str:
    """The key of a free row as it was sent out (number and key, nothing else), as most rows of 重点项目 are."""
    key = walk.table.key
    if walk.name not in NAME_FIELD or key is None or key >= len(row) or row[key] not in walk.keys:
        return ""
    filled = len(row) - row.count(None)
    number = (
        row[key] if filled == 1 else row[walk.number] if filled == 2 and walk.number is not None else None
    )
    return str(number) if number in walk.keys else ""


def find_row(walk: Walk, number: int, row: Sequence[Scalar], faults: RowFaults) -> RowMatch | None:
    """The row of the form that 0-based row ``number`` of the file is; None when nobody can say."""
    if number in walk.by_name:
        return RowMatch(walk.by_name[number], CONFIDENCE[VISIBLE], VISIBLE)
    hidden, shown = text_at(row, walk.table.key), walk.number_at(row)
    listed = walk.name in NAME_FIELD
    if hidden in walk.keys and (shown == hidden or (walk.number is None and not walk.telling)):
        match: RowMatch | None = RowMatch(hidden, 1.0, KEY)
    elif listed:
        own = "" if _is_pushed_down(walk, hidden, shown) else hidden
        match = _listed(walk, number, row, faults, (own, shown))
    else:
        match = _by_labels(walk, row, hidden, shown)
    return _apart(walk, number, match, text_at(row, walk.named)) if match is not None and listed else match


def _is_pushed_down(walk: Walk, hidden: str, shown: str) -> bool:
    """Whether cells were inserted, so that the hidden key belongs to the row that shows its number."""
    return hidden in walk.keys and shown not in walk.keys and hidden in walk.moved


def _by_labels(walk: Walk, row: Sequence[Scalar], hidden: str, shown: str) -> RowMatch | None:
    """A row of 任务进展 or 指标数据 whose key or number is not whole."""
    index = walk.view.index(walk.name)
    seen = {name: walk.view.shown(text) for name, at in walk.telling.items() if (text := text_at(row, at))}
    own = "" if _is_pushed_down(walk, hidden, shown) and index.of_text(seen) != [hidden] else hidden
    match = match_row(index, own, shown, seen)
    if match is not None and match.how == NUMBER and match.key in walk.seen:
        return None  # a list of the unit's own below the table: its 2 is no task
    return match


def _listed(
    walk: Walk, number: int, row: Sequence[Scalar], faults: RowFaults, candidates: tuple[str, str]
) -> RowMatch | None:
    """A row of 重点项目 or 经验与诉求 whose key or number is not whole."""
    name = text_at(row, walk.named)
    if all(candidate in walk.keys for candidate in candidates):
        return _by_number(walk, *candidates, name)
    for candidate, how in zip(candidates, (KEY, NUMBER_AND_TEXT), strict=True):
        if candidate in walk.keys:
            return RowMatch(candidate, 0.95, how)
    cells = filled_cells(walk.table.sheet, number, row, faults)
    if not cells:
        return None
    if walk.name == PROJECTS and name:
        same = [key for key, known in walk.view.known_projects.items() if squeeze(known) == name]
        if len(same) == 1:
            return RowMatch(same[0], 0.9, NUMBER_AND_TEXT)
    inputs = [cell for cell in cells if walk.is_input(cell.column)]
    by_order = f"J{number - walk.table.first + 1:03d}"
    if inputs and walk.name == EXPERIENCE and walk.table.key is None and by_order in walk.keys:
        return RowMatch(by_order, 0.9, NUMBER_AND_TEXT)
    return RowMatch(f"{NEW_KEY}{number + 1}", 0.9, NEW) if len(inputs) > 1 or (inputs and name) else None


def _by_number(walk: Walk, hidden: str, shown: str, name: str) -> RowMatch:
    """Hidden key and visible number are two rows: the number, unless the name is that of the key's project."""
    own = [key for key in (hidden, shown) if name and squeeze(walk.view.known_projects.get(key, "")) == name]
    if own == [hidden]:
        return RowMatch(hidden, 0.7, KEY, shown)
    return RowMatch(shown, CONFIDENCE[VISIBLE], VISIBLE, hidden)


def other_row(walk: Walk, key: str, cells: Sequence[Filled]) -> str:
    """Another row of the form whose text stands in this one: cells were sorted past number and key.

    ``cells`` are what differs from the row as it was sent out.
    """
    for cell in cells:
        field = walk.labels.get(cell.column, "")
        if field not in walk.telling:
            continue
        text = walk.view.shown(squeeze(cell.raw))
        other = walk.view.index(walk.name).elsewhere(key, field, text) if text not in ("", DASH) else ""
        if other:
            return other
    name = next((squeeze(cell.raw) for cell in cells if cell.column == walk.named), "")
    known = walk.view.known_projects if walk.name == PROJECTS else {}
    if name and key in known and squeeze(known[key]) != name:
        return next((other for other, title in known.items() if squeeze(title) == name), "")
    return ""


def _apart(walk: Walk, number: int, match: RowMatch, name: str) -> RowMatch:
    """A copied row with another name is another project: it does not take the first one's place."""
    if (walk.name, match.key) not in walk.out.rows or not name:
        return match
    first = walk.out.inputs.get(Place(walk.name, match.key, NAME_FIELD[walk.name]))
    if not first or squeeze(first[0].raw) == name:
        return match
    return RowMatch(f"{NEW_KEY}{number + 1}", 0.8, NEW)


def is_aside(walk: Walk, row: Sequence[Scalar]) -> bool:
    """A row of 重点项目 or 经验与诉求 that names none: a total, 无, a note, the headers once more.

    The name says so, or the first input where there is no name (a choice says nothing of it), or words over the printed number; or there
    is nothing but 无 wherever it was written.
    """
    if walk.name not in NAME_FIELD:
        return False
    name = text_at(row, walk.named) or next(
        (text for index in range(len(row)) if walk.is_told(index) and (text := text_at(row, index))), ""
    )
    number = text_at(row, walk.number)
    if any(is_total(text) or is_note(text) for text in (name, number) if text) or is_nothing(name):
        return True
    written = [text for index in range(len(row)) if walk.is_input(index) and (text := text_at(row, index))]
    return (bool(written) and all(map(is_nothing, written))) or _repeats_headers(walk, row)


def is_no_data(walk: Walk, row: Sequence[Scalar], cells: list[Filled]) -> bool:
    """A total, the headers once more, or who signed below the table."""
    total = bool(cells) and squeeze(cells[0].raw).startswith(TOTAL_WORD)
    total = total or any(is_sum(squeeze(cell.raw)) for cell in cells if not walk.is_input(cell.column))
    return total or _repeats_headers(walk, row) or _is_signed(walk, cells)


def _is_signed(walk: Walk, cells: Sequence[Filled]) -> bool:
    filled = [squeeze(cell.raw) for cell in cells if walk.is_input(cell.column)]
    return is_signed([squeeze(cell.raw) for cell in cells], filled)


def _repeats_headers(walk: Walk, row: Sequence[Scalar]) -> bool:
    return exact_hits(texts_of(row), walk.table.spec) >= ENOUGH_HEADERS
