"""The recount goes on with tasks: statuses, cells, ▲, comparisons, months in a row, evaluation. Plain Python only."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from figures_recount import BLUE, DUST, GREEN, NO, NOT_MINE, OPEN, RED, SILENT, WORST, YELLOW, Recount, When

DONE, NORMAL, LATE, UNBEGUN = "已完成", "正常推进", "进度滞后", "未启动"
Row = dict[str, Any]
Unknown = ({"light": RED, "met": False, "near": False}, {"light": BLUE, "met": True, "near": True})


class TaskRecount(Recount):
    # --- what units say ---

    def holders(self, task: Row, when: When) -> list[str]:
        return [unit for unit in task["填报单位"].split("、") if self.in_force(unit, when)]

    def said(self, task: Row, when: When) -> dict[str, str]:
        told = self.returns.get(when, {}).get("tasks", {})
        no = int(task["任务序号"])
        return {unit: told[unit, no][0] for unit in self.holders(task, when) if (unit, no) in told}

    def begun(self, task: Row, month: int) -> bool:
        curve = self.curve((task["任务序号"],))
        return month >= 4 if self.even(curve) else curve[month - 1] > 0

    def last_word(self, task: Row, unit: str, when: When) -> str:
        for month in range(when[1] - 1, 0, -1):
            word = self.said(task, (when[0], month)).get(unit)
            if word:
                return word
        return ""

    # --- the prefecture's status ---

    def mine(self, task: Row, year: int) -> list[Row]:
        rows = [row for row in self.indicators if str(row["任务序号"]) == str(task["任务序号"])]
        return [row for row in rows if self.target(row, year) is not None]

    def ruling(self, task: Row, when: When) -> list[Row]:
        found = []
        for row in self.mine(task, when[0]):
            one = self.indicator(row, when)
            paced = self.paced(row, when[0]) and self.target(row, when[0]) != 0
            runs = one["due"] and (paced or row["比较"] == "保持")
            if one["light"] != NO and (runs or when[1] >= max(self.months_due(row))):
                found.append(row)
        return found

    def shown_met(self, row: Row, when: When) -> bool:
        light = self.indicator(row, when)["light"]
        return light == BLUE or (row["比较"] == "保持" and light == GREEN)

    def points(self, row: Row, when: When) -> tuple[Row, Row]:
        """The row at its worse and at its better end."""
        one = self.indicator(row, when)
        kept = row["比较"] == "保持"

        def at(light: str, near: bool) -> Row:
            met = light == BLUE or (kept and light == GREEN)
            return {"light": BLUE if met else light, "met": met, "near": met or near}

        if one["light"] in WORST and one["ends"] is None:
            point = at(one["light"], one["rate"] >= 90)
            return point, point
        if one["ends"] is None:
            return Unknown
        both = [at(end["light"], end["near"]) for end in one["ends"]]
        both.sort(key=lambda point: (WORST.index(point["light"]), point["near"]))
        return both[0], both[1]

    def rule(self, points: list[Row], when: When, rest: bool, words: bool) -> str:
        met = [point for point in points if point["met"]]
        if len(met) == len(points):
            return BLUE if rest and words else GREEN
        if when[1] == 12:
            missed = [point for point in points if not point["met"]]
            nearly = Fraction(len(met), len(points)) >= Fraction(4, 5) or all(one["near"] for one in missed)
            return YELLOW if nearly else RED
        worst = min((point["light"] for point in points), key=WORST.index)
        return GREEN if worst == BLUE else worst

    def by_rows(self, task: Row, rows: list[Row], when: When, units: list[str] | None, alone: bool) -> str:
        """``units``: whose words count, None for all that owe one; ``alone``: no other target is looked at."""
        lights = [self.indicator(row, when)["light"] for row in rows]
        blank = [row for row in rows if self.points(row, when) is Unknown]
        if blank and RED not in lights:
            return OPEN
        rest = alone or all(
            self.shown_met(row, when)
            for row in self.mine(task, when[0])
            if row["指标编号"] not in [one["指标编号"] for one in rows]
        )
        said = self.said(task, when)
        asked = self.holders(task, when) if units is None else units
        told = [said.get(unit, "") for unit in asked]
        words = bool(told) and all(word in (DONE, NOT_MINE) for word in told)
        ends = [self.rule([self.points(row, when)[end] for row in rows], when, rest, words) for end in (0, 1)]
        return ends[0] if ends[0] == ends[1] else OPEN

    def status(self, task: Row, when: When) -> Row:
        """Light, words, on what, and n/m."""
        rows = self.ruling(task, when)
        if rows:
            light = self.by_rows(task, rows, when, None, False)
            met = sum(self.shown_met(row, when) for row in rows)
            share = f"{met}/{len(rows)}项指标" if when[1] == 12 and light != OPEN else ""
            paced = any(self.indicator(row, when)["pace"] is not None for row in rows)
            return {
                "light": light,
                "word": self.word(light, when[1], paced),
                "on": "rows",
                "share": share,
                "rows": rows,
            }
        said = self.said(task, when)
        counted = {unit: word for unit, word in said.items() if word != NOT_MINE}
        silent = [unit for unit in self.holders(task, when) if unit not in said]
        if not counted and not silent:
            return {"light": NO, "word": NOT_MINE, "on": "", "share": "", "rows": []}
        targets = self.mine(task, when[0])
        met = all(self.shown_met(row, when) for row in targets)
        light = self.tried(task, list(counted.values()), silent, when, met)
        word, share = self.spoken(light, list(counted.values()), silent, self.begun(task, when[1]))
        return {"light": light, "word": word, "on": "units", "share": share, "rows": []}

    def word(self, light: str, month: int, paced: bool) -> str:
        if light == OPEN:
            return "待报齐"
        if light == BLUE:
            return "已完成"
        if month == 12:
            return {GREEN: "已达标", YELLOW: "基本完成", RED: "未完成"}[light]
        if light == GREEN:
            return "达序时进度" if paced else "已达标"
        return {YELLOW: "进度偏慢", RED: "滞后"}[light]

    def tried(self, task: Row, told: list[str], silent: list[str], when: When, met: bool) -> str:
        if len(told) * 2 < len(told) + len(silent):
            return OPEN
        last = [self.last_word(task, unit, when) or NORMAL for unit in silent]
        first = self.light_of(
            [*told, *(word for word in last if word != NOT_MINE)], self.begun(task, when[1]), met
        )
        second = self.light_of([*told, *([NORMAL] * len(silent))], self.begun(task, when[1]), met)
        return first if first == second else OPEN

    def behind(self, words: list[str], begun: bool) -> int:
        return sum(word == LATE or (word == UNBEGUN and begun) for word in words)

    def light_of(self, words: list[str], begun: bool, met: bool) -> str:
        if words and all(word == DONE for word in words):
            return BLUE if met else GREEN
        behind = self.behind(words, begun)
        if behind and Fraction(behind, len(words)) >= Fraction(1, 3):
            return RED
        return YELLOW if behind and Fraction(behind, len(words)) >= Fraction(1, 10) else GREEN

    def spoken(self, light: str, told: list[str], silent: list[str], begun: bool) -> tuple[str, str]:
        if light == OPEN:
            return "待报齐", ""
        if light in (RED, YELLOW):
            word = "自报滞后或未启动较多" if light == RED else "自报存在滞后或未启动"
            return word, f"{self.behind(told, begun)}/{len(told)}家"
        if not silent and all(word == DONE for word in told):
            return "自报已完成", f"{len(told)}/{len(told)}家"
        return "自报正常推进", f"{sum(word in (DONE, NORMAL) for word in told)}/{len(told)}家"

    # --- a unit's cell ---

    def unit_cell(self, task: Row, unit: str, when: When) -> str:
        said = self.returns.get(when, {}).get("tasks", {}).get((unit, int(task["任务序号"])))
        if said is None:
            return SILENT
        status, completion = said
        if status == NOT_MINE:
            return NO
        if status in (DONE, NORMAL):
            return BLUE if status == DONE else GREEN
        if status == UNBEGUN and not self.begun(task, when[1]):
            return "◇ 未到时限"
        paced = any(self.paced(row, when[0]) for row in self.mine(task, when[0]))
        share = self.curve((task["任务序号"],))[when[1] - 1]
        return RED if completion is not None and paced and share - completion > 10 else YELLOW

    def contradicts(self, task: Row, unit: str, when: When) -> bool:
        if self.said(task, when).get(unit) not in (DONE, NORMAL):
            return False
        for row in self.mine(task, when[0]):
            date = max(self.months_due(row))
            at = when if self.is_due(row, when) else (when[0], date) if when[1] > date else None
            own = self.unit(row, unit, at) if at and unit in self.units(row, when) else None
            if own is None:
                continue
            if own["own"] and own["gap"] is not None and not own["met"] and own["gap"] < -10 - DUST:
                return True
            if own["each"] and not own["met"] and when[1] >= date:
                return True
        return False

    # --- against last month ---

    def compared(self, task: Row, when: When) -> tuple[str, str] | None:
        """Both lights as printed, where common ground shows the same change (or none, as they do); else None."""
        shared = self.shared(task, when)
        if shared is None:
            return None
        last = (when[0], when[1] - 1)
        printed = (self.status(task, last)["light"], self.status(task, when)["light"])
        unmoved = len(set(shared)) == len(set(printed)) == 1
        return printed if unmoved or shared == printed else None

    def shared(self, task: Row, when: When) -> tuple[str, str] | None:
        """Both lights on common ground; None where there is none."""
        if when[1] == 1:
            return None
        last = (when[0], when[1] - 1)
        if last not in self.returns:
            return None
        then, now = self.status(task, last), self.status(task, when)
        if then["light"] not in WORST or now["light"] not in WORST or then["on"] != now["on"]:
            return None
        both = [unit for unit in self.said(task, when) if unit in self.said(task, last)]
        if now["on"] == "rows":
            lit = [
                {row["指标编号"] for row in one["rows"] if self.indicator(row, at)["light"] in WORST}
                for one, at in ((then, last), (now, when))
            ]
            common = lit[0] & lit[1]
            if not common:
                return None
            told = [self._both_words(task, both, last, when), both]
            lights = [
                self.by_rows(
                    task, [row for row in one["rows"] if row["指标编号"] in common], at, told[0], True
                )
                for one, at in ((then, last), (now, when))
            ]
            return lights[0], lights[1]
        units = [
            unit
            for unit in both
            if NOT_MINE not in (self.said(task, last)[unit], self.said(task, when)[unit])
        ]
        if not units:
            return None
        found = []
        for at in (last, when):
            met = all(self.shown_met(row, at) for row in self.mine(task, at[0]))
            words = [self.said(task, at)[unit] for unit in units]
            found.append(self.light_of(words, self.begun(task, at[1]), met))
        return found[0], found[1]

    def _both_words(self, task: Row, both: list[str], last: When, when: When) -> list[str]:
        """Whose words count on rows: who gave a word other than 不涉及 in both months."""
        return [
            unit
            for unit in both
            if NOT_MINE not in (self.said(task, last)[unit], self.said(task, when)[unit])
        ]

    def month_compares(self, when: When, units: list[str]) -> bool:
        last = (when[0], when[1] - 1)
        if when[1] == 1 or last not in self.returns:
            return False
        for at in (last, when):
            parts = self.returns[at]
            spoke = {unit for unit, _ in (*parts["cells"], *parts["tasks"])}
            if len(spoke) * 2 < len(units):
                return False
        known = sum(self.compared(task, when) is not None for task in self.tasks)
        return known * 2 >= len(self.tasks)

    def in_a_row(self, task: Row, when: When, lights: tuple[str, ...]) -> tuple[int, When | None]:
        if self.status(task, when)["light"] not in lights:
            return 0, None
        count, since, passed = 1, when, False
        for month in range(when[1] - 1, 0, -1):
            at = (when[0], month)
            known = at in self.returns and not self.returns[at].get(
                "imported"
            )  # nobody was asked before the tool
            light = self.status(task, at)["light"] if known else OPEN
            if light not in WORST:
                if passed:
                    break
                passed = True
            elif light in lights:
                count, since = count + 1, at
            else:
                break
        return count, since

    # --- the year's points ---

    def returned(self, unit: str, when: When) -> bool:
        parts = self.returns.get(when, {"cells": {}, "tasks": {}})
        return any(unit == one for one, _ in (*parts["cells"], *parts["tasks"]))

    def task_points(self, unit: str, months: list[When]) -> Fraction | None:
        """The share of full points of 任务完成."""
        means = []
        for when in months:
            shares = []
            for task in self.tasks:
                if unit not in self.holders(task, when):
                    continue
                said = self.said(task, when).get(unit, "")
                if said != NOT_MINE:
                    shares.append(self._task_share(task, unit, when, said))
            if shares:
                means.append(sum(shares, Fraction()) / len(shares))
        return sum(means, Fraction()) / len(means) if means else None

    def _task_share(self, task: Row, unit: str, when: When, said: str) -> Fraction:
        shares = [{DONE: Fraction(1), NORMAL: Fraction(1), LATE: Fraction(1, 2)}.get(said, Fraction(0))]
        rows = [row for row in self.mine(task, when[0]) if unit in self.units(row, when)]
        own = [found for row in rows if (found := self.unit(row, unit, when)) is not None]
        if (
            when[1] == 12
            and said == NORMAL
            and any((one["own"] or one["each"]) and not one["met"] for one in own)
        ):
            shares.append(Fraction(1, 2))
        if self.contradicts(task, unit, when):
            shares += [
                min(Fraction(1), one["rate"] / one["pace"]) for one in own if one["own"] and one["pace"]
            ]
        return min(shares)
