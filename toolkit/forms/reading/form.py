"""Read a returned workbook against the form that was sent out: every filled cell gets its fate.

In: a Book (whatever came back) and the Form of its unit and period. Out: :class:`Reading`: one Cell
for each filled cell, the places that the file has but leaves blank, and findings. The steps: find the
tables with their headers (sheets, heading, columns), collect the filled cells of their rows (rows) and of
the cover (cover), settle them (resolve). Nothing is changed on the way and nothing raises for what a unit wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from toolkit.core.derivation import HEADS, is_derivation
from toolkit.core.form import ASK_LIST, COVER, EXPERIENCE, FIX_LIST, META, PROJECTS, SELF_CHECK, Form
from toolkit.core.patterns import lazy_regex
from toolkit.core.period_words import period_in
from toolkit.core.periods import Period
from toolkit.core.places import Place, PlaceKey
from toolkit.core.returns import WORD, Book, SheetData
from toolkit.core.value_text import says_void, shown_name
from toolkit.forms.needs import Held
from toolkit.forms.owed import UNREADABLE, owed, rows_of
from toolkit.forms.reading.columns import is_header
from toolkit.forms.reading.copies import is_moved, own_sheet, typed_cells, typed_on_self_check
from toolkit.forms.reading.cover import read_cover
from toolkit.forms.reading.excerpt import is_excerpt, is_title, labels, missing
from toolkit.forms.reading.fractions import say_ones
from toolkit.forms.reading.goneon import say_gone_on
from toolkit.forms.reading.heading import other_measure
from toolkit.forms.reading.margins import say_margins
from toolkit.forms.reading.measures import say_measures
from toolkit.forms.reading.model import Collected, Reading
from toolkit.forms.reading.oldtables import NEW, is_old, label, months
from toolkit.forms.reading.pictures import say_elsewhere
from toolkit.forms.reading.report import say_group, say_notes, without_floods
from toolkit.forms.reading.resolve import resolve
from toolkit.forms.reading.rows import read_table
from toolkit.forms.reading.scan import filled_cells, sheet_cells
from toolkit.forms.reading.sheets import AUXILIARY, Located, Table, locate, title_of
from toolkit.forms.reading.static import StaticTexts
from toolkit.forms.reading.view import FormView
from toolkit.forms.reading.walk import OUTSIDE

__all__ = ["Reading", "read_form"]


_OF_WORKBOOKS = frozenset({"N132", "N133"})
_OF_WORD = 0.8  # confidence in what stands in a Word table
_ROWS_BY_THE_UNIT = frozenset({PROJECTS, EXPERIENCE})


def read_form(book: Book, form: Form, parts: tuple[SheetData, ...] = ()) -> Reading:
    """Every filled cell of ``book`` with its fate; ``form`` is what the unit was asked, ``parts`` those of the sheets where they were
    found before."""
    view = FormView(form)
    out = Collected(form.unit.code, form.period.month)
    located = locate(book, view.keys, form.period, view.specs, parts)
    static = StaticTexts(book)
    for table in located.tables:
        if _is_old(table, located, form.period):
            _foreign(table.sheet, view, static, out, (_label_of(table),))
            continue
        _above(table, static, out, is_of_unit=located.is_excerpt)
        read_table(table, view, out)
        _say_sheet(table, view, out)
    for sheet in located.covers:
        read_cover(sheet, form, static, out)
    for sheet in located.other:
        _foreign(sheet, view, static, out)
    if book.damaged:
        damaged = "、".join(map(shown_name, book.damaged[:6]))
        out.find("N139", values={"parts": damaged})
    say_margins(out, book, form)
    for sheet in book.sheets:
        say_notes(out, sheet, static.foreign_notes(sheet))
    excerpt = is_excerpt(located, book, view, out)
    if excerpt:
        for name, what in missing(located, view, out):
            out.find("E174", form_sheet=name, values={"what": what})
    else:
        _say_missing(located, view, out)
    say_elsewhere(book, view, out)
    resolve(out, view)
    say_ones(out)
    say_measures(out, view)
    _say_columns(located, view, out, excerpt=excerpt)
    if book.fmt == WORD or located.is_excerpt:
        out.cells = [replace(cell, confidence=round(cell.confidence * _OF_WORD, 2)) for cell in out.cells]
        # Its tables have no names and no hidden numbers that a unit could have kept.
        out.findings = [finding for finding in out.findings if finding.code not in _OF_WORKBOOKS]
        named = (f"{table.sheet.name}认作“{table.spec.name}”" for table in located.tables)
        out.find("Q146" if book.fmt == WORD else "Q175", values={"sheets": "、".join(named)})
    return Reading(tuple(out.cells), frozenset(_blank(view, out)), without_floods(out.findings))


def _is_old(table: Table, located: Located, period: Period) -> bool:
    """A sheet that its name or its title puts into another time, beside one that has the form's own name or the form's month as its."""
    alike = located.by_sheet[table.spec.name]
    if len(alike) < 2 or not _says_another(table, period):
        return False
    beside = [other for other in alike if not _says_another(other, period)]
    names = [other.sheet.name for other in beside]
    return any(name == table.spec.name or months(name) or NEW.search(name) for name in names)


def _label_of(table: Table) -> str:
    """What stands right above a table that the unit put beside the form's: 5月数据（供参考）."""
    above = table.sheet.rows[: max(table.header, 0)][-1:] if not title_of(table) else ()
    return next((said for row in above for value in row if (said := label(value))), "")


