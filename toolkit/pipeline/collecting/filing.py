"""Why a return waits for a person, and what is to be said about where it was filed and the mail that it came in.

In: the piece, what reading made of it, the period of the run, how units are named. Out: findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from toolkit.core.findings import Finding, Severity
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Receipt
from toolkit.core.value_text import says_void
from toolkit.inbox.containers.mailwords import asks, is_to_be_told
from toolkit.inbox.containers.quoted import is_answer
from toolkit.inbox.fileremarks import qualifies
from toolkit.inbox.signals import Names
from toolkit.ledger.store import Ledger
from toolkit.pipeline.collecting.months import mailed_month, waits_for_its_month
from toolkit.pipeline.collecting.parcel import Piece
from toolkit.pipeline.collecting.read import ReadReturn

EMPTY, SPARE = (
    "E708",
    "E770",
)  # the blank form of a unit that is known: nothing of it came yet, or something did
SPARE = "下发时的空白表，同来的填好的那份已经收下"
_BESIDE = frozenset(
    {"N128", "N136", "Q172", "N137", "Q140", "Q161", "N151", "N168"}
)  # what a form without a figure may hold all the same


def reasons_to_wait(
    read: ReadReturn,
    piece: Piece,
    unit_of: Callable[[str], Unit | None],
    ledger: Ledger,
    period: Period,
    finder: Names,
) -> tuple[Finding, ...]:
    """Why a person must look first; nothing where the return can be filed. ``unit_of`` knows units by code."""
    name = piece.name
    conflicts = tuple(finding for finding in read.conflicts if finding.severity is Severity.ERROR)
    if conflicts or not read.unit or read.period is None:
        return conflicts or read.conflicts
    unit = unit_of(read.unit)
    said = {"unit": unit.name if unit else read.unit, "period": read.period.chinese}
    if unit is not None and not unit.serves_in(read.period):
        return (Finding("E713", address=name, values={**said, "bounds": unit.bounds}),)
    if read.blank_form:
        beside = "".join(one.problem for one in read.findings if one.code in _BESIDE)
        if beside:
            return (Finding("E767", address=name, values={**said, "beside": beside}),)
        code = "E770" if ledger.next_version(read.unit, read.period) > 1 else "E708"
        return (Finding(code, address=name, values=said),)
    before = None if read.attributed else ledger.same_content(read.fingerprint)
    if before is not None and (before[0] != read.unit or (before[1] != read.period and not read.signed)):
        first = unit_of(before[0])
        said = {"unit": first.name if first else before[0], "period": before[1].chinese}
        return (Finding("E709" if before[0] != read.unit else "E704", address=name, values=said),)
    return () if read.attributed else waits_for_its_month(piece, read.period, period, finder)


def is_spare(
    read: ReadReturn | None,
    piece: Piece,
    receipts: Sequence[Receipt],
    unit_of: Callable[[str], Unit | None],
    ledger: Ledger,
    period: Period,
    finder: Names,
) -> bool:
    """Whether it is the form as it went out, beside a filled one of the unit and month that was taken: it says nothing."""
    taken = {(one.unit, one.period) for one in receipts if one.status in ("accepted", "duplicate")}
    if read is None or not read.blank_form or (read.unit, str(read.period)) not in taken:
        return False
    stops = reasons_to_wait(read, piece, unit_of, ledger, period, finder)
    return [finding.code for finding in stops] == ["E770"]


def mail_findings(piece: Piece, unit: str = "") -> Iterator[Finding]:
    """The mail around the workbook speaks of figures itself, or says anything but courtesy."""
    if piece.words and (asks(piece.words) or is_to_be_told(piece.words)):
        words = " ".join(piece.words.split())
        values = {"words": words.rstrip("。")}
        yield Finding(
            "Q766" if asks(piece.words) else "N766",
            unit=unit,
            address=piece.name,
            seen=words[:100],
            values=values,
        )


def filing_findings(
    piece: Piece,
    read: ReadReturn,
    period: Period,
    finder: Names,
    name_of: Callable[[str], str],
    counts: bool = True,
) -> Iterator[Finding]:
    """A return of another month than the run's or its mail's, of a name that says 作废, or in a mail that bears another county's name.

    ``counts``: no other return of the unit that is here is newer.
    """
    assert read.period is not None  # noqa: S101 - for mypy; the caller has looked
    if read.period != period:
        values = {"filed": read.period.chinese, "period": period.chinese}
        yield Finding("N755", unit=read.unit, address=piece.name, values=values)
    mailed = mailed_month(piece, period, read.period, finder)[1]
    if mailed and not read.attributed and not asks(piece.words):
        yield Finding("Q766", unit=read.unit, address=piece.name, seen=mailed[:100], values={"words": mailed})
    void = next((name for name in (piece.called, *piece.path) if says_void(name)), "")
    if void and counts:
        values = {"says": "像是作废的、旧的或草稿"}
        yield Finding("Q767", unit=read.unit, address=piece.name, seen=void[:100], values=values)
    elif counts and qualifies(piece.called, read.period.month):
        values = {"says": "里面说到了数或所属的月份，没有照它改"}
        yield Finding("Q767", unit=read.unit, address=piece.name, seen=piece.called[:100], values=values)
    other = _other_unit(piece, read.unit, finder)
    if other:
        values = {"container": other[0], "other": name_of(other[1]), "unit": name_of(read.unit)}
        yield Finding("Q761", unit=read.unit, address=piece.name, values=values)


def _other_unit(piece: Piece, unit: str, finder: Names) -> tuple[str, str] | None:
    """The mail or archive around the workbook that bears another county's name, also as its subject, and that county."""
    for name in (*piece.path, "" if is_answer(piece.subject) else piece.subject):
        named = finder.find(PurePosixPath(name).stem)
        if named != unit and finder.is_county(named):
            return name, named
    return None
