"""Two computers with one ledger exchange originals over a folder; what can't be had is said, and nothing is taken that is wrong.

A month on two computers, its links and what ``figure`` says, goes over a real server: tests/test_postgres.py.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from toolkit import files
from toolkit.config import load_config
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt
from toolkit.errors import OperatorError
from toolkit.inbox.archive import file_as, hash_of, object_path, store_object
from toolkit.ledger.connect import sqlite_url
from toolkit.ledger.records import ArrivalRecord, Attachment, Seal
from toolkit.ledger.schema import ATTACHMENTS
from toolkit.ledger.store import open_ledger
from toolkit.pipeline.archive.exchange import (
    COMPUTERS,
    MARK,
    elsewhere,
    elsewhere_by_path,
    exchange,
    laid_out,
    this_computer,
)
from toolkit.pipeline.archive.originals import damages, missing_originals
from toolkit.pipeline.archive.sealbasis import basis_path
from toolkit.pipeline.archive.sealed import kept_papers
from toolkit.pipeline.folder.workspace import SETTINGS, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.health.exchange import shared_folder

NOW = datetime(2024, 6, 24, 9)
JUNE = Period(2024, 6)


class Pair:
    """Two working folders on one ledger, and the folder over which they exchange."""

    def __init__(self, place: Path) -> None:
        self.shared, self.place = place / "共享", place
        self.one, self.two = (self.begun(place / name) for name in "ab")

    def begun(self, root: Path, ledger: str = "ledger.db") -> Workspace:
        init_folder(root)
        text = (root / SETTINGS).read_text("utf-8")
        text = text.replace('url = ""', f'url = "postgresql://nowhere/{ledger}"', 1)
        (root / SETTINGS).write_text(text.replace('archive = ""', f'archive = "{self.shared}"', 1), "utf-8")
        workspace = Workspace(root)
        workspace.ledger = open_ledger(sqlite_url(self.place / ledger))
        return workspace

    def came(self, workspace: Workspace, data: bytes) -> tuple[str, str]:
        """A document comes to a computer; its hash and where it is filed."""
        sha256 = store_object(workspace.root, data)
        path = file_as(workspace.root, sha256, JUNE, "喀什市", 1, NOW, f"{sha256[:4]}.pdf")
        record = ArrivalRecord(sha256, f"{sha256[:4]}.pdf", NOW, len(data), "")
        workspace.ledger.record_arrival(record, [Receipt(record.name, sha256, "attachment")])
        workspace.ledger.add_attachment(
            Attachment(sha256, "653101", JUNE, record.name, path, NOW, stamped=True)
        )
        return sha256, path


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    for workspace in (made.one, made.two):
        workspace.ledger.close()


def doctor(workspace: Workspace) -> list[tuple[str, str]]:
    return [(one.level, one.what) for one in shared_folder(workspace, NOW)]


def test_each_gets_what_the_other_took_in_under_the_paths_of_the_ledger(pair: Pair) -> None:
    pair.shared.mkdir()
    first, filed = pair.came(pair.one, b"%PDF first")
    second, other = pair.came(pair.two, b"%PDF second")
    for workspace in (pair.one, pair.two, pair.one):
        assert exchange(workspace) == []
    for workspace in (pair.one, pair.two):
        for sha256, path in ((first, filed), (second, other)):
            for place in (object_path(workspace.root, sha256), workspace.root / path):
                assert hashlib.sha256(place.read_bytes()).hexdigest() == sha256
        assert elsewhere(workspace) == [] and list(damages(workspace)) == []
        assert [level for level, _ in doctor(workspace)] == ["正常"]
    before = sorted((path, path.stat().st_mtime_ns) for path in pair.place.rglob("*.pdf"))
    assert exchange(pair.one) == exchange(pair.two) == []
    assert sorted((path, path.stat().st_mtime_ns) for path in pair.place.rglob("*.pdf")) == before


def test_until_then_it_is_said_where_it_lies(pair: Pair) -> None:
    sha256, path = pair.came(pair.one, b"%PDF first")
    exchange(pair.one)
    assert elsewhere_by_path(pair.two) == {path: this_computer(pair.one.root)}
    (told,) = missing_originals(pair.two, [sha256])
    assert told.startswith(
        f"原件不在这台电脑上，在{this_computer(pair.one.root)}：{path}（哈希 {sha256[:12]}…）。"
    )
    assert "共享文件夹" in told and "备份" not in told
    assert elsewhere(pair.one) == [] and missing_originals(pair.one, [sha256]) == []


def test_what_came_to_both_lies_on_both_where_the_ledger_says(pair: Pair) -> None:
    sha256, path = pair.came(pair.one, b"%PDF same")
    assert store_object(pair.two.root, b"%PDF same") == sha256
    exchange(pair.one)
    assert elsewhere_by_path(pair.two) == {path: this_computer(pair.one.root)}  # it is not linked
    for workspace in (pair.two, pair.one):
        exchange(workspace)
        assert elsewhere_by_path(workspace) == {}
        assert (workspace.root / path).read_bytes() == b"%PDF same"
        assert elsewhere(workspace) == [] and list(damages(workspace)) == []


def test_what_is_lost_on_its_own_computer_is_a_loss(pair: Pair) -> None:
    sha256, path = pair.came(pair.one, b"%PDF first")
    exchange(pair.one)
    for place in (object_path(pair.one.root, sha256), pair.one.root / path):
        place.unlink()
    assert elsewhere(pair.one) == []
    (told,) = missing_originals(pair.one, [sha256])
    assert "不见了" in told and "备份" in told


def test_a_folder_that_is_not_there_is_said_and_nothing_is_done(pair: Pair) -> None:
    pair.came(pair.one, b"%PDF first")
    (line,) = exchange(pair.one)
    assert f"共享文件夹 {pair.shared} 打不开" in line and "没有丢失" in line
    assert not pair.shared.exists()
    ((level, what),) = doctor(pair.one)
    assert level == "错误" and what.endswith("打不开，可能没有连上网络盘，或名称写错。")


def test_the_folder_of_another_ledger_is_not_touched(pair: Pair) -> None:
    pair.shared.mkdir()
    stranger = pair.begun(pair.place / "c", "another.db")
    pair.came(stranger, b"%PDF theirs")
    assert exchange(stranger) == []
    before = sorted(pair.shared.rglob("*"))
    sha256, _ = pair.came(pair.one, b"%PDF ours")
    (line,) = exchange(pair.one)
    assert "里面是另一个台账的原件" in line and sorted(pair.shared.rglob("*")) == before
    assert doctor(pair.one)[0][0] == "错误" and object_path(pair.one.root, sha256).is_file()
    stranger.ledger.close()


def test_a_copy_that_went_wrong_is_never_taken_and_the_others_are(pair: Pair) -> None:
    pair.shared.mkdir()
    spoilt, _ = pair.came(pair.one, b"%PDF first")
    _, path = pair.came(pair.one, b"%PDF second")
    exchange(pair.one)
    object_path(pair.shared, spoilt).write_bytes(b"%PDF other")
    (line,) = exchange(pair.two)
    assert f"1 份原件没有取来：{spoilt[:12]}… 被改动过，没有采用" in line and "会重新放一份" in line
    assert not object_path(pair.two.root, spoilt).exists() and (pair.two.root / path).is_file()
    assert [one.original.sha256 for one in elsewhere(pair.two)] == [spoilt]
    (kept,) = object_path(pair.shared, spoilt).parent.glob("*被改动*")  # nobody's bytes are thrown away
    assert kept.read_bytes() == b"%PDF other"
    assert exchange(pair.one) == exchange(pair.two) == []
    assert elsewhere(pair.two) == [] and object_path(pair.two.root, spoilt).read_bytes() == b"%PDF first"


def test_only_what_is_still_what_came_is_laid_out(pair: Pair) -> None:
    pair.shared.mkdir()
    lost, filed = pair.came(pair.one, b"%PDF lost")
    half, path = pair.came(pair.one, b"%PDF half")
    for place in (object_path(pair.one.root, lost), pair.one.root / filed):
        place.write_bytes(b"altered")
    object_path(pair.one.root, half).write_bytes(b"altered")  # its other copy is sound
    (line,) = exchange(pair.one)
    assert "本机存档里有 1 份原件不见了、被改动或打不开" in line and "doctor" in line
    assert laid_out(pair.shared) == {half}
    assert exchange(pair.two) == [] and (pair.two.root / path).read_bytes() == b"%PDF half"


def test_what_is_no_plain_file_there_is_never_opened(pair: Pair) -> None:
    (pair.shared / "archive/objects").mkdir(parents=True)
    shas = [pair.came(pair.one, data)[0] for data in (b"a", b"b", b"c")]
    exchange(pair.one)
    for sha256, put in zip(
        shas, (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir), strict=True
    ):
        object_path(pair.shared, sha256).unlink()
        put(object_path(pair.shared, sha256))
    assert exchange(pair.two) == [] and laid_out(pair.shared) == set()
    (line,) = exchange(pair.one)  # a folder of that name stands in the way of one; the others go in again
    assert "是文件夹，不是文件" in line and laid_out(pair.shared) == {shas[0], shas[1]}


def test_what_can_not_go_in_keeps_nothing_from_being_fetched(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.shared.mkdir()
    theirs, _ = pair.came(pair.two, b"theirs")
    exchange(pair.two)
    for number in range(9):
        pair.came(pair.one, b"%d" % number)
    tried = refused_below(pair.shared, monkeypatch)
    (line,) = exchange(pair.one)
    assert "放不进去" in line and "磁盘满了" in line and "空间" in line and len(tried) == 3
    assert object_path(pair.one.root, theirs).is_file()


def refused_below(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was tried to be written below a folder that is full."""
    tried: list[Path] = []
    begun = files.begun

    def full(target: Path, *, rights: int = files.SHARED) -> Path:
        if target.is_relative_to(folder / "archive/objects"):
            tried.append(target)
            raise OSError(errno.ENOSPC, "full")
        return begun(target, rights=rights)

    monkeypatch.setattr(files, "begun", full)
    return tried


