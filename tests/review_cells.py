"""How many cells of an imported checklist workbook a reviewer had to change until it was the office's reviewed one.

In: two checklist workbooks, the imported and the reviewed. Out: counts by sheet and column. A cell counts where its text
differs; a reviewed row that import did not make counts with all its filled cells, one too many with one. Left out are
what only the office can know or what follows by itself: 来源, 备注, 口径说明, 台账号, 指标编号 (follows the order), 口径核对 (the
mark that a proposal bears), addresses, and codes that no public table has. Of 别名 only those that lack count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import load_workbook

Row = Mapping[str, str]
OWN = frozenset({"来源", "备注", "口径说明", "台账号", "指标编号", "口径核对"})
UNIT_COLUMNS = ("编码", "简称", "别名", "类别", "隶属")
ONLY_PLAN = "【仅行动方案】"  # rows that stand in another document
NO_NUMBER = re.compile("原文没有数|推得|中文数词|列名|没有数量|未写|无数量")


@dataclass
class Count:
    """Cells to change by sheet and column; ``unsaid``: those of rows whose targets the list does not give in numbers."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsaid: int = 0

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    def of(self, sheet: str) -> int:
        return sum(count for (one, _), count in self.cells.items() if one == sheet)


def count_cells(imported: bytes, reviewed: bytes) -> Count:
    mine, theirs = _sheets(imported), _sheets(reviewed)
    count = Count()
    _by_key(count, "任务", mine["任务"], theirs["任务"], ("任务序号",))
    _indicators(count, mine["指标"], theirs["指标"])
    _by_key(count, "分解", mine.get("分解", ()), theirs["分解"], ("指标编号", "单位", "年度"))
    _units(count, mine.get("单位", ()), theirs["单位"])
    return count


def _sheets(data: bytes) -> dict[str, list[Row]]:
    found = {}
    for sheet in load_workbook(BytesIO(data), read_only=True).worksheets:
        rows = [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
        if rows:
            found[sheet.title] = [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if any(row)]
    return found


def _folded(text: str) -> str:
    plain = re.sub(r"\s", "", text)
    return f"{float(plain):g}" if re.fullmatch(r"-?\d+(\.\d+)?", plain) else plain


def _differ(count: Count, sheet: str, mine: Row, theirs: Row) -> None:
    for column, value in theirs.items():
        if column and column not in OWN and _folded(mine.get(column, "")) != _folded(value):
            count.cells[sheet, column] += 1


def _by_key(
    count: Count, sheet: str, mine: Sequence[Row], theirs: Sequence[Row], columns: Sequence[str]
) -> None:
    rows = {tuple(row[column] for column in columns): row for row in mine}
    for row in theirs:
        _differ(count, sheet, rows.pop(tuple(row[column] for column in columns), {}), row)
    count.cells[sheet, "多出的行"] += len(rows)


def _indicators(count: Count, mine: Sequence[Row], theirs: Sequence[Row]) -> None:
    pairs = _pairs(mine, theirs)
    for index, row in enumerate(theirs):
        if row["来源"].startswith(ONLY_PLAN):
            continue
        if index in pairs:
            _differ(count, "指标", mine[pairs[index]], row)
            continue
        filled = sum(bool(value) and column not in OWN for column, value in row.items())
        if NO_NUMBER.search(row["来源"].partition("【备注】")[2]):
            count.unsaid += filled
        else:
            count.cells["指标", "少的行"] += filled
    count.cells["指标", "多出的行"] += len(mine) - len(pairs)


def _pairs(mine: Sequence[Row], theirs: Sequence[Row]) -> dict[int, int]:
    """Reviewed row -> imported one: of the same task, with most of targets, measure and name in common."""
    from rapidfuzz import fuzz

    def likeness(one: Row, other: Row) -> float:
        years = [column for column in one if re.fullmatch(r"20\d\d年目标", column or "") and one[column]]
        alike = sum(2 for year in years if _folded(one[year]) == _folded(other.get(year, "")))
        alike += one["目标单位"] == other["目标单位"]
        return alike + fuzz.ratio(one["指标名称"], other["指标名称"]) / 100

    scores = sorted(
        (
            (likeness(one, other), -i, -j)
            for i, one in enumerate(theirs)
            for j, other in enumerate(mine)
            if one["任务序号"] == other["任务序号"]
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for score, i, j in scores:
        if score >= 2 and -i not in found and -j not in found.values():
            found[-i] = -j
    return found


def _units(count: Count, mine: Sequence[Row], theirs: Sequence[Row]) -> None:
    rows = {row["单位"]: row for row in mine}
    for row in theirs:
        known = rows.get(row["单位"])
        for column in UNIT_COLUMNS:
            value = row[column]
            if column == "编码" and not (row["类别"] == "县市" or known is None):
                continue
            if known is None:
                count.cells["单位", column] += bool(value)
            elif column == "别名":
                have = {known["简称"], known["单位"], *known["别名"].split("、")}
                count.cells["单位", column] += not set(filter(None, value.split("、"))) <= have
            else:
                count.cells["单位", column] += known[column] != value
