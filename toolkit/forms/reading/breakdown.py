"""Rows of parts that a unit put in below an indicator: 其中：城区, 乡镇.

In: the Walk of 指标数据 and the rows in order. Out: the parts of rows that are filled themselves, which count
nowhere and are shown; below a blank row the parts may be all there is, and a person must look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.core import fields
from toolkit.core.form import INDICATORS
from toolkit.core.returns import Scalar
from toolkit.core.value_text import number_text
from toolkit.core.values import cast
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.walk import Walk, Whole, text_at

_PART = re.compile(r"[-—–·•*]*[(（]?(?:其中|内含|含)[:：,、]?.*|#.+")
_VALUE_FIELDS = (fields.YTD, fields.NUMERATOR)


def whole_of(walk: Walk, key: str, number: int, cells: Sequence[Filled]) -> Whole | None:
    """The row just read, where it has a figure."""
    if walk.name != INDICATORS:
        return None
    values = {
        walk.table.columns[c.column].field: c.value
        for c in cells
        if c.column in walk.table.columns and not c.fault
    }
    value = next((values[name] for name in _VALUE_FIELDS if name in values), None)
    return None if _number(value) is None else Whole(key, number, value)


def take_part(walk: Walk, number: int, row: Sequence[Scalar], cells: list[Filled]) -> bool:
    """Whether the row is a part of the filled row above: then it is kept for the sheet's end."""
    whole = walk.whole
    if whole is None or text_at(row, walk.number) or text_at(row, walk.table.key):
        return False
    below = sum(kept.key == whole.key for kept, _ in walk.breakdowns)
    if number != whole.line + below + 1:
        return False
    text = next((text for at in walk.telling.values() if (text := text_at(row, at))), "")
    if not text or not (_PART.fullmatch(text) or below):
        return False
    walk.breakdowns.append((whole, cells))
    return True


def say_breakdowns(walk: Walk) -> None:
    """One 提示 for each row with parts: what they say, and whether they make up the whole."""
    rows: dict[str, list[tuple[Whole, list[Filled]]]] = {}
    for whole, cells in walk.breakdowns:
        rows.setdefault(whole.key, []).append((whole, cells))
    for key, parts in rows.items():
        for _, cells in parts:
            for cell in cells:
                walk.out.ignore(cell, "其中项，已含在上面一行里，不单独计入")
        whole = parts[0][0]
        shown = [_shown(walk, cells) for _, cells in parts]
        first = parts[0][1][0]
        walk.out.find(
            "N141",
            sheet=walk.table.sheet.name,
            address=first.address,
            form_sheet=walk.name,
            key=key,
            values={
                "sheet_name": walk.table.sheet.name,
                "row": walk.view.row_name(walk.name, key),
                "whole": _number_text(whole.value),
                "parts": "、".join(text for text, _ in shown),
                "sum": _compared(whole, [value for _, value in shown]),
            },
        )


def _shown(walk: Walk, cells: Sequence[Filled]) -> tuple[str, float | None]:
    name = next((cell.raw for cell in cells if cell.column in walk.telling.values()), "")
    figures = [cell for cell in cells if walk.is_input(cell.column) and (cell.column in _figures(walk))]
    if not figures:
        return name[:30], None
    return f"{name[:30]} {figures[0].raw[:20]}", _number(figures[0].value)


def _figures(walk: Walk) -> frozenset[int]:
    return frozenset(at for at, match in walk.table.columns.items() if match.field in _VALUE_FIELDS)


def _number(value: Scalar) -> float | None:
    if value is None or value == "":
        return None
    read = cast("number", value).value
    return read if isinstance(read, float) else None


def _number_text(value: Scalar) -> str:
    number = _number(value)
    return str(value)[:20] if number is None else number_text(number)


def _compared(whole: Whole, parts: Sequence[float | None]) -> str:
    total, known = _number(whole.value), [part for part in parts if part is not None]
    if total is None or len(known) < len(parts) or not known:
        return ""
    both = number_text(float(f"{sum(known):.12g}"))
    if float(both) == total:
        return f"各项之和{both}，与上面一行一致。"
    return f"各项之和{both}，与上面一行的{number_text(total)}不同，请核对是否只列了一部分。"
