"""Arrivals never vanish: open, large, oddly named, inline or late, every file is kept, named and dated."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import threading
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from collect_month import GRID, HOUSING, JUNE, NOW, Month, copy_month, mail, make_month, run, tree, zipped

from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.periods import Period
from toolkit.core.receipts import grouped
from toolkit.core.returns import Cell, Outcome, Receipt
from toolkit.demo.returns import made_up_values
from toolkit.errors import OperatorError
from toolkit.forms.layout import FIRST_ROW, TASK_SHEET
from toolkit.inbox import archive, limits
from toolkit.inbox.archive import hash_of, store_file, store_object
from toolkit.inbox.moments import BEIJING
from toolkit.inbox.pictures import dimensions, is_ornament
from toolkit.inbox.scan import NOTE_SUFFIX, scan
from toolkit.ledger.records import Age, Rival
from toolkit.pipeline import collect as collect_module
from toolkit.pipeline.collect import CollectResult, collect
from toolkit.pipeline.collecting import files as collecting_files
from toolkit.pipeline.collecting.newer import standing
from toolkit.pipeline.collecting.received import Said
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembling import assemble

DEADLINE_PASSED = datetime(2024, 6, 28, 9)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return make_month(tmp_path_factory.mktemp("arrivals") / "root")


@pytest.fixture(scope="session")
def returned(template: Month) -> bytes:
    return template.filled(GRID)


@pytest.fixture
def month(template: Month, tmp_path: Path) -> Iterator[Month]:
    copied = copy_month(template, tmp_path / "root")
    yield copied
    copied.workspace.ledger.close()


@pytest.fixture(autouse=True)
def no_waiting_for_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)


def fates(result: CollectResult) -> list[tuple[str, str]]:
    return [(receipt.name, receipt.status) for receipt in result.receipts]


def png(width: int, height: int, size: int = 30_000) -> bytes:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4sLL", 13, b"IHDR", width, height)
    return head + bytes(range(1, 201)) * (size // 200)


def with_inline(pictures: Sequence[tuple[str, bytes]], **attached: bytes) -> bytes:
    """A mail whose pictures stand in its text, as phones send them."""
    message = EmailMessage()
    message["From"], message["Subject"] = "sf@example.cn", "报送"
    message["Date"] = datetime(2024, 6, 24, 9, tzinfo=BEIJING)
    message.set_content("见图")
    message.make_mixed()
    for number, (name, data) in enumerate(pictures):
        message.add_attachment(
            data, maintype="image", subtype="png", filename=name, disposition="inline", cid=f"<{number}>"
        )
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="x", filename=name.replace("__", "."))
    return message.as_bytes()


# --- pictures in mails ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pictures", [[("截图.png", png(1200, 800))], [("image001.png", png(120, 40, 900))], []]
)
def test_a_mail_without_a_return_waits_whole(month: Month, pictures: list[tuple[str, bytes]]) -> None:
    data = with_inline(pictures)
    month.drop("来信.eml", data)
    result = run(month)
    assert result.needs_person
    assert {receipt.status for receipt in result.receipts} <= {"waiting", "refused", "skipped"}
    assert {name for name, _ in pictures} <= {receipt.name for receipt in result.receipts}
    assert (month.waiting / "来信.eml").read_bytes() == data
    assert (month.waiting / f"来信.eml{NOTE_SUFFIX}").read_text("utf-8-sig").strip()
    assert run(month).needs_person


def test_a_stamped_scan_in_the_text_is_filed_and_a_logo_is_only_named(month: Month, returned: bytes) -> None:
    scan_, logo = png(1080, 1440), png(160, 60, 2_000)
    month.drop("信.eml", with_inline([("IMG_1.png", scan_), ("logo.png", logo)], 报表__xlsx=returned))
    result = run(month)
    assert sorted(fates(result)) == [
        ("IMG_1.png", "attachment"), ("logo.png", "skipped"), ("报表.xlsx", "accepted")
    ]  # fmt: skip
    (filed,) = month.workspace.ledger.attachments(JUNE)
    assert (filed.name, filed.stamped) == ("IMG_1.png", True)
    assert (month.root / filed.file).read_bytes() == scan_
    assert hash_of(month.root / "archive/objects" / result.receipts[-1].sha256)


def test_the_same_picture_in_the_mails_of_two_units_is_a_signature(month: Month, returned: bytes) -> None:
    banner = png(900, 600)
    month.drop("一.eml", with_inline([("a.png", banner)], 报表__xlsx=returned))
    run(month)
    month.drop("二.eml", with_inline([("a.png", banner)], 报表__xlsx=month.filled(HOUSING)))
    assert ("a.png", "skipped") in fates(run(month))


@pytest.mark.parametrize(
    ("name", "data", "ornament"),
    [
        ("a.png", png(1080, 1440), False),
        ("a.png", png(600, 120), True),
        ("qr.png", png(430, 430), True),
        ("盖章件.png", png(60, 60), False),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\x05\xa0\x04\x38" + bytes(40), False),
        ("cut.png", b"\x89PNG\r\n\x1a\n", True),
        ("x.heic", bytes(30_000), False),
    ],
)
def test_ornaments(name: str, data: bytes, ornament: bool) -> None:
    assert is_ornament(name, data) is ornament


def test_dimensions_of_a_jpeg() -> None:
    assert dimensions(b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\x05\xa0\x04\x38" + bytes(40)) == (1080, 1440)


# --- files that are open, unreadable, long, huge ----------------------------------------------------


@pytest.fixture
def open_files(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names that Windows would not delete, since another program holds them."""
    held: set[str] = set()
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name in held and path.exists():
            raise PermissionError(13, "另一个程序正在使用此文件，进程无法访问。")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    return held


