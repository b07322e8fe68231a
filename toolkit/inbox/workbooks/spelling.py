"""One content, many spellings: whether a part of an xlsx is written as Excel writes it, and the same part so written.

In: the bytes of a part. Out: yes or no; and bytes with the same content, which fast patterns and readers agree
on: one namespace without prefix, every row and cell with its address, one element of cells, no alternatives, no comments,
instructions or CDATA, in UTF-8. XML allows much more than any reader of ours takes: a value with a comment inside is read as half of
itself, a cell without address loses its format, a second element of cells is left out and of alternatives all are taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape  # the one of xml.sax loads the network's modules with it
from typing import Any, Literal, cast

from lxml import etree

from toolkit.core.addresses import column_letter
from toolkit.core.patterns import lazy_regex
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.workbooks.extras import position
from toolkit.inbox.xmlsafe import OPTIONS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Reach = Literal["near", "far", "unknown"]
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_UNDERSTOOD = (MAIN, "http://schemas.microsoft.com/office/")  # by Excel, which takes such a choice
_PIECE = 1 << 20
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    f"{_STRICT}spreadsheetml/main": MAIN,
    f"{_STRICT}officeDocument/relationships": OFFICE,
}
# A start tag as all usual programs write it; what else there is may be right and is rewritten.
_REST = rb'(?: s="(?:0|[1-9][0-9]*+)")?+(?: t="[a-zA-Z]++")?+(?: [a-z]{2}="[0-9]++")*+/?>)[\s/>]'
_NEAR_CELL = lazy_regex(rb'<c(?! r="[A-Z]{1,2}+[0-9]{1,4}+"' + _REST)  # up to ZZ9999
_CELL = lazy_regex(rb'<c(?! r="[A-Z]{1,3}+[0-9]{1,7}+"' + _REST)
_ROW = lazy_regex(rb"""<row(?! r="[0-9]{1,7}+"[^<>&']*+>)[\s/>]""")
_MERGE = lazy_regex(rb'<mergeCell(?! ref="[A-Z0-9:]++"/>)[\s/>]')
_DIMENSION = lazy_regex(rb'<dimension(?! ref="[A-Z]{1,3}+[0-9]{1,7}+(?::[A-Z]{1,3}+[0-9]{1,7}+)?"/>)[\s/>]')
# A value with blanks around it, or before the formula of its cell, or beside a text.
_VALUE = lazy_regex(rb"<v(?!(?:>[^\s<][^<]*+(?<!\s)</v>|></v>|/>)(?!\s*+<(?:f|is)\b))[\s/>]")
_STRIKE = lazy_regex(rb'<strike(?!/>| val="\w++"/>)')
_BOUND = lazy_regex(
    rb"""xmlns:[\w.-]{1,99}\s*=\s*["'](?:[^"']*&|[^"']*/spreadsheetml/(?:2006/)?main\s*["'])"""
)
_ENCODING = lazy_regex(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)""")
_ROOT = 4096  # bytes that hold the root's start tag, where usual programs declare all their prefixes
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_LINE_ENDS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})  # an attribute keeps them so
_RARE = 16  # a character that occurs more often is not rare
_HEAD = 200  # bytes that hold the declaration
_TEXTS = frozenset(
    {"v", "f", "t", *(f"{page}{end}" for page in ("odd", "even", "first") for end in ("Header", "Footer"))}
)
_CELLS = "sheetData"
# What the cells say themselves, and what only later programs than ours would take.
_LEFT_OUT = frozenset({"dimension", "extLst"})
_TRUTHS = {"true": "1", "false": "0"}
_SPACE_COUNTS = frozenset({"str", "inlineStr"})  # kinds of cells whose blanks are content


def is_usual(raw: bytes) -> bool:
    """Whether a part is written in UTF-8, without prefixes, comments, CDATA, instructions and numbered characters."""
    encoding = _ENCODING.match(raw, 3 if raw.startswith(b"\xef\xbb\xbf") else 0, _HEAD)
    return (
        b"\0" not in raw[:4]
        and (encoding is None or encoding[1].lower() in _UTF_8)
        and not _holds(raw, b"<!", b"!")
        and not _holds(raw, b"<?", b"?", 5)
        and not _holds(raw, b"&#", b"#")
        and _BOUND.search(raw, 0, _ROOT) is None
        and not (_holds(raw, b"xmlns:", b":", _ROOT) and _BOUND.search(raw, _ROOT))
        and not (_holds(raw, b"strike", b"k") and (b":strike" in raw or _STRIKE.search(raw)))
    )


def chooses(raw: bytes, end: int | None = None) -> bool:
    """Whether a part offers alternatives of which a program takes the first that it understands."""
    return raw.find(b"AlternateContent", 0, end) >= 0


def _holds(raw: bytes, words: bytes, rare: bytes, start: int = 0) -> bool:
    """Whether the words stand there; their rarest character is sought first, for one is found ten times faster."""
    before = words.index(rare)
    for _ in range(_RARE):
        at = raw.find(rare, start)
        if at < 0:
            return False
        if raw.startswith(words, at - before):
            return True
        start = at + 1
    return raw.find(words, start - before) >= 0


def is_usual_sheet(raw: bytes) -> bool:
    """The same for a sheet; besides, every row and value stands as usual. Of the cells see reach_of."""
    first, end = raw.find(b"<sheetData"), max(raw.rfind(b"</sheetData>"), 0)
    return (
        is_usual(raw)
        and first >= 0
        and raw.find(b"<sheetData", first + 1) < 0
        and not chooses(raw, end)
        and _DIMENSION.search(raw, 0, _ROOT) is None
        and _ROW.search(raw) is None
        and _VALUE.search(raw) is None
        and raw.find(b"<extLst", 0, end) < 0  # of a cell: readers stop at it
        and _MERGE.search(raw) is None
    )


def reach_of(raw: bytes) -> Reach:
    """How far the cells of a sheet reach that all stand as usual: near is within ZZ9999."""
    if _NEAR_CELL.search(raw) is None:
        return "near"
    return "far" if _CELL.search(raw) is None else "unknown"


def respelled(raw: bytes, part: str) -> bytes:
    """The part as Excel would write it; raises Unreadable when its XML is broken or has a DTD."""
    target = _Writer()
    parser = etree.XMLParser(
        target=cast(Any, target), **OPTIONS
    )  # a stream: nothing of the part is kept as a tree
    try:
        for start in range(0, len(raw), _PIECE):  # at one go a parser takes no more than 10 MB
            parser.feed(raw[start : start + _PIECE])
        parser.close()
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unreadable("E813", {"part": part}) from error
    return target.written()


class _Writer:
    """Takes the events of a parser and writes what is in the namespace of the root; the rest is of no interest.

    Of alternatives it writes the one that Excel takes. All cells stand in one element, wherever else there are some.
    """

    def __init__(self) -> None:
        self._front: list[bytes] = [b'<?xml version="1.0" encoding="UTF-8"?>\n']  # up to the last cell
        self._behind: list[bytes] = []  # what comes after the first cells and is none
        self._out = self._front
        self._has_cells = False
        self._prefixes: dict[str | None, str] = {}
        self._taken: list[bool] = []  # of the alternatives within which it is, whether one was taken
        self._space: str | None = None
        self._foreign = 0  # depth within an element of another namespace
        self._opened = ""  # the start tag that was not ended yet
        self._row = self._column = 0
        self._kind = ""  # of the cell
        self._value = self._formula = -1  # where those of the cell begin among what is written
        self._text: list[str] = []

    def doctype(self, *_: object) -> None:
        """No program that makes workbooks writes one."""
        raise ValueError("a DTD")

    def written(self) -> bytes:
        """The whole part."""
        ended = f"</{_CELLS}>".encode() if self._has_cells else b""
        return b"".join((*self._front, ended, *self._behind))

    def start(self, tag: str, attributes: Mapping[str, str], prefixes: Mapping[str | None, str]) -> None:
        """Attributes without namespace, and the relation that the element names."""
        self._prefixes.update(prefixes)
        space, name = _split(tag)
        root = self._space is None
        if root:
            self._space = space
        if not self._foreign and space == COMPATIBILITY:
            self._alternative(name, attributes.get("Requires", "").split())
            return
        if self._foreign or space != self._space or name in _LEFT_OUT:
            self._foreign += 1
            return
        self._flush("")
        if name == "is" and self._has_value():
            self._foreign += 1
            return
        self._mark(name)
        if name == _CELLS:
            self._out = self._front
            self._write("" if self._has_cells else f"<{_CELLS}>")
            self._has_cells = True
            return
        own = {key: value for key, value in attributes.items() if not key.startswith("{")}
        foreign = len(own) < len(attributes)
        if name in ("row", "c"):
            own = self._placed(name, {key: value.strip() for key, value in own.items()})
        for key, value in attributes.items() if foreign else ():
            if _TRANSITIONAL.get(_split(key)[0], _split(key)[0]) == OFFICE:
                own[f"r:{_split(key)[1]}"] = value
        if root:
            own |= {"xmlns": _TRANSITIONAL.get(space, space), "xmlns:r": OFFICE}
        spaced = ' xml:space="preserve"' if name == "t" else ""
        self._opened = f"<{name}{''.join(f' {key}={_quoted(value)}' for key, value in own.items())}{spaced}"

    def _alternative(self, name: str, requires: Sequence[str]) -> None:
        """Pass over all but the first one that is understood."""
        if name == "AlternateContent":
            self._taken.append(False)
        elif (
            not self._taken
            or self._taken[-1]
            or not all(self._prefixes.get(one, "").startswith(_UNDERSTOOD) for one in requires)
        ):
            self._foreign += 1
        else:
            self._taken[-1] = True

    def _mark(self, name: str) -> None:
        """Keep in mind where the value and the formula of a cell begin."""
        if name == "c":
            self._value = self._formula = -1
        elif name == "v":
            self._value = len(self._out)
        elif name == "f":
            self._formula = len(self._out)

    def _has_value(self) -> bool:
        """Whether the cell has a value, and no text of its own to be taken for it."""
        return self._kind != "inlineStr" and 0 <= self._value < len(self._out) - 1  # more than <v/>

    def _in_order(self) -> None:
        """A formula stands before its value."""
        if 0 <= self._value < self._formula:
            value = self._out[self._value : self._formula]
            self._out[self._value :] = [*self._out[self._formula :], *value]
            self._value, self._formula = len(self._out) - len(value), self._value

    def _placed(self, name: str, own: dict[str, str]) -> dict[str, str]:
        """With its address, which follows from the one before where it is not said."""
        said = own.pop("r", "")
        if name == "row":
            self._row = int(said) if said.isdecimal() and len(said) < 8 else self._row + 1
            self._column = 0
            return {"r": str(self._row), **own}
        row, column = position(said)
        self._column = column or self._column + 1
        self._kind = own.get("t", "")
        if own.get("s", "").isdecimal():
            own["s"] = str(int(own["s"]))
        return {"r": f"{column_letter(self._column - 1)}{row or self._row}", **own}

    def end(self, tag: str) -> None:
        """An element without content is closed within its own tag."""
        if self._foreign:
            self._foreign -= 1
            return
        space, name = _split(tag)
        if space == COMPATIBILITY:
            if name == "AlternateContent":
                self._taken.pop()
            return
        if name == _CELLS:
            self._flush("")
            self._out = self._behind
            return
        if self._flush(name):
            self._write(f"</{name}>")
        if name == "f":
            self._in_order()

    def data(self, text: str) -> None:
        """Text comes in pieces; CDATA is text."""
        if not self._foreign:
            self._text.append(text)

    def _flush(self, closed: str) -> bool:
        """Write what was kept back before an element begins, or ends: False when it ended empty."""
        text = "".join(self._text)
        self._text.clear()
        if closed == "v" and self._kind not in _SPACE_COUNTS:
            text = text.strip()
            text = _TRUTHS.get(text, text) if self._kind == "b" else text
        elif closed not in _TEXTS:
            text = ""
        if self._opened and closed and not text:
            self._write(f"{self._opened}/>")
            self._opened = ""
            return False
        if self._opened:
            self._write(f"{self._opened}>")
            self._opened = ""
        if text:
            self._write(escape(text, quote=False))
        return True

    def _write(self, text: str) -> None:
        if text:
            self._out.append(text.encode("utf-8", "surrogatepass"))

    def close(self) -> None:
        """Nothing is left to do."""


@lru_cache(maxsize=1 << 10)
def _split(tag: str) -> tuple[str, str]:
    space, closed, name = tag.rpartition("}")
    return (space[1:], name) if closed else ("", tag)


def _quoted(value: str) -> str:
    return f'"{value}"' if value.isalnum() else f'"{escape(value).translate(_LINE_ENDS)}"'
