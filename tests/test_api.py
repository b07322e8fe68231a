"""The door for analysts: what it gives, what it refuses, and that it leaves a folder exactly as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine

import toolkit
from toolkit.core.periods import Period
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.schema import METADATA
from toolkit.ledger.snapshot import Snapshot, copy_tables, open_snapshot
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month
from toolkit.pipeline.month.readonly import ReadOnlyWorkspace

ROOT = Path(__file__).resolve().parent.parent


def whole(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder with its bytes and its time, and every folder."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }  # fmt: skip


@pytest.fixture(scope="module")
def june(small_demo: Path) -> toolkit.MonthView:
    """A month that many tests look at."""
    return toolkit.open(small_demo).month("2024-06")


def run(code: str, *arguments: str, **options: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT, **options  # type: ignore[call-overload]
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_importing_loads_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import toolkit; "
        "print(*sorted(set(sys.modules) - before)); print(*dir(toolkit))"
    )
    loaded, names = run(code).splitlines()
    assert loaded.split() == ["toolkit", "toolkit.version"]
    assert names.split() == sorted(toolkit.__all__)


@pytest.mark.slow
def test_a_month_s_run_loads_no_pandas() -> None:
    code = (
        "import sys, importlib; from toolkit.pipeline.writing.rendering import LIBRARIES\n"
        "for name in ('toolkit.cli', 'toolkit.api', 'toolkit.pipeline.report', *LIBRARIES): importlib.import_module(name)\n"
        "print('pandas' in sys.modules, 'numpy' in sys.modules)"
    )
    assert run(code).split() == ["False", "False"]


def test_every_public_name_is_there_and_described() -> None:
    for name in toolkit.__all__:
        found = getattr(toolkit, name)
        assert name == "__version__" or found.__doc__
    with pytest.raises(AttributeError):
        toolkit.nothing  # noqa: B018
    for kind in (toolkit.Office, toolkit.MonthView, toolkit.Frames):
        public = [
            name for name in list(vars(kind)) if not name.startswith("_") and name not in kind.__annotations__
        ]
        assert [name for name in public if not getattr(kind, name).__doc__] == []


def test_a_month_is_what_its_papers_tell(small_copy: Path) -> None:
    month = toolkit.open(small_copy).month("2024-06")
    told = told_month(Workspace(small_copy), Period(2024, 6))
    assert month.results == told.result
    assert list(month.findings) == list(told.findings) and list(month.open_findings) == list(told.open)
    assert list(month.entries) == list(told.entries) and month.period == "2024-06"


def test_history_is_the_months_one_under_another(small_demo: Path) -> None:
    office = toolkit.open(small_demo)
    assert office.periods == ("2024-05", "2024-06") and len(office.units) == 9
    history, june = office.history(), office.month("2024-6").frames()
    for name, frame in june:
        every = getattr(history, name)
        assert set(every["period"]) <= set(office.periods)
        pd.testing.assert_frame_equal(every[every["period"] == "2024-06"].reset_index(drop=True), frame)
    listed = {(row.frame, row.column): row.dtype for row in june.dictionary.itertuples()}
    assert listed == {
        (name, column): str(kind) for name, frame in june for column, kind in frame.dtypes.items()
    }


def test_reading_changes_nothing_in_the_folder(small_copy: Path) -> None:
    """Also where nothing was kept of what was open before, so that everything is judged anew."""
    with sqlite3.connect(small_copy / "archive/ledger.db") as ledger:
        ledger.execute("delete from validations")
    ledger.close()
    before = whole(small_copy)
    office = toolkit.open(small_copy)
    for period in office.periods:
        office.month(period).frames()
    office.history()
    assert whole(small_copy) == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are those of POSIX")
def test_a_folder_that_cannot_be_written_is_read_all_the_same(small_copy: Path, small_demo: Path) -> None:
    for path in (*small_copy.rglob("*"), small_copy):
        path.chmod(0o555 if path.is_dir() else 0o444)
    # root may write everywhere: another user reads then, who sees the folder by way of what stands above it
    code = (
        "import os, sys, toolkit\n"
        "def read(folder): return toolkit.open(folder).month('2024-06').frames().submissions\n"
        "read(sys.argv[2])  # everything is loaded now: the other user may not see where Python is\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "print(len(read(sys.argv[1])), os.access(sys.argv[1], os.W_OK))"
    )
    for path in small_copy.parents:
        if path.owner() == Path(small_copy).owner() and path != Path("/") and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    assert run(code, str(small_copy), str(small_demo)).split() == ["9", "False"]
    for path in (small_copy, *small_copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_what_another_command_has_not_folded_in_yet_is_read_too(small_copy: Path, tmp_path: Path) -> None:
    """A command that is under way, or was killed, leaves its last changes beside the ledger's file."""
    database = small_copy / "archive/ledger.db"
    under_way = sqlite3.connect(database, isolation_level=None)
    under_way.execute("pragma journal_mode=wal")
    under_way.execute("pragma wal_autocheckpoint=0")
    under_way.execute("update meta set value = value || '' where name = 'schema_version'")
    under_way.execute("delete from findings")
    before = {name: data for name, (data, _) in whole(small_copy).items()}
    assert len(before["archive/ledger.db-wal"]) > 0
    snapshot = open_snapshot(sqlite_url(database), small_copy / "archive")
    assert snapshot.read_findings(Period(2024, 6)) == [] and snapshot.entries(Period(2024, 6))
    assert {name: data for name, (data, _) in whole(small_copy).items()} == before
    under_way.close()


