"""Figures, lights and task statuses of a told month, counted from its facts by the rules of the written contract.

In: the checklist and the returns as ``told_facts`` reads them. Out: plain rows. Nothing of the project is used, and
nothing is known of how the paper says it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import floor
from typing import Any

BLUE, GREEN, YELLOW, RED, OPEN, MISSING, WAITING, NONE = (
    "蓝",
    "绿",
    "黄",
    "红",
    "待报齐",
    "未报",
    "未到时限",
    "—",
)
WORST = (RED, YELLOW, GREEN, BLUE)
LIT = set(WORST)
PIECES = ("个", "所", "条", "户", "项", "家", "套", "人", "片", "部", "届", "人次")
DUE = {"月度": range(1, 13), "季度": (3, 6, 9, 12), "年度": (12,), "学年": (12,)}


@dataclass
class Row:
    """One indicator in one month."""

    id: str
    task: str
    name: str
    due: bool
    target: float | None = None
    total: float | None = None
    rate: float | None = None
    pace: float | None = None
    gap: float | None = None
    light: str = NONE
    reported: int = 0
    expected: int = 0
    absent: tuple[str, ...] = ()
    paced: bool = False
    ends: tuple[str, str] | None = None
    measure: str = ""
    added: float | None = None
    added_before: float | None = None
    change: float | None = None
    previous: float | None = None
    extra: dict[str, float] = field(default_factory=dict)


class Recount:
    """One month; ``facts`` holds it and the year's earlier months."""

    def __init__(
        self,
        book: Mapping[str, Any],
        facts: Mapping[str, Any],
        period: str,
        months: dict[str, Recount] | None = None,
    ) -> None:
        self.book, self.facts, self.period = book, facts, period
        self._months = {} if months is None else months  # of the same year, each worked out once
        self._months[period] = self
        self.year, self.month = (int(part) for part in period.split("-"))
        self.units = [row["单位"] for row in book["单位"] if row.get("编码")]
        self.tasks = {str(row["任务序号"]): row for row in book["任务"]}
        self.last = self.month == 12

    def at(self, months_before: int) -> Recount | None:
        """An earlier month of the same year, None before January."""
        month = self.month - months_before
        if month < 1:
            return None
        period = f"{self.year}-{month:02d}"
        return self._months.get(period) or Recount(self.book, self.facts, period, self._months)

    @cached_property
    def returns(self) -> Mapping[str, Any]:
        return self.facts.get(self.period, {})  # type: ignore[no-any-return]

    # --- indicators ---

    def reporters(self, row: Mapping[str, Any]) -> list[str]:
        return str(row.get(f"{self.year}年填报单位") or row["填报单位"]).split("、")

    def value(self, row: Mapping[str, Any], unit: str) -> float | tuple[float, float] | None:
        """What the unit typed: a number, (numerator, denominator), or None."""
        cells = self.returns.get(unit, {}).get("indicators", {}).get(row["指标编号"])
        if not cells:
            return None
        if row.get("分子名称"):
            top, bottom = cells[1:]
            return (float(top), float(bottom)) if _number(top) and _number(bottom) else None
        if cells[0] in ("是", "否"):
            return float(cells[0] == "是")
        return float(cells[0]) if _number(cells[0]) else None

    def total(self, row: Mapping[str, Any], cells: Mapping[str, Any]) -> float | None:
        """The prefecture's number over those cells."""
        if not cells:
            return None
        factor, kind, low = float(row.get("换算系数") or 1), row["类型"], self.target(row)
        if kind == "逐个达标" or row["填报单位量"] == "是/否":
            bound = 1.0 if row["填报单位量"] == "是/否" else low or 0.0
            return float(sum(self.reaches(row, self.single(row, cell), bound) for cell in cells.values()))
        if row.get("分子名称"):
            below = sum(cell[1] for cell in cells.values())
            return sum(cell[0] for cell in cells.values()) / below * factor if below else None
        return sum(cells.values()) / factor  # type: ignore[no-any-return]

    def single(self, row: Mapping[str, Any], cell: Any) -> float:
        return cell[0] / cell[1] * float(row.get("换算系数") or 1) if isinstance(cell, tuple) else cell

    def target(self, row: Mapping[str, Any]) -> float | None:
        text = row.get(f"{self.year}年目标")
        return None if text is None else float(str(text).split("～")[0].split("~")[0])

    def reaches(self, row: Mapping[str, Any], value: float, bound: float) -> bool:
        sign = row["比较"]
        if sign == "≤":
            return value <= bound + 1e-9
        if sign == "=":
            return abs(value - bound) < 1e-9
        return value > bound if sign == ">" else value >= bound - 1e-9

    def is_due(self, row: Mapping[str, Any]) -> bool:
        months = row.get("统计月份")
        if months:
            return self.month in [int(part) for part in str(months).replace("，", "、").split("、")]
        return self.month in DUE[row["频次"]]

    @cached_property
    def rows(self) -> dict[str, Row]:
        return {row["指标编号"]: self._row(row) for row in self.book["指标"]}

    def _row(self, row: Mapping[str, Any]) -> Row:
        target = self.target(row)
        due = target is not None and self.is_due(row)
        out = Row(
            row["指标编号"], str(row["任务序号"]), row["指标名称"], due, target, measure=row["目标单位"]
        )
        if not due or target is None:
            return out
        units = self.reporters(row)
        cells = {unit: cell for unit in units if (cell := self.value(row, unit)) is not None}
        out.expected, out.reported = len(units), len(cells)
        out.absent = tuple(unit for unit in units if unit not in cells)
        if row["类型"] == "逐个达标":
            out.extra["asked"] = float(len(units))
            out.extra["each"] = target
            values = [
                cell[0] / cell[1] if isinstance(cell, tuple) else float(cell) for cell in cells.values()
            ]
            if values:
                out.extra["lowest"] = min(values)
        out.total = self.total(row, cells)
        flows = row["类型"] in ("年内累计", "投资")
        out.paced = row["进度口径"] == "序时" and (flows or row["类型"] == "比率")
        out.rate, out.pace, out.gap, here = self.judged(row, out.total, len(units))
        if not out.paced:
            out.pace = out.gap = None
        out.light = self._lit(row, cells, units, here, out)
        self._compare(row, out, cells)
        return out

    def judged(
        self, row: Mapping[str, Any], total: float | None, due: int
    ) -> tuple[float | None, float | None, float | None, str]:
        """完成率, 序时进度, 进度差 and light of a value that is complete."""
        target = self.target(row)
        if total is None or target is None:
            return None, None, None, MISSING
        each = row["类型"] == "逐个达标" or row["填报单位量"] == "是/否"
        counted = row["类型"] == "里程碑" and row["目标单位"] != "是/否"
        if each:
            asked = min(due, target) if counted else due
            rate, met = total * 100 / asked, total >= asked
        else:
            met = self.reaches(row, total, target)
            point = row["比较"] in ("≤", "=") and not counted
            rate = (100.0 if met else 0.0) if point or not target else total / target * 100
        if row["类型"] == "里程碑" and not each and total >= target:
            met = True
        pace, gap = self.month / 12 * 100, None
        flows = row["类型"] in ("年内累计", "投资")
        if flows or (row["类型"] == "比率" and row["进度口径"] == "序时"):
            base = row.get(f"{self.year}年基期")
            expected = target * pace / 100
            if base is not None:
                expected = float(base) + (target - float(base)) * pace / 100
            if flows and row["目标单位"] in PIECES:
                expected = floor(expected + 1e-9)
            pace = expected / target * 100
            gap = rate - pace
            if met:
                return rate, pace, gap, BLUE
            if self.last:
                return rate, pace, gap, YELLOW if rate >= 90 - 1e-9 else RED
            if gap >= -1e-9:
                return rate, pace, gap, GREEN
            short = flows and row["目标单位"] in PIECES and expected - total <= 1 + 1e-9
            return rate, pace, gap, YELLOW if gap >= -10 - 1e-9 or short else RED
        if row["比较"] == "保持":
            return rate, None, None, GREEN if met else RED
        if met:
            return rate, None, None, BLUE
        if not self.last:
            return rate, None, None, WAITING
        near = total >= target - 1 if row["目标单位"] == "%" and not each else rate >= 90 - 1e-9
        return rate, None, None, YELLOW if near else RED

    def _lit(
        self, row: Mapping[str, Any], cells: Mapping[str, Any], units: Sequence[str], here: str, out: Row
    ) -> str:
        if not cells:
            return MISSING
        if len(cells) == len(units):
            out.ends = (here, here)
            return here
        if len(cells) * 2 < len(units):
            return OPEN
        ends = self._ends(row, cells, [unit for unit in units if unit not in cells], len(units))
        if ends is None:
            return OPEN
        lights = [self.judged(row, self.total(row, {**cells, **end}), len(units))[3] for end in ends]
        out.ends = (lights[0], lights[-1])
        return lights[0] if len(set(lights)) == 1 else OPEN

    def _ends(
        self, row: Mapping[str, Any], cells: Mapping[str, Any], absent: Sequence[str], due: int
    ) -> list[dict[str, Any]] | None:
        """The missing units' figures at both ends; one where they have none to vary; None where that is open."""
        known = {unit: self._last_known(row, unit) for unit in absent}
        kind, target = row["类型"], self.target(row) or 0.0
        if kind == "逐个达标" or row["填报单位量"] == "是/否":
            bound: Any = 1.0 if row["填报单位量"] == "是/否" else target
            if row.get("分子名称"):
                bound = (bound, float(row.get("换算系数") or 1))
            nothing: Any = (0.0, 1.0) if row.get("分子名称") else 0.0
            low = {unit: found[1] if found else nothing for unit, found in known.items()}
            return [low, dict.fromkeys(absent, bound)]
        if kind == "比率":
            new = [unit for unit, found in known.items() if found is None]
            if len(new) > (due / 10 if due >= 10 else 1 if due >= 5 else 0):
                return None
            return [{unit: found[1] for unit, found in known.items() if found}]
        if kind == "期末存量":
            if all(known.values()):
                return [{unit: found[1] for unit, found in known.items() if found}]
            others = self.total(row, cells)
            return (
                [{}]
                if others is not None and row["比较"] in ("≥", ">") and self.reaches(row, others, target)
                else None
            )
        low, high = {}, {}
        for unit, found in known.items():
            month, value = found or (0, 0.0)
            quota = self._quota(row, unit)
            pace = max(value / month if month else 0.0, quota / 12)
            low[unit] = value
            high[unit] = value + pace * (self.month - month + 1)
        return [low, high]

    def _last_known(self, row: Mapping[str, Any], unit: str) -> tuple[int, Any] | None:
        for back in range(1, self.month):
            before = self.at(back)
            value = before.value(row, unit) if before and before.is_due(row) else None
            if value is not None and before is not None:
                return before.month, value
        return None

    def _quota(self, row: Mapping[str, Any], unit: str) -> float:
        for line in self.book["分解"]:
            if (line["指标编号"], line["单位"], int(line["年度"])) == (row["指标编号"], unit, self.year):
                return float(line["目标"])
        return (self.target(row) or 0.0) * float(row.get("换算系数") or 1) / len(self.reporters(row))

    def _compare(self, row: Mapping[str, Any], out: Row, cells: Mapping[str, Any]) -> None:
        """本月新增, 上月新增 and 环比 over the units that have what each needs."""
        step = 1 if row["频次"] == "月度" else 3
        before, twice = self.at(step), self.at(2 * step)
        old = (
            {}
            if before is None
            else {u: v for u in self.reporters(row) if (v := before.value(row, u)) is not None}
        )
        out.previous = before.total(row, old) if before else None
        both = [unit for unit in cells if unit in old]
        if row["类型"] in ("年内累计", "投资"):
            factor = float(row.get("换算系数") or 1)
            if self.month == 1:
                out.added = sum(cells.values()) / factor
                return
            if both:
                out.added = sum(cells[u] - old[u] for u in both) / factor
            older = {} if twice is None else {u: v for u in both if (v := twice.value(row, u)) is not None}
            if before is not None and before.month <= step:
                older = dict.fromkeys(both, 0.0)
            if older:
                out.added_before = sum(old[u] - older[u] for u in older) / factor
                now = sum(cells[u] - old[u] for u in older) / factor
                out.extra["added_both"] = now
                if out.added_before > 0:
                    out.change = (now - out.added_before) / out.added_before * 100
        elif both and before is not None:
            now = self.total(row, {u: cells[u] for u in both})
            then = before.total(row, {u: old[u] for u in both})
            if now is not None and then is not None:
                out.change = now - then
                if then:
                    out.extra["level_rate"] = (now - then) / then * 100

    # --- tasks ---

    def said(self, number: str) -> dict[str, tuple[str, float]]:
        """unit -> status and completion that it gave for the task."""
        found = {}
        for unit in self.tasks[number]["填报单位"].split("、"):
            cells = self.returns.get(unit, {}).get("tasks", {}).get(number)
            if cells and cells[0]:
                found[unit] = (cells[0], float(cells[1] or 0))
        return found

    def ruling(self, number: str) -> list[Row]:
        """Rows that rule the task: due paced rows, 保持 rows, rows whose date has come."""
        kinds = {row["指标编号"]: row for row in self.book["指标"]}
        mine = [
            row for row in self.rows.values() if row.task == number and row.due and row.target is not None
        ]
        return [row for row in mine if row.paced or kinds[row.id]["比较"] == "保持" or self.last]

    def status(self, number: str) -> tuple[str, str, int, int]:
        """Light, what it rests on (指标, 自报), and n of m behind words of units."""
        ruling = self.ruling(number)
        said = self.said(number)
        due = [u for u in self.tasks[number]["填报单位"].split("、") if said.get(u, ("",))[0] != "不涉及"]
        if ruling:
            return self._by_rows(number, ruling, said, due), "指标", 0, 0
        light, n, m = self.by_words(number, said, due)
        return light, "自报", n, m

    def _by_rows(
        self, number: str, ruling: Sequence[Row], said: Mapping[str, Any], due: Sequence[str]
    ) -> str:
        lights = [row.light for row in ruling]
        if RED in lights:
            return RED
        if any(row.light == MISSING or (row.light == OPEN and row.ends is None) for row in ruling):
            return OPEN
        ends = []
        for side in (0, 1):
            tried = [row.ends[side] if row.light == OPEN and row.ends else row.light for row in ruling]
            ends.append(self._worst(number, tried, ruling, said, due))
        return ends[0] if ends[0] == ends[1] else OPEN

    def _worst(
        self,
        number: str,
        lights: Sequence[str],
        rows: Sequence[Row],
        said: Mapping[str, Any],
        due: Sequence[str],
    ) -> str:
        judged = [light for light in lights if light in LIT]
        if not judged:
            return OPEN
        worst = min(judged, key=WORST.index)
        if self.last and worst in (YELLOW, RED):
            met = sum(light in (BLUE, GREEN) for light in judged)
            return YELLOW if met * 5 >= len(judged) * 4 or RED not in judged else RED
        if worst in (RED, YELLOW):
            return worst
        all_met = all(
            row.light in (BLUE, GREEN) if row.light != WAITING else False
            for row in self.rows.values()
            if row.task == number and row.target is not None and row.due
        ) and all(light != GREEN or not row.paced for light, row in zip(lights, rows, strict=True))
        undue = any(
            row.task == number and row.target is not None and not row.due for row in self.rows.values()
        )
        words = all(said.get(unit, ("",))[0] in ("已完成", "不涉及") for unit in due)
        return BLUE if all_met and words and not undue else GREEN

    def by_words(self, number: str, said: Mapping[str, Any], due: Sequence[str]) -> tuple[str, int, int]:
        """A task without ruling rows: the units' own words, a silent unit at its last word and as 正常推进."""
        given = {unit: word for unit, (word, _) in said.items() if word != "不涉及"}
        if not given:
            return MISSING, 0, 0
        behind = sum(self._counts(word) for word in given.values())
        if len(given) * 2 < len(due):
            return OPEN, behind, len(given)
        silent = [unit for unit in due if unit not in given]
        ends = [
            {unit: self._last_word(number, unit) or "正常推进" for unit in silent},
            dict.fromkeys(silent, "正常推进"),
        ]
        lights = [self._of_words(number, [*given.values(), *end.values()]) for end in ends]
        return (lights[0] if lights[0] == lights[1] else OPEN), behind, len(given)

    def _counts(self, word: str) -> bool:
        return word == "进度滞后" or (word == "未启动" and self.month >= 4)

    def _of_words(self, number: str, words: Sequence[str]) -> str:
        if all(word == "已完成" for word in words):
            rows = [row for row in self.rows.values() if row.task == number and row.target is not None]
            return BLUE if all(row.due and row.light == BLUE for row in rows) else GREEN
        behind = sum(self._counts(word) for word in words)
        if behind * 3 >= len(words):
            return RED
        return YELLOW if behind and (len(words) < 10 or behind * 10 >= len(words)) else GREEN

    def _last_word(self, number: str, unit: str) -> str:
        for back in range(1, self.month):
            before = self.at(back)
            word = before.said(number).get(unit, ("",))[0] if before else ""
            if word:
                return word
        return ""

    @cached_property
    def statuses(self) -> dict[str, tuple[str, str, int, int]]:
        return {number: self.status(number) for number in self.tasks}

    @cached_property
    def received(self) -> list[str]:
        return [unit for unit in self.units if unit in self.returns]

    def count(self, test: Callable[[tuple[str, str, int, int]], bool]) -> int:
        """How many tasks."""
        return sum(test(status) for status in self.statuses.values())

    def compared(self, number: str) -> tuple[str, str] | None:
        """The task's lights of both papers; None where what both months have in common did not move as they did."""
        before, shared = self.at(1), self.shared(number)
        if before is None or shared is None:
            return None
        papers = (before.statuses[number][0], self.statuses[number][0])
        if papers[0] == papers[1]:
            return papers if shared[0] == shared[1] else None
        return papers if shared == papers else None

    @property
    def was_red(self) -> list[str]:
        """Tasks that last month's paper shows in red, in a month that is set against it."""
        before = self.at(1)
        if before is None or not self.steps:
            return []
        return [number for number in self.tasks if before.statuses[number][0] == RED]

    def shared(self, number: str) -> tuple[str, str] | None:
        """The task's lights last month and this month on what both months have in common; None: there is nothing."""
        before = self.at(1)
        if before is None or not before.returns:
            return None
        old, new = before.statuses[number], self.statuses[number]
        if old[0] not in LIT or new[0] not in LIT or old[1] != new[1]:
            return None
        both = [unit for unit in before.said(number) if unit in self.said(number)]
        if new[1] == "自报":
            if not both:
                return None
            lights = [
                month.by_words(number, {u: month.said(number)[u] for u in both}, both)[0]
                for month in (before, self)
            ]
            return lights[0], lights[1]
        lit = [{row.id for row in month.ruling(number) if row.light in LIT} for month in (before, self)]
        common = lit[0] & lit[1]
        if not common:
            return None
        lights = [month.alone(number, common, both) for month in (before, self)]
        return lights[0], lights[1]

    def alone(self, number: str, ids: set[str], units: Sequence[str]) -> str:
        """The status rule on these rows alone."""
        rows = [row for row in self.ruling(number) if row.id in ids]
        lights = [row.light for row in rows]
        if self.last:
            return self._worst(number, lights, rows, self.said(number), units)
        worst = min(lights, key=WORST.index)
        if worst in (RED, YELLOW):
            return worst
        met = all(
            light == BLUE or (light == GREEN and not row.paced)
            for light, row in zip(lights, rows, strict=True)
        )
        done = all(self.said(number)[unit][0] in ("已完成", "不涉及") for unit in units)
        return BLUE if met and done and units else GREEN

    @cached_property
    def steps(self) -> dict[str, tuple[str, str]]:
        """Task -> its two lights, of those that are compared; empty where the month says nothing of it."""
        before = self.at(1)
        if self.month == 1 or before is None:
            return {}
        if any(len(month.received) * 2 < len(self.units) for month in (self, before)):
            return {}
        found = {number: pair for number in self.tasks if (pair := self.compared(number))}
        return found if len(found) * 2 >= len(self.tasks) else {}

    def steps_of(self, sign: int) -> list[str]:
        """Tasks that turned better (1), worse (-1) or stayed (0)."""

        def way(pair: tuple[str, str]) -> int:
            step = WORST.index(pair[1]) - WORST.index(pair[0])
            return (step > 0) - (step < 0)

        return [number for number, pair in self.steps.items() if way(pair) == sign]

    def red_months(self, number: str) -> int:
        """For how many judged months in a row, this one included, the task is red."""
        months, skipped = 0, 0
        for back in range(self.month):
            then = self.at(back)
            if then is None or not then.returns:
                break
            light = then.statuses[number][0]
            if light == RED:
                months += 1
            elif light in LIT or skipped:
                break
            else:
                skipped = 1
        return months


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
