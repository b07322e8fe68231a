"""What Excel has no room for, and what a sheet then says: where the rest is, so that no limit ends a run.

In: how many links, rows or columns are left out, and how many a sheet takes. Out: a sentence.
"""

from __future__ import annotations

MOST_LINKS = 65_530  # of a sheet
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_WHOLE = "没有列出，完整的数据见“汇总/data”里的 CSV 表。"


def links_beyond(count: int, most: int) -> str:
    """Of links."""
    return f"Excel 每张表最多 {most:,} 个链接，靠后的 {count:,} 个文件名不能点开，请按名称在 archive 里找。"


def rows_beyond(count: int, most: int) -> str:
    """Of rows."""
    return f"另有 {count:,} 行超出 Excel 的行数（{most:,} 行），{_WHOLE}"


def columns_beyond(count: int, what: str, most: int) -> str:
    """Of columns, one each for ``what``: 个单位."""
    return f"另有 {count:,} {what}超出 Excel 的列数（{most:,} 列），{_WHOLE}"


def too_wide(name: str, columns: int, most: int) -> str:
    """Of a sheet whose columns all belong together."""
    return f"“{name}”要 {columns:,} 列，超出 Excel 的列数（{most:,} 列），写不出来；单位太多的，请把清单分给下一级填报。"
