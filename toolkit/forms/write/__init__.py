"""A Form becomes the workbook that a county fills in.

In: a Form. Out: the bytes of an xlsx file, the same for the same Form. Sheets in order: (退回修改清单,)
填报说明, 任务进展, 指标数据, 重点项目, 经验与诉求, 自检, and the very hidden _meta.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from toolkit.core.form import Correction, Form
from toolkit.core.places import Place, PlaceKey
from toolkit.forms.identity import made_at
from toolkit.forms.layout import COVER_PLACES, SHEETS
from toolkit.forms.live import Held
from toolkit.forms.places import initial_values
from toolkit.forms.selfchecks import lines
from toolkit.forms.write.cover import write_cover
from toolkit.forms.write.experience import write_experience
from toolkit.forms.write.fixlist import write_fix_list
from toolkit.forms.write.formbook import FormBook, clean_text, strictly
from toolkit.forms.write.indicators import write_indicators
from toolkit.forms.write.meta import write_meta
from toolkit.forms.write.projects import write_projects
from toolkit.forms.write.selfcheck import write_self_check
from toolkit.forms.write.sheet import Draft, Styles
from toolkit.forms.write.tasks import write_tasks

DATE_FIELDS = frozenset(
    [
        (spec.name, column.field)
        for spec in SHEETS.values()
        for column in spec.columns
        if column.kind == "date"
    ]
    + [("填报说明", place.column.field) for place in COVER_PLACES if place.column.kind == "date"]
)


def write_form(form: Form) -> bytes:
    """The workbook of a form; raises WriteError if anything in it could not be written."""
    return strictly(lambda: build_form(form, FormBook(made_at(form.period))))


def build_form(form: Form, book: FormBook) -> bytes:
    """Write a form into an empty book and close it."""
    values = held_values(form)
    draft = Draft(book, form, values, lines(form, values), _marks(form))
    styles = Styles(book)
    if form.corrections:
        write_fix_list(draft, styles)
    write_cover(draft, styles)
    write_tasks(draft, styles)
    write_indicators(draft, styles)
    write_projects(draft, styles)
    write_experience(draft, styles)
    write_self_check(draft, styles)
    write_meta(draft, styles)
    return book.close()


def held_values(form: Form) -> dict[PlaceKey, Held]:
    """What the input cells hold as the form goes out, as a spreadsheet will see it."""
    return {
        (sheet, key, name): _as_date(value) if (sheet, name) in DATE_FIELDS else _clean(value)
        for (sheet, key, name), value in initial_values(form).items()
    }


def _clean(value: str | float) -> Held:
    return (clean_text(value) or None) if isinstance(value, str) else value


def _as_date(value: str | float) -> Held:
    """A date cell's value: ISO text becomes a date, anything else stays."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return _clean(value)


def _marks(form: Form) -> Mapping[Place, tuple[Correction, ...]]:
    found: dict[Place, tuple[Correction, ...]] = {}
    for point in form.corrections:
        place = Place(point.sheet, point.row_key, point.field)
        found[place] = (*found.get(place, ()), point)
    return found
