"""Side facts of one worksheet, straight from the bytes of its XML: no tree is built, no entity is known.

In: the bytes of a sheet part in its usual spelling (spelling.py) and the number formats by style; out: SheetExtras. The cells' values come
from a real parser (calamine); what is looked up here is only where formulas, error cells, percent
formats, hidden rows and merges stand. A tree would cost more than reading the values does, and
gigabytes for a sheet whose empty rows are all formatted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from html import unescape

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.workbooks.extras import SheetExtras, position
from toolkit.inbox.workbooks.formulatext import FormulasInText
from toolkit.inbox.workbooks.margins import FOOT, HEAD, Margin, margins_of_codes

REF = rb'r="([A-Z]{1,3}+[0-9]{1,7}+)"'
_VALUE = rb"\s*+(?:(<v\b)(?:/>|[^<>]*+>([^<]*+)))?"  # blanks behind <v/> are between cells
_FORMULA = rb"\s*+<f\b[^<>]*+>(?:([^<]*+)</f>)?"
_FAR = rb'r="([A-Z]{3}[0-9]{1,7}|[A-Z]{1,2}[0-9]{5,7})"'
_HIDDEN = rb"""<row\s(?=[^<>]*\bhidden\s*=\s*["'](?:1|true)["'])(?:[^<>]*\s)?r=["']([0-9]{1,7})["']"""
_FEW = 50  # styles; a form wants less than ten
_CODED = lazy_regex("_x([0-9A-Fa-f]{4})_")
_MARGIN = rb"<(?:odd|even|first)(Header|Footer)\b[^<>]*>([^<]+)<"
# Address, attributes, formula, "<v" or "", cached value of a cell that has a formula.
FORMULA_CELL = lazy_regex(rb"<c " + REF + rb"([^<>]*+)>" + _FORMULA + _VALUE)


@cache
def _pattern(source: bytes) -> re.Pattern[bytes]:
    """Made when it is first needed: making one takes time.

    ``[^<>]`` keeps every search linear, also on broken text, and what matched once is not tried in other
    ways (``(?>``, ``*+``): most cells are not what is sought.
    """
    return re.compile(source)


def _error_cell() -> re.Pattern[bytes]:
    """Address, attributes, formula, "<v" or "", text of an error cell."""
    kind = rb"""([^<>]*\bt=["']e["'][^<>]*)>"""
    return _pattern(rb"<c " + REF + kind + rb"(?:%s)?%s" % (_FORMULA, _VALUE))


def _styled_cells(raw: bytes, styles: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Address and style of the filled cells in one of these styles.

    Workbooks that were copied into each other for years have ten thousands of styles: they are not searched for one by one.
    """
    one = rb"""<c %s[^<>]*\bs=["'](%s)["'][^<>/]*>(?!</c>)"""
    if len(styles) > _FEW:
        wanted = frozenset(styles)
        found = _pattern(one % (REF, b"[0-9]{1,9}")).findall(raw)
        yield from (cell for cell in found if cell[1] in wanted)
    elif used := [style for style in styles if _occurs(raw, b"s", style)]:
        yield from re.compile(one % (REF, b"|".join(used))).findall(raw)


def scan_formulas(raw: bytes, *, recalculated: bool = False) -> SheetExtras:
    """The formulas of a sheet whose rows are of no interest."""
    return SheetExtras(
        later=FormulasInText(raw, FORMULA_CELL, recalculated=recalculated),
        margins=list(_margins(raw)),
        unread=True,
    )


def scan_sheet(
    raw: bytes,
    formats: Mapping[str, str],
    *,
    far: bool = False,
    pictures: bool = False,
    recalculated: bool = False,
) -> SheetExtras:
    """The side facts of a sheet; ``formats`` maps style indices to the formats worth knowing.

    ``far``: cells may stand beyond ZZ9999. ``pictures``: the workbook keeps pictures in cells, which then are errors with a mark of their own.
    ``recalculated``: its formulas are to be worked out by whoever opens it.
    """
    start = max(raw.find(b"<sheetData"), 0)
    sheet = SheetExtras()
    if b"<f" in raw:
        sheet.later = FormulasInText(raw, FORMULA_CELL, recalculated=recalculated)
    if _occurs(raw, b"t", b"e"):
        _errors(raw, sheet, pictures)
    found = _styled_cells(raw, [style.encode() for style in formats])
    sheet.number_formats.update((_text(ref), formats[_text(style)]) for ref, style in found)
    if raw.find(b"hidden", start) >= 0:  # columns, which stand before the cells, do not matter
        sheet.hidden_rows.update(map(int, _pattern(_HIDDEN).findall(raw, start)))
    areas = _pattern(rb"""<mergeCell\s[^<>]*?\bref=["']([A-Za-z0-9:$]+)["']""").findall(raw, start)
    sheet.merges = [_text(area) for area in areas]
    sheet.margins = list(_margins(raw))
    if far:  # else the sheet cannot be large
        for ref in _pattern(rb"<c " + _FAR + rb"[^<>/]*>").findall(raw):
            row, column = position(_text(ref))
            sheet.last = max(sheet.last[0], row), max(sheet.last[1], column)
    return sheet


def decoded(text: str) -> str:
    """A text in which characters stand as _x000A_ that XML does not take, or that a program would not trust it with."""
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text)


def _margins(raw: bytes) -> Iterator[Margin]:
    """What stands in heads and feet, behind all cells."""
    start = raw.rfind(b"<headerFooter")
    for kind, text in _pattern(_MARGIN).findall(raw, start) if start >= 0 else ():
        yield from margins_of_codes(HEAD if kind == b"Header" else FOOT, decoded(unescape(_text(text))))


def cells_in_styles(raw: bytes, styles: Iterable[int]) -> set[str]:
    """Addresses of the filled cells that have one of these styles, by number."""
    return {_text(ref) for ref, _ in _styled_cells(raw, [b"%d" % style for style in styles])}


def conditional_areas(raw: bytes, styles: Iterable[int]) -> list[str]:
    """The areas of conditional formats of which a rule has one of these differential styles, or draws icons or bars alone."""
    wanted = frozenset(b"%d" % style for style in styles)
    found: list[str] = []
    at = raw.rfind(b"</sheetData>")
    while at >= 0 and (at := raw.find(b"<conditionalFormatting", at)) >= 0:
        end = raw.find(b"</conditionalFormatting>", at)
        if end < 0:
            break
        rules = raw[at:end]
        named = _pattern(rb'dxfId="([0-9]{1,9})"').findall(rules) if wanted else ()
        if b'showValue="0"' in rules or not wanted.isdisjoint(named):
            areas = _pattern(rb"""sqref=["']([A-Za-z0-9:$ ]+)["']""").search(rules)
            found += _text(areas[1]).split() if areas else ()
        at = end
    return found


def _errors(raw: bytes, sheet: SheetExtras, pictures: bool) -> None:
    for ref, options, _, _, value in _error_cell().findall(raw):
        sheet.errors[_text(ref)] = _text(value).strip() or "#N/A"
        if pictures and b" vm=" in options:
            sheet.pictured.add(_text(ref))


def _occurs(raw: bytes, name: bytes, value: bytes) -> bool:
    """Whether any element may have this attribute: a cheap look before a search through all cells."""
    return b' %s="%s"' % (name, value) in raw


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
