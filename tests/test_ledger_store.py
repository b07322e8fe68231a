"""The ledger as a store: schema and migrations, two writers, and what people decide."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.model import Decision, Opening
from toolkit.core.openings import with_openings
from toolkit.core.periods import Period
from toolkit.core.returns import Cell, Outcome, Receipt, Submission
from toolkit.errors import OperatorError
from toolkit.ledger.carried import carried_of, carried_text
from toolkit.ledger.connect import on_network_drive, sqlite_url
from toolkit.ledger.journal import Journal
from toolkit.ledger.records import (
    Adjustment,
    ArrivalRecord,
    Attachment,
    Attribution,
    Confirmation,
    Explanation,
    FormRecord,
    Ruling,
    Seal,
    Verdict,
    Waiting,
)
from toolkit.ledger.schema import CELLS, METADATA, SCHEMA_VERSION
from toolkit.ledger.store import Ledger, open_ledger

UNIT = "653101"
MAY, JUNE, JULY = Period(2024, 5), Period(2024, 6), Period(2024, 7)
NOW = datetime(2024, 6, 26, 9)
PLACE = (INDICATORS, "T02-3", "ytd")
BY_PHONE = Confirmation("李四", "电话", "2024-06-27", NOW + timedelta(days=1))
DATA = Path(__file__).parent / "data"


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    opened = open_ledger("sqlite://")
    yield opened
    opened.close()


def report(
    ledger: Ledger,
    value: float | str,
    period: Period = JUNE,
    findings: tuple[Finding, ...] = (),
    key: str = "T02-3",
) -> str:
    """A return that holds one figure."""
    version = ledger.next_version(UNIT, period)
    digest = f"{period}{version}".ljust(64, "0")
    cell = Cell(INDICATORS, "J12", str(value), Outcome.ACCEPTED, INDICATORS, key, "ytd", value)
    received = datetime(period.year, period.month, 20 + version)
    submission = Submission(digest, f"v{version}.xlsx", "表.xlsx", UNIT, period, received, version, (cell,))
    assert ledger.add_submission(submission, findings, held=ledger.sealed(period) is not None)
    return digest


def value(ledger: Ledger, period: Period = JUNE) -> float | str | None:
    found = [e.value for e in ledger.entries(period) if (e.sheet, e.key, e.field) == PLACE]
    return found[0] if found else None


# --- schema, migrations, connections -------------------------------------------------------------


def old_file(folder: Path) -> Path:
    path = folder / "ledger.db"
    connection = sqlite3.connect(path)
    connection.executescript((DATA / "ledger_v1.sql").read_text("utf-8"))
    connection.commit()
    connection.close()
    return path


def test_a_file_of_version_1_is_upgraded_and_keeps_everything(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    ledger = open_ledger(sqlite_url(path), tmp_path)
    assert ledger.key() == bytes.fromhex("ab" * 32)
    assert value(ledger, MAY) == 12.0
    (account,) = ledger.accounts(MAY)
    assert (account.filled, account.accepted, account.rejected, account.ignored) == (3, 1, 1, 1)
    assert ledger.forms(MAY)[0].asked == {(INDICATORS, "T02-3")}
    assert ledger.forms(MAY)[0].layout == 1
    sealed = ledger.sealed(MAY)
    assert sealed is not None
    assert sealed.number == "第5期"
    ledger.save_verdicts(MAY, [Verdict("task-19", "● 黄", "● 红", "已批准延期", "王敏", NOW)])
    ledger.close()
    assert open_ledger(sqlite_url(path), tmp_path).verdicts(MAY)[0].decided == "● 黄"


def test_a_correction_of_an_older_ledger_goes_on_counting(tmp_path: Path) -> None:
    path = old_file(tmp_path)
    connection = sqlite3.connect(path)
    names = "unit, period, sheet, key, field, original, number, reason, name, at, withdrawn_at"
    row = (UNIT, str(MAY), *PLACE, "12", 10.0, "多计2个", "王敏", "2024-06-01T09:00:00", "")
    connection.execute(f"insert into adjustments ({names}) values ({', '.join('?' * len(row))})", row)
    connection.commit()
    connection.close()
    ledger = open_ledger(sqlite_url(path))
    (entry,) = [one for one in ledger.entries(MAY) if one.field == PLACE[2]]
    assert (entry.value, entry.mark) == (10.0, "更正")
    assert "王敏" in entry.note and "旧版" in entry.note
    assert ledger.proposals(MAY) == []


def test_an_upgraded_file_has_the_same_tables_as_a_new_one(tmp_path: Path) -> None:
    open_ledger(sqlite_url(old_file(tmp_path))).close()
    open_ledger(sqlite_url(tmp_path / "new.db")).close()

    def shape(name: str) -> dict[str, set[tuple[str, bool]]]:
        engine = create_engine(sqlite_url(tmp_path / name))
        inspector = inspect(engine)
        tables = {
            table: {(c["name"], bool(c["nullable"])) for c in inspector.get_columns(table)}
            for table in inspector.get_table_names()
        }
        engine.dispose()
        return tables

    assert shape("ledger.db") == shape("new.db")


def test_a_newer_ledger_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(sqlite_url(path)).close()
    connection = sqlite3.connect(path)
    connection.execute("update meta set value = ? where name = 'schema_version'", (str(SCHEMA_VERSION + 1),))
    connection.commit()
    connection.close()
    with pytest.raises(OperatorError) as refusal:
        open_ledger(sqlite_url(path))
    opened = {file.path for file in psutil.Process().open_files()}
    assert refusal.value
    assert str(path) not in opened, "what could not be opened is not held: a copy can be put in its place"


def test_a_file_that_is_no_database_is_an_operator_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is no database at all, but long enough to be looked at" * 20)
    with pytest.raises(OperatorError):
        open_ledger(sqlite_url(path))
    with pytest.raises(OperatorError):
        open_ledger("nonsense://somewhere/else")


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "ledger.db")
    open_ledger(url, tmp_path).close()

    def write(name: str) -> None:
        ledger = open_ledger(url, tmp_path)
        for number in range(40):
            ledger.save_checklist(f"{name}{number}", "{}")
        ledger.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ledger = open_ledger(url, tmp_path)
    assert len(ledger.checklists()) == 80
    ledger.close()
    assert [act.mark.number for act in Journal(tmp_path).acts()] == list(range(1, 82))


def test_an_exception_undoes_the_whole_transaction(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        report(ledger, 1.0)
        raise ZeroDivisionError
    assert ledger.submissions(JUNE) == []
    report(ledger, 2.0)
    assert value(ledger) == 2.0


def test_the_key_is_made_once(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "ledger.db")
    first, second = open_ledger(url, tmp_path), open_ledger(url, tmp_path)
    assert first.key() == second.key()
    assert len(first.key()) == 32
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("path", "mounts", "expected"),
    [
        ("//server/share/ledger.db", "", True),
        ("/mnt/share/a/ledger.db", "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/share nfs4 rw 0 0", True),
        ("/mnt/share2/ledger.db", "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/share nfs4 rw 0 0", False),
        (
            "/mnt/share/local/ledger.db",
            "srv:/x /mnt/share cifs rw 0 0\n/dev/b /mnt/share/local xfs rw 0 0",
            False,
        ),
        ("/home/a/ledger.db", "", False),
    ],
)
def test_network_drives_are_told_from_local_ones(path: str, mounts: str, expected: bool) -> None:
    assert on_network_drive(Path(path), mounts) is expected


def test_the_tables_and_the_bulk_insert_compile_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in METADATA.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
    assert "INSERT INTO cells" in str(
        CELLS.insert().compile(dialect=dialect, column_keys=["submission", "raw"])
    )


# --- issued, arrived ------------------------------------------------------------------------------


def test_a_form_generated_again_keeps_its_time(ledger: Ledger) -> None:
    form = FormRecord(UNIT, JUNE, "d", "", ((INDICATORS, "T02-3", True),), NOW, "a" * 64, carried_text([]))
    ledger.save_form(form)
    later = FormRecord(UNIT, JUNE, "d", "", form.rows, NOW + timedelta(days=1), "a" * 64, form.carried)
    ledger.save_form(later)
    assert ledger.forms(JUNE) == [form]
    changed = FormRecord(UNIT, JUNE, "d", "", (), NOW + timedelta(days=1), "b" * 64)
    ledger.save_form(changed)
    assert ledger.forms(JUNE) == [changed]


def test_what_a_form_showed_is_read_back(ledger: Ledger) -> None:
    report(ledger, 12.5, MAY)
    text = carried_text(ledger.entries(MAY), ["新增任务48"], [Decision("1", "建学校", "喀什市")], "应报5期。")
    carried = carried_of(text, UNIT, JUNE)
    assert [(e.period, e.sheet, e.key, e.field, e.value) for e in carried.entries] == [(MAY, *PLACE, 12.5)]
    assert (carried.changes, carried.so_far) == (("新增任务48",), "应报5期。")
    assert carried.decisions == (Decision("1", "建学校", "喀什市"),)
    assert carried_of("", UNIT, JUNE).entries == ()


def test_arrivals_waiting_attachments_and_attributions(ledger: Ledger) -> None:
    arrival = ArrivalRecord("a" * 64, "表.xlsx", NOW, 10)
    receipt = Receipt("表.xlsx", "a" * 64, "accepted", UNIT, "2024-06", 1)
    ledger.record_arrival(arrival, [receipt])
    ledger.record_arrival(arrival, [receipt])
    assert ledger.arrival_receipts("a" * 64, "表.xlsx", NOW) == (receipt,)
    assert ledger.arrival_receipts("a" * 64, "别的.xlsx", NOW) is None
    finding = Finding("E756", unit=UNIT, values={"filed": "2024年6月"})
    waiting = Waiting("b" * 64, "坏.xlsx", NOW, "a@x.cn", "refused", (finding,), "context")
    ledger.save_waiting(waiting)
    assert ledger.all_waiting() == [waiting]
    ledger.forget_waiting("b" * 64)
    assert ledger.all_waiting() == []
    scan = Attachment("c" * 64, UNIT, JUNE, "盖章.pdf", "archive/x.pdf", NOW, True)
    assert ledger.add_attachment(scan)
    assert not ledger.add_attachment(scan)
    assert ledger.attachments(JUNE) == [scan]
    ledger.attribute(Attribution("c" * 64, UNIT, None, NOW))
    ledger.attribute(Attribution("c" * 64, "653121", JUNE, NOW))
    assert ledger.attributions() == {"c" * 64: Attribution("c" * 64, "653121", JUNE, NOW)}


def test_text_that_no_database_takes_is_stored_readably(ledger: Ledger) -> None:
    report(ledger, "一\x00二\ud800三")
    assert value(ledger) == "一\ufffd二?三"


# --- findings and explanations ---------------------------------------------------------------------


def test_findings_of_a_superseded_cell_are_over(ledger: Ledger) -> None:
    query = Finding("Q751", UNIT, form_sheet=PLACE[0], key=PLACE[1], field=PLACE[2], values={"a": "b"})
    report(ledger, 1.0, findings=(query,))
    assert ledger.read_findings(JUNE) == [query]
    report(ledger, 2.0)
    assert ledger.read_findings(JUNE) == []


def test_findings_of_a_validation_replace_the_earlier_ones(ledger: Ledger) -> None:
    one = Finding("E756", UNIT, values={"filed": "x"})
    ledger.save_findings(JUNE, [one, one])
    ledger.save_findings(JUNE, [one])
    assert ledger.findings(JUNE) == [one]
    assert ledger.read_findings(JUNE) == []


def test_an_explanation_is_carried_on_while_the_figure_stays(ledger: Ledger) -> None:
    ledger.save_explanations([Explanation("Q401@653101/指标数据/T02-3/ytd", "12", "核减重复统计", MAY)])
    carried = ledger.explanations(JUNE)
    assert carried["Q401@653101/指标数据/T02-3/ytd", "12"].text == "核减重复统计"
    assert ("Q401@653101/指标数据/T02-3/ytd", "13") not in carried
    assert ledger.explanations(Period(2024, 4)) == {}
    ledger.save_explanations([Explanation("Q401@653101/指标数据/T02-3/ytd", "12", "另有说明", JUNE)])
    assert ledger.explanations(JULY)["Q401@653101/指标数据/T02-3/ytd", "12"].text == "另有说明"
    assert ledger.explanations(MAY)["Q401@653101/指标数据/T02-3/ytd", "12"].text == "核减重复统计"


def test_an_accepted_finding_stays_accepted_for_its_value_only(ledger: Ledger) -> None:
    number = ledger.rule(Ruling("accept", MAY, UNIT, "Q401@x", "已核实", "王敏", NOW, "12"))
    assert set(ledger.accepted(JUNE)) == {("Q401@x", "12")}
    ledger.revoke(number, NOW)
    assert ledger.accepted(JUNE) == {}
    assert [ruling.revoked_at for ruling in ledger.rulings(MAY, every=True)] == [NOW]
    with pytest.raises(OperatorError):
        ledger.revoke(99, NOW)
    with pytest.raises(OperatorError):
        ledger.rule(Ruling("withdraw", MAY, UNIT, "f" * 64, "发错", "王敏", NOW))
    assert ledger.rulings(MAY) == []


# --- adjustments, decisions, seals -------------------------------------------------------------------


def test_an_adjustment_marks_the_figure_and_leaves_the_original(ledger: Ledger) -> None:
    digest = report(ledger, 120.0)
    change = Adjustment(UNIT, JUNE, PLACE, 12.0, "多写一个零", "王敏", NOW)
    number = ledger.adjust(change)
    assert ledger.adjust(change) == number
    (entry,) = ledger.entries(JUNE)
    assert (entry.value, entry.mark) == (120.0, "待单位确认")
    assert "“12”" in entry.note and "王敏" in entry.note
    ledger.confirm_adjustment(number, BY_PHONE)
    assert ledger.adjust(change) == number  # said again: still confirmed
    (entry,) = ledger.entries(JUNE)
    assert (entry.value, entry.mark) == (12.0, "更正")
    assert entry.source is not None
    assert entry.source.raw == "120.0"
    assert ledger.cells(digest)[0].value == 120.0
    assert ledger.adjustments(JUNE)[0].original == "120"
    assert ledger.last_change(JUNE) == BY_PHONE.at
    ledger.withdraw_adjustment(number, NOW)
    assert value(ledger) == 120.0
    with pytest.raises(OperatorError):
        ledger.withdraw_adjustment(number, NOW)
    with pytest.raises(OperatorError):
        ledger.confirm_adjustment(number, BY_PHONE)


def test_an_adjustment_lapses_when_the_unit_returns_another_figure(ledger: Ledger) -> None:
    report(ledger, 120.0)
    ledger.adjust(Adjustment(UNIT, JUNE, PLACE, 12.0, "多写一个零", "王敏", NOW))
    assert ledger.read_findings(JUNE) == []
    assert [one.original for one in ledger.proposals(JUNE)] == ["120"]
    report(ledger, 13.0)
    assert value(ledger) == 13.0
    assert ledger.proposals(JUNE) == []
    assert [finding.code for finding in ledger.read_findings(JUNE)] == ["Q759"]


def test_the_office_may_fill_a_place_that_nobody_reported(ledger: Ledger) -> None:
    number = ledger.adjust(Adjustment(UNIT, JUNE, PLACE, 7.0, "电话核实", "王敏", NOW))
    assert ledger.entries(JUNE) == []  # 未报, until the unit says so
    ledger.confirm_adjustment(number, BY_PHONE)
    (entry,) = ledger.entries(JUNE)
    assert (entry.value, entry.source, entry.mark) == (7.0, None, "更正")


def test_a_return_of_the_figure_that_was_proposed_leaves_nothing_to_ask(ledger: Ledger) -> None:
    report(ledger, 120.0)
    ledger.adjust(Adjustment(UNIT, JUNE, PLACE, 12.0, "多写一个零", "王敏", NOW))
    report(ledger, 12.0)
    (entry,) = ledger.entries(JUNE)
    assert (entry.value, entry.mark) == (12.0, "")
    assert ledger.read_findings(JUNE) == [] and ledger.proposals(JUNE) == []


def test_what_the_unit_confirmed_counts_until_it_confirms_another_figure(ledger: Ledger) -> None:
    report(ledger, 120.0)
    ledger.confirm_adjustment(
        ledger.adjust(Adjustment(UNIT, JUNE, PLACE, 12.0, "多写一个零", "王敏", NOW)), BY_PHONE
    )
    number = ledger.adjust(Adjustment(UNIT, JUNE, PLACE, 11.0, "又核减一个", "王敏", NOW + timedelta(days=1)))
    (entry,) = ledger.entries(JUNE)
    assert (entry.value, entry.mark) == (12.0, "更正、待单位确认")
    ledger.confirm_adjustment(number, BY_PHONE)
    (entry,) = ledger.entries(JUNE)
    assert (entry.value, entry.mark) == (11.0, "更正")


def test_the_register_of_decisions(ledger: Ledger) -> None:
    ledger.save_decision(Decision("2024-1", "落实用地指标", "疏附县", "2024-07"), NOW)
    ledger.save_decision(Decision("2024-2", "补足缺口资金", "疏勒县"), NOW)
    ledger.save_decision(Decision("2024-1", "落实用地指标", "疏附县", "2024-07", "已批复", True), NOW)
    assert [decision.number for decision in ledger.decisions()] == ["2024-2"]
    assert ledger.decisions(every=True)[0].feedback == "已批复"


def test_seal_number_reopen_and_what_is_refused(ledger: Ledger) -> None:
    report(ledger, 1.0)
    seal = Seal(JUNE, "第6期", NOW, '{"a": 1}', "e" * 64)
    ledger.seal(seal)
    with pytest.raises(OperatorError):
        ledger.seal(seal)
    with pytest.raises(OperatorError):
        ledger.seal(Seal(JULY, "第6期", NOW, "{}", "e" * 64))
    report(ledger, 2.0)
    assert value(ledger) == 1.0
    assert [finding.code for finding in ledger.read_findings(JUNE)] == ["E756"]
    with pytest.raises(OperatorError):
        ledger.reopen(JUNE, " ", "王敏", NOW)
    ledger.reopen(JUNE, "迟报补入", "王敏", NOW)
    assert value(ledger) == 2.0
    assert ledger.sealed(JUNE) is None
    ledger.seal(Seal(JUNE, "第6期", NOW, "{}", "f" * 64))
    assert [(seal.document[0], seal.reason) for seal in ledger.seals()] == [("e", "迟报补入"), ("f", "")]
    with pytest.raises(OperatorError):
        ledger.reopen(JULY, "没有封存", "王敏", NOW)


def test_verdicts_keep_the_time_of_what_did_not_change(ledger: Ledger) -> None:
    first = Verdict("task-19", "● 黄", "● 红", "已批准延期", "王敏", NOW)
    ledger.save_verdicts(JUNE, [first])
    later = NOW + timedelta(days=1)
    again = [Verdict("task-19", "● 黄", "● 红", "已批准延期", "王敏", later)]
    ledger.save_verdicts(JUNE, again)
    assert ledger.verdicts(JUNE) == [first]
    ledger.save_verdicts(JUNE, [])
    assert ledger.verdicts(JUNE) == []


def test_opening_values_stand_in_for_earlier_months_without_a_return(ledger: Ledger) -> None:
    openings = (
        Opening("T02-3", "喀什市", MAY, 40.0),
        Opening("T02-3", "疏附县", MAY, 50.0),
        Opening("T02-4", "疏附县", MAY, None, 3.0, 4.0),
        Opening("T02-3", "疏附县", JUNE, 60.0),
    )
    report(ledger, 41.0, MAY)
    codes = {"喀什市": UNIT, "疏附县": "653121"}
    months = with_openings(ledger.entries_upto(JUNE), openings, codes, JUNE)
    back = [Period(2023, month) for month in (6, 11, 12)]  # for 同比 and 环比
    assert list(months) == [*back, *(Period(2024, month) for month in range(1, 7))]
    seen = {(e.unit, e.key, e.field): (e.value, e.mark) for e in months[MAY]}
    assert seen == {
        (UNIT, "T02-3", "ytd"): (41.0, ""),
        ("653121", "T02-3", "ytd"): (50.0, "期初值"),
        ("653121", "T02-4", "numerator"): (3.0, "期初值"),
        ("653121", "T02-4", "denominator"): (4.0, "期初值"),
    }
    assert months[JUNE] == []


def test_last_change_is_that_of_what_counts(ledger: Ledger) -> None:
    assert ledger.last_change(JUNE) is None
    report(ledger, 1.0)
    assert ledger.last_change(JUNE) == datetime(2024, 6, 21)
    ledger.seal(Seal(JUNE, "第6期", NOW, "{}", "e" * 64))
    report(ledger, 2.0)
    assert ledger.last_change(JUNE) == datetime(2024, 6, 21)
    assert ledger.last_change(JUNE, with_held=True) == datetime(2024, 6, 22)
