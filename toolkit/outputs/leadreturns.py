"""Reads a lead unit's pack that came back: opinions, the bureau's own figures, its sentence on the whole.

In: the workbook as read. Out: :class:`LeadReview`, in which every filled entry cell appears, readable or not.
Nothing here changes a county's figure: the office rules between two values.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.periods import Period
from toolkit.core.returns import Book, Scalar, SheetData
from toolkit.core.reviews import LeadOpinion, LeadReview
from toolkit.core.values import cast
from toolkit.outputs.grid import cell_name
from toolkit.outputs.leadpacks import (
    COUNTIES,
    COVER,
    COVER_FIELDS,
    KEY,
    KIND,
    OPINION,
    OWN,
    REASON,
    TASKS,
    WHOLE,
)  # fmt: skip
from toolkit.outputs.packidentity import read_identity

__all__ = ["LeadOpinion", "LeadReview", "read_lead_pack"]


_WORDS = {"是": 1.0, "否": 0.0}  # rows that count 是/否 show their 1 and 0 so


def read_lead_pack(book: Book) -> LeadReview | None:
    """The review in a returned pack; None when the workbook is no lead-unit pack."""
    identity = read_identity(book)
    if identity is None or identity.kind != KIND:
        return None
    cover = _cover(book.sheet(COVER))
    overall = cover.pop(COVER_FIELDS[0], "")
    opinions = tuple(one for name in (WHOLE, COUNTIES, TASKS) for one in _opinions(book.sheet(name)))
    return LeadReview(
        identity.owner, Period.parse(identity.period), identity.digest, overall, cover, opinions
    )


def _cover(sheet: SheetData | None) -> dict[str, str]:
    rows = sheet.rows if sheet else ()
    pairs = ((_text(row[0]), _text(row[1])) for row in rows if len(row) > 1)
    return {name: text for name, text in pairs if name in COVER_FIELDS and text}


def _opinions(sheet: SheetData | None) -> Iterator[LeadOpinion]:
    """Rows with anything in their entry cells, found by head and hidden key, wherever the row was moved."""
    if sheet is None:
        return
    heads: dict[str, int] = {}
    for line, row in enumerate(sheet.rows):
        if not heads:
            found = {_text(value): index for index, value in enumerate(row)}
            heads = found if OPINION in found and KEY in found else {}
            continue
        unit, _, subject = _text(_at(row, heads.get(KEY))).partition("/")
        opinion, reason = _text(_at(row, heads[OPINION])), _text(_at(row, heads.get(REASON)))
        own = _at(row, heads.get(OWN))
        if subject and (opinion or reason or _text(own)):
            value, raw = _number(own)
            column = heads[OWN] if _text(own) else heads[OPINION]
            yield LeadOpinion(unit, subject, opinion, value, raw, reason, sheet.name, cell_name(line, column))


def _number(own: Scalar) -> tuple[float | None, str]:
    """(the bureau's figure, "") or (None, what stands there instead)."""
    if not _text(own):
        return None, ""
    if _text(own) in _WORDS:
        return _WORDS[_text(own)], ""
    value = cast("number", own).value
    return (value, "") if isinstance(value, float) else (None, _text(own))


def _at(row: tuple[Scalar, ...], index: int | None) -> Scalar:
    return row[index] if index is not None and index < len(row) else None


def _text(value: Scalar) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
