"""Columns found by header words, not by position; years by the header ("2026年…").

In: rows of a grid. Out: where the header row ends, and the role of each column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.checklist.importing.grid import Grid, GridCell, Row, filled, flat
from toolkit.checklist.importing.vocabulary import TEXT_FIELDS, UNIT_FIELDS, classify
from toolkit.core.patterns import lazy_regex

Role = tuple[str, int | None]  # field of a task, and the year of a yearly column

JOINED = (
    "content",
    "measures",
    "responsible",
    "support",
    "amount",
)  # several such columns are taken together
DATED = ("measures", "amount", "target", "base")  # columns that may name their year
SEARCHED_ROWS = 12  # titles and notes may stand above the header
SHORT_HEAD = 20
FEWEST_SPANNED = 2
LONG_TEXT = 14  # letters; a column of tasks that says so much is the text, not a name for it
_LOCAL = lazy_regex(r"^[^各全、，]{1,12}(县|市|区|旗|乡|镇|街道)$")
_TARGET = lazy_regex(
    r"^(全(市|州|区|县|盟|旗|省|地区)|总|年度|本年度?|20\d\d年(度)?)?(目标|计划)(值|数)?([（(].*[)）])?$|^目标值"
)


@dataclass(frozen=True)
class Header:
    """The header of a grid: index of the first row below it, and column -> role."""

    body: int
    roles: Mapping[int, Role]
    guessed: Mapping[int, str]  # column -> header text, where the word was only nearly right
    others: Mapping[int, str]  # column -> header text of columns that no task field takes
    texts: Mapping[int, str] = field(default_factory=dict)  # every column's header
    shares: Mapping[int, str] = field(default_factory=dict)  # column -> local unit whose share stands in it

    @property
    def width(self) -> int:
        """Columns that the header spans."""
        return max((*self.roles, *self.others, *self.shares)) + 1

    def column(self, field: str) -> int | None:
        """The first column of a role, or None."""
        return next((column for column, role in sorted(self.roles.items()) if role[0] == field), None)

    def columns(self, field: str, year: int | None = None) -> list[int]:
        """All columns of a role, from the left."""
        return [column for column, role in sorted(self.roles.items()) if role == (field, year)]

    @property
    def years(self) -> tuple[int, ...]:
        """Years that have a column of measures."""
        return tuple(sorted(year for field, year in set(self.roles.values()) if field == "measures" and year))


def find_header(grid: Grid, year: int | None = None) -> Header | None:
    """The header row (or two, when the second stands under spanning cells); None when there is none.

    ``year`` is that of the document, for measures that name none.
    """
    best: Header | None = None
    for index, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        below = grid.rows[index + 1] if index + 1 < len(grid.rows) else ()
        row, below = _spans_inferred(row, below)
        depth = 2 if _is_second_header(row, below) else 1
        texts = [_joined(row, below if depth == 2 else (), column) for column in range(len(row))]
        seconds = [flat(cell.text) for cell in below] if depth == 2 else texts
        header = _header(grid, index + depth, texts, seconds, year)
        if header is not None and (best is None or len(header.roles) > len(best.roles)):
            best = header
    return best


def _header(
    grid: Grid, body: int, texts: Sequence[str], seconds: Sequence[str], year: int | None
) -> Header | None:
    long = frozenset(c for c in range(len(texts)) if _typical_length(grid, body, c) >= LONG_TEXT)
    roles, guessed = _roles(texts, year, long)
    unnumbered = _unnumbered(grid, body)
    if unnumbered is not None and ("no", None) not in roles.values() and unnumbered not in roles:
        roles[unnumbered] = ("no", None)
    shares = _shares(seconds, roles)
    for column in shares:
        roles.pop(column, None)
    fields = {field for field, _ in roles.values()}
    dated = any(field == "measures" and its for field, its in roles.values())
    if not fields & {*TEXT_FIELDS} or not (dated or fields & {*UNIT_FIELDS, "deadline"}) or len(fields) < 2:
        return None
    named = {column: text for column, text in enumerate(texts) if text}
    others = {column: text for column, text in named.items() if column not in roles and column not in shares}
    return Header(body, roles, guessed, others, named, shares)


def _typical_length(grid: Grid, body: int, column: int) -> float:
    """The middle length of a column's texts."""
    lengths = sorted(
        len(row[column].text) for row in grid.rows[body:] if column < len(row) and row[column].text
    )
    return lengths[len(lengths) // 2] if lengths else 0


def _unnumbered(grid: Grid, body: int) -> int | None:
    """The first column, where its cells are numbers although no header names it."""
    cells = [flat(row[0].text) for row in grid.rows[body:] if row and row[0].text]
    numbers = sum(cell.rstrip(".．、").isdigit() for cell in cells)
    return 0 if numbers and numbers * 2 > len(cells) else None


def _spans_inferred(row: Row, below: Row) -> tuple[Row, Row]:
    """Spanning heads of a file that does not tell what is merged (.ods, or pasted values): blank cells say it.

    The first columns of the second row are blank, and what it says stands under a head and the blanks behind it.
    """
    said = [column for column, cell in enumerate(below) if cell.text]
    plain = not any(cell.inherited for cell in (*row, *below)) and all(cell.span == 1 for cell in row)
    if not plain or len(said) < FEWEST_SPANNED or len(filled(row)) < FEWEST_SPANNED or min(said) == 0:
        return row, below
    if any(len(below[c].text) > SHORT_HEAD or re.fullmatch(r"[\d.]+", below[c].text) for c in said):
        return row, below
    heads = [column for column, cell in enumerate(row) if cell.text]
    spans = {head: _reach(head, heads, row, below) for head in heads}
    covered = {c for head, span in spans.items() if span > 1 for c in range(head, head + span)}
    if not set(said) <= covered:
        return row, below
    wide = tuple(
        GridCell(cell.text, span=spans.get(column, 1)) if cell.text else cell
        for column, cell in enumerate(row)
    )
    return wide, tuple(GridCell(inherited=True) if not cell.text else cell for cell in below)


def _reach(head: int, heads: Sequence[int], row: Row, below: Row) -> int:
    """Over how many columns a head stands: itself and the blanks behind it that the row below fills."""
    end = head + 1
    while end < len(row) and end not in heads and end < len(below) and below[end].text and below[head].text:
        end += 1
    return end - head


def _is_second_header(row: Row, below: Row) -> bool:
    """The row below belongs to the header: it continues merged cells, and what it says stands under spanning ones."""
    said = [column for column, cell in enumerate(below) if cell.text]
    if (
        not said
        or not any(cell.inherited for cell in below)
        or any(len(below[c].text) > SHORT_HEAD for c in said)
    ):
        return False
    return all(column < len(row) and _covering(row, column).span > 1 for column in said)


def _covering(row: Row, column: int) -> GridCell:
    """The cell that covers the column, also from the left."""
    for start in range(column, -1, -1):
        if not row[start].blank:
            return row[start] if start + row[start].span > column else GridCell()
    return GridCell()


def _joined(row: Row, below: Row, column: int) -> str:
    second = below[column].text if column < len(below) and not below[column].inherited else ""
    return flat(unicodedata.normalize("NFKC", _covering(row, column).text + second))


def _roles(
    texts: Sequence[str], only_year: int | None, long: frozenset[int]
) -> tuple[dict[int, Role], dict[int, str]]:
    roles: dict[int, Role] = {}
    guessed: dict[int, str] = {}
    for column, text in enumerate(texts):
        field, near = classify(text)
        if _TARGET.search(text) and any(classify(one)[0] == "indicator" for one in texts):
            field, near = "target", False
        if not field:
            continue
        year = int(match[1]) if (match := re.search(r"(20\d\d)年", text)) else None
        if year and field == "content":
            field = "measures"  # 2026年目标任务
        role = (field, year if field in DATED else None)
        if role not in roles.values() or field in JOINED:
            roles[column] = role
            if near:
                guessed[column] = text
    _settle(roles, only_year, guessed, texts, long)
    return roles, guessed


def _settle(
    roles: dict[int, Role],
    only_year: int | None,
    guessed: dict[int, str],
    texts: Sequence[str],
    long: frozenset[int],
) -> None:
    """What a column is depends on its neighbours: 重点任务 beside 主要内容 is the item, alone it is the text."""
    fields = [field for field, _ in roles.values()]
    undated = [column for column, role in roles.items() if role == ("measures", None)]
    plain = "content" in fields or "item" in fields or "task" in fields
    for column in undated:
        if only_year is not None and plain:
            roles[column] = ("measures", only_year)
            guessed[column] = texts[column]
        else:
            roles[column] = ("content", None)
    fields = [field for field, _ in roles.values()]
    own_text = "content" in fields or "measures" in fields
    for column, role in list(roles.items()):
        if role[0] in ("task", "problem"):
            name = "item" if own_text and "item" not in fields and column not in long else "content"
            roles[column] = (name, None)
            fields.append(name)


def _shares(texts: Sequence[str], roles: Mapping[int, Role]) -> dict[int, str]:
    """Columns headed by local units: each one's share of the row's target."""
    if "indicator" not in {field for field, _ in roles.values()}:
        return {}
    found = {column: match for column, text in enumerate(texts) if _LOCAL.match(match := text)}
    return found if len(found) > 1 else {}


def heads(row: Row) -> list[str]:
    """The texts of a row as they are compared with the header's."""
    return [flat(cell.text) for cell in row]


def one_text(row: Row) -> str:
    """The text of a row that says one thing only; "" when it says several."""
    texts = {cell.text for cell in filled(row)}
    return texts.pop() if len(texts) == 1 else ""
