"""Puts quotas into the sheet 分解 of the office's own workbook; every other byte of meaning in it stays.

In: the workbook's bytes and quotas. Out: new bytes, what changed in Chinese, and what could not be changed.
Only that one sheet is edited (``sheetxml``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from toolkit.checklist.cells import RowReader
from toolkit.checklist.columns import QUOTAS
from toolkit.checklist.rows import parse_quota
from toolkit.checklist.sheetxml import SheetXml
from toolkit.checklist.tables import Table, a1, read_tables
from toolkit.core.model import Quota
from toolkit.core.value_text import number_text
from toolkit.errors import OperatorError


@dataclass(frozen=True)
class QuotaEdit:
    """``data`` is the workbook as it would be; ``changes`` and ``problems`` are sentences with the cell."""

    data: bytes
    changes: tuple[str, ...]
    problems: tuple[str, ...]


def put_quotas(data: bytes, quotas: Sequence[Quota], unit_names: Collection[str]) -> QuotaEdit:
    """Write quotas over the rows of the same indicator, unit and year, new ones below; nothing is removed.

    Raises OperatorError when the workbook has no usable sheet 分解.
    """
    tables, _ = read_tables(data)
    table = tables.get(QUOTAS)
    if table is None or any(
        (name, None) not in table.places for name in ("indicator", "unit", "year", "target")
    ):
        raise OperatorError(f"任务清单里没有“{QUOTAS}”表，或缺少它的列，请先补上再运行。")
    sheet = SheetXml(data, QUOTAS)
    editor = _Editor(sheet, table)
    kept = _rows(table, unit_names)
    for quota in quotas:
        place = (quota.indicator, quota.unit, quota.year)
        if place in kept:
            editor.change(*kept[place], quota)
        else:
            editor.add(quota)
    return QuotaEdit(sheet.bytes() if editor.changes else data, tuple(editor.changes), tuple(editor.problems))


def _rows(table: Table, unit_names: Collection[str]) -> dict[tuple[str, str, int], tuple[int, Quota]]:
    found = {}
    for row in table.rows:
        quota = parse_quota(RowReader(table, row, unit_names))
        if quota is not None:
            found[quota.indicator, quota.unit, quota.year] = (row.number, quota)
    return found


class _Editor:
    """Rows of 分解 as they change."""

    def __init__(self, sheet: SheetXml, table: Table) -> None:
        self._sheet, self._columns = sheet, table.places
        rows = [row.number for row in table.rows]
        self._like = max(rows, default=None)  # the row whose formats new ones take
        self._last = max(rows, default=sheet.head_row(table.places.values()))
        self.changes: list[str] = []
        self.problems: list[str] = []

    def change(self, line: int, old: Quota, new: Quota) -> None:
        """Bring one row up to date; a lead unit's silence takes no earlier confirmation away."""
        confirmed = new.confirmed_by or old.confirmed_by
        name = f"{new.indicator} {new.unit} {new.year}年"
        if new.target != old.target:
            self._put(
                line,
                "target",
                new.target,
                f"{name}：{number_text(old.target)} 改为 {number_text(new.target)}",
            )
        if confirmed != old.confirmed_by:
            self._put(line, "confirmed_by", confirmed, f"{name}：确认单位写为 {confirmed}")

    def add(self, quota: Quota) -> None:
        """One more row below the last."""
        self._last += 1
        self._sheet.new_row(self._last, self._like)
        values: Mapping[str, str | float] = {
            "indicator": quota.indicator,
            "unit": quota.unit,
            "year": quota.year,
            "target": quota.target,
            "confirmed_by": quota.confirmed_by,
        }
        for field, value in values.items():
            column = self._columns.get((field, None))
            if column is not None and value != "":
                self._sheet.put(self._last, column, value)
        where = f"{QUOTAS}!{a1(self._last, self._columns['target', None])}"
        self.changes.append(
            f"{where} 新增 {quota.indicator} {quota.unit} {quota.year}年：{number_text(quota.target)}"
        )

    def _put(self, line: int, field: str, value: str | float, said: str) -> None:
        column = self._columns.get((field, None))
        if column is None:
            return
        where = f"{QUOTAS}!{a1(line, column)}"
        if self._sheet.put(line, column, value):
            self.changes.append(f"{where} {said}")
        else:
            self.problems.append(f"{where} 是公式，没有改动（{said}），请在清单里核对。")
