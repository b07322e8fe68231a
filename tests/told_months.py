"""The months of the reading test, built through the real chain: forms by the forms' own writer, collect, ledger, paper.

A working folder with a part of the shipped checklist (so that a month takes seconds); June to August 2024 are an
ordinary year, and most stories are a September told in a copy of that folder. December follows October and November,
January follows December. What a unit fills in stands in :class:`Story` only as what is out of the ordinary.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.small_checklist import cut
from toolkit.checklist import snapshot
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, TASKS, Form, IndicatorRow
from toolkit.core.model import YES_NO, Comparator, Indicator, Kind
from toolkit.core.periods import Period
from toolkit.forms.layout import COVER_KEY
from toolkit.forms.places import row_keys
from toolkit.forms.write import write_form
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner, register_decisions

KEPT = (1, 2, 4, 6, 7, 8, 10, 15, 17, 25, 26, 28, 32, 36, 37, 39, 40, 46, 47)  # tasks of the small checklist
Values = dict[tuple[str, str, str], str | float]
Said = tuple[str, float, str, str]  # status, completion, problems, next steps


@dataclass(frozen=True)
class Story:
    """One month as it is out of the ordinary; all else goes a little ahead of the pace, and units say 正常推进.

    ``speed`` is how fast an indicator goes (1: the pace), for all units or one; ``cells`` are figures as they are
    typed; ``says`` what a unit says of a task; ``wishes`` and ``lessons`` rows of 经验与诉求.
    """

    period: Period
    silent: Callable[[str], bool] = lambda unit: False
    speed: Mapping[str | tuple[str, str], float] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], str | float | tuple[float, float]] = field(default_factory=dict)
    says: Mapping[tuple[int, str], Said] = field(default_factory=dict)
    wishes: Mapping[str, tuple[str, str, str, str]] = field(
        default_factory=dict
    )  # title, content, tasks, lead
    lessons: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # title, content, tasks
    all_done: bool = False


ROADS = ("进度滞后", 50.0, "征地涉及12户未签协议，施工单位进场晚。", "10月15日前完成征地，10月底前开工。")
FUNDS = ("进度滞后", 55.0, "配套资金缺口800万元，尚未落实。", "10月20日前提出方案，力争年内补齐。")
NOTHING = ("进度滞后", 50.0, "前期手续尚差一项批复。", "抓紧办理。")
WISHES = {
    "英吉沙县": ("电力线路迁改", "道路红线内有10千伏线路3.2公里，已与供电部门对接2次。", "28", "地区住建局"),
    "叶城县": ("电力线路迁改", "道路红线内有10千伏线路1.5公里，请地区牵头确定方案。", "28", "地区住建局"),
    "巴楚县": ("污水处理厂扩容资金缺口2200万元", "总投资4800万元，已落实2600万元。", "36", "地区财政局"),
}
LESSONS = {
    "泽普县": ("老旧小区改造“居民点单”", "先征求意见再定方案，86%的住户参与投票。", "28"),
    "莎车县": ("医共体“晨间会诊”", "县医院每天早上与乡镇卫生院连线会诊，累计210人次。", "6"),
}
FEW = 20  # things that are done one by one
WEIGHTS = (
    1.31,
    0.97,
    1.08,
    1.02,
    0.88,
    1.27,
    1.11,
    0.93,
    0.83,
    1.05,
    0.91,
    0.64,
)  # of the counties, in their order
COUNTIES = ("喀什市", "疏附县", "疏勒县", "英吉沙县", "泽普县", "莎车县", "叶城县", "麦盖提县", "岳普湖县", "伽师县", "巴楚县", "塔什库尔干塔吉克自治县")  # fmt: skip
JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (Period(2024, month) for month in range(6, 13))
JANUARY = Period(2025, 1)
SLOW = {"T28-1": 0.70, "T36-2": 0.83, "T08-1": 0.84, "T15-2": 0.72, "T28-6": 0.82}

ORDINARY = {
    JUNE: Story(JUNE, speed={"T28-1": 0.85, "T36-2": 1.0, "T08-1": 1.0, "T15-2": 0.7, "T28-6": 0.95}),
    JULY: Story(JULY, speed={"T28-1": 0.78, "T36-2": 0.97, "T08-1": 0.95, "T15-2": 0.86, "T28-6": 0.9}),
    AUGUST: Story(
        AUGUST,
        speed={"T28-1": 0.72, "T36-2": 0.93, "T08-1": 0.92, "T15-2": 0.85, "T28-6": 0.86},
        says={(28, "叶城县"): ROADS, (28, "英吉沙县"): FUNDS},
    ),
}
SEPTEMBERS = {
    "nobody": Story(SEPTEMBER, silent=lambda unit: True),
    "three-of-22": Story(SEPTEMBER, silent=lambda unit: unit not in ("疏附县", "泽普县", "地区国动办")),
    "one-of-22": Story(SEPTEMBER, silent=lambda unit: unit != "喀什市", says={(28, "喀什市"): ROADS}),
    "all-done": Story(SEPTEMBER, all_done=True, lessons=LESSONS),
    "worse": Story(
        SEPTEMBER,
        silent=lambda unit: unit == "巴楚县",
        speed=SLOW | {"T46-1": 0.945},
        says={
            (28, "叶城县"): ROADS,
            (28, "英吉沙县"): FUNDS,
            (36, "叶城县"): NOTHING,
            (36, "疏勒县"): FUNDS,
            (26, "喀什市"): FUNDS,
            (26, "莎车县"): FUNDS,
        },
        wishes=WISHES,
        lessons=LESSONS,
    ),
    "better": Story(SEPTEMBER, wishes=dict([*WISHES.items()][:1])),
    "reversal": Story(
        SEPTEMBER,
        cells={("T10-2", "喀什市"): 12, ("T08-3", "疏附县"): 400},
        speed={"T37-1": 0.93},
        says={(39, "喀什市"): ("进度滞后", 70.0, "总体规划按新要求重新报批。", "11月底前报批。")},
    ),
    "one-county-behind": Story(
        SEPTEMBER,
        speed={"T28-6": 0.82},
        says={(46, "疏勒县"): NOTHING, (8, "疏勒县"): NOTHING, (26, "疏勒县"): FUNDS},
    ),
    "quarterly-due": Story(SEPTEMBER, speed={"T07-1": 0.9, "T37-2": 0.6}, wishes=WISHES, lessons=LESSONS),
    "open": Story(
        SEPTEMBER,
        silent=lambda unit: unit in ("莎车县", "叶城县", "麦盖提县", "伽师县", "巴楚县", "国网喀什供电公司"),
        speed={"T08-1": 0.97, "T28-1": 0.98, "T36-2": 0.98, "T46-1": 0.97, "T09-1": 0.97, "T10-1": 0.97},
    ),
}
ENDING = {
    OCTOBER: Story(OCTOBER, speed=SLOW | {"T28-1": 0.96, "T08-1": 0.99, "T28-6": 1.0}),
    NOVEMBER: Story(NOVEMBER, speed=SLOW | {"T28-1": 0.93, "T08-1": 1.0, "T28-6": 1.0}),
    DECEMBER: Story(
        DECEMBER,
        speed=SLOW | {"T28-1": 0.95, "T08-1": 1.0, "T28-6": 1.0},
        says={(28, "叶城县"): ROADS, (36, "叶城县"): FUNDS},
        wishes=WISHES,
        lessons=LESSONS,
    ),
    JANUARY: Story(JANUARY),
}
FIRST = Story(Period(2024, 5), speed={"T28-1": 0.7}, says={(28, "叶城县"): ROADS})


def small_folder(root: Path) -> Workspace:
    """A fresh working folder whose checklist holds only the tasks of ``KEPT``."""
    init_folder(root)
    cut(root / CHECKLIST, KEPT)
    return Workspace(root)


def month(root: Path, workspace: Workspace, story: Story) -> None:
    """The month's forms go out, and come back as the story has it."""
    period = story.period
    ledger = workspace.ledger
    ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    planner = FormPlanner(workspace, period)
    register_decisions(workspace, datetime(period.year, period.month, 1, 9), period.previous, period)
    (root / "inbox").mkdir(exist_ok=True)
    for unit in workspace.checklist.units_in(period):
        form = planner.plan(unit)
        ledger.save_form(planner.record(form, datetime(period.year, period.month, 1, 9), unit.code.encode()))
        if not story.silent(unit.name):
            filled = write_form(replace(form, values=filled_in(form, story)))
            (root / "inbox" / f"{unit.name}.xlsx").write_bytes(filled)
    now = workspace.config.deadline(period) - timedelta(hours=2)
    collect(root, workspace.config, now, period=period, ledger=ledger, checklist=workspace.checklist)


