"""Outputs on disk: nothing that a person wrote, protected or holds open is overwritten or deleted."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from toolkit.errors import OperatorError
from toolkit.outputs.context import OutputContext
from toolkit.pipeline.folder import outfiles
from toolkit.pipeline.folder.drafts import Drafts, told
from toolkit.pipeline.folder.outfiles import EDITED, OCCUPIED, OutFiles


@pytest.fixture
def files(tmp_path: Path) -> OutFiles:
    return OutFiles(tmp_path)


def again(files: OutFiles) -> OutFiles:
    """What the next run sees."""
    return OutFiles(files.root)


def beside(path: Path, mark: str, number: str = "") -> Path:
    return path.with_name(f"{path.stem}{mark}{number}{path.suffix}")


def test_what_we_wrote_is_written_over(files: OutFiles) -> None:
    path = files.root / "outbox" / "a.xlsx"
    assert files.write(path, b"1") == path
    later = again(files)
    assert later.write(path, b"2") == path
    assert path.read_bytes() == b"2"
    assert later.lines() == []


def test_what_a_person_changed_stays_and_the_new_goes_beside(files: OutFiles) -> None:
    path = files.root / "a.xlsx"
    files.write(path, b"1")
    path.write_bytes(b"the office's words")
    later = again(files)
    assert later.write(path, b"2") == beside(path, EDITED)
    assert path.read_bytes() == b"the office's words"
    assert beside(path, EDITED).read_bytes() == b"2"
    assert "有人改过" in later.lines()[0]
    third = again(files)
    third.write(path, b"3")
    assert beside(path, EDITED).read_bytes() == b"3"
    path.unlink()  # the office is done with its copy
    fourth = again(files)
    assert fourth.write(path, b"3") == path
    assert not beside(path, EDITED).exists()


def test_a_file_that_was_there_before_us_is_not_ours(files: OutFiles) -> None:
    path = files.root / "a.xlsx"
    path.write_bytes(b"somebody's")
    files.write(path, b"1")
    assert path.read_bytes() == b"somebody's"


def test_a_run_killed_between_note_and_file_does_not_take_its_own_file_for_an_edited_one(
    files: OutFiles,
) -> None:
    path = files.root / "a.xlsx"
    files.write(path, b"1")
    again(files).announce({path: b"2"})  # killed here: the file is still the old one
    assert again(files).write(path, b"3") == path
    again(files).announce({path: b"4"})
    path.write_bytes(b"4")  # or killed here
    assert again(files).write(path, b"5") == path


def test_a_protected_file_stays_and_is_not_cleared(files: OutFiles) -> None:
    path = files.root / "牵头单位" / "地区财政局.xlsx"
    files.write(path, b"1")
    path.chmod(0o444)
    later = again(files)
    written = later.write(path, b"2")
    assert written == beside(path, OCCUPIED)
    later.clear(path.parent, "*.xlsx", [written])
    assert path.read_bytes() == b"1"
    assert written.read_bytes() == b"2"


def test_clearing_keeps_what_is_edited_or_protected(files: OutFiles) -> None:
    folder = files.root / "退回"
    for name in ("ours", "edited", "protected"):
        files.write(folder / f"{name}.xlsx", b"1")
    (folder / "edited.xlsx").write_bytes(b"notes of the office")
    (folder / "protected.xlsx").chmod(0o444)
    later = again(files)
    later.clear(folder, "*.xlsx", [])
    assert sorted(path.name for path in folder.iterdir()) == ["edited.xlsx", "protected.xlsx"]
    assert "没有删除" in later.lines()[0]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Paths that a program holds as Excel does on Windows: readable, neither replaced nor deleted."""
    paths: set[Path] = set()
    replace, unlink = Path.replace, Path.unlink

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) in paths or self in paths:
            raise PermissionError(13, "used by another process", str(target))
        return replace(self, target)

    def keep(self: Path, missing_ok: bool = False) -> None:
        if self in paths:
            raise PermissionError(13, "used by another process", str(self))
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "unlink", keep)
    return paths


def test_an_open_file_gets_its_new_content_beside(files: OutFiles, held: set[Path]) -> None:
    path = files.root / "a.docx"
    files.write(path, b"1")
    held.add(path)
    later = again(files)
    assert later.write(path, b"2") == beside(path, OCCUPIED)
    assert "正被占用" in later.lines()[0]
    held.clear()
    assert again(files).write(path, b"2") == path
    assert not beside(path, OCCUPIED).exists()


