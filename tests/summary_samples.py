"""A small month made by hand, so that the outputs can be tested without any stage before them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from string import Formatter

from toolkit.core.findings import Finding
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist, Comparator, Indicator, Kind, Target, Task, Unit
from toolkit.core.periods import Period
from toolkit.core.results import (
    Comparison,
    ExperienceResult,
    FileAccount,
    IndicatorResult,
    MonthResult,
    ProjectResult,
    Run,
    TaskResult,
    UnitReport,
    UnitTask,
    UnitValue,
)  # fmt: skip
from toolkit.core.returns import Figure, Light, Source
from toolkit.figures.counts.overall import overall_figures
from toolkit.outputs.context import OutputContext

PERIOD = Period(2024, 6)
UNTIL = datetime(2024, 6, 26, 9, 30)
UNITS = (
    Unit("653101", "喀什市", "喀什市"),
    Unit("653125", "莎车县", "莎车县"),
    Unit("653131", "塔什库尔干塔吉克自治县", "塔县"),
)
NAMES = tuple(unit.name for unit in UNITS)
FILE = "archive/2024-06/653101/v1_20240624_喀什市 (6月)#1.xlsx"
HOSTILE = '=HYPERLINK("http://x.example","点我")\x07\u202e'


def source(address: str, sheet: str = "指标数据", file: str = FILE) -> Source:
    return Source("653101", file, "0" * 64, sheet, address, "x")


def figure(key: str, value: float | None, measure: str = "", decimals: int = 0, word: str = "") -> Figure:
    return Figure(key, key, value, measure, decimals, word)


TASKS = (
    Task(1, "农业转移人口市民化质量提升行动", 1, "户籍制度", "推动59项户籍业务网上办理。", {2024: "做"}, ("公安局",), "各县市", NAMES),
    Task(2, "农业转移人口市民化质量提升行动", 2, "义务教育", "新增学位。", {2024: "做"}, ("教育局", "公安局"), "各县市", NAMES),
    Task(3, "产城融合发展行动", 3, "人防", "编制规划。", {2024: "做"}, ("人防办",), "喀什市", NAMES[:1], channel="线下"),
)  # fmt: skip
SUM = Indicator(
    "T02-3",
    2,
    "新增义务教育学位数",
    Kind.FLOW,
    Comparator.GE,
    "万个",
    "个",
    10000.0,
    {2024: Target(1.86)},
    NAMES,
    decimals=2,
)
RATIO = Indicator(
    "T02-5", 2, "随迁子女就读公办学校比例", Kind.RATIO, Comparator.GE, "%", "%", 100.0, {2024: Target(100.0)}, NAMES,
    numerator="公办就读人数", denominator="随迁子女总数", decimals=1,
)  # fmt: skip
CHECKLIST = Checklist(TASKS, (SUM, RATIO), digest="d")


def unit_value(unit: Unit, value: float | None, *, word: str = "", **more: object) -> UnitValue:
    indicator = more.pop("indicator", SUM)
    assert isinstance(indicator, Indicator)
    key = f"{indicator.id}/2024-06/{unit.code}"
    light = Light.MISSING if value is None and word == "未报" else Light.NONE
    return UnitValue(
        unit, indicator, figure(f"{key}/ytd", value, indicator.report_measure, 0, word),
        figure(f"{key}/previous", 100.0, indicator.report_measure), figure(f"{key}/rate", None, word="待分解"),
        figure(f"{key}/share", None), light, **more,
    )  # type: ignore[arg-type] # fmt: skip


def indicator_result(
    indicator: Indicator, total: float | None, rate: float | None, units: tuple[UnitValue, ...]
) -> IndicatorResult:
    key = f"{indicator.id}/2024-06/all"
    gap = None if rate is None else rate - 50.0
    light = Light.RED if gap is not None and gap < -10 else Light.GREEN
    return IndicatorResult(
        indicator, indicator.targets[2024], True, figure(f"{key}/ytd", total, indicator.measure, indicator.decimals),
        figure(f"{key}/previous", 0.01, indicator.measure, 2), figure(f"{key}/change", 12.5, "%"),
        figure(f"{key}/rate", rate, "%", 1), figure(f"{key}/pace", 50.0, "%", 1),
        figure(f"{key}/gap", gap, "百分点", 1), light, "滞后" if light is Light.RED else "达序时进度",
        figure(f"{key}/reported", 2.0), figure(f"{key}/expected", 3.0), units, note="已报 2/3 家", measure=indicator.measure,
        history=((Period(2024, 5), 0.01), (PERIOD, total)),
    )  # fmt: skip


def sample() -> tuple[MonthResult, Checklist, list[Finding], OutputContext]:
    """(result, checklist, findings, context) of one month with three units, one of them missing."""
    flow = (
        unit_value(UNITS[0], 1230.0, sources=(source("J12"),)),
        unit_value(UNITS[1], 2000.0, sources=(source("J12", file="archive/2024-06/653125/v1_a.xlsx"),)),
        unit_value(UNITS[2], None, word="未报"),
    )
    ratio = (
        unit_value(
            UNITS[0],
            90.0,
            indicator=RATIO,
            numerator=90.0,
            denominator=100.0,
            sources=(source("H14"), source("I14")),
        ),
        unit_value(
            UNITS[1],
            50.0,
            indicator=RATIO,
            numerator=10.0,
            denominator=20.0,
            sources=(source("H14"), source("I14")),
        ),
        unit_value(UNITS[2], None, indicator=RATIO, word="未报"),
    )
    indicators = (
        indicator_result(SUM, 0.323, 0.323 / 1.86 * 100, flow),
        indicator_result(RATIO, 100 / 120 * 100, 100 / 120 * 100, ratio),
    )
    status = {"status": source("I6", "任务进展")}
    cells = {
        "653101": UnitTask(
            UNITS[0], "正常推进", Light.GREEN, figure("c", 60.0, "%", 1), "已办 59 项。", sources=status
        ),
        "653125": UnitTask(
            UNITS[1],
            "进度滞后",
            Light.RED,
            figure("c", 20.0, "%", 1),
            HOSTILE,
            HOSTILE,
            "加快",
            sources=status,
            below_run=Run(1, PERIOD),
        ),
        "653131": UnitTask(UNITS[2], "", Light.MISSING),
    }
    none = {code: replace(cell, status="不涉及", light=Light.NONE) for code, cell in cells.items()}
    tasks = (
        TaskResult(
            TASKS[0],
            Light.GREEN,
            "达序时进度",
            "由指标判定",
            cells,
            comparison=Comparison(Light.YELLOW, Light.GREEN),
        ),
        TaskResult(
            TASKS[1],
            Light.RED,
            "滞后",
            "T02-3 滞后",
            none | {"653101": cells["653101"]},
            ("T02-3",),
            comparison=Comparison(Light.RED, Light.RED),
            red_run=Run(3, Period(2024, 4)),
            below_run=Run(3, Period(2024, 4)),
        ),
        TaskResult(TASKS[2], Light.NONE, "线下报送", "", {}, offline=True),
    )
    reports = (
        UnitReport(UNITS[0], "已报", 2, datetime(2024, 6, 24, 10, 5), True, 0, 0, 1, 100.0, "已收"),
        UnitReport(UNITS[1], "退回修改", 1, datetime(2024, 6, 26, 9, 30), False, 1, 2, 0, 87.5),
        UnitReport(UNITS[2], "未报"),
    )
    projects = (
        ProjectResult(
            UNITS[0],
            "653101-2024-001",
            {"name": HOSTILE, "category": "产业", "year_plan": 300.0, "year_done": 100.0, "total": 900.0},
            {"name": source("C5", "重点项目")},
            True,
        ),
        ProjectResult(
            UNITS[1],
            "653125-2024-001",
            {"name": "路网", "category": "市政", "year_plan": 200.0, "year_done": 150.0},
            {},
        ),
    )
    experience = (
        ExperienceResult(
            UNITS[1],
            "需地区协调事项",
            HOSTILE,
            "请协调用地。",
            (1,),
            "自然资源局",
            source("B5", "经验与诉求"),
        ),
    )
    accounts = (
        FileAccount("653101", FILE, "ab" * 32, 2, 10, 6, 1, 1, 1, 1),
        FileAccount("653125", "archive/x.xlsx", "cd" * 32, 1, 3, 3, 0, 0, 0, 0),
    )
    result = MonthResult(
        PERIOD, _figures(), indicators, tasks, reports, projects, experience, accounts, UNTIL,
        ("完成率不低于序时进度为绿", "落后10个百分点以内为黄"),
    )  # fmt: skip
    counts = {item.key: item for item in overall_figures(result)}
    result = replace(result, figures={**counts, **result.figures})
    code = next(code for code in sorted(CATALOGUE) if code.startswith("E"))
    findings = [
        Finding(code, "653125", "指标数据", "J12", "指标数据", "T02-3", "ytd", HOSTILE, _values(code))
    ]
    context = OutputContext("地区城镇化办", PERIOD, UNTIL, UNITS, watermark="模拟数据", history=())
    return result, CHECKLIST, findings, context


def _values(code: str) -> dict[str, str]:
    """Hostile text for every placeholder of a message."""
    message = CATALOGUE[code]
    names = {name for text in (message.problem, message.remedy) for _, name, _, _ in Formatter().parse(text)}
    return {name: HOSTILE for name in names if name and name != "seen"}


def _figures() -> dict[str, Figure]:
    """Sums of the two projects by category, and the units' shares on track."""
    sums = {
        "projects": (900.0, None, 500.0, 250.0, None, 50.0, 2.0, 1.0),
        "projects-产业": (900.0, None, 300.0, 100.0, None, 100 / 300 * 100, 1.0, 1.0),
        "projects-市政": (None, None, 200.0, 150.0, None, 75.0, 1.0, 0.0),
    }
    names = ("total", "funded", "year_plan", "year_done", "cumulative_done", "completion", "count", "behind")
    keys = {
        f"{group}/2024-06/all/{name}": value
        for group, row in sums.items()
        for name, value in zip(names, row, strict=True)
    }
    keys |= {
        f"unit/2024-06/{code}/share_on_track": value
        for code, value in (("653101", 100.0), ("653125", 0.0), ("653131", None))
    }
    keys |= {
        f"project-{code}-2024-001/2024-06/{code}/completion": value
        for code, value in (("653101", 100 / 300 * 100), ("653125", 75.0))
    }
    return {key: figure(key, value) for key, value in keys.items()}
