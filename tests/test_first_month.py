"""docs/first-month.md is what a first month prints, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.first_month import FOLDER, PAGE, first_month


@pytest.mark.slow
def test_the_first_month_prints_what_the_page_shows(tmp_path: Path) -> None:
    made = first_month(tmp_path)
    assert made.text.splitlines() == PAGE.read_text("utf-8").splitlines()
    assert made.codes == [
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        2,
        0,
        0,
    ]  # faults wait; the first issue asks and does nothing
    assert list((tmp_path / FOLDER / "archive/issued").glob("*第1期*.docx"))
    assert len(list((tmp_path / FOLDER / "outbox/2024-07/下发").glob("*.xlsx"))) == 9


def test_the_page_shows_every_step_of_a_month() -> None:
    typed = [
        line.split("run_report.py")[1].split()[:1]
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("> ")
    ]
    commands = [word[0] if word else "" for word in typed]
    assert commands == [
        "init",
        "generate",
        "",
        "status",
        "remind",
        "",
        "rule",
        "report",
        "verify",
        "issue",
        "issue",
        "next",
    ]
