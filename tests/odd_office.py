"""A made-up office whose year holds every kind of thing at once, without a file: lists, returns, decisions.

In: a month. Out: :class:`MonthData` as the pipeline hands it to figures. Nothing here computes a figure; what units
report is drawn from one seed, so that all months are the same everywhere and always (``random()`` alone is asked, which
every Python draws alike).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from toolkit.core import cycle, fields
from toolkit.core.followed import Printed, Revised
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.model import (
    YES_NO,
    Award,
    Checklist,
    Comparator,
    Curve,
    Decision,
    Difference,
    Indicator,
    Kind,
    PaceKind,
    Quota,
    Target,
    Task,
    Unit,
    Weight,
)
from toolkit.core.openings import IMPORTED, with_openings
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.results import FileAccount, UnitReport
from toolkit.core.returns import Entry, Figure, Light, Source
from toolkit.core.reviews import LightVerdict
from toolkit.figures.followed.revisions import revised
from toolkit.figures.given.data import Checked, MonthData, OpenFindings, Settings, SubmissionInfo, YearSoFar
from toolkit.figures.month import compute_reports, indicator_figures

T = TypeVar("T")
SEED = "an odd office"
USUAL = Settings()
# Moods of a year: nothing as it should be; the same with a longer list, after months before the tool; all on its way; all done.
ODD, WIDE, CALM, DONE = "odd", "wide", "calm", "done"
UNITS = (
    Unit("653101", "喀什市", "喀什市", upper="北片"),
    Unit("653121", "疏附县", "疏附县", upper="北片"),
    Unit("653123", "英吉沙县", "英吉沙", upper="南片"),
    Unit("653124", "泽普县", "泽普县", upper="南片"),
    Unit("653125", "莎车县", "莎车县"),
    Unit("653190", "经济开发区", "开发区", kind="园区", upper="北片"),
    Unit("KS-JY", "地区教育局", "教育局", kind="部门", affiliation="平级", starts=Period(2024, 2)),
    Unit("KS-TW", "地区团委", "团委", kind="部门", upper="南片"),
    Unit("KS-DW", "国网供电公司", "供电公司", kind="企业", affiliation="垂管", ends=Period(2024, 11)),
)
MORE_UNITS = (
    Unit("653126", "叶城县", "叶城县", upper="北片"),
    Unit("653127", "麦盖提县", "麦盖提", upper="东片"),
    Unit("653128", "岳普湖县", "岳普湖", upper="东片"),
    Unit("653129", "伽师县", "伽师县", upper="东片"),
    Unit("653130", "巴楚县", "巴楚县", upper="西片"),
    Unit("653131", "塔什库尔干塔吉克自治县", "塔县", upper="西片"),
    *(Unit(f"65314{at}", f"{upper[0]}{name}县", f"{upper[0]}{name}县", upper=upper)
      for at, (name, upper) in enumerate((("甲", "河片"), ("乙", "河片"), ("甲", "山片"), ("乙", "山片"), ("甲", "原片"), ("乙", "原片")))),
)  # fmt: skip
EVERY_UNIT = (*UNITS, *MORE_UNITS)
COUNTIES = tuple(unit.name for unit in UNITS[:5])
LOCAL = tuple(unit.name for unit in UNITS[:6])
BUREAU, COMPANY, ZONE = "地区教育局", "国网供电公司", "经济开发区"
WINTER = (0.0, 0.0, 5.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 100.0, 100.0, 100.0)
LATE_CURVE = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0, 40.0, 60.0, 80.0, 100.0)


def _task(no: int, action: int, title: str, reporters: tuple[str, ...] = LOCAL, **more: Any) -> Task:
    base = Task(
        no, f"{'甲乙丙'[action]}行动", no, f"{title}事项", f"推进{title}", {2024: f"今年{title}", 2025: f"明年{title}"},
        ("地区住建局",) if no % 2 else ("地区发改委", "地区住建局"), "各县市", reporters, short=title,
    )  # fmt: skip
    return replace(base, **more)


TASK_ROWS = (
    _task(1, 0, "学位"),
    _task(2, 0, "就业", LOCAL[:5], frequency="滞后月报"),
    _task(3, 0, "投资"),
    _task(4, 1, "覆盖"),
    _task(5, 1, "达标", known_as="55"),
    _task(6, 1, "建成", (*COUNTIES[:2], BUREAU)),
    _task(7, 1, "安全"),
    _task(8, 2, "自报", (*LOCAL[1:], "地区团委")),
    _task(9, 2, "线下", channel="线下"),
    _task(10, 2, "季报", (*COUNTIES[2:], COMPANY), frequency="季度"),
    _task(11, 2, "冬建", LOCAL),
    _task(12, 2, "电网", (COMPANY, BUREAU, COUNTIES[0])),
)


def _row(
    id: str, name: str, kind: Kind, target: float | None, measure: str = "个", reporters: tuple[str, ...] = COUNTIES, **more: Any
) -> Indicator:  # fmt: skip
    base = Indicator(
        id, int(id[1:3]), name, kind, Comparator.GE, measure, measure, 1.0,
        {} if target is None else {2024: Target(target), 2025: Target(target * 1.25)}, reporters,
    )  # fmt: skip
    if kind not in (Kind.FLOW, Kind.INVESTMENT, Kind.RATIO, Kind.MILESTONE):
        base = replace(base, pace_kind=PaceKind.POINT)
    if kind is Kind.RATIO:
        base = replace(
            base, report_measure="%", factor=100.0, decimals=1, numerator=f"{name}数", denominator=f"{name}总数",
            numerator_measure="户", denominator_measure="户",
        )  # fmt: skip
    return replace(base, **more)


POINT, BASE = {"pace_kind": PaceKind.POINT}, {"pace_kind": PaceKind.BASE}
INDICATOR_ROWS = (
    _row("T01-1", "新增学位", Kind.FLOW, 1.2, "万个", report_measure="个", factor=10_000.0, decimals=2),
    _row("T01-2", "幼儿园", Kind.STOCK, 300, "所", note="含民办"),
    _row("T01-3", "入园率", Kind.RATIO, 92.5, "%", **POINT, comparator=Comparator.KEEP),
    _row("T02-1", "新增就业", Kind.FLOW, 4800, "人", comparator=Comparator.GT),
    _row("T02-2", "培训人次", Kind.FLOW, None, "人次", comparable=False, comparator=Comparator.RANGE,
         targets={2024: Target(900.0, 1100.0), 2025: Target(950.0)}),
    _row("T03-1", "完成投资", Kind.INVESTMENT, 24.5, "亿元", LOCAL, decimals=2),
    _row("T03-2", "管网里程", Kind.FLOW, 96.03, "公里", LOCAL, decimals=2, comparator=Comparator.ABOUT),
    _row("T03-3", "投资进度", Kind.RATIO, 90.0, "%", decimals=0),
    _row("T04-1", "床位", Kind.RATIO, 6.5, "张/千人", **POINT, factor=1000.0, report_measure="张/千人",
         numerator="床位数", denominator="常住人口", numerator_measure="张", denominator_measure="人", frequency="季度"),
    _row("T04-2", "每县服务", Kind.RATE_EACH, 59, "项"),
    _row("T04-3", "每县比例", Kind.RATE_EACH, 60.0, "%", factor=100.0, decimals=1, numerator="达到数", denominator="总数",
         numerator_measure="个", denominator_measure="个"),
    _row("T04-4", "空置率", Kind.RATIO, 8.0, "%", **POINT, comparator=Comparator.LE),
    _row("T04-5", "达标配比", Kind.RATIO, 50.0, "%", **POINT, comparator=Comparator.EQ),
    _row("T05-1", "机构建成", Kind.MILESTONE, 1, YES_NO, **POINT, months=(10,)),
    _row("T05-2", "总体规划", Kind.MILESTONE, 1, YES_NO, (BUREAU,), **POINT),
    _row("T05-3", "县县建成", Kind.MILESTONE, 5, "个", report_measure=YES_NO, **POINT),
    _row("T06-1", "改造学校", Kind.MILESTONE, 12, "所", (*COUNTIES[:2], BUREAU)),
    _row("T07-1", "事故起数", Kind.FLOW, 6, "起", comparator=Comparator.LE, **POINT),
    _row("T07-2", "死亡人数", Kind.FLOW, 0, "人", comparator=Comparator.EQ, **POINT),
    _row("T07-3", "在岗人员", Kind.STOCK, 120, "人", comparator=Comparator.KEEP),
    _row("T07-4", "排查隐患", Kind.FLOW, 200, "处"),
    _row("T07-5", "消防器材", Kind.FLOW, 60, "件"),
    _row("T10-1", "变电站", Kind.STOCK, 9, "座", (COMPANY, *COUNTIES[2:4]), **BASE, base=4.0, bases={2025: 7.0}),
    _row("T10-2", "年末人口", Kind.STOCK, 88.0, "万人", COUNTIES[2:], frequency="年度", decimals=1,
         report_measure="人", factor=10_000.0),
    _row("T10-3", "学年学生", Kind.STOCK, 7000, "人", (BUREAU,), frequency="学年"),
    _row("T11-1", "冬季道路", Kind.FLOW, 60, "公里", LOCAL, decimals=1, months=(5, 8, 11)),
    _row("T11-2", "待核指标", Kind.FLOW, 50, "个", confirmed=False),
    _row("T12-1", "今年没有", Kind.FLOW, None, "个", (COMPANY, COUNTIES[0]), targets={2025: Target(40.0)}),
    _row("T12-2", "线路", Kind.FLOW, 36, "公里", (COMPANY, BUREAU, COUNTIES[0]),
         reporters_by_year={2025: (BUREAU, COUNTIES[0])}),
    _row("T12-3", "农网改造", Kind.RATIO, 80.0, "%", (COUNTIES[0],), decimals=2),
)  # fmt: skip


def _quotas() -> Iterator[Quota]:
    for at, unit in enumerate(COUNTIES):
        yield Quota("T01-1", unit, 2024, (3000.0, 2500.0, 2500.0, 2000.0, 2000.0)[at], "教育局" if at else "")
        yield Quota("T02-1", unit, 2024, (1500.0, 1300.0, 0.0, 1000.0, 1200.0)[at])
        if at < 3:
            yield Quota("T01-2", unit, 2024, 70.0)
        yield Quota("T01-1", unit, 2025, 3000.0)
    for unit in LOCAL:
        yield Quota("T03-2", unit, 2024, 15.0)
    yield from (Quota("T06-1", unit, 2024, 4.0) for unit in (*COUNTIES[:2], BUREAU))
    yield from (Quota("T10-1", unit, 2024, 3.0) for unit in (COMPANY, *COUNTIES[2:4]))


CHECKLIST = Checklist(
    TASK_ROWS,
    INDICATOR_ROWS,
    tuple(_quotas()),
    curves=(Curve("T03-1", WINTER, "冬季停工"), Curve("11", WINTER, "冬季停工"), Curve("8", LATE_CURVE, "下半年")),
    weights=(
        Weight("任务完成", 30.0, "按状态"), Weight("指标完成", 25.0, "按完成率"), Weight("序时进度", 10.0, "按进度"),
        Weight("报送时效", 15.0, "按时"), Weight("数据质量", 10.0, "退回"), Weight("典型经验加分", 5.0, "每条1分"),
        Weight("扣分", 5.0, "按次"), Weight("群众评议", 5.0, "另行"),
    ),
    differences=(Difference("D1", (1,), "1.2万个", "1.3万个", "以清单为准"),),
    awards=(
        Award(2024, COUNTIES[:2], "典型经验加分", 2.0, "地区推广", "王五"),
        Award(2024, (COUNTIES[2],), "扣分", 1.5, "两次迟报", "王五"),
        Award(2025, (COUNTIES[0],), "典型经验加分", 9.0, "明年的", "王五"),
    ),
    units=UNITS,
)  # fmt: skip
LAST_LIST = replace(
    CHECKLIST,
    indicators=(*INDICATOR_ROWS, _row("T12-9", "去年才有", Kind.FLOW, 30, "座", COUNTIES[:2])),
)
# What the list above has none of: quotients as such, further comparisons where each unit has to reach something, what nobody
# takes part in or nobody is asked, bounds and nothings among shares, shares beyond the target.
FURTHER_TASKS = (
    _task(13, 1, "无关", COUNTIES[:3]),
    _task(14, 1, "季末自报", COUNTIES[:2], frequency="季度"),
)
FURTHER_ROWS = (
    _row("T04-6", "每县保持", Kind.RATE_EACH, 20, "项", comparator=Comparator.KEEP),
    _row("T04-7", "每县区间", Kind.RATE_EACH, None, "处", comparator=Comparator.RANGE,
         targets={2024: Target(10.0, 14.0), 2025: Target(12.0)}),
    _row("T04-8", "每县左右", Kind.RATE_EACH, 30, "人", comparator=Comparator.ABOUT),
    _row("T06-2", "抽检合格率", Kind.RATIO, 85.0, "%", (BUREAU,), factor=1.0, numerator="", denominator=""),
    _row("T06-3", "巡查覆盖率", Kind.RATIO, 70.0, "%", COUNTIES[:2], factor=1.0, numerator="", denominator=""),
    _row("T07-6", "积存隐患", Kind.STOCK, 40, "处", comparator=Comparator.LE),
    _row("T07-7", "停水次数", Kind.FLOW, 0, "次", comparator=Comparator.EQ, **POINT),
    _row("T07-8", "临界里程", Kind.FLOW, 2040, "公里", decimals=2),
    _row("T09-1", "线下统计", Kind.FLOW, 25, "个", COUNTIES[:2]),
)  # fmt: skip


def _more(reporters: tuple[str, ...]) -> tuple[str, ...]:
    """Where all counties report the further ones do."""
    return (*reporters, *(unit.name for unit in MORE_UNITS)) if {*COUNTIES} <= {*reporters} else reporters


def _further_quotas() -> Iterator[Quota]:
    for at, unit in enumerate(COUNTIES):
        yield Quota("T07-1", unit, 2024, (2.0, 1.0, 1.0, 2.0, 0.0)[at])
        yield Quota("T07-7", unit, 2024, 0.0)
        yield Quota("T07-6", unit, 2024, 8.0)
        if at < 2:
            yield Quota("T07-4", unit, 2024, 120.0)
            yield Quota("T04-4", unit, 2024, 8.0 - at)
    yield Quota("T03-1", LOCAL[0], 2024, 10.0)
    yield from (Quota("T07-8", unit, 2024, 120.0) for unit in _more(COUNTIES))


WIDER = replace(
    CHECKLIST,
    tasks=tuple(replace(row, reporters=_more(row.reporters)) for row in (*TASK_ROWS, *FURTHER_TASKS)),
    indicators=tuple(
        replace(row, reporters=_more(row.reporters))
        for row in sorted((*INDICATOR_ROWS, *FURTHER_ROWS), key=lambda row: row.id)
    ),
    quotas=(*CHECKLIST.quotas, *_further_quotas()),
    units=EVERY_UNIT,
)
BEGINS = Period(
    2024, 2
)  # before this month the office of the longer list had no tool: its figures were imported


def list_of(mood: str) -> Checklist:
    return WIDER if mood == WIDE else CHECKLIST


NATURES = ("实际", "实际", "实际", "实际", "预计", "快报", "核定")
# Units that return nothing, by month; of all others nobody is silent.
SILENT = {
    Period(2024, 3): (0, 4),
    Period(2024, 4): (2,),
    Period(2024, 6): (3,),
    Period(2024, 8): (0, 1, 2, 3, 5),
    Period(2024, 9): (1, 4),
    Period(2024, 12): (5,),
    Period(2025, 1): (2, 6),
}
QUIET = {2, 5, 7, 10, 11}  # months in which little is odd, so that most can be judged and compared


class Draws:
    """What is drawn from a name: the same name, the same numbers."""

    def __init__(self, *name: object) -> None:
        self._random = random.Random(f"{SEED}/{'/'.join(map(str, name))}")

    def luck(self) -> float:
        return self._random.random()

    def of(self, choices: Sequence[T]) -> T:
        return choices[int(self.luck() * len(choices))]

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.luck()


@cache
def entries_of(period: Period, mood: str = ODD) -> tuple[Entry, ...]:
    """What counts of the month's returns."""
    return tuple(
        one
        for unit in list_of(mood).units_in(period)
        if mood in (CALM, DONE) or _returns(unit, period)
        for one in _told(unit, period, mood)
        if mood != WIDE or period >= BEGINS or one.mark == IMPORTED
    )


