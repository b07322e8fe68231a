"""A working folder starts by itself, is named by every command, and a demo is not made anew over an open result."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_setup import only_new_syntax  # type: ignore[import-not-found]

from toolkit.cli import main
from toolkit.demo import run as demo
from toolkit.errors import OperatorError
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding import start

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh working folder under a name with a blank and Chinese characters."""
    made = tmp_path / "我的 工作"
    assert main(["init", str(made)]) == 0
    return made


def run(folder: Path, *arguments: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The folder's own run_report.py, as it is printed: from within the folder, or from elsewhere."""
    name = "run_report.py" if where is None else str(folder / "run_report.py")
    return subprocess.run(
        [sys.executable, name, *arguments],
        cwd=where or folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- The folder's own run_report.py and what is double-clicked


def test_every_command_runs_in_the_folder_as_printed(folder: Path, tmp_path: Path) -> None:
    for where in (None, tmp_path):
        done = run(folder, "status", where=where)
        assert done.returncode == 0, done.stderr
        assert done.stderr.splitlines() == [f"工作文件夹：{folder}"]
        assert "报送情况" in done.stdout
    assert json.loads(run(folder, "status", "--json").stdout)


def test_root_given_by_hand_goes_before_the_folder(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "status", "--root", str(tmp_path / "没有"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == f"工作文件夹：{tmp_path / '没有'}"


def test_the_starters_are_readable_everywhere(folder: Path) -> None:
    import ast

    text = (folder / "run_report.py").read_text("utf-8")
    assert list(only_new_syntax(ast.parse(text))) == []
    assert str(ROOT) in text
    batch = (folder / "开始.bat").read_bytes()
    assert batch == (ROOT / "开始.bat").read_bytes()
    assert batch.isascii()
    assert batch.count(b"\n") == batch.count(b"\r\n") > 5
    assert b'pushd "%~dp0"' in batch
    assert b"popd\r\npause\r\n" in batch


def test_a_double_click_opens_the_desk_and_words_behind_it_are_a_command(folder: Path) -> None:
    batch = (folder / "开始.bat").read_text("ascii").splitlines()
    at = batch.index('if "%~1"=="" goto desk')
    assert batch[at + 1 : at + 5] == [
        "%PY% run_report.py %*",
        "goto end",
        ":desk",
        "%PY% run_report.py start",
    ]
    assert not any("(" in line for line in batch if "%*" in line)  # a bracket in a path would end a block
    for name in ("开始.command", "开始.sh"):
        script = (folder / name).read_bytes()
        assert script.startswith(b"#!/bin/sh\n") and b"\r" not in script
        assert script.decode("utf-8")
        assert os.name == "nt" or (folder / name).stat().st_mode & 0o111 == 0o111


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
@pytest.mark.parametrize("name", ["开始.command", "开始.sh"])
def test_the_shell_scripts_find_a_python_or_say_what_is_missing(
    name: str, folder: Path, tmp_path: Path
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in ("dirname", "sh"):
        (programs / tool).symlink_to(str(shutil.which(tool)))

    def double_clicked(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(folder / name), *words],
            cwd=tmp_path,
            env={"PATH": str(programs)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    said = double_clicked()
    assert said.returncode == 2 and "还没有装 Python 3.11" in said.stdout
    old, new = programs / "python3.12", programs / "python3.11"
    old.write_text("#!/bin/sh\nexit 1\n")  # one that does not run
    new.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$PWD: $*"\n')
    for program in (old, new):
        program.chmod(0o755)
    assert double_clicked().stdout == f"{folder}: run_report.py start\n"
    assert double_clicked("status", "-p", "2024-06").stdout == f"{folder}: run_report.py status -p 2024-06\n"


def copied_toolkit(place: Path) -> Path:
    """The parts of the toolkit that starting needs; it reports where it was started from."""
    (place / "toolkit").mkdir(parents=True)
    (place / "toolkit" / "__init__.py").touch()
    (place / "toolkit" / "start.py").write_text(
        "def main(arguments, folder):\n    print(__file__)\n    return 0\n", "utf-8"
    )
    for name in ("run_report.py", *start.DOUBLE_CLICK):
        shutil.copy(ROOT / name, place / name)
    return place


def test_moved_together_moved_alone_and_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toolkit = copied_toolkit(tmp_path / "甲" / "工具")
    monkeypatch.setattr(start, "INSTALLED", toolkit)
    monkeypatch.setattr(start, "HOME", toolkit)
    work = tmp_path / "甲" / "工作"
    work.mkdir()
    assert start.put_starters(work)
    assert str(toolkit) in run(work, "status").stdout
    alone = work.rename(tmp_path / "工作")
    assert str(toolkit) in run(alone, "status").stdout
    alone.rename(work)
    (tmp_path / "甲").rename(tmp_path / "乙")
    moved = tmp_path / "乙" / "工作"
    assert str(tmp_path / "乙" / "工具") in run(moved, "status").stdout
    shutil.rmtree(tmp_path / "乙" / "工具")
    lost = run(moved, "status")
    assert lost.returncode == 2
    assert "没有找到月报工具" in lost.stderr
    assert f'init "{moved}"' in lost.stderr


def test_init_again_connects_a_folder_and_touches_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(folder)
    assert main(["init", str(folder)]) == 2
    (folder / "开始.bat").unlink()
    (folder / "开始.sh").write_bytes(b"#!/bin/sh\n# of an older version\n")
    (folder / "run_report.py").write_text(
        before["run_report.py"].decode("utf-8").replace(str(ROOT), "/以前的位置"), "utf-8"
    )
    (folder / "config.toml").write_bytes(b"# mine\n")
    capsys.readouterr()
    assert main(["init", str(folder)]) == 0
    assert "设置和数据没有改动" in capsys.readouterr().out
    assert tree(folder) == {**before, "config.toml": b"# mine\n"}


def test_init_overwrites_no_file_of_the_office(tmp_path: Path) -> None:
    (tmp_path / "run_report.py").write_text("# another program\n")
    assert main(["init", str(tmp_path)]) == 2
    assert tree(tmp_path) == {"run_report.py": b"# another program\n"}
    (tmp_path / "run_report.py").unlink()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "checklist.xlsx").write_bytes(b"the office's")
    assert main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "templates" / "checklist.xlsx").read_bytes() == b"the office's"
    assert (tmp_path / "templates" / "briefing.docx").is_file()


def test_the_toolkit_s_own_folder_is_not_initialised() -> None:
    before = (ROOT / "run_report.py").read_bytes()
    assert main(["init", str(ROOT)]) == 2
    assert (ROOT / "run_report.py").read_bytes() == before


# --- The first line


def test_the_first_line_names_the_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "REMEMBERED", tmp_path / "remembered.txt")
    for made in (folder, tmp_path / "已删"):
        start.remember(made)
        start.remember(made)
    capsys.readouterr()
    main(["--root", str(folder), "status"])
    assert capsys.readouterr().err == f"工作文件夹：{folder}\n"
    main(["--root", str(ROOT), "figure", "T99-9/2024-06/all/ytd"])
    own, others = capsys.readouterr().err.splitlines()[:2]
    assert own == f"工作文件夹：{ROOT}"
    assert str(folder) in others
    assert "已删" not in others
    main(["--root", str(folder), "status", "--json"])
    assert capsys.readouterr().err == ""


def test_a_list_that_cannot_be_read_or_written_is_no_fault(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "REMEMBERED", tmp_path)  # a folder
    start.remember(folder)
    assert start.work_folders() == []
    monkeypatch.setattr(start, "REMEMBERED", tmp_path / "list.txt")
    (tmp_path / "list.txt").write_bytes(b"\xff\xfe\x00")
    assert start.work_folders() == []
    start.remember(folder)
    assert start.work_folders() == [folder]


# --- Paths that were printed


def test_a_printed_path_is_found_below_the_root(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (folder / "outbox" / "甲.docx").write_bytes(b"no document")
    for command in ("verify", "import", "quota"):
        assert main(["--root", str(folder), command, "outbox/甲.docx"]) == 2
        said = capsys.readouterr().err
        assert "打不开 outbox" not in said, command
        assert "甲.docx" in said


def test_which_file_is_meant(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    workspace = Workspace(folder)
    (tmp_path / "清单.docx").write_bytes(b"1")
    assert workspace.given(Path("清单.docx")) == Path("清单.docx")
    assert workspace.given(Path("没有.docx")) == Path("没有.docx")
    assert workspace.given(folder / "config.toml") == folder / "config.toml"
    assert workspace.given(Path("config.toml")) == folder / "config.toml"
    (folder / "清单.docx").write_bytes(b"2")
    with pytest.raises(OperatorError, match="有两个"):
        workspace.given(Path("清单.docx"))
    monkeypatch.chdir(folder)
    assert workspace.given(Path("清单.docx")).read_bytes() == b"2"


# --- demo again


def test_a_demo_is_made_anew_as_a_whole(tmp_path: Path) -> None:
    demo.prepare(tmp_path / "demo")
    (tmp_path / "demo" / "inbox" / "旧.xlsx").write_bytes(b"")
    demo.prepare(tmp_path / "demo")
    assert not (tmp_path / "demo" / "inbox" / "旧.xlsx").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


@pytest.mark.parametrize("held", ["outbox/专报.docx", ""])
def test_a_demo_with_a_result_open_elsewhere_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "demo"
    demo.prepare(place)
    (place / "outbox" / "专报.docx").write_bytes(b"open in Word")
    before = tree(tmp_path)
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:  # as Windows does while another program holds it
        if self == place / held:
            raise PermissionError(13, "另一个程序正在使用此文件")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    assert main(["demo", str(place)]) == 2
    said = capsys.readouterr().err
    assert str(place / held) in said
    assert "什么都没有删" in said
    assert "Traceback" not in said
    assert tree(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
