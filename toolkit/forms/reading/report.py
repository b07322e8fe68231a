"""What is said about a sheet as a whole, about a row, and about many cells at once.

In: what the steps of reading a sheet gathered. Out: findings and ignored cells in Collected.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.addresses import column_letter
from toolkit.core.findings import Finding
from toolkit.core.form import DASH, EXPERIENCE, PROJECTS
from toolkit.core.returns import Scalar, SheetData
from toolkit.core.value_text import raw_text, squeeze
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.asides import is_row_numbers
from toolkit.forms.reading.breakdown import say_breakdowns, unplaced_rows
from toolkit.forms.reading.claims import claim, is_another_figure
from toolkit.forms.reading.match_rows import KEY, LIKENESS, NEW, VISIBLE, RowMatch
from toolkit.forms.reading.model import Collected, Filled
from toolkit.forms.reading.pasted import TYPED_OVER
from toolkit.forms.reading.renewed import differing, renewed_by
from toolkit.forms.reading.scan import split_area, value_at
from toolkit.forms.reading.walk import OUTSIDE, Unplaced, Walk
from toolkit.forms.spec import Column

Changed = list[tuple[Column, Filled, Scalar]]
UNUSED = "改动没有采用。"
_MEASURED = "“本月累计”按改后的计量单位读取，换算不了的没有采用；别的改动都没有采用。"
# What stood there last month may have been corrected since the form went out: ignored and told as a note, but no fault,
# unless nothing stood there and this month's cell is blank.
_LAST_MONTH = {
    fields.PREVIOUS: frozenset({fields.YTD, fields.NUMERATOR, fields.DENOMINATOR}),
    fields.PREVIOUS_STATUS: frozenset({fields.STATUS}),
    fields.PREVIOUS_PROGRESS: frozenset({fields.PROGRESS}),
}
_LISTED = 6
_NOTE = 5000  # characters of a note that are said at once; a cell of the summary takes 32,767
_NOT_TAKEN = frozenset({"N128", "N131", "N137", "E138", "Q165", "N166"})
_MAY_CLAIM = frozenset({"N128", "N137"})  # of which words that take figures back are asked about
_ROOM = 1500  # characters for the contents of cells that were not taken; the last text stands whole
_OF_A_ROW = frozenset({"E120", "E121", "E122", "Q126", "N130", "Q150", "Q178"})  # one a row, up to
_FLOOD = 8


def say_group(
    out: Collected,
    code: str,
    sheet: str,
    form_sheet: str,
    cells: Sequence[Filled],
    labels: Collection[str] = (),
) -> None:
    """One finding for many cells of a sheet: how many, and the first addresses; none for no cells.

    Of cells that were not taken it also says what is in them, for nothing else does. ``labels`` are the texts among them that say what they are.
    """
    if code in _MAY_CLAIM:
        said = [(cell.address, cell.raw) for cell in cells if cell.raw.strip() not in labels]
        _say_claims(out, sheet, form_sheet, _claims_of(out, said))
    if not cells:
        return
    shown = quoted(cells) if code in _NOT_TAKEN else _listed(cells)
    out.find(
        code,
        sheet=sheet,
        address=cells[0].address,
        form_sheet=form_sheet,
        seen=cells[0].raw[:40],
        values={"sheet_name": sheet, "count": str(len(cells)), "cells": shown},
    )


def _claims_of(out: Collected, said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of words by address the sentences that take figures of the form back."""
    found = ((at, claim(text, out.month)) for at, text in said if not text.isascii())
    return [(at, words) for at, words in found if words]


def _say_claims(out: Collected, sheet: str, form_sheet: str, claims: Sequence[tuple[str, str]]) -> None:
    if not claims:
        return
    shown = "；".join(f"{at}“{words}”" for at, words in claims[:_LISTED])
    more = f"，另有{len(claims) - _LISTED}处" if len(claims) > _LISTED else ""
    out.find(
        "Q172",
        sheet=sheet,
        address=claims[0][0],
        form_sheet=form_sheet,
        seen=claims[0][1][:60],
        values={"sheet_name": sheet, "notes": shown + more},
    )


def _listed(places: Sequence[Filled] | Sequence[Finding]) -> str:
    """The first addresses, and whether there are more."""
    return "、".join(place.address for place in places[:_LISTED]) + ("等" if len(places) > _LISTED else "")


def quoted(cells: Sequence[Filled]) -> str:
    """Cells with what is in them, words before numbers and short ones first, as many as fit; then how many more there are."""
    said: list[str] = []
    room = _ROOM
    for cell in sorted(cells, key=lambda cell: (not isinstance(cell.value, str), len(cell.raw))):
        if room <= 0:
            break
        text = " ".join(cell.raw.split())[:_NOTE]
        said.append(f"{cell.address}“{text}”" if text else cell.address)
        room -= len(said[-1])
    more = len(cells) - len(said)
    return "、".join(said) + (f"，另有{more}格" if more else "")


