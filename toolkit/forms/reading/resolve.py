"""Settle every input cell that was found: cast it, or say why it is left out.

In: Collected with the filled input cells by place. Out: one Cell for each of them, and findings. A
place that was found several times counts once when all say the same, and not at all when they differ;
what only a rival of the table has (rivals.py) does not count either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.core import fields
from toolkit.core.form import COVER
from toolkit.core.patterns import lazy_regex
from toolkit.core.places import Place
from toolkit.core.returns import DOUBLED, LOST, Cell, Outcome, Scalar
from toolkit.core.value_measures import is_counted
from toolkit.core.value_numbers import NOT_A_NUMBER, WRONG_MEASURE
from toolkit.core.value_text import narrow, raw_text
from toolkit.core.values import (
    CIRCULAR,
    ERROR_CELL,
    NO_COUNT,
    NO_TEXT,
    NOT_A_DATE,
    NOT_WORKED_OUT,
    NUMBER_KINDS,
    PICTURE,
    RAISED,
    SAID_TWICE,
    STRUCK,
    TINY,
    UNSEEN,
    WORKED_OUT,
    ZERO_FOR_TEXT,
    Cast,
    asked,
    cast,
    is_picture,
    possible,
    reject,
)
from toolkit.core.values import UNCACHED as NO_RESULT
from toolkit.forms.reading.formula_results import is_no_count
from toolkit.forms.reading.model import ERROR, UNCACHED, Collected, Filled
from toolkit.forms.reading.references import refers_to_itself
from toolkit.forms.reading.report import say_group
from toolkit.forms.reading.rivals import (
    Block,
    block_of,
    differ,
    is_kept,
    last_of,
    rival_blocks,
    rows_of_last,
    telling,
)
from toolkit.forms.reading.view import FormView
from toolkit.forms.spec import Column

_FAULTS = {ERROR: ERROR_CELL, UNCACHED: NO_RESULT, DOUBLED: SAID_TWICE, LOST: NO_TEXT}
_BARE = lazy_regex(r"[-+]?[\d,.]+")
UNDATED = "N152"  # who fills in 6月24日 on the cover reports no figure by it
_PLANNED = "(?:预计|计划|拟于?|力争)?(?:在|于|到)?"
_BY_THEN = r"(?:之前|以前|前)?(?:(?:完工|竣工|建成|投用|完成)(?:投用|投入使用)?)?(?:\((?:预计|计划|暂定)\))?"
# Words that say nothing in that column, and what is left: 任务24, 第24项; a deadline is what a planned end is (2024年11月30日前, 2025年10月底, 2025年底).
_SPELT = {
    fields.TASK_NO: ((lazy_regex(r"(?:任务|第)(\d{1,3})项?(?:任务)?"), r"\1"),),
    fields.PLANNED_END: (
        (lazy_regex(rf"{_PLANNED}(\d{{4}}.{{1,10}}[日号]){_BY_THEN}"), r"\1"),
        (lazy_regex(rf"{_PLANNED}(\d{{4}}年\d{{1,2}}月)(?:份|[底末初]|[上中下]旬)?{_BY_THEN}"), r"\1"),
        (lazy_regex(rf"{_PLANNED}(\d{{4}})年年?[底末]{_BY_THEN}"), r"\1年12月"),
    ),
}
_DAYS_TO_1904 = 1462
_LARGE_MONEY = frozenset({"万元", "亿元"})
_SHOWN = 6  # pairs of cells
_NEXT_TO_NOTHING = 0.01  # a million 元 of 亿元, a hundred of 万元


def resolve(out: Collected, view: FormView) -> None:
    """Turn ``out.inputs`` into cells and findings."""
    formulas: dict[tuple[str, str, str], list[Filled]] = {}
    differing: dict[tuple[str, str], list[tuple[Column, Sequence[Filled]]]] = {}
    repeated: dict[tuple[str, str], Filled] = {}
    strays: dict[tuple[str, str], list[Filled]] = {}
    rivals = rival_blocks(out)
    last = rows_of_last(out) if rivals else set()
    chosen: dict[str, list[tuple[Filled, Filled]]] = {}
    for place, all_found in out.inputs.items():
        found: Sequence[Filled] = all_found
        if len(found) > 1 and differ(found):
            found = _chosen(out, place[0], found, rivals, chosen)
        if len(found) > 1 and differ(found):
            differing.setdefault(place[:2], []).append((view.column(*place), found))
            out.cells.extend(_cell(cell, cell.address, place, reject("E121")) for cell in found)
            continue
        if (
            rivals
            and all((place[0], *block_of(cell)) in rivals for cell in found)
            and not is_kept(place, found, last)
        ):
            strays.setdefault((found[0].sheet.name, place[0]), []).extend(found)
            continue
        first = found[0]
        for cell in found[1:]:
            where = first.address if cell.sheet is first.sheet else f"{first.sheet.name}!{first.address}"
            out.ignore(cell, f"与{where}重复，只计一次")
            repeated.setdefault(place[:2], cell)
        if _settle(out, view, place, first):
            formulas.setdefault((_how_known(first), first.sheet.name, place[0]), []).append(first)
    for (code, sheet, form_sheet), cells in formulas.items():
        say_group(out, code, sheet, form_sheet, cells)
    for (sheet, form_sheet), cells in strays.items():
        for cell in cells:
            out.ignore(cell, "只在与本表对不上的另一份里有，没有采用")
        say_group(out, "E138", sheet, form_sheet, cells)
    _say_repeated(out, view, repeated)
    _say_chosen(out, chosen)
    _say_differing(out, view, differing)


def _chosen(
    out: Collected,
    name: str,
    found: Sequence[Filled],
    rivals: Collection[Block],
    chosen: dict[str, list[tuple[Filled, Filled]]],
) -> Sequence[Filled]:
    """The cells of a place that count beside the others, if all that do say the same; else all. Beside 不涉及 the cell of a rival does not."""
    last = last_of(found)
    taken = telling(last)
    if differ(taken) or (len(taken) < len(last) and any((name, *block_of(cell)) in rivals for cell in last)):
        return found
    for cell in found:
        if cell not in taken:
            out.ignore(cell, f"按{taken[0].sheet.name}!{taken[0].address}计")
            chosen.setdefault(name, []).append((taken[0], cell))
    return taken


def _say_chosen(out: Collected, chosen: Mapping[str, Sequence[tuple[Filled, Filled]]]) -> None:
    """Which of two tables of a sheet counts, once for the sheet."""
    for name, pairs in chosen.items():
        first = pairs[0][0]
        shown = "；".join(_rivals(pair) for pair in pairs[:_SHOWN])
        out.find(
            "Q180",
            sheet=first.sheet.name,
            address=first.address,
            form_sheet=name,
            seen=first.raw[:40],
            values={
                "row": name,
                "count": str(len(pairs)),
                "cells": shown + ("等" if len(pairs) > _SHOWN else ""),
            },
        )


def _how_known(formula: Filled) -> str:
    """The code that says how far the stored result of a formula is one."""
    if formula.sheet.recalculated:
        return NOT_WORKED_OUT
    return ZERO_FOR_TEXT if formula.address in formula.sheet.zeros else WORKED_OUT


def _cell(found: Filled, address: str, place: Place, result: Cast) -> Cell:
    return Cell(
        found.sheet.name,
        address,
        found.raw,
        result.outcome,
        *place,
        value=result.value,
        note=result.note,
        confidence=found.confidence,
    )


def cast_cell(found: Filled, column: Column) -> Cast:
    """The fate of one filled cell by its column's declaration."""
    if found.fault:
        if found.address in found.sheet.pictured or is_picture(
            "=" + found.sheet.formulas.get(found.address, "")
        ):
            return reject(PICTURE)
        return reject(_FAULTS[found.fault])
    if found.sheet.struck and found.address in found.sheet.struck:
        return reject(STRUCK)
    result = _in_proportion(found, column, _as_seen(found, column, _cast_value(found, column)))
    if column.kind not in NUMBER_KINDS or not result.value:
        return result
    return possible(
        result, minimum=column.minimum, counted=column.field == fields.YTD and is_counted(column.measure)
    )


