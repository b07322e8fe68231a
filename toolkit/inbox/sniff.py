"""What a file is, by its bytes alone; names and suffixes are never trusted.

In: bytes; out: one of the kinds below. Cheap and safe enough for the main process: no unpacking (but of 300 bytes that say
what a zip is), no parsing beyond fixed-size headers, the zip directory (bounded) and OLE entry names.
"""

from __future__ import annotations

import re
import struct
import zlib
from binascii import a2b_base64
from contextlib import suppress

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import WORD

WORKBOOKS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "et", "ods", "encrypted"})
ENCODED = "base64"  # a file as the text that mails carry, left so by the program that received it
CONTAINERS = frozenset({"zip", "7z", "rar", "eml", "msg", "tnef", ENCODED})
DOCUMENTS = frozenset({"pdf", "image", "docx", "doc", "ppt", "pptx", "ofd", "odt", "rtf"})
WORDS = frozenset({WORD, "doc", "odt", "rtf"})  # documents of Word and its like
SLIDES = frozenset({"ppt", "pptx"})
# The document of some other program; of Apple Numbers; a link; an archive that nothing here opens; one volume of a
# split archive; what a mail program has sealed with a signature or a key.
_HEAD = 300  # bytes in which a zip says what it is
_MIMETYPE = lazy_regex(rb"PK\x03\x04.{22}\x08\x00..mimetype", re.DOTALL)  # the header of its entry
PROGRAM, NUMBERS, LINK, PACKED = "program", "numbers", "link", "packed"
VOLUME, SEALED = "volume", "sealed"
# and: html, xml, text, empty, incomplete, unknown

_IMAGES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\xd7\xcd\xc6\x9a",
    b"\0\0\0\x0cjP  ",
)  # the last two: WMF, JPEG 2000
_PHONE_IMAGES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
_ARCHIVES = (
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b"MSCF\0\0\0\0",
)  # gzip, bzip2, xz, zstd, cab
_ARRIVALS = (
    b".xlsx",
    b".xlsm",
    b".xls",
    b".xlsb",
    b".et",
    b".ods",
    b".eml",
    b".msg",
    b".zip",
    b".rar",
    b".7z",
)
_SHORTCUT = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0"
_SPLIT = b"PK\x07\x08PK\x03\x04"  # begins the first volume of a zip
_ZIP_END = b"PK\x05\x06"
_SEALED = lazy_regex(
    rb"0[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03]", re.DOTALL
)  # PKCS #7
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What only documents and packages of programs have at their top.
_PROGRAM_PARTS = frozenset(
    {
        b"meta-inf/manifest.mf",
        b"androidmanifest.xml",
        b"meta-inf/container.xml",
        b"fixeddocseq.fdseq",
        b"document.json",
        b"content.json",
        b"doc.kml",
        b"uof.xml",
    }
)
_NOTE_BYTES, _NOTE_LINES = 2048, 8  # of a text that does nothing but point to the web
_BASE64 = lazy_regex(rb"[A-Za-z0-9+/\s]{64,}")
_DIRECTORY_BYTES = 1 << 20
_HEADER = lazy_regex(
    rb"(?:from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version|reply-to|sender|"
    rb"content-type|content-transfer-encoding|dkim-signature|x-[a-z0-9-]{2,40}|authentication-results|"
    rb"arc-[a-z-]+|disposition-notification-to|importance|thread-[a-z]+)[ \t]*:",
    re.IGNORECASE,
)


def sniff(data: bytes) -> str:
    """The kind of a file: a member of WORKBOOKS, CONTAINERS or DOCUMENTS, or one of the others."""
    if not data:
        return "empty"
    if not data.strip(b"\0"):
        return "incomplete"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(_SHORTCUT):
        return LINK
    if data.startswith(_SPLIT):
        return VOLUME
    if _SEALED.match(data):
        return SEALED
    return _plain_kind(data)