def _returns(unit: Unit, period: Period) -> bool:
    if unit in MORE_UNITS:
        return Draws("silent", unit.code, period).luck() > 0.12
    return UNITS.index(unit) not in SILENT.get(period, ())


def _told(unit: Unit, period: Period, mood: str) -> Iterator[Entry]:
    here = list_of(mood).at(period)
    yield from (
        one
        for task in here.tasks
        if unit.name in task.reporters and not task.offline
        for one in _said(unit, task, period, mood)
    )
    for row in here.indicators:
        if row.task_no == 9 and period.month % 2:
            continue  # of what goes another way something comes now and then
        if period.year in row.targets and unit.name in row.reporters_in(period.year):
            yield from _figure(unit, row, period, mood)
    yield from _projects(unit, period)
    yield from _experience(unit, period)


def entry(
    unit: Unit, period: Period, sheet: str, key: str, field: str, value: Any, mark: str = "", note: str = ""
) -> Entry:
    """A value with a cell of its own, which follows from its place."""
    column = "CDEFGHIJKLMNOPQRSTUVW"[sum(map(ord, field)) % 21]
    row = 5 + sum(map(ord, key)) % 40
    source = Source(unit.code, f"archive/{period}/{unit.short}/v1.xlsx", f"{sum(map(ord, unit.code)):04d}" * 16, sheet, f"{column}{row}", str(value))  # fmt: skip
    return Entry(unit.code, period, sheet, key, field, value, source, mark, note)


