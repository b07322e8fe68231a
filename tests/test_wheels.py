"""Components for a computer without a network: which ones, how they are fetched, and what a wrong folder gets."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.errors import OperatorError
from toolkit.pipeline.founding import wheels
from toolkit.pipeline.founding.wheels import TARGETS, fetch_wheels, wanted
from toolkit.setup import components, environment
from toolkit.setup.components import install_fault, suits, unfit_wheels
from toolkit.setup.lock import pinned, requirements

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
POSTGRES_LOCK = (ROOT / "requirements-postgres.lock").read_text("utf-8")
SCALE_LOCK = (ROOT / "requirements-scale.lock").read_text("utf-8")
SERVE_LOCK = (ROOT / "requirements-serve.lock").read_text("utf-8")
TEST_LOCK = (ROOT / "requirements-test.lock").read_text("utf-8")


# --- Which components


def test_every_line_of_the_locks_is_read() -> None:
    for lock in (LOCK, SERVE_LOCK, TEST_LOCK):
        assert len(list(requirements(lock))) == len(re.findall(r"^[a-z].*==", lock, re.M))
        assert sum(len(item.hashes) for item in requirements(lock)) == lock.count("--hash=")
        assert all(item.hashes for item in requirements(lock))


@pytest.mark.parametrize(
    ("lock", "target", "python", "there", "not_there"),
    [
        (LOCK, "windows", "3.11", {"unrar2-cffi", "backports-zstd", "brotli"}, {"brotlicffi"}),
        (LOCK, "linux-x64", "3.13", {"unrar2-cffi", "backports-zstd"}, {"brotlicffi"}),
        (LOCK, "linux-arm64", "3.11", {"backports-zstd"}, {"unrar2-cffi", "brotlicffi"}),
        (LOCK, "windows", "3.14", {"unrar2-cffi"}, {"backports-zstd"}),
        (LOCK, "linux-x64", "3.15", set(), {"unrar2-cffi", "backports-zstd"}),
        (TEST_LOCK, "windows", "3.11", {"colorama"}, set()),
        (TEST_LOCK, "linux-x64", "3.11", set(), {"colorama"}),
    ],
)
def test_markers_are_those_of_the_target(
    lock: str, target: str, python: str, there: set[str], not_there: set[str]
) -> None:
    names = {item.name for item in wanted(lock, TARGETS[target], python)}
    assert there | set(pinned(lock)) <= names
    assert not names & not_there


# --- Fetching


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip was called with; it "downloads" one wheel."""
    calls: list[list[str]] = []

    def pip(command: list[str]) -> bool:
        calls.append(command)
        listed = Path(command[command.index("-r") + 1]).read_text("utf-8")
        calls.append(listed.splitlines())
        Path(command[-1], "lxml-6.0.0-cp311-cp311-win_amd64.whl").write_bytes(b"new")
        return True

    monkeypatch.setattr(wheels, "run_logged", pip)
    return calls


