"""A faulty return, its correction workbook, the mended file back: nothing is left to mend, nothing else has changed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.checks_case import clean_values
from tests.collect_month import JUNE, KASHGAR, Month, make_month
from toolkit.core.form import FIX_LIST, INDICATORS, TASKS, Form
from toolkit.core.places import Place
from toolkit.core.returns import Entry
from toolkit.forms.layout import FIRST_ROW, SHEETS
from toolkit.forms.places import row_keys
from toolkit.forms.write import write_form
from toolkit.pipeline.collect import collect
from toolkit.pipeline.mailing.corrections import plan_corrections
from toolkit.pipeline.month.assembled import Month as Assembled
from toolkit.pipeline.month.assembling import assemble

# Unreadable, over the range, behind without a reason, a share over its whole, an empty phrase, a blank.
FAULTS: dict[Place, str | float | None] = {
    (INDICATORS, "T08-1", "ytd"): "约3200",
    (TASKS, "1", "completion"): 130.0,
    (TASKS, "3", "status"): "进度滞后",
    (INDICATORS, "T07-1", "numerator"): 500.0,
    (INDICATORS, "T07-1", "denominator"): 400.0,
    (TASKS, "6", "progress"): "正在推进中。",
    (INDICATORS, "T28-5", "ytd"): 700.0,
    (INDICATORS, "T10-1", "ytd"): None,
}
MENDED: dict[Place, str | float] = {
    (INDICATORS, "T08-1", "ytd"): 3186.0,
    (TASKS, "1", "completion"): 30.0,
    (TASKS, "3", "problems"): "村卫生室设备采购流标，需要重新招标。",
    (TASKS, "3", "next_steps"): "7月10日前由卫健委重新招标。",
    (INDICATORS, "T07-1", "numerator"): 300.0,
    (TASKS, "6", "progress"): "6月12日签约3家医院，转诊通道开通。",
    (INDICATORS, "T28-5", "explanation"): "两个小区因汛期推迟交付，9月补齐。",
    (INDICATORS, "T10-1", "ytd"): 9.5,
}
EXPECTED = {"E103", "E202", "E204", "E301", "Q504", "Q304", "E207"}


def changed(values: dict[Place, str | float]) -> dict[Place, str | float | None]:
    return {**values, **FAULTS}


def gather(month: Month, now: datetime) -> Assembled:
    workspace = month.workspace
    collect(month.root, workspace.config, now, ledger=workspace.ledger, checklist=workspace.checklist)
    return assemble(workspace, JUNE)


def cell_of(form: Form, place: Place) -> tuple[str, str]:
    sheet, key, name = place
    return sheet, f"{SHEETS[sheet].letter(name)}{FIRST_ROW + row_keys(form, sheet).index(key)}"


def by_place(assembled: Assembled) -> dict[Place, Entry]:
    return {(e.sheet, e.key, e.field): e for e in assembled.entries if e.unit == KASHGAR}


@dataclass
class Loop:
    """The month before and after, the correction form and its bytes."""

    month: Month
    before: Assembled
    after: Assembled
    form: Form
    name: str
    data: bytes


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Loop:
    month = make_month(tmp_path_factory.mktemp("loop") / "w")
    form = month.form(KASHGAR)
    month.drop("喀什市6月.xlsx", month.filled(KASHGAR, changes=changed(clean_values(form))))
    before = gather(month, datetime(2024, 6, 24, 12))
    [(name, correction)] = plan_corrections(month.workspace, JUNE, before)
    data = write_form(correction)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in MENDED.items():
        sheet, address = cell_of(correction, place)
        book[sheet][address].value = value
    out = io.BytesIO()
    book.save(out)
    month.drop(name, out.getvalue(), datetime(2024, 6, 26, 10))
    after = gather(month, datetime(2024, 6, 26, 12))
    return Loop(month, before, after, correction, name, data)


def codes(assembled: Assembled) -> set[str]:
    return {finding.code for finding in assembled.open if finding.unit == KASHGAR}


def test_the_faults_were_found(loop: Loop) -> None:
    assert codes(loop.before) == EXPECTED
    assert loop.name == "653101_喀什市_退回修改.xlsx"


def test_the_list_in_front_names_every_open_point_and_leads_to_its_cell(loop: Loop) -> None:
    book = openpyxl.load_workbook(io.BytesIO(loop.data))
    assert book.sheetnames[0] == FIX_LIST
    sheet = book[FIX_LIST]
    rows = [row for row in sheet.iter_rows(min_row=FIRST_ROW) if row[0].value]
    assert len(rows) == len(loop.form.corrections) == 8  # 存在问题 and 下步措施 of one task are two
    for row, point in zip(rows, loop.form.corrections, strict=True):
        assert row[1].value == point.severity
        assert row[2].value == "!".join(cell_of(loop.form, (point.sheet, point.row_key, point.field)))
        assert row[2].hyperlink is not None
        assert row[4].value == point.problem
        assert row[5].value == point.remedy


def test_faulty_cells_have_a_note_and_what_was_sent_still_stands_there(loop: Loop) -> None:
    book = openpyxl.load_workbook(io.BytesIO(loop.data))
    for point in loop.form.corrections:
        sheet, address = cell_of(loop.form, (point.sheet, point.row_key, point.field))
        comment = book[sheet][address].comment
        assert comment is not None and point.problem[:10] in comment.text
    sheet, address = cell_of(loop.form, (INDICATORS, "T08-1", "ytd"))
    assert book[sheet][address].value == "约3200"
    sheet, address = cell_of(loop.form, (TASKS, "1", "completion"))
    assert book[sheet][address].value == 130


def test_after_mending_nothing_is_open(loop: Loop) -> None:
    assert [(f.code, f.key, f.problem) for f in loop.after.open if f.unit == KASHGAR] == []
    report = next(report for report in loop.after.result.units if report.unit.code == KASHGAR)
    assert (report.state, report.version, report.errors, report.queries) == ("已报", 2, 0, 0)
    assert plan_corrections(loop.month.workspace, JUNE, loop.after) == []


def test_the_explanation_is_kept_with_its_finding(loop: Loop) -> None:
    kept = {id: text for id, text in loop.after.context.handling.items() if id.startswith("Q304@653101")}
    assert list(kept.values()) == [f"已说明：{MENDED[INDICATORS, 'T28-5', 'explanation']}（程序按规则采纳）"]


def test_cells_that_were_fine_are_as_they_were(loop: Loop) -> None:
    before, after = by_place(loop.before), by_place(loop.after)
    changed_places = {place for place in before | after if _value(before, place) != _value(after, place)}
    assert changed_places == set(MENDED)
    for place, value in MENDED.items():
        assert _value(after, place) == value


def _value(entries: dict[Place, Entry], place: Place) -> str | float | None:
    return entries[place].value if place in entries else None


def test_the_ledger_shows_both_versions_and_balances(loop: Loop) -> None:
    versions = [one for one in loop.month.workspace.ledger.submissions(JUNE) if one.unit == KASHGAR]
    assert [one.version for one in versions] == [1, 2]
    assert all((loop.month.root / Path(one.file)).is_file() for one in versions)
    accounts = [one for one in loop.after.result.accounts if one.unit == KASHGAR]
    assert [one.version for one in accounts] == [1, 2]
    assert all(one.balanced for one in accounts)
    assert accounts[0].superseded > 0


def test_the_correction_workbook_is_the_same_when_made_again(loop: Loop) -> None:
    assert write_form(loop.form) == loop.data
