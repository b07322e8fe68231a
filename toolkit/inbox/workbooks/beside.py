"""What lies on a sheet of an xlsx beside its cells: notes, threaded comments, words in shapes, diagrams, charts and labels, pictures,
embedded and linked files.

In: the Parts and a sheet, with what its XML says behind the cells. Out: additions to its SheetExtras. A part of these that is broken costs itself alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.limits import PART_BYTES
from toolkit.inbox.workbooks.extras import Area, SheetExtras, address
from toolkit.inbox.workbooks.notes import own_words
from toolkit.inbox.workbooks.package import Parts

_ANCHORS = ("{*}oneCellAnchor", "{*}twoCellAnchor", "{*}absoluteAnchor")
_ROW, _COLUMN = 190_500, 609_600  # usual height and width, in the units of drawings
_PICTURES = ("{*}pic", "{*}blip")  # a picture, or a shape that is filled with one
_EMBEDDED = frozenset({"package", "oleObject"})  # a workbook or a document that stands as a picture of itself
_SHAPE = lazy_regex(rb"<(?:\w+:)?shape\b")  # of a drawing that is seldom sound XML
_DRAWN_AS_PICTURE = lazy_regex(rb"ObjectType=[\"']Pict[\"']")
_OBJECT_TYPE = lazy_regex(rb"ObjectType=[\"'](\w{1,20})[\"']")
_TEXTBOX = lazy_regex(rb"<(?:\w{1,20}:)?textbox\b[^<>]*>")
_MARK_UP = lazy_regex(r"<[^<>]*>")
_NO_LABELS = frozenset({b"Note", b"Pict"})  # notes stand among the comments
_FRAMED = {
    "diagramData": "{*}pt",
    "chart": "{*}rich",
}  # parts that a frame shows, and what in them is written by hand
_CORNERS = lazy_regex(rb"Anchor>\s*([\d,\s]{15,200}?)\s*<")
_BACKGROUND = lazy_regex(rb"<(?:\w{1,20}:)?picture\s")
_OBJECT = lazy_regex(rb"<(?:\w{1,20}:)?oleObject\s")
_CORNER = lazy_regex(rb"<(?:\w{1,20}:)?(?:col|row)>\s*(\d{1,7})\s*<")


def add_beside(parts: Parts, sheet_part: str, sheet: SheetExtras, behind: bytes = b"") -> None:
    """Add notes, words in shapes, pictures and objects of the sheet; ``behind`` is its XML behind the cells, as far as it is XML."""
    related = [
        (kind, target)
        for kind, target in parts.relations(sheet_part, needed=False).values()
        if kind != "comments" or not target.endswith(".bin")  # as xlsb keeps its notes
    ]
    for kind, target in related:
        if kind == "comments":
            sheet.comments.update(_notes(parts.beside(target)))
    for kind, target in related:
        if kind == "threadedComment":
            for ref, text in _threads(parts.beside(target)):
                sheet.comments[ref] = _together(sheet.comments.get(ref, ""), text)
        elif kind == "drawing":
            drawing = parts.beside(target)
            sheet.pictures.extend(_pictures(drawing))
            sheet.words.extend(_words(drawing))
            sheet.words.extend(_framed(parts, target, drawing))
    drawn = [parts.raw(target, PART_BYTES) or b"" for kind, target in related if kind == "vmlDrawing"]
    labels = [found for one in drawn for found in _labels(one)]
    known = {text for _, text in sheet.words}  # newer programs write a label in both kinds of drawing
    sheet.words.extend((at, text) for at, text in labels if text not in known)
    if b"picture" in behind and _BACKGROUND.search(behind):
        sheet.background = True
    placed = list(_placed(behind)) if b"oleObject" in behind else []
    if placed or any(kind in _EMBEDDED for kind, _ in related):
        areas = [area for area in placed if area] or [area for one in drawn for area in _objects(one)]
        sheet.objects = areas or [(1, 1, 1, 1)]  # one that nothing places lies somewhere


def _notes(root: etree._Element | None) -> Iterator[tuple[str, str]]:
    for item in root.iter("{*}comment") if root is not None else ():
        text = "".join(text.text or "" for text in item.iter("{*}t") if not _is_phonetic(text))
        yield item.get("ref", "").upper(), own_words(text)


def _is_phonetic(text: etree._Element) -> bool:
    parent = text.getparent()
    return parent is not None and str(parent.tag).endswith("}rPh")


def _threads(root: etree._Element | None) -> Iterator[tuple[str, str]]:
    """A comment and the answers to it, one below the other."""
    texts: dict[str, list[str]] = {}
    for item in root.iter("{*}threadedComment") if root is not None else ():
        texts.setdefault(item.get("ref", "").upper(), []).append(item.findtext("{*}text") or "")
    yield from ((ref, "\n".join(found).strip()) for ref, found in texts.items())


def _together(note: str, thread: str) -> str:
    """The note that a program keeps for a thread has all its words, some, or none: nothing is said twice."""
    missing = [line for line in thread.splitlines() if line.strip() and line.strip() not in note]
    return "\n".join([note, *missing]) if note else thread


def _pictures(root: etree._Element | None) -> Iterator[Area]:
    for anchor in _anchors(root):
        start = _start(anchor) if next(anchor.iter(*_PICTURES), None) is not None else None
        if start is not None:
            yield (*start, *(_corner(anchor.find("{*}to")) or _far_corner(start, anchor.find("{*}ext"))))


def _words(root: etree._Element | None) -> Iterator[tuple[str, str]]:
    """What is written in text boxes and other shapes, each at the cell under its corner."""
    for anchor in _anchors(root):
        words = _paragraphs(anchor, "{*}txBody")
        if words:
            yield address(*(_start(anchor) or (1, 1))), words


def _framed(parts: Parts, part: str, root: etree._Element | None) -> Iterator[tuple[str, str]]:
    """What is written in diagrams and in the titles of charts, each at the cell under its frame."""
    frames = [one for one in _anchors(root) if next(one.iter("{*}graphicFrame"), None) is not None]
    related = parts.relations(part, needed=False) if frames else {}
    for anchor in frames:
        named = {str(value) for item in anchor.iter() for value in item.attrib.values()}
        for number in sorted(named & related.keys()):
            kind, target = related.pop(number)  # it is shown once
            shown = parts.beside(target) if kind in _FRAMED else None
            words = _paragraphs(shown, _FRAMED[kind]) if shown is not None else ""
            if words:
                yield address(*(_start(anchor) or (1, 1))), words


def _paragraphs(root: etree._Element, body: str) -> str:
    lines = (
        "".join(text.text or "" for text in line.iter("{*}t"))
        for found in root.iter(body)
        for line in found.iter("{*}p")
    )
    return "\n".join(line for line in lines if line.strip())


def _labels(drawing: bytes) -> Iterator[tuple[str, str]]:
    """What is written on labels, buttons and boxes of a form as older programs draw them, each at its corner."""
    if _NO_LABELS.issuperset(_OBJECT_TYPE.findall(drawing)):
        return  # as nearly all: notes alone
    for shape in _SHAPE.split(drawing)[1:]:
        kind, box = _OBJECT_TYPE.search(shape), _TEXTBOX.search(shape)
        if kind is None or box is None or kind[1] in _NO_LABELS:
            continue
        inner = shape[box.end() :].partition(b"textbox>")[0].rpartition(b"<")[0]
        words = " ".join(unescape(_MARK_UP.sub("", inner.decode("utf-8", "replace"))).split())
        numbers = _numbers(shape, kind.end())
        if words:
            yield address(*((numbers[2] + 1, numbers[0] + 1) if numbers else (1, 1))), words


def _numbers(shape: bytes, at: int) -> list[int]:
    """Column, offset, row, offset of two corners, counted from 0; none where they are not all there."""
    corners = _CORNERS.search(shape, at)
    numbers = [int(one) for one in corners[1].split(b",") if one.strip().isdigit()] if corners else []
    return numbers if len(numbers) == 8 else []


def _placed(behind: bytes) -> Iterator[Area | None]:
    """The area of each embedded or linked file, None where the sheet does not say it."""
    for one in _OBJECT.split(behind)[1:]:
        corners = [int(number) + 1 for number in _CORNER.findall(one)[:4]]
        yield (corners[1], corners[0], corners[3], corners[2]) if len(corners) == 4 else None


def _objects(drawing: bytes) -> Iterator[Area]:
    """Areas of embedded objects as older programs draw them."""
    for shape in _SHAPE.split(drawing)[1:]:
        told = _DRAWN_AS_PICTURE.search(shape)
        numbers = _numbers(shape, told.end()) if told else []
        if numbers:
            yield numbers[2] + 1, numbers[0] + 1, numbers[6] + 1, numbers[4] + 1


def _anchors(root: etree._Element | None) -> Iterator[etree._Element]:
    for anchor in root.iter(*_ANCHORS) if root is not None else ():
        if next(anchor.iterancestors("{*}Fallback"), None) is None:
            yield anchor


def _start(anchor: etree._Element) -> tuple[int, int] | None:
    place = anchor.find("{*}pos")
    start = _corner(anchor.find("{*}from"))
    if start is None and place is not None:
        return 1 + _lengths(place.get("y"), _ROW), 1 + _lengths(place.get("x"), _COLUMN)
    return start


def _far_corner(start: tuple[int, int], size: etree._Element | None) -> tuple[int, int]:
    """Where a picture ends that only says how large it is, by rows and columns of the usual size."""
    if size is None:
        return start
    return start[0] + _lengths(size.get("cy"), _ROW), start[1] + _lengths(size.get("cx"), _COLUMN)


def _lengths(text: str | None, one: int) -> int:
    return int(text) // one if text and text.isdecimal() and len(text) < 12 else 0


def _corner(place: etree._Element | None) -> tuple[int, int] | None:
    """1-based row and column."""
    if place is None:
        return None
    row, column = (place.findtext(f"{{*}}{name}") or "" for name in ("row", "col"))
    return (int(row) + 1, int(column) + 1) if row.isdecimal() and column.isdecimal() else None
