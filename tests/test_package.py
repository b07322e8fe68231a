"""The package: one version, every component's licence told, and a wheel that works in an empty environment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

import toolkit
from tests.test_examples import FOLDER, NAMES, arguments
from toolkit.pipeline.founding import start
from toolkit.setup.lock import requirements

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_there_is_one_version() -> None:
    first = re.search(r"^## ([0-9.]+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert first is not None and first[1] == toolkit.__version__
    assert (
        "version" not in PROJECT["project"]
        and PROJECT["tool"]["hatch"]["version"]["path"] == "toolkit/version.py"
    )


def test_every_locked_component_stands_among_the_licences() -> None:
    page = (ROOT / "docs/licences.md").read_text("utf-8")
    listed = re.findall(r"^\| ([a-z0-9.-]+) \| (\S.*?) \| (run|page|server|scale|tests) \|$", page, re.M)
    locked = {
        kind: {one.name for one in requirements((ROOT / lock).read_text("utf-8"))}
        for kind, lock in (
            ("run", "requirements.lock"),
            ("page", "requirements-serve.lock"),
            ("server", "requirements-postgres.lock"),
            ("scale", "requirements-scale.lock"),
            ("tests", "requirements-test.lock"),
        )
    }
    names = [name for name, _, _ in listed]
    assert len(set(names)) == len(names) and set(names) == set.union(*locked.values())
    assert [name for name, _, kind in listed if name not in locked[kind]] == []
    assert [name for name, _, kind in listed if kind != "run" and name in locked["run"]] == []
    assert [name for name, licence, _ in listed if "LGPL" in licence] == [
        "docxtpl", "inflate64", "multivolumefile", "psycopg", "psycopg-binary", "py7zr", "pybcj", "pyppmd"
    ]  # fmt: skip


def test_everything_that_a_working_folder_gets_goes_into_the_wheel() -> None:
    shipped = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert all(
        (ROOT / source).exists() and target == f"toolkit/shipped/{Path(source).name}"
        for source, target in shipped.items()
    )
    needed = {start.LAUNCHER, *start.DOUBLE_CLICK, "templates", "config.toml", "LICENSE"}
    assert needed | {path.name for path in ROOT.glob("requirements*.lock") if "test" not in path.name} <= {
        Path(one).name for one in shipped
    }
    assert not (ROOT / "toolkit/shipped").exists()  # what marks an installed package


def run(command: Sequence[str | Path], folder: Path, **more: str) -> str:
    keep = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env={**keep, **more}, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.mark.nightly
def test_the_wheel_works_in_an_empty_environment(tmp_path: Path) -> None:
    """Built, looked into, installed with nothing else; a demo with its command, the examples against that."""
    run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path / "dist", ROOT], tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"toolkit/py.typed", "toolkit/api.py", "toolkit/checklist/places/divisions.csv"} <= names
    assert {
        f"toolkit/shipped/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    } <= names
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs"))]
    venv.create(tmp_path / "空", with_pip=True)
    tools = tmp_path / "空" / ("Scripts" if os.name == "nt" else "bin")
    run([tools / "python", "-m", "pip", "install", "-q", wheel], tmp_path)
    site = run([tools / "python", "-c", "import toolkit; print(toolkit.__file__)"], tmp_path).strip()
    assert Path(site).is_relative_to(tmp_path / "空")
    installed = {path for path in (tmp_path / "空").rglob("*") if "__pycache__" not in path.parts}
    demo = tmp_path / "演示"
    run([tools / "checklist-report", "demo", demo, "--months", "2"], tmp_path)
    assert {path for path in (tmp_path / "空").rglob("*") if "__pycache__" not in path.parts} == installed
    # A working folder's own starter finds the package from any Python.
    said = run([sys.executable, demo / "run_report.py", "status"], tmp_path)
    assert "已报" in said
    before, now = sorted(path.name for path in (demo / "outbox").glob("20*"))
    for name in NAMES:
        given = arguments(name, before, now, tmp_path)
        assert run([tools / "python", FOLDER / f"{name}.py", demo, *given], tmp_path, PYTHONUTF8="1")


@pytest.mark.nightly
def test_the_sdist_builds_the_same_wheel(tmp_path: Path) -> None:
    venv.create(tmp_path / "bauen", with_pip=True)
    python = tmp_path / "bauen" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run([python, "-m", "pip", "install", "-q", "build"], tmp_path)
    run([python, "-m", "build", "--outdir", tmp_path / "dist", ROOT], tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path / "direct", ROOT], tmp_path)
    (direct,) = (tmp_path / "direct").glob("*.whl")
    assert {one.filename: one.CRC for one in zipfile.ZipFile(wheel).infolist()} == {
        one.filename: one.CRC for one in zipfile.ZipFile(direct).infolist()
    }