PROBLEMS = (
    "征地涉及12户未签协议，影响工期20天。",
    "无",
    "配套资金缺口800万元，尚未落实。",
    "施工队伍不足，已约谈。",
)
STEPS = ("下月15日前完成征地。", "10月底前开工，年内完成。", "抓紧办理。", "3月10日前落实资金。")


def _said(unit: Unit, task: Task, period: Period, mood: str) -> Iterator[Entry]:
    own, now = Draws(unit.code, task.no).luck(), Draws(unit.code, task.no, period)

    def told(field: str, value: Any, mark: str = "") -> Entry:
        return entry(unit, period, TASKS, task.key, field, value, mark)

    if mood in (CALM, DONE):
        yield told(fields.STATUS, "已完成" if mood == DONE else "正常推进")
        yield told(fields.COMPLETION, 100.0 if mood == DONE else float(int(period.month * 8.4)))
        return
    if now.luck() < (0.0 if period.month in QUIET else 0.05):
        return
    word = "进度滞后" if own < 0.2 else "已完成" if own > 0.85 and period.month > 4 else "正常推进"
    if now.luck() < (0.06 if period.month in QUIET else 0.2):
        word = now.of(("未启动", "正常推进", "进度滞后", "已完成", "不涉及"))
    if period.month == 12 and own > 0.4:
        word = "已完成"
    if task.no == 13:
        word = "不涉及"
    mark = "与上月相同" if now.luck() < 0.08 else "更正" if now.luck() < 0.05 else ""
    yield told(fields.STATUS, word, mark)
    if mark == "与上月相同":
        yield told(fields.SAME, "是", "与上月相同")
    if now.luck() > 0.1:
        yield told(fields.COMPLETION, 100.0 if word == "已完成" else float(int(now.luck() * 100)))
    yield told(
        fields.PROGRESS,
        f"{unit.short}第{task.no}项完成{int(now.luck() * 90)}处" if own > 0.1 else "本月无新进展",
    )
    if word in ("进度滞后", "未启动") and now.luck() > 0.2:
        yield told(fields.PROBLEMS, now.of(PROBLEMS))
        yield told(fields.NEXT_STEPS, now.of(STEPS))
    if word == "已完成" and now.luck() > 0.3:
        yield told(fields.EVIDENCE, "验收单一份")
    yield told(fields.PERSON, "赵六")
    yield told(fields.DEPARTMENT, "建设股")