def test_a_folder_that_goes_while_it_is_read_is_told_in_one_line(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.shared.mkdir()
    for number in range(9):
        pair.came(pair.one, b"%d" % number)
    exchange(pair.one)
    read: list[Path] = []

    def cut(path: Path) -> str | None:
        if path.is_relative_to(pair.shared):
            read.append(path)
            if len(read) == 3:
                pair.shared.rename(pair.shared.with_name("gone"))
        return hash_of(path)

    monkeypatch.setattr("toolkit.pipeline.archive.exchange.hash_of", cut)
    (line,) = exchange(pair.two)
    assert "里有 7 份原件没有取来" in line and "断开了" in line and "没有丢失" in line and len(read) == 3
    assert len(elsewhere(pair.two)) == 7


@pytest.mark.parametrize("path", ["archive/../../out.pdf", "out.pdf", "archive/2024-06/喀什市/" + "长" * 120])
def test_an_original_is_had_though_its_other_name_can_not_be(pair: Pair, path: str) -> None:
    pair.shared.mkdir()
    sha256, _ = pair.came(pair.one, b"%PDF first")
    exchange(pair.one)
    with pair.one.ledger.transaction() as connection:
        connection.execute(ATTACHMENTS.update().values(file=path))
    exchange(pair.two)
    assert object_path(pair.two.root, sha256).is_file() and elsewhere(pair.two) == []
    assert not list(pair.place.glob("*.pdf")) + list(pair.two.root.glob("*.pdf"))


@pytest.mark.parametrize("where", ["", "archive", "outbox"])
def test_a_working_folder_is_no_shared_folder(pair: Pair, where: str) -> None:
    pair.came(pair.one, b"%PDF first")
    for workspace in (pair.one, pair.two):  # the one's folder, named by both
        text = (workspace.root / SETTINGS).read_text("utf-8")
        named = (pair.one.root / where).as_posix()
        (workspace.root / SETTINGS).write_text(text.replace(str(pair.shared), named), "utf-8")
    (line,) = exchange(pair.one)
    assert "是一个工作文件夹，不能当共享文件夹用" in line and doctor(pair.one)[0][0] == "错误"
    if not where:
        assert exchange(pair.two) == [line]


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        (lambda mark: b"\xef\xbb\xbf" + mark.replace(b"\n", b"\r\n"), ""),  # saved by Notepad
        (lambda _mark: b"", ""),  # a sync client lost it
        (lambda _mark: b"\xff\xfe\xff", "被改动过，看不出是哪个台账的"),
        (lambda _mark: b"0123456789abcdef\n", "另一个台账"),
    ],
)
def test_a_mark_that_somebody_opened(pair: Pair, mark: Callable[[bytes], bytes], says: str) -> None:
    pair.shared.mkdir()
    exchange(pair.one)
    path = pair.shared / MARK
    path.write_bytes(mark(path.read_bytes()))
    (pair.shared / COMPUTERS / "另一份.txt").write_bytes(b"\xff\xfe")
    told = exchange(pair.two)
    assert (says in "".join(told)) and bool(told) == bool(says)
    assert [level for level, _ in doctor(pair.two)] == (["错误"] if says else ["正常"])


