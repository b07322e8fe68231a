"""What all sheets of the form share: styles, head, protection, print set-up, the draft they work on.

In: a Form with its values and points. Out: pages with head and set-up; each sheet's own module fills
them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, cast

from toolkit.core.area import said
from toolkit.core.form import NATURES, STATUSES, Correction, Form
from toolkit.core.places import Place
from toolkit.core.returns import HELD, Light
from toolkit.core.theme import (
    GROUP,
    HEAD,
    HEAD_TEXT,
    INPUT,
    LIGHT_FILL,
    LINE,
    LOCKED,
    MUTED,
    TITLE_SIZE,
)
from toolkit.forms.labels import COUNTED, counted
from toolkit.forms.layout import (
    EXPERIENCE_CATEGORIES,
    HEADER_ROW,
    PROJECT_CATEGORIES,
    PROJECT_STATUSES,
    YES_NO_CHOICES,
)
from toolkit.forms.points import Line, Values
from toolkit.forms.spec import Column, SheetSpec
from toolkit.forms.write.formbook import LINE_HEIGHT, Area, FormBook, Page
from toolkit.forms.write.printing import lay_out, set_up_print

TITLE_HEIGHT = 24
HEADER_HEIGHT = 38
HEAD_HEIGHTS = (TITLE_HEIGHT, LINE_HEIGHT, LINE_HEIGHT, HEADER_HEIGHT)  # rows 1 to 4
WRONG_FILL = LIGHT_FILL[Light.RED]
PROTECTION = {
    "objects": True,  # notes may be added
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
}
DATE_FORMAT = "yyyy-mm-dd"
NUMBER_FORMAT = "#,##0.00"
FIRST_DAY = date(2000, 1, 1)
MOST = 1e15
ERROR_TITLE = "请核对"
LISTS = {  # defined names of lists that many cells use
    "list_status": STATUSES,
    "list_nature": NATURES,
    "list_yes_no": YES_NO_CHOICES,
    "list_project_category": PROJECT_CATEGORIES,
    "list_project_status": PROJECT_STATUSES,
    "list_experience": EXPERIENCE_CATEGORIES,
}


@dataclass(frozen=True)
class Draft:
    """The workbook being written: the form, what its inputs hold, its lines, and who stands where."""

    book: FormBook
    form: Form
    values: Values
    lines: list[Line]
    marks: Mapping[Place, tuple[Correction, ...]] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """Unit and period, with the part and the watermark if there are any."""
        part = f"（{self.form.part}）" if self.form.part else ""
        mark = f"【{self.form.watermark}】" if self.form.watermark else ""
        return f"{self.form.unit.name}{part} {self.form.period.chinese}{mark}"


Options = ParamSpec("Options")


def once(make: Callable[Options, Any]) -> Callable[Options, Any]:
    """A method of :class:`Styles` that works out each look only once; thousands of cells ask for it."""

    @wraps(make)
    def made(*args: Options.args, **kwargs: Options.kwargs) -> Any:
        known = cast(Styles, args[0]).known
        key = (make, *kwargs.items())
        if key not in known:
            known[key] = make(*args, **kwargs)
        return known[key]

    return made


class Styles:
    """The few looks of the form."""

    def __init__(self, book: FormBook) -> None:
        self._book = book
        self.known: dict[Hashable, Any] = {}
        line = {"border": 1, "border_color": f"#{LINE}"}
        boxed = {**line, "text_wrap": True}
        self.boxed = boxed
        self.title = book.style(bold=True, font_size=TITLE_SIZE, font_color=f"#{HEAD}")
        self.hint = book.style(font_color=f"#{MUTED}")
        self.strong = book.style(bold=True)
        self.header = book.style(
            bold=True, align="center", bg_color=f"#{HEAD}", font_color=f"#{HEAD_TEXT}", **boxed
        )
        self.input_header = book.style(
            bold=True, align="center", bg_color="#2E75B6", font_color=f"#{HEAD_TEXT}", **boxed
        )
        self.link = book.style(font_color="#0563C1", underline=1)
        self.key = book.style(font_color=f"#{MUTED}")

    @once
    def label(self, *, code: bool = False, number: str = "", top: bool = False) -> Any:
        """A locked cell: text on the left, codes centred, numbers on the right."""
        changes: dict[str, Any] = {"bg_color": f"#{LOCKED}", **self.boxed, **_alignment(code, number)}
        return self._book.style(**changes, **_top(top))

    @once
    def group(self, *, top: bool = False) -> Any:
        """The column that names the group a row belongs to."""
        return self._book.style(bg_color=f"#{GROUP}", **self.boxed, **_top(top))

    @once
    def plain(self, *, code: bool = False, link: bool = False, number: str = "", shrink: bool = False) -> Any:
        """A locked white cell; ``shrink`` keeps live text of unknown length on one line."""
        changes = {**self.boxed, **_alignment(code, number)}
        if link:
            changes.update(font_color="#0563C1", underline=1)
        if shrink:
            changes.update(shrink=True, text_wrap=False)
        return self._book.style(**changes)

    @once
    def input(
        self,
        *,
        code: bool = False,
        number: str = "",
        top: bool = False,
        grey: bool = False,
        wrong: bool = False,
        left: bool = False,
        locked: bool = False,
    ) -> Any:
        """A cell to fill in; ``grey`` when it is not asked for this month, ``wrong`` when it was returned."""
        fill = WRONG_FILL if wrong else LOCKED if grey else INPUT
        changes: dict[str, Any] = {"bg_color": f"#{fill}", "locked": locked, **self.boxed}
        changes.update(_alignment(code, number))
        if left:
            changes["align"] = "left"
        return self._book.style(**changes, **_top(top))


def _alignment(code: bool, number: str) -> dict[str, Any]:
    if number:
        # A number that is too wide shrinks; it must never show as ####.
        fit = {"shrink": True, "text_wrap": False}
        side: dict[str, Any] = {"align": "center"} if code else {"align": "right", "indent": 1}
        return {**side, "num_format": number, **fit}
    return {"align": "center"} if code else {"align": "left"}


def _top(top: bool) -> dict[str, Any]:
    return {"top": 2, "top_color": f"#{HEAD}"} if top else {}


def open_sheet(draft: Draft, styles: Styles, spec: SheetSpec, title: str, rows: int, hint: str = "") -> Page:
    """A data sheet with title, hint, headers, filter, frozen panes, footer and protection.

    ``rows`` is the number of data rows, ``hint`` stands in place of the declared one. The first column stays in view,
    no more: it leaves room beside it on a phone.
    """
    page = draft.book.page(spec.name, fixed_rows=HEADER_ROW - 1)
    sheet = page.sheet
    page.put(0, 0, f"{title}　{draft.heading}", styles.title)
    page.put(1, 0, said(hint or spec.hint).replace(COUNTED, counted(draft.form)), styles.hint)
    for index, column in enumerate(spec.columns):
        sheet.set_column(index, index, column.width)
        page.put(
            HEADER_ROW - 1,
            index,
            said(column.header),
            styles.input_header if column.role == "input" else styles.header,
        )
    sheet.set_column(spec.key_index, spec.key_index, 8, None, {"hidden": True})
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
    last = HEADER_ROW - 1 + max(rows, 1)
    sheet.autofilter(HEADER_ROW - 1, 0, last, len(spec.columns) - 1)
    sheet.freeze_panes(HEADER_ROW, 1)
    sheet.repeat_rows(HEADER_ROW - 1)
    set_up(draft, page)
    return page


def set_up(draft: Draft, page: Page, note: str = "") -> None:
    """Footer and protection, the same on every sheet; ``note`` says that not all of it is printed."""
    form = draft.form
    set_up_print(page, form.unit.name, form.period.chinese, form.watermark, note)
    page.sheet.protect("", PROTECTION)


def set_heights(
    page: Page,
    spec: SheetSpec,
    heights: Sequence[float],
    *,
    rows: int | None = None,
    columns: int | None = None,
    folded: Collection[int] = (),
) -> None:
    """Heights of the data rows, and the paper for those ``rows`` and ``columns`` that are printed (all, unless said).

    ``folded`` are places of rows that are folded away: not asked for this month, they may be shown again, and are not
    printed.
    """
    for place, height in enumerate(heights):
        away = {"level": 1, "hidden": True} if place in folded else {}
        page.sheet.set_row(HEADER_ROW + place, height, None, away)
    printed = [0.0 if place in folded else height for place, height in enumerate(heights[:rows])]
    widths = [column.width for column in spec.columns[:columns]]
    if rows is not None or columns is not None:
        page.sheet.print_area(0, 0, HEADER_ROW - 1 + max(1, len(printed)), len(widths) - 1)
    lay_out(page, widths, printed, HEAD_HEIGHTS)


def say_nothing_asked(page: Page, styles: Styles, spec: SheetSpec, words: str) -> None:
    """A sheet that asks for nothing says so in one line alone above its empty table, of which the labels are printed."""
    page.put(1, 0, "", styles.hint)  # how to fill
    page.put(2, 0, words, styles.strong)
    labels = next(index for index, column in enumerate(spec.columns) if column.role == "input")
    set_heights(page, spec, [], columns=labels)


def held_note(form: Form, sheet: str, key: str, fields: Collection[str]) -> str:
    """What to note beside last month's values of a row when one of them waits to count; "" when none does."""
    waits = bool(form.held) and any(Place(sheet, key, field) in form.held for field in fields)
    return said(f"上月的填报表在印发以后收到，{HELD}。") if waits else ""


