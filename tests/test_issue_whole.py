"""Issuing is done whole or not at all: where the seal or a paper cannot be written, nothing is left half."""

from __future__ import annotations

from pathlib import Path

import pytest
from fault_walk import tree
from test_issue import issue, paper

from toolkit.errors import OperatorError
from toolkit.ledger.store import Ledger
from toolkit.pipeline.issue import issuing

pytestmark = pytest.mark.slow

NOW = "2024-06-30T10:00"


def changed(root: Path, before: dict[str, str]) -> list[str]:
    after = tree(root, {})
    return sorted(name for name in before | after if before.get(name) != after.get(name))


def test_where_the_seal_fails_no_paper_stays_and_the_next_try_ends_well(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: Ledger, seal: object) -> None:
        raise OperatorError("台账写不进去：磁盘满了。")

    before = tree(small_copy, {})
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "seal", full)
        assert issue(small_copy, NOW) == 2
    assert changed(small_copy, before) == []
    capsys.readouterr()
    assert issue(small_copy, NOW) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1].startswith("接下来做：") and "python run_report.py next" in said[-1]
    assert paper(small_copy, "专报_第1期.docx").is_file()


def test_where_the_second_kept_paper_fails_the_first_goes_too(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = issuing.put
    monkeypatch.setattr(issuing, "put", lambda path, data: "程序原稿" not in path.parts and real(path, data))
    before = tree(small_copy, {})
    assert issue(small_copy, NOW) == 2
    assert changed(small_copy, before) == []


def test_a_sealed_paper_that_cannot_be_shown_is_sealed_all_the_same_and_said(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nowhere(*_: object) -> Path:
        raise OperatorError("outbox 写不进去。请检查磁盘空间和文件夹权限。")

    monkeypatch.setattr("toolkit.pipeline.folder.workspace.Workspace.write", nowhere)
    assert issue(small_copy, NOW) == 1
    said = capsys.readouterr().out
    assert "archive/issued/2024-06_专报_第1期.docx" in said and "outbox 写不进去" in said
    assert (small_copy / "archive/issued/2024-06_专报_第1期.docx").is_file()


def test_a_file_of_the_office_under_the_name_of_the_issue_stays(small_copy: Path) -> None:
    own = paper(small_copy, "专报_第1期.docx")
    own.write_bytes(b"typed by somebody")
    issue(small_copy, NOW)
    assert own.read_bytes() == b"typed by somebody"
    assert (small_copy / "archive/issued/2024-06_专报_第1期.docx").is_file()


def test_a_run_that_was_killed_right_after_the_seal_is_made_up_for(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(small_copy, NOW) == 0
    shown = paper(small_copy, "专报_第1期.docx")
    sealed = shown.read_bytes()
    shown.unlink()
    assert issue(small_copy, NOW) == 2
    assert "已从 archive/issued 放回" in capsys.readouterr().err
    assert shown.read_bytes() == sealed
