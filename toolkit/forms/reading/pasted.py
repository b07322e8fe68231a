"""Formula cells of a sheet that shows no formulas: pasted as values, or a format whose formulas are not read.

In: a Walk, the key and the cells of one row. Out: what the form's own formulas give there, to tell a result
that was kept from a figure that was typed over it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.form import INDICATORS
from toolkit.core.places import PlaceKey
from toolkit.core.returns import Scalar
from toolkit.forms.formulas import indicator_formulas
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.forms.points import Row
from toolkit.forms.reading.walk import Walk

_CLOSE = 1e-6  # a result and its cached value, which programs round on their own


def results(walk: Walk, key: str, row: Sequence[Scalar]) -> Mapping[str, Scalar]:
    """Field -> what its formula gives with the inputs that stand in the row; 上月累计 as it stands there."""
    indicator = walk.view.indicator(key)
    if walk.name != INDICATORS or indicator is None:
        return {}
    cells = {match.field: row[at] for at, match in walk.table.columns.items() if at < len(row)}
    previous = cells.get(fields.PREVIOUS)
    if isinstance(previous, (int, float)):
        indicator = replace(indicator, previous=float(previous))
    held: dict[PlaceKey, Scalar] = {
        (INDICATORS, key, field): value for field, value in cells.items() if value is not None
    }
    made = indicator_formulas(indicator, Row(INDICATOR_SHEET, key, 1, "", held), walk.view.form.period.month)
    shown = {fields.NEW: made.new.value, fields.RATE: made.rate.value}
    return {**shown, fields.YTD: made.ytd.value} if made.ytd else shown


def is_result(value: Scalar, result: Scalar) -> bool:
    """Whether a cell holds what its formula, or the form, gives; numbers but for what programs round on their own."""
    if isinstance(value, (int, float)) and isinstance(result, (int, float)):
        return math.isclose(value, result, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return value == result
