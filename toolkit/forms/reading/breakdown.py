"""Rows of parts that a unit put in below an indicator or a task: 其中：城区, 乡镇.

In: the Walk of 指标数据 or 任务进展 and the rows in order. Out: the parts of rows that are filled themselves, which count
nowhere and are shown; below a blank row the parts may be all there is, and a person must look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.core import fields
from toolkit.core.form import DASH, INDICATORS, TASKS
from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar
from toolkit.core.value_text import number_text, squeeze
from toolkit.core.values import cast
from toolkit.forms.reading.model import Filled
from toolkit.forms.reading.view import ANSWERS
from toolkit.forms.reading.walk import Unplaced, Walk, Whole, text_at

Figures = tuple[float | None, ...]  # of a row: 本月累计, or both terms of a ratio

_PART = lazy_regex(r"[-—–·•*]*[(（]?(?:其中|内含|含)[:：,、]?.*|#.+|按.{1,12}分(?:类|组|列)?[:：].*")
_AGAIN = lazy_regex(r"[-—–·•*]*[(（]?其中.*")  # said once more below 其中：…, it divides a part
_FIGURES_BESIDE, _WORDS_BESIDE = 60, 300  # characters of a cell of a part
_TERMS = (fields.NUMERATOR, fields.DENOMINATOR)


def remember(walk: Walk, key: str, number: int, cells: Sequence[Filled]) -> None:
    """The row just read: parts may stand below it, or above it where the rows read last were parts."""
    walk.last, walk.whole = (key, number, cells), None
    if walk.breakdowns and walk.breakdowns[-1][1][0].row == number - 1:
        whole, above = _whole(walk), walk.breakdowns[-1][0].key
        if whole is not None:
            walk.below[above] = whole
        elif key in walk.view.asked(walk.name):
            walk.blank_below[above] = key


def _whole(walk: Walk) -> Whole | None:
    """The row that was read last, where it has its figure, or its task's state; only rows beside odd ones are looked at."""
    if walk.whole is not None or walk.last is None:
        return walk.whole
    key, number, cells = walk.last
    if walk.name == TASKS and {walk.field_of(cell.column) for cell in cells} & set(ANSWERS[TASKS]):
        walk.whole = Whole(key, number, (), ())
    elif walk.name == INDICATORS:
        names = next(
            (names for names in (_TERMS, (fields.YTD,)) if _of(walk, names, cells)[0] is not None), ()
        )
        if names:
            walk.whole = Whole(key, number, names, _of(walk, names, cells))
    return walk.whole


def take_part(walk: Walk, number: int, row: Sequence[Scalar], cells: list[Filled]) -> bool:
    """Whether the row is a part of the filled row above: then it is kept for the sheet's end."""
    whole, text = _right_above(walk, number, row), _words(walk, cells)
    if whole is None or not text:
        return False
    if not _PART.fullmatch(text) and all(kept is not whole for kept, _ in walk.breakdowns):
        return False
    walk.breakdowns.append((whole, cells))
    return True


def may_be_part(walk: Walk, number: int, row: Sequence[Scalar], unplaced: Unplaced) -> bool:
    """Whether a row that nobody can place may be a part by its figure alone: the sheet's end tells."""
    whole = _right_above(walk, number, row)
    if whole is None or not whole.names:
        return False
    walk.unplaced.append((whole, unplaced))
    return True


def unplaced_rows(walk: Walk) -> Iterator[Unplaced]:
    """Of the rows that may be parts those that do not make up the row above them; those that do are its parts."""
    groups: dict[str, list[tuple[Whole, Unplaced]]] = {}
    for whole, row in walk.unplaced:
        groups.setdefault(whole.key, []).append((whole, row))
    for rows in groups.values():
        whole = rows[0][0]
        figures = [_of(walk, whole.names, row.cells) for _, row in rows]
        if len(rows) > 1 and _sums(figures) == whole.figures:
            walk.breakdowns += [(whole, list(row.cells)) for _, row in rows]
        else:
            yield from (row for _, row in rows)


def _right_above(walk: Walk, number: int, row: Sequence[Scalar]) -> Whole | None:
    """The filled row above, where all between are parts of it and this row has no number of its own."""
    whole, named = _whole(walk), text_at(row, walk.number)
    if whole is None or (named and not _PART.fullmatch(named)) or text_at(row, walk.table.key):
        return None
    between = sum(kept is whole for kept, _ in (*walk.breakdowns, *walk.unplaced))
    return whole if number == whole.line + between + 1 else None


def _words(walk: Walk, cells: Sequence[Filled]) -> str:
    """What stands left of the figures: 其中 and 城区 may stand in two cells."""
    return "".join(squeeze(cell.raw) for cell in cells if _is_name(walk, cell))


def _is_name(walk: Walk, cell: Filled) -> bool:
    return not walk.is_input(cell.column) and walk.labels.get(cell.column) != fields.MEASURE