def _plain_kind(data: bytes) -> str:
    if _is_image(data):
        return "image"
    for magic, kind in (
        (b"%PDF", "pdf"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (b"\x78\x9f\x3e\x22", "tnef"),
        (b"{\\rtf", "rtf"),
        *((magic, PACKED) for magic in _ARCHIVES),
    ):
        if data.startswith(magic):
            return kind
    if data[257:262] == b"ustar" or (data[2:5] == b"-lh" and data[6:7] == b"-"):
        return PACKED  # tar, lzh
    if b"%PDF-" in data[:1024]:  # after some junk; an archive may begin with a PDF that it did not compress
        return "pdf"
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return "xls"  # a bare BIFF stream without its OLE container
    kind = _text_kind(data)
    return VOLUME if kind == "unknown" and _is_last_volume(data) else kind


def _is_last_volume(data: bytes) -> bool:
    """Whether it ends as a zip whose beginning is elsewhere."""
    end = data.rfind(_ZIP_END, max(0, len(data) - 66_000))
    if end < 0 or end + 22 > len(data):
        return False
    disk, size, offset = struct.unpack_from("<H6xLL", data, end + 4)
    return bool(disk > 0 or size + offset > end)


def _is_image(data: bytes) -> bool:
    return (
        data.startswith(_IMAGES)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in _PHONE_IMAGES)
        or (data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF")
    )


def _text_kind(data: bytes) -> str:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = start[:2048].lower()
    if (
        lowered.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head"))
        or b"<html" in lowered
    ):
        return "eml" if _is_mail(start) and not _is_web_archive(lowered) else "html"
    if lowered.startswith(b"[internetshortcut]") or b"\nurl=http" in lowered[:300]:
        return LINK
    if lowered.startswith((b"<?xml", b"<svg", b"<plist")):
        inside = re.sub(rb"^<\?.*?\?>|<!.*?>", b"", lowered, flags=re.DOTALL).lstrip()
        if inside.startswith(b"<svg"):
            return "image"
        return LINK if inside.startswith(b"<plist") and b"<key>url</key>" in inside else "xml"
    if _is_mail(start):
        return "html" if _is_web_archive(lowered) else "eml"
    if b"\0" in head:
        return "unknown"
    if not _decodes(head):
        return "unknown"
    if _is_encoded(start):
        return ENCODED
    return LINK if _only_links(data) else "text"


def _is_encoded(head: bytes) -> bool:
    """Nothing but base64, of which the beginning is that of some file that is no text."""
    whole = head.rstrip(b"= \t\r\n")
    if not _BASE64.fullmatch(whole):
        return False
    letters = b"".join(whole.split())
    decoded = a2b_base64(letters[: len(letters) // 4 * 4])
    return decoded.startswith((b"PK\x03\x04", _OLE)) or _plain_kind(decoded) not in ("text", "unknown", LINK)


def _is_mail(start: bytes) -> bool:
    """Two or more known headers before the first blank line, or one and a Content-Type."""
    if start.startswith(b"From "):  # an mbox line before the headers
        start = start.partition(b"\n")[2]
    if not re.match(rb"[A-Za-z][A-Za-z0-9-]*[ \t]*:", start):
        return False
    block = re.split(rb"\r?\n[ \t]*\r?\n", start, maxsplit=1)[0]
    return len([1 for line in block.splitlines() if _HEADER.match(line)]) >= 2


def _is_web_archive(lowered: bytes) -> bool:
    """A page with its parts in one file, as Excel, browsers and web systems write it (.mht, .xls): it has no sender."""
    if b"\nx-document-type: workbook" in lowered or b"\nsnapshot-content-location:" in lowered:
        return True
    block = re.split(rb"\r?\n[ \t]*\r?\n", lowered, maxsplit=1)[0]
    sent = re.search(rb"^(?:to|received|return-path|delivered-to|message-id|subject):", block, re.MULTILINE)
    if b"multipart/related" not in block or sent is not None:
        return False
    return b"\ncontent-location:" in lowered or re.search(rb"^from:", block, re.MULTILINE) is None


def _only_links(data: bytes) -> bool:
    """A few lines with an address of the web and no table: what a person or a cloud drive writes in place of a file."""
    lines = data[: _NOTE_BYTES + 1].splitlines()
    if len(data) > _NOTE_BYTES or len(lines) > _NOTE_LINES or not re.search(rb"https?://", data):
        return False
    if data.lstrip().startswith(b"{"):
        return b'"url"' in data
    return not any(line.count(b",") > 1 or b"\t" in line for line in lines)


def _decodes(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end within a character
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return sum(ch < " " and ch not in "\t\r\n\f" for ch in text) <= len(text) // 100
    return False


def zip_names(data: bytes) -> list[bytes] | None:
    """Member names from the central directory as raw bytes (first megabyte); None when it is missing."""
    end = data.rfind(_ZIP_END, max(0, len(data) - 66_000))
    if end < 0 or end + 22 > len(data):
        return None
    size, offset = struct.unpack_from("<LL", data, end + 12)
    start = offset if data[offset : offset + 4] == b"PK\x01\x02" else max(0, end - size)
    names = []
    limit = min(end, start + _DIRECTORY_BYTES)
    while start + 46 <= limit and data[start : start + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", data, start + 28)
        names.append(data[start + 46 : start + 46 + name])
        start += 46 + name + extra + comment
    return names if names or size == 0 else None


def _zip_kind(data: bytes) -> str:
    raw_names = zip_names(data)
    if raw_names is None:
        return "incomplete"
    names = {name.replace(b"\\", b"/").lstrip(b"/").lower() for name in raw_names}
    if b"mimetype" in names:
        return _by_mimetype(_said_mimetype(data), names)
    for part, kind in (
        (b"xl/workbook.bin", "xlsb"),
        (b"xl/workbook.xml", "xlsm" if b"xl/vbaproject.bin" in names else "xlsx"),
        (b"word/document.xml", "docx"),
        (b"ppt/presentation.xml", "pptx"),
        (b"ofd.xml", "ofd"),
    ):
        if part in names:
            return kind
    # An Office document whose main part bears another name, or stands elsewhere.
    if b"[content_types].xml" in names:
        if any(b"/worksheets/" in b"/" + name and name.endswith(b".xml") for name in names):
            return "xlsx"
        folders = {name.partition(b"/")[0] for name in names}
        known = ((b"xl", "xlsx"), (b"word", "docx"), (b"ppt", "pptx"))
        return next((kind for folder, kind in known if folder in folders), PROGRAM)
    if any(name.count(b"/") == 1 and name.endswith(b"/[content_types].xml") for name in names):
        return PROGRAM  # a document that was unpacked and packed again with its folder: no program opens it
    if any(name.endswith(b".iwa") for name in names) or b"index.zip" in names:
        slides = any(name.startswith((b"index/slide", b"index/masterslide")) for name in names)
        return PROGRAM if slides else NUMBERS  # slides are Keynote's
    return PROGRAM if names & _PROGRAM_PARTS else "zip"


def holds_arrivals(data: bytes) -> bool:
    """Whether a zip has members that may be returns: workbooks, mails, archives."""
    return any(name.lower().endswith(_ARRIVALS) for name in zip_names(data) or ())


def _said_mimetype(data: bytes) -> bytes:
    """What the entry mimetype of a zip says it is: the rule has it first and as it is, SheetJS puts it elsewhere, others pack it."""
    head = data[:_HEAD]
    entry = _MIMETYPE.search(data)
    if entry is None:
        return head
    packed, size = struct.unpack_from("<H8xL", entry[0], 8)
    start = entry.end() + struct.unpack_from("<H", entry[0], 28)[0]
    said = data[start : start + min(size or _HEAD, _HEAD)]
    if packed:
        with suppress(zlib.error):
            said = zlib.decompressobj(-15).decompress(said, _HEAD)
    return said


def _by_mimetype(head: bytes, names: set[bytes]) -> str:
    """A zip that says what it is: OpenDocument, or a book."""
    if b"opendocument.text" in head:
        return "odt"
    if b"opendocument.spreadsheet" in head or (b"opendocument" not in head and b"content.xml" in names):
        return "ods"
    return PROGRAM


def _ole_kind(data: bytes) -> str:
    """By the names of directory entries, found without following any chain (chains may loop)."""
    if len(data) < 1536:
        return "incomplete"
    if _has_entry(data, "EncryptedPackage"):
        return "encrypted"
    if _has_entry(data, "__properties_version1.0"):
        return "msg"
    if _has_entry(data, "Workbook") or _has_entry(data, "Book"):
        return "et" if _has_entry(data, "ETExtData") else "xls"
    if _has_entry(data, "WordDocument"):
        return "doc"
    if _has_entry(data, "PowerPoint Document"):
        return "ppt"
    return "incomplete" if len(data) % 512 else "unknown"


def _has_entry(data: bytes, name: str) -> bool:
    """Whether a 128-byte OLE directory entry of that name exists anywhere."""
    pattern = name.encode("utf-16-le") + b"\0\0"
    at = data.find(pattern)
    while at >= 0:
        length = data[at + 64 : at + 66]
        if at % 128 == 0 and length == struct.pack("<H", len(pattern)):
            return True
        at = data.find(pattern, at + 2)
    return False
