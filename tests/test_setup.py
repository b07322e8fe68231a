"""How run_report.py starts itself: which Python will do, and the environments that it makes."""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import run_report
from toolkit import start
from toolkit.errors import OperatorError
from toolkit.setup import environment
from toolkit.setup.environment import RUN, TEST, Environment, ensure, is_ready

ROOT = Path(__file__).resolve().parent.parent
NOT_IN_PYTHON_2 = (
    ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.Starred, ast.MatMult, ast.AsyncFunctionDef,
    ast.Await, ast.YieldFrom, ast.Match,
)  # fmt: skip


def test_the_environment_keeps_compiled_modules_and_speaks_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    interrupts = [KeyboardInterrupt, KeyboardInterrupt]  # Ctrl-C reaches both; the child ends by itself

    def wait() -> int:
        if interrupts:
            raise interrupts.pop()
        return 1

    @contextlib.contextmanager
    def started(command: list[str], **options: Any) -> Iterator[SimpleNamespace]:
        seen.update(options, command=command)
        yield SimpleNamespace(wait=wait)

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert start.run_in(RUN, ["status", "--json"]) == 1
    assert seen["command"][0] == str(RUN.python)
    assert seen["command"][2:] == ["status", "--json"]
    assert (seen["env"]["PYTHONDONTWRITEBYTECODE"], seen["env"]["PYTHONUTF8"]) == ("", "1")


def test_a_command_that_runs_in_place_keeps_compiled_modules_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(start, "importable", lambda _lock: True)
    monkeypatch.setattr("toolkit.cli.main", lambda _arguments: 0)
    monkeypatch.setattr("gc.disable", lambda: None)
    assert start.main(["status"], str(start.INSTALLED)) == 0
    assert not sys.dont_write_bytecode


# --- Which Python will do


def only_new_syntax(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, NOT_IN_PYTHON_2):
            yield type(node).__name__
        if isinstance(node, ast.FunctionDef) and (
            node.returns or node.args.kwonlyargs or any(argument.annotation for argument in node.args.args)
        ):
            yield f"signature of {node.name}"
        if isinstance(node, ast.Raise) and node.cause:
            yield "raise from"
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            yield from (alias.name for alias in node.names if alias.name != "unicode_literals")


def test_python_2_can_read_the_launcher() -> None:
    text = (ROOT / "run_report.py").read_text("utf-8")
    assert text.startswith("# -*- coding: utf-8 -*-\n")
    assert list(only_new_syntax(ast.parse(text))) == []
    for new in ("x: int = 1", "def f() -> int: ...", "f'{x}'", "from __future__ import annotations"):
        assert list(only_new_syntax(ast.parse(new))), new


def old_pythons() -> list[str]:
    """Interpreters older than ours that this computer happens to have."""
    names = ("python2.7", *(f"python3.{minor}" for minor in range(6, 11)))
    in_pyenv = sorted(Path.home().glob(".pyenv/versions/[23].*/bin/python"))
    old = [str(path) for path in in_pyenv if not path.parts[-3].startswith(("3.11", "3.12", "3.13", "3.14"))]
    return old + [path for name in names if (path := shutil.which(name)) and ".pyenv" not in path]


@pytest.mark.parametrize("python", old_pythons())
@pytest.mark.parametrize("locale", ["C", "zh_CN.UTF-8", "zh_CN.GBK"])
def test_an_old_python_gets_the_sentence(python: str, locale: str) -> None:
    run = subprocess.run(
        [python, str(ROOT / "run_report.py"), "demo"],
        capture_output=True,
        env={"LC_ALL": locale, "PATH": "/nowhere"},
    )
    assert (run.returncode, run.stdout) == (2, b"")
    (line,) = run.stderr.decode("utf-8").splitlines()
    assert "需要 Python 3.11 以上版本" in line
    assert "请信息部门安装 64 位的 Python 3.11" in line


