"""What is to be said about where a return was filed.

In: the piece, what reading made of it, the period of the run, how units are named. Out: findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.inbox.signals import Names
from toolkit.pipeline.collecting.parcel import Piece
from toolkit.pipeline.collecting.read import ReadReturn


def filing_findings(
    piece: Piece, read: ReadReturn, period: Period, finder: Names, name_of: Callable[[str], str]
) -> Iterator[Finding]:
    """A return of another month than the run's, or in a mail that bears another county's name."""
    assert read.period is not None  # noqa: S101 - for mypy; the caller has looked
    if read.period != period:
        values = {"filed": read.period.chinese, "period": period.chinese}
        yield Finding("N755", unit=read.unit, address=piece.name, values=values)
    other = _other_unit(piece, read.unit, finder)
    if other:
        values = {"container": other[0], "other": name_of(other[1]), "unit": name_of(read.unit)}
        yield Finding("Q761", unit=read.unit, address=piece.name, values=values)


def _other_unit(piece: Piece, unit: str, finder: Names) -> tuple[str, str] | None:
    """The mail or archive around the workbook that bears another county's name, and that county."""
    for name in piece.path:
        named = finder.find(PurePosixPath(name).stem)
        if named != unit and finder.is_county(named):
            return name, named
    return None
