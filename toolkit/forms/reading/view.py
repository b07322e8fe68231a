"""What the reader must know of a Form, worked out only when it is needed.

In: a Form. Out: row keys, label values and the shape of each input cell. Undamaged returns need little
of it, so everything beyond the keys is lazy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from toolkit.core import fields
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS, Form, IndicatorRow
from toolkit.core.returns import Scalar
from toolkit.core.value_text import squeeze
from toolkit.forms.labels import cut_texts, label_values
from toolkit.forms.layout import COVER_PLACES, FEEDBACK, sheets_of
from toolkit.forms.places import indicator_column, row_keys
from toolkit.forms.reading.match_rows import RowIndex
from toolkit.forms.spec import Column

# The label fields whose text tells which row it is, and the one that numbers the rows.
TELLING: dict[str, tuple[str, ...]] = {
    TASKS: (fields.ITEM, fields.CONTENT, fields.MEASURES),
    INDICATORS: (fields.NAME,),
    PROJECTS: (),
    EXPERIENCE: (),
}
# What a row of these sheets is answered by.
ANSWERS = {TASKS: (fields.STATUS, fields.PROGRESS, fields.SAME), INDICATORS: fields.FIGURE}
NUMBER_FIELD = {TASKS: fields.NO, INDICATORS: fields.ID, PROJECTS: fields.NUMBER, EXPERIENCE: ""}
# What names a row of the two sheets that the unit fills row by row.
NAME_FIELD = {PROJECTS: fields.NAME, EXPERIENCE: fields.TITLE}
# Columns as they are in a row of 指标数据: the same for all units of one checklist, and not cheap to make.
_SHAPES: dict[tuple[str, str, bool, str, str], Column] = {}
_MOST_SHAPES = 5000
_LONG = 20  # no shorter text is cut


class FormView:
    """Keys, labels and cell shapes of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.specs = sheets_of(form.layout)
        self.keys: dict[str, frozenset[str]] = {name: frozenset(row_keys(form, name)) for name in self.specs}
        self._columns = {name: {c.field: c for c in spec.columns} for name, spec in self.specs.items()}
        self._plain_inputs = {
            name: tuple(c.field for c in spec.inputs if c.field not in fields.FIGURE)
            for name, spec in self.specs.items()
        }
        self._columns[COVER] = {place.column.field: place.column for place in COVER_PLACES}
        self._columns[COVER][FEEDBACK.field] = FEEDBACK
        self._rows = {row.indicator.id: row for row in form.indicators}
        self._labels: dict[str, Mapping[str, Mapping[str, Scalar]]] = {}
        self._indexes: dict[str, RowIndex] = {}

    @cached_property
    def known_projects(self) -> dict[str, str]:
        """Number -> name of the projects that were carried over."""
        return {project.number: str(project.values.get(fields.NAME, "")) for project in self.form.projects}

    def labels(self, sheet: str) -> Mapping[str, Mapping[str, Scalar]]:
        """Row key -> field -> value of every label cell of a data sheet."""
        if sheet not in self._labels:
            self._labels[sheet] = label_values(self.form, sheet)
        return self._labels[sheet]

    @cached_property
    def _cut(self) -> dict[str, str]:
        return {squeeze(whole): squeeze(shown) for whole, shown in cut_texts(self.form).items()}

    def shown(self, text: str) -> str:
        """A label's squeezed text as the form shows it: a whole text that the form cuts is the same label."""
        return self._cut.get(text, text) if len(text) > _LONG else text

    def index(self, sheet: str) -> RowIndex:
        """The rows of a sheet by their label texts, for rows whose key is lost."""
        if sheet not in self._indexes:
            self._indexes[sheet] = RowIndex.build(self.labels(sheet), TELLING[sheet])
        return self._indexes[sheet]

    def column(self, sheet: str, key: str, field: str) -> Column:
        """The cell's declaration as it is in this row."""
        if sheet != INDICATORS or field not in fields.FIGURE or key not in self._rows:
            return self._columns[sheet][field]
        row = self._rows[key]
        facts = (field, row.indicator.is_ratio_input, row.indicator.report_measure, key)
        shape = _SHAPES.get((self.form.checklist_digest, *facts))
        if shape is None:
            if len(_SHAPES) > _MOST_SHAPES:
                _SHAPES.clear()
            shape = _SHAPES[self.form.checklist_digest, *facts] = indicator_column(field, row)
        return shape

    def indicator(self, key: str) -> IndicatorRow | None:
        """The row of 指标数据 with this key."""
        return self._rows.get(key)

    def input_fields(self, sheet: str, key: str) -> tuple[str, ...]:
        """The fields that are asked in this row of a data sheet."""
        if sheet != INDICATORS:
            return self._plain_inputs[sheet]
        shaped = tuple(name for name in fields.FIGURE if self.column(sheet, key, name).role == "input")
        return shaped + self._plain_inputs[sheet]

    @cached_property
    def _numbered(self) -> dict[str, str]:
        return {str(row.task.no): row.task.key for row in self.form.rows}

    def key_of(self, sheet: str, number: str) -> str:
        """The row key that belongs to a visible number; a number that no row shows is no other row's key."""
        if sheet != TASKS or number in self._numbered:
            return self._numbered.get(number, number) if sheet == TASKS else number
        return "" if number in self.keys[TASKS] else number

    def asked(self, sheet: str) -> list[str]:
        """Keys of the rows that must be answered this month; of free rows none."""
        if sheet == TASKS:
            return [row.task.key for row in self.form.rows if row.asked]
        return [row.indicator.id for row in self.form.indicators if row.due] if sheet == INDICATORS else []

    def row_name(self, sheet: str, key: str) -> str:
        """A row as a person would call it."""
        if sheet == TASKS:
            return f"任务{self.form.task_number(key)}"
        if sheet == INDICATORS and key in self._rows:
            return f"{key} {self._rows[key].indicator.name}"
        if sheet == EXPERIENCE and key.startswith("J"):
            return f"第{int(key[1:])}条"
        return f"项目{key}" if sheet == PROJECTS else key
