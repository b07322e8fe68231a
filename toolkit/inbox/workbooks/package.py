"""The zip of an Office document: its parts by name, and how they refer to each other.

In: the bytes. Out: parts as bytes or XML, within bounds; relations; the main part, wherever it stands.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import PART_BYTES
from toolkit.inbox.xmlsafe import ZIP_FAULTS, parse_xml, read_part

USUAL_MAIN = "xl/workbook.xml"


class Parts:
    """The members of an Office zip by lower-case name, read within bounds."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except ZIP_FAULTS as error:
            raise Unreadable("E802") from error
        self.damaged: list[str] = []
        self.decoded = False  # a target was percent-encoded, its part not
        self._infos = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()
        }

    def xml(self, name: str) -> etree._Element | None:
        """The parsed part, or None when the file has none of that name."""
        raw = self.raw(name, PART_BYTES)
        return None if raw is None else self.parsed(name, raw)

    def parsed(self, name: str, raw: bytes) -> etree._Element:
        """The part of which these are the bytes."""
        return parse_xml(raw, self._infos[name.lower()].filename)

    def beside(self, name: str) -> etree._Element | None:
        """A part that figures do not depend on: None also when it is broken, which ``damaged`` then says."""
        try:
            return self.xml(name)
        except Unreadable:
            self.damaged.append(name)
            return None

    def holds(self, name: str) -> bool:
        """Whether there is a part of that lower-case name."""
        return name in self._infos

    def raw(self, name: str, limit: int) -> bytes | None:
        """The bytes of a part, or None."""
        info = self._infos.get(name.lower())
        return None if info is None else read_part(self._zip, info, limit)

    def relations(self, part: str, *, needed: bool = True) -> dict[str, tuple[str, str]]:
        """Relation id -> (last word of its type, target part) of ``part``; external ones left out."""
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        root = self.xml(path) if needed else self.beside(path)
        found = {}
        for item in root if root is not None else ():
            if item.get("TargetMode") != "External":
                said = item.get("Target", "").replace("\\", "/")
                target = posixpath.normpath(posixpath.join("/" + folder, said))
                kind = item.get("Type", "").rpartition("/")[2]
                found[item.get("Id", "")] = (kind, self._named(target.lstrip("/")))
        return found

    def _named(self, target: str) -> str:
        """A target names its part percent-encoded, or as it is."""
        if "%" not in target or target.lower() in self._infos:
            return target
        self.decoded = True
        return unquote(target)

    def main(self, usual: str = USUAL_MAIN) -> str:
        """The part that lists the sheets, as the package itself says; the usual one where it does not."""
        if usual in self._infos:
            return usual
        targets = [
            part for kind, part in self.relations("", needed=False).values() if kind == "officeDocument"
        ]
        return next((part for part in targets if part.lower() in self._infos), usual)
