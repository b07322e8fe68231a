"""What a unit owes: the cells that must be filled, given what is filled. The one answer to that question.

In: the rows that a unit is asked for, what stands in their cells, and what a person let it off. Out: the cells
owed and those among them that are blank. 自检 of the form, the rules, 完整率, 部分报送, reminders and mails all
take it from here. A condition is data (:class:`Says`), so that the form's formulas are made from the same table.

The cover (填报人, 议定事项 …) is asked for as well, but counted apart: no figure rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from toolkit.core.form import EXPERIENCE, INDICATORS, NOT_APPLICABLE, PROJECTS, TASKS, Form
from toolkit.core.model import Checklist, Indicator
from toolkit.core.periods import Period
from toolkit.core.returns import Scalar
from toolkit.forms.asked import (
    BEHIND,
    Issued,
    asks_figure,
    asks_status,
    indicators_of,
    is_sent,
    projects_sent,
    tasks_of,
)
from toolkit.forms.layout import SHEETS, WORDS

DONE = "已完成"
BLANK = ("",)
# Stands for what a unit wrote and nobody could read: the cell is filled, and says none of the words asked about.
UNREADABLE = "（未能读取）"

Held = Scalar | date
Cells = Mapping[str, Held]  # field -> what stands in it, of one row
Place = tuple[str, str, str]  # sheet, row key, field


@dataclass(frozen=True, slots=True)
class Says:
    """A condition on a cell of the same row: it holds one of these words; "" is a blank cell."""

    field: str
    words: tuple[str, ...]

    def holds(self, cells: Cells) -> bool:
        """Whether it is so in this row."""
        return _text(cells.get(self.field)) in self.words


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


_CONCERNS_NOT = (Says("status", (NOT_APPLICABLE,)),)
_IS_BEHIND, _IS_DONE = Says("status", (BEHIND,)), Says("status", (DONE,))
TASK_NEEDS = (
    Need("status", "E201"),
    Need("completion", "E201", unless=_CONCERNS_NOT),
    Need("progress", "E201", unless=_CONCERNS_NOT),
    Need("problems", "E204", when=_IS_BEHIND),
    Need("next_steps", "E204", when=_IS_BEHIND),
    Need("evidence", "E206", when=_IS_DONE),
)
FIGURE_NEEDS = (Need("ytd", "E207"),)
# 待统计 or 不涉及 is said once for both parts of a quotient, in either cell.
RATIO_NEEDS = (
    Need("numerator", "E207", unless=(Says("denominator", WORDS), Says("numerator", BLANK))),
    Need("denominator", "E207", unless=(Says("numerator", WORDS),)),
)
PROJECT_NEEDS = tuple(
    Need(field, "E208")
    for field in ("name", "task_no", "category", "total", "year_done", "cumulative_done", "status")
)
EXPERIENCE_NEEDS = tuple(Need(field, "E208") for field in ("category", "title", "content"))
# Sheets of free rows: nothing is owed until one is begun, then all of it.
FREE_NEEDS = {PROJECTS: PROJECT_NEEDS, EXPERIENCE: EXPERIENCE_NEEDS}
BLANK_CODES = frozenset(
    need.code for need in (*TASK_NEEDS, *FIGURE_NEEDS, *RATIO_NEEDS, *PROJECT_NEEDS, *EXPERIENCE_NEEDS)
)


class AskedRow(NamedTuple):
    """A row of the form; ``asked`` is whether it must be answered this month."""

    sheet: str
    key: str
    needs: tuple[Need, ...]
    asked: bool


class OwedCell(NamedTuple):
    """A cell that must be filled, with the code of the finding when it is not; ``place`` is where it is."""

    sheet: str
    key: str
    field: str
    code: str

    @property
    def place(self) -> Place:
        """The cell as entries name it."""
        return self.sheet, self.key, self.field

    @property
    def header(self) -> str:
        """The header of its column."""
        return SHEETS[self.sheet].column(self.field).header


def rows_of(form: Form) -> list[AskedRow]:
    """The rows of a form."""
    rows = [AskedRow(TASKS, row.task.key, TASK_NEEDS, row.asked) for row in form.rows]
    rows += [_figure_row(row.indicator, row.due) for row in form.indicators]
    return rows + [AskedRow(PROJECTS, row.number, PROJECT_NEEDS, row.asked) for row in form.projects]


def rows_asked(
    checklist: Checklist, unit: str, period: Period, status_before: Callable[[str], str], issued: Issued
) -> list[AskedRow]:
    """The rows of the form that the unit (by name) got, without a form; ``status_before`` by task is last month's."""
    rows = []
    for task in tasks_of(checklist, unit):
        key = task.key
        asked = is_sent(issued, TASKS, key) and asks_status(task, period, status_before(key))
        rows.append(AskedRow(TASKS, key, TASK_NEEDS, asked))
    for indicator in indicators_of(checklist, unit, period.year):
        asked = is_sent(issued, INDICATORS, indicator.id) and asks_figure(indicator, period)
        rows.append(_figure_row(indicator, asked))
    return rows + [AskedRow(PROJECTS, key, PROJECT_NEEDS, True) for key in projects_sent(issued)]


def _figure_row(indicator: Indicator, asked: bool) -> AskedRow:
    needs = RATIO_NEEDS if indicator.is_ratio_input else FIGURE_NEEDS
    return AskedRow(INDICATORS, indicator.id, needs, asked)


def held(values: Mapping[Place, Held], unreadable: Iterable[Place]) -> dict[Place, Held]:
    """What stands in a unit's cells: what could be read, and a mark where it could not."""
    return {**dict.fromkeys(unreadable, UNREADABLE), **values}


def owed(
    rows: Sequence[AskedRow], values: Mapping[Place, Held], excused: Collection[Place] = ()
) -> Iterator[OwedCell]:
    """The cells that must be filled, in the order of the form; rows of free sheets that are begun among them."""
    cells: dict[tuple[str, str], dict[str, Held]] = {}
    for (sheet, key, field), value in values.items():
        if _text(value):
            cells.setdefault((sheet, key), {})[field] = value
    for sheet, key, needs, asked in (*rows, *_begun(rows, cells)):
        filled = cells.get((sheet, key), {})
        for need in needs:
            if need.is_owed(asked, filled) and (sheet, key, need.field) not in excused:
                yield OwedCell(sheet, key, need.field, need.code)


def blank(cells: Iterable[OwedCell], values: Mapping[Place, Held]) -> list[OwedCell]:
    """Those of the owed cells that are not filled."""
    return [cell for cell in cells if not _text(values.get(cell.place))]


def _begun(rows: Sequence[AskedRow], cells: Iterable[tuple[str, str]]) -> Iterator[AskedRow]:
    asked = {(row.sheet, row.key) for row in rows if row.asked}
    for free, needs in FREE_NEEDS.items():
        keys = sorted(key for sheet, key in cells if sheet == free and (sheet, key) not in asked)
        yield from (AskedRow(free, key, needs, True) for key in keys)


def _text(value: Held) -> str:
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)