def _as_seen(found: Filled, column: Column, read: Cast) -> Cast:
    """What a person does not see, or takes for the mark of a note, is asked about."""
    if found.covered or (found.sheet.unseen and found.address in found.sheet.unseen):
        return asked(read, UNSEEN)
    if found.sheet.raised and found.address in found.sheet.raised and column.kind in NUMBER_KINDS:
        return asked(read, RAISED)
    return read


def _in_proportion(found: Filled, column: Column, read: Cast) -> Cast:
    """Money that a unit wrote in a smaller measure than the column's, and that is next to nothing in the column's."""
    if read.outcome is not Outcome.NORMALISED or column.measure not in _LARGE_MONEY:
        return read
    if not isinstance(read.value, float) or not 0 < read.value < _NEXT_TO_NOTHING:
        return read
    return asked(
        read, TINY, f"{read.seen or found.raw}，换算成{column.measure}是{Decimal(repr(read.value)):f}"
    )


def _cast_value(found: Filled, column: Column) -> Cast:
    formats = found.sheet.number_formats
    value = _as_meant(found, column)
    result = cast(
        column.kind,
        value,
        measure=column.measure,
        choices=column.choices,
        number_format=formats.get(found.address, "") if formats else "",
    )
    if isinstance(found.value, str) and column.field in _SPELT and value != found.value and result.note:
        return result._replace(note=f"“{found.raw}”按“{value}”读取")
    if not found.measure or value is found.value or not result.code:
        return result
    return (reject(WRONG_MEASURE) if result.code == NOT_A_NUMBER else result)._replace(seen=raw_text(value))


