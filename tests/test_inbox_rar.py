"""rar archives are opened like zip and 7z; what cannot be taken from them is refused and says why."""

from __future__ import annotations

import sys
import tempfile
import time
import zlib
from pathlib import Path
from types import SimpleNamespace

import inbox_samples as make
import pytest
import rar_samples as rar

from toolkit.inbox import limits
from toolkit.inbox.containers.rarblocks import walk
from toolkit.inbox.containers.unpack import unpack
from toolkit.inbox.sniff import CONTAINERS, sniff
from toolkit.inbox.worker import run_isolated

DATA = Path(__file__).parent / "data" / "rar"
BOOK = make.workbook()
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
LINES = b"".join(b"%03d\n" % number for number in range(512))
NAME = "喀什市.xlsx"


def outcomes(data: bytes) -> list[tuple[str, str]]:
    """(name, code or kind) of every leaf of one rar."""
    return [
        (leaf.name, leaf.finding.code if leaf.finding else leaf.kind) for leaf in unpack("a.rar", data).leaves
    ]


def codes(data: bytes) -> list[str]:
    return [code for _, code in outcomes(data)]


def contents(data: bytes) -> dict[str, bytes]:
    leaves = unpack("a.rar", data).leaves
    assert all(leaf.finding is None for leaf in leaves), outcomes(data)
    return {leaf.name: leaf.data for leaf in leaves}


# --- what is read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        rar.rar_of({"县/喀什市.xlsx": BOOK, "盖章.pdf": PDF}),
        rar.rar5(
            rar.file5("县", folder=True),
            rar.file5("县/喀什市.xlsx", BOOK),
            rar.file5("盖章.pdf", PDF),
            solid=True,
        ),
        rar.rar4(rar.file4("县\\喀什市.xlsx".encode("gbk"), BOOK), rar.file4("盖章.pdf".encode("gbk"), PDF)),
        rar.rar4(
            rar.file4(rar.wide4("县\\喀什市.xlsx"), BOOK, flags=0x200),
            rar.file4("盖章.pdf".encode(), PDF, flags=0x200),
        ),
        rar.rar4(rar.file4(NAME.encode(), BOOK), rar.file4("盖章.pdf".encode(), PDF)),
    ],
    ids=["rar5", "rar5 solid", "rar4 GBK", "rar4 Unicode", "rar4 UTF-8"],
)
def test_both_formats_and_all_kinds_of_names(data: bytes) -> None:
    assert sniff(data) in CONTAINERS
    assert contents(data) == {NAME: BOOK, "盖章.pdf": PDF}


def test_a_name_is_what_its_bytes_say_whatever_unrar_makes_of_it_on_windows() -> None:
    """There it reads bytes without a stated encoding, and bare UTF-8 that is flagged as Unicode, by the machine's own."""
    from toolkit.inbox.containers.rar import _name, ffi

    for raw, flags in (("盖章.pdf".encode(), 0x200), ("盖章.pdf".encode(), 0), ("盖章.pdf".encode("gbk"), 0)):
        blocks = walk(rar.rar4(rar.file4(raw, PDF, flags=flags)))
        header = SimpleNamespace(FileCRC=zlib.crc32(PDF), FileNameW=ffi.new("wchar_t[]", "鐩栫珷.pdf"))
        assert _name(header, 0, blocks) == "盖章.pdf"


@pytest.mark.parametrize("name", ["rar3-solid.rar", "rar5-solid.rar", "rar5-blake.rar"])
def test_what_rar_itself_compressed(name: str) -> None:
    assert contents((DATA / name).read_bytes()) == {"stest1.txt": LINES, "stest2.txt": LINES}


def test_format_2_and_names_beyond_the_basic_plane() -> None:
    assert contents((DATA / "rar2-unix-owner.rar").read_bytes()) == {"file.txt": b"foo\n"}
    assert set(contents((DATA / "unicode2.rar").read_bytes())) == {"𝐀𝐁𝐁𝐂.txt", "уииоотивл.txt"}


