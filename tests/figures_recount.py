"""An independent recount of a month: plain dicts and openpyxl, nothing of the project.

It knows the rules only from the written contract. In: the bytes of a checklist workbook, and returns as
``{period: {"cells": {(unit, indicator id): value | (num, den)}, "tasks": {(unit, no): (status, completion)}}}``
with periods as (year, month) and units by name. Out: plain rows for 指标汇总 and 任务矩阵.
"""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache
from typing import Any

import openpyxl

WAIT, NOT_MINE = "待统计", "不涉及"
DUE = {"月度": range(1, 13), "季度": (3, 6, 9, 12), "年度": (12,), "学年": (12,)}


def _rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    lines = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:] if any(v is not None for v in line)]


def _exact(value: Any) -> Fraction:
    return Fraction(str(value))


@lru_cache(maxsize=2)
def sheets(workbook: bytes) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a checklist workbook that a recount needs, as plain rows."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {name: _rows(book, name) for name in ("任务", "指标", "分解", "序时曲线")}


class Recount:
    def __init__(self, workbook: bytes, returns: dict[tuple[int, int], dict[str, Any]]) -> None:
        book = sheets(workbook)
        self.tasks = book["任务"]
        self.indicators = book["指标"]
        self.quotas = {(row["指标编号"], row["单位"], int(row["年度"])): row["目标"] for row in book["分解"]}
        self.curves = {
            str(row["适用"]): [row[f"{month}月"] for month in range(1, 13)]
            for row in book["序时曲线"]
            if row["适用"]
        }
        self.returns = returns

    # --- reading the checklist ---

    def target(self, row: dict[str, Any], year: int) -> tuple[Fraction, Fraction | None] | None:
        cell = row.get(f"{year}年目标")
        if cell is None:
            return None
        low, _, high = str(cell).replace("～", "-").replace("~", "-").replace("–", "-").partition("-")
        return _exact(low), _exact(high) if high else None

    def units(self, row: dict[str, Any], year: int) -> list[str]:
        names = row.get(f"{year}年填报单位") or row["填报单位"]
        return str(names).split("、")

    def due(self, row: dict[str, Any], month: int) -> bool:
        if row["统计月份"] not in (None, ""):
            return month in [int(part) for part in str(row["统计月份"]).replace("，", "、").split("、")]
        return month in DUE[row["频次"]]

    def pace(self, row: dict[str, Any], month: int) -> float:
        for name in (row.get("指标编号"), str(row["任务序号"]), "默认"):
            if name in self.curves:
                return float(self.curves[name][month - 1])
        return month / 12 * 100

    # --- one indicator ---

    def cell(self, row: dict[str, Any], unit: str, when: tuple[int, int]) -> Any:
        """A number, (num, den), a word, or None when nothing counts."""
        value = self.returns.get(when, {}).get("cells", {}).get((unit, row["指标编号"]))
        if isinstance(value, tuple):
            for word in (NOT_MINE, WAIT):
                if word in value:
                    return word
            return None if None in value else value
        return {"是": 1, "否": 0}.get(value, value)

    def held(self, row: dict[str, Any], when: tuple[int, int]) -> dict[str, Any]:
        return {unit: self.cell(row, unit, when) for unit in self.units(row, when[0])}

    def reaches(self, row: dict[str, Any], value: Fraction, bound: Fraction) -> bool:
        sign = row["比较"]
        if sign == ">":
            return value > bound
        if sign == "≤":
            return value <= bound
        return value == bound if sign == "=" else value >= bound

    def value_of(self, row: dict[str, Any], cell: Any) -> Fraction | None:
        if isinstance(cell, tuple):
            return _exact(cell[0]) / _exact(cell[1]) * int(row["换算系数"]) if cell[1] else None
        return _exact(cell)

    def total(self, row: dict[str, Any], cells: dict[str, Any], year: int) -> tuple[Fraction | None, int]:
        """Prefecture value and number of units done, over cells that hold figures."""
        target, kind = self.target(row, year), row["类型"]
        if not cells:
            return None, 0
        if kind == "比率":
            below = sum((_exact(cell[1]) for cell in cells.values()), Fraction())
            above = sum((_exact(cell[0]) for cell in cells.values()), Fraction())
            return (above / below * int(row["换算系数"]) if below else None), 0
        if kind == "逐个达标":
            assert target
            values = [self.value_of(row, cell) for cell in cells.values()]
            done = sum(1 for value in values if value is not None and self.reaches(row, value, target[0]))
            return Fraction(done), done
        if kind == "里程碑" and row["填报单位量"] == "是/否":
            done = sum(1 for cell in cells.values() if cell == 1)
            return Fraction(done), done
        summed = sum((_exact(cell) for cell in cells.values()), Fraction())
        return summed / int(row["换算系数"]), 0

    def anew(self, row: dict[str, Any]) -> bool:
        return row["类型"] in ("年内累计", "投资", "里程碑") or (
            row["类型"] == "比率" and row["进度口径"] == "序时"
        )

    def indicator(self, row: dict[str, Any], when: tuple[int, int]) -> dict[str, Any]:
        year, month = when
        target = self.target(row, year)
        if target is None:
            return {"light": "—", "word": "无年度目标", "total": None, "due": False}
        if not self.due(row, month):
            return {"light": "—", "word": WAIT, "total": None, "due": False, "reported": 0, "expected": 0}
        held = self.held(row, when)
        cells = {unit: cell for unit, cell in held.items() if cell is not None and not isinstance(cell, str)}
        expected = sum(cell != NOT_MINE for cell in held.values())
        total, done = self.total(row, cells, year)
        out: dict[str, Any] = {"due": True, "reported": len(cells), "expected": expected}
        each = row["类型"] == "逐个达标" or row["目标单位"] == "是/否"
        if row["目标单位"] == "是/否" and total is not None:
            total = Fraction(int(done == expected))
        out["total"] = total
        by_pace = row["比较"] != "保持" and (
            row["进度口径"] == "序时" or (row["进度口径"] == "基期" and row["基期值"] is not None)
        )
        pace = self.pace(row, month)
        out["pace"] = pace if by_pace else None
        out.update(self.before(row, when, cells))
        if total is None:
            if expected == 0:
                return out | {"rate": None, "gap": None, "light": "—"}
            return out | {"rate": None, "gap": None, "light": "—" if cells else "○ 未报"}
        low = target[0]
        if each:
            rate, met = Fraction(done * 100, expected), done == expected
        else:
            met = self.reaches(row, total, low)
            if row["类型"] == "里程碑" and row["填报单位量"] == "是/否":
                rate = Fraction(done * 100, min(expected, int(low)))
            elif row["比较"] == "≤" or low == 0:
                rate = Fraction(100 if met else 0)
            else:
                rate = total / low * 100
        progress = rate
        if row["进度口径"] == "基期" and row["基期值"] is not None:
            base = _exact(row["基期值"])
            progress = (total - base) / (low - base) * 100
        gap = float(progress) - pace
        if met:
            light = "● 蓝"
        elif by_pace:
            light = "● 绿" if gap > -1e-9 else "● 黄" if gap > -10 - 1e-9 else "● 红"
        else:
            light = "● 红" if month == 12 else "● 黄"
        return out | {"rate": rate, "gap": gap if by_pace else None, "light": light}

    def before(self, row: dict[str, Any], when: tuple[int, int], cells: dict[str, Any]) -> dict[str, Any]:
        """上月累计 and 环比."""
        year, month = when
        last = (year, month - 1) if month > 1 else (year - 1, 12)
        nothing = {"previous": None, "change": None}
        if month == 1 and self.anew(row):
            return nothing
        if self.target(row, last[0]) is None or not self.due(row, last[1]) or last not in self.returns:
            return nothing
        old_held = self.held(row, last)
        old = {u: cell for u, cell in old_held.items() if cell is not None and not isinstance(cell, str)}
        previous, done = self.total(row, old, last[0])
        if row["目标单位"] == "是/否":
            if previous is not None:
                previous = Fraction(int(done == sum(cell != NOT_MINE for cell in old_held.values())))
            return {"previous": previous, "change": None}
        both = [unit for unit in cells if unit in old]
        now = self.total(row, {unit: cells[unit] for unit in both}, year)[0]
        then = self.total(row, {unit: old[unit] for unit in both}, last[0])[0]
        change = None
        if now is not None and then is not None:
            if row["类型"] == "比率" and row["目标单位"] == "%":
                change = now - then
            elif then:
                change = (now - then) / then * 100
        return {"previous": previous, "change": change}

    # --- tasks ---

    def unit_cell(self, task: dict[str, Any], unit: str, when: tuple[int, int]) -> str:
        said = self.returns.get(when, {}).get("tasks", {}).get((unit, int(task["任务序号"])))
        if said is None:
            return "○ 未报"
        status, completion = said
        if status == NOT_MINE:
            return "—"
        if status == "已完成":
            return "● 蓝"
        if completion is not None and self.pace(task | {"指标编号": ""}, when[1]) - completion > 10 + 1e-9:
            return "● 红"
        return "● 绿" if status == "正常推进" else "● 黄"

    def task(self, task: dict[str, Any], when: tuple[int, int]) -> str:
        mine = [row for row in self.indicators if str(row["任务序号"]) == str(task["任务序号"])]
        results = [self.indicator(row, when) for row in mine]
        lights = [row["light"] for row in results if row["due"]]
        for light in ("● 红", "● 黄", "● 绿", "● 蓝"):
            if light in lights:
                return light
        said = self.returns.get(when, {}).get("tasks", {})
        status = [
            said.get((unit, int(task["任务序号"])), ("", None))[0] for unit in task["填报单位"].split("、")
        ]
        status = [word for word in status if word != NOT_MINE]
        given = [word for word in status if word]
        if not status:
            return "—"
        if len(given) < len(status) / 2:
            return "○ 未报"
        if all(word == "已完成" for word in status):
            return "● 蓝"
        behind = sum(word in ("进度滞后", "未启动") for word in given)
        if not behind:
            return "● 绿"
        return "● 红" if Fraction(behind, len(given)) >= Fraction(1, 3) else "● 黄"
