"""Open a saved mail (.eml): bytes in, its attachments out as Parts with sender, time and subject.

The standard library's compat32 parser (policy.default raises on damaged headers) and an own walk:
attachments hide in single-part mails, in alternative > mixed, in base64 message/rfc822, in uuencoded
bodies, behind a missing boundary and behind a byte-order mark.
"""

from __future__ import annotations

import binascii
import email
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.header import Header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.bytetext import guess
from toolkit.inbox.containers.leaf import Budget, Origin, Part, named_sender
from toolkit.inbox.containers.mailnames import better, header_text, lenient_base64, parameters
from toolkit.inbox.containers.mailwords import letter_of
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import ENTRIES
from toolkit.inbox.moments import to_beijing
from toolkit.inbox.sniff import sniff

_BODY_TYPES = frozenset({"text/plain", "text/html", "text/calendar", "text/enriched", "text/x-amp-html"})
_BODY_NAME = lazy_regex(r"(?i)att\d{4,}\.(txt|html?)$")  # Exchange names pieces of the text so
_LONGEST_TEXT = 1 << 18  # bytes of a mail's text that are looked at
_CHINESE = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"})
_ANGLE = lazy_regex(r"([^<>]*)<\s*([^<>@\s]+@[^<>@\s]+)\s*>")
_UU = lazy_regex(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n(.*?)^end\s*$", re.MULTILINE | re.DOTALL)
_NO_FILE = frozenset(
    {"pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "delivery-status", "rfc822-headers"}
)
_WHOLE_BY_END = frozenset(
    {"xlsx", "xlsm", "xlsb", "ods", "zip", "docx", "pptx"}
)  # a zip's end shows it is whole
_SUFFIXES = {
    "xlsx": ".xlsx", "xlsm": ".xlsm", "xlsb": ".xlsb", "xls": ".xls", "et": ".et", "ods": ".ods", "encrypted": ".xlsx",
    "zip": ".zip", "7z": ".7z", "rar": ".rar", "eml": ".eml", "msg": ".msg", "pdf": ".pdf", "docx": ".docx",
    "doc": ".doc", "ppt": ".ppt", "image": ".jpg", "tnef": ".dat",
}  # fmt: skip


def open_eml(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every attachment of the mail; a damaged one comes as a Part with its fault."""
    message = _parse(data)
    particulars = _particulars(message)
    letter = letter_of(particulars.subject, *_texts(message), _recipients(message))
    particulars = replace(particulars, words=letter.words, letter=letter.text)
    empty = True
    for number, part in enumerate(_leaves(message), start=1):
        if number > ENTRIES:
            raise Unreadable("E809", {"limit": str(ENTRIES)})
        for found in _parts(part, number, particulars):
            budget.take(len(found.data))
            empty = False
            yield found
    if empty:
        raise Unreadable.of_nothing(particulars.words)


def _recipients(message: Message) -> str:
    return "; ".join(
        header_text(value) for name, value in message.raw_items() if name.lower() in ("to", "cc")
    )


def _texts(message: Message) -> tuple[str, str]:
    """The mail's own text, plain and as HTML; attached texts are none of it."""
    found: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in found and not _is_attached(part):
            data = _payload(part)[0][:_LONGEST_TEXT]
            found[kind].append(_decoded(data, str(part.get_param("charset") or "")))
    plain, html = ("\n".join(texts) for texts in found.values())
    return plain, html


def _is_attached(part: Message) -> bool:
    name = part_name(part)
    return bool(name) and not _BODY_NAME.match(name)


def _decoded(data: bytes, charset: str) -> str:
    """As labelled, where that holds."""
    try:
        return data.decode("gb18030" if charset.lower() in _CHINESE else charset or "utf-8")
    except (UnicodeDecodeError, LookupError, ValueError):
        return guess(data)


def _parse(data: bytes) -> Message:
    """The message; a boundary that is missing or wrong is looked for in the body itself."""
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    for part in list(message.walk()):
        if part.get_content_maintype() == "multipart" and not part.is_multipart():
            _find_boundary(part)
    return message


def _find_boundary(part: Message) -> None:
    body = part.get_payload()
    if not isinstance(body, str):
        return
    match = re.search(r"^--(\S.{0,69})\r?\n(?:[A-Za-z-]+:)", body, re.MULTILINE)
    if match is None:
        return
    boundary = match[1].strip().replace("\\", "\\\\").replace('"', '\\"')
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'
    whole = email.message_from_bytes((head + body).encode("utf-8", "surrogateescape"))
    if whole.is_multipart():
        part.set_payload(whole.get_payload())


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that are no multipart; a message within the mail counts as one and is not entered."""
    if message.get_content_type() == "message/rfc822":
        yield message
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _particulars(message: Message) -> Origin:
    headers = {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    sender = _sender(header_text(headers.get("from")) or header_text(headers.get("sender")))
    sent = _time(header_text(headers.get("date")))
    received = received_in(headers.get("received"))
    subject = header_text(headers.get("subject"))
    return Origin(sender=sender, sent_at=sent or received, subject=subject, received_at=received)


def received_in(line: str | Header | None) -> datetime | None:
    """When a server took the mail, by its Received line; the topmost is that of the last server, ours."""
    return _time(header_text(line).rpartition(";")[2])


def _sender(text: str) -> str:
    """Commas and brackets in a decoded name would mislead parseaddr."""
    match = _ANGLE.match(text)
    return named_sender(*(match.groups() if match else parseaddr(text)))


def _time(text: str) -> datetime | None:
    """A mail date as naive Beijing time; one without a zone is taken as UTC, as the standard says."""
    try:
        moment = parsedate_to_datetime(text)
        return to_beijing(moment.replace(tzinfo=moment.tzinfo or UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parts(part: Message, number: int, particulars: Origin) -> Iterator[Part]:
    kind = part.get_content_type()
    name = part_name(part)
    if kind in _BODY_TYPES and _BODY_NAME.match(name):
        name = ""
    if kind == "message/rfc822":
        yield _nested(part, name, number, particulars)
        return
    data, whole = _payload(part)
    sort = sniff(data)
    if not name and (kind in _BODY_TYPES or sort in ("text", "html", "empty")):
        yield from _uuencoded(data, particulars)
        return
    if kind.rpartition("/")[2] in _NO_FILE or not (name or data):
        return
    name = name or f"附件{number}{_SUFFIXES.get(sort, '')}"
    fault = None if whole or sort in _WHOLE_BY_END else Unreadable("E817")
    yield Part(name, data, fault, inline=_is_inline(part, sort), mail=particulars)


def part_name(part: Message) -> str:
    """The attachment's name from Content-Disposition and Content-Type, without any path; '' for none."""
    headers: dict[str, dict[str, str]] = {}
    for field, value in part.raw_items():
        if field.lower() in ("content-disposition", "content-type"):
            headers.setdefault(field.lower(), parameters(value))
    name = better(
        headers.get("content-disposition", {}).get("filename", ""),
        headers.get("content-type", {}).get("name", ""),
    )
    last = re.split(r"[/\\]", name)[-1] or name
    return "".join(ch for ch in last if ch.isprintable()).strip().strip('"')


def _nested(part: Message, name: str, number: int, particulars: Origin) -> Part:
    """A mail within the mail; one in base64, against the rules, is decoded first."""
    inner = part.get_payload()
    message = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(message, Message):
        data, whole = _payload(part)
        fault = None if whole else Unreadable("E817")
        return Part(name or f"邮件{number}.eml", data, fault, sort="eml", mail=particulars)
    encoding = header_text(part.get("content-transfer-encoding")).lower()
    data = _bytes_of(message)
    if encoding == "base64" and not list(message.raw_items()):
        data = lenient_base64(data)[0]
        message = email.message_from_bytes(data)
    subject = header_text(next((v for k, v in message.raw_items() if k.lower() == "subject"), None))
    return Part(name or f"{subject or f'邮件{number}'}.eml", data, sort="eml", mail=particulars)


def _bytes_of(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, KeyError, AttributeError):
        return message.as_string().encode("utf-8", "surrogateescape")


def _payload(part: Message) -> tuple[bytes, bool]:
    """The decoded bytes, and whether they were whole."""
    encoding = header_text(part.get("content-transfer-encoding")).lower().strip()
    text = part.get_payload()
    if encoding == "base64" and isinstance(text, str):
        return lenient_base64(text.encode("utf-8", "surrogateescape"))
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error, AssertionError):
        data = None
    if isinstance(data, bytes):
        return data, not part.defects
    return str(text or "").encode("utf-8", "surrogateescape"), False


def _uuencoded(body: bytes, particulars: Origin) -> Iterator[Part]:
    for match in _UU.finditer(body):
        data, whole = decode_uu(match[2])
        raw_name = match[1].strip().decode("latin-1").encode("latin-1").decode("utf-8", "surrogateescape")
        yield Part(
            re.split(r"[/\\]", header_text(raw_name))[-1],
            data,
            None if whole else Unreadable("E817"),
            mail=particulars,
        )


def decode_uu(text: bytes) -> tuple[bytes, bool]:
    """Uuencoded lines as bytes, and whether every line was sound."""
    out, whole = [], True
    for line in text.splitlines():
        if not line.strip() or line.strip() == b"`":
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders pad lines wrongly
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                whole = False
    return b"".join(out), whole


def _is_inline(part: Message, sort: str) -> bool:
    """A picture that belongs to the mail's text: named by a Content-ID and not sent as an attachment."""
    disposition = header_text(part.get("content-disposition")).lower()
    return sort == "image" and part.get("content-id") is not None and not disposition.startswith("attachment")
