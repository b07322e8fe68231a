"""A file in the inbox that is none of ours: put out of the way by a person, whole, with reason and name; nothing is deleted."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.core.desk import Desk
from toolkit.core.periods import Period
from toolkit.outputs import actions
from toolkit.pipeline.desk import desk_of
from toolkit.pipeline.folder.workspace import Workspace

JUNE, NOW = Period(2024, 6), "2024-06-28T09:00"
CONTRACT = "别处的 合同.docx"
WHY = ["--reason", "别的单位的合同", "--name", "王敏"]


@pytest.fixture
def root(small_copy: Path) -> Path:
    """A month in which one file waits that nobody can use."""
    waiting = small_copy / "inbox/未识别"
    waiting.mkdir(parents=True)
    (waiting / CONTRACT).write_bytes(b"PK a contract")
    note = f"{CONTRACT}\n  原因：打不开\n  怎么办：请看一看"
    (waiting / f"{CONTRACT}.原因.txt").write_text(note, "utf-8")
    return small_copy


def run(root: Path, *words: str) -> int:
    return main([*words, "-p", "2024-06", "--root", str(root), "--now", NOW])


def aside(root: Path, *why: str, name: str = CONTRACT) -> int:
    return run(root, "rule", "aside", f"inbox/未识别/{name}", *(why or WHY))


def desk(root: Path) -> Desk:
    workspace = Workspace(root)
    try:
        return desk_of(workspace, JUNE, datetime.fromisoformat(NOW))
    finally:
        workspace.ledger.close()


def rests(root: Path) -> tuple[object, object]:
    """What papers rest on."""
    workspace = Workspace(root)
    try:
        return workspace.ledger.states(), workspace.ledger.last_change(JUNE)
    finally:
        workspace.ledger.close()


def test_it_is_kept_with_reason_and_name_and_no_paper_changes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, known = rests(root), desk(root)
    (thing,) = (one for one in known.waiting if one.what == CONTRACT)
    assert (
        thing.actions[-1].label == "搁置"
        and "用不着的，写上原因和姓名，点“搁置”" in known.next_step.by_buttons
    )
    line = thing.actions[-1].filled({"reason": WHY[1], "name": WHY[3]})
    assert main([*line, "--root", str(root), "--now", NOW]) == 0
    assert "移到 archive/搁置/2024-06/别处的 合同.docx，没有删除" in capsys.readouterr().out
    assert (root / "archive/搁置/2024-06" / CONTRACT).read_bytes() == b"PK a contract"
    assert (root / "archive/objects" / hashlib.sha256(b"PK a contract").hexdigest()).is_file()
    assert not [path for path in (root / "inbox").rglob("*") if path.is_file()]
    after = desk(root)
    assert CONTRACT not in {one.what for one in after.waiting}
    (done,) = (one for one in after.done if CONTRACT in one.what)
    assert (done.who, done.what) == ("王敏", f"搁置：来件“{CONTRACT}”（别的单位的合同）")
    assert rests(root) == before
    assert after.next_step.action != actions.report(JUNE)  # nothing is to be written anew for it


def test_it_comes_back_as_it_was(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aside(root)
    (undo,) = (action for one in desk(root).done if CONTRACT in one.what for action in one.actions)
    assert undo.label.startswith("撤销裁定")
    (root / "inbox" / CONTRACT).write_bytes(b"another one")
    assert main([*undo.arguments, "--root", str(root), "--now", NOW]) == 2  # nothing is written over
    (root / "inbox" / CONTRACT).unlink()
    assert main([*undo.arguments, "--root", str(root), "--now", NOW]) == 0
    assert "放回 inbox" in capsys.readouterr().out
    assert (root / "inbox" / CONTRACT).read_bytes() == b"PK a contract"
    assert not list((root / "archive/搁置/2024-06").iterdir())
    (line,) = (one for one in desk(root).done if one.what.startswith("撤销裁定"))
    assert CONTRACT in line.what and undo.id not in {one.id for one in desk(root).every_action()}


def test_of_two_with_one_name_both_stay(root: Path) -> None:
    aside(root)
    (root / "inbox/未识别").mkdir(exist_ok=True)
    (root / "inbox/未识别" / CONTRACT).write_bytes(b"another one")
    aside(root)
    kept = {path.read_bytes() for path in (root / "archive/搁置/2024-06").iterdir()}
    assert kept == {b"PK a contract", b"another one"}


@pytest.mark.parametrize(
    ("name", "why", "told"),
    [
        ("没有的.docx", WHY, "不是 inbox/未识别 里的来件"),
        (f"{CONTRACT}.原因.txt", WHY, "不是 inbox/未识别 里的来件"),
        ("../../config.toml", WHY, "不是 inbox/未识别 里的来件"),
        (CONTRACT, WHY[:2], "都要写明原因和姓名"),
    ],
)
def test_what_is_refused_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], name: str, why: list[str], told: str
) -> None:
    before = {
        path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "ledger" not in path.name
    }
    assert aside(root, *why, name=name) == 2
    assert told in capsys.readouterr().err
    assert {path for path in before if not path.is_file() or path.read_bytes() != before[path]} == set()
    assert not (root / "archive/搁置").exists()


def test_one_that_is_open_elsewhere_is_said_and_done_the_next_time(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == CONTRACT and path.parent.name == "未识别":
            raise PermissionError(13, "in use")
        unlink(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        assert aside(root) == 2
    assert "再搁置一次" in capsys.readouterr().err
    assert aside(root) == 0
    assert sum("搁置：" in one.what for one in desk(root).done) == 1
