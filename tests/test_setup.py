"""How run_report.py starts itself inside the environment."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

import run_report


def test_the_environment_keeps_compiled_modules_and_speaks_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> SimpleNamespace:
        seen.update(options, command=command)
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert run_report.run_in_environment(["status", "--json"]) == 1
    assert seen["command"][0] == str(run_report.VENV_PYTHON)
    assert seen["command"][2:] == ["status", "--json"]
    assert (seen["env"]["PYTHONDONTWRITEBYTECODE"], seen["env"]["PYTHONUTF8"]) == ("", "1")
