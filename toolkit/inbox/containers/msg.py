"""Open an Outlook message (.msg): bytes in, its attachments out as Parts with sender, time, subject.

A .msg is an OLE file: streams ``__substg1.0_<property><type>`` hold the properties, one storage
``__attach_version1.0_#…`` an attachment, a message within it stands in ``…3701000D``.
"""

from __future__ import annotations

import email
import struct
from collections.abc import Iterator
from io import BytesIO

from olefile import OleFileIO

from toolkit.inbox.bytetext import guess
from toolkit.inbox.containers.leaf import Budget, Origin, Part, named_sender
from toolkit.inbox.containers.mail import received_in
from toolkit.inbox.containers.mailnames import better, decode_words, header_text
from toolkit.inbox.containers.mailwords import letter_of
from toolkit.inbox.faults import OLE_FAULTS, Unreadable
from toolkit.inbox.limits import ENTRIES
from toolkit.inbox.moments import filetime
from toolkit.inbox.sniff import sniff

_DATA, _LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _EMBEDDED = "3701", "3707", "3704", "3001", "3701000D"
_SUBJECT, _SMTP_SENDER, _SENDER, _REPRESENTING, _TRANSPORT_HEADERS = "0037", "5D01", "0C1F", "0065", "007D"
_SENDER_NAME, _BODY, _HTML, _TO = "0C1A", "1000", "1013", "0E04"
_SUBMITTED, _DELIVERED, _METHOD = 0x00390040, 0x0E060040, 0x37050003
_BY_REFERENCE = frozenset({2, 3, 4, 7})  # 7: a cloud attachment
_HEAD_TOP, _HEAD_EMBEDDED, _HEAD_ATTACHMENT = 32, 24, 8  # bytes before the entries of a property stream


def open_msg(data: bytes, budget: Budget) -> Iterator[Part]:
    """Every attachment, those of messages within the message included; raises Unreadable."""
    try:
        with OleFileIO(BytesIO(data)) as ole:
            store, empty = _Store(ole), True
            for part in _message(store, (), _HEAD_TOP, Origin(), budget, 0):
                empty = False
                yield part
            if empty:
                raise Unreadable.of_nothing(_all_words(store))
    except OLE_FAULTS as error:
        raise Unreadable("E814") from error


class _Store:
    """Properties by storage path; names compared without case, as OLE does."""

    def __init__(self, ole: OleFileIO) -> None:
        self._ole = ole
        entries = ole.listdir(streams=True, storages=True)
        if len(entries) > ENTRIES * 10:
            raise Unreadable("E809", {"limit": str(ENTRIES)})
        self.children: dict[tuple[str, ...], list[str]] = {}
        for path in entries:
            self.children.setdefault(tuple(path[:-1]), []).append(path[-1])

    def stream(self, folder: tuple[str, ...], name: str) -> bytes | None:
        found = next(
            (child for child in self.children.get(folder, ()) if child.lower() == name.lower()), None
        )
        path = [*folder, found or name]
        if found is None or self._ole.get_type(path) != 2:
            return None
        with self._ole.openstream(path) as stream:
            return bytes(stream.read())

    def text(self, folder: tuple[str, ...], tag: str) -> str:
        """A text property: Unicode, else the sender's code page, which in this office is GBK."""
        wide = self.stream(folder, f"__substg1.0_{tag}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").strip("\0")
        narrow = self.stream(folder, f"__substg1.0_{tag}001E")
        return "" if narrow is None else guess(narrow.strip(b"\0"))

    def fixed(self, folder: tuple[str, ...], head: int) -> dict[int, bytes]:
        """Fixed-size properties by tag: eight raw bytes each."""
        raw = (self.stream(folder, "__properties_version1.0") or b"")[head:]
        return {
            struct.unpack_from("<L", raw, at)[0]: raw[at + 8 : at + 16] for at in range(0, len(raw) - 15, 16)
        }


def _message(
    store: _Store, folder: tuple[str, ...], head: int, outer: Origin, budget: Budget, depth: int
) -> Iterator[Part]:
    particulars = Part("", b"", mail=_particulars(store, folder, head)).origin(outer)
    for child in sorted(store.children.get(folder, ())):
        if child.lower().startswith("__attach_version1.0_"):
            yield from _attachment(store, (*folder, child), particulars, budget, depth)


def _particulars(store: _Store, folder: tuple[str, ...], head: int) -> Origin:
    fixed = store.fixed(folder, head)
    addresses = (store.text(folder, tag) for tag in (_SMTP_SENDER, _SENDER, _REPRESENTING))
    address = next((text for text in addresses if "@" in text), "")
    sender = named_sender(store.text(folder, _SENDER_NAME), address)
    sent, delivered = (
        filetime(int.from_bytes(fixed[tag], "little")) if tag in fixed else None
        for tag in (_SUBMITTED, _DELIVERED)
    )
    headers = email.message_from_string(store.text(folder, _TRANSPORT_HEADERS))
    subject = store.text(folder, _SUBJECT)
    html = guess(store.stream(folder, f"__substg1.0_{_HTML}0102") or b"")
    to = "; ".join(filter(None, (header_text(headers.get("to")), store.text(folder, _TO))))
    letter = letter_of(subject, store.text(folder, _BODY), html, to)
    return Origin(
        sender=sender,
        sent_at=sent or delivered,
        subject=subject,
        received_at=received_in(headers.get("received")) or delivered,
        words=letter.words,
        letter=letter.text,
    )


def _all_words(store: _Store) -> str:
    """The words of the message and of those within it."""
    inner = f"__substg1.0_{_EMBEDDED}"
    folders = [folder for folder in store.children if folder[-1:] in ((), (inner,))]
    return "\n".join(filter(None, (_particulars(store, folder, 0).words for folder in folders)))


def _attachment(
    store: _Store, folder: tuple[str, ...], particulars: Origin, budget: Budget, depth: int
) -> Iterator[Part]:
    name = _name(store, folder)
    inner = (*folder, f"__substg1.0_{_EMBEDDED}")
    if inner in store.children:
        if "__properties_version1.0" not in store.children[inner]:
            yield Part(name or "嵌入对象", b"", Unreadable("E818"), mail=particulars)
        elif depth >= 3:
            raise Unreadable("E810", {"limit": "3"})
        else:
            yield from _message(store, inner, _HEAD_EMBEDDED, particulars, budget, depth + 1)
        return
    data = store.stream(folder, f"__substg1.0_{_DATA}0102")
    fixed = store.fixed(folder, _HEAD_ATTACHMENT)
    method = struct.unpack("<L", fixed[_METHOD][:4])[0] if _METHOD in fixed else 1
    if data is None:
        fault = Unreadable("E818" if method in _BY_REFERENCE else "E817")
        yield Part(name or "附件", b"", fault, mail=particulars)
        return
    budget.take(len(data))
    inline = sniff(data) == "image" and bool(store.text(folder, "3712"))
    yield Part(name or "附件", data, inline=inline, mail=particulars)


def _name(store: _Store, folder: tuple[str, ...]) -> str:
    names = [decode_words(store.text(folder, tag)) for tag in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME)]
    best = next(filter(None, names), "")
    for name in names[1:]:
        best = better(best, name) if "." in name else best
    last = best.replace("\\", "/").rpartition("/")[2]
    return "".join(ch for ch in last if ch.isprintable()).strip()