def test_the_programs_own_text_of_a_sealed_paper_is_taken_as_it_was_written_or_not_at_all(pair: Pair) -> None:
    pair.shared.mkdir()
    seal = Seal(JUNE, "1", NOW, "[]", hashlib.sha256(b"paper").hexdigest(), file="2024-06_专报_第1期.docx")
    pair.one.ledger.seal(seal)
    paper = kept_papers(pair.one) / seal.file
    basis = basis_path(pair.one, seal.file)
    written = {paper: b"paper", basis.with_name(seal.file): b"own text", basis: b"{}"}
    for path, data in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert exchange(pair.one) == []
    spoilt = object_path(pair.shared, hashlib.sha256(b"own text").hexdigest())
    spoilt.write_bytes(b"own te")
    (line,) = exchange(pair.two)
    assert "被改动过，没有采用" in line
    there = {path: pair.two.root / path.relative_to(pair.one.root) for path in written}
    assert not there[basis.with_name(seal.file)].exists() and there[paper].read_bytes() == b"paper"
    assert exchange(pair.one) == exchange(pair.two) == []
    assert {path: there[path].read_bytes() for path in written} == written


def test_nothing_that_is_there_is_written_over(pair: Pair) -> None:
    pair.shared.mkdir()
    sha256, path = pair.came(pair.one, b"%PDF first")
    exchange(pair.one)
    (pair.two.root / path).parent.mkdir(parents=True)
    (pair.two.root / path).write_bytes(b"a person's")
    exchange(pair.two)
    assert (pair.two.root / path).read_bytes() == b"a person's"
    assert object_path(pair.two.root, sha256).is_file()