def without_floods(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of the same kind on many rows of a sheet as one, which says how many more there are and where."""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.code in _OF_A_ROW:
            kinds.setdefault((finding.code, finding.sheet, finding.form_sheet), []).append(finding)
    floods = {kind: found for kind, found in kinds.items() if len(found) > _FLOOD}
    if not floods:
        return tuple(findings)
    said = (floods.get((f.code, f.sheet, f.form_sheet), [f]) for f in findings)
    return tuple(_for_all(found) for f, found in zip(findings, said, strict=True) if f is found[0])


def _for_all(found: Sequence[Finding]) -> Finding:
    first, *rest = found
    if not rest:
        return first
    more = f"这张表里这样的另有{len(rest)}行（{_listed(rest)}）。"
    return replace(first, key="", field="", values={**first.values, "more": more})


def say_notes(out: Collected, sheet: SheetData, notes: Sequence[tuple[str, str]]) -> None:
    """The notes that a unit put to cells of a sheet or over them, word for word: they may qualify a figure."""
    claims = [
        (at, words)
        for at, text in notes
        if (words := claim(text, out.month) or (text if is_another_figure(text, value_at(sheet, at)) else ""))
    ]
    form_sheet = sheet.name if sheet.name in SHEETS else ""
    _say_claims(out, sheet.name, form_sheet, claims)
    listed = [
        (at, words[start : start + _NOTE])
        for at, text in notes
        for words in (" ".join(text.split()),)
        for start in range(0, len(words), _NOTE)
    ]
    for start in range(0, len(listed), _LISTED):
        some = listed[start : start + _LISTED]
        shown = "；".join(f"{at}“{text}”" for at, text in some)
        values = {"sheet_name": sheet.name, "count": str(len(some)), "notes": shown}
        out.find("N136", sheet=sheet.name, address=some[0][0], values=values)


def say_match(walk: Walk, number: int, match: RowMatch) -> None:
    """A row whose key contradicts what is visible, or that was found by likeness."""
    if match.how not in (KEY, NEW, VISIBLE):
        walk.keyless += 1
    row = walk.view.row_name(walk.name, match.key)
    if match.hidden:
        by_key = match.how == KEY
        shown, hidden = (match.hidden, match.key) if by_key else (match.key, match.hidden)
        fate = "暂按隐藏的编号计入。" if by_key else "暂按看得见的内容计入。"
        if match.doubtful:
            fate = "不知道该算哪一行的，整行没有采用。"
        # Of a project that is doubtful the name is what is seen of another one.
        name = walk.view.known_projects.get(shown, "") if match.doubtful and walk.name == PROJECTS else ""
        values = {"hidden": hidden, "row": name or walk.view.row_name(walk.name, shown), "fate": fate}
    elif match.how == LIKENESS:
        values = {"what": "行", "row": row, "confidence": f"{match.confidence:.0%}"}
    else:
        return
    walk.out.find(
        "E120" if match.hidden else "Q125",
        sheet=walk.table.sheet.name,
        address=f"A{number + 1}",
        form_sheet=walk.name,
        key=match.key,
        seen=f"第{number + 1}行",
        values=values,
    )


def say_struck(walk: Walk, number: int, key: str, cells: Sequence[Filled]) -> None:
    """A row whose number or name is struck out, and what is filled in on it is not."""
    struck = walk.table.sheet.struck
    named = {at for at in (walk.number, walk.named, *walk.telling.values()) if at is not None}
    if not any(f"{column_letter(index)}{number + 1}" in struck for index in named):
        return
    filled = [
        cell
        for cell in cells
        if cell.column not in named and cell.address not in struck and _is_input(walk, key, cell.column)
    ]
    if filled:
        walk.out.find(
            "Q150",
            sheet=walk.table.sheet.name,
            address=filled[0].address,
            form_sheet=walk.name,
            key=key,
            seen=filled[0].raw[:60],
            values={"row": walk.view.row_name(walk.name, key), "cells": _listed(filled)},
        )


def _is_input(walk: Walk, key: str, index: int) -> bool:
    """Whether the row has something to fill in there, which not all rows of a column have."""
    match = walk.table.columns.get(index)
    return match is not None and walk.view.column(walk.name, key, match.field).role == "input"


def say_unknown(walk: Walk, row: Unplaced) -> None:
    """A row that nobody can place: ignored, and a person must look."""
    for cell in row.cells:
        walk.out.ignore(cell, "认不出是哪一行")
    what = "项目编号" if walk.name in (PROJECTS, EXPERIENCE) else "任务序号、指标编号和名称"
    seen = " ".join(cell.raw for cell in row.cells if cell not in row.inputs)
    walk.out.find(
        "E122",
        sheet=walk.table.sheet.name,
        address=row.cells[0].address,
        form_sheet=walk.name,
        seen=(seen or row.cells[0].raw)[:60],
        values={"line": str(row.line + 1), "count": str(len(row.inputs)), "what": what},
    )


def say_changed(walk: Walk, key: str, changed: Changed, cells: Sequence[Filled]) -> None:
    """Labels that were overwritten: each cell is ignored with its reason, one finding a row, whose filled cells are ``cells``."""
    if not changed:
        return
    filled = {walk.table.columns[cell.column].field for cell in cells if _is_input(walk, key, cell.column)}
    is_measured = any(shape.field == fields.MEASURE for shape, _, _ in changed)
    for shape, cell, own in changed:
        expected = f"，应为“{raw_text(own)[:40]}”" if own else ""
        walk.out.ignore(cell, f"“{shape.header}”是下发的内容，不采用改动{expected}")
    said = [
        (shape, cell, own)
        for shape, cell, own in changed
        if shape.field not in _LAST_MONTH
        or (own in (None, "", DASH) and not filled & _LAST_MONTH[shape.field])
    ]
    walk.restated += [cell for shape, cell, own in changed if (shape, cell, own) not in said]
    if not said:
        return
    shape, cell, _ = said[0]
    walk.out.find(
        "Q126",
        sheet=cell.sheet.name,
        address=cell.address,
        form_sheet=walk.name,
        key=key,
        field=shape.field,
        seen="、".join(other.raw[:60] for _, other, _ in said),
        values={
            "row": walk.view.row_name(walk.name, key),
            "column": "、".join(item[0].header for item in said),
            "expected": "、".join(raw_text(own)[:60] or "空白" for _, _, own in said),
            "fate": _MEASURED if fields.YTD in filled and is_measured else UNUSED,
        },
    )


def say_sheet(walk: Walk) -> None:
    """What is said once all rows are read."""
    sheet = walk.table.sheet
    for index, cells in sorted(walk.extra.items()):
        _say_extra_column(walk, index, cells)
    for cell in walk.outside:
        walk.out.ignore(cell, OUTSIDE)
    for cell in walk.overwritten:
        walk.out.ignore(cell, TYPED_OVER)
    for row in walk.asides:
        for cell in row:
            walk.out.ignore(cell, "这一行是合计、“无”或说明，不是一条记录")
    say_group(walk.out, "N137", sheet.name, walk.name, [row[0] for row in walk.asides])
    say_group(walk.out, "N128", sheet.name, walk.name, walk.outside)
    say_group(walk.out, "N131", sheet.name, walk.name, walk.overwritten)
    say_group(walk.out, "N166", sheet.name, walk.name, walk.restated)
    say_group(walk.out, "Q158", sheet.name, walk.name, walk.redrawn)
    say_group(walk.out, "N135", sheet.name, walk.name, _merged_inputs(walk))
    for unplaced in unplaced_rows(walk):
        say_unknown(walk, unplaced)
    say_breakdowns(walk)
    if walk.keyless:
        values = {"sheet_name": sheet.name, "count": str(walk.keyless)}
        walk.out.find("N132", sheet=sheet.name, form_sheet=walk.name, values=values)


def _say_extra_column(walk: Walk, index: int, cells: list[Filled]) -> None:
    """A column that the form does not have; without a header its cells are just outside the form."""
    header = walk.table.sheet.rows[walk.table.header] if walk.table.header >= 0 else ()
    title = raw_text(header[index]) if index < len(header) else ""
    if not title:
        walk.outside.extend(cells)
        return
    if is_row_numbers(squeeze(title), [cell.value for cell in cells]):
        for cell in cells:
            walk.out.ignore(cell, "单位自己加的序号")
        return
    for cell in cells:
        walk.out.ignore(cell, "表里多出的列")
    words = [cell for cell in cells if isinstance(cell.value, str) and not cell.value.isascii()]
    values = {"sheet_name": walk.table.sheet.name, "count": str(len(cells))}
    renewed = renewed_by(walk, title)
    others = differing(renewed[0], cells) if renewed else []
    if renewed and others:
        shown = "；".join(others[:_LISTED]) + (" 等" if len(others) > _LISTED else "")
        values |= {"count": str(len(others)), "column": renewed[1].header, "cells": shown}
    elif words:
        values["more"] = f"其中写着：{quoted(words)}。"
    walk.out.find(
        "Q177" if others else "Q129",
        sheet=walk.table.sheet.name,
        address=cells[0].address,
        form_sheet=walk.name,
        seen=title[:40],
        values=values,
    )


def _merged_inputs(walk: Walk) -> list[Filled]:
    """The first cells of merges that swallow further input cells; only the first one holds anything."""
    found, sheet = [], walk.table.sheet
    for area in sheet.merges:
        corners = split_area(area)
        if corners is None or corners[1][0] < walk.table.first:
            continue
        first, last = corners
        inputs = sum(walk.is_input(index) for index in range(first[1], min(last[1], 64) + 1))
        if inputs and inputs * (last[0] - first[0] + 1) > 1:
            row = sheet.rows[first[0]] if first[0] < len(sheet.rows) else ()
            found.append(Filled(sheet, *first, row[first[1]] if first[1] < len(row) else None))
    return found
