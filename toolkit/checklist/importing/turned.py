"""A target table that lies on its side: counties or townships in rows, indicators in columns.

In: a grid. Out: the same numbers as a list with an indicator in each row and the local units in columns, which is how
such lists usually stand; any other grid comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from toolkit.checklist.importing.frame import is_local
from toolkit.checklist.importing.grid import Grid, GridCell, Row, flat
from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import number_text

_WHO = lazy_regex(
    r"^(县|市|区|乡镇?|镇|街道|单位|地区|县区|县市|乡镇街道|责任单位|承担单位|填报单位|名称)+(名称)?$"
)
_WHOLE = lazy_regex(r"^(合计|总计|小计|全[市州县区盟旗]|全地区)")
_NUMBERED = lazy_regex(r"^(序号|编号)$")
_MEASURE = lazy_regex(r"^(.+?)[（(]([^（()）]{1,8})[)）]$")
_HEADS = ("序号", "指标名称", "计量单位", "目标", "责任单位")
SEARCHED, FEWEST = 6, 2


def upright(grid: Grid) -> Grid:
    """The grid, or its list where it is a target table on its side."""
    for index, row in enumerate(grid.rows[:SEARCHED]):
        who = next((c for c, cell in enumerate(row) if _WHO.match(_bare(cell.text))), None)
        if who is None or any(flat(cell.text) == "指标名称" for cell in row):
            continue
        below = grid.rows[index + 1 :]
        local = [line for line in below if who < len(line) and is_local(flat(line[who].text))]
        others = [
            c for c in range(who + 1, len(row)) if row[c].text and not _NUMBERED.match(flat(row[c].text))
        ]
        counted = [c for c in others if all(_is_number(line, c) for line in local)]
        if len(local) < FEWEST or not counted:
            continue
        whole = next((line for line in below if who < len(line) and _WHOLE.match(flat(line[who].text))), None)
        lines = [_line(number, row[c].text, c, whole, local, who) for number, c in enumerate(counted, 1)]
        head = (*_HEADS, *(flat(line[who].text) for line in local))
        known = {id(line) for line in (*local, *([whole] if whole else []))}
        rest = [line for line in below if id(line) not in known]
        texts = [*(tuple(cell for cell in one) for one in grid.rows[:index]), _cells(head)]
        return Grid((*texts, *map(_cells, lines), *rest), grid.place, grid.context)
    return grid


def _bare(text: str) -> str:
    return re.sub("[（(）)、/]", "", flat(text))


def _is_number(line: Row, column: int) -> bool:
    text = flat(line[column].text) if column < len(line) else ""
    return bool(re.match(r"^[≥≤]?\d+(\.\d+)?%?$|^[—/-]?$", text))


def _line(
    number: int, head: str, column: int, whole: Row | None, local: Sequence[Row], who: int
) -> tuple[str, ...]:
    match = _MEASURE.match(flat(head))
    name, measure = (match[1], match[2]) if match else (flat(head), "")
    shares = [flat(line[column].text) if column < len(line) else "" for line in local]
    target = flat(whole[column].text) if whole is not None and column < len(whole) else _sum(shares, measure)
    return (str(number), name, measure, target, "", *shares)


def _sum(shares: Sequence[str], measure: str) -> str:
    """What the shares add up to; of percentages only what all have in common."""
    if measure == "%" or any(re.search("[≥≤%]", share) for share in shares):
        return shares[0] if len(set(shares)) == 1 else ""
    return number_text(float(sum(Decimal(share) for share in shares if re.match("^[0-9]", share))))


def _cells(texts: Sequence[str]) -> Row:
    return tuple(GridCell(text) for text in texts)
