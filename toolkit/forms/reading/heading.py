"""The header of a data sheet: one line or two, what spans several columns, the measure above the table.

In: a SheetData, the row that holds most header words. Out: :class:`Heading`. A second line counts with the
line above it: what is written over several columns is no header of the first of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar, SheetData
from toolkit.core.value_measures import is_measure
from toolkit.core.value_text import is_blank, raw_text, squeeze
from toolkit.forms.reading.asides import are_remarks, is_column_numbers
from toolkit.forms.reading.columns import texts_of
from toolkit.forms.reading.scan import split_area
from toolkit.forms.spec import SheetSpec

_MONEY = "(?:人民币)?([十百千万亿]+元?|元)"
_MEASURE_ABOVE = lazy_regex(rf"单位[:为是]?{_MONEY}(?![一-龥])|以{_MONEY}为单位|^\(?{_MONEY}\)?$")
_SAID_ABOVE = lazy_regex(r"(?:计量)?单位[:为是]?(\S{1,6}?)[)。]?$|以(\S{1,6})为单位")
# In a title over several headers: it says another time or measure than they do.
_OTHER = lazy_regex(r"\d|[上去前明往历]年|[上下]月|以前|同期|季|周|元|[万亿]|%")
_UNTIL = lazy_regex(r"至(\d{1,2}月\d{1,2}日)的累计数")
_SHORT = 12  # characters; longer texts are no second line of a header
_SPANS = "…"  # behind a text that is written over several columns: such a header is nobody's


@dataclass(frozen=True)
class Heading:
    """``texts`` by column, the 0-based ``row`` of the last line, how many ``lines``, the ``measure`` above."""

    texts: Sequence[str]
    row: int
    lines: int = 1
    measure: str = ""


def heading_of(
    sheet: SheetData,
    spec: SheetSpec,
    header: int,
    texts: Sequence[str],
    keys: Collection[str],
    month: int = 0,
) -> Heading:
    """The header whose first line is the 0-based row ``header``, with these ``texts``; ``keys`` are those of the sheet's rows, ``month`` is
    the form's where it is known."""
    measure = _measure_above(sheet, header)
    below = sheet.rows[header + 1] if header + 1 < len(sheet.rows) else ()
    if _is_second_line(below, texts, keys, month):
        return Heading(_joined(texts, texts_of(below), spec), header + 1, 2, measure)
    own = list(texts)
    for index in _spanning(sheet, header):
        if index < len(own):
            own[index] += _SPANS
    return Heading(own, header, 1, measure)


def said_until(above: Sequence[Sequence[Scalar]]) -> str:
    """The day to which the form asks for data, as its hint above the header says it: 6月25日; "" without one."""
    texts = (squeeze(value) for row in above for value in row if isinstance(value, str))
    return next((said[1] for text in texts if (said := _UNTIL.search(text))), "")


def _measure_above(sheet: SheetData, header: int) -> str:
    for row in sheet.rows[:header]:
        for value in row:
            if isinstance(value, str) and ("单位" in value or len(value) <= _SHORT):
                said = _MEASURE_ABOVE.search(squeeze(value))
                if said:
                    return f"{said[said.lastindex or 0].removesuffix('元')}元"
    return ""


def other_measure(text: str, spec: SheetSpec) -> str:
    """The measure that a note above the header says (单位：万人) unless it is the one of all columns that have one; else ""."""
    said = _SAID_ABOVE.search(squeeze(text))
    measure = said[said.lastindex or 0] if said else ""
    own = {column.measure for column in spec.columns if column.role == "input" and column.measure}
    return measure if is_measure(measure) and own != {measure} else ""


def _is_second_line(row: Sequence[Scalar], texts: Sequence[str], keys: Collection[str], month: int) -> bool:
    """Short texts only, no row key, and nothing below the first header: no row of data looks so."""
    filled = {index: value for index, value in enumerate(row) if not is_blank(value)}
    first = next((index for index, text in enumerate(texts) if text), 0)
    if not filled or min(filled) <= first:
        return False
    said = [squeeze(raw_text(value)) for value in filled.values()]
    if is_column_numbers(said) or are_remarks(said, month):
        return False
    return all(
        isinstance(value, str) and len(value) <= _SHORT and value not in keys for value in filled.values()
    )


def _joined(upper: Sequence[str], lower: Sequence[str], spec: SheetSpec) -> list[str]:
    """Each column's header: the lower one where it is the form's own, else both."""
    fields = spec.fields_by_header
    joined, title = [], ""
    for index in range(max(len(upper), len(lower))):
        over = upper[index] if index < len(upper) else ""
        under = lower[index] if index < len(lower) else ""
        title = over or (title if under else "")
        measure = spec.column(fields[under]).measure if under in fields else ""
        whole = under in fields and title not in fields and not _OTHER.search(title.replace(measure, ""))
        joined.append(under if whole else title + under if under else over)
    return joined


def _spanning(sheet: SheetData, header: int) -> list[int]:
    """Columns whose header cell is merged with others that hold something below."""
    found = []
    for area in sheet.merges:
        corners = split_area(area)
        if corners is None:
            continue
        first, last = corners
        if not first[0] <= header <= last[0] or first[1] >= last[1]:
            continue
        if any(
            not is_blank(value)
            for row in sheet.rows[header + 1 :]
            for value in row[first[1] + 1 : last[1] + 1]
        ):
            found.append(first[1])
    return found
