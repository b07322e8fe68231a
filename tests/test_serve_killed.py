"""The real command serve on a real month: killed in the middle of a report, started again, ended by Ctrl-C."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
import pytest

from tests.served import Client
from toolkit.core.desk import PAGE
from toolkit.serve.guard import Keys

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals")]

ROOT = Path(__file__).resolve().parent.parent
REPORT = "重写各表"


@contextmanager
def started(root: Path, own: Path) -> Iterator[tuple[subprocess.Popen[str], Client]]:
    """The command as a person starts it where no browser can be opened, and the page that it shows."""
    variables = {**os.environ, "TMPDIR": str(own), "PYTHONUTF8": "1"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        variables.pop(name, None)
    command = [
        sys.executable,
        str(ROOT / "run_report.py"),
        "--root",
        str(root),
        "serve",
        "--now",
        "2024-06-28T10:00",
    ]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=variables
    )
    assert process.stderr
    try:
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/\?t=([\w-]+)", line):
                break
        else:
            pytest.fail("it says no address")
        keys = Keys(int(found[1]), address=found[2])
        page = Client(keys)("GET", f"/{quote(PAGE)}")[2].decode()
        word = re.search(r'<meta name="token" content="([^"]+)"', page)
        assert word, page
        yield process, Client(Keys(keys.port, keys.address, word[1]))
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stderr.close()


def action(client: Client, label: str) -> str:
    page = client("GET", f"/{quote(PAGE)}")[2].decode()
    found = re.search(rf'data-action="(\w+)">\s*<button type="submit">{label}</button>', page)
    assert found, label
    return found[1]


def test_a_report_goes_on_without_the_page_and_the_next_page_tells_the_truth(
    small_copy: Path, tmp_path: Path
) -> None:
    page = small_copy / PAGE
    shutil.rmtree(small_copy / "archive/runs")  # nothing is known of the papers that stand: all are made anew
    with started(small_copy, tmp_path) as (process, client):
        before = page.stat().st_mtime_ns
        held = [Path(file.path).name for file in psutil.Process(process.pid).open_files()]
        assert "ledger.db" not in held  # else a command could not move it on Windows
        assert client.run(action(client, REPORT))[0] == 200
        assert client.state()["running"]
        process.kill()
    with started(small_copy, tmp_path) as (process, client):
        state = client.state()
        assert (state["running"], state["label"]) == (True, REPORT)
        assert "正在做" in client.run(action(client, REPORT))[1]["fault"]
        state = client.ended(120)
        assert any("汇总完成" in line or "接下来做" in line for line in state["lines"]), state
        assert "以本页为准" in state["outcome"]
        assert page.stat().st_mtime_ns > before
        assert client.run(action(client, REPORT))[0] == 200
        assert client.ended(120)["code"] in (0, 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr
        assert "工作台已经关闭" in process.stderr.read()


def test_the_second_start_shows_the_first_page(small_copy: Path, tmp_path: Path) -> None:
    with started(small_copy, tmp_path) as (first, client):
        with started(small_copy, tmp_path) as (second, same):
            assert second.wait(20) == 0
            assert same.keys == client.keys
        assert first.poll() is None
        began = time.monotonic()
        assert client("POST", "/stop", "")[0] == 200
        assert first.wait(20) == 0
        assert time.monotonic() - began < 10
