"""An independent recount of a month's indicators: plain dicts, fractions and openpyxl, nothing of the project.

It knows the rules only from the written contract. In: the bytes of a checklist workbook, and returns as
``{period: {"cells": {(unit, indicator id): value | (num, den)}, "tasks": {(unit, no): (status, completion)}}}``
with periods as (year, month) and units by name. Out: plain rows for 指标汇总 and 分县明细. Tasks: tasks_recount.
"""

from __future__ import annotations

import io
import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

import openpyxl

WAIT, NOT_MINE = "待统计", "不涉及"
DUE = {"月度": list(range(1, 13)), "季度": [3, 6, 9, 12], "年度": [12], "学年": [12]}
BLUE, GREEN, YELLOW, RED = "● 蓝", "● 绿", "● 黄", "● 红"
OPEN, SILENT, NOT_YET, NO = "○ 待报齐", "○ 未报", "◇ 未到时限", "—"
WORST = (RED, YELLOW, GREEN, BLUE)
COUNTED = {"个", "所", "家", "项", "户", "人", "套", "条", "届", "片", "部", "人次", "件", "座", "处"}
YES_NO = "是/否"
DUST = Fraction(1, 10**9)
When = tuple[int, int]


def _rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    lines = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:] if any(v is not None for v in line)]


def exact(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(str(value))


@lru_cache(maxsize=2)
def sheets(workbook: bytes) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a checklist workbook that a recount needs, as plain rows."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {
        name: _rows(book, name)
        for name in ("任务", "指标", "分解", "序时曲线", "单位", "考核权重", "校验规则")
    }


