"""督办: what is told of a matter in a month, the counts that the paper says, and what its table remembers."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from docx import Document

from toolkit.checklist.load import load_checklist
from toolkit.checklist.registersheet import add_decisions
from toolkit.checklist.workbook import write_checklist
from toolkit.core.followed import CLOSED, OVERDUE, UNDER_WAY, Supervised
from toolkit.core.model import FROM_LAG, Checklist, Decision, Unit
from toolkit.core.periods import Period
from toolkit.figures.followed.supervision import due_day, supervised, supervision_figures
from toolkit.ledger.store import open_ledger
from toolkit.outputs.context import OutputContext
from toolkit.outputs.letters.reminders import Reminder, with_overdue
from toolkit.outputs.notes.supervisionslip import write_slip

JULY, DAY = Period(2024, 7), date(2024, 7, 25)
NOW = datetime(2024, 6, 28, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年7月底前", date(2024, 7, 31)),
        ("2024年2月底", date(2024, 2, 29)),
        ("2024-07-15", date(2024, 7, 15)),
        ("2024年7月5日前", date(2024, 7, 5)),
        ("2024-07", date(2024, 7, 31)),
        ("2024年底前", date(2024, 12, 31)),
        ("2024年13月", None),
        ("尽快", None),
        ("", None),
    ],
)
def test_a_time_limit_allows_its_last_day(text: str, day: date | None) -> None:
    assert due_day(text) == day


def matter(
    number: str, due: str, opened: str = "2024-06", *, closed: bool = False, ended: str = ""
) -> Decision:
    return Decision(number, f"事项{number}", "喀什市", due, closed=closed, opened=opened, ended=ended)


REGISTER = (
    matter("1", "2024年6月底前"),
    matter("2", "2024年8月底前"),
    matter("3", "2024年7月底前", closed=True, ended="2024-07"),
    matter("4", "2024年5月底前", closed=True, ended="2024-06"),  # history by July
    matter("5", "2024年8月底前", opened="2024-07"),
    matter("6", "尽快"),  # no day can be told: never overdue
    matter("7", "2024年6月底前", opened=""),  # from before the register kept when
    matter("8", "2024年9月底前", opened="2024-08"),
)


def test_counts_are_of_what_was_there_before_the_month() -> None:
    rows = supervised(REGISTER, JULY, DAY)
    assert {row.decision.number: row.state for row in rows} == {
        "1": OVERDUE, "2": UNDER_WAY, "3": CLOSED, "5": UNDER_WAY, "6": UNDER_WAY, "7": OVERDUE,
    }  # fmt: skip
    counts = {
        figure.key.rsplit("/", 1)[1]: figure.value
        for figure in supervision_figures(rows, JULY)
        if figure.key.startswith("overall/")
    }
    assert counts == {
        "supervised": 5, "supervised_closed": 1, "supervised_overdue": 2, "supervised_open": 2, "supervised_new": 1,
    }  # fmt: skip
    assert [row.decision.number for row in rows if row.is_pressing] == ["1", "5", "7"]


def test_the_register_remembers_when_a_matter_came_and_when_it_was_closed() -> None:
    ledger = open_ledger("sqlite://")
    first = Decision("1", "甲", "喀什市", "2024-07", source=FROM_LAG, goal="完工", task="task-15")
    ledger.save_decision(first, NOW, Period(2024, 6), Period(2024, 6))
    closed = Decision("1", "甲", "喀什市", "2024-07", "已完工", True, FROM_LAG, "完工", "张三", "task-15")
    for period in (Period(2024, 8), Period(2024, 9)):
        ledger.save_decision(closed, NOW, period, period)
    (kept,) = ledger.decisions(every=True)
    assert (kept.opened, kept.ended, kept.closed_by, kept.goal) == ("2024-06", "2024-08", "张三", "完工")
    assert ledger.decisions() == []
    assert [ledger.slip_number(JULY, unit) for unit in ("甲", "乙", "甲")] == [1, 2, 1]
    assert ledger.slip_number(JULY.next, "甲") == 3
    assert ledger.slip_number(Period(2025, 1), "甲") == 1


def test_matters_are_added_to_the_offices_own_sheet(checklist: Checklist) -> None:
    data = write_checklist(Checklist(checklist.tasks, checklist.indicators, units=checklist.units))
    lead = checklist.task(2).leads[0]  # a bureau that has no row in 单位
    added = [
        Decision(
            "督2024-06-01",
            "第2项任务滞后",
            lead,
            "2024年7月底前",
            source=FROM_LAG,
            goal="补上",
            task="task-2",
        ),
        Decision("督2024-06-02", "另一件", "喀什市", "2024年8月底前"),
    ]
    again, findings = load_checklist(add_decisions(add_decisions(data, added[:1]), added[1:]))
    assert again is not None, findings
    assert list(again.decisions) == added
    wrong, findings = load_checklist(add_decisions(data, [Decision("3", "谁的", "没有的局")]))
    assert wrong is None and [one.code for one in findings] == ["E907"]


def test_a_slip_says_what_is_to_be_reached_by_when_and_what_is_late(units: tuple[Unit, ...]) -> None:
    context = OutputContext("办公室", JULY, datetime(2024, 7, 26, 9), units, "模拟数据")
    rows = [Supervised(one, OVERDUE, carried=True) for one in REGISTER[:1]]
    data = write_slip("喀什市", units[0], 3, rows, context)
    assert data == write_slip("喀什市", units[0], 3, rows, context)
    document = Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert (
        "2024年第3号" in text and "喀什市：" in text and "2024年7月26日" in text and "，请按要求办理" in text
    )
    cells = [cell.text for cell in document.tables[0].rows[1].cells]
    assert cells == ["1", "事项1", "会议议定", "—", "2024年6月底前（已逾期）", "—"]
    assert document.sections[0].header.paragraphs[0].text == "模拟数据"


def test_overdue_matters_are_reminded_of_with_the_form_or_alone(units: tuple[Unit, ...]) -> None:
    rows = supervised(REGISTER, JULY, DAY)
    (city,) = with_overdue([Reminder(units[0], "催报", "2 处错误未改", 1)], rows, units)
    assert city.all_owed == "2 处错误未改，督办事项 2 件逾期未办结"
    (alone,) = with_overdue([], rows, units)
    assert (alone.unit, alone.stage, alone.owed, len(alone.overdue)) == (units[0], "督办", "", 2)