@pytest.mark.parametrize(
    ("platform", "windows", "bits", "version", "said"),
    [
        ("win32", (6, 1), 8, (3, 8, 10), ["需要 Windows 10 以上"]),
        ("win32", (6, 2), 8, (2, 7, 18), ["需要 Python 3.11 以上", "2.7.18", "python.org", "py -3.11"]),
        ("win32", (10, 0), 4, (3, 11, 9), ["64 位", "32 位的 Python 3.11.9", "python.org"]),
        ("win32", (10, 0), 8, (3, 11, 9), []),
        ("linux", None, 8, (3, 7, 9), ["需要 Python 3.11 以上", "请信息部门安装"]),
        ("linux", None, 4, (3, 11, 2), ["需要 64 位的", "请信息部门安装"]),
        ("darwin", None, 8, (3, 9, 6), ["python.org"]),
        ("linux", None, 8, (3, 13, 0), []),
    ],
)
def test_what_is_wrong_with_a_python(
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    windows: tuple[int, int] | None,
    bits: int,
    version: tuple[int, int, int],
    said: list[str],
) -> None:
    monkeypatch.setenv("PATH", "")
    fake = SimpleNamespace(
        platform=platform, version_info=version, getwindowsversion=lambda: (*(windows or ()), 0)
    )
    monkeypatch.setattr(run_report, "sys", fake)
    monkeypatch.setattr(run_report, "struct", SimpleNamespace(calcsize=lambda _: bits))
    sentence = run_report.unsuited()
    assert all(words in sentence for words in said)
    assert bool(sentence) == bool(said)


def test_a_newer_python_on_the_computer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "python3.12").write_text("#!/bin/sh\n")
    (tmp_path / "python3.12").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(run_report, "sys", SimpleNamespace(platform="linux", version_info=(2, 7, 18)))
    assert "请直接运行 python3.12 run_report.py" in run_report.unsuited()


def test_piped_output_has_one_encoding(tmp_path: Path) -> None:
    variables = dict(os.environ, PYTHONIOENCODING="gbk", PYTHONUTF8="0", LC_ALL="C")
    command = [sys.executable, str(ROOT / "run_report.py"), "status"]
    run = subprocess.run(command, capture_output=True, env=variables, cwd=tmp_path)
    assert run.returncode == 2
    assert "没有 config.toml" in run.stderr.decode("utf-8")


