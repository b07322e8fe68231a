"""Open mails and archives: one arrival in, its leaves out, none lost and none written as a file of its own.

A container that cannot be opened is itself a refused leaf, so that its bytes are kept and a person
hears of it; what was taken out before the fault is kept too. Meant to run in a child process.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import shown_name
from toolkit.inbox.containers.leaf import Budget, Kind, Leaf, Origin, Part, Unpacked, make_leaf
from toolkit.inbox.containers.mail import open_eml
from toolkit.inbox.containers.msg import open_msg
from toolkit.inbox.containers.tnef import open_tnef
from toolkit.inbox.containers.zips import open_zip
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import DEPTH
from toolkit.inbox.sniff import (
    DOCUMENTS,
    ENCODED,
    LINK,
    NUMBERS,
    PACKED,
    PROGRAM,
    SEALED,
    VOLUME,
    WORKBOOKS,
    holds_arrivals,
    sniff,
)


def _open_7z(data: bytes, budget: Budget) -> Iterator[Part]:
    from toolkit.inbox.containers.sevenzip import open_7z

    yield from open_7z(data, budget)


def _open_rar(data: bytes, budget: Budget) -> Iterator[Part]:
    """Its library is not had everywhere."""
    try:
        from toolkit.inbox.containers.rar import open_rar
    except ImportError as error:
        raise Unreadable("E807") from error
    yield from open_rar(data, budget)


def _open_encoded(data: bytes, budget: Budget) -> Iterator[Part]:
    """The one file, under the name of its text."""
    try:
        decoded = a2b_base64(data)
    except ValueError as error:
        raise Unreadable("E802") from error
    budget.take(len(decoded))
    yield Part("", decoded)


_OPENERS: dict[str, Callable[[bytes, Budget], Iterator[Part]]] = {
    "zip": open_zip,
    "7z": _open_7z,
    "rar": _open_rar,
    "eml": open_eml,
    "msg": open_msg,
    "tnef": open_tnef,
    ENCODED: _open_encoded,
}
_ALWAYS_REFUSED = {
    "empty": "E801", "incomplete": "E802", LINK: "E828", NUMBERS: "E829", PACKED: "E831", VOLUME: "E825", SEALED: "E832",
}  # fmt: skip
_REFUSED_AS_TABLE = {"html": "E804", "text": "E805", "xml": "E805", "unknown": "E806", PROGRAM: "E830"}
_TABLE_SUFFIXES = {
    ".xls",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xlt",
    ".xltx",
    ".et",
    ".ett",
    ".ods",
    ".csv",
    ".zip",
    ".7z",
    ".rar",
    "",
}


_VOLUME = lazy_regex(r"\.(?:\d{3}|[zr]\d\d)$")  # names that programs give to volumes of an archive
_SEALS = frozenset({".p7s", ".p7b", ".p7c", ".spc"})  # signatures and certificates, with no mail in them
_APPLE = frozenset({".key", ".pages"})  # packed as Numbers packs its tables
# Names that archives have, also where a mail program lost the right one.
_ARCHIVE_SUFFIXES = _TABLE_SUFFIXES | {
    ".dat",
    ".bin",
    ".tmp",
    ".bak",
    ".file",
    ".download",
    ".att",
    ".attach",
}


def unpack(name: str, data: bytes) -> Unpacked:
    """The leaves of one arrival; what the bytes hold never raises."""
    budget = Budget()
    return Unpacked(tuple(_open(Part(name, data), Origin(), budget)), tuple(budget.notes))


def open_arrival(item: tuple[str, bytes]) -> Unpacked:
    """The same, given name and bytes together: what a child process of collect does with a mail or an archive."""
    return unpack(*item)


def parts_of(data: bytes, budget: Budget, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The file and everything in it, containers too, each with its sort; what cannot be opened ends there."""
    sort = sniff(data)
    yield sort, data
    if sort not in _OPENERS or depth > DEPTH:
        return
    try:
        for inner in _OPENERS[sort](data, budget):
            yield from parts_of(inner.data, budget, depth + 1)
    except Unreadable:
        return


def _open(received: Part, origin: Origin, budget: Budget) -> Iterator[Leaf]:
    part = replace(received, name=shown_name(received.name))
    if part.fault is not None:
        yield make_leaf(part.name, part.data, origin, "refused", fault=part.fault, inline=part.inline)
        return
    sort = _by_name(part.name, part.sort or sniff(part.data), part.data)
    if sort not in _OPENERS:
        yield _leaf(part, sort, origin)
        return
    try:
        inside = origin.inside(part.name)
        found = False
        for inner in _OPENERS[sort](part.data, budget):
            found = True
            named = inner if inner.name else replace(inner, name=part.name)
            yield from _open(named, inner.origin(inside), budget)
        if not found:
            raise Unreadable.of_nothing()
    except Unreadable as error:
        split = error.code == "E812" and _VOLUME.search(part.name.lower())
        fault = Unreadable("E825") if split else error
        yield make_leaf(part.name, part.data, origin, "refused", sort=sort, fault=fault)


def _by_name(name: str, sort: str, data: bytes) -> str:
    """A zip under the name of a program's document is that document, unless there are workbooks or mails in it."""
    suffix = PurePosixPath(name.lower()).suffix
    named = suffix not in _ARCHIVE_SUFFIXES and re.fullmatch(r"\.[0-9a-z]*[a-z][0-9a-z]*", suffix)
    return PROGRAM if sort == "zip" and named and not holds_arrivals(data) else sort


def _leaf(part: Part, sort: str, origin: Origin) -> Leaf:
    kind, fault = kind_of(part.name, sort, inside=bool(origin.path))
    inline = part.inline and kind == "attachment"
    return make_leaf(part.name, part.data, origin, kind, sort=sort, fault=fault, inline=inline)


def kind_of(name: str, sort: str, *, inside: bool = False) -> tuple[Kind, Unreadable | None]:
    """What a file is that is no container: by its content, and for plain text by what its name claims.

    ``sort`` is what sniff says, ``inside``: it came in a mail or an archive. The fault says why it is
    refused.
    """
    if sort in WORKBOOKS:
        return "workbook", None
    suffix = PurePosixPath(name.lower()).suffix
    sort = PROGRAM if sort == NUMBERS and suffix in _APPLE else sort
    if sort in ("incomplete", "unknown") and _VOLUME.search(name.lower()):
        sort = VOLUME
    elif sort == "unknown" and suffix == ".lnk":
        sort = LINK
    elif sort == SEALED and suffix in _SEALS:
        sort = "unknown"
    code = _ALWAYS_REFUSED.get(sort, "")
    if sort == "text" and suffix == ".csv":  # a platform's export is one; what else it is, reading says
        return "workbook", None
    if sort not in DOCUMENTS and not code and (not inside or suffix in _TABLE_SUFFIXES):
        code = _REFUSED_AS_TABLE[sort]
    return ("refused", Unreadable(code)) if code else ("attachment", None)
