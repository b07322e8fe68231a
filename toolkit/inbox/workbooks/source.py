"""The parts of a workbook that figures depend on, each in its usual spelling.

In: the Parts of a package. Out: their bytes as the fast patterns take them; and, where any had to be respelled
or does not stand where readers look for it, a package of these parts alone, for the readers of cells.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from lxml import etree

from toolkit.core.form import SELF_CHECK
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import PART_BYTES, SHEET_BYTES
from toolkit.inbox.workbooks.package import USUAL_MAIN, Parts
from toolkit.inbox.workbooks.selfcheck import is_untouched
from toolkit.inbox.workbooks.spelling import (
    MAIN,
    OFFICE,
    chooses,
    is_usual,
    is_usual_sheet,
    reach_of,
    respelled,
)

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHARED = {"styles": "styles", "sharedStrings": "sharedStrings"}  # kind of the relation -> of the content


@dataclass(frozen=True)
class SheetPart:
    """A sheet in its usual spelling. ``untouched``: 自检, which nobody need read; ``far``: it may reach beyond ZZ9999; ``behind``: what
    stands behind the cells, with all that its program wrote there (what is in another namespace is not respelled)."""

    raw: bytes
    far: bool = False
    untouched: bool = False
    behind: bytes = b""


@dataclass
class Source:
    """``unusual``: some part is not spelled, or does not stand, as all readers take it."""

    parts: Parts
    main: str
    content: bytes | None  # of the main part
    relations: dict[str, tuple[str, str]]
    unusual: bool
    _kept: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Parts) -> Source:
        """The main part and what it names."""
        main = parts.main()
        raw = parts.raw(main, PART_BYTES)
        relations = parts.relations(main)
        unusual = main != USUAL_MAIN or parts.decoded or not is_usual(raw or b"")
        return cls(parts, main, raw, relations, unusual)

    def workbook(self) -> etree._Element | None:
        """The main part, None where the file has none."""
        return None if self.content is None else self.parts.parsed(self.main, self.content)

    def raw(self, kind: str) -> bytes | None:
        """The one part of that kind (styles, sharedStrings), None without any.

        Raises Unreadable where the workbook names styles that are not there: what is struck out or a date could not be told.
        """
        target = self._target(kind)
        raw = self.parts.raw(target, PART_BYTES)
        if raw is None and kind == "styles" and any(said == kind for said, _ in self.relations.values()):
            raise Unreadable("E813", {"part": target})
        if raw is None or (is_usual(raw) and not chooses(raw)):
            return raw
        self.unusual = True
        return self._respelled(raw, target)

    def _respelled(self, raw: bytes, target: str) -> bytes:
        """The part as Excel would write it; kept packed, for the readers of cells want it once more."""
        if target not in self._kept:
            new = respelled(raw, target)
            self._kept[target] = zlib.compress(new, 1)
            return new
        return zlib.decompress(self._kept[target])

    def sheet(self, name: str, target: str) -> SheetPart | None:
        """A sheet; 自检 as it went out has none but usual cells."""
        if target in self._kept:
            return SheetPart(zlib.decompress(self._kept[target]))
        raw = self.parts.raw(target, SHEET_BYTES)
        if raw is None:
            return None
        behind = raw[max(raw.rfind(b"sheetData"), 0) :]
        if name == SELF_CHECK and is_untouched(raw):
            return SheetPart(raw, untouched=True, behind=behind)
        reach = reach_of(raw) if is_usual_sheet(raw) else "unknown"
        if reach == "unknown":
            self.unusual = True
            raw = self._respelled(raw, target)
        untouched = name == SELF_CHECK and is_untouched(raw)
        return SheetPart(raw, far=reach != "near", untouched=untouched, behind=behind)

    def mended(self, target: str, part: SheetPart, raw: bytes) -> SheetPart:
        """The sheet with these bytes, which the readers of cells are to take too."""
        if raw is part.raw:
            return part
        self.unusual = True
        self._kept[target] = zlib.compress(raw, 1)
        return replace(part, raw=raw)

    def sheets(self, workbook: etree._Element) -> Iterator[tuple[str, str]]:
        """(name, part) of every worksheet in workbook order."""
        for sheet in workbook.iter("{*}sheet"):
            ident = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            kind, target = self.relations.get(str(ident), ("", ""))
            if kind == "worksheet":
                yield sheet.get("name", ""), target

    def _target(self, kind: str) -> str:
        usual = f"xl/{kind}.xml"
        return next((part for said, part in self.relations.values() if said == kind), usual)

    def packed(self, workbook: etree._Element) -> bytes:
        """A package of the sheets, strings and styles in their usual spelling, at their usual places."""
        out = BytesIO()
        sheets = []
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for number, (name, target) in enumerate(self.sheets(workbook), 1):
                part = self.sheet(name, target)
                if part is not None:
                    package.writestr(f"xl/worksheets/sheet{number}.xml", part.raw)
                    sheets.append((number, name))
            shared = [(kind, raw) for kind in _SHARED if (raw := self.raw(kind)) is not None]
            for kind, raw in shared:
                package.writestr(f"xl/{kind}.xml", raw)
            kinds = [kind for kind, _ in shared]
            package.writestr("[Content_Types].xml", _content_types(sheets, kinds))
            package.writestr("_rels/.rels", _relations([("rId1", "officeDocument", USUAL_MAIN)]))
            package.writestr("xl/_rels/workbook.xml.rels", _relations(_named(sheets, kinds)))
            package.writestr(USUAL_MAIN, _workbook(workbook, sheets))
        return out.getvalue()


def _named(sheets: list[tuple[int, str]], kinds: list[str]) -> list[tuple[str, str, str]]:
    listed = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number, _ in sheets]
    return listed + [(kind, kind, f"{kind}.xml") for kind in kinds]


def _spaces(default: str, **prefixes: str) -> Any:
    """Namespaces by prefix, for elements that are to have none."""
    return {None: default, **prefixes}


def _relations(items: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(
        f"{{{_PACKAGE}/relationships}}Relationships", nsmap=_spaces(f"{_PACKAGE}/relationships")
    )
    for ident, kind, target in items:
        facts = {"Id": ident, "Type": f"{OFFICE}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", facts)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _content_types(sheets: list[tuple[int, str]], kinds: list[str]) -> bytes:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap=_spaces(space))
    etree.SubElement(root, f"{{{space}}}Default", {"Extension": "xml", "ContentType": "application/xml"})
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    etree.SubElement(root, f"{{{space}}}Default", {"Extension": "rels", "ContentType": rels})
    parts = [(USUAL_MAIN, "sheet.main"), *((f"xl/{kind}.xml", _SHARED[kind]) for kind in kinds)]
    parts += [(f"xl/worksheets/sheet{number}.xml", "worksheet") for number, _ in sheets]
    for part, kind in parts:
        facts = {"PartName": f"/{part}", "ContentType": f"{_TYPES}.{kind}+xml"}
        etree.SubElement(root, f"{{{space}}}Override", facts)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _workbook(workbook: etree._Element, sheets: list[tuple[int, str]]) -> bytes:
    """Names and states of the sheets, and from which day dates count."""
    root = etree.Element(f"{{{MAIN}}}workbook", nsmap=_spaces(MAIN, r=OFFICE))
    for properties in workbook.iter("{*}workbookPr"):
        date1904 = properties.get("date1904")
        etree.SubElement(root, f"{{{MAIN}}}workbookPr", {} if date1904 is None else {"date1904": date1904})
    states = {sheet.get("name", ""): sheet.get("state", "visible") for sheet in workbook.iter("{*}sheet")}
    listed = etree.SubElement(root, f"{{{MAIN}}}sheets")
    for number, name in sheets:
        facts = {
            "name": name,
            "sheetId": str(number),
            "state": states[name],
            f"{{{OFFICE}}}id": f"rId{number}",
        }
        etree.SubElement(listed, f"{{{MAIN}}}sheet", facts)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
