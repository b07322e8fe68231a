"""Mails and archives are opened, nothing in them is lost, and what cannot be taken says why."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime

import inbox_samples as make
import py7zr
import pytest

from toolkit.inbox import limits
from toolkit.inbox.containers.leaf import Leaf, Unpacked
from toolkit.inbox.containers.unpack import unpack
from toolkit.inbox.sniff import CONTAINERS, sniff

BOOK = make.workbook()
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
GBK_NAME = "喀什市.xlsx"
SIMPLE = make.attached()


def only(result: Unpacked) -> Leaf:
    assert len(result.leaves) == 1, [(leaf.name, leaf.kind) for leaf in result.leaves]
    return result.leaves[0]


def refused(name: str, data: bytes) -> str:
    leaf = only(unpack(name, data))
    assert leaf.kind == "refused"
    assert leaf.finding is not None
    assert leaf.finding.problem and leaf.finding.remedy
    assert leaf.data == data, "a refused container keeps its bytes"
    return leaf.finding.code


# --- plain files ------------------------------------------------------------------------------------


def test_a_workbook_is_its_own_leaf() -> None:
    leaf = only(unpack("报表.xls", BOOK))
    assert (leaf.kind, leaf.sort, leaf.path, leaf.data) == ("workbook", "xlsx", (), BOOK)
    assert sniff(BOOK) not in CONTAINERS


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "E801"),
        ("a.xlsx", b"\0" * 5000, "E802"),
        ("a.xlsx", BOOK[: len(BOOK) // 2], "E802"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "E802"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "E804"),
        ("a.xls", "\ufeff<!DOCTYPE html><table>".encode(), "E804"),
        (
            "a.xls",
            b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\nx",
            "E804",
        ),
        ("a.xls", b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "E805"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + b"x" * 50, "E812"),
        ("a.dat", bytes(range(256)) * 4, "E806"),
    ],
)
def test_refused_with_its_reason(name: str, data: bytes, code: str) -> None:
    assert refused(name, data) == code


@pytest.mark.parametrize("data", [PDF, b"\xff\xd8\xff\xe0JFIF", b"\x89PNG\r\n\x1a\n....", b"GIF89a...."])
def test_scans_are_attachments(data: bytes) -> None:
    assert only(unpack("盖章件.pdf", data)).kind == "attachment"


# --- mails ------------------------------------------------------------------------------------------


def test_mail_with_two_attachments_carries_its_particulars() -> None:
    result = unpack(
        "来信.eml",
        make.mail(
            [(make.attached(b'"' + GBK_NAME.encode("gbk") + b'"'), BOOK), (make.attached(b"s.pdf"), PDF)]
        ),
    )
    book, scan = result.leaves
    assert (book.name, book.kind, book.data) == (GBK_NAME, "workbook", BOOK)
    assert (scan.name, scan.kind, scan.data) == ("s.pdf", "attachment", PDF)
    for leaf in result.leaves:
        assert (leaf.sender, leaf.sent_at, leaf.subject) == (
            "你噬权 <tjj@example.cn>",
            datetime(2024, 7, 3, 9, 30),
            "两年",
        )
        assert leaf.path == ("来信.eml",)


def test_single_part_mail() -> None:
    data = (
        b"From: a@b.cn\nSubject: x\n"
        + SIMPLE
        + b"\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(BOOK)
    )
    assert only(unpack("a.eml", data)).data == BOOK


def test_apple_alternative_over_mixed() -> None:
    inner = make.mail([(SIMPLE, BOOK)], head=b"")
    body = b"--A\r\nContent-Type: text/plain\r\n\r\nhi\r\n--A\r\n" + inner + b"\r\n--A--\r\n"
    data = b'From: a@b.cn\r\nSubject: x\r\nContent-Type: multipart/alternative; boundary="A"\r\n\r\n' + body
    assert only(unpack("a.eml", data)).data == BOOK


@pytest.mark.parametrize("encoded", [False, True])
def test_mail_within_a_mail(encoded: bool) -> None:
    inner = make.mail(
        [(SIMPLE, BOOK)], head=b"From: xf@b.cn\r\nSubject: inner\r\nDate: Tue, 02 Jul 2024 01:00:00 +0000\r\n"
    )
    part = b"Content-Type: message/rfc822\r\n"
    part += (
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(inner)
        if encoded
        else b"\r\n" + inner
    )
    data = (
        b'From: a@b.cn\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary="Q"\r\n\r\n--Q\r\n'
        + part
        + b"\r\n--Q--\r\n"
    )
    leaf = only(unpack("转发.eml", data))
    assert leaf.data == BOOK
    assert leaf.path == ("转发.eml", "inner.eml")
    assert (leaf.sender, leaf.sent_at) == ("xf@b.cn", datetime(2024, 7, 2, 9))


def test_uuencoded_body() -> None:
    lines = b"".join(binascii.b2a_uu(BOOK[at : at + 45]) for at in range(0, len(BOOK), 45))
    data = (
        b"From: a@b.cn\nSubject: x\n\nhello\nbegin 644 "
        + GBK_NAME.encode()
        + b"\n"
        + lines
        + b"`\nend\nbye\n"
    )
    leaf = only(unpack("a.eml", data))
    assert (leaf.name, leaf.data) == (GBK_NAME, BOOK)


@pytest.mark.parametrize(
    ("data", "kind", "sort"),
    [
        (BOOK, "workbook", "xlsx"),
        (make.zip_of({"甲县.xlsx": BOOK}), "workbook", "xlsx"),
        (PDF * 5, "attachment", "pdf"),
    ],
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_text_that_a_mail_program_did_not_decode_is_the_file(
    data: bytes, kind: str, sort: str, wrapped: bool
) -> None:
    text = base64.encodebytes(data) if wrapped else base64.b64encode(data)
    leaf = only(unpack("甲县6月.txt", b"\xef\xbb\xbf" + text + b"\r\n" if wrapped else text))
    assert (leaf.kind, leaf.sort, leaf.path[0]) == (kind, sort, "甲县6月.txt")
    assert leaf.name == ("甲县.xlsx" if len(leaf.path) > 1 else "甲县6月.txt")


@pytest.mark.parametrize(
    "text",
    [
        "指标编号,本月累计\nT02-1,5\n".encode(),
        b"abcdefgh12345678" * 20,
        base64.encodebytes("指标编号,本月累计\n".encode() * 20),
        base64.encodebytes(bytes(range(256)) * 4),
        b"UEsDBBQABgAI",
        b"UEsDBBQABgAIAAAAIQ" * 8 + b",",
    ],
)
def test_other_text_is_text(text: bytes) -> None:
    assert refused("甲县6月.txt", text) == "E805"


def test_text_of_a_file_that_breaks_off_is_incomplete() -> None:
    text = base64.encodebytes(BOOK)
    whole_lines = len(text) // 2 // 77 * 77
    assert refused("甲县6月.txt", text[: whole_lines + 41]) == "E802"
    half = only(unpack("甲县6月.txt", text[:whole_lines]))  # decodes, into half a zip
    assert half.finding is not None and half.finding.code == "E802"


@pytest.mark.parametrize(
    "header", [b"Content-Type: multipart/mixed\r\n", b'Content-Type: multipart/mixed; boundary="wrong"\r\n']
)
def test_missing_or_wrong_boundary(header: bytes) -> None:
    whole = make.mail([(SIMPLE, BOOK)])
    data = whole.replace(b'Content-Type: multipart/mixed; boundary="XyZ"\r\n', header)
    assert only(unpack("a.eml", data)).data == BOOK


def test_bom_before_the_headers() -> None:
    assert only(unpack("a.eml", b"\xef\xbb\xbf" + make.mail([(SIMPLE, BOOK)]))).data == BOOK


def test_mbox_line_and_blank_lines_before_the_headers() -> None:
    assert (
        only(unpack("a.eml", b"From a@b Wed Jul  3 09:00:00 2024\n" + make.mail([(SIMPLE, BOOK)]))).data
        == BOOK
    )
    assert only(unpack("a.eml", b"\r\n\r\n" + make.mail([(SIMPLE, BOOK)]))).data == BOOK


def test_truncated_mail_is_said() -> None:
    for cut in range(3000, 3400, 37):
        leaf = only(unpack("a.eml", make.mail([(SIMPLE, BOOK)])[:cut]))
        assert leaf.kind == "refused"
        assert leaf.finding is not None and leaf.finding.code in ("E802", "E817")


def test_unnamed_attachment_gets_a_name_by_its_content() -> None:
    leaf = only(unpack("a.eml", make.mail([(b"Content-Type: application/octet-stream", BOOK)])))
    assert leaf.name.endswith(".xlsx")
    assert leaf.kind == "workbook"


def test_mail_without_attachment_is_kept_and_said() -> None:
    assert refused("a.eml", make.mail([])) == "E811"


def test_words_of_a_mail_without_attachment_stand_in_its_reason() -> None:
    head = "From: a@x.cn\r\nSubject: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}"
    recall = head.format("撤回: 6月填报表", "某某希望撤回邮件“6月填报表”。").encode()
    void = head.format("bb", "上一封邮件里的表作废，\r\n稍后重报。").encode()
    tree = make.msg_tree([]) | {"__substg1.0_1000001F": "T01-1应为77".encode("utf-16-le")}
    inner = make.msg_tree([("里面", tree | make.msg_tree([], top=False))])
    assert refused("a.eml", head.format("bb", "请查收").encode()) == "E811"
    told = {
        name: only(unpack(name, data)).finding
        for name, data in {
            "r.eml": recall,
            "v.eml": void,
            "m.msg": make.ole(tree),
            "i.msg": make.ole(inner),
            "n.eml": make.mail([(b"Content-Type: message/rfc822", void)]),
        }.items()
    }
    words = {name: (one.code, one.values["words"]) for name, one in told.items() if one}
    assert words == {
        "r.eml": ("E833", "撤回: 6月填报表 某某希望撤回邮件“6月填报表”"),
        "v.eml": ("E833", "上一封邮件里的表作废， 稍后重报"),
        "m.msg": ("E833", "T01-1应为77"),
        "i.msg": ("E833", "T01-1应为77"),
        "n.eml": ("E833", "上一封邮件里的表作废， 稍后重报"),
    }


def test_pieces_of_the_text_are_no_attachments() -> None:
    piece = b"Content-Type: text/plain; name=ATT00001.txt\r\nContent-Disposition: attachment; filename=ATT00001.txt"
    assert only(unpack("a.eml", make.mail([(SIMPLE, BOOK), (piece, b"--\nsent from my phone")]))).data == BOOK


def test_signature_picture_is_marked_inline() -> None:
    head = b"Content-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\nContent-Disposition: inline; filename=logo.png"
    scan = b"Content-Type: image/png; name=scan.png\r\nContent-Disposition: attachment; filename=scan.png"
    leaves = unpack("a.eml", make.mail([(head, b"\x89PNG\r\n\x1a\n1"), (scan, b"\x89PNG\r\n\x1a\n2")])).leaves
    assert [leaf.inline for leaf in leaves] == [True, False]


# --- Outlook ----------------------------------------------------------------------------------------


def test_msg_with_chinese_names_and_a_message_within() -> None:
    inner = make.msg_tree([("内层.xlsx", BOOK)], subject="内", sender="Inner@Example.cn", top=False)
    data = make.ole(make.msg_tree([(GBK_NAME, BOOK), ("盖章.pdf", PDF), ("转发", inner)]))
    result = {leaf.name: leaf for leaf in unpack("a.msg", data).leaves}
    assert result[GBK_NAME].data[: len(BOOK)] == BOOK
    assert result["盖章.pdf"].kind == "attachment"
    assert result[GBK_NAME].sender == "tjj@example.cn"
    assert result[GBK_NAME].sent_at == datetime(2024, 7, 3, 7, 50)
    assert (result["内层.xlsx"].sender, result["内层.xlsx"].subject) == ("inner@example.cn", "内")


def test_msg_link_instead_of_content() -> None:
    tree = make.msg_tree([("云附件.xlsx", b"")])
    folder = tree["__attach_version1.0_#00000000"]
    assert isinstance(folder, dict)
    del folder["__substg1.0_37010102"]
    folder["__properties_version1.0"] = b"\0" * 8 + struct.pack("<LLQ", 0x37050003, 6, 7)
    leaf = only(unpack("a.msg", make.ole(tree)))
    assert leaf.finding is not None and leaf.finding.code == "E818"


def test_winmail_names_in_gbk_and_unicode() -> None:
    data = make.tnef([(GBK_NAME.encode("gbk"), "", BOOK), (b"KASHI~1.XLS", "喀什市六月.xlsx", BOOK)])
    assert [(leaf.name, leaf.data) for leaf in unpack("winmail.dat", data).leaves] == [
        (GBK_NAME, BOOK),
        ("喀什市六月.xlsx", BOOK),
    ]
    nested = make.mail([(make.attached(b"winmail.dat"), data)])
    assert [leaf.sender for leaf in unpack("a.eml", nested).leaves] == ["你噬权 <tjj@example.cn>"] * 2
    cut = unpack("winmail.dat", data[: len(data) // 3]).leaves
    assert [leaf.finding.code for leaf in cut if leaf.finding] == ["E817"]


# --- archives ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "flags", "extra", "expected"),
    [
        (GBK_NAME.encode("gbk"), 0, b"", GBK_NAME),
        (GBK_NAME.encode(), 0x800, b"", GBK_NAME),
        (GBK_NAME.encode(), 0, b"", GBK_NAME),
        ("墒情䶮.xlsx".encode("gb18030"), 0, b"", "墒情䶮.xlsx"),
        ("薄弘俓.xlsx".encode("gbk"), 0, b"", "薄弘俓.xlsx"),
        (b"report.xlsx", 0, b"", "report.xlsx"),
        (b"kashi.xlsx", 0, "own", GBK_NAME),
        (b"kashi.xlsx", 0, "foreign", "kashi.xlsx"),
    ],
)
def test_zip_names(name: bytes, flags: int, extra: bytes | str, expected: str) -> None:
    if isinstance(extra, str):
        crc = zlib.crc32(name if extra == "own" else b"other")
        body = b"\x01" + struct.pack("<L", crc) + GBK_NAME.encode()
        extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert only(unpack("a.zip", make.raw_zip(name, BOOK, flags=flags, extra=extra))).name == expected


def test_zip_of_many_kinds_and_system_files() -> None:
    entries = {
        "县/报表.xlsx": BOOK,
        "县/盖章.pdf": PDF,
        "__MACOSX/._报表.xlsx": b"x",
        "~$报表.xlsx": b"x",
        "县/说明.txt": b"abc",
    }
    result = unpack("a.zip", make.zip_of(entries))
    assert [(leaf.name, leaf.kind) for leaf in result.leaves] == [
        ("报表.xlsx", "workbook"),
        ("盖章.pdf", "attachment"),
        ("说明.txt", "attachment"),
    ]
    assert [note.code for note in result.notes] == ["N801", "N801"]


@pytest.mark.parametrize(
    "name", ["../../evil.xlsx", "/etc/evil.xlsx", "C:\\Windows\\evil.xlsx", "..\\evil.xlsx"]
)
def test_path_traversal_is_refused_and_kept(name: str) -> None:
    good, evil = unpack("a.zip", make.zip_of({"good.xlsx": BOOK, name: BOOK})).leaves
    assert (good.kind, evil.kind, evil.name, evil.data) == ("workbook", "refused", "evil.xlsx", BOOK)
    assert evil.finding is not None and evil.finding.code == "E824"


def seven(entries: dict[str, bytes], password: str | None = None) -> bytes:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password=password) as archive:
        for name, data in entries.items():
            archive.writef(io.BytesIO(data), name)
    return stream.getvalue()


def test_7z() -> None:
    result = unpack("a.7z", seven({"县/喀什市.xlsx": BOOK, "盖章.pdf": PDF}))
    assert [(leaf.name, leaf.data) for leaf in result.leaves] == [(GBK_NAME, BOOK), ("盖章.pdf", PDF)]
    assert refused("a.7z", seven({"a.xlsx": BOOK}, password="geheim")) == "E815"
    assert refused("a.7z", seven({"a.bin": b"\0" * (24 << 20)})) == "E808"
    broken = bytearray(seven({"a.xlsx": BOOK}))
    broken[40:60] = b"\xff" * 20
    assert refused("a.7z", bytes(broken)) == "E812"


def test_an_archive_that_begins_with_a_pdf_as_it_is_remains_an_archive() -> None:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", filters=[{"id": py7zr.FILTER_COPY}]) as archive:
        archive.writef(io.BytesIO(PDF), "盖章.pdf")
        archive.writef(io.BytesIO(BOOK), GBK_NAME)
    assert [leaf.kind for leaf in unpack("a.7z", stream.getvalue()).leaves] == ["attachment", "workbook"]


def test_7z_names_are_never_paths() -> None:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w") as archive:
        archive.writef(io.BytesIO(BOOK), "xx/xx/evil.xlsx")
        archive.files.files_list[0]["filename"] = "../../evil.xlsx"
    leaf = only(unpack("a.7z", stream.getvalue()))
    assert leaf.name == "evil.xlsx"
    assert leaf.finding is not None and leaf.finding.code == "E824"


def test_zip_bomb_is_stopped() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.xlsx", "w") as entry:
        for _ in range(64):
            entry.write(b"\0" * (1 << 20))
    assert refused("bomb.zip", stream.getvalue()) == "E808"


def test_zip_that_lies_about_its_size() -> None:
    data = bytearray(make.zip_of({"a.xlsx": b"\0" * (30 << 20)}, compression=zipfile.ZIP_DEFLATED))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    leaves = unpack("a.zip", bytes(data)).leaves
    assert all(leaf.kind == "refused" and len(leaf.data) < (21 << 20) for leaf in leaves)


def test_too_many_files() -> None:
    entries = {f"{number}.pdf": PDF for number in range(limits.FILES + 5)}
    leaves = unpack("a.zip", make.zip_of(entries)).leaves
    assert len(leaves) == limits.FILES + 1
    assert leaves[-1].finding is not None and leaves[-1].finding.code == "E809"


def test_nesting_within_and_beyond_the_limit() -> None:
    data, depth = BOOK, limits.DEPTH
    for _ in range(depth):
        data = make.zip_of({"inner.zip" if data is not BOOK else "a.xlsx": data})
    leaf = only(unpack("outer.zip", data))
    assert (leaf.kind, len(leaf.path)) == ("workbook", depth)
    leaf = only(unpack("outer.zip", make.zip_of({"inner.zip": data})))
    assert leaf.finding is not None and leaf.finding.code == "E810"


def test_encrypted_and_damaged_zip_entries_cost_only_themselves() -> None:
    data = bytearray(make.zip_of({"a.xlsx": BOOK, "b.xlsx": BOOK, "c.xlsx": BOOK}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second, third = archive.infolist()[1:]
        central = archive.start_dir
    flags = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02", central) + 4) + 8
    data[flags] |= 1
    data[second.header_offset + 6] |= 1
    data[third.header_offset + 500] ^= 0xFF
    codes = [leaf.finding.code if leaf.finding else leaf.kind for leaf in unpack("a.zip", bytes(data)).leaves]
    assert codes == ["workbook", "E815", "E816"]


def test_empty_zip() -> None:
    assert refused("a.zip", make.zip_of({})) == "E811"


def test_a_zip_in_a_mail_in_a_zip() -> None:
    letter = make.mail([(make.attached(b"b.zip"), make.zip_of({GBK_NAME: BOOK}))])
    leaf = only(unpack("o.zip", make.zip_of({"信.eml": letter})))
    assert leaf.path == ("o.zip", "信.eml", "b.zip")
    assert leaf.sender == "你噬权 <tjj@example.cn>"


def _tar(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("form.xlsx")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, _tar])
def test_an_archive_that_nothing_here_opens_is_said_also_within_a_zip(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(BOOK)
    for name, data in (("表.gz", packed), ("包.zip", make.zip_of({"表.bin": packed}))):
        leaf = only(unpack(name, data))
        assert (leaf.kind, leaf.finding and leaf.finding.code) == ("refused", "E831")


def _seven() -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(BOOK, "a.xlsx")
    return out.getvalue()


def test_volumes_of_a_split_archive_are_called_that_wherever_they_were_cut() -> None:
    packed = {"a.xlsx": BOOK, "b.pdf": PDF * 99}
    whole, seven = make.zip_of(packed, compression=zipfile.ZIP_DEFLATED), _seven()
    end = whole.rindex(b"PK\x05\x06")
    spanned = b"PK\x07\x08" + whole[:end] + whole[end : end + 4] + b"\1\0" + whole[end + 6 :]  # disk 1
    for at in (len(whole) // 3, len(whole) // 2, end):
        volumes = {
            "包.zip.001": whole[:at],
            "包.zip.002": whole[at:],
            "包.z01": spanned[:at],
            "包.zip": spanned[at:],
            "包.7z.001": seven[: len(seven) // 2],
            "包.7z.002": seven[len(seven) // 2 :],
        }
        for name, data in volumes.items():
            assert refused(name, data) == "E825", (name, at)
            leaf = only(unpack("信.zip", make.zip_of({name: data})))
            assert (leaf.kind, leaf.finding and leaf.finding.code) == ("refused", "E825"), (name, at)
    assert [leaf.name for leaf in unpack("包.zip.001", whole).leaves] == ["a.xlsx", "b.pdf"]
    assert [leaf.name for leaf in unpack("包.7z.001", seven).leaves] == ["a.xlsx"]
    assert sniff(b"junk" + whole) == "unknown"  # bytes before a zip, all of it there
    assert refused("a.xlsx", BOOK[: len(BOOK) // 2]) == "E802"


def test_a_sealed_mail_and_a_shortcut_are_called_that_and_a_signature_is_a_document() -> None:
    signed = b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\xa0" * 80
    head = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
    leaf = only(unpack("信.eml", make.mail([(head, signed)])))
    assert (leaf.name, leaf.finding and leaf.finding.code) == ("smime.p7m", "E832")
    assert refused("smime.p7m", signed.replace(b"\x07\x02", b"\x07\x03")) == "E832"
    assert only(unpack("包.zip", make.zip_of({"合同.pdf.p7s": signed}))).kind == "attachment"
    leaf = only(unpack("包.zip", make.zip_of({"报表.lnk": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 200})))
    assert leaf.finding and leaf.finding.code == "E828"


def test_a_web_archive_is_a_page_whatever_wrote_it_and_a_mail_is_a_mail() -> None:
    page = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="q"\r\n\r\n--q\r\nContent-Location: file:///C:/a.htm\r\n'
    blink = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a/b\r\nSubject: a\r\nMIME-Version: 1.0\r\n\r\n"
    sent = b"From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\n" + page
    bare = page.replace(b"Content-Location: file:///C:/a.htm", b"Content-Type: text/html")
    assert [sniff(data) for data in (page, blink, sent, bare)] == ["html", "html", "eml", "html"]
    assert sniff(b"From: a@b.cn\r\n" + bare) == "eml"


def test_a_workbook_that_was_packed_again_with_its_folder_is_no_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as book:
        inner = {f"表/{name}": book.read(name) for name in book.namelist()}
    assert refused("表.xlsx", make.zip_of(inner)) == "E830"