def test_the_folder_is_made_for_the_target(
    asked: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "离线组件"
    assert main(["wheels", str(folder), "--for", "windows", "--python", "3.12"]) == 0
    command, lines = asked
    for words in ("--require-hashes", "--only-binary=:all:", "--no-deps", "win_amd64", "3.12"):
        assert words in command
    assert all("--hash=sha256:" in line and ";" not in line for line in lines)
    assert [path.name for path in folder.iterdir()] == ["lxml-6.0.0-cp311-cp311-win_amd64.whl"]
    said = capsys.readouterr().out
    assert f"1 个组件（0 MB）已放在 {folder}" in said
    assert "改成 wheels" in said
    assert any(line.startswith("starlette==") for line in lines)  # the page works there too
    assert len(lines) == len({line.split("==")[0] for line in lines})


def test_a_download_that_fails_changes_nothing(
    asked: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_wheels(tmp_path / "w", "windows", "3.11")
    monkeypatch.setattr(wheels, "run_logged", lambda command: False)
    with pytest.raises(OperatorError, match=r"没有下载全.*安装记录\.txt"):
        fetch_wheels(tmp_path / "w", "linux-arm64", "3.11")
    assert [path.name for path in (tmp_path / "w").iterdir()] == ["lxml-6.0.0-cp311-cp311-win_amd64.whl"]


def test_two_downloads_at_once_share_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that ends first takes the log away; the other one still went well."""
    log = tmp_path / "log.txt"
    monkeypatch.setattr(environment, "LOG", log)
    assert environment.run_logged([sys.executable, "-c", f"import os; os.unlink({str(log)!r})"])
    assert not log.exists()


@pytest.mark.parametrize("arguments", [["--for", "macos"], ["--for", "windows", "--python", "3.8"], []])
def test_a_wrong_target_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["wheels", str(tmp_path / "w"), *arguments])
    assert left.value.code == 2
    assert not (tmp_path / "w").exists()


@pytest.mark.nightly
@pytest.mark.parametrize("target", TARGETS)
def test_real_components_come_with_the_locked_hashes(tmp_path: Path, target: str) -> None:
    fetch_wheels(tmp_path / "w", target, "3.11")
    came = {components._named(path.name) for path in (tmp_path / "w").iterdir()}
    assert came == {
        (components._plain(item.name), item.version)
        for lock in (LOCK, SERVE_LOCK, POSTGRES_LOCK, SCALE_LOCK)
        for item in wanted(lock, TARGETS[target], "3.11")
    }


# --- A folder that does not suit


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer as a 64-bit Windows with Python 3.11."""
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("sys.version_info", (3, 11, 9))
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.setattr("platform.machine", lambda: "AMD64")


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("rich-14.1.0-py3-none-any.whl", True),
        ("simpleeval-1.0.3-py2.py3-none-any.whl", True),
        ("lxml-6.0.0-cp311-cp311-win_amd64.whl", True),
        ("lxml-6.0.0-cp313-cp313-win_amd64.whl", False),
        ("lxml-6.0.0-cp311-cp311-win32.whl", False),
        ("lxml-6.0.0-cp311-cp311-win_arm64.whl", False),
        ("lxml-6.0.0-cp311-cp311-manylinux_2_26_x86_64.manylinux_2_28_x86_64.whl", False),
        ("cryptography-45.0.5-cp37-abi3-win_amd64.whl", True),
        ("cryptography-45.0.5-cp312-abi3-win_amd64.whl", False),
        ("old-1.0-py2-none-any.whl", False),
    ],
)
def test_which_wheels_suit(name: str, fits: bool) -> None:
    assert suits(name) is fits


def folder_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


SMALL = "lxml==6.0.0 \\\n    --hash=sha256:00\npython-docx==1.2.0 \\\n    --hash=sha256:00\nunrar2-cffi==0.5 ; sys_platform == 'darwin' \\\n    --hash=sha256:00\n"
DOCX = "python_docx-1.2.0-py3-none-any.whl"


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), []),
        ((DOCX, "lxml-6.0.0-cp311-cp311-win_amd64.whl"), []),
        # one folder may serve several computers
        ((DOCX, "lxml-6.0.0-cp311-cp311-win_amd64.whl", "unrar2_cffi-0.5-cp313-cp313-macosx_11_0_arm64.whl"), []),
        ((DOCX, "lxml-6.0.0-cp313-cp313-win_amd64.whl"), ["给 64 位 Windows、Python 3.13", "64 位 Windows，Python 3.11"]),
        ((DOCX, "lxml-6.0.0-cp311-cp311-manylinux2014_aarch64.whl"), ["给 ARM 64 位 Linux、Python 3.11"]),
        ((DOCX,), ["缺 1 个：lxml 6.0.0"]),
        ((DOCX, "lxml-5.4.0-cp311-cp311-win_amd64.whl"), ["缺 1 个：lxml 6.0.0"]),
    ],
)  # fmt: skip
def test_what_a_folder_that_does_not_suit_gets(
    tmp_path: Path, names: tuple[str, ...], said: list[str]
) -> None:
    sentence = unfit_wheels(folder_of(tmp_path, *names), SMALL)
    assert bool(sentence) == bool(said)
    for words in (*said, *(["--for windows --python 3.11"] if said else [])):
        assert words in sentence


@pytest.mark.usefixtures("windows")
def test_what_is_said_when_pip_could_not_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "wheels"
    assert "请检查网络" in install_fault(folder, from_wheels=False)
    folder.mkdir()
    assert "文件夹里没有组件" in install_fault(folder, from_wheels=False)
    assert "没有下载全" in install_fault(folder, from_wheels=True)
    monkeypatch.setattr("platform.machine", lambda: "ARM64")
    assert "没有 Windows ARM64 的版本" in install_fault(folder, from_wheels=False)