def prompt(column: Column, text: str = "") -> dict[str, Any]:
    """Title (at most 32 characters) and text (at most 255) of an input prompt; empty without a text."""
    words = said(text or column.prompt)
    if not words:
        return {}
    return {"input_title": said(column.header)[:32], "input_message": words[:255]}


def rule_of(column: Column) -> dict[str, Any]:
    """The data validation of a column by its declaration, with its prompt."""
    if column.kind == "choice":
        return choice(column)
    kinds = {"percent": "decimal", "number": "decimal", "integer": "integer", "date": "date"}
    if column.kind not in kinds:
        return {"validate": "any", **prompt(column)}
    least = -MOST if column.minimum is None else column.minimum
    limits: dict[str, Any] = {"validate": kinds[column.kind], "criteria": ">=", "value": least}
    if column.kind == "percent":
        limits |= {"criteria": "between", "minimum": column.minimum or 0, "maximum": column.maximum or 100}
        message = f"{column.title}请填 0 到 100 的数，不写 % 号。"
    elif column.kind == "number":
        message = f"请填数字，以{column.measure}为单位。" if column.measure else "请填数字。"
    elif column.kind == "integer":
        message = f"请填一个{column.header}。"
    else:
        limits["value"] = FIRST_DAY
        message = column.prompt or "请填日期，例如 2024-06-05。"
    return {**limits, "error_title": ERROR_TITLE, "error_message": message, **prompt(column)}