def _figure(unit: Unit, row: Indicator, period: Period, mood: str) -> Iterator[Entry]:
    now, quiet = Draws(unit.code, row.id, period), period.month in QUIET
    asked = period.month in (
        row.months or {"月度": range(1, 13), "季度": (3, 6, 9, 12)}.get(row.frequency, (12,))
    )
    if mood in (CALM, DONE):
        yield from _as_it_should_be(unit, row, period, mood) if asked else ()
        return
    luck = now.luck() + 0.08 * quiet
    if (not asked and luck > 0.05 + 0.08 * quiet) or luck < 0.04:
        return
    note = now.of(("口径调整，已备案。", "上月多报，本月核减。")) if now.luck() < 0.08 else ""
    mark = now.of(("更正", "待单位确认")) if now.luck() < 0.05 else ""
    if mood == WIDE and period < BEGINS:
        mark = IMPORTED

    def told(field: str, value: Any, mark: str = mark) -> Entry:
        why = "原报7，核对为8（李四）" if mark else ""
        made = entry(unit, period, INDICATORS, row.id, field, value, mark, why)
        typed = mood == WIDE and mark == "更正"  # the office entered it where the unit gave nothing
        return replace(made, source=None) if typed else made

    if luck < 0.10:
        word = "待统计" if luck < 0.07 else "不涉及"
        names = (fields.NUMERATOR, fields.DENOMINATOR) if row.is_ratio_input else (fields.YTD,)
        yield from (told(name, word, "") for name in names)
    elif row.is_ratio_input:
        above, below = _pair(unit, row, period, now)
        yield told(fields.DENOMINATOR, below)
        yield told(fields.NUMERATOR, above if now.luck() > 0.04 else "待统计")
    else:
        yield told(fields.YTD, _value(unit, row, period, now))
    yield told(fields.NATURE, now.of(NATURES), "")
    if note:
        yield told(fields.EXPLANATION, note, "")


