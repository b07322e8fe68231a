"""The tables of a Word document, as sheets: a clerk may have pasted the form into a letter.

In: the bytes of a .docx. Out: a Book with one sheet a table: above it, as its first row, the paragraphs that stand
before the table (a title, a measure); then its rows, with merged cells where they begin. What was deleted with
changes tracked, hidden or only a prompt is not there; struck-out text and pictures are marked. A table that goes
on with the one before (续表) is part of it. Text boxes are no text of the cell they hang on, and parts of a formula that
stand above each other are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import WORD, Book, Scalar, SheetData
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import PART_BYTES
from toolkit.inbox.workbooks.extras import Area, address
from toolkit.inbox.workbooks.margins import FOOT, HEAD, Margin
from toolkit.inbox.workbooks.ooxml import document_properties
from toolkit.inbox.workbooks.package import Parts
from toolkit.inbox.workbooks.raised import shifted
from toolkit.inbox.workbooks.wordlook import TextStyles, attribute, style_of
from toolkit.inbox.xmlsafe import parse_xml

USUAL_DOCUMENT = "word/document.xml"
_TITLES, _TITLE = 4, 200  # paragraphs above a table, characters of one
_TABLES, _COLUMNS = 200, 200  # tables of a document, columns of one
_GONE = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "rPr", "pPr", "tcPr", "rt", "tbl"})
_PICTURES = frozenset({"drawing", "pict", "object"})
_SHOWN = frozenset({"blip", "imagedata", "OLEObject"})
_PLAIN = TextStyles()
_GOES_ON = lazy_regex(  # 续表, 表1（续）, 接上表
    r"(?:.{0,20}[(（【 ]|表[一二三四五六七八九十\d]{1,3})?(?:续|续上?表|接上?表)[一二三四五六七八九十\d]{0,3}[)）】]?"
)
_ROW = lazy_regex(r"[A-Z]{0,2}\d{1,9}(?:-\d{1,9})*")  # how a row of the form begins, and no header does
_MARGINS = {"header": HEAD, "footer": FOOT}
_BOX = "txbxContent"
_UP = {"sup": 1, "sub": -1}  # in formulas of the equation editor
_BUILT = frozenset(  # what is drawn there around a number or above it, which changes it
    [
        "acc",
        "bar",
        "borderBox",
        "box",
        "d",
        "eqArr",
        "func",
        "groupChr",
        "limLow",
        "limUpp",
        "m",
        "nary",
        "phant",
        "rad",
    ]
)
_SPACES = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}


@dataclass
class _Cell:
    """What a cell holds; ``boxes`` is what text boxes on it say, ``notes`` are the numbers of the comments on it, ``paragraph`` the style of the one that is being read."""

    styles: TextStyles = _PLAIN
    paragraph: str = ""
    texts: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    struck: bool = False
    pale: bool = False
    pictured: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts).strip()

    @property
    def whole(self) -> str:
        """With the text boxes."""
        return "\n".join(filter(None, (self.text, *self.boxes)))


def read_word(data: bytes) -> Book:
    """The document's tables; raises Unreadable when the document is broken."""
    parts = Parts(data)
    main = parts.main(USUAL_DOCUMENT)
    raw = parts.raw(main, PART_BYTES)
    if raw is None:
        raise Unreadable("E802")
    root = parse_xml(raw, main)
    related = [*parts.relations(main, needed=False).values()]
    comments = _comments(parts, related)
    styles = TextStyles.of(next((parts.beside(part) for kind, part in related if kind == "styles"), None))
    tables = [
        table for table in root.iter("{*}tbl") if next(table.iterancestors("{*}Fallback"), None) is None
    ]
    sheets = tuple(
        _sheet(pieces, f"表格{number}", comments, styles) for number, pieces in _whole(tables[:_TABLES])
    )
    if sheets:
        sheets = (replace(sheets[0], margins=tuple(_margins(parts, related))), *sheets[1:])
    properties = document_properties(parts)
    return Book(sheets, properties.properties, properties.saved_at, WORD, tuple(parts.damaged))