_FORMATS = {"date": DATE_FORMAT, "number": NUMBER_FORMAT, "percent": "General"}


def format_of(column: Column) -> str:
    """The number format of a column's cells, "" for texts."""
    return _FORMATS.get(column.kind, "")


def choice(column: Column) -> dict[str, Any]:
    """A drop-down over the choices' defined name, or over the few words of a list without one."""
    name = next((name for name, words in LISTS.items() if words == column.choices), "")
    return {
        "validate": "list",
        "source": f"={name}" if name else [said(word) for word in column.choices],
        "error_title": ERROR_TITLE,
        "error_message": "请从下拉列表中选一项。",
        **prompt(column),
    }


def area(first_row: int, rows: int, col: int) -> Area:
    """One column over ``rows`` rows from a 0-based first row."""
    return (first_row, col, first_row + max(rows, 1) - 1, col)


def correction_note(corrections: tuple[Correction, ...]) -> str:
    """What is wrong with a returned cell, what was read, how to mend it."""
    parts = []
    for point in corrections:
        lines = [f"【{point.severity}】{point.problem}"]
        if point.seen:
            lines.append(f"填报值：{point.seen}")
        lines.append(f"修改：{point.remedy}")
        if point.suggestion:
            lines.append(f"建议值：{point.suggestion}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
