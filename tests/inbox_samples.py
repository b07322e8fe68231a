"""Files as they arrive, made by the tests themselves: workbooks, mails, archives, Outlook containers."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta

import xlsxwriter


def workbook(cells: Mapping[str, object] | None = None, *, sheet: str = "指标数据") -> bytes:
    """A small xlsx with these cells."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for address, value in (cells or {"A1": "指标编号", "B1": "本月累计", "A2": "T02-3", "B2": 12.5}).items():
        page.write(address, value)
    book.close()
    return stream.getvalue()


def zip_of(entries: Mapping[str, bytes], **options: int) -> bytes:
    """A zip with these names and contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as archive:  # type: ignore[arg-type]
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def raw_zip(name: bytes, data: bytes, *, flags: int = 0, extra: bytes = b"") -> bytes:
    """A zip of one stored file with exactly these name bytes, flags and extra field."""
    crc = zipfile.crc32(data)  # type: ignore[attr-defined]
    fixed = struct.pack("<HHHHLLLHH", flags, 0, 0, 0x21, crc, len(data), len(data), len(name), len(extra))
    local = b"PK\x03\x04" + struct.pack("<H", 20) + fixed + name + extra + data
    central = (
        b"PK\x01\x02"
        + struct.pack("<HH", 20, 20)
        + fixed
        + struct.pack("<HHHLL", 0, 0, 0, 0, 0)
        + name
        + extra
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def mail(
    attachments: list[tuple[bytes, bytes]],
    *,
    head: bytes = b"From: =?gb2312?B?xOPKycio?= <tjj@example.cn>\r\nDate: Wed, 03 Jul 2024 09:30:00 +0800\r\n"
    b"Subject: =?utf-8?B?5Lik5bm0?=\r\nMIME-Version: 1.0\r\n",
) -> bytes:
    """A multipart mail: a text part, then (raw header block, content) parts in base64."""
    parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xe8\xaf\xb7\xe6\x9f\xa5\xe6\x94\xb6\r\n"]
    parts += [
        headers + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data)
        for headers, data in attachments
    ]
    body = b"".join(b"--XyZ\r\n" + part + b"\r\n" for part in parts) + b"--XyZ--\r\n"
    return head + b'Content-Type: multipart/mixed; boundary="XyZ"\r\n\r\n' + body


def attached(name: bytes = b"a.xlsx") -> bytes:
    """The header block of an attachment of that plain name."""
    return b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=" + name


# --- OLE: a minimal writer, enough for .msg and for damaged directories -----------------------------

Tree = dict[str, "bytes | Tree"]
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(tree: Tree) -> bytes:
    """An OLE file with these storages and streams (every stream padded to 4096 bytes of sectors)."""
    entries: list[tuple[str, int, int, int, int, int]] = []  # name, type, child, right, start, size
    sectors: list[bytes] = []
    chains: list[tuple[int, int]] = []

    def add_stream(data: bytes) -> int:
        start = len(sectors)
        padded = data + b"\0" * (-len(data) % 512)
        padded += b"\0" * max(0, 4096 - len(padded))
        sectors.extend(padded[at : at + 512] for at in range(0, len(padded), 512))
        chains.append((start, len(padded) // 512))
        return start

    def add(children: Tree) -> int:
        first, previous = _FREE, -1
        for name, content in children.items():
            number = len(entries)
            entries.append((name, 0, _FREE, _FREE, 0, 0))
            if isinstance(content, dict):
                entries[number] = (name, 1, add(content), _FREE, 0, 0)
            else:
                entries[number] = (name, 2, _FREE, _FREE, add_stream(content), max(len(content), 4096))
            if previous >= 0:
                old = entries[previous]
                entries[previous] = (old[0], old[1], old[2], number, old[4], old[5])
            else:
                first = number
            previous = number
        return first

    entries.append(("Root Entry", 5, _FREE, _FREE, _END, 0))
    entries[0] = ("Root Entry", 5, add(tree), _FREE, _END, 0)
    return _assemble(entries, sectors, chains)


def _assemble(
    entries: list[tuple[str, int, int, int, int, int]], sectors: list[bytes], chains: list[tuple[int, int]]
) -> bytes:
    raw = b""
    for name, kind, child, right, start, size in entries:
        wide = name.encode("utf-16-le") + b"\0\0"
        raw += wide.ljust(64, b"\0") + struct.pack("<HBBLLL", len(wide), kind, 1, _FREE, right, child)
        raw += b"\0" * 36 + struct.pack("<LQ", start, size)
    raw += b"\0" * (-len(raw) % 512)
    directory = len(sectors)
    sectors += [raw[at : at + 512] for at in range(0, len(raw), 512)]
    chains.append((directory, len(raw) // 512))
    count = len(sectors)
    fat_sectors = 1
    while (count + fat_sectors) * 4 > fat_sectors * 512:
        fat_sectors += 1
    fat = [_FREE] * (fat_sectors * 128)
    for start, length in chains:
        for at in range(start, start + length - 1):
            fat[at] = at + 1
        fat[start + length - 1] = _END
    for at in range(fat_sectors):
        fat[count + at] = _FAT
    packed = struct.pack(f"<{len(fat)}L", *fat)
    difat = [count + at if at < fat_sectors else _FREE for at in range(109)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHHHLLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, fat_sectors, directory, 0, 4096, _END, 0, _END, 0
    )
    header += struct.pack("<109L", *difat)
    return header + b"".join(sectors) + packed


# 2024-07-02 23:50 UTC in ticks of 100 ns since 1601
SUBMITTED = ((datetime(2024, 7, 2, 23, 50) - datetime(1601, 1, 1)) // timedelta(microseconds=1)) * 10


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def msg_tree(
    attachments: list[tuple[str, bytes | Tree]],
    *,
    subject: str = "报表",
    sender: str = "tjj@example.cn",
    top: bool = True,
) -> Tree:
    """The storages of an Outlook message; a Tree as an attachment's content is a message within it."""
    submitted = struct.pack("<LLQ", 0x00390040, 6, SUBMITTED)
    tree: Tree = {
        "__substg1.0_0037001F": _wide(subject),
        "__substg1.0_5D01001F": _wide(sender),
        "__properties_version1.0": b"\0" * (32 if top else 24) + submitted,
    }
    for number, (name, content) in enumerate(attachments):
        inner = {"__substg1.0_3707001F": _wide(name), "__properties_version1.0": b"\0" * 8}
        key = "__substg1.0_3701000D" if isinstance(content, dict) else "__substg1.0_37010102"
        tree[f"__attach_version1.0_#{number:08X}"] = {**inner, key: content}
    return tree