def test_a_server_s_ledger_is_read_table_by_table(small_demo: Path) -> None:
    there, memory = create_engine(sqlite_url(small_demo / "archive/ledger.db")), create_engine("sqlite://")
    copied = shutil.copyfile(small_demo / "archive/ledger.db", small_demo.parent / "server.db")
    there = create_engine(sqlite_url(copied))
    copy_tables(there, memory)
    whole_ledger = open_snapshot(sqlite_url(small_demo / "archive/ledger.db"), small_demo / "archive")
    assert Snapshot(memory).entries(Period(2024, 6)) == whole_ledger.entries(Period(2024, 6))
    meta = METADATA.tables["meta"]
    for version, says in (("1", "另一个版本"), ("99", "请先升级本工具")):
        with there.begin() as connection:
            connection.execute(meta.update().values(value=version).where(meta.c.name == "schema_version"))
        with pytest.raises(toolkit.OperatorError, match=says):
            copy_tables(there, create_engine("sqlite://"))


def test_no_output_is_written_from_a_folder_that_is_read(small_demo: Path) -> None:
    with pytest.raises(PermissionError):
        ReadOnlyWorkspace(small_demo).write(small_demo / "x", b"")


REFUSED: dict[str, tuple[Callable[[Path, toolkit.MonthView], object], str]] = {
    "no folder": (lambda demo, june: toolkit.open(demo / "nowhere"), "没有 config.toml"),
    "no month": (lambda demo, june: toolkit.open(demo).month("六月"), "不是报送期"),
    "another month": (lambda demo, june: toolkit.open(demo).month("2023-01"), "有数据的报送期：2024-05、2024-06"),
    "into the folder": (lambda demo, june: june.to_excel(demo / "x.xlsx"), "在工作文件夹里"),
    "onto a folder": (lambda demo, june: june.to_excel(demo.parent), "写不进去"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_one_kind_of_error_in_chinese(
    name: str, small_demo: Path, june: toolkit.MonthView
) -> None:
    act, words = REFUSED[name]
    with pytest.raises(toolkit.OperatorError, match=words):
        act(small_demo, june)


def test_a_lost_ledger_is_refused_and_a_fresh_folder_has_no_months(small_copy: Path, tmp_path: Path) -> None:
    (small_copy / "archive/ledger.db").unlink()
    with pytest.raises(toolkit.OperatorError, match="rebuild"):
        toolkit.open(small_copy).month("2024-06")
    for name in ("config.toml", "templates"):
        source = small_copy / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, tmp_path / name)  # type: ignore[operator]
    office = toolkit.open(tmp_path)
    assert office.periods == () and not (tmp_path / "archive").exists()
    with pytest.raises(toolkit.OperatorError, match="没有可分析的"):
        office.history()


def test_files_go_where_they_are_asked_for(small_demo: Path, june: toolkit.MonthView, tmp_path: Path) -> None:
    written = june.to_csv(tmp_path / "表")
    data = small_demo / "outbox/2024-06/汇总/data"
    assert {path.name: path.read_bytes() for path in written} == {
        path.name: path.read_bytes() for path in data.glob("*.csv")
    }
    assert june.to_excel(tmp_path / "新/全部.xlsx").stat().st_size > 50_000


def test_parquet_without_pyarrow_says_what_to_install(
    june: toolkit.MonthView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(toolkit.OperatorError, match="parquet"):
        june.frames().to_parquet(tmp_path)


def test_frames_without_pandas_say_what_to_install(small_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "toolkit.tables.frames", None)
    monkeypatch.delattr("toolkit.tables.frames", raising=False)
    month = toolkit.open(small_demo).month("2024-06")
    with pytest.raises(toolkit.OperatorError, match="pandas"):
        month.frames()
    assert month.results.indicators  # everything else is there


def test_two_offices_keep_their_own_words(small_copy: Path, small_demo: Path) -> None:
    config = small_copy / "config.toml"
    config.write_text(config.read_text("utf-8").replace('area = "全地区"', 'area = "全市"', 1), "utf-8")
    city, prefecture = toolkit.open(small_copy), toolkit.open(small_demo)
    assert prefecture.month("2024-06").frames().dictionary["header"].isin(["占全地区"]).any()
    assert city.month("2024-06").frames().unit_values["unit_kind"].iloc[0] == "县区"
    assert prefecture.month("2024-06").frames().unit_values["unit_kind"].iloc[0] == "县市"


if os.name == "nt":  # a file in use cannot be copied over there; the rest of this module holds
    del test_what_another_command_has_not_folded_in_yet_is_read_too