def test_the_file_beside_is_open_when_the_original_is_free_again(files: OutFiles, held: set[Path]) -> None:
    """W5; ``clear`` of the same folder does not say it twice."""
    path = files.root / "a.docx"
    files.write(path, b"1")
    held.add(path)
    again(files).write(path, b"2")
    held.clear()
    held.add(beside(path, OCCUPIED))
    later = again(files)
    assert later.write(path, b"3") == path
    assert path.read_bytes() == b"3"
    assert beside(path, OCCUPIED).exists()
    later.clear(path.parent, "*.docx", [path])
    (line,) = later.lines()
    assert line.startswith(f"{beside(path, OCCUPIED).name} 是以前留下的") and "请关闭" in line


def test_both_are_open(files: OutFiles, held: set[Path]) -> None:
    path = files.root / "a.docx"
    files.write(path, b"1")
    held.add(path)
    again(files).write(path, b"2")
    held.add(beside(path, OCCUPIED))
    assert again(files).write(path, b"3") == beside(path, OCCUPIED, "2")
    held |= {beside(path, OCCUPIED, "2"), beside(path, OCCUPIED, "3")}
    with pytest.raises(OperatorError, match=r"a\.docx.*请关闭"):
        again(files).write(path, b"4")


def test_an_open_file_that_is_no_longer_made_is_named(files: OutFiles, held: set[Path]) -> None:
    path = files.root / "退回" / "a.xlsx"
    files.write(path, b"1")
    held.add(path)
    later = again(files)
    later.clear(path.parent, "*.xlsx", [])
    assert "退回/a.xlsx" in later.lines()[0]


@pytest.fixture
def unshared(held: set[Path], monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Paths that a program holds without any sharing, as some viewers and sync clients do: not even readable."""
    read = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self in held:
            raise PermissionError(13, "used by another process", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    return held


def test_a_file_held_without_any_sharing_counts_as_open(files: OutFiles, unshared: set[Path]) -> None:
    """W6: and when it is free again after several runs, nobody is said to have edited it."""
    path = files.root / "a.docx"
    files.write(path, b"1")
    unshared.add(path)
    assert again(files).write(path, b"2") == beside(path, OCCUPIED)
    unshared.add(beside(path, OCCUPIED))
    assert again(files).write(path, b"3") == beside(path, OCCUPIED, "2")
    unshared.clear()
    last = again(files)
    assert (last.write(path, b"4"), last.lines()) == (path, [])
    assert [one.name for one in files.root.glob("*.docx")] == ["a.docx"]


def test_an_edited_file_that_is_held_without_any_sharing_is_still_an_edited_one(
    files: OutFiles, unshared: set[Path]
) -> None:
    path = files.root / "a.docx"
    files.write(path, b"1")
    path.write_bytes(b"words")
    unshared.add(path)
    again(files).write(path, b"2")
    unshared.clear()
    assert again(files).write(path, b"3") == beside(path, EDITED)
    assert path.read_bytes() == b"words"


def test_what_could_not_be_read_is_not_replaced_though_it_was_let_go_meanwhile(
    files: OutFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files.root / "a.docx"
    files.write(path, b"1")
    path.write_bytes(b"words")
    read = outfiles.bytes_at
    monkeypatch.setattr(outfiles, "bytes_at", lambda one: None if one == path else read(one))
    assert again(files).write(path, b"2") == beside(path, OCCUPIED)
    assert again(files).renew(path, b"2") == beside(path, OCCUPIED)
    assert path.read_bytes() == b"words"


def test_an_edited_draft_that_is_held_without_any_sharing_keeps_its_lists(
    files: OutFiles, unshared: set[Path]
) -> None:
    path, context = files.root / "专报.docx", cast("OutputContext", None)
    Drafts(files).write(path, b"1", context, bytes)
    pending = files.root / "附" / "专报_待改.xlsx"
    files.write(pending, b"what waits")
    path.write_bytes(b"words")
    unshared.add(path)
    state = Drafts(again(files)).write(path, b"2", context, bytes)
    assert state.path == beside(path, OCCUPIED)
    assert pending.exists()
    unshared.clear()
    assert Drafts(again(files)).base(path, b"words") == b"1"


def test_a_broken_register_makes_nothing_ours(files: OutFiles) -> None:
    path = files.root / "a.docx"
    files.write(path, b"1")
    files.register.write_text("{", "utf-8")
    assert again(files).write(path, b"2") == beside(path, EDITED)
    assert path.read_bytes() == b"1"


def test_a_paper_of_unknown_origin_is_left_alone_and_said(files: OutFiles) -> None:
    path, context = files.root / "专报.docx", cast("OutputContext", None)
    Drafts(files).write(path, b"1", context, bytes)
    path.write_bytes(b"saved here by another program")
    drafts = Drafts(again(files))
    state = drafts.write(path, b"2", context, bytes)
    assert path.read_bytes() == b"saved here by another program" and state.beside is not None
    (line,) = told(drafts.states)
    assert "认不出是从哪一稿改的" in line and state.beside.name in line
