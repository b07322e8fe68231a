"""Read a returned workbook: bytes in, Book out, whatever its suffix says.

calamine reads the cells; one pass of ooxml, biff or odf adds what it does not carry. Where calamine
cannot read (or a sheet is too sparse for it) openpyxl's read-only mode does; else the file is refused
with its reason. Meant to run in a child process (worker.py): hostile bytes may still kill a reader. Nearly all that comes is xlsx: the
readers of other kinds are loaded when one is met (decision 0050).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from toolkit.core.returns import WORD, Book, Scalar, SheetData
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import DENSE_CELLS, DENSE_XLS_CELLS
from toolkit.inbox.sniff import ENCODED, WORKBOOKS, sniff
from toolkit.inbox.workbooks import ooxml
from toolkit.inbox.workbooks.extras import BookExtras, SheetExtras, position

Rows = tuple[tuple[Scalar, ...], ...]
Table = tuple[str, Rows, bool]  # name, rows, visible

_REFUSED = {
    "empty": "E801",
    "incomplete": "E802",
    "html": "E804",
    "text": "E805",
    "xml": "E805",
    ENCODED: "E805",
}


def read_book(data: bytes) -> Book:
    """The workbook as read; raises Unreadable with the code that says why not.

    Rows start at A1 and may differ in length; blanks and error cells are None (the latter listed in
    ``errors``). Numbers are floats, dates datetimes.
    """
    kind = sniff(data)
    if kind == WORD:
        from toolkit.inbox.workbooks.word import read_word

        return read_word(data)
    if kind not in WORKBOOKS:
        raise Unreadable(_REFUSED.get(kind, "E806"))
    if kind == "encrypted" or (kind in ("xls", "et") and _has_password(data)):
        from toolkit.inbox.workbooks.decrypt import decrypted

        data = decrypted(data)
        kind = sniff(data)
    extras, data = _extras(data, kind)
    return _build(_tables(data, extras, kind), extras, kind)


def _has_password(data: bytes) -> bool:
    from toolkit.inbox.workbooks import biff

    return biff.is_encrypted(data)


def _extras(data: bytes, kind: str) -> tuple[BookExtras, bytes]:
    """By the reader of its kind, and what the cells are read from."""
    if kind in ("xlsx", "xlsm"):
        return ooxml.read_extras(data)
    if kind in ("xls", "et"):
        from toolkit.inbox.workbooks import biff

        return biff.read_extras(data), data
    if kind == "xlsb":
        from toolkit.inbox.workbooks import xlsb

        return xlsb.read_extras(data)
    if kind == "ods":
        from toolkit.inbox.workbooks import odf

        return odf.read_extras(data), data
    raise Unreadable("E806")


def _tables(data: bytes, extras: BookExtras, kind: str) -> list[Table]:
    """The cells by the first reader that copes: calamine, else one that takes sparse or odd files."""
    most = DENSE_XLS_CELLS if kind in ("xls", "et") else DENSE_CELLS
    sparse = any(sheet.last[0] * sheet.last[1] > most for sheet in extras.sheets.values())
    unread = frozenset(name for name, sheet in extras.sheets.items() if sheet.unread)
    odd = any(sheet.odd for sheet in extras.sheets.values())
    tables = None if sparse or odd else _calamine(data, unread)
    if tables is None and kind in ("xlsx", "xlsm"):
        tables = _openpyxl(data)
    elif tables is None and kind == "ods":
        from toolkit.inbox.workbooks import odf

        tables = odf.own_tables(data)
    elif tables is None and sparse and kind in ("xls", "et"):
        from toolkit.inbox.workbooks import biff

        tables = biff.sparse_tables(data)
    if tables is None and sparse:
        raise Unreadable("E819", {"what": "有内容的区域", "limit": f"{most // 10_000} 万格"})
    if tables is None:
        raise Unreadable("E813", {"part": kind})
    return tables


def _build(tables: list[Table], extras: BookExtras, kind: str) -> Book:
    sheets = tuple(
        _sheet(name, rows, visible, extras.sheets.get(name, SheetExtras()), extras)
        for name, rows, visible in tables
    )
    return Book(sheets, dict(extras.properties), extras.saved_at, kind, tuple(extras.damaged))


def _sheet(name: str, rows: Rows, visible: bool, extras: SheetExtras, book: BookExtras) -> SheetData:
    later = extras.later
    return SheetData(
        name,
        _with_texts(rows, extras.texts) if extras.texts else rows,
        visible,
        errors=extras.errors,
        uncached=extras.uncached if later is None else later.uncached,
        zeros=frozenset(extras.zeros),
        formulas=extras.formulas if later is None else later,
        number_formats=extras.number_formats,
        hidden_rows=frozenset(extras.hidden_rows),
        comments=extras.comments,
        words=tuple(extras.words),
        margins=tuple(extras.margins),
        merges=tuple(extras.merges),
        struck=frozenset(extras.struck),
        raised=frozenset(extras.raised),
        unseen=frozenset(extras.unseen),
        restyled=tuple(extras.restyled),
        pictured=frozenset(extras.pictured),
        faulty=extras.faulty,
        pictures=tuple(extras.pictures),
        objects=tuple(extras.objects),
        background=extras.background,
        from_1904=book.from_1904,
        recalculated=book.recalculated,
    )


def _with_texts(rows: Rows, texts: Mapping[str, str]) -> Rows:
    """The rows with these texts, by address, in place of the texts that were read."""
    changed = list(rows)
    for ref, text in texts.items():
        row, column = position(ref)
        cells = changed[row - 1] if 0 < row <= len(changed) else ()
        if 0 < column <= len(cells) and isinstance(cells[column - 1], str):
            changed[row - 1] = (*cells[: column - 1], text, *cells[column:])
    return tuple(changed)


def _calamine(data: bytes, unread: Collection[str]) -> list[Table] | None:
    """(name, rows, visible) of every worksheet, no rows for those that nobody needs.

    None when calamine cannot read the file.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [
            (
                sheet.name,
                () if sheet.name in unread else _filled_rows(book, sheet.name),
                sheet.visible == SheetVisibleEnum.Visible,
            )
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic in Rust arrives as a BaseException
        return None


def _filled_rows(book: CalamineWorkbook, name: str) -> Rows:
    return _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False))


def _openpyxl(data: bytes) -> list[Table]:
    """The same by openpyxl in read-only mode; imported only here since the import takes long."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        tables = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a wrong <dimension> would hide rows
            rows = _rows(sheet.iter_rows(values_only=True))
            tables.append((sheet.title, rows, sheet.sheet_state == "visible"))
        return tables
    except MemoryError:
        raise
    except Exception as error:
        raise Unreadable("E813", {"part": "结构不合规范"}) from error


def _rows(rows: Iterable[Sequence[Any]]) -> Rows:
    """Rows as tuples; blank ones share one tuple, since a sheet may have a million of them."""
    blanks: dict[int, tuple[None, ...]] = {}
    out: list[tuple[Scalar, ...]] = []
    for row in rows:
        width = len(row)
        if row.count("") == width:
            out.append(blanks.setdefault(width, (None,) * width))
        else:
            out.append(
                tuple(
                    [
                        (v or None) if v.__class__ is str else v if v.__class__ is float else _scalar(v)
                        for v in row
                    ]
                )
            )
    return tuple(out)


def _scalar(value: Any) -> Scalar:
    """A reader's value as one of ours; blanks and errors are None."""
    if value is None or value == "":
        return None
    if isinstance(value, str | bool | dt.datetime):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / 86400
    return str(value)