def branch(folder: Path, root: Path) -> Workspace:
    """The same folder elsewhere."""
    shutil.copytree(folder, root)
    return Workspace(root)


def filled_in(form: Form, story: Story) -> Values:
    """What the form's unit fills in, by place."""
    values: Values = {
        (COVER, COVER_KEY, name): text
        for name, text in {
            "filler": "张三",
            "phone": "0998-0000000",
            "reviewer": "李四",
            "head": "王五",
            "filled_on": f"{form.period}-24",
        }.items()
    }
    for row in form.rows:
        if row.asked:
            said = story.says.get((row.task.no, form.unit.name), _ordinary(story))
            values |= {
                (TASKS, str(row.task.no), name): text
                for name, text in _task(said, row.task.no, form.unit.short).items()
            }
    for line in form.indicators:
        if line.due:
            values |= _figure(form, line, story)
    values |= _told(form, story)
    return values


def _ordinary(story: Story) -> Said:
    if story.all_done:
        return ("已完成", 100.0, "", "")
    return ("正常推进", float(min(99, round(story.period.month * 100 / 12 * 1.05))), "", "")


def _task(said: Said, number: int, unit: str) -> Mapping[str, str | float]:
    status, completion, problems, steps = said
    cells: dict[str, str | float] = {
        "status": status,
        "completion": completion,
        "progress": f"{unit}按计划推进第{number}项工作，完成年度任务的{completion:g}%",
        "person": "赵六",
        "department": "办公室",
    }
    if problems:
        cells |= {"problems": problems, "next_steps": steps}
    if status == "已完成":
        cells["evidence"] = "验收单一份"
    return cells


