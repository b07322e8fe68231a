"""Side facts of one worksheet, straight from the bytes of its XML: no tree is built, no entity is known.

In: the bytes of a sheet part and the number formats by style; out: SheetExtras. The cells' values come
from a real parser (calamine); what is looked up here is only where formulas, error cells, percent
formats, hidden rows and merges stand. A tree would cost more than reading the values does, and
gigabytes for a sheet whose empty rows are all formatted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from toolkit.inbox.workbooks.extras import SheetExtras, position
from toolkit.inbox.workbooks.formulatext import FormulasInText

REF = rb"""(?>(?:[^<>]*?\s)??r=["']([A-Za-z]{1,3}[0-9]{1,7})["'])"""
_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]{0,30}:)?)sheetData\b")
_FAR = re.compile(rb""" r=["'](?:[A-Za-z]{3}[0-9]|[A-Za-z]{1,2}[0-9]{5})""")  # beyond ZZ or row 9999


class _Patterns:
    """Patterns for one namespace prefix, each made when it is first needed: making them takes time.

    ``[^<>]`` keeps every search linear, also on broken text, and what matched once is not tried in other
    ways (``(?>``, ``*+``): most cells are not what is sought.
    """

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        self._cell = rb"<%sc\s" % prefix
        self._value = rb"\s*+(?:(<%sv\b)[^<>]*+>([^<]*+))?" % prefix
        self._formula = rb"\s*+<%sf\b[^<>]*+>(?:([^<]*+)</%sf>)?" % (prefix, prefix)

    @cached_property
    def formula(self) -> re.Pattern[bytes]:
        """Address, attributes, formula, "<v" or "", cached value of a cell that has a formula."""
        return re.compile(self._cell + REF + rb"([^<>]*+)>" + self._formula + self._value)

    @cached_property
    def error(self) -> re.Pattern[bytes]:
        """Address, formula, "<v" or "", text of an error cell."""
        kind = rb"""[^<>]*\bt=["']e["'][^<>]*>"""
        return re.compile(self._cell + REF + kind + rb"(?:%s)?%s" % (self._formula, self._value))

    @cached_property
    def far(self) -> re.Pattern[bytes]:
        """Address of a filled cell beyond ZZ or row 9999."""
        places = rb"""r=["']([A-Za-z]{3}[0-9]{1,7}|[A-Za-z]{1,2}[0-9]{5,7})["']"""
        return re.compile(self._cell + rb"(?:[^<>]*?\s)??" + places + rb"[^<>/]*>")

    @cached_property
    def hidden(self) -> re.Pattern[bytes]:
        """Number of a hidden row."""
        yes = rb"""(?=[^<>]*\bhidden=["'](?:1|true)["'])"""
        return re.compile(rb"<%srow\s" % self.prefix + yes + rb"""(?:[^<>]*\s)?r=["']([0-9]{1,7})["']""")

    @cached_property
    def merge(self) -> re.Pattern[bytes]:
        """Area of merged cells."""
        return re.compile(rb"""<%smergeCell\s[^<>]*?\bref=["']([A-Za-z0-9:$]+)["']""" % self.prefix)

    def styled(self, styles: Iterable[bytes]) -> re.Pattern[bytes]:
        """Address and style of a filled cell in one of these styles."""
        return re.compile(self._cell + REF + rb"""[^<>]*\bs=["'](%s)["'][^<>/]*>""" % b"|".join(styles))


_patterns = lru_cache(maxsize=32)(_Patterns)


def scan_formulas(raw: bytes) -> SheetExtras:
    """The formulas of a sheet whose rows are of no interest."""
    return SheetExtras(later=FormulasInText(raw, _patterns(b"").formula), unread=True)


def scan_sheet(raw: bytes, formats: dict[str, str]) -> SheetExtras:
    """The side facts of a sheet; ``formats`` maps style indices to the formats worth knowing."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode()
    data = _DATA.search(raw)
    prefix = data[1] if data else b""
    patterns = _patterns(prefix)
    start = data.start() if data else 0
    sheet = SheetExtras()
    if b"<%sf" % prefix in raw:
        sheet.later = FormulasInText(raw, patterns.formula, prefix)
    if _occurs(raw, b"t", b"e"):
        errors = patterns.error.findall(raw)
        sheet.errors.update((_text(ref), _text(value).strip() or "#N/A") for ref, _, _, value in errors)
    used = [style.encode() for style in formats if _occurs(raw, b"s", style.encode())]
    if used:
        found = patterns.styled(used).findall(raw)
        sheet.number_formats.update((_text(ref), formats[_text(style)]) for ref, style in found)
    if raw.find(b"hidden=", start) >= 0:  # columns, which stand before the cells, do not matter
        sheet.hidden_rows.update(map(int, patterns.hidden.findall(raw, start)))
    if b"mergeCell" in raw:
        sheet.merges = [_text(area) for area in patterns.merge.findall(raw, start)]
    if _FAR.search(raw, start):  # else the sheet cannot be large
        for ref in patterns.far.findall(raw):
            row, column = position(_text(ref))
            sheet.last = max(sheet.last[0], row), max(sheet.last[1], column)
    return sheet


def _occurs(raw: bytes, name: bytes, value: bytes) -> bool:
    """Whether any element may have this attribute: a cheap look before a search through all cells."""
    return b' %s="%s"' % (name, value) in raw or b" %s='%s'" % (name, value) in raw


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
