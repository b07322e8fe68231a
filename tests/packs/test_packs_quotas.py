"""Confirmed quotas: taken in by collect, written into the office's checklist only on command, then used."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from collect_month import JUNE, KASHGAR, Month
from packs_month import SENT, Fill, Prepared, filled, heads, june, run

from toolkit.checklist.load import load_checklist
from toolkit.checklist.quotasheet import put_quotas
from toolkit.core.model import Quota
from toolkit.errors import OperatorError
from toolkit.figures.quotas.quotasums import unsplit
from toolkit.outputs.packs.quotabook import FILE_NAME, write_quotas
from toolkit.pipeline.deciding.proposing import proposals_by, propose_quotas, standing_proposals
from toolkit.pipeline.deciding.quotaintake import BACKUP, apply_quotas
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace

SUBJECT, COUNTY = "T02-3", "喀什市"  # 18,600 places over twelve counties


@pytest.fixture(scope="session")
def empty(prepared: Prepared) -> bytes:
    state = june(prepared.month)
    return write_quotas(state.checklist, state.context, 2024)


def shares(values: dict[str, object], confirm: str = "同意") -> Fill:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["目标分解"]
        names = heads(sheet)
        row = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == SUBJECT)
        for name, value in values.items():
            row[names.index(name)].value = value
        row[names.index("牵头单位确认")].value = confirm

    return fill


def all_counties(month: Month) -> dict[str, object]:
    names = month.workspace.checklist.indicator(SUBJECT).reporters_in(2024)
    return dict.fromkeys(names, 1550.0)


def returned(month: Month, data: bytes) -> Path:
    month.drop("分解.xlsx", data, SENT)
    (receipt,) = run(month).receipts
    assert receipt.status == "accepted"
    (pack,) = month.workspace.ledger.packs("目标分解确认表", JUNE)
    assert pack.file in receipt.reason  # the next step names the file
    return month.root / pack.file


def test_collect_keeps_the_quotas_and_leaves_the_checklist_alone(month: Month, empty: bytes) -> None:
    before = (month.root / CHECKLIST).read_bytes()
    file = returned(month, filled(empty, shares({COUNTY: 1550})))
    assert file.parent == month.root / "archive" / "2024-06" / "目标分解确认表"
    assert (month.root / CHECKLIST).read_bytes() == before


def test_applied_quotas_are_read_back_and_the_units_rate_takes_the_place_of_the_word(
    month: Month, empty: bytes
) -> None:
    key = f"{SUBJECT}/2024-06/{KASHGAR}/rate"
    assert june(month).result.figures[key].word == "待分解"
    before = (month.root / CHECKLIST).read_bytes()
    file = returned(month, filled(empty, shares(all_counties(month))))
    lines, complete = apply_quotas(month.workspace, file)
    assert complete and sum(SUBJECT in line for line in lines) == 12
    assert (month.root / BACKUP).read_bytes() == before
    again = Workspace(month.root)
    quota = next(q for q in again.checklist.quotas if (q.indicator, q.unit) == (SUBJECT, COUNTY))
    assert (quota.year, quota.target, quota.confirmed_by) == (2024, 1550.0, "地区教育局")
    state = june(Month(month.root))
    value = state.result.figures[f"{SUBJECT}/2024-06/{KASHGAR}/ytd"].value
    assert value is not None
    assert state.result.figures[key].value == pytest.approx(value / 1550 * 100)
    written = (month.root / CHECKLIST).read_bytes()
    lines, complete = apply_quotas(again, file)
    assert complete and len(lines) == 1
    assert (month.root / CHECKLIST).read_bytes() == written
    assert (month.root / BACKUP).read_bytes() == before  # an idle run does not overwrite the way back


@pytest.mark.parametrize(
    ("values", "confirm", "told"),
    [
        ({COUNTY: "看情况"}, "同意", "目标分解!J7"),
        ({COUNTY: 1550}, "不同意", "目标分解!A7"),
        ({COUNTY: 1550}, "同意", "目标分解!G7"),  # eleven counties are missing
    ],
)
def test_problems_are_said_with_their_cell(
    month: Month, empty: bytes, values: dict[str, object], confirm: str, told: str
) -> None:
    file = month.root / "分解.xlsx"
    file.write_bytes(filled(empty, shares(values, confirm)))
    lines, complete = apply_quotas(month.workspace, file)
    assert not complete
    assert any(line.startswith(told) for line in lines)
    changed = load_checklist((month.root / CHECKLIST).read_bytes())
    assert changed[0] is not None
    assert len(changed[0].quotas) == (1 if told.endswith("G7") else 0)


def test_a_sum_above_a_target_to_be_met_exactly_or_below_it_is_said(month: Month, empty: bytes) -> None:
    file = month.root / "分解.xlsx"
    file.write_bytes(filled(empty, shares(all_counties(month) | {COUNTY: 1549})))
    lines, complete = apply_quotas(month.workspace, file)
    assert not complete and "少 1" in lines[-1]


def test_what_is_no_quota_workbook_is_read_isolated_and_changes_nothing(
    month: Month, prepared: Prepared
) -> None:
    before = (month.root / CHECKLIST).read_bytes()
    for name, data in (("a.xlsx", prepared.packs["地区教育局"]), ("b.xlsx", b"no workbook")):
        (month.root / name).write_bytes(data)
        with pytest.raises(OperatorError):
            apply_quotas(month.workspace, month.root / name)
    with pytest.raises(OperatorError):
        apply_quotas(month.workspace, month.root / "fehlt.xlsx")
    assert (month.root / CHECKLIST).read_bytes() == before


# --- the sheet 分解 and nothing else ------------------------------------------------------------


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def test_only_the_sheet_of_quotas_is_touched(month: Month) -> None:
    data = (month.root / CHECKLIST).read_bytes()
    names = [unit.name for unit in month.workspace.checklist.reporting]
    edit = put_quotas(data, [Quota(SUBJECT, COUNTY, 2024, 1550.5, "地区教育局")], names)
    old, new = parts(data), parts(edit.data)
    assert list(old) == list(new)
    different = {name for name in old if old[name] != new[name]}
    sheet = openpyxl.load_workbook(io.BytesIO(edit.data))["分解"]
    assert different == {"xl/worksheets/sheet3.xml", "xl/workbook.xml"}
    assert [cell.value for cell in sheet[2]] == [SUBJECT, COUNTY, 2024, 1550.5, "地区教育局"]
    assert sheet.auto_filter.ref == sheet.dimensions == "A1:E2"


def test_an_office_workbook_keeps_its_own_rows_order_notes_and_formulas(month: Month) -> None:
    """Columns in another order, further ones, a note, and a formula in a quota: only values of ours change."""
    book = openpyxl.load_workbook(month.root / CHECKLIST)
    sheet = book["分解"]
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(["本办备注", "单位", "指标编号", "目标", "年度", "确认单位"])
    sheet.append(["老的", COUNTY, SUBJECT, 100, 2024, "某局"])
    sheet.append(["公式", "疏附县", SUBJECT, "=50*2", 2024, None])
    sheet["D2"].comment = openpyxl.comments.Comment("会议定的", "王敏")
    out = io.BytesIO()
    book.save(out)
    names = [unit.name for unit in month.workspace.checklist.reporting]
    quotas = [Quota(SUBJECT, COUNTY, 2024, 120.0), Quota(SUBJECT, "疏勒县", 2024, 90.0)]
    edit = put_quotas(out.getvalue(), quotas, names)
    after = openpyxl.load_workbook(io.BytesIO(edit.data))["分解"]
    rows = [[cell.value for cell in row] for row in after.iter_rows(min_row=2)]
    assert rows == [
        ["老的", COUNTY, SUBJECT, 120, 2024, "某局"],
        ["公式", "疏附县", SUBJECT, "=50*2", 2024, None],
        [None, "疏勒县", SUBJECT, 90, 2024, None],
    ]
    assert after["D2"].comment.text == "会议定的"
    assert len(edit.changes) == 2 and "分解!D2" in edit.changes[0] and "100" in edit.changes[0]


def proposed(month: Month, way: str = "均分") -> bytes:
    propose_quotas(month.workspace, JUNE, way)
    return month.workspace.outbox(JUNE, ASIDE, FILE_NAME).read_bytes()


def test_proposals_are_marked_and_no_quota_until_somebody_agrees(month: Month) -> None:
    data = proposed(month)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["目标分解"]
    names = heads(sheet)
    row = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == SUBJECT)
    cell = row[names.index(COUNTY)]
    assert (cell.value, cell.font.i) == (1550, True)
    assert row[names.index("建议数")].value == "均分建议，待确认"
    assert june(month).result.figures[f"{SUBJECT}/2024-06/{KASHGAR}/rate"].word == "待分解"
    path = month.root / "发回.xlsx"
    path.write_bytes(data)
    before = (month.root / CHECKLIST).read_bytes()
    lines, complete = apply_quotas(month.workspace, path)  # came back as it went out
    assert not complete and any("没有选“同意”" in line for line in lines)
    assert (month.root / CHECKLIST).read_bytes() == before


def test_agreed_proposals_become_quotas_and_are_proposed_no_more(month: Month) -> None:
    path = month.root / "发回.xlsx"
    path.write_bytes(filled(proposed(month), shares({COUNTY: 1550})))
    lines, _ = apply_quotas(month.workspace, path)
    assert sum(f" {SUBJECT} " in line and "新增" in line for line in lines) == 12
    again = Workspace(month.root)
    quotas = [one for one in again.checklist.quotas if one.indicator == SUBJECT]
    assert sum(one.target for one in quotas) == 18_600
    assert {one.confirmed_by for one in quotas} == {"地区教育局"}
    left, notes = standing_proposals(again, JUNE)
    assert SUBJECT not in left and not notes
    assert unsplit(again.checklist, JUNE) == len(left)


def test_weights_are_a_column_that_the_office_added(month: Month) -> None:
    book = openpyxl.load_workbook(month.root / CHECKLIST)
    sheet = book["单位"]
    column = sheet.max_column + 1
    sheet.cell(1, column, "城镇人口")
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, 5).value == "县市":
            sheet.cell(line, column, 40 if sheet.cell(line, 2).value == COUNTY else 5.5)
    book.save(month.root / CHECKLIST)
    again = Workspace(month.root)
    found = proposals_by(again, JUNE, "城镇人口")
    assert sum(found[SUBJECT].shares.values()) == 18_600
    assert found[SUBJECT].shares[KASHGAR] == round(18_600 * 40 / (40 + 11 * 5.5))
    assert found["T22-1"].why == "1个单位没有可用的权重"  # the development zone reports too
    with pytest.raises(OperatorError, match="没有“户籍人口”这一列"):
        proposals_by(again, JUNE, "户籍人口")
    again.ledger.save_quota_way(2024, "户籍人口")
    left, notes = standing_proposals(again, JUNE)
    assert not left and "没有写建议数" in notes[0]


def test_last_years_shares_need_every_unit(month: Month) -> None:
    assert proposals_by(month.workspace, JUNE, "上年")[SUBJECT].why == "上年没有一个月各单位都报了数"