def words_of(data: bytes, most: int) -> str:
    """The paragraphs outside tables, one a line, up to so many characters; then those of heads and feet."""
    parts = Parts(data)
    main = parts.main(USUAL_DOCUMENT)
    raw = parts.raw(main, PART_BYTES)
    lines: list[str] = []
    for paragraph in _own(parse_xml(raw, main), "p") if raw is not None else ():
        cell = _Cell()
        _collect(paragraph, cell)
        lines.append(cell.whole)
        most -= len(cell.whole)
        if most < 0:
            break
    lines += (text for _, text in _margins(parts, [*parts.relations(main, needed=False).values()]))
    return "\n".join(lines)


def _margins(parts: Parts, related: list[tuple[str, str]]) -> Iterator[Margin]:
    """What is typed in heads and feet of pages; numbers of pages and dates are fields."""
    seen = set[Margin]()
    for kind, target in related:
        root = parts.beside(target) if kind in _MARGINS else None
        if root is None:
            continue
        for filled_in in _filled_in(root):
            etree.strip_elements(filled_in, "{*}t", with_tail=False)
        for paragraph in root.iter("{*}p"):
            cell = _Cell()
            _collect(paragraph, cell)
            margin = _MARGINS[kind], cell.text
            if (
                cell.text
                and margin not in seen
                and next(paragraph.iterancestors("{*}Fallback"), None) is None
            ):
                seen.add(margin)
                yield margin


def _filled_in(root: etree._Element) -> list[etree._Element]:
    """What programs put in place of fields."""
    found, depth = list(root.iter("{*}fldSimple")), 0
    for run in root.iter("{*}r"):
        for mark in run.iterchildren("{*}fldChar"):
            depth += {"begin": 1, "end": -1}.get(attribute(mark, "fldCharType"), 0)
        if depth > 0:
            found.append(run)
    return found


def _comments(parts: Parts, related: list[tuple[str, str]]) -> dict[str, str]:
    """Comments by number."""
    found = {}
    for kind, target in related:
        root = parts.beside(target) if kind == "comments" else None
        for item in root.iter("{*}comment") if root is not None else ():
            cell = _Cell()
            _collect(item, cell)
            found[attribute(item, "id")] = cell.text
    return found


def _whole(tables: list[etree._Element]) -> list[tuple[int, list[etree._Element]]]:
    """Each table by its number with those that go on with it."""
    found: list[tuple[int, list[etree._Element]]] = []
    for number, table in enumerate(tables, 1):
        if found and _goes_on(found[-1][1][-1], table):
            found[-1][1].append(table)
        else:
            found.append((number, [table]))
    return found


def _goes_on(before: etree._Element, table: etree._Element) -> bool:
    """Whether a table has no header and only says that it goes on with the one before, which is as wide."""
    if next(table.itersiblings("{*}tbl", preceding=True), None) is not before:
        return False
    first, above = (list(_own(next(_own(one, "tr"), one), "tc")) for one in (table, before))
    widths = [sum(_number(cell.find("{*}tcPr/{*}gridSpan"), 1) for cell in row) for row in (first, above)]
    return (
        bool(first)
        and widths[0] == widths[1]
        and _ROW.fullmatch(_cell(first[0], _PLAIN).text) is not None
        and all(_GOES_ON.fullmatch(title) for title in _titles(table))
    )


