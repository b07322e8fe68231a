"""A ledger on a real PostgreSQL server: the same month gives the same papers as on SQLite, and two at once lose nothing.

Needs Debian's package postgresql, which ``.ci/run`` installs (tests/postgres.py); the driver is in the tests' lock.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
from postgres import database, server, wanted
from small_checklist import cut

from toolkit.cli import main
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.model import Decision, Unit
from toolkit.core.periods import Period
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.records import Adjustment, Waiting
from toolkit.ledger.server import address, is_server
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.pipeline.planning import FormPlanner
from toolkit.pipeline.start import init_folder
from toolkit.pipeline.workspace import CHECKLIST, Workspace
from toolkit.setup.extra import POSTGRES, provide

ROOT = Path(__file__).resolve().parent.parent
JUNE = Period(2024, 6)
UNITS = ("喀什市", "疏附县", "莎车县", "叶城县")
TASKS = (2, 7, 10, 28)
LATE = "叶城县"
a_server = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    ),  # a command ends with its process
]


def test_an_address_gets_the_driver_that_is_installed() -> None:
    assert str(address("postgresql://a:b@h:5432/x")).startswith("postgresql+psycopg://a:")
    assert str(address("postgres://h/x")) == "postgresql+psycopg://h/x"
    assert address("sqlite:///x.db") == "sqlite:///x.db" and not is_server("sqlite:///x.db")


@pytest.fixture(scope="module")
def at() -> Iterator[str]:
    """The address of a running server, without a database."""
    wanted()
    provide(POSTGRES)
    with server() as url:
        yield url


def folder(root: Path, url: str = "", key: Path | None = None) -> Path:
    """A working folder of a small month, its ledger at ``url``, signing with the key of another."""
    init_folder(root)
    cut(root / CHECKLIST, TASKS, UNITS)
    settings = root / "config.toml"
    settings.write_text(settings.read_text("utf-8").replace('url = ""', f'url = "{url}"', 1), "utf-8")
    if key is not None:
        (root / "archive").mkdir(exist_ok=True)
        shutil.copy(key / "archive/identity.key", root / "archive/identity.key")
    return root


def run(root: Path, *words: str, now: str) -> str:
    """What a command says, and its exit code."""
    said = StringIO()
    with redirect_stdout(said):
        code = main([*words, "-p", str(JUNE), "--root", str(root), "--now", now])
    return f"{said.getvalue()}\n{code}".replace(str(root), "月")


def returned(root: Path, unit: Unit, **changed: float | str) -> bytes:
    """The unit's form, filled."""
    workspace = Workspace(root)
    form = FormPlanner(workspace, JUNE).plan(unit)
    values = made_up_values(form)
    for place in [place for place in values if place[0] == INDICATORS and place[2] in changed][:1]:
        values[place] = changed[place[2]]
    workspace.ledger.close()
    return write_form(replace(form, values=values))


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


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
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

    pytestmark = a_server

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

    def test_the_first_start_of_two_at_once(self, at: str, tmp_path: Path) -> None:
        for turn in range(3):
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
