"""What a unit owes: the cells that must be filled, given what is filled. The one answer to that question.

In: the rows that a unit is asked for, what stands in their cells, and what a person let it off. Out: the cells
owed and those among them that are blank. 自检 of the form, the rules, 完整率, 部分报送, reminders and mails all
take it from here. What a single row owes stands in :mod:`toolkit.forms.needs`, as data, so that the form's formulas are
made from the same table.

The cover (填报人, 议定事项 …) is asked for as well, but counted apart: no figure rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.core import fields
from toolkit.core.form import INDICATORS, PROJECTS, TASKS, Form
from toolkit.core.model import Checklist, Indicator
from toolkit.core.periods import Period
from toolkit.core.places import Place, PlaceKey
from toolkit.core.returns import ADJUSTED, SAME, Entry
from toolkit.forms.asked import (
    Issued,
    Shown,
    asks_figure,
    asks_status,
    indicators_of,
    is_sent,
    projects_sent,
    tasks_of,
)
from toolkit.forms.layout import SHEETS
from toolkit.forms.needs import (
    EXPERIENCE_NEEDS,
    FIGURE_NEEDS,
    FREE_NEEDS,
    HOLDS,
    PROJECT_NEEDS,
    RATIO_NEEDS,
    AsBefore,
    Cells,
    Held,
    Need,
    as_before,
    is_withdrawn,
    task_needs,
    text_of,
)
from toolkit.forms.same import may_be_same

# Stands for what a unit wrote and nobody could read: the cell is filled, and says none of the words asked about.
UNREADABLE = "（未能读取）"
BLANK_CODES = frozenset(
    need.code for need in (*task_needs(""), *FIGURE_NEEDS, *RATIO_NEEDS, *PROJECT_NEEDS, *EXPERIENCE_NEEDS)
)


class AskedRow(NamedTuple):
    """A row of the form; ``asked`` is whether it must be answered this month, ``same`` what it owes as last month's.

    ``may_end``: a project of last month, of which nothing is owed once its row says why it is none any more.
    """

    sheet: str
    key: str
    needs: tuple[Need, ...]
    asked: bool
    same: AsBefore | None = None
    may_end: bool = False

    def owed(self, cells: Cells) -> Iterator[tuple[str, str]]:
        """(field, code) of the cells that must be filled where the row holds this."""
        if self.same is not None and self.same.holds(cells):
            yield from self.same.fields
            return
        if self.may_end and is_withdrawn(cells):
            return
        yield from ((need.field, need.code) for need in self.needs if need.is_owed(self.asked, cells))


class OwedCell(NamedTuple):
    """A cell that must be filled, with the code of the finding when it is not; ``place`` is where it is."""

    sheet: str
    key: str
    field: str
    code: str

    @property
    def place(self) -> Place:
        """The cell as entries name it."""
        return Place(self.sheet, self.key, self.field)

    @property
    def header(self) -> str:
        """The header of its column."""
        return SHEETS[self.sheet].column(self.field).header


def rows_of(form: Form) -> list[AskedRow]:
    """The rows of a form."""
    rows = [_task_row(row.task.key, row.asked, row.previous) for row in form.rows]
    rows += [_figure_row(row.indicator, row.due) for row in form.indicators]
    return rows + [_project_row(row.number, row.asked) for row in form.projects]


def rows_asked(
    checklist: Checklist, unit: str, period: Period, shown: Callable[[str], Shown], issued: Issued
) -> list[AskedRow]:
    """The rows of the form that the unit (by name) got, without a form; ``shown`` by task is what it shows of last month."""
    rows = []
    for task in tasks_of(checklist, unit):
        key, before = task.key, shown(task.key)
        asked = is_sent(issued, TASKS, key) and asks_status(task, period, text_of(before.get(fields.STATUS)))
        rows.append(_task_row(key, asked, before if may_be_same(period) else {}))
    for indicator in indicators_of(checklist, unit, period.year):
        asked = is_sent(issued, INDICATORS, indicator.id) and asks_figure(indicator, period)
        rows.append(_figure_row(indicator, asked))
    return rows + [_project_row(key, True) for key in projects_sent(issued)]


def _task_row(key: str, asked: bool, before: Shown) -> AskedRow:
    return AskedRow(
        TASKS, key, task_needs(text_of(before.get(fields.STATUS))), asked, as_before(asked, before)
    )


def _figure_row(indicator: Indicator, asked: bool) -> AskedRow:
    needs = RATIO_NEEDS if indicator.is_ratio_input else FIGURE_NEEDS
    return AskedRow(INDICATORS, indicator.id, needs, asked)


def _project_row(number: str, asked: bool) -> AskedRow:
    return AskedRow(PROJECTS, number, PROJECT_NEEDS, asked, may_end=True)


def held(entries: Iterable[Entry], unreadable: Iterable[PlaceKey]) -> dict[PlaceKey, Held]:
    """What stands in a unit's cells: what could be read, and a mark where it could not.

    Of a row whose 与上月相同 holds only what the unit wrote itself, for what was taken over stands in no cell; a 是 that
    nothing came of is as good as a blank.
    """
    found: dict[PlaceKey, Held] = {}
    entries = list(entries)
    rows = _as_last_month(entries)
    for entry in entries:
        place = entry.sheet, entry.key, entry.field
        if place[:2] in rows:
            if entry.field == fields.SAME:
                found[place] = HOLDS
            elif not entry.mark.startswith(SAME):
                found[place] = entry.value
        elif place[0] != TASKS or entry.field != fields.SAME:
            found[place] = entry.value
    return {**dict.fromkeys(unreadable, UNREADABLE), **found}


def _as_last_month(entries: Sequence[Entry]) -> set[tuple[str, str]]:
    """The rows that stand as last month; one whose status was corrected since does no longer."""
    said = {(e.sheet, e.key) for e in entries if e.field == fields.SAME and e.mark.startswith(SAME)}
    return said - {(e.sheet, e.key) for e in entries if e.field == fields.STATUS and ADJUSTED in e.mark}


def owed(
    rows: Sequence[AskedRow], values: Mapping[PlaceKey, Held], excused: Collection[PlaceKey] = ()
) -> Iterator[OwedCell]:
    """The cells that must be filled, in the order of the form; rows of free sheets that are begun among them."""
    cells: dict[tuple[str, str], dict[str, Held]] = {}
    for (sheet, key, field), value in values.items():
        if text_of(value):
            cells.setdefault((sheet, key), {})[field] = value
    for row in (*rows, *_begun(rows, cells)):
        for field, code in row.owed(cells.get((row.sheet, row.key), {})):
            if (row.sheet, row.key, field) not in excused:
                yield OwedCell(row.sheet, row.key, field, code)


def blank(cells: Iterable[OwedCell], values: Mapping[PlaceKey, Held]) -> list[OwedCell]:
    """Those of the owed cells that are not filled."""
    return [cell for cell in cells if not text_of(values.get(cell.place))]


def _begun(rows: Sequence[AskedRow], cells: Iterable[tuple[str, str]]) -> Iterator[AskedRow]:
    asked = {(row.sheet, row.key) for row in rows if row.asked}
    for free, needs in FREE_NEEDS.items():
        keys = sorted(key for sheet, key in cells if sheet == free and (sheet, key) not in asked)
        yield from (AskedRow(free, key, needs, True) for key in keys)
