"""Types values into a generated workbook, as a program would that does not recalculate.

In: the bytes of a form and values by place. Out: the bytes with those cells filled; everything else in
the file stays as it was.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS, Form
from toolkit.core.patterns import lazy_regex
from toolkit.core.places import Place
from toolkit.forms.layout import COVER_PLACES, FIRST_ROW, SHEETS
from toolkit.forms.places import row_keys

Value = str | float
_SHEET_ORDER = (COVER, TASKS, INDICATORS, PROJECTS, EXPERIENCE)  # as write_form writes them
_CELL = lazy_regex(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', re.DOTALL)


def fill_workbook(data: bytes, form: Form, values: Mapping[Place, Value]) -> bytes:
    """The workbook with ``values`` in their cells."""
    parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(_SHEET_ORDER, 1)}
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            content = source.read(item)
            if item.filename in parts:
                content = _filled(content.decode(), _addresses(form, parts[item.filename], values)).encode()
            target.writestr(item, content, compresslevel=1)  # made up and soon read: speed before size
    return result.getvalue()


def _addresses(form: Form, sheet: str, values: Mapping[Place, Value]) -> dict[str, Value]:
    if sheet == COVER:
        places = {place.column.field: place.address for place in COVER_PLACES}
        return {places[name]: value for (s, key, name), value in values.items() if s == COVER and key == ""}
    rows = {key: FIRST_ROW + number for number, key in enumerate(row_keys(form, sheet))}
    return {
        f"{SHEETS[sheet].letter(name)}{rows[key]}": value
        for (s, key, name), value in values.items()
        if s == sheet
    }


def _filled(xml: str, cells: Mapping[str, Value]) -> str:
    def fill(match: re.Match[str]) -> str:
        address, style = match[1], match[2]
        if address not in cells:
            return match[0]
        value = cells[address]
        if isinstance(value, str):
            return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return f'<c r="{address}"{style}><v>{value!r}</v></c>'

    return _CELL.sub(fill, xml)
