"""The first look: does a file bear the mark of an official secret (机密★10年)?

In: the bytes of an arrival, before anything of it is kept. Out: yes or no, and never a word of the text.
``may_bear`` unpacks parts of an Office file within bounds and searches them for the characters; it is quick and says yes
too often. ``bears_mark`` is asked then, and for every mail and archive, in a child process: it reads lines (paragraphs,
cells, names of sheets, heads and feet) and knows a mark only where it is all that its line says. A bare ★ is a bullet.
PDF, pictures and what is encrypted cannot be looked into.
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

from toolkit.inbox.containers.leaf import Budget
from toolkit.inbox.containers.unpack import parts_of
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import PART_BYTES
from toolkit.inbox.sniff import CONTAINERS, sniff
from toolkit.inbox.xmlsafe import ZIP_FAULTS

_TERM = "(?:(?:[0-9]{1,3}|[一二三四五六七八九十两]{1,3})(?:年|个?月|天|日)|长期)"
_UNTIL = "(?:[0-9]{4}年[0-9年月日]{0,6}前?|[^，。；,;]{1,12}前)"
_MARK = re.compile(
    f"[（(【\\[]?(?:密级:?)?(?:绝密|机密|秘密)级?(?:[★☆](?:{_TERM}|{_UNTIL})?|[·•・*\\-—]?{_TERM})[）)】\\]]?"
)
_LONGEST = 60  # characters of a line that can be nothing but a mark
_SECRET = "密".encode()
_BEFORE, _AFTER = ("绝", "机", "秘"), re.compile("[级★☆·•・*\\-—0-9一二三四五六七八九十两长]")
_WINDOW = 400  # bytes around a character in which tags may stand
_TAG = re.compile("<[^<>]*>|^[^<>]*>|<[^<>]*$")
_BREAK = re.compile(
    r"</(?:w:p|si|is|c|a:p|text:p|text:h|p|div|td|th|li|tr|h[1-6])>|<(?:w:br|w:cr|w:tab|br)\b[^>]*>|</?(?:odd|even|first)(?:Head|Foot)er>|[\r\n]",
    re.IGNORECASE,
)
_SHEET = re.compile(r'<(?:\w+:)?(?:sheet|table)\b[^>]*?\sname="([^"]*)"|table:name="([^"]*)"')
_HEAD_CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&[0-9]{1,3}|&[BIUSEXYADTFPNGZ]')
_OFFICE = ("xlsx", "xlsm", "xlsb", "et", "ods", "odt", "docx", "pptx")
_IN_BYTES = ("xls", "et", "doc", "msg")  # text of two bytes a character between numbers
_TEXTS = ("html", "xml", "text", "eml")
_UNUSED = re.compile(
    r"(?i)(^|/)(styles|theme\d*|settings|fonttable|websettings|numbering|vbaproject)\.\w+$|\.rels$|\.vml$|^docprops/|^\[content"
)
_REFERENCE = re.compile(b"&#(?:23494|[xX]5[bB][cC]6);")  # as some libraries write 密
_WIDE = re.compile(b"|".join(re.escape(word.encode("utf-16-le")) for word in ("绝密", "机密", "秘密")))


def may_bear(data: bytes) -> bool:
    """Whether a proper look is needed; never raises."""
    sort = sniff(data)
    if sort in CONTAINERS:
        return True
    if sort in _OFFICE and data[:2] == b"PK":
        return any(map(_may_in_part, _parts(data)))
    if sort in _IN_BYTES:
        return bool(_WIDE.search(data))
    return sort in _TEXTS and ("密".encode() in data or "密".encode("gb18030") in data)


def bears_mark(data: bytes) -> bool:
    """Whether the arrival, or anything in it, bears the mark."""
    return any(_bears(sort, part) for sort, part in parts_of(data, Budget()))


def is_mark(line: str) -> bool:
    """Whether a line says nothing but an official mark of secrecy."""
    if "密" not in line or len(line) > _LONGEST:
        return False
    return bool(_MARK.fullmatch("".join(normalize("NFKC", line).split())))


def _bears(sort: str, data: bytes) -> bool:
    if sort in _OFFICE and data[:2] == b"PK":
        return any(_in_part(part) for part in _parts(data))
    if sort in _IN_BYTES:
        return _in_bytes(data)
    if sort == "eml":
        return any(map(is_mark, _mail_lines(data)))
    return sort in _TEXTS and any(map(is_mark, _lines(_decoded(data))))


def _parts(data: bytes) -> Iterator[bytes]:
    """The parts of an Office file in which text may stand, as far as they can be unpacked."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
        names = [
            one
            for one in package.infolist()
            if not _UNUSED.search(one.filename) or one.filename == "styles.xml"
        ]
    except ZIP_FAULTS:
        return
    for info in names:
        if not info.filename.lower().endswith((".xml", ".bin")):
            continue
        try:
            with package.open(info) as stream:
                yield stream.read(PART_BYTES)
        except (*ZIP_FAULTS, zlib.error, EOFError):
            continue


def _may_in_part(part: bytes) -> bool:
    if not part.startswith((b"<", b"\xef\xbb\xbf<")):
        return bool(_WIDE.search(part)) or _is_near(part)
    return _is_near(part) or (b"&#" in part and bool(_REFERENCE.search(part)))


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


def _in_part(part: bytes) -> bool:
    if not part.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _in_bytes(part)
    return any(map(is_mark, _lines(_decoded(part))))


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


def _in_bytes(data: bytes) -> bool:
    """In text of two bytes a character: the mark with its star, no word before it."""
    for found in _WIDE.finditer(data):
        before = data[max(0, found.start() - 2) : found.start()].decode("utf-16-le", "ignore")
        after = data[found.end() : found.end() + 2 * _LONGEST].decode("utf-16-le", "ignore")
        rest = re.match("级?[ \u3000]*[★☆][ \u3000]*([0-9A-Za-z\u4e00-\u9fff]*)", after)
        if rest and not re.match("[\u4e00-\u9fff]", before):
            term = re.match(f"(?:{_TERM}|{_UNTIL})?", rest[1])
            if not rest[1] or (term and term[0]) or not re.match("[\u4e00-\u9fff]", rest[1]):
                return True
    return False


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "ignore")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "ignore")


def look(data: bytes) -> bool:
    """What the child is given; what it cannot open bears none that could be seen."""
    try:
        return bears_mark(data)
    except Unreadable:
        return False
