"""A column that a unit put beside the form's own as the newer one: 本月累计(新), also where it hid the form's.

In: a column that the form does not have, with its cells. Out: the form's column that it is to replace, and where the two differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.addresses import column_letter
from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.reading.header_words import holds_declared
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.walk import Walk
from toolkit.forms.spec import Column

_NEWER = lazy_regex(r"新(?![增建])|[更订]正|修[改正订]|改后|改为|调整|正确|核[实定对]|复核|为准")


def renewed_by(walk: Walk, title: str) -> tuple[int, Column] | None:
    """The column of the form, by 0-based place, that a header names as the newer one; None for any other."""
    said = squeeze(title)
    if not _NEWER.search(said):
        return None
    own = [
        (index, column)
        for index, match in walk.table.columns.items()
        for column in (walk.table.spec.column(match.field),)
        if column.role == "input" and holds_declared(said, squeeze(column.header))
    ]
    return max(own, key=lambda one: len(one[1].header), default=None)


def differing(index: int, cells: Sequence[Filled]) -> list[str]:
    """Both places with what they say, where the newer column and that at ``index`` say something else."""
    letter = column_letter(index)
    return [
        f"{letter}{cell.row + 1}“{raw_text(own) or '空白'}”、{cell.address}“{cell.raw[:40]}”"
        for cell in cells
        for own in (cell.sheet.rows[cell.row][index] if index < len(cell.sheet.rows[cell.row]) else None,)
        if squeeze(raw_text(own)) != squeeze(cell.raw)
    ]
