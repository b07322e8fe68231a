"""Rows of 重点项目 below a row 其中：…, that are with it the whole of the project above: they would count twice.

In: a Walk whose rows are read. Out: a question for each such project. The row 其中：… itself is none (asides.py).
"""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.form import PROJECTS
from toolkit.core.value_text import squeeze
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.walk import Walk, amount_at

_OF_WHICH = "其中"
_MOST = 50  # rows that may be the sections of one project


def say_sections(walk: Walk) -> None:
    """Q159 where 总投资 of a project is that of 其中：… below it and of the rows that follow."""
    column = next((at for at, match in walk.table.columns.items() if match.field == fields.TOTAL), None)
    if walk.name != PROJECTS or column is None or walk.named is None:
        return
    for aside in walk.asides:
        if any(cell.column == walk.named and squeeze(cell.raw).startswith(_OF_WHICH) for cell in aside):
            _say(walk, aside[0].row, column)


def _say(walk: Walk, line: int, column: int) -> None:
    whole, so_far = _amount(walk, line - 1, column), _amount(walk, line, column)
    for count in range(1, _MOST):
        more = _amount(walk, line + count, column)
        if not (whole and so_far and more):
            return
        so_far += more
        if so_far < whole:
            continue
        if so_far == whole:
            cells = [
                Filled(walk.table.sheet, row, column, walk.table.sheet.rows[row][column])
                for row in range(line + 1, line + count + 1)
            ]
            walk.out.find(
                "Q159",
                sheet=walk.table.sheet.name,
                address=cells[0].address,
                form_sheet=PROJECTS,
                seen=cells[0].raw,
                values={"line": str(line), "cells": "、".join(cell.address for cell in cells[:6])},
            )
        return


def _amount(walk: Walk, line: int, column: int) -> float:
    rows = walk.table.sheet.rows
    within = walk.table.first <= line < len(rows)
    return (amount_at(rows[line], column) if within else None) or 0.0
