"""Cells that a reader of values would take for blank: Excel errors and formulas never calculated.

In: the bytes of an .xlsx. Out: sheet name -> addresses; nothing for other files.
"""

from __future__ import annotations

import zipfile
import zlib
from html import unescape
from io import BytesIO
from posixpath import join, normpath

from toolkit.core.patterns import lazy_regex

_SHEET = lazy_regex(r"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = lazy_regex(r"<Relationship\b([^>]*)>")
_ATTRIBUTE = lazy_regex(r'(?<![\w:])([\w:]+)="([^"]*)"')
_ERROR = lazy_regex(r'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+\d+)"')
_UNCALCULATED = lazy_regex(
    r'<c\b[^>]*\br="([A-Z]+\d+)"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError)


def bad_cells(data: bytes) -> dict[str, list[str]]:
    """Addresses of error cells and of formulas without a value, by sheet."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {
                name: found for name, part in _parts(archive).items() if (found := _bad(_text(archive, part)))
            }
    except _BROKEN:
        return {}


def _text(archive: zipfile.ZipFile, part: str) -> str:
    return archive.read(part).decode("utf-8", "replace")


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = [
        dict(_ATTRIBUTE.findall(r)) for r in _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels"))
    ]
    targets = {r.get("Id", ""): normpath(join("/xl", r.get("Target", ""))).lstrip("/") for r in relations}
    sheets = [dict(_ATTRIBUTE.findall(s)) for s in _SHEET.findall(_text(archive, "xl/workbook.xml"))]
    found = {unescape(sheet.get("name", "")): targets.get(sheet.get("r:id", ""), "") for sheet in sheets}
    return {name: part for name, part in found.items() if part in archive.namelist()}


def _bad(xml: str) -> list[str]:
    return _ERROR.findall(xml) + _UNCALCULATED.findall(xml)
