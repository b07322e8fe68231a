"""Which points stand in a correction list: the heaviest first, many of a kind cut short, never more than can be done."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from collect_month import JUNE
from forms_samples import compute, sample_form
from test_forms_live import RIGHT

from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS, TASKS, Correction
from toolkit.forms.blanks import FEW as FEW_BLANKS
from toolkit.forms.blanks import gathered
from toolkit.forms.plan import Prefill
from toolkit.forms.reading.form import read_form
from toolkit.forms.write import write_form
from toolkit.inbox.workbooks.reader import read_book
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.mailing.corrections import FIRST_THINGS, SAME_KIND, _blanks, _corrections
from toolkit.pipeline.month.assembling import assemble

FORM = sample_form()


def blank(number: int) -> Finding:
    values = {"column": "本月状态", "how": "请选一项。"}
    return Finding("E201", unit="653101", form_sheet=TASKS, key=str(number), field="status", values=values)


def over(number: int) -> Finding:
    return Finding("E202", unit="653101", form_sheet=TASKS, key=str(number), field="completion", seen="130")


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (SAME_KIND, SAME_KIND), (SAME_KIND + 7, SAME_KIND)])
def test_many_of_one_kind_are_said_to_be_more(count: int, shown: int) -> None:
    points = list(_corrections(FORM, [over(number) for number in range(count)]))
    assert len(points) == shown
    assert [("另有 7 处" in point.problem) for point in points] == [False] * (shown - 1) + [count > SAME_KIND]


@pytest.mark.parametrize(("count", "apart", "lines"), [(FEW_BLANKS, FEW_BLANKS, 0), (57, 0, 1)])
def test_many_blanks_of_a_sheet_are_one_line(count: int, apart: int, lines: int) -> None:
    found = [*(blank(number) for number in range(1, count + 1)), over(99)]
    assert len(list(_corrections(FORM, list(gathered(found))))) == apart + 1
    merged = list(_blanks(FORM, list(gathered(found))))
    assert [(point.sheet, point.count, point.row_key) for point in merged] == [(TASKS, count, "1")] * lines
    assert all("还有57处必填项空着（任务1、任务2" in point.problem for point in merged)


def test_a_list_is_never_longer_than_it_can_be_worked_through() -> None:
    kinds = ("E201", "E202", "E204", "E205", "E206", "E207")
    values = {"column": "", "how": ""}
    found = [
        Finding(code, unit="653101", form_sheet=TASKS, key=str(n), field="status", seen="1", values=values)
        for code in kinds
        for n in range(9)
    ]
    points = list(_corrections(FORM, list(gathered(found))))
    assert len(points) == FIRST_THINGS
    assert Counter(point.finding[:4] for point in points)["E201"] == 9


def test_a_point_says_the_row_the_value_and_the_way_out() -> None:
    finding = Finding("E103", unit="653101", sheet="表2", form_sheet=INDICATORS, key="T08-1", field="ytd", seen="约3200", values={"column": "本月累计"}, suggestion="3200")  # fmt: skip
    [point] = _corrections(FORM, [finding])
    assert (point.sheet, point.row_key, point.field, point.seen) == (INDICATORS, "T08-1", "ytd", "约3200")
    assert point.problem.startswith("指标T08-1：")
    assert (point.remedy, point.suggestion) == (finding.remedy, "")  # no figure is named to enter
    [word] = _corrections(FORM, [replace(finding, suggestion="待统计")])
    assert word.suggestion == "待统计"


# --- 疑问 alone


def test_a_unit_with_queries_alone_is_asked_to_explain_and_its_answer_is_read() -> None:
    point = Correction("Q1", "疑问", TASKS, "2", "progress", "已开工", "太短", "请写清楚")
    sent = {(TASKS, "2", "progress"): "已开工"}
    form = replace(sample_form(prefill=Prefill(values=sent, corrections=(point,))), mend_by=date(2024, 6, 28))
    data = write_form(form)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:2] == ["核实说明清单", "填报说明"]
    assert book["核实说明清单"]["A3"].value == "疑问 1 处，请改正或说明；请于 2024年6月28日前发回"
    assert "错误" not in str(book["核实说明清单"]["A2"].value)
    reading = read_form(read_book(data), sample_form())
    assert reading.findings == ()
    assert [(cell.form_sheet, cell.value) for cell in reading.cells] == [(TASKS, "已开工")]


@pytest.mark.parametrize("severity", [str(Severity.ERROR), str(Severity.QUERY)])
def test_an_answer_on_the_list_is_said_to_have_no_effect(severity: str) -> None:
    point = Correction("E1", severity, INDICATORS, "T08-1", "ytd", "约30", "是约数", "请写准确的数")
    form = sample_form(prefill=Prefill(corrections=(point,)))
    book = openpyxl.load_workbook(io.BytesIO(write_form(form)))
    book[book.sheetnames[0]]["H5"] = "已改为30"
    out = io.BytesIO()
    book.save(out)
    found = read_form(read_book(out.getvalue()), form).findings
    assert [one.code for one in found if one.sheet == book.sheetnames[0]] == ["Q165"]
    assert any("H5“已改为30”" in one.problem for one in found)


def test_the_cover_says_what_waits_for_an_explanation() -> None:
    points = tuple(
        Correction(f"Q{n}", "疑问", TASKS, "2", "progress", "", "太短", "请写清楚") for n in (1, 2)
    )
    form = sample_form(prefill=Prefill(corrections=points))
    book = compute(form, write_form(form), RIGHT)
    assert book.get_value("填报说明", 9, 4) == "● 可以报送（还有2处疑问待说明）"


def test_who_gets_which_workbook(finished_demo: Path) -> None:
    month = assemble(Workspace(finished_demo), JUNE, with_held=True)
    errors = {one.unit for one in month.open if one.severity is Severity.ERROR}
    folder = finished_demo / "outbox" / "2024-06"
    files = {path.name[:6]: path.name for path in (folder / "退回").glob("*_*_[退请]*.xlsx")}
    assert errors and errors < files.keys()
    for unit, name in files.items():
        assert name.endswith("_退回修改.xlsx" if unit in errors else "_请核实说明.xlsx"), name
    for path in (folder / "邮件").glob("核实_*.eml"):
        subject = message_from_bytes(path.read_bytes(), policy=default)["Subject"]
        assert "请核实说明" in subject and path.name[3:9] not in errors
