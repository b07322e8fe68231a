"""Of more units than can be named the desk folds, status and reminders tell by group; of few units all is as before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from lxml import html

from tests.many_units import months
from tests.test_desk import desk_with
from toolkit.core.desk import MailRow, UnitRow, Waiting
from toolkit.core.groups import MANY_UNITS
from toolkit.core.model import Checklist
from toolkit.core.periods import Period
from toolkit.core.post import ASKING, BACK, RECEIPT, REVIEW, Posted
from toolkit.core.results import MonthResult
from toolkit.core.returns import Source
from toolkit.core.words import ReturnState
from toolkit.figures.counts.groupcounts import together
from toolkit.figures.given.data import OpenFindings
from toolkit.figures.month import compute_month
from toolkit.outputs import actions
from toolkit.outputs.letters.chats import Occasion, chat_texts
from toolkit.outputs.letters.reminders import Reminder, Stages, by_group, chat_text, reminders
from toolkit.pages.desk import Live, desk_html
from toolkit.pipeline.asking.statusbygroup import status_by_group
from toolkit.pipeline.record.runrecord import results_of

JUNE = Period(2024, 6)
SILENT = 12
DEADLINE, LATER = datetime(2024, 6, 25, 18), datetime(2024, 6, 29, 9)


def told_month(checklist: Checklist) -> MonthResult:
    """64 units under three 上级: the first twelve silent, of the others every seventh with an error."""
    data = months(checklist)
    silent = {unit.code for unit in data.units[:SILENT]}
    entries = [
        replace(
            one,
            source=Source(one.unit, f"archive/{one.unit}.xlsx", "ab" * 32, one.sheet, "J5", str(one.value)),
        )
        for one in data.entries[JUNE]
        if one.unit not in silent
    ]
    wrong = {unit.code: OpenFindings(2, 1, 1) for unit in data.units[SILENT::7]}
    return compute_month(replace(data, entries={JUNE: entries}, open_findings=wrong))


@pytest.fixture(scope="module")
def made(checklist: Checklist) -> MonthResult:
    return told_month(checklist)


def test_status_has_a_line_a_group_that_adds_up_and_names_three_of_who_owe(made: MonthResult) -> None:
    table, lines = status_by_group(JUNE, made.units)
    heads, *rows = table
    assert [row[0] for row in rows] == [*(group.title for group in made.groups), "合计"]
    for row, group in zip(rows, (*made.groups, together(made.groups)), strict=True):
        line, codes = dict(zip(heads, row, strict=True)), {unit.code for unit in group.units}
        states = Counter(report.state for report in made.units if report.unit.code in codes)
        for state in (
            ReturnState.RETURNED,
            ReturnState.PARTIAL,
            ReturnState.SENT_BACK,
            ReturnState.NOT_RETURNED,
        ):
            assert int(line[state]) == states[state]
        assert int(line["应报"]) == len(group.units)
    silent = [row for row in made.units if row.state == ReturnState.NOT_RETURNED]
    assert len(silent) == SILENT and any(row.state == ReturnState.SENT_BACK for row in made.units)
    assert lines[0] == f"未报 {len(silent)} 个："
    told = [re.fullmatch(r"  (\S+) (\d+) 个：(.+)", line) for line in lines[1:-1]]
    assert sum(int(one[2]) for one in told if one) == len(silent) and all(told)
    assert max(one[3].count("、") for one in told if one) < 3
    assert all(one[3].rstrip("等").split("、")[0] in {row.unit.name for row in silent} for one in told if one)


def test_status_of_few_units_names_each(checklist: Checklist) -> None:
    few = compute_month(months(checklist, MANY_UNITS))
    assert status_by_group(JUNE, few.units) == ((), ())


def test_reminders_are_told_by_group_and_count_everybody_once(made: MonthResult) -> None:
    stages = Stages((3,), 1, 5)
    owing = list(reminders(made.units, [], DEADLINE, LATER, stages))
    missing = [item for item in owing if item.missing]
    assert len(missing) == SILENT
    unsettled = [Reminder(row.unit, "督办", "3 处错误未改", 4) for row in made.units if row.state != "未报"]
    lines = list(by_group([*missing, *unsettled], made.groups))
    counts = {
        what: sum(int(number) for line in lines for number in re.findall(rf"{what} (\d+) 个单位", line))
        for what in ("尚未报送", "有待改正、说明或办结")
    }
    assert counts == {"尚未报送": len(missing), "有待改正、说明或办结": len(unsettled)}
    text = chat_text([*missing, *unsettled], "2024年6月", "6月25日18时", "办公室", groups=made.groups)
    assert all(line in text for line in lines) and len(text.splitlines()) == len(lines) + 2
    assert all(part.count("、") < 3 for part in re.findall("（(.+?)）", text))
    assert list(by_group([], made.groups)) == []
    few = chat_text(missing, "2024年6月", "6月25日18时", "办公室")
    assert "尚未报送：" + "、".join(item.unit.short for item in missing) in few


def test_texts_for_chat_groups_count_who_has_mail_by_group(made: MonthResult) -> None:
    at = Occasion("办公室", "2024年6月", "6月25日", "6月25日18时")
    units = [row.unit for row in made.units]
    rows = [Posted(BACK if number % 4 else RECEIPT, unit.name, "可以发") for number, unit in enumerate(units)]
    lead = replace(rows[1], unit="地区发改委")
    text = chat_texts([*rows, lead], units, at, made.groups)["收表"]
    for kind, word in ((RECEIPT, "没有要改的"), (BACK, "需要修改的")):
        (line,) = [one for one in text.splitlines() if word in one]
        for group in made.groups:
            own = {unit.name for unit in group.units}
            count = sum(row.kind == kind and row.unit in own for row in rows)
            assert f"{group.title} {count} 个单位" in line
    assert "、地区发改委，" in text and len(text) < 250
    assert units[1].short in chat_texts(rows, units, at)["收表"]


def test_texts_for_chat_groups_name_no_day_that_mails_which_are_out_contradict(made: MonthResult) -> None:
    units = [row.unit for row in made.units[:5]]
    kinds = (RECEIPT, BACK, ASKING, REVIEW, RECEIPT)
    rows = [Posted(kind, unit.name, "可以发") for kind, unit in zip(kinds, units, strict=True)]
    at = Occasion("办公室", "2024年6月", "6月25日", "6月25日18时")
    told = chat_texts(rows, units, at)
    assert "日前" not in "".join(told.values()) and "请按邮件里的时限核对" in told[REVIEW]
    assert f"需要修改的：{units[1].short}，请按邮件里的时限改好发回" in told["收表"]
    assert chat_texts(rows, units, replace(at, issued=True)) == {}
    late = chat_texts(rows, units, replace(at, issued=True, held=(units[4].name,)))
    assert late == {
        "收表": f"【办公室】2024年6月专报已经印发。{units[4].short}在印发后报来的填报表收存备查，没有计入汇总；需要计入或更正的，请与我办联系。\n"
    }


@pytest.mark.parametrize("live", [None, Live("词")])
def test_the_desk_folds_many_units_and_what_waits_by_group(live: Live | None, made: MonthResult) -> None:
    states = {row.unit.code: row.state for row in made.units}
    units = tuple(
        UnitRow(unit.code, unit.name, states[unit.code], group=group.title)
        for group in made.groups
        for unit in group.units
    )
    waiting = tuple(
        Waiting("疑问", f"第{at}处", unit=unit.name, actions=(actions.claim(JUNE, "inbox/未识别/a.xlsx"),))
        for at, unit in enumerate(units)
    )
    mails = tuple(MailRow("催报", unit.name, f"outbox/{unit.code}.eml", to=False) for unit in units)
    desk = replace(desk_with("某县"), units=units, waiting=waiting, mails=mails)
    page = html.document_fromstring(desk_html(desk, live))
    (section,) = page.xpath("//section[@aria-labelledby='units']")
    folds = section.xpath("./details[@class='part']")
    assert len(folds) == len(made.groups)
    for fold, group in zip(folds, made.groups, strict=True):
        names = [name.strip() for name in fold.xpath(".//tbody/tr/th/text()")]
        assert names == [unit.name for unit in group.units]
        counts = Counter(states[unit.code] for unit in group.units)
        summary = fold.xpath("string(summary)")
        assert summary.startswith(f"{group.title}：{len(group.units)} 个单位")
        assert all(f"，{state} {number} 个" in summary for state, number in counts.items())
    queries = page.xpath("//section[@aria-labelledby='waiting']/details[@class='part']/summary/text()")
    assert queries == [f"{group.title}：{len(group.units)} 件" for group in made.groups]
    assert len(page.xpath("//section[@aria-labelledby='waiting']//li[@data-find]")) == len(units)
    told = page.xpath("string(//section[@aria-labelledby='mails']/p)")
    assert f"没有收件地址 {len(units)} 份：" in told and len(told) < 250
    if live:  # the names to choose from stand once, not beside every thing that waits
        assert len(page.xpath("//datalist[@id='names']/option")) == len(units)
        assert len(page.xpath("//input[@name='unit' and @list='names']")) >= len(waiting)
        assert not page.xpath("//select[@name='unit']")


def test_what_is_new_since_the_last_run_counts_the_lights_of_units_by_group(
    checklist: Checklist, made: MonthResult
) -> None:
    lines = {name: text for kind, name, text in results_of(made) if kind == "状态灯"}
    for task in made.tasks:
        for group in made.groups:
            cells = (task.units[unit.code] for unit in group.units if unit.code in task.units)
            held = Counter(str(cell.light) for cell in cells if cell.light != "—")
            told = lines[f"任务{task.task.no} {group.title}各单位状态"]
            shown = dict(one.rsplit(" ", 1) for one in told.removesuffix("家").split("家、"))
            assert {light: int(count) for light, count in shown.items()} == held
    assert len(lines) == len(made.tasks) * (1 + len(made.groups)) + len(made.indicators)
    few = compute_month(months(checklist, MANY_UNITS))
    named = [name for _, name, _ in results_of(few)]
    said = sum(bool(cell.status) for task in few.tasks for cell in task.units.values())
    assert sum(name.startswith("任务") and not name.endswith("”状态") for name in named) == said > 0
