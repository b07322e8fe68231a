"""Whole months, recounts and replays of the suite with every ledger on a PostgreSQL server (tests/server_ledgers.py).

    LEDGERS_ON=server python -m pytest tests/test_month.py

runs any of them so by hand. What speaks of the ledger's file or its journal, or asks in processes of its own, is left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import wanted
from tests.server_ledgers import OWN, VARIABLE

ROOT = Path(__file__).resolve().parent.parent
# Each with the marks of it that are run.
MODULES = {
    "test_month": "",
    "test_figures_demo": "",
    "test_projects_recount": "",
    "test_whole_recount": "nightly and not seeds",
    "test_told_months": "nightly",
    "test_collect_versions": "not slow and not nightly",
    "test_collect_filing": "not slow and not nightly",
    "test_unchanged": "not slow and not nightly",
    "test_issue": "not slow and not nightly",
    "test_units_rename": "not slow and not nightly",
    "test_checks_explanations": "not slow and not nightly",
    "test_corrections_loop": "not slow and not nightly",
}


@pytest.mark.nightly
@pytest.mark.parametrize("module", MODULES)
def test_what_holds_on_a_file_holds_on_a_server(module: str, tmp_path: Path) -> None:
    wanted()
    command = [sys.executable, "-m", "pytest", f"tests/{module}.py", "-m", MODULES[module]]
    command += ["-p", "no:cacheprovider", "--basetemp", str(tmp_path / "t")]
    environment = {**os.environ, VARIABLE: os.environ.get(VARIABLE, OWN)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