# --- The environments


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """A working environment in a toolkit folder of its own; what is installed is a pip of ours."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("lxml==6.0.0 \\\n    --hash=sha256:00\n", "utf-8")
    run = Environment(tmp_path / ".venv", lock, "正在准备")
    for name, value in {
        "INSTALLED": tmp_path, "WHEELS": tmp_path / "wheels", "LOG": tmp_path / "安装记录.txt", "RUN": run,
        "_create": made,
    }.items():  # fmt: skip
        monkeypatch.setattr(environment, name, value)
    pip(monkeypatch, 0)
    ensure(run)
    return run


def made(new: Environment) -> None:
    shutil.rmtree(new.folder, ignore_errors=True)
    new.python.parent.mkdir(parents=True)
    new.python.symlink_to(sys.executable)


def pip(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    script = f"import sys; print('WARNING: in English', sys.argv[1:]); sys.exit({code})"
    monkeypatch.setattr(environment, "pip_of", lambda python: [sys.executable, "-c", script])


def holds(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_environment_is_made_once(place: Environment, capfd: pytest.CaptureFixture[str]) -> None:
    assert is_ready(place)
    made_first = (place.folder / "stamp.txt").stat().st_mtime_ns
    ensure(place)
    assert (place.folder / "stamp.txt").stat().st_mtime_ns == made_first
    assert holds(place.folder.parent) == {"requirements.lock", ".venv", ".venv.lock"}
    assert "WARNING" not in "".join(capfd.readouterr())


def test_a_set_up_that_fails_leaves_the_old_environment_as_it_was(
    place: Environment, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    place.lock.write_text(place.lock.read_text("utf-8") + "\n", "utf-8")
    pip(monkeypatch, 1)
    stamp = (place.folder / "stamp.txt").read_bytes()
    with pytest.raises(OperatorError, match=r"组件没有装上。.*安装记录\.txt"):
        ensure(place)
    assert (place.folder / "stamp.txt").read_bytes() == stamp
    assert place.python.exists()
    log = (place.folder.parent / "安装记录.txt").read_bytes().decode("utf-8")
    assert "in English" in log
    assert str(place.lock) in log
    assert "WARNING" not in "".join(capfd.readouterr())
    pip(monkeypatch, 0)
    ensure(place)
    assert is_ready(place)
    assert holds(place.folder.parent) == {"requirements.lock", ".venv", ".venv.lock"}


def test_a_first_set_up_says_how_far_it_is(
    place: Environment, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [f"Collecting 组件{number}" for number in range(25)] + ["Installing collected packages: 全部"]
    script = f"print({chr(10).join(lines)!r})"
    monkeypatch.setattr(environment, "pip_of", lambda python: [sys.executable, "-c", script])
    lock = "".join(f"part{number}==1 \\\n    --hash=sha256:00\n" for number in range(24))
    place.lock.write_text(lock, "utf-8")
    ensure(place)
    assert capfd.readouterr().err.splitlines()[-5:] == [
        "正在准备",
        "  已取得 10/24 个组件……",
        "  已取得 20/24 个组件……",
        "  组件齐了，正在安装，还要半分钟左右……",
        "运行环境准备好了。",
    ]


def test_the_tests_have_an_environment_of_their_own() -> None:
    assert TEST.folder != RUN.folder
    assert TEST.lock != RUN.lock


def test_a_swap_that_was_cut_off_is_mended(place: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    place.folder.rename(place.folder.with_name(".venv-old"))
    pip(monkeypatch, 1)
    with pytest.raises(OperatorError):
        environment._make(place)
    assert is_ready(place)


def test_an_environment_in_use_is_not_replaced(place: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    place.lock.write_text(place.lock.read_text("utf-8") + "\n", "utf-8")
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:  # as Windows does while a program of it runs
        if self == place.folder:
            raise PermissionError(13, "拒绝访问")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OperatorError, match="另一个窗口里的命令正在用它"):
        ensure(place)
    assert place.python.exists()


def test_another_python_does_not_make_it_anew(place: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_own_version", lambda: "3.14.1")
    assert is_ready(place)
    place.python.unlink()
    place.python.write_text("#!/bin/sh\necho 3.13.0\n")
    place.python.chmod(0o755)
    assert not is_ready(place), "the Python below it was replaced by another"


def test_a_folder_without_write_permission_is_said(
    place: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.lock.write_text("", "utf-8")

    def refused(new: Environment) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(environment, "_create", refused)
    with pytest.raises(OperatorError, match="运行环境建不起来"):
        ensure(place)


def test_waiting_for_another_set_up_is_said_once(
    place: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([False, False, True])
    monkeypatch.setattr(environment, "_locked", lambda descriptor: next(answers))
    monkeypatch.setattr(environment, "_WAIT_SECONDS", 0)
    with environment.one_at_a_time():
        pass
    assert capsys.readouterr().err.count("另一个窗口正在准备环境") == 1


def test_the_lock_keeps_a_second_set_up_out(place: Environment) -> None:
    with environment.one_at_a_time(), (place.folder.parent / ".venv.lock").open("w") as second:
        assert not environment._locked(second.fileno())


@pytest.mark.slow
def test_a_test_run_without_network_harms_nothing(tmp_path: Path) -> None:
    home = tmp_path / "工具"
    home.mkdir()
    for name in ("run_report.py", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, home / name)
    shutil.copytree(ROOT / "toolkit", home / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)  # a Python without any component
    venv.create(home / ".venv", with_pip=False, symlinks=True)
    (home / ".venv" / "stamp.txt").write_text("as it was")
    run = subprocess.run(
        [str(tmp_path / "bare" / "bin" / "python"), "run_report.py", "test"],
        cwd=home,
        env=dict(os.environ, PIP_NO_INDEX="1", PIP_FIND_LINKS=""),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert run.stderr.splitlines()[0].startswith("正在准备测试用的环境")
    assert run.stderr.splitlines()[1].startswith("测试用的组件没有装上")
    assert len(run.stderr.splitlines()) == 2
    assert (home / ".venv" / "stamp.txt").read_text() == "as it was"
    assert "No matching distribution" in (home / "安装记录.txt").read_text("utf-8")
