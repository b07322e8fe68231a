"""裁定表: what is listed, and which rows that a person filled can count."""

from __future__ import annotations

import io

import openpyxl
import pytest

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.inbox.workbooks.reader import read_book
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.findingtable import write_finding_rulings
from toolkit.papers.findingrulings import read_finding_rulings

UNIT = Unit("653101", "喀什市", "喀什")
CONTEXT = OutputContext("办公室", Period(2024, 6), None, (UNIT,), "模拟数据")
FALLEN = Finding("Q401", unit="653101", sheet=INDICATORS, address="J9", form_sheet=INDICATORS, key="T02-3", field="ytd", seen="603", values={"last": "754"})  # fmt: skip
EMPTY = Finding("Q504", unit="653101", sheet=TASKS, address="K7", form_sheet=TASKS, key="3", field="progress", seen="=1+1 正在推进")  # fmt: skip
WRONG = Finding("E202", unit="653101", form_sheet=TASKS, key="1", field="completion", seen="130")
NOTED = Finding("N403", unit="653101", form_sheet=INDICATORS, key="T01-1", field="ytd", seen="5", values={"months": "3"})  # fmt: skip
TOTAL = Finding(
    "Q401", unit="", form_sheet=INDICATORS, key="T02-3", field="ytd", seen="9", values={"last": "10"}
)


def written(*findings: Finding) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_finding_rulings(findings, CONTEXT)))


def read(decision: str, reason: str, name: str, finding: Finding = FALLEN) -> tuple[int, list[str]]:
    book = written(finding)
    for column, text in zip("GHI", (decision, reason, name), strict=True):
        book["裁定表"][f"{column}5"].value = text
    out = io.BytesIO()
    book.save(out)
    taken = read_finding_rulings(read_book(out.getvalue()), Period(2024, 6))
    return len(taken.rows), [finding.problem + finding.remedy for finding in taken.findings]


def test_it_lists_what_asks_for_something_questions_first() -> None:
    sheet = written(WRONG, NOTED, EMPTY, FALLEN)["裁定表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[0] for row in rows] == ["Q504", "Q401", "E202"]
    assert rows[1][9] == FALLEN.id and rows[1][4] == "603" and rows[1][3] == "指标数据!J9"
    assert sheet["E5"].data_type == "s"  # text of a return is never a formula
    assert "模拟数据" in str(sheet["A1"].value)


def test_an_empty_list_says_so() -> None:
    assert written(NOTED)["裁定表"]["A5"].value == "没有待裁定的问题。"


@pytest.mark.parametrize(
    ("decision", "reason", "name", "finding", "counts", "fault"),
    [
        ("认可", "属实", "王某", FALLEN, 1, ""),
        ("剔除", "口径不对", "王某", FALLEN, 1, ""),
        ("", "", "", FALLEN, 0, ""),
        ("", "属实", "王某", FALLEN, 0, "没有选"),  # what was typed must not be lost with the file
        ("同意", "属实", "王某", FALLEN, 0, "不在选项里"),
        ("认可", "", "王某", FALLEN, 0, "理由"),
        ("认可", "属实", "", FALLEN, 0, "裁定人"),
        ("剔除", "口径不对", "王某", EMPTY, 0, "只有指标数据"),
        ("剔除", "口径不对", "王某", TOTAL, 0, "全地区的数"),
        ("认可", "属实", "王某", TOTAL, 1, ""),
    ],
)
def test_rows_that_count(
    decision: str, reason: str, name: str, finding: Finding, counts: int, fault: str
) -> None:
    found, faults = read(decision, reason, name, finding)
    assert found == counts
    assert len(faults) == bool(fault)
    assert fault in "".join(faults)


# --- Many blanks


def blank(number: int) -> Finding:
    values = {"column": "本月状态", "how": ""}
    return Finding("E201", unit="653101", sheet=TASKS, address=f"I{number + 4}", form_sheet=TASKS, key=str(number), field="status", values=values)  # fmt: skip


@pytest.mark.parametrize(("count", "lines"), [(3, []), (4, ["E201"])])
def test_many_blanks_are_folded_below_one_line(count: int, lines: list[str]) -> None:
    sheet = written(*map(blank, range(1, count + 1)), WRONG)["裁定表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[0] for row in rows if not row[9]] == lines
    assert [row[9] for row in rows if row[9]] == [WRONG.id, *(blank(n).id for n in range(1, count + 1))]
    folded = [at for at, row in sheet.row_dimensions.items() if row.outlineLevel and row.hidden]
    assert len(folded) == count * len(lines)


@pytest.mark.parametrize(
    ("row", "decided", "faults"), [(5, [], ["Q785"]), (6, [blank(1).id], []), (8, [blank(3).id], [])]
)
def test_a_blank_is_decided_in_its_own_row_never_in_the_line_of_many(
    row: int, decided: list[str], faults: list[str]
) -> None:
    book = written(*map(blank, range(1, 6)))
    for column, text in zip("GHI", ("认可", "今年不承担", "王某"), strict=True):
        book["裁定表"][f"{column}{row}"].value = text
    out = io.BytesIO()
    book.save(out)
    taken = read_finding_rulings(read_book(out.getvalue()), Period(2024, 6))
    assert [one.finding for one in taken.rows] == decided
    assert [one.code for one in taken.findings] == faults
    assert taken.understood is not bool(faults)


def test_the_table_as_it_went_out_says_nothing() -> None:
    book = io.BytesIO()
    written(*map(blank, range(1, 6))).save(book)
    taken = read_finding_rulings(read_book(book.getvalue()), Period(2024, 6))
    assert (taken.rows, taken.findings) == ((), ())
