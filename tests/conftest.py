"""Fixtures that every area shares: the shipped settings and the shipped checklist."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.checklist.load import load_checklist
from toolkit.config import Config, decode_config, load_config
from toolkit.core.model import Checklist, Unit

ROOT = Path(__file__).resolve().parent.parent


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files as parameters carry the time they were made: as names they would differ between two workers."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def config() -> Config:
    """The shipped settings, for June 2024; an office leaves the period open."""
    text = decode_config((ROOT / "config.toml").read_bytes())
    return load_config(text.replace('period = ""', 'period = "2024-06"', 1))


@pytest.fixture(scope="session")
def units(checklist: Checklist) -> tuple[Unit, ...]:
    return checklist.reporting


@pytest.fixture(scope="session")
def checklist() -> Checklist:
    data = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    loaded, findings = load_checklist(data)
    assert loaded is not None, [finding.problem for finding in findings]
    return loaded


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Folders that tests make with ``init`` are not noted in this repository."""
    from toolkit.pipeline import start

    monkeypatch.setattr(start, "REMEMBERED", tmp_path_factory.getbasetemp() / "workfolders.txt")


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo as the command leaves it, under a path with a blank and Chinese characters; not to be changed."""
    from toolkit.demo.run import run_demo

    folder = tmp_path_factory.mktemp("月报 演示") / "demo"
    run_demo(folder, lambda line: None)
    return folder


@pytest.fixture
def demo_copy(finished_demo: Path, tmp_path: Path) -> Path:
    """A copy of the finished demo that a test may change."""
    return Path(shutil.copytree(finished_demo, tmp_path / "月报"))
