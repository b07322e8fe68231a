"""The hidden sheet that travels with a form filled from the figures of the level below: where each of its cells comes from.

In: lines, or the rows of a sheet as read. Out: rows to write, and lines again. What came by mail is only ever shown: it is
bounded, every line is looked at, and no value of it counts anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.patterns import lazy_regex
from toolkit.core.places import Place
from toolkit.core.returns import Scalar
from toolkit.core.value_text import number_text, raw_text, shown_name

SHEET = "_derivation"
HEADS = (
    "填入工作表", "填入行", "填入列", "填入值", "填入计量单位", "数的编号",
    "来源单位", "来源数的编号", "来源值", "来源计量单位", "来源标记", "来源文件", "来源工作表", "来源单元格", "来源哈希",
)  # fmt: skip
MOST_LINES = 9_000  # a country of 31 provinces has some 8,000
MOST_TEXT = 200  # characters of a cell
_ADDRESS = lazy_regex(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_HASH = lazy_regex("[0-9a-f]{64}")
_FIELD = lazy_regex("[a-z_]{1,40}")

Value = float | str


@dataclass(frozen=True)
class Line:
    """One cell of the level below behind one cell of the form; ``unit`` is "" where the cell has no such cell.

    ``key`` is the figure's at the level below, ``unit_key`` that of the unit's own. ``file`` is as that level's archive has it,
    without the name that the sender gave it.
    """

    place: Place
    value: Value
    measure: str
    key: str
    unit: str = ""
    unit_key: str = ""
    unit_value: Value = ""
    unit_measure: str = ""
    mark: str = ""
    file: str = ""
    sheet: str = ""
    address: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Told:
    """What a sheet says: its lines, how many rows are no such line, and whether there were more than are read."""

    lines: tuple[Line, ...] = ()
    odd: int = 0
    cut: bool = False


def rows_of(lines: Iterable[Line]) -> Iterator[tuple[Value, ...]]:
    """The rows of the sheet, its head first."""
    yield HEADS
    for one in lines:
        yield (
            *one.place, one.value, one.measure, one.key, one.unit, one.unit_key, one.unit_value, one.unit_measure,
            one.mark, one.file, one.sheet, one.address, one.sha256,
        )  # fmt: skip


def is_derivation(rows: Sequence[Sequence[Scalar]]) -> bool:
    """Whether a sheet is one, by its head alone: its name may have been changed on the way."""
    return bool(rows) and tuple(rows[0][: len(HEADS)]) == HEADS


def told_by(rows: Sequence[Sequence[Scalar]]) -> Told:
    """The lines of a sheet that is one."""
    lines, odd = [], 0
    below = rows[1 : MOST_LINES + 1]
    for row in below:
        if any(cell not in (None, "") for cell in row[: len(HEADS)]):
            line = _line(row)
            odd += line is None
            lines += [line] if line else []
    return Told(tuple(lines), odd, len(rows) - 1 > len(below))


def _line(row: Sequence[Scalar]) -> Line | None:
    cells = [*row[: len(HEADS)], *[None] * (len(HEADS) - len(row))]
    if any(isinstance(cell, bool) for cell in cells):
        return None
    texts = [_text(cell) for cell in cells]
    (
        sheet,
        key,
        field,
        _,
        measure,
        figure,
        unit,
        unit_key,
        _,
        unit_measure,
        mark,
        file,
        source,
        address,
        sha,
    ) = texts
    if not (sheet and key and _FIELD.fullmatch(field)) or any(len(text) > MOST_TEXT for text in texts):
        return None
    if (address and not _ADDRESS.fullmatch(address)) or (sha and not _HASH.fullmatch(sha)):
        return None
    return Line(
        Place(sheet, key, field), _value(cells[3]), measure, figure, unit, unit_key, _value(cells[8]), unit_measure,
        mark, file, source, address, sha,
    )  # fmt: skip


def _value(cell: Scalar) -> Value:
    return float(cell) if isinstance(cell, int | float) else _text(cell)


def _text(cell: Scalar) -> str:
    return shown_name(raw_text(cell)).strip()


def value_text(value: Value) -> str:
    """A value as people read it."""
    return value if isinstance(value, str) else number_text(value)
