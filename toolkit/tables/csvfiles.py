"""Tables as CSV files with a dictionary of their columns.

In: tables. Out: file name -> bytes, UTF-8 with a byte order mark, so that Excel reads the Chinese. Numbers are
unrounded, a missing one is empty with its reason in a column of its own. Columns may be added behind; those that
are there are never renamed or moved, since other programs read them by name or place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from toolkit.core.area import said
from toolkit.outputs.workbook.grid import clean
from toolkit.tables.columns import Cell, Table

DICTIONARY = "字段说明"
DICTIONARY_HEADS = ("文件", "内容", "字段", "说明", "英文名", "单位", "类型")
KINDS = {
    "text": "文字",
    "number": "数",
    "count": "整数",
    "flag": "是、否",
    "time": "时间",
    "category": "类别",
}
_KEPT = 1 << 14  # texts
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_files(tables: Sequence[Table[Any]]) -> dict[str, bytes]:
    """File name -> bytes of every table, and of the column dictionary 字段说明.csv."""
    return {f"{table.file}.csv": table_csv(table) for table in tables} | dictionary_csv(tables)


def table_csv(table: Table[Any]) -> bytes:
    """One table."""
    return _csv([said(column.header) for column in table.columns], table.rows())


def dictionary_csv(tables: Sequence[Table[Any]]) -> dict[str, bytes]:
    """The column dictionary of the tables, of which no row is read."""
    return {f"{DICTIONARY}.csv": _csv(DICTIONARY_HEADS, dictionary_rows(tables, ".csv"))}


def dictionary_rows(tables: Sequence[Table[Any]], suffix: str = "") -> list[tuple[str, ...]]:
    """One row a column of each table: what it holds, in which unit, how frames call it; files end with ``suffix``."""
    return [
        (
            f"{table.file}{suffix}", said(table.about), said(column.header), said(column.meaning),
            f"{table.name}.{column.name}", said(column.unit), KINDS[column.kind],
        )
        for table in tables
        for column in table.columns
    ]  # fmt: skip


def safe(value: Cell) -> Cell:
    """Text that no spreadsheet takes for a formula: what begins like one gets a leading apostrophe."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return "'" + text if text.lstrip(" \u3000\u00a0").startswith(_TRIGGERS) or text.startswith("\t") else text


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    data = io.BytesIO()  # a text of so many rows would take four bytes a letter
    text = io.TextIOWrapper(data, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    kept = lru_cache(maxsize=_KEPT)(safe)  # the same names and words stand in nearly every row
    writer.writerows([kept(value) if type(value) is str else _shown(value) for value in row] for row in rows)
    text.flush()
    return data.getvalue()


def _shown(value: Cell) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else safe(value)