def test_an_open_file_is_taken_said_once_and_cleared_later(
    month: Month, returned: bytes, open_files: set[str]
) -> None:
    open_files.add("a国网.xlsx")
    path = month.drop("a国网.xlsx", returned)
    month.drop("b住建.xlsx", month.filled(HOUSING))
    result = run(month)
    assert fates(result) == [("a国网.xlsx", "accepted"), ("a国网.xlsx", "held"), ("b住建.xlsx", "accepted")]
    assert result.needs_person
    again = run(month)
    assert (fates(again), again.needs_person) == ([("a国网.xlsx", "held")], True)
    assert path.exists()
    open_files.clear()
    last = run(month)
    assert (last.receipts, last.needs_person, path.exists()) == ((), False, False)
    assert len(month.workspace.ledger.submissions(JUNE)) == 2


def test_what_was_put_in_the_place_of_a_file_that_is_being_taken_stays_and_is_taken_next(
    month: Month, returned: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same size, at the same file time: only its bytes are others."""
    path, newer = month.drop("国网.xlsx", returned), bytearray(returned)
    newer[-1] ^= 1
    finish = collect_module.finish

    def meanwhile(*arguments: object) -> Receipt | None:
        month.drop("国网.xlsx", bytes(newer))
        return finish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(collect_module, "finish", meanwhile)
    result = run(month)
    assert fates(result) == [("国网.xlsx", "accepted"), ("国网.xlsx", "unread")] and result.needs_person
    assert path.read_bytes() == newer and result.taken == ()
    monkeypatch.undo()
    run(month)
    assert not path.exists()
    assert hash_of(month.root / "archive/objects" / hashlib.sha256(newer).hexdigest()) is not None


def test_an_open_refused_file_is_told_once(month: Month, returned: bytes, open_files: set[str]) -> None:
    open_files.add("坏.xlsx")
    month.drop("坏.xlsx", returned[:900])
    run(month)
    refused = [name for name, status in fates(run(month)) if status == "refused"]
    assert refused == ["坏.xlsx"]


def test_a_read_only_inbox_stops_nothing(
    month: Month, returned: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    month.drop("坏.xlsx", returned[:900])
    month.drop("国网.xlsx", returned)
    copied = archive._copied

    def denied(target: Path, *arguments: object) -> object:
        if month.inbox in target.parents:
            error = PermissionError(13, "Permission denied")
            raise OperatorError("写入失败") from error
        return copied(target, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "_copied", denied)
    for _ in range(2):
        assert ("坏.xlsx", "refused") in fates(run(month))
    assert (month.inbox / "坏.xlsx").exists()


def test_what_cannot_be_read_is_not_taken_for_done(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    month.drop("锁着.xlsx", b"x")
    (month.inbox / "链接.xlsx").symlink_to(month.root / "config.toml")

    def refuse(root: Path, path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(collecting_files, "store_file", refuse)
    result = run(month)
    assert sorted(fates(result)) == [("链接.xlsx", "unread"), ("锁着.xlsx", "unread")]
    assert result.needs_person


def test_a_name_of_255_bytes_and_letters_that_move_the_cursor(month: Month, returned: bytes) -> None:
    long = "关" * 83 + "a.xlsx"
    assert len(long.encode()) == 255
    month.drop(long, b"no workbook")
    month.drop("a\n√ 收下\x1b[2K.xlsx", returned[:900])
    result = run(month)
    assert [status for _, status in fates(result)] == ["refused", "refused"]
    assert all(name.isprintable() for name, _ in fates(result))
    again = run(month)
    assert [status for _, status in fates(again)] == ["refused", "refused"]


def test_hidden_folders_are_named(month: Month, returned: bytes) -> None:
    month.drop(".隐藏/国网.xlsx", returned)
    (month.inbox / ".空").mkdir()
    assert fates(run(month)) == [(".隐藏/", "skipped")]


@pytest.mark.parametrize("stamp", [-11_644_473_600, 300_000_000_000])
def test_file_times_beyond_the_calendar(month: Month, returned: bytes, stamp: int) -> None:
    path = month.drop("国网.xlsx", returned)
    try:
        os.utime(path, (stamp, stamp))
    except (OverflowError, OSError):
        pytest.skip("this disk has no such times")
    assert fates(run(month)) == [("国网.xlsx", "accepted")]
    assert month.workspace.ledger.submissions(JUNE)[0].received == NOW


def test_a_file_over_the_limit_is_stored_and_not_loaded(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting_files, "FILE_BYTES", 5_000_000)
    data = os.urandom(1 << 20) * 6
    path = month.drop("大.xlsx", data)
    read = Path.read_bytes

    def bounded(one: Path) -> bytes:
        assert one.stat().st_size < 5_000_000, "held in memory"
        return read(one)

    monkeypatch.setattr(Path, "read_bytes", bounded)
    result = run(month)
    assert [(r.status, r.codes) for r in result.receipts] == [("refused", "E827")]
    assert hash_of(month.waiting / "大.xlsx") == result.receipts[0].sha256
    assert not path.exists()


# --- two at once, as on Windows ---------------------------------------------------------------------


@pytest.fixture
def windows_replace(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """os.replace as on Windows: refused while the target exists and somebody reads it."""
    refused: list[str] = []
    replace = os.replace

    def sharing(old: Path, new: Path) -> None:
        if Path(new).exists():
            refused.append(Path(new).name)
            raise PermissionError(13, "拒绝访问。")
        replace(old, new)

    monkeypatch.setattr(os, "replace", sharing)
    return refused


def test_the_same_bytes_from_eight_threads_are_one_object(tmp_path: Path, windows_replace: list[str]) -> None:
    names = []
    for number in range(8):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(b"same" * 100_000)
        names.append(path)
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda p=path: found.append(store_file(tmp_path, p))) for path in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1
    assert [path.name for path in (tmp_path / "archive/objects").iterdir()] == found[:1]


def test_another_process_that_stored_the_same_is_fine(
    tmp_path: Path, windows_replace: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = store_object(tmp_path, b"abc")
    looked = archive.hash_of
    answers = iter([None])
    monkeypatch.setattr(archive, "hash_of", lambda path: next(answers, looked(path)))
    assert store_object(tmp_path, b"abc") == known
    assert windows_replace == [known]
    assert not list((tmp_path / "archive/objects").glob(".*"))


def test_a_target_that_is_let_go_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, times = os.replace, iter(range(3))

    def held(old: Path, new: Path) -> None:
        if next(times, None) is not None:
            raise PermissionError(13, "拒绝访问。")
        replace(old, new)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr("toolkit.files.PAUSE", 0)
    archive.write_atomic(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"new"


# --- what is told -----------------------------------------------------------------------------------


def test_a_refusal_names_container_and_sender_and_a_kind_is_told_once(month: Month) -> None:
    inner = zipped(**{f"说明{number}__csv": b"a,b\n1,2\n" for number in range(40)})
    month.drop("信.eml", mail("疏附县 <sf@x.cn>", datetime(2024, 6, 20, 9), 材料__zip=inner))
    result = run(month)
    (told,) = grouped(result.receipts)
    assert told.title.startswith("信.eml / 材料.zip / 说明0.csv、") and "等 40 个" in told.title
    assert "sf@x.cn" in told.title
    (note,) = month.waiting.glob(f"*{NOTE_SUFFIX}")
    assert "材料.zip" in note.read_text("utf-8-sig") and len(note.read_text("utf-8-sig").splitlines()) < 8


def test_part_of_a_container_keeps_its_origin_when_it_waits(month: Month, returned: bytes) -> None:
    month.drop(
        "信.eml", mail("sf@x.cn", datetime(2024, 6, 20, 9), 好__xlsx=returned, 坏__xlsx=returned[:700])
    )
    run(month)
    before = tree(month.inbox)
    (receipt,) = run(month).receipts
    assert (receipt.within, receipt.sender) == (("信.eml",), "sf@x.cn")
    assert "信.eml" in (month.waiting / f"坏.xlsx{NOTE_SUFFIX}").read_text("utf-8-sig")
    assert tree(month.inbox) == before


def test_what_was_taken_is_told_although_the_run_stops(
    month: Month, returned: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    month.drop("a国网.xlsx", returned)
    month.drop("b住建.xlsx", month.filled(HOUSING))
    finish, told = collecting_files.finish, []

    def full(root: Path, file: collecting_files.ArrivedFile, *rest: object) -> Receipt | None:
        if file.name.startswith("b"):
            raise OperatorError("磁盘已满")
        return finish(root, file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("toolkit.pipeline.collect.finish", full)
    with pytest.raises(OperatorError):
        run(month, tell=told.extend)
    assert [(one.name, one.status) for one in told] == [("a国网.xlsx", "accepted")]


# --- received, newer, on time -----------------------------------------------------------------------


def saved(data: bytes, moment: datetime) -> bytes:
    """The workbook as if a program had saved it at that moment (Beijing)."""
    stamp = f"{moment - timedelta(hours=8):%Y-%m-%dT%H:%M:%SZ}".encode()
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content, count = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
                assert count == 1
            target.writestr(item, content)
    return out.getvalue()


def progress_of(month: Month) -> object:
    place = (TASKS, str(month.form(GRID).rows[0].task.no), "progress")
    return {(e.sheet, e.key, e.field): e.value for e in month.workspace.ledger.entries(JUNE)}.get(place)


def version(month: Month, words: str, more: bool = False) -> bytes:
    """A return that says so in its first row; not ``more``: one cell of another row is left blank."""
    form = month.form(GRID)
    mine = (TASKS, str(form.rows[0].task.no), "progress")
    other = next(place for place in made_up_values(form) if place[0] == INDICATORS and place[2] == "ytd")
    return month.filled(GRID, changes={mine: words} if more else {mine: words, other: None})


@pytest.mark.parametrize("stamp", [datetime(2024, 6, 1), datetime(2034, 6, 25)])
def test_received_is_when_collect_first_saw_it(month: Month, returned: bytes, stamp: datetime) -> None:
    month.drop("国网.xlsx", returned, stamp)
    run(month, NOW)
    assert month.workspace.ledger.last_change(JUNE) == NOW
    month.drop("国网.xlsx", returned, stamp)
    run(month, NOW + timedelta(days=3))
    assert month.workspace.ledger.submissions(JUNE)[0].received == NOW


@pytest.mark.parametrize("date", [datetime(2034, 6, 25), datetime(2010, 1, 1)])
def test_a_wrong_mail_date_makes_no_correction_lose(month: Month, date: datetime) -> None:
    first, second = version(month, "一，新建1座"), version(month, "二，新建2座")
    good = datetime(2024, 6, 20, 9)
    dates = (date, good) if date > NOW else (good, date)
    month.drop("一.eml", mail("a@x.cn", dates[0], datetime(2024, 6, 20, 10), 表__xlsx=first))
    month.drop("二.eml", mail("a@x.cn", dates[1], datetime(2024, 6, 21, 10), 表__xlsx=second))
    run(month)
    assert progress_of(month) == "二，新建2座"
    assert [one.received.day for one in month.workspace.ledger.submissions(JUNE)] == [20, 21]
    assert month.workspace.ledger.last_change(JUNE) == datetime(2024, 6, 21, 10)


def test_the_later_received_counts_whatever_the_file_times_say(month: Month) -> None:
    month.drop("一.xlsx", version(month, "一，新建1座"), datetime(2024, 6, 24))
    run(month, NOW)
    month.drop("二.xlsx", version(month, "二，新建2座"), datetime(2024, 6, 2))
    result = run(month, NOW + timedelta(hours=1))
    assert progress_of(month) == "二，新建2座"
    assert not [f for f in result.findings if f.code in ("N758", "Q763")]


def test_seen_at_once_the_later_saved_counts(month: Month) -> None:
    early, late = datetime(2024, 6, 20, 9), datetime(2024, 6, 21, 9)
    month.drop("a.xlsx", saved(version(month, "晚，新建2座"), late), late)
    month.drop("b.xlsx", saved(version(month, "早，新建1座"), early), early)
    result = run(month)
    assert progress_of(month) == "晚，新建2座"
    assert "Q763" not in {finding.code for finding in result.findings}


def test_where_the_evidence_contradicts_itself_the_fuller_counts_and_is_asked_about(month: Month) -> None:
    early, late = datetime(2024, 6, 20, 9), datetime(2024, 6, 21, 9)
    month.drop("a.xlsx", saved(version(month, "全，新建1座", more=True), early), late)
    month.drop("b.xlsx", saved(version(month, "缺，新建2座"), late), early)
    result = run(month)
    assert progress_of(month) == "全，新建1座"
    (asked,) = [finding for finding in result.findings if finding.code == "Q763"]
    assert "2024-06-20" in asked.problem and "2024-06-21" in asked.problem
    fate = {cell.outcome for one in month.workspace.ledger.submissions(JUNE)
            for cell in month.workspace.ledger.cells(one.sha256) if cell.field == "progress"}  # fmt: skip
    assert Outcome.SUPERSEDED in fate
    assert "Q763" in {finding.code for finding in month.workspace.ledger.read_findings(JUNE)}


def test_of_two_at_once_the_one_named_void_does_not_count_and_a_supplement_does(month: Month) -> None:
    ledger = month.workspace.ledger
    both = {"作废/表__xlsx": version(month, "废，新建2座"), "表__xlsx": version(month, "好，新建1座")}
    month.drop("一起.zip", zipped(**both))
    run(month)
    assert progress_of(month) == "好，新建1座"
    assert not {"Q763", "Q767"} & {finding.code for finding in ledger.read_findings(JUNE)}
    full = {
        "县表__xlsx": version(month, "全，新建3座", more=True),
        "县表补报__xlsx": version(month, "补，新建4座"),
    }
    month.drop("补报.zip", zipped(**full))
    run(month, NOW + timedelta(hours=1))
    assert progress_of(month) == "补，新建4座"
    named = {
        "甲/表__xlsx": version(month, "先，新建5座", more=True),
        "乙/表__xlsx": version(month, "后，新建6座"),
    }
    month.drop("两份.zip", zipped(**named))
    run(month, NOW + timedelta(hours=2))
    (asked,) = [finding for finding in ledger.read_findings(JUNE) if finding.code == "Q763"]
    assert (
        progress_of(month) == "先，新建5座"
        and "甲/表.xlsx" in asked.problem
        and "乙/表.xlsx" in asked.problem
    )


def test_where_nothing_tells_which_is_newer_a_person_is_asked(month: Month) -> None:
    both = {"表__xlsx": version(month, "先，新建1座"), "表(修改)__xlsx": version(month, "后，新建2座")}
    month.drop("一起.zip", zipped(**both))
    (asked,) = [finding for finding in run(month).findings if finding.code == "Q763"]
    assert "同时收到" in asked.problem and "1 格" in asked.problem
    names, cells = (asked.values["name"], asked.values["other_name"]), asked.values["cells"]
    assert sorted(names) == ["表(修改).xlsx", "表.xlsx"]
    said = {"表.xlsx": "先，新建1座", "表(修改).xlsx": "后，新建2座"}
    at = f"{TASKS}!{TASK_SHEET.letter('progress')}{FIRST_ROW}"
    assert cells == f"{at}“{said[names[0]]}”，第{asked.values['other']}版“{said[names[1]]}”"
    same = {"甲__xlsx": version(month, "同，新建1座"), "乙__xlsx": version(month, "同，新建1座")}
    month.drop("两份.zip", zipped(**same))
    assert "Q763" not in {finding.code for finding in run(month, NOW + timedelta(hours=1)).findings}


def test_a_name_that_speaks_against_the_times_of_the_files_counts_and_is_asked_about(month: Month) -> None:
    """Webmail lists the newest first: what was downloaded later is the older one."""
    for name, words, minute in (("表（修改后）.xlsx", "改，新建2座", 0), ("表.xlsx", "原，新建1座", 9)):
        month.drop(name, version(month, words), NOW + timedelta(minutes=minute))
    (asked,) = [
        finding for finding in run(month, NOW + timedelta(hours=1)).findings if finding.code == "Q763"
    ]
    assert progress_of(month) == "改，新建2座"
    assert "文件时间" in asked.problem and "与文件名说的先后相反" in asked.problem


EARLY, LATE = {"saved": NOW - timedelta(hours=3)}, {"saved": NOW - timedelta(hours=1)}
MAIL = {"mail": NOW}


@pytest.mark.parametrize(
    ("names", "times", "first", "asked"),
    [
        (
            ("表.xlsx", "表-改.xlsx"),
            (MAIL | EARLY, MAIL | LATE),
            False,
            False,
        ),  # in one mail: when they were saved tells
        (("表-改.xlsx", "表.xlsx"), (MAIL | EARLY, MAIL | LATE), False, True),
        (("甲.xlsx", "乙.xlsx"), (MAIL | EARLY, MAIL | LATE), False, False),
        (("表（修改后）.xlsx", "表（修改前）.xlsx"), (EARLY, LATE), True, True),
        (("表（修改后）.xlsx", "表（修改前）.xlsx"), (LATE, EARLY), True, False),
        (("表（旧）.xlsx", "表（新）.xlsx"), ({}, {}), False, True),
        (("表（正确）.xlsx", "表（有误）.xlsx"), (EARLY, LATE), False, True),
        (("表v2.xlsx", "表v1.xlsx"), (EARLY, LATE), True, True),
        (
            ("表0623.xlsx", "表0620.xlsx"),
            (EARLY, LATE),
            False,
            True,
        ),  # hints are asked about, and decide nothing
        (("表0620.xlsx", "表0623.xlsx"), (EARLY, LATE), False, False),
        (("表三稿.xlsx", "表二稿.xlsx"), ({}, {}), True, True),
        (("表（作废）.xlsx", "表.xlsx"), (LATE, EARLY), False, False),
        (
            ("表补报.xlsx", "表.xlsx"),
            ({"mail": NOW - timedelta(days=1)}, MAIL),
            False,
            False,
        ),  # the later letter
        (("表(1).xlsx", "表.xlsx"), (LATE, EARLY), True, False),
    ],
)
def test_what_names_and_moments_say_of_two_that_came_at_once(
    names: tuple[str, str], times: tuple[dict[str, datetime], dict[str, datetime]], first: bool, asked: bool
) -> None:
    ages = [Age(NOW, NOW, time, (NOW, next(iter(time.values()), NOW))) for time in times]
    cells = [
        [Cell(INDICATORS, "J5", "", Outcome.ACCEPTED, INDICATORS, "T01-1", "ytd", figure)]
        for figure in (1.0, 2.0)
    ]
    for mine, other in ((0, 1), (1, 0)):  # whichever is judged first
        rival = Rival(str(other), 1, ages[other], names[other])
        place = standing(ages[mine], [rival], cells[mine], lambda sha256: cells[int(sha256)], names[mine])
        is_first_newer = (place.newer is None) is (mine == 0)
        assert (bool(place.doubt), is_first_newer) == (asked, first)


def test_of_many_cells_that_differ_some_are_named_figures_first() -> None:
    def cells(words: str, figure: float) -> list[Cell]:
        texts = [
            Cell(TASKS, f"K{n}", words, Outcome.ACCEPTED, TASKS, str(n), "progress", words) for n in range(30)
        ]
        return [*texts, Cell(INDICATORS, "J5", "", Outcome.ACCEPTED, INDICATORS, "T01-1", "ytd", figure)]

    age = Age(NOW, NOW, {}, (NOW, NOW))
    other = cells("一季度以来开展了多方面的工作，建成充电桩1座，投用", 7.0)
    doubt = standing(age, [Rival("0", 1, age, "甲.xlsx")], cells("二", 5.0), lambda sha256: other).doubt
    first, *named = doubt["cells"].split("；")
    assert (doubt["count"], doubt["other_name"]) == ("31", "甲.xlsx")
    assert first == "指标数据!J5“5”，第1版“7”"
    long = "一季度以来开展了多方面的工作，建成充电桩1座，投…"
    assert named == [f"任务进展!K{n}“二”，第1版“{long}”" + ("等" if n == 10 else "") for n in range(11)]


def timing(month: Month) -> tuple[bool | None, str]:
    (row,) = [row for row in assemble(month.workspace, JUNE).result.units if row.unit.code == GRID]
    return row.on_time, row.punctual


def test_saved_before_the_deadline_and_seen_after_it_is_to_be_checked(month: Month, returned: bytes) -> None:
    month.drop("国网.xlsx", returned, datetime(2024, 6, 24))
    run(month, DEADLINE_PASSED)
    assert timing(month) == (None, "待核")
    filed = month.root / month.workspace.ledger.submissions(JUNE)[0].file
    run(month, DEADLINE_PASSED, as_unit=GRID, file=filed, said=Said(datetime(2024, 6, 25, 9), "王敏"))
    assert timing(month) == (True, "是")
    (submission,) = month.workspace.ledger.submissions(JUNE)
    assert (submission.received, submission.received_by) == (datetime(2024, 6, 25, 9), "王敏")


def test_a_late_one_is_late(month: Month, returned: bytes) -> None:
    month.drop("国网.xlsx", returned, datetime(2024, 6, 27))
    run(month, DEADLINE_PASSED)
    assert timing(month) == (False, "否")


def test_a_mail_that_our_server_took_late_is_late(month: Month, returned: bytes) -> None:
    sent, came = datetime(2024, 6, 24, 9), datetime(2024, 6, 27, 9)
    month.drop("信.eml", mail("a@x.cn", sent, came, 表__xlsx=returned))
    run(month, DEADLINE_PASSED)
    assert timing(month) == (False, "否")


def test_a_person_says_when_all_of_a_run_came(month: Month, returned: bytes) -> None:
    said = Said(datetime(2024, 6, 25, 16), "王敏")
    month.drop("国网.xlsx", returned)
    run(month, DEADLINE_PASSED, said=said)
    (submission,) = month.workspace.ledger.submissions(JUNE)
    assert (submission.received, submission.received_by) == (said.received, said.by)
    for wrong in (Said(said.received, " "), Said(DEADLINE_PASSED + timedelta(days=1), "王敏")):
        with pytest.raises(OperatorError):
            run(month, DEADLINE_PASSED, said=wrong)


# --- period -----------------------------------------------------------------------------------------


def test_the_period_of_the_command_holds(month: Month, returned: bytes) -> None:
    month.drop("国网.xlsx", returned)
    july = month.workspace.config.model_copy(update={"period": Period(2024, 7)})
    workspace = month.workspace
    result = collect(
        month.root, july, NOW, period=JUNE, ledger=workspace.ledger, checklist=workspace.checklist
    )
    assert "N755" not in {finding.code for finding in result.findings}


def test_a_return_of_a_month_long_ago_loses_no_cell(month: Month, template: Month, returned: bytes) -> None:
    here = copy_month(template, month.root.parent / "here")
    for one, period in ((here, JUNE), (month, Period(2025, 3))):
        one.drop("国网.xlsx", returned)
        run(one, period=period)
    accounts = [one.workspace.ledger.accounts(JUNE)[0] for one in (here, month)]
    here.workspace.ledger.close()
    assert [(a.accepted, a.normalised, a.ignored) for a in accounts] == [
        (accounts[0].accepted, accounts[0].normalised, accounts[0].ignored)
    ] * 2


def test_last_months_file_under_this_months_name_waits(month: Month, returned: bytes) -> None:
    month.drop("国网6月填报表.xlsx", returned)
    run(month)
    month.drop("国网7月填报表.xlsx", returned)
    month.drop("国网6月填报表（再发）.xlsx", returned)
    result = run(month, period=Period(2024, 7))
    assert sorted(fates(result)) == [
        ("国网6月填报表（再发）.xlsx", "duplicate"), ("国网7月填报表.xlsx", "waiting")
    ]  # fmt: skip
    assert [finding.code for finding in result.findings] == ["E762"]


def test_folders_with_a_percent_sign_have_ledgers_of_their_own(tmp_path: Path) -> None:
    for name in ("x y", "x%20y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.toml").write_bytes(
            (Path(__file__).parent.parent / "config.toml").read_bytes()
        )
        workspace = Workspace(tmp_path / name)
        workspace.ledger.save_checklist(name, "{}")
        workspace.ledger.close()
        assert (tmp_path / name / "archive" / "ledger.db").is_file()
    assert list(Workspace(tmp_path / "x%20y").ledger.checklists()) == ["x%20y"]


def test_limits_hold_before_anything_is_loaded() -> None:
    assert collecting_files.FILE_BYTES == limits.FILE_BYTES
    assert scan(Path("/nowhere")) == []
