"""What the papers say, word for word: every variable of a few seeded months against a text that was read by people.

When a sentence is changed on purpose: ``python tests/test_briefing_told.py`` writes the texts anew; read the diff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from briefing_month import (
    UNITS,
    Month,
    context,
    counted,
    demo_month,
    empty_month,
    figure,
    full_month,
    longest_month,
    mixed,
)
from briefing_reading import whole_text

from toolkit.core.model import YES_NO, Comparator, Decision, Kind, Target
from toolkit.core.results import IndicatorResult, MonthResult, UnitValue
from toolkit.core.returns import ADJUSTED, Light
from toolkit.outputs.briefing.context import Issue, build_context, make_paper
from toolkit.outputs.briefing.other_papers import write_notice, write_unit_brief
from toolkit.outputs.briefing.sections.actions import actions
from toolkit.outputs.briefing.sections.problems import problems
from toolkit.outputs.briefing.sections.red import red_task
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.word.tokens import visible

TEXTS = Path(__file__).resolve().parent / "data" / "told"
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
PLAIN = BriefingSettings()
OFFICE = BriefingSettings(
    name="专报",
    office="办公室",
    contact="王敏 0998-1234567",
    secrecy="内部",
    signer="李强",
    report_to=("组长", "副组长"),
    send_to=("成员单位",),
    issue_to=("各县市",),
    copies=60,
    before=12,
    ranking=True,
    main_indicators=("T01-1", "T08-8"),
)
ISSUE = Issue(6, "2024年6月27日", {"地区住建局": "总体可控，2项需盯紧。"})
OPEN = Decision("2024-05-1", "落实管网改造配套资金", "地区财政局", "6月底", "已下达500万元")
CLOSED = Decision("2024-05-2", "协调断头路用地", "地区自然资源局", closed=True)


def changed_month() -> MonthResult:
    """Every way a light can go, statuses against last month, states of returns, a range and a bound as targets."""
    lights = [Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.MISSING, Light.RED] * 2
    before = [
        *(Light.RED, Light.RED, Light.RED, Light.RED, Light.RED, Light.GREEN),
        *(Light.BLUE, Light.YELLOW, Light.MISSING, None, Light.GREEN, Light.YELLOW),
    ]
    month = Month(lambda no: lights[no - 1], previous=lambda no: before[no - 1], seed=5, matters=7).build()
    high = figure("T01-1/2024-06/all/target_high", 2.5, "万个", decimals=1)
    return counted(
        replace(
            month,
            figures={**month.figures, high.key: high},
            tasks=tuple(_with_last_month(month, at) for at in range(len(month.tasks))),
            indicators=tuple(_with_target(row) for row in month.indicators),
            units=tuple(_with_state(month, at) for at in range(len(month.units))),
            criteria=("状态灯：进度差不低于0为绿。", "任务状态（全地区）：取最差的灯。"),
        ),
        (OPEN, CLOSED),
    )


def _with_last_month(month: MonthResult, at: int) -> object:
    row = month.tasks[at]
    last = ("进度滞后", "正常推进", "")[at % 3]
    cells = {
        code: replace(cell, previous_status=last if number % 2 else "正常推进")
        for number, (code, cell) in enumerate(row.units.items())
    }
    return replace(row, units=cells)


def _with_target(row: IndicatorResult) -> IndicatorResult:
    """The indicators of a month, each with something that others do not have."""
    signs = {"T02-2": Comparator.LE, "T02-3": Comparator.ABOUT, "T03-5": Comparator.KEEP}
    item = replace(row.indicator, comparator=signs.get(row.indicator.id, row.indicator.comparator))
    row = replace(row, indicator=item)
    if item.id == "T01-1":
        values = tuple(
            UnitValue(unit, item, row.total, row.previous, row.rate, row.gap, light)
            for unit, light in ((UNITS[0], Light.RED), (UNITS[1], Light.GREEN))
        )
        return replace(row, target=Target(1.86, 2.5), units=values)
    if item.id == "T07-7":
        return replace(row, target=None, due=False, light=Light.NONE)
    if item.id == "T08-8":
        return replace(row, total=replace(row.total, mark=ADJUSTED), note="按已报的12个单位计算")
    if item.id == "T09-9":
        none = replace(row.total, value=0.0)
        return replace(row, indicator=replace(item, kind=Kind.MILESTONE), total=none)
    if item.id == "T03-4":
        done = replace(row.total, value=1.0, measure=YES_NO)
        return replace(row, indicator=replace(item, measure=YES_NO), total=done)
    return row


def _with_state(month: MonthResult, at: int) -> object:
    row = month.units[at]
    changes: dict[int, dict[str, object]] = {
        1: {"state": "部分报送", "completeness": 80.0},
        2: {"state": "退回修改", "errors": 3, "on_time": False, "days_late": 2},
        4: {"on_time": None, "received_at": datetime(2024, 6, 20, 9)},
        5: {"state": "未下发", "version": 0, "received_at": None, "on_time": None, "completeness": None},
    }
    return replace(row, **changes.get(at, {}))  # type: ignore[arg-type]


def finished_month() -> MonthResult:
    return counted(full_month(), (CLOSED,))


CASES: dict[str, tuple[Callable[[], MonthResult], BriefingSettings, Issue]] = {
    "demo": (lambda: counted(demo_month(), (OPEN,)), PLAIN, Issue()),
    "changed": (changed_month, OFFICE, ISSUE),
    "changed-plain": (changed_month, replace(PLAIN, before=12), Issue(1)),
    "empty": (empty_month, PLAIN, Issue()),
    "full": (finished_month, PLAIN, Issue()),
    "first": (lambda: Month(mixed, previous=lambda no: None).build(), PLAIN, Issue()),
    "longest": (longest_month, PLAIN, Issue()),
}


def told(which: str) -> str:
    """Every variable of the template as a reader sees it, one a line."""
    make, settings, issue = CASES[which]
    result = make()
    outputs = context(result, watermark="模拟数据")
    paper = make_paper(result, outputs, settings, issue)
    data = build_context(paper, outputs, issue, differences=which == "changed")
    return "".join(f"{line}\n" for line in _lines("", data))


def other_papers() -> str:
    """通报 and the pages of two counties, as Word shows them."""
    result = changed_month()
    outputs = context(result, watermark="模拟数据")
    papers = [write_notice((TEMPLATES / "notice.docx").read_bytes(), result, outputs, OFFICE, date="今日")]
    page = (TEMPLATES / "unit-brief.docx").read_bytes()
    papers += [
        write_unit_brief(page, result, code, outputs, OFFICE, date="今日") for code in ("653101", "653122")
    ]
    texts = [whole_text(data) for data in papers if data is not None]
    return "".join(f"{line}\n" for text in texts for line in text.splitlines() if line.strip())


def _lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if name.endswith("]") and all(isinstance(inner, str) for inner in value.values()):
            yield f"{name} " + " | ".join(visible(inner) for inner in value.values())
            return
        for key, inner in value.items():
            yield from _lines(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value, 1):
            yield from _lines(f"{name}[{at}]", inner)
    else:
        yield f"{name} {visible(str(value))}".rstrip()


@pytest.mark.parametrize("which", CASES)
def test_the_paper_says_what_people_have_read(which: str) -> None:
    assert told(which).splitlines() == (TEXTS / f"{which}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2024, 6, 25, 18), "6月25日18时"),
        (datetime(2024, 6, 25, 18, 40), "6月25日18时"),
        (None, ""),
    ],
)
def test_the_paper_says_until_when(until: datetime | None, said: str) -> None:
    result = replace(demo_month(), data_until=until)
    outputs = context(result)
    paper = make_paper(result, outputs, PLAIN, Issue())
    data = build_context(paper, outputs, Issue())
    assert data["收到时间至"] == data["数据截至"] == said
    outputs = replace(outputs, cutoff=date(2024, 6, 20))
    data = build_context(make_paper(result, outputs, PLAIN, Issue()), outputs, Issue())
    assert (data["数据截至"], data["收到时间至"]) == (
        "6月20日",
        said,
    )  # the office's day, and when returns came
    assert visible(str(data["提要"])).startswith(f"截至{said}，" if until else "应报")


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        (("地区住建局",), "，地区住建局牵头）："),
        (("地区住建局", "地区财政局"), "，地区住建局、地区财政局牵头）："),
        (("地区住建局", "地区财政局", "地区教育局"), "，地区住建局等3家牵头）："),
        ((), "项）："),
    ],
)
def test_a_task_in_red_is_named_with_its_leads(leads: tuple[str, ...], said: str) -> None:
    month = demo_month()
    red = next(row for row in month.tasks if row.light is Light.RED)
    alone = replace(red, task=replace(red.task, leads=leads), units={})
    paper = make_paper(month, context(month), PLAIN, Issue())
    assert f"（第{red.task.no}项{said.removeprefix('项')}" in visible(red_task(paper, alone, 1, 40))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("5月底前完成征拆。", "计划：“5月底前完成征拆”，所报时限已过"),
        ("6月20日前完成征拆。", "计划：“6月20日前完成征拆”，所报时限已过"),
        ("6月底前完成征拆。", "计划：“6月底前完成征拆”。"),
        ("5月底前完成征拆，7月进场。", "计划：“5月底前完成征拆，7月进场”。"),
        ("本月底前进场。", "计划：“本月底前进场”。"),
        ("抓紧征拆。", "计划：“抓紧征拆”，未报完成时限"),
    ],
)
def test_a_plan_whose_day_is_over_is_told_as_such(plan: str, said: str) -> None:
    month = changed_month()
    red = next(row for row in month.tasks if row.light is Light.RED)
    code, cell = next(
        (code, one) for code, one in red.units.items() if one.problems and one.status == "进度滞后"
    )
    late = replace(red, units={code: replace(cell, next_steps=plan)})
    paper = make_paper(month, context(month), PLAIN, Issue())
    assert said in visible(red_task(paper, late, 1, 40))
    month = replace(month, tasks=tuple(late if row is red else row for row in month.tasks))
    page = (TEMPLATES / "unit-brief.docx").read_bytes()
    brief = whole_text(write_unit_brief(page, month, code, context(month), OFFICE, date="今日"))
    assert f"下步：“{plan.rstrip('。')}”{'（所报时限已过）' if '已过' in said else ''}。" in brief


def test_what_turned_better_is_told_by_what_held_it_back() -> None:
    """An indicator that was no better last month explains nothing, however it stands now."""
    month = counted(demo_month(), (OPEN,))
    other = tuple(replace(row, last_light=row.light) for row in month.indicators)
    said = []
    for result in (month, replace(month, indicators=other)):
        told = actions(make_paper(result, context(result), PLAIN, Issue()))["段落"]
        text = visible("".join(told))  # type: ignore[call-overload]
        said.append(text.partition("卯类任务（第3项），由滞后转为达序时进度")[2][:8])
    assert said[0].startswith("，规上工业增加值") and not said[1].startswith("，")


def test_what_has_no_room_is_said_to_stand_elsewhere() -> None:
    """Of tasks that page one tells without their plans as many are told as there is room for; the rest is pointed at."""
    result = changed_month()
    paper = make_paper(result, context(result), PLAIN, Issue())
    paper = replace(paper, page_one=replace(paper.page_one, plans=False))
    whole, one, none = (
        problems(replace(paper, depth=replace(paper.depth, lagging=lagging))) for lagging in (6, 1, 0)
    )
    assert (whole["其余"], len(one["事项"]), none["事项"]) == ("", 1, [])  # type: ignore[arg-type]
    where = "滞后任务的原因和下步措施见汇总表“滞后事项”。"
    assert (one["其余"], none["其余"]) == (f"其余{where}", where)


def test_the_other_papers_say_what_people_have_read() -> None:
    assert other_papers().splitlines() == (TEXTS / "other-papers.txt").read_text("utf-8").splitlines()


if __name__ == "__main__":
    TEXTS.mkdir(parents=True, exist_ok=True)
    (TEXTS / "other-papers.txt").write_text(other_papers(), "utf-8", newline="\n")
    for case in CASES:
        (TEXTS / f"{case}.txt").write_text(told(case), "utf-8", newline="\n")