def test_a_rar_in_a_zip_in_a_mail_in_a_rar() -> None:
    letter = make.mail([(make.attached(b"b.zip"), make.zip_of({"c.rar": rar.rar_of({NAME: BOOK})}))])
    (leaf,) = unpack("o.rar", rar.rar_of({"信.eml": letter})).leaves
    assert (leaf.kind, leaf.data, leaf.sender) == ("workbook", BOOK, "你噬权 <tjj@example.cn>")
    assert leaf.path == ("o.rar", "信.eml", "b.zip", "c.rar")
    deeper = rar.rar_of({"信.eml": make.mail([(make.attached(b"o.rar"), rar.rar_of({"信.eml": letter}))])})
    assert codes(deeper) == ["E810"]


def test_an_archive_that_begins_with_a_pdf_as_it_is_remains_an_archive() -> None:
    assert contents(rar.rar_of({"盖章.pdf": PDF, NAME: BOOK})) == {"盖章.pdf": PDF, NAME: BOOK}


def test_system_files_are_left_out_and_said() -> None:
    for solid in (False, True):
        files = [rar.file5(name, BOOK) for name in ("~$a.xlsx", "__MACOSX/._b.xlsx", NAME)]
        result = unpack("a.rar", rar.rar5(*files, solid=solid))
        assert [leaf.name for leaf in result.leaves] == [NAME]
        assert [note.code for note in result.notes] == ["N801", "N801"]


def test_a_single_volume_that_holds_everything_is_read() -> None:
    assert contents(rar.rar5(rar.file5(NAME, BOOK), volume=True)) == {NAME: BOOK}


# --- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../evil.xlsx", "/etc/evil.xlsx", "C:\\Windows\\evil.xlsx", "..\\evil.xlsx"]
)
def test_path_traversal_is_refused_and_kept(name: str) -> None:
    data = rar.rar5(rar.file5("a.xlsx", BOOK), rar.file5(name, BOOK))
    assert outcomes(data) == [("a.xlsx", "workbook"), ("evil.xlsx", "E824")]
    assert unpack("a.rar", data).leaves[1].data == BOOK


