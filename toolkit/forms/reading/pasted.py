"""What the form's own formulas give with what stands in a row.

In: a Walk, the key and the cells of one row. Out: the results, to tell one that was kept (pasted as values, or a format whose
formulas are not read) from a figure that was typed over it, and one of these that says the same from one that does not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.form import INDICATORS
from toolkit.core.patterns import lazy_regex
from toolkit.core.places import PlaceKey
from toolkit.core.returns import Scalar
from toolkit.core.rounding import decimals_of
from toolkit.core.value_text import number_text, raw_text
from toolkit.forms.formulas import indicator_formulas
from toolkit.forms.layout import INDICATOR_SHEET
from toolkit.forms.points import Row
from toolkit.forms.reading.walk import Walk

_TYPED = lazy_regex(r"\s*(\d[\d,]*(?:\.\d+)?)[%％]?\s*")
TYPED_OVER = "公式被改写，仍由工具按公式计算"
_DECIMALS = 4
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


def say_typed(walk: Walk, key: str) -> None:
    """What was typed over the formulas of a row counts nowhere; figures that say something else than the results are asked about, once a row."""
    typed, walk.typed = walk.typed, []
    given = results(walk, key, typed[0][1].sheet.rows[typed[0][1].row]) if typed else {}
    contrary = [(column, cell) for column, cell in typed if _is_another(cell.value, given.get(column.field))]
    walk.overwritten.extend(cell for column, cell in typed if (column, cell) not in contrary)
    for _, cell in contrary:
        walk.out.ignore(cell, TYPED_OVER)
    if not contrary:
        return
    column, cell = contrary[0]
    said = (
        f"“{one.header}”（{at.address}）填的是{at.raw[:40]}，算得{_shown(given[one.field])}"
        for one, at in contrary
    )
    walk.out.find(
        "Q178",
        sheet=cell.sheet.name,
        address=cell.address,
        form_sheet=walk.name,
        key=key,
        field=column.field,
        seen=cell.raw[:40],
        values={"row": walk.view.row_name(walk.name, key), "cells": "；".join(said)},
    )


def _is_another(value: Scalar, result: Scalar) -> bool:
    """Whether a figure is another one than a result, by a unit of its last digit or more; 60% may be held as 0.6."""
    said = _TYPED.fullmatch(value) if isinstance(value, str) else None
    number = float(said[1].replace(",", "")) if said else value
    if not isinstance(number, (int, float)) or not isinstance(result, (int, float)):
        return False
    ways = (float(number), round(number * 100, 9))
    return not any(is_result(one, result) or abs(one - result) < 10.0 ** -decimals_of(one) for one in ways)


def _shown(result: Scalar) -> str:
    return number_text(round(result, _DECIMALS)) if isinstance(result, float) else raw_text(result)