def _says_another(table: Table, period: Period) -> bool:
    if is_old(table.sheet.name, period.month) or is_old(_label_of(table), period.month):
        return True
    said = period_in(title_of(table))
    return said is not None and said != period


# A sheet is named in a few words: these say that a figure is another.
_NAMED_TO_MEND = lazy_regex(
    r"更正|订正|勘误|应[为是]|改[为成]|[有错]误|填错|[以按][此这本][^，,]{0,6}为准|T\d{2}-\d{1,2}\D{1,12}\d"
)


def _foreign(
    sheet: SheetData, view: FormView, static: StaticTexts, out: Collected, named: Collection[str] = ()
) -> None:
    """A sheet that asks for nothing, or is none of the form's: what is foreign there is ignored. ``named`` are the words by which a table is an old one."""
    aside = sheet.name in AUXILIARY and not is_moved(sheet)
    own = "" if aside else own_sheet(sheet)
    if aside:
        cells, why = static.foreign(sheet), OUTSIDE
    elif own == META:
        cells, why = [], OUTSIDE
    elif is_derivation(
        sheet.rows
    ):  # what its sender says of cells elsewhere: shown by figure, and never a figure itself
        cells, why = [cell for cell in sheet_cells(sheet) if cell.column >= len(HEADS)], OUTSIDE
    elif own == COVER:
        cells = [cell for cell in sheet_cells(sheet) if not static.owns(cell, COVER)]
        why = "另一张同样的表，没有采用"
    elif own:
        typed = typed_on_self_check(sheet) if own == SELF_CHECK else typed_cells(sheet, own, view)
        cells, why = list(typed), "另一张同样的表，没有采用"
    else:
        cells, why = list(sheet_cells(sheet)), "不属于填报表的工作表"
        if _NAMED_TO_MEND.search(sheet.name):
            out.find("N168", sheet=sheet.name, seen=sheet.name, values={"sheet_name": sheet.name})
    for cell in cells:
        out.ignore(cell, why)
    code = "Q165" if sheet.name in (FIX_LIST, ASK_LIST) else "N128"
    say_group(out, code, sheet.name, "", cells, named)


def _above(table: Table, static: StaticTexts, out: Collected, *, is_of_unit: bool) -> None:
    """What stands above the header: the form's own title, hint and live figures, foreign notes, or the title of a table of the unit's."""
    sheet, spec = table.sheet, table.spec
    foreign = [
        cell
        for cell in sheet_cells(sheet, max(table.header - table.lines + 1, 0))
        if not static.owns_above(cell, spec)
    ]
    converted = any(match.measure for match in table.columns.values())
    notes = [cell for cell in foreign if other_measure(cell.raw, spec)]
    for cell in foreign:
        out.ignore(cell, OUTSIDE)
        if cell in notes and not converted:
            values = {"sheet_name": sheet.name}
            out.find(
                "Q147",
                sheet=sheet.name,
                form_sheet=spec.name,
                address=cell.address,
                seen=cell.raw,
                values=values,
            )
    named = labels(foreign, out.month) if is_of_unit else ()
    told = [cell for cell in foreign if cell.raw.strip() not in named or not is_title(cell.raw)]
    told = [cell for cell in told if not converted or cell not in notes]  # Q176 says it
    say_group(out, "N128", sheet.name, spec.name, told, named)
    # Header cells that are no headers: counted with the column below them.
    for line in range(max(table.header - table.lines + 1, 0), table.header + 1):
        row = sheet.rows[line]
        if table.lines == 1 and all(at in table.columns for at, text in enumerate(row) if text is not None):
            continue  # as nearly always
        for cell in filled_cells(sheet, line, row, {}):
            if cell.column not in table.columns or (table.lines > 1 and not is_header(cell.raw, spec)):
                out.ignore(cell, "多出的列名")


