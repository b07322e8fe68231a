"""A ledger on a real PostgreSQL server: the same month gives the same papers as on SQLite, and two at once lose nothing.

Needs Debian's package postgresql, which ``.ci/run`` installs (tests/postgres.py); the driver is in the tests' lock.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, redirect_stderr, suppress
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from urllib.parse import unquote

import openpyxl
import pytest
from postgres import at as at
from postgres import database
from shared_folders import JUNE, UNITS, folder, returned, run
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

import toolkit.ledger.server
from toolkit.cli import main
from toolkit.config import Config, load_config
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.model import Decision
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.faults import database_fault
from toolkit.ledger.records import Adjustment, Waiting
from toolkit.ledger.server import address, is_server, prepare_server
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.pipeline.archive.exchange import this_computer
from toolkit.pipeline.folder.workspace import SETTINGS, Workspace

ROOT = Path(__file__).resolve().parent.parent
LATE = "叶城县"


def test_an_address_gets_the_driver_that_is_installed() -> None:
    assert str(address("postgresql://a:b@h:5432/x")).startswith("postgresql+psycopg://a:")
    assert str(address("postgres://h/x")) == "postgresql+psycopg://h/x"
    assert address("sqlite:///x.db") == "sqlite:///x.db" and not is_server("sqlite:///x.db")


def test_what_a_connection_is_told_outlives_a_first_transaction_that_fails() -> None:
    """What is set within a transaction goes when it is undone: it is committed before anything else is done."""
    said: list[str] = []

    class Connection:
        def cursor(self) -> object:
            return nullcontext(SimpleNamespace(execute=said.append))

        def commit(self) -> None:
            said.append("commit")

    engine = create_engine("postgresql+psycopg://")
    prepare_server(engine, 30)
    *_, ours = engine.pool.dispatch.connect
    ours(Connection(), None)
    assert said == [
        "SET lock_timeout = '30s'",
        "SET tcp_keepalives_idle = 30",
        "SET tcp_keepalives_interval = 10",
        "SET tcp_keepalives_count = 3",
        "commit",
    ]


CONFIG = (ROOT / SETTINGS).read_text("utf-8")


def configured(url: str) -> Config:
    return load_config(CONFIG.replace('url = ""', f'url = "{url}"', 1))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://u:p@h:5432/x",
        "postgres://h/x",
        "postgresql+psycopg://u@[::1]:5432/x?sslmode=require",
        "postgresql://u:p/%40q@h/x",
        "postgresql:///x?host=/run/postgresql",
    ],
)
def test_an_address_of_a_server_is_one(url: str) -> None:
    assert configured(url).ledger.url == url
    assert configured(f" {url.replace('postgres', 'PostgreS', 1)} ").ledger.url.lower() == url.lower()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///D:/台账.db", "只能是本文件夹自己的 archive/ledger.db"),
        ("sqlite://", "只能是本文件夹自己的 archive/ledger.db"),
        ("D:/台账.db", "只能写 PostgreSQL"),
        ("mysql://u:S3cret@h/x", "只能写 PostgreSQL"),
        ("u:S3cret@h/x", "只能写 PostgreSQL"),
        ("postgresql://u:S3@cret@h/x", "%40"),
        ("postgresql://u:S3cret@h:54a/x", "服务器和端口写得不对"),
        ("postgresql://u:S3cret@h:/x", "服务器和端口写得不对"),
        ("postgresql://u:S3cret@[::1/x", "服务器和端口写得不对"),
    ],
)
def test_any_other_place_is_refused_and_its_password_not_told(url: str, says: str) -> None:
    """A file that two folders name would stop the second one with advice that is wrong there; one in memory would be lost."""
    with pytest.raises(OperatorError, match=re.escape(says)) as told:
        configured(url)
    assert "S3" not in str(told.value) and "cret" not in str(told.value)


@pytest.mark.parametrize(
    "url", ["postgresql://127.0.0.1:1/x?user=u&password=S3cret", "postgresql://u:S3?cret@127.0.0.1:1/x"]
)
def test_a_server_that_does_not_answer_is_told_without_its_password(url: str) -> None:
    with pytest.raises(OperatorError, match=r"台账 127\.0\.0\.1:1/x 打不开：连不上") as told:
        open_ledger(url)
    assert "S3" not in str(told.value) and "cret" not in str(told.value)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  role "u" does not exist', "用户名或密码不对"),
        ('FATAL:  password authentication failed for user "u"', "用户名或密码不对"),
        ("fe_sendauth: no password supplied", "用户名或密码不对"),
        ('FATAL:  database "x" does not exist', "在服务器上没有这个库"),
        ('relation "cells" does not exist', "在服务器上缺了表"),
        ('connection failed: FATAL:  no pg_hba.conf entry for host "1.2.3.4"', "服务器不让这台电脑连"),
        ("failed to resolve host 'h': [Errno -2] Name or service not known", "服务器找不到"),
        ("connection failed: FATAL:  the database system is starting up", "服务器正在启动或关闭"),
        ("cannot execute INSERT in a read-only transaction", "在服务器上只能读不能写"),
        ("could not extend file: No space left on device", "服务器磁盘满了"),
        ("terminating connection due to administrator command", "连接断了"),
        ("canceling statement due to lock timeout", "正被另一个汇总程序占用"),
        ("connection timeout expired", "连不上"),
    ],
)
def test_what_a_server_says_is_told_for_what_it_is(said: str, told: str) -> None:
    sentence = database_fault(OperationalError("", {}, Exception(said))) or ""
    assert sentence.startswith(f"：{told}") and "rebuild" not in sentence and "文件夹权限" not in sentence


def month(root: Path) -> list[str]:
    """A month with a faulty return, a correction, an adjustment, a seal, a late return and the seal's end."""
    said = [run(root, "generate", now="2024-06-03T09:00")]
    workspace = Workspace(root)
    units = {unit.name: unit for unit in workspace.checklist.reporting}
    workspace.ledger.close()

    def drop(name: str, day: int, **changed: float | str) -> None:
        path = root / "inbox" / f"{name}{day}.xlsx"
        path.write_bytes(returned(root, units[name], **changed))
        os.utime(path, (1719100000 + day, 1719100000 + day))

    for name in UNITS[:3]:
        drop(name, 20, **({"ytd": "统计中"} if name == UNITS[1] else {}))
    (root / "inbox" / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    os.utime(root / "inbox" / "坏.xlsx", (1719100000, 1719100000))
    said += [run(root, now="2024-06-24T09:00"), run(root, "status", now="2024-06-24T09:30")]
    drop(UNITS[1], 24)
    said += [run(root, now="2024-06-25T09:00"), run(root, "remind", now="2024-06-26T09:00")]
    said += [run(root, "figure", "T02-3/2024-06/653101/ytd", now="2024-06-26T09:00")]
    said += [
        run(
            root,
            "adjust",
            "指标数据/T02-1/本月累计",
            "3",
            "--unit",
            UNITS[0],
            "--reason",
            "电话核实",
            "--name",
            "王",
            now="2024-06-26T10:00",
        )
    ]
    said += [run(root, now="2024-06-26T10:10")]
    said += [run(root, "issue", "--despite", "按期印发", "--name", "王", "--yes", now="2024-06-28T10:00")]
    drop(LATE, 28)
    said += [run(root, now="2024-06-29T09:00")]
    said += [run(root, "issue", "--reopen", "补报", "--name", "王", now="2024-06-30T09:00")]
    said += [run(root, now="2024-06-30T10:00"), run(root, "doctor", now="2024-06-30T10:00")]
    return said


def papers(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(
            path.read_bytes().replace(str(root).encode(), b"folder")
        ).hexdigest()
        for path in sorted((root / "outbox").rglob("*"))
        if path.is_file()
    }


def linked(root: Path) -> Iterator[Path]:
    """Whatever of the archive the workbooks and pages of a folder link to."""
    for path in (root / "outbox").rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for link in sheet._hyperlinks:
                if link.target and "archive/" in link.target:
                    yield path.parent / unquote(link.target)
    for path in (root / "outbox").rglob("*.html"):
        for target in re.findall(r'href="([^"#]*archive/[^"#]*)"', path.read_text("utf-8")):
            yield path.parent / unquote(target)


def pages(root: Path) -> str:
    return "".join(path.read_text("utf-8") for path in (root / "outbox").rglob("*.html"))


def original_of(root: Path) -> dict[str, str]:
    """来源文件 of 分县明细 by unit."""
    sheet = openpyxl.load_workbook(root / "outbox/2024-06/汇总/2024-06_汇总表.xlsx")["分县明细"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(row for row in rows if "来源文件" in row)
    unit, file = head.index("单位"), head.index("来源文件")
    return {str(row[unit]): str(row[file]) for row in rows if "archive/" in str(row[file])}


@contextmanager
def both_at_once(commands: list[list[str]]) -> Iterator[list[subprocess.Popen[str]]]:
    yield [
        subprocess.Popen(
            [sys.executable, str(ROOT / "run_report.py"), *words],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for words in commands
    ]  # fmt: skip


NOW = datetime(2024, 6, 24, 9)
PLACE = (INDICATORS, "T02-1", "ytd")
# What two writers do at the same moment, each time to another thing; and what must then be there once. The number of the turn is the thing.
RACES: dict[str, tuple[Callable[[Ledger, int], object], Callable[[Ledger], int]]] = {
    "adjust": (
        lambda ledger, turn: ledger.adjust(
            Adjustment(str(turn), JUNE, PLACE, 12.0, "多写一个零", "王敏", NOW)
        ),
        lambda ledger: len(ledger.adjustments(JUNE)),
    ),
    "findings": (
        lambda ledger, turn: ledger.save_findings(_month_of(turn), [Finding("Q751", unit="653101")]),
        lambda ledger: sum(len(ledger.findings(_month_of(turn))) for turn in range(TURNS)),
    ),
    "waiting": (
        lambda ledger, turn: ledger.save_waiting(
            Waiting(f"{turn:064}", "扫描.pdf", NOW, "", "waiting", (), "c")
        ),
        lambda ledger: len(list(ledger.all_waiting())),
    ),
    "decision": (
        lambda ledger, turn: ledger.save_decision(Decision(str(turn), "事项", "疏附县"), NOW),
        lambda ledger: len(ledger.decisions()),
    ),
    "open": (
        lambda ledger, turn: ledger.keep_open(_month_of(turn), "basis", {"653101": [1, 0, 0]}),
        lambda ledger: sum(ledger.kept_open(_month_of(turn), "basis") is not None for turn in range(TURNS)),
    ),
}
TURNS = 30


def _month_of(turn: int) -> Period:
    return Period(2000 + turn // 12, turn % 12 + 1)


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("engine", ["file", pytest.param("server", marks=pytest.mark.slow)])
def test_two_who_write_the_same_at_once_leave_it_once(
    engine: str, race: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With READ COMMITTED alone each of these left two rows, or one of the two writers failed."""
    url = (
        sqlite_url(tmp_path / "ledger.db")
        if engine == "file"
        else address(database(request.getfixturevalue("at"), f"race_{race}"))
    )
    write, count = RACES[race]
    ledgers = [open_ledger(url) for _ in range(2)]
    gate = Barrier(2)

    def work(ledger: Ledger) -> None:
        for turn in range(TURNS):
            gate.wait(timeout=60)
            write(ledger, turn)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, ledgers))
    assert count(ledgers[0]) == TURNS
    for ledger in ledgers:
        ledger.close()


class TestServer:
    """Proofs against a real one."""

    pytestmark = pytest.mark.slow

    def test_a_month_gives_the_same_papers_and_says_the_same(self, at: str, tmp_path: Path) -> None:
        lite = folder(tmp_path / "lite" / "月报")
        first = month(lite)
        other = folder(tmp_path / "server" / "月报", database(at, "month"), lite)
        second = month(other)
        assert second[:-1] == first[:-1]  # what doctor says of the ledger's place differs
        assert papers(other) == papers(lite) and len(papers(lite)) > 50

    def test_two_desks_take_the_same_returns_at_once(self, at: str, tmp_path: Path) -> None:
        url = database(at, "desks")
        one = folder(tmp_path / "a" / "月报", url)
        run(one, "generate", now="2024-06-03T09:00")
        two = folder(tmp_path / "b" / "月报", url, one)
        for unit in Workspace(one).checklist.reporting:
            data = returned(one, unit)
            for root in (one, two):
                (root / "inbox" / f"{unit.short}.xlsx").write_bytes(data)
        words = [
            ["collect", "-p", "2024-06", "--root", str(root), "--now", "2024-06-24T09:00"]
            for root in (one, two)
        ]
        with both_at_once(words) as running:
            said = [process.communicate()[0] for process in running]
        assert [process.returncode for process in running] == [0, 0], said
        assert not re.search("E823|Traceback|程序内部", "".join(said))
        ledger = open_ledger(address(url))
        kept = ledger.submissions(JUNE)
        assert len({one.unit for one in kept}) == len(kept) == len(UNITS)
        assert all(account.balanced for account in ledger.accounts(JUNE))
        assert [one.version for one in kept] == [1] * len(UNITS)
        ledger.close()

    def test_two_computers_lead_to_every_original_or_say_where_it_lies(self, at: str, tmp_path: Path) -> None:
        url, key = database(at, "computers"), "T02-3/2024-06/653101/ytd"
        one = folder(tmp_path / "a" / "月报", url)
        run(one, "generate", now="2024-06-03T09:00")
        two = folder(tmp_path / "b" / "月报", url, one)
        units = {unit.name: unit for unit in Workspace(one).checklist.reporting}
        for root, names in ((one, UNITS[:2]), (two, UNITS[2:])):
            for name in names:
                (root / "inbox" / f"{name}.xlsx").write_bytes(returned(one, units[name]))
        (one / "inbox" / "扫描.pdf").write_bytes(b"%PDF-1.4 nobody knows whose this is")
        for root in (one, two):
            run(root, now="2024-06-24T09:00")

        there = this_computer(one)
        assert f"原件不在这台电脑上，在{there}：".replace(str(two), "月") in run(
            two, "figure", key, now="2024-06-24T10:00"
        )
        links = list(linked(two))
        assert links and all(path.is_file() for path in links)
        told = original_of(two)
        assert [name for name in UNITS if told[name].endswith(f"（原件在{there}）")] == list(UNITS[:2])
        assert f"原件在{there}" in pages(two) and f"原件在{this_computer(two)}" not in pages(two)
        (printed,) = (two / "outbox/2024-06/汇总").glob("*报送版*.xlsx")
        assert there not in str([list(sheet.values) for sheet in openpyxl.load_workbook(printed)])
        assert re.search(r"提醒　\d+ 份原件不在这台电脑上，在", run(two, "doctor", now="2024-06-24T10:00"))
        for waiting, root in ((1, two), (1, one)):  # on the first, and the second's to forget it is not
            run(root, "collect", now="2024-06-24T10:00")
            workspace = Workspace(root)
            assert len(list(workspace.ledger.all_waiting())) == waiting
            workspace.ledger.close()

        shared = tmp_path / "共享"
        shared.mkdir()
        for root in (one, two):
            text = (root / SETTINGS).read_text("utf-8")
            (root / SETTINGS).write_text(text.replace('archive = ""', f'archive = "{shared}"', 1), "utf-8")
        run(one, "report", now="2024-06-24T11:00")
        run(two, "report", now="2024-06-24T11:00")
        run(one, "report", now="2024-06-24T11:00")
        kept = [sorted(path.name for path in (root / "archive/objects").iterdir()) for root in (one, two)]
        assert kept[0] == kept[1] and len(kept[0]) == len(UNITS) + 1
        for root in (one, two):
            assert "不在这台电脑上" not in run(root, "figure", key, now="2024-06-24T12:00")
            links = list(linked(root))
            assert links and all(path.is_file() for path in links)
            assert "原件在" not in pages(root) + str(original_of(root))
            assert "不在这台电脑上" not in run(root, "doctor", now="2024-06-24T12:00")
        assert original_of(one) == original_of(two)
        summary = "outbox/2024-06/汇总/2024-06_汇总表.xlsx"
        assert (one / summary).read_bytes() == (two / summary).read_bytes()

        settings = (two / SETTINGS).read_text("utf-8")
        (two / SETTINGS).write_text(settings.replace(f'archive = "{shared}"', 'archive = ""'), "utf-8")
        issued = run(one, "issue", "--despite", "按期印发", "--name", "王", "--yes", now="2024-06-28T10:00")
        assert issued.endswith("\n0"), issued
        said = run(two, "report", now="2024-06-28T11:00")
        assert f"封存的专报不在这台电脑上，在{there}" in said and "从备份找回" not in said
        (two / SETTINGS).write_text(settings, "utf-8")
        said = run(two, "report", now="2024-06-28T11:00")
        assert (
            "已从 archive/issued 放回" in said and "处会改变" not in said
        )  # nothing differs from what was issued
        papers_of = [
            sorted(path.name for path in (root / "archive/issued").rglob("*.*")) for root in (one, two)
        ]
        assert papers_of[0] == papers_of[1] and len(papers_of[0]) == 3

    def test_the_first_start_of_two_at_once(self, at: str, tmp_path: Path) -> None:
        for turn in range(2):
            url = database(at, f"first{turn}")
            roots = [folder(tmp_path / f"{turn}{name}" / "月报", url) for name in "ab"]
            for root in roots:
                (root / "archive").mkdir(exist_ok=True)
                (root / "archive/identity.key").write_text("ab" * 32)
            words = [["status", "-p", "2024-06", "--root", str(root)] for root in roots]
            with both_at_once(words) as running:
                said = [process.communicate()[0] for process in running]
            assert [process.returncode in (0, 1) for process in running] == [True, True], said

    @pytest.mark.parametrize(
        ("spoilt", "says"),
        [
            (lambda url: re.sub(r":\d+/", ":1/", url), "连不上"),
            (lambda url: f"{url}_none", "在服务器上没有"),
            (lambda _url: "postgresql://", ""),
        ],
    )
    def test_what_does_not_answer_is_one_sentence(
        self, at: str, tmp_path: Path, spoilt, says, capsys
    ) -> None:  # type: ignore[no-untyped-def]
        root = folder(tmp_path / "月报", spoilt(f"{at}/nowhere"))
        assert main(["status", "-p", "2024-06", "--root", str(root)]) == 2
        said = "".join(capsys.readouterr())
        assert says in said and "[ledger] 的 url" in said and "Traceback" not in said

    def test_a_server_that_is_silent_is_not_waited_for_long(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(toolkit.ledger.server._WAITS, "connect_timeout", 2)
        with (
            socket.create_server(("127.0.0.1", 0)) as silent,
            pytest.raises(OperatorError, match="连不上"),
        ):
            open_ledger(f"postgresql://post@127.0.0.1:{silent.getsockname()[1]}/x")

    def test_a_computer_that_goes_is_noticed_by_the_server(self, at: str) -> None:
        """Else its unfinished transaction would hold up all others for as long as the system likes, which is two hours."""
        ledger = open_ledger(address(database(at, "alive")))
        ledger.close()  # the next transaction is a new connection's first
        with suppress(ZeroDivisionError), ledger.transaction() as connection:
            raise ZeroDivisionError
        with ledger.transaction() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "30s"
            told = [
                connection.exec_driver_sql(f"SHOW tcp_keepalives_{name}").scalar()
                for name in ("idle", "interval", "count")
            ]
        ledger.close()
        assert told == ["30", "10", "3"]

    def test_a_second_computer_without_the_key_is_told_where_it_is(self, at: str, tmp_path: Path) -> None:
        url = database(at, "keys")
        one, two = folder(tmp_path / "a" / "月报", url), folder(tmp_path / "b" / "月报", url)
        run(one, "generate", now="2024-06-03T09:00")
        for command in ("generate", "collect", "next"):
            with redirect_stderr(StringIO()) as said:
                assert run(two, command, now="2024-06-04T09:00").endswith("\n2")
            assert "这台电脑上没有。几台电脑合用一个台账" in said.getvalue() and "U 盘" in said.getvalue()
        assert run(two, "report", now="2024-06-24T09:00").endswith("\n0")
        told = run(two, "doctor", now="2024-06-24T09:00")
        assert (
            "这台电脑上没有" in told and "从备份里找回" not in told and "台账在数据库服务器上，连得上" in told
        )
        assert "其他各台的 archive" in run(two, "rebuild", "--new-key", now="2024-06-24T09:00")
        assert "不是同一把密钥" in run(one, "doctor", now="2024-06-24T09:00")

    def test_what_keeps_and_mends_says_that_the_ledger_is_elsewhere(self, at: str, tmp_path: Path) -> None:
        shared, root = tmp_path / "共享", folder(tmp_path / "a" / "月报", database(at, "keeping"))
        shared.mkdir()
        text = (root / SETTINGS).read_text("utf-8")
        (root / SETTINGS).write_text(text.replace('archive = ""', f'archive = "{shared}"', 1), "utf-8")
        run(root, "generate", now="2024-06-03T09:00")
        units = {unit.name: unit for unit in Workspace(root).checklist.reporting}
        (root / "inbox" / "来件.xlsx").write_bytes(returned(root, units[LATE]))
        run(root, now="2024-06-24T09:00")
        saved = tmp_path / "备份.zip"
        assert "不在这份备份里" in run(root, "backup", str(saved), now="2024-06-24T10:00")
        with redirect_stderr(StringIO()) as said:
            assert run(root, "restore", str(saved), now="2024-06-24T10:00").endswith("\n2")
        assert "台账在数据库服务器上，不会跟着恢复" in said.getvalue()

        (kept,) = (root / "archive/objects").iterdir()
        (filed,) = (root / "archive/2024-06").rglob("v1_*.xlsx")
        for path in (kept, filed):  # both of this computer's; the shared folder has a third
            path.write_bytes(b"altered")
        assert "rebuild 会照它补好" in run(root, "doctor", now="2024-06-24T10:00")
        assert run(root, "rebuild", now="2024-06-24T11:00").endswith("\n0")
        for path in (kept, filed):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == kept.name
        assert "没有动它" in run(root, "rebuild", now="2024-06-24T12:00")

    def test_an_empty_server_does_not_take_the_place_of_a_ledger_that_is_used(
        self, at: str, tmp_path: Path
    ) -> None:
        root = folder(tmp_path / "月报")
        run(root, "generate", now="2024-06-03T09:00")
        text, url = (root / SETTINGS).read_text("utf-8"), database(at, "empty")
        (root / SETTINGS).write_text(text.replace('url = ""', f'url = "{url}"', 1), "utf-8")
        with redirect_stderr(StringIO()) as said:
            assert run(root, "status", now="2024-06-04T09:00").endswith("\n2")
        assert "服务器上的台账是空的" in said.getvalue() and "没有改动任何内容" in said.getvalue()
        (root / "archive/ledger.db").rename(root / "archive/ledger-原.db")
        assert run(root, "status", now="2024-06-04T09:00").endswith("\n0")

    def test_documents_of_one_name_that_came_to_two_lie_under_two(self, at: str, tmp_path: Path) -> None:
        url, paths = database(at, "names"), []
        one = folder(tmp_path / "a" / "月报", url)
        run(one, "generate", now="2024-06-03T09:00")
        two = folder(tmp_path / "b" / "月报", url, one)
        unit = next(unit for unit in Workspace(one).checklist.reporting if unit.name == LATE)
        form = returned(one, unit)
        for root, scan in ((one, b"%PDF-1.4 first"), (two, b"%PDF-1.4 second")):
            with zipfile.ZipFile(root / "inbox" / "叶城.zip", "w") as packed:
                packed.writestr("表.xlsx", form)
                packed.writestr("扫描.pdf", scan)
            run(root, "collect", now="2024-06-24T09:00")
        ledger = open_ledger(address(url))
        paths = [one.file for one in ledger.attachments(JUNE)]
        ledger.close()
        assert len(set(paths)) == 2

    @pytest.mark.parametrize(
        ("seconds", "off"), [(200, ""), (-200, ""), (3600, "快 60 分钟"), (-7200, "慢 120 分钟")]
    )
    def test_a_clock_that_is_off_the_servers_is_told(
        self, at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, off: str
    ) -> None:
        root, now = folder(tmp_path / "月报", database(at, f"clock{seconds}")), time.time
        monkeypatch.setattr("toolkit.pipeline.archive.exchange.time.time", lambda: now() + seconds)
        with redirect_stderr(StringIO()) as said:
            run(root, "collect", now="2024-06-24T09:00")
        for told in (said.getvalue(), run(root, "doctor", now="2024-06-24T09:00")):
            assert ("时钟比数据库服务器" in told) == bool(off) and off in told