@pytest.mark.parametrize("kind", [rar.SYMLINK, rar.JUNCTION, rar.HARDLINK, rar.COPY, 9])
def test_links_are_never_followed(kind: int, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    link = rar.file5("a.xlsx", extra=rar.link5(kind, str(tmp_path / "secret")))
    for solid in (False, True):
        (first, second) = unpack("a.rar", rar.rar5(link, rar.file5(NAME, BOOK), solid=solid)).leaves
        assert first.finding is not None and (first.finding.code, first.data) == ("E826", b"")
        assert (second.name, second.data) == (NAME, BOOK)


def test_links_that_rar_itself_wrote() -> None:
    old = rar.rar4(rar.file4(b"a.xlsx", b"/etc/passwd", mode=0o120777), rar.file4(b"b.xlsx", BOOK))
    assert outcomes(old) == [("a.xlsx", "E826"), ("b.xlsx", "workbook")]
    assert codes((DATA / "rar3-symlink-unix.rar").read_bytes()) == ["E826", "attachment", "E826"]
    assert codes((DATA / "rar5-symlink-win.rar").read_bytes()) == ["attachment", "E826", "E826"]
    assert codes((DATA / "rar5-dups.rar").read_bytes()) == ["attachment"] + ["E826"] * 8


@pytest.mark.parametrize(
    "data",
    [
        *((DATA / f"{name}.rar").read_bytes() for name in ("rar5-psw", "rar5-hpsw")),
        *((DATA / f"{name}.rar").read_bytes() for name in ("rar3-comment-psw", "rar3-comment-hpsw")),
        rar.rar5(rar.file5(NAME, BOOK, extra=rar.encryption5())),
        rar.locked5(),
    ],
)
def test_a_password_is_said(data: bytes) -> None:
    (leaf,) = unpack("a.rar", data).leaves
    assert leaf.finding is not None and leaf.finding.code == "E815"
    assert "密码" in leaf.finding.problem and "密码" in leaf.finding.remedy
    assert leaf.data == data, "a refused container keeps its bytes"


def test_a_volume_without_the_others_is_said() -> None:
    assert codes((DATA / "rar3-vols.part3.rar").read_bytes()) == ["E825"]
    cut = rar.file5(NAME, BOOK, flags=rar.SPLIT_AFTER)
    first = rar.rar5(rar.file5("a.xlsx", BOOK), cut, volume=True)
    assert outcomes(first) == [("a.xlsx", "workbook"), ("a.rar", "E825")]
    to_be_continued = rar.block5(5, rar.number(1))
    assert codes(rar.rar5(rar.file5("a.xlsx", BOOK), volume=True, end=to_be_continued)) == [
        "workbook",
        "E825",
    ]


def test_other_volumes_beside_the_archive_are_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UnRAR opens a next volume by its name; the scratch folder must hold none, wherever it lies."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("a.r00", "a.part2.rar", "a.part02.rar"):
        (tmp_path / name).write_bytes(rar.rar5(rar.file5("foreign.xlsx", BOOK), volume=True))
    to_be_continued = rar.block5(5, rar.number(1))
    data = rar.rar5(rar.file5("a.xlsx", BOOK), volume=True, end=to_be_continued)
    assert outcomes(data) == [("a.xlsx", "workbook"), ("a.rar", "E825")]


def test_declared_size_number_and_dictionary_are_bounded() -> None:
    for size in (limits.RATIO_FLOOR + 1, 1 << 40, (1 << 63) - 1):
        assert codes(rar.rar5(rar.file5("a.xlsx", BOOK, size=size))) == ["E808"]
    for dictionary in (12, 14):  # 512 MB, 2 GB
        packed = rar.file5("a.xlsx", BOOK, method=rar.METHOD_NORMAL, dictionary=dictionary)
        assert codes(rar.rar5(packed)) == ["E808"]
    assert codes(rar.rar5(rar.file5("a.xlsx", BOOK, dictionary=14))) == ["workbook"], (
        "not compressed: none used"
    )
    passed_over = rar.file5("~$a.xlsx", BOOK, size=1 << 40)
    assert codes(rar.rar5(passed_over, rar.file5(NAME, BOOK), solid=True)) == ["E808"]
    folders = (rar.file5(str(number), folder=True) for number in range(limits.ENTRIES + 1))
    assert codes(rar.rar5(*folders)) == ["E809"]


def test_all_files_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.inbox.containers.rar.RATIO", 0)
    monkeypatch.setattr("toolkit.inbox.containers.rar.RATIO_FLOOR", 2 * len(BOOK))
    files = [rar.file5(f"{number}.xlsx", BOOK) for number in range(3)]
    assert codes(rar.rar5(*files)) == ["workbook", "workbook", "E808"]


def test_more_than_declared_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """UnRAR stops at the declared size; should it not, the bytes really received are counted."""
    monkeypatch.setattr("toolkit.inbox.containers.rar._size", lambda header: 1)
    monkeypatch.setattr("toolkit.inbox.containers.rar.RATIO_FLOOR", 100)
    monkeypatch.setattr("toolkit.inbox.containers.rar.RATIO", 0)
    assert codes(rar.rar_of({NAME: BOOK})) == ["E808"]


def test_too_many_files() -> None:
    data = rar.rar_of({f"{number}.pdf": PDF for number in range(limits.FILES + 5)})
    assert codes(data) == ["attachment"] * limits.FILES + ["E809"]


def test_empty_and_self_extracting() -> None:
    assert codes(rar.rar5()) == ["E811"]
    assert codes(b"MZ" + b"\x90\x01\x80\xff" * 600 + rar.rar_of({NAME: BOOK})) == ["E806"]


# --- damage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [len(BOOK) + 100, len(BOOK) - 100], ids=["more", "less"])
def test_a_size_that_lies_is_said(size: int) -> None:
    assert codes(rar.rar5(rar.file5("a.xlsx", BOOK, size=size), rar.file5(NAME, BOOK))) == [
        "E816",
        "workbook",
    ]


def test_a_damaged_file_costs_only_itself() -> None:
    files = [("a.xlsx", BOOK), (NAME, BOOK[:-9] + b"x" + BOOK[-8:]), ("c.xlsx", BOOK)]
    blocks = [rar.file5(name, data, checksum=rar.zlib.crc32(BOOK)) for name, data in files]
    assert outcomes(rar.rar5(*blocks)) == [("a.xlsx", "workbook"), (NAME, "E816"), ("c.xlsx", "workbook")]
    old = bytearray(rar.rar4(*(rar.file4(b"%d.xlsx" % number, BOOK) for number in range(3))))
    old[7 + 13 + 39 + len(BOOK) + 39 + 200] ^= 1
    assert codes(bytes(old)) == ["workbook", "E816", "workbook"]
    packed = bytearray((DATA / "rar5-blake.rar").read_bytes())
    packed[len(packed) // 2] ^= 1
    assert codes(bytes(packed)) == ["attachment", "E816"]


@pytest.mark.parametrize(
    "data",
    [
        rar.rar_of({"a.xlsx": BOOK, NAME: BOOK}),
        rar.rar4(rar.file4(b"a.xlsx", BOOK), rar.file4(NAME.encode("gbk"), BOOK)),
    ],
    ids=["rar5", "rar4"],
)
def test_an_archive_that_breaks_off_is_said_wherever_it_breaks(data: bytes) -> None:
    second = data.rindex(NAME.encode() if data.startswith(rar.MARK5) else NAME.encode("gbk"))
    places = [*range(9, 60, 3), second - 3, second + 3, second + 500, len(data) - 7, len(data) - 1]
    for cut in places:
        found = codes(data[:cut])
        assert found[-1] == "E812", (cut, found)
        assert found.count("workbook") <= (1 if cut < second + 1000 else 2)
    assert codes(data[:second])[0] == "workbook", "what came before is kept"


def test_an_archive_that_ends_between_two_files_is_said() -> None:
    assert codes(rar.rar5(rar.file5(NAME, BOOK), end=b"")) == ["workbook", "E812"]
    assert codes(rar.rar4(rar.file4(b"a.xlsx", BOOK), end=b"")) == ["workbook", "E812"]
    assert codes(rar.rar4(rar.file4(b"a.xlsx", BOOK, version=20), end=b"")) == ["workbook"], "before rar 3"


@pytest.mark.parametrize("data", [b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x05\x00"])
def test_what_only_begins_like_a_rar(data: bytes) -> None:
    assert codes(data) == ["E812"]


def test_blocks_that_never_end_are_not_walked_for_ever() -> None:
    tiny = rar.block5(9)
    started = time.process_time()
    assert not walk(rar.rar5(tiny * 1_000_000)).complete
    assert not walk(rar.rar4(rar.block4(0x75, b"") * 1_000_000)).complete
    assert time.process_time() - started < 5


def test_a_long_comment_does_no_harm() -> None:
    """The binding's own class would write it beyond its buffer."""
    assert contents(rar.rar5(rar.comment5(b"x" * 250_000), rar.file5(NAME, BOOK))) == {NAME: BOOK}


# --- where it happens -------------------------------------------------------------------------------


def test_the_scratch_folder_may_have_any_name_in_any_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "临时文件"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    data = rar.rar_of({NAME: BOOK})
    for locale in ("C", "C.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        (result,) = run_isolated(outcomes, [[data]])
        assert result.value == [(NAME, "workbook")], result


def test_without_the_component_a_rar_is_refused_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "toolkit.inbox.containers.rar", None)
    assert codes(rar.rar_of({NAME: BOOK})) == ["E807"]


@pytest.mark.parametrize(
    "data", [rar.rar_of({NAME: BOOK}), rar.locked5(), rar.rar5(rar.file5("a", BOOK, size=1 << 40))]
)
def test_no_file_is_left_behind(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unpack("a.rar", data)
    assert list(tmp_path.iterdir()) == []
