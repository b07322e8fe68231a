"""The first look: does a file bear the mark of an official secret (机密★10年), and of which level?

In: the bytes of an arrival, before anything of it is kept. Out: a level (0: none), and never a word of the text.
``may_bear`` unpacks the parts of an Office file within a budget and searches them for the characters: quick, and it says yes
too often. ``level`` is asked then, and for every mail and archive, in a child process: it reads lines (paragraphs, cells, names
of sheets, heads and feet), which ``core.secrecy`` judges. PDF, pictures and what is encrypted cannot be looked into.
"""

from __future__ import annotations

import email
import email.policy
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from unicodedata import normalize

from toolkit.core.patterns import lazy_regex
from toolkit.core.secrecy import LEVELS, LONGEST, TERM, mark_level
from toolkit.inbox.containers.leaf import Budget
from toolkit.inbox.containers.unpack import parts_of
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import MB, PART_BYTES
from toolkit.inbox.sniff import CONTAINERS, sniff
from toolkit.inbox.xmlsafe import ZIP_FAULTS

_QUICK = 16 * MB  # unpacked, for the quick look: ten times what a form holds
_SECRET = "密".encode()
_BEFORE, _AFTER = ("绝", "机", "秘"), lazy_regex("[级★☆·•・*\\-—0-9一二三四五六七八九十两长]")
_WINDOW = 400  # bytes around a character in which tags may stand
_TAG = lazy_regex("<[^<>]*>|^[^<>]*>|<[^<>]*$")
_BREAK = lazy_regex(
    r"</(?:w:p|si|is|c|a:p|text:p|text:h|ofd:TextCode|p|div|td|th|li|tr|h[1-6])>|<(?:w:br|w:cr|w:tab|br)\b[^>]*>|</?(?:odd|even|first)(?:Head|Foot)er>|[\r\n]",
    re.IGNORECASE,
)
_SHEET = lazy_regex(r'<(?:\w+:)?(?:sheet|table)\b[^>]*?\sname="([^"]*)"|table:name="([^"]*)"')
_HEAD_CODES = lazy_regex(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&[0-9]{1,3}|&[BIUSEXYADTFPNGZ]')
_OFFICE = ("xlsx", "xlsm", "xlsb", "et", "ods", "odt", "docx", "pptx", "ofd")
_IN_BYTES = ("xls", "et", "doc", "ppt", "msg")  # text of two bytes a character between numbers
_TEXTS = ("html", "xml", "text", "eml")
_UNUSED = lazy_regex(
    r"(?i)(^|/)(styles|theme\d*|settings|fonttable|websettings|numbering|vbaproject)\.\w+$|\.rels$|\.vml$|^docprops/|^\[content"
)
_REFERENCE = lazy_regex(
    b"&#(?:23494|[xX]5[bB][cC]6);"
)  # as libraries write 密 that write no Chinese as it is
_WIDE = lazy_regex(b"|".join(re.escape(word.encode("utf-16-le")) for word in LEVELS))
_RTF = lazy_regex(
    rb"\\u(-?[0-9]+) ?\??|((?:\\'[0-9a-fA-F]{2})+)|\\(?:pard?|line|cell|tab)\b ?|\\[a-z]+-?[0-9]* ?|[{}]"
)


def may_bear(data: bytes) -> bool:
    """Whether a proper look is needed; never raises."""
    sort = sniff(data)
    if sort in CONTAINERS or sort == "rtf":
        return True
    if sort in _OFFICE and data[:2] == b"PK":
        left = _QUICK
        for part in _parts(data, _QUICK + 1):
            left -= len(part)
            if left < 0 or _may_in_part(part):
                return True
        return False
    if sort in _IN_BYTES:
        return bool(_WIDE.search(data))
    return sort in _TEXTS and (_SECRET in data or "密".encode("gb18030") in data)


def level(data: bytes) -> int:
    """The highest level of a mark that the arrival bears, or anything in it."""
    return max((_level(sort, part) for sort, part in parts_of(data, Budget())), default=0)


def look(data: bytes) -> int:
    """What the child is given; what it cannot open bears none that could be seen."""
    try:
        return level(data)
    except Unreadable:
        return 0


def _level(sort: str, data: bytes) -> int:
    if sort in _OFFICE and data[:2] == b"PK":
        return max(
            (_in_part(part) for part in _parts(data, PART_BYTES) if _may_in_part(part)),
            default=0,
        )
    if sort in _IN_BYTES:
        return _in_bytes(data)
    if sort == "eml":
        return _highest(_mail_lines(data))
    if sort == "rtf":
        return _highest(_rtf_text(data).split("\n"))
    return _highest(_lines(_decoded(data))) if sort in _TEXTS else 0


def _highest(lines: Iterator[str] | list[str]) -> int:
    return max(map(mark_level, lines), default=0)


def _parts(data: bytes, most: int) -> Iterator[bytes]:
    """The parts of an Office file in which text may stand, each as far as it can be unpacked and up to ``most`` bytes."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except ZIP_FAULTS:
        return
    for info in package.infolist():
        if not info.filename.lower().endswith((".xml", ".bin")) or _is_unused(info.filename):
            continue
        try:
            with package.open(info) as stream:
                yield stream.read(most)
        except (*ZIP_FAULTS, zlib.error, EOFError):
            continue


def _is_unused(name: str) -> bool:
    return name != "styles.xml" and bool(_UNUSED.search(name))  # in OpenDocument it holds heads and feet


def _may_in_part(part: bytes) -> bool:
    if not part.startswith((b"<", b"\xef\xbb\xbf<")):
        return bool(_WIDE.search(part)) or _is_near(part)
    return bool(_REFERENCE.search(part)) if part.isascii() else _is_near(part)


def _is_near(part: bytes) -> bool:
    """Whether 密 stands anywhere between 绝, 机 or 秘 and what a mark goes on with, tags left out."""
    at = part.find(_SECRET)
    while at >= 0:
        before = part[max(0, at - _WINDOW) : at].decode("utf-8", "ignore")
        if not before.endswith(_BEFORE):  # else it may stand in a tag, as names of sheets do
            before = _TAG.sub("", before)
        after = part[at + 3 : at + 3 + _WINDOW].decode("utf-8", "ignore")
        if not _AFTER.match(normalize("NFKC", after[:1])):
            after = _TAG.sub("", after)
        if "".join(before.split()).endswith(_BEFORE) and _AFTER.match(
            normalize("NFKC", "".join(after.split()))[:1]
        ):
            return True
        at = part.find(_SECRET, at + 3)
    return False


def _in_part(part: bytes) -> int:
    if not part.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _in_bytes(part)
    return _highest(_lines(_decoded(part)))


def _lines(text: str) -> Iterator[str]:
    """What stands on a line of its own: paragraphs, cells, names of sheets, the thirds of a head or foot."""
    yield from (unescape(one or other) for one, other in _SHEET.findall(text))
    for piece in _BREAK.split(text):
        if "密" in piece or "&#" in piece:
            line = unescape(re.sub("<[^<>]*>", "", piece))
            yield from (_HEAD_CODES.sub("", one) for one in re.split("&[LCR]|[\r\n]", line))


def _mail_lines(data: bytes) -> Iterator[str]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield str(message.get("Subject", ""))
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_maintype() == "text":
            body = part.get_payload(decode=True)
            yield from _lines(_decoded(body)) if isinstance(body, bytes) else ()


def _in_bytes(data: bytes) -> int:
    """In text of two bytes a character: the mark with its star, no word before it."""
    highest = 0
    for found in _WIDE.finditer(data):
        before = data[max(0, found.start() - 2) : found.start()].decode("utf-16-le", "ignore")
        after = data[found.end() : found.end() + 2 * LONGEST].decode("utf-16-le", "ignore")
        rest = re.match("级?[ \u3000]*[★☆][ \u3000]*([0-9A-Za-z\u4e00-\u9fff]*)", after)
        if rest and not re.match("[\u4e00-\u9fff]", before):
            term = TERM.match(rest[1])
            if not rest[1] or (term and term[0]) or not re.match("[\u4e00-\u9fff]", rest[1]):
                highest = max(highest, LEVELS.index(found[0].decode("utf-16-le")) + 1)
    return highest


def _rtf_text(data: bytes) -> str:
    """The text of a rich text file, a line a paragraph or cell, as far as marks need it."""

    def plain(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return chr(int(found[1]) % 0x10000).encode("gb18030", "ignore")
        if found[2]:
            return bytes.fromhex(found[2].replace(b"\\'", b"").decode())
        return b"\n" if found[0].startswith((b"\\par", b"\\line", b"\\cell", b"\\tab")) else b""

    return _RTF.sub(plain, data[:PART_BYTES].replace(b"\r", b"").replace(b"\n", b"")).decode(
        "gb18030", "ignore"
    )


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "ignore")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "ignore")