def test_doctor_tells_of_a_computer_that_names_another_folder(pair: Pair) -> None:
    pair.shared.mkdir()
    pair.came(pair.two, b"%PDF second")
    settings = pair.two.root / SETTINGS
    settings.write_text(settings.read_text("utf-8").replace(str(pair.shared), ""), "utf-8")
    exchange(pair.two)
    exchange(pair.one)
    fine, hint = doctor(pair.one)
    assert fine[0] == "正常" and hint[0] == "提醒"
    assert this_computer(pair.two.root) in hint[1] and "不是同一处" in hint[1]
    pair.came(pair.one, b"%PDF first")
    exchange(pair.one)
    ((level, what),) = doctor(pair.two)
    assert level == "提醒" and this_computer(pair.one.root) in what and "没有写互换原件的共享文件夹" in what


def test_marks_say_whose_it_is_and_who_uses_it(pair: Pair) -> None:
    pair.shared.mkdir()
    exchange(pair.one)
    exchange(pair.two)
    assert (pair.shared / MARK).read_text("utf-8").splitlines()[0] == pair.one.ledger.own_id()
    notes = {path.read_text("utf-8") for path in (pair.shared / COMPUTERS).iterdir()}
    assert notes == {this_computer(pair.one.root), this_computer(pair.two.root)}


def test_a_folder_alone_with_its_ledger_does_nothing_of_this(tmp_path: Path) -> None:
    init_folder(tmp_path / "月报")
    workspace = Workspace(tmp_path / "月报")
    assert exchange(workspace) == [] and elsewhere(workspace) == []
    assert not (tmp_path / "月报/archive").exists()


def test_the_place_of_the_shared_folder_is_whole() -> None:
    text = (Path(__file__).resolve().parent.parent / SETTINGS).read_text("utf-8")
    for good in ("//服务器/共享", "Z:/月报", "/srv/share", ""):
        assert load_config(text.replace('archive = ""', f'archive = "{good}"')).ledger.archive == good
    with pytest.raises(OperatorError, match="完整路径"):
        load_config(text.replace('archive = ""', 'archive = "共享"'))