# --- TNEF -------------------------------------------------------------------------------------------


def _attribute(level: int, ident: int, kind: int, body: bytes) -> bytes:
    return struct.pack("<BHHL", level, ident, kind, len(body)) + body + struct.pack("<H", sum(body) & 0xFFFF)


def tnef(attachments: list[tuple[bytes, str, bytes]]) -> bytes:
    """A winmail.dat: (short name in GBK, long Unicode name or '', content)."""
    out = struct.pack("<LH", 0x223E9F78, 1) + _attribute(1, 0x9006, 8, struct.pack("<L", 0x10000))
    for title, long_name, content in attachments:
        out += _attribute(2, 0x9002, 6, b"\0" * 14) + _attribute(2, 0x8010, 1, title + b"\0")
        out += _attribute(2, 0x800F, 6, content)
        if long_name:
            wide = _wide(long_name + "\0")
            value = struct.pack("<LL", 1, len(wide)) + wide + b"\0" * (-len(wide) % 4)
            number = struct.pack("<HHL", 0x0003, 0x3705, 1)
            out += _attribute(
                2, 0x9005, 6, struct.pack("<L", 2) + number + struct.pack("<HH", 0x1F, 0x3707) + value
            )
    return out


# --- xlsb -------------------------------------------------------------------------------------------


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def _string(text: str) -> bytes:
    return struct.pack("<L", len(text)) + _wide(text)


def xlsb(*, recalculated: bool = False) -> bytes:
    """One sheet: A1 a text, B1 a percentage, C1 a formula whose value is #REF!, D1 one whose value is 0; row 1 hidden.

    ``recalculated``: to be worked out anew by whoever opens it."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/>'
        f'<Relationship Id="rId2" Type="{relation}/styles" Target="styles.bin"/></Relationships>'
    )
    book = _record(131) + _record(143)
    book += _record(156, struct.pack("<LL", 0, 1) + _string("rId1") + _string("指标数据"))
    book += _record(144) + _record(157, bytes(24) + struct.pack("<H", recalculated)) + _record(132)
    general, percent = (struct.pack("<HHHHHBBH", 0, number, 0, 0, 0, 0, 0, 0) for number in (0, 10))
    styles = _record(278) + _record(617, struct.pack("<L", 2)) + _record(47, general) + _record(47, percent)
    styles += _record(618) + _record(279)
    row = struct.pack("<LLHBB", 0, 0, 300, 0, 0x10) + struct.pack("<BL", 0, 0)
    cells = _record(6, struct.pack("<LL", 0, 0) + _string("文字"))
    cells += _record(5, struct.pack("<LLd", 1, 1, 0.125))
    cells += _record(11, struct.pack("<LLB", 2, 0, 0x17) + struct.pack("<HLL", 0, 0, 0))
    cells += _record(9, struct.pack("<LLd", 3, 0, 0.0) + struct.pack("<HLL", 0, 0, 0))
    sheet = (
        _record(129) + _record(148, struct.pack("<LLLL", 0, 0, 0, 2)) + _record(145) + _record(0, row) + cells
    )
    sheet += _record(146) + _record(130)
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    return zip_of(
        {
            "[Content_Types].xml": types.encode(),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": rels.encode(),
            "xl/styles.bin": styles,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )
