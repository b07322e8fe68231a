"""Cells that no program can read for sure: written twice, or naming a shared string that is not there.

In: the bytes of a sheet of an xlsx in its usual spelling (spelling.py), and the part of shared strings; of sheets in records what a cell
says each time. Out: by address what is wrong and what stands there; and the sheet without the cells that would cost readers the
whole file, or that they take for another text. Only faulty programs write such cells.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import DOUBLED, LOST, Faulty
from toolkit.inbox.workbooks.extras import MISSING
from toolkit.inbox.workbooks.sheetscan import REF
from toolkit.inbox.xmlsafe import OPTIONS

_ADDRESS = lazy_regex(rb"<c " + REF + rb"[^<>/]*+>")  # of a cell with anything in it
_END = lazy_regex(rb"<c |</row")
_SHARED = lazy_regex(rb' t="s"(?:[^<>]*+><v>([0-9]{1,9})<)?')  # with its number, if it names one
_NAMING = lazy_regex(rb"<c " + REF + rb'([^<>]*?) t="s"[^<>]*+>(?:<v>([^<]*+)</v>)?+</c>')
_STRING = lazy_regex(rb"<si[\s/>]")
_TEXT = "文字"
_PARSER = etree.XMLParser(**{**OPTIONS, "recover": True})


def strings_in(strings: bytes | None) -> int:
    """How many strings the part has."""
    return 0 if strings is None else len(_STRING.findall(strings))


def without_lost(raw: bytes, count: int, faulty: dict[str, Faulty]) -> bytes:
    """The sheet with blanks for cells whose string is none of the ``count`` that are there; they are added to ``faulty``."""
    named = set(_SHARED.findall(raw))
    if b"" not in named and max(map(int, named), default=0) < max(count, 1):
        return raw

    def kept(cell: re.Match[bytes]) -> bytes:
        ref, options, number = cell[1], cell[2], (cell[3] or b"0").strip()
        if cell[3] is None or (number.isdigit() and int(number[:9]) < count):
            return cell[0]
        faulty[ref.decode()] = (LOST, MISSING)
        return b'<c r="%s"%s/>' % (ref, options)

    return _NAMING.sub(kept, raw)


def add_doubled(raw: bytes, strings: bytes | None, faulty: dict[str, Faulty]) -> None:
    """Add the addresses under which several cells say different things, with all that they say."""
    refs = _ADDRESS.findall(raw)
    if len(set(refs)) == len(refs):
        return
    times, said = Counter(refs), dict[bytes, list[str]]()
    for cell in _ADDRESS.finditer(raw):
        if times[cell[1]] > 1:
            end = _END.search(raw, cell.end())
            text = _text(raw[cell.start() : end.start() if end else len(raw)], strings)
            said.setdefault(cell[1], []).extend([text] if text else [])
    faulty.update(
        (ref.decode(), (DOUBLED, "；".join(texts))) for ref, texts in said.items() if len(set(texts)) > 1
    )


def add_if_other(ref: str, before: str, now: str, faulty: dict[str, Faulty]) -> None:
    """Add a cell that is written again and does not say the same; "" is a text that stands elsewhere."""
    if not before or before != now:
        kind, told = faulty.get(ref, ("", ""))
        faulty[ref] = (DOUBLED, f"{told if kind == DOUBLED else before or _TEXT}；{now or _TEXT}")


def _text(cell: bytes, strings: bytes | None) -> str:
    """What a cell says, as text."""
    element = etree.fromstring(cell, _PARSER)
    value = element.findtext("v") or ""
    if element.get("t") == "s":
        items = _items(strings or b"")
        return items[int(value)] if value.isdecimal() and int(value) < len(items) else ""
    return value or "".join(text.text or "" for text in element.iter("t"))


@lru_cache(maxsize=1)
def _items(strings: bytes) -> list[str]:
    root = etree.fromstring(strings, _PARSER)
    items = root.iter("{*}si") if root is not None else ()
    return ["".join(text.text or "" for text in item.iter("{*}t")) for item in items]
