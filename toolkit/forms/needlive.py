"""A need of :mod:`toolkit.forms.needs` as the form says it live: a formula and its value.

In: the need, and the row with its cells. Out: :class:`Live`.
"""

from __future__ import annotations

from toolkit.forms.live import Live, all_of, any_of, blank, is_word, none_of
from toolkit.forms.needs import Need, Says
from toolkit.forms.points import ALWAYS, Row


def needed(need: Need, asked: bool, row: Row) -> Live | None:
    """The condition under which a cell must be filled; None: never."""
    if need.when is None and not asked:
        return None
    conditions = [says(need.when, row)] if need.when else []
    if need.unless:
        conditions.append(none_of(all_of(*(says(one, row) for one in need.unless))))
    return all_of(*conditions) if conditions else ALWAYS


def says(condition: Says, row: Row) -> Live:
    """The condition on the cells of this row."""
    cell = row.at(condition.field)
    return any_of(*(is_word(cell, word) if word else blank(cell) for word in condition.words))
