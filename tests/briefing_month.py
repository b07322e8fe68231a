"""Hand-made months for the briefing's tests: small, seeded, every number a Figure under its key."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from toolkit.core.model import Checklist, Comparator, Decision, Indicator, Kind, Target, Task, Unit
from toolkit.core.periods import Period
from toolkit.core.results import (
    WORST_FIRST,
    Comparison,
    ExperienceResult,
    IndicatorResult,
    JudgedBy,
    MonthResult,
    Run,
    TaskResult,
    UnitReport,
    UnitTask,
)
from toolkit.core.returns import Figure, Light, Source
from toolkit.figures.counts.overall import overall_figures
from toolkit.outputs.context import OutputContext

PERIOD = Period(2024, 6)
ACTIONS = (
    "农业转移人口市民化质量提升行动",
    "产城融合发展效能提升行动",
    "城镇化空间布局和形态提升行动",
    "新型城市建设提升行动",
    "城市治理水平提升行动",
    "城乡融合发展水平提升行动",
)
COUNTIES = (
    ("653101", "喀什市", "喀什市"),
    ("653121", "疏附县", "疏附县"),
    ("653122", "疏勒县", "疏勒县"),
    ("653123", "英吉沙县", "英吉沙县"),
    ("653124", "泽普县", "泽普县"),
    ("653125", "莎车县", "莎车县"),
    ("653126", "叶城县", "叶城县"),
    ("653127", "麦盖提县", "麦盖提县"),
    ("653128", "岳普湖县", "岳普湖县"),
    ("653129", "伽师县", "伽师县"),
    ("653130", "巴楚县", "巴楚县"),
    ("653131", "塔什库尔干塔吉克自治县", "塔县"),
)
UNITS = (*(Unit(*row) for row in COUNTIES), Unit("653190", "喀什经济开发区", "经开区", kind="园区"))
INDICATORS = (  # task, name, kind, measure, target, decimals
    (1, "新增义务教育学位数", Kind.FLOW, "万个", 1.86, 2),
    (2, "城镇新增就业", Kind.FLOW, "万人", 7.5, 1),
    (2, "建筑工匠培训", Kind.FLOW, "万人次", 3.22, 2),
    (3, "规上工业增加值", Kind.FLOW, "亿元", 76.0, 1),
    (3, "规上企业户数", Kind.STOCK, "户", 420.0, 0),
    (5, "市政基础设施项目完成投资", Kind.INVESTMENT, "亿元", 45.65, 2),
    (7, "改造城镇老旧小区户数", Kind.FLOW, "户", 15448.0, 0),
    (8, "污水处理率", Kind.RATIO, "%", 98.0, 0),
    (9, "0.5—1.2万人口完整居住社区托育服务覆盖率", Kind.RATIO, "%", 60.0, 0),
    (11, "农村公路新改建里程", Kind.FLOW, "公里", 96.03, 2),
)
ITEMS = ("提升基本公共教育服务水平", "推进城市更新", "健全便民服务设施", "推进以县城为重要载体的城镇化建设")


def figure(key: str, value: float | None, measure: str = "", **more: object) -> Figure:
    return Figure(key, more.pop("label", key), value, measure, **more)  # type: ignore[arg-type]


def counted(result: MonthResult, decisions: tuple[Decision, ...] = ()) -> MonthResult:
    """The month with the counts that the figures take over its rows."""
    result = replace(result, decisions=decisions)
    return replace(result, figures={**result.figures, **{item.key: item for item in overall_figures(result)}})


class Month:
    """Builds one month; ``light_of`` gives each task its light, ``texts`` the words of counties."""

    def __init__(
        self,
        light_of: Callable[[int], Light],
        *,
        seed: int = 1,
        texts: str = "征地拆迁进度慢，施工单位组织不力，影响工期约15天。",
        reported: bool = True,
        previous: Callable[[int], Light | None] = lambda no: Light.GREEN,
        item: str = "",
        units: tuple[Unit, ...] = UNITS,
        tasks: int = 12,
        matters: int = 2,
    ) -> None:
        self.light_of, self.texts, self.reported, self.previous = light_of, texts, reported, previous
        self.random = random.Random(seed)
        self.units, self.count, self.item, self.matters = units, tasks, item, matters
        self.figures: dict[str, Figure] = {}

    def add(
        self, subject: str, unit: str, name: str, value: float | None, measure: str, **more: object
    ) -> Figure:
        key = f"{subject}/{PERIOD}/{unit}/{name}"
        self.figures[key] = figure(key, value, measure, **more)
        return self.figures[key]

    def task(self, no: int) -> Task:
        action = ACTIONS[(no - 1) * 6 // self.count]
        item = self.item or ITEMS[no % len(ITEMS)]
        names = tuple(unit.name for unit in self.units)
        return Task(
            no,
            action,
            no,
            item,
            f"推进{'甲乙丙丁戊己庚辛壬癸'[no % 10]}类工作落实",
            {2024: "措施"},
            ("地区住建局",),
            "各县市人民政府",
            names,
            short=f"{'子丑寅卯辰巳午未申酉戌亥'[no % 12]}类任务{'' if no <= 12 else no // 12}",
        )

    def source(self, unit: Unit, sheet: str, address: str, raw: str) -> Source:
        return Source(unit.code, f"archive/2024-06/{unit.code}/v1.xlsx", "ab" * 32, sheet, address, raw)

    def unit_task(self, no: int, unit: Unit, light: Light) -> UnitTask:
        if not self.reported or light is Light.MISSING:
            return UnitTask(unit, "", Light.MISSING)
        status = {
            Light.BLUE: "已完成",
            Light.GREEN: "正常推进",
            Light.YELLOW: "进度滞后",
            Light.RED: "进度滞后",
        }[light]
        if light in (Light.RED, Light.YELLOW) and self.random.random() < 0.6:
            status, light = "正常推进", Light.GREEN
        source = self.source(unit, "任务进展", f"L{no + 4}", self.texts)
        step = "倒排工期，于7月20日前完成征拆。"
        return UnitTask(
            unit,
            status,
            light,
            self.add(f"task-{no}", unit.code, "completion", 50.0, "%", kind="percent"),
            "完成3项",
            self.texts,
            step,
            sources={"problems": source, "next_steps": source},
        )

    def task_row(self, no: int) -> TaskResult:
        light = self.light_of(no)
        ids = tuple(f"T{task:02d}-{i}" for i, (task, *_) in enumerate(INDICATORS, 1) if task == no)
        behind = 3 if light is Light.RED and self.previous(no) is Light.RED else int(light is Light.RED)
        cells = {unit.code: self.unit_task(no, unit, light) for unit in self.units}
        words = {
            Light.BLUE: "已完成",
            Light.GREEN: "达序时进度",
            Light.YELLOW: "进度偏慢",
            Light.RED: "滞后",
            Light.MISSING: "未报",
        }
        before, lit = self.previous(no), light in WORST_FIRST
        known = Comparison(before, light) if before in WORST_FIRST and lit else Comparison(reason="未比较")
        run = Run(behind, Period(PERIOD.year, PERIOD.month - behind + 1)) if behind else Run()
        return TaskResult(
            self.task(no),
            light,
            words[light],
            "按指标",
            cells,
            ids,
            judged_by=JudgedBy.INDICATORS if ids else JudgedBy.UNITS,
            comparison=known,
            red_run=run,
            below_run=run,
            newly_red=light is Light.RED and known.known and before is not Light.RED,
        )

    def indicator_row(self, at: int) -> IndicatorResult:
        no, name, kind, measure, target, decimals = INDICATORS[at - 1]
        light = self.light_of(no)
        id = f"T{no:02d}-{at}"
        indicator = Indicator(
            id,
            no,
            name,
            kind,
            Comparator.GE,
            measure,
            measure,
            1.0,
            {2024: Target(target)},
            (),
            decimals=decimals,
        )
        share = {Light.BLUE: 103.0, Light.GREEN: 58.4, Light.YELLOW: 45.45, Light.RED: 21.95}.get(light)
        ratio = kind is Kind.RATIO
        value = None if share is None else target * share / 100
        word = "" if value is not None else "未报"
        pace = None if ratio else 50.0
        gap = None if share is None or pace is None else share - pace
        self.add(id, "all", "target", target, measure, decimals=_decimals(target))
        reported = 0 if share is None else len(self.units) - (light is Light.RED)
        return IndicatorResult(
            indicator,
            Target(target),
            True,
            self.add(id, "all", "ytd", value, measure, decimals=decimals, word=word),
            self.add(
                id,
                "all",
                "previous",
                None if value is None else value * 0.8,
                measure,
                decimals=decimals,
                word="—",
            ),
            self.add(id, "all", "change", None if value is None else 25.04, "%", kind="percent", word="—"),
            self.add(id, "all", "rate", share, "%", kind="percent", word="—"),
            self.add(id, "all", "pace", pace, "%", kind="percent", word="—"),
            self.add(id, "all", "gap", gap, "百分点", kind="points", word="—"),
            light,
            "",
            self.add(id, "all", "reported", float(reported), "个", kind="count"),
            self.add(id, "all", "expected", float(len(self.units)), "个", kind="count"),
            (),
            added=self.add(
                id, "all", "added", None if value is None else value / 6, measure, decimals=decimals
            ),
            last_light=self.previous(no),
        )

    def unit_row(self, at: int, unit: Unit) -> UnitReport:
        if not self.reported or at == 3:
            return UnitReport(unit, "未报" if at == 3 or not self.reported else "已报")
        return UnitReport(
            unit, "已报", 1 + at % 2, datetime(2024, 6, 24, 9 + at % 8, 5), True, 0, 0, at % 3, 97.5, "已收"
        )

    def experience(self) -> tuple[ExperienceResult, ...]:
        if not self.reported:
            return ()
        unit = self.units[5 % len(self.units)]
        source = self.source(unit, "经验与诉求", "C5", self.texts)
        asked = [
            ExperienceResult(
                unit,
                "需地区协调事项",
                f"老旧小区改造资金缺口{n}",
                f"尚缺{n}200万元。{self.texts}",
                (7,),
                "地区财政局",
                source,
            )
            for n in range(1, self.matters + 1)
        ]
        told = ExperienceResult(
            unit, "典型经验", "一门式办理", "推行帮办代办，压缩时限60%。", (1,), "", source
        )
        return (*asked, told)

    def build(self) -> MonthResult:
        tasks = tuple(self.task_row(no) for no in range(1, self.count + 1))
        indicators = tuple(self.indicator_row(at) for at in range(1, len(INDICATORS) + 1))
        units = tuple(self.unit_row(at, unit) for at, unit in enumerate(self.units))
        month = MonthResult(
            PERIOD,
            self.figures,
            indicators,
            tasks,
            units,
            experience=self.experience(),
            data_until=datetime(2024, 6, 25, 18, 0),
            criteria=("进度差不低于0为绿，低于0、不低于-10个百分点为黄，低于-10个百分点为红",),
        )
        return counted(month)


_MIXED = (Light.GREEN, Light.YELLOW, Light.RED, Light.GREEN, Light.RED, Light.BLUE)


def mixed(no: int) -> Light:
    return _MIXED[no % len(_MIXED)]


def demo_month(**more: object) -> MonthResult:
    before = {3: Light.RED, 4: Light.RED, 8: Light.RED, 1: Light.YELLOW}
    return Month(mixed, previous=lambda no: before.get(no, Light.GREEN), **more).build()  # type: ignore[arg-type]


def empty_month() -> MonthResult:
    return Month(lambda no: Light.MISSING, reported=False, previous=lambda no: None).build()


def full_month() -> MonthResult:
    return Month(lambda no: Light.BLUE, matters=0).build()


def longest_month() -> MonthResult:
    units = tuple(
        Unit(
            f"6531{n:02d}",
            f"第{n}塔什库尔干塔吉克自治县人民政府驻外办事机构及综合协调中心",
            "塔什库尔干塔吉克自治县",
        )
        for n in range(20, 40)
    )
    item = "推进以县城为重要载体的城镇化建设和高品质小城镇特色小镇建设并健全便民服务设施" * 2
    text = "因地质条件复杂、征地拆迁推进缓慢、施工单位人员不足等多重因素叠加影响工程建设整体进度，" * 40
    return Month(lambda no: Light.RED, texts=text, item=item, units=units, tasks=47, matters=12).build()


def context(result: MonthResult, **more: object) -> OutputContext:
    units = tuple(row.unit for row in result.units)
    return OutputContext("喀什地区新型城镇化工作专班办公室", PERIOD, result.data_until, units, **more)  # type: ignore[arg-type]


def checklist(result: MonthResult) -> Checklist:
    return Checklist(
        tuple(row.task for row in result.tasks), tuple(row.indicator for row in result.indicators)
    )


def _decimals(value: float) -> int:
    """Decimals that a number of the checklist is written with."""
    text = repr(float(value))
    return 0 if text.endswith(".0") else len(text.partition(".")[2])