def _as_it_should_be(unit: Unit, row: Indicator, period: Period, mood: str) -> Iterator[Entry]:
    """A figure a little ahead of its pace, but for one: 在岗人员 are too few."""
    low, reporters = row.targets[period.year].low, row.reporters_in(period.year)
    part = 1.0 if row.kind in (Kind.STOCK, Kind.RATE_EACH, Kind.MILESTONE) else period.month / 12
    part *= 0.6 if row.id == "T07-3" else 1.0 if row.comparator in (Comparator.LE, Comparator.EQ) else 1.03
    if row.is_ratio_input:
        whole = 10_000.0
        yield entry(unit, period, INDICATORS, row.id, fields.DENOMINATOR, whole)
        yield entry(
            unit,
            period,
            INDICATORS,
            row.id,
            fields.NUMERATOR,
            float(min(whole, -int(-low / row.factor * whole * 1.01))),
        )
    elif row.report_measure == YES_NO:
        yield entry(unit, period, INDICATORS, row.id, fields.YTD, "是")
    elif row.kind is Kind.RATE_EACH:
        yield entry(unit, period, INDICATORS, row.id, fields.YTD, low + 1)
    elif row.comparator in (Comparator.LE, Comparator.EQ):
        yield entry(unit, period, INDICATORS, row.id, fields.YTD, 0.0)
    else:
        quota = CHECKLIST.quota(row.id, unit.name, period.year)
        share = low * row.factor / len(reporters) if quota is None else quota
        yield entry(unit, period, INDICATORS, row.id, fields.YTD, float(int(share * part) + 1))


def _speed(unit: Unit, row: Indicator, year: int) -> float:
    """How fast the indicator goes as a whole, and beside it the unit."""
    whole = Draws(row.id, year).of((0.7, 0.86, 0.95, 1.02, 1.1, 1.3))
    return whole * Draws(unit.code, row.id, year).between(0.85, 1.2)


def _pair(unit: Unit, row: Indicator, period: Period, now: Draws) -> tuple[float, float]:
    below = Draws(unit.code, row.id, "below").of((80.0, 250.0, 1000.0, 12_000.0))
    if now.luck() < 0.03:
        return 0.0, 0.0
    part = period.month / 12 if row.pace_kind is PaceKind.PACE else Draws(row.id).between(0.92, 1.08)
    reach = row.targets[period.year].low / row.factor * part * min(_speed(unit, row, period.year), 1.15)
    return float(min(below, round(below * reach))), below


