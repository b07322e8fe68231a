"""What a month's figures are computed from, as plain values; built by the pipeline from ledger and config.

In: nothing is read here. Out: :class:`Settings`, :class:`SubmissionInfo` and :class:`MonthData`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from toolkit.core.followed import Revised
from toolkit.core.model import Checklist, Decision, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.results import FileAccount, UnitReport
from toolkit.core.returns import Entry
from toolkit.core.reviews import LightVerdict
from toolkit.forms.asked import Shown


@dataclass(frozen=True)
class Settings:
    """What config decides about figures.

    ``yellow_points`` is how far (negative, in points) a rate may fall behind pace and still be yellow;
    with ``unit`` "ratio" it is a share of the pace instead (-10: not under 90 % of the pace).
    ``approx_tolerance`` is what a 左右-target forgives, in % of the target.
    """

    yellow_points: float = -10.0
    unit: Literal["points", "ratio"] = "points"
    approx_tolerance: float = 0.0
    carry_missing: bool = False


@dataclass(frozen=True)
class SubmissionInfo:
    """One archived return of the period.

    ``accepted`` counts the cells that were accepted or normalised, also where a later version has
    superseded them since; a return without any does not count as returned.
    """

    unit: str  # unit code
    version: int
    received: datetime
    sha256: str = ""
    file: str = ""
    accepted: int = 1
    saved_at: datetime | None = None  # when it was written, where nothing firm says when it came


@dataclass(frozen=True)
class OpenFindings:
    """What is still open against one unit's return.

    ``must_fix`` counts the 错误 that stand on a filled cell: they send the return back (退回修改),
    while a missing required cell only makes it 部分报送.
    """

    errors: int = 0
    queries: int = 0
    must_fix: int = 0
    doubted: tuple[tuple[str, str], ...] = ()  # figures that one contests: (indicator id, field); they bear ※
    wrong_status: tuple[str, ...] = ()  # row keys of status cells with an 错误


@dataclass(frozen=True)
class Checked:
    """What is known of a month's returns beside what counts: accounts of files; figures reported and changed by unit."""

    accounts: Sequence[FileAccount] = ()
    reported: Mapping[str, int] = field(default_factory=dict)  # unit code -> indicator figures
    changed: Mapping[str, int] = field(
        default_factory=dict
    )  # of them changed by a later version or a correction


@dataclass(frozen=True)
class YearSoFar:
    """The year's earlier months, for what is told of units over a year; and what its papers printed."""

    reports: Mapping[Period, Sequence[UnitReport]] = field(default_factory=dict)
    checked: Mapping[Period, Checked] = field(default_factory=dict)  # this month's too
    revised: Revised = field(default_factory=Revised)


@dataclass(frozen=True)
class MonthData:
    """Everything that one month's figures rest on.

    ``entries`` holds the effective values of the period, of the year's earlier months, and of last year as far as
    it is looked back on (the same month, November and December; in January the whole year); one entry a place. ``issued`` gives the (sheet, row key)
    that a unit's forms of the period asked for; a unit that is not in it has got no form. None means that
    every unit was asked by the checklist. ``shown`` is what those forms showed of last month in 任务进展: unit code ->
    row key -> values; without it what the unit said last month. ``rejected`` are filled places whose latest value could not be
    read, ``taken_out`` those whose value a person ruled out (剔除), ``excused`` blanks that a person lets
    stand; of these two nothing is owed: (unit code, place). ``taken_out_before`` are 剔除 of earlier months.
    """

    checklist: Checklist
    units: Sequence[Unit]
    period: Period
    entries: Mapping[Period, Sequence[Entry]]
    issued: Mapping[str, frozenset[tuple[str, str]]] | None = None
    submissions: Sequence[SubmissionInfo] = ()
    open_findings: Mapping[str, OpenFindings] = field(default_factory=dict)
    shown: Mapping[str, Mapping[str, Shown]] | None = None
    rejected: frozenset[tuple[str, Place]] = frozenset()
    taken_out: frozenset[tuple[str, Place]] = frozenset()
    excused: frozenset[tuple[str, Place]] = frozenset()
    explained: frozenset[tuple[str, Place]] = (
        frozenset()
    )  # status cells of which the unit said why figures differ
    taken_out_before: Mapping[Period, frozenset[tuple[str, Place]]] = field(default_factory=dict)
    stamped: Mapping[str, str] = field(default_factory=dict)  # unit code -> 已收, 未收, 免
    deadline: datetime | None = None
    settings: Settings = Settings()
    accounts: Sequence[FileAccount] = ()
    decisions: Sequence[Decision] = ()
    data_until: datetime | None = None
    year: YearSoFar = field(default_factory=YearSoFar)
    verdicts: Mapping[Period, Mapping[str, LightVerdict]] = field(
        default_factory=dict
    )  # what the office decided about lights in earlier months, by key
    last_list: Checklist | None = None  # January: what last year ended with, where that is another list
    # With the units of every month, by which earlier months are looked back on; None: ``checklist`` has them.
    whole_list: Checklist | None = None
