"""What a whole month's papers must say, counted from the filled workbooks: words, ※, leads, year's end, scores, quality.

In: a working folder that ``whole_months`` made. Out: plain rows beside those of 汇总表.xlsx. It goes on where
``tasks_recount`` ends, and like it knows only the written contract.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from figures_recount import (
    BLUE,
    GREEN,
    NO,
    NOT_MINE,
    NOT_YET,
    OPEN,
    RED,
    SILENT,
    YELLOW,
    When,
    exact,
    sheets,
)
from tasks_recount import Row, TaskRecount
from whole_reading import INDICATORS, Returns

DEADLINES = {(2025, 1): 26}  # a Saturday, and the Sunday after it was worked; else the 25th
NO_ITEMS = ("公里", "亿元", "分钟", "平方米", "公顷", "万立方米", "吨", "宗")  # what is no count of things
FALLS = ("年内累计", "投资", "里程碑")


class WholeRecount(TaskRecount):
    """A working folder, recounted."""

    def __init__(self, root: Path, *, sealed: bool = False) -> None:
        """``sealed``: as all stood before what was decided after a paper's seal."""
        self.workbook = (root / "templates" / "checklist.xlsx").read_bytes()
        self.book = sheets(self.workbook)
        self.filled = Returns(root, self.book)
        super().__init__(self.workbook, self.filled.months(before_later=sealed))
        self.root, self.sealed = root, sealed
        self._reports: dict[When, dict[str, dict[str, Any]]] = {}
        self.names = {row["单位"]: row["简称"] for row in self.book["单位"] if row["编码"]}
        self.category = {row["单位"]: row["类别"] for row in self.book["单位"]}

    def reporting(self, when: When) -> list[str]:
        """The units of the month, in the order of the sheet."""
        return [name for name in self.names if self.in_force(name, when)]

    def run(self, when: When) -> list[When]:
        """The months of the year up to this one that were gathered."""
        return [one for one in self.filled.gathered if one[0] == when[0] and one <= when]

    # --- words beside lights ---

    def words(self, row: Row, when: When) -> str:
        """状态灯 of 指标汇总."""
        one = self.indicator(row, when)
        light = one["light"]
        if light == NO:
            return str(one["word"] or NOT_MINE)
        if light in (OPEN, SILENT, NOT_YET):
            return str(light)
        if row["比较"] == "保持":
            return f"{light} {'保持' if light == GREEN else '未保持'}"
        if light == BLUE:
            return f"{light} 已达标"
        if (one.get("stands") or when[1]) >= max(self.months_due(row)):
            return f"{light} {'未达标' if one['pace'] is None else '未完成'}"
        return f"{light} { {GREEN: '达序时进度', YELLOW: '进度偏慢', RED: '滞后'}[light] }"

    def status_words(self, task: Row, when: When) -> str:
        """The cell 全地区 of 任务矩阵."""
        one = self.status(task, when)
        if one["light"] == NO:
            return str(one["word"])
        if one["light"] in (OPEN, SILENT):
            return str(one["light"])
        share = f"（{one['share']}）" if one["share"] else ""
        return f"{one['light']} {one['word']}{share}"

    def cell_words(self, task: Row, unit: str, when: When) -> str:
        """A unit's cell of 任务矩阵."""
        if unit not in self.holders(task, when):
            return "不涉及"
        light = self.unit_cell(task, unit, when)
        if light in (SILENT, NO):
            return "○ 未报" if light == SILENT else "不涉及"
        said = self.said(task, when)[unit]
        mark = " ▲" if self.contradicts(task, unit, when) else ""
        return f"{light[:1] if light == NOT_YET else light} {said}{mark}"

    # --- ※ ---

    def doubted(self, row: Row, when: When) -> dict[str, Fraction | None]:
        """Unit -> the deviation of a figure that contradicts, falls, jumps or is out of all proportion."""
        found: dict[str, Fraction | None] = {}
        for unit, cell in self.figures(row, when).items():
            if (
                self.is_due(row, when)
                and not self.explained(row, unit, when)
                and self._odd(row, unit, cell, when)
            ):
                found[unit] = self._deviation(row, unit, cell, when)
        return found

    def explained(self, row: Row, unit: str, when: When) -> bool:
        places = self.filled.merged(when).get(unit, {})
        return bool(places.get((INDICATORS, row["指标编号"], "说明"), ("", ""))[0])

    def _against_rules(self, row: Row, unit: str, when: When) -> bool:
        """Whether a rule of the office that is about this row (its first indicator) does not hold."""
        for rule in self.book["校验规则"]:
            first, sign, second = str(rule["表达式"]).split()
            if first != row["指标编号"] or rule["试行"]:
                continue
            cells = [
                self.cell(self.by_id[id], unit, when) if id in self.by_id else None for id in (first, second)
            ]
            if any(cell is None or isinstance(cell, str) for cell in cells):
                continue
            left, right = (exact(cell) for cell in cells)
            if not (left <= right if sign == "<=" else left < right):
                return True
        return False

    @cached_property
    def by_id(self) -> dict[str, Row]:
        return {row["指标编号"]: row for row in self.indicators}

    def _odd(self, row: Row, unit: str, cell: Any, when: When) -> bool:
        if self._collapses(row, unit, cell, when):
            return True
        if isinstance(cell, tuple):
            above, below = (exact(part) for part in cell)
            if (row["目标单位"] == "%" and above > below) or (below == 0 and above != 0):
                return True
            last = self.last(row, unit, when)
            if row["进度口径"] == "序时" and last is not None and above < exact(last[1][0]):
                return True
            return any(self._tenfold(row, unit, part, when) for part in (0, 1))
        if row["填报单位量"] == "是/否":
            before = self.last(row, unit, when)
            return before is not None and before[1] == 1 and cell == 0
        value = exact(cell)
        if self._against_rules(row, unit, when):
            return True
        before = self.last(row, unit, when)
        last = before[1] if before else None
        if row["类型"] in FALLS and last is not None and value < exact(last):
            return True
        return (
            self._jumps(row, unit, value, when)
            or self._huge(row, unit, value, when)
            or self._tenfold(row, unit, None, when)
        )

    def _collapses(self, row: Row, unit: str, cell: Any, when: When) -> bool:
        """A stock, a rate or a term of a quotient that is a tenth or less of what it last was, of twenty counted or one of anything else
        (decision 0083); a stock is held against the year before as well."""
        if row["比较"] in ("≤", "=") or row["填报单位量"] == "是/否":
            return False
        parts: list[int | None] = [None]
        if isinstance(cell, tuple):
            parts = [1] if row["进度口径"] == "序时" else [0, 1]
        elif row["类型"] in FALLS:
            return False
        years = (when[0], when[0] - 1) if row["类型"] == "期末存量" else (when[0],)
        earlier = [(year, month) for year in years for month in range(12, 0, -1) if (year, month) < when]
        told = [one for month in earlier if (one := self.cell(row, unit, month)) is not None]
        figures = [one for one in told if not isinstance(one, str)]
        for part in parts if figures else ():
            last, now = (exact(one if part is None else one[part]) for one in (figures[0], cell))
            measure = row["填报单位量"] if part is None else row[("分子单位", "分母单位")[part]]
            if last >= (1 if measure in (*NO_ITEMS, "%") else 20) and now * 10 <= last:
                return True
        return False

    def _tenfold(self, row: Row, unit: str, part: int | None, when: When) -> bool:
        """Ten times last month's and more (decision 0087), where fewer than three earlier figures tell what a jump is: with the same two digits
        or more; from March on what exceeds the year's task, and what was five before, or one of a length or a sum of money."""
        known = {}
        for month in range(1, when[1] + 1):
            cell = self.cell(row, unit, (when[0], month))
            if cell is not None and not isinstance(cell, str):
                known[month] = exact(cell if part is None else cell[part])
        now, last = known.get(when[1], Fraction(0)), known.get(when[1] - 1, Fraction(0))
        if not last or now < 10 * last or len(known) > 3:
            return False
        times = now / last
        moved = times.denominator == 1 and str(times.numerator).strip("0") == "1"
        if moved and len(f"{float(last):.12g}".replace(".", "").strip("0")) > 1:
            return True
        if part is None:
            target = self.target(row, when[0])
            whole = self.quotas.get((row["指标编号"], unit, when[0])) or (target or 0) * int(row["换算系数"])
            measure = row["填报单位量"]
        else:
            whole, measure = 0, row[("分子单位", "分母单位")[part]]
        least = 1 if measure in NO_ITEMS else 5
        return when[1] >= 3 and (0 < whole < now or last >= least)

    def _jumps(self, row: Row, unit: str, value: Fraction, when: When) -> bool:
        """More since the last due month than three times its largest step between due months; three earlier figures."""
        if row["类型"] not in ("年内累计", "投资"):
            return False
        known = {}
        for month in range(1, when[1]):
            cell = self.cell(row, unit, (when[0], month))
            if cell is not None and not isinstance(cell, str):
                known[month] = exact(cell)
        due = [month for month in self.months_due(row) if month < when[1]]
        steps = [known[b] - known[a] for a, b in pairwise(due) if a in known and b in known]
        if due and due[0] in known:
            steps.append(known[due[0]])
        if len(known) < 3 or not due or due[-1] not in known or not steps:
            return False
        return max(steps) > 0 and value - known[due[-1]] > 3 * max(steps)

    def _huge(self, row: Row, unit: str, value: Fraction, when: When) -> bool:
        target = self.target(row, when[0])
        if value < 20:
            return False
        if target and value > 10 * target * (int(row["换算系数"]) if row["类型"] != "比率" else 1):
            return True
        middle = self._peers(row, unit, when)
        return middle is not None and middle > 0 and value > 20 * middle

    def _peers(self, row: Row, unit: str, when: When) -> Fraction | None:
        """The middle of what units of its kind report."""
        cells = self.figures(row, when)
        peers = [
            exact(cell)
            for name, cell in cells.items()
            if self.category[name] == self.category[unit] and not isinstance(cell, tuple)
        ]
        return Fraction(median(peers)) if len(peers) >= 2 else None

    def _deviation(self, row: Row, unit: str, cell: Any, when: When) -> Fraction | None:
        if isinstance(cell, tuple):
            return None
        before = self.last(row, unit, when)
        if before is not None:
            return exact(cell) - exact(before[1])
        cells = self.figures(row, when)
        peers = [
            exact(other)
            for name, other in cells.items()
            if name != unit
            and self.category[name] == self.category[unit]
            and not self._odd(row, name, other, when)
        ]
        return exact(cell) - (Fraction(median(peers)) if peers else 0)

    # --- 年底到期、尚未达标 ---

    def year_end(self, row: Row, when: When) -> tuple[Any, Any, When | None] | None:
        """From September on, of a target that is due at the year's end and not shown met: its last value, the gap, when."""
        if self.target(row, when[0]) is None or when[1] < 9 or max(self.months_due(row)) != 12:
            return None
        due = []
        for one in self.run(when):
            if self.is_due(row, one) and not self.owing(row, one):
                due = [None]  # it concerns nobody, unless a later month says so again
            elif self.is_due(row, one) and self.indicator(row, one)["total"] is not None:
                due.append(one)
        if not due:
            return None, None, None
        if due[-1] is None:
            return None
        one = self.indicator(row, due[-1])
        kept = row["比较"] == "保持" and one["light"] == GREEN
        if one["light"] == BLUE or kept or (one["light"] == OPEN and self.meets(row, one["total"], due[-1])):
            return None
        if row["目标单位"] == "是/否" or self.meets(row, one["total"], due[-1]):
            return one["total"], None, due[-1]
        return one["total"], abs(self.asked(row, due[-1]) - one["total"]), due[-1]

    def meets(self, row: Row, total: Fraction, when: When) -> bool:
        return bool(self.judged(row, when, total, len(self.owing(row, when)))["met"])

    def asked(self, row: Row, when: When) -> Fraction:
        """What is to be reached for the prefecture, in the measure that is printed."""
        target = self.target(row, when[0])
        assert target is not None
        return Fraction(len(self.owing(row, when))) if row["类型"] == "逐个达标" else target

    def left_a_month(self, row: Row, when: When, gap: Fraction) -> Fraction:
        """What is left ÷ months left."""
        return gap / (12 - when[1])

    # --- lead units ---

    def leads(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for task in self.tasks:
            for lead in str(task["牵头单位"]).split("、"):
                found.setdefault(lead, []).append(task)
        return found

    @staticmethod
    def groups(lights: list[str]) -> tuple[int, int, int, int]:
        """已完成或达序时, 进度偏慢, 滞后, 待报齐或未报."""
        count = [
            sum(light in group for light in lights)
            for group in ((BLUE, GREEN), (YELLOW,), (RED,), (OPEN, SILENT))
        ]
        return count[0], count[1], count[2], count[3]

    def lagging_units(self, task: Row, when: When) -> list[str]:
        return [
            self.names[unit]
            for unit in self.reporting(when)
            if unit in self.holders(task, when) and self.unit_cell(task, unit, when) in (RED, YELLOW)
        ]

    def lagging_rows(self, task: Row, when: When) -> list[str]:
        return sorted(
            f"{one['light']} {row['指标编号']}"
            for row in self.mine(task, when[0])
            if (one := self.indicator(row, when))["light"] in (RED, YELLOW)
        )