def _sheet(
    tables: Sequence[etree._Element], name: str, comments: dict[str, str], styles: TextStyles
) -> SheetData:
    rows: list[tuple[Scalar, ...]] = [tuple(_titles(tables[0]))]
    struck, pictures, merges, notes = set[str](), list[Area](), list[str](), dict[str, str]()
    unseen, words = set[str](), list[tuple[str, str]]()
    for number, row in enumerate((row for table in tables for row in _own(table, "tr")), 2):
        if row.find("{*}trPr/{*}del") is not None:
            rows.append(())
            continue
        values: list[Scalar] = [None] * _number(row.find("{*}trPr/{*}gridBefore"), 0)
        for item in _own(row, "tc"):
            cell, width = _cell(item, styles), _number(item.find("{*}tcPr/{*}gridSpan"), 1)
            at = address(number, len(values) + 1)
            if width > 1:
                merges.append(f"{at}:{address(number, len(values) + width)}")
            if cell.struck:
                struck.add(at)
            if cell.pale:
                unseen.add(at)
            words += [(at, text) for text in cell.boxes]
            if cell.pictured:
                pictures.append((number, len(values) + 1, number, len(values) + width))
            if texts := [comments[note] for note in cell.notes if comments.get(note)]:
                notes[at] = "\n".join(texts)
            values += [cell.text or None, *[None] * (width - 1)]
        rows.append(tuple(values[:_COLUMNS]))
    return SheetData(
        name,
        tuple(rows),
        struck=frozenset(struck),
        unseen=frozenset(unseen),
        pictures=tuple(pictures),
        merges=tuple(merges),
        comments=notes,
        words=tuple(words),
    )


def _titles(table: etree._Element) -> list[str]:
    """The last paragraphs between the table before and this one."""
    found: list[str] = []
    for before in table.itersiblings(preceding=True):
        if _name(before) == "tbl" or len(found) == _TITLES:
            break
        cell = _Cell()
        _collect(before, cell)
        if cell.whole:
            found.append(cell.whole[:_TITLE])
    return found[::-1]


def _own(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, also within content controls and the like, but not those of a table within."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) not in ("tbl", "tc", "tr", "del", "moveFrom"):
            yield from _own(child, name)


def _cell(item: etree._Element, styles: TextStyles) -> _Cell:
    cell = _Cell(styles)
    merge = item.find("{*}tcPr/{*}vMerge")
    if merge is None or attribute(merge, "val") == "restart":  # else it goes on with the cell above
        _collect(item, cell)
    return cell


def _collect(element: etree._Element, cell: _Cell) -> None:
    for child in element:
        name = _name(child)
        look = cell.styles.look(child, cell.paragraph) if name == "r" else None
        if name in _GONE or (look and look.hidden) or (name == "sdt" and _is_prompt(child)):
            continue
        if name == "t":
            cell.texts.append(child.text or "")
        elif name in _SPACES:
            cell.texts.append(_SPACES[name])
        elif name == "commentReference":
            cell.notes.append(attribute(child, "id"))
        elif name == _BOX:
            box = _Cell(cell.styles)
            _collect(child, box)
            cell.boxes += filter(None, (box.text, *box.boxes))
        else:
            if name == "p":
                cell.paragraph = style_of(child)
                if cell.texts:
                    cell.texts.append("\n")
            cell.pictured |= name in _PICTURES and _holds_picture(child)
            before = len(cell.texts)
            _collect(child, cell)
            if "/math}" in str(child.tag):
                cell.texts[before:] = _as_drawn(name, cell.texts[before:])
            if look and "".join(cell.texts[before:]).strip():
                cell.struck |= look.struck
                cell.pale |= look.pale
                cell.texts[before:] = [shifted(text, look.raised) for text in cell.texts[before:]]


def _as_drawn(name: str, texts: list[str]) -> list[str]:
    """The texts in a part of a formula of the equation editor, told apart from what stands beside it."""
    if name in _BUILT:
        return [_SPACES["sym"], *texts]
    if name == "den":
        return ["/", *texts]
    return [shifted(text, _UP.get(name, 0)) for text in texts]


def _holds_picture(drawing: etree._Element) -> bool:
    """A picture, a chart or a file, and not only shapes with words or lines."""
    names = {_name(item) for item in drawing.iter()}
    return not names.isdisjoint(_SHOWN) or (_name(drawing) == "drawing" and "wsp" not in names)


def _is_prompt(control: etree._Element) -> bool:
    """A content control that nobody has filled in yet."""
    return control.find("{*}sdtPr/{*}showingPlcHdr") is not None


def _number(element: etree._Element | None, otherwise: int) -> int:
    text = attribute(element, "val") if element is not None else ""
    return min(int(text), _COLUMNS) if text.isdecimal() and len(text) < 5 else otherwise


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
