"""The journal keeps every change of the ledger, in step with it whatever is killed, and gives the ledger back."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.model import Decision
from toolkit.core.periods import Period
from toolkit.core.returns import Cell, Outcome, Receipt, Submission
from toolkit.errors import OperatorError
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.journal import Journal, JournalError
from toolkit.ledger.rebuild import contents, differences, replay
from toolkit.ledger.records import (
    Adjustment,
    ArrivalRecord,
    Attribution,
    Explanation,
    FormRecord,
    Renaming,
    Ruling,
    Seal,
    Verdict,
    Waiting,
)
from toolkit.ledger.schema import METADATA
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.ledger.watch import State, is_used, state_of

JUNE = Period(2024, 6)
UNIT = "653101"
NOW = datetime(2024, 6, 28, 9)
PLACE = (INDICATORS, "T02-3", "ytd")


def opened(folder: Path) -> Ledger:
    return open_ledger(sqlite_url(folder / "ledger.db"), folder)


def add(ledger: Ledger, value: float) -> str:
    version = ledger.next_version(UNIT, JUNE)
    sha256 = f"{version}".ljust(64, "0")
    cell = Cell(INDICATORS, "J12", str(value), Outcome.ACCEPTED, INDICATORS, "T02-3", "ytd", value)
    received = datetime(2024, 6, 20 + version)
    submission = Submission(
        sha256, f"v{version}.xlsx", "表 “一”.xlsx", UNIT, JUNE, received, version, (cell,)
    )
    findings = [Finding("Q751", unit=UNIT, values={"值": "1,240 个"})]
    ledger.add_submission(submission, findings, held=ledger.sealed(JUNE) is not None, fingerprint=str(value))
    ledger.record_arrival(
        ArrivalRecord(sha256, "邮件.eml", received, 9), [Receipt("a", sha256, "accepted", UNIT)]
    )
    return sha256


def everything(ledger: Ledger) -> None:
    """At least one of all that the ledger ever keeps."""
    ledger.key()
    ledger.sight(["5" * 64], NOW)
    ledger.rename_unit(Renaming("653199", "653198", NOW))
    ledger.save_run(JUNE, "{}")
    ledger.save_checklist("d1", '{"任务": "第一项\\u0000"}')
    ledger.save_form(FormRecord(UNIT, JUNE, "d1", "", ((INDICATORS, "T02-3", True),), NOW, "f" * 64))
    ledger.save_decision(Decision("1", "事项", UNIT, "2024-07-01", "", False), NOW)
    ledger.slip_number(JUNE, UNIT)
    ledger.attribute(Attribution("1".ljust(64, "0"), UNIT, JUNE, NOW))
    ledger.save_waiting(Waiting("9" * 64, "扫描.pdf", NOW, "", "waiting", (), "c"))
    ledger.note_kept(["9" * 64], "电脑 PC-1 的 D:/月报")
    ledger.own_id()
    first = add(ledger, 12.5)
    number = ledger.rule(Ruling("pin", JUNE, UNIT, first, "以此为准", "王敏", NOW))
    add(ledger, 13.0)
    ledger.revoke(number, NOW)
    ledger.rule(Ruling("exclude", JUNE, UNIT, "/".join(PLACE), "重复", "王敏", NOW, seen="13"))
    ledger.adjust(Adjustment(UNIT, JUNE, PLACE, 14.0, "核对", "王敏", NOW))
    ledger.save_verdicts(JUNE, [Verdict("task-19", "● 黄", "● 红", "已批准延期", "王敏", NOW)])
    ledger.save_explanations([Explanation("Q1", "13", "季节性", JUNE)])
    ledger.save_findings(JUNE, [Finding("Q751", unit=UNIT)])
    ledger.keep_open(JUNE, "basis", {UNIT: [1, 0, 0]})
    ledger.seal(Seal(JUNE, "1", NOW, '{"a": 1}', "e" * 64))
    add(ledger, 15.0)
    ledger.reopen(JUNE, "有误", "王敏", NOW)
    ledger.forget_waiting("9" * 64)


def rebuilt(folder: Path) -> Path:
    target = folder / "rebuilt" / "ledger.db"
    replay(Journal(folder), target)
    return target


def test_a_ledger_comes_back_from_its_journal_whole(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    everything(ledger)
    entries, findings = ledger.entries(JUNE), ledger.read_findings(JUNE)
    rulings, numbers = ledger.rulings(JUNE, every=True), ledger.adjustments(JUNE, every=True)
    ledger.close()
    target = rebuilt(tmp_path)
    assert differences(tmp_path / "ledger.db", target) == []
    again = open_ledger(sqlite_url(target))
    assert again.entries(JUNE) == entries
    assert again.read_findings(JUNE) == findings
    assert (again.rulings(JUNE, every=True), again.adjustments(JUNE, every=True)) == (rulings, numbers)
    again.close()


def test_every_table_is_in_the_proof_above(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    everything(ledger)
    ledger.close()
    connection = sqlite3.connect(tmp_path / "ledger.db")
    counts = {
        table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in METADATA.tables
    }
    connection.close()
    assert {table for table, count in counts.items() if not count} <= {"attachments", "packs", "waiting"}
    assert set(contents(tmp_path / "ledger.db")) == set(METADATA.tables)


def test_a_tampered_ledger_differs_from_its_journal(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    everything(ledger)
    ledger.close()
    connection = sqlite3.connect(tmp_path / "ledger.db")
    connection.execute("update cells set number = 99 where number = 13")
    connection.commit()
    connection.close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == ["cells"]


def test_what_is_rolled_back_is_no_act(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    before = Journal(tmp_path).last()
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        add(ledger, 1.0)
        raise ZeroDivisionError
    assert Journal(tmp_path).last() == before
    add(ledger, 2.0)
    ledger.close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == []


def test_what_a_report_works_out_anew_is_no_act(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    before = Journal(tmp_path).last()
    ledger.save_findings(JUNE, [Finding("Q751", unit=UNIT)])
    ledger.keep_open(JUNE, "basis", {UNIT: [1, 0, 0]})
    ledger.close()
    assert Journal(tmp_path).last() == before


class Killed(BaseException):
    """Stands for the end of the process."""


def test_killed_between_the_commit_and_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = opened(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Journal, "append", lambda *_: (_ for _ in ()).throw(Killed))
        add(ledger, 1.0)
    ledger.close()
    behind = Journal(tmp_path).last()
    ledger = opened(tmp_path)
    assert ledger.said == []
    assert Journal(tmp_path).last().number > behind.number
    add(ledger, 2.0)
    ledger.close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == []


@pytest.mark.parametrize("cut", [1, 30, 400])
def test_killed_in_the_middle_of_a_line(tmp_path: Path, cut: int) -> None:
    ledger = opened(tmp_path)
    everything(ledger)
    ledger.close()
    path = tmp_path / "journal.jsonl"
    last = path.read_bytes().splitlines(keepends=True)[-1]
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - min(cut, len(last) - 1))
    ledger = opened(tmp_path)
    assert ledger.said == []
    add(ledger, 2.0)
    ledger.close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == []


def test_a_full_disk_is_said_and_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = opened(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OperatorError, match="磁盘空间"):
        patch.setattr(os, "fsync", full)
        add(ledger, 1.0)
    ledger.close()
    opened(tmp_path).close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == []


@pytest.mark.parametrize("lost", ["gone", "cut"])
def test_a_journal_that_lost_lines_is_written_anew_and_said(tmp_path: Path, lost: str) -> None:
    ledger = opened(tmp_path)
    everything(ledger)
    ledger.close()
    path = tmp_path / "journal.jsonl"
    if lost == "gone":
        path.unlink()
    else:
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:6]))
    ledger = opened(tmp_path)
    assert "已按台账重写" in ledger.said[0]
    ledger.close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == []
    assert len(list(tmp_path.glob("journal-旧-*.jsonl"))) == (lost == "cut")


@pytest.mark.parametrize("how", ["altered", "missing", "garbage"])
def test_a_journal_with_a_wrong_line_rebuilds_nothing(tmp_path: Path, how: str) -> None:
    ledger = opened(tmp_path)
    everything(ledger)
    ledger.close()
    path = tmp_path / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    if how == "altered":
        at = next(number for number, line in enumerate(lines) if b"12.5" in line)
        lines[at] = lines[at].replace(b"12.5", b"92.5")
    elif how == "missing":
        del lines[8]
    else:
        lines[8] = b"\xff\x00\n"
    path.write_bytes(b"".join(lines))
    with pytest.raises(JournalError):
        list(Journal(tmp_path).acts())
    with pytest.raises(OperatorError, match="restore"):
        rebuilt(tmp_path)


def test_a_journal_reaches_for_no_other_file(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.close()
    from toolkit.ledger.journal import line_of

    journal = Journal(tmp_path)
    outside = tmp_path / "outside.db"
    _, line = line_of(journal.last(), [[f"ATTACH DATABASE '{outside}' AS other", [[]]]])
    journal.append([line])
    with pytest.raises(OperatorError):
        rebuilt(tmp_path)
    assert not outside.exists()


def test_the_key_moves_out_of_an_older_ledger_and_never_into_the_journal(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.db")
    data = Path(__file__).parent / "data" / "ledger_v1.sql"
    connection.executescript(data.read_text("utf-8"))
    connection.close()
    ledger = opened(tmp_path)
    assert ledger.key() == bytes.fromhex("ab" * 32)
    assert ledger.said == []
    ledger.close()
    assert (tmp_path / "identity.key").read_text() == "ab" * 32
    assert "ab" * 32 not in (tmp_path / "journal.jsonl").read_text("utf-8")
    connection = sqlite3.connect(tmp_path / "ledger.db")
    assert connection.execute("select count(*) from meta where name = 'key'").fetchone() == (0,)
    connection.close()
    assert differences(tmp_path / "ledger.db", rebuilt(tmp_path)) == []


@pytest.mark.parametrize("how", ["gone", "other", "empty"])
def test_a_key_that_is_gone_is_never_made_anew_in_silence(tmp_path: Path, how: str) -> None:
    ledger = opened(tmp_path)
    key = ledger.key()
    path = tmp_path / "identity.key"
    if how == "gone":
        path.unlink()
    else:
        path.write_text("cd" * 32 if how == "other" else "")
    with pytest.raises(OperatorError, match="--new-key"):
        ledger.key()
    ledger.renew_key()
    assert ledger.key() != key
    ledger.close()


def test_ledger_journal_and_key_are_their_owner_s(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("Windows rules rights by folder")
    before = os.umask(0)
    try:
        folder = tmp_path / "archive"
        ledger = opened(folder)
        everything(ledger)
        beside = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        ledger.close()
    finally:
        os.umask(before)
    assert {"ledger.db", "journal.jsonl", "identity.key"} <= set(beside)
    assert set(beside.values()) == {0o600}
    for name in ("ledger.db", "journal.jsonl"):
        (folder / name).chmod(0o644)
    ledger = opened(folder)
    add(ledger, 3.0)
    ledger.close()
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def grown(folder: Path) -> Path:
    """A ledger with some acts; a copy of it as it was earlier is beside under old.db."""
    folder.mkdir()
    ledger = opened(folder)
    add(ledger, 1.0)
    ledger.close()
    (folder / "old.db").write_bytes((folder / "ledger.db").read_bytes())
    ledger = opened(folder)
    everything(ledger)
    ledger.close()
    return folder / "ledger.db"


def test_what_the_ledger_s_file_is(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    assert state_of(folder / "ledger.db", folder) is State.NEW
    database = grown(folder)
    whole = database.read_bytes()
    assert state_of(database, folder) is State.SOUND
    cases = {
        State.LOST: b"",
        State.OLDER: (folder / "old.db").read_bytes(),
        State.BROKEN: b"no database at all" * 40,
    }
    for state, data in cases.items():
        database.write_bytes(data)
        assert state_of(database, folder) is state
        with pytest.raises(OperatorError, match="rebuild"):
            opened(folder)
        assert database.read_bytes() == data
    database.write_bytes(whole[:5000])
    assert state_of(database, folder) is State.BROKEN
    database.unlink()
    assert state_of(database, folder) is State.LOST
    with pytest.raises(OperatorError, match="rebuild"):
        opened(folder)
    assert not database.exists()


def test_a_ledger_of_another_folder_is_not_taken_for_ours(tmp_path: Path) -> None:
    ours = grown(tmp_path / "a")
    theirs = grown(tmp_path / "b")
    ledger = opened(tmp_path / "b")
    add(ledger, 7.0)
    ledger.close()
    ours.write_bytes(theirs.read_bytes())
    assert state_of(ours, tmp_path / "a") is State.OTHER
    with pytest.raises(OperatorError, match="对不上"):
        opened(tmp_path / "a")


def test_an_empty_ledger_beside_objects_is_lost_even_without_a_journal(tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / ("a" * 64)).write_bytes(b"x")
    sqlite3.connect(tmp_path / "ledger.db").executescript("create table x (y); drop table x; vacuum")
    assert state_of(tmp_path / "ledger.db", tmp_path) is State.LOST


def test_lines_are_json_one_an_act(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.rule(Ruling("accept", JUNE, UNIT, "Q1", "情况属实，一次性拨付", "王敏", NOW, seen="1"))
    ledger.close()
    last = json.loads((tmp_path / "journal.jsonl").read_text("utf-8").splitlines()[-1])
    assert set(last) == {"n", "after", "sum", "sql"}
    assert "一次性拨付" in str(last["sql"])


@pytest.mark.parametrize("table", ["forms", "arrivals", "submissions", "waiting"])
def test_a_ledger_with_anything_in_it_is_used(tmp_path: Path, table: str) -> None:
    """A form that went out, an arrival, a return, a file that waits: each alone is something that would be lost."""
    database = tmp_path / "ledger.db"
    assert not is_used(database)
    with closing(sqlite3.connect(database)) as connection:
        for name in ("forms", "arrivals", "submissions", "waiting", "meta"):
            connection.execute(f"create table {name} (name text, value text)")
        connection.execute("insert into meta values ('schema_version', '9')")
        connection.commit()
        assert not is_used(database)
        connection.execute(f"insert into {table} values ('a', 'b')")
        connection.commit()
    assert is_used(database)
