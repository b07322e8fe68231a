"""A seeded month of the shipped checklist through the real figures: entries in, MonthResult out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from toolkit.core.form import EXPERIENCE, INDICATORS, TASKS
from toolkit.core.model import Checklist, Indicator, Kind, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry, Scalar, Source
from toolkit.figures.month import MonthData, SubmissionInfo, compute_month

JUNE, MAY = Period(2024, 6), Period(2024, 5)
PROBLEMS = (
    "征地拆迁进展慢，涉及12户未签协议，影响管网施工。",
    "上级专项资金尚未下达，缺口约800万元；县级财力有限。",
    "项目前期手续办理周期长，用地预审仍在报批。",
    "施工单位人员不足，5月以来多次停工。",
)
STEPS = ("倒排工期，7月20日前完成征拆。", "积极对接争取资金，加快支付。", "每周调度，9月底前完工。")


class Returns:
    """Entries of one month for all units but the silent ones; ``pace`` scales what was done."""

    def __init__(
        self, checklist: Checklist, units: Sequence[Unit], *, seed: int = 7, silent: Sequence[str] = ()
    ) -> None:
        self.checklist, self.units, self.silent = checklist, units, set(silent)
        self.random = random.Random(seed)
        self.codes = {unit.name: unit.code for unit in units}
        self.share = {indicator.id: self.random.uniform(0.15, 1.1) for indicator in checklist.indicators}
        self.slow = {task.no for task in checklist.tasks if self.random.random() < 0.2}

    def entries(self, period: Period) -> list[Entry]:
        rows: list[Entry] = []
        for indicator in self.checklist.indicators:
            if period.year in indicator.targets:
                rows += self._indicator(indicator, period)
        for task in self.checklist.tasks:
            for name in task.reporters:
                code = self.codes.get(name, "")
                if code and code not in self.silent:
                    rows += self._task(task.no, code, period)
        return rows + self._experience(period)

    def _put(
        self, unit: str, period: Period, sheet: str, key: str, field: str, value: float | str, at: str
    ) -> Entry:
        source = Source(unit, f"archive/{period}/{unit}/v1_x.xlsx", "cd" * 32, sheet, at, str(value))
        return Entry(unit, period, sheet, key, field, value, source)

    def _indicator(self, row: Indicator, period: Period) -> list[Entry]:
        names = [
            name for name in row.reporters_in(period.year) if self.codes.get(name, "") not in self.silent
        ]
        names = [name for name in names if name in self.codes]
        scale = self.share[row.id] * period.month / 6
        target = row.targets[period.year].low
        made: list[Entry] = []
        for name in names:
            code = self.codes[name]
            if row.is_ratio_input:
                whole = 1000.0
                part = round(min(whole, whole * min(1.0, scale) * target / max(row.factor, 1)), 0)
                made.append(self._put(code, period, INDICATORS, row.id, "numerator", part, "H7"))
                made.append(self._put(code, period, INDICATORS, row.id, "denominator", whole, "I7"))
                continue
            value: float | str = round(target * row.factor * scale / max(1, len(names)), 2)
            if row.report_measure == "是/否":
                value = "是" if scale > 0.6 else "否"
            elif row.kind is Kind.RATE_EACH:
                value = round(target * (1.02 if self.random.random() < 0.7 else 0.8), 2)
            made.append(self._put(code, period, INDICATORS, row.id, "ytd", value, "J7"))
        return made

    def _task(self, no: int, code: str, period: Period) -> list[Entry]:
        slow = no in self.slow and self.random.random() < 0.5
        done = not slow and self.random.random() < 0.1
        status = "进度滞后" if slow else ("已完成" if done else "正常推进")
        fields: dict[str, Scalar] = {
            "status": status,
            "completion": 20.0 if slow else (100.0 if done else 50.0),
            "progress": "已完成3项，推进中2项",
        }
        if done:
            fields["evidence"] = "竣工验收备案表"
        if slow:
            fields["problems"] = self.random.choice(PROBLEMS)
            fields["next_steps"] = self.random.choice(STEPS)
        return [
            self._put(code, period, TASKS, str(no), field, value, f"L{no + 4}")  # type: ignore[arg-type]
            for field, value in fields.items()
        ]

    def _experience(self, period: Period) -> list[Entry]:
        rows = (
            ("653125", "需地区协调事项", "地下管网改造资金缺口", "莎车县2024年管网改造尚缺资金1200万元，请地区统筹。", "24", "地区住建局"),
            ("653101", "需地区协调事项", "断头路征迁涉及兵团用地", "3条断头路涉及草湖项目区用地，请地区牵头协调。", "22", "地区自然资源局"),
            ("653124", "典型经验", "小区改造“先体检后改造”", "对16个小区逐一体检，群众满意度达到96%。", "28", ""),
        )  # fmt: skip
        made: list[Entry] = []
        for number, (code, *values) in enumerate(rows, 1):
            if code in self.silent:
                continue
            fields = zip(("category", "title", "content", "tasks", "lead"), values, strict=True)
            made += [
                self._put(code, period, EXPERIENCE, f"J{number:03d}", field, value, f"C{number + 4}")
                for field, value in fields
                if value
            ]
        return made


def real_month(
    checklist: Checklist,
    units: Sequence[Unit],
    *,
    silent: Sequence[str] = ("653127", "653128"),
    seed: int = 7,
) -> MonthResult:
    """June 2024 after May, for all units but the silent ones."""
    returns = Returns(checklist, units, seed=seed, silent=silent)
    may = Returns(checklist, units, seed=seed + 1, silent=silent)
    data = MonthData(
        checklist,
        units,
        JUNE,
        {MAY: may.entries(MAY), JUNE: returns.entries(JUNE)},
        submissions=[
            SubmissionInfo(
                unit.code, 1, datetime(2024, 6, 24, 10, n), "ab" * 32, f"archive/2024-06/{unit.code}/v1.xlsx"
            )
            for n, unit in enumerate(units)
            if unit.code not in silent
        ],
        deadline=datetime(2024, 6, 25, 18),
        data_until=datetime(2024, 6, 25, 18),
    )
    return compute_month(data)
