"""Side facts of one worksheet, straight from its XML text: no tree is built, no entity is known.

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

_REF = r"""(?>(?:[^<>]*?\s)??r=["']([A-Za-z]{1,3}[0-9]{1,7})["'])"""
_FAR = re.compile(r""" r=["'](?:[A-Za-z]{3}[0-9]|[A-Za-z]{1,2}[0-9]{5})""")  # beyond ZZ or row 9999


class _Patterns:
    """Patterns for one namespace prefix. ``[^<>]`` keeps every search linear, also on broken text, and
    what matched once is not tried in other ways (``(?>``, ``*+``): most cells are not what is sought."""

    def __init__(self, prefix: str) -> None:
        cell, value = rf"<{prefix}c\s", rf"\s*+(?:(<{prefix}v\b)[^<>]*+>([^<]*+))?"
        formula = rf"\s*+<{prefix}f\b[^<>]*+>(?:([^<]*+)</{prefix}f>)?"
        self.formula = re.compile(cell + _REF + r"([^<>]*+)>" + formula + value)
        self.any_formula = f"<{prefix}f"
        self.error = re.compile(cell + rf"""{_REF}[^<>]*\bt=["']e["'][^<>]*>(?:{formula})?{value}""")
        self.far = re.compile(
            cell + r"""(?:[^<>]*?\s)??r=["']([A-Za-z]{3}[0-9]{1,7}|[A-Za-z]{1,2}[0-9]{5,7})["'][^<>/]*>"""
        )
        self.hidden = re.compile(
            rf"""<{prefix}row\s(?=[^<>]*\bhidden=["'](?:1|true)["'])(?:[^<>]*\s)?r=["']([0-9]{{1,7}})["']"""
        )
        self.merge = re.compile(rf"""<{prefix}mergeCell\s[^<>]*?\bref=["']([A-Za-z0-9:$]+)["']""")
        self.styled = cell + _REF + r"""[^<>]*\bs=["'](%s)["'][^<>/]*>"""


_patterns = lru_cache(maxsize=32)(_Patterns)


def scan_sheet(raw: bytes, formats: dict[str, str]) -> SheetExtras:
    """The side facts of a sheet; ``formats`` maps style indices to the formats worth knowing."""
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    prefix = re.search(r"<((?:[A-Za-z_][\w.-]{0,30}:)?)sheetData\b", text)
    patterns = _patterns(prefix[1] if prefix else "")
    sheet = SheetExtras()
    if patterns.any_formula in text:
        sheet.later = FormulasInText(text, patterns.formula)
    if _occurs(text, "t", "e"):
        errors = patterns.error.findall(text)
        sheet.errors.update((ref, value.strip() or "#N/A") for ref, _, _, value in errors)
    used = [style for style in formats if _occurs(text, "s", style)]
    if used:
        found = re.findall(patterns.styled % "|".join(used), text)
        sheet.number_formats.update((ref, formats[style]) for ref, style in found)
    if "hidden=" in text:
        sheet.hidden_rows.update(map(int, patterns.hidden.findall(text)))
    if "mergeCell" in text:
        sheet.merges = patterns.merge.findall(text)
    if _FAR.search(text):  # else the sheet cannot be large
        for ref in patterns.far.findall(text):
            row, column = position(ref)
            sheet.last = max(sheet.last[0], row), max(sheet.last[1], column)
    return sheet


def _occurs(text: str, name: str, value: str) -> bool:
    """Whether any element may have this attribute: a cheap look before a search through all cells."""
    return f' {name}="{value}"' in text or f" {name}='{value}'" in text
