"""Writes what openpyxl holds as an .xlsb, since no program of this environment does: cells of all kinds in the records of [MS-XLSB].

In: a workbook. Out: the bytes. Numbers that are whole stand in four bytes (RK), other ones in eight; every second text is a shared
one; what begins with = is a formula with the result that ``results`` gives by (sheet, address), 0 without one. ``again``: records
that stand behind a cell, by its address.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from inbox_samples import _record as record
from inbox_samples import _string as string
from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_FORMULA = struct.pack("<HLL", 0, 0, 0)  # flags, and a parsed expression of no length
_ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
Results = Mapping[tuple[str, str], float | str]


class _Writer:
    def __init__(self, book: Workbook, results: Results, again: Mapping[str, bytes]) -> None:
        self.book, self.results, self.again = book, results, again
        self.shared: list[str] = []
        self.styles: dict[tuple[str, bool], int] = {("General", False): 0}
        self.texts = 0

    def sheet(self, sheet: Worksheet) -> bytes:
        size = struct.pack("<4L", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
        out = record(129) + record(148, size) + record(145)
        for number, cells in enumerate(sheet.iter_rows(), 1):
            look = sheet.row_dimensions.get(number)
            hidden = 0x10 if look is not None and look.hidden else 0
            out += record(0, struct.pack("<LLHBB", number - 1, 0, 300, 0, hidden) + struct.pack("<BL", 0, 0))
            for cell in cells:
                if cell.value is not None:
                    style = (cell.number_format, bool(cell.font.strike))
                    at = struct.pack("<LL", cell.column - 1, self.styles.setdefault(style, len(self.styles)))
                    out += self.cell(sheet.title, cell.coordinate, cell.value, at)
                    out += self.again.get(cell.coordinate, b"")
        out += record(146)
        areas = sheet.merged_cells.ranges
        out += record(177, struct.pack("<L", len(areas)))
        for area in areas:
            out += record(
                176,
                struct.pack("<4L", area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1),
            )
        return out + record(178) + record(130)

    def cell(self, sheet: str, address: str, value: object, at: bytes) -> bytes:
        if isinstance(value, bool):
            return record(4, at + bytes([value]))
        if isinstance(value, datetime):
            value = float(to_excel(value))
        if isinstance(value, int | float):
            if float(value).is_integer() and abs(value) < 1 << 28:
                return record(2, at + struct.pack("<l", int(value) << 2 | 2))
            return record(5, at + struct.pack("<d", value))
        text = str(value)
        if text in _ERRORS:
            return record(3, at + bytes([_ERRORS[text]]))
        if text.startswith("="):
            result = self.results.get((sheet, address), 0.0)
            if isinstance(result, str):
                return record(8, at + string(result) + _NO_FORMULA)
            return record(9, at + struct.pack("<d", result) + _NO_FORMULA)
        self.texts += 1
        if self.texts % 2:
            return record(6, at + string(text))
        self.shared.append(text)
        return record(7, at + struct.pack("<L", len(self.shared) - 1))

    def style_part(self) -> bytes:
        codes = sorted({code for code, _ in self.styles} - {"General"})
        numbers = {"General": 0, **{code: 200 + index for index, code in enumerate(codes)}}
        out = record(278) + record(615, struct.pack("<L", len(codes)))
        for code in codes:
            out += record(44, struct.pack("<H", numbers[code]) + string(code))
        out += record(616) + record(611, struct.pack("<L", 2))
        for strikes in (0, 8):
            font = struct.pack("<4H", 220, strikes, 400, 0) + bytes(13)
            out += record(43, font + string("宋体"))
        out += record(612) + record(603, struct.pack("<L", 1)) + record(45, bytes(68)) + record(604)
        out += record(617, struct.pack("<L", len(self.styles)))
        for code, strikes in self.styles:
            out += record(47, struct.pack("<HHHHHBBH", 0, numbers[code], int(strikes), 0, 0, 0, 0, 0))
        return out + record(618) + record(279)


def xlsb_of(
    book: Workbook,
    results: Results | None = None,
    *,
    recalculated: bool = False,
    again: Mapping[str, bytes] | None = None,
) -> bytes:
    """The workbook as an .xlsb; ``recalculated``: programs are told to work its formulas out on opening."""
    writer = _Writer(book, results or {}, again or {})
    sheets = {f"worksheets/sheet{n}.bin": writer.sheet(one) for n, one in enumerate(book.worksheets, 1)}
    main = record(131) + record(143)
    for number, one in enumerate(book.worksheets, 1):
        state = {"visible": 0, "hidden": 1, "veryHidden": 2}[one.sheet_state]
        main += record(156, struct.pack("<LL", state, number) + string(f"rId{number}") + string(one.title))
    main += record(144) + record(157, bytes(24) + struct.pack("<H", recalculated)) + record(132)
    strings = record(159, struct.pack("<LL", len(writer.shared), len(writer.shared)))
    strings += b"".join(record(19, b"\0" + string(text)) for text in writer.shared) + record(160)
    parts = {**sheets, "styles.bin": writer.style_part(), "sharedStrings.bin": strings}
    kinds = {"styles.bin": "styles", "sharedStrings.bin": "sharedStrings"}
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kinds.get(name, "worksheet")}" Target="{name}"/>'
        for number, name in enumerate(parts, 1)
    )
    original = BytesIO()
    book.save(original)
    out = BytesIO()
    with zipfile.ZipFile(original) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", "_rels/.rels", "docProps/custom.xml", "docProps/core.xml"):
            if name in old.namelist():
                package.writestr(name, old.read(name))
        package.writestr("xl/workbook.bin", main)
        package.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        )
        for name, raw in parts.items():
            package.writestr(f"xl/{name}", raw)
    return out.getvalue()
