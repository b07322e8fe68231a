"""collect on real forms: what is filed where, what waits, what a person decides, what a rerun does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from collect_month import (
    DEFENCE,
    GRID,
    HOUSING,
    JUNE,
    NOW,
    PDF,
    Month,
    copy_month,
    ledger_content,
    mail,
    make_month,
    run,
    tree,
    zipped,
)
from inbox_samples import zip_of
from openpyxl import load_workbook
from openpyxl.comments import Comment
from rar_samples import rar_of

from toolkit.core.form import COVER, TASKS
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Outcome, Receipt
from toolkit.demo.returns import made_up_values
from toolkit.errors import OperatorError
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.scan import NOTE_SUFFIX
from toolkit.inbox.signals import Names
from toolkit.inbox.worker import Crew, Result
from toolkit.ledger.records import Ruling, Seal
from toolkit.pipeline.archive.exchange import exchange
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.collecting.filing import filing_findings
from toolkit.pipeline.collecting.parcel import Piece
from toolkit.pipeline.collecting.read import ReadReturn
from toolkit.pipeline.month.validation import open_by_unit, validate


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return make_month(tmp_path_factory.mktemp("month") / "root")


@pytest.fixture(scope="session")
def returns(template: Month) -> dict[str, bytes]:
    return {unit: template.filled(unit) for unit in (GRID, HOUSING, DEFENCE)}


@pytest.fixture
def month(template: Month, tmp_path: Path) -> Iterator[Month]:
    copied = copy_month(template, tmp_path / "root")
    yield copied
    copied.workspace.ledger.close()


@pytest.fixture(autouse=True)
def no_waiting_for_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)


def fates(result: CollectResult) -> dict[str, str]:
    return {receipt.name: receipt.status for receipt in result.receipts}


def only(result: CollectResult) -> Receipt:
    (receipt,) = result.receipts
    return receipt


def test_a_return_is_archived_filed_and_leaves_the_inbox(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("国网6月.xlsx", returns[GRID], datetime(2024, 6, 24, 10, 30))
    result = run(month)
    assert fates(result) == {"国网6月.xlsx": "accepted"}
    assert not result.needs_person
    filed = month.root / "archive/2024-06/国网喀什供电公司/v1_20240626-090000_国网6月.xlsx"
    assert filed.read_bytes() == returns[GRID]
    (account,) = month.workspace.ledger.accounts(JUNE)
    assert month.root / account.file == filed
    assert (month.root / "archive/objects" / account.sha256).read_bytes() == returns[GRID]
    assert account.balanced
    assert account.accepted + account.normalised > 10
    assert month.workspace.ledger.last_change(JUNE) == NOW
    assert list(month.inbox.iterdir()) == []


def test_running_twice_changes_nothing_and_the_same_bytes_are_one(
    month: Month, returns: dict[str, bytes]
) -> None:
    month.drop("a.xlsx", returns[GRID])
    month.drop("坏.xlsx", returns[HOUSING][:900])
    broken = mail(
        "a@x.cn", datetime(2024, 6, 20, 9), 好__xlsx=returns[DEFENCE], 残__xlsx=returns[HOUSING][:800]
    )
    month.drop("一封.eml", broken)
    run(month)
    before = ledger_content(month.root), tree(month.root / "archive"), tree(month.inbox)
    run(month)
    assert (ledger_content(month.root), tree(month.root / "archive"), tree(month.inbox)) == before
    month.drop("b.xlsx", returns[GRID], datetime(2024, 6, 25))
    assert fates(run(month))["b.xlsx"] == "duplicate"
    assert len(month.workspace.ledger.accounts(JUNE)) == 2


def test_what_needs_a_person_waits_with_its_reason(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("坏.xlsx", returns[HOUSING][:900])
    month.drop("扫描件.pdf", PDF)
    month.drop("空.xlsx", b"")
    month.drop("国网.xlsx", returns[GRID])
    result = run(month)
    assert fates(result) == {
        "坏.xlsx": "refused",
        "扫描件.pdf": "waiting",
        "空.xlsx": "refused",
        "国网.xlsx": "accepted",
    }
    assert result.needs_person
    assert all(
        receipt.reason and receipt.remedy for receipt in result.receipts if receipt.status != "accepted"
    )
    waiting = {path.name for path in month.waiting.iterdir()}
    names = {"坏.xlsx", "扫描件.pdf", "空.xlsx"}
    assert waiting == names | {name + NOTE_SUFFIX for name in names}
    assert run(month).needs_person


def test_waiting_files_are_not_read_again(
    month: Month, returns: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = month.filled(HOUSING, changes=dict.fromkeys(made_up_values(month.form(HOUSING))))
    month.drop("空表.xlsx", blank)
    assert fates(run(month)) == {"空表.xlsx": "waiting"}

    def refuse(*_args: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("toolkit.inbox.worker.Crew.run", refuse)
    result = run(month)
    assert fates(result) == {"空表.xlsx": "waiting"}
    assert result.findings[0].code == "E708"


def test_a_blank_form_with_something_beside_says_what(month: Month) -> None:
    book = load_workbook(BytesIO(month.filled(GRID, changes=dict.fromkeys(made_up_values(month.form(GRID))))))
    plain, noted, added = BytesIO(), BytesIO(), BytesIO()
    book.save(plain)
    book[TASKS]["K5"].comment = Comment("本月改造12条线路", "经办")
    book.save(noted)
    book[TASKS]["K5"].comment = None
    book.create_sheet("六月数据")["A1"] = "改造线路12条"
    book.save(added)
    month.drop("附表.xlsx", added.getvalue())
    month.drop("批注.xlsx", noted.getvalue())
    month.drop("空表.xlsx", plain.getvalue())
    said = {finding.address: finding for finding in run(month).findings}
    assert {name: finding.code for name, finding in said.items()} == {
        "附表.xlsx": "E767",
        "批注.xlsx": "E767",
        "空表.xlsx": "E708",
    }
    assert "改造线路12条" in said["附表.xlsx"].problem and "本月改造12条线路" in said["批注.xlsx"].problem


def test_a_blank_form_beside_the_filled_one_is_left_and_one_that_comes_later_is_asked_about(
    month: Month, returns: dict[str, bytes]
) -> None:
    blank = month.filled(GRID, changes=dict.fromkeys(made_up_values(month.form(GRID))))
    month.drop("回复.eml", mail("a@x.cn", NOW, 空表__xlsx=blank, 表__xlsx=returns[GRID]))
    result = run(month)
    assert fates(result) == {"空表.xlsx": "skipped", "表.xlsx": "accepted"} and not month.waiting.exists()
    (left,) = [one for one in result.receipts if one.status == "skipped"]
    assert "空白表" in left.reason
    month.drop("空表.xlsx", blank)
    later = run(month)
    assert fates(later) == {"空表.xlsx": "waiting"}
    assert [finding.code for finding in later.findings] == ["E770"] and "照旧算数" in later.findings[
        0
    ].problem


def test_what_a_fault_of_ours_refused_is_read_again_once_it_is_mended(
    month: Month, returns: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    month.drop("国网.xlsx", returns[GRID])
    with monkeypatch.context() as fault:
        fault.setattr(Crew, "run", lambda *_: iter([Result(error=Unreadable("E823"), detail="KeyError")]))
        assert fates(run(month)) == {"国网.xlsx": "refused"}
    assert fates(run(month)) == {"国网.xlsx": "refused"}  # the same program would say the same
    monkeypatch.setattr("toolkit.pipeline.collecting.context.program_digest", lambda: "mended")
    assert fates(run(month)) == {"国网.xlsx": "accepted"}
    assert not month.waiting.exists()
    assert month.workspace.ledger.all_waiting() == []


def test_taking_a_waiting_file_away_ends_its_waiting(month: Month) -> None:
    month.drop("扫描件.pdf", PDF)
    run(month)
    exchange(month.workspace)  # as every command does: of a server's ledger only whose file it is may end it
    (month.waiting / "扫描件.pdf").unlink()
    assert not run(month).receipts
    assert not month.waiting.exists()
    assert month.workspace.ledger.all_waiting() == []


def test_documents_go_with_the_return_they_came_with(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("国网.zip", zipped(报表__xlsx=returns[GRID], 盖章扫描件__pdf=PDF))
    assert fates(run(month)) == {"报表.xlsx": "accepted", "盖章扫描件.pdf": "attachment"}
    (attachment,) = month.workspace.ledger.attachments(JUNE)
    assert (attachment.unit, attachment.stamped) == (GRID, True)
    assert (month.root / attachment.file).read_bytes() == PDF


def test_no_path_of_the_ledger_is_given_to_two_documents_though_one_lies_on_another_computer(
    month: Month, returns: dict[str, bytes]
) -> None:
    for data in (PDF, PDF + b"another"):
        month.drop("国网.zip", zipped(报表__xlsx=returns[GRID], 扫描件__pdf=data))
        run(month)
        for path in (month.root / "archive/2024-06").rglob("*.pdf"):  # as if it had come there
            path.unlink()
    filed = [one.file for one in month.workspace.ledger.attachments(JUNE)]
    assert len(set(filed)) == 2


def test_a_rar_of_two_returns_is_read_like_the_same_zip(
    template: Month, returns: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "toolkit.inbox.containers.rar", None)  # only the children may load UnRAR
    files = {"国网.xlsx": returns[GRID], "住建.xlsx": returns[HOUSING], "盖章.pdf": PDF}
    packed = {"zip": zip_of(files), "rar": rar_of(files)}
    ledgers = []
    for suffix, data in packed.items():
        month = copy_month(template, tmp_path / suffix)
        month.drop(f"报送.{suffix}", data)
        assert fates(run(month)) == {
            "国网.xlsx": "accepted", "住建.xlsx": "accepted", "盖章.pdf": "waiting"
        }  # fmt: skip
        month.workspace.ledger.close()
        ledgers.append(ledger_content(month.root))
    zipped_month, rar_month = ledgers
    assert len(zipped_month["cells"]) > 20
    assert rar_month["cells"] == zipped_month["cells"]


def test_mail_date_says_who_is_newer_and_who_sent_it(month: Month, returns: dict[str, bytes]) -> None:
    place = (TASKS, str(month.form(GRID).rows[0].task.no), "progress")
    older = month.filled(GRID, changes={place: "旧的进展，新建2座变电站"})
    month.drop("z.eml", mail("a@x.cn", datetime(2024, 6, 20, 9), 旧__xlsx=older), datetime(2024, 6, 26))
    month.drop(
        "a.eml", mail("b@x.cn", datetime(2024, 6, 22, 9), 新__xlsx=returns[GRID]), datetime(2024, 6, 25)
    )
    run(month)
    first, second = month.workspace.ledger.submissions(JUNE)
    assert (first.version, first.sender, first.received) == (1, "a@x.cn", datetime(2024, 6, 20, 9))
    assert (second.version, second.original_name) == (2, "新.xlsx")
    old_cell = next(
        c for c in month.workspace.ledger.cells(first.sha256) if c.field == "progress" and c.key == place[1]
    )
    assert old_cell.outcome is Outcome.SUPERSEDED
    assert all(account.balanced for account in month.workspace.ledger.accounts(JUNE))


@pytest.mark.parametrize(
    ("sender", "fate"),
    [
        ("疏勒县发改委张三 <zs@example.org>", "waiting"),
        ('"张三, 疏勒县" <zs@example.org>', "waiting"),
        ("国网喀什供电公司 <gw@example.org>", "accepted"),
        ("住建局李四 <ls@example.org>", "accepted"),  # every county has a bureau of that name
    ],
)
def test_the_name_of_a_mail_sender_is_a_signal(
    month: Month, returns: dict[str, bytes], sender: str, fate: str
) -> None:
    month.drop("信.eml", mail(sender, datetime(2024, 6, 20, 9), 报表__xlsx=returns[GRID]))
    result = run(month)
    assert fates(result) == {"报表.xlsx": fate}
    assert [f.code for f in result.findings if f.code == "E701"] == (["E701"] if fate == "waiting" else [])


def test_a_person_says_whose_it_is_and_that_is_remembered(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("扫描件.pdf", PDF)
    run(month)
    result = run(month, as_unit=GRID, file=month.waiting / "扫描件.pdf")
    assert fates(result) == {"扫描件.pdf": "attachment"}
    assert [a.unit for a in month.workspace.ledger.attachments(JUNE)] == [GRID]
    assert not month.waiting.exists()
    month.drop("又来.pdf", PDF)
    assert fates(run(month)) == {"又来.pdf": "duplicate"}


def test_the_decision_settles_a_conflict(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("地区国动办6月.xlsx", returns[GRID])  # its name says another unit than its content
    result = run(month)
    assert only(result).status == "waiting"
    assert "E701" in {finding.code for finding in result.findings}
    result = run(month, as_unit="国网喀什供电公司", file=month.waiting / "地区国动办6月.xlsx")
    assert (only(result).status, only(result).unit) == ("accepted", GRID)
    assert month.workspace.ledger.submissions(JUNE)[0].evidence[0] == "经办人指定"


def test_another_countys_name_around_a_signed_form_is_said(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("疏勒县6月.zip", zipped(报表__xlsx=returns[GRID]))
    month.drop("各县市.zip", zipped(报表__xlsx=returns[DEFENCE]))
    result = run(month)
    assert [receipt.status for receipt in result.receipts] == ["accepted", "accepted"]
    (told,) = [finding for finding in result.findings if finding.code == "Q761"]
    assert told.unit == GRID and "疏勒县6月.zip" in told.problem and "疏勒县" in told.remedy


def test_another_countys_name_in_the_subject_is_said_but_not_in_an_answer() -> None:
    units = (Unit("653122", "疏勒县", "疏勒县"), Unit("653101", "喀什市", "喀什市"))
    for subject, said in (("喀什市6月报表", ["Q761"]), ("回复：喀什市6月报表", []), ("疏勒县6月报表", [])):
        piece = Piece("报表.xlsx", "", "workbook", path=("信.eml",), subject=subject)
        read = ReadReturn("653122", JUNE)
        found = filing_findings(
            piece, read, JUNE, Names(units), {one.code: one.name for one in units}.__getitem__
        )
        assert [one.code for one in found] == said


def test_a_person_names_the_unit_and_a_month_in_the_file_name_alone_does_not_count(
    month: Month, returns: dict[str, bytes]
) -> None:
    book = load_workbook(BytesIO(returns[HOUSING]))
    for name in ("_meta", COVER):
        del book[name]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    for sheet in book.worksheets:
        sheet["A1"].value = None
    out = BytesIO()
    book.save(out)
    path = month.drop("七月住建报表7月.xlsx", out.getvalue())
    assert only(run(month)).status == "waiting"
    waiting = next(month.waiting.glob("*.xlsx"))
    assert not path.exists()
    receipt = only(run(month, as_unit="地区住建局", file=waiting))
    assert (receipt.status, receipt.unit, receipt.period) == ("accepted", HOUSING, "2024-06")


def test_a_unit_without_a_file_or_an_unknown_unit_is_an_operator_error(month: Month) -> None:
    with pytest.raises(OperatorError):
        run(month, as_unit=GRID)
    with pytest.raises(OperatorError):
        run(month, as_unit="月球", file=month.inbox / "x.xlsx")
    with pytest.raises(OperatorError):
        run(month, as_unit=GRID, file=month.inbox / "没有.xlsx")


def test_a_return_of_another_period_is_filed_under_its_own(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("国网.xlsx", returns[GRID])
    july = month.workspace.config.model_copy(update={"period": Period(2024, 7)})
    workspace = month.workspace
    result = collect(month.root, july, NOW, ledger=workspace.ledger, checklist=workspace.checklist)
    assert only(result).period == "2024-06"
    assert "N755" in {finding.code for finding in result.findings}
    assert not result.needs_person
    assert (month.root / "archive/2024-06/国网喀什供电公司").is_dir()
    told = next(one for one in validate(workspace, Period(2024, 7), {}, keep=False).open if one.unit == GRID)
    assert (told.code, told.address) == ("Q755", "国网.xlsx") and "2024年7月的表还没有报来" in told.problem


def test_a_return_for_a_sealed_period_is_kept_and_flagged(month: Month, returns: dict[str, bytes]) -> None:
    ledger = month.workspace.ledger
    ledger.seal(Seal(JUNE, "第6期", NOW, "{}", "0" * 64))
    month.drop("国网.xlsx", returns[GRID])
    result = run(month)
    assert (only(result).status, result.needs_person) == ("accepted", True)
    assert ledger.entries(JUNE) == []
    assert [submission.unit for submission in ledger.held(JUNE)] == [GRID]
    assert len(ledger.entries(JUNE, with_held=True)) > 10
    made = validate(month.workspace, JUNE, {}, keep=False)
    (late,) = (one for one in made.open if one.code == "E756")
    assert late.id in made.kept  # the unit can do nothing about it: no letter, no 错误待改
    assert open_by_unit([late], made.kept)[GRID].errors == 0
    ledger.reopen(JUNE, "国网迟报，经同意补入", "王敏", NOW)
    assert len(ledger.entries(JUNE)) > 10
    assert "E756" not in {finding.code for finding in ledger.read_findings(JUNE)}


def test_temporary_files_are_left_alone_but_listed(month: Month) -> None:
    month.drop("~$国网.xlsx", b"lock")
    result = run(month)
    assert fates(result) == {"~$国网.xlsx": "skipped"}
    assert not result.needs_person
    assert (month.inbox / "~$国网.xlsx").exists()


def test_a_withdrawn_return_may_come_again(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("国网.xlsx", returns[GRID])
    run(month)
    ledger = month.workspace.ledger
    (submission,) = ledger.submissions(JUNE)
    ledger.rule(Ruling("withdraw", JUNE, GRID, submission.sha256, "发错了", "王敏", NOW))
    assert ledger.entries(JUNE) == []
    month.drop("国网.xlsx", month.filled(GRID, "另一份"))
    run(month)
    (again,) = ledger.submissions(JUNE)
    assert again.version == 2
    assert len(ledger.entries(JUNE)) > 10


def test_a_name_that_says_void_is_asked_about(month: Month, returns: dict[str, bytes]) -> None:
    month.drop("国网6月（作废）.xlsx", returns[GRID])
    month.drop("定稿.xlsx", returns[HOUSING])
    result = run(month)
    assert [receipt.status for receipt in result.receipts] == ["accepted", "accepted"]
    assert [(f.unit, f.seen) for f in result.findings if f.code == "Q767"] == [(GRID, "国网6月（作废）.xlsx")]


def test_what_a_mail_says_of_figures_is_asked_about_and_never_lost(
    month: Month, returns: dict[str, bytes]
) -> None:
    said = "表中T02-3应为35，请更正"

    def sent(day: int, unit: str, text: str) -> bytes:
        data = mail("a@example.org", datetime(2024, 6, day, 9), 报表__xlsx=returns[unit])
        assert "请查收。".encode() in data
        return data.replace("请查收。".encode(), text.encode())

    month.drop("信.eml", sent(20, GRID, "请查收"))
    month.drop("更正.eml", sent(21, HOUSING, said))
    first = run(month)
    (told,) = [finding for finding in first.findings if finding.code == "Q766"]
    assert said in told.problem and told.unit == HOUSING
    kept = month.workspace.ledger.read_findings(JUNE)
    assert [(one.unit, one.code) for one in kept if one.code == "Q766"] == [(HOUSING, "Q766")]
    month.drop("又.eml", sent(22, GRID, said))  # the same form again, but not the same words
    again = run(month)
    assert only(again).status == "duplicate" and said in only(again).reason
    assert [finding.code for finding in again.findings] == ["Q766"]