def _as_meant(found: Filled, column: Column) -> Scalar:
    """The value in the measure that the unit wrote for its row (1.86 is 1.86万个), a day counted from 1900, without words that say nothing."""
    for spelt, left in _SPELT.get(column.field, ()) if isinstance(found.value, str) else ():
        if said := spelt.fullmatch(narrow(str(found.value))):
            return said.expand(left)
    if found.measure and column.kind in NUMBER_KINDS:
        bare = raw_text(found.value)
        return f"{bare}{found.measure}" if _BARE.fullmatch(narrow(bare)) else found.value
    if found.sheet.from_1904 and column.kind == "date" and isinstance(found.value, float):
        # 202406 and 20240605 are no count of days.
        return found.value + _DAYS_TO_1904 if found.value < 100_000 else found.value
    return found.value


def _settle(out: Collected, view: FormView, place: Place, found: Filled) -> bool:
    """Add the cell and its finding; True when it counts and a formula of the unit's own stands in it."""
    column = view.column(*place)
    result, address = cast_cell(found, column), found.address
    formula = None if found.fault else found.sheet.formulas.get(address)
    if formula is not None:
        note = f"；{result.note}" if result.note else ""
        result = result._replace(note=f"公式={formula[:60]}的结果{note}")
        if result.value is not None and refers_to_itself(
            found.sheet.formulas, found.sheet.name, found.row, found.column
        ):
            result = asked(result, CIRCULAR, f"={formula[:60]}")
        if column.kind in NUMBER_KINDS and (why := is_no_count(formula, place[0], result.value)):
            result = asked(result, NO_COUNT, f"={formula[:60]}，{why}")
    out.cells.append(_cell(found, address, place, result))
    if result.code:
        measure = column.measure if column.kind in NUMBER_KINDS else ""
        out.find(
            UNDATED if place[0] == COVER and result.code == NOT_A_DATE else result.code,
            sheet=found.sheet.name,
            address=address,
            form_sheet=place[0],
            key=place[1],
            field=place[2],
            seen=(result.seen or found.raw)[:100],
            values={
                "column": column.header,
                "measure": f"（{measure}）" if measure else "",
                "hint": _in_ten_thousands(view, place),
            },
            suggestion=result.suggestion,
        )
    return formula is not None and result.value is not None


def _in_ten_thousands(view: FormView, place: Place) -> str:
    """What to mind where the target is in 万, the figure is not."""
    row = view.indicator(place[1])
    measure = "" if row is None else row.indicator.measure
    return (
        f"清单里的目标以{measure}计，填报时按{row.indicator.report_measure}填（1.86万写 18600）。"
        if row and measure.startswith("万")
        else ""
    )


def _say_repeated(out: Collected, view: FormView, repeated: dict[tuple[str, str], Filled]) -> None:
    for (sheet, key), cell in repeated.items():
        out.find(
            "N130",
            sheet=cell.sheet.name,
            address=cell.address,
            form_sheet=sheet,
            key=key,
            values={"row": view.row_name(sheet, key)},
        )


def _say_differing(
    out: Collected, view: FormView, differing: dict[tuple[str, str], list[tuple[Column, Sequence[Filled]]]]
) -> None:
    for (sheet, key), cells in differing.items():
        column, found = cells[0]
        out.find(
            "E121",
            sheet=found[0].sheet.name,
            address=found[0].address,
            form_sheet=sheet,
            key=key,
            field=column.field,
            seen=_rivals(found),
            values={
                "row": view.row_name(sheet, key),
                "column": "、".join(item[0].header for item in cells),
            },
        )


def _rivals(found: Sequence[Filled]) -> str:
    several = len({cell.sheet.name for cell in found}) > 1

    def each() -> Iterator[str]:
        for cell in found:
            yield f"{cell.sheet.name + '!' if several else ''}{cell.address} {cell.raw[:30]}"

    return "；".join(each())
