"""Side facts of one worksheet, straight from the bytes of its XML: no tree is built, no entity is known.

In: the bytes of a sheet part and the number formats by style; out: SheetExtras. The cells' values come
from a real parser (calamine); what is looked up here is only where formulas, error cells, percent
formats, hidden rows and merges stand. A tree would cost more than reading the values does, and
gigabytes for a sheet whose empty rows are all formatted.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.inbox.extras import SheetExtras, position
from toolkit.inbox.formulatext import FormulasInText

_REF = rb"""(?>(?:[^<>]*?\s)??r=["']([A-Za-z]{1,3}[0-9]{1,7})["'])"""
_FAR = re.compile(rb""" r=["'](?:[A-Za-z]{3}[0-9]|[A-Za-z]{1,2}[0-9]{5})""")  # beyond ZZ or row 9999


class _Patterns:
    """Patterns for one namespace prefix. ``[^<>]`` keeps every search linear, also on broken text, and
    what matched once is not tried in other ways (``(?>``, ``*+``): most cells are not what is sought."""

    def __init__(self, prefix: bytes) -> None:
        cell, value = rb"<%sc\s" % prefix, rb"\s*+(?:(<%sv\b)[^<>]*+>([^<]*+))?" % prefix
        formula = rb"\s*+<%sf\b[^<>]*+>(?:([^<]*+)</%sf>)?" % (prefix, prefix)
        self.formula = re.compile(cell + _REF + rb"([^<>]*+)>" + formula + value)
        self.any_formula = b"<%sf" % prefix
        self.error = re.compile(cell + _REF + rb"""[^<>]*\bt=["']e["'][^<>]*>(?:%s)?%s""" % (formula, value))
        self.far = re.compile(
            cell + rb"""(?:[^<>]*?\s)??r=["']([A-Za-z]{3}[0-9]{1,7}|[A-Za-z]{1,2}[0-9]{5,7})["'][^<>/]*>"""
        )
        self.hidden = re.compile(
            rb"<%srow\s" % prefix
            + rb"""(?=[^<>]*\bhidden=["'](?:1|true)["'])(?:[^<>]*\s)?r=["']([0-9]{1,7})["']"""
        )
        self.merge = re.compile(rb"""<%smergeCell\s[^<>]*?\bref=["']([A-Za-z0-9:$]+)["']""" % prefix)
        self.styled = cell + _REF + rb"""[^<>]*\bs=["'](%s)["'][^<>/]*>"""


_patterns = lru_cache(maxsize=32)(_Patterns)


def scan_sheet(raw: bytes, formats: dict[str, str]) -> SheetExtras:
    """The side facts of a sheet; ``formats`` maps style indices to the formats worth knowing."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode()
    prefix = re.search(rb"<((?:[A-Za-z_][\w.-]{0,30}:)?)sheetData\b", raw)
    patterns = _patterns(prefix[1] if prefix else b"")
    sheet = SheetExtras()
    if patterns.any_formula in raw:
        sheet.later = FormulasInText(raw, patterns.formula)
    if _occurs(raw, b"t", b"e"):
        errors = patterns.error.findall(raw)
        sheet.errors.update((_text(ref), _text(value).strip() or "#N/A") for ref, _, _, value in errors)
    used = [style.encode() for style in formats if _occurs(raw, b"s", style.encode())]
    if used:
        found = re.findall(patterns.styled % b"|".join(used), raw)
        sheet.number_formats.update((_text(ref), formats[_text(style)]) for ref, style in found)
    if b"hidden=" in raw:
        sheet.hidden_rows.update(map(int, patterns.hidden.findall(raw)))
    if b"mergeCell" in raw:
        sheet.merges = [_text(area) for area in patterns.merge.findall(raw)]
    if _FAR.search(raw):  # else the sheet cannot be large
        for ref in patterns.far.findall(raw):
            row, column = position(_text(ref))
            sheet.last = max(sheet.last[0], row), max(sheet.last[1], column)
    return sheet


def _occurs(raw: bytes, name: bytes, value: bytes) -> bool:
    """Whether any element may have this attribute: a cheap look before a search through all cells."""
    return b' %s="%s"' % (name, value) in raw or b" %s='%s'" % (name, value) in raw


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