class Recount:
    def __init__(self, workbook: bytes, returns: dict[When, dict[str, Any]]) -> None:
        book = sheets(workbook)
        self.tasks = book["任务"]
        self.indicators = book["指标"]
        self.quotas = {
            (row["指标编号"], row["单位"], int(row["年度"])): exact(row["目标"]) for row in book["分解"]
        }
        self.curves = {
            str(row["适用"]): [self._share(row[f"{month}月"], month) for month in range(1, 13)]
            for row in book["序时曲线"]
            if row["适用"]
        }
        self.terms = {
            row["单位"]: (str(row["启用期"] or ""), str(row["停用期"] or "")) for row in book["单位"]
        }
        self.returns = returns
        self.kept: dict[tuple[str, When], dict[str, Any]] = {}

    @staticmethod
    def _share(value: Any, month: int) -> Fraction:
        """8.33 means one twelfth."""
        even = Fraction(month * 100, 12)
        return even if abs(exact(value) - even) < Fraction(6, 1000) else exact(value)

    # --- reading the checklist ---

    def target(self, row: dict[str, Any], year: int) -> Fraction | None:
        """The lower bound."""
        cell = row.get(f"{year}年目标")
        if cell is None:
            return None
        return exact(str(cell).replace("～", "-").replace("~", "-").replace("–", "-").partition("-")[0])

    def units(self, row: dict[str, Any], when: When) -> list[str]:
        """The units that hold the row and report in that month."""
        names = str(row.get(f"{when[0]}年填报单位") or row["填报单位"]).split("、")
        return [name for name in names if self.in_force(name, when)]

    def in_force(self, unit: str, when: When) -> bool:
        starts, ends = self.terms.get(unit, ("", ""))
        return starts <= f"{when[0]}-{when[1]:02d}" <= (ends or "9999-12")

    def months_due(self, row: dict[str, Any]) -> list[int]:
        if row["统计月份"] not in (None, ""):
            return [int(part) for part in str(row["统计月份"]).replace("，", "、").split("、")]
        return DUE[row["频次"]]

    def curve(self, names: tuple[Any, ...]) -> list[Fraction]:
        for name in (*names, "默认"):
            if str(name) in self.curves:
                return self.curves[str(name)]
        return [Fraction(month * 100, 12) for month in range(1, 13)]

    def curve_of(self, row: dict[str, Any]) -> list[Fraction]:
        return self.curve((row["指标编号"], row["任务序号"]))

    @staticmethod
    def even(curve: list[Fraction]) -> bool:
        return all(share == Fraction(month * 100, 12) for month, share in enumerate(curve, 1))

    def base(self, row: dict[str, Any], year: int) -> Fraction | None:
        cell = row.get(f"{year}年基期")
        if cell is None and row["进度口径"] == "基期":
            cell = row["基期值"]
        return None if cell is None else exact(cell)

    def paced(self, row: dict[str, Any], year: int) -> bool:
        if row["比较"] == "保持" or row["目标单位"] == YES_NO:
            return False
        if self.base(row, year) is not None:
            return True
        return (
            row["进度口径"] == "序时"
            and row["类型"] not in ("期末存量", "逐个达标")
            and row["比较"] not in ("≤", "=")
        )

    def counts_units(self, row: dict[str, Any]) -> bool:
        return row["类型"] == "里程碑" and row["填报单位量"] == YES_NO

    def running(self, row: dict[str, Any]) -> bool:
        """A running total of the year: flows, investments, counted milestones."""
        return row["类型"] in ("年内累计", "投资") or (row["类型"] == "里程碑" and not self.counts_units(row))

    def expected(
        self, row: dict[str, Any], year: int, target: Fraction, share: Fraction, items: int
    ) -> Fraction:
        """``items`` of what is counted make one of the target's measure."""
        start = self.base(row, year) or Fraction(0)
        number = start + (target - start) * share / 100
        if row["类型"] != "比率" and row["填报单位量"] in COUNTED:
            return Fraction(math.floor(number * items), items)
        return number

    # --- what was said ---

    def cell(self, row: dict[str, Any], unit: str, when: When) -> Any:
        """A number, (num, den), a word, or None when nothing counts."""
        value = self.returns.get(when, {}).get("cells", {}).get((unit, row["指标编号"]))
        if isinstance(value, tuple):
            for word in (NOT_MINE, WAIT):
                if word in value:
                    return word
            return None if None in value else value
        return {"是": 1, "否": 0}.get(value, value)

    def figures(self, row: dict[str, Any], when: When) -> dict[str, Any]:
        """Unit -> its figure, of the units that gave one."""
        found = {unit: self.cell(row, unit, when) for unit in self.units(row, when)}
        return {unit: cell for unit, cell in found.items() if cell is not None and not isinstance(cell, str)}

    def owing(self, row: dict[str, Any], when: When) -> list[str]:
        return [unit for unit in self.units(row, when) if self.cell(row, unit, when) != NOT_MINE]

    def last(self, row: dict[str, Any], unit: str, when: When) -> tuple[int, Any] | None:
        """The unit's last figure of the year before this month, with its month."""
        for month in range(when[1] - 1, 0, -1):
            cell = self.cell(row, unit, (when[0], month))
            if cell is not None and not isinstance(cell, str) and self.value_of(row, cell) is not None:
                return month, cell
        return None

    # --- values ---

    def reaches(self, row: dict[str, Any], value: Fraction, bound: Fraction) -> bool:
        sign = row["比较"]
        if sign == ">":
            return value > bound
        if sign == "≤":
            return value <= bound
        return value == bound if sign == "=" else value >= bound

    def value_of(self, row: dict[str, Any], cell: Any) -> Fraction | None:
        if isinstance(cell, tuple):
            return exact(cell[0]) / exact(cell[1]) * int(row["换算系数"]) if cell[1] else None
        return exact(cell)

    def total(self, row: dict[str, Any], cells: dict[str, Any], year: int) -> Fraction | None:
        """Sum, quotient, or how many units are done."""
        if not cells:
            return None
        if row["类型"] == "比率" and not row["分子名称"]:  # quotients are not added: one alone stands for all
            return exact(next(iter(cells.values()))) if len(cells) == 1 else None
        if row["类型"] == "比率":
            below = sum((exact(cell[1]) for cell in cells.values()), Fraction())
            above = sum((exact(cell[0]) for cell in cells.values()), Fraction())
            return above / below * int(row["换算系数"]) if below else None
        if row["类型"] == "逐个达标" or self.counts_units(row):
            return Fraction(sum(self.done(row, cell, year) for cell in cells.values()))
        return sum((exact(cell) for cell in cells.values()), Fraction()) / int(row["换算系数"])

    def done(self, row: dict[str, Any], cell: Any, year: int) -> bool:
        if self.counts_units(row):
            return cell == 1
        target, value = self.target(row, year), self.value_of(row, cell)
        return value is not None and target is not None and self.reaches(row, value, target)

    # --- one value judged ---

    def judged(self, row: dict[str, Any], when: When, total: Fraction, due: int) -> dict[str, Any]:
        """Rate, pace, gap and light of a prefecture's figure."""
        year, month = when
        target = self.target(row, year)
        assert target is not None
        each = row["类型"] == "逐个达标" or row["目标单位"] == YES_NO
        if each:
            rate, met = total * 100 / due, total == due
        else:
            met = self.reaches(row, total, target)
            if self.counts_units(row):
                rate = total * 100 / min(due, int(target))
            elif row["比较"] == "≤" or target == 0:
                rate = Fraction(100 if met else 0)
            else:
                rate = total / target * 100
        out: dict[str, Any] = {"rate": rate, "pace": None, "gap": None, "met": met}
        if self.paced(row, year) and target:
            items = int(row["换算系数"]) if row["类型"] != "比率" else 1
            share = self.curve_of(row)[month - 1]
            expected = self.expected(row, year, target, share, items)
            out |= {"pace": expected / target * 100, "gap": (total - expected) / target * 100}
            out["short"] = (expected - total) * items
        points = row["目标单位"] == "%" and not (each or self.counts_units(row))
        beyond = {"≤": total - target, "=": abs(total - target)}.get(row["比较"], target - total)
        near = beyond <= 1 if points else rate >= 90
        out["near"] = met or rate >= 90
        out["light"] = self.light(row, month, out, near)
        return out

    def light(self, row: dict[str, Any], month: int, at: dict[str, Any], near: bool) -> str:
        if row["比较"] == "保持":
            return GREEN if at["met"] else RED
        if at["met"]:
            return BLUE
        if month >= max(self.months_due(row)):
            return YELLOW if near else RED
        if at["gap"] is None:
            return NOT_YET
        if at["gap"] >= -DUST:
            return GREEN
        if at["gap"] >= -10 - DUST:
            return YELLOW
        whole = row["类型"] != "比率" and row["填报单位量"] in COUNTED
        return YELLOW if whole and at["short"] <= 1 + DUST else RED

    # --- missing units ---

    def ends(self, row: dict[str, Any], when: When) -> tuple[Fraction, Fraction] | None:
        """The prefecture's figure at both ends."""
        year = when[0]
        own, owing = self.figures(row, when), self.owing(row, when)
        silent = [unit for unit in owing if unit not in own]
        last = {unit: self.last(row, unit, when) for unit in silent}
        known = {unit: found[1] for unit, found in last.items() if found}
        if row["类型"] == "逐个达标" or self.counts_units(row):
            done = sum(self.done(row, cell, year) for cell in own.values())
            kept = sum(self.done(row, cell, year) for cell in known.values())
            return Fraction(done + kept), Fraction(done + len(silent))
        if self.running(row):
            low = {unit: found[1] if found else 0 for unit, found in last.items()}
            high = {unit: self.fastest(row, unit, when, found, len(owing)) for unit, found in last.items()}
            sums = [self.total(row, own | part, year) for part in (low, high)]
            assert sums[0] is not None and sums[1] is not None
            return sums[0], sums[1]
        total = self.total(row, own | known, year)
        without = len(silent) - len(known)
        if total is None:
            return None
        if row["类型"] == "比率":
            allowed = max(len(owing) // 10, 1 if len(owing) >= 5 else 0)
            return (total, total) if without <= allowed else None
        target = self.target(row, year)
        assert target is not None
        if without and not (
            row["比较"] in ("≥", ">", "区间", "左右", "保持") and self.reaches(row, total, target)
        ):
            return None
        return total, total

    def fastest(self, row: dict[str, Any], unit: str, when: When, last: Any, due: int) -> Fraction:
        year, month = when
        target = self.target(row, year)
        assert target is not None
        part = self.quotas.get((row["指标编号"], unit, year), target * int(row["换算系数"]) / due)
        if last is None:
            return part * (month + 1) / 12
        since, cell = last
        months = month - since + 1
        curve = self.curve_of(row)
        if self.even(curve):
            plan = part * months / 12
        else:
            after = [curve[m] - curve[m - 1] for m in range(since, min(month, 11) + 1)]
            if month == 12:
                after.append(curve[11] - curve[10])
            plan = part * sum(after, Fraction()) / 100
        return exact(cell) + max(exact(cell) / since * months, plan)

    # --- one indicator ---

    def indicator(self, row: dict[str, Any], when: When) -> dict[str, Any]:
        key = (row["指标编号"], when)
        if key not in self.kept:
            self.kept[key] = self._indicator(row, when)
        return self.kept[key]

    def _indicator(self, row: dict[str, Any], when: When) -> dict[str, Any]:
        year, month = when
        target = self.target(row, year)
        if target is None:
            return {"light": NO, "word": "无年度目标", "total": None, "due": False}
        if month not in self.months_due(row):
            date = max(self.months_due(row))
            if month > date:
                then = self.indicator(row, (year, date))
                return then | {"due": False, "stands": date, "reported": 0, "expected": 0, "word": None}
            return {"light": NO, "word": WAIT, "total": None, "due": False, "reported": 0, "expected": 0}
        own, owing = self.figures(row, when), self.owing(row, when)
        out: dict[str, Any] = {"due": True, "reported": len(own), "expected": len(owing), "ends": None}
        total = self.total(row, own, year)
        out |= {"total": total, "rate": None, "gap": None, "pace": None, "word": None, "light": NO}
        if self.paced(row, year) and target:
            items = int(row["换算系数"]) if row["类型"] != "比率" else 1
            expected = self.expected(row, year, target, self.curve_of(row)[month - 1], items)
            out["pace"] = expected / target * 100
        if total is not None:
            alone = self.judged(row, when, total, len(owing))
            out["rate"] = alone["rate"]
            if row["目标单位"] == YES_NO:
                out["total"] = Fraction(int(alone["met"]))
        if not owing:
            return out
        if len(own) == len(owing):
            return out | ({} if total is None else alone)
        if not own:
            return out | {"light": SILENT}
        ends = self.ends(row, when) if len(own) * 2 >= len(owing) else None
        if ends is None:
            return out | {"light": OPEN}
        low, high = (self.judged(row, when, value, len(owing)) for value in ends)
        through = row["比较"] == "=" and row["类型"] != "逐个达标" and ends[0] < target < ends[1]
        if low["light"] != high["light"] or through:
            return out | {"light": OPEN, "ends": (low, high)}
        same = total is not None and alone["light"] == low["light"]
        return out | {
            "light": low["light"],
            "met": low["met"],
            "ends": (low, high),
            "gap": alone["gap"] if same else None,
        }

    # --- months beside each other ---

    def anew(self, row: dict[str, Any], year: int) -> bool:
        if self.base(row, year) is not None:
            return False
        return row["类型"] in ("年内累计", "投资", "里程碑") or (
            row["类型"] == "比率" and row["进度口径"] == "序时"
        )

    def due_before(self, row: dict[str, Any], when: When) -> When:
        earlier = [month for month in self.months_due(row) if month < when[1]]
        return (when[0], max(earlier)) if earlier else (when[0] - 1, max(self.months_due(row)))

    def is_due(self, row: dict[str, Any], when: When) -> bool:
        return self.target(row, when[0]) is not None and when[1] in self.months_due(row)

    def additions(self, row: dict[str, Any], when: When) -> dict[str, Fraction]:
        """Unit -> what it added since the last due period of the year."""
        if not self.is_due(row, when):
            return {}
        before, now = self.due_before(row, when), self.figures(row, when)
        if before[0] < when[0]:
            return {unit: exact(cell) for unit, cell in now.items()}
        old = self.figures(row, before)
        return {unit: exact(cell) - exact(old[unit]) for unit, cell in now.items() if unit in old}

    def movement(self, row: dict[str, Any], when: When) -> dict[str, Any]:
        """上月累计, 本月新增, 上月新增(同口径), 环比, 累计同比; two numbers as a tuple."""
        out: dict[str, Any] = dict.fromkeys(("previous", "added", "added_before", "change", "on_year"))
        year, month = when
        last = (year, month - 1) if month > 1 else (year - 1, 12)
        if not (month == 1 and self.anew(row, year)):
            found = self.indicator(row, last)
            out["previous"] = found["total"] if last in self.returns else None
        if not self.is_due(row, when):
            return out
        factor = int(row["换算系数"])
        before = self.due_before(row, when)
        if self.running(row):
            now, old = (
                self.additions(row, when),
                self.additions(row, before) if before in self.returns else {},
            )
            both = [unit for unit in now if unit in old]
            out["added"] = sum(now.values(), Fraction()) / factor if now else None
            if both:
                this = sum((now[unit] for unit in both), Fraction()) / factor
                out["added_before"] = sum((old[unit] for unit in both), Fraction()) / factor
                out["change"] = self.growth(row, this, out["added_before"])
        elif row["目标单位"] != YES_NO and not (before[0] < year and self.anew(row, year) and month == 1):
            out["change"] = self.level(row, when, before)
        out["on_year"] = self.on_year(row, when)
        return out

    def growth(self, row: dict[str, Any], this: Fraction, last: Fraction) -> Any:
        few = row["类型"] != "比率" and row["填报单位量"] in COUNTED and last * int(row["换算系数"]) < 10
        return (last, this) if last <= 0 or few or this < 0 else (this - last) * 100 / last

    def pair(self, row: dict[str, Any], when: When, before: When) -> tuple[Fraction, Fraction] | None:
        """Both months' figures over the units that reported in both."""
        if before not in self.returns or not self.is_due(row, before):
            return None
        now, old = self.figures(row, when), self.figures(row, before)
        both = [unit for unit in now if unit in old]
        this = self.total(row, {unit: now[unit] for unit in both}, when[0])
        last = self.total(row, {unit: old[unit] for unit in both}, before[0])
        return None if this is None or last is None else (this, last)

    def level(self, row: dict[str, Any], when: When, before: When) -> Any:
        found = self.pair(row, when, before)
        return None if found is None else found[0] - found[1]

    def on_year(self, row: dict[str, Any], when: When) -> Any:
        found = self.pair(row, when, (when[0] - 1, when[1]))
        if found is None or row["目标单位"] == YES_NO:
            return None
        this, last = found
        if row.get("口径可比") == "否" or row["类型"] == "逐个达标" or self.counts_units(row):
            return last, this
        if row["类型"] == "比率" and row["目标单位"] == "%":
            return this - last
        return self.growth(row, this, last)

    # --- one unit ---

    def must_each(self, row: dict[str, Any], when: When) -> bool:
        if row["类型"] == "逐个达标":
            return True
        target = self.target(row, when[0])
        if target is None or not self.counts_units(row):
            return False
        return row["目标单位"] == YES_NO or target >= len(self.owing(row, when))

    def unit(self, row: dict[str, Any], unit: str, when: When) -> dict[str, Any] | None:
        """Rate, own pace, gap, whether met; None without a figure that is measured by anything."""
        year, month = when
        target, cell = self.target(row, year), self.cell(row, unit, when)
        if target is None or not self.is_due(row, when) or cell is None or isinstance(cell, str):
            return None
        value = self.value_of(row, cell)
        quota = self.quotas.get((row["指标编号"], unit, year))
        sole = len(self.units(row, when)) == 1
        each = self.must_each(row, when)
        factor = 1 if row["分子名称"] else int(row["换算系数"])
        if value is None:
            return None
        if quota is not None:
            bound = quota
        elif each:
            bound = target if row["类型"] == "逐个达标" else Fraction(1)
        elif self.counts_units(row) or not sole:
            return None
        else:
            bound = target * (factor if self.running(row) or row["类型"] == "期末存量" else 1)
        met = self.reaches(row, value, bound)
        zero_or_all = row["比较"] == "≤" or (row["比较"] == "=" and target == 0)
        if bound == 0 and not zero_or_all:
            return None
        all_or_nothing = zero_or_all or row["目标单位"] == YES_NO or bound == 0
        rate = Fraction(100 if met else 0) if all_or_nothing else value / bound * 100
        out: dict[str, Any] = {"rate": rate, "met": met, "pace": None, "gap": None, "each": each}
        out["own"] = quota is not None or sole
        base = self.base(row, year)
        if self.paced(row, year) and bound and (base is None or (sole and quota is None)):
            start = Fraction(0) if base is None else base * factor
            due = start + (bound - start) * self.curve_of(row)[month - 1] / 100
            if row["类型"] != "比率" and row["填报单位量"] in COUNTED:
                due = Fraction(math.floor(due))
            out |= {"pace": due / bound * 100, "gap": (value - due) / bound * 100}
        return out