def _say_sheet(table: Table, view: FormView, out: Collected) -> None:
    """A sheet under another name, columns under another name, columns that are gone."""
    name = table.spec.name
    if table.sheet.name != name:
        values = {"what": "工作表", "row": name, "confidence": "95%"}
        code = "Q157" if says_void(table.sheet.name) else "N133"
        out.find(code, sheet=table.sheet.name, form_sheet=name, seen=table.sheet.name, values=values)
    for match in table.columns.values():
        if (match.seen and not match.measure) or table.header < 0:  # of a measure Q176 asks
            column = table.spec.column(match.field)
            values = {"what": "列", "row": column.header, "confidence": f"{match.confidence:.0%}"}
            out.find(
                "Q125",
                sheet=table.sheet.name,
                form_sheet=name,
                field=match.field,
                seen=match.seen or "（没有表头）",
                values=values,
            )


def _say_missing(located: Located, view: FormView, out: Collected) -> None:
    """Sheets and rows of the form that the file does not have."""
    for name in view.specs:
        tables = located.by_sheet[name]
        if not tables:
            if name not in _ROWS_BY_THE_UNIT and view.keys[name]:
                kept = next((sheet for sheet in located.other if sheet.name == name), None)
                code, sheet = ("E124", "") if kept is None else ("E170", name)
                seen = name if kept is not None and any(map(any, kept.rows)) else ""  # or it was cleared
                out.find(code, sheet=sheet, form_sheet=name, seen=seen, values={"sheet_name": name})
            continue
        there = out.rows.keys() | out.doubted
        gone = [key for key in view.keys[name] if (name, key) not in there]
        if gone and name not in _ROWS_BY_THE_UNIT:
            order = sorted(gone, key=lambda key: (len(key), key))
            shown = "、".join(order[:8]) + ("等" if len(order) > 8 else "")
            values = {"sheet_name": tables[0].sheet.name, "count": str(len(gone)), "rows": shown}
            out.find("N134", sheet=tables[0].sheet.name, form_sheet=name, values=values)
            foreign = [sheet for sheet in located.other if sheet.visible and not own_sheet(sheet)]
            say_gone_on(name, gone, foreign, view, out)


def _say_columns(located: Located, view: FormView, out: Collected, *, excerpt: bool) -> None:
    """Columns of the form that the file does not have: an error only where a cell of one must be filled, which is of the form."""
    gone = [
        (name, column)
        for name, spec in view.specs.items()
        for column in spec.inputs
        if located.by_sheet[name] and view.keys[name] and column.field not in out.fields.get(name, ())
    ]
    if not gone:
        return
    values: dict[PlaceKey, Held] = {
        cell.place: UNREADABLE if cell.value is None else cell.value for cell in out.cells
    }
    # What stood in a column that is gone is not known, so that a cell beside it may be owed.
    values |= {
        Place(name, key, column.field): UNREADABLE
        for name, column in gone
        for key in view.keys[name]
        if name not in _ROWS_BY_THE_UNIT
    }
    must = {(cell.sheet, cell.field) for cell in owed(rows_of(view.form), values)}
    for name, column in gone:
        sheet = located.by_sheet[name][0].sheet.name
        told = {"sheet_name": sheet, "column": column.header}
        unread = out.unread.get((name, column.field), ())
        if excerpt and not unread:
            continue
        if unread:
            told["more"] = (
                f"原来的位置上有一列“{unread[0]}”，填了{len(unread) - 1}格，认不出是不是这一列，没有采用。"
            )
        code = "E123" if unread or (name, column.field) in must else "N167"
        # Seen under a foreign header: cells are filled that count nowhere, and the return must be sent back.
        seen = unread[0] if unread else ""
        out.find(code, sheet=sheet, form_sheet=name, field=column.field, seen=seen, values=told)


def _blank(view: FormView, out: Collected) -> Iterator[Place]:
    """Input cells of the rows that the file has, without content; free rows only once they are used."""
    used = {place[:2] for place in out.inputs}
    for sheet, key in out.rows:
        if sheet in _ROWS_BY_THE_UNIT and (sheet, key) not in used and key not in view.known_projects:
            continue
        there = out.fields[sheet]
        for name in view.input_fields(sheet, key):
            if (sheet, key, name) not in out.inputs and name in there:
                yield Place(sheet, key, name)
    yield from (place for place in out.cover if place not in out.inputs)
