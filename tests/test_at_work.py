"""Two people in one folder: the second is told who is at work; and decisions are only those of people on the list."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from toolkit.cli import main
from toolkit.commandline import make_parser
from toolkit.commands.call import Call, alone
from toolkit.core.desk import PAGE
from toolkit.errors import OperatorError
from toolkit.files import begun
from toolkit.pipeline.folder import atwork
from toolkit.pipeline.folder.atwork import LOCK, NOTE, at_work, who

NOW = datetime(2024, 6, 28, 9, 12)
HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from toolkit.pipeline.folder.atwork import at_work
with at_work(Path(sys.argv[1]), "report", datetime(2024, 6, 28, 9, 12), print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def test_the_second_is_told_who_and_since_when_and_changes_nothing(archive: Path) -> None:
    said: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(archive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        note = json.loads((archive / NOTE).read_text("utf-8"))
        with (
            pytest.raises(OperatorError) as refused,
            at_work(archive, "collect", NOW, said.append, patience=0.05),
        ):
            pytest.fail("two at work")
        holder.kill()  # the note stays, as after a power cut
    for told in (said[0], str(refused.value)):
        assert f"{note['user']}（电脑 {note['computer']}）从 06月28日 09:12 起正在运行 report" in told
    assert "什么都没有改动" in str(refused.value)
    assert (archive / NOTE).exists()
    with at_work(archive, "collect", NOW, said.append, patience=0.05):  # what was killed holds nothing
        assert json.loads((archive / NOTE).read_text("utf-8"))["doing"] == "collect"
    assert len(said) == 1
    assert not (archive / NOTE).exists()


def test_the_second_goes_on_when_the_first_is_done(archive: Path) -> None:
    said: list[str] = []
    first = FileLock(archive / LOCK, thread_local=False)
    first.acquire()
    threading.Timer(0.2, first.release).start()
    with at_work(archive, "collect", NOW, said.append, patience=10):
        pass
    assert said == ["另一个窗口或另一台电脑正在运行本工具，等它做完接着运行（最多等 10 秒）……"]


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"user": "x"}', b"\xff\xfe"])
def test_a_note_that_cannot_be_read_says_less(note: bytes, archive: Path) -> None:
    (archive / NOTE).write_bytes(note)
    assert who(archive) == "另一个窗口或另一台电脑正在运行本工具"


def test_a_drive_without_locks_and_a_new_folder_do_not_stop_work(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_work(archive.parent / "没有", "collect", NOW, pytest.fail):
        assert not (archive.parent / "没有").exists()

    def refuses(*_: object, **__: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(atwork.FileLock, "acquire", refuses)
    with at_work(archive, "collect", NOW, pytest.fail):
        assert not (archive / NOTE).exists()


@pytest.mark.parametrize(
    ("line", "locks"),
    [
        ("", True), ("report", True), ("generate", True), ("next", True), ("issue", True), ("issue --list", False),
        ("rule revoke 3", True), ("rule list", False), ("adjust --list", False), ("unit rename 1 2", True),
        ("unit 莎车县", False), ("status", False), ("doctor", False), ("restore x.zip", False), ("rebuild", True),
    ],
)  # fmt: skip
def test_commands_that_change_something_work_alone(line: str, locks: bool, archive: Path) -> None:
    from toolkit.pipeline.folder.workspace import Workspace

    call = Call(make_parser().parse_args(line.split()), Workspace(archive.parent), NOW)
    with alone(call):
        assert (archive / NOTE).exists() == locks


def test_after_a_killed_run_the_next_one_renews_the_desk_and_sweeps_also_where_it_is_refused(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = begun(small_copy / "archive/written.json")  # a moment ago
    desk = small_copy / PAGE
    desk.unlink()
    assert run(small_copy, "issue", "--reopen", "补报", "--name", "王敏") == 2  # nothing is sealed
    assert left.exists() and not desk.exists()
    (small_copy / "archive" / NOTE).write_text("{}", "utf-8")  # what a killed run leaves
    assert run(small_copy, "issue", "--reopen", "补报", "--name", "王敏") == 2
    assert not left.exists() and desk.exists()
    assert not (small_copy / "archive" / NOTE).exists()


def test_drafts_follow_a_seal_after_which_the_run_was_killed(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mails = small_copy / "outbox/2024-06/邮件"
    sealing = ["issue", "--despite", "错误已电话核实", "--name", "张三"]
    reopening = ["issue", "--reopen", "补报", "--name", "张三"]
    assert run(small_copy, *sealing) in (0, 1)
    (draft,) = mails.glob("印发_*.eml")
    data, listed = draft.read_bytes(), (mails / "发送清单.xlsx").read_bytes()
    draft.unlink()
    (small_copy / "archive" / NOTE).write_text("{}", "utf-8")
    assert run(small_copy, *sealing) == 2  # it is sealed
    assert draft.read_bytes() == data and (mails / "发送清单.xlsx").read_bytes() == listed
    assert run(small_copy, *reopening) == 0
    reopened = (mails / "发送清单.xlsx").read_bytes()
    assert not draft.exists() and reopened != listed
    draft.write_bytes(data)
    (mails / "发送清单.xlsx").write_bytes(listed)
    (small_copy / "archive" / NOTE).write_text("{}", "utf-8")
    assert run(small_copy, *reopening) == 2  # nothing is sealed
    assert not draft.exists() and (mails / "发送清单.xlsx").read_bytes() == reopened


# --- Names of people who may decide


@pytest.fixture
def listed(small_copy: Path) -> Path:
    path = small_copy / "config.toml"
    text = path.read_text("utf-8")
    assert "names = []" in text
    path.write_text(text.replace("names = []", 'names = ["王敏", "李强"]'), "utf-8")
    return small_copy


def run(root: Path, *line: str) -> int:
    return main([*line, "--root", str(root), "--now", "2024-06-28T09:00"])


OTHER = ["--reason", "与台账核对", "--name", "张三"]


@pytest.mark.parametrize(
    "line",
    [
        ["rule", "withdraw", "--unit", "叶城县", "--version", "1", *OTHER],
        ["rule", "exclude", "指标数据/T02-3/本月累计", "--unit", "莎车县", *OTHER],
        ["adjust", "指标数据/T02-3/本月累计", "900", "--unit", "喀什市", *OTHER],
        ["issue", "--reopen", "补报", "--name", "张三"],
        ["issue", "--despite", "先印发", "--name", "张三"],
        ["collect", "--received", "2024-06-25T16:00", "--name", "张三"],
    ],
    ids=lambda line: " ".join(line[:2]),
)
def test_a_name_outside_the_list_is_refused_with_the_list(
    line: list[str], listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(listed, *line) == 2
    said = capsys.readouterr().err
    assert "“张三”不在" in said and "王敏、李强" in said and "没有改动" in said


def test_a_name_of_the_list_decides(listed: Path) -> None:
    line = [
        "rule",
        "withdraw",
        "--unit",
        "叶城县",
        "--version",
        "1",
        "--reason",
        "与台账核对",
        "--name",
        "李强",
    ]
    assert run(listed, *line) == 0


@pytest.mark.slow
def test_a_row_of_the_table_signed_by_another_counts_not_and_stays(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    path = listed / "outbox/2024-06/汇总/2024-06_裁定表.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["裁定表"]
    heads = next(row for row in sheet.iter_rows() if any(cell.value == "办公室裁定" for cell in row))
    at = {str(cell.value): cell.column for cell in heads}
    for row, name in ((heads[0].row + 1, "张三"), (heads[0].row + 2, "王敏")):
        for column, value in (("办公室裁定", "认可"), ("理由", "与台账核对"), ("裁定人", name)):
            sheet.cell(row, at[column]).value = value
    book.save(path)
    assert run(listed, "report", "--verbose") == 1
    said = capsys.readouterr().out
    assert "“张三”不在可以定事的人员名单里，这一行没有采用" in said and "“王敏”不在" not in said
    assert path.exists() and any("（新" in other.name for other in path.parent.glob("*裁定表*"))
