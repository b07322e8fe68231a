"""四、各单位自报情况 and 下一步工作: who is behind, who is told to do what, and that no day of the paper contradicts a letter's."""

from __future__ import annotations

from dataclasses import replace

from briefing_month import context, counted, demo_month

from toolkit.core.results import MonthResult, TaskResult
from toolkit.core.returns import Light
from toolkit.core.words import ReturnState
from toolkit.outputs.briefing.context import Issue, make_paper
from toolkit.outputs.briefing.sections.matters import next_steps
from toolkit.outputs.briefing.sections.units import units
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.word.tokens import visible


def orders(month: MonthResult) -> list[str]:
    paper = replace(
        make_paper(counted(month), context(month), BriefingSettings(), Issue()), next_deadline="7月25日"
    )
    told = next_steps(paper)["段落"]
    assert isinstance(told, list)
    return [visible(text) for text in told]


def test_a_unit_is_told_what_it_owes_without_a_day_that_its_letter_contradicts() -> None:
    """The letters say until when a return comes, is mended or explained; only what no letter asks for has a day here."""
    month = demo_month()
    states = {0: ReturnState.PARTIAL, 1: ReturnState.SENT_BACK}
    reports = [replace(row, state=states.get(at, row.state)) for at, row in enumerate(month.units)]
    row = month.tasks[1]  # behind its pace
    code = next(code for code, cell in row.units.items() if cell.light is Light.GREEN)
    cell = replace(row.units[code], doubts=("“新增学位”完成20.0%",))
    tasks = [replace(one, units={**one.units, code: cell}) if one is row else one for one in month.tasks]
    told = orders(replace(month, units=tuple(reports), tasks=tuple(tasks)))
    assert "于7月25日前报领导小组办公室" in told[0]
    assert told[1:] == [
        f"{reports[3].unit.name}抓紧报送6月数据。",
        f"{reports[0].unit.name}抓紧补齐应填项，{reports[1].unit.name}抓紧按退回修改清单订正、重报。",
        f"{cell.unit.name}抓紧核实自报状态与指标进度不一致的任务，改正或书面说明。",
    ]


def test_who_has_said_why_is_not_told_to_say_it_again() -> None:
    month = demo_month()
    row = month.tasks[1]
    first, second = list(row.units)[:2]
    doubts = ("“新增学位”完成20.0%",)
    cells = {first: replace(row.units[first], doubts=doubts, explained=True)}
    one = replace(month, tasks=(replace(row, units={**row.units, **cells}),))
    assert not [text for text in orders(one) if "核实" in text]
    cells[second] = replace(row.units[second], doubts=doubts)
    (told,) = (
        text
        for text in orders(replace(month, tasks=(replace(row, units={**row.units, **cells}),)))
        if "核实" in text
    )
    assert told.startswith(f"{row.units[second].unit.name}抓紧核实")


def test_who_reports_most_tasks_behind_is_told_first() -> None:
    month = demo_month()
    row = month.tasks[1]
    codes = list(row.units)[:2]
    others = [one for one in month.tasks if codes[1] in one.units and one is not row][:2]

    def behind(one: TaskResult) -> TaskResult:
        slow = {
            code: replace(cell, status="进度滞后" if code in mine.get(one.task.no, ()) else "正常推进")
            for code, cell in one.units.items()
        }
        return replace(one, units=slow)

    mine = {row.task.no: codes} | {one.task.no: codes[1:] for one in others}
    month = counted(replace(month, tasks=tuple(behind(one) for one in month.tasks)))
    told = units(make_paper(month, context(month), BriefingSettings(), Issue()))["段落"]
    assert isinstance(told, list)
    first, second = (row.units[code].unit.name for code in reversed(codes))
    assert visible(told[0]) == f"自报进度滞后任务的有{first}3项，{second}1项。"