def _value(unit: Unit, row: Indicator, period: Period, now: Draws) -> Any:
    speed, low = _speed(unit, row, period.year), row.targets[period.year].low
    if row.report_measure == YES_NO:
        return "是" if Draws(unit.code, row.id).luck() * 12 < period.month and now.luck() > 0.05 else "否"
    if row.comparator is Comparator.LE or low == 0:
        return float(int(period.month * Draws(unit.code, row.id).luck() * low / 40 + (now.luck() > 0.97)))
    if row.kind is Kind.RATE_EACH:
        return float(round(low * now.of((0.5, 0.9, 1.0, 1.0, 1.2))))
    if row.id == "T07-8":  # as it should be, at the ends of what is yellow, and a hair below
        whole, least = 10.0 * period.month, now.of((0.0, 0.01))
        return round(max(now.of((whole, whole - 12.0, whole * 0.9, whole * 0.875)) - least, 0.0), 2)
    reporters = row.reporters_in(period.year)
    quota = CHECKLIST.quota(row.id, unit.name, period.year)
    share = low * row.factor / len(reporters) if quota is None else quota
    part = 0.8 + period.month / 60 if row.kind is Kind.STOCK else period.month / 12
    value = share * part * speed
    if now.luck() < 0.03:
        value *= now.of((0.5, 4.0, 30.0))
    decimals = 2 if row.report_measure in ("亿元", "公里") else 0
    return float(round(value, decimals)) + 0.0


CATEGORIES = ("道路", "学校", "管网")


def _projects(unit: Unit, period: Period) -> Iterator[Entry]:
    if unit.kind not in ("县市", "园区") or unit == UNITS[4]:
        return
    for number in range(1 + EVERY_UNIT.index(unit) % 3):
        own, now = Draws(unit.code, "project", number), Draws(unit.code, "project", number, period)
        total = float(int(own.between(500, 9000)))
        plan, speed = round(total * own.between(0.3, 0.9), 1), own.of((0.5, 0.9, 1.0, 1.2))
        done = round(plan * period.month / 12 * speed, 1)
        end = f"{own.of((2024, 2024, 2025))}-{own.of((5, 8, 10, 12)):02d}"
        values = {
            fields.NAME: f"{unit.short}{CATEGORIES[number]}工程" if number < 2 or period.month != 9 else "",
            fields.CATEGORY: CATEGORIES[number] if number < 2 else "",
            fields.TASK_NO: float(own.of((3, 11, 3))),
            fields.TOTAL: total,
            fields.FUNDED: round(total * own.between(0.2, 0.8), 1),
            fields.YEAR_PLAN: plan if own.luck() > 0.2 else "待统计",
            fields.YEAR_DONE: done,
            fields.CUMULATIVE_DONE: round(done + own.between(0, 300), 1),
            fields.STATUS: own.of(("在建", "前期", "停工", "在建")) if done < plan * 0.9 else "已完工",
            fields.START: f"2023-{own.of((3, 6, 9)):02d}",
            fields.PLANNED_END: end,
            fields.IMAGE: f"完成{int(now.luck() * 90)}%",
            fields.PROBLEMS: now.of(PROBLEMS) if now.luck() < 0.3 else "",
        }
        for name, value in values.items():
            if value != "" and now.luck() > 0.04:
                yield entry(
                    unit, period, PROJECTS, f"{unit.code}-{number + 1}" if number else "1", name, value
                )


EXPERIENCES = (
    ("典型经验", "一门式办理", "推行帮办代办，压缩时限60%。", "1、2", ""),
    ("需地区协调事项", "电力线路迁改", "红线内有10千伏线路3.2公里，已对接2次。", "任务12", "地区发改委"),
    ("需地区协调事项", "电力线路迁改", "红线内有10千伏线路1.5公里，请地区确定方案。", "12", "地区住建局"),
    ("意见建议", "简化表格", "建议减少报表。", "", ""),
    ("典型经验", "无", "无", "", ""),
    ("需地区协调事项", "资金缺口2200万元", "总投资4800万元，已落实2600万元。", "3、11", "地区财政局"),
    ("典型经验", "居民点单", "86%的住户参与投票。", "6.0", ""),
)


def _experience(unit: Unit, period: Period) -> Iterator[Entry]:
    now = Draws(unit.code, "experience", period)
    for number in range(1, 3):
        if now.luck() < 0.3:
            texts = now.of(EXPERIENCES)
            for name, text in zip((fields.CATEGORY, fields.TITLE, fields.CONTENT, fields.TASKS, fields.LEAD), texts, strict=True):  # fmt: skip
                if text:
                    yield entry(unit, period, EXPERIENCE, str(number), name, text)


# --- what the office knows beside the returns ---

DECISIONS = (
    Decision("督1", "北片征地", "喀什市", "2024-06-20", "喀什市：已签8户", opened="2024-03", goal="签完12户"),
    Decision("督2", "资金到位", "莎车县", "6月底前", source="领导批示", opened="2024-06"),
    Decision("督3", "开工", "疏附县", "2024-12", closed=True, closed_by="王五", opened="2024-02", ended="2024-06"),
    Decision("督4", "滞后整改", "泽普县", "2025-01-10", source="滞后任务", task="task-3/653124", opened="2024-09"),
    Decision("督5", "早已办结", "泽普县", "2024-02", closed=True, opened="2024-01", ended="2024-02"),
    Decision("督6", "不知何时", "英吉沙县", "尽快"),
)  # fmt: skip


