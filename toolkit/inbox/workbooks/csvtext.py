"""A CSV text as a workbook of one sheet, all its cells texts as they stand.

In: bytes in UTF-8, UTF-16 or GB18030, with commas, tabs or semicolons. Out: a Book. Only what a platform exports is
read in this way (pipeline.collecting.exported): a form saved as CSV has lost its other sheets and its identity.
"""

from __future__ import annotations

import csv
import io

from toolkit.core.returns import Book, SheetData
from toolkit.inbox.bytetext import guess
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import DENSE_CELLS

_MARKS = ",\t;"
_HEAD = 20  # lines that say which mark parts the cells
CSV = "csv"


def read_csv(data: bytes) -> Book:
    """The rows of the text; raises Unreadable for more cells than a workbook may have."""
    text = _text(data)
    head = "\n".join(text.splitlines()[:_HEAD])
    mark = max(_MARKS, key=head.count)
    rows, cells = [], 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            cells += len(row)
            if cells > DENSE_CELLS:
                raise Unreadable("E819", {"what": "有内容的区域", "limit": f"{DENSE_CELLS // 10_000} 万格"})
            rows.append(tuple(value or None for value in row))
    except csv.Error as error:
        raise Unreadable("E805") from error
    return Book((SheetData(CSV, tuple(rows)),), fmt=CSV)


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return guess(data.removeprefix(b"\xef\xbb\xbf"))
