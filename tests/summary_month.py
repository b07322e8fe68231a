"""A seeded month over the shipped checklist with every kind of indicator, missing units and long texts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.model import YES_NO, Checklist, Comparator, Indicator, Kind, Unit
from toolkit.core.periods import Period
from toolkit.core.results import FileAccount, MonthResult
from toolkit.core.returns import Entry, Source
from toolkit.core.words import NoValue
from toolkit.figures.given.data import MonthData, OpenFindings, SubmissionInfo
from toolkit.figures.month import compute_month
from toolkit.outputs.context import OutputContext

MISSING = ("653128", "653129")  # 岳普湖县 and 伽师县 do not report
TEXTS = (
    "新建学校主体完工,正在进行室内装修,累计完成投资2300万元,预计8月底交付使用。",
    "已完成入户调查和数据比对,建立台账,对符合条件的群众实现应落尽落。",
    "项目前期手续已办结,施工单位进场,完成管沟开挖3.2公里。",
)
PROBLEMS = ("资金到位率偏低,配套资金缺口约600万元,影响施工进度。", "用地手续尚在审批,未能按期开工。")
STATUSES = ("正常推进",) * 7 + ("进度滞后", "未启动", "已完成", "不涉及")


def entries(checklist: Checklist, units: Sequence[Unit], period: Period, seed: int = 7) -> list[Entry]:
    """What the units that report filled in; the first of them leaves a few rows blank."""
    rng = random.Random(f"{seed}/{period}")
    found: list[Entry] = []
    for unit in units:
        if unit.code not in MISSING:
            found += _tasks(checklist, unit, period, rng) + _indicators(checklist, unit, period, rng)
            found += _projects(unit, period, rng) + _experience(unit, period, rng)
    return found


def month(
    checklist: Checklist, units: Sequence[Unit], period: Period, months: int = 3, seed: int = 7
) -> MonthResult:
    """The figures of the month, with ``months`` earlier months of the same seed before it."""
    before, by_period = period, {period: entries(checklist, units, period, seed)}
    for _ in range(months):
        before = before.previous
        by_period[before] = entries(checklist, units, before, seed)
    reporting = [unit for unit in units if unit.code not in MISSING]
    received = datetime(period.year, period.month, 24, 16, 20)
    late = datetime(period.year, period.month, 27, 9, 0)
    data = MonthData(
        checklist=checklist,
        units=units,
        period=period,
        entries=by_period,
        submissions=[
            SubmissionInfo(unit.code, 1 + (number == 3), late if number % 5 == 4 else received, "ab" * 32, file_of(unit, period), 40)
            for number, unit in enumerate(reporting)
        ],
        open_findings={reporting[2].code: OpenFindings(2, 5, 1), reporting[6].code: OpenFindings(0, 3, 0)},
        stamped={unit.code: "已收" for unit in reporting[::2]},
        deadline=datetime(period.year, period.month, 25, 18, 0),
        accounts=[
            FileAccount(unit.code, file_of(unit, period), f"{number:064x}", 1, 214 + number, 200, 10 + number, 1, 2, 1)
            for number, unit in enumerate(reporting)
        ],
        data_until=datetime(period.year, period.month, 27, 9, 0),
    )  # fmt: skip
    return compute_month(data)


def context(units: Sequence[Unit], result: MonthResult, history: Sequence[MonthResult] = ()) -> OutputContext:
    """A context as the pipeline would hand it over in the demo."""
    return OutputContext(
        "喀什地区新型城镇化工作领导小组办公室", result.period, result.data_until, tuple(units), "模拟数据",
        history=tuple(history),
    )  # fmt: skip


def file_of(unit: Unit, period: Period) -> str:
    return f"archive/{period}/{unit.code}/v1_{period}-24_{unit.code}_{unit.name}_{period}.xlsx"


def _source(unit: Unit, period: Period, sheet: str, address: str, raw: object) -> Source:
    return Source(unit.code, file_of(unit, period), "ab" * 32, sheet, address, str(raw))


def _row(
    unit: Unit, period: Period, sheet: str, line: int, key: str, values: dict[str, tuple[str, str | float]]
) -> list[Entry]:
    return [
        Entry(
            unit.code, period, sheet, key, name, value, _source(unit, period, sheet, f"{column}{line}", value)
        )
        for name, (column, value) in values.items()
    ]


def _tasks(checklist: Checklist, unit: Unit, period: Period, rng: random.Random) -> list[Entry]:
    found: list[Entry] = []
    held = [task for task in checklist.tasks if unit.name in task.reporters and not task.offline]
    for line, task in enumerate(held, start=5):
        if rng.random() < 0.03:
            continue
        status = rng.choice(STATUSES)
        behind = status in ("进度滞后", "未启动")
        values: dict[str, tuple[str, str | float]] = {"status": ("I", status)}
        if status != "不涉及":
            share = (
                100.0
                if status == "已完成"
                else period.month / 12 * 100 + rng.uniform(-22 if behind else -8, 15)
            )
            values["completion"] = ("J", round(max(0.0, min(100.0, share)), 1))
            values["progress"] = ("K", rng.choice(TEXTS))
            values["person"] = ("O", "阿不都")
            values["department"] = ("P", "住建局")
        if behind:
            values |= {"problems": ("L", rng.choice(PROBLEMS)), "next_steps": ("M", "倒排工期,7月底前完成。")}
        found += _row(unit, period, TASKS, line, str(task.no), values)
    return found


def _indicators(checklist: Checklist, unit: Unit, period: Period, rng: random.Random) -> list[Entry]:
    found: list[Entry] = []
    held = [
        row
        for row in checklist.indicators
        if unit.name in row.reporters_in(period.year) and period.year in row.targets
    ]
    for line, row in enumerate(held, start=5):
        chance = rng.random()
        if chance < 0.03:
            continue
        values: dict[str, tuple[str, str | float]]
        if chance < 0.06:
            values = {"ytd": ("J", NoValue.PENDING)}
        elif row.is_ratio_input:
            bottom = float(rng.randint(100, 5000))
            top = float(round(bottom * min(1.0, rng.uniform(0.4, 1.0))))
            values = {"numerator": ("H", top), "denominator": ("I", bottom)}
        else:
            values = {"ytd": ("J", _value(row, period, rng))}
        if chance > 0.9:
            values["explanation"] = ("N", "本月按统计口径核减。")
        found += _row(unit, period, INDICATORS, line, row.id, values)
    return found


def _value(row: Indicator, period: Period, rng: random.Random) -> str | float:
    if row.report_measure == YES_NO:
        return rng.choice(("是", "否"))
    target = row.targets[period.year].low
    if row.kind is Kind.RATE_EACH or row.kind is Kind.RATIO:
        return round(target * rng.uniform(0.8, 1.1), row.decimals)
    if row.comparator in (Comparator.LE, Comparator.EQ) and target == 0:
        return float(rng.random() < 0.2)
    share = (
        target * row.factor / len(row.reporters_in(period.year)) * period.month / 12 * rng.uniform(0.4, 1.4)
    )
    return round(share, 0 if row.factor > 1 else max(row.decimals, 1))


def _projects(unit: Unit, period: Period, rng: random.Random) -> list[Entry]:
    found: list[Entry] = []
    for number in range(1, rng.randint(1, 4)):
        total = float(rng.randint(800, 90000))
        plan = round(total * 0.6)
        values: dict[str, tuple[str, str | float]] = {
            "name": (
                "C",
                f"{unit.short}{rng.choice(('老旧小区改造', '供水管网', '义务教育学校', '污水处理厂提标'))}项目",
            ),
            "task_no": ("D", float(rng.randint(1, 47))),
            "category": ("E", rng.choice(("市政基础设施", "公共服务", "产业"))),
            "total": ("F", total),
            "funded": ("G", round(total * rng.random(), 2)),
            "year_plan": ("H", float(plan)),
            "start": ("K", "2024-03"),
            "planned_end": ("L", rng.choice(("2024-05", "2024-11"))),
            "status": ("M", rng.choice(("在建", "已完工", "停工"))),
            "image": ("N", "主体结构封顶,二次结构施工"),
        }
        if rng.random() < 0.85:
            values["year_done"] = ("I", round(plan * rng.random(), 2))
        found += _row(unit, period, PROJECTS, 4 + number, f"{unit.code}-2024-{number:03}", values)
    return found


def _experience(unit: Unit, period: Period, rng: random.Random) -> list[Entry]:
    if rng.random() < 0.5:
        return []
    category = rng.choice(("典型经验", "需地区协调事项", "意见建议"))
    values: dict[str, tuple[str, str | float]] = {
        "category": ("A", category),
        "title": ("B", "推行“一窗通办”落户服务"),
        "content": (
            "C",
            "整合公安、教育、社保窗口,群众落户、入学、参保一次办结,平均办理时间由5天缩短到1天。" * 2,
        ),
        "tasks": ("D", f"{rng.randint(1, 20)}、{rng.randint(21, 40)}"),
        "lead": ("E", "地区公安局"),
    }
    return _row(unit, period, EXPERIENCE, 5, "J001", values)
