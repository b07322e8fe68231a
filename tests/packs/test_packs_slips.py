"""Corrections that the office proposes: what counts until the unit's slip is back, and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from collect_month import JUNE, KASHGAR, NOW, Month
from packs_month import Fill, filled, heads, june, run

from toolkit.core.corrections import SLIP
from toolkit.core.form import INDICATORS
from toolkit.core.post import CONFIRMING
from toolkit.core.receipts import Receipt
from toolkit.errors import OperatorError
from toolkit.outputs.summary import write_summary
from toolkit.pipeline.asking.figure import figure_lines
from toolkit.pipeline.deciding.adjusting import adjust, confirm, listed, unconfirmed, withdraw_adjustment
from toolkit.pipeline.deciding.rulingcommands import ruling_lines
from toolkit.pipeline.mailing.posting import post
from toolkit.pipeline.mailing.slips import MAIL_TEMPLATE, clear_slips, plan_slips, slip_letters
from toolkit.pipeline.report import report
from toolkit.pipeline.writing.rendering import slip_files

COUNTY, WHY = "喀什市", ("与教育局台账核对", "张三")
LATER = NOW + timedelta(hours=3)
SECOND_PLACE = "指标数据/T28-5/本月累计"


@pytest.fixture
def subject(month: Month) -> str:
    """An indicator for which the county reported a number, and which the numbers used here fit (no ※)."""
    form = month.form(KASHGAR)
    figures = june(month).result.figures
    return next(
        row.indicator.id
        for row in form.indicators
        if not row.indicator.is_ratio_input
        and row.indicator.report_measure != "是/否"
        and row.target.low > 3456
        and row.indicator.id not in SECOND_PLACE
        and figures[f"{row.indicator.id}/2024-06/{KASHGAR}/ytd"].value is not None
    )


def propose(month: Month, subject: str, value: str = "901", confirmed: Sequence[str] = ()) -> list[str]:
    place = f"指标数据/{subject}/本月累计"
    return adjust(month.workspace, JUNE, COUNTY, place, value, *WHY, NOW, confirmed)


def slip_path(month: Month) -> Path:
    return month.workspace.outbox(JUNE, "退回", f"{KASHGAR}_{COUNTY}_{SLIP}.xlsx")


def mail_path(month: Month) -> Path:
    return month.workspace.outbox(JUNE, "邮件", f"更正确认_{KASHGAR}_{COUNTY}.eml")


def write(month: Month) -> None:
    """The slips of a report, without its other outputs."""
    slips = plan_slips(month.workspace, JUNE)
    files = slip_files(june(month).context, month.workspace.checklist.digest, slips)
    for name, data in files.items():
        month.workspace.write(month.workspace.outbox(JUNE, *name.split("/")), data)
    post(month.workspace, JUNE, slip_letters(month.workspace, JUNE, slips, files), [CONFIRMING])
    clear_slips(month.workspace, JUNE, slips)


def answering(*lines: tuple[str, str, str]) -> Fill:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["更正确认"]
        names = heads(sheet)
        for row, said in enumerate(lines, 5):
            for head, text in zip(("单位答复", "说明（不同意的请写明理由）", "确认人"), said, strict=True):
                sheet.cell(row, names.index(head) + 1).value = text or None

    return fill


def returned(month: Month, *lines: tuple[str, str, str], moment: datetime = LATER) -> Receipt:
    month.drop(f"回执{moment:%d%H}.xlsx", filled(slip_path(month).read_bytes(), answering(*lines)), moment)
    (receipt,) = run(month).receipts
    return receipt


def figure(month: Month, subject: str) -> tuple[float | None, str]:
    found = june(month).result.figures[f"{subject}/2024-06/{KASHGAR}/ytd"]
    return found.value, found.mark


def detail(month: Month, subject: str) -> dict[object, object]:
    state = june(month)
    data = write_summary(state.result, state.checklist, state.findings, state.context)
    path = month.root / "x.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path, data_only=True)
    rows = {}
    for name, place in (("分县明细", (0, 2)), ("指标汇总", (0, 0))):
        sheet = book[name]
        names = heads(sheet)
        wanted = (COUNTY, subject) if name == "分县明细" else (subject, subject)
        row = next(
            row
            for row in sheet.iter_rows(min_row=5, values_only=True)
            if (row[place[0]], row[place[1]]) == wanted
        )
        rows |= {(name, head): value for head, value in zip(names, row, strict=False)}
    return rows


def balanced(month: Month) -> bool:
    return all(account.balanced for account in month.workspace.ledger.accounts(JUNE))


def test_a_proposal_stands_beside_the_reported_figure_until_the_slip_is_back(
    month: Month, subject: str
) -> None:
    before, _ = figure(month, subject)
    lines = propose(month, subject)
    assert "仍按填报数计" in lines[-1] and SLIP in lines[-1]
    told = report(month.workspace, JUNE, LATER, progress=lambda work, _title, _total: work).lines
    assert figure(month, subject) == (before, "待单位确认")
    cells = detail(month, subject)
    assert cells["分县明细", "本月累计"] == before
    remark = str(cells["分县明细", "标注"])
    assert "901" in remark and remark.startswith("待单位确认：单位填报“") and remark.count("单位填报") == 1
    assert "1个单位的数有更正建议，待单位确认" in str(cells["指标汇总", "说明"])
    assert any("待单位确认" in line and COUNTY in line for line in told)
    (open_one,) = unconfirmed(month.workspace, JUNE)
    assert "901" in open_one and COUNTY in open_one
    derived = "\n".join(figure_lines(month.workspace, JUNE, [f"{subject}/2024-06/all/ytd"]))
    for part in ("建议更正为“901”", "张三", "2024-06-26", "待单位确认"):
        assert part in derived
    assert b"base64" in mail_path(month).read_bytes()

    receipt = returned(month, ("同意", "", "李四"))
    assert receipt.status == "accepted" and "同意 1 条" in receipt.reason
    assert figure(month, subject) == (901.0, "更正")
    derived = "\n".join(figure_lines(month.workspace, JUNE, [f"{subject}/2024-06/all/ytd"]))
    for part in ("更正为“901”", "张三", "李四", "2024-06-26", f"archive/2024-06/{COUNTY}/"):
        assert part in derived
    assert unconfirmed(month.workspace, JUNE) == []
    write(month)
    assert not slip_path(month).exists() and not mail_path(month).exists()
    assert balanced(month)


def test_a_refusal_closes_the_proposal_with_the_units_reason(month: Month, subject: str) -> None:
    before, _ = figure(month, subject)
    propose(month, subject)
    write(month)
    receipt = returned(month, ("不同意", "以学籍系统为准", "李四"))
    assert "不同意 1 条" in receipt.reason and "以学籍系统为准" in receipt.reason
    assert figure(month, subject) == (before, "")
    state = june(month)
    (refusal,) = [one for one in state.findings if one.code == "N764"]
    assert "以学籍系统为准" in refusal.problem and "李四" in refusal.problem
    (line,) = listed(month.workspace, JUNE)
    assert "单位不同意：以学籍系统为准" in line
    assert unconfirmed(month.workspace, JUNE) == []
    write(month)
    assert not slip_path(month).exists()
    month.workspace.ledger.close()
    again = adjust(month.workspace, JUNE, COUNTY, f"指标数据/{subject}/本月累计", "901", *WHY, LATER)
    assert "更正2" in again[0]  # the same proposal anew is another one: the old refusal does not close it
    assert figure(month, subject) == (before, "待单位确认")


def test_one_slip_holds_all_open_proposals_of_the_unit_and_each_is_answered_by_itself(
    month: Month, subject: str
) -> None:
    propose(month, subject)
    adjust(month.workspace, JUNE, COUNTY, SECOND_PLACE, "777", *WHY, NOW)
    write(month)
    receipt = returned(month, ("同意", "", "李四"), ("同意", "", ""))
    assert "同意 1 条" in receipt.reason and "没有采用" in receipt.reason  # nobody put a name to the other
    assert figure(month, subject)[0] == 901.0
    assert figure(month, "T28-5")[1] == "待单位确认"
    write(month)  # the slip has one line left
    returned(month, ("不同意", "按合同计", "李四"), moment=LATER + timedelta(hours=2))
    assert figure(month, subject)[0] == 901.0  # what an earlier slip said still counts
    assert figure(month, "T28-5")[1] == ""
    assert balanced(month)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("", "", ""), "refused"),
        (("也行", "", "李四"), "accepted"),
        (("不同意", "", "李四"), "accepted"),
        (("", "再看看", ""), "accepted"),
    ],
)
def test_what_is_no_answer_changes_nothing(
    month: Month, subject: str, line: tuple[str, str, str], status: str
) -> None:
    propose(month, subject)
    write(month)
    receipt = returned(month, line)
    assert receipt.status in (status, "waiting") if status == "refused" else receipt.status == status
    assert figure(month, subject)[1] == "待单位确认"


def test_an_altered_proposal_is_not_agreed_to(month: Month, subject: str) -> None:
    propose(month, subject)
    write(month)

    def fill(book: openpyxl.Workbook) -> None:
        answering(("同意", "", "李四"))(book)
        sheet = book["更正确认"]
        sheet.cell(5, heads(sheet).index("建议更正为") + 1).value = "950"

    month.drop("改.xlsx", filled(slip_path(month).read_bytes(), fill), LATER)
    result = run(month)
    assert [one.code for one in result.findings] == ["Q786"]
    assert figure(month, subject)[1] == "待单位确认"


def test_what_the_unit_said_by_telephone_counts_at_once(month: Month, subject: str) -> None:
    lines = propose(month, subject, confirmed=("李四", "电话", "2024-06-25"))
    assert "单位已确认（李四，电话，2024-06-25）" in lines[-1]
    assert figure(month, subject) == (901.0, "更正")
    write(month)
    assert not slip_path(month).exists()
    for wrong in (("李四", "电话", "昨天"), ("", "电话", "2024-06-25"), ("李四", "电话", "2024-07-25"), ()):
        with pytest.raises(OperatorError):
            confirm(month.workspace, 1, wrong, NOW)
    assert "与教育局台账核对" in ruling_lines(month.workspace, JUNE)[0]


def test_a_proposal_that_went_out_can_be_confirmed_by_its_number_and_withdrawn(
    month: Month, subject: str
) -> None:
    before, _ = figure(month, subject)
    propose(month, subject)
    write(month)
    assert "单位已确认" in confirm(month.workspace, 1, ("李四", "电话", "2024-06-26"), NOW)[0]
    assert figure(month, subject) == (901.0, "更正")
    withdraw_adjustment(month.workspace, 1, LATER)
    assert figure(month, subject) == (before, "")
    assert "已撤回" in listed(month.workspace, JUNE)[0]
    with pytest.raises(OperatorError):
        confirm(month.workspace, 1, ("李四", "电话", "2024-06-26"), NOW)


def test_a_new_return_lets_the_proposal_lapse_and_it_is_said(month: Month, subject: str) -> None:
    propose(month, subject)
    write(month)
    changed = month.filled(KASHGAR, changes={(INDICATORS, subject, "ytd"): 3456.0})
    month.drop("再报.xlsx", changed, LATER)
    run(month)
    assert figure(month, subject) == (3456.0, "※待核实")  # Q759 asks which figure is right
    assert "Q759" in [one.code for one in june(month).findings]
    assert "已失效" in listed(month.workspace, JUNE)[0]
    assert unconfirmed(month.workspace, JUNE) == []
    slip = slip_path(month).read_bytes()
    write(month)
    assert not slip_path(month).exists()
    month.drop("回执.xlsx", filled(slip, answering(("同意", "", "李四"))), LATER + timedelta(hours=1))
    run(month)
    assert figure(month, subject) == (3456.0, "※待核实")  # agreed to another figure than the one reported now
    assert balanced(month)


def test_what_was_not_reported_stays_unreported_until_the_unit_says_it(month: Month, subject: str) -> None:
    blank = month.filled(KASHGAR, changes={(INDICATORS, subject, "ytd"): "待统计"})
    month.drop("留空.xlsx", blank, NOW)
    run(month)
    assert figure(month, subject)[0] is None
    propose(month, subject)
    assert figure(month, subject)[0] is None
    write(month)
    returned(month, ("同意", "", "李四"))
    assert figure(month, subject) == (901.0, "更正")


def test_a_folder_older_than_the_slip_needs_no_template_of_its_own(month: Month, subject: str) -> None:
    (month.root / "templates/mails" / MAIL_TEMPLATE).unlink()
    propose(month, subject)
    write(month)
    assert mail_path(month).is_file()