def _figure(form: Form, row: IndicatorRow, story: Story) -> Values:
    item, unit = row.indicator, form.unit.name
    typed = story.cells.get((item.id, unit))
    if typed is None:
        speed = story.speed.get((item.id, unit), story.speed.get(item.id, 1.06))
        typed = _value(item, unit, row, form.period, 1.2 if story.all_done else speed, story.all_done)
    if isinstance(typed, tuple):
        pair = dict(zip(("numerator", "denominator"), typed, strict=True))
    else:
        pair = {"ytd": typed}
    return {(INDICATORS, item.id, name): value for name, value in pair.items()} | {
        (INDICATORS, item.id, "data_department"): "主管部门"
    }


def _weight(unit: str, reporters: int) -> float:
    """Counties differ in size; the twelve add up to twelve."""
    return WEIGHTS[COUNTIES.index(unit)] if unit in COUNTIES and reporters >= len(COUNTIES) else 1.0


def _value(
    item: Indicator, unit: str, row: IndicatorRow, period: Period, speed: float, done: bool
) -> str | float | tuple[float, float]:
    part = period.month / 12
    target = row.target.low
    if item.is_ratio_input:
        whole = 1000.0 * _weight(unit, 12)
        level = target / (item.factor or 1) * (min(1.0, speed) if speed < 1 else 1.0)
        return float(min(whole, round(whole * level * (1 if done or speed >= 1 else part / part)))), whole
    if item.report_measure == YES_NO:
        return "是" if done or period.month >= 9 else "否"
    if item.comparator is Comparator.LE or (item.comparator is Comparator.EQ and target == 0):
        return target
    if item.kind is Kind.RATE_EACH:
        return target if done or period.month >= 9 else max(0.0, target - 2)
    if target <= FEW and item.kind in (Kind.FLOW, Kind.MILESTONE):
        return _one_by_one(item, unit, target, period, part * speed, done)
    reporters = len(item.reporters_in(period.year))
    share = row.quota if row.quota is not None else target / reporters * _weight(unit, reporters)
    if item.kind is Kind.STOCK:
        return float(round(share * (1.05 if done else 0.98 + part * 0.04 * speed) + 0.49))
    level = share * (max(1.0, part) * 1.02 if done else part * speed)
    if item.report_measure in ("亿元", "公里"):
        return round(level, 2)
    return float(-int(-level // 1)) if done else float(round(level))


def _one_by_one(
    item: Indicator, unit: str, target: float, period: Period, progress: float, done: bool
) -> float:
    """A few things, each of one unit: done once the whole has come that far."""
    units = list(item.reporters_in(period.year))
    ready = int(target) if done else int(min(target, target * progress + 1e-9))
    return float(sum(units[number * 7 % len(units)] == unit for number in range(ready)))


def _told(form: Form, story: Story) -> Values:
    rows = []
    if form.unit.name in story.wishes:
        rows.append(("需地区协调事项", *story.wishes[form.unit.name]))
    if form.unit.name in story.lessons:
        rows.append(("典型经验", *story.lessons[form.unit.name], ""))
    keys = row_keys(form, EXPERIENCE)
    values: Values = {}
    for key, texts in zip(keys, rows, strict=False):
        for name, text in zip(("category", "title", "content", "tasks", "lead"), texts, strict=True):
            if text:
                values[EXPERIENCE, key, name] = text
    return values
