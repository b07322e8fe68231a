"""Components of the served page: installed when first asked for, whole or not at all, and said in one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.errors import OperatorError
from toolkit.setup import environment, extra
from toolkit.setup.extra import SERVE, Extra, lines_of, provide
from toolkit.setup.lock import pinned, requirements

LINE = "desk-part==1.0 \\\n    --hash=sha256:00\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Extra:
    """An extra of one component that no Python has; pip "installs" it."""
    lock = tmp_path / "lock.txt"
    lock.write_text(LINE, "utf-8")
    monkeypatch.setattr(environment, "INSTALLED", tmp_path)
    monkeypatch.setattr(environment, "WHEELS", tmp_path / "wheels")
    monkeypatch.setattr(environment, "LOG", tmp_path / "log.txt")
    monkeypatch.setattr(extra, "pip_of", lambda *_: ["pip"])
    monkeypatch.setattr(sys, "path", [*sys.path])
    return Extra(tmp_path / ".venv-part", lock, "某些组件")


def pip(calls: list[list[str]], *, works: bool = True) -> object:
    def run(command: list[str]) -> bool:
        calls.append(command)
        target = Path(command[command.index("--target") + 1])
        target.mkdir()
        (target / "desk_part.py").write_text("GOOD = True\n", "utf-8")
        return works

    return run


def test_they_are_installed_once_and_then_found(
    place: Extra, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(extra, "run_logged", pip(calls))
    provide(place)
    assert __import__("desk_part").GOOD
    for words in ("--require-hashes", "--no-deps", "--only-binary=:all:"):
        assert words in calls[0]
    assert "只做这一次" in capsys.readouterr().err
    provide(place)
    assert len(calls) == 1
    assert capsys.readouterr().err == ""
    place.lock.write_text(LINE.replace("1.0", "1.1"), "utf-8")
    provide(place)
    assert len(calls) == 2
    assert sorted(path.name for path in place.folder.parent.glob(".venv-*")) == [".venv-part"]


def test_what_could_not_be_installed_leaves_nothing_and_is_one_sentence(
    place: Extra, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "run_logged", pip([], works=False))
    with pytest.raises(OperatorError, match="没有装上，请检查网络。其他功能照常能用"):
        provide(place)
    assert list(place.folder.parent.glob(".venv-*")) == []
    assert str(place.folder) not in sys.path


def test_what_was_cut_off_is_made_anew(place: Extra, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(extra, "run_logged", pip(calls))
    for name in (".venv-part", ".venv-part-new"):
        (place.folder.parent / name).mkdir()
    provide(place)
    assert len(calls) == 1
    assert (place.folder / "desk_part.py").is_file()


def test_a_wheels_folder_without_them_is_told_before_anything_is_asked_of_the_network(
    place: Extra, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(extra, "run_logged", pip(calls))
    environment.WHEELS.mkdir()
    (environment.WHEELS / "other-1.0-py3-none-any.whl").write_bytes(b"")
    with pytest.raises(OperatorError, match=r"不全，缺 1 个：desk-part 1\.0"):
        provide(place)
    assert calls == []
    (environment.WHEELS / "desk_part-1.0-py3-none-any.whl").write_bytes(b"")
    provide(place)
    assert "--no-index" in calls[0]


def test_what_every_command_has_is_not_installed_again() -> None:
    named = {line.split("==")[0] for line in lines_of(SERVE)}
    every = {item.name for item in requirements(environment.RUN.lock.read_text("utf-8"))}
    assert {"starlette", "uvicorn"} <= named
    assert not named & every
    versions = pinned(environment.RUN.lock.read_text("utf-8"))
    assert all(
        versions.get(name, version) == version
        for name, version in pinned(SERVE.lock.read_text("utf-8")).items()
    )


@pytest.mark.slow
def test_the_real_ones_make_a_page_possible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that has none of them imports them from the folder, and nothing else of ours."""
    monkeypatch.setattr(environment, "LOG", tmp_path / "log.txt")
    monkeypatch.setattr(environment, "WHEELS", tmp_path / "none")
    place = Extra(tmp_path / "part", SERVE.lock, SERVE.what)
    extra._make(place)
    program = "import sys; sys.path.insert(0, sys.argv[1]); import uvicorn, starlette, anyio, h11; print(uvicorn.__file__)"
    command = [sys.executable, "-I", "-c", program, str(place.folder)]
    assert str(place.folder) in subprocess.run(command, capture_output=True, text=True, check=True).stdout
