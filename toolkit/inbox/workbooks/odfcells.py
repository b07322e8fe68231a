"""What a cell of an .ods says, by the kind that it gives itself, and whether the usual reader would take it for another.

In: a cell. Out: its value as LibreOffice shows it; the error of a formula; whether it is odd: some programs write texts without a
kind, leave a value of another kind beside the text, describe the pictures on a cell, write 0 for a formula's error, or hours beyond a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import isfinite

from lxml import etree

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar
from toolkit.inbox.workbooks.odftext import draws, plain_text

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
KIND = f"{_OFFICE}value-type"
ELAPSED = "[h]:mm:ss"  # how Excel would show hours beyond a day
_NUMBER, _STRING, _DATE, _TIME, _TRUTH = (
    f"{_OFFICE}{name}value" for name in ("", "string-", "date-", "time-", "boolean-")
)
_VALUES = {"float": _NUMBER, "currency": _NUMBER, "percentage": _NUMBER, "string": _STRING}
_VALUES |= {"date": _DATE, "time": _TIME, "boolean": _TRUTH}
_ALL = (_NUMBER, _STRING, _DATE, _TIME, _TRUTH)
_OTHERS = {kind: tuple(other for other in _ALL if other != own) for kind, own in _VALUES.items()}
_ERROR = lazy_regex(r"#(?:[A-Z]{3,5}[!?]|DIV/0!|N/A)|(?:Err|错误)[:：] ?[0-9]{3}")
_DURATION = lazy_regex(
    r"(-?)P(?:([0-9]{1,7})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?"
)
_DAY = timedelta(days=1)


def holds_text(cell: etree._Element) -> bool:
    """Whether something is written in a cell, notes apart."""
    return cell.find(f"{_TEXT}p") is not None and bool(plain_text(cell).strip())


def error_of(cell: etree._Element, formula: str | None) -> str:
    """The error that a cell shows, "" without one: OpenOffice writes it as the text of a 0."""
    if cell.get(_CALC_TYPE) == "error":
        return plain_text(cell).strip() or "#N/A"
    if formula is None:
        return ""
    shown = plain_text(cell).strip()
    return shown if _ERROR.fullmatch(shown) else ""


def is_odd(cell: etree._Element, kind: str | None, formula: str | None) -> bool:
    """Whether the usual reader would not give what value_of gives."""
    for other in _OTHERS.get(kind or "", _ALL):
        if cell.get(other) is not None:
            return True
    if kind not in _VALUES:
        return kind is not None or formula is None
    value = cell.get(_VALUES[kind])
    if formula is not None and error_of(cell, formula):
        return value != ""  # as LibreOffice writes it
    if kind == "string":
        return draws(cell) or (value == "" and holds_text(cell))
    return value is None or (kind == "time" and is_elapsed(cell))


def is_elapsed(cell: etree._Element) -> bool:
    """Whether a time is no time of a day."""
    time = _duration(cell.get(_TIME, ""))
    return time is not None and not timedelta() <= time < _DAY


def value_of(cell: etree._Element, formula: str | None) -> Scalar:
    """What stands in a cell: its text where it has no kind, or none of the values that belong to it; None for an error."""
    kind = cell.get(KIND)
    if (kind is None and formula is not None) or error_of(cell, formula):
        return None
    named = _VALUES.get(kind or "string")
    said = "" if named is None else cell.get(named, "")
    value = said if named in (None, _STRING) else _converted(kind or "", said)
    return plain_text(cell) or None if value is None or value == "" else value


def _converted(kind: str, said: str) -> Scalar:
    """A value of that kind, None where it is none."""
    try:
        if kind == "date":
            return datetime.fromisoformat(said).replace(tzinfo=None)
        if kind == "boolean":
            return {"true": True, "false": False}.get(said)
        if kind == "time":
            return _time(_duration(said))
        number = float(said)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _time(time: timedelta | None) -> str | float | None:
    """A time of a day as text, one beyond it in days."""
    if time is None:
        return None
    if timedelta() <= time < _DAY:
        return str((datetime.min + time).time())
    return time / _DAY


def _duration(said: str) -> timedelta | None:
    match = _DURATION.fullmatch(said)
    if match is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    time = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -time if match[1] else time