def say_breakdowns(walk: Walk) -> None:
    """One 提示 for each row with parts: what they say, and whether they make up the whole."""
    rows: dict[str, list[tuple[Whole, list[Filled]]]] = {}
    for whole, cells in walk.breakdowns:
        rows.setdefault(whole.key, []).append((whole, cells))
    for key, parts in rows.items():
        for _, cells in parts:
            for cell in cells:
                walk.out.ignore(cell, "其中项，已含在上面或下面一行里，不单独计入")
        whole, where = _of_which(walk, parts[0][0], [cells for _, cells in parts])
        first = parts[0][1][0]
        walk.out.find(
            "N141" if whole.names else "N162",
            sheet=walk.table.sheet.name,
            address=first.address,
            form_sheet=walk.name,
            key=whole.key,
            values={
                "sheet_name": walk.table.sheet.name,
                "row": walk.view.row_name(walk.name, whole.key),
                "where": "下面" if whole.key == key else "上面",
                "whole": _text(whole.figures),
                "parts": "、".join(_shown(walk, whole, cells) for _, cells in parts),
                "sum": _compared(walk, whole, [cells for _, cells in parts], where)
                + _blank_below(walk, key, whole, [_of(walk, whole.names, cells) for _, cells in parts]),
            },
        )


def _of_which(walk: Walk, above: Whole, parts: Sequence[Sequence[Filled]]) -> tuple[Whole, str]:
    """The row that parts belong to: the one above, but for those that make up the one below alone."""
    below = walk.below.get(above.key)
    if below is None or _sums([_of(walk, above.names, cells) for cells in parts]) == above.figures:
        return above, "上面"
    same = _sums([_of(walk, below.names, cells) for cells in parts]) == below.figures
    return (below, "下面") if same else (above, "上面")


def _blank_below(walk: Walk, above: str, whole: Whole, figures: Sequence[Figures]) -> str:
    """The row below the parts may be the one that they make up, where it is blank and they do not make up the one above."""
    if (
        above not in walk.blank_below
        or whole.key != above
        or (figures[0] and _sums(figures) == whole.figures)
    ):
        return ""
    row = walk.view.row_name(walk.name, walk.blank_below[above])
    return f"下面一行“{row}”空着，如果是它的其中项，请把它这一行填上。"


def _shown(walk: Walk, whole: Whole, cells: Sequence[Filled]) -> str:
    """The words of a part, its figures, and what is written beside them."""
    figures = [values[name].raw[:20] for name in whole.names if name in (values := _figures(walk, cells))]
    most = _FIGURES_BESIDE if whole.names else _WORDS_BESIDE
    told = {value.address for value in _figures(walk, cells).values()}
    beside = [cell.raw[:most] for cell in cells if walk.is_input(cell.column) and cell.address not in told]
    words = "".join(cell.raw for cell in cells if _is_name(walk, cell))[:30]
    return f"{words} {'/'.join(figures)}".strip() + (f"（{'；'.join(beside)}）" if beside else "")


def _figures(walk: Walk, cells: Sequence[Filled]) -> dict[str, Filled]:
    """The cells of a row that hold figures, by field."""
    columns = walk.table.columns
    fields_of = {cell.column: columns[cell.column].field for cell in cells if cell.column in columns}
    return {
        name: cell
        for cell in cells
        if not cell.fault and (name := fields_of.get(cell.column, "")) in (*_TERMS, fields.YTD)
    }


def _of(walk: Walk, names: Sequence[str], cells: Sequence[Filled]) -> Figures:
    values = _figures(walk, cells)
    return tuple(_number(values[name].value) if name in values else None for name in names)


def _sums(figures: Sequence[Figures]) -> Figures:
    """Column by column; None where a part has no figure."""
    columns = list(zip(*figures, strict=True))
    return tuple(None if None in column else float(f"{sum(filter(None, column)):.12g}") for column in columns)


def _number(value: Scalar) -> float | None:
    if value is None or value == "":
        return None
    read = cast("number", value).value
    return read if isinstance(read, float) else None


def _text(figures: Figures) -> str:
    return "/".join(DASH if figure is None else number_text(figure) for figure in figures)


def _compared(walk: Walk, whole: Whole, parts: Sequence[Sequence[Filled]], where: str) -> str:
    """What the parts make up; nothing where one of them has no figure."""
    figures = [_of(walk, whole.names, cells) for cells in parts]
    sums = _sums(figures)
    if not sums or None in sums or None in whole.figures:
        return ""
    both = "各项之和" if len(sums) == 1 else "分子、分母各自之和"
    if sums == whole.figures:
        return f"{both}{_text(sums)}，与{where}一行一致。"
    upper = [one for at, one in enumerate(figures) if not at or not _AGAIN.fullmatch(_words(walk, parts[at]))]
    if _sums(upper) == whole.figures:
        return f"不算下一层的其中项，{both}{_text(whole.figures)}，与{where}一行一致。"
    more = any(one > other for one, other in zip(sums, whole.figures, strict=True) if one and other)
    advice = "请核对是否有重复或写错" if more else "请核对是否只列了一部分"
    return f"{both}{_text(sums)}，与{where}一行的{_text(whole.figures)}不同，{advice}。"
