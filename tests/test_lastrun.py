"""Asked the same again while nothing changed, a command is not run: what it said is said again, and only then."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from toolkit import lastrun
from toolkit.cli import main
from toolkit.runlog import LOG

ROOT = Path(__file__).resolve().parent.parent
PERIOD, NOW = "2024-06", "2024-06-28T10:00"
HEAD = "来件、台账、设置、模板和已写出的材料自 2024-06-28 10:00 以来没有任何变化，没有重做。那次说的是："
DRAFT = f"outbox/{PERIOD}/汇总/{PERIOD}_专报.docx"


def line(root: Path, *command: str, now: str = NOW) -> list[str]:
    return ["--root", str(root), "--now", now, "-p", PERIOD, *command]


def again(root: Path, *command: str, now: str = NOW) -> int | None:
    return lastrun.again(line(root, *command, now=now))


@pytest.fixture
def reported(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A month whose report and status were asked for once."""
    for command in ("report", "status"):
        assert main(line(small_copy, command)) in (0, 1)
    capsys.readouterr()
    return small_copy


@pytest.mark.parametrize("command", ["report", "status"])
def test_what_is_said_again_is_what_another_run_would_say(
    command: str, reported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = again(reported, command)
    told = capsys.readouterr()
    kept = reported / lastrun.KEPT
    kept.unlink()
    assert main(line(reported, command)) == code
    run = capsys.readouterr()
    assert told.err == run.err
    assert told.out.removeprefix(f"{HEAD}\n") == run.out
    assert told.out.startswith(HEAD) == (command == "report")


def test_the_log_names_a_run_that_was_not_done(reported: Path) -> None:
    before = (reported / LOG).read_text("utf-8-sig")
    assert again(reported, "report", now="2024-06-28T16:30") is not None
    added = (reported / LOG).read_text("utf-8-sig").removeprefix(before)
    assert added == f"2024-06-28 16:30  汇总 {PERIOD}\n  2024-06-28 10:00 以来没有任何变化，没有重做。\n"


def _same_size(path: Path) -> None:
    """Other bytes, as many, at the same time of the file."""
    data, stat = path.read_bytes(), path.stat()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "an arrival": lambda root: (root / "inbox/来件.xlsx").write_bytes(b"x"),
    "an arrival in a folder": lambda root: _put(root / "inbox/补报/来件.xlsx"),
    "an edited draft": lambda root: (root / DRAFT).write_bytes(b"edited"),
    "a draft of the same size and time": lambda root: _same_size(root / DRAFT),
    "a paper that is gone": lambda root: (root / DRAFT).unlink(),
    "a file beside": lambda root: (root / f"outbox/{PERIOD}/汇总/~$x.docx").write_bytes(b"x"),
    "settings of the same size and time": lambda root: _same_size(root / "config.toml"),
    "a template": lambda root: (root / "templates/notice.docx").write_bytes(b"another"),
    "a decision": lambda root: main(
        line(
            root, "rule", "withdraw", "--unit", "喀什市", "--version", "1", "--reason", "重报", "--name", "张"
        )
    ),
    "a ledger that is gone": lambda root: (root / "archive/ledger.db").unlink(),
    "somebody at work": lambda root: (root / "archive" / lastrun.NOTE).write_text("{}"),
    "a torn record": lambda root: (root / lastrun.KEPT).write_bytes(b'{"stamp":'),
    "a record of another make": lambda root: (root / lastrun.KEPT).write_text('{"stamp": "", "said": []}'),
    "a log that takes nothing": lambda root: _folder_for(root / LOG),
}


def _put(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"x")


def _folder_for(path: Path) -> None:
    path.unlink()
    path.mkdir()


FEW = {"an arrival", "a draft of the same size and time", "a decision", "a torn record"}


