"""What the cells of a row owe, given what stands in it: the tables that rules and formulas are made from.

In: the cells of a row, and what it shows of last month. Out: :class:`Need` values, and :class:`AsBefore` for a row that
stands as last month. Which rows a unit has, and what they owe together, says :mod:`toolkit.forms.owed`.

A row of 任务进展 owes as little as a reader can do with: one click where nothing moved (与上月相同), else a status; 完成度
once there is one; words only where the unit is behind, done, not begun or no longer where it was last month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from toolkit.core import fields
from toolkit.core.form import EXPERIENCE, PROJECTS, WORDS
from toolkit.core.returns import Scalar
from toolkit.core.words import TaskStatus
from toolkit.forms.asked import Shown
from toolkit.forms.same import YES

BLANK = ("",)
# Stands for 是 in a row of which last month's values were taken over.
HOLDS = "（沿用上月）"

Held = Scalar | date
Cells = Mapping[str, Held]  # field -> what stands in it, of one row


@dataclass(frozen=True, slots=True)
class Says:
    """A condition on a cell of the same row: it holds one of these words; "" is a blank cell."""

    field: str
    words: tuple[str, ...]

    def holds(self, cells: Cells) -> bool:
        """Whether it is so in this row."""
        return text_of(cells.get(self.field)) in self.words


@dataclass(frozen=True, slots=True)
class Need:
    """A cell that must be filled in a row that is asked for; with ``when`` in any row, but only where it holds.

    It need not where all of ``unless`` hold. ``code`` names the finding when it is blank.
    """

    field: str
    code: str
    when: Says | None = None
    unless: tuple[Says, ...] = ()

    def is_owed(self, asked: bool, cells: Cells) -> bool:
        """Whether the cell must be filled in a row that holds this."""
        wanted = asked if self.when is None else self.when.holds(cells)
        return wanted and not (self.unless and all(one.holds(cells) for one in self.unless))


@dataclass(frozen=True, slots=True)
class AsBefore:
    """What a row of 任务进展 owes that says 与上月相同: the click, and what last month left blank.

    ``status`` is last month's; ``fields`` are those owed.
    """

    status: str
    fields: tuple[tuple[str, str], ...]  # field, code

    def holds(self, cells: Cells) -> bool:
        """Whether the row stands as it did: it says so, and no other status is filled in."""
        said = text_of(cells.get(fields.SAME))
        return said == HOLDS or (said == YES and text_of(cells.get(fields.STATUS)) in ("", self.status))


_IS_BEHIND, _IS_DONE = Says(fields.STATUS, (TaskStatus.BEHIND,)), Says(fields.STATUS, (TaskStatus.DONE,))


@cache
def task_needs(before: str) -> tuple[Need, ...]:
    """What a row of 任务进展 owes that does not stand as last month; ``before`` is last month's status, "" for none.

    On course is who says 正常推进, and did last month if anything is known of it: nobody asks for words there.
    """
    on_course = (TaskStatus.ON_TRACK,) if before in ("", TaskStatus.ON_TRACK) else ()
    wordless = ("", TaskStatus.NOT_APPLICABLE)
    return (
        Need(fields.STATUS, "E201"),
        Need(fields.COMPLETION, "E201", unless=(Says(fields.STATUS, wordless),)),
        Need(fields.PROGRESS, "E201", unless=(Says(fields.STATUS, (*wordless, *on_course)),)),
        Need(fields.PROBLEMS, "E204", when=_IS_BEHIND),
        Need(fields.NEXT_STEPS, "E204", when=_IS_BEHIND),
        Need(fields.EVIDENCE, "E206", when=_IS_DONE),
    )


def as_before(asked: bool, before: Shown) -> AsBefore | None:
    """What 与上月相同 is worth in a row that showed this of last month; None where there is nothing to take over."""
    status = text_of(before.get(fields.STATUS))
    if not status:
        return None
    owed = [
        (need.field, need.code)
        for need in task_needs(status)
        if not text_of(before.get(need.field)) and need.is_owed(asked, {fields.STATUS: status})
    ]
    return AsBefore(status, ((fields.SAME, "E201"), *owed) if asked else tuple(owed))


FIGURE_NEEDS = (Need(fields.YTD, "E207"),)
# 待统计 or 不涉及 is said once for both parts of a quotient, in either cell.
RATIO_NEEDS = (
    Need(fields.NUMERATOR, "E207", unless=(Says(fields.DENOMINATOR, WORDS), Says(fields.NUMERATOR, BLANK))),
    Need(fields.DENOMINATOR, "E207", unless=(Says(fields.NUMERATOR, WORDS),)),
)
PROJECT_NEEDS = tuple(
    Need(field, "E208")
    for field in (
        fields.NAME,
        fields.TASK_NO,
        fields.CATEGORY,
        fields.TOTAL,
        fields.YEAR_DONE,
        fields.CUMULATIVE_DONE,
        fields.STATUS,
    )
)
EXPERIENCE_NEEDS = tuple(Need(field, "E208") for field in (fields.CATEGORY, fields.TITLE, fields.CONTENT))
# Sheets of free rows: nothing is owed until one is begun, then all of it.
FREE_NEEDS = {PROJECTS: PROJECT_NEEDS, EXPERIENCE: EXPERIENCE_NEEDS}


def is_withdrawn(cells: Cells) -> bool:
    """Whether last month's project is given up: its row holds nothing but 存在问题, which says why."""
    return {name for name, value in cells.items() if text_of(value)} == {fields.PROBLEMS}


def text_of(value: Held) -> str:
    """What stands in a cell as text, "" for spaces alone."""
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)
