"""An independent recount of a month: openpyxl and plain arithmetic, nothing of the project's reader or figures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

WORDS = {"待统计", "不涉及"}


def table(path: Path, sheet: str) -> Iterator[dict[str, Any]]:
    """Rows of a sheet by header; the header row is the first one that holds 指标编号."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=False)
    rows = list(book[sheet].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if "指标编号" in row)
    head = rows[start]
    for row in rows[start + 1 :]:
        if row[head.index("指标编号")]:
            yield {str(name): value for name, value in zip(head, row, strict=True) if name}


def number(value: Any) -> float | str | None:
    """A figure, a word, or None for what is blank or cannot be taken as a figure."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
    if text in WORDS or text in ("是", "否"):
        return text
    try:
        return float(text)
    except ValueError:
        return None


@dataclass
class Recount:
    """Sums of one indicator over all returned workbooks."""

    total: float = 0.0
    numerator: float = 0.0
    denominator: float = 0.0
    values: list[float] = field(default_factory=list)
    yes: int = 0
    reported: int = 0


def latest_returns(archive: Path) -> list[Path]:
    """The newest version of every unit's return."""
    newest: dict[str, Path] = {}
    for path in sorted(archive.glob("*/v*.xlsx"), key=lambda path: int(path.name[1:].split("_")[0])):
        newest[path.parent.name] = path
    return list(newest.values())


def recount(archive: Path) -> dict[str, Recount]:
    """All indicators of a period, from the archived files."""
    counts: dict[str, Recount] = {}
    for path in latest_returns(archive):
        for row in table(path, "指标数据"):
            count = counts.setdefault(row["指标编号"], Recount())
            top, bottom = number(row["分子累计"]), number(row["分母累计"])
            value = number(row["本月累计"])
            if isinstance(top, (int, float)) and isinstance(bottom, (int, float)):
                count.numerator += top
                count.denominator += bottom
                count.reported += 1
                if bottom:
                    count.values.append(top / bottom)
            elif top is None and bottom is None and value in ("是", "否"):
                count.yes += value == "是"
                count.reported += 1
            elif top is None and bottom is None and isinstance(value, (int, float)):
                count.total += value
                count.values.append(value)
                count.reported += 1
    return counts