def deadline(period: Period) -> datetime:
    return datetime(period.year, period.month, 25, 18)


def month_data(
    period: Period, settings: Settings = USUAL, *, mood: str = ODD, rejected: bool = True, **changed: Any
) -> MonthData:
    """The month with all that is known of its year; not ``rejected``: everything could be read."""
    if mood in (CALM, DONE):
        return replace(calm(period, mood), **changed)
    known = begun(period, settings, rejected=rejected, mood=mood)
    before = {
        one: compute_reports(begun(one, settings, mood=mood)) for one in period.so_far[:-1] if one.month % 2
    }
    year = YearSoFar(
        before,
        {one: _checked(one, known.checklist.units) for one in (*before, period)},
        _revised(period, before, mood),
    )
    return replace(known, year=year, **changed)


def calm(period: Period, mood: str) -> MonthData:
    """A month of a year in which everything came in time and whole."""
    months = sorted({*period.so_far, *_looked_back_on(period)})
    here = CHECKLIST.at(period)
    came = [
        SubmissionInfo(unit.code, 1, deadline(period) - timedelta(days=1)) for unit in here.units_in(period)
    ]
    entries = {month: entries_of(month, CALM if month < period else mood) for month in months}
    return MonthData(
        here, CHECKLIST.units_in(period), period, entries, submissions=came, deadline=deadline(period),
        data_until=deadline(period), whole_list=CHECKLIST,
    )  # fmt: skip


def begun(period: Period, settings: Settings = USUAL, *, rejected: bool = True, mood: str = ODD) -> MonthData:
    """The month without what is told of its year."""
    return _begun(period, settings, rejected, mood, cycle.current())


@cache
def _begun(period: Period, settings: Settings, rejected: bool, mood: str, _: str) -> MonthData:
    whole = list_of(mood)
    months = sorted({*period.so_far, *_looked_back_on(period)})
    ruled = {month: ruled_out(month) for month in months}
    entries = {
        month: [one for one in entries_of(month, mood) if (one.unit, one.place) not in ruled[month]]
        for month in months
    }
    unread = _some(period, "rejected", 0.03) if rejected else frozenset()
    entries[period] = [one for one in entries[period] if (one.unit, one.place) not in unread]
    here = whole.at(period)
    codes = {unit.name: unit.code for unit in EVERY_UNIT}
    return MonthData(
        checklist=here,
        units=whole.units_in(period),
        period=period,
        entries=with_openings(entries, (), codes, period),
        issued={unit.code: _sent(unit, period, here) for unit in here.units_in(period) if unit.code != "653190" or period.month != 6},
        shown=None if period.month % 3 else {unit.code: _shown(unit, period) for unit in here.units_in(period)},
        submissions=_submissions(period, whole),
        open_findings=_open(period, whole),
        rejected=unread,
        taken_out=ruled[period],
        excused=_some(period, "excused", 0.02),
        taken_out_before=ruled,
        stamped={unit.code: word for unit, word in zip(UNITS, ("已收", "免", "未收", "已收"), strict=False)},
        deadline=None if period.month == 4 else deadline(period),
        settings=settings,
        accounts=[_account(unit, period) for unit in whole.units if _returns(unit, period)],
        decisions=DECISIONS,
        data_until=deadline(period) + timedelta(days=1, hours=3),
        verdicts={one: VERDICTS[one] for one in period.so_far[:-1] if one in VERDICTS},
        whole_list=whole,
        last_list=LAST_LIST if period.opens_year else None,
    )  # fmt: skip


def _looked_back_on(period: Period) -> Iterator[Period]:
    last = period.year - 1
    yield from (
        Period(last, month) for month in (range(1, 13) if period.opens_year else (period.month, 11, 12))
    )


VERDICTS = {
    Period(2024, 5): {
        "task-3": LightVerdict("task-3", Light.RED, "现场未开工", Light.YELLOW),
        "T02-1": LightVerdict("T02-1", Light.GREEN, "已核实", Light.YELLOW),
    },
    Period(2024, 8): {"task-8": LightVerdict("task-8", Light.YELLOW, "抽查", Light.GREEN)},
    Period(2024, 11): {"task-1": LightVerdict("task-1", Light.RED, "抽查", Light.GREEN)},
}
OFFICE_VERDICTS = (
    LightVerdict("task-3", Light.RED, "现场未开工", Light.YELLOW),
    LightVerdict("task-1", Light.GREEN, "补报到位", Light.RED),
    LightVerdict("T03-1", Light.YELLOW, "两项已补", Light.RED),
    LightVerdict("task-8/653121", Light.RED, "现场停工", Light.GREEN),
)


def _sent(unit: Unit, period: Period, here: Checklist) -> frozenset[tuple[str, str]]:
    """What the unit's forms asked for: all but a row now and then."""
    rows = [(TASKS, task.key) for task in here.tasks if unit.name in task.reporters and not task.offline]
    rows += [
        (INDICATORS, row.id)
        for row in here.indicators
        if period.year in row.targets and unit.name in row.reporters_in(period.year)
    ]
    rows += [(PROJECTS, f"{unit.code}-1")] if unit.kind == "县市" else []
    return frozenset(row for row in rows if Draws(unit.code, *row, period, "sent").luck() > 0.02)