@pytest.mark.parametrize(
    "what", [one if one in FEW else pytest.param(one, marks=pytest.mark.slow) for one in CHANGES]
)
def test_what_changed_is_run(what: str, reported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    CHANGES[what](reported)
    capsys.readouterr()
    assert again(reported, "report") is None
    assert capsys.readouterr().out == ""


def test_another_question_is_run(reported: Path) -> None:
    assert again(reported, "report", "--verbose") is None
    assert again(reported, "report", now="2024-06-29T10:00") is None  # days to the deadline are other ones
    assert again(reported) is None
    assert again(reported, "remind") is None
    assert again(reported, "report", now="2024-06-28T23:00") is not None


def test_another_program_is_run(reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again(reported, "status") is not None
    (tmp_path / "toolkit").mkdir()
    monkeypatch.setattr(lastrun, "_PROGRAM", tmp_path / "toolkit")
    assert again(reported, "status") is None


MEANWHILE: dict[str, Callable[[Path], object]] = {
    "an arrival": CHANGES["an arrival"],
    "settings": lambda root: (root / "config.toml").write_text((root / "config.toml").read_text() + "\n"),
    "an edited paper": lambda root: (root / f"outbox/{PERIOD}/汇总/{PERIOD}_校验报告.html").write_bytes(b"x"),
    "a paper that went": lambda root: (root / f"outbox/{PERIOD}/汇总/{PERIOD}_校验报告.html").unlink(),
}


@pytest.mark.parametrize(
    "what", [one if one == "settings" else pytest.param(one, marks=pytest.mark.slow) for one in MEANWHILE]
)
def test_what_changed_while_a_run_was_at_it_is_run(
    what: str, small_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether the run had read it before or after."""
    real = lastrun.keep

    def later(*arguments: object, **options: bool) -> None:
        MEANWHILE[what](small_copy)
        real(*arguments, **options)  # type: ignore[arg-type]

    main(line(small_copy, "report"))
    (small_copy / lastrun.KEPT).unlink(missing_ok=True)
    monkeypatch.setattr(lastrun, "keep", later)
    main(line(small_copy, "report"))
    assert again(small_copy, "report") is None


def test_what_was_left_alone_is_tried_again(small_copy: Path) -> None:
    """Whether a program still holds a file, or may write there now, no listing shows."""
    main(line(small_copy, "report"))
    page = small_copy / f"outbox/{PERIOD}/汇总/{PERIOD}_校验报告.html"
    page.write_bytes(b"edited")
    assert main(line(small_copy, "report")) == 1
    assert again(small_copy, "report") is None


def test_nothing_is_kept_of_a_marked_file(small_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small_copy / "inbox/代号松树.txt").write_text("机密★10年\n关于松树的说明", "utf-8")
    main(line(small_copy))
    assert "代号松树" in capsys.readouterr().out
    main(line(small_copy))
    kept = small_copy / lastrun.KEPT
    assert not kept.exists() or "松树" not in kept.read_text("utf-8")
    assert again(small_copy) is None


def test_nothing_heavy_is_loaded(reported: Path) -> None:
    """Neither the components nor the environment that holds them."""
    command = [
        sys.executable,
        "-I",
        "-X",
        "importtime",
        str(ROOT / "run_report.py"),
        *line(reported, "status"),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.startswith("2024年6月报送情况")
    loaded = {row.rpartition("|")[2].strip().partition(".")[0] for row in done.stderr.splitlines()}
    assert not loaded & {"sqlalchemy", "pydantic", "openpyxl", "lxml", "rich", "filelock", "jinja2"}
    assert "toolkit" in loaded


def test_a_folder_that_was_moved_is_run_once(reported: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(reported, tmp_path / "别处"))
    assert again(moved, "status") is None
    assert main(line(moved, "status")) == 0
    assert again(moved, "status") == 0


def test_status_and_report_do_not_drive_each_other_out(reported: Path) -> None:
    assert [again(reported, one) for one in ("status", "report", "status")].count(None) == 0
    assert len(json.loads((reported / lastrun.KEPT).read_bytes())["said"]) == 2


NOT_PLAIN = {
    "a time that is none": ["--now", "2024-06-28Tx", "status"],
    "an hour that is none": ["--now", "2024-06-28T25:00", "status"],
    "a time of another zone": ["--now", "2024-06-28T23:30+00:00", "status"],
    "no time": ["--now", NOW, "status", "--now"],
    "an empty time": ["--now", NOW, "status", "--now", ""],
    "no folder": ["--now", NOW, "status", "--root"],
    "two commands": ["--now", NOW, "status", "report"],
    "a word that nobody knows": ["--now", NOW, "status", "--now=2024-06-28T10:00"],
}


def test_what_only_the_parser_understands_is_run(reported: Path) -> None:
    """A slip of the pen is told, whatever was said before."""
    for what, words in NOT_PLAIN.items():
        assert lastrun.again(["--root", str(reported), "-p", PERIOD, "--now", NOW, "status"]) == 0
        assert lastrun.again(["--root", str(reported), "-p", PERIOD, *words]) is None, what


def test_without_a_folder_the_current_one_is_asked(
    reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["-p", PERIOD, "--now", NOW, "status"]
    monkeypatch.chdir(reported)
    assert lastrun.again(words) == 0
    monkeypatch.chdir(tmp_path)
    assert lastrun.again(words) is None


def test_a_folder_that_got_another_name_is_run(reported: Path) -> None:
    """Its files keep all their marks; what was said names the old place."""
    assert again(reported.rename(reported.with_name("改名")), "report") is None


def test_a_link_that_leads_nowhere_stops_no_command(small_copy: Path, tmp_path: Path) -> None:
    (small_copy / f"outbox/{PERIOD}/汇总/说明.docx").symlink_to(tmp_path / "说明.docx")
    assert main(line(small_copy, "report")) in (0, 1)
    assert again(small_copy, "report") is not None
    (tmp_path / "说明.docx").write_bytes(b"x")
    assert again(small_copy, "report") is None


def test_nothing_is_kept_where_a_folder_is_a_link(small_copy: Path, tmp_path: Path) -> None:
    folder = small_copy / f"outbox/{PERIOD}/汇总"
    folder.symlink_to(shutil.move(folder, tmp_path / "别处"))
    for _ in range(2):
        assert main(line(small_copy, "report")) in (0, 1)
    assert again(small_copy, "report") is None


def test_what_another_one_decided_while_status_looked_is_seen(
    reported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes no lock: what changed in the archive was not its own work."""
    real = lastrun.keep

    def later(*arguments: object, **options: bool) -> None:
        monkeypatch.setattr(lastrun, "keep", real)
        CHANGES["a decision"](reported)
        real(*arguments, **options)  # type: ignore[arg-type]

    (reported / lastrun.KEPT).unlink()
    monkeypatch.setattr(lastrun, "keep", later)
    main(line(reported, "status"))
    assert again(reported, "status") is None


def test_what_is_said_while_another_one_is_at_work_is_not_kept(reported: Path) -> None:
    (reported / lastrun.KEPT).unlink()
    note = reported / "archive" / lastrun.NOTE
    note.write_text("{}")
    main(line(reported, "status"))
    note.unlink()
    assert again(reported, "status") is None


@pytest.mark.parametrize("by_the_run", [True, False])
def test_of_an_inbox_that_changed_only_what_the_run_took_may_be_gone(
    by_the_run: bool, small_copy: Path
) -> None:
    """What a person took out meanwhile may have been told of, and is not there any more."""
    main(line(small_copy, "report"))
    arrival = small_copy / "inbox/来件.xlsx"
    before = {**lastrun.seen(small_copy), "inbox/来件.xlsx": (1, 2)}
    said = lastrun.Answer(0, [], ["收下 1 份。"], NOW.replace("T", " "), "汇总")
    (small_copy / "archive" / lastrun.NOTE).write_text("{}")
    taken = ["inbox/来件.xlsx"] if by_the_run else []
    lastrun.keep(small_copy, line(small_copy), before, said, works=True, taken=taken)
    (small_copy / "archive" / lastrun.NOTE).unlink()
    assert not arrival.exists()
    assert again(small_copy) == (0 if by_the_run else None)


def test_a_month_whose_arrivals_were_taken_is_said_again(small_copy: Path) -> None:
    arrival = small_copy / "inbox/又发一遍.xlsx"
    shutil.copy2(next((small_copy / f"archive/{PERIOD}/莎车县").glob("*.xlsx")), arrival)
    code = main(line(small_copy))
    assert not arrival.exists()
    assert again(small_copy) == code


def test_what_began_before_midnight_is_not_said_the_next_day(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NextDay(datetime):
        @classmethod
        def now(cls, tz: object = None) -> NextDay:
            return cls(2024, 6, 29, 0, 1)

    main(line(small_copy, "status"))
    said = lastrun.Answer(0, [], ["昨天"], "2024-06-28 23:59")
    words = ["--root", str(small_copy), "status"]
    monkeypatch.setattr(lastrun, "datetime", NextDay)
    lastrun.keep(small_copy, words, lastrun.seen(small_copy), said, works=False)
    assert "昨天" in (small_copy / lastrun.KEPT).read_text("utf-8")
    assert lastrun.again(words) is None


def test_a_log_that_could_not_be_written_is_tried_again(small_copy: Path) -> None:
    main(line(small_copy, "report"))
    _folder_for(small_copy / LOG)
    main(line(small_copy, "report"))
    (small_copy / LOG).rmdir()
    assert again(small_copy, "report") is None


def test_nothing_is_kept_where_other_folders_are_named(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.commands.call.INSTALLED", small_copy)
    monkeypatch.setattr("toolkit.commands.call.work_folders", lambda: [Path("另一个")])
    main(line(small_copy, "status"))
    assert again(small_copy, "status") is None


def test_templates_of_the_program_count(
    reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older folder takes those that it lacks from there."""
    mails = tmp_path / "templates/mails"
    mails.mkdir(parents=True)
    (tmp_path / "toolkit").mkdir()
    monkeypatch.setattr(lastrun, "_PROGRAM", tmp_path / "toolkit")
    main(line(reported, "status"))
    assert again(reported, "status") == 0
    (mails / "核实.txt").write_text("改过")
    assert again(reported, "status") is None


def test_whoever_stopped_reading_makes_nothing_run(reported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str, /) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    assert again(reported, "report") == 0
    sys.stdout.close()


def test_a_record_that_cannot_be_put_in_place_leaves_nothing(reported: Path) -> None:
    kept = reported / lastrun.KEPT
    kept.unlink()
    (kept / "x").mkdir(parents=True)
    assert main(line(reported, "status")) == 0
    assert not [*(reported / "archive").rglob(".*.tmp")]