def _shown(unit: Unit, period: Period) -> Mapping[str, Mapping[str, str | float]]:
    shown: dict[str, dict[str, str | float]] = {}
    for one in entries_of(period.previous):
        if one.unit == unit.code and one.sheet == TASKS:
            shown.setdefault(one.key, {})[one.field] = one.value
    return shown


def _figures_of(period: Period) -> list[Entry]:
    return [one for one in entries_of(period) if one.sheet == INDICATORS and isinstance(one.value, float)]


def _some(period: Period, what: str, part: float) -> frozenset[tuple[str, Place]]:
    return frozenset(
        (one.unit, one.place)
        for one in entries_of(period)
        if one.sheet in (TASKS, INDICATORS) and Draws(what, one.unit, one.place, period).luck() < part
    )


def ruled_out(period: Period) -> frozenset[tuple[str, Place]]:
    return frozenset(
        (one.unit, one.place)
        for one in _figures_of(period)
        if Draws("out", one.unit, one.place, period).luck() < 0.03
    )


def _submissions(period: Period, whole: Checklist) -> list[SubmissionInfo]:
    found = []
    for unit in whole.units_in(period):
        now = Draws("sent", unit.code, period)
        if not _returns(unit, period):
            continue
        came = deadline(period) + timedelta(hours=now.of((-30, -2, 0, 3, 26, 80)))
        saved = came - timedelta(days=2) if now.luck() < 0.3 else None
        found.append(
            SubmissionInfo(unit.code, 1, came, "ab" * 32, f"archive/{period}/{unit.short}/v1.xlsx", 40, saved)
        )
        if now.luck() < 0.3:
            again = came + timedelta(days=1)
            found.append(SubmissionInfo(unit.code, 2, again, "cd" * 32, f"archive/{period}/{unit.short}/v2.xlsx", int(now.luck() * 3), None))  # fmt: skip
    return found


def _open(period: Period, whole: Checklist) -> dict[str, OpenFindings]:
    found = {}
    for unit in whole.units_in(period):
        now = Draws("open", unit.code, period)
        if _returns(unit, period) and now.luck() < 0.7:
            doubted = tuple(
                (one.key, one.field)
                for one in _figures_of(period)
                if one.unit == unit.code and Draws("doubt", one.unit, one.place, period).luck() < 0.09
            )
            tasks = [
                one.key for one in entries_of(period) if (one.unit, one.field) == (unit.code, fields.STATUS)
            ]
            wrong = (now.of(tasks),) if tasks and now.luck() < 0.3 else ()
            found[unit.code] = OpenFindings(
                int(now.luck() * 4), int(now.luck() * 5), int(now.luck() < 0.25), doubted, wrong
            )
    return found


def _account(unit: Unit, period: Period) -> FileAccount:
    now = Draws("account", unit.code, period)
    fates = [
        int(now.luck() * 30),
        int(now.luck() * 6),
        int(now.luck() * 3),
        int(now.luck() * 4),
        int(now.luck() * 2),
    ]
    return FileAccount(unit.code, f"archive/{period}/{unit.short}/v1.xlsx", "ab" * 32, 1, sum(fates), *fates)


def _checked(period: Period, units: Sequence[Unit]) -> Checked:
    reported = {unit.code: 10 + at for at, unit in enumerate(units) if _returns(unit, period)}
    changed = {code: int(Draws("changed", code, period).luck() * 4) for code in reported}
    return Checked([_account(unit, period) for unit in units if _returns(unit, period)], reported, changed)


def _revised(period: Period, before: Mapping[Period, Sequence[UnitReport]], mood: str) -> Revised:
    """Papers of two months, of which some figures are others today."""
    printed = []
    for month in list(before)[-2:]:
        today = indicator_figures(begun(month, USUAL, mood=mood))
        first, last = (
            {key: _moved(one, month, when, mood) for key, one in today.items()} for when in ("first", "last")
        )
        keys = frozenset(key for key in today if "/all/ytd" in key)
        printed.append(Printed(month, f"第{month.month}期", first, last, today, keys))
    return revised(printed, {unit.code: unit.short for unit in EVERY_UNIT})


def _moved(figure: Figure, month: Period, when: str, mood: str) -> Figure:
    luck = Draws("printed", figure.key, month, when)
    if mood == WIDE:
        luck = Draws("printed", figure.key, month, when, mood)
        if luck.luck() < 0.2:  # as yet without its correction, not yet reported, or since withdrawn
            return replace(
                figure, mark="", value=luck.of((7.0, None, figure.value and figure.value / 2)), sources=()
            )
    if figure.value is None or luck.luck() > 0.25:
        return figure
    return replace(figure, value=figure.value * luck.of((0.5, 0.97, 0.999, 1.01, 1.2)))


def told_decisions(period: Period) -> Iterator[Entry]:
    """What units say of the register, as the cover of their form has it."""
    for decision in DECISIONS[:2]:
        yield entry(UNITS[0], period, COVER, decision.number, fields.FEEDBACK, "已办结一半")
